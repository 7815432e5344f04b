"""The numerical gradient beside the analytic one, against a forward pass that is not the program's."""

import json
from math import cos, isclose, log

import pytest
from hypothesis import assume, given, settings
from random_problems import OF_PROBABILITIES, FormulaNet, Net, UndefinedError, formula_nets, networks

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.gradient_check import Compared, GradientCheck, gradient_check

RELU = """\
inputs: [%s, 0]
targets: [1]
layers:
  - {weights: [[1, 1]], biases: [%s], activation: relu}
  - {weights: [[1]], activation: linear}
loss: sse
"""


def check(text: str) -> GradientCheck:
    """Every gradient of a problem, compared."""
    problem = read(text)
    derivation = derive_problem(problem)
    return gradient_check(problem, derivation, derivation.values.keys())


def rows(text: str) -> dict[str, Compared]:
    return {row.gradient: row for row in check(text).rows}


def losses(net: Net, epsilon: float) -> dict[str, tuple[float, float]]:
    """L(w − ε) and L(w + ε) for every weight and own bias, from the complex evaluation's real part."""
    shared = {
        number: complex(layer["biases"])
        for number, layer in enumerate(net.layers, start=1)
        if isinstance(layer.get("biases"), float)
    }
    found = {}
    for name, numbers, at in net.places():
        middle = numbers[at]
        sides = []
        for side in (-epsilon, epsilon):
            numbers[at] = middle + side
            sides.append(net.loss_at(shared).real)
        numbers[at] = middle
        found[f"dL/d{name}"] = (sides[0], sides[1])
    for number, bias in shared.items():
        below, above = (net.loss_at({**shared, number: bias + side}).real for side in (-epsilon, epsilon))
        found[f"dL/db{number}"] = (below, above)
    return found


@settings(max_examples=40)
@given(networks())
def test_a_networks_losses_on_both_sides_are_those_of_another_pass(net: Net) -> None:
    """L(w ± ε), their difference over 2ε and the analytic value, for every parameter of random networks."""
    try:
        found = check(net.text())
    except ProblemError:
        assume(False)  # a loss that has no value, or a slope
    values = derive_problem(read(net.text())).values.values()
    assume(max(map(abs, values)) < 1e3)  # beyond, floats have no digits left for a difference
    epsilon, gradients = found.epsilon.value, net.gradients()
    sides = losses(net, epsilon)
    assert {row.gradient for row in found.rows} == sides.keys()
    for row in found.rows:
        below, above = sides[row.gradient]
        assert row.below == pytest.approx(below, rel=1e-6, abs=1e-9)
        assert row.above == pytest.approx(above, rel=1e-6, abs=1e-9)
        if net.loss in OF_PROBABILITIES:
            continue  # where 1 − a cancels in floats
        size = max(1.0, abs(above))
        assert row.numeric == pytest.approx((above - below) / (2 * epsilon), rel=1e-6, abs=1e-8 * size)
        if not row.crosses_kink:
            assert row.analytic == pytest.approx(
                gradients[row.gradient.removeprefix("dL/d")], rel=1e-8, abs=1e-9
            )


@settings(max_examples=40)
@given(formula_nets())
def test_formulas_are_moved_by_every_name_of_wrt(net: FormulaNet) -> None:
    """y(x ± ε) for every output and name, by another evaluation."""
    try:
        net.values({name: complex(value) for name, value in net.at.items()})
        found = check(net.text())
        epsilon = found.epsilon.value
        for row in found.rows:
            of, by = row.gradient.removeprefix("d").split("/d")
            for side, ours in ((-epsilon, row.below), (epsilon, row.above)):
                moved = {**net.at, by: net.at[by] + side}
                theirs = net.values({name: complex(value) for name, value in moved.items()})[of]
                assert ours == pytest.approx(theirs.real, rel=1e-9, abs=1e-9)
    except (ProblemError, UndefinedError, UsageError):
        assume(False)


def test_the_lecture_example() -> None:
    """Of x² at 3 with ε = 10⁻⁴: (9.00060001 − 8.99940001)/0.0002 = 6, and so is 2x."""
    found = check("{formulas: {f: x^2}, at: {x: 3}}")
    (row,) = found.rows
    assert (found.epsilon.text, row.above, row.below) == ("0.0001", 9.00060001, 8.99940001)
    assert row.numeric == pytest.approx(6, rel=1e-15)
    assert (row.analytic, row.relative_difference) == (6.0, 0.0)


def test_the_relative_difference_is_by_the_larger_of_the_two() -> None:
    """|a − n|/max(|a|, |n|) for x³ at 2: n = 12 + ε², a = 12."""
    (row,) = check("{formulas: {f: x^3}, at: {x: 2}}").rows
    assert row.relative_difference == pytest.approx(1e-8 / 12.00000001, rel=1e-6)


def test_the_relative_difference_says_nothing_where_the_derivative_is_0() -> None:
    """x³ at 0 has the slope 0 and the difference ε²; x⁴ has 0 both times, which is agreement."""
    cube, fourth = (rows(f"{{formulas: {{f: x^{power}}}, at: {{x: 0}}}}")["df/dx"] for power in (3, 4))
    assert cube.numeric == pytest.approx(1e-8, rel=1e-9)
    assert cube.relative_difference is None
    assert (fourth.numeric, fourth.relative_difference) == (0.0, 0.0)


@pytest.mark.parametrize(
    ("x", "bias", "crossing"),
    [
        ("0.5", "-0.5", {"dL/dW1[1,1]", "dL/db1[1]"}),  # z = 0: at the kink
        ("0.5", "-0.49996", {"dL/dW1[1,1]", "dL/db1[1]"}),  # z = 0.00004 < ε·x: beside it
        ("0.5", "-0.49994", {"dL/db1[1]"}),  # z = 0.00006: the bias alone reaches it
        ("0.5", "-0.4", set()),
    ],
)
def test_who_crosses_a_kink_is_named(x: str, bias: str, crossing: set[str]) -> None:
    """ReLU's z = x + b within ± ε of 0: by the input's weight and the bias, and not where the input is 0."""
    assert {name for name, row in rows(RELU % (x, bias)).items() if row.crosses_kink} == crossing


def test_a_kink_of_the_loss_counts_as_well() -> None:
    """|y − ŷ| where ŷ is within ε of y."""
    text = "{inputs: [1], targets: [1], layers: [{weights: [[1.00005]], activation: linear}], loss: mae}"
    assert rows(text)["dL/dW1[1,1]"].crosses_kink
    assert not rows(text.replace("1.00005", "1.001"))["dL/dW1[1,1]"].crosses_kink


def test_a_kink_says_nothing() -> None:
    """At a kink there is no relative difference, whatever the numbers are."""
    row = rows("{formulas: {f: abs(x)}, at: {x: 0}}")["df/dx"]
    assert (row.crosses_kink, row.numeric, row.analytic, row.relative_difference) == (True, 0.0, 0.0, None)


@pytest.mark.parametrize(
    ("formula", "at", "epsilon", "slope"),
    [
        ("x^2", 1, 1e-4, 2.0),
        ("sin(1000*x)", 1, 1e-6, 1000 * cos(1000)),  # bends within 10⁻⁴
        ("ln(x)", 0.00005, 1e-7, 20_000.0),  # has no value at x − 10⁻⁴
        ("x^2", 3_000, 0.1, 6_000.0),
    ],
)
def test_epsilon_is_fit_for_the_function(formula: str, at: float, epsilon: float, slope: float) -> None:
    """10⁻⁴ for numbers of size 1, larger with them, and smaller where the function bends or ends."""
    found = check(json.dumps({"formulas": {"f": formula}, "at": {"x": at}}))
    assert found.epsilon.value == pytest.approx(epsilon, rel=1e-12)
    assert found.rows[0].numeric == pytest.approx(slope, rel=2e-5)


def test_where_the_output_ends_there_is_no_difference() -> None:
    """ln(x) a hair above 0: no ε of a course stays where it has a value, and the row says so."""
    (row,) = check("{formulas: {f: ln(x)}, at: {x: 1e-9}}").rows
    assert (row.above, row.numeric, row.relative_difference) == (None, None, None)


def test_a_tiny_slope_keeps_its_digits() -> None:
    """A saturated unit's slope of 10⁻¹³ is no noise: the difference is taken with many digits."""
    text = "{inputs: [1], targets: [0], layers: [{weights: [[-30]], activation: sigmoid}], loss: sse}"
    row = rows(text)["dL/dW1[1,1]"]
    a = 1 / (1 + 2.718281828459045**30)
    assert row.numeric == pytest.approx(2 * a * a * (1 - a), rel=1e-4)
    assert isclose(log(row.above or 0) - log(row.below or 0), 4 * check(text).epsilon.value, rel_tol=1e-6)


def test_a_symbolic_problem_is_refused() -> None:
    """Without a point there is nothing to move."""
    with pytest.raises(UsageError, match="needs numbers"):
        check("{formulas: {f: x^2}}")
