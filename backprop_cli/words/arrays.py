"""The sentences of a program's arrays."""

from __future__ import annotations

from fractions import Fraction

from backprop_cli.words.say import mark, phrase


def first_wrong(array: str, how: str, mistakes: str) -> str:
    """Which array is the first wrong one, how far it is off, and by which mistakes, where these are known."""
    if mistakes:
        return phrase(
            "The first wrong array is {array}: {how} ({mistakes}).", array=array, how=how, mistakes=mistakes
        )
    return phrase("The first wrong array is {array}: {how}.", array=array, how=how)


def also_called(name: str, other: str) -> str:
    """An array by two names."""
    return phrase("{name} ({other})", name=name, other=other)


def by_factor(factor: float, entries: int) -> str:
    """All of an array is a multiple of what it should be."""
    one, many = _TIMES[_kind(factor)]
    size = Fraction(abs(factor)).limit_denominator(1_000)
    shown = str(size) if _kind(factor).endswith("of") else f"{abs(factor):.6g}"
    return phrase(one if entries == 1 else many, factor=shown)


def _kind(factor: float) -> str:
    """Whether it is the negative, a part of, or some times what it should be."""
    size = Fraction(abs(factor)).limit_denominator(1_000)
    if factor == -1:
        return "minus"
    is_part = float(size) == abs(factor) and size.numerator == 1
    return f"{'minus ' if factor < 0 else ''}{'of' if is_part else 'times'}"


_TIMES = {
    "minus": (
        mark("it is minus what your own earlier arrays give"),
        mark("every entry is minus what your own earlier arrays give"),
    ),
    "of": (
        mark("it is {factor} of what your own earlier arrays give"),
        mark("every entry is {factor} of what your own earlier arrays give"),
    ),
    "times": (
        mark("it is {factor} times what your own earlier arrays give"),
        mark("every entry is {factor} times what your own earlier arrays give"),
    ),
    "minus of": (
        mark("it is minus {factor} of what your own earlier arrays give"),
        mark("every entry is minus {factor} of what your own earlier arrays give"),
    ),
    "minus times": (
        mark("it is minus {factor} times what your own earlier arrays give"),
        mark("every entry is minus {factor} times what your own earlier arrays give"),
    ),
}
"""By what kind of factor it is; for an array of one entry, and for one of several."""


def all_off(entries: int) -> str:
    """All of an array is off, by no one factor."""
    if entries == 1:
        return phrase("it is off from what your own earlier arrays give")
    return phrase("every entry is off from what your own earlier arrays give")


def some_off(count: int, entries: int, first: str) -> str:
    """Some entries are off."""
    if count == 1:
        return phrase(
            "1 of {entries} entries is off from what your own earlier arrays give, {entry}",
            entries=entries,
            entry=first,
        )
    return phrase(
        "{off} of {entries} entries are off from what your own earlier arrays give, the first {entry}",
        off=count,
        entries=entries,
        entry=first,
    )
