"""The words of marked sheets and of a class's results."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backprop_cli.errors import printable
from backprop_cli.marking.judging.numbers import Demands
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.mistakes.table import Slip
from backprop_cli.marking.results.report import MarkedLine, Policy, SheetReport
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.worksheet.document import Math, Words
from backprop_cli.worksheet.wording import counted, symbol

MARKED = "Marked"
FIRST_WRONG = "The first wrong line, from your own numbers"
UNNAMED = "no name"
STUDENT, ID, EMAIL, FILE, POINTS, RULE = "Student", "ID", "Email", "File", "Points", "Rule"
LINE_COLUMNS: tuple[Words, ...] = (("Line",), ("Written",), ("Expected",), ("Verdict",))
EXPECTED_IS: Words = ("Expected: on right lines the true value, on others what your own earlier lines give.",)
NOTHING = "Nothing is written on this sheet."
FOREIGN = "Hardly anything fits this problem: is it the sheet of another one?"
UNWORKED = "Most lines hold one and the same answer, or a given number: only true values earn points."
IN_TRUE_SIGN = "Worked here with the problem's own signs, those of ∂L/∂z."
ACCEPTED = "accepted as another convention"
AGAIN_ONCE = "the same slip made again costs once, a mere 0 or given number each time"
AGAIN_EACH = "the same slip made again costs each time"
FROM_YOURS = "correct from your earlier lines"
ON_ZERO = "it comes from an earlier number that is not carried on"
LONGEST_NUMBER, LONGEST_WRITTEN = 24, 160
"""Characters of an answer that stand on one line, and of what is shown of it at all."""
MOST_NAMED = 6
"""Missing lines that are named one by one."""


def inert(typed: str, longest: int = LONGEST_WRITTEN) -> str:
    """What a student typed, on one line, without control characters, cut where it is long."""
    line = " ".join(printable(typed[: 4 * longest]).split())
    return f"{line[: longest - 1]}…" if len(line) > longest else line


# --- names ----------------------------------------------------------------------------------------


def spoken(quantity: AnyQuantity) -> str:
    """A quantity as one says it: `δ of unit 1 in layer 1`; others by their name."""
    match quantity:
        case Gradient(_, Quantity(_, int(layer), (unit,)) as by) if quantity.is_error_signal:
            return _of_unit("δ", unit, layer, by.sample)
        case Quantity("z" | "a" as symbol_, int(layer), (unit,), sample):
            return _of_unit(symbol_, unit, layer, sample)
        case Gradient(Quantity("L"), Quantity("W" | "b", int())):
            return f"the gradient {text(quantity)}"
        case Quantity("L", None, (), sample) if not quantity.new:
            return "the loss" if sample is None else f"the loss of sample {sample}"
    return text(quantity)


def _of_unit(letter: str, unit: int, layer: int, sample: int | None) -> str:
    of_sample = "" if sample is None else f", sample {sample}"
    return f"{letter} of unit {unit} in layer {layer}{of_sample}"


# --- the sentence on top ----------------------------------------------------------------------------


def sentence(report: SheetReport) -> str:
    """The whole sheet in one sentence."""
    return " ".join([*([of_another(report.heading)] if report.heading else []), _verdict(report)])


def of_another(heading: str) -> str:
    """That a sheet names another problem."""
    return f"The heading of this sheet names another problem: {inert(heading, 80)}."


def _verdict(report: SheetReport) -> str:
    if report.fault:
        return f"This sheet could not be marked: {inert(report.fault, 200)}"
    if all(line.verdict is Verdict.BLANK for line in report.lines):
        return f"{NOTHING} {FOREIGN}" if report.seems_foreign else NOTHING
    clauses = [*_mistakes(report), *_short_of_right(report), *_left_out(report)]
    told = "; ".join(clauses)
    understood = [report.convention.sentence] if report.convention else []
    warnings = [*understood, *[UNWORKED] * report.is_unworked, *[FOREIGN] * report.seems_foreign]
    return " ".join([f"{told[0].upper()}{told[1:]}.", *warnings])


def _mistakes(report: SheetReport) -> list[str]:
    wrong = report.wrong
    new = [line for line in wrong if line.repeats is None]
    if not wrong:
        nothing = all(line.verdict not in SLIPS for line in report.shown)
        return ["all right"] if report.all_right else ["no mistake in what is written"] if nothing else []
    place = spoken(wrong[0].quantity)
    head = f"1 mistake, at {place}" if len(new) == 1 else f"{len(new)} mistakes, the first at {place}"
    if again := len(wrong) - len(new):
        head += f", made again in {counted(again, 'line')}" if len(new) == 1 else f", {again} made again"
    follows = report.counted(Verdict.FOLLOWS)
    if not follows:
        return [head]
    source = "it" if len(new) == 1 else "them"
    verb = "follows" if follows == 1 else "follow"
    return [head, f"{counted(follows, 'later line')} {verb} correctly from {source}"]


def _short_of_right(report: SheetReport) -> list[str]:
    few, unsure = report.counted(Verdict.TOO_FEW_DIGITS), report.counted(Verdict.NOT_ASSESSABLE)
    unread = report.counted(Verdict.UNREADABLE) + len(report.problems)
    resting = sum(line.judged.finding.rests_on_zero for line in report.shown)
    return [
        *([f"{counted(few, 'line')} with too few digits"] if few else []),
        *([f"{counted(unsure, 'line')} not assessable"] if unsure else []),
        *([f"{counted(resting, 'line')} from a number that is not carried on"] if resting else []),
        *([f"{counted(unread, 'line')} not readable"] if unread else []),
    ]


def _left_out(report: SheetReport) -> list[str]:
    blank, missing = report.counted(Verdict.BLANK), len(report.missing)
    return [
        *([f"{counted(blank, 'line')} blank"] if blank else []),
        *([f"{counted(missing, 'asked line')} not on the sheet"] if missing else []),
    ]


# --- points -----------------------------------------------------------------------------------------


def number(value: float) -> str:
    """Points without a needless decimal."""
    return f"{value:.10g}"


def out_of(report: SheetReport) -> str:
    """`7 of 16`."""
    return f"{number(report.points)} of {number(report.total)}"


def asked_digits(demands: Demands) -> str:
    """`2 significant digits`, `3 decimals`."""
    if demands.decimals is not None:
        return counted(demands.decimals, "decimal")
    return counted(demands.digits, "significant digit")


def rule(policy: Policy) -> str:
    """How points are counted."""
    each = "as the problem says, else 1 for each line asked" if policy.own_points else "1 for each line asked"
    follows = "earns its points in full" if policy.follow else "earns nothing"
    parts = [
        each,
        f"a line that follows correctly from an earlier mistake {follows}",
        AGAIN_ONCE if policy.once else AGAIN_EACH,
        f"at least {asked_digits(policy.demands)}",
        *([f"marked with {' and '.join(policy.assumed)}"] if policy.assumed else []),
        *([f"accepted: {', '.join(sorted(policy.accepted))}"] if policy.accepted else []),
    ]
    return "; ".join(parts)


# --- the lines --------------------------------------------------------------------------------------


def reason(line: MarkedLine, policy: Policy) -> str:
    """Why a line has its verdict; nothing where the word says it all."""
    parts = [_why(line, policy), inert(line.judged.answer.note, 80)]
    if not line.judged.carried and not line.judged.finding.rests_on_zero:
        parts.append("not carried on: later lines are marked from the right value")
    return "; ".join(part for part in parts if part)


def _why(line: MarkedLine, policy: Policy) -> str:
    match line.verdict:
        case Verdict.FOLLOWS:
            return "correct but for the same mistake" if line.judged.finding.as_supposed else FROM_YOURS
        case Verdict.TOO_FEW_DIGITS if line.judged.finding.shows_nothing:
            return "it shows no change, and its gradient is not right on this sheet"
        case Verdict.TOO_FEW_DIGITS:
            return f"right as far as it goes; {asked_digits(policy.demands)} are asked"
        case Verdict.NOT_ASSESSABLE:
            return "the digits written cannot tell right from wrong"
        case Verdict.MISTAKE:
            return mistakes(line) + _counted_elsewhere(line)
        case Verdict.WRONG:
            return ON_ZERO if line.judged.finding.rests_on_zero else "no known mistake gives this"
        case Verdict.UNREADABLE:
            return "" if line.judged.answer.note else "no number or formula"
    return ""


def _counted_elsewhere(line: MarkedLine) -> str:
    if line.accepted:
        return f" ({ACCEPTED})"
    return f"; the same slip as in {spoken(line.repeats)}, counted once" if line.repeats else ""


def mistakes(line: MarkedLine) -> str:
    """The known mistakes that give what is written; all of them, where several do."""
    return any_of(line.judged.finding.slips)


def any_of(slips: Iterable[Slip]) -> str:
    """Mistakes of which one was made."""
    return ", or: ".join(map(_slip, slips))


def _slip(slip: Slip) -> str:
    """A mistake, and the line where it was made, if that is not on the sheet."""
    if not slip.at:
        return slip.mistake.sentence
    lines = [*map(spoken, slip.at[:2]), *(["others"] if len(slip.at) > 2 else [])]
    return f"in {' and '.join(lines)} (not written here): {slip.mistake.sentence}"


def verdict(line: MarkedLine, policy: Policy) -> Words:
    """`mistake: the bias was left out of z`."""
    why = reason(line, policy)
    return (f"{line.verdict.value}: {why}" if why else line.verdict.value,)


def missing(names: Sequence[str]) -> Words:
    """The asked lines that the sheet leaves out."""
    words: list[str | Math] = []
    for name in names[:MOST_NAMED]:
        words += [symbol(name), ", "]
    more = len(names) - MOST_NAMED
    tail = f" and {more} more" if more > 0 else ""
    return ("Asked, and not on the sheet: ", *words[:-1], f"{tail}.")


def read_so(remark: str) -> Words:
    """A line of the sheet that was read in another way than it is written."""
    return (f"Read, but: {inert(remark, 160)}.",)


def unread(problem: str) -> Words:
    """A line of the sheet that belongs to no quantity."""
    return (f"Not read: {inert(problem, 160)}",)
