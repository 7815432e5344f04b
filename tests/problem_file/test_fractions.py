"""Fractions in problem files: read wherever a number is, shown as typed, bracketed where they must be."""

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

TEXT = "formulas: {y: x^2 + z/x}\nat: {x: 1/3, z: -1/2}\n"


def test_a_fraction_stays_as_typed() -> None:
    """1/3 is a number: shown as 1/3, in brackets as a base or a factor, with the value of the division."""
    document = solve(read(TEXT), Layout(), verify=True).document
    page = Terminal().render(document)
    assert "x = 1/3\nz = −1/2\n" in page
    assert "= (1/3)² + (−1/2)/(1/3) " in page
    assert "= 2·(1/3) − (−1/2)/(1/3)²" in page
    assert r"= (1/3)^{2} + \frac{-1/2}{1/3}" in Markdown().render(document)


def test_a_fraction_in_quotes_is_one_too() -> None:
    """The schema has fractions as text, and a file in JSON has no other way to write one."""
    text = '{"formulas": {"y": "x^2 + z/x"}, "at": {"x": "1/3", "z": "-1/2"}}'
    assert read(text) == read(TEXT)


def test_a_long_fraction_is_rounded_like_a_long_number() -> None:
    """10000001/30000000 is put in with the digits of the sheet."""
    text = "formulas: {y: x^2}\nat: {x: 10000001/30000000}\n"
    page = Terminal().render(solve(read(text), Layout(), verify=True).document)
    assert "≈ 0.33333²" in page
