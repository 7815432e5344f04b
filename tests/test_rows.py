"""What one row costs: each test adds one to a table, and sees it worked, proved and marked.

A row is added in a process of its own, before anything reads the table.
"""

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

FORMAT = """
import sys, types
from backprop_cli import formats
from backprop_cli.formats import BLANK, CLASS, HINT, MARKED, SOLUTION, Format
class Loud:
    def render(self, document):
        return f"{document.title.upper()}, {len(document.sections)} sections\\n"
sys.modules["backprop_cli.render.loud"] = types.SimpleNamespace(Loud=Loud)
row = Format("loud", (".loud",), "render.loud.Loud", (SOLUTION, BLANK, MARKED, CLASS, HINT))
formats.FORMATS = (*formats.FORMATS, row)
"""
MAIN = "\nimport sys\nfrom backprop_cli.cli.main import run\nsys.exit(run(sys.argv[1:]))\n"

ACTIVATION = """
from backprop_cli.expr.functions import FUNCTIONS, Function
FUNCTIONS["softsign"] = Function(
    "softsign", "z", "z/(1 + abs(z))", ("1/(1 + abs(z))^2",),
    lambda z: z/(1 + abs(z)), lambda z: 1/(1 + abs(z))**2, "softsign", activation=True)
"""
LOSS = """
from fractions import Fraction
from backprop_cli.expr.parser import parse
from backprop_cli.problem.losses import LOSSES, Loss
LOSSES["pseudo_huber"] = Loss("pseudo_huber", Fraction(1), True, parse("sqrt(1 + (y - yhat)^2) - 1"))
"""
OPTIMIZER = """
from backprop_cli.problem.optimizers import OPTIMIZERS, row
OPTIMIZERS["heavy_ball"] = row(
    "heavy_ball", {"mu": 0.5}, {"v": 1.0}, {"v": "mu*v + g", "w": "w - alpha*v"})
"""
PENALTY = """
from backprop_cli.expr.parser import parse
from backprop_cli.problem.penalties import PENALTIES, PenaltyRow
PENALTIES["l4"] = PenaltyRow("l4", parse("w^4"))
"""
INITIALIZER = """
from backprop_cli.problem.initializers import INITIALIZERS, Initializer
INITIALIZERS["even"] = Initializer("even", {}, "1/in", lambda random, layer: 1 / layer.inputs)
"""
MISTAKE = """
from backprop_cli.expr.tree import Mul, Ref
from backprop_cli.graph.graph import Role
from backprop_cli.marking.mistakes import table as mistakes
def squared(place):
    if place.has_role(Role.ACTIVATION) and place.step.name in place.graph.formulas:
        yield Mul((place.routes[0], place.routes[0]))
row = mistakes.Mistake("activation_squared", squared, "the activation was squared")
mistakes.MISTAKES = (*mistakes.MISTAKES, row)
"""
NET = """\
inputs: [0.5, -1]
targets: [0.25]
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.7, 0.1], activation: %s}
  - {weights: [[1, -1]], biases: [0.1], activation: linear}
loss: %s
optimizer: {name: %s, learning_rate: 0.1}
"""


def ran(row: str, *arguments: str) -> str:
    """What the command prints in a process with one more row."""
    command = [sys.executable, "-X", "utf8", "-c", row + MAIN, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert done.returncode in {0, 1}, done.stderr
    return done.stdout


@pytest.fixture
def problem(tmp_path: Path) -> Path:
    """Where a test writes its problem."""
    return tmp_path / "net.yaml"


def values(row: str, problem: Path) -> dict[str, float]:
    found: dict[str, float] = json.loads(ran(row, "solve", str(problem), "--format", "json"))["values"]
    return found


def proof(row: str, problem: Path) -> str:
    """The stamp of the proofs."""
    return ran(row, "solve", str(problem), "--verify").split("Checks")[1]


def marked(row: str, problem: Path, answers: dict[str, float]) -> dict[str, Any]:
    """Each line's verdict and mistakes."""
    sheet = problem.with_name("sheet.yaml")
    lines = "".join(f"  {name}: {value:.5g}\n" for name, value in answers.items())
    sheet.write_text(f"answers:\n{lines}", encoding="utf-8")
    report = json.loads(ran(row, "check", str(problem), str(sheet), "--format", "json"))
    (found,) = report["sheets"]
    return {
        line["name"]: (line["verdict"], line["mistake"])
        for line in found["answers"]
        if line["given"] is not None
    }


def test_an_activation_is_one_row(problem: Path) -> None:
    """softsign: z = (0.55, 0.65), a = z/(1 + |z|), slope 1/(1 + |z|)²."""
    problem.write_text(NET % ("softsign", "sse", "sgd"), encoding="utf-8")
    found = values(ACTIVATION, problem)
    a = [0.55 / 1.55, 0.65 / 1.65]
    output = a[0] - a[1] + 0.1
    assert [found["a1[1]"], found["a1[2]"]] == pytest.approx(a, rel=1e-12)
    assert found["dL/dz1[1]"] == pytest.approx(2 * (output - 0.25) / 1.55**2, rel=1e-12)
    assert "9 gradients compared" in proof(ACTIVATION, problem)
    program = ran(ACTIVATION, "solve", str(problem), "--format", "python")
    done = subprocess.run([sys.executable, "-I", "-"], input=program, capture_output=True, encoding="utf-8")
    assert f"grad_b1_1 = {2 * (output - 0.25) / 1.55**2:.9f}" in done.stdout, done.stderr
    delta = {"dL/dz1[1]": 2 * (output - 0.25) / 1.55**2, "dL/dz1[2]": -2 * (output - 0.25)}
    lines = marked(ACTIVATION, problem, {"a1[1]": a[0], **delta})
    assert lines["a1[1]"] == ("right", [])
    assert lines["dL/dz1[1]"] == ("right", [])
    assert lines["dL/dz1[2]"] == ("mistake", ["slope_left_out"])


def test_a_loss_is_one_row(problem: Path) -> None:
    """√(1 + (y − ŷ)²) − 1: its derivative is (ŷ − y)/√(1 + (y − ŷ)²)."""
    problem.write_text(NET % ("linear", "pseudo_huber", "sgd"), encoding="utf-8")
    found = values(LOSS, problem)
    gap = (0.55 - 0.65 + 0.1) - 0.25
    assert found["L"] == pytest.approx((1 + gap**2) ** 0.5 - 1, rel=1e-9)
    assert found["dL/dz2[1]"] == pytest.approx(gap / (1 + gap**2) ** 0.5, rel=1e-9)
    assert "9 gradients compared" in proof(LOSS, problem)
    lines = marked(LOSS, problem, {"L": (1 + gap**2) ** 0.5 - 1, "dL/dz2[1]": -gap / (1 + gap**2) ** 0.5})
    assert lines == {"L": ("right", []), "dL/dz2[1]": ("mistake", ["sign"])}


def test_an_optimiser_is_one_row(problem: Path) -> None:
    """V = μv + g from v = 1, w − αv: on the page with its formulas and numbers, proved, and marked."""
    problem.write_text(NET % ("linear", "sse", "heavy_ball"), encoding="utf-8")
    found = values(OPTIMIZER, problem)
    gradient = 2 * ((0.55 - 0.65 + 0.1) - 0.25) * 0.55
    assert found["v(W2[1,1])"] == pytest.approx(0.5 + gradient, rel=1e-9)
    assert found["W2_new[1,1]"] == pytest.approx(1 - 0.1 * (0.5 + gradient), rel=1e-9)
    page = ran(OPTIMIZER, "solve", str(problem), "--only", "W2[1,1]")
    assert (
        "One after the other: v = μ·v + g w⁺ = w − α·v with g = ∂L/∂w, α = 0.1, μ = 0.5, v starts from 1"
        in " ".join(page.split())
    )
    assert "= 0.5·1 + (−0.275)" in page
    assert "9 gradients compared" in proof(OPTIMIZER, problem)
    state, right, without_rate = 0.5 + gradient, 1 - 0.1 * (0.5 + gradient), 1 - (0.5 + gradient)
    lines = marked(OPTIMIZER, problem, {"v(W2[1,1])": state, "W2_new[1,1]": right})
    assert lines == {"v(W2[1,1])": ("right", []), "W2_new[1,1]": ("right", [])}
    lines = marked(OPTIMIZER, problem, {"v(W2[1,1])": state, "W2_new[1,1]": without_rate})
    assert lines["W2_new[1,1]"] == ("mistake", ["rate_left_out"])


def test_a_penalty_is_one_row(problem: Path) -> None:
    """λΣw⁴: the gradient gains 4λw³, the sum is proved."""
    text = NET % ("linear", "sse", "sgd") + "penalty: {name: l4, rate: 0.5}\n"
    problem.write_text(text, encoding="utf-8")
    found = values(PENALTY, problem)
    plain = 2 * ((0.55 - 0.65 + 0.1) - 0.25) * 0.55
    assert found["R"] == pytest.approx(0.5 * (0.1**4 + 0.2**4 + 0.3**4 + 0.4**4 + 1 + 1), rel=1e-9)
    assert found["dL/dW2[1,1]"] == pytest.approx(plain + 0.5 * 4, rel=1e-9)
    assert "9 gradients compared" in proof(PENALTY, problem)


def test_an_initialiser_is_one_row(problem: Path) -> None:
    """Every weight is 1 over the number of inputs."""
    drawn = "units: 2, init: {name: even}"
    text = (NET % ("linear", "sse", "sgd")).replace("weights: [[0.1, 0.2], [0.3, -0.4]]", drawn)
    problem.write_text(text, encoding="utf-8")
    found = values(INITIALIZER, problem)
    assert [found[f"W1[{i},{j}]"] for i in (1, 2) for j in (1, 2)] == [0.5] * 4
    assert "layer 1: even, 1/in; seed 0" in " ".join(ran(INITIALIZER, "solve", str(problem)).split())


def test_a_mistake_is_one_row(problem: Path) -> None:
    """The activation squared: named on the sheet, and accepted on request as any other."""
    problem.write_text(NET % ("sigmoid", "sse", "sgd"), encoding="utf-8")
    a = 1 / (1 + 2.718281828459045**-0.55)
    lines = marked(MISTAKE, problem, {"z1[1]": 0.55, "a1[1]": a * a})
    assert lines == {"z1[1]": ("right", []), "a1[1]": ("mistake", ["activation_squared"])}
    sheet = str(problem.with_name("sheet.yaml"))
    options = ("--accept", "activation_squared", "--format", "json")
    (accepted,) = json.loads(ran(MISTAKE, "check", str(problem), sheet, *options))["sheets"]
    assert accepted["points"] == 2


REMARK = """
from backprop_cli.graph.graph import Role
from backprop_cli.worksheet.remarks import table
from backprop_cli.worksheet.remarks.found import Found
from backprop_cli.words.lists import symbol
def large_weights(case):
    for weight in case.parameters(Role.WEIGHT):
        if abs(case.values[weight.name]) > 0.9:
            gradient = case.name_of_gradient(weight)
            yield Found((weight.quantity,), (weight.name,), at=(gradient,))
row = table.RemarkRow("large_weight", large_weights, lambda name: (symbol(name), " is a large weight."))
table.REMARKS = (row, *table.REMARKS)
"""


def test_a_remark_is_one_row(problem: Path) -> None:
    """Of the weights 0.1 … 0.4 and ±1 the last two are remarked on: in their rows, and in the JSON."""
    problem.write_text(NET % ("linear", "sse", "sgd"), encoding="utf-8")
    page = ran(REMARK, "solve", str(problem))
    (row,) = [part for part in page.split("├") if "Remark: w₁₁⁽²⁾ is a large weight." in part]
    assert "│ ∂L/∂w₁₁⁽²⁾ " in row
    assert page.count("is a large weight.") == 2
    found = json.loads(ran(REMARK, "solve", str(problem), "--format", "json"))["remarks"]
    large = [each for each in found if each["key"] == "large_weight"]
    assert [each["names"] for each in large] == [["W2[1,1]"], ["W2[1,2]"]]
    assert large[0]["text"] == "w₁₁⁽²⁾ is a large weight."
    assert "large weight" not in ran(REMARK, "solve", str(problem), "--no-remarks")


def refused(row: str, *arguments: str) -> str:
    """What the command says in a process with one more row, where it refuses."""
    command = [sys.executable, "-X", "utf8", "-c", row + MAIN, *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_format_is_one_row(problem: Path) -> None:
    """By its name and its ending, in every help, among the known ones of every error, and in the package."""
    problem.write_text(NET % ("linear", "sse", "sgd") + "title: One row\n", encoding="utf-8")
    sheet, net = problem.with_name("ada.yaml"), str(problem)
    sheet.write_text("z1[1]: 0.55\n", encoding="utf-8")
    for command, files in (("solve", []), ("export", []), ("blank", []), ("check", [str(sheet)])):
        told = " ".join(ran(FORMAT, command, "--help").split())
        assert re.search(r"--format FORMAT [a-z, ]* or loud\b", told), command
        assert (".loud; - is standard output" in told) == (command in {"export", "blank"})
        found = ran(FORMAT, command, net, *files, "-o", "-", "--format", "loud")
        assert re.fullmatch(r"[A-Z ]*:? ?ONE ROW, [1-9] sections\n", found), command
        target = problem.with_name(f"{command}.loud")
        assert ran(FORMAT, command, net, *files, "-o", str(target)) == ""
        assert target.read_text(encoding="utf-8") == found
        unknown = refused(FORMAT, command, net, *files, "-o", "-", "--format", "xyz")
        assert unknown.startswith("error: there is no format `xyz`\n  = help: known are ")
        assert unknown.endswith(", loud\n")
        ending = refused(FORMAT, command, net, *files, "-o", "x.xyz")
        assert ending.startswith("error: no format has the ending of `x.xyz`\n  = help: use one of ")
        assert ending.endswith(", .loud, or --format\n")
    assert refused(FORMAT, "check", net, str(sheet), "--why", "L", "--format", "loud").endswith(
        "formats are terminal, markdown, html, json\n"
    )
    assert "ONE ROW" in ran(FORMAT, "check", net, str(sheet), "--hint", "--format", "loud")
    from_python = (
        f"from backprop_cli import blank\nprint(blank({net!r}).render('loud'), end='')\nraise SystemExit\n"
    )
    assert ran(FORMAT + from_python) == ran(FORMAT, "blank", net, "-o", "-", "--format", "loud")


STYLE = """
from backprop_cli.words.say import mark
from backprop_cli.worksheet import layout
from backprop_cli.worksheet.style import Style
layout.STYLES["values"] = Style("values", mark("the forward pass alone"), lambda sheet: sheet.forward())
"""


def test_a_style_is_one_row(problem: Path) -> None:
    """A sheet of the forward pass alone: between what is given and the update stands what the row yields."""
    problem.write_text(NET % ("linear", "sse", "sgd"), encoding="utf-8")
    page = ran(STYLE, "solve", str(problem), "--style", "values")
    assert [
        title for title in ("Given", "Forward pass", "Backward pass", "Update", "Checks") if title in page
    ] == [
        "Given",
        "Forward pass",
        "Update",
    ]
    told = " ".join(ran(STYLE, "solve", "--help").split())
    assert "gates: the circuit, one operation each; values: the forward pass alone. [default: delta]" in told


DETAIL = """
from dataclasses import replace
from backprop_cli.expr.tree import Add, Mul, Ref
from backprop_cli.graph.details import DETAILS
from backprop_cli.graph.graph import Role, node
from backprop_cli.quantities.quantity import Quantity

def split_products(graph):
    \"\"\"z1[1] = W1[1,1]·x[1] + b  ->  s1 = W1[1,1]·x[1],  z1[1] = s1 + b\"\"\"
    nodes, count = [], 0
    for each in graph.nodes:
        terms = []
        for term in each.formula.terms if each.role is Role.PRE_ACTIVATION else ():
            if isinstance(term, Mul):
                count += 1
                nodes.append(node(Quantity(f"s{count}"), Role.FORMULA, term))
                term = Ref(nodes[-1].name)
            terms.append(term)
        nodes.append(each._replace(formula=Add(tuple(terms))) if terms else each)
    return replace(graph, nodes=tuple(nodes))

DETAILS["products"] = (*DETAILS["scalars"], split_products)

import json, sys
from backprop_cli import load
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.proof.witness import prove
from backprop_cli.marking.results.marker import Marker
from backprop_cli.worksheet.policy import policy
problem = load(sys.argv[1])
fine, plain = derive_problem(problem, "products"), derive_problem(problem)
proof = prove(problem, fine)
answers = {"s1": "0.05", "s2": "-0.2", "z1[1]": "0.55", "dL/ds1": "-0.71", "dL/dW1[1,1]": "-0.355"}
report = Marker(fine, policy(problem, fine)).report_of(answers)
print(json.dumps({
    "same": all(abs(fine.values[name] - plain.values[name]) < 1e-12 for name in plain.values
                if name in fine.values),
    "s1": fine.values["s1"], "dL/ds1": fine.values["dL/ds1"], "gradients": proof.gradients,
    "verdicts": {line.name: line.verdict.value for line in report.shown}}))
"""


def test_a_detail_is_one_row(problem: Path) -> None:
    """Every product as a gate of its own, by one rewrite: the same gradients, proved and marked."""
    problem.write_text(NET % ("linear", "sse", "sgd"), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", DETAIL, str(problem)], capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["same"]
    assert found["s1"] == pytest.approx(0.05, rel=1e-12)
    assert found["dL/ds1"] == pytest.approx(-0.5, rel=1e-12)
    assert found["gradients"] == 9
    wrong = {"dL/ds1": "wrong", "dL/dW1[1,1]": "follows"}
    assert found["verdicts"] == {"s1": "right", "s2": "right", "z1[1]": "right", **wrong}
