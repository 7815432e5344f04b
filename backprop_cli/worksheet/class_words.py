"""The words of a class's results."""

from __future__ import annotations

from backprop_cli.marking.conventions import UPDATED, Convention
from backprop_cli.marking.tally import Cause, ClassReport, StudentRow
from backprop_cli.worksheet.document import Words
from backprop_cli.worksheet.marking_words import FOREIGN, ON_ZERO, inert, number
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
ALL_RIGHT = "all right"
NO_MISTAKE = "no mistake"
BAR = "▏▎▍▌▋▊▉█"
"""One to eight eighths of a column."""
LONGEST_BAR = 16


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
    return "; ".join(parts) + "."


def namesakes(names: tuple[str, ...]) -> str:
    """Two students with one name."""
    listed = "; ".join(inert(name, 40) for name in names)
    return f"On more than one sheet: {listed}. The file tells them apart."


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


def who(row: StudentRow, *, with_file: bool) -> str:
    """A student by name, or by the file where that is missing or shared."""
    name = inert(row.student, 40)
    return f"{name} ({inert(row.file)})" if name and with_file else name or inert(row.file)


def outcome(row: StudentRow) -> str:
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
