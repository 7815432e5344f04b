"""The words of a class's results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from backprop_cli.marking.results.conventions import UPDATED, Convention
from backprop_cli.marking.results.course_rule import CourseRule
from backprop_cli.marking.results.roster import Roll, Student
from backprop_cli.marking.results.tally import Cause, ClassReport, StudentRow
from backprop_cli.worksheet.document import Words
from backprop_cli.worksheet.marking_words import FOREIGN, ON_ZERO, inert, number, of_another
from backprop_cli.worksheet.wording import counted

RESULTS = "Results"
MISSED = "Missed most"
ROW_COLUMNS: tuple[Words, ...] = (("Student",), ("Points",), ("First wrong line",), ("Mistake",))
MISSED_COLUMNS: tuple[Words, ...] = (("Line",), ("Sheets",), ("Share",), ("Mistake",))
REST = "other causes"
CAUSES = {
    Cause.UNKNOWN: "no known mistake",
    Cause.ZERO: ON_ZERO,
    Cause.UNREADABLE: "not readable",
    Cause.BLANK: "left blank",
}
NO_SHEET = "no sheet"
ALL_RIGHT = "all right"
NO_MISTAKE = "no mistake"
RULES = {
    ("epsilon_inside", "true"): "ε under the root",
    ("epsilon_inside", "false"): "ε behind the root",
    ("bias_correction", "true"): "averages divided by 1 − βᵗ",
    ("bias_correction", "false"): "averages that are not corrected",
    ("name", "momentum"): "v = μ·v + g and w − α·v",
    ("name", "momentum_classical"): "v = μ·v − α·g and w + v",
    ("name", "momentum_average"): "v = β·v + (1 − β)·g and w − α·v",
    ("name", "nesterov"): "Nesterov's step w − α·(g + μ·v)",
    ("name", "adam"): "no decay",
    ("name", "adamw"): "decay, w − α·λ·w",
}
"""What a key of `optimizer` says of the rule."""
BAR = "▏▎▍▌▋▊▉█"
"""One to eight eighths of a column."""
LONGEST_BAR = 16
MOST_SAID = 10
"""Sheets or students that a sentence names."""


def summary(results: ClassReport) -> str:
    """The class in a sentence."""
    marked, faults = len(results.marked), len(results.rows) - len(results.marked)
    parts = [f"{counted(len(results.rows), 'sheet')}"]
    if marked:
        mean = sum(row.points for row in results.marked) / marked
        total = number(results.marked[0].total)
        right = sum(row.all_right for row in results.marked)
        parts += [f"{mean:.1f} of {total} points on average", f"{right} all right"]
    parts += [f"{faults} could not be read"] if faults else []
    parts += (
        [f"{counted(len(results.roll.missing), 'student')} without a sheet"] if results.roll.missing else []
    )
    return "; ".join(parts) + "."


def namesakes(names: tuple[str, ...]) -> str:
    """Two students with one name."""
    listed = "; ".join(inert(name, 40) for name in names)
    return f"On more than one sheet: {listed}. The ID, the email or the file tells them apart."


def of_the_roll(roll: Roll) -> Iterator[str]:
    """What a roster says of the sheets, a sentence each."""
    if roll.unmatched:
        yield f"Not on the roster: {_listed(roll.unmatched)}."
    for file, students_ in roll.ambiguous[:MOST_SAID]:
        yield f"{inert(file)} could be of {' or '.join(map(label, students_[:MOST_SAID]))}."
    for student, files in roll.several[:MOST_SAID]:
        yield f"More than one sheet of {label(student)}: {_listed(files)}."


def label(student: Student) -> str:
    """A student of the roster."""
    return inert(student.label, 60)


def _listed(files: Sequence[str]) -> str:
    """The first files, and how many more there are."""
    more = len(files) - MOST_SAID
    return "; ".join(
        [*(inert(file, 80) for file in files[:MOST_SAID]), *([f"{more} more"] if more > 0 else [])]
    )


def convention(found: Convention) -> str:
    """What many sheets agree on, and how to mark by it."""
    head = f"{found.sheets} of {counted(found.of, 'sheet')}"
    if found.key == UPDATED:
        return (
            f"{head} match if the backward pass uses the updated weights; it needs the old ones. "
            f"To let that pass, mark again with --accept {UPDATED}."
        )
    wish = f"{found.key}={found.value}"
    return (
        f"{head} match if {found.key} = {found.value}. If the course means that, mark again with "
        f"--assume {wish}, or write `{found.key}: {found.value}` in the problem file."
    )


def course_rule(found: CourseRule) -> str:
    """The optimiser's rule that most sheets keep to, and how the problem file states it."""
    head = f"{found.sheets} of {counted(found.of, 'sheet')} with an update"
    if found.mistakes:
        wish = " ".join(f"--accept {each}" for each in found.mistakes)
        return (
            f"{head} count the steps from 0: their course seems to do so. "
            f"To let that pass, mark again with {wish}."
        )
    said = " and ".join(RULES.get(pair, f"`{pair[0]}: {pair[1]}`") for pair in found.keys)
    return (
        f"{head} match with {said}: their course seems to use that. In the problem file: `{found.written}`."
    )


def students(results: ClassReport) -> Iterator[str]:
    """Each row's student by name; where that is missing or shared, by the ID, the email or the file."""
    shared = {row.folded for row in results.rows if row.who.student in results.namesakes}
    counts = Counter((row.folded, _address(row)) for row in results.rows)
    for row in results.rows:
        address = _address(row)
        if not address or counts[row.folded, address] > 1:
            address = ", ".join(filter(None, (address, inert(row.file))))
        student = inert(row.who.student, 40)
        yield f"{student} ({address})" if student and row.folded in shared else student or address


def _address(row: StudentRow) -> str:
    return inert(row.who.id or row.who.email, 40)


def outcome(row: StudentRow) -> str:
    """What is to be known of a sheet: another problem's heading before all, then what came of it."""
    return " ".join([*([of_another(row.heading)] if row.heading else []), _result(row)])


def _result(row: StudentRow) -> str:
    """The mistake behind the first wrong line, or why there is none."""
    if row.fault:
        return f"not marked: {inert(row.fault, 160)}"
    if row.seems_foreign:
        return FOREIGN
    if row.first_wrong:
        return ", or: ".join(row.mistakes) or cause(Cause.UNKNOWN)
    others = [f"{count} {verdict.value}" for verdict, count in row.others]
    others += [f"{row.missing} not on the sheet"] if row.missing else []
    if row.all_right:
        return ALL_RIGHT
    return "; ".join([*([NO_MISTAKE] if row.points else []), ", ".join(others)])


def cause(found: str | Cause) -> str:
    """What is behind a missed line."""
    return CAUSES[found] if isinstance(found, Cause) else found


def bar(count: int, of: int) -> str:
    """A bar as long as the share, to an eighth of a column."""
    full, eighths = divmod(max(1, round(8 * LONGEST_BAR * count / of)), 8)
    return BAR[-1] * full + BAR[:-1][eighths - 1 : eighths]


def more_lines(count: int) -> Words:
    """Missed lines that are not listed."""
    return (f"{counted(count, 'more line')} missed; --format csv --lines lists every line.",)
