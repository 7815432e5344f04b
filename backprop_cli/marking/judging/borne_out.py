"""The zeros of slips that the rest of the sheet bears out, so that they are carried on.

A 0 makes later lines 0 without work, and any line can hold it. So a mistake with a name for it is not enough,
where the 0 itself does not show work: the other lines must tell that the student worked on from it. They do

- of a gradient taken as 0 throughout, ∂L/∂b, where what is worked with the same δ is none;
- where the same mistake gives what another unit of the layer has in this sample, as the one output with y = 1
  has it under a softmax of which only the diagonal was used;
- where the sides of a kink were exchanged in the whole layer, and a unit that is 0 in truth is not;
- of a single one by a known mistake, or in a parameter's gradient, where no more follows from it for nothing
  than is worked behind the forward pass.
"""

from collections.abc import Iterable, Iterator, Sequence

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.tree import Add, Div, Expr, Mul, Neg, Ref
from backprop_cli.marking.judging.compare import gives
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.unmoved import Unmoved
from backprop_cli.marking.judging.verdict import GOOD
from backprop_cli.marking.mistakes.mistake import Mistake, Nearness
from backprop_cli.quantities.network import WEIGHT
from backprop_cli.quantities.quantity import Gradient


def zeros_of_habits(lines: Iterable[Judged], work: OwnWork) -> frozenset[str]:
    """The zeros that show no work themselves, and that lines beside them tell to be a way of working."""
    return frozenset(
        line.answer.name
        for line in lines
        if _is_zero(line)
        and line.is_slip
        and not line.finding.is_worked_zero
        and any(_is_borne_out(mistake, line.answer.name, work) for mistake in _made_here(line))
    )


def single_zero(lines: Iterable[Judged], work: OwnWork) -> frozenset[str]:
    """The one zero that is not carried on, in whatever steps and samples, and counts as a slip; else none.

    A known mistake gives it, or it is a parameter's gradient, which leaves only that parameter as it was.
    """
    zeros = [line for line in lines if _is_zero(line) and line.is_slip and not line.carried]
    is_one = len({line.step.quantity.anywhere for line in zeros}) == 1
    is_slip = all(_made_here(line) or _moves_a_parameter(line, work) for line in zeros)
    return frozenset(line.answer.name for line in zeros if is_one and is_slip)


def _moves_a_parameter(line: Judged, work: OwnWork) -> bool:
    """Whether nothing but the new value of a parameter is worked from a line, or what an optimiser keeps."""
    users = work.scheme.users(line.answer.name)
    return bool(users) and all(work.steps[user].rule is Rule.UPDATE for user in users)


def is_paid_for(
    zeros: Iterable[str], before: Iterable[Judged], after: Sequence[Judged], work: OwnWork
) -> bool:
    """Whether no more lines are good for nothing after a zero is carried on than are worked going back.

    What is right behind the 0, though it leads elsewhere, was not worked from it; nor was a given number.
    """
    known = {line.answer.name for line in before if line.verdict in GOOD}
    good = [line for line in after if line.verdict in GOOD]
    behind = work.scheme.behind(zeros)
    unmoved = Unmoved(work)
    worked = sum(line.step.rule is not Rule.FORWARD and unmoved.is_worked_on(line, behind) for line in good)
    return sum(line.answer.name not in known for line in good) <= worked


def _is_zero(line: Judged) -> bool:
    return line.answer.number is not None and not line.answer.number.value


def _made_here(line: Judged) -> list[Mistake]:
    """The known mistakes in a line itself; one that is hardly ever made soon gives a 0 by chance."""
    slips = line.finding.slips
    return [slip.mistake for slip in slips if not slip.at and slip.mistake.nearness <= Nearness.WORKING]


def _is_borne_out(mistake: Mistake, name: str, work: OwnWork) -> bool:
    if mistake.is_zero_throughout:
        return _is_beside_work(name, work)
    if mistake.shown_by:
        return _is_exchanged_throughout(mistake.shown_by, name, work)
    ways = (way for made, way in work.scheme.variants(name) if made is mistake)
    is_made = any(_is_by_right_zero(way, work) for way in ways)
    return is_made and any(_is_made_in(mistake.key, other, work) for other in _same_layer(name, work))


def _is_exchanged_throughout(shown_by: Iterable[str], name: str, work: OwnWork) -> bool:
    """Whether each of the other units on the sheet is 0, or what exchanged sides make of one that is off."""
    others = [other for other in _same_layer(name, work) if work.stands(other)]
    shown = [
        other
        for other in others
        if not work.true(other) and any(_is_made_in(key, other, work) for key in shown_by)
    ]
    return bool(shown) and not any(_is_number(other, work) for other in others if other not in shown)


def _is_by_right_zero(way: Expr, work: OwnWork) -> bool:
    """Whether a formula is 0 by a quantity that is rightly 0, as −y/a is of the outputs with y = 0."""
    match way:
        case Neg(body) | Div(body, _):
            return _is_by_right_zero(body, work)
        case Mul(factors):
            return any(_is_by_right_zero(factor, work) for factor in factors)
        case Add(terms):
            return all(_is_by_right_zero(term, work) for term in terms)
        case Ref(name):
            return work.true(name) == value_or_none(way, work) == 0
    return False


def _is_beside_work(name: str, work: OwnWork) -> bool:
    """Whether what else is worked with the δ of a line is good, and not 0; where nothing is, the δ itself."""
    signals = [parent for parent in work.scheme.parents(name) if parent in work.steps]
    users = dict.fromkeys(user for signal in signals for user in work.scheme.users(signal))
    written = [user for user in users if _is_of_weight(user, work) and work.stands(user)] or signals
    return any(_is_number(each, work) and each in work.good for each in written)


def _is_of_weight(name: str, work: OwnWork) -> bool:
    quantity = work.steps[name].quantity
    return isinstance(quantity, Gradient) and quantity.by.symbol == WEIGHT


def _same_layer(name: str, work: OwnWork) -> Iterator[str]:
    """The lines for the other units of the layer, in the same sample and step."""
    sample = work.steps[name].quantity.sample
    for other in work.scheme.layer(name):
        if other != name and work.steps[other].quantity.sample == sample:
            yield other


def _is_made_in(key: str, name: str, work: OwnWork) -> bool:
    """Whether a mistake gives what stands in a line, and that is not 0: it may be right there."""
    if not _is_number(name, work):
        return False
    ways = (way for made, way in work.scheme.variants(name) if made.key == key)
    return any(gives(way, work.carried[name], work) for way in ways)


def _is_number(name: str, work: OwnWork) -> bool:
    return name in work.carried and bool(work.carried[name].value)
