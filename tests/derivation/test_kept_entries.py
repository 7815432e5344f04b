"""A single entry that is fixed, in arrays whose other entries are updated: against plain numpy."""

from collections.abc import Callable, Mapping
from itertools import product

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli.derivation import training
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem, training_of
from backprop_cli.derivation.in_arrays import in_arrays
from backprop_cli.derivation.kept import drifts
from backprop_cli.errors import UsageError
from backprop_cli.expr.tree import Num
from backprop_cli.problem.model import Network
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove
from backprop_cli.proof.witness_arrays import prove_arrays

Array = NDArray[np.float64]
Rule = Callable[[Array, Array, dict[str, Array], int], Array]
RATE, PENALTY, STEPS = 0.3, 0.05, 4
X, Y = np.array([[0.05, 0.1], [0.4, -0.3]]), np.array([[0.2, 0.9], [0.7, 0.1]])
START = {
    "W1": np.array([[0.15, 0.2], [0.25, 0.3]]),
    "b1": np.array([0.35, -0.1]),
    "W2": np.array([[0.4, 0.45], [0.5, 0.55]]),
}
FIXED = {"W1": [(1, 0)], "b1": [(1,)], "W2": [(0, 1), (1, 1)]}
"""What stays, counted from 0."""
TEXT = """\
samples: [{{inputs: [0.05, 0.1], targets: [0.2, 0.9]}}, {{inputs: [0.4, -0.3], targets: [0.7, 0.1]}}]
layers:
  - {{weights: {W1}, biases: [0.35, -0.1], activation: tanh}}
  - {{weights: {W2}, activation: linear}}
weight_rows: {rows}
loss: half_sse
penalty: {{name: half_l2, rate: 0.05}}
optimizer: {{{rule}, learning_rate: 0.3}}
training: {{steps: {steps}}}
fixed: ["W1[2,1]", "b1[2]", "W2[1,2]", "W2[2,2]"]
"""


def sgd(w: Array, g: Array, s: dict[str, Array], t: int) -> Array:
    return w - RATE * g


def momentum(w: Array, g: Array, s: dict[str, Array], t: int) -> Array:
    s["v"] = 0.9 * s.get("v", 0) + g
    return w - RATE * s["v"]


def adam(w: Array, g: Array, s: dict[str, Array], t: int) -> Array:
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
    s["v"] = 0.999 * s.get("v", 0) + 0.001 * g**2
    return w - RATE * (s["m"] / (1 - 0.9**t)) / (np.sqrt(s["v"] / (1 - 0.999**t)) + 1e-8)


def adamw(w: Array, g: Array, s: dict[str, Array], t: int) -> Array:
    return adam(w * (1 - RATE * 0.1), g, s, t)


def own(w: Array, g: Array, s: dict[str, Array], t: int) -> Array:
    s["v"] = 0.5 * s.get("v", 0.25) + g + t / 10
    return 0.9 * w - RATE * s["v"] / 2


RULES: dict[str, Rule] = {
    "name: sgd": sgd,
    "name: momentum": momentum,
    "name: adam": adam,
    "name: adamw, decay: 0.1": adamw,
    "state: {v: 0.25}, update: {v: 0.5*v + g + t/10, u: v/2, w: 0.9*w - alpha*u}": own,
}


def network(rule: str, steps: int = STEPS, rows: str = "neurons") -> Network:
    turned = {name: START[name].T if rows == "inputs" else START[name] for name in ("W1", "W2")}
    weights = {name: each.tolist() for name, each in turned.items()}
    problem = read(TEXT.format(rule=rule, steps=steps, rows=rows, **weights))
    assert isinstance(problem, Network)
    return problem


def trained(rule: Rule, steps: int = STEPS) -> dict[str, Array]:
    """The parameters after some steps: what is fixed is put back after each."""
    p, states = dict(START), {name: dict[str, Array]() for name in START}
    for t in range(1, steps + 1):
        a = np.tanh(X @ p["W1"].T + p["b1"])
        d2 = (a @ p["W2"].T - Y) / len(X)
        d1 = (d2 @ p["W2"]) * (1 - a**2)
        g = {"W1": d1.T @ X + PENALTY * p["W1"], "b1": d1.sum(axis=0), "W2": d2.T @ a + PENALTY * p["W2"]}
        new = {name: rule(p[name], g[name], states[name], t) for name in p}
        for name, places in FIXED.items():
            for place in places:
                new[name][place] = START[name][place]
        p = new
    return p


def name_of(name: str, place: tuple[int, ...]) -> str:
    return f"{name}_new[{','.join(str(index + 1) for index in place)}]"


def assert_equal(values: dict[str, float], theirs: dict[str, Array], step: int) -> None:
    for name, array in theirs.items():
        for place in product(*map(range, array.shape)):
            ours = values[f"{name_of(name, place)}#{step}"]
            assert ours == pytest.approx(array[place], rel=1e-11, abs=1e-13), (name, place)


@pytest.mark.parametrize("rule", RULES)
def test_a_training_with_fixed_entries_is_that_of_plain_numpy(rule: str) -> None:
    """The other entries move as if alone, and what depends on them with them."""
    values = derive_problem(network(rule)).values
    for step in range(1, STEPS + 1):
        assert_equal(dict(values), trained(RULES[rule], step), step)


@pytest.mark.parametrize("rows", ["neurons", "inputs"])
@pytest.mark.parametrize("rule", RULES)
def test_in_matrices_the_formulas_leave_the_entry_in_its_place(rule: str, rows: str) -> None:
    """Worked with whole arrays, every formula of the page gives what the single entries have."""
    problem = network(rule, rows=rows)
    parts = derive_problem(problem).parts
    for step, part in parts.items():
        arrays = in_arrays(problem, part)
        assert prove_arrays(arrays) > 15
        expected = trained(RULES[rule], step)["W2"]
        ours = np.array(arrays.arrays["W2_new"])
        assert (ours.T if rows == "inputs" else ours) == pytest.approx(expected, rel=1e-11)


@pytest.mark.parametrize("rule", RULES)
def test_a_long_training_leaves_them_as_well(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """In plain floats the entries stay too, in every one of the steps."""
    monkeypatch.setattr(training, "MOST_DERIVED", 0)
    long = training_of(network(rule, 40))
    assert long.is_long
    expected = trained(RULES[rule], 40)
    values = long.step(40).values
    assert values["W2_new[1,1]"] == pytest.approx(expected["W2"][0, 0], rel=1e-10)
    assert values["W2_new[1,2]"] == 0.45


def test_the_proof_holds_with_fixed_entries() -> None:
    """Gradients of fixed entries are worked and compared as all others."""
    problem = network("name: sgd", 1)
    assert prove(problem, derive_problem(problem)).gradients == 10


def matrix_formula(rule: str, name: str) -> str:
    problem = network(rule, 1)
    arrays: Derivation = in_arrays(problem, derive_problem(problem))
    return str(arrays.by_name[name].symbolic[-1].expr)


def numbers(constants: Mapping[str, float]) -> dict[str, Num]:
    return {name: Num(value, repr(value)) for name, value in constants.items()}


def test_only_a_rule_that_moves_without_a_gradient_masks_the_change() -> None:
    """Of weight decay the change is masked, of all others the gradient is enough."""
    rows = OPTIMIZERS.items()
    moving = {name for name, row in rows if drifts(row.update, row, numbers({"alpha": 0.3, **row.constants}))}
    assert moving == {"adamw"}
    assert "moves(W2)" in matrix_formula("name: adamw, decay: 0.1", "W2_new")
    assert "moves(W2)" not in matrix_formula("name: adam", "W2_new")
    assert "moves(W2)" in matrix_formula("name: adam", "m(W2)")


def test_an_own_rule_that_divides_by_the_gradient_has_no_matrix() -> None:
    """Where nothing can stand at the fixed place the style is refused, and the entries are still worked."""
    problem = network("state: {s: 0}, update: {s: s + g^2, w: w - alpha*g/sqrt(s)}", 1)
    scalars = derive_problem(problem)
    assert scalars.values["b1_new[2]"] == -0.1
    with pytest.raises(UsageError, match="which is fixed"):
        in_arrays(problem, scalars)
