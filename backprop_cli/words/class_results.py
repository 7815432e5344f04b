"""The sentences of a class's results."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.inline import Words
from backprop_cli.words.letters import LETTERS
from backprop_cli.words.lists import all_of, counted, either, first_of
from backprop_cli.words.marked import plain_number
from backprop_cli.words.say import Message, mark, phrase, say, several
from backprop_cli.words.typed import inert

RESULTS = mark("Results")
MISSED = mark("Missed most")
FIRST_WRONG, SHEETS, SHARE = mark("First wrong line"), mark("Sheets"), mark("Share")
MISTAKE = mark("Mistake")
REST = mark("other causes")
UNKNOWN, UNREADABLE, BLANK = mark("no known mistake"), mark("not readable"), mark("left blank")
NO_SHEET = mark("no sheet")
ALL_RIGHT = mark("all right")
NO_MISTAKE = mark("no mistake")
SPARE = mark("does not count: another file of this student has the answers")
MOST_HEADINGS = 3
MOST_SAID = 100
"""Sheets or students that a sentence names."""


def summary(sheets: int, marked: Sequence[str], unread: int, missing: int) -> str:
    """The class in a sentence; `marked`: what is said of the sheets that could be read."""
    parts = [counted(sheets, "sheet"), *marked]
    parts += [phrase("{count} could not be read", count=unread)] if unread else []
    if missing:
        student = several("{count} student without a sheet", "{count} students without a sheet")
        parts.append(phrase(student, count=missing))
    return phrase("{clauses}.", clauses="; ".join(parts))


def on_average(mean: float, total: str) -> str:
    """The mean of the points."""
    return phrase("{mean} of {total} points on average", mean=f"{mean:.1f}", total=total)


def in_the_middle(points: float) -> str:
    """The median of the points."""
    return phrase("half of them reach {points}", points=plain_number(points))


def all_right(count: int) -> str:
    """How many sheets are right throughout."""
    return phrase("{count} all right", count=count)


def namesakes(names: Sequence[str]) -> str:
    """Two students with one name."""
    return phrase(
        "On more than one sheet: {names}. The ID, the email or the file tells them apart.",
        names="; ".join(inert(name, 40) for name in names),
    )


def not_on_the_roster(files: Sequence[str]) -> str:
    """Sheets of nobody."""
    return phrase("Not on the roster: {files}.", files=_listed(files))


def of_another_problem(headings: Sequence[str], files: Sequence[str]) -> str:
    """Sheets that are headed as another problem."""
    return phrase(
        several(
            "The heading of {count} sheet names another problem, {headings}: {files}.",
            "The headings of {count} sheets name another problem, {headings}: {files}.",
        ),
        count=len(files),
        headings="; ".join(inert(each, 80) for each in headings[:MOST_HEADINGS]),
        files=_listed(files),
    )


def not_counted(files: Sequence[str]) -> str:
    """Files beside the sheets that count."""
    return phrase(
        "Not counted, as another file of the student has the answers: {files}.", files=_listed(files)
    )


def could_be_of(file: str, students: Sequence[str]) -> str:
    """A sheet of one of several."""
    return phrase("{file} could be of {students}.", file=inert(file), students=either(students))


def several_sheets(student: str, files: Sequence[str]) -> str:
    """Several sheets of one student."""
    return phrase("More than one sheet of {student}: {files}.", student=student, files=_listed(files))


def _listed(files: Sequence[str]) -> str:
    return first_of([inert(file, 80) for file in files], MOST_SAID)


def uses_updated(sheets: int, of: int, key: str) -> str:
    """Many sheets use the new weights in the backward pass."""
    return phrase(
        "{sheets} of {all} match if the backward pass uses the updated weights; it needs the old ones."
        " To let that pass, mark again with --accept {key}.",
        sheets=sheets,
        all=counted(of, "sheet"),
        key=key,
    )


def means(sheets: int, of: int, key: str, value: str) -> str:
    """Many sheets keep to another convention, and how to mark by it."""
    return phrase(
        "{sheets} of {all} match if {key} = {value}. If the course means that, mark again with"
        " --assume {wish}, or write `{line}` in the problem file.",
        sheets=sheets,
        all=counted(of, "sheet"),
        key=key,
        value=value,
        wish=f"{key}={value}",
        line=f"{key}: {value}",
    )


RULES: dict[tuple[str, str], Message] = {
    ("epsilon_inside", "true"): mark("{epsilon} under the root"),
    ("epsilon_inside", "false"): mark("{epsilon} behind the root"),
    ("bias_correction", "true"): mark("averages divided by 1 − {beta_t}"),
    ("bias_correction", "false"): mark("averages that are not corrected"),
    ("name", "momentum"): mark("v = {mu}·v + g and {w} − {alpha}·v"),
    ("name", "momentum_classical"): mark("v = {mu}·v − {alpha}·g and {w} + v"),
    ("name", "momentum_average"): mark("v = {beta}·v + (1 − {beta})·g and {w} − {alpha}·v"),
    ("name", "nesterov"): mark("Nesterov's step {w} − {alpha}·(g + {mu}·v)"),
    ("name", "adam"): mark("no decay"),
    ("name", "adamw"): mark("decay, {w} − {alpha}·λ·{w}"),
}
"""What a key of `optimizer` says of the rule; its holes are `LETTERS`."""


def from_step_0(sheets: int, of: int, mistakes: Sequence[str]) -> str:
    """Most sheets count the steps from 0."""
    return phrase(
        "{sheets} of {all} with an update count the steps from 0: their course seems to do so. To let that"
        " pass, mark again with {wish}.",
        sheets=sheets,
        all=counted(of, "sheet"),
        wish=" ".join(f"--accept {each}" for each in mistakes),
    )


def other_rule(sheets: int, of: int, keys: Sequence[tuple[str, str]], written: str) -> Words:
    """Most sheets keep to another rule under the optimiser's name, and how the file states it."""
    said = [say(RULES[pair], **LETTERS) if pair in RULES else (f"`{pair[0]}: {pair[1]}`",) for pair in keys]
    return say(
        "{sheets} of {all} with an update match with {rule}: their course seems to use that. In the problem"
        " file: `{line}`.",
        sheets=sheets,
        all=counted(of, "sheet"),
        rule=all_of(said),
        line=written,
    )


def known_by(student: str, address: str) -> str:
    """A student whose name is shared, with what tells them apart."""
    return phrase("{student} ({address})", student=student, address=address)


def not_marked(fault: str) -> str:
    """A sheet that could not be read."""
    return phrase("not marked: {fault}", fault=inert(fault, 160))


COUNTS: dict[str, Message] = {
    "too few digits": several("{count} too few digits", "{count} too few digits"),
    "not assessable": several("{count} not assessable", "{count} not assessable"),
    "blank": several("{count} blank", "{count} blank"),
    "unreadable": several("{count} unreadable", "{count} unreadable"),
}
"""Lines that earn nothing and are no mistake, by the word of their verdict for programs."""


def not_on_the_sheet(count: int) -> str:
    """Lines that are missing."""
    return phrase("{count} not on the sheet", count=count)


def more_lines(count: int) -> Words:
    """Missed lines that are not listed."""
    return say(
        several(
            "{count} more line missed; --format csv --lines lists every line.",
            "{count} more lines missed; --format csv --lines lists every line.",
        ),
        count=count,
    )
