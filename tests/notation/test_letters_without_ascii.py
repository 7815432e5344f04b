"""What has letters that ASCII lacks: names that it cannot write, and an author's own words."""

import pytest
from page_in_a_line import page_as_printed

from backprop_cli.api.solutions import solve
from backprop_cli.notation.ascii import in_ascii
from backprop_cli.problem_file.reader import read
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

NET = """
title: Το δίκτυο — شبکه
inputs: [1.5]
layers:
  - {weights: [[0.4], [-0.7]], biases: [0.2, 0.1], activation: tanh}
  - {weights: [[0.9, 0.3]], activation: linear}
targets: [1]
loss: sse
names: {z1: ζ, "W2[1,1]": ω, "a2[1]": خروجی, "b1[2]": größe}
"""


@pytest.mark.parametrize("notation", ["layers", "superscript", "net_out"])
def test_no_table_is_wider_than_the_page(notation: str) -> None:
    """A name that ASCII cannot write is that of the notation, so that 80 columns are enough as ever."""
    document = solve(read(NET), Layout(notation=notation), verify=False).document
    page = Terminal().render(document, ascii_only=True)
    assert page.isascii()
    assert max(map(len, page.splitlines())) <= 80
    assert "\\" not in page


def test_names_are_of_one_kind() -> None:
    """Greek letters are spelled out, as they are typed; Persian and German ones leave a2[1] and b1[2]."""
    page = page_as_printed(NET, ascii_only=True)
    assert "| a2[1]    | = yhat[1] = z2[1] " in page
    assert "= omega*a1[1] + W2[1,2]*a1[2] " in page
    assert "= W1[2,1]*x[1] + b1[2] " in page


def test_letters_of_every_layer_are_those_of_the_notation_too() -> None:
    """`ж` of all sums leaves z1[1], `θ` is spelled out."""
    page = page_as_printed(NET.replace("names: {z1: ζ,", "names: {z: ж, w: θ,"), ascii_only=True)
    assert page.isascii()
    assert "| z1[1] " in page
    assert "= theta1[1,1]*x[1] + b1[1]" in page


WORDS = (
    ("Réseau à deux couches", "Reseau a deux couches"),
    ("Les poids naïfs", "Les poids naifs"),
    ("Re\u0301seau", "Reseau"),
    ("Το δίκτυο — شبکه", "?? ?????? - ????"),
    ("网络 2", "?? 2"),
    ("ŷ and Δw with α = 0.1", "yhat and Deltaw with alpha = 0.1"),
)


@pytest.mark.parametrize(("words", "plain"), WORDS)
def test_words_lose_accents_or_letters(words: str, plain: str) -> None:
    """A letter loses its accent or is a question mark; only one that stands for a quantity has a name."""
    assert in_ascii(words) == plain
