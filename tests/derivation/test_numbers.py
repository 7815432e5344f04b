"""Numbers are what they say: right to nine digits, or exactly 0, whatever saturates or cancels."""

from collections.abc import Callable
from itertools import pairwise, product
from random import Random
from typing import Any

import mpmath
import pytest
from mpmath import mp

from backprop_cli import solution
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import ProblemError
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Num
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout
from backprop_cli.worksheet.solution import compose

Row = list[Any]


def values(text: str) -> dict[str, float]:
    return dict(derive_problem(read(text)).values)


# --- exact zeros ------------------------------------------------------------------------------------


def one_unit(weights: str, inputs: str, rest: str) -> str:
    return f"inputs: {inputs}\nlayers: [{{weights: [{weights}], {rest}\n"


@pytest.mark.parametrize(
    ("text", "zeros"),
    [
        (one_unit("[3, -1]", "[0.1, 0.3]", "activation: sigmoid}]\ntargets: [1]\nloss: mse"), ["z1[1]"]),
        (
            one_unit("[0.1]", "[1]", "biases: [0.2], activation: linear}]\ntargets: [0.3]\nloss: half_sse"),
            ["L", "dL/da1[1]", "dL/dz1[1]", "dL/dW1[1,1]", "dL/db1[1]"],
        ),
        (
            one_unit(
                "[0.4, 0.5]", "[0.5, 0.2]", "biases: [-0.3], activation: relu}]\ntargets: [1]\nloss: sse"
            ),
            ["z1[1]", "a1[1]", "da1[1]/dz1[1]", "dL/dz1[1]"],
        ),
        (
            one_unit("[1e308, -1e308]", "[10, 10]", "activation: linear}]\ntargets: [0]\nloss: mse"),
            ["z1[1]", "L"],
        ),
        ("formulas: {y: x - 0.1 - 0.2, z: y*1e9}\nat: {x: 0.3}\n", ["y", "z"]),
        ("formulas: {y: sqrt(2)^2 - 2*x}\nat: {x: 1}\n", ["y"]),
        ("formulas: {y: ln(exp(x)) - x}\nat: {x: 0.7}\n", ["y"]),
    ],
)
def test_what_is_zero_in_truth_is_exactly_zero(text: str, zeros: list[str]) -> None:
    """Decimals that cancel, an output that meets its target, a ReLU at its kink, overflow on the way: 0."""
    found = values(text)
    assert {name: found[name] for name in zeros} == dict.fromkeys(zeros, 0.0)


def test_the_sum_of_a_softmaxs_deltas_is_exactly_zero() -> None:
    """Σ(ŷ − y) over a softmax, as the gradient of a shared bias: the outputs add up to 1."""
    text = "inputs: [0.7]\ntargets: [0, 1, 0]\nloss: cross_entropy\n"
    text += "layers: [{weights: [[0.3], [-0.2], [0.9]], biases: 0.1, activation: softmax}]\n"
    assert values(text)["dL/db1"] == 0.0


@pytest.mark.parametrize(
    ("text", "name", "true"),
    [
        ("formulas: {y: 1e-200*1e-200*x*1e200*1e200}\nat: {x: 1}\n", "y", "1"),
        ("formulas: {y: u*v*w}\nat: {u: 1e-160, v: 1.23456789e-160, w: 1e160}\n", "y", "1.23456789e-160"),
        ("formulas: {y: exp(x)/exp(x - 1)}\nat: {x: 1000}\n", "y", "2.718281828459045235360287"),
        ("formulas: {y: (1 - cos(x))/x^2}\nat: {x: 1e-8}\n", "y", "0.5"),
        ("formulas: {y: ln(1 + x)}\nat: {x: 1e-15}\n", "y", "9.999999999999995e-16"),
        ("formulas: {y: 1 - tanh(x)}\nat: {x: 20}\n", "y", "8.496708e-18"),
        ("formulas: {y: silu(z)}\nat: {z: -1.278464542761073795109358}\n", "dy/dz", None),
    ],
)
def test_a_value_keeps_its_digits_through_cancellation_and_overflow(
    text: str, name: str, true: str | None
) -> None:
    """Products that go under and come back, quotients of huge numbers, tails of saturated functions."""
    found = values(text)[name]
    if true is None:  # near the root of a slope: what mpmath's own derivative says
        with mpmath.workdps(50):
            z = mpmath.mpf("-1.278464542761073795109358")
            expected = float(mpmath.diff(lambda t: t / (1 + mpmath.exp(-t)), z))
        assert found == pytest.approx(expected, rel=1e-6)
    else:
        assert found == pytest.approx(float(mpmath.mpf(true)), rel=1e-6 if len(true) < 14 else 1e-9)


@pytest.mark.parametrize(
    "formula",
    ["exp(exp(exp(x)))", "sin(exp(exp(x)))", "x^(x^(x^x))", "tanh(exp(exp(x)))", "Phi(exp(exp(x)))"],
)
def test_powers_of_powers_end(formula: str) -> None:
    """What no memory could hold is refused, or has a value all the same."""
    try:
        found = values(f"formulas: {{y: {formula}}}\nat: {{x: 900}}\n")["y"]
    except ProblemError:
        return
    assert abs(found) <= 1


# --- random extreme networks, worked apart in mpmath ------------------------------------------------

ACTIVATIONS: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "sigmoid": (lambda z: 1 / (1 + mp.exp(-z)), lambda z: mp.exp(-z) / (1 + mp.exp(-z)) ** 2),
    "tanh": (mp.tanh, lambda z: 1 / mp.cosh(z) ** 2),
    "relu": (lambda z: max(z, mp.zero), lambda z: mp.mpf(z > 0)),
    "linear": (lambda z: z, lambda z: mp.one),
    "softplus": (lambda z: mp.log(1 + mp.exp(z)), lambda z: 1 / (1 + mp.exp(-z))),
}
LOSSES: dict[str, tuple[Callable[[Any, Any, int], Any], Callable[[Any, Any, int], Any]]] = {
    "mse": (lambda y, a, m: (y - a) ** 2 / m, lambda y, a, m: 2 * (a - y) / m),
    "half_sse": (lambda y, a, m: (y - a) ** 2 / 2, lambda y, a, m: a - y),
    "bce": (
        lambda y, a, m: -(y * mp.log(a) + (1 - y) * mp.log(1 - a)),
        lambda y, a, m: (1 - y) / (1 - a) - y / a,
    ),
    "cross_entropy": (lambda y, a, m: -y * mp.log(a), lambda y, a, m: -y / a),
}


def worked_apart(layers: list[dict[str, Any]], x: Row, y: Row, loss: str) -> dict[str, Any]:
    """Forward and backward of one sample in the present precision, from the numbers as typed."""
    found: dict[str, Any] = {}
    below: list[Row] = [[mp.mpf(each) for each in x]]
    sums: list[Row] = []
    for number, layer in enumerate(layers, 1):
        z = [mp.fsum(mp.mpf(w) * a for w, a in zip(row, below[-1], strict=True)) + mp.mpf(b)
             for row, b in zip(layer["weights"], layer["biases"], strict=True)]  # fmt: skip
        if layer["activation"] == "softmax":
            powers = [mp.exp(each - max(z)) for each in z]
            a = [power / mp.fsum(powers) for power in powers]
        else:
            a = [ACTIVATIONS[layer["activation"]][0](each) for each in z]
        sums.append(z)
        below.append(a)
        found |= {f"z{number}[{i}]": each for i, each in enumerate(z, 1)}
        found |= {f"a{number}[{i}]": each for i, each in enumerate(a, 1)}
    value, slope = LOSSES[loss]
    targets, m = [mp.mpf(each) for each in y], len(y)
    found["L"] = mp.fsum(value(t, a, m) for t, a in zip(targets, below[-1], strict=True))
    up = [slope(t, a, m) for t, a in zip(targets, below[-1], strict=True)]
    for number in range(len(layers), 0, -1):
        layer, z, a = layers[number - 1], sums[number - 1], below[number]
        if layer["activation"] == "softmax":
            delta = [a[i] * mp.fsum(up[j] * ((i == j) - a[j]) for j in range(len(a))) for i in range(len(a))]
        else:
            delta = [u * ACTIVATIONS[layer["activation"]][1](each) for u, each in zip(up, z, strict=True)]
        for i, d in enumerate(delta, 1):
            found[f"dL/dz{number}[{i}]"] = d
            found[f"dL/db{number}[{i}]"] = d
            for j, each in enumerate(below[number - 1], 1):
                found[f"dL/dW{number}[{i},{j}]"] = d * each
        up = [mp.fsum(d * mp.mpf(row[j]) for d, row in zip(delta, layer["weights"], strict=True))
              for j in range(len(below[number - 1]))]  # fmt: skip
    return found


def random_case(source: Random) -> tuple[list[dict[str, Any]], Row, Row, str]:
    """A network whose weights are anything from moderate to enormous, and whose numbers often cancel."""
    scale = source.choice([1, 3, 20, 60, 300])

    def number() -> str:
        return source.choice(
            [f"{source.uniform(-scale, scale):.2f}", f"{source.randint(-9, 9) / 10}", "0", "1"]
        )

    sizes = [source.randint(1, 3) for _ in range(source.randint(2, 3))]
    last = source.choice(["sigmoid", "softmax", "linear", "tanh"])
    losses = {"sigmoid": ["bce", "mse", "cross_entropy"], "softmax": ["cross_entropy", "mse"]}
    loss = source.choice(losses.get(last, ["mse", "half_sse"]))
    if last == "softmax":
        sizes[-1] = max(2, sizes[-1])
    layers = []
    for place, (before, units) in enumerate(pairwise(sizes)):
        final = place == len(sizes) - 2
        layers.append({
            "weights": [[number() for _ in range(before)] for _ in range(units)],
            "biases": [number() for _ in range(units)],
            "activation": last if final else source.choice([*ACTIVATIONS]),
        })  # fmt: skip
    one_hot = [str(int(place == 0)) for place in range(sizes[-1])]
    targets = one_hot if loss in {"bce", "cross_entropy"} else [number() for _ in range(sizes[-1])]
    return layers, [number() for _ in range(sizes[0])], targets, loss


def as_text(layers: list[dict[str, Any]], x: Row, y: Row, loss: str) -> str:
    def listed(each: Any) -> str:
        return f"[{', '.join(map(listed, each))}]" if isinstance(each, list) else str(each)

    lines = "".join(
        f"  - {{weights: {listed(layer['weights'])}, biases: {listed(layer['biases'])}, "
        f"activation: {layer['activation']}}}\n"
        for layer in layers
    )
    return f"inputs: {listed(x)}\ntargets: {listed(y)}\nloss: {loss}\nlayers:\n{lines}"


def assert_right(source: Random) -> int:
    case = random_case(source)
    with mpmath.workdps(700):
        try:
            theirs = worked_apart(*case)
        except (ZeroDivisionError, ValueError):
            return 0  # the loss has no value
        try:
            ours = values(as_text(*case))
        except ProblemError:
            assert any(abs(each) > 1e300 for each in theirs.values()) or theirs["L"] == mp.inf, as_text(*case)
            return 0
        for name, true in theirs.items():
            if name not in ours:
                assert abs(true) > 1e300, (name, as_text(*case))
            elif abs(true) < mp.mpf(10) ** -600:
                assert ours[name] == 0, (name, ours[name], as_text(*case))
            elif abs(true) > 1e-300:
                assert abs(ours[name] - true) <= 1e-9 * abs(true), (name, ours[name], true, as_text(*case))
        return len(theirs)


def test_random_extreme_networks_are_right_to_nine_digits() -> None:
    """Weights up to 300 and numbers that cancel, against the same network worked apart with 700 digits."""
    compared = sum(assert_right(Random(seed)) for seed in range(250))  # noqa: S311
    assert compared > 2_500


@pytest.mark.slow
def test_thousands_of_extreme_networks_are_right_to_nine_digits() -> None:
    """The same for thousands."""
    assert sum(assert_right(Random(seed)) for seed in range(1_000, 6_000)) > 40_000  # noqa: S311


def test_where_digits_were_dropped_the_page_says_so() -> None:
    """A softmax output of 1 − 6·10⁻¹⁶ is ≈ 1, and its loss and gradients have their digits."""
    text = "inputs: [1]\nlayers: [{weights: [[35], [0]], activation: softmax}]\ntargets: [0, 1]\nloss: mse\n"
    problem = read(text)
    derivation = derive_problem(problem)
    tail = float(mpmath.exp(-35))
    assert derivation.values["dL/dz1[1]"] == pytest.approx(2 * tail, rel=1e-9)
    assert {"a1[1]", "L"} & compose(problem, derivation, Layout()).scope.inexact == {"a1[1]", "L"}


OF_ONE = "[{weights: [[0.7]], biases: [0.2], activation: softmax}]"
OF_TWO = "[{weights: [[900], [0]], activation: softmax}]"
OF_SIGMOID = "[{weights: [[900]], activation: sigmoid}]"


@pytest.mark.parametrize(
    ("layers", "targets", "loss", "near"),
    [
        (OF_ONE, "[1]", "cross_entropy", set()),
        (OF_ONE, "[0]", "cross_entropy", set()),
        (OF_TWO, "[1, 0]", "cross_entropy", {"a1[1]", "a1[2]", "L"}),
        (OF_SIGMOID, "[1]", "bce", {"a1[1]", "L"}),
    ],
    ids=["e^z/e^z", "0 times ln 1", "softmax", "sigmoid"],
)
def test_what_is_exactly_0_or_1_is_not_called_near(
    layers: str, targets: str, loss: str, near: set[str]
) -> None:
    """A softmax over one unit is 1, and its loss −ln 1 = 0; over two, or a sigmoid, it only comes near."""
    head = f"inputs: [1]\nlayers: {layers}\ntargets: {targets}\nloss: {loss}\n"
    problem = read(f"{head}optimizer: {{name: sgd, learning_rate: 0.1}}\n")
    derivation = derive_problem(problem)
    document = compose(problem, derivation, Layout())
    assert derivation.values["L"] == 0
    assert document.scope.inexact & {"a1[1]", "a1[2]", "L"} == near
    told = "≈ 0; after the update: ≈ 0." if near else "0; after the update: 0."
    page = solution(problem).render("terminal")
    assert f"L before the update: {told}" in page
    assert ("a float cannot hold" in page) == bool(near)


def test_a_circuit_tells_near_from_exact_too() -> None:
    """There L is −s₅, a gate that has no softmax of its own."""
    for layers, targets, about in ((OF_TWO, "[1, 0]", True), (OF_ONE, "[1]", False)):
        problem = read(f"inputs: [1]\nlayers: {layers}\ntargets: {targets}\nloss: cross_entropy\n")
        page = solution(problem, style="gates").render("terminal")
        (line,) = [each for each in page.splitlines() if each.startswith("│ L = −")]
        assert ("≈ 0 " in line) == about


def test_a_plain_network_needs_no_mpmath() -> None:
    """Where nothing cancels, floats do: all pairs of activation and loss of a small network."""
    from backprop_cli.derivation import numbers

    for activation, loss in product(["sigmoid", "tanh", "softplus"], ["mse", "half_sse"]):
        text = "inputs: [0.05, 0.1]\ntargets: [0.01, 0.99]\nlayers:\n"
        text += f"  - {{weights: [[0.15, 0.2], [0.25, 0.3]], biases: 0.35, activation: {activation}}}\n"
        work = numbers.Numbers({})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(numbers.Numbers, "_again", None)
            assert derive_problem(read(f"{text}loss: {loss}\n")).values
        assert work.values == {}


def test_what_leads_to_lost_digits_is_walked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forty values cancel on top of one chain of 200: it is walked once for each number of digits."""
    from backprop_cli.derivation import numbers
    from backprop_cli.graph.walk import reached

    walked: list[str] = []

    def counted(*args: Any) -> list[str]:
        walked.extend(found := list(reached(*args)))
        return found

    monkeypatch.setattr(numbers, "reached", counted)
    work = numbers.Numbers({"x": Num(0.1, "0.1")})
    for place in range(200):
        work.worked(f"u{place}", parse(f"{f'u{place - 1}' if place else 'x'} + 0.1"))
    for place in range(40):
        assert work.worked(f"lost{place}", parse("u199 - 20.1")) == 0
    assert len(walked) <= 2 * 200 * len(numbers.WORKING_DIGITS) + 40 * 2 * (1 + len(numbers.WORKING_DIGITS))
