"""The circuit: values and gradients on its wires, the pattern of each gate."""

import math

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from random_problems import FormulaNet, Net, formula_nets, networks

from backprop_cli.derivation.circuit import Copy, Gate, Pattern, circuits
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.problem_file.bundled import names
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient

DETAILS = ("gates", "gates, functions opened")
RANDOM = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])


def circuit(source: str, detail: str = "gates") -> tuple[Derivation, list[Gate], list[Copy]]:
    """The derivation, the gates and the copies of a problem's last output."""
    derivation = derive_problem(read(source), detail)
    (found,) = circuits(derivation, derivation.results[-1])
    elements = found.elements
    gates = [each for each in elements if isinstance(each, Gate)]
    return derivation, gates, [each for each in elements if isinstance(each, Copy)]


def sent(gates: list[Gate], out: str) -> dict[str, float | None]:
    """What a gate sends back to each input."""
    (gate,) = (each for each in gates if each.out.name == out)
    return {wire.name: wire.gradient for wire in gate.inputs}


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", ["sigmoid_circuit", "sigmoid_circuit_opened"])
def test_the_circuit_of_the_course(name: str, detail: str) -> None:
    """Numbers of PyTorch, float64, for w = (2, −3, −3), x = (−1, −2), whether σ is one gate or four."""
    values = derive_problem(read(load_text(name)[0]), detail).values
    expected = {"L": 0.7310585786, "dL/dw0": -0.1966119332, "dL/dw1": -0.3932238665, "dL/dw2": 0.1966119332,
                "dL/dx0": 0.3932238665, "dL/dx1": -0.5898357997}  # fmt: skip
    assert {each: values[each] for each in expected} == pytest.approx(expected, rel=1e-8)


def test_add_distributes_and_multiply_swaps() -> None:
    """For f = (x + y)·z at (−2, 5, −4): 3, −12; gradients −4, −4, 3. Source: CS231n, backpropagation."""
    derivation, gates, copies = circuit("formulas: {f: (x + y)*z}\nat: {x: -2, y: 5, z: -4}\n")
    assert [(gate.out.name, gate.pattern) for gate in gates] == [
        ("s1", Pattern.ADD),
        ("f", Pattern.MULTIPLY),
    ]
    assert (derivation.values["s1"], derivation.values["f"]) == (3, -12)
    assert sent(gates, "f") == {"s1": -4, "z": 3}
    assert sent(gates, "s1") == {"x": -4, "y": -4}
    assert (gates[1].out.gradient, gates[0].out.gradient, copies) == (1, -4, [])


def test_minus_turns_the_sign() -> None:
    """In ½(y − a)² at y = 3, a = 5 the difference gets −2: y is sent −2, `a`, which is subtracted, +2."""
    _, gates, _ = circuit("formulas: {f: (y - a)^2/2}\nat: {y: 3, a: 5}\n")
    (minus,) = (gate for gate in gates if gate.pattern is Pattern.SUBTRACT)
    assert minus.out.gradient == -2
    assert sent(gates, minus.out.name) == {"y": -2, "a": 2}


def test_max_routes() -> None:
    """2·(x·y + max(z, w)) at (3, −4, 2, −1): −8, 6, 2, 0. Source: CS231n, "Patterns in backward flow"."""
    _, gates, _ = circuit("formulas: {f: '2*(x*y + max(z, w))'}\nat: {x: 3, y: -4, z: 2, w: -1}\n")
    (routing,) = (gate for gate in gates if gate.pattern is Pattern.MAX)
    assert sent(gates, routing.out.name) == {"z": 2, "w": 0}
    assert sent(gates, "s1") == {"x": -8, "y": 6}


def test_copy_adds() -> None:
    """In e = (a + b)(b + 1) at (2, 1) b gets 2 from one gate, 3 from the other. Source: C. Olah (2015)."""
    _, _, (copy,) = circuit("formulas: {c: a + b, d: b + 1, e: c*d}\nat: {a: 2, b: 1}\n")
    assert [(branch.name, branch.gradient) for branch in copy.branches] == [("c", 2), ("d", 3)]
    assert (copy.wire.name, copy.wire.gradient) == ("b", 5)


@pytest.mark.parametrize(
    ("formula", "pattern"),
    [
        ("a - b", Pattern.SUBTRACT),
        ("1 - a", Pattern.SUBTRACT),
        ("a - 1", Pattern.ADD),
        ("a + 1", Pattern.ADD),
        ("a + a", Pattern.SLOPE),
        ("a*b", Pattern.MULTIPLY),
        ("2*a", Pattern.SLOPE),
        ("a*a", Pattern.SLOPE),
        ("relu(a)", Pattern.MAX),
        ("min(a, b)", Pattern.MIN),
        ("where(a, b, 1)", Pattern.CASE),
        ("a/b", Pattern.SLOPE),
        ("exp(a)", Pattern.SLOPE),
    ],
)
def test_every_gate_has_its_pattern(formula: str, pattern: Pattern) -> None:
    """A pattern is named only where it holds: a product of a wire with itself swaps nothing."""
    at = ", ".join(f"{name}: 1.5" for name in "ab" if name in formula.replace("relu", ""))
    _, (gate,), _ = circuit(f"formulas: {{y: '{formula}'}}\nat: {{{at}}}\n")
    assert gate.pattern is pattern


def test_what_nobody_asks_for_gets_no_gradient() -> None:
    """Inputs and targets of a network are wires without one."""
    source = "inputs: [2]\ntargets: [1]\nlayers: [{weights: [[3]], activation: linear}]\nloss: sse\n"
    _, gates, _ = circuit(source)
    loose = {wire.name for gate in gates for wire in gate.inputs if wire.is_loose}
    assert loose == {"x[1]", "y[1]"}


@pytest.mark.parametrize("detail", DETAILS)
@pytest.mark.parametrize("name", names())
def test_bundled_problems_are_proved_as_circuits(name: str, detail: str) -> None:
    """SymPy and central differences agree with the circuits of every problem."""
    problem = read(load_text(name)[0])
    assert prove(problem, derive_problem(problem, detail)).local


def assert_same_gradients(source: str, detail: str) -> None:
    """Everything that is called the same has the value that it has without gates."""
    try:
        problem = read(source)
        plain, fine = derive_problem(problem), derive_problem(problem, detail)
    except (ProblemError, UsageError):
        assume(False)  # a gate of its own may have no value where the whole has: exp(800) in a sigmoid
        raise
    assume(all(abs(value) < 1e6 for value in (*plain.values.values(), *fine.values.values())))
    for name in (text(Gradient(plain.graph.by_name[output].quantity, plain.graph.by_name[by].quantity))
                 for output in plain.results for by in plain.graph.wrt):  # fmt: skip
        assert (name in fine.values) == (name in plain.values), name
        if name in plain.values:
            assert math.isclose(fine.values[name], plain.values[name], rel_tol=1e-6, abs_tol=1e-8), name


@RANDOM
@given(networks(max_layers=3, max_units=3, max_samples=3), st.sampled_from(DETAILS))
def test_gates_change_no_gradient_of_a_network(net: Net, detail: str) -> None:
    """∂L/∂w is the same whether a neuron is one formula or many gates."""
    assert_same_gradients(net.text(), detail)


@RANDOM
@given(formula_nets(), st.sampled_from(DETAILS))
def test_gates_change_no_gradient_of_formulas(net: FormulaNet, detail: str) -> None:
    """The same for formulas over all of the grammar."""
    assume(net.used())
    assert_same_gradients(net.text(), detail)


@pytest.mark.parametrize("detail", ["scalars", *DETAILS])
@pytest.mark.parametrize(
    ("function", "slope"),
    [("relu(x)", 0), ("leaky_relu(x, 0.1)", 0.1), ("leaky_relu(x)", 0.01), ("elu(x)", 1), ("max(0, x)", 0)],
)
def test_the_kink_is_the_same_when_opened(function: str, slope: float, detail: str) -> None:
    """ReLU′(0) = 0, and the slope of max(0, z) there; of leaky ReLU it is that for z < 0."""
    derivation = derive_problem(problem := read(f"formulas: {{y: '{function}'}}\nat: {{x: 0}}\n"), detail)
    assert derivation.values["dy/dx"] == slope
    assert prove(problem, derivation).local


@pytest.mark.parametrize("x", [-2, 0.3, 1e-9, 15])
def test_an_opened_tanh_keeps_its_digits(x: float) -> None:
    """Its value and slope are those of the function, near 0 too, where the exponentials nearly cancel."""
    values = derive_problem(read(f"formulas: {{y: tanh(x)}}\nat: {{x: {x}}}\n"), DETAILS[1]).values
    assert values["y"] == pytest.approx(math.tanh(x), rel=1e-9)
    assert values["dy/dx"] == pytest.approx(1 / math.cosh(x) ** 2, rel=1e-9)


def test_an_optimiser_keeps_its_names() -> None:
    """Its constant s1 is no gate: by y of x·y² + 1 at (2, 3) it is 12, and one step from v = 0 takes 1.2."""
    source = "formulas: {f: x*y*y + 1}\nat: {x: 2, y: 3}\nwrt: [x, y]\noptimizer:\n"
    source += "  {learning_rate: 0.1, s1: 0.9, state: {v: 0}, update: {v: s1*v + g, w: w - alpha*v}}\n"
    values = derive_problem(read(source), "gates").values
    names = ("s1", "s2", "s3", "df/dy", "y_new")
    assert [values[name] for name in names] == pytest.approx([0.9, 6, 18, 12, 1.8])


def test_one_sample_at_a_time_is_a_circuit() -> None:
    """Of a training in which each step takes one sample, every step has its circuit."""
    problem = read(load_text("descent_sample_by_sample")[0])
    plain, fine = derive_problem(problem), derive_problem(problem, "gates")
    wanted = {name: each for name, each in plain.values.items() if name.startswith(("dL/dW", "W1_new"))}
    assert len(wanted) == 8 * 4  # two weights in each of eight steps
    assert {name: fine.values[name] for name in wanted} == pytest.approx(wanted, rel=1e-12)
