"""The loss with the new parameters on answer sheets: M. Mazur's network in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from math import exp

import pytest

from backprop_cli import blank, check
from backprop_cli.marking.results.report import MarkedLine

CAUGHT = {"before_update"}
"""The known mistakes that are planted here."""
PROBLEM = "two_layer_sigmoid"
Rows = tuple[tuple[float, float], tuple[float, float]]
NEW_1: Rows = ((0.14978, 0.19956), (0.24975, 0.29950))
NEW_2: Rows = ((0.35892, 0.40867), (0.51130, 0.56137))
"""The new weights as he prints them, to 5 digits."""
UPHILL: Rows = ((0.44108, 0.49133), (0.48870, 0.53863))
"""Layer 2 after a step up the gradient: 0.4 + 0.5·0.082167 and so on."""
OLD_1: Rows = ((0.15, 0.20), (0.25, 0.30))


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def layer(weights: Rows, inputs: tuple[float, ...], biases: tuple[float, ...]) -> tuple[float, ...]:
    sums = (sum(w * x for w, x in zip(row, inputs, strict=True)) for row in weights)
    return tuple(sigmoid(z + bias) for z, bias in zip(sums, biases, strict=True))


def loss(first: Rows, second: Rows, biases: tuple[float, float] = (0.60, 0.60)) -> float:
    hidden = layer(first, (0.05, 0.10), (0.35, 0.35))
    outputs = layer(second, hidden, biases)
    return sum(0.5 * (y - out) ** 2 for y, out in zip((0.01, 0.99), outputs, strict=True))


def answers(first: Rows, second: Rows) -> dict[str, str]:
    rows = {"W1_new": first, "W2_new": second}
    return {name: str([list(row) for row in weights]) for name, weights in rows.items()}


def marked(sheet: Mapping[str, str], **how: object) -> dict[str, MarkedLine]:
    report = check(PROBLEM, sheet, only=["L_new"], **how).report  # type: ignore[arg-type]
    assert report.problems == ()
    return {line.name: line for line in report.lines}


def verdict(sheet: Mapping[str, str]) -> tuple[str, list[str]]:
    line = marked(sheet)["L_new"]
    return line.verdict.value, [mistake.key for mistake in line.judged.mistakes]


def test_the_right_value_is_right_with_and_without_the_weights() -> None:
    """0.29103, alone on the sheet, or below the new weights as printed."""
    value = f"{loss(NEW_1, NEW_2):.5g}"
    assert value == "0.29103"
    assert verdict({"L_new": value}) == ("right", [])
    assert verdict({**answers(NEW_1, NEW_2), "L_new": value}) == ("right", [])


def test_a_value_that_comes_of_ones_own_new_weights_follows() -> None:
    """Who went up the gradient in layer 2 has another new loss, and it follows.

    Where the new weights are not asked, it is the line that their mistake costs.
    """
    value = f"{loss(NEW_1, UPHILL):.5g}"
    assert value == "0.30564"
    sheet = {**answers(NEW_1, UPHILL), "L_new": value}
    assert verdict(sheet) == ("follows", [])
    line = marked(sheet)["L_new"]
    assert (line.points, line.worth) == (0, 1)
    assert line.bears is not None
    assert line.judged.expected == pytest.approx(loss(NEW_1, UPHILL), rel=1e-12)
    assert verdict({**answers(NEW_1, UPHILL), "L_new": "0.31111"})[0] == "wrong"


def test_the_old_loss_is_no_new_one() -> None:
    """0.29837 is the loss before the step, whatever the new weights on the sheet."""
    assert verdict({"L_new": "0.29837"}) == ("mistake", ["before_update"])
    assert verdict({**answers(NEW_1, NEW_2), "L_new": "0.298371"}) == ("mistake", ["before_update"])


def test_a_mistake_of_the_forward_pass_is_known_in_the_second_one() -> None:
    """The output biases forgotten in the second pass, in a written line; what rests on it follows."""
    hidden = layer(NEW_1, (0.05, 0.10), (0.35, 0.35))
    z = [sum(w * h for w, h in zip(row, hidden, strict=True)) for row in NEW_2]
    sheet = {
        **answers(NEW_1, NEW_2),
        "z2_new[1]": f"{z[0]:.5g}",
        "yhat_new[1]": f"{sigmoid(z[0]):.5g}",
        "z2_new[2]": f"{z[1]:.5g}",
        "yhat_new[2]": f"{sigmoid(z[1]):.5g}",
        "L_new": f"{loss(NEW_1, NEW_2, (0, 0)):.4g}",
    }
    found = marked(sheet)
    assert [mistake.key for mistake in found["z2_new[1]"].judged.mistakes] == ["bias_left_out"]
    for name in ("a2_new[1]", "a2_new[2]", "L_new"):
        assert found[name].verdict.value == "follows", name


def test_the_same_mistake_is_found_where_only_the_loss_is_written() -> None:
    """Without the lines between, the new loss itself shows which mistake was made on the way."""
    value = f"{loss(NEW_1, NEW_2, (0, 0.60)):.6g}"
    kind, keys = verdict({**answers(NEW_1, NEW_2), "L_new": value})
    assert kind == "mistake"
    assert "bias_left_out" in keys


def test_a_formula_of_the_second_pass_counts() -> None:
    """½(y − ŷ)² with the new outputs is right, with the old ones it is not."""
    new = "(0.01 - yhat_new[1])^2/2 + (0.99 - yhat_new[2])^2/2"
    assert marked({"L_new": new})["L_new"].verdict.value == "right"
    assert marked({"L_new": new.replace("_new", "")})["L_new"].verdict.value == "wrong"


def test_nobody_is_asked_for_it_who_was_not() -> None:
    """Neither a sheet nor its points have it, with `--all` as little; a number for it costs nothing."""
    for everything in (False, True):
        page = blank(PROBLEM, everything=everything).render("markdown")
        assert "new parameters" not in page
        assert "L_new" not in page
    total = check(PROBLEM, {"L": "0.29837"}).report.total
    assert check(PROBLEM, {"L": "0.29837", "L_new": "0.5"}).report.total == total
    asked = blank(PROBLEM, only=["L_new"]).render("markdown")
    assert "## Forward pass with the new parameters" in asked
    assert [name for name in ("z1_new[1]", "a2_new[2]", "L_new") if name not in asked] == []
