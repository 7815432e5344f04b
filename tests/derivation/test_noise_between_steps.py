"""Rounding in one step of a training decides nothing in a later one: held beside exact fractions."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.problem_file.reader import read

AND = (((0, 0), -1), ((0, 1), -1), ((1, 0), -1), ((1, 1), 1))


def parts(text: str) -> dict[int, Derivation]:
    return derive_problem(read(text, "")).parts


def perceptron(weights: tuple[str, str], bias: str, rate: str, epochs: int) -> str:
    samples = "".join(f"  - {{inputs: [{x1}, {x2}], targets: [{y}]}}\n" for (x1, x2), y in AND)
    return (
        f"samples:\n{samples}"
        f"layers: [{{weights: [[{weights[0]}, {weights[1]}]], biases: {bias}, activation: linear}}]\n"
        f"loss: max(0, -y*yhat)\noptimizer: {{name: sgd, learning_rate: {rate}}}\n"
        f"training: {{epochs: {epochs}, batch_size: 1}}\n"
    )


def exact_perceptron(
    start: list[Fraction], rate: Fraction, epochs: int
) -> list[tuple[Fraction, list[Fraction]]]:
    """The sum z and the new weights, bias last, of every step; at the kink, z = 0, nothing is corrected."""
    found, w = [], start
    for (x1, x2), y in AND * epochs:
        x = (x1, x2, 1)
        z = sum((each * one for each, one in zip(w, x, strict=True)), Fraction(0))
        w = [each + rate * y * one if -y * z > 0 else each for each, one in zip(w, x, strict=True)]
        found.append((z, w))
    return found


def tenths() -> st.SearchStrategy[str]:
    return st.integers(-9, 9).map(lambda number: str(number / 10))


@settings(max_examples=60, deadline=None)
@given(tenths(), tenths(), tenths())
def test_a_perceptron_stops_where_its_sum_is_0(w1: str, w2: str, bias: str) -> None:
    """Steps of 0.1 come back to 0 all the time: floats miss it by 10⁻¹⁷, and correct what needs nothing."""
    epochs = 3
    steps = parts(perceptron((w1, w2), bias, "0.1", epochs))
    exact = exact_perceptron([Fraction(w1), Fraction(w2), Fraction(bias)], Fraction("0.1"), epochs)
    for number, (z, new) in enumerate(exact, start=1):
        values = steps[number].values
        sample = (number - 1) % len(AND) + 1
        assert values[f"z1[1]@{sample}"] == pytest.approx(float(z), rel=1e-9, abs=0)
        names = ("W1_new[1,1]", "W1_new[1,2]", "b1_new")
        assert [values[name] for name in names] == [
            pytest.approx(float(each), rel=1e-9, abs=0) for each in new
        ]


@pytest.mark.parametrize("starts", ["1 1", "0.3 0.7", "0.9 0.4", "0.6 0.1", "0.2 0.5"])
def test_momentum_comes_back_to_exactly_0(starts: str) -> None:
    """On ½x² + 5y² the velocity and y turn 0 in between: −9 + 0.9·10."""
    x, y = map(Fraction, starts.split())
    text = (
        f"formulas: {{f: 1/2*x^2 + 5*y^2}}\nat: {{x: {float(x)}, y: {float(y)}}}\n"
        "optimizer: {name: nesterov, learning_rate: 0.1, mu: 0.9}\ntraining: {steps: 4}\n"
    )
    rate, mu, vx, vy = Fraction("0.1"), Fraction("0.9"), Fraction(0), Fraction(0)
    for number, part in parts(text).items():
        vx, vy = mu * vx + x, mu * vy + 10 * y
        x, y = x - rate * (x + mu * vx), y - rate * (10 * y + mu * vy)
        for name, value in {"x_new": x, "y_new": y, "v(x)": vx, "v(y)": vy}.items():
            assert part.values[name] == pytest.approx(float(value), rel=1e-9, abs=0), (number, name)


@pytest.mark.parametrize(("w", "target"), [("0.7", "0.1"), ("0.8", "0.1"), ("0.9", "0.2")])
def test_the_loss_after_a_step_that_hits_the_target_is_exactly_0(w: str, target: str) -> None:
    """The new w = w − (w·x − y)·x is y where x and the rate are 1, whatever the floats leave over."""
    problem = (
        f"inputs: [1]\ntargets: [{target}]\nlayers: [{{weights: [[{w}]], activation: linear}}]\n"
        "loss: half_sse\noptimizer: {name: sgd, learning_rate: 1}\n"
    )
    assert derive_problem(read(problem, "")).loss_after == 0
