"""`bishop` and `haykin`, whose letters change places with ours: a sheet is read in them, and in no two ways.

The numbers are those of a forward and backward pass in numpy.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from backprop_cli import blank, check, solution
from backprop_cli.api.sheets import MarkedSheet
from backprop_cli.cli.main import run
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.mistakes.mistake import Mistake
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read

INPUTS = np.array([0.5, -0.2])
FIRST, OWN = np.array([[0.15, 0.2], [0.25, -0.3]]), np.array([0.35, 0.1])
SECOND, LAST = np.array([[0.4, -0.45], [0.5, 0.55]]), np.array([0.6, -0.3])
TARGETS = np.array([0.01, 0.99])
NETWORK = f"""\
title: In other letters
inputs: {INPUTS.tolist()}
layers:
  - {{weights: {FIRST.tolist()}, biases: {OWN.tolist()}, activation: tanh}}
  - {{weights: {SECOND.tolist()}, biases: {LAST.tolist()}, activation: sigmoid}}
targets: {TARGETS.tolist()}
loss: half_sse
optimizer: {{name: sgd, learning_rate: 0.5}}
"""
LETTERS = {
    "layers": {"z": "z", "a": "a", "y": "y", "o": "yhat", "L": "L"},
    "bishop": {"z": "a", "a": "z", "y": "t", "o": "y", "L": "E"},
    "haykin": {"z": "v", "a": "y", "y": "d", "o": "o", "L": "E"},
}
"""What weighted sum, activation, target, output and loss are called."""
BOOKS = [each for each in LETTERS if each != "layers"]


def problem(notation: str = "layers", more: str = "") -> Problem:
    return read(f"notation: {notation}\n{more}{NETWORK}")


def worked(sum_off: float = 0.0, *, with_slope: bool = True) -> dict[str, np.ndarray]:
    """The numbers; with a slip in the first weighted sum, or without the output's slope."""
    z1 = FIRST @ INPUTS + OWN + [sum_off, 0]
    a1 = np.tanh(z1)
    z2 = SECOND @ a1 + LAST
    a2 = 1 / (1 + np.exp(-z2))
    d2 = (a2 - TARGETS) * (a2 * (1 - a2) if with_slope else 1)
    return {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "d2": d2, "d1": (SECOND.T @ d2) * (1 - a1**2)}


RAISED = str.maketrans("12", "¹²")


def typed(numbers: Mapping[str, np.ndarray], z: str, a: str, L: str, **_: str) -> list[str]:
    names = {"z1": f"{z}1", "a1": f"{a}1", "z2": f"{z}2", "a2": f"{a}2", "d2": f"d{L}/d{z}2", "d1": f"d{z}1"}
    return [
        f"{names[key]}[{unit}] = {value:.6g}"
        for key, values in numbers.items()
        for unit, value in enumerate(values, 1)
    ]


def of_the_page(numbers: Mapping[str, np.ndarray], z: str, a: str, **_: str) -> list[str]:
    names = {"z": z, "a": a, "d": "δ"}
    return [
        f"{names[key[0]]}{'₁₂'[unit - 1]}⁽{key[1].translate(RAISED)}⁾ = {value:.6g}"
        for key, values in numbers.items()
        for unit, value in enumerate(values, 1)
    ]


def in_lists(numbers: Mapping[str, np.ndarray], z: str, a: str, **_: str) -> list[str]:
    names = {"z": z, "a": a, "d": f"d{z}"}
    return [f"{names[key[0]]}{key[1]} = {np.round(values, 6).tolist()}" for key, values in numbers.items()]


def of_programs(numbers: Mapping[str, np.ndarray], z: str, a: str, **_: str) -> list[str]:
    names = {"z": f'cache["{z.upper()}', "a": f'cache["{a.upper()}', "d": f'grads["d{z.upper()}'}
    return [f'{names[key[0]]}{key[1]}"] = {np.round(values, 6).tolist()}' for key, values in numbers.items()]


def in_tables(numbers: Mapping[str, np.ndarray], z: str, a: str, **_: str) -> list[str]:
    lines = []
    for layer in "12":
        lines += [f"## Layer {layer}", "", f"| unit | {z} | {a} | δ |", "|---|---|---|---|"]
        columns = [map("{:.6g}".format, numbers[f"{letter}{layer}"]) for letter in "zad"]
        rows = enumerate(zip(*columns, strict=True), 1)
        lines += [*(f"| {unit} | {' | '.join(row)} |" for unit, row in rows), ""]
    return lines


def below_words(numbers: Mapping[str, np.ndarray], **_: str) -> list[str]:
    return in_tables(numbers, "weighted sum", "activation")


def in_formulas(numbers: Mapping[str, np.ndarray], z: str, a: str, y: str, o: str, L: str) -> list[str]:
    return [
        f"{z}1[1] = {numbers['z1'][0]:.6g}",
        f"tanh({z}1[1]) = {numbers['a1'][0]:.6g}",
        f"{z}2[1] = W2[1,1]*{a}1[1] + W2[1,2]*{a}1[2] + b2[1]",
        f"d{L}/d{z}2[1] = ({a}2[1] - {y}[1])*{a}2[1]*(1 - {a}2[1])",
        f"∂{L}/∂{z}₂⁽²⁾ = ({o}₂ − {y}₂)·{o}₂·(1 − {o}₂)",
        f"d{L}/dW2[1,2] = d{L}/d{z}2[1]*{a}1[2]",
        f"d{a}2[1]/d{z}2[1] = {a}2[1]*(1 - {a}2[1])",
    ]


WAYS = (typed, of_the_page, in_lists, of_programs, in_tables, below_words, in_formulas)


def verdicts(marked: MarkedSheet) -> list[tuple[str, Verdict]]:
    return [(line.name, line.verdict) for line in marked.report.shown]


@pytest.mark.parametrize("sum_off", [0.0, 0.07])
@pytest.mark.parametrize("with_slope", [True, False])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("book", BOOKS)
def test_a_sheet_in_the_letters_of_a_book(
    book: str, way: object, sum_off: float, with_slope: bool, tmp_path: Path
) -> None:
    """It is marked line by line as the same sheet in our letters, right, wrong and following."""
    assert callable(way)
    numbers = worked(sum_off, with_slope=with_slope)
    sheet, ours = tmp_path / "sheet.md", tmp_path / "ours.md"
    sheet.write_text("\n".join(way(numbers, **LETTERS[book])), encoding="utf-8")
    ours.write_text("\n".join(way(numbers, **LETTERS["layers"])), encoding="utf-8")
    marked, usual = check(problem(book), str(sheet)), check(problem(), str(ours))
    assert verdicts(marked) == verdicts(usual)
    assert len(verdicts(marked)) >= 7
    assert not marked.report.problems
    if not sum_off and with_slope:
        assert {verdict for _, verdict in verdicts(marked)} == {Verdict.RIGHT}


def test_what_is_told_has_the_letters_that_were_typed(tmp_path: Path) -> None:
    """Formulas stand there as they were written; what cannot be read is named as it was typed."""
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("z1[1] = tanh(a1[1])\na9[1] = 0.3\na1[1] = 0.385\na1[1] = 0.386\n", encoding="utf-8")
    report = check(problem("bishop"), str(sheet)).report
    assert report.lines[0].name == "z1[1]"
    (formula,) = (line.judged.answer.text for line in report.shown if line.name == "a1[1]")
    assert formula == "tanh(a1[1])"
    told = " ".join(report.problems)
    assert "`a9[1]`" in told
    assert "`a1[1]` is here a second time" in told
    assert "z" not in told.replace("`a1[1]`", "").partition("names look like")[0]


@pytest.mark.parametrize("way", [typed, of_the_page, in_lists, in_tables])
def test_a_sheet_in_our_letters_is_understood(way: object, tmp_path: Path) -> None:
    """Where both letters have lines and the numbers fit so alone, and the report says it."""
    assert callable(way)
    sheet = tmp_path / "sheet.md"
    sheet.write_text("\n".join(way(worked(), **LETTERS["layers"])), encoding="utf-8")
    report = check(problem("bishop"), str(sheet)).report
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}
    assert any("other letters than the notation `bishop`" in each for each in report.remarks)


def test_one_letter_alone_is_read_as_the_notation_says() -> None:
    """z₁ = 0.385 is the activation without its function: a slip, and no sheet in our letters."""
    numbers = worked()
    (line,) = check(problem("bishop"), {"z1[1]": f"{numbers['z1'][0]:.6g}"}).report.shown
    assert (line.name, line.verdict) == ("a1[1]", Verdict.MISTAKE)
    both = {"a1[1]": f"{numbers['z1'][0]:.6g}", "z1[1]": f"{numbers['z1'][0]:.6g}"}
    first, second = check(problem("bishop"), both).report.shown
    assert (first.name, first.verdict) == ("z1[1]", Verdict.RIGHT)
    assert (second.name, second.verdict) == ("a1[1]", Verdict.MISTAKE)


@pytest.mark.parametrize(("book", "typed_names"), [("bishop", "a1 z1 a2 y"), ("haykin", "v1 y1 v2 o")])
def test_the_blank_sheet_has_one_set_of_letters(book: str, typed_names: str) -> None:
    """Its names to type are in the letters of its symbols; a sheet filled in so is all right."""
    rows = blank(problem(book)).render("markdown")
    numbers = worked()
    answers = {}
    for name, values in zip(typed_names.split(), ("z1", "a1", "z2", "a2"), strict=True):
        for unit, value in enumerate(numbers[values], 1):
            assert f"{name[0]}_{{{unit}}}" in rows
            assert f"| `{name}[{unit}]` |" in rows
            answers[f"{name}[{unit}]"] = f"{value:.8g}"
    assert "| `E` |" in rows
    report = check(problem(book), answers).report
    assert [line.verdict for line in report.shown] == [Verdict.RIGHT] * 8


def test_arrays_of_a_program(tmp_path: Path) -> None:
    """Their names are read in the letters of the notation too."""
    numbers = worked()
    arrays = {"a1": numbers["z1"], "z1": numbers["a1"], "y": numbers["a2"], "dE/da2": numbers["d2"]}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps({name: each.tolist() for name, each in arrays.items()}), encoding="utf-8")
    report = check(problem("bishop"), str(path), arrays=True).report
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}
    assert len(report.shown) == 8


def test_what_is_asked_by_name(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """--only, `ask` and points are in the letters of the notation; the keys of `names` are not."""
    page = str(solution(problem("bishop"), only=["a1[1]"]))
    assert "│ a₁⁽¹⁾" in page
    assert "tanh" not in page.partition("Forward pass")[2]
    asked = problem("bishop", "ask: ['z1[2]']\nmarking: {points: {'a1[1]': 3}}\n")
    assert asked.ask == ("a1[2]",)
    assert asked.marking.points == (("z1[1]", 3.0),)
    named = str(solution(problem("bishop", "names: {z1: r}\n")))
    assert "│ r₁ " in named
    path = tmp_path / "net.yaml"
    path.write_text(NETWORK, encoding="utf-8")
    assert run(["solve", str(path), "--notation", "bishop", "--only", "a9[1]"]) == 2
    assert "`a9[1]` does not exist" in capsys.readouterr().err


LONE = re.compile(r"(?<![\w′])(?:[zyŷẑL]|a(?=[(²]| [−·])|(?<=[−·=] )a)(?!\w)")
"""A letter of ours in a formula; the article is none."""


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda each: each.key)
def test_the_words_of_a_mistake_have_no_letters_of_their_own(mistake: Mistake) -> None:
    """They are holes, for the page has those of its notation there."""
    assert not LONE.search(re.sub(r"\{\w+\}", "", mistake.english))


@pytest.mark.parametrize("book", LETTERS)
def test_a_mistake_is_said_in_the_letters_of_the_book(book: str, tmp_path: Path) -> None:
    """1 − a for the slope a(1 − a) of a sigmoid, worked in numpy."""
    a1 = 1 / (1 + np.exp(-(FIRST @ INPUTS + OWN)))
    a2 = 1 / (1 + np.exp(-(SECOND @ a1 + LAST)))
    d1 = SECOND.T @ ((a2 - TARGETS) * a2 * (1 - a2)) * (1 - a1)
    z, a = LETTERS[book]["z"], LETTERS[book]["a"]
    sheet = tmp_path / "sheet.txt"
    sheet.write_text(f"dL/d{z}1[1] = {d1[0]:.7g}\ndL/d{z}1[2] = {d1[1]:.7g}\n", encoding="utf-8")
    exercise = read(f"notation: {book}\n{NETWORK.replace('tanh', 'sigmoid')}")
    page = check(exercise, str(sheet)).render("markdown")
    assert f"1 − ${a}$ was taken for the derivative: σ′ = ${a}$(1 − ${a}$)" in page


@pytest.mark.parametrize(
    ("name", "style", "said"),
    [
        ("dropout", "delta", "h = y·mask/0.8"),
        ("gradient_from_above", "delta", "the activation alone; v is what comes in"),
        ("relu_softmax_batch", "gates", "ReLU is max(0, v)"),
        ("batch_normalisation", "delta", "v̂₁⁽¹⁾⟨1⟩"),
        ("batch_normalisation", "matrix", "V̂⁽¹⁾"),
    ],
)
def test_what_is_agreed_on_has_the_letters_of_the_book(name: str, style: str, said: str) -> None:
    """V is the local field and y what a unit gives, in sentences too; v̂ is normalised, no ẑ is."""
    page = solution(name, notation="haykin", style=style).render("terminal")
    assert said in page
    assert not re.search(r"[Zẑ]⁽|\bz (?:is|>|<)|[(= ]a·", page)


@pytest.mark.parametrize("typed_name", ["a_hat1[1]@1", "ahat1[1]@1", "zhat1[1]@1", "â₁⁽¹⁾@1"])
def test_a_normalised_sum_is_typed_with_either_letter(typed_name: str) -> None:
    """(0 − 1/3)/√(0.43056 + 10⁻⁵): the weighted sums are 0, −0.25 and 1.25."""
    sums = np.array([0, -0.25, 1.25])
    normal = (sums[0] - sums.mean()) / np.sqrt(sums.var() + 1e-5)
    report = check("batch_normalisation", {typed_name: f"{normal:.6g}"}, notation="bishop").report
    assert [(line.name, line.verdict) for line in report.shown] == [("zhat1[1]@1", Verdict.RIGHT)]


def test_names_that_an_error_proposes_are_in_the_letters_of_the_book(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Those in a list as well, which is not in backticks."""
    path = tmp_path / "net.yaml"
    path.write_text(NETWORK, encoding="utf-8")
    assert run(["solve", str(path), "--notation", "bishop", "--only", "da1[1]/da1[1]"]) == 2
    assert "dL/da1[1], dz1[1]/da1[1], da2[1]/dz1[1], …" in capsys.readouterr().err


@pytest.mark.parametrize(("book", "output"), [("bishop", "y"), ("haykin", "o")])
def test_a_target_cannot_have_the_letter_of_the_outputs(book: str, output: str) -> None:
    """It is told whose letter that is, and in which notation."""
    with pytest.raises(ProblemError) as caught:
        problem(book, f"names: {{y: {output}}}\n")
    told = f"`{output}` cannot be the name of `y`: that is how the notation `{book}` writes `yhat`"
    assert told in str(caught.value)


def test_the_state_of_an_optimiser_keeps_its_letter() -> None:
    """v(w) of momentum beside the local field v₁⁽¹⁾ of `haykin`."""
    momentum = read("notation: haykin\n" + NETWORK.replace("name: sgd", "name: momentum"))
    numbers = worked()
    slope = np.outer(numbers["d2"], numbers["a1"])[0, 1]
    answers = {"v1[1]": f"{numbers['z1'][0]:.6g}", "v(w₁₂⁽²⁾)": f"{slope:.6g}", "v(W2[1,2])": f"{slope:.6g}"}
    report = check(momentum, answers).report
    assert [(line.name, line.verdict) for line in report.shown] == [
        ("z1[1]", Verdict.RIGHT),
        ("v(W2[1,2])", Verdict.RIGHT),
    ]


def test_haykin_s_local_gradients_have_the_other_sign() -> None:
    """δ = −∂E/∂v with steps upwards, w + η·δ·y, is understood, and said."""
    numbers = worked()
    lowered = "₁₂"
    answers = {
        **{f"δ{lowered[unit]}⁽²⁾": f"{-numbers['d2'][unit]:.6g}" for unit in (0, 1)},
        **{f"δ{lowered[unit]}⁽¹⁾": f"{-numbers['d1'][unit]:.6g}" for unit in (0, 1)},
        **{
            f"w₁{lowered[unit]}⁽²⁾⁺": f"{SECOND[0, unit] - 0.5 * numbers['d2'][0] * numbers['a1'][unit]:.7g}"
            for unit in (0, 1)
        },
    }
    report = check(problem("haykin"), answers).report
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}
    assert report.convention is not None
