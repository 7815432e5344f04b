"""Where a sigmoid or tanh comes so near to its bound that the page shows that: nothing false stands there.

Expected numbers are mpmath's, with 50 digits.
"""

from __future__ import annotations

from collections.abc import Mapping

import mpmath
import pytest
from page_in_a_line import page_of

from backprop_cli.worksheet.layout import Layout

NET = """\
inputs: [1, 2]
layers:
  - {{weights: [[10, 15], [0.3, -0.2]], biases: [0.5, 0.1], activation: {first}}}
  - {{weights: [[40, 1]], biases: [0.1], activation: {last}}}
targets: [{target}]
loss: {loss}
optimizer: {{name: sgd, learning_rate: 0.1}}
"""
SIGMOID = {"first": "sigmoid", "last": "sigmoid"}


def page(text: str, digits: int = 5) -> str:
    return page_of(text, Layout(digits=digits, remarks=False))


def net(target: str, loss: str, names: Mapping[str, str] = SIGMOID) -> str:
    return page(NET.format(target=target, loss=loss, **names))


def typeset(value: mpmath.mpf) -> str:
    """5 digits and a power of ten as the page has them."""
    mantissa, _, exponent = mpmath.nstr(value, 5, min_fixed=0, max_fixed=0).partition("e")
    raised = exponent.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa}·10{raised}".replace("-", "−")


def rest(z: str) -> str:
    """1 − σ(z)."""
    with mpmath.workdps(50):
        return typeset(1 - 1 / (1 + mpmath.exp(-mpmath.mpf(z))))


@pytest.mark.parametrize("target", ["0", "1"])
@pytest.mark.parametrize("loss", ["bce", "half_sse"])
def test_no_page_takes_the_logarithm_of_0(target: str, loss: str) -> None:
    """What stands in numbers is what was worked: ln(2.3315·10⁻¹⁸), and never ln(1 − 1)."""
    shown = net(target, loss)
    for false in ("1 − 1)·", "ln(1 − 1)", "· 1·(1 − 1)", "≈ 1 − 1 ", "ln(0)"):
        assert false not in shown.replace("(1 − 1)·ln(", ""), false
    assert f"1·{rest('40.5')}" in shown
    assert (f"ln({rest('40.6')})" in shown) == (loss == "bce")
    assert "the difference itself is put in: the digits shown would make it 0" in shown


def test_of_a_difference_that_no_float_holds_the_logarithm_stands_there() -> None:
    """1 − σ(1000) is 5·10⁻⁴³⁵, and its logarithm −1000: no ln(0), and no 0 with a minus."""
    shown = page("inputs: [1]\nlayers: [{weights: [[1000]], activation: sigmoid}]\ntargets: [0]\nloss: bce\n")
    with mpmath.workdps(500):
        logarithm = mpmath.nstr(mpmath.log(1 - 1 / (1 + mpmath.exp(-1000))), 5)
    assert logarithm == "-1000.0"
    assert "(1 − 0)·(−1000)" in shown
    assert "the logarithm itself is put in" in shown
    for false in ("ln(0", "−0.0", "the difference itself"):
        assert false not in shown


def test_a_slope_of_tanh_is_no_0_either() -> None:
    """1 − tanh²(40.5) is 2.6559·10⁻³⁵."""
    with mpmath.workdps(100):
        slope = typeset(1 - mpmath.tanh(mpmath.mpf("40.5")) ** 2)
    shown = net("0", "half_sse", {"first": "tanh", "last": "linear"})
    assert f" · {slope}" in shown
    assert "(1 − 1²)" not in shown
    assert "(1 − 0²)" in shown  # tanh(0) is 0: nothing is lost


def test_fewer_digits_come_to_the_bound_earlier() -> None:
    """σ(9) is 0.99988: with 5 digits 1 − a is worked with them, with 3 it would be 1 − 1.00."""
    text = "inputs: [9]\nlayers: [{weights: [[1]], activation: sigmoid}]\ntargets: [0]\nloss: half_sse\n"
    assert "0.99988·(1 − 0.99988)" in page(text)
    with mpmath.workdps(50):
        gap = mpmath.nstr(1 - 1 / (1 + mpmath.exp(-9)), 3)
    assert f"1.00·{gap}" in page(text, digits=3)


def test_what_rests_on_a_bound_is_not_called_exact() -> None:
    """The z = 40a₁ + 0.6, a gradient of 1 and a weight of 10 − 10⁻¹⁷ are ≈; what no rest goes into is =."""
    shown = net("0", "bce")
    for near in ("≈ 40.6", "≈ 0.25", "≈ 39.9", "L before the update: ≈ 40.6"):
        assert near in shown
    for exact in ("= 40.5", "= 0.5"):
        assert exact in shown
    assert "= 40.6" not in shown
    update = shown[shown.index("Update") :]
    assert "10 ≈ 1.0307·10⁻¹⁶ ≈ 1.0307·10⁻¹⁷ ≈ 10 " in update


def test_what_is_lost_beside_a_large_number_is_said() -> None:
    """A new w − α·g = 10⁶ − 10⁻⁸ looks like the old weight: ≈ 1000000; a step of 10⁻³ is told in full."""
    text = (
        "formulas: {{f: w*x}}\nat: {{w: 1000000, x: {x}}}\nwrt: [w]\n"
        "optimizer: {{name: sgd, learning_rate: 1}}\n"
    )
    assert " ≈ 1000000 ╰" in page(text.format(x="1e-8"), digits=10)
    assert " 999999.999 ╰" in page(text.format(x="1e-3"), digits=10)


def test_the_head_says_where_more_digits_are_lost() -> None:
    """A few units of the last digit hold for sums and products, and not for 1 − 0.99988."""
    said = "may be a few units of the last digit off, and more where nearly equal numbers are subtracted"
    assert said in net("0", "half_sse")


FORMULAS = "formulas: {{y: {formula}}}\nat: {{x: {at}}}\nwrt: [x]\n"


@pytest.mark.parametrize(
    ("formula", "at"),
    [
        ("1/(1 + exp(800*x))", "1"),  # 10⁻³⁴⁸
        ("exp(-x^2)", "30"),
        ("x*exp(-x)", "1000"),
        ("x^4/3", "1e-120"),
        ("sigmoid(x)^2/7", "-800"),
        ("softplus(x)", "-800"),
    ],
)
def test_a_number_too_small_for_a_float_is_near_0(formula: str, at: str) -> None:
    shown = page(FORMULAS.format(formula=formula, at=at))
    assert shown.count("≈ 0 ") == 2, shown  # y and its derivative
    assert shown.count("= 0 ") == 0
    assert "so near to 0 that a float cannot hold the rest" in shown


@pytest.mark.parametrize(
    ("formula", "at"),
    [
        ("x*exp(-1000)", "0"),
        ("relu(x)", "-2"),
        ("tanh(x)", "0"),
        ("3*x - 3", "1"),
        ("(x - 2)*exp(-900)", "2"),
    ],
)
def test_what_is_0_is_0(formula: str, at: str) -> None:
    """A factor 0 makes a product 0, whatever the other one lacks."""
    shown = page(FORMULAS.format(formula=formula, at=at))
    assert "= 0 " in shown
    assert "a float cannot hold" not in shown.partition("Backward pass")[0]


def test_a_loss_of_what_is_nearly_0_is_no_0() -> None:
    """½·σ(−1000)² is 10⁻⁸⁶⁹, near 0 as its derivatives are; that by the weight of an input 0 is 0."""
    text = (
        "inputs: [-1, 0]\nlayers: [{weights: [[1000, 2]], activation: sigmoid}]\n"
        "targets: [0]\nloss: half_sse\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    shown = page(text)
    assert "L before the update: ≈ 0; after the update: ≈ 0." in shown
    backward = shown[shown.index("Backward pass") : shown.index("Update")]
    assert "δ₁⁽¹⁾ = 0" not in backward
    assert "∂L/∂w₁₂⁽¹⁾ = δ₁⁽¹⁾ · ∂z₁⁽¹⁾/∂w₁₂⁽¹⁾ = 0 " in backward


def test_beside_what_no_float_holds_nothing_is_near_0() -> None:
    """δ₂ = ŷ − 10³⁰⁸/(ŷ(1 − ŷ)) has no float: what is worked from it has no number either."""
    text = (
        "layers: [{weights: [[0], [0]], activation: softplus}]\ninputs: [0]\ntargets: [0, 1e308]\n"
        "loss: bce\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    assert "Backward pass" in page(text)
