"""The notes beside a line on how its number or formula was read, or why it was not."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.say import mark, phrase, several

GIVEN = mark("given on the sheet")
ONE_NUMBER = mark("one number is expected here, not a list")
HAS_A_VALUE = mark("every line here has a value")
UNEQUAL = mark("this says what it is not: write what it is, behind `=`")
SEVERAL = mark("more than one answer may stand here: give each a line of its own")


def too_long(most: int) -> str:
    """That an answer is too long."""
    return phrase("longer than {most} characters", most=most)


def read_as(text: str) -> str:
    """What an answer was read as."""
    return phrase("read as {text}", text=text)


def read_as_last(text: str, others: Sequence[str]) -> str:
    """What an answer was read as, where other numbers stand in its chain."""
    return phrase(
        several(
            "read as {text}, the last number; {others} before it is another one",
            "read as {text}, the last number; {others} before it are others",
        ),
        count=len(others),
        text=text,
        others=", ".join(others),
    )


def number_read_as(written: str, text: str) -> str:
    """What a number in an answer was read as."""
    return phrase("{written} read as {text}", written=written, text=text)


def several_marks(cited: str) -> str:
    """Which mark is the decimal one is anyone's guess."""
    return phrase("{number} has several commas or points: write one at most, 1234.5", number=cited)


def not_a_formula(why: str) -> str:
    """Why an answer is neither a number nor a formula."""
    return phrase("neither a number nor a formula: {why}", why=why)


def without_value(why: str) -> str:
    """Why a calculation has no value."""
    return phrase("this has no value: {why}", why=why)


def power_of_ten(cited: str, exponent: str) -> str:
    """A power of ten that lost its raised digits, or a calculation."""
    return phrase(
        "{written} may be a power of ten: write `{power}`, or a calculation with `*` and spaces around `-`",
        written=cited,
        power=f"10^{exponent}",
    )


def open_power(cited: str) -> str:
    """1e, without the digits behind it."""
    return phrase(
        "{written} may be a power of ten without its exponent: write `1e-3`, or `2*e` with Euler's e",
        written=cited,
    )


def either_power(cited: str, exponent: int) -> str:
    """10e-3, a power of ten or ten of them."""
    return phrase(
        "{written} may be {power} or {more}: write the one that is meant",
        written=cited,
        power=f"10^{exponent}",
        more=f"10^{exponent + 1}",
    )


def decimal_or_product(cited: str, decimal: str) -> str:
    """A dot in the middle of a line that parts a number or joins two."""
    return phrase(
        "{written} may be a decimal or a product: write {decimal}, or `*` between the factors",
        written=cited,
        decimal=decimal,
    )


TOO_LARGE, TOO_SMALL = mark("it is too large"), mark("it is too close to 0")


def no_single(cited: str) -> str:
    """A name in a formula that is a whole."""
    return phrase("{name} is no single quantity", name=cited)


def beyond(text: str, most: int) -> str:
    """A number out of reach."""
    return phrase("{number} is beyond {most}", number=text, most=f"10^{most}")


def one_way_only(cited: str) -> str:
    """A derivative marked as direct."""
    return phrase("{formula} speaks of one way only: write what it is in other names", formula=cited)


def write_out(cited: str) -> str:
    """A derivative that nobody can say."""
    return phrase("{derivative} is not read: write this derivative out", derivative=cited)


def may_be_product(cited: str, product: str) -> str:
    """A name before a bracket."""
    return phrase("{written} may be a product: write {product}", written=cited, product=product)


def below_or_behind(cited: str, behind: str, below: str) -> str:
    """A factor behind a fraction, without a sign."""
    sentence = mark("{written} may be {behind} or {below}: write the one that is meant")
    return phrase(sentence, written=cited, behind=behind, below=below)
