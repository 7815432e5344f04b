"""Every optimiser of the table against plain numpy, over random networks, samples and constants."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backprop_cli.derivation import training
from backprop_cli.derivation.changes import changes
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem, training_of
from backprop_cli.errors import ProblemError
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.problem_file.reader import read

Array = NDArray[np.float64]
State = dict[str, Array]
Rule = Callable[[Array, Array, State, int, bool], Array]
RATE, MU, RHO, B1, B2, EPS, DECAY = 0.07, 0.85, 0.8, 0.7, 0.95, 1e-3, 0.02
# With a smaller ε a step would depend on the last digits of a tiny gradient.


def momentum(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    s["v"] = MU * s.get("v", 0) + g
    return w - RATE * s["v"]


def classical(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    s["v"] = MU * s.get("v", 0) - RATE * g
    return w + s["v"]


def average(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    s["v"] = RHO * s.get("v", 0) + (1 - RHO) * g
    return w - RATE * s["v"]


def average_corrected(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    s["v"] = RHO * s.get("v", 0) + (1 - RHO) * g
    return w - RATE * s["v"] / (1 - RHO**t)


def nesterov(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    s["v"] = MU * s.get("v", 0) + g
    return w - RATE * (g + MU * s["v"])


def adagrad(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    s["s"] = s.get("s", 0) + g**2
    return w - RATE * g / (np.sqrt(s["s"]) + EPS)


def rmsprop_inside(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    s["s"] = RHO * s.get("s", 0) + (1 - RHO) * g**2
    return w - RATE * g / np.sqrt(s["s"] + EPS)


def moments(g: Array, s: State) -> None:
    s["m"] = B1 * s.get("m", 0) + (1 - B1) * g
    s["v"] = B2 * s.get("v", 0) + (1 - B2) * g**2


def adam(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    moments(g, s)
    return w - RATE * (s["m"] / (1 - B1**t)) / (np.sqrt(s["v"] / (1 - B2**t)) + EPS)


def adam_uncorrected_inside(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    moments(g, s)
    return w - RATE * s["m"] / np.sqrt(s["v"] + EPS)


def adamw(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    return adam(w * (1 - RATE * DECAY), g, s, t, bias)


def adamw_on_weights(w: Array, g: Array, s: State, t: int, bias: bool) -> Array:
    return adam(w if bias else w * (1 - RATE * DECAY), g, s, t, bias)


BETAS = f"beta1: {B1}, beta2: {B2}, epsilon: {EPS}"
RULES: dict[str, Rule] = {
    "name: sgd": lambda w, g, s, t, bias: w - RATE * g,
    f"name: momentum, mu: {MU}": momentum,
    f"name: momentum_classical, mu: {MU}": classical,
    f"name: momentum_average, beta: {RHO}": average,
    f"name: momentum_average, beta: {RHO}, bias_correction: true": average_corrected,
    f"name: nesterov, mu: {MU}": nesterov,
    f"name: adagrad, epsilon: {EPS}": adagrad,
    f"name: rmsprop, rho: {RHO}, epsilon: {EPS}, epsilon_inside: true": rmsprop_inside,
    f"name: adam, {BETAS}": adam,
    f"name: adam, {BETAS}, bias_correction: false, epsilon_inside: true": adam_uncorrected_inside,
    f"name: adamw, {BETAS}, decay: {DECAY}": adamw,
    f"name: adamw, {BETAS}, decay: {DECAY}, decay_on: weights": adamw_on_weights,
    f"mu: {MU}, state: {{v: 0}}, update: {{v: mu*v + g, w: w - alpha*v}}": momentum,
    f"c: {RHO}, state: {{v: 0}}, "
    "update: {v: c*v + (1 - c)*g, u: v/(1 - c^t), w: w - alpha*u}": average_corrected,
}
"""What a file says of an optimiser, and the same rule written out."""


def test_every_optimiser_has_its_rule_here() -> None:
    """A new row is tested as well."""
    named = {rule.split(",")[0].removeprefix("name: ") for rule in RULES if rule.startswith("name")}
    assert named == set(OPTIMIZERS)


class Net:
    """A tanh layer and a linear one under half_sse, with samples; forward and backward written out."""

    def __init__(self, seed: int, units: int, samples: int) -> None:
        draw = np.random.default_rng(seed)
        self.x, self.y = draw.normal(size=(samples, 2)).round(2), draw.normal(size=(samples, 1)).round(2)
        self.parameters = {
            "W1": draw.normal(size=(units, 2)).round(2),
            "b1": draw.normal(size=units).round(2),
            "W2": draw.normal(size=(1, units)).round(2),
            "b2": draw.normal(size=()).round(2),
        }

    def text(self, rule: str, training: str) -> str:
        p = {name: each.tolist() for name, each in self.parameters.items()}
        samples = [
            f"{{inputs: {x.tolist()}, targets: {y.tolist()}}}" for x, y in zip(self.x, self.y, strict=True)
        ]
        return (
            f"samples: [{', '.join(samples)}]\n"
            f"layers:\n- {{weights: {p['W1']}, biases: {p['b1']}, activation: tanh}}\n"
            f"- {{weights: {p['W2']}, biases: {p['b2']}, activation: linear}}\n"
            f"loss: half_sse\noptimizer: {{{rule}, learning_rate: {RATE}}}\ntraining: {training}\n"
        )

    def trained(self, rule: Rule, batches: list[list[int]]) -> tuple[list[float], dict[str, Array]]:
        """The loss of each step's batch before the step, and the parameters at the end."""
        p, states, losses = dict(self.parameters), {name: State() for name in self.parameters}, []
        for t, batch in enumerate(batches, start=1):
            x, y = self.x[batch], self.y[batch]
            a = np.tanh(x @ p["W1"].T + p["b1"])
            out = a @ p["W2"].T + p["b2"]
            losses.append(float(((out - y) ** 2).sum() / 2 / len(batch)))
            d2 = (out - y) / len(batch)
            d1 = (d2 @ p["W2"]) * (1 - a**2)
            g = {"W1": d1.T @ x, "b1": d1.sum(axis=0), "W2": d2.T @ a, "b2": d2.sum()}
            p = {name: rule(p[name], g[name], states[name], t, name.startswith("b")) for name in p}
        return losses, p


def final(derivation: Derivation, steps: int) -> dict[str, float]:
    ours = derivation.values
    return {
        name.removesuffix(f"#{steps}"): ours[name]
        for name in ours
        if "_new" in name and name.endswith(f"#{steps}")
    }


@pytest.mark.parametrize("text", RULES)
@settings(max_examples=8)
@given(seed=st.integers(0, 10**6), units=st.integers(1, 3), samples=st.integers(2, 4), size=st.integers(1, 3))
def test_a_training_is_that_of_plain_numpy(text: str, seed: int, units: int, samples: int, size: int) -> None:
    """Three passes in batches: every loss and every parameter at the end to 1e-12."""
    net, size = Net(seed, units, samples), min(size, samples)
    order = list(np.random.default_rng(seed + 1).permutation(samples))
    epoch = [order[start : start + size] for start in range(0, samples, size)]
    shown = [int(each) + 1 for each in order]
    problem = read(net.text(text, f"{{epochs: 2, batch_size: {size}, order: {shown}}}"))
    derivation = derive_problem(problem)
    losses, theirs = net.trained(RULES[text], epoch * 2)
    steps = problem.schedule.steps
    assert steps == len(losses)
    if steps == 1:
        return
    assert [derivation.values[f"L#{t}"] for t in range(1, steps + 1)] == pytest.approx(
        losses, rel=1e-12, abs=1e-14
    )
    ours = final(derivation, steps)
    for i in range(units):
        assert ours[f"W1_new[{i + 1},1]"] == pytest.approx(theirs["W1"][i, 0], rel=1e-11, abs=1e-12)
        assert ours[f"W2_new[1,{i + 1}]"] == pytest.approx(theirs["W2"][0, i], rel=1e-11, abs=1e-12)
        assert ours[f"b1_new[{i + 1}]"] == pytest.approx(theirs["b1"][i], rel=1e-11, abs=1e-12)
    assert ours["b2_new"] == pytest.approx(float(theirs["b2"]), rel=1e-11, abs=1e-12)


@pytest.mark.parametrize("text", RULES)
def test_a_long_training_goes_the_way_of_a_short_one(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Worked in plain floats, 30 steps lead where derived ones do, and where numpy's do."""
    net = Net(7, 3, 3)
    problem = read(net.text(text, "{epochs: 10, batch_size: 1}"))
    derived = training_of(problem)
    assert not derived.is_long
    monkeypatch.setattr(training, "MOST_DERIVED", 0)
    plain = training_of(problem)
    assert plain.is_long
    assert plain.losses == pytest.approx(derived.losses, rel=1e-12)
    losses, theirs = net.trained(RULES[text], [[0], [1], [2]] * 10)
    assert plain.losses == pytest.approx(losses, rel=1e-10)
    last = plain.step(30)
    assert last.values == pytest.approx(derived.step(30).values, rel=1e-10, abs=1e-12)
    assert last.values["b2_new"] == pytest.approx(float(theirs["b2"]), rel=1e-10)


@pytest.mark.parametrize("ask", ["W1[1,1], b1[1]", '"step(W1[1,1])", "step(b1[1])"'])
def test_a_bias_without_decay_has_none_in_its_change(ask: str) -> None:
    """AdamW's first step is α·sign(g), and −α·λ·w besides: of w = 0.5 0.1 − 0.0005, of b = 1 just 0.1."""
    problem = read(
        "inputs: [1]\ntargets: [2]\nlayers: [{weights: [[0.5]], biases: 1, activation: linear}]\n"
        f"loss: half_sse\nask: [{ask}]\n"
        "optimizer: {name: adamw, learning_rate: 0.1, decay: 0.01, decay_on: weights}\n"
    )
    values = derive_problem(problem).values
    assert values["W1_new[1,1]"] - 0.5 == pytest.approx(0.1 - 0.0005, rel=1e-6)
    assert values["b1_new"] - 1 == pytest.approx(0.1, rel=1e-6)
    if "step" in ask:
        assert values["step(W1[1,1])"] == pytest.approx(0.1 - 0.0005, rel=1e-6)
        assert values["step(b1)"] == pytest.approx(0.1, rel=1e-6)


def test_a_change_of_nothing_has_no_sign() -> None:
    """−α·0 is 0, also in JSON, where −0.0 would be another number to look at."""
    net = read(
        "inputs: [0, 1]\ntargets: [2]\nlayers: [{weights: [[0.5, 1]], activation: linear}]\n"
        "loss: half_sse\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    (change,) = (value for name, value in changes(derive_problem(net)).items() if name == "step(W1[1,1])")
    assert str(change) == "0.0"


def test_the_way_out_of_a_parameter_by_its_name_is_the_rule_that_was_meant() -> None:
    """A schedule on x² − 4x + 7 from 0: x₁ = 0 + 0.4/1.5·4, and x₂ = x₁ − 0.4/2·(2x₁ − 4)."""
    file = (
        "formulas: {{f: x^2 - 4*x + 7}}\nat: {{x: 0}}\n"
        "optimizer: {{learning_rate: 0.4, k: 0.5, update: {{{rule}}}}}\ntraining: {{steps: 2}}\n"
    )
    with pytest.raises(ProblemError) as caught:
        read(file.format(rule="x: x - alpha/(1 + k*t)*g"))
    (fault,) = caught.value.faults
    values = derive_problem(read(file.format(rule=fault.hint.split("`")[1]))).values
    first = 0.4 / 1.5 * 4
    second = first - 0.4 / 2 * (2 * first - 4)
    assert [values["x_new#1"], values["x_new#2"]] == pytest.approx([first, second], rel=1e-12)
