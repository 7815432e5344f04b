"""Numbers as students write them."""

import pytest

from backprop_cli import check
from backprop_cli.marking.sheets.written import EXACT_DIGITS, MAX_CHARACTERS, either_power, read_number

PLAIN = [
    ("0.5", 0.5, 0.1, 1),
    ("-0.50", -0.5, 0.01, 2),
    ("+3", 3, 1, 1),
    ("12.", 12, 1, 2),
    (".25", 0.25, 0.01, 2),
    ("1e-3", 0.001, 0.001, 1),
    ("1.20E-3", 0.0012, 0.00001, 3),
    ("0.00120", 0.0012, 0.00001, 3),
    ("0", 0, 1, EXACT_DIGITS),
    ("0.000", 0, 0.001, EXACT_DIGITS),
]


@pytest.mark.parametrize(("text", "value", "unit", "digits"), PLAIN)
def test_plain_numbers(text: str, value: float, unit: float, digits: int) -> None:
    """A plain number has its value, one unit of its last digit, its digits, and no remark."""
    number = read_number(text)
    assert number is not None
    assert (number.value, number.digits, number.text, number.read_as) == (value, digits, text, "")
    assert number.unit == pytest.approx(unit)


UNUSUAL = [
    ("−0.5", -0.5, 0.1, "-0.5"),
    ("–0.5", -0.5, 0.1, "-0.5"),
    ("- 0.5", -0.5, 0.1, "-0.5"),
    ("0,5", 0.5, 0.1, "0.5"),
    ("−0,50", -0.5, 0.01, "-0.50"),
    ("= 0.5", 0.5, 0.1, "0.5"),
    ("≈ 0.5", 0.5, 0.1, "0.5"),
    ("≈ -0.5", -0.5, 0.1, "-0.5"),
    ("~0.5", 0.5, 0.1, "0.5"),
    ("۰٫۵۰", 0.5, 0.01, "0.50"),
    ("٠٫٢٥", 0.25, 0.01, "0.25"),
    ("１.５", 1.5, 0.1, "1.5"),
    ("1.2·10^-3", 0.0012, 0.0001, "1.2e-3"),
    ("1.2·10⁻³", 0.0012, 0.0001, "1.2e-3"),
    ("1,2 × 10⁻³", 0.0012, 0.0001, "1.2e-3"),
    ("1.2*10**-3", 0.0012, 0.0001, "1.2e-3"),
    ("10^-3", 0.001, 0.001, "1e-3"),
    ("0.123\u2009456", 0.123456, 1e-6, "0.123456"),
    ("\u200e0.5\u200f", 0.5, 0.1, "0.5"),
    ("½", 0.5, 0, "1/2"),
    ("1.6 x 10^-3", 0.0016, 0.0001, "1.6e-3"),
    ("0.5 (rounded)", 0.5, 0.1, "0.5"),
    ("1.0046…", 1.0046, 0.0001, "1.0046"),
    ("1.0046...", 1.0046, 0.0001, "1.0046"),
    ("-0.019 ?", -0.019, 0.001, "-0.019"),
    ("0.069.", 0.069, 0.001, "0.069"),
    ("−¾", -0.75, 0, "-3/4"),
    ("2 1/2", 2.5, 0, "5/2"),
    ("-2 1/2", -2.5, 0, "-5/2"),
    ("− 2 3 / 4", -2.75, 0, "-11/4"),
    ("2½", 2.5, 0, "5/2"),
    ("−1 ¾", -1.75, 0, "-7/4"),
    ("0 1/3", 1 / 3, 0, "1/3"),
    ("2 1/10", 2.1, 0.1, "21/10"),
    ("37.75%", 0.3775, 0.0001, "0.3775"),
    ("37,75 %", 0.3775, 0.0001, "0.3775"),
    ("-5 %", -0.05, 0.01, "-0.05"),
    (r"$50\%$", 0.5, 0.01, "0.50"),
    ("≈ 0.5 percent", 0.005, 0.001, "0.005"),
    ("(0.003226)", 0.003226, 1e-6, "0.003226"),
    ("(−0.5)", -0.5, 0.1, "-0.5"),
    ("-(0.50)", -0.5, 0.01, "-0.50"),
    ("− (0,5)", -0.5, 0.1, "-0.5"),
    ("((2))", 2, 1, "2"),
    ("= (1.2·10^-3)", 0.0012, 0.0001, "1.2e-3"),
]


@pytest.mark.parametrize(("text", "value", "unit", "plain"), UNUSUAL)
def test_unusual_spellings_are_read_and_said(text: str, value: float, unit: float, plain: str) -> None:
    """Another spelling is read, and how it was read is kept for the report."""
    number = read_number(text)
    assert number is not None
    assert (number.value, number.read_as) == (pytest.approx(value), plain)
    assert number.unit == pytest.approx(unit)


@pytest.mark.parametrize(
    ("text", "value"), [("1/3", 1 / 3), ("-2/5", -0.4), ("1 / 8", 1 / 8), ("(1/3)", 1 / 3)]
)
def test_fractions_are_exact(text: str, value: float) -> None:
    """A fraction of whole numbers has no uncertain digit."""
    number = read_number(text)
    assert number is not None
    assert (number.value, number.unit, number.digits) == (value, 0, EXACT_DIGITS)


def test_a_fraction_of_a_power_of_ten_is_a_decimal() -> None:
    """1385/10000 is as fine as 0.1385."""
    number = read_number("1385/10000")
    assert number is not None
    assert (number.value, number.unit, number.digits) == (0.1385, 0.0001, 4)


NO_NUMBERS = [
    *("", " ", "-", ".", "e5", "x", "nan", "NaN", "inf", "-Infinity", "1_000", "0x10", "--5", "+-5"),
    *(
        "1.2.3",
        "5,3,1",
        "1 2",
        "0.5 0.3",
        "1 3/2",
        "1.5½",
        "1 2/0",
        "1/0",
        "1/2/3",
        "0.5/3",
        "%",
        "1e",
        "1e5.5",
    ),
    *("1e999", "1e-999", "1e999999999999", "9" * MAX_CHARACTERS + "e240", "9" * 100_000, "1" + "0" * 61),
    *("½½", "10^", "·10^3", "1.2·103", "²", "1\n2", "[1]", "2(x)", "0.5 (1.5)", "?", "…"),
    *("1 000/1001", "1,234.5%", "5%%", "½%", "1 1/2/3", "1e2%", "2·10e-1"),
    *("()", "(x)", "(1)(2)", "(0.5)·(2)", "-(-0.5)", "(1, 2)", "0.5()"),
]


@pytest.mark.parametrize("text", NO_NUMBERS, ids=lambda text: repr(text[:20]))
def test_what_is_no_number_is_not_read(text: str) -> None:
    """Words, two numbers, and numbers beyond a float are not read as a number."""
    assert read_number(text) is None


AS_PEOPLE_WRITE = [
    ("1.605*1e-3", 0.001605, 1e-6, 4),
    ("1.605*1.0e-3", 0.001605, 1e-6, 4),
    ("0.001605 (4 s.f.)", 0.001605, 1e-6, 4),
    ("0.0016 (to 2 sig figs)", 0.0016, 1e-4, 2),
    ("0.50 (2 dp)", 0.5, 0.01, 2),
    ("0.001605,", 0.001605, 1e-6, 4),
    ("$0.001605$", 0.001605, 1e-6, 4),
    (r"\(0.001605\)", 0.001605, 1e-6, 4),
    ("np.float64(0.001605)", 0.001605, 1e-6, 4),
    ("tensor(0.3775)", 0.3775, 1e-4, 4),
    (r"\approx 0.001605", 0.001605, 1e-6, 4),
    (r"$\approx 1.605 \times 10^{-3}$", 0.001605, 1e-6, 4),
    ("0.0016045 ± 0.00001", 0.0016045, 1e-7, 5),
    ("-7.7098 e-2", -0.077098, 1e-6, 5),
    (r"\frac{1}{3}", 1 / 3, 0, EXACT_DIGITS),
    (r"-\dfrac{2}{5}", -0.4, 0, EXACT_DIGITS),
    (r"\frac{-465}{10000}", -0.0465, 0.0001, 3),
    ("0 .0465", 0.0465, 1e-4, 3),
    ("-0. 0465", -0.0465, 1e-4, 3),
    ("O.O465", 0.0465, 1e-4, 3),
    ("-0,l6O5", -0.1605, 1e-4, 4),
    ("0.001 605", 0.001605, 1e-6, 4),
    ("0.001\u2009605", 0.001605, 1e-6, 4),
    ("0,001 605", 0.001605, 1e-6, 4),
    ("0{,}05", 0.05, 0.01, 1),
    ("1,234.5", 1234.5, 0.1, 5),
    ("1.605*10-3", 0.001605, 1e-6, 4),
    ("−1,605·10−3", -0.001605, 1e-6, 4),
    ("1.605 10^-3", 0.001605, 1e-6, 4),
    ("1.605 10⁻³", 0.001605, 1e-6, 4),
    ("1.605D-03", 0.001605, 1e-6, 4),
    ("{0.001605}", 0.001605, 1e-6, 4),
    ('"0.001605"', 0.001605, 1e-6, 4),
    ("“0.001605”", 0.001605, 1e-6, 4),
    ("'0.001605'", 0.001605, 1e-6, 4),
    ("jnp.float32(0.001605)", 0.001605, 1e-6, 4),
    ("Array(0.001605, dtype=float32)", 0.001605, 1e-6, 4),
    ("tf.Tensor(0.001605, shape=(), dtype=float32)", 0.001605, 1e-6, 4),
]


@pytest.mark.parametrize(("text", "value", "unit", "digits"), AS_PEOPLE_WRITE)
def test_what_a_person_reads_at_a_glance_is_read(text: str, value: float, unit: float, digits: int) -> None:
    """What stands around a number is passed over; the digits are those that were written; it is said."""
    number = read_number(text)
    assert number is not None
    assert (number.value, number.digits) == (pytest.approx(value, rel=1e-12), digits)
    assert number.unit == pytest.approx(unit, rel=1e-9)
    assert number.read_as


@pytest.mark.parametrize(
    "text", ["0.5*10-3", "1.605 * 10 - 3", "0.5+-0.1", "0.37 825", "1.605*2e-3", "10-3", "0.5l", "O.l"]
)
def test_a_number_is_not_guessed(text: str) -> None:
    """What may be two numbers or a calculation is no number by itself."""
    assert read_number(text) is None


EITHER = [
    ("2.02·10e-1", 0.202, 2.02, 0.001),
    ("2,02 x 10e-1", 0.202, 2.02, 0.001),
    (r"$-2.02 \cdot 10E+2$", -202, -2020, 1),
    ("10e-3", 0.001, 0.01, 0.001),
]


@pytest.mark.parametrize(("text", "power", "product", "unit"), EITHER)
def test_ten_with_an_exponent_may_be_two_things(text: str, power: float, product: float, unit: float) -> None:
    """10e-1 is 1 to a program; behind a factor people write it for 10^-1."""
    found = either_power(text)
    assert found is not None
    assert [each.value for each in found] == pytest.approx([power, product], rel=1e-12)
    assert [each.unit for each in found] == pytest.approx([unit, 10 * unit], rel=1e-9)


E = 2.718281828459045


@pytest.mark.parametrize(
    ("text", "power", "with_euler"),
    [
        ("1.605e^-3", 0.001605, 1.605 / E**3),
        ("-2e^{-1}", -0.2, -2 / E),
        ("1.605*e-3", 0.001605, 1.605 * E - 3),
        ("1,605 e -3", 0.001605, 1.605 * E - 3),
        ("1.605 x e-3", 0.001605, 1.605 * E - 3),
    ],
)
def test_an_e_may_be_of_a_power_of_ten_or_be_eulers_number(
    text: str, power: float, with_euler: float
) -> None:
    """A hand that lost the raised digits, or a formula."""
    found = either_power(text)
    assert found is not None
    assert [each.value for each in found] == pytest.approx([power, with_euler], rel=1e-12)
    assert read_number(text) is None


@pytest.mark.parametrize(
    ("answer", "of", "verdict"),
    [
        ("1.605e^-3", "0.001605", "right"),
        ("1.605*e-3", "0.001605", "right"),
        ("0.3*e^-1", "0.3*exp(-1)", "right"),
        ("2*e-3", "2*exp(1) - 3", "right"),
        ("1.605e^-3", "0.002", "wrong"),
    ],
)
def test_the_e_that_is_nearer_is_meant(answer: str, of: str, verdict: str) -> None:
    """No mistake is made of a spelling."""
    marked = check({"formulas": {"y": f"x*({of})"}, "at": {"x": 1}}, {"y": answer})
    (line,) = (line for line in marked.report.lines if line.name == "y")
    assert line.judged.verdict.value == verdict


@pytest.mark.parametrize(
    "text",
    [
        "2·1e-1",
        "2·10^-1",
        "2e-1",
        "2 e-1",
        "e-1",
        "e^-1",
        "2*e^x",
        "2·100e-1",
        "x·10e-1",
        "10e",
        "10",
        "1" * 100 + "·10e-1",
    ],
)
def test_any_other_number_is_no_such(text: str) -> None:
    """Nor a calculation, nor a text without end."""
    assert either_power(text) is None


@pytest.mark.parametrize(
    ("text", "unit", "digits"),
    [("47/200", 0.001, 3), ("-887/5000", 0.0001, 4), ("2001/5000", 0.0001, 4), ("96/625", 0.0001, 4)],
)
def test_a_decimal_shortened_to_a_fraction_is_as_fine_as_the_decimal(
    text: str, unit: float, digits: int
) -> None:
    """A calculator shows 0.235 as 47/200: that is rounded as 0.235 is."""
    found = read_number(text)
    assert found is not None
    assert (found.unit, found.digits) == (pytest.approx(unit), digits)


@pytest.mark.parametrize("text", ["1/3", "7/20", "1/128", "2/300", "1/15"])
def test_other_fractions_are_exact(text: str) -> None:
    """Small ones, and those whose digits have no end."""
    found = read_number(text)
    assert found is not None
    assert (found.unit, found.digits) == (0, 99)
