"""A solution for PyTorch: literals of the file, expected numbers as numpy has them; with PyTorch it runs."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from bundled_kinds import DRAWN, GIVEN, SYMBOLIC
from by_numpy import targets, worked

from backprop_cli import load, solution
from backprop_cli.api.solutions import solve
from backprop_cli.errors import UsageError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.bundled import names, path
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

STAGED = ("batch_normalisation", "dropout")
"""Networks whose layers have stages that `by_numpy` has not; their numbers are in the reference files."""
NETWORKS = [
    name
    for name in names()
    if isinstance(load(name), Network)
    and load(name).schedule.steps == 1
    and name not in {*STAGED, *DRAWN, *GIVEN}
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
PARTLY_GIVEN = """\
samples: [{inputs: [0.5, -1], targets: [1, 0]}, {inputs: [0, 2], targets: [0, 1]}]
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: 0, activation: %s}
  - {weights: [[0.7, 0.2], [0.3, -0.4]], biases: [0.1, 0.2], activation: %s}
known: {"a1[1]@1": 0.6, "a1[2]@2": 0, "a2[2]@1": 0.3}
loss: %s
"""
ENDS = (
    *(("sigmoid", "softmax", "cross_entropy"), ("leaky_relu", "sigmoid", "bce"), ("relu", "tanh", "mse")),
    *(("softmax", "linear", "half_sse"), ("tanh", "exp(z)", "sse")),
)
ADAM = (TWO_LAYERS % "tanh").replace(
    "sgd", "adam"
) + "training: {steps: 3}\npenalty: {name: half_l2, rate: 0.1}\n"
KEPT = (
    ADAM.replace("name: adam", "name: adamw, decay: 0.1").replace("[b2]", '["W1[3,2]", "b2[1]"]'),
    (TWO_LAYERS % "tanh").replace("[b2]", '["W2[1,1]", "W2[2,3]"]'),
)
NORMALISED = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
  - {inputs: [1, 1], targets: [1]}
layers:
  - weights: [[0.1, 0.2], [0.3, -0.4]]
    normalize: {gamma: [1, 1.5], beta: [0, -0.5], epsilon: 0.001}
    activation: tanh
    dropout: {mask: [[1, 0], [1, 1], [0, 1]], keep: 0.8}
  - weights: [[1, -1]]
    biases: [0.1]
    normalize: {gamma: [2], beta: [0.3], epsilon: 0.01}
    activation: sigmoid
loss: bce
reduction: mean
optimizer: {name: sgd, learning_rate: 0.1}
"""
MASKED = (
    NORMALISED.replace("name: sgd", "name: momentum")
    + "training: {epochs: 2, batch_size: 3, order: [2, 1, 3]}\n"
)
DESCENT = """\
formulas: {f: x^2*y + sin(y)}
at: {x: 1, y: 0.5}
wrt: [x, y]
optimizer: {name: adam, learning_rate: 0.1}
training: {steps: 3}
"""
SATURATED = (
    "{inputs: [1], targets: [1, 0], loss: bce, layers: [{weights: [[-800], [200]], activation: sigmoid}]}",
    "{inputs: [1000000], targets: [0.5], loss: sse, layers: [{weights: [[0.00003]], activation: sigmoid}]}",
)


def problems() -> list[str]:
    """Every bundled problem with numbers, every activation, every loss, and where floats lose digits."""
    found = [Path(path(name)).read_text(encoding="utf-8") for name in names() if name not in SYMBOLIC]
    found += [PARTLY_GIVEN % pair for pair in ENDS]
    found += [TWO_LAYERS % activation for activation in ACTIVATIONS]
    found += [ONE_LAYER % ("tanh", loss, kind) for loss in LOSSES for kind in ("mean", "sum")]
    found += [ONE_LAYER % (last, loss, "mean") for last in ("sigmoid", "softmax")
              for loss in ("bce", "cross_entropy")]  # fmt: skip
    return [*found, *KEPT, *SATURATED, NORMALISED, NORMALISED.replace("mean", "sum")]


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


@pytest.mark.parametrize("name", sorted(SYMBOLIC))
def test_a_symbolic_problem_is_refused(name: str) -> None:
    """Without a point there is nothing to run."""
    with pytest.raises(UsageError, match="a program needs numbers"):
        bundled(name)


def test_a_normalised_layer_is_written_by_its_formulas() -> None:
    """Biased variance, ε under the root, a mask for each sample; PyTorch's own call stands above."""
    made = program(NORMALISED)
    for line in (
        "# u1 is torch.nn.functional.batch_norm(z1, None, None, gamma1, beta1, training=True, eps=0.001)",
        "zhat1 = (z1 - mu1) / torch.sqrt(var1 + 0.001)",
        "u1 = gamma1 * zhat1 + beta1",
        "a1 = tanh(u1)",
        "z2 = h1 @ W2.T + b2",
        "losses = -(y * logsigmoid(u2) + (1 - y) * logsigmoid(-u2)).sum(dim=1)",
    ):
        assert f"\n{line}\n" in made
    found = assigned(made)
    assert found["mask1"] == [[1, 0], [1, 1], [0, 1]]
    assert found["gamma1"] == [1, 1.5]


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_the_expected_numbers_of_a_normalised_layer_are_those_of_numpy(reduction: str) -> None:
    """Forward, and back by the paper's formulas: γ, β, the weights, and the new γ."""
    expected = assigned(program(NORMALISED.replace("mean", reduction)))["expected"]
    theirs = normalised_by_numpy(1 / 3 if reduction == "mean" else 1)
    for name, value in theirs.items():
        assert np.array(expected[name]) == pytest.approx(value, rel=1e-9, abs=1e-12), name


def normalised_by_numpy(share: float) -> dict[str, Any]:
    x, y = np.array([[0.5, -1], [2, 0.25], [1, 1]]), np.array([[1], [0], [1]])
    w1, w2 = np.array([[0.1, 0.2], [0.3, -0.4]]), np.array([[1, -1]])
    mask = np.array([[1, 0], [1, 1], [0, 1]])
    z1, gamma1, beta1 = x @ w1.T, np.array([1, 1.5]), np.array([0, -0.5])
    root1, zhat1 = np.sqrt(z1.var(axis=0) + 0.001), (z1 - z1.mean(axis=0)) / np.sqrt(z1.var(axis=0) + 0.001)
    a1 = np.tanh(gamma1 * zhat1 + beta1)
    h1 = a1 * mask / 0.8
    z2 = h1 @ w2.T + 0.1
    root2, zhat2 = np.sqrt(z2.var(axis=0) + 0.01), (z2 - z2.mean(axis=0)) / np.sqrt(z2.var(axis=0) + 0.01)
    a2 = 1 / (1 + np.exp(-(2 * zhat2 + 0.3)))
    du2 = (a2 - y) * share
    dz2 = through_normalisation(du2 * 2, zhat2, root2)
    du1 = dz2 @ w2 * mask / 0.8 * (1 - a1**2)
    dz1 = through_normalisation(du1 * gamma1, zhat1, root1)
    dgamma1 = (du1 * zhat1).sum(axis=0)
    return {
        "L": -(y * np.log(a2) + (1 - y) * np.log(1 - a2)).sum() * share,
        "dL/dW1": dz1.T @ x, "dL/dW2": dz2.T @ h1, "dL/db2": dz2.sum(axis=0), "dL/dgamma1": dgamma1,
        "dL/dbeta1": du1.sum(axis=0), "dL/dgamma2": (du2 * zhat2).sum(axis=0), "dL/dbeta2": du2.sum(axis=0),
        "gamma1_new": gamma1 - 0.1 * dgamma1,
    }  # fmt: skip


def through_normalisation(dzhat: Any, zhat: Any, root: Any) -> Any:
    """Source: S. Ioffe, C. Szegedy (2015), section 3, simplified as in C. Thorey's note (2016)."""
    return (dzhat - dzhat.mean(axis=0) - zhat * (dzhat * zhat).mean(axis=0)) / root


def test_a_training_goes_on_in_one_program() -> None:
    """Each step starts from what the one before has left, and compares its own numbers."""
    made = program(ADAM)
    compile(made, "solution.py", "exec")
    assert "# All 3 steps of the training" in made
    assert made.count("\nW1 = torch.tensor(") == made.count("\nx = torch.tensor(") == 1
    assert made.count("\nW1 = W1_new.detach().requires_grad_()\n") == 2
    assert made.count("\nb2 = b2.detach().requires_grad_()\n") == 2  # fixed
    assert made.count("    m_W1 = 0.0\n") == 1
    assert made.count("\nexpected = {") == made.count("torch.testing.assert_close") == 3


def test_a_single_fixed_entry_is_left_by_a_mask() -> None:
    """The program puts the entry back, and compares it with the number that it had."""
    made = program(KEPT[1])
    mask = "moves_W2 = torch.tensor([[False, True, True], [True, True, False]])"
    assert f"    {mask}  # False where an entry is fixed: it stays as it is\n" in made
    assert "    W2_new = torch.where(moves_W2, W2_new, W2)\n" in made
    expected = re.findall(r'"W2_new": (\[\[.*\]\]),', made)
    new = ast.literal_eval(expected[0])
    assert (new[0][0], new[1][2]) == (0.7, 1.0)
    assert "moves_W1" not in made


def test_each_batch_has_its_tensors() -> None:
    """Mini-batches: inputs, targets and masks of each step's samples."""
    text = (
        MASKED.replace("batch_size: 3, order: [2, 1, 3]", "batch_size: 2, order: [2, 1, 3, 4]")
        .replace("  - {inputs: [1, 1]", "  - {inputs: [3, 2], targets: [0]}\n  - {inputs: [1, 1]")
        .replace("[0, 1]]", "[0, 1], [1, 1]]")
    )
    tensors = re.findall(r"^(x|mask1) = torch.tensor\((\[\[.*\]\]), dtype", program(text), re.MULTILINE)
    found = [(name, ast.literal_eval(body)) for name, body in tensors]
    first, second = [[2, 0.25], [0.5, -1]], [[3, 2], [1, 1]]
    assert [body for name, body in found if name == "x"] == [first, second] * 2
    assert [body for name, body in found if name == "mask1"] == [[[1, 1], [1, 0]], [[0, 1], [1, 1]]] * 2


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


def every_program() -> list[tuple[str, str]]:
    """All that is to be run, with what it is of."""
    trainings = [ADAM, MASKED, DESCENT, ADAM.replace("[b2]", "[W1, b1]")]
    later = solve(read(ADAM), Layout(step=2), verify=False).render("pytorch")
    return [*((text, program(text)) for text in (*problems(), *trainings)), (ADAM, later)]


def test_autograd_has_the_same_numbers() -> None:
    """With PyTorch there, every program runs, and none of its comparisons fails."""
    pytest.importorskip("torch", reason="PyTorch is not needed otherwise")
    done = run_all(every_program())
    assert done.returncode == 0, done.stderr
    wrong = bundled("one_neuron")[1].replace("W1 = torch.tensor([[", "W1 = torch.tensor([[0.001 + ")
    assert "not close" in run_all([("wrong", wrong)]).stderr
