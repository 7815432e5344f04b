"""`backprop init --from`: a copy of a bundled problem, or of one's own, to change."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backprop_cli.problem_file import bundled

Backprop = Callable[..., Any]
MODELINE = "# yaml-language-server: $schema=backprop.schema.json\n"


@pytest.mark.parametrize("name", ["two_layer_sigmoid", "chain_rule_symbolic", "adam_by_hand"])
def test_a_bundled_problem_is_copied_word_for_word(backprop: Backprop, folder: Path, name: str) -> None:
    """With its comments and numbers as they are typed, the line for editors above, and it solves the same."""
    said = backprop("init", "mine.yaml", "--from", name)
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("mine.yaml is ready: backprop solve mine.yaml\n")
    original = Path(bundled.path(name)).read_text(encoding="utf-8")
    assert (folder / "mine.yaml").read_text(encoding="utf-8") == MODELINE + original
    assert (folder / "backprop.schema.json").exists()
    assert backprop("solve", "mine.yaml") == backprop("solve", name)
    assert backprop("init", "-", "--from", name) == (0, original, "")


def test_a_copy_of_a_copy_has_one_line_for_editors(backprop: Backprop, folder: Path) -> None:
    """A problem of one's own is copied as well."""
    assert backprop("init", "a.yaml", "--from", "one_neuron").code == 0
    assert backprop("init", "b.yaml", "--from", "a.yaml").code == 0
    assert (folder / "b.yaml").read_bytes() == (folder / "a.yaml").read_bytes()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--from", "two_layer_sigmoids"], "error: there is no file `two_layer_sigmoids`\n"),
        (
            ["--from", "one_neuron", "--formulas"],
            "error: --formulas and --from both say what to begin with\n",
        ),
    ],
)
def test_what_cannot_be_copied_leaves_no_file(
    backprop: Backprop, folder: Path, options: list[str], said: str
) -> None:
    """A mistyped name has the nearest one; two beginnings are one too many."""
    done = backprop("init", "mine.yaml", *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert "\n  = help: " in done.err
    assert list(folder.iterdir()) == []


def test_what_does_not_solve_is_not_copied(backprop: Backprop, folder: Path) -> None:
    """A sheet, or a problem with a fault, is refused with its place as `solve` refuses it."""
    (folder / "faulty.yaml").write_text("inputs: [1]\nlayer: []\n", encoding="utf-8")
    done = backprop("init", "mine.yaml", "--from", "faulty.yaml")
    assert done == backprop("solve", "faulty.yaml")
    assert done.code == 2
    assert [path.name for path in folder.iterdir()] == ["faulty.yaml"]
