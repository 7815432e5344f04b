"""A solution as a program: it runs by itself, and prints what numpy and SymPy have for the same exercise."""

import keyword
import re
import subprocess
import sys
from pathlib import Path

import pytest
import sympy
import yaml
from bundled_kinds import DRAWN, GIVEN, SYMBOLIC
from by_numpy import worked

from backprop_cli import load, solution
from backprop_cli.api.solutions import solve
from backprop_cli.errors import UsageError
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.bundled import names, path
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

TRAININGS = [name for name in names() if load(name).schedule.steps > 1]
STAGED = ("batch_normalisation", "dropout")
NETWORKS = [
    name
    for name in names()
    if isinstance(load(name), Network) and name not in {*TRAININGS, *STAGED, *DRAWN, *GIVEN}
]
FORMULAS = [
    name for name in names() if name not in {*NETWORKS, *TRAININGS, *STAGED, *DRAWN, *GIVEN, *SYMBOLIC}
]


def program(problem: str) -> str:
    """The program of a bundled problem, or of a problem's text."""
    known = load(problem) if problem in names() else read(problem)
    return solution(known, verify=False).render("python")


def run(text: str) -> dict[str, float]:
    """What a program prints, run alone: without this package, and without anyone's settings."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-"], input=text, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return {name: float(value) for name, value in (line.split(" = ") for line in done.stdout.splitlines())}


@pytest.mark.parametrize("name", NETWORKS)
def test_a_networks_program_prints_what_numpy_has(name: str) -> None:
    """Loss, gradients and new parameters of every bundled network, against backpropagation in numpy."""
    found, expected = run(program(name)), worked(Path(path(name)).read_text(encoding="utf-8"))
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert "Not compared" not in program(name)


def test_a_constant_that_no_formula_has_is_not_given() -> None:
    """Adam with ε = 0 on w² from 3: the first step is α itself, and nothing speaks of an epsilon."""
    text = "formulas: {f: w^2}\nat: {w: 3}\n"
    adam = "optimizer: {{name: adam, learning_rate: 0.1, epsilon: {0}}}\n"
    without = program(text + adam.format("0"))
    assert "epsilon" not in without
    assert run(without)["w_new"] == pytest.approx(2.9, rel=1e-12)
    assert "epsilon = 1e-8" in program(text + adam.format("1e-8"))


@pytest.mark.parametrize("name", FORMULAS)
def test_a_formula_problems_program_prints_what_sympy_has(name: str) -> None:
    """Outputs, gradients and new values of every bundled formula problem, against SymPy's derivatives."""
    found = run(program(name))
    data = yaml.safe_load(Path(path(name)).read_text(encoding="utf-8"))
    expected = by_sympy(data)
    assert found.keys() == expected.keys()
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", STAGED)
def test_normalised_and_dropped_units_are_lines_as_well(name: str) -> None:
    """Each runs with its assertions, and the gradients are slopes of the loss that it prints itself."""
    text = program(name)
    before, step = run(text), 1e-6
    old = re.search(r"^w1_11 = (.+)$", text, re.MULTILINE)
    assert old
    moved = text.replace(old[0], f"w1_11 = {old[1]} + {step}").split("\nexpected = ")[0]
    after = run(f'{moved}\nprint("L", "=", L)\n')["L"]
    assert (after - before["L"]) / step == pytest.approx(before["grad_w1_11"], rel=1e-4)


@pytest.mark.parametrize("name", TRAININGS)
def test_a_training_is_one_program(name: str) -> None:
    """All steps one after the other, each with its assertions; the last new parameters are the training's."""
    text, problem = program(name), load(name)
    count = problem.schedule.steps
    assert f"# All {count} steps of the training" in text
    assert text.count("expected = {") == text.count("# === Step ") == count
    found = run(text)
    last = run(solve(problem, Layout(step=count), verify=False).render("python"))
    assert found == pytest.approx(last, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("name", TRAININGS)
def test_a_training_may_show_one_step(name: str) -> None:
    """The one that is chosen, from the parameters and the state that the one before left."""
    chosen = solve(load(name), Layout(step=2), verify=False).render("python")
    assert "Step 2 of the training" in chosen
    assert chosen.count("expected = {") == 1
    run(chosen)


def test_a_training_goes_on_from_its_own_numbers() -> None:
    """Step 2 has no given number of its own: a first weight that is off is off in every step after."""
    text = program("adam_by_hand").replace("assert isclose", "assert True or isclose")
    first = re.search(r"^w = (.+)$", text, re.MULTILINE)
    assert first
    moved = run(text.replace(first[0], "w = 7"))
    w, m, v = 7.0, 0.0, 0.0
    for t in range(1, load("adam_by_hand").schedule.steps + 1):
        m, v = 0.9 * m + 0.1 * 2 * w, 0.999 * v + 0.001 * (2 * w) ** 2
        w -= 0.1 * (m / (1 - 0.9**t)) / ((v / (1 - 0.999**t)) ** 0.5 + 1e-8)
    assert moved["w_new"] == pytest.approx(w, rel=1e-9)


def test_each_batch_has_its_samples() -> None:
    """Mini-batches: the sample of a step is given where it comes first, and is there when it comes again."""
    text = program(EPOCHS)
    assert [text.count(f"\nx_1_s{sample} = ") for sample in (1, 2)] == [1, 1]
    x, y, w = [0.5, 2], [1, 0], 0.3
    for sample in (1, 0, 1, 0):
        w -= 0.1 * 2 * (w * x[sample] - y[sample]) * x[sample]
    assert run(text)["w1_11_new"] == pytest.approx(w, rel=1e-9)


EPOCHS = """\
samples: [{inputs: [0.5], targets: [1]}, {inputs: [2], targets: [0]}]
layers: [{weights: [[0.3]], activation: linear}]
loss: sse
optimizer: {name: sgd, learning_rate: 0.1}
training: {epochs: 2, batch_size: 1, order: [2, 1]}
"""


def test_a_long_training_shows_its_first_step() -> None:
    """Where all steps would make a program that nobody reads."""
    made = solution(read(EPOCHS.replace("epochs: 2", "epochs: 200")), verify=False).render("python")
    assert "# Step 1 of the training; --step N shows another." in made
    run(made)


def test_the_second_step_of_adam() -> None:
    """L = w² from 5 with α = 0.1: g = 10, then w = 4.9 and g = 9.8; m̂ and v̂ by the formulas of the paper."""
    chosen = solve(load("adam_by_hand"), Layout(step=2), verify=False).render("python")
    w = 5 - 0.1 * 10 / (10 + 1e-8)
    m, v = 0.9 * 0.1 * 10 + 0.1 * 2 * w, 0.999 * 0.001 * 100 + 0.001 * (2 * w) ** 2
    step = 0.1 * (m / (1 - 0.9**2)) / ((v / (1 - 0.999**2)) ** 0.5 + 1e-8)
    assert run(chosen)["w_new"] == pytest.approx(w - step, rel=1e-9)


def _softmax(*scores: sympy.Expr) -> dict[int, sympy.Expr]:
    """Its entries by their numbers, counted from 1."""
    powers = [sympy.exp(score) for score in scores]
    return {place: power / sum(powers) for place, power in enumerate(powers, start=1)}


def by_sympy(data: dict[str, dict[str, str]]) -> dict[str, float]:
    """The same numbers, by putting every formula into the next and differentiating the whole."""
    z = sympy.Symbol("z")
    functions = {
        "sigmoid": sympy.Lambda(z, 1 / (1 + sympy.exp(-z))),
        "relu": sympy.Lambda(z, sympy.Piecewise((z, z > 0), (0, True))),
        "leaky_relu": sympy.Lambda(z, sympy.Piecewise((z, z > 0), (z / 100, True))),
        "softmax": _softmax,
    }
    free = {name: sympy.Symbol(name) for name in data["at"]}
    symbols = {name: sympy.Symbol(name) for name in data["formulas"]}
    read = {
        name: sympy.sympify(str(formula), locals={**functions, **free, **symbols})
        for name, formula in data["formulas"].items()
    }
    used = set().union(*(formula.free_symbols for formula in read.values()))
    outputs = [name for name in read if symbols[name] not in used]
    known = dict(read)
    for _ in read:
        known = {
            name: formula.subs({symbols[each]: read[each] for each in read})
            for name, formula in known.items()
        }
    point = {free[name]: sympy.Rational(str(value)) for name, value in data["at"].items()}
    found = {name: float(known[name].subs(point)) for name in outputs}
    by = data.get("wrt", list(data["at"]))
    for output in outputs:
        for name in by:
            slope = float(known[output].diff(free[name]).subs(point))
            found[f"grad_{name}" if len(outputs) == 1 else f"d{output}_d{name}"] = slope
    if "optimizer" in data:
        rate = float(data["optimizer"]["learning_rate"])
        found |= {f"{name}_new": float(data["at"][name]) - rate * found[f"grad_{name}"] for name in by}
    return found


def test_the_circuit_reads_as_the_course_lists_it() -> None:
    """The course's straight-line program, forward and backward, in its names."""
    text = program("sigmoid_circuit")
    for line in (
        "s0 = w0 * x0",
        "s1 = w1 * x1",
        "s2 = s0 + s1",
        "s3 = s2 + w2",
        "L = sigmoid(s3)",
        "grad_s3 = grad_L * L*(1 - L)",
    ):
        assert f"\n{line}\n" in text
    for line, chain in (
        ("grad_s0 = grad_s2", "dL/ds0 = dL/ds2 * ds2/ds0"),
        ("grad_w0 = grad_s0 * x0", "dL/dw0 = dL/ds0 * ds0/dw0"),
    ):
        assert f"\n{line.ljust(44)}  # {chain}\n" in text


def test_a_network_reads_as_the_course_lists_it() -> None:
    """Names of the course, both samples or units that use a quantity in its sum."""
    text = program("two_layer_relu_sigmoid")
    assert "\nz1_1 = w1_11*x_1 + w1_12*x_2 + b1\n" in text
    assert "\ngrad_b2 = grad_z2_1 + grad_z2_2 " in text
    assert "\ngrad_z1_1 = grad_a1_1 * (1 if z1_1 > 0 else 0) " in text


def test_a_wrong_number_fails_the_program() -> None:
    """The assertions are at work: one digit changed, and the program ends with the name."""
    text = program("sigmoid_circuit").replace("w0 = 2\n", "w0 = 2.001\n")
    done = subprocess.run([sys.executable, "-I", "-"], input=text, capture_output=True, encoding="utf-8")
    assert done.returncode == 1
    assert "AssertionError: ('L', " in done.stderr


HOSTILE = r"""
title: "coding: latin-1 \n raise SystemExit(3)\r\nraise SystemExit(4)\x0craise SystemExit(5)"
formulas:
  print: lambda^2*math + α + sum
  وزن: print*exp(x_) + u
  grad_x: max(وزن, pi)*None + ﬁ
  y: grad_x*2 + sqrt(x_^2) + grad_y
  results: y + leaky_relu(math, 0.5)*ln(sigmoid(name)) + 0.50*1e-3 - 2^-u - (-u)^3 - u/(math*2)/3 - -x1^2
at: {lambda: 1/3, math: -2, α: 0.07, sum: .5, x_: 1.50, u: -3, None: 2e0, ﬁ: 1, name: -8, x1: 3, grad_y: 4}
wrt: [lambda, math, α, x_, u, ﬁ, name, x1]
"""


def test_every_legal_name_makes_a_program() -> None:
    """Keywords, builtins, the program's own names, Persian, Greek, ligatures; no title becomes code."""
    found = run(program(HOSTILE))
    # λ and α are multiplied with 0: وزن is below π.
    assert 0.25 * 2.718281828459045**1.5 - 3 < 3.14
    assert found["grad_lambda"] == 0
    assert found["grad_fi"] == 2
    assert found["grad_x_"] == pytest.approx(1)
    assert found["grad_x1"] == pytest.approx(6)
    slope = 8 * 2.0**2 / 2.0**2 * 0.6931471805599453 + 3 * 3.0**2 - 1 / (3 * 2 * -2)
    assert found["grad_u"] == pytest.approx(slope, rel=1e-12)


@pytest.mark.parametrize("name", [*keyword.kwlist, "math", "print", "isclose", "expected", "value", "grad_a"])
def test_no_name_is_in_the_way(name: str) -> None:
    """Any word may be a formula or a variable: y = name², and its neighbour with `_` behind."""
    found = run(program(f"formulas: {{y: '{name}^2 + a*3'}}\nat: {{'{name}': 3, a: 2}}\nwrt: ['{name}', a]"))
    assert sorted(found.values()) == [3.0, 6.0, 15.0]


def test_a_name_that_python_reads_as_another_is_one() -> None:
    """Python reads ﬁ as fi: whatever the program calls it, y = 2·3² and dy/dﬁ = 2·2·3."""
    found = run(program("{formulas: {y: 2*ﬁ^2}, at: {ﬁ: 3}, wrt: [ﬁ]}"))
    assert sorted(found.values()) == [12.0, 18.0]


def test_saturated_units_keep_their_digits() -> None:
    """Where 1 − a rounds to 0, the slope is σ(z)·σ(−z); where ln a would be ln 0, it is that of z."""
    hidden = "{inputs: [1], targets: [0.5], loss: sse, layers: [{weights: [[40]], activation: sigmoid}]}"
    tail = 2.718281828459045**-40
    assert run(program(hidden))["grad_w1_11"] == pytest.approx(2 * 0.5 * tail, rel=1e-9)
    assert "Not compared" not in program(hidden)
    for last, loss in (("sigmoid", "bce"), ("softmax", "cross_entropy")):
        text = (
            "{inputs: [1], targets: [1, 0], loss: %s, "  # noqa: UP031 - braces are YAML's here
            "layers: [{weights: [[-800], [2]], activation: %s}]}" % (loss, last)
        )
        found = run(program(text))
        assert found["L"] == pytest.approx(802.126928 if loss == "bce" else 802, rel=1e-8)
        assert found["grad_w1_11"] == pytest.approx(-1)


def test_what_floats_cannot_hold_is_said_and_not_asserted() -> None:
    """10^20 + x − 10^20 is x, and in floats 0: the program says which numbers it does not compare."""
    text = program("{formulas: {y: (10^20 + x - 10^20)*x}, at: {x: 3.5}}")
    assert "Not compared, because floats lose their digits here: " in text
    run(text)


def test_leading_zeros_signs_and_fractions_are_pythons() -> None:
    """1/3 stays a fraction; 0.50 and .5 stay as typed."""
    text = program("{formulas: {y: x*u*v}, at: {x: 1/3, u: 0.50, v: .5}}")
    for line in ("x = 1/3", "u = 0.50", "v = .5"):
        assert f"\n{line}\n" in text


@pytest.mark.parametrize("name", sorted(SYMBOLIC))
def test_a_symbolic_problem_is_refused(name: str) -> None:
    """Without a point there is nothing to run; the message says how to get there."""
    with pytest.raises(UsageError, match="a program needs numbers") as refused:
        program(name)
    assert refused.value.hint == "give it a point with `at:`"


def test_a_number_beyond_floats_is_refused() -> None:
    """E^(x²) at 30 is no float: there is no program, and no traceback."""
    with pytest.raises(UsageError, match="a program has no value for `dy/dx`"):
        program("{formulas: {y: 1/x}, at: {x: 1e-200}}")


def test_long_lines_are_broken() -> None:
    """No line of a wide layer is longer than a page, and Python still reads it."""
    weights = [[(place + row) / 100 for place in range(30)] for row in range(2)]
    text = program(
        f"inputs: {[0.1] * 30}\ntargets: [1, 0]\nlayers: [{{weights: {weights}, activation: softmax}}]\n"
        "loss: cross_entropy\noptimizer: {name: sgd, learning_rate: 0.1}"
    )
    assert max(map(len, text.splitlines())) <= 100
    assert len(run(text)) == 1 + 2 * 60


def test_export_chooses_it_by_the_ending(tmp_path: Path) -> None:
    """`-o solution.py` writes the program."""
    from backprop_cli.cli.main import run as command

    assert command(["export", "one_neuron", "-o", str(tmp_path / "one.py")]) == 0
    assert run((tmp_path / "one.py").read_text(encoding="utf-8")).keys() == {
        "L", "grad_w1_11", "grad_b1_1", "w1_11_new", "b1_1_new"
    }  # fmt: skip


def test_a_sum_of_hundreds_is_no_chain() -> None:
    """784 inputs: Python reads the program, and so do we."""
    text = program(
        f"inputs: {[0.5] * 784}\ntargets: [1]\nlayers: [{{weights: [{[0.01] * 784}], activation: linear}}]\n"
        "loss: sse\n"
    )
    assert run(text)["L"] == pytest.approx((784 * 0.005 - 1) ** 2, rel=1e-9)
