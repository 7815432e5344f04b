"""The sentences of a program's arrays."""

from __future__ import annotations

from fractions import Fraction

from backprop_cli.words.inline import Math, Words
from backprop_cli.words.say import mark, phrase, say


def first_wrong(array: Words, how: Words, mistakes: Words) -> Words:
    """Which array is the first wrong one, how far it is off, and by which mistakes, where these are known."""
    if mistakes:
        return say(
            "The first wrong array is {array}: {how} ({mistakes}).", array=array, how=how, mistakes=mistakes
        )
    return say("The first wrong array is {array}: {how}.", array=array, how=how)


def also_called(name: str, other: Math) -> Words:
    """An array by two names."""
    return say("{name} ({other})", name=name, other=other)


def by_factor(factor: float, entries: int) -> str:
    """All of an array is a multiple of what it should be: `3 times`, `1/3 of`, `minus 0.7 times`, `minus`."""
    size = Fraction(abs(factor)).limit_denominator(1_000)
    is_part = float(size) == abs(factor) and size.numerator == 1
    one, many = MINUS if factor == -1 else FACTORS[factor < 0, is_part]
    return phrase(one if entries == 1 else many, factor=str(size) if is_part else f"{abs(factor):.6g}")


MINUS = (
    mark("it is minus what your own earlier arrays give"),
    mark("every entry is minus what your own earlier arrays give"),
)
FACTORS = {
    (False, True): (
        mark("it is {factor} of what your own earlier arrays give"),
        mark("every entry is {factor} of what your own earlier arrays give"),
    ),
    (False, False): (
        mark("it is {factor} times what your own earlier arrays give"),
        mark("every entry is {factor} times what your own earlier arrays give"),
    ),
    (True, True): (
        mark("it is minus {factor} of what your own earlier arrays give"),
        mark("every entry is minus {factor} of what your own earlier arrays give"),
    ),
    (True, False): (
        mark("it is minus {factor} times what your own earlier arrays give"),
        mark("every entry is minus {factor} times what your own earlier arrays give"),
    ),
}
"""By whether the factor is negative, and whether it is a part, 1/n; for one entry, and for several."""


def all_off(entries: int) -> str:
    """All of an array is off, by no one factor."""
    if entries == 1:
        return phrase("it is off from what your own earlier arrays give")
    return phrase("every entry is off from what your own earlier arrays give")


def some_off(count: int, entries: int, first: Math) -> Words:
    """Some entries are off."""
    if count == 1:
        return say(
            "1 of {entries} entries is off from what your own earlier arrays give, {entry}",
            entries=entries,
            entry=first,
        )
    return say(
        "{off} of {entries} entries are off from what your own earlier arrays give, the first {entry}",
        off=count,
        entries=entries,
        entry=first,
    )
