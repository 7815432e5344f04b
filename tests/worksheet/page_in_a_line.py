"""A page as running text, so that a test finds a sentence wherever its lines end."""

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

BATCH = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [-1, 1], targets: [0]}]
layers:
  - {weights: [[0.1, 0.2], [-0.3, 0.4]], activation: tanh}
  - {weights: [[0.5, -0.6]], activation: sigmoid}
loss: bce
"""
"""Two samples through two layers, for what the page says of them."""


def page_of(text: str, layout: Layout | None = None, *, ascii_only: bool = False) -> str:
    """The page of a problem's text on one line, without the rules of its tables."""
    document = solve(read(text), layout or Layout(), verify=False).document
    page = Terminal().render(document, ascii_only=ascii_only)
    return " ".join(page.replace("│", " ").split())
