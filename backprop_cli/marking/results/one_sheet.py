"""Marking one sheet: its lines are judged in order, then given their points."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping
from math import inf

from backprop_cli.expr.tree import Ref, references
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.off_array import first_off
from backprop_cli.marking.judging.own_work import OwnWork, value_or_none
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.results.habits import repeated
from backprop_cli.marking.results.headings import foreign_heading
from backprop_cli.marking.results.not_asked import borne, costing
from backprop_cli.marking.results.orders import in_order
from backprop_cli.marking.results.own_conventions import JudgedSheet, read_in_own
from backprop_cli.marking.results.report import MarkedLine, Origin, Policy, SheetReport
from backprop_cli.marking.results.signals import decided, with_shares
from backprop_cli.marking.results.square_lists import read_laid_out
from backprop_cli.marking.results.unworked import copied, holds_the_truth, is_unworked
from backprop_cli.marking.sheets.own_letters import as_handed_in
from backprop_cli.marking.sheets.sheet import Answer, AnswerSheet, Who
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity

MOST_UNWRITTEN = 2
"""Lines that are not on the sheet and are shown with the first wrong one."""


def mark(
    scheme: Scheme,
    sheet: AnswerSheet,
    policy: Policy,
    file: str = "",
    *,
    explain: bool = True,
    asked_why: Container[str] = (),
) -> SheetReport:
    """The report of one sheet: each line judged by what the student wrote before it."""

    def judging(answers: Iterable[Answer], fewer_than: float) -> JudgedSheet:
        judge = Judge(scheme, policy.demands, explain=explain, asked_why=asked_why, fewer_than=fewer_than)
        return JudgedSheet(judge, tuple(judge.marked(answers)))

    sheet, reading = _as_meant(sheet, policy, scheme, judging)
    counting = _counting(policy, sheet, scheme)
    on_sheet = {answer.name: answer for answer in sheet.answers}
    unworked = is_unworked(reading.lines, scheme, reading.judge.work.unexplained)
    lines = _with_points(reading.lines, counting, on_sheet, scheme, unworked=unworked)
    not_accepted = (line.judged for line in lines if not line.accepted)
    return SheetReport(
        who=sheet.who,
        file=file,
        lines=tuple(
            line._replace(judged=_as_typed(reading.in_own(line.judged, on_sheet.get(line.name)), sheet))
            for line in lines
        ),
        policy=counting,
        origin=_origin(lines, reading.judge.work) if explain else None,
        problems=sheet.problems,
        is_empty=sheet.is_empty,
        remarks=sheet.remarks,
        is_unworked=unworked,
        heading=foreign_heading(sheet.headings, policy.titles),
        convention=reading.convention,
        off=first_off(not_accepted, reading.judge.work) if sheet.is_arrays else None,
    )


def _as_typed(judged: Judged, sheet: AnswerSheet) -> Judged:
    return judged._replace(answer=as_handed_in(judged.answer, sheet.letters)) if sheet.letters else judged


def _as_meant(
    sheet: AnswerSheet,
    policy: Policy,
    scheme: Scheme,
    judging: Callable[[Iterable[Answer], float], JudgedSheet],
) -> tuple[AnswerSheet, JudgedSheet]:
    """The sheet as its numbers tell that it is meant, and how it is judged then."""

    def read(sheet: AnswerSheet, fewer_than: float = inf) -> JudgedSheet:
        names = {answer.name for answer in sheet.answers}
        missing = [Answer(name, "") for name in _counting(policy, sheet, scheme).asked if name not in names]
        return read_in_own([*sheet.answers, *missing], scheme, judging, fewer_than)

    def settled(sheet: AnswerSheet) -> tuple[AnswerSheet, JudgedSheet]:
        return with_shares(*read_laid_out(decided(sheet, read), read), read)

    return in_order(sheet, settled)


def _with_points(
    lines: tuple[Judged, ...],
    policy: Policy,
    on_sheet: Container[str],
    scheme: Scheme,
    *,
    unworked: bool,
) -> tuple[MarkedLine, ...]:
    """The lines with what they earn; on a sheet without work only a true value earns anything."""
    pardoned = _pardoned(lines, policy, scheme)
    counted = () if unworked or not policy.once else lines
    leading = (
        {}
        if unworked
        else borne([each for each in lines if each.answer.name not in pardoned], policy.worth, scheme)
    )
    habits = repeated(
        (each for each in counted if each.answer.name not in pardoned), policy.worth, scheme, leading
    )
    earned = tuple(_line(habits.told(judged), policy, on_sheet, pardoned, habits.again) for judged in lines)
    earned = _bearing(earned, costing(leading, habits.again))
    copies = copied(lines)
    earned = tuple(
        line._replace(points=0.0, repeats=None, copies=copies[line.name]) if line.name in copies else line
        for line in earned
    )
    if not unworked:
        return earned
    return tuple(line if _is_true(line) else line._replace(points=0.0) for line in earned)


def _is_true(line: MarkedLine) -> bool:
    """Whether a line says what is right; a 1 for 0.8 that follows does not."""
    return holds_the_truth(line.judged) and line.verdict is not Verdict.FOLLOWS


def _bearing(lines: tuple[MarkedLine, ...], made_at: Mapping[str, str]) -> tuple[MarkedLine, ...]:
    """The lines, those without their points to which a slip that is not asked leads first."""
    quantities = {line.name: line.quantity for line in lines}
    return tuple(
        line._replace(points=0.0, bears=quantities[made_at[line.name]]) if line.name in made_at else line
        for line in lines
    )


def _counting(policy: Policy, sheet: AnswerSheet, scheme: Scheme) -> Policy:
    """What counts of a sheet: all but what came worked; by another name, where it stands under that."""
    policy = _of_the_batch(_without_given(policy, sheet), {each.name for each in sheet.answers}, scheme)
    worked = {each.name for each in sheet.answers if each.text and not isinstance(each.formula, Ref)}
    return _by_other_loss(policy, worked, scheme)


def _without_given(policy: Policy, sheet: AnswerSheet) -> Policy:
    """Lines that came worked with the sheet are nobody's to earn."""
    given = {answer.name for answer in sheet.answers if answer.given}
    if not given:
        return policy
    asked = tuple(name for name in policy.asked if name not in given)
    return policy._replace(
        asked=asked, worth={name: worth for name, worth in policy.worth.items() if name not in given}
    )


def _of_the_batch(policy: Policy, on_sheet: Container[str], scheme: Scheme) -> Policy:
    """Who writes the batch's ∂L/∂z@2 has done the line that asks for sample 2's own."""
    instead = {
        own.name: name
        for name, own in scheme.shares.items()
        if name in on_sheet and own.name not in on_sheet and own.name in policy.worth
    }
    return _with_others(policy, instead)


def _by_other_loss(policy: Policy, worked: Container[str], scheme: Scheme) -> Policy:
    """In a step of one sample the loss counts by the name that has a number or a formula: L⟨1⟩, or L."""
    instead = dict[str, str]()
    for only, whole in scheme.derivation.whole_losses.items():
        if only in worked:
            instead[whole] = only
        elif whole in worked:
            instead[only] = whole
    return _with_others(policy, {name: other for name, other in instead.items() if other not in policy.worth})


def _with_others(policy: Policy, instead: Mapping[str, str]) -> Policy:
    """What counts, with other lines in the place of some."""
    return policy._replace(
        asked=tuple(instead.get(name, name) for name in policy.asked),
        worth={instead.get(name, name): worth for name, worth in policy.worth.items()},
    )


_NOBODY = Who()


def unmarked(file: str, fault: str, policy: Policy, who: Who = _NOBODY) -> SheetReport:
    """The report of a sheet that cannot be read."""
    return SheetReport(who, file, (), policy, fault=fault)


def _pardoned(all_judged: Iterable[Judged], policy: Policy, scheme: Scheme) -> set[str]:
    """The lines with an accepted mistake, and those that follow from such mistakes and no others."""
    pardoned, blamed = set[str](), set[str]()
    if not policy.accepted:
        return pardoned
    written = set[str]()

    def onward(parent: str) -> tuple[str, ...]:
        return scheme.parents(parent) if parent in scheme.steps and parent not in written else ()

    for judged in all_judged:
        name = judged.answer.name
        if judged.verdict in SLIPS:
            at = {text(each) for slip in judged.finding.slips for each in slip.at}
            (pardoned if _is_accepted(judged, policy) else blamed).update({name, *at})
        elif judged.finding.astray:
            leading = reached(scheme.parents(name), onward)
            (blamed if blamed.intersection(leading) else pardoned).add(name)
        if judged.answer.text:
            written.add(name)
    return pardoned


def _is_accepted(judged: Judged, policy: Policy) -> bool:
    return any(mistake.key in policy.accepted for mistake in judged.mistakes)


def _line(
    judged: Judged,
    policy: Policy,
    on_sheet: Container[str],
    pardoned: Container[str],
    again: Mapping[str, AnyQuantity],
) -> MarkedLine:
    name = judged.answer.name
    worth = policy.worth.get(name, 0.0)
    accepted = name in pardoned and judged.verdict in SLIPS
    earning = GOOD if policy.follow or name in pardoned else GOOD - {Verdict.FOLLOWS}
    earns = judged.verdict in earning or accepted or name in again
    return MarkedLine(judged, worth, worth if earns else 0.0, name in on_sheet, accepted, again.get(name))


def _origin(lines: Iterable[MarkedLine], work: OwnWork) -> Origin | None:
    first = next((line for line in lines if line.is_wrong), None)
    if first is None:
        return None
    at = first.judged.finding.slips[0].at if first.judged.finding.slips else ()
    unwritten = [name for name in map(text, at) if name in work.steps]
    leading = [name for name in unwritten if first.name in work.scheme.descendants(name)]
    steps = [work.steps[name] for name in leading[:MOST_UNWRITTEN]]
    working = [(step, value_or_none(work.scheme.routes(step.name)[0], work)) for step in steps]
    working.append((work.steps[first.name], first.judged.expected))
    used = dict.fromkeys(name for step, _ in working for side in step.sides for name in references(side.expr))
    values = {name: value for name in used if (value := value_or_none(Ref(name), work)) is not None}
    written = {name: work.carried[name] for name in used if name in work.carried}
    return Origin(tuple(working), values, written)
