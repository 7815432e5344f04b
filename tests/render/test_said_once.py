"""No side of a row is written twice because its numbers were typed in another way, or are its value."""

import pytest

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.layout import Layout


def solved(text: str, *only: str) -> Document:
    return solve(read(text), Layout(only=only), verify=False).document


@pytest.mark.parametrize("zeros", ["0.10", "0.100", ".10", "0.1"])
def test_a_number_with_zeros_behind_it_is_no_new_line(zeros: str) -> None:
    """∂L/∂w = δ · x is worked once, with x as it was typed: 1.2 · 0.10 and not 1.2 · 0.1 again."""
    text = f"""
inputs: [{zeros}]
layers: [{{weights: [[2]], activation: linear}}]
targets: [-1]
loss: half_sse
"""
    page = Terminal().render(solved(text, "W1[1,1]"))
    typed = f"0{zeros}" if zeros.startswith(".") else zeros
    assert page.count("= 1.2 · 0.1") == 1  # ŷ − y = 0.2 + 1
    assert f"= 1.2 · {typed} " in page


def test_tens_keep_their_zeros() -> None:
    """Only zeros behind the point say nothing: 2·10 is not 2·1."""
    page = Terminal().render(solved("formulas: {f: a*b, g: f*c}\nat: {a: 2, b: 10, c: 1}\n"))
    assert "= 2 · 10 " in page
    assert "= 20 · 1 " in page


def test_a_derivative_that_is_a_number_stands_once_in_a_formula() -> None:
    """∂E/∂u of E = u + v is 1, and in Markdown not 1 = 1; a table still has its value in the last column."""
    document = solved("formulas: {u: a^2, v: 3*a, E: u + v}\nat: {a: 2}\n")
    text = Markdown().render(document)
    assert "= 1 = 1" not in text
    assert r"\frac{\partial E}{\partial u} = 1" in text
    row = next(line for line in Terminal().render(document).splitlines() if "│ ∂E/∂u " in line)
    assert row.count("= 1 ") == 2
