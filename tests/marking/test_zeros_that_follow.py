"""A 0 that comes of what was worked follows; one that costs no work does not."""

from collections.abc import Callable
from math import exp

import pytest
from benchmarks.paper import Layer, Net, Values, sheet

from backprop_cli.api import check
from backprop_cli.marking.judging.verdict import GOOD, SLIPS, Verdict
from backprop_cli.marking.results.report import MarkedLine
from backprop_cli.problem_file.reader import read

HIDDEN = Layer([[0.4, 0.5], [0.7, -0.2]], [0.7, 0.1], "relu")
"""With the inputs 1 and −0.5: z = 0.85 and 0.9."""
NET = Net([([1.0, -0.5], [0.3])], [HIDDEN, Layer([[0.6, -0.8]], [0.2], "linear")], "half_sse", 0.1)
SMALL = Net(
    [([0.05, 0.1], [0.01, 0.99])],
    [
        Layer([[0.15, 0.2], [0.25, 0.3]], [0.35, 0.35], "relu"),
        Layer([[0.4, 0.45], [0.5, 0.55]], [0.6, 0.6], "sigmoid"),
    ],
    "mse",
    0.1,
)
"""What the slip makes 0 is 0.03 to 0.0008 in truth: 0.0, 0.00 and 0.000 are roundings of some of it."""


def lines(
    net: Net, slip: Callable[[Values], float], pen: Callable[[float], str], *others: Callable[[Values], float]
) -> dict[str, MarkedLine]:
    """The sheet with a slip in z1[1], and others in z1[2] and so on, worked on with what came; marked."""
    slips = {f"z1[{unit}]": each for unit, each in enumerate((slip, *others), 1)}
    answers = {name: pen(float(text)) for name, text in sheet(net, slips, 9).items()}
    return {line.name: line for line in check(read(net.text()), answers).report.shown}


def bias_subtracted(v: Values) -> float:
    return v["W1[1,1]"] * v["x[1]"] + v["W1[1,2]"] * v["x[2]"] - v["b1[1]"]


def four_digits(value: float) -> str:
    return f"{value:#.4g}".removesuffix(".") if value else "0"


@pytest.mark.parametrize("pen", [four_digits, "{:.4f}".format, "{:.2f}".format], ids=["digits", "4", "2"])
def test_a_unit_that_a_known_mistake_turns_off_is_off(pen: Callable[[float], str]) -> None:
    """0.15 − 0.7 < 0: a, its slope, its δ and its gradients are 0 from then on, and only z is wrong."""
    found = lines(NET, bias_subtracted, pen)
    assert found["z1[1]"].judged.mistakes[0].key == "bias_subtracted"
    zeros = [name for name, line in found.items() if line.judged.answer.number.value == 0]
    assert {"a1[1]", "da1[1]/dz1[1]", "dL/dz1[1]", "dL/dW1[1,2]", "dL/db1[1]", "dL/dW2[1,1]"} <= {*zeros}
    assert {name for name, line in found.items() if line.verdict in SLIPS} == {"z1[1]"}
    assert {name for name in zeros if found[name].verdict is not Verdict.FOLLOWS} == set()


def a_number_for_nothing(v: Values) -> float:
    return -7.0


def the_sign(v: Values) -> float:
    return -v["z1[1]"]


def zeros_not_carried_on(found: dict[str, MarkedLine]) -> set[str]:
    return {name for name, line in found.items() if line.judged.finding.rests_on_zero}


def test_a_unit_that_is_off_for_nothing_earns_no_zeros() -> None:
    """−7, where no slip in the terms gives so much: the zeros after it are not worked either."""
    rests = zeros_not_carried_on(lines(NET, a_number_for_nothing, four_digits))
    assert {"dL/dW2[1,1]", "dL/dW1[1,1]", "dL/db1[1]"} <= rests


def test_the_sign_turned_in_one_unit_is_a_slip() -> None:
    """The number before it was worked."""
    assert zeros_not_carried_on(lines(NET, the_sign, four_digits)) == set()


def the_same_below(v: Values) -> float:
    return v["W1[2,1]"] * v["x[1]"] + v["W1[2,2]"] * v["x[2]"] - v["b1[2]"]


def test_where_a_known_mistake_turns_a_whole_layer_off_its_zeros_follow() -> None:
    """0.0275 − 0.35 and 0.0425 − 0.35 are below 0: z = b, δ = 0 and all gradients but those of b."""
    found = lines(SMALL, bias_subtracted, four_digits, the_same_below)
    zeros = {name for name, line in found.items() if line.judged.answer.number.value == 0}
    assert {"a1[1]", "a1[2]", "dL/dz1[1]", "dL/dW1[2,2]", "dL/db1[2]", "dL/dW2[1,1]", "dL/dW2[2,2]"} <= zeros
    assert {name: line.points for name, line in found.items() if not line.is_good} == {"z1[1]": 0, "z1[2]": 1}
    alone = Layer([[0.4, 0.5]], [0.7], "relu")
    found = lines(NET._replace(layers=[alone, Layer([[0.6]], [0.2], "linear")]), bias_subtracted, four_digits)
    assert [name for name, line in found.items() if not line.is_good] == ["z1[1]"]


def the_sign_below(v: Values) -> float:
    return -v["z1[2]"]


def test_the_sign_turned_in_every_unit_of_a_layer_is_a_slip_too() -> None:
    """The page is worked on from the zeros: z = b, and new biases of layer 2."""
    found = lines(SMALL, the_sign, four_digits, the_sign_below)
    assert {name for name, line in found.items() if not line.is_good} == {"z1[1]", "z1[2]"}


def test_a_layer_that_is_off_for_nothing_earns_no_zeros() -> None:
    """What is left to earn is a = ReLU(z) and its slope: each once, from the z that is written."""
    found = lines(SMALL, a_number_for_nothing, four_digits, a_number_for_nothing)
    zeros = {name for name, line in found.items() if line.judged.answer.number.value == 0 and line.is_good}
    assert {name[: name.index("[")] for name in zeros} <= {"a1", "da1", "dL/dz1"}
    assert found["dL/dW2[1,2]"].judged.finding.rests_on_zero


SATURATED = """\
inputs: [1]
layers: [{weights: [[5.36]], activation: tanh}]
targets: [0.57]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


def test_a_0_of_right_digits_is_no_mistake() -> None:
    """Where tanh 5.36 = 0.99996 is 1.00, 1 − 1.00² is 0: that tells too little, and is not wrong."""
    answers = {"a1[1]": "1.00", "dL/dW1[1,1]": f"{(1.00 - 0.57) * (1 - 1.00**2):g}"}
    verdicts = {line.name: line.verdict for line in check(read(SATURATED), answers).report.shown}
    assert verdicts == {"a1[1]": Verdict.RIGHT, "dL/dW1[1,1]": Verdict.TOO_FEW_DIGITS}
    del answers["a1[1]"]
    (line,) = check(read(SATURATED), answers).report.shown
    assert line.verdict in SLIPS


def test_after_a_limit_by_mistake_numbers_that_were_kept_are_good() -> None:
    """With z = 1.0012 taken for a = tanh z: 1.00 is written, 1.0012 worked on with."""
    net = Net(
        [([1.0], [0.3])], [Layer([[1.0012]], [], "tanh"), Layer([[-1.2]], [0.9], "linear")], "half_sse", 0.1
    )
    kept = 1.0012
    z = -1.2 * kept + 0.9
    answers = {"z1[1]": "1.00", "a1[1]": f"{kept:.2f}", "z2[1]": f"{z:.3g}", "a2[1]": f"{z:.3g}"}
    assert f"{z:.3g}" != f"{-1.2 * 1.00 + 0.9:.3g}"
    found = {line.name: line.verdict for line in check(read(net.text()), answers).report.shown}
    assert found.pop("a1[1]") in SLIPS
    assert set(found.values()) <= GOOD


SLOPES = ("da2", "dL@1/dz2", "dL@2/dz2", "dL@2/dW", "dL@2/db", "dL@2/da1", "dL@2/dz1")


def test_what_rests_on_a_0_of_right_digits_is_right() -> None:
    """Two samples, the second saturated: its share of each mean is 0, and not the 0.00009 of the truth."""
    hidden = Layer([[1.2, -0.6], [0.7, 0.4]], [0.3, -0.2], "leaky_relu")
    net = NET._replace(
        samples=[([0.4, -0.2], [0.3]), ([1.4, -0.7], [-0.9])],
        layers=[hidden, Layer([[1.9, 1.1]], [0.4], "tanh")],
    )
    answers = sheet(net, {}, 3)
    assert (answers["a2[1]@2"], answers["dL@2/dW1[2,1]"], answers["dL/dW1[2,1]"]) == ("1.00", "0", "8.45e-05")
    written = {name: text for name, text in answers.items() if not name.startswith(SLOPES)}
    report = check(read(net.text()), written).report
    assert [line.name for line in report.wrong] == []


RESULTS = ("dL/dW", "dL/db", "W1_new", "W2_new", "b1_new", "b2_new")


def results(net: Net, line: str, slip: Callable[[Values], float]) -> dict[str, MarkedLine]:
    """The gradients and new weights alone of a sheet with a slip in a line that is not handed in."""
    answers = {name: text for name, text in sheet(net, {line: slip}, 3).items() if name.startswith(RESULTS)}
    return {line.name: line for line in check(read(net.text()), answers).report.shown}


def test_zeros_of_one_unit_are_named_by_what_makes_them_all() -> None:
    """ReLU′ = 0 taken in one hidden unit: its three gradients are 0 by that, not by three chances."""
    found = results(NET, "da1[2]/dz1[2]", lambda v: 0.0)
    zeros = {"dL/dW1[2,1]", "dL/dW1[2,2]", "dL/db1[2]"}
    assert {name for name, line in found.items() if line.verdict in SLIPS and name[0] == "d"} == zeros
    named = {mistake.key for mistake in found["dL/dW1[2,1]"].judged.mistakes}
    assert "other_side" in named
    assert not named & {"transposed_matrix", "wrong_input", "bias_gradient_zero"}


def test_a_page_of_zeros_earns_nothing_by_a_name() -> None:
    """0 in every line that is not 0: whatever one mistake would explain them all, none of them follows."""
    truth = sheet(NET, {}, 3)
    answers = {name: "0" for name in truth if name.startswith("dL/d")}
    found = check(read(NET.text()), answers).report.shown
    assert {line.name for line in found if line.is_good} == {
        name for name in answers if not float(truth[name])
    }


@pytest.mark.parametrize(
    "zero", ["0.0", "0.00", "0.000", "0.0000", "-0.0", "-0", ".0", "0,0", "0.", "0e0", "0/1"]
)
@pytest.mark.parametrize("net", [NET, SMALL], ids=["large", "small"])
def test_every_spelling_of_0_is_marked_alike(net: Net, zero: str) -> None:
    """A 0 that follows from the slip is one however it is written, with weights that stay old behind it."""

    def spelled(value: float) -> str:
        return four_digits(value) if value else zero

    bare, found = lines(net, bias_subtracted, four_digits), lines(net, bias_subtracted, spelled)
    assert sum(line.judged.answer.number.value == 0 for line in found.values()) >= 7
    assert {name: line.verdict for name, line in found.items()} == {
        name: line.verdict for name, line in bare.items()
    }
    assert [name for name, line in found.items() if not line.is_good] == ["z1[1]"]


@pytest.mark.parametrize("zero", ["0", "0.0", "0.00", "-0.0"])
def test_a_page_of_zeros_earns_nothing_however_they_are_written(zero: str) -> None:
    """Below the outputs 0 everywhere, where the truth is 0 nowhere."""
    truth = sheet(SMALL, {}, 5)
    answers = {name: zero for name in truth if name.startswith("dL/d")}
    found = check(read(SMALL.text()), answers).report.shown
    assert all(float(truth[name]) for name in answers)
    assert {line.name for line in found if line.is_good} == set()
    own = {"z1[1]": "-0.3225", "a1[1]": zero}  # even behind one unit that is off by a slip with a name
    found = check(read(SMALL.text()), {**answers, **own}).report.shown
    assert {line.name for line in found if line.is_good} <= {
        "a1[1]", "dL/dW2[1,1]", "dL/dW2[2,1]", "dL/dz1[1]", "dL/dW1[1,1]", "dL/dW1[1,2]", "dL/db1[1]"
    }  # fmt: skip


def without_bias(layer: int, unit: int) -> Callable[[Values], float]:
    def sum_of_products(v: Values) -> float:
        before = "x" if layer == 1 else f"a{layer - 1}"
        return sum(v[f"W{layer}[{unit},{of}]"] * v[f"{before}[{of}]"] for of in (1, 2))

    return sum_of_products


def test_a_habit_that_a_number_has_shown_may_give_a_0() -> None:
    """No bias in any z: the ReLU units are off, so z of layer 2 is 0, and is worked on with."""
    net = Net(
        [([1.0, 0.8], [0.5, 0.5])],
        [
            Layer([[-0.75, 0.41], [-0.83, -0.51]], [1.0, -0.58], "relu"),
            Layer([[0.28, -0.08], [-0.09, -0.01]], [-0.62, 0.66], "tanh"),
        ],
        "sse",
        0.1,
    )
    slips = {f"z{layer}[{unit}]": without_bias(layer, unit) for layer in (1, 2) for unit in (1, 2)}
    report = check(read(net.text()), sheet(net, slips, 5)).report
    assert {line.name for line in report.shown if line.verdict in SLIPS} == set(slips)
    assert not report.is_unworked
    first, again = report.total - report.points, sum(line.repeats is not None for line in report.shown)
    assert (first, again) == (1, 3)  # 0 = w·0 + w·0 is worked as well: two units of layer 2


def test_a_unit_that_a_known_mistake_saturates_is_at_its_limit() -> None:
    """RMSprop without its root: w becomes 13, the next a is 1.0000, and L, δ and the gradients are 0."""
    x, y, rate, rho = (0.7, 1.2), 1.0, 0.1, 0.9
    problem = (
        f"inputs: {list(x)}\ntargets: [{y}]\nlayers: [{{weights: [[0.5, -0.2]], biases: [0.1], "
        "activation: sigmoid}]\nloss: half_sse\noptimizer: {name: rmsprop, learning_rate: 0.1, rho: 0.9, "
        "epsilon: 1.0e-8}\ntraining: {steps: 2}\n"
    )
    w, mean = [0.5, -0.2, 0.1], [0.0, 0.0, 0.0]
    names, answers = ("W1[1,1]", "W1[1,2]", "b1[1]"), dict[str, str]()
    for step in (1, 2):
        z = w[0] * x[0] + w[1] * x[1] + w[2]
        a = 1 / (1 + exp(-z))
        delta = (a - y) * a * (1 - a)
        slopes = [delta * each for each in (*x, 1.0)]
        mean = [rho * old + (1 - rho) * g * g for old, g in zip(mean, slopes, strict=True)]
        w = [each - rate * g / (v + 1e-8) for each, g, v in zip(w, slopes, mean, strict=True)]
        lines = {"z1[1]": z, "a1[1]": a, "L": (a - y) ** 2 / 2, "dL/dz1[1]": delta}
        lines |= {f"dL/d{name}": g for name, g in zip(names, slopes, strict=True)}
        lines |= {f"s({name})": v for name, v in zip(names, mean, strict=True)}
        lines |= {f"{name}_new" if "[" not in name else name.replace("[", "_new["): each
                  for name, each in zip(names, w, strict=True)}  # fmt: skip
        answers |= {f"{name}#{step}": f"{value:#.5g}" if value > 1e-9 or value < -1e-9 else "0"
                    for name, value in lines.items()}  # fmt: skip
    assert (answers["a1[1]#2"], answers["L#2"]) == ("1.0000", "0")
    report = check(read(problem), answers).report
    assert report.total - report.points == 1


LEAKY = NET._replace(
    layers=[
        Layer([[0.4, 0.5], [-0.7, 0.2], [0.3, 0.9]], [0.7, 0.1, 0.05], "leaky_relu"),
        Layer([[0.6, -0.8, 0.4]], [0.2], "linear"),
    ]
)
"""With the inputs 1 and −0.5: z = 0.85, −0.7 and −0.1."""


def zero(v: Values) -> float:
    return 0.0


FORWARD = {"a1[2]": zero, "a1[3]": zero}
BACK = {"dL/dz1[2]": zero, "dL/dz1[3]": zero}


ELU = LEAKY._replace(layers=[LEAKY.layers[0]._replace(activation="elu"), LEAKY.layers[1]])


@pytest.mark.parametrize(("net", "kind"), [(LEAKY, "leaky"), (ELU, "elu")], ids=["leaky", "elu"])
@pytest.mark.parametrize("slips", [FORWARD, BACK, FORWARD | BACK], ids=["forward", "back", "both"])
def test_a_relu_worked_for_one_that_is_none_below_0_is_one_slip(
    net: Net, kind: str, slips: dict[str, Callable[[Values], float]]
) -> None:
    """Two units below 0: each 0 in place of a leak has its name, one costs its point, and zeros follow."""
    found = check(read(net.text()), sheet(net, slips, 5)).report.shown
    wrong = {line.name: {each.key for each in line.judged.mistakes} for line in found if not line.is_good}
    assert wrong == {
        name: {f"{kind}_as_relu" if name in FORWARD else f"{kind}_slope_as_relu"} for name in slips
    }
    assert sum(line.worth - line.points for line in found) == 1
    zeros = {line.name for line in found if line.judged.answer.number.value == 0 and line.is_good}
    assert zeros >= ({"dL/dW2[1,2]", "dL/dW2[1,3]"} if slips is FORWARD else {"dL/dW1[3,2]", "dL/db1[2]"})


def test_a_0_where_a_leaky_relu_is_on_is_no_known_mistake() -> None:
    """z1[1] = 0.85: neither ReLU gives 0, so it is wrong and not carried on."""
    found = check(read(LEAKY.text()), sheet(LEAKY, {"a1[1]": zero}, 5)).report.shown
    lines = {line.name: line for line in found}
    assert lines["a1[1]"].verdict is Verdict.WRONG
    assert lines["dL/dW2[1,1]"].judged.finding.rests_on_zero
