"""What stands around an answer, in any format: brackets, remarks, and the marks of Markdown and HTML."""

from functools import cache

import pytest
from two_two_two import NETWORK

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.sheets.answers import read_sheet
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.problem_file.reader import read

FORMS = {
    "a.yaml": "answers:\n  z1[1]: {}\n  z1[2]: 0.3925\n",
    "a.md": "| name | answer |\n|--|--|\n| z1[1] | {} |\n| z1[2] | 0.3925 |\n",
    "b.md": "- z1[1] = {}\n- z1[2] = 0.3925\n",
    "a.txt": "z1[1] = {}\nz1[2] = 0.3925\n",
    "a.csv": "name,answer\nz1[1],{}\nz1[2],0.3925\n",
}


@cache
def derivation(problem: str) -> Derivation:
    return derive_problem(read(problem, ""))


def sheet(text: str, source: str, problem: str = NETWORK) -> AnswerSheet:
    return read_sheet(text, source, derivation(problem))


def numbers(found: AnswerSheet) -> dict[str, tuple[float, int] | None]:
    """The value of every answer, and its significant digits."""
    return {each.name: each.number and (each.number.value, each.number.digits) for each in found.answers}


AROUND = ["(0.3775)", "((0.3775))", "[0.3775]", "[[0.3775]]", "np.array([0.3775])"]


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("written", AROUND)
def test_what_stands_around_a_number_is_no_part_of_it(source: str, written: str) -> None:
    """It has the value and the digits that it has by itself, and the line below is left alone."""
    found = sheet(FORMS[source].format(written), source)
    assert numbers(found) == {"z1[1]": (0.3775, 4), "z1[2]": (0.3925, 4)}
    assert (found.problems, found.remarks) == ((), ())


def test_a_number_in_brackets_is_as_fine_as_without() -> None:
    """It is one unit of its last digit that counts: half of one would call a good rounding wrong."""
    plain, framed = (
        sheet(f"z1[1] = {text}\n", "a.txt").answers[0].number for text in ("0.003226", "(0.003226)")
    )
    assert plain is not None
    assert framed is not None
    assert framed.unit == plain.unit == pytest.approx(1e-6)


def test_a_list_is_no_single_number() -> None:
    """The line says what is expected; a bracket that begins a formula is one."""
    (answer,) = sheet("z1[1] = [0.3, 0.4]\n", "a.txt").answers
    assert (answer.number, answer.note) == (None, "one number is expected here, not a list")
    (answer,) = sheet("a1[1] = (1)*max(0, z1[1])\nz1[1] = 0.3775\n", "a.txt").answers[:1]
    assert answer.formula is not None
