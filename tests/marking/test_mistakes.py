"""Every known mistake is caught for its own reason, and honest sheets of the same problems are left alone.

The sheets in `mistakes/` were worked by a numpy script of its own: forward, backward and update written out,
every line rounded to 4 significant digits before the next one uses it, with one mistake made on purpose.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from test_habits_throughout import NAMED as THROUGHOUT
from test_habits_with_a_name import NAMED as OF_HABITS
from test_lines_without_a_value import NAMED as WITHOUT_A_VALUE
from test_mistakes_of_formulas import PLANTED as OF_FORMULAS
from test_mistakes_of_optimisers import PLANTED as OF_OPTIMISERS
from test_mistakes_of_stages import PLANTED as OF_STAGES
from test_mistakes_on_paper import PLANTED
from test_new_loss import CAUGHT as OF_THE_NEW_LOSS
from test_sides_exchanged import NAMED as SIDES_EXCHANGED

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD, SLIPS
from backprop_cli.marking.mistakes.mistake import Mistake
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.marking.results.report import MarkedLine

SHEETS = Path(__file__).parent / "mistakes"


class Case(NamedTuple):
    """A sheet that must be caught."""

    problem: str
    """A bundled name, or a file of `mistakes/problems`."""
    line: str
    """Where the mistake was made."""


# fmt: off
CASES = {
    "activation_not_applied": Case("two_layer_sigmoid", "a1[1]"),
    "bias_left_out":          Case("two_layer_sigmoid", "z2[1]"),
    "updated_weights":        Case("two_layer_sigmoid", "dL/da1[1]"),
    "update_plus":            Case("two_layer_sigmoid", "W2_new[1,1]"),
    "rate_left_out":          Case("two_layer_sigmoid", "W2_new[1,2]"),
    "rate_twice":             Case("two_layer_sigmoid", "W2_new[2,1]"),
    "not_updated":            Case("two_layer_sigmoid", "W2_new[1,2]"),
    "slope_left_out":         Case("two_layer_sigmoid", "dL/dz2[1]"),
    "slope_twice":            Case("two_layer_sigmoid", "dL/dz1[1]"),
    "slope_at_z":             Case("two_layer_sigmoid", "dL/dz1[1]"),
    "slope_at_a":             Case("two_layer_sigmoid", "dL/dz1[1]"),
    "relu_value":             Case("three_outputs",     "dL/dz1[1]"),
    "rules_exchanged":        Case("two_layer_sigmoid", "dL/dz1[2]"),
    "inner_left_out":         Case("chain_rule_at_a_point", "dy/dx"),
    "softmax_again":          Case("one_layer_softmax", "dL/dz1[1]"),
    "bias_times_value":       Case("three_outputs",     "dL/db2[1]"),
    "bias_gradient_zero":     Case("three_outputs",     "dL/db1[3]"),
    "input_left_out":         Case("two_layer_sigmoid", "dL/dW2[1,1]"),
    "wrong_input":            Case("two_layer_sigmoid", "dL/dW2[1,2]"),
    "transposed_matrix":      Case("two_layer_sigmoid", "dL/dW2[1,2]"),
    "transposed_weights":     Case("two_layer_sigmoid", "dL/da1[1]"),
    "neighbour_weight":       Case("two_layer_sigmoid", "z2[2]"),
    "other_layer":            Case("two_layer_sigmoid", "dL/da1[2]"),
    "one_path":               Case("two_layer_sigmoid", "dL/da1[1]"),
    "path_dropped":           Case("three_outputs",     "dL/da1[3]"),
    "log_base":               Case("one_layer_softmax", "L"),
    "sign":                   Case("two_layer_sigmoid", "dL/da2[1]"),
    "factor_two":             Case("two_layer_sigmoid", "L"),
    "factor_outputs":         Case("three_outputs",     "L"),
    "mean_or_sum":            Case("batch_of_four",     "dL/dW1[1,1]"),
    "constant_factor":        Case("two_layer_sigmoid", "dL/dz2[1]"),
    "decimal_point":          Case("two_layer_sigmoid", "dL/dz1[1]"),
    "digits_transposed":      Case("two_layer_sigmoid", "a1[1]"),
}
"""By the mistake's key; a row of the table that is neither here nor in `test_mistakes_on_paper.py` fails."""
# fmt: on

ALSO = {"transposed_matrix": ["dL/dW2[2,1]"]}
"""Lines caught besides: a matrix is transposed at two places at least."""


OF_WHAT_IS_GIVEN = {"given_misread"}
"""Found by a student of `test_given_misread.py`."""

ALSO_NAMED = {"rate_twice": ["times_one_minus"]}
"""The weight is 0.5, and so is the rate: w(1 − α·g) is w − α²·g."""

IN_FILES = [mistake for mistake in MISTAKES if mistake.key in CASES]


@cache
def lines(problem: str, sheet: str) -> tuple[MarkedLine, ...]:
    """The lines of a marked sheet of `mistakes/`; nothing on it may be left unread."""
    own = SHEETS / "problems" / f"{problem}.yaml"
    report = check(str(own) if own.exists() else problem, SHEETS / sheet).report
    assert report.problems == ()
    return report.shown


@pytest.mark.parametrize("mistake", IN_FILES, ids=lambda mistake: mistake.key)
def test_every_mistake_is_caught_for_its_reason(mistake: Mistake) -> None:
    """The line with the mistake is caught, no line after it is, and just that mistake is named."""
    case = CASES[mistake.key]
    marked = lines(case.problem, f"{mistake.key}/caught.yaml")
    caught = {line.name: line.judged.mistakes for line in marked if line.verdict in SLIPS}
    assert list(caught) == [case.line, *ALSO.get(mistake.key, [])]
    assert {found.key for found in caught[case.line]} == {mistake.key, *ALSO_NAMED.get(mistake.key, [])}


@pytest.mark.parametrize("mistake", IN_FILES, ids=lambda mistake: mistake.key)
def test_what_comes_after_a_mistake_is_not_punished(mistake: Mistake) -> None:
    """Every other line of the sheet is right or follows."""
    case = CASES[mistake.key]
    marked = lines(case.problem, f"{mistake.key}/caught.yaml")
    others = {line.name: line.verdict for line in marked if line.name != case.line}
    punished = [name for name, verdict in others.items() if verdict not in GOOD]
    assert punished == ALSO.get(mistake.key, [])


@pytest.mark.parametrize("problem", sorted({case.problem for case in CASES.values()}))
def test_honest_sheets_are_all_right(problem: str) -> None:
    """The same exercises, rounded at every line and without a mistake, are right throughout."""
    marked = lines(problem, f"honest/{problem}.yaml")
    assert {line.name: line.verdict.value for line in marked if line.verdict.value != "right"} == {}


@pytest.mark.parametrize("mistake", IN_FILES, ids=lambda mistake: mistake.key)
def test_a_sheet_differs_from_the_honest_one_from_its_mistake_on(mistake: Mistake) -> None:
    """Both sheets have the same lines, alike up to the mistake: nothing else was planted."""
    case = CASES[mistake.key]
    caught = {
        line.name: line.judged.answer.text for line in lines(case.problem, f"{mistake.key}/caught.yaml")
    }
    honest = {
        line.name: line.judged.answer.text for line in lines(case.problem, f"honest/{case.problem}.yaml")
    }
    assert list(caught) == list(honest)
    assert next(name for name in honest if caught[name] != honest[name]) == case.line


def test_every_row_has_its_sheet_and_every_sheet_its_case() -> None:
    """Keys are unique, and no sheet lies in the folder unused."""
    keys = [mistake.key for mistake in MISTAKES]
    folders = {path.parent.name for path in SHEETS.glob("*/caught.yaml")}
    assert len(keys) == len(set(keys))
    assert set(CASES) == folders
    others = {each.key for each in (*OF_OPTIMISERS, *OF_STAGES.values(), *OF_FORMULAS.values())}
    others |= {"sample_by_sample"} | OF_THE_NEW_LOSS | OF_HABITS | THROUGHOUT | OF_WHAT_IS_GIVEN
    others |= WITHOUT_A_VALUE | SIDES_EXCHANGED
    assert (
        set(keys)
        == folders
        | set(PLANTED)
        | {"sample_by_sample"}
        | OF_THE_NEW_LOSS
        | OF_HABITS
        | OF_WHAT_IS_GIVEN
        | others
    )
    assert not folders & set(PLANTED)
