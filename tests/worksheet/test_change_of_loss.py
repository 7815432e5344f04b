"""The loss after an update is that of all parameters; where the page shows only some of them it says so."""

import pytest
from page_in_a_line import page_of

from backprop_cli.worksheet.layout import Layout

NET = """
inputs: [1]
layers:
  - {weights: [[0.5], [1]], activation: linear}
  - {weights: [[1, 1]], activation: linear}
targets: [1]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
ALL = "after the update:"
OF_ALL = "after the update of all parameters:"


@pytest.mark.parametrize("style", ["delta", "paths", "matrix"])
def test_of_some_parameters_it_says_all(style: str) -> None:
    """ŷ = 1.5, so every weight has the gradient 0.5 · (its other factor).

    After all four steps ŷ = 0.45·0.975 + 0.95·0.95 = 1.34125 and L = 0.34125²/2 ≈ 0.058226, which w₁₁⁽²⁾
    alone does not give.
    """
    wanted = f"L before the update: 0.125; {OF_ALL} ≈ 0.058226."
    assert wanted in page_of(NET, Layout(only=("W2[1,1]",), style=style))
    assert wanted in page_of(NET + 'ask: ["W2[1,1]"]', Layout(style=style))


@pytest.mark.parametrize("style", ["delta", "paths", "matrix"])
def test_of_all_parameters_it_need_not(style: str) -> None:
    """A page that updates every parameter has the plain words; a fixed one is not updated at all."""
    for text in (NET, NET + "fixed: ['W1[1,1]']"):
        page = page_of(text, Layout(style=style))
        assert ALL in page
        assert OF_ALL not in page


def test_of_the_states_of_an_optimiser() -> None:
    """The steps of m and v count for nothing: the parameters do."""
    text = NET.replace("name: sgd", "name: adam")
    assert OF_ALL not in page_of(text, Layout())
    assert OF_ALL in page_of(text, Layout(only=("W2[1,1]",)))
