"""The sheet to fill in, made in each notation, is read back by names, by symbols, and without its heads."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from sheets_read import exercise

from backprop_cli.api import blank, check, load
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.files import answer_files
from backprop_cli.notation.ascii import Ascii
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.notation import in_notation
from backprop_cli.quantities.notations import NOTATIONS

PROBLEMS = (
    "two_layer_relu_sigmoid",
    "batch_of_four",
    "batch_normalisation",
    "han_kamber",
    "descent_in_mini_batches",
)


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


@cache
def values_of(problem: str, notation: str) -> dict[str, float]:
    """All numbers of a problem, and of the steps that a notation adds, by the names to type."""
    named = in_notation(load(problem), notation)
    derived, symbols = derive_problem(named), symbols_of(named)
    values = {step.name: step.value for step in derived.steps if step.value is not None}
    if not symbols.exchanged:
        return values
    pen = Ascii(derived.quantities, symbols=symbols)
    return {pen.full_name(name): value for name, value in values.items()}


@cache
def page_of(problem: str, notation: str, form: str) -> str:
    """The sheet that is handed out."""
    return blank(load(problem), notation=notation).render(form)


def fill_markdown(page: str, values: dict[str, float], row: Callable[[str, str, str], str], head: str) -> str:
    """Every row of the tables as `row` makes it of symbol, name and answer, the heads replaced."""
    lines = []
    for line in page.splitlines():
        if line.startswith("| symbol"):
            lines += [head, re.sub(r"[^|]+", "---", head)]
        elif line.startswith(("| $", "| new $")):
            symbol, name, _ = cells(line)
            lines.append(row(symbol, name, f"{values[name.strip('`')]:.8g}"))
        elif not line.startswith("| :--"):
            lines.append(line)
    return "\n".join(lines)


LAYOUTS: dict[str, tuple[str, Callable[[str, str, str], str]]] = {
    "as it was made": ("| symbol | name to type | answer |", lambda s, n, a: f"| {s} | {n} | {a} |"),
    "other heads": ("| Zeichen | Name | Ergebnis |", lambda s, n, a: f"| {s} | {n} | {a} |"),
    "heads left empty": ("|  |  |  |", lambda s, n, a: f"| {s} | {n} | {a} |"),
    "symbols alone": ("| symbol | answer |", lambda s, _, a: f"| {s} | {a} |"),
    "symbols under another head": ("| Größe | Ergebnis |", lambda s, _, a: f"| {s} | {a} |"),
    "names alone": ("| name | answer |", lambda _, n, a: f"| {n} | {a} |"),
    "answers in front": ("| answer | symbol | name to type |", lambda s, n, a: f"| {a} | {s} | {n} |"),
}


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("problem", PROBLEMS)
def test_a_filled_sheet_in_markdown(problem: str, notation: str, layout: str, tmp_path: Path) -> None:
    """Whatever the notation and the heads: every line is read, and right, none twice and none unknown."""
    values = values_of(problem, notation)
    page = page_of(problem, notation, "markdown")
    head, row = LAYOUTS[layout]
    path = tmp_path / "ada.md"
    path.write_text(fill_markdown(page, values, row, head), encoding="utf-8")
    report = exercise(problem, notation).of_file(answer_files([str(path)]).files[0]).report
    assert report.problems == ()
    assert {line.name: line.verdict for line in report.shown if line.verdict is not Verdict.RIGHT} == {}
    assert len(report.shown) == len(re.findall(r"\n\| (?:new )?\$", page))
    assert not report.missing


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("problem", PROBLEMS)
@pytest.mark.parametrize("place", ["before the comment", "behind the comment", "without comments", "symbols"])
def test_a_filled_sheet_in_yaml(problem: str, notation: str, place: str, tmp_path: Path) -> None:
    """An answer behind the colon counts, and a number at the very end of the line, behind the symbol."""
    values = values_of(problem, notation)
    page = page_of(problem, notation, "yaml")
    ways = {
        "before the comment": "  {name}: {answer}  # {symbol}",
        "behind the comment": "  {name}:          # {symbol} {answer}",
        "without comments": "  {name}: {answer}",
        "symbols": '  "{symbol}": {answer}',
    }
    lines, count = [], 0
    for line in page.splitlines():
        name, found, symbol = line.partition(": ")
        if found and line.startswith("  ") and symbol.strip().startswith("# "):
            answer, count = f"{values[name.strip()]:.8g}", count + 1
            line = ways[place].format(name=name.strip(), answer=answer, symbol=symbol.strip()[2:])
        lines.append(line)
    path = tmp_path / "ada.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    report = exercise(problem, notation).of_file(answer_files([str(path)]).files[0]).report
    assert report.problems == ()
    assert {line.name: line.verdict for line in report.shown if line.verdict is not Verdict.RIGHT} == {}
    assert len(report.shown) == count > 8
    assert not report.missing


@pytest.mark.parametrize(
    ("line", "given"),
    [
        ("z1[1]:   # z₁⁽¹⁾ 0.3775", "0.3775"),
        ("z1[1]:   # z₁⁽¹⁾ = 0.3775", "0.3775"),
        ("z1[1]: 0.5   # z₁⁽¹⁾ 0.3775", "0.5"),
        ("z1[1]:   # z₁⁽¹⁾", ""),
        ("z1[1]:   # see page 12", ""),
        ("z1[1]:   # L is the loss", ""),
        ("z1[1]:   # 0.3775", ""),
    ],
)
def test_only_a_number_behind_a_symbol_is_read_from_a_comment(line: str, given: str, tmp_path: Path) -> None:
    """A remark of the teacher's, or a number by itself, stays a comment."""
    path = tmp_path / "ada.yaml"
    path.write_text(f"answers:\n  {line}\n  z1[2]: 0.3925\n", encoding="utf-8")
    report = check(load("two_layer_relu_sigmoid"), path, notation="layers").report
    (found,) = [each for each in report.lines if each.name == "z1[1]"]
    assert found.judged.answer.text == given


def test_a_second_column_of_names_is_no_column_of_answers(tmp_path: Path) -> None:
    """An empty sheet under heads that nobody knows is a sheet of blank lines, not of names as answers."""
    page = blank(load("two_layer_relu_sigmoid")).render("markdown").replace("| symbol |", "| Zeichen |")
    path = tmp_path / "ada.md"
    path.write_text(re.sub(r"name to type \| answer[^|]*", "Name | Ergebnis ", page), encoding="utf-8")
    report = check(load("two_layer_relu_sigmoid"), path).report
    assert {line.verdict for line in report.lines} == {Verdict.BLANK}


def test_the_parts_of_a_loss_leave_its_name_to_the_whole(tmp_path: Path) -> None:
    """Mazur's E_total = E_o1 + E_o2: `L` is the sum, not a list of its parts (0.274811083 + 0.023560026)."""
    sheet = {"E_o1": "0.274811083", "E_o2": "0.023560026", "E_total": "0.298371109", "L": "0.298371109"}
    for given in (sheet, {**sheet, "L": ""}, {"L": "0.298371109"}):
        report = check(load("two_layer_sigmoid"), given, notation="net_out").report
        assert not [each for each in report.problems if "whole list" in each]
        (loss,) = [line for line in report.lines if line.name == "L"]
        assert loss.verdict is Verdict.RIGHT
