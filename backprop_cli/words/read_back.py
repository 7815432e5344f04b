"""The words of a sheet to fill in by which it is read back."""

from __future__ import annotations

from backprop_cli.words.say import Message, mark, phrase

SYMBOL, NAME, ANSWER = mark("symbol"), mark("name to type"), mark("answer")
"""The heads of its columns; no two may be the same word."""
WHO_LINES = {"student": mark("Student:"), "id": mark("ID:"), "email": mark("Email:")}
"""Lines outside the tables that say whose sheet it is."""
NOTATION = mark("Notation: {name}")
"""How the quantities on a sheet are written, where that is not as the problem's file says."""
GIVEN_MARK = mark("(given)")
"""Behind a value that came with the sheet."""
GIVEN_DIGITS = 6
"""Significant digits of the lines that are worked already."""


def spellings(message: Message) -> tuple[str, ...]:
    """How a sheet may have it: in the language that is spoken, or in English."""
    return tuple(dict.fromkeys((phrase(message), message.english)))


def who_lines() -> dict[str, str]:
    """How the lines begin that say whose sheet it is, each with its key."""
    return {head: key for key, message in WHO_LINES.items() for head in spellings(message)}


def apart_from_mark(answer: str) -> tuple[str, bool]:
    """An answer, and whether the mark of a value that came with the sheet stands behind it."""
    marks = [each for each in spellings(GIVEN_MARK) if answer.endswith(each)]
    return (answer.removesuffix(marks[0]).strip(), True) if marks else (answer, False)
