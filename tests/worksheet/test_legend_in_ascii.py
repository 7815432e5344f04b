"""The legend of a page in ASCII speaks of symbols as they are typed there, not as they would be drawn."""

import pytest
from page_in_a_line import BATCH, page_of

from backprop_cli.worksheet.layout import Layout

TYPED = "the number right behind the letter is the layer"
DRAWN = {"bracket": "the number in brackets is the layer", "superscript": "the raised number is the layer"}


@pytest.mark.parametrize("style", ["delta", "matrix"])
@pytest.mark.parametrize("notation", DRAWN)
def test_a_layer_is_told_where_it_stands(notation: str, style: str) -> None:
    """W1[1,2] has its layer right behind the letter, and indices in the brackets; w₁₂^[1] has it in them."""
    layout = Layout(notation=notation, style=style)
    typed, drawn = (page_of(BATCH, layout, ascii_only=each) for each in (True, False))
    assert TYPED in typed
    assert DRAWN[notation] not in typed
    assert DRAWN[notation] in drawn
    assert TYPED not in drawn


def test_a_sample_is_told_where_it_stands() -> None:
    """L@1 has it behind a sign, L⟨1⟩ between two."""
    layout = Layout(notation="layers")
    head = "the loss of one sample, whose number stands"
    assert f"L@1 {head} behind @ " in page_of(BATCH, layout, ascii_only=True)
    assert f"L⟨1⟩ {head} in ⟨ ⟩ " in page_of(BATCH, layout)
