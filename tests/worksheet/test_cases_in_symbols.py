"""A derivative by cases without a point: the cases, not the function's name again."""

from page_in_a_line import page_as_printed

from backprop_cli.api.solutions import solve
from backprop_cli.expr.parser import parse
from backprop_cli.notation.ascii import AsTyped
from backprop_cli.notation.writer import Writer
from backprop_cli.problem_file.reader import read
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

TEXT = "formulas: {f: relu(z), g: 'leaky_relu(z, 0.1)', h: elu(z), k: abs(z), m: 2*relu(z)}\n"


def test_a_derivative_by_cases_is_written_by_its_cases() -> None:
    """Without numbers ∂f/∂z is 1 if z > 0, else 0; as a factor it keeps its short name."""
    document = solve(read(TEXT), Layout(), verify=False).document
    page = Terminal().render(document)
    for working in (
        "= (1 if z > 0, else 0)  ",
        "= (1 if z > 0, else 0.1)  ",
        "= (1 if z > 0, else e^(z))  ",
        "= sign(z)  ",
        "= 2·ReLU′(z)  ",
    ):
        assert working in page
    assert r"= \begin{cases} 1 & \text{if } z \gt 0 \cr 0 & \text{else} \end{cases}" in Markdown().render(
        document
    )


def test_cases_are_told_in_words_in_ascii_too() -> None:
    """A reader of the page knows no function `where`; a formula in JSON is as a problem file has it."""
    page = page_as_printed(TEXT, ascii_only=True)
    assert "= (1 if z > 0, else 0) " in page
    assert "leaky_relu'(u) = (1 if u > 0, else 0.1)" in " ".join(page.split())
    assert "where(" not in page
    assert Writer(AsTyped({})).symbols(parse("where(z, 1, 0)")) == "where(z, 1, 0)"


def test_at_a_point_the_cases_stand_with_the_one_that_holds() -> None:
    """With numbers the cases stand as well, and the reason says which one holds: ReLU, |z|, max, where."""
    page = page_as_printed(TEXT + "at: {z: 2}\n")
    for beginning in ("= (1 if z > 0, else 0) ", "= sign(z) "):
        line = next(line for line in page.splitlines() if beginning in line)
        assert "z > 0: slope 1" in line
    text = "formulas: {h: 'max(z, a)', k: 'where(z, z^2, -z)'}\nat: {z: -2, a: 3}\n"
    page = page_as_printed(text)
    assert "z − a < 0: the second case holds" in page
    assert "= (2z if z > 0, else −1) " in page
    assert "z < 0: the second case holds" in page


def test_without_a_point_short_names_are_explained() -> None:
    """A factor ReLU′(z), and the sign of z, say what they stand for."""
    page = " ".join(page_as_printed(TEXT).split())
    assert "ReLU′(z) = (1 if z > 0, else 0)" in page
    assert "sign(z) is 1 where z > 0, −1 where z < 0, and 0 at 0" in page


def test_a_power_has_its_exponent_less_one() -> None:
    """∂/∂a a^b is b·a^(b − 1)."""
    page = page_as_printed("formulas: {f: a^b}\n")
    assert "= b · a^(b − 1) " in page
