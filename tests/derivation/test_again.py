"""The forward pass with the new parameters, by numpy and by hand: z1_new[1], …, L_new."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from backprop_cli import solution
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import UsageError
from backprop_cli.problem_file.reader import read

BATCH = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: 0.7, activation: tanh}
  - {weights: [[1, -1]], biases: [0.1], activation: sigmoid}
loss: bce
optimizer: {name: sgd, learning_rate: 0.3}
"""
Array = NDArray[np.float64]


class Net:
    """The network of `BATCH` in numpy: forward, backward and plain descent written out."""

    def __init__(self, penalty: float = 0.0) -> None:
        self.penalty = penalty
        self.x, self.y = np.array([[0.5, -1], [2, 0.25]]), np.array([[1.0], [0.0]])
        self.w1, self.b1 = np.array([[0.1, 0.2], [0.3, -0.4]]), 0.7
        self.w2, self.b2 = np.array([[1.0, -1.0]]), np.array([0.1])

    def forward(self) -> dict[str, Any]:
        z1 = self.x @ self.w1.T + self.b1
        a1 = np.tanh(z1)
        z2 = a1 @ self.w2.T + self.b2
        a2 = 1 / (1 + np.exp(-z2))
        losses = -(self.y * np.log(a2) + (1 - self.y) * np.log(1 - a2))[:, 0]
        size = self.penalty * float((self.w1**2).sum() + (self.w2**2).sum())
        data = float(losses.mean())
        found = {"z1": z1, "a1": a1, "z2": z2, "a2": a2, "losses": losses}
        return found | {"L_data": data, "R": size, "L": data + size}

    def step(self, rate: float) -> None:
        found = self.forward()
        d2 = (found["a2"] - self.y) / 2
        d1 = d2 @ self.w2 * (1 - found["a1"] ** 2)
        self.w2 = self.w2 - rate * (d2.T @ found["a1"] + 2 * self.penalty * self.w2)
        self.w1 = self.w1 - rate * (d1.T @ self.x + 2 * self.penalty * self.w1)
        self.b2, self.b1 = self.b2 - rate * d2.sum(axis=0), self.b1 - rate * d1.sum()


def again(text: str, detail: str = "scalars") -> Derivation:
    return derive_problem(read(text, ""), detail, again=True)


def test_every_line_is_that_of_numpy() -> None:
    """Each sample's z, a, ŷ and loss, and the batch's loss, with the parameters that the step has left."""
    net = Net()
    net.step(0.3)
    theirs = net.forward()
    wanted = {"L_new": theirs["L"]}
    for sample in (1, 2):
        wanted[f"L_new@{sample}"] = theirs["losses"][sample - 1]
        wanted[f"yhat_new[1]@{sample}"] = theirs["a2"][sample - 1, 0]
        for layer, units in ((1, 2), (2, 1)):
            for unit in range(1, units + 1):
                for letter in "za":
                    name = f"{letter}{layer}_new[{unit}]@{sample}"
                    wanted[name] = theirs[f"{letter}{layer}"][sample - 1, unit - 1]
    derivation = again(BATCH)
    assert {name: derivation.values[name] for name in wanted} == pytest.approx(wanted, rel=1e-12)
    lines = {step.name: step.value for step in derivation.again}
    assert lines == pytest.approx({name: wanted[name] for name in lines}, rel=1e-12)
    assert set(wanted) - set(lines) == {"yhat_new[1]@1", "yhat_new[1]@2"}


def test_the_new_loss_holds_the_penalty_of_the_new_weights() -> None:
    """L = L_data + λΣw² again, all three with the new weights."""
    net = Net(penalty=0.05)
    net.step(0.3)
    theirs = net.forward()
    ours = again(f"{BATCH}penalty: {{name: l2, rate: 0.05}}\n").values
    for name in ("L", "L_data", "R"):
        assert ours[f"{name}_new"] == pytest.approx(theirs[name], rel=1e-12), name


def test_every_step_of_a_training_has_its_new_loss() -> None:
    """`L_new#t` is the loss after step t; on all samples step t + 1 starts with it."""
    net, losses = Net(), []
    for _ in range(3):
        net.step(0.3)
        losses.append(net.forward()["L"])
    for wanted in (True, False):
        problem = read(f"{BATCH}training: {{steps: 3}}\n", "")
        values = derive_problem(problem, again=wanted).values
        assert [values[f"L_new#{t}"] for t in (1, 2, 3)] == pytest.approx(losses, rel=1e-12)
        assert values["L_new#1"] == values["L#2"]


def test_a_mini_batch_has_the_new_loss_of_its_own_samples() -> None:
    """In steps of one sample, `L_new#1` is that sample's loss after the step, not the next one's."""
    text = """\
samples: [{inputs: [1], targets: [1]}, {inputs: [2], targets: [0]}]
layers: [{weights: [[0.5]], activation: linear}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
training: {epochs: 1, batch_size: 1}
"""
    values = again(text).values
    # w = 0.5: L = ½(1 − 0.5)², w⁺ = 0.5 + 0.1·0.5 = 0.55, L⁺ = ½·0.45²; then ŷ = 1.1, w⁺ = 0.55 − 0.1·2.2
    assert values["L_new#1"] == pytest.approx(0.10125, rel=1e-12)
    assert values["L_new#2"] == pytest.approx(0.5 * 0.66**2, rel=1e-12)


def test_a_formula_has_its_new_value() -> None:
    """From (3, 4) a step on x² + y² with α = 0.1 leads to (2.4, 3.2), where it is 16."""
    derivation = again(
        "formulas: {r: x^2, f: r + y^2}\nat: {x: 3, y: 4}\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    new = {step.name: step.value for step in derivation.again}
    assert new == pytest.approx({"r_new": 5.76, "f_new": 16}, rel=1e-12)


def test_what_no_new_parameter_leads_to_is_not_worked_again() -> None:
    """With layer 1 fixed its z and a stay as they are, and whoever asks for them is told so."""
    text = f"{BATCH}fixed: [W1, b1]\n"
    names = [step.name for step in again(text).again]
    assert names == [f"{name}@{sample}" for sample in (1, 2) for name in _LAST] + ["L_new"]
    with pytest.raises(UsageError) as caught:
        solution(read(text, ""), only=["z1_new[1]@2"], verify=False).render("markdown")
    assert caught.value.message == "the update does not change `z1[1]@2`, so there is no `z1_new[1]@2`"


_LAST = ("z2_new[1]", "a2_new[1]", "L_new")


@pytest.mark.parametrize("extra", ["", "weight_rows: inputs\n"])
def test_matrices_have_the_numbers_of_their_entries(extra: str) -> None:
    """In style matrix the second pass is one of whole arrays; every entry is that of numpy."""
    net = Net()
    text = BATCH
    if extra:  # the same weights, one row for each input
        text = text.replace("[[0.1, 0.2], [0.3, -0.4]]", "[[0.1, 0.3], [0.2, -0.4]]").replace(
            "[[1, -1]]", "[[1], [-1]]"
        )
    net.step(0.3)
    theirs = net.forward()
    data = json.loads(
        solution(read(text + extra, ""), only=["L_new"], style="matrix", verify=False).render("json")
    )
    arrays = {step["name"]: step["array"] for step in data["steps"]}
    for name, array in (("Z1_new", "z1"), ("A1_new", "a1"), ("Z2_new", "z2"), ("A2_new", "a2")):
        assert np.array(arrays[name]) == pytest.approx(theirs[array].T, rel=1e-12), name
    assert np.array(arrays["ell_new"]).ravel() == pytest.approx(theirs["losses"], rel=1e-12)
    assert data["values"]["L_new"] == pytest.approx(theirs["L"], rel=1e-12)


def test_json_has_the_new_loss_without_being_asked() -> None:
    """M. Mazur prints 0.291027924 (from rounded numbers); the lines that lead there come when asked for."""
    plain = json.loads(solution("two_layer_sigmoid", verify=False).render("json"))
    assert plain["values"]["L_new"] == pytest.approx(0.2910277737, abs=5e-11)
    assert "z1_new[1]" not in plain["values"]
    asked = json.loads(solution("two_layer_sigmoid", only=["L_new"], verify=False).render("json"))
    assert {"z1_new[1]", "yhat_new[2]", "L_new[1]", "L_new"} <= asked["values"].keys()
    last = asked["steps"][-1]
    assert (last["name"], last["value"]) == ("L_new", plain["values"]["L_new"])
    assert last["uses"] == ["L_new[1]", "L_new[2]"]


def test_a_step_that_leads_to_no_value_has_no_new_loss() -> None:
    """Where the new x is negative, ln x has no value: the data go without it, `--only` says why."""
    text = "formulas: {f: ln(x)}\nat: {x: 0.1}\noptimizer: {name: sgd, learning_rate: 1}\n"
    problem = read(text, "")
    assert "f_new" not in derive_problem(problem, again=True).values
    with pytest.raises(UsageError) as caught:
        solution(problem, only=["f_new"], verify=False).render("markdown")
    assert caught.value.message == "`f_new` has no value with the new parameters"
