"""What every text format needs of a row: its sides as written lines, each with its relation."""

import re
from collections.abc import Callable, Iterator
from functools import partial
from math import inf
from typing import NamedTuple

from backprop_cli.notation.breaks import bare
from backprop_cli.notation.tall import Tall
from backprop_cli.notation.writer import Unbroken, Writer
from backprop_cli.words import page
from backprop_cli.words.inline import Bar, Math, Number, Words
from backprop_cli.words.say import phrase, say
from backprop_cli.worksheet.document import Line, Row

SHORTER_SUMS = (8, 4)
"""Terms of a sum, rows and columns of a matrix, in a line that would be too long."""


class WrittenLine(NamedTuple):
    """One side: `relation` `text`, marked where it may break, and the reasons that go with it."""

    relation: str
    text: str
    reasons: tuple[Words, ...]
    tall: tuple[Tall, ...] = ()
    """The pieces of `text` that take several lines."""
    numbers: bool = False
    """Whether it is worked with numbers."""
    rules: Words = ()
    """The names of the rules that give it."""


def written_lines(row: Row, writer: Writer, most: float = inf) -> Iterator[WrittenLine]:
    """The sides of a row in order; one that repeats the side or the value it stands by is left out.

    Numbers are the same however many zeros they were typed with: 0.10 and then 0.1. A side of more than
    `most` characters has its sums shortened; one that no shortening helps is named.
    """
    value = None if row.value is None else writer.value_of(row.name, row.value)
    before: tuple[str, tuple[Tall, ...]] = ("", ())
    relation = partial(writer.first_relation, row.name)
    also = writer.full_name(row.also) if row.also else ""
    lead = (writer.named(also),) if also and also != writer.name(row.name) else ()
    for line in row.lines:
        text, rounded, tall = _fitting(line, writer, most)
        same = _without_zeros(text) if line.numbers else text
        is_value = value is not None and same == (_without_zeros(value.text) if line.numbers else value.text)
        if (same, tall) == before or (is_value and (line.numbers or before[0])):
            if line.reasons:
                yield WrittenLine("", "", line.reasons)
            continue
        if len(text) > most:
            yield WrittenLine("", "", (*line.reasons, say(page.TOO_LONG)))
            continue
        side = writer.equated(*lead, text)
        yield WrittenLine(relation(rounded=rounded), side, line.reasons, tall, line.numbers, line.rules)
        before, lead, relation = (same, tall), (), partial(writer.relation)


_LAST_ZEROS = re.compile(r"(\.\d*?)0+(?!\d)")


def _without_zeros(text: str) -> str:
    """Numbers without the last zeros of their decimals."""
    return _LAST_ZEROS.sub(lambda found: found.group(1).removesuffix("."), text)


def _fitting(line: Line, writer: Writer, most: float) -> Unbroken:
    """A side as it is, or with its sums and matrices ever shorter until it fits."""
    written = Unbroken("", False)
    for longest in (None, *SHORTER_SUMS):
        pen = writer._replace(shaped=line.shapes)
        if longest is not None:
            pen = pen._replace(longest_sum=longest, most_entries=min(longest, writer.most_entries))
        written = pen.line(line.expr, numbers=line.numbers)
        if len(written.text) <= most:
            break
    return written


LONGEST_BAR = 10
"""Characters."""
_EIGHTHS = " ▏▎▍▌▋▊▉"


def written_bar(bar: Bar, *, ascii_only: bool) -> str:
    """A bar of blocks to an eighth of a character, or of signs."""
    if ascii_only:
        return "#" * round(bar.share * LONGEST_BAR)
    whole, eighths = divmod(round(bar.share * LONGEST_BAR * 8), 8)
    return "█" * whole + _EIGHTHS[eighths].strip()


def written_name(row: Row, writer: Writer) -> str:
    """The name of a row, with its shape where it has one."""
    return writer._replace(shaped=row.has_shape).left(row.name)


def written_value(number: Number, writer: Writer) -> str:
    """A number in running text or a table cell."""
    if number.digits:
        return writer._replace(digits=number.digits).value_of(number.name, number.value).text
    text, rounded, _ = writer.value_of(number.name, number.value)
    return f"{writer.relation(rounded=True)} {text}" if rounded else text


def in_sentence(written: str, writer: Writer, framed: Callable[[str], str] = str) -> str:
    """A formula in running text; where it is a name with a `:=` behind it, `new w`."""
    name = writer.without_sign(written)
    return framed(written) if name == written else phrase(page.NEW_VALUE, name=framed(name))


def in_text(words: Words, writer: Writer) -> str:
    """Running text on one line, its formulas and numbers written in."""
    return "".join(_word(word, writer) for word in words)


def _word(word: str | Math | Number | Bar, writer: Writer) -> str:
    match word:
        case Bar():
            return f"{word.share:.2f}"
        case Math(sides):
            return in_sentence(bare(writer.equated(*map(writer.inline, sides))), writer)
        case Number():
            return written_value(word, writer)
        case str():
            return word
