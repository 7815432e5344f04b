"""The engine: collapsed forms, saturation, kinks, batches, what steps promise, and its cost."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import mpmath
import pytest
from hypothesis import HealthCheck, assume, given, settings
from random_problems import FormulaNet, Net, formula_nets, networks

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.derivation.sides import Form
from backprop_cli.derivation.step import Rule
from backprop_cli.errors import FormulaError, ProblemError, WitnessError
from backprop_cli.expr import evaluate as evaluation
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.rules import derivatives
from backprop_cli.expr.tree import Expr, Prime, Ref, Slope, children, map_children, references
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove
from backprop_cli.proof.witness_differences import prove_gradients
from backprop_cli.proof.witness_local import prove_local

RANDOM = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def one_layer(activation: str, loss: str, logits: list[float], targets: list[float], more: str = "") -> str:
    """A layer without weights to speak of: one input of 1, so that the weights are the logits."""
    return f"""\
inputs: [1]
targets: {targets}
layers:
  - weights: {[[logit] for logit in logits]}
    activation: {activation}
loss: {loss}
{more}"""


def solved(text: str) -> Derivation:
    return derive(read(text))


def step_of(derivation: Derivation, name: str) -> Any:
    return next(step for step in derivation.steps if step.name == name)


# --- collapsed forms and saturation ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "loss", "targets"),
    [
        ("sigmoid", "bce", [1, 0, 0.3]),
        ("softmax", "cross_entropy", [0, 1, 0]),
        ("softmax", "cross_entropy", [0.5, 0.7, 0.2]),
        ("softmax", "cross_entropy", [0, 0, 0]),
    ],
)
def test_the_collapsed_form_equals_the_chain(activation: str, loss: str, targets: list[float]) -> None:
    """The side through the whole Jacobian and the side ŷ − y (or (Σy)·ŷ − y) have the same value."""
    derivation = solved(one_layer(activation, loss, [0.5, -1.2, 2.0], targets))
    for unit, target in enumerate(targets, start=1):
        step = step_of(derivation, f"dL/dz1[{unit}]")
        output = derivation.values[f"a1[{unit}]"]
        factor = sum(targets) if activation == "softmax" else 1
        sides = {side.form: evaluate(side.expr, derivation.values) for side in step.sides}
        assert step.rule is Rule.COLLAPSED
        assert math.isclose(sides[Form.LOCAL], sides[Form.COLLAPSED], rel_tol=1e-12, abs_tol=1e-15)
        assert math.isclose(step.value, factor * output - target, rel_tol=1e-12, abs_tol=1e-15)


@pytest.mark.parametrize("size", [1, 40, 800])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("target", [0, 1, 0.25])
def test_sigmoid_with_bce_is_right_where_it_saturates(size: float, sign: int, target: float) -> None:
    """With ŷ at 0 or 1 the loss is finite and loss and gradient have their exact values."""
    logit = float(sign * size)
    derivation = solved(one_layer("sigmoid", "bce", [logit], [target]))
    with mpmath.workdps(800):
        exact = 1 / (1 + mpmath.exp(-mpmath.mpf(logit)))
        loss = -(target * mpmath.log(exact) + (1 - target) * mpmath.log(1 - exact))
        gradient = exact - target
        assert math.isclose(derivation.values["L"], loss, rel_tol=1e-13)
        assert math.isclose(derivation.values["dL/dW1[1,1]"], gradient, rel_tol=1e-13, abs_tol=1e-16)


@pytest.mark.parametrize("logits", [[40, -40, 0], [800, -800, 799], [-800, -800, -801]])
@pytest.mark.parametrize("targets", [[0, 1, 0], [1, 0, 0], [0.2, 0.3, 0.5]])
def test_softmax_with_cross_entropy_is_right_where_it_saturates(
    logits: list[float], targets: list[float]
) -> None:
    """The same for softmax and cross-entropy."""
    values = solved(one_layer("softmax", "cross_entropy", logits, targets)).values
    with mpmath.workdps(800):
        powers = [mpmath.exp(logit) for logit in logits]
        outputs = [power / sum(powers) for power in powers]
        loss = -sum(target * mpmath.log(output) for target, output in zip(targets, outputs, strict=True))
        assert math.isclose(values["L"], loss, rel_tol=1e-13, abs_tol=1e-300)
        for unit, (target, output) in enumerate(zip(targets, outputs, strict=True), start=1):
            gradient = values[f"dL/dW1[{unit},1]"]
            assert math.isclose(gradient, output - target, rel_tol=1e-13, abs_tol=2e-16)


# --- losses that have no value --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "loss", "logit", "target", "named"),
    [
        ("tanh", "bce", -1.0, 0.5, "`L`"),
        ("relu", "cross_entropy", -1.0, 1, "`L`"),
        ("exp(z)", "mse", 800.0, 1, "`a1[1]`"),
        ("ln(z)", "mse", -1.0, 1, "`a1[1]`"),
        ("1/z", "mse", 0.0, 1, "`a1[1]`"),
        ("linear", "rmse", 1.0, 1, "dL/da1[1]"),
        ("linear", "sse", 1e200, 1, "`L`"),
    ],
)
def test_a_quantity_without_a_value_is_named(
    activation: str, loss: str, logit: float, target: float, named: str
) -> None:
    """Ln of a negative output, overflow, division by 0: the author reads which quantity has no value."""
    with pytest.raises(ProblemError, match="has no value") as caught:
        solved(one_layer(activation, loss, [logit], [target]))
    assert named in str(caught.value)


def test_an_update_that_explodes_has_no_loss_after_it() -> None:
    """Where the new loss is too large for a number the rest of the solution stands."""
    text = one_layer("linear", "sse", [1e100], [0], "optimizer: {name: sgd, learning_rate: 1e100}")
    derivation = solved(text)
    assert derivation.loss_after is None
    assert derivation.values["W1_new[1,1]"] == 1e100 - 1e100 * 2e100


# --- biases, batches, fixed parameters ------------------------------------------------------------


@RANDOM
@given(networks(max_layers=2, max_units=3))
def test_a_shared_bias_gets_the_sum_of_the_deltas(net: Net) -> None:
    """∂L/∂b of a shared bias is Σδ over the units of its layer, and Σ or mean over the samples."""
    net = net._replace(layers=[{**layer, "biases": 0.5} for layer in net.layers])
    values = _values_of(net)
    count = len(net.samples)
    suffixes = [f"@{sample + 1}" for sample in range(count)] if count > 1 else [""]
    factor = 1 / count if net.reduction == "mean" else 1
    for number, layer in enumerate(net.layers, start=1):
        deltas = [values[f"dL{suffix}/dz{number}[{unit + 1}]{suffix}"]
                  for unit in range(len(layer["weights"])) for suffix in suffixes]  # fmt: skip
        assert math.isclose(values[f"dL/db{number}"], factor * math.fsum(deltas), rel_tol=1e-9, abs_tol=1e-12)


@RANDOM
@given(networks(max_layers=2, max_units=2))
def test_the_batch_is_the_mean_or_sum_of_its_samples(net: Net) -> None:
    """Loss and gradients of a batch are the mean, or the sum, of those of its samples solved alone."""
    alone = [_values_of(net._replace(samples=[sample])) for sample in net.samples]
    values = _values_of(net)
    factor = 1 / len(alone) if net.reduction == "mean" else 1
    for name in [name for name in alone[0] if name == "L" or name.startswith(("dL/dW", "dL/db"))]:
        expected = factor * math.fsum(each[name] for each in alone)
        assert math.isclose(values[name], expected, rel_tol=1e-9, abs_tol=1e-12), name


def _values_of(net: Net) -> dict[str, float]:
    try:
        return dict(solved(net.text()).values)
    except ProblemError:
        assume(False)
        raise


@pytest.mark.parametrize(
    ("fixed", "updated"),
    [
        ("[b1]", {"W1", "W2", "b2"}),
        ("[biases]", {"W1", "W2"}),
        ("[weights, b2]", {"b1"}),
        ("[weights, biases]", set()),
    ],
)
def test_fixed_parameters_are_not_updated(fixed: str, updated: set[str]) -> None:
    """Fixed parameters keep their value in the loss after the update, and still have a gradient."""
    text = f"""\
inputs: [1, 2]
targets: [1]
layers:
  - {{weights: [[0.1, 0.2]], biases: 0.5, activation: tanh}}
  - {{weights: [[0.3]], biases: [0.4], activation: linear}}
loss: half_sse
fixed: {fixed}
optimizer: {{name: sgd, learning_rate: 0.1}}
"""
    derivation = solved(text)
    assert {step.name.partition("_new")[0] for step in derivation.updates} == updated
    gradients = {name for name in derivation.values if name.startswith(("dL/dW", "dL/db"))}
    assert gradients == {"dL/dW1[1,1]", "dL/dW1[1,2]", "dL/db1", "dL/dW2[1,1]", "dL/db2[1]"}


def test_weight_rows_can_be_inputs() -> None:
    """A transposed weight matrix under `weight_rows: inputs` is the same network."""
    text = "inputs: [1, 2]\ntargets: [3]\nloss: mse\nlayers:\n  - {weights: %s, activation: tanh}\n"
    by_unit = solved(text % "[[0.1, 0.2]]")
    by_input = solved(text % "[[0.1], [0.2]]" + "weight_rows: inputs\n")
    assert by_unit.values == by_input.values


# --- kinks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("activation", "slope"),
    [("relu", 0.0), ("leaky_relu", 0.01), ("{name: leaky_relu, slope: 0.2}", 0.2)],
)
def test_at_a_kink_the_convention_holds_and_the_witness_says_so(activation: str, slope: float) -> None:
    """At z = 0 exactly ReLU′ is 0, leaky ReLU′ its slope; the proof lists the gradient as at a kink."""
    text = one_layer(activation, "sse", [0.0], [1.0])
    derivation = solved(text)
    assert derivation.values["da1[1]/dz1[1]"] == slope
    assert prove(read(text), derivation).at_kink == ("dL/dW1[1,1]",)


def test_near_a_kink_nothing_is_refused() -> None:
    """A gradient so near a kink that every difference crosses it is flagged, not called wrong."""
    text = one_layer("relu", "sse", [1e-9], [1.0])
    assert prove(read(text), solved(text)).at_kink == ("dL/dW1[1,1]",)


def test_where_the_kink_is_multiplied_by_zero_there_is_none() -> None:
    """At a kink of the activation with a loss that is flat there, the gradient is 0 and is proved."""
    text = one_layer("leaky_relu", "sse", [0.0], [0.0])
    assert prove(read(text), solved(text)).at_kink == ()


KINK_IN_KINK = """\
layers:
  - {weights: [[0, 0], [0, 0]], activation: linear}
  - {weights: [[0, -1]], activation: leaky_relu}
  - {weights: [[-1]], activation: leaky_relu}
inputs: [0, 1]
targets: [1]
loss: sse
"""
"""−leaky(−leaky(−w)) is 0.01·w on either side of 0, and 0.0001·w by the slopes at 0."""


@pytest.mark.parametrize(
    ("text", "name", "by_convention"),
    [
        (KINK_IN_KINK, "dL/dW1[2,2]", -2 * 0.01 * 0.01),  # beside the kink 2·0.01
        ("formulas: {y: relu(x) - relu(-x)}\nat: {x: 0}\n", "dy/dx", 0.0),  # y is x
    ],
)
def test_where_several_kinks_meet_the_differences_say_nothing(
    text: str, name: str, by_convention: float
) -> None:
    """What the slopes at the kinks give is on neither side of the point, nor between: that is said."""
    derivation = solved(text)
    assert derivation.values[name] == pytest.approx(by_convention, rel=1e-12)
    assert name in prove(read(text), derivation).at_kink


def test_a_step_that_is_lost_in_the_digits_says_nothing() -> None:
    """x^x is 1 to 297 digits where x = 10^-300, and its slope ln(x) + 1 all the same."""
    text = "formulas: {y: x^x}\nat: {x: 1e-300}\n"
    derivation = solved(text)
    assert derivation.values["dy/dx"] == pytest.approx(-300 * 2.302585092994046 + 1, rel=1e-12)
    assert prove(read(text), derivation).at_kink == ("dy/dx",)
    nearer = text.replace("1e-300", "1e-30")
    assert prove(read(nearer), solved(nearer)).at_kink == ()


# --- both witnesses catch a wrong rule ------------------------------------------------------------

ROWS = ["sigmoid", "tanh", "softplus", "silu", "gelu", "elu", "exp(z)", "sin(z)"]
HONEST = "inputs: [1]\ntargets: [0.2]\nloss: sse\nlayers:\n  - {weights: [[0.7]], activation: %s}\n"


@pytest.fixture
def _forget_derivatives() -> Iterator[None]:
    derivatives.cache_clear()
    yield
    derivatives.cache_clear()


@pytest.mark.usefixtures("_forget_derivatives")
@pytest.mark.parametrize("activation", ROWS)
def test_a_wrong_row_of_the_function_table_is_caught(
    activation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A derivative that is wrong in the table is refused by SymPy and by the differences, each alone."""
    name = activation.partition("(")[0]
    row = FUNCTIONS[name]
    wrong = row._replace(derivatives=(f"1.01*({row.derivatives[0]})",), slope=None)
    monkeypatch.setitem(FUNCTIONS, name, wrong)
    assert_refused(HONEST % activation)


@pytest.mark.parametrize("activation", ["2*z^2", "z/(1 + z^2)", "z^3*tanh(z)"])
def test_a_wrong_rule_of_the_chain_is_caught(activation: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A product rule that loses a factor is refused by SymPy and by the differences, each alone."""
    from backprop_cli.expr import pull_back as rules

    right = rules._parts

    def wrong(expr: Expr, named: Any) -> Any:
        return [(part, Ref("z1[1]") if slope == parse("3*z1[1]^2") or slope == parse("2*z1[1]") else slope)
                for part, slope in right(expr, named)]  # fmt: skip

    monkeypatch.setattr(rules, "_parts", wrong)
    assert_refused(HONEST % activation)


def assert_refused(text: str) -> None:
    problem = read(text)
    derivation = derive(problem)
    with pytest.raises(WitnessError, match="ours"):
        prove_local(derivation.graph)
    with pytest.raises(WitnessError, match="central differences"):
        prove_gradients(problem, derivation)


@pytest.mark.parametrize("claimed", [0.5, 1e6, 1e9, 1e200])
def test_a_gradient_of_any_size_is_refused_where_differences_give_another(claimed: float) -> None:
    """The larger it is, the more a difference could be called too coarse for it; two that agree are not."""
    problem = read(HONEST % "tanh")
    derivation = derive(problem)
    values = {**derivation.values, "dL/dW1[1,1]": claimed}
    with pytest.raises(WitnessError, match="central differences"):
        prove_gradients(problem, replace(derivation, values=values))


# --- what every step promises ---------------------------------------------------------------------


def assert_steps_hold(derivation: Derivation) -> None:
    given_to_all = derivation.constants.keys()
    for step in derivation.steps:
        if step.value is None:
            continue
        used = {name: derivation.values[name] for name in {*step.uses, *given_to_all}}
        assert set(references(step.sides[-1].expr)) <= {*used, "pi"}, step.name
        if step.rule is not Rule.COLLAPSED:
            assert close(evaluate(as_shown(step.sides[-1].expr), used), step.value), step.name
        for side in step.sides:
            if set(references(side.expr)) <= set(derivation.values):
                assert close(evaluate(side.expr, derivation.values), step.value), (step.name, side.form)


def as_shown(expr: Expr) -> Expr:
    """A formula as a student works it: a(1 − a) from a, where the program goes back to z."""
    if isinstance(expr, Slope) and not isinstance(expr.shown, Prime):
        return expr.shown
    return map_children(expr, as_shown)


def close(ours: float, theirs: float) -> bool:
    return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)


@RANDOM
@given(networks())
def test_every_step_of_a_network_can_be_redone(net: Net) -> None:
    """A step's last side, worked from the quantities it uses alone, and its other sides give its value."""
    try:
        derivation = solved(net.text())
    except ProblemError:
        assume(False)
        raise
    assert_steps_hold(derivation)


@RANDOM
@given(formula_nets())
def test_every_step_of_a_formula_problem_can_be_redone(net: FormulaNet) -> None:
    """The same for formulas."""
    assume(net.used())
    try:
        derivation = solved(net.text())
    except ProblemError:
        assume(False)
        raise
    assume(all(abs(value) < 1e4 for value in derivation.values.values()))
    assert_steps_hold(derivation)


@RANDOM
@given(networks(max_layers=3, max_units=3))
def test_two_runs_give_the_same(net: Net) -> None:
    """Deriving is deterministic: two runs give equal steps in equal order, and equal values."""
    try:
        first, second = solved(net.text()), solved(net.text())
    except ProblemError:
        assume(False)
        raise
    assert first == second
    assert list(first.values) == list(second.values)


def test_names_of_the_witness_are_free_for_authors() -> None:
    """Formulas named v0, v1 and rest do not meet the witness's own names."""
    text = "formulas: {rest: v1*v0 + v0^2, y: sigmoid(rest)*v1}\nat: {v0: 0.5, v1: -2}\n"
    proof = prove(read(text), solved(text))
    assert (proof.gradients, proof.at_kink) == (2, ())


@pytest.mark.parametrize(
    "formula",
    [
        "sqrt(x - 1000)*x",
        "ln(x - 5000)*sqrt(x - 5000)",
        "abs(ln(x))*x",
        "abs(sqrt(x) - 3)",
        "(x - 6000)^3",
        "x^0",
        "max(x, 2*x, )".replace(", )", ")"),
        "min(x, x)",
        "sign(x)*x^2",
        "1/relu(x)",
        "ln(relu(x))",
        "5.*x + .50*x^2 + 1e-3*x",
    ],
)
def test_formulas_far_from_the_origin_are_proved(formula: str) -> None:
    """A right derivative is never called wrong because the points it is compared at suit it badly."""
    text = f"formulas: {{y: '{formula}'}}\nat: {{x: 5500}}\n"
    assert prove(read(text), solved(text)).gradients == 1


# --- cost -----------------------------------------------------------------------------------------


def count_nodes(expr: Expr) -> int:
    return 1 + sum(map(count_nodes, children(expr)))


def size_of(width: int, monkeypatch: pytest.MonkeyPatch) -> tuple[float, float, float]:
    """For a width-width-width network: steps, nodes in their sides, and evaluated nodes, for each weight."""
    row = f"[{', '.join(['0.01'] * width)}]"
    layer = f"  - {{weights: [{', '.join([row] * width)}], biases: {row}, activation: sigmoid}}\n"
    text = f"inputs: {row}\ntargets: {row}\nloss: sse\nlayers:\n{layer}{layer}"
    problem = read(text)
    assert isinstance(problem, Network)
    evaluated = 0
    honest = evaluation._value

    def counting(expr: Expr, values: Any) -> float:
        nonlocal evaluated
        evaluated += 1
        return honest(expr, values)

    with monkeypatch.context() as patch:
        patch.setattr(evaluation, "_value", counting)
        derivation = derive(problem)
    nodes = sum(count_nodes(side.expr) for step in derivation.steps for side in step.sides)
    weights = 2 * width * width
    return len(derivation.steps) / weights, nodes / weights, evaluated / weights


def test_work_for_each_weight_does_not_grow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Steps, formula nodes and evaluated nodes for each weight stay the same from width 6 to width 24."""
    small, large = size_of(6, monkeypatch), size_of(24, monkeypatch)
    assert all(wide <= 1.1 * narrow for narrow, wide in zip(small, large, strict=True))


def test_pull_back_of_a_long_sum_makes_one_small_formula_for_each_name() -> None:
    """The derivatives of a sum of 2000 products hold 2 nodes each at most."""
    from backprop_cli.expr.tree import Add, Mul

    total = Add(tuple(Mul((Ref(f"w{index}"), Ref(f"x{index}"))) for index in range(2_000)))
    derivatives_of_it = pull_back(total)
    assert len(derivatives_of_it) == 4_000
    assert max(map(count_nodes, derivatives_of_it.values())) <= 2


def test_deeply_nested_formulas_are_worked() -> None:
    """Formulas at the reader's limits of nesting are derived and evaluated without exhausting the stack."""
    for part in ("tanh({})", "({} + 1)/2", "sqrt(1 + {})", "({})^2"):
        text = "x"
        for _ in range(18):
            text = part.format(text)
        problem = read(f"formulas: {{y: '{text}'}}\nat: {{x: 0.5}}\n")
        try:
            assert math.isfinite(derive(problem).values["dy/dx"])
        except (ProblemError, FormulaError) as error:
            pytest.fail(str(error))


def test_a_constant_is_no_quantity() -> None:
    """The result of a problem may use π beside its quantities: the derivative of x² + π by x is 2x."""
    found = derive(read("formulas: {f: x^2 + pi}\nat: {x: 3}\n"))
    assert found.values["df/dx"] == 6
