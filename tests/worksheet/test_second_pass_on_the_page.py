"""The forward pass with the new parameters on the page: only where asked, in every style and notation."""

from __future__ import annotations

import re

import pytest
from page_in_a_line import page_of

from backprop_cli.problem_file.files import load_text
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.worksheet.layout import STYLES, Layout

HEADING = "Forward pass with the new parameters"
MAZUR = load_text("two_layer_sigmoid")[0]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("style", STYLES)
def test_it_stands_behind_the_update_where_it_is_asked_for(style: str, notation: str) -> None:
    """M. Mazur's outputs with the new weights, 0.742088111 and 0.775284968, and his new error 0.291027924."""
    page = page_of(MAZUR, Layout(only=("L_new",), style=style, notation=notation))
    behind = page[page.index("Update") :]
    assert HEADING in behind
    for value in ("0.74209", "0.77528", "0.29103"):
        assert value in behind[behind.index(HEADING) :]
    assert "before the update: ≈ 0.29837; after the update: ≈ 0.29103." in behind


@pytest.mark.parametrize("style", STYLES)
def test_nobody_gets_it_unasked(style: str) -> None:
    """The loss after the update is told in a sentence; whoever wants to see how asks for it."""
    for layout in (Layout(style=style), Layout(style=style, everything=True), Layout(only=("W1",))):
        page = page_of(MAZUR, layout)
        assert HEADING not in page
        assert "after the update" in page


@pytest.mark.parametrize("style", ["delta", "matrix"])
def test_nothing_within_a_formula_is_assigned_to(style: str) -> None:
    """Where a new value is written w := …, a formula has it as w: `:=` stands behind what is set alone."""
    page = page_of(MAZUR, Layout(only=("L_new",), style=style, notation="bracket"))
    behind = page[page.index(HEADING) :]
    assert len(re.findall(r"z₁\^\[1\] :=|z\^\[1\](?: 2×1)? :=", behind)) == 1
    assert re.findall(r":=\s*[·)+]|:= :=", behind) == []


def test_the_legend_says_what_the_sign_means() -> None:
    """One example for all that is worked again, besides that of the new weights."""
    page = page_of(MAZUR, Layout(only=("L_new",), notation="layers"))
    assert "w₁₂⁽¹⁾⁺ w₁₂⁽¹⁾ after the update" in page
    assert "z₁⁽¹⁾⁺ z₁⁽¹⁾ with the new parameters; the others likewise" in page
