"""`backprop check --why`: what a verdict rests on, in sentences and as data."""

import json
import random
from collections.abc import Callable, Mapping
from functools import partial
from math import exp
from pathlib import Path
from typing import Any

import pytest
from benchmarks import examiner
from portable_markdown import katex_errors, lint

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.finding import Trial
from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.problem_file.reader import read

Backprop = Callable[..., Any]

NET = ("two_layer_relu_sigmoid", "--notation", "layers")
LINES = {
    "z1[1]": "0.3776",
    "z1[2]": "0.4",
    "z2[1]": "0.93",
    "a2[1]": "0.7171",
    "a2[2]": "0.7320",
    "dL/dz2[1]": "0.7071",
    "dL/dz2[2]": "(a2[2] - y[2]) * a2[2]^3",
    "dL/dW2[1,1]": "0.2670",
    "dL/dW2[2,1]": "huh(",
    "dL/db2": "",
}


@pytest.fixture
def ada(folder: Path) -> str:
    """A sheet with a line of every kind."""
    lines = "".join(f"  {name}: {text}\n" for name, text in LINES.items())
    (folder / "ada.yaml").write_text(f"answers:\n{lines}", encoding="utf-8")
    return "ada.yaml"


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        ("z1[1]", ["you wrote 0.3776. This is wrong", "0.3775; what you wrote is 1 unit of its last digit"]),
        ("z1[2]", ["This has too few digits", "The true value is 0.3925: this is it, rounded"]),
        ("a2[2]", ["This is right.", "The true value is 0.731967: this is it, rounded at the last digit"]),
        ("a2[1]", ["This is right.", "a₁⁽²⁾ = σ(z₁⁽²⁾) gives 0.717", "z₁⁽²⁾ = 0.93 (yours)"]),
        ("dL/dz2[1]", ["This is a known mistake", "With the mistake it is δ₁⁽²⁾ = ", "Another right way: "]),
        ("dL/dz2[2]", ["This is wrong", "It is a formula", "as a formula", "it is δ₂⁽²⁾ = "]),
        ("dL/dW2[1,1]", ["This follows", "δ₁⁽²⁾ = 0.7071 (yours)", "an earlier line is off"]),
        ("dL/dW2[2,1]", ["This cannot be read"]),
        ("dL/db2", ["∂L/∂b⁽²⁾: nothing is written there."]),
    ],
)
def test_every_verdict_has_its_grounds(backprop: Backprop, ada: str, name: str, sentences: list[str]) -> None:
    """What was compared, with which numbers, and what came of it; the sheet is wrong, so the code is 1."""
    said = backprop("check", *NET, ada, "--why", name)
    page = " ".join(said.out.split())
    assert (said.code, said.err) == (1, "")
    assert [each for each in sentences if each not in page] == []
    markdown = backprop("check", *NET, ada, "--why", name, "--format", "markdown").out
    assert lint(markdown) == []
    assert katex_errors(markdown) == []


def test_a_symbolic_line_is_compared_as_a_formula(backprop: Backprop, folder: Path) -> None:
    """A number is a formula there, too."""
    (folder / "a.yaml").write_text("answers:\n  dy/dz: 5\n  dz/dx: 5*x^4\n", encoding="utf-8")
    page = " ".join(backprop("check", "chain_rule_symbolic", "a.yaml", "--why", "dy/dz").out.split())
    assert "This is wrong" in page
    assert "In one way of writing it, it is ∂y/∂z = 24z² + 2z." in page


@pytest.mark.parametrize("name", ["δ₁⁽²⁾", "delta2[1]", "dz2[1]", "dE/dz2[1]"])
def test_a_name_is_read_in_every_spelling(backprop: Backprop, ada: str, name: str) -> None:
    """As `--only` reads it."""
    assert "δ₁⁽²⁾ (unit 1 in layer 2): you wrote 0.7071." in backprop("check", *NET, ada, "--why", name).out


def test_a_whole_means_its_lines_on_the_sheet(backprop: Backprop, ada: str) -> None:
    """A matrix, and a weight: its gradient and its new value, if they are there."""
    page = backprop("check", *NET, ada, "--why", "W2").out
    there = [f"∂L/∂w{place}⁽²⁾: you" in page for place in ("₁₁", "₂₁", "₁₂")]
    assert there == [True, True, False]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ada.yaml", "--why", "q9"], "`q9` is no quantity of this network"),
        (["ada.yaml", "--why", "x1"], "`x1` is given"),
        (["ada.yaml", "--why", "z2[2]"], "the sheet has no line `z2[2]`"),
        ([".", "--why", "L"], "--why is for one sheet"),
        (["ada.yaml", "--why", "L", "--format", "csv"], "--why is for one sheet"),
        (["ada.yaml", "--why", "L", "--hint"], "--hint does not go with --why"),
    ],
)
def test_what_cannot_be_explained_is_refused(
    backprop: Backprop, ada: str, arguments: list[str], said: str
) -> None:
    """No such quantity, a given one, a line that is not there, more than one sheet."""
    refused = backprop("check", *NET, *arguments)
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith(f"error: {said}")
    assert "  = help: " in refused.err or "given" in said


def test_a_right_sheet_ends_with_0(backprop: Backprop, folder: Path) -> None:
    """The exit code is that of the sheet."""
    (folder / "a.yaml").write_text("answers:\n  z1[1]: 0.3775\n", encoding="utf-8")
    said = backprop("check", *NET, "a.yaml", "--why", "z1")
    assert (said.code, "The true value is 0.3775: just that." in said.out) == (0, True)


def test_the_data_hold_every_history(backprop: Backprop, ada: str) -> None:
    """σ of 0.93 as written and of 0.927625 as kept lie in the interval, 1 + e^(−z) = 1.4 makes it wider."""
    data = json.loads(backprop("check", *NET, ada, "--why", "a2[1]", "--format", "json").out)
    answers = {each["name"]: each for each in data["sheets"][0]["answers"]}
    assert [name for name, each in answers.items() if "why" in each] == ["a2[1]"]
    why = answers["a2[1]"]["why"]
    (way,) = why["ways"]
    written, kept = (1 / (1 + exp(-z)) for z in (0.93, 0.927625))
    assert way["formula"] == "sigmoid(z2[1])"
    assert way["uses"] == {"z2[1]": {"value": 0.93, "from": "written"}}
    assert way["value"] == pytest.approx(written, abs=1e-12)
    assert way["low"] <= min(written, kept)
    assert max(written, kept) <= way["high"] < way["low"] + 0.02
    assert why["rounding"]["cuts"] is False


def _a_third_off(line: str, values: Mapping[str, float]) -> float:
    return 1.37 * values[line]


def judged_with_grounds(seed: int) -> list[Judged]:
    """Sheets of many habits, with and without a mistake, every line with its grounds."""
    rng = random.Random(seed)  # noqa: S311
    lines: list[Judged] = []
    for each in examiner.HONEST:
        given = examiner.net(rng)
        scheme = Scheme(derive_problem(read(given.text())))
        line = rng.choice(list(examiner.Work(given, each, rng, {}).lines))
        for slips in ({}, {line: partial(_a_third_off, line)}):
            sheet = examiner.Work(given, each, rng, slips).lines
            answers = [Answer(name, text, read_number(text)) for name, text in sheet.items()]
            marked = list(Judge(scheme, asked_why=sheet).marked(answers))
            plain = list(Judge(scheme).marked(answers))
            assert [line._replace(grounds=None) for line in marked] == plain
            lines += marked
    return lines


def test_grounds_and_verdict_agree() -> None:
    """What fits lies in the interval that is told, what is wrong in none; asking changes no verdict."""
    seen = set()
    for line in judged_with_grounds(3):
        grounds, number = line.grounds, line.answer.number
        assert grounds is not None
        assert number is not None
        seen.add(grounds.trial)
        held = [
            way.interval.low - number.unit * 1.001 <= number.value <= way.interval.high + number.unit * 1.001
            for way in grounds.ways
            if way.interval is not None
        ]
        if grounds.trial in {Trial.EXACT, Trial.ROUNDED, Trial.RIGHT_LINES}:
            assert held == [True]
        elif grounds.trial in {Trial.NONE, Trial.MISTAKE} and number.value:
            points = [way for way in grounds.ways if way.interval and way.interval.low == way.interval.high]
            assert points or not any(held)
    assert {Trial.TRUE, Trial.EXACT, Trial.ROUNDED, Trial.MISTAKE, Trial.NONE} <= seen
