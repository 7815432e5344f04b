"""What is said of a class and of each of its sheets, chosen from the results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator
from pathlib import PurePath

from backprop_cli.marking.results.conventions import UPDATED, Convention
from backprop_cli.marking.results.course_rule import CourseRule
from backprop_cli.marking.results.roster import Roll, Student
from backprop_cli.marking.results.same_student import Sender
from backprop_cli.marking.results.tally import ClassReport, StudentRow, WhyMissed
from backprop_cli.marking.sheets.downloads import submission_of
from backprop_cli.words import class_results as words
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import in_row
from backprop_cli.words.marked import FOREIGN, ON_ZERO, any_of, of_another, plain_number
from backprop_cli.words.say import phrase, say
from backprop_cli.words.typed import inert

CAUSES = {
    WhyMissed.UNKNOWN: words.UNKNOWN,
    WhyMissed.ZERO: ON_ZERO,
    WhyMissed.UNREADABLE: words.UNREADABLE,
    WhyMissed.BLANK: words.BLANK,
}
BAR = "▏▎▍▌▋▊▉█"
"""One to eight eighths of a column."""
LONGEST_BAR = 16
ENOUGH_SHEETS = 10
"""Sheets of which the one in the middle says something."""


def summary(results: ClassReport) -> str:
    """The class in a sentence."""
    marked = results.marked
    said = []
    if marked:
        total, right = plain_number(marked[0].total), sum(row.all_right for row in marked)
        said = [words.on_average(results.mean, total)]
        if len(marked) >= ENOUGH_SHEETS:
            said.append(words.in_the_middle(results.median))
        said.append(words.all_right(right))
    unread = len(results.counted) - len(marked)
    return words.summary(len(results.counted), said, unread, len(results.roll.missing))


def of_students(results: ClassReport) -> Iterator[str]:
    """What the sheets are of and whose they are, as far as it is not plain, a sentence each."""
    if foreign := [row for row in results.rows if row.heading]:
        headings = dict.fromkeys(row.heading for row in foreign)
        yield words.of_another_problem(list(headings), [row.file for row in foreign])
    if results.shared.spare:
        spare = [row.file for row in results.rows if row.is_spare]
        yield words.not_counted(spare)
    if results.shared.names:
        yield words.namesakes(results.shared.names)
    if not results.roll.called:
        for sender, files in results.shared.students[: words.MOST_SAID]:
            yield words.several_sheets(_sender(sender), files)
    yield from _of_the_roll(results.roll, results.shared.spare)


def _sender(sender: Sender) -> str:
    """A student who sent several sheets: the name, and by what it is known that it is one."""
    address = inert(sender.who.id or sender.who.email, 40)
    student = inert(sender.who.student, 40)
    return words.known_by(student, address) if student and address else student or address or sender.known_as


def _of_the_roll(roll: Roll, spare: Container[str]) -> Iterator[str]:
    """What a roster says of the sheets, but for files that are spare."""
    if roll.unmatched:
        yield words.not_on_the_roster(roll.unmatched)
    for file, students_ in roll.ambiguous[: words.MOST_SAID]:
        yield words.could_be_of(file, list(map(label, students_[: words.MOST_SAID])))
    working = [(student, [file for file in files if file not in spare]) for student, files in roll.several]
    for student, files in [each for each in working if len(each[1]) > 1][: words.MOST_SAID]:
        yield words.several_sheets(label(student), files)


def label(student: Student) -> str:
    """A student of the roster."""
    return inert(student.label, 60)


def convention(found: Convention) -> str:
    """What many sheets agree on, and how to mark by it."""
    if found.key == UPDATED:
        return words.uses_updated(found.sheets, found.of, UPDATED)
    return words.means(found.sheets, found.of, found.key, found.value)


def course_rule(found: CourseRule) -> Words:
    """The optimiser's rule that most sheets keep to, and how the problem file states it."""
    if found.mistakes:
        return (words.from_step_0(found.sheets, found.of, found.mistakes),)
    return words.other_rule(found.sheets, found.of, found.keys, found.written)


def students(results: ClassReport) -> Iterator[str]:
    """Each row's student by name; where that is missing or shared, by the ID, the email or the file."""
    names = Counter(row.folded for row in results.rows)
    counts = Counter((row.folded, _address(row)) for row in results.rows)
    files = Counter((_address(row), PurePath(row.file).name) for row in results.rows)
    for row in results.rows:
        address, file = _address(row), PurePath(row.file).name
        if not address or counts[row.folded, address] > 1:
            own = file if address and files[address, file] == 1 else row.file
            address = ", ".join(filter(None, (address, inert(own))))
        student = inert(row.who.student, 40)
        yield words.known_by(student, address) if student and names[row.folded] > 1 else student or address


def _address(row: StudentRow) -> str:
    return inert(row.who.id or row.who.email or submission_of(row.file).participant, 40)


def outcome(row: StudentRow) -> Words:
    """What is to be known of a sheet: another problem's heading before all, then what came of it."""
    return in_row([*([(of_another(row.heading),)] if row.heading else []), _result(row)], " ")


def _result(row: StudentRow) -> Words:
    """The mistake behind the first wrong line, or why there is none."""
    if row.first_wrong and not row.seems_foreign:
        return any_of(row.mistakes) or cause(WhyMissed.UNKNOWN)
    return (_result_without_mistake(row),)


def _result_without_mistake(row: StudentRow) -> str:
    if row.is_spare:
        return phrase(words.SPARE)
    if row.fault:
        return words.not_marked(row.fault)
    if row.seems_foreign:
        return phrase(FOREIGN)
    others = [phrase(words.COUNTS[verdict.value], count=count) for verdict, count in row.others]
    others += [words.not_on_the_sheet(row.missing)] if row.missing else []
    if row.all_right:
        return phrase(words.ALL_RIGHT)
    return "; ".join([*([phrase(words.NO_MISTAKE)] if row.points else []), ", ".join(others)])


def cause(found: Words | WhyMissed) -> Words:
    """What is behind a missed line."""
    return say(CAUSES[found]) if isinstance(found, WhyMissed) else found


def bar(count: int, of: int) -> str:
    """A bar as long as the share, to an eighth of a column."""
    full, eighths = divmod(max(1, round(8 * LONGEST_BAR * count / of)), 8)
    return BAR[-1] * full + BAR[:-1][eighths - 1 : eighths]
