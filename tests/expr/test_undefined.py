"""A part of a formula without names that has no value is refused where it stands."""

import pytest

from backprop_cli.errors import FormulaError
from backprop_cli.expr.parser import parse


@pytest.mark.parametrize(
    ("text", "part", "start", "message"),
    [
        ("x*sqrt(-1)", "sqrt", 2, "`sqrt(-1)` has no value: sqrt is not defined at -1"),
        ("ln(0)*x", "ln", 0, "`ln(0)` has no value: ln is not defined at 0"),
        ("x*ln(sin(pi))", "ln", 2, "`ln(sin(pi))` has no value: ln is not defined at 0"),
        ("max(x, ln(1 - 1))", "ln", 7, "`ln(1 - 1)` has no value: ln is not defined at 0"),
        ("x*(-8)^(1/3)", "(", 2, "`(-8)^(1/3)` has no value: -8 to the power 0.33333 is not a real number"),
        ("x*0^(-1)", "0", 2, "`0^(-1)` has no value: there is a division by 0"),
        ("x*sin(pi)^-1", "sin", 2, "`sin(pi)^-1` has no value: there is a division by 0"),
        ("x + exp(1000)", "exp", 4, "`exp(1000)` is too large for a number"),
    ],
)
def test_a_function_or_a_power_of_numbers_has_a_value(text: str, part: str, start: int, message: str) -> None:
    """Whatever the names are, the part has none: it is named, with the way out."""
    with pytest.raises(FormulaError) as caught:
        parse(text, defined=True)
    assert caught.value.message == message
    assert (caught.value.start, caught.value.width) == (start, len(part))
    assert "this part" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "divisor"),
    [
        ("x/0", ""),
        ("x/(1-1)", "`(1-1)` is 0; "),
        ("x/sin(0)", "`sin(0)` is 0; "),
        ("x/ln(1)", "`ln(1)` is 0; "),
        ("x/(pi-pi)", "`(pi-pi)` is 0; "),
        ("x/sin(pi)", "`sin(pi)` is 0; "),
        ("x/(sqrt(2)^2 - 2)", "`(sqrt(2)^2 - 2)` is 0; "),
        ("x/(0.1 + 0.2 - 0.3)", "`(0.1 + 0.2 - 0.3)` is 0; "),
        ("2/0^2*x", "`0^2` is 0; "),
    ],
)
def test_what_is_divided_by_is_not_0(text: str, divisor: str) -> None:
    """Also where floats leave 1.2e-16 of it: at the sign, with what is 0."""
    with pytest.raises(FormulaError) as caught:
        parse(text, defined=True)
    assert caught.value.message == "this is a division by 0"
    assert caught.value.start == text.index("/")
    assert caught.value.hint == f"{divisor}nothing can be divided by 0, so change this part or leave it out"


@pytest.mark.parametrize("text", ["x/exp(-500)", "x/1e-300", "x/sin(3)", "x*sqrt(2)", "0^0*x", "x/cos(pi)"])
def test_a_small_number_is_no_0(text: str) -> None:
    """What has a value keeps it, however near to 0."""
    parse(text, defined=True)


def test_an_answer_that_divides_by_0_is_told_so() -> None:
    """0 to the power −1 is no large number."""
    with pytest.raises(FormulaError, match="this is a division by 0"):
        parse("x*0^(-1)", derivatives=True)


@pytest.mark.parametrize(("text", "written", "hint"), [
    ("0x10*x", "0x10", "write 16 or `0*x10`"),
    ("2 + 0X1f", "0X1f", "write 31 or `0*X1f`"),
])  # fmt: skip
def test_a_hexadecimal_number_is_no_product(text: str, written: str, hint: str) -> None:
    """Nobody means 0·x10 by 0x10; which of the two is meant is to be written."""
    with pytest.raises(FormulaError) as caught:
        parse(text, defined=True)
    assert caught.value.message == f"`{written}` may be a number or a product"
    assert (caught.value.start, caught.value.width) == (text.index(written), len(written))
    assert caught.value.hint == hint


@pytest.mark.parametrize("text", ["0 x10", "0.5x1", "10x1", "0y", "0x_1"])
def test_a_product_without_a_sign_stays_one(text: str) -> None:
    """A number before a name is a factor, as on paper."""
    parse(text, defined=True)
