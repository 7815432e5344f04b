"""Answers within answers in JSON and YAML: by layer, by part, by aspect, by number, as records."""

import json

import pytest
from sheets_read import SAMPLES, TWO_STEPS, numbers_in, sheet
from test_crossed_tables import BATCH

Z1 = {"z1[1]": 0.3775, "z1[2]": 0.3925}
PAIR = [0.3775, 0.3925]
GRADIENT = [[0.1, 0.2], [0.3, 0.4]]
OF_GRADIENT = {"dL/dW1[1,1]": 0.1, "dL/dW1[1,2]": 0.2, "dL/dW1[2,1]": 0.3, "dL/dW1[2,2]": 0.4}
OF_NEW = {"W1_new[1,1]": 0.1, "W1_new[1,2]": 0.2, "W1_new[2,1]": 0.3, "W1_new[2,2]": 0.4}
NESTED: list[tuple[object, dict[str, float]]] = [
    *(
        ({key: {"z": PAIR}}, Z1)
        for key in ("layer1", "layer 1", "layer_1", "Layer 1", "hidden layer", "hidden")
    ),
    ({"layer1": {"z": PAIR, "dW": GRADIENT}}, Z1 | OF_GRADIENT),
    (
        {"layer1": {"z[1]": 0.3775, "z[2]": 0.3925, "dL/dW": GRADIENT, "W_new": GRADIENT}},
        Z1 | OF_GRADIENT | OF_NEW,
    ),
    ({"output": {"z": PAIR}}, {"z2[1]": 0.3775, "z2[2]": 0.3925}),
    ({"forward": {"z1": PAIR}, "backward": {"dL/dW1": GRADIENT}}, Z1 | OF_GRADIENT),
    ({"answers": {"forward pass": {"layer 1": {"z": PAIR}}}}, Z1),
    ({"gradients": {"W1": GRADIENT}}, OF_GRADIENT),
    ({"gradients": {"dW1": GRADIENT}}, OF_GRADIENT),
    ({"grads": {"W1": GRADIENT}}, OF_GRADIENT),
    ({"updated": {"W1": GRADIENT}}, OF_NEW),
    ({"new_weights": {"W1": GRADIENT}}, OF_NEW),
    ({"W1": {"grad": GRADIENT, "new": GRADIENT}}, OF_GRADIENT | OF_NEW),
    ({"z1": {"1": 0.3775, "2": 0.3925}}, Z1),
    ({"z1[1]": {"value": 0.3775}, "z1[2]": {"value": 0.3925}}, Z1),
    ([{"name": "z1[1]", "value": 0.3775}, {"name": "z1[2]", "value": 0.3925}], Z1),
    ({"answers": [{"quantity": "z1[1]", "answer": 0.3775}, {"quantity": "z1[2]", "answer": 0.3925}]}, Z1),
    ([{"z1[1]": 0.3775}, {"z1[2]": 0.3925}], Z1),
]


@pytest.mark.parametrize(("data", "numbers"), NESTED)
def test_what_stands_within_is_read(data: object, numbers: dict[str, float]) -> None:
    """The keys above a name say the rest of it; JSON is YAML as well."""
    for source in ("ada.json", "ada.yaml"):
        found = sheet(json.dumps(data), source)
        assert (numbers_in(found), found.problems) == (numbers, ())


def test_yaml_over_lines() -> None:
    """The same as YAML has it without braces."""
    text = "layer1:\n  z: [0.3775, 0.3925]\ngradients:\n  W1: [[0.1, 0.2], [0.3, 0.4]]\nupdated weights:\n"
    found = sheet(f"{text}  W1: [[0.1, 0.2], [0.3, 0.4]]\n", "ada.yaml")
    assert (numbers_in(found), found.problems) == (Z1 | OF_GRADIENT | OF_NEW, ())
    records = "- name: z1[1]\n  value: 0.3775\n- name: z1[2]\n  value: 0.3925\n"
    assert numbers_in(sheet(records, "ada.yaml")) == Z1


def test_layers_within_samples() -> None:
    """The sample from one key, the layer from the next."""
    data = {"sample 1": {"layer 1": {"z": [0.4, 0.5]}}, "sample 2": {"layer 1": {"z": [0.6, 0.7]}}}
    found = sheet(json.dumps(data), "ada.json", BATCH)
    assert numbers_in(found) == {"z1[1]@1": 0.4, "z1[2]@1": 0.5, "z1[1]@2": 0.6, "z1[2]@2": 0.7}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"first attempt": {"z1[1]": 0.3775}}, "first attempt"),
        ({"not used": {"layer 1": {"z": PAIR}}}, "not used"),
        ({"layer 1": {"q": 0.5}}, "q"),
        ({"layer 7": {"z": PAIR}}, "z"),
        ({"gradients": {"q": 0.5}}, "q"),
        ({"z1[1]": {"formula": "w*x", "value": 0.3775}}, "formula"),
        ([{"name": "z1[1]", "value": 0.3775, "sure": "no"}, {"name": "q", "value": 1}], "q"),
    ],
)
def test_what_says_nothing_known_is_named(data: object, told: str) -> None:
    """A key that may take back what stands below it is not opened; what names nothing costs itself."""
    found = sheet(json.dumps(data), "ada.json")
    assert set(numbers_in(found)) <= {"z1[1]"}
    assert [f"`{told}`" in each for each in found.problems] == [True]


def test_nothing_counts_twice() -> None:
    """A record that stands there again is told, as any line."""
    data = [{"name": "z1[1]", "value": 0.3775}, {"name": "z1[1]", "value": 0.5}]
    found = sheet(json.dumps(data), "ada.json")
    assert (numbers_in(found), ["second time" in each for each in found.problems]) == (
        {"z1[1]": 0.3775},
        [True],
    )


@pytest.mark.parametrize(("key", "problem", "mark"), [("steps", TWO_STEPS, "#"), ("samples", SAMPLES, "@")])
def test_a_list_of_steps_or_samples(key: str, problem: str, mark: str) -> None:
    """Each part of it is of the step or sample that is next."""
    data = {key: [{"z1[1]": 0.21, "L": 0.59}, {"z1[1]": 0.24}]}
    numbers = {f"z1[1]{mark}1": 0.21, f"L{mark}1": 0.59, f"z1[1]{mark}2": 0.24}
    for source in ("ada.json", "ada.yaml"):
        assert numbers_in(sheet(json.dumps(data), source, problem)) == numbers


RECORDS = [
    [{"step": 1, "z1[1]": 0.21, "L": 0.59}, {"step": 2, "z1[1]": 0.24}],
    {"steps": [{"z1[1]": 0.21, "step": 1, "L": 0.59}, {"step": 2, "z1[1]": 0.24}]},
    [
        {"name": "z1[1]", "step": 1, "value": 0.21},
        {"name": "L", "step": "1", "value": 0.59},
        {"name": "z1[1]", "step": 2, "value": 0.24},
    ],
]


@pytest.mark.parametrize("data", RECORDS)
def test_records_that_say_their_step(data: object) -> None:
    """It is no quantity of theirs, the step w_new − w, and a second one is of another step."""
    for source in ("ada.json", "ada.yaml"):
        found = sheet(json.dumps(data), source, TWO_STEPS)
        assert numbers_in(found) == {"z1[1]#1": 0.21, "L#1": 0.59, "z1[1]#2": 0.24}
        assert found.problems == ()
