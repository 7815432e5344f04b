"""What every command says of the file that it has written, on standard error."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Backprop = Callable[..., Any]


NEURON = """\
inputs: [2]
targets: [1]
layers: [{weights: [[0.5]], biases: [-0.4], activation: sigmoid}]
loss: sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


@pytest.fixture
def neuron(folder: Path) -> str:
    """The path of a problem of one neuron, in the notation that is used if none is named."""
    (folder / "neuron.yaml").write_text(NEURON, encoding="utf-8")
    return "neuron.yaml"


def lines(path: str) -> int:
    return Path(path).read_bytes().count(b"\n")


def test_export_says_what_it_wrote_and_how_it_was_proved(backprop: Backprop, neuron: str) -> None:
    """Steps: z, a, L, δ and two gradients. Local derivatives: L by a and y, a by z, z by w, x and b."""
    assert backprop("export", neuron, "-o", "x.md") == (
        0,
        "",
        f"x.md is written: {lines('x.md')} lines, 6 steps; "
        "proved: 6 local derivatives by SymPy, 2 gradients by central differences\n",
    )


def test_an_export_of_data_tells_its_lines(backprop: Backprop, neuron: str) -> None:
    """A program, or JSON, has no rows of a page to count; it is proved all the same."""
    for name in ("x.json", "x.py"):
        assert backprop("export", neuron, "-o", name).err == (
            f"{name} is written: {lines(name)} lines; "
            "proved: 6 local derivatives by SymPy, 2 gradients by central differences\n"
        )


def test_what_is_asked_is_what_is_counted(backprop: Backprop, neuron: str) -> None:
    """`--only L` of one neuron is z, a and L."""
    assert ", 3 steps; " in backprop("export", neuron, "--only", "L", "-o", "x.txt").err


def test_arrays_and_a_closed_form_are_named(backprop: Backprop) -> None:
    """Style matrix is proved once more as it stands; linear regression by SymPy's solution."""
    said = backprop("export", "linear_regression", "--style", "matrix", "-o", "x.md").err
    assert " formulas in vectors and matrices by their entries, " in said
    assert said.endswith(", 3 parameters of the closed form by SymPy\n")


def test_a_gradient_at_a_kink_is_not_called_compared(backprop: Backprop) -> None:
    """Z = w·x = 0 under ReLU: of the one gradient a difference says nothing."""
    net = "inputs: [1]\ntargets: [1]\nlayers: [{weights: [[0]], activation: relu}]\nloss: sse\n"
    said = backprop("export", "-", "-o", "x.md", given=net.encode()).err
    assert said.endswith(" by SymPy, 1 gradient at a kink by no difference\n")
    assert "by central differences" not in said


def test_solve_says_the_same_but_for_the_proof(backprop: Backprop, neuron: str) -> None:
    """Nothing is said to be proved that was not; --verify proves."""
    assert backprop("solve", neuron, "-o", "x.md").err == (
        f"x.md is written: {lines('x.md')} lines, 6 steps\n"
    )
    assert "; proved: " in backprop("solve", neuron, "-o", "x.md", "--force", "--verify").err


def test_a_frozen_problem_is_told(backprop: Backprop) -> None:
    """`--freeze FILE` writes the problem; its page goes where it always goes."""
    said = backprop("solve", "xavier_initialisation", "--freeze", "x.yaml")
    assert said.err == f"x.yaml is written: {lines('x.yaml')} lines\n"
    assert said.out != ""


def test_a_frozen_problem_is_printed(backprop: Backprop) -> None:
    """`-` is standard output here as well; the page then needs a place of its own."""
    backprop("solve", "xavier_initialisation", "--freeze", "x.yaml")
    said = backprop("solve", "xavier_initialisation", "--freeze", "-", "-o", "x.md")
    assert said.out == Path("x.yaml").read_text(encoding="utf-8")
    both = backprop("solve", "xavier_initialisation", "--freeze", "-")
    assert both.err.startswith("error: --freeze and -o both write `-`")
    assert not Path("-").exists()


@pytest.mark.parametrize("name", ["x.md", "x.yaml"])
def test_blank_says_how_much_there_is_to_fill_in(backprop: Backprop, neuron: str, name: str) -> None:
    """One neuron: z, a, L, δ, two gradients and two new parameters; a line worked already is none of them."""
    assert backprop("blank", neuron, "-o", name).err == (
        f"{name} is written: {lines(name)} lines, 8 places to fill in\n"
    )
    worked = backprop("blank", neuron, "-o", name, "--force", "--worked", "7")
    assert worked.err.endswith(", 1 place to fill in\n")


def test_check_says_how_many_sheets_the_file_is_of(backprop: Backprop, small: str, folder: Path) -> None:
    """Results of one sheet and of a class, and a hint."""
    (folder / "class").mkdir()
    for name in ("ada", "emmy"):
        (folder / "class" / f"{name}.yaml").write_text("answers: {L: 1}\n", encoding="utf-8")
    assert backprop("check", small, "class/ada.yaml", "-o", "one.md").err == (
        f"one.md is written: {lines('one.md')} lines, 1 sheet\n"
    )
    assert backprop("check", small, "class", "-o", "all.csv").err == "all.csv is written: 3 lines, 2 sheets\n"
    assert backprop("check", small, "class/ada.yaml", "--hint", "-o", "hint.md").err == (
        f"hint.md is written: {lines('hint.md')} lines\n"
    )


@pytest.mark.parametrize("command", ["solve", "export", "blank"])
def test_of_standard_output_nothing_is_said(backprop: Backprop, neuron: str, command: str) -> None:
    """There is no file, and whoever reads the output sees it."""
    assert backprop(command, neuron, "-o", "-").err == ""


def test_a_name_is_told_harmlessly(backprop: Backprop, neuron: str) -> None:
    """A path with control characters does not reach the terminal as such."""
    said = backprop("blank", neuron, "-o", "\x1b[31m.md").err
    assert "\x1b" not in said
    assert " is written: " in said


def test_a_path_is_told_on_one_line(backprop: Backprop, neuron: str) -> None:
    """What stands in the name of a file or folder is shown, and does nothing."""
    strange, shown = "a\n\x1b[31mb", "a��[31mb"
    assert backprop("solve", neuron, "-o", f"{strange}.md").err.startswith(f"{shown}.md is written: ")
    assert backprop("init", f"{strange}.yaml").err.startswith(f"{shown}.yaml is ready: ")
    Path("sheet.txt").write_text("z1 = 0.6\n", encoding="utf-8")
    said = backprop("check", neuron, "sheet.txt", "--feedback-dir", strange)
    assert said.err == f"1 sheet written to {shown}\n"
