"""What is written down within a line, rounded as the sheet is: each e^z and their sum, 1 + e^(−z), a − y."""

from math import exp, log

import pytest

from backprop_cli.api import check
from backprop_cli.problem_file.reader import read


def three(value: float) -> float:
    """To three significant digits."""
    return float(f"{value:.3g}")


def pen(value: float) -> str:
    """As it is written: zeros too."""
    return f"{value:#.3g}"


def wrong(problem: str, answers: dict[str, str]) -> list[str]:
    return [line.name for line in check(read(problem), answers).report.wrong]


SOFTMAX = """\
inputs: [1.7, -1.5]
targets: [0, 1, 0]
layers:
- {weights: [[0.4, 0.66], [-0.1, -0.48], [0.31, -0.86]], biases: [-0.28, 0.48, 0.3], activation: softmax}
loss: cross_entropy
notation: layers
"""
LOGITS = (-0.59, 1.03, 2.117)
"""0.4·1.7 − 0.66·1.5 − 0.28, and so on: exact."""


@pytest.mark.parametrize(("units", "is_wrong"), [(0, False), (-5, True), (5, True)])
def test_the_sum_of_the_exponentials_is_rounded(units: int, is_wrong: bool) -> None:
    """Here e^z = 0.554, 2.80 and 8.31 have the sum 11.664, and 11.7 is divided by: 0.239 for 0.2402."""
    powers = [three(exp(z)) for z in LOGITS]
    total = three(sum(powers))
    outputs = [three(power / total) for power in powers]
    assert (powers, total, outputs) == ([0.554, 2.8, 8.31], 11.7, [0.0474, 0.239, 0.71])
    outputs[1] = round(outputs[1] + units * 0.001, 3)
    answers = {f"z1[{place}]": str(z) for place, z in enumerate(LOGITS, 1)}
    answers |= {f"a1[{place}]": pen(a) for place, a in enumerate(outputs, 1)}
    assert wrong(SOFTMAX, answers) == (["a1[2]"] if is_wrong else [])


SIGMOID = """\
inputs: [1.62]
targets: [1]
layers: [{weights: [[0.3]], activation: sigmoid}]
loss: half_sse
notation: layers
"""


@pytest.mark.parametrize(("units", "is_wrong"), [(0, False), (-7, True), (7, True)])
def test_one_and_the_exponential_is_rounded(units: int, is_wrong: bool) -> None:
    """With z = 0.486, e^(−z) = 0.615 and 1.62 for 1.61508: 0.617 for 0.6192."""
    z = 0.486
    a = three(1 / three(1 + exp(-z)))
    assert a == 0.617
    a = round(a + units * 0.001, 3)
    slope = three(a * three(1 - a))
    lines = {"a1[1]": a, "da1[1]/dz1[1]": slope, "dL/dz1[1]": (a - 1) * slope}
    answers = {"z1[1]": str(z), **{name: pen(value) for name, value in lines.items()}}
    assert wrong(SIGMOID, answers) == (["a1[1]"] if is_wrong else [])


MEAN = """\
inputs: [0.83, -0.04]
targets: [0.02, 0.78, 0.75]
layers:
- {weights: [[0.4, -0.8], [0.34, 0.69], [-0.16, -0.68]], biases: [0.05, 0.43, -0.53], activation: linear}
loss: mse
notation: layers
"""


@pytest.mark.parametrize(("units", "is_wrong"), [(0, False), (-5, True), (5, True)])
def test_the_error_is_rounded_before_the_factor(units: int, is_wrong: bool) -> None:
    """Here a − y = −0.6358 − 0.75 = −1.3858 is −1.39, and times 2/3 it is −0.927, not −0.9239."""
    outputs = (0.414, 0.6844, -0.6358)
    slopes = [three(2 / 3 * three(a - y)) for a, y in zip(outputs, (0.02, 0.78, 0.75), strict=True)]
    assert slopes == [0.263, -0.0637, -0.927]
    slopes[2] = round(slopes[2] + units * 0.001, 3)
    answers = {f"{kind}[{place}]": str(a) for kind in ("z1", "a1") for place, a in enumerate(outputs, 1)}
    answers |= {f"dL/dz1[{place}]": pen(slope) for place, slope in enumerate(slopes, 1)}
    assert wrong(MEAN, answers) == (["dL/dz1[3]"] if is_wrong else [])


def tanh_by_powers(z: float) -> float:
    """(e^z − e^(−z))/(e^z + e^(−z)), as it is worked without a key for tanh."""
    up, down = three(exp(z)), three(exp(-z))
    return three(three(up - down) / three(up + down))


BY_MEANING = {
    "tanh": (0.07, tanh_by_powers, 0.069, lambda _, a: three(1 - three(a * a))),
    "elu": (-0.0436, lambda z: three(three(exp(z)) - 1), -0.043, lambda _, a: three(a + 1)),
    "softplus": (
        -2.1,
        lambda z: three(log(three(1 + three(exp(z))))),
        0.113,
        lambda z, _: three(1 / (1 + exp(-z))),
    ),
}
"""Of an activation: z, how it is worked by hand, what that gives, and its slope."""


@pytest.mark.parametrize(("units", "is_wrong"), [(0, False), (-40, True), (40, True)])
@pytest.mark.parametrize("activation", BY_MEANING)
def test_the_powers_of_e_in_an_activation_are_rounded(activation: str, units: int, is_wrong: bool) -> None:
    """With e^0.07 = 1.07 and e^(−0.07) = 0.932 their difference is 0.138, and tanh z 0.0690 for 0.06989."""
    z, worked, expected, slope_of = BY_MEANING[activation]
    assert worked(z) == expected
    a = three(expected + units * (0.0001 if abs(expected) < 0.1 else 0.001))
    slope = slope_of(z, a)
    lines = {"a1[1]": a, "da1[1]/dz1[1]": slope, "dL/dz1[1]": (a - 1) * slope}
    answers = {"z1[1]": str(z), **{name: pen(value) for name, value in lines.items()}}
    problem = SIGMOID.replace("1.62", "1").replace("[[0.3]]", f"[[{z}]]").replace("sigmoid", activation)
    assert wrong(problem, answers) == (["a1[1]"] if is_wrong else [])


def test_nobody_works_a_tanh_by_powers_of_e_that_are_one() -> None:
    """With three digits e^0.00099 and e^(−0.00099) are 1.00 and 0.999: half of the difference is lost."""
    z, invented = 0.00099, 0.00064
    assert (three(exp(z)), three(exp(-z))) == (1.0, 0.999)
    problem = SIGMOID.replace("1.62", "1").replace("[[0.3]]", f"[[{z}]]").replace("sigmoid", "tanh")
    lines = {"a1[1]": invented, "da1[1]/dz1[1]": three(1 - invented**2), "dL/dz1[1]": three(invented - 1)}
    answers = {"z1[1]": str(z), **{name: pen(value) for name, value in lines.items()}}
    assert wrong(problem, answers) == ["a1[1]"]


def test_what_is_taken_away_is_rounded_as_what_it_is() -> None:
    """With five digits e^0.0406 = 1.04144 is 1.0414: less is taken away, and tanh −0.0406 is −0.040563."""
    z = -0.0406

    def five(value: float) -> float:
        return float(f"{value:.5g}")

    up, down = five(exp(z)), five(exp(-z))
    a = five(five(up - down) / five(up + down))
    assert (up, down, a) == (0.96021, 1.0414, -0.040563)
    problem = SIGMOID.replace("1.62", "1").replace("[[0.3]]", f"[[{z}]]").replace("sigmoid", "tanh")
    lines = {"a1[1]": a, "da1[1]/dz1[1]": 1 - five(a * a), "dL/dz1[1]": (a - 1) * (1 - five(a * a))}
    answers = {"z1[1]": str(z), **{name: f"{five(value)}" for name, value in lines.items()}}
    assert wrong(problem, answers) == []
