"""The page of a problem's text: as it is printed, and as running text, in which a sentence is found."""

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


def page_as_printed(text: str, layout: Layout | None = None, *, ascii_only: bool = False) -> str:
    """The page of a problem's text."""
    document = solve(read(text), layout or Layout(), verify=False).document
    return Terminal().render(document, ascii_only=ascii_only)


def page_of(text: str, layout: Layout | None = None, *, ascii_only: bool = False) -> str:
    """The same on one line, without the rules of its tables."""
    page = page_as_printed(text, layout, ascii_only=ascii_only)
    return " ".join(page.replace("│", " ").split())
