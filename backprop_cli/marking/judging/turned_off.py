"""The units of a sheet that slips have turned off: their zeros follow, where the other lines show work.

A 0 that is none in truth makes later lines 0 without work, so it is not carried on. But an honest slip may
put a z on the wrong side of 0. A number can hardly tell that from an invented z, but for one that is far
too large; so the rest of the sheet speaks: it is one unit only, in whatever step or sample, and what it
leaves to be worked is worked. A z with nothing but its sign turned was worked itself: of such there may be
several, and fewer other lines speak for them.
"""

from collections.abc import Container, Iterable, Sequence

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import Add
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.unmoved import Unmoved
from backprop_cli.marking.judging.verdict import GOOD, Verdict
from backprop_cli.marking.mistakes.mistake import Nearness
from backprop_cli.marking.sheets.written import EXACT_DIGITS, Written

FEWEST = 3
"""Lines, at least, that show work."""
MOST_APART = 2
"""Times as large as its terms together a number may be that a slip has made of them."""
MOST_IDLE, MOST_BY_SIGN = 2, 4
"""Lines that cost no work, for each that does: after any slip, and after turned signs alone."""


def turns_off(lines: Sequence[Judged], work: OwnWork) -> frozenset[str]:
    """The lines that leave others 0 by their sign, and those of one quantity by a slip without a name."""
    zeros = (line for line in lines if line.verdict is Verdict.FOLLOWS and not line.carried)
    found = {
        name
        for line in zeros
        for name in work.unexplained_before(line.answer.name)
        if work.steps[name].rule in {Rule.FORWARD, Rule.UPDATE}
    }
    signs = found & _by_sign(lines)
    others = found - signs
    is_one = len({work.steps[name].quantity.anywhere for name in others}) == 1
    is_slip = is_one and all(_is_of_its_terms(name, work) for name in others)
    return frozenset(found if is_slip else signs)


def _by_sign(lines: Iterable[Judged]) -> set[str]:
    """The lines that are right but for their sign."""
    return {
        line.answer.name
        for line in lines
        if line.verdict is Verdict.MISTAKE and any(each.nearness is Nearness.SIGN for each in line.mistakes)
    }


def _is_of_its_terms(name: str, work: OwnWork) -> bool:
    """Whether a number is of the size that a slip in its terms may give it."""
    formula = work.scheme.routes(name)[0]
    terms = formula.terms if isinstance(formula, Add) else (formula,)
    size = sum(abs(value_or_none(term, work) or 0.0) for term in terms)
    return abs(work.carried[name].value) <= MOST_APART * size


def shows_work(lines: Sequence[Judged], work: OwnWork, turned_off: Container[str]) -> bool:
    """Whether enough good lines hold numbers that take work, beside zeros and parameters that stay.

    Of a sheet with nothing but turned signs, also whether most of what they leave to be worked is worked:
    where a whole layer is off that is little. A given number is no work, nor is what is right all the same
    behind them worked from them.
    """
    unmoved = Unmoved(work)
    off = [line for line in lines if line.answer.name in turned_off]
    signs = _by_sign(off)
    good = [line for line in lines if line.verdict in GOOD]
    worked = [line for line in good if unmoved.has_moved(line)]
    idle = len(good) - len(worked)
    if len(signs) < len(off):
        return len(worked) >= FEWEST and idle <= MOST_IDLE * len(worked)
    behind = work.scheme.behind(signs)
    worked = [line for line in good if unmoved.is_worked_on(line, behind)]
    shown = len(worked) + len(signs)
    open_lines = [line for line in lines if line.verdict not in GOOD and line.answer.name not in signs]
    left = sum(_takes_work(line, work, unmoved) for line in open_lines)
    return shown >= FEWEST and (idle <= MOST_BY_SIGN * shown or left < len(worked))


def _takes_work(line: Judged, work: OwnWork, unmoved: Unmoved) -> bool:
    """Whether the student's lines give something other than 0, or a parameter that stays."""
    value = value_or_none(work.scheme.routes(line.answer.name)[0], work)
    return (
        value is not None
        and value != 0
        and not unmoved.is_old(line.step, Written("", value, 0.0, EXACT_DIGITS))
    )
