"""Batches: one sweep from the loss, the samples' own derivatives beside it, and samples that mix."""

from collections.abc import Iterator
from math import prod, sqrt
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from random_problems import Net, networks

from backprop_cli import check, load
from backprop_cli.cli.main import run
from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.derivation.step import Rule
from backprop_cli.errors import ProblemError
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Expr, Num, children
from backprop_cli.graph.graph import Graph, Node, Role, node
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.quantity import Quantity

RANDOM = settings(max_examples=60, suppress_health_check=list(HealthCheck))

# --- samples that mix -------------------------------------------------------------------------------

X, Y, W, B, GAMMA = [0.3, -1.2, 0.8, 2.5], [0.1, 0.4, -0.6, 1.0], 0.7, -0.2, 1.4
EPSILON = 1e-5


def normalised() -> Graph:
    """Z = wx + b over four samples, its mean and variance, ẑ, a = γẑ, L = mean of (a − y)²: formulas only."""

    def formula(text: str) -> Expr:
        return parse(text)

    nodes: list[Node] = [
        node(Quantity("w"), Role.WEIGHT),
        node(Quantity("b"), Role.BIAS),
        node(Quantity("gamma"), Role.WEIGHT),
    ]
    samples = range(1, 5)
    for s in samples:
        nodes.append(node(Quantity("x", sample=s), Role.INPUT))
        nodes.append(node(Quantity("y", sample=s), Role.TARGET))
        nodes.append(node(Quantity("z", 1, sample=s), Role.PRE_ACTIVATION, formula(f"w*x@{s} + b")))
    nodes.append(node(Quantity("mu", 1), Role.FORMULA, formula("(z1@1 + z1@2 + z1@3 + z1@4)/4")))
    squares = " + ".join(f"(z1@{s} - mu1)^2" for s in samples)
    nodes.append(node(Quantity("var", 1), Role.FORMULA, formula(f"({squares})/4")))
    for s in samples:
        nodes.append(
            node(Quantity("zhat", 1, sample=s), Role.FORMULA, formula(f"(z1@{s} - mu1)/sqrt(var1 + 1e-5)"))
        )
        nodes.append(node(Quantity("a", 1, sample=s), Role.ACTIVATION, formula(f"gamma*zhat1@{s}")))
        nodes.append(node(Quantity("L", sample=s), Role.LOSS, formula(f"(a1@{s} - y@{s})^2")))
    nodes.append(node(Quantity("L"), Role.LOSS, formula("1/4*(L@1 + L@2 + L@3 + L@4)")))
    return Graph(tuple(nodes), outputs=("L",), wrt=("w", "b", "gamma"))


def numbers() -> dict[str, Num]:
    values = {"w": W, "b": B, "gamma": GAMMA}
    values |= {f"x@{s}": x for s, x in enumerate(X, 1)} | {f"y@{s}": y for s, y in enumerate(Y, 1)}
    return {name: Num(value, repr(value)) for name, value in values.items()}


def by_hand() -> dict[str, float]:
    """The gradients by the published formulas of batch normalisation (Ioffe and Szegedy, 2015, section 3)."""
    x, y = np.array(X), np.array(Y)
    z = W * x + B
    mean, variance = z.mean(), z.var()
    zhat = (z - mean) / sqrt(variance + EPSILON)
    da = 2 * (GAMMA * zhat - y) / 4
    dzhat = da * GAMMA
    dvar = float(np.sum(dzhat * (z - mean)) * -0.5 * (variance + EPSILON) ** -1.5)
    dmean = float(-np.sum(dzhat) / sqrt(variance + EPSILON) + dvar * np.sum(-2 * (z - mean)) / 4)
    dz = dzhat / sqrt(variance + EPSILON) + dvar * 2 * (z - mean) / 4 + dmean / 4
    found = {"dL/dgamma": float(np.sum(da * zhat)), "dL/dw": float(np.sum(dz * x)), "dL/db": float(dz.sum())}
    found |= {"dL/dvar1": dvar, "dL/dmu1": dmean}
    return found | {f"dL/dz1@{s}": float(each) for s, each in enumerate(dz, 1)}


def test_samples_that_mix_get_all_their_gradients_right() -> None:
    """Through mean and variance, z of one sample reaches the loss of all: right to 1e-12."""
    derivation = derive(normalised(), numbers())
    for name, theirs in by_hand().items():
        assert derivation.values[name] == pytest.approx(theirs, rel=1e-12, abs=1e-12), name
    assert derivation.shares == ()
    assert {step.rule for step in derivation.backward} == {Rule.CHAIN}
    assert not [name for name in derivation.values if name.startswith("dL@") and "da" not in name]


def test_a_loss_that_is_no_mean_of_the_samples_has_no_shares() -> None:
    """L = √(mean of the samples' losses): ∂L/∂L@1 is no constant, so the chain goes through it."""
    graph = derive_problem(load("batch_of_four")).graph
    (last,) = [each for each in graph.nodes if each.name == "L"]
    rooted = last._replace(formula=parse("sqrt(1/4*(L@1 + L@2 + L@3 + L@4))"))
    changed = Graph(tuple(rooted if each is last else each for each in graph.nodes), ("L",), graph.wrt)
    given = derive_problem(load("batch_of_four")).given
    values, plain = derive(changed, given).values, derive(graph, given).values
    assert values["dL/dW1[1,1]"] == pytest.approx(plain["dL/dW1[1,1]"] / (2 * sqrt(plain["L"])), rel=1e-12)


# --- samples of their own ---------------------------------------------------------------------------


@RANDOM
@given(networks(max_layers=2, max_units=2))
def test_the_batchs_derivative_by_a_sample_is_a_share_of_its_own(net: Net) -> None:
    """∂L/∂z@2 is ∂L@2/∂z@2 times 1/n, or times 1 for a sum; alone, the sample has the same derivative."""
    assume(len(net.samples) > 1)
    values = _values(net)
    share = 1 / len(net.samples) if net.reduction == "mean" else 1.0
    for place, sample in enumerate(net.samples, start=1):
        alone = _values(net._replace(samples=[sample]))
        for name in [name for name in alone if name.startswith(("dL/dz", "dL/da"))]:
            own = values[f"dL@{place}/{name[3:]}@{place}"]
            assert own == pytest.approx(alone[name], rel=1e-9, abs=1e-12)
            assert values[f"{name}@{place}"] == pytest.approx(share * own, rel=1e-9, abs=1e-15)


def _values(net: Net) -> dict[str, float]:
    try:
        return dict(derive_problem(read(net.text())).values)
    except ProblemError:
        assume(False)
        raise


@pytest.mark.parametrize("scale", [1.0, 0.25])
def test_a_sheet_may_use_either_derivative_throughout(scale: float) -> None:
    """A δ of a sample's own loss, or of the batch's with its 1/4: each under its name."""
    values = derive_problem(load("batch_of_four")).values
    of = "L" if scale < 1 else "L@{s}"
    answers = {
        f"d{of.format(s=s)}/dz1[1]@{s}": f"{scale * values[f'dL@{s}/dz1[1]@{s}']:.6f}" for s in range(1, 5)
    }
    answers["dL/dW1[1,1]"] = f"{values['dL/dW1[1,1]']:.6f}"
    report = check("batch_of_four", answers).report
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}


def test_a_whole_sheet_may_use_the_batchs_derivatives() -> None:
    """Every δ of the batch's loss, and none of a sample's own: all points, nothing is missing."""
    values = derive_problem(load("batch_of_four")).values
    asked = [line.name for line in check("batch_of_four", {"L": "0"}).report.lines]
    names = {f"dL@{s}/dz1[1]@{s}": f"dL/dz1[1]@{s}" for s in range(1, 5)}
    sheet = {names.get(name, name): f"{values[names.get(name, name)]:.6g}" for name in asked}
    report = check("batch_of_four", sheet).report
    assert (report.points, report.total, report.all_right) == (len(asked), len(asked), True)


def test_a_missed_line_of_the_batch_is_counted_in_a_class(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A wrong ∂L/∂z@2 of the batch's loss is a line like any other in the table of a class."""
    sheets = [tmp_path / f"{name}.yaml" for name in ("ada", "ben")]
    for sheet in sheets:
        sheet.write_text("answers: {'dL/dz1[1]@2': 9}\n", encoding="utf-8")
    assert run(["check", "batch_of_four", *map(str, sheets)]) == 1
    assert "∂L/∂In¹₁⟨2⟩" in capsys.readouterr().out


def test_a_mistake_in_the_batchs_derivative_is_carried_on() -> None:
    """∂L/∂z@3 with a slip, of the batch's loss: what follows from it is called so."""
    values = derive_problem(load("batch_of_four")).values
    wrong = {s: 0.25 * values[f"dL@{s}/dz1[1]@{s}"] + (0.05 if s == 3 else 0) for s in range(1, 5)}
    total = sum(prod((wrong[s], x)) for s, x in ((1, 0), (2, 0), (3, 1), (4, 1)))
    answers = {f"dL/dz1[1]@{s}": f"{each:.6f}" for s, each in wrong.items()}
    lines = check("batch_of_four", {**answers, "dL/dW1[1,1]": f"{total:.6f}"}).report.shown
    found = {line.name: line.verdict for line in lines}
    assert found.pop("dL/dz1[1]@3") is Verdict.WRONG
    assert found.pop("dL/dW1[1,1]") is Verdict.FOLLOWS
    assert set(found.values()) == {Verdict.RIGHT}


def _nodes(samples: int) -> int:
    text = "samples:\n" + "  - {inputs: [0.5, 1], targets: [1]}\n" * samples
    text += "layers: [{weights: [[0.1, 0.2]], biases: 0.1, activation: sigmoid}]\nloss: bce\n"
    steps = derive_problem(read(text)).steps
    return sum(_size(side.expr) for step in steps for side in step.sides)


def _size(expr: Expr) -> int:
    if not isinstance(expr, Expr):
        return 0
    return 1 + sum(map(_size, _parts(expr)))


def _parts(expr: Expr) -> Iterator[Expr]:
    yield from children(expr)


def test_work_grows_with_the_number_of_samples() -> None:
    """Twice the samples, twice the formulas: nothing is written for pairs of them."""
    assert _nodes(80) <= 2.05 * _nodes(40)
