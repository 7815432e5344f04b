"""Formulas as text: brackets, signs, numbers, and that what is written can be read again."""

import math
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from backprop_cli.errors import FormulaError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parser import parse
from backprop_cli.expr.pull_back import pull_back
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
    Wrapping,
    children,
)
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.numbers import decimal, typed
from backprop_cli.notation.python import Python, in_python
from backprop_cli.notation.script import Script
from backprop_cli.notation.torch import Torch
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.quantity import AnyQuantity

SCRIPTS = (Unicode, Ascii, Latex)
VALUES = {"u": 0.7, "v": -1.3, "w": 2.5, "e": math.e}


def writer(script: type[Script], *names: str, **values: float) -> Writer:
    return Writer(script(known(*names)), longest_sum=None, values=values)


def known(*names: str) -> dict[str, AnyQuantity]:
    """What names of a network stand for."""
    return {name: quantity for name in names if (quantity := as_quantity(name))}


# --- reading back what was written ----------------------------------------------------------------

NUMBERS = st.sampled_from(["2", "3", "0.5", "1", "10", "1.25", "1e-3"]).map(
    lambda text: Num(float(text), text)
)
NAMES = st.sampled_from(["u", "v", "w"]).map(Ref)
FUNCTIONS = st.sampled_from(["exp", "ln", "sqrt", "abs", "sigmoid", "tanh", "log10", "sin"])


def trees() -> st.SearchStrategy[Expr]:
    """Any tree over the grammar, also those that no text gives: a product in a product, −(−x)."""
    return st.recursive(
        NUMBERS | NAMES,
        lambda part: st.one_of(
            st.lists(part, min_size=2, max_size=3).map(lambda parts: Add(tuple(parts))),
            st.lists(part, min_size=2, max_size=3).map(lambda parts: Mul(tuple(parts))),
            part.map(Neg),
            st.builds(Div, part, part),
            st.builds(Pow, part, part),
            st.tuples(FUNCTIONS, part).map(lambda pair: Call(pair[0], (pair[1],))),
            st.tuples(part, part).map(lambda pair: Call("max", pair)),
        ),
        max_leaves=8,
    )


def value(expr: Expr) -> float:
    """The value at a fixed point; an example that has none is passed over."""
    try:
        found = evaluate(expr, VALUES)
        largest = max(abs(evaluate(part, VALUES)) for part in every_part(expr))
    except FormulaError:
        assume(False)
        raise
    assume(largest < 1e6)  # the sine of a huge number has no digits to compare
    return found


def every_part(expr: Expr) -> Iterator[Expr]:
    yield expr
    for part in children(expr):
        yield from every_part(part)


def read_unicode(text: str) -> str:
    """Unicode as a problem file would spell it."""
    for shown, spelled in {"½": "(1/2)", "⅓": "(1/3)", "⅔": "(2/3)", "¼": "(1/4)", "¾": "(3/4)",
                           "⅕": "(1/5)", "⅛": "(1/8)", "log₁₀": "log10", "⁻": "-"}.items():  # fmt: skip
        text = text.replace(shown, spelled)
    text = re.sub(r"10-([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda found: f"10^(-{_plain(found[1])})", text)
    assert not re.search(r"√(\w|\([^()]*\))+[⁰¹²³⁴⁵⁶⁷⁸⁹^]", text), (
        "a power of a root, or the root of a power?"
    )
    text = re.sub(r"√([a-z0-9.]+)", r"sqrt(\1)", text)
    assume(text.count("|") < 3)  # on a page the height of the bars tells which belong together
    return _with_stars(re.sub(r"\|([^|]*)\|", r"abs(\1)", text))


def _with_stars(text: str) -> str:
    """(5/2)u and u(1 − u) as (5/2)*u and u*(1 − u)."""
    return re.sub(r"(?<![a-z])([uvw])\(", r"\1*(", re.sub(r"\)(?=[a-zA-Z0-9σ√(])", ")*", text))


def _plain(digits: str) -> str:
    return digits.translate(str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789"))


LATEX_WORDS = {r"\left": "", r"\right": "", r"\cdot": "*", r"\sigma": "sigmoid", r"\lvert": "abs(",
               r"\rvert": ")", r"\log_{10}": "log10"}  # fmt: skip
LATEX_GROUPS = {r"\frac{": "(({})/({}))", r"\sqrt{": "sqrt({})", "^{": "^({})"}


def read_latex(text: str) -> str:
    """LaTeX as a problem file would spell it: fractions, roots and powers in round brackets."""
    for shown, spelled in LATEX_WORDS.items():
        text = text.replace(shown, spelled)
    return _with_stars(_ungrouped(text).replace("\\", ""))


def _ungrouped(text: str) -> str:
    for start in range(len(text)):
        for opening, pattern in LATEX_GROUPS.items():
            if text.startswith(opening, start):
                parts, rest = [], text[start + len(opening) - 1 :]
                for _ in range(pattern.count("{}")):
                    part, rest = _group(rest)
                    parts.append(_ungrouped(part))
                return text[:start] + pattern.format(*parts) + _ungrouped(rest)
    return text


def _group(text: str) -> tuple[str, str]:
    """What stands in the braces that `text` begins with, and what follows."""
    depth = 0
    for index, char in enumerate(text):
        depth += (char == "{") - (char == "}")
        if depth == 0:
            return text[1:index], text[index + 1 :]
    raise AssertionError(f"no closing brace in {text}")


READERS = {Ascii: str, Unicode: read_unicode, Latex: read_latex}
RANDOM = settings(max_examples=200, suppress_health_check=[HealthCheck.filter_too_much])


def read_back(text: str, script: type[Script]) -> Expr:
    """The formula that a script's text says; an example beyond the reader's limits is passed over."""
    try:
        return parse(READERS[script](text))
    except FormulaError as error:
        assume(not any(bound in error.message for bound in ("may be at most", "nested", "may have at most")))
        raise


def assert_reads_back(expr: Expr, script: type[Script]) -> None:
    expected = value(expr)
    for text in (writer(script).symbols(expr), writer(script).inline(expr)):
        found = evaluate(read_back(text, script), VALUES)
        assert math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9), (text, found, expected)


@pytest.mark.parametrize("script", SCRIPTS)
@RANDOM
@given(trees())
def test_what_is_written_reads_back(script: type[Script], expr: Expr) -> None:
    """A formula in any script, read again, has the value it had: no bracket or sign is missing."""
    assert_reads_back(expr, script)


@pytest.mark.parametrize("script", SCRIPTS)
@RANDOM
@given(trees())
def test_derivatives_read_back(script: type[Script], expr: Expr) -> None:
    """The derivatives that the chain rule makes read back too."""
    value(expr)
    for derivative in pull_back(expr).values():
        if not _has_cases(derivative):
            assert_reads_back(derivative, script)


def _has_cases(expr: Expr) -> bool:
    """Whether a page writes it by cases, which no problem file can."""
    return (isinstance(expr, Call) and expr.function in {"where", "sign"}) or any(
        map(_has_cases, children(expr))
    )  # fmt: skip


@pytest.mark.parametrize("script", SCRIPTS)
@RANDOM
@given(trees())
def test_numbers_read_back(script: type[Script], expr: Expr) -> None:
    """With numbers put in, negative ones too, a formula reads back with its value."""
    expected = value(expr)
    numbers = Writer(script({}), digits=12, longest_sum=None, values=VALUES)
    found = evaluate(read_back(numbers.line(expr, numbers=True, breaks=False).whole(), script), VALUES)
    assert math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)


# --- how it looks ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("formula", "unicode", "ascii_text", "latex"),
    [
        ("24*z^2", "24z²", "24*z^2", "24z^{2}"),
        ("2*RMSE + 3*rho", "2·RMSE + 3ρ", "2*RMSE + 3*rho", r"2 \cdot \mathrm{RMSE} + 3\rho"),
        (
            "RMSE/2 + 2*lam^2",
            "RMSE/2 + 2·lam²",
            "RMSE/2 + 2*lam^2",
            r"\frac{\mathrm{RMSE}}{2} + 2 \cdot \mathrm{lam}^{2}",
        ),
        ("a*(1 - a)", "a·(1 − a)", "a*(1 - a)", r"a \cdot (1 - a)"),
        ("x*y*z", "x·y·z", "x*y*z", r"x \cdot y \cdot z"),
        ("-(x + y)", "−(x + y)", "-(x + y)", "-(x + y)"),
        ("x - (y - z)", "x − (y − z)", "x - (y - z)", "x - (y - z)"),
        ("x*(-y)", "x·(−y)", "x*(-y)", r"x \cdot (-y)"),
        ("(x/y)/z", "(x/y)/z", "(x/y)/z", r"\frac{\frac{x}{y}}{z}"),
        ("x/(y*z)", "x/(y·z)", "x/(y*z)", r"\frac{x}{y \cdot z}"),
        ("(x^2)^3", "(x²)³", "(x^2)^3", "(x^{2})^{3}"),
        ("(-x)^2", "(−x)²", "(-x)^2", "(-x)^{2}"),
        ("x^-1", "x^(−1)", "x^(-1)", "x^{-1}"),
        ("exp(-z)", "e^(−z)", "exp(-z)", "e^{-z}"),
        ("sqrt(x + 1)", "√(x + 1)", "sqrt(x + 1)", r"\sqrt{x + 1}"),
        ("sqrt(x)^3", "(√x)³", "sqrt(x)^3", r"(\sqrt{x})^{3}"),
        ("sqrt(x + 1)^3", "(√(x + 1))³", "sqrt(x + 1)^3", r"(\sqrt{x + 1})^{3}"),
        ("sqrt(x^3)", "√(x³)", "sqrt(x^3)", r"\sqrt{x^{3}}"),
        ("2*sqrt(x)*y^2", "2·√x·y²", "2*sqrt(x)*y^2", r"2 \cdot \sqrt{x} \cdot y^{2}"),
        ("abs(x)", "|x|", "abs(x)", r"\lvert x \rvert"),
        ("alpha + w1", "α + w₁", "alpha + w1", r"\alpha + w_{1}"),
        ("exp(-2*v1)", "e^(−2v₁)", "exp(-2*v1)", "e^{-2v_{1}}"),
        ("max(0, -y*yhat)", "max(0, −y·ŷ)", "max(0, -y*yhat)", r"\max(0, -y \cdot \hat y)"),
        ("exp(-z^2/2)", "e^(−z²/2)", "exp(-z^2/2)", r"e^{-\frac{z^{2}}{2}}"),
        ("-y/a + (1 - y)/b", "−y/a + (1 − y)/b", "-y/a + (1 - y)/b", r"-\frac{y}{a} + \frac{1 - y}{b}"),
        ("-(x + y)*z", "−(x + y)·z", "-(x + y)*z", r"-(x + y) \cdot z"),
        ("-(x/y)*z", "−(x/y)·z", "-(x/y)*z", r"-\frac{x}{y} \cdot z"),
        ("-(-x)*y", "(−(−x))·y", "(-(-x))*y", r"(-(-x)) \cdot y"),
        ("(-x*y)*z", "−x·y·z", "-x*y*z", r"-x \cdot y \cdot z"),
        ("x*(-2*y)", "x·(−2y)", "x*(-2*y)", r"x \cdot (-2y)"),
        ("x - (-2*y)", "x − (−2y)", "x - (-2*y)", "x - (-2y)"),
        ("x + -2*y", "x − 2y", "x - 2*y", "x - 2y"),
        ("x/(-2*y)", "x/(−2y)", "x/(-2*y)", r"\frac{x}{-2y}"),
        ("(-2*x)^2", "(−2x)²", "(-2*x)^2", "(-2x)^{2}"),
    ],
)
def test_formulas_look_as_on_paper(formula: str, unicode: str, ascii_text: str, latex: str) -> None:
    """Coefficients touch brackets and single letters, products have dots.

    A minus before the first factor is that of the product, −2z; one inside a product is bracketed.
    """
    expr = parse(formula)
    assert [writer(script).inline(expr) for script in SCRIPTS] == [unicode, ascii_text, latex]


@pytest.mark.parametrize(
    ("formula", "text"),
    [
        ("0.3*x", "0.3·(−0.5)"),
        ("x^2", "(−0.5)²"),
        ("y - x", "2 − (−0.5)"),
        ("y + x", "2 + (−0.5)"),
        ("-x", "0.5"),
        ("y*x", "2 · (−0.5)"),
        ("y*y", "2 · 2"),
        ("3*y", "3·2"),
        ("y*(1 - x)", "2 · (1 − (−0.5))"),
        ("1/x", "1/(−0.5)"),
        ("x*y", "(−0.5) · 2"),
        ("-2*x", "−2·(−0.5)"),
        ("-x*y", "−(−0.5) · 2"),
        ("max(0, -y*x)", "max(0, −2·(−0.5))"),
    ],
)
def test_negative_numbers_are_bracketed(formula: str, text: str) -> None:
    """A negative number inside a product, a power, a fraction or after a sign stands in brackets."""
    assert writer(Unicode, x=-0.5, y=2.0).line(parse(formula), numbers=True, breaks=False).whole() == text


@pytest.mark.parametrize(
    "text",
    ["-2*z", "-y*yhat", "-y/a", "-z^2/2", "-x^2*y", "-(x + y)*z", "-(x/y)*z", "-(-x)*y", "x*(-2*y)",
     "x - -2*y", "x/(-2*y)", "(-2*x)^2", "-tanh(x)*y", "x^(-2*y)", "-2*x*y/z", "1 - -y/a"],
)  # fmt: skip
def test_a_sign_in_front_is_read_back_as_it_was(text: str) -> None:
    """What has its minus in front of the product is read as the same tree, not only with the same value."""
    expr = parse(text)
    assert parse(writer(Ascii).symbols(expr)) == expr
    assert parse(writer(Unicode).symbols(expr).replace("ŷ", "yhat")) == expr


@pytest.mark.parametrize(
    ("text", "program"),
    [
        ("exp(-2*z)", "exp(-2*z)"),
        ("-y*z", "-y * z"),
        ("x - -2*y/z", "x - (-2*y / z)"),
        ("-x^2*y", "-x**2 * y"),
    ],
)
@pytest.mark.parametrize("script", [Python, Torch])
def test_a_program_has_the_sign_in_front_too(script: type[Python], text: str, program: str) -> None:
    """In Python a minus binds less than a power and as much as its product: the same number comes out."""
    expr = parse(text)
    written = Writer(script({}), longest_sum=None).symbols(in_python(expr))
    assert written == program
    point = {"x": 1.3, "y": -0.7, "z": 2.1}
    found = eval(written, {"exp": math.exp}, dict(point))  # noqa: S307 - our own four programs
    assert found == pytest.approx(evaluate(expr, point), rel=1e-15)


@pytest.mark.parametrize(
    ("name", "unicode", "latex"),
    [
        ("W1[1,2]", "w₁₂⁽¹⁾", "w_{12}^{(1)}"),
        ("W1[12,3]", "w₁₂,₃⁽¹⁾", "w_{12,3}^{(1)}"),
        ("b2", "b⁽²⁾", "b^{(2)}"),
        ("b10[11]", "b₁₁⁽¹⁰⁾", "b_{11}^{(10)}"),
        ("z1[2]@3", "z₂⁽¹⁾⟨3⟩", r"z_{2}^{(1)\langle 3\rangle}"),
        ("W1_new[1,2]", "w₁₂⁽¹⁾⁺", "w_{12}^{(1)+}"),
        ("dL/dz1[2]", "∂L/∂z₂⁽¹⁾", r"\frac{\partial L}{\partial z_{2}^{(1)}}"),
        ("W2", "W⁽²⁾", "W^{(2)}"),
    ],
)
def test_names_of_a_network(name: str, unicode: str, latex: str) -> None:
    """Layers stand above, units below, samples in angle brackets; a plus marks the new value."""
    assert writer(Unicode, name).name(name) == unicode
    assert writer(Latex, name).name(name) == latex
    assert writer(Ascii, name).name(name) == name


def test_deltas_are_written_where_asked_for() -> None:
    """∂L/∂z is δ with `deltas` on, and written out in full on request; ∂L/∂a never is."""
    script = Unicode(known("dL@3/dz1[2]@3", "dL/da1[2]", "dL/dz1[2]@3"), deltas=True)
    assert script.name("dL@3/dz1[2]@3") == "δ₂⁽¹⁾⟨3⟩"
    assert script.full_name("dL@3/dz1[2]@3") == "∂L⟨3⟩/∂z₂⁽¹⁾⟨3⟩"
    assert script.name("dL/da1[2]") == "∂L/∂a₂⁽¹⁾"
    assert script.name("dL/dz1[2]@3") == "∂L/∂z₂⁽¹⁾⟨3⟩"  # of the batch's loss: no sample's own


@pytest.mark.parametrize(
    ("value", "digits", "text", "rounded"),
    [
        (0.927625, 5, "0.92763", True),
        (0.39249999999999996, 5, "0.3925", False),
        (0.1 + 0.2, 5, "0.3", False),
        (0.0000125, 2, "1.3e-05", True),
        (1 / 3, 5, "0.33333", True),
        (2 / 3, 3, "0.667", True),
        (-2 / 3, 3, "-0.667", True),
        (100.0, 5, "100", False),
        (123456.7, 5, "1.2346e+05", True),
        (99999.96, 5, "1.0000e+05", True),
        (1.2e-7, 5, "1.2e-07", False),
        (1.5e300, 5, "1.5e+300", False),
        (0.0, 5, "0", False),
        (-0.0, 5, "0", False),
        (1.7976931348623157e308, 5, "1.7977e+308", True),
        (0.1000001, 5, "0.10000", True),
    ],
)
def test_numbers_on_the_page(value: float, digits: int, text: str, rounded: bool) -> None:
    """Significant digits, a 5 rounded away from 0, `≈` only where digits were dropped, not float noise."""
    number = decimal(value, digits)
    assert (Ascii({}).number(number), number.rounded) == (text, rounded)


@given(st.floats(-1e308, 1e308), st.integers(1, 15))
@example(0.006004861793528903, 12)
def test_a_rounded_number_is_within_half_a_unit(value: float, digits: int) -> None:
    """What is written differs from the value by half a unit of its last digit at most."""
    written = float(Ascii({}).number(decimal(value, digits)))
    assert math.isclose(written, value, rel_tol=0.5001 * 10 ** (1 - digits) + 1e-11, abs_tol=1e-320)


@pytest.mark.parametrize(
    ("text", "digits", "shown"),
    [
        ("0.30", 5, "0.30"),
        (".5", 5, "0.5"),
        ("-.5", 5, "-0.5"),
        ("5.", 5, "5"),
        ("0.1234567", 5, "0.12346"),
        ("1e-3", 5, "0.001"),
        ("0.0500", 2, "0.0500"),
        ("+2", 5, "2"),
    ],
)
def test_typed_numbers_keep_their_digits(text: str, digits: int, shown: str) -> None:
    """A given number is shown as its author typed it, unless it is far longer than the page's numbers."""
    assert Ascii({}).number(typed(text, digits)) == shown


U, V = Ref("u"), Ref("v")
SAMPLES: dict[str, Any] = {
    "Expr": U,
    "Ref": V,
    "Call": Call("relu", (U,)),
    "float": 2.0,
    "int": 0,
    "tuple[Expr, ...]": (U, V),
    "tuple[tuple[Expr, ...], ...]": ((U, V), (V, U)),
}
"""Something for every type that a field of a node has."""
BY_NAME: dict[str, Any] = {
    "text": "2",
    "name": "u",
    "line": "row",
    "function": "max",
    "shown": parse("u*(1 - u)"),
}
"""The fields that hold a text, or a formula of their own."""


def kinds() -> list[type[Expr]]:
    """Every kind of node there is, as the program lists them."""
    kinds = {*Expr.__subclasses__(), *Wrapping.__subclasses__()} - {Wrapping}
    return sorted(kinds, key=lambda kind: kind.__name__)


def of_kind(kind: type[Expr]) -> Expr:
    """A node of a kind, made by what its fields hold."""
    types = {name: each for name, each in kind.__init__.__annotations__.items() if name != "return"}
    parts = {name: BY_NAME.get(name) or SAMPLES[each] for name, each in types.items()}
    return kind(**parts)


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.__name__)
def test_every_kind_of_node_is_written(kind: type[Expr], script: type[Script]) -> None:
    """No kind of node is unknown to a script, and none looks like the bare name that it is made of."""
    text = writer(script).symbols(of_kind(kind))
    assert text
    assert text != writer(script).symbols(U) or kind is Ref


def test_every_kind_of_node_is_told_from_the_others() -> None:
    """Two kinds of node with the same parts are written differently; a slope is written as it is shown."""
    for script in SCRIPTS:
        texts = {kind: writer(script).symbols(of_kind(kind)) for kind in kinds() if kind is not Ref}
        same = {(a.__name__, b.__name__) for a, b in combinations(texts, 2) if texts[a] == texts[b]}
        assert same <= {("MatMul", "Mul")}, script  # matrices are told by their letters


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_long_sum_is_shortened_on_the_page_only(script: type[Script]) -> None:
    """More terms than `longest_sum` become the first three, dots and the last; None keeps all."""
    total = Add(tuple(Ref(f"x{index}") for index in range(1, 11)))
    short = Writer(script({}), longest_sum=4).inline(total)
    assert len(re.findall("x", short)) == 4
    assert script.dots in short
    assert len(re.findall("x", writer(script).inline(total))) == len(children(total))
