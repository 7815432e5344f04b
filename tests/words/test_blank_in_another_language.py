"""A sheet to fill in has its heads in its own language, and is read back in that language and in English."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from string import Formatter

import pytest
from pseudo import Pseudo

from backprop_cli import check, derive, load
from backprop_cli.api.blanks import hand_out
from backprop_cli.formats import Subject, format_names
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.formats.csv_sheet import read_csv
from backprop_cli.marking.sheets.formats.markdown_sheet import read_markdown
from backprop_cli.marking.sheets.formats.who_heads import who_head
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.words import read_back
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.blank import BlankLayout

NAME = "two_layer_relu_sigmoid"
TITLE = load(NAME).header.title
VALUES = {name: f"{value:.6g}" for name, value in derive(NAME).values.items()}
WORKED = 2


def turned(message: str) -> str:
    """A sentence with every word spelled backwards, so that no two words become one."""
    parts = []
    for literal, name, _, _ in Formatter().parse(message):
        parts.append(re.sub(r"[^\W\d_]+", lambda word: word[0][::-1], literal))
        parts += [f"{{{name}}}"] if name is not None else []
    return "".join(parts)


@contextmanager
def speaking_backwards(*, really: bool = True) -> Iterator[None]:
    language = Pseudo(turned)
    with pytest.MonkeyPatch.context() as patch:
        if really:
            patch.setattr("backprop_cli.words.say.catalogue", lambda: language)
        yield


def blank(form: str) -> str:
    return hand_out(load(NAME), BlankLayout(steps=WORKED)).render(form)


LINES: dict[str, str] = {
    "markdown": r"\|[^|]*\| `(?P<name>\S+)` +\| {5,}\|",
    "text": r"[^#\s].*   (?P<name>\S+) += ",
    "yaml": r"  (?P<name>\S+): +# .*",
    "html": r"<tr><td>.*<td><code>(?P<name>.*)</code></td><td></td></tr>",
}
"""An open line in each format."""
FILLED: dict[str, Callable[[str, str], str]] = {
    "markdown": lambda line, value: f"{line.rstrip('| ')} | {value} |",
    "text": lambda line, value: line + value,
    "yaml": lambda line, value: re.sub(": +#", f": {value}  #", line),
    "html": lambda line, value: line.replace("<td></td>", f"<td>{value}</td>"),
}


def filled(page: str, form: str, student: str) -> str:
    """The sheet with Ada's name and the right value on every open line."""
    lines = []
    for line in page.splitlines():
        if found := re.fullmatch(LINES[form], line):
            line = FILLED[form](line, VALUES[found["name"]])
        elif line.strip().casefold() == student.casefold():
            line = f"{line.strip()} Ada"
        elif line == f'<p class="whose">{student}</p>':
            line = f"<p>{student} Ada</p>"
        lines.append(line)
    return "\n".join(lines) + "\n"


ENDINGS = {"markdown": ".md", "text": ".txt", "yaml": ".yaml", "html": ".html"}


HEADS = {
    "markdown": ["| lobmys | eman ot epyt | rewsna", "tnedutS:", "DI:", "liamE:", "(nevig)"],
    "text": ["tnedutS:", "DI:", "liamE:", "(nevig)"],
}


@pytest.mark.parametrize("form", HEADS)
def test_the_heads_are_in_the_language_of_the_sheet(form: str) -> None:
    """The English ones are gone; YAML has its keys, which are no words of a language."""
    with speaking_backwards():
        page = blank(form)
    assert [head for head in HEADS[form] if head not in page] == []
    assert not [each.english for each in read_back.WHO_LINES.values() if each.english in page]
    assert read_back.GIVEN_MARK.english not in page


@pytest.mark.parametrize("form", format_names(Subject.BLANK))
@pytest.mark.parametrize(("printed", "read"), [(True, True), (False, True), (False, False)])
def test_a_sheet_is_read_back(form: str, printed: bool, read: bool) -> None:
    """Printed backwards and read backwards; printed in English and read in either."""
    with speaking_backwards(really=printed):
        student = "student:" if form == "yaml" else phrase(read_back.WHO_LINES["student"])
        page = filled(blank(form), form, student)
    with speaking_backwards(really=read):
        sheet = Reader(Lookup(derive(NAME))).sheet(page, f"ada{ENDINGS[form]}")
        report = check(NAME, sheet).report
    assert sheet.who.student == "Ada"
    assert sum(answer.given for answer in sheet.answers) == WORKED
    assert {line.verdict for line in report.lines} == {Verdict.RIGHT}
    assert report.missing == ()
    assert sheet.problems == ()


@pytest.mark.parametrize(("printed", "read"), [(True, True), (False, True), (False, False)])
def test_a_table_of_ours_is_known_by_its_heads(printed: bool, read: bool) -> None:
    """A heading counts only on a sheet of ours; of two columns with numbers ours is the one for answers."""
    with speaking_backwards(really=printed):
        head, answer, student = map(
            phrase, (read_back.NAME, read_back.ANSWER, read_back.WHO_LINES["student"])
        )
    table = f"# {TITLE}\n{student} Ada\n\n| {head} | 2 | {answer} |\n|--|--|--|\n| z1[1] | 7 | 0.3 |\n"
    cells = f"{head};note;{answer}\nz1[1];7;0.3\n"
    with speaking_backwards(really=read):
        raw = read_markdown(table, {"z1[1]"}.__contains__)
        assert raw.headings == (TITLE,)
        for each in (raw, read_csv(cells, {"z1[1]"}.__contains__)):
            entries = [(line.name, line.value) for line in each.entries if not who_head(line.name)]
            assert entries == [("z1[1]", "0.3")]
