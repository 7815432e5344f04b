"""Sentences with named holes, looked up in the language that is spoken: the one way to say something."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import cast

from backprop_cli.errors import Sentence
from backprop_cli.frozen import frozen
from backprop_cli.words.inline import Bar, Drawn, Followed, Kept, Math, Name, Number, Strong, Words
from backprop_cli.words.language import catalogue

Hole = str | int | Math | Number | Bar | Words
"""What a hole may hold; running text is put in part by part."""


@frozen
class Message:
    """A sentence in English that is not said yet; it is no text, so nobody prints it by mistake."""

    english: str
    plural: str = ""
    """The same for a `count` other than 1, where that matters."""
    context: str = ""
    """What is meant, where a word means two things."""


def mark(english: str) -> Message:
    """A sentence for a table or a constant, to be said later."""
    return Message(english)


def several(singular: str, plural: str) -> Message:
    """A sentence that depends on how many: its hole `count` chooses the form."""
    return Message(singular, plural)


def meant(context: str, english: str) -> Message:
    """A word that means two things, with the one that is meant here: Update is a heading and a comment."""
    return Message(english, context=context)


def say(message: str | Message, /, **holes: Hole) -> Words:
    """A sentence in the language that is spoken, with its holes filled.

    `say("L is {value}.", value=Number(0.5))`. Words that follow each other make one.
    Raises `KeyError` for a hole that nothing is given for.
    """
    return joined(part for part in _filled(_found(message, holes), holes))


def phrase(message: str | Message, /, **holes: str | int) -> str:
    """The same as plain text: for titles, for cells of a file, and for the holes of other sentences."""
    return "".join(
        literal if name is None else translated(holes[name])
        for literal, name in _pieces(_found(message, holes))
    )


def translated(made: str | int) -> str:
    """A sentence that was made where no language is known, in the one that is spoken; all else as it is."""
    if not isinstance(made, Sentence):
        return str(made)
    return phrase(Message(made.english, made.plural), **made.holes) if made else ""


def joined(parts: Iterator[str | Math | Number | Bar]) -> Words:
    """Running text without empty words, those that follow each other in one; an author's stay apart."""
    words: list[str | Math | Number | Bar] = []
    for part in parts:
        if type(part) is str and words and type(words[-1]) is str:
            words[-1] += part
        elif part != "":
            words.append(part)
    return tuple(words)


def _found(message: str | Message, holes: dict[str, Hole] | dict[str, str | int]) -> str:
    """The sentence in the language that is spoken."""
    said = catalogue()
    if isinstance(message, str):
        return said.gettext(message)
    if message.plural:
        count = holes["count"]
        return said.ngettext(message.english, message.plural, count if isinstance(count, int) else 2)
    if message.context:
        return said.pgettext(message.context, message.english)
    return said.gettext(message.english)


def _filled(sentence: str, holes: dict[str, Hole]) -> Iterator[str | Math | Number | Bar]:
    for literal, name in _pieces(sentence):
        if name is None:
            yield literal
            continue
        filling = holes[name]
        if isinstance(filling, Math | Number | Bar | Drawn | Followed | Kept | Name | Strong):
            yield filling
        elif isinstance(filling, tuple):
            yield from cast(Words, filling)  # what is left, as mypy does not see
        else:
            yield translated(filling)


@cache
def _pieces(sentence: str) -> tuple[tuple[str, str | None], ...]:
    """The words of a sentence and its holes, in order: words have no name, holes no words."""
    parts = sentence.format_map(_OwnNames()).split(_MARK)
    return tuple(("", part) if at % 2 else (part, None) for at, part in enumerate(parts))


_MARK = "\0"
"""Stands in no sentence."""


class _OwnNames(dict[str, str]):
    """Fills each hole with its own name between marks."""

    def __missing__(self, name: str) -> str:
        return f"{_MARK}{name}{_MARK}"
