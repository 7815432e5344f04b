"""`--step`: which step of a training a page works."""

import json

import pytest

from backprop_cli.cli.main import run

Capture = pytest.CaptureFixture[str]


def headings(said: str) -> list[str]:
    return [line for line in said.splitlines() if line.startswith("Step ") and " of " in line]


@pytest.mark.parametrize(
    ("options", "steps"),
    [
        ([], ["Step 1 of 4"]),
        (["--step", "3"], ["Step 3 of 4"]),
        (["--step", "all"], [f"Step {t} of 4" for t in (1, 2, 3, 4)]),
        (["--only", "w_new#2"], ["Step 2 of 4"]),
        (["--only", "w_new#2", "--only", "f#4"], ["Step 2 of 4", "Step 4 of 4"]),
    ],
)
def test_the_page_works_the_steps_asked_for(options: list[str], steps: list[str], capsys: Capture) -> None:
    """The first, the one named, all, or those of the names; the list has all steps each time."""
    assert run(["solve", "parabola_descent", *options]) == 0
    said = capsys.readouterr().out
    assert headings(said) == steps
    listed = said.split("All steps")[1]
    assert [f"│ {t} " in listed for t in (1, 2, 3, 4)] == [True] * 4


@pytest.mark.parametrize(
    ("problem", "step", "message"),
    [
        ("parabola_descent", "5", "there is no step 5: the training has 4"),
        ("parabola_descent", "0", "there is no step 0"),
        ("one_neuron", "2", "there is no step 2"),
        ("parabola_descent", "first", "neither a number nor `all`"),
    ],
)
def test_a_step_that_there_is_not(problem: str, step: str, message: str, capsys: Capture) -> None:
    """Said in a sentence, with 2."""
    assert run(["solve", problem, "--step", step]) == 2
    assert message in capsys.readouterr().err


def test_json_has_the_values_of_every_step_or_of_the_one_asked(capsys: Capture) -> None:
    """w² − 4w + 5 from 0 at 0.1: w is 0, 0.4, 0.72, 0.976 and at last 1.1808, by hand."""
    assert run(["solve", "parabola_descent", "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [found["values"][f"w_new#{t}"] for t in (1, 2, 3, 4)] == pytest.approx([0.4, 0.72, 0.976, 1.1808])
    assert found["losses"] == pytest.approx([5, 3.56, 2.6384, 2.048576])
    assert run(["solve", "parabola_descent", "--format", "json", "--step", "3"]) == 0
    only = json.loads(capsys.readouterr().out)["values"]
    assert only["w#3"] == pytest.approx(0.72)
    assert not any(name.endswith(("#1", "#2", "#4")) for name in only)


def test_a_training_of_thousands_of_steps_lists_some(
    tmp_path_factory: pytest.TempPathFactory, capsys: Capture
) -> None:
    """Every step goes 0.8 of the way to 2: after n steps w = 2 − 2·0.8ⁿ."""
    path = tmp_path_factory.mktemp("long") / "long.yaml"
    path.write_text(
        "formulas: {f: w^2 - 4*w + 5}\nat: {w: 0}\noptimizer: {name: sgd, learning_rate: 0.1}\n"
        "training: {steps: 30000}\n",
        encoding="utf-8",
    )
    assert run(["solve", str(path), "--step", "20", "--digits", "12"]) == 0
    said = capsys.readouterr().out
    assert f"{2 - 2 * 0.8**19:.12g}"[:12] in said
    assert "29,985 more steps are not listed" in " ".join(said.split())
    assert run(["solve", str(path), "--step", "all"]) == 2
    assert "at most 100" in capsys.readouterr().err
