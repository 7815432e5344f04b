"""The one unit of a sheet that a slip has turned off: its zeros follow, where the other lines show work.

A 0 that is none in truth makes later lines 0 without work, so it is not carried on. But an honest slip may
put one z on the wrong side of 0. A number can hardly tell that from an invented z, but for one that is far
too large; so the rest of the sheet speaks: it is one unit only, in whatever step or sample, and what it
leaves to be worked is worked.
"""

from collections.abc import Iterable, Sequence

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import Add
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.unmoved import Unmoved
from backprop_cli.marking.judging.verdict import GOOD, Verdict

FEWEST = 3
"""Lines, at least, that show work."""
MOST_APART = 2
"""Times as large as its terms together a number may be that a slip has made of them."""
MOST_IDLE = 2
"""Lines that cost no work, for each that does."""


def turns_off(lines: Iterable[Judged], work: OwnWork) -> frozenset[str]:
    """The lines off by a slip without a name that leave others 0, where they are one quantity; else none."""
    zeros = (line for line in lines if line.verdict is Verdict.FOLLOWS and not line.carried)
    found = {
        name
        for line in zeros
        for name in work.unexplained_before(line.answer.name)
        if work.steps[name].rule in {Rule.FORWARD, Rule.UPDATE}
    }
    is_one = len({work.steps[name].quantity.anywhere for name in found}) == 1
    return frozenset(found if is_one and all(_is_of_its_terms(name, work) for name in found) else ())


def _is_of_its_terms(name: str, work: OwnWork) -> bool:
    """Whether a number is of the size that a slip in its terms may give it."""
    formula = work.routes(name)[0]
    terms = formula.terms if isinstance(formula, Add) else (formula,)
    size = sum(abs(value_or_none(term, work) or 0.0) for term in terms)
    return abs(work.carried[name].value) <= MOST_APART * size


def shows_work(lines: Sequence[Judged], work: OwnWork) -> bool:
    """Whether enough good lines hold numbers that take work, beside zeros and parameters that stay."""
    good = [line for line in lines if line.verdict in GOOD]
    unmoved = Unmoved(work)
    worked = [line for line in good if (number := line.answer.number) and number.value
              and not unmoved.is_old(line.step, number)]  # fmt: skip
    return len(worked) >= FEWEST and len(good) - len(worked) <= MOST_IDLE * len(worked)
