"""Slips of the pen: what was meant by a number that was copied wrongly."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.marking.sheets.written import EXACT_DIGITS, Written, read_number

_FEWEST = 3
"""Digits; of two, one pair in ten would fit by chance."""


def digits_transposed(number: Written) -> Iterator[Written]:
    """The number with two neighbouring digits exchanged back: 0.5933 for 0.5393."""
    if not _FEWEST <= number.digits < EXACT_DIGITS:
        return
    text = list(number.read_as or number.text)
    places = [place for place, char in enumerate("".join(text).lower().split("e")[0]) if char.isdigit()]
    for left, right in zip(places[-number.digits :], places[-number.digits + 1 :], strict=False):
        if text[left] != text[right]:
            swapped = text.copy()
            swapped[left], swapped[right] = text[right], text[left]
            meant = read_number("".join(swapped))
            if meant is not None:
                yield meant
