"""Formulas as text -> trees: grammar, precedence, carets, hints, limits."""

import pytest

from backprop_cli.errors import FormulaError
from backprop_cli.expr.constants import MAX_DIGITS, typed_number
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parser import MAX_DEPTH, MAX_DIVISIONS, MAX_LENGTH, parse
from backprop_cli.expr.tokens import canonical, locate
from backprop_cli.expr.tree import (
    Add,
    Call,
    Div,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    integer,
    references,
)

X, Y, Z = Ref("x"), Ref("y"), Ref("z")
ONE, TWO, THREE, EIGHT = (integer(value) for value in (1, 2, 3, 8))


def fault(text: str) -> FormulaError:
    """The fault of a formula that cannot be read."""
    with pytest.raises(FormulaError) as caught:
        parse(text)
    return caught.value


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("x", X),
        ("x + y - z", Add((X, Y, Neg(Z)))),
        ("x*y*z", Mul((X, Y, Z))),
        ("x/y/z", Div(Div(X, Y), Z)),
        ("x*y/z", Div(Mul((X, Y)), Z)),
        ("x + y*z", Add((X, Mul((Y, Z))))),
        ("(x + y)*z", Mul((Add((X, Y)), Z))),
        ("x^y^z", Pow(X, Pow(Y, Z))),
        ("-x^2", Neg(Pow(X, TWO))),
        ("(-x)^2", Pow(Neg(X), TWO)),
        ("2^-1", Pow(TWO, Neg(ONE))),
        ("x*-y", Mul((X, Neg(Y)))),
        ("--x", X),
        ("---x", Neg(X)),
        ("+x", X),
        ("8z^3", Mul((EIGHT, Pow(Z, THREE)))),
        ("2(x + 1)", Mul((TWO, Add((X, ONE))))),
        ("-2x", Mul((Neg(TWO), X))),
        ("2 x", Mul((TWO, X))),
        ("x²", Pow(X, TWO)),
        ("x₁²", Pow(Ref("x1"), TWO)),
        ("x**2", Pow(X, TWO)),
        ("x·y", Mul((X, Y))),
        ("x×y", Mul((X, Y))),
        ("x − y", Add((X, Neg(Y)))),
        ("σ(x)", Call("sigmoid", (X,))),
        ("√(x)", Call("sqrt", (X,))),
        ("max(x, 0)", Call("max", (X, integer(0)))),
        ("leaky_relu(x)", Call("leaky_relu", (X, Num(0.01, "0.01")))),
        ("leaky_relu(x, 0.2)", Call("leaky_relu", (X, Num(0.2, "0.2")))),
        ("1e-3*x_1", Mul((Num(0.001, "1e-3"), Ref("x_1")))),
        ("2e", Mul((TWO, Ref("e")))),
        (".50", Num(0.5, ".50")),
        ("5.", Num(5.0, "5.")),
        ("α + W[1, 2]", Add((Ref("alpha"), Ref("W[1,2]")))),
        ("  x  ", X),
    ],
)
def test_grammar(text: str, tree: Expr) -> None:
    """Each form of the grammar becomes the tree a mathematician would draw."""
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3*4", 14),
        ("2*3^2", 18),
        ("-3^2", -9),
        ("2^3^2", 512),
        ("8/4/2", 1),
        ("2 - 3 - 4", -5),
        ("6/2*3", 9),
        ("2^-2", 0.25),
        ("sqrt(16) + abs(-3)", 7),
    ],
)
def test_precedence(text: str, value: float) -> None:
    """Powers before products before sums; powers from the right, the others from the left."""
    assert evaluate(parse(text), {}) == value


SMALLER = "write a product of smaller powers, or `exp({}*ln(…))` where the base is above 0"
CASE = "a case is written where(x, a, b): a for x > 0, else b"


@pytest.mark.parametrize(
    ("text", "start", "width", "message", "hint"),
    [
        ("", 0, 1, "expected a formula, found nothing", ""),
        ("x +", 3, 1, "a number, a name or a bracket is missing after `+`", ""),
        ("x y", 2, 1, "expected an operator before `y`", "write `x*y` for a product"),
        ("sin x", 0, 3, "`sin` needs brackets", "write `sin(x)`"),
        ("3*(tanh z - 1)", 3, 4, "`tanh` needs brackets", "write `tanh(z)`"),
        ("sin 2x", 0, 3, "`sin` needs brackets", "write `sin(…)`"),
        ("ln x^2", 0, 2, "`ln` needs brackets", "write `ln(…)`"),
        (
            *("log x", 0, 3, "`log` is not a known function"),
            "write `ln` for the natural logarithm, `log10` or `log2` for the others",
        ),
        ("(x)(y)", 3, 1, "expected an operator before `(`", "write `)*(` for a product"),
        ("1/2x", 3, 1, "expected an operator before `x`", "write `2*x` for a product"),
        ("(x + y", 0, 1, "this bracket is never closed", "add `)`"),
        ("x + y)", 5, 1, "`)` cannot stand here", "there is no opening bracket for it"),
        ("exp(x", 3, 1, "this bracket is never closed", "add `)`"),
        ("1,5*x", 1, 1, "`,` cannot stand here", "write decimals with a point: 1.5"),
        (
            *("y = x", 2, 1, "`=` cannot stand here"),
            "write only the right-hand side; the name goes before the colon",
        ),
        ("x*[y]", 2, 1, "`[` cannot stand here", "group with round brackets ( )"),
        ("sigmod(x)", 0, 6, "`sigmod` is not a known function", "did you mean `sigmoid`?"),
        ("q(x)", 0, 1, "`q` is not a known function", "for a product write `q*(…)`"),
        (
            *("2*log(x)", 2, 3, "`log` is not a known function"),
            "write `ln` for the natural logarithm, `log10` or `log2` for the others",
        ),
        ("max(x)", 0, 3, "`max` takes 2 arguments, not 1", ""),
        ("max(x, y, 2)", 0, 3, "`max` takes 2 arguments, not 3", "write max(max(a, b), c)"),
        ("exp(x, y)", 0, 3, "`exp` takes 1 arguments, not 2", ""),
        ("√x", 0, 1, "`√` needs brackets", "write √(…)"),
        ("x*²", 2, 1, "expected a number, a name or a bracket, found `²`", ""),
        ("x^200", 2, 3, "an exponent may be at most 100", SMALLER.format(200)),
        ("x^-101.5", 3, 5, "an exponent may be at most 100", SMALLER.format(-101.5)),
        ("x^9999999999", 2, 10, "an exponent may be at most 100", SMALLER.format(9999999999)),
        ("2^9^99", 4, 2, "an exponent may be at most 100", "check the exponent"),
        ("().__class__", 1, 1, "expected a number, a name or a bracket, found `)`", ""),
        ("x.__class__", 1, 1, "`.` cannot stand here", ""),
        ("x; y", 1, 1, "`;` cannot stand here", ""),
        ("x if y else z", 2, 2, "`if` cannot stand here", CASE),
        ("x if x > 0 else 0", 2, 2, "`if` cannot stand here", "write `where(x, x, 0)`"),
        ("1 if x >= y - z else -1", 2, 2, "`if` cannot stand here", "write `where(y - z - x, -1, 1)`"),
        ("if x < 0 then 0 else x", 0, 2, "`if` cannot stand here", "write `where(-x, 0, x)`"),
        ("(x^2 if x > 0, else 0)", 5, 2, "`if` cannot stand here", "write `where(x, x^2, 0)`"),
        ("(x) if x > 0 else (0)", 4, 2, "`if` cannot stand here", "write `where(x, (x), (0))`"),
        ("2*(x if x > 0, else 0)", 5, 2, "`if` cannot stand here", CASE),
        ("x > 0 ? x : 0", 2, 1, "`>` cannot stand here", "write `where(x, x, 0)`"),
        ("x*(x > 0)", 5, 1, "`>` cannot stand here", CASE),
        ("1{x > 0}", 4, 1, "`>` cannot stand here", CASE),
        ("|x| + 1", 0, 1, "`|` cannot stand here", "write `abs(x)` for |x|"),
        ("x/(1 + |x - 1|)", 7, 1, "`|` cannot stand here", "write `abs(x - 1)` for |x - 1|"),
        ("x || y", 2, 1, "`|` cannot stand here", "write abs(…) for the absolute value"),
        ("xsin(x)", 0, 4, "`xsin` is not a known function", "write `x*sin(…)` for a product"),
        ("'x'", 0, 1, "expected a number, a name or a bracket, found `'`", ""),
        ("٣*x", 0, 1, "expected a number, a name or a bracket, found `٣`", ""),
        ("1e400", 0, 5, "1e400 is too large", ""),
        ("1e-400", 0, 6, "1e-400 is too close to 0", ""),
        ("0e999999999", 0, 11, "0e999999999 is too large", ""),
    ],
)
def test_faults(text: str, start: int, width: int, message: str, hint: str) -> None:
    """A fault says what is wrong, where, and what to write instead."""
    error = fault(text)
    assert (error.message, error.start, error.width, error.hint) == (message, start, width, hint)


@pytest.mark.parametrize(
    "text",
    [
        *("9^9^9^9", "x^(10^3)", "x^ln(0)", "2^(1/0)"),
        *("(" * 10_000, "(" * 900 + "x" + ")" * 900, "[" * 2_000, "exp(" * 400),
        *("x^" * 900 + "x", "x^-" * 600 + "x", "a" + "/a" * 999, "x" * 2_001, "9" * 2_000),
        *("(" * 39 + "a" + "/a)" * 39 + "/a/a", "x" + "²" * 1_000 + "^2"),
        *("\0", "\x1b[31m", "\ud800", "🎲", "x\u202ey"),
    ],
)
def test_hostile_formulas_are_refused(text: str) -> None:
    """Deep, long and strange formulas are refused with a place inside the text."""
    error = fault(text)
    assert error.message
    assert 0 <= error.start <= len(text)


@pytest.mark.parametrize(
    "text",
    [
        "(" * (MAX_DEPTH - 1) + "x" + ")" * (MAX_DEPTH - 1),
        "x" + "/x" * MAX_DIVISIONS,
        "x" + "+x" * 999,
        "x" + "*x" * 999,
        "-" * 1_999 + "x",
        "1" * MAX_DIGITS,
        "x" * MAX_LENGTH,
        "x^(((((2)))))",
    ],
)
def test_formulas_up_to_the_limits_are_read(text: str) -> None:
    """What the limits allow is read and can be walked through."""
    assert set(references(parse(text))) <= {"x", "x" * MAX_LENGTH}


def test_a_formula_that_is_too_long_names_the_limit() -> None:
    """The message gives the limit and the length."""
    message = f"a formula may have at most {MAX_LENGTH} characters, this one has {MAX_LENGTH + 1}"
    assert fault("x" * (MAX_LENGTH + 1)).message == message


@pytest.mark.parametrize(("text", "value"), [("-0.50", -0.5), ("+1", 1.0), ("1e-3", 0.001)])
def test_numbers_keep_their_digits(text: str, value: float) -> None:
    """A number is its value and the text as typed."""
    assert typed_number(text) == Num(value, text)


@pytest.mark.parametrize("text", ["1" * (MAX_DIGITS + 1), "1e309", "1e-999999999", "0e999999999"])
def test_numbers_out_of_range(text: str) -> None:
    """Numbers too long, too large or too close to 0 for exact arithmetic are refused."""
    with pytest.raises(FormulaError):
        typed_number(text)


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("x + yy", "yy", (4, 2)),
        ("xx + x", "x", (5, 1)),
        ("2α", "alpha", (1, 1)),
        ("W[1, 2] + x", "W[1,2]", (0, 7)),
        ("x", "y", (0, 1)),
    ],
)
def test_names_are_found_in_a_formula(text: str, name: str, place: tuple[int, int]) -> None:
    """A name is found where it stands by itself, in any spelling; else the whole text is meant."""
    assert locate(text, name) == place


def test_canonical_names() -> None:
    """Greek letters are spelled out, and spaces inside an index go."""
    assert canonical("Δβ_1") == "Deltabeta_1"
    assert canonical("W1[1, 2]") == "W1[1,2]"


def test_a_root_of_a_negative_number_is_called_so() -> None:
    """(−0.5)^0.5 is no real number, which is another fault than one too large."""
    with pytest.raises(FormulaError, match="no real number"):
        parse("(-(0.5))^(0.5)")
    assert parse("(-2)^3") is not None
