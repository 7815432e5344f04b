"""What is said of a marked sheet and of each of its lines, chosen from the report."""

from __future__ import annotations

from collections.abc import Iterable

from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.judging.off_array import OffArray
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.mistakes.mistake import Slip
from backprop_cli.marking.results.report import MarkedLine, Policy, SheetReport
from backprop_cli.quantities.grammar import as_quantity, text
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.words import arrays
from backprop_cli.words import marked as words
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import in_row, symbol
from backprop_cli.words.marked import named
from backprop_cli.words.say import phrase, say
from backprop_cli.words.typed import inert

# --- the sentence on top ----------------------------------------------------------------------------


def sentence(report: SheetReport) -> Words:
    """The whole sheet in one sentence."""
    another = [(words.of_another(report.heading),)] if report.heading else []
    return in_row([*another, *_verdict(report)], " ")


def _verdict(report: SheetReport) -> list[Words]:
    if report.is_spare:
        return [say(words.SPARE)]
    if report.fault:
        return [(words.not_marked(report.fault),)]
    if all(line.verdict is Verdict.BLANK for line in report.lines):
        nothing = words.NOTHING_READ if report.unread else words.NOTHING
        return list(map(say, (nothing, words.FOREIGN) if report.seems_foreign else (nothing,)))
    short = [(clause,) for clause in (*_short_of_right(report), *_left_out(report))]
    understood = [report.convention.words] if report.convention else []
    cases = {
        words.UNWORKED: report.is_unworked,
        words.FOREIGN: report.seems_foreign,
        words.OTHER_NUMBERS: report.seems_of_other_numbers,
    }
    warnings = [say(warning) for warning, holds in cases.items() if holds]
    return [words.told([*_mistakes(report), *short]), *understood, *warnings]


def _mistakes(report: SheetReport) -> list[Words]:
    wrong = report.wrong
    new = [line for line in wrong if line.repeats is None]
    if not wrong:
        nothing = all(line.verdict not in SLIPS for line in report.shown)
        if report.all_right:
            return [say(words.ALL_RIGHT)]
        return [say(words.NO_MISTAKE_WRITTEN)] if nothing else []
    head = words.mistakes_at(len(new), named(wrong[0].quantity), len(wrong) - len(new))
    follows = sum(line.verdict is Verdict.FOLLOWS and not line.copies for line in report.shown)
    return [head, (words.follow(follows, len(new)),)] if follows else [head]


def _short_of_right(report: SheetReport) -> list[str]:
    counts = (
        (words.FEW_DIGITS, report.counted(Verdict.TOO_FEW_DIGITS)),
        (words.UNSURE, report.counted(Verdict.NOT_ASSESSABLE)),
        (words.RESTING, sum(line.judged.finding.rests_on_zero for line in report.shown)),
        (words.COPIED, sum(line.copies is not None for line in report.shown)),
        (words.UNREAD, report.unread),
    )
    return [phrase(said, count=count) for said, count in counts if count]


def _left_out(report: SheetReport) -> list[str]:
    counts = ((words.BLANK, report.counted(Verdict.BLANK)), (words.MISSING, len(report.missing)))
    return [phrase(said, count=count) for said, count in counts if count]


# --- points -----------------------------------------------------------------------------------------


def out_of(report: SheetReport) -> str:
    """`7 of 16`."""
    return words.out_of(report.points, report.total)


def asked_digits(demands: Demands) -> str:
    """`2 significant digits`, `3 decimals`."""
    return words.asked_digits(demands.digits, demands.decimals)


def rule(policy: Policy) -> str:
    """How points are counted."""
    parts = [
        phrase(words.OWN_POINTS if policy.own_points else words.ONE_EACH),
        phrase(words.FOLLOWS_IN_FULL if policy.follow else words.FOLLOWS_FOR_NOTHING),
        phrase(words.AGAIN_ONCE if policy.once else words.AGAIN_EACH),
        words.at_least(asked_digits(policy.demands)),
        *([words.marked_with(policy.assumed)] if policy.assumed else []),
        *([words.accepted_keys(sorted(policy.accepted))] if policy.accepted else []),
    ]
    return "; ".join(parts)


# --- the lines --------------------------------------------------------------------------------------


def verdict(line: MarkedLine, policy: Policy) -> Words:
    """`mistake: the bias was left out of z`."""
    return words.verdict(line.verdict.value, reason(line, policy))


def reason(line: MarkedLine, policy: Policy) -> Words:
    """Why a line has its verdict; nothing where the word says it all."""
    return _with_notes(line, _why(line, policy))


def in_table(line: MarkedLine, policy: Policy, *, strong: bool) -> Words:
    """The verdict in a table with a footnote, which says what `follows` and a mere `wrong` mean.

    `strong`: it stands out.
    """
    needs_none = not (line.copies or line.bears) and (line.verdict is Verdict.FOLLOWS or is_unexplained(line))
    why = () if needs_none else _why(line, policy)
    return words.verdict(line.verdict.value, _with_notes(line, why), strong=strong)


def is_unexplained(line: MarkedLine) -> bool:
    """Whether a line is wrong, and no known mistake gives what is written."""
    return line.verdict is Verdict.WRONG and not line.judged.finding.rests_on_zero


def _with_notes(line: MarkedLine, why: Words) -> Words:
    """The reason of a verdict with what else is to be said of the line."""
    notes = [inert(line.judged.answer.note, 80)]
    if not line.judged.carried and not line.judged.finding.rests_on_zero:
        notes.append(phrase(words.NOT_CARRIED))
    return in_row([part for part in (why, *((note,) for note in notes if note)) if part])


def _why(line: MarkedLine, policy: Policy) -> Words:
    if line.copies:
        return words.copied(named(line.copies))
    match line.verdict:
        case Verdict.FOLLOWS if line.bears:
            return words.bears(named(line.bears))
        case Verdict.FOLLOWS:
            return say(words.SAME_MISTAKE if line.judged.finding.as_supposed else words.FROM_YOURS)
        case Verdict.TOO_FEW_DIGITS if line.judged.finding.shows_nothing:
            return say(words.NO_CHANGE)
        case Verdict.TOO_FEW_DIGITS:
            return (words.too_few(asked_digits(policy.demands)),)
        case Verdict.NOT_ASSESSABLE:
            return say(words.DIGITS_CANNOT_TELL)
        case Verdict.MISTAKE:
            return _with_what_counts(line)
        case Verdict.WRONG if line.judged.finding.why_none:
            return (words.no_value_from_yours(line.judged.finding.why_none),)
        case Verdict.WRONG:
            return say(words.NO_KNOWN if is_unexplained(line) else words.ON_ZERO)
        case Verdict.UNREADABLE:
            return () if line.judged.answer.note else say(words.NO_NUMBER)
    return ()


def _with_what_counts(line: MarkedLine) -> Words:
    """The mistake, and why it does not cost, where it does not."""
    if line.accepted:
        return words.accepted(mistakes(line))
    return words.as_in(mistakes(line), named(line.repeats)) if line.repeats else mistakes(line)


def mistakes(line: MarkedLine) -> Words:
    """The known mistakes that give what is written; all of them, where several do."""
    return any_of(line.judged.finding.slips)


def any_of(slips: Iterable[Slip]) -> Words:
    """Mistakes of which one was made."""
    return words.any_of([_slip(slip) for slip in slips])


def _slip(slip: Slip) -> Words:
    """A mistake, and the line where it was made, if that is not on the sheet; or what was misread."""
    if not slip.at:
        return slip.mistake.words
    lines = [named(each) for each in slip.at[:2]]
    if slip.read_as is not None:
        return words.misread(slip.read_as, lines[0])
    return words.made_in(lines, others=len(slip.at) > 2, mistake=slip.mistake.words)


# --- a program's arrays -----------------------------------------------------------------------------

SIGNAL = "delta"
"""What programs call δ."""


def off_array(off: OffArray) -> Words:
    """Which array of a program is the first wrong one, by what factor, and by which mistake."""
    return arrays.first_wrong(_array(off.name), _how_far_off(off), any_of(off.slips))


def _array(name: str) -> Words:
    """An array by its name; δ over the samples also by that of programs: `delta1 (dell/dZ1)`."""
    quantity = as_quantity(name)
    if isinstance(quantity, Gradient) and quantity.is_error_signal:
        return arrays.also_called(text(Quantity(SIGNAL, quantity.by.layer)), symbol(name))
    return (symbol(name),)


def _how_far_off(off: OffArray) -> Words:
    if off.factor is not None:
        return (arrays.by_factor(off.factor, off.entries),)
    if len(off.off) == off.entries:
        return (arrays.all_off(off.entries),)
    return arrays.some_off(len(off.off), off.entries, symbol(text(off.off[0])))
