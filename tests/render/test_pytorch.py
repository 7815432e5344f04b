"""A solution for PyTorch: literals of the file, expected numbers as numpy has them; with PyTorch it runs."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from by_numpy import targets, worked

from backprop_cli import load, solution
from backprop_cli.api import solve
from backprop_cli.errors import UsageError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.bundled import names, path
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.solution import Layout

SYMBOLIC = ("activation_derivatives", "chain_rule_symbolic", "surface_gradient")
STAGED = ("batch_normalisation", "dropout")
DRAWN = ("xavier_initialisation",)
"""Its weights are not in its file."""
NETWORKS = [
    name
    for name in names()
    if isinstance(load(name), Network) and load(name).schedule.steps == 1 and name not in {*STAGED, *DRAWN}
]

ONE_LAYER = """\
samples: [{inputs: [0.5, -1], targets: [1, 0]}, {inputs: [0, 2], targets: [0.25, 0.75]}]
layers: [{weights: [[0.1, 0.2], [0.3, -0.4]], activation: %s}]
loss: %s
reduction: %s
"""
TWO_LAYERS = """\
samples: [{inputs: [0.5, -1], targets: [1, 0.5]}, {inputs: [0, 2], targets: [0.2, -1]}]
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4], [0, 0]], biases: 0, activation: "%s"}
  - {weights: [[0.7, 0.2, 0.3], [0.3, -0.4, 1]], biases: [0.1, 0.2], activation: sigmoid}
loss: half_mse
optimizer: {name: sgd, learning_rate: 0.1}
fixed: [b2]
"""
ACTIVATIONS = (
    *("linear", "sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "silu", "gelu", "softmax"),
    *("leaky_relu(z, 0.2)", "z/(1 + abs(z))", "max(z, 0.1*z)", "2^z", "sign(z)*z^2 + pi"),
    *("min(z, 0.5)*Phi(z)", "where(z, z, exp(z) - 1)", "phi(z) + log10(2)"),
)
"""The third unit's z is 0: at the kink of those that have one."""
LOSSES = ("mse", "half_mse", "sse", "half_sse", "rmse", "mae", "ln(1 + (y - yhat)^2)", "max(0, 1 - y*yhat)")
ADAM = (TWO_LAYERS % "tanh").replace(
    "sgd", "adam"
) + "training: {steps: 3}\npenalty: {name: half_l2, rate: 0.1}\n"
SATURATED = (
    "{inputs: [1], targets: [1, 0], loss: bce, layers: [{weights: [[-800], [200]], activation: sigmoid}]}",
    "{inputs: [1000000], targets: [0.5], loss: sse, layers: [{weights: [[0.00003]], activation: sigmoid}]}",
)


def problems() -> list[str]:
    """Every bundled problem with numbers, every activation, every loss, and where floats lose digits."""
    found = [Path(path(name)).read_text(encoding="utf-8") for name in names()
             if name not in {*SYMBOLIC, *STAGED}]  # fmt: skip
    found += [TWO_LAYERS % activation for activation in ACTIVATIONS]
    found += [ONE_LAYER % ("tanh", loss, kind) for loss in LOSSES for kind in ("mean", "sum")]
    found += [ONE_LAYER % (last, loss, "mean") for last in ("sigmoid", "softmax")
              for loss in ("bce", "cross_entropy")]  # fmt: skip
    return [*found, *SATURATED]


def program(text: str) -> str:
    return solution(read(text), verify=False).render("pytorch")


def bundled(name: str) -> tuple[str, str]:
    """A bundled problem's text, and its program."""
    text = Path(path(name)).read_text(encoding="utf-8")
    return text, program(text)


def assigned(text: str) -> dict[str, Any]:
    """The literal that each name of a program is given, alone or as the first argument of `torch.tensor`."""
    found = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            value = node.value
            if isinstance(value, ast.Call) and value.args:
                value = value.args[0]
            found[node.targets[0].id] = _literal(value)
    return found


def _literal(node: ast.expr) -> Any:
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None  # no literal


@pytest.mark.parametrize("text", problems())
def test_every_program_compiles_and_compares_everything_that_floats_keep(text: str) -> None:
    """Python reads it; each number of the solution stands in it, or it says that floats lose it."""
    made = program(text)
    compile(made, "solution.py", "exec")
    assert ("nan: not compared" in made) == (text == SATURATED[1])


@pytest.mark.parametrize("name", NETWORKS)
def test_the_literals_are_those_of_the_file(name: str) -> None:
    """Weights, biases, inputs and targets, row by row."""
    text, made = bundled(name)
    data, found = yaml.safe_load(text), assigned(made)
    samples = data.get("samples") or [data]
    assert found["x"] == [each["inputs"] for each in samples]
    assert found["y"] == [targets(each["targets"], data["layers"][-1]["weights"]) for each in samples]
    for number, layer in enumerate(data["layers"], start=1):
        weights = layer["weights"]
        if data.get("weight_rows") == "inputs":
            weights = [list(row) for row in zip(*weights, strict=True)]
        assert found[f"W{number}"] == weights
        assert found.get(f"b{number}") == layer.get("biases")


@pytest.mark.parametrize("name", NETWORKS)
def test_the_expected_numbers_are_those_of_numpy(name: str) -> None:
    """What autograd's numbers are compared with, against backpropagation in numpy."""
    text, made = bundled(name)
    theirs = dict(worked(text))
    expected = assigned(made)["expected"]
    assert expected.pop("L") == pytest.approx(theirs.pop("L"), rel=1e-9)
    for quantity, value in expected.items():
        head = quantity.removeprefix("dL/d").removesuffix("_new").lower()
        before, after = ("grad_", "") if quantity.startswith("dL/d") else ("", "_new")
        array = np.array(value)
        for place in np.ndindex(array.shape):
            joint = "_" if any(index > 8 for index in place) else ""
            indices = joint.join(str(index + 1) for index in place)
            entry = before + "_".join(filter(None, [head, indices])) + after
            assert array[place] == pytest.approx(theirs.pop(entry), rel=1e-9, abs=1e-12)
    assert theirs == {}


def test_conventions_stand_beside_the_numbers() -> None:
    """Factor, reduction, shared bias, value at a kink: where PyTorch's own would differ, and where not."""
    made = bundled("two_layer_relu_sigmoid")[1]
    for line in (
        "# one number for the whole layer: its gradient is the sum over the units",
        "a1 = relu(z1)  # PyTorch's slope at z = 0 is 0, as in the solution",
        "# Loss: the mean over the outputs without a factor 1/2: nn.MSELoss() where samples are averaged",
        "losses = 1/2 * ((y - a2)**2).sum(dim=1)",
    ):
        assert f"\n{line}\n" in made
    batch = program(ONE_LAYER % ("tanh", "half_sse", "sum"))
    assert "\nL = losses.sum()  # reduction: the sum over 2 samples\n" in batch


@pytest.mark.parametrize("name", SYMBOLIC)
def test_a_symbolic_problem_is_refused(name: str) -> None:
    """Without a point there is nothing to run."""
    with pytest.raises(UsageError, match="a program needs numbers"):
        bundled(name)


@pytest.mark.parametrize("name", STAGED)
def test_what_is_not_written_is_refused(name: str) -> None:
    """Batch normalisation and dropout: a sentence, and no program that leaves them out."""
    with pytest.raises(UsageError, match="no batch normalisation and no dropout"):
        bundled(name)


RUN_ALL = """
import json, sys
for problem, program in json.load(sys.stdin):
    try:
        exec(program, {})
    except Exception as error:
        raise AssertionError(f"{problem}\\n{error}") from None
"""


def run_all(programs: list[tuple[str, str]]) -> subprocess.CompletedProcess[str]:
    """The programs in one process, one after the other."""
    command = [sys.executable, "-X", "utf8", "-c", RUN_ALL]
    return subprocess.run(command, input=json.dumps(programs), capture_output=True, encoding="utf-8")


def test_autograd_has_the_same_numbers() -> None:
    """With PyTorch there, every program runs, and none of its comparisons fails."""
    pytest.importorskip("torch", reason="PyTorch is not needed otherwise")
    later = solve(read(ADAM), Layout(step=2), verify=False).render("pytorch")
    done = run_all([*((text, program(text)) for text in problems()), (ADAM, later)])
    assert done.returncode == 0, done.stderr
    wrong = bundled("one_neuron")[1].replace("W1 = torch.tensor([[", "W1 = torch.tensor([[0.001 + ")
    assert "not close" in run_all([("wrong", wrong)]).stderr
