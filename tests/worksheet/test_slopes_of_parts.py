"""The reason beside a slope that is one of several in a formula: it says whose slope it is."""

import pytest
from page_in_a_line import page_of

NET = """
inputs: [{z}]
layers:
  - {{weights: [[1]], activation: "{activation}"}}
targets: [0.3]
loss: "{loss}"
"""


@pytest.mark.parametrize(
    ("z", "reason"), [("1.3", "z₁⁽¹⁾ > 0: sign(z₁⁽¹⁾) is 1 "), ("-1.3", "z₁⁽¹⁾ < 0: sign(z₁⁽¹⁾) is −1 ")]
)
def test_softsign_names_the_sign(z: str, reason: str) -> None:
    """z/(1 + |z|) has at ±1.3 the slope 1/2.3² ≈ 0.18904, so no line may say that the slope is ±1."""
    page = page_of(NET.format(z=z, activation="z/(1 + abs(z))", loss="(y - yhat)^2"))
    assert reason in page
    assert "≈ 0.18904" in page or "· 0.18904" in page
    assert "0: slope" not in page


def test_an_absolute_value_in_a_loss_names_the_sign() -> None:
    """1.1·|0.3 − 0.5| has the slope 1.1 by ŷ: the sign of y − ŷ is −1, and it is not the slope."""
    page = page_of(NET.format(z="0.5", activation="linear", loss="1.1*abs(y - yhat)"))
    assert "y₁ − a₁⁽¹⁾ < 0: sign(y₁ − a₁⁽¹⁾) is −1 " in page
    assert "0: slope" not in page


def test_a_kink_in_a_part_names_the_function() -> None:
    """At 0 it is the sign that is 0 by convention; the slope of |z| + 2z is 2 there."""
    page = page_of("formulas: {f: 'abs(z) + 2*z'}\nat: {z: 0}\n")
    assert "z = 0 is the kink: sign(z) is 0 by convention" in page


def test_a_function_that_is_the_whole_formula_has_the_slope_itself() -> None:
    """Of relu(z) the slope is the formula's; of relu(2z) it is not, the derivative is twice that."""
    assert "z > 0: slope 1 " in page_of("formulas: {f: relu(z)}\nat: {z: 2}\n")
    assert "2z > 0: ReLU′(2z) is 1 " in page_of("formulas: {f: relu(2*z)}\nat: {z: 2}\n")


def test_the_case_inside_a_case_has_its_reason() -> None:
    """max(a, min(b, 3)) at a = 1, b = 2 is b: the second of the outer cases, the first of the inner ones."""
    page = page_of("formulas: {f: 'max(a, min(b, 3*a))'}\nat: {a: 1, b: 2}\n")
    outer, inner = "a − min(b, 3a) < 0: the second case holds", "3a − b > 0: the first case holds"
    assert page.count(f"{outer} {inner}") == 2
    assert "first case" not in page_of("formulas: {f: 'max(a, min(b, 3*a))'}\nat: {a: 1, b: 9}\n")
