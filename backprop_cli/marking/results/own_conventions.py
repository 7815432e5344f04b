"""Conventions that one sheet keeps to throughout and the problem has otherwise: δ for −∂L/∂z.

Books of threshold units define δ = −∂L/∂z and go on with w + α·δ·x; others keep v = μ·v − g and go on with
w + α·v. Line by line such a sheet has the sign turned; as a whole it is right. A convention is a row: which
derivatives, or states, it writes with the other sign, and what has to bear it out.
A sheet that one lost sign explains as well is no such sheet.
"""

from collections.abc import Callable, Iterable
from math import inf
from typing import NamedTuple, Protocol

from backprop_cli.derivation.step import Step
from backprop_cli.expr.tree import Expr, Neg, Ref, references, substitute
from backprop_cli.graph.graph import Role
from backprop_cli.marking.judging.judge import Judge, count_slips
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.mistakes.optimizer_lines import averages
from backprop_cli.marking.sheets.sheet import Answer, AnswerSheet
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words.inline import Words, as_text
from backprop_cli.words.letters import LETTERS
from backprop_cli.words.say import say

SIGN = "sign"
"""The known mistake that a convention of signs is made of."""


class OwnConvention(NamedTuple):
    """One row of the table."""

    key: str
    """For programs; never changes."""
    turned: frozenset[Role]
    """The derivatives of the loss that stand with the other sign, by what they are by."""
    needs_steps: bool
    """Whether new weights that go down must bear it out: else it is a sign lost once, and what follows."""
    english: str
    """For the student: how the sheet was understood."""
    states: bool = False
    """Whether what the optimiser keeps of the gradients stands with the other sign, instead of them."""

    @property
    def sentence(self) -> str:
        """The same in the language that is spoken."""
        return as_text(self.words)

    @property
    def words(self) -> Words:
        """The same for a page, which has the letters of its notation."""
        return say(self.english, **LETTERS)


_SIGNALS, _PARAMETERS = frozenset({Role.PRE_ACTIVATION}), frozenset({Role.WEIGHT, Role.BIAS})
# fmt: off
OWN_CONVENTIONS = (
    OwnConvention("error_term",         _SIGNALS,               False,
                  "This sheet writes δ for −{dL_dz}; understood so."),
    OwnConvention("descent_directions", _SIGNALS | _PARAMETERS, True,
                  "This sheet writes δ for −{dL_dz}, and the gradients with that sign too; understood so."),
    OwnConvention("downhill_states",    frozenset(),            True,
                  "This sheet keeps the optimiser's state with the other sign; understood so.",
                  states=True),
)
# fmt: on


class JudgedSheet(NamedTuple):
    """A sheet judged in one convention."""

    judge: Judge
    lines: tuple[Judged, ...]
    """As judged: in the problem's convention."""
    convention: OwnConvention | None = None
    """The sheet's own, where it has one."""

    @property
    def slips(self) -> int:
        """How many lines are wrong."""
        return count_slips(self.lines)

    def in_own(self, line: Judged, written: Answer | None) -> Judged:
        """A line as its sheet has it: what is `written` there, and what was expected with its sign."""
        if self.convention is None or written is None:
            return line
        answer = written._replace(note=line.answer.note)
        if not _turns(self.convention, line.step, self.judge.scheme):
            return line._replace(answer=answer)
        return line._replace(answer=answer, expected=_negated(line.expected))


class Read(Protocol):
    """How a sheet is judged, as it is meant."""

    def __call__(self, sheet: AnswerSheet, fewer_than: float = inf) -> JudgedSheet:
        """The sheet judged; only a reading with fewer slips counts, so another asks for no explanations."""


def read_in_own(
    answers: Iterable[Answer],
    scheme: Scheme,
    judging: Callable[[Iterable[Answer], float], JudgedSheet],
    fewer_than: float = inf,
) -> JudgedSheet:
    """The sheet judged as it is written, or in the convention that all of it bears out."""
    answers = tuple(answers)
    plain = judging(answers, fewer_than)
    fewer_than = min(fewer_than, plain.slips)
    others = (
        judging([_turned(answer, row, scheme) for answer in answers], fewer_than)._replace(convention=row)
        for row in OWN_CONVENTIONS
        if _is_suspect(plain, row)
    )
    return next((other for other in others if _is_borne_out(other, plain)), plain)


# --- turning ----------------------------------------------------------------------------------------


def _turned(answer: Answer, row: OwnConvention, scheme: Scheme) -> Answer:
    """The answer in the problem's convention; its text stays as it is written."""
    step, number, formula = scheme.steps[answer.name], answer.number, answer.formula
    if formula is not None:
        cited = [name for name in references(formula) if name in scheme.steps]
        other = {name: Neg(Ref(name)) for name in cited if _turns(row, scheme.steps[name], scheme)}
        formula = substitute(formula, other.get)
    if _turns(row, step, scheme):
        number = number and number._replace(value=_negated(number.value) or 0.0)
        formula = _minus(formula)
    return answer._replace(number=number, formula=formula)


def _turns(row: OwnConvention, step: Step, scheme: Scheme) -> bool:
    return _is_state(step, scheme) if row.states else _role(step.quantity, scheme) in row.turned


def _is_state(step: Step, scheme: Scheme) -> bool:
    """Whether a line is what an optimiser keeps of the gradients themselves, or makes of that."""
    update, quantity = scheme.derivation.update, step.quantity
    if update is None or not isinstance(quantity, Quantity) or quantity.of is None:
        return False
    return quantity.symbol in averages(update.optimizer)


def _role(quantity: AnyQuantity, scheme: Scheme) -> Role | None:
    """What a derivative of the loss is by."""
    if not isinstance(quantity, Gradient):
        return None
    of, by = map(scheme.derivation.graph.by_quantity.get, (quantity.of, quantity.by))
    return by.role if of and by and of.role is Role.LOSS else None


def _negated(value: float | None) -> float | None:
    return -value if value else value


def _minus(formula: Expr | None) -> Expr | None:
    if isinstance(formula, Neg):
        return formula.body
    return None if formula is None else Neg(formula)


# --- what bears it out ------------------------------------------------------------------------------


def _is_suspect(plain: JudgedSheet, row: OwnConvention) -> bool:
    """Whether an error signal is wrong, with the other sign, and none is right as it is written.

    Of a sheet of anything at all half of the signs are turned: so most signals must have the right size.
    """
    signals = _signals(plain, row)
    is_wrong = any(line.verdict in SLIPS and _is_turned(line) for line in signals)
    of_a_size = sum(map(_has_the_size, signals))
    return (
        is_wrong
        and 2 * of_a_size >= len(signals)
        and all(line.verdict is not Verdict.RIGHT for line in signals)
    )


SIZE = 3.0
"""Times as large, or as small, as it should be a derivative is after a slip in the lines before it."""


def _has_the_size(line: Judged) -> bool:
    number, true = line.answer.number, line.true
    return number is None or true is None or abs(true) / SIZE <= abs(number.value) <= SIZE * abs(true)


def _is_turned(line: Judged) -> bool:
    number, true = line.answer.number, line.true
    if number is None or true is None:
        return any(mistake.key == SIGN for mistake in line.mistakes)
    return number.value * true < 0


def _signals(reading: JudgedSheet, row: OwnConvention) -> list[Judged]:
    """The lines of ∂L/∂z, or of states, in which a sign shows; a formula that cites another goes with it."""
    scheme = reading.judge.scheme

    def is_signal(step: Step) -> bool:
        return _is_state(step, scheme) if row.states else _role(step.quantity, scheme) in _SIGNALS

    def cites_one(line: Judged) -> bool:
        cited = references(line.answer.formula) if line.answer.formula is not None else ()
        return any(name in scheme.steps and is_signal(scheme.steps[name]) for name in cited)

    return [
        line
        for line in reading.lines
        if is_signal(line.step) and line.true and line.answer.text and not cites_one(line)
    ]


def _is_borne_out(other: JudgedSheet, plain: JudgedSheet) -> bool:
    """Whether fewer lines are wrong in a convention, no sign is off there, and enough says so."""
    if other.slips >= plain.slips or _has_a_sign_off(other):
        return False
    down, up = _directions(other)
    if up and up >= down:
        return False
    if other.convention is None or other.convention.needs_steps:
        return down > 0
    return len(_signals(other, other.convention)) > 1 or _steps_from_signals(other)


def _has_a_sign_off(reading: JudgedSheet) -> bool:
    """Whether a derivative of the loss, or a state, still has the wrong sign."""
    scheme = reading.judge.scheme
    return any(
        mistake.key == SIGN and (_role(line.step.quantity, scheme) or _is_state(line.step, scheme))
        for line in reading.lines
        for mistake in line.mistakes
    )


def _directions(reading: JudgedSheet) -> tuple[int, int]:
    """How many new parameters have moved the way they should, and how many the other."""
    moves = [move for line in reading.lines if (move := _move(line, reading.judge.scheme))]
    return sum(move > 0 for move in moves), sum(move < 0 for move in moves)


def _move(line: Judged, scheme: Scheme) -> float:
    """Above 0 where a new parameter moved as it should, below where the other way, 0 where neither shows."""
    number, true = line.answer.number, line.true
    if not line.step.is_new_value or number is None or true is None:
        return 0.0
    old = scheme.values[scheme.derivation.moved_by(line.step)[0]]
    step = number.value - old
    return step * (true - old) if abs(step) > number.unit / 2 else 0.0


def _steps_from_signals(reading: JudgedSheet) -> bool:
    """Whether a new parameter is right that was worked from its δ, without a gradient between them."""
    scheme = reading.judge.scheme
    written = {line.answer.name for line in reading.lines if line.answer.text}
    return any(
        line.verdict in GOOD
        and _move(line, scheme) > 0
        and scheme.derivation.moved_by(line.step)[1] not in written
        for line in reading.lines
    )
