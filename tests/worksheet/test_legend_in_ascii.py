"""The legend of a page in ASCII speaks of symbols as they are typed there, not as they would be drawn."""

import pytest

from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.reader import read
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

NET = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [-1, 1], targets: [0]}]
layers:
  - {weights: [[0.1, 0.2], [-0.3, 0.4]], activation: tanh}
  - {weights: [[0.5, -0.6]], activation: sigmoid}
loss: bce
"""
TYPED = "the number right behind the letter is the layer"
DRAWN = {"bracket": "the number in brackets is the layer", "superscript": "the raised number is the layer"}


def page_of(notation: str, style: str, *, ascii_only: bool) -> str:
    document = solve(read(NET), Layout(notation=notation, style=style), verify=False).document
    return " ".join(Terminal().render(document, ascii_only=ascii_only).split())


@pytest.mark.parametrize("style", ["delta", "matrix"])
@pytest.mark.parametrize("notation", DRAWN)
def test_a_layer_is_told_where_it_stands(notation: str, style: str) -> None:
    """W1[1,2] has its layer right behind the letter, and indices in the brackets; w₁₂^[1] has it in them."""
    typed, drawn = (page_of(notation, style, ascii_only=each) for each in (True, False))
    assert TYPED in typed
    assert DRAWN[notation] not in typed
    assert DRAWN[notation] in drawn
    assert TYPED not in drawn


def test_a_sample_is_told_where_it_stands() -> None:
    """L@1 has it behind a sign, L⟨1⟩ between two."""
    head = "the loss of one sample, whose number stands"
    assert f"L@1 {head} behind @ " in page_of("layers", "delta", ascii_only=True)
    assert f"L⟨1⟩ {head} in ⟨ ⟩ " in page_of("layers", "delta", ascii_only=False)
