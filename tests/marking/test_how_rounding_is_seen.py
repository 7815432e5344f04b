"""How far a sheet is rounded, and how far what is not written: by numbers that had to be rounded."""

import json
from math import floor, log10
from typing import Any

import numpy as np
import pytest
from counted import calls_under

import backprop_cli
from backprop_cli.marking.judging.compare import is_never_negative
from backprop_cli.marking.judging.own_work import OwnWork
from backprop_cli.marking.judging.scheme import Scheme

RELU: dict[str, Any] = {
    "inputs": [0.5, -1],
    "targets": [1],
    "layers": [
        {"weights": [[0.3, -0.2], [0.5, 0.4]], "biases": [0.1, 0.3], "activation": "relu"},
        {"weights": [[0.7, -0.6]], "biases": 0.2, "activation": "sigmoid"},
    ],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
}
X = np.array([0.5, -1.0])


def digits(value: float, count: int) -> str:
    """A number to so many significant digits, as one writes it by hand."""
    size = floor(log10(abs(value))) if value else 0
    return f"{value:.{max(0, count - 1 - size)}f}"


def verdicts(problem: dict[str, Any], lines: dict[str, str]) -> dict[str, str]:
    """What each line of a sheet is found to be."""
    (sheet,) = json.loads(backprop_cli.check(problem, lines).render("json"))["sheets"]
    return {line["name"]: line["verdict"] for line in sheet["answers"] if line["given"] is not None}


def relu_lines(z2: float, count: int) -> dict[str, str]:
    """The whole sheet from z₂⁽¹⁾ on, worked with all digits; what is exact is written as short as it is."""
    w1, w2 = np.array([[0.3, -0.2], [0.5, 0.4]]), np.array([0.7, -0.6])
    z = np.array([0.45, z2])
    out = 1 / (1 + np.exp(-(w2 @ z + 0.2)))
    delta = (out - 1) * out * (1 - out)
    back = delta * w2
    lines = {"z1[1]": "0.45", "z1[2]": f"{z2:g}", "a1[1]": "0.45", "a1[2]": f"{z2:g}"}
    lines |= {"z2[1]": f"{w2 @ z + 0.2:.3f}"}
    worked = {"a2[1]": out, "L": (1 - out) ** 2 / 2, "dL/dz2[1]": delta, "dL/db2": delta}
    worked |= {"b2_new": 0.2 - 0.5 * delta}
    for i in (0, 1):
        worked |= {f"dL/dW2[1,{i + 1}]": delta * z[i], f"W2_new[1,{i + 1}]": w2[i] - 0.5 * delta * z[i]}
        worked |= {f"dL/dz1[{i + 1}]": back[i], f"b1_new[{i + 1}]": (0.1, 0.3)[i] - 0.5 * back[i]}
        worked |= {f"W1_new[{i + 1},{j + 1}]": w1[i, j] - 0.5 * back[i] * X[j] for j in (0, 1)}
    return lines | {name: digits(float(value), count) for name, value in worked.items()}


INVENTED = {
    "W1_new[1,1]": "0.31471",
    "W1_new[1,2]": "-0.22888",
    "b1_new[1]": "0.12999",
    "W2_new[1,1]": "0.71811",
    "b2_new": "0.25401",
}


@pytest.mark.parametrize("z2", [0.15, 0.19])
def test_a_short_number_that_is_exact_says_nothing_of_how_the_rest_is_rounded(z2: float) -> None:
    """0.19 is a slip for 0.15, and z = 0.401 exact from it: all else has five digits, and is held to them."""
    lines = relu_lines(z2, 5)
    found = verdicts(RELU, lines)
    assert [name for name, verdict in found.items() if verdict not in {"right", "follows"}] == (
        ["z1[2]"] if z2 == 0.19 else []
    )
    found = verdicts(RELU, lines | INVENTED)
    assert {found[name] for name in INVENTED} <= {"wrong", "mistake"}


def single(optimizer: str) -> dict[str, Any]:
    """One sigmoid and an optimiser."""
    return {
        "inputs": [0.5, -1],
        "targets": [1],
        "layers": [{"weights": [[0.3, -0.2]], "biases": 0.1, "activation": "sigmoid"}],
        "loss": "half_sse",
        "optimizer": {"name": optimizer, "learning_rate": 0.1},
    }


def first_step(optimizer: str, gradient: float) -> float:
    """The first step of Adam, or of RMSProp, whose averages start from 0."""
    m, s = (
        (0.1 * gradient / 0.1, 0.001 * gradient**2 / 0.001)
        if optimizer == "adam"
        else (
            gradient,
            0.1 * gradient**2,
        )
    )
    return float(0.1 * m / (np.sqrt(s) + 1e-8))


@pytest.mark.parametrize("optimizer", ["adam", "rmsprop"])
@pytest.mark.parametrize("decimals", [2, 3])
def test_averages_that_are_not_written_keep_the_digits_that_a_division_needs(
    optimizer: str, decimals: int
) -> None:
    """Nobody who divides by √v takes v = 0.0000021 for 0.00: a step uphill, or an activation, is wrong."""
    a = round(float(1 / (1 + np.exp(-0.45))), decimals)
    delta = round((a - 1) * a * (1 - a), decimals)
    lines = {
        "z1[1]": f"{0.45:.{decimals}f}",
        "a1[1]": f"{a:.{decimals}f}",
        "dL/dz1[1]": f"{delta:.{decimals}f}",
    }
    places = {"W1_new[1,1]": (0.3, 0.5), "W1_new[1,2]": (-0.2, -1.0), "b1_new": (0.1, 1.0)}

    def news(steps: float) -> dict[str, str]:
        moved = {name: old - steps * first_step(optimizer, delta * x) for name, (old, x) in places.items()}
        return {name: f"{value:.{decimals}f}" for name, value in moved.items()}

    found = verdicts(single(optimizer), lines | news(1))
    assert {found[name] for name in places} == {"right"}
    uphill = verdicts(single(optimizer), lines | news(-1))
    copied = verdicts(single(optimizer), lines | dict.fromkeys(places, lines["a1[1]"]))
    off = [each[name] for each in (uphill, copied) for name in places]
    close = optimizer == "rmsprop" and abs(float(news(1)["W1_new[1,1]"]) - a) < 0.02
    assert off.count("right") == (1 if close else 0)


def test_no_rounding_makes_a_mean_of_squares_negative() -> None:
    """v̂ and L are sums of squares, v and v̂ of unwritten ones as well; m̂ and a weight may have either sign."""
    work = OwnWork(Scheme(backprop_cli.derive(single("adam"))))
    never = [name for name in work.steps if is_never_negative(work.scheme.routes(name)[0], work)]
    squares = {f"{kind}({of})" for kind in ("v", "vhat") for of in ("W1[1,1]", "W1[1,2]", "b1")}
    assert {name for name in never if "/d" not in name} >= {"L", *squares}
    assert not any(name.startswith(("m(", "mhat(", "W1_new")) for name in never)


def test_lines_that_are_not_written_are_each_asked_once() -> None:
    """In a deep network of positive weights every unit leads to all of the layer below."""
    layers = [{"weights": [[0.1] * 6] * 6, "activation": "linear"}] * 5
    layers.append({"weights": [[0.3] * 6], "activation": "linear"})
    deep = {"inputs": [1.0] * 6, "targets": [1], "layers": layers, "loss": "half_sse"}
    work = OwnWork(Scheme(backprop_cli.derive(deep)))
    with calls_under(50_000):
        assert is_never_negative(work.scheme.routes("z6[1]")[0], work)


PADDED = {
    "inputs": [0.5, -1],
    "targets": [1],
    "layers": [{"weights": [[0.3, -0.2]], "biases": 0.1, "activation": "sigmoid"}],
    "loss": "bce",
    "optimizer": {"name": "sgd", "learning_rate": 0.3},
    "training": {"steps": 4},
}


@pytest.mark.parametrize("shown", [1, 2])
def test_a_digit_with_a_0_behind_it_is_one_digit(shown: int) -> None:
    """−0.20 for −0.1645 is a number to one digit, however many zeros follow; −0.16 has two."""
    w, b, lines = np.array([0.3, -0.2]), 0.1, dict[str, float]()
    for step in (1, 2, 3, 4):
        z = float(w @ X + b)
        a = float(1 / (1 + np.exp(-z)))
        lines |= {f"z1[1]#{step}": z, f"a1[1]#{step}": a, f"L#{step}": float(-np.log(a))}
        lines |= {f"dL/dz1[1]#{step}": a - 1, f"dL/db1#{step}": a - 1}
        lines |= {f"dL/dW1[1,{j + 1}]#{step}": (a - 1) * float(X[j]) for j in (0, 1)}
        w, b = w - 0.3 * (a - 1) * X, b - 0.3 * (a - 1)
    written = {name: digits(float(digits(value, shown)), 2) for name, value in lines.items()}
    found = verdicts(PADDED, written)
    full = [name for name in lines if found[name] in {"right", "follows"}]
    if shown == 2:
        assert full == list(lines)
    else:
        assert found["dL/dW1[1,1]#2"] not in {"right", "follows"}
        assert {name for name in full if not name.startswith(("dL/dW1", "dL/db1"))} == set()


HINGE = {
    "formulas": {"s": "w*x + b", "L": "max(0, 1 - s*y)"},
    "at": {"w": -0.5, "x": 0.1, "b": 0.1, "y": 1},
    "wrt": ["w", "b"],
    "optimizer": {"name": "adam", "learning_rate": 0.5},
    "training": {"steps": 2},
}


@pytest.mark.parametrize("shown", [2, 3, 4])
def test_a_0_that_rounding_leaves_is_a_digit(shown: int) -> None:
    """While the hinge holds, ∂L/∂b is −1 and Adam steps by 0.5: v₂ = 0.001999 is 0.0020, by rounding."""
    w, b, lines = -0.5, 0.1, dict[str, float]()
    m, v, g = np.zeros(2), np.zeros(2), np.array([-0.1, -1.0])
    for t in (1, 2):
        s = w * 0.1 + b
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        states = {"m": m, "v": v, "mhat": m / (1 - 0.9**t), "vhat": v / (1 - 0.999**t)}
        w, b = map(float, np.array([w, b]) - 0.5 * states["mhat"] / (np.sqrt(states["vhat"]) + 1e-8))
        lines |= {f"s#{t}": s, f"L#{t}": 1 - s, f"dL/ds#{t}": -1.0}
        for at, (name, new) in enumerate({"w": w, "b": b}.items()):
            lines |= {f"dL/d{name}#{t}": float(g[at]), f"{name}_new#{t}": new}
            lines |= {f"{state}({name})#{t}": float(each[at]) for state, each in states.items()}
    found = verdicts(HINGE, {name: digits(value, shown) for name, value in lines.items()})
    assert {name: found[name] for name in lines if found[name] != "right"} == {}


BESIDE = {
    "inputs": [1, 0.5],
    "targets": [1],
    "layers": [{"weights": [[1.0, 0.514]], "biases": 0.1, "activation": "sigmoid"}],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
}


def test_what_is_right_by_its_last_digit_may_have_been_worked_on_with_as_it_was() -> None:
    """δ = −0.0336 for −0.0331 is right by a unit of its last digit; what −0.0331 gives is no slip then."""
    z = 1.36
    assert z == pytest.approx(1.0 + 0.5 * 0.514 + 0.1, abs=0.005)
    a = round(float(1 / (1 + np.exp(-z))), 3)
    delta = round((a - 1) * a * (1 - a), 4)
    assert (a, delta) == (0.796, -0.0331)
    lines = {"z1[1]": "1.36", "a1[1]": "0.796", "L": digits((a - 1) ** 2 / 2, 3), "dL/dz1[1]": "-0.0336"}
    lines |= {"dL/dW1[1,1]": digits(delta, 3), "dL/dW1[1,2]": "-0.0166", "dL/db1": digits(delta, 3)}
    lines |= {"W1_new[1,1]": digits(1.0 - 0.5 * delta, 3), "b1_new": digits(0.1 - 0.5 * delta, 3)}
    assert set(verdicts(BESIDE, lines).values()) == {"right"}
