"""Style `paths`: where the common tail is taken out, the numbers are put into that form."""

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

NET = """
inputs: [4]
layers:
  - {weights: [[0.5]], activation: linear}
  - {weights: [[2], [3]], activation: linear}
targets: [3, 8]
loss: half_sse
"""


def last_row(text: str, name: str) -> str:
    """What stands in the last row that the page has."""
    document = solve(read(text), Layout(only=(name,), style="paths"), verify=False).document
    page = Terminal().render(document)
    return " ".join(page[page.rindex("├─") :].replace("│", " ").split())


def test_the_numbers_have_the_form_with_the_tail_taken_out() -> None:
    """With a = 2 ŷ is (4, 6), so ŷ − y = (1, −2) and ∂L/∂w = (1·1·2 + (−2)·1·3)·1·4 = −16, not 8 + (−24)."""
    row = last_row(NET, "dL/dW1[1,1]")
    assert "the common tail taken out" in row
    assert "= (1·1·2 + (−2)·1·3) · 1 · 4" in row
    assert "= 8 + (−24)" not in row
    assert "= −16" in row


def test_without_a_common_tail_the_products_are_added() -> None:
    """Of e = (a + b)·(b + 1) with a = 2, b = 1 ∂e/∂b is 2 + 3 along its two ways."""
    text = "formulas: {c: a + b, d: b + 1, e: c*d}\nat: {a: 2, b: 1}\nwrt: [b]\n"
    assert "= 2 + 3" in last_row(text, "de/db")
