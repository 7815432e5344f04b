"""However a weight is spelled, its new value is spelled so too, with the mark wherever people put it."""

from functools import cache

import pytest

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.quantities.updated import apart_from_new

NETWORK = """
samples: [{inputs: [0.5, 0.1], targets: [0.1, 0.9]}, {inputs: [0.2, 0.3], targets: [0.8, 0.4]}]
layers:
  - {weights: [[0.15, 0.2], [0.25, 0.3]], biases: [0.35, 0.3], activation: sigmoid}
  - {weights: [[0.4, 0.45], [0.5, 0.55]], biases: [0.6, 0.2], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
TRAINING = f"{NETWORK}training: {{epochs: 1, batch_size: 1}}\n"
OWN = NETWORK + "names: {'W1[1,1]': new_h}\n"

WEIGHT = ["W1[1,2]", "W1[1][2]", "W1(1,2)", "W1 [1, 2]", "w1_12", "w1_1_2", "W1_{12}", "W1_{1,2}", "W_1_12"]
PARTED = [each for each in WEIGHT if each[1] == "1"]
"""Those whose layer stands right behind the letter, so that a mark may follow it."""


@cache
def lookup(problem: str, notation: str) -> Lookup:
    found = read(f"notation: {notation}\n{problem}", "")
    return Lookup(derive_problem(found), lettering=found.lettering)


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(
    "mark", ["{}_new", "{}new", "{} new", "new {}", "new_{}", "{}⁺", "{}+", "{}^{{+}}", "${}$ new"]
)
@pytest.mark.parametrize("weight", WEIGHT)
def test_a_mark_around_any_spelling_of_a_weight(weight: str, mark: str, notation: str) -> None:
    """An old value that is understood is understood as a new one, in a training in each of its steps."""
    written = mark.format(weight)
    assert lookup(NETWORK, notation).find(weight) == "W1[1,2]"
    assert lookup(NETWORK, notation).find(written) == "W1_new[1,2]"
    assert lookup(TRAINING, notation).find(f"{written}#2") == "W1_new[1,2]#2"


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("mark", ["_new", "new", " new ", "⁺"])
@pytest.mark.parametrize("weight", PARTED)
def test_a_mark_between_layer_and_index(weight: str, mark: str, notation: str) -> None:
    """`W1_new_1_2` and `W1_new12` have the layer in front of the mark and the index behind it."""
    written = f"{weight[:2]}{mark}{weight[2:]}"
    assert lookup(NETWORK, notation).find(written) == "W1_new[1,2]"
    assert lookup(TRAINING, notation).find(f"{written}#2") == "W1_new[1,2]#2"
    assert lookup(NETWORK, notation).find(f"w1{mark.rstrip()}12") == "W1_new[1,2]"


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(
    "written", ["W1_new", "W1 new", "new W1", "b2_2 new", "b2_new_2", "w212_new", "W1_new_new"]
)
def test_what_a_mark_leaves_alone(written: str, notation: str) -> None:
    """Wholes and biases likewise; what is not plain without a mark is not with one; two marks are none."""
    found = {"W1_new": "W1_new", "W1 new": "W1_new", "new W1": "W1_new"}
    found |= {"b2_2 new": "b2_new[2]", "b2_new_2": "b2_new[2]"}
    assert lookup(NETWORK, notation).find(written) == found.get(written, "")


@pytest.mark.parametrize(
    "spelling", ["w_5^{new}", r"w_5^{\text{new}}", "w_{5}^{+}", "w₅⁺", "w5_new", "new w5", "w5new"]
)
def test_numbered_weights(spelling: str) -> None:
    """In a notation that counts its weights the fifth is the first of layer 2."""
    assert lookup(NETWORK, "net_out").find(spelling) == "W2_new[1,1]"


@pytest.mark.parametrize(
    ("notation", "written"),
    [("superscript", "delta_In2_1"), ("superscript", "δIn2[1]"), ("net_o", "delta_net2_1"),
     ("net_out", "delta_net_o1"), ("net_out", "delta_o1"), ("net_out", r"\delta_{o1}"),
     ("net_out", "δo1"), ("net_out", "deltao1"), ("net_out", "delta o1"),
     ("bracket", "δz_1^{[2]}")],
)  # fmt: skip
def test_a_delta_of_a_notations_own_sum(notation: str, written: str) -> None:
    """δ is of the pre-activation, whatever a course calls that one."""
    assert lookup(NETWORK, notation).find(f"{written}@2") == "dL@2/dz2[1]@2"


@pytest.mark.parametrize("notation", ["superscript", "bracket"])
def test_the_first_of_three_numbers_is_the_layer(notation: str) -> None:
    """`W1_1_2` is of layer 1 in every notation, not of layer 2."""
    assert [lookup(NETWORK, notation).find(each) for each in ("W1_2_1", "dL/dW2_1_2")] == [
        "W1[2,1]",
        "dL/dW2[1,2]",
    ]


def test_an_own_name_with_the_word_in_it() -> None:
    """An author's own name comes before every rule."""
    assert lookup(OWN, "layers").find("new_h") == "W1[1,1]"


def test_words_with_new_in_them_have_no_mark() -> None:
    """Nor has a derivative."""
    texts = ["renew", "knew1", "newton", "w_newer", "dL/dW1 new", "x + y"]
    assert [apart_from_new(text) for text in texts] == [(text, False) for text in texts]
