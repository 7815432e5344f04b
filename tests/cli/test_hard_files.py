"""Small files that are hard to work: bounded, proved, or refused with the place and the way out."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from counted import calls_under

Backprop = Callable[..., Any]

ALL_AGREE = "compared with SymPy's: all agree.\n"


def layer(activation: str) -> str:
    return (
        "inputs: [1, 2]\ntargets: [0, 1]\nloss: mse\n"
        f'layers: [{{weights: [[1, 0.5], [0.3, 0.2]], activation: "{activation}"}}]\n'
    )


def nested(function: str, times: int) -> str:
    return f"{function}(" * times + "x" + ")" * times


def chain(ways: int) -> str:
    """Formulas where the ways from x to the last double with every line."""
    lines = [
        line for i in range(ways) for line in (f"  a{i + 1}: a{i} + b{i}\n", f"  b{i + 1}: a{i} * b{i}\n")
    ]
    return "formulas:\n  a0: x\n  b0: 2*x\n" + "".join(lines)


PROVED = {
    "own_gelu": layer("z*Phi(z)"),
    "own_quotient": layer("z/abs(z)"),
    "own_where": layer("where(z - 1, z, 2*z)"),
    "a name log": 'formulas: {y: "ln(x) + log"}\nat: {x: 2, log: 3}\n',
    "a name lambda": 'formulas: {y: "lambda*exp(erf) + sin(mpf)"}\nat: {lambda: 2, erf: 0.3, mpf: 1}\n',
    "abs within abs": f'formulas: {{y: "{nested("abs", 5)}"}}\n',
    "abs within abs, deeper": f'formulas: {{y: "{nested("abs", 39)}"}}\nat: {{x: -2}}\n',
    "relu within relu": f'formulas: {{y: "{nested("relu", 12)}"}}\nat: {{x: 0.5}}\n',
    "max within min": 'formulas: {y: "max(x, min(z, max(x*z, min(x, 3*z))))"}\nat: {x: 1, z: 2}\n',
    "sin within exp": f'formulas: {{y: "{nested("sin", 20)} + exp(-exp(-exp(-x)))"}}\nat: {{x: 1}}\n',
    "powers of powers": 'formulas: {y: "(((1 + x/1000)^100)^100)^100"}\nat: {x: 0.001}\n',
    "a number near 1 to a power": 'formulas: {y: "x*((1.00000000000000000001^100)^100)^100"}\nat: {x: 1}\n',
    "a root near 0": 'formulas: {y: "sqrt(x)"}\nat: {x: 1e-300}\n',
    "a logarithm near 0": 'formulas: {y: "ln(x)"}\nat: {x: 1e-300}\n',
    "a long product": f'formulas: {{y: "{"*".join(f"x{i}" for i in range(60))}"}}\n',
    "a power written out": f'formulas: {{y: "{"*".join(["x"] * 1_000)}"}}\nat: {{x: 1.01}}\n',
}


@pytest.mark.parametrize("name", PROVED)
def test_a_hard_formula_is_proved(backprop: Backprop, folder: Path, name: str) -> None:
    """Functions by cases within each other, powers of powers, names that Python knows: a proved page."""
    (folder / "hard.yaml").write_text(PROVED[name], encoding="utf-8")
    said = backprop("export", "hard.yaml", "-o", "-")
    assert (said.code, said.err) == (0, "")
    assert said.out.endswith(ALL_AGREE)


AT_KINKS = {
    "leaky ReLU at 0, whose square is smooth": (
        "inputs: [5]\ntargets: [0]\nloss: sse\nlayers: [{weights: [[0]], activation: leaky_relu},"
        " {weights: [[5]], activation: linear}]\n",
        "= 0 is the kink: slope 0.01 by convention",
    ),
    "leaky ReLU at 0": (
        "inputs: [5]\ntargets: [1]\nloss: sse\nlayers: [{weights: [[0]], activation: leaky_relu}]\n",
        "at a kink or next to one, where a central difference says nothing.",
    ),
    "max at a tie": (
        "inputs: [1]\ntargets: [0]\nloss: '2*(y - yhat)^2'\n"
        "layers: [{weights: [[2]], activation: z/(1 + abs(z))},"
        " {weights: [[0e320]], activation: 'max(z, 0.1*z)'}, {weights: [[3]], activation: leaky_relu}]\n",
        "= 0: both are equal, see Kinks",
    ),
    "a step": ('formulas: {y: "sign(x)*3"}\nat: {x: 0}\n', "at a kink or next to one"),
    "a root at the edge of its domain": ('formulas: {y: "x^1.5"}\nat: {x: 0}\n', "1 gradient compared"),
    "where": ('formulas: {y: "where(x, 3*x, x)"}\nat: {x: 0}\n', "at a kink or next to one"),
}


@pytest.mark.parametrize("name", AT_KINKS)
def test_a_page_is_written_at_a_kink(backprop: Backprop, folder: Path, name: str) -> None:
    """Where a slope jumps, both sides are compared: the page is written, and names the kink."""
    text, sentence = AT_KINKS[name]
    (folder / "kink.yaml").write_text(text, encoding="utf-8")
    said = backprop("export", "kink.yaml", "-o", "-")
    assert (said.code, said.err) == (0, "")
    assert sentence in said.out
    assert said.out.endswith(ALL_AGREE)


BEYOND_FLOATS = {
    "exp(800*x)*exp(-800*x)": ("1", "0"),
    "ln(exp(800*x))": ("800", "800"),
    "1/(1 + exp(-800*x))": ("1", "0"),
}
"""Formulas with a part that no float holds at x = 1, their value there, and their slope."""


@pytest.mark.parametrize("formula", BEYOND_FLOATS)
def test_a_part_that_no_float_holds_spoils_no_page(backprop: Backprop, folder: Path, formula: str) -> None:
    """The value is worked with more digits, and neither a reason nor a remark stumbles over the part."""
    value, slope = BEYOND_FLOATS[formula]
    (folder / "far.yaml").write_text(f'formulas: {{y: "{formula}"}}\nat: {{x: 1}}\n', encoding="utf-8")
    said = backprop("export", "far.yaml", "-o", "-", "--format", "json")
    assert (said.code, said.err) == (0, "")
    values = json.loads(said.out)["values"]
    assert (values["y"], values["dy/dx"]) == (float(value), float(slope))
    for command in (["solve", "far.yaml"], ["solve", "far.yaml", "--rules"], ["blank", "far.yaml"]):
        said = backprop(*command)
        assert (said.code, said.err) == (0, "")


def test_a_formula_that_has_no_value_anywhere_is_told_with_its_place(
    backprop: Backprop, folder: Path
) -> None:
    """Nothing can be compared then, and nothing goes out: the author reads which formula, and why."""
    (folder / "bad.yaml").write_text("formulas:\n  z: x^2\n  y: x/(x - x)\n", encoding="utf-8")
    said = backprop("export", "bad.yaml", "-o", "-")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: `y` has no value at any of the points tried, so its derivative by `x`")
    assert " --> bad.yaml:3:6\n" in said.err
    assert "what is always 0" in said.err


REFUSED = {
    "x*sqrt(-1)": "error: `y`: `sqrt(-1)` has no value: sqrt is not defined at -1\n",
    "x/sin(pi)": "error: `y`: this is a division by 0\n",
    "x/(2 - 2)": "error: `y`: this is a division by 0\n",
    "x/(1/0)": "error: `y`: this is a division by 0\n",
    "x/(0.1 + 0.2 - 0.3)": "error: `y`: this is a division by 0\n",
    "1e308*x^100": "error: the derivative of `y` cannot be written: a number in it is too large or ",
    "1e-200*x/1e200": "error: the derivative of `y` cannot be written: a number in it is too large or ",
}


@pytest.mark.parametrize("formula", REFUSED)
def test_a_formula_without_a_derivative_is_refused(backprop: Backprop, folder: Path, formula: str) -> None:
    """A division by what is 0, and a number beyond a float's, are faults of the file, with the place."""
    (folder / "bad.yaml").write_text(f'formulas: {{y: "{formula}"}}\n', encoding="utf-8")
    said = backprop("solve", "bad.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(REFUSED[formula])
    assert " --> bad.yaml:1:15\n" in said.err


def test_formulas_that_only_together_are_too_large_are_refused(backprop: Backprop, folder: Path) -> None:
    """A closed form with a number beyond a float's is refused in one sentence."""
    (folder / "bad.yaml").write_text('formulas: {y: "1e200*x", z: "1e200*y"}\n', encoding="utf-8")
    said = backprop("solve", "bad.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error: a derivative cannot be written: a number in it is too large or too close to 0\n"
        "  --> bad.yaml\n"
        "  = help: use numbers of a moderate size\n"
    )


def test_an_empty_list_of_names_is_one_fault(backprop: Backprop) -> None:
    """`wrt: []` is refused at its place."""
    said = backprop("solve", "-", given=b"formulas: {y: x^2}\nwrt: []\n")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error: `wrt` is an empty list\n"
        "  --> standard input:2:6\n"
        "2 | wrt: []\n"
        "  |      ^^\n"
        "  = help: expected a list of names\n"
    )


def test_points_are_of_a_moderate_number(backprop: Backprop) -> None:
    """Points that would add up to infinity are refused at their place."""
    text = (
        "inputs: [1]\nlayers: [{weights: [[1]], activation: sigmoid}]\n"
        "targets: [1]\nloss: mse\nmarking: {points: {L: 1e308}}\n"
    )
    said = backprop("solve", "-", given=text.encode())
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error: `L` must be a number of points, 0 or more; found `1e308`\n"
        "  --> standard input:5:23\n"
        "5 | marking: {points: {L: 1e308}}\n"
        "  |                       ^^^^^\n"
        "  = help: at most 1,000,000 are read\n"
    )


def test_a_softmax_too_wide_to_work_is_refused(backprop: Backprop, folder: Path) -> None:
    """Every pair of units of a softmax is a line, so that their number is bounded, and the bound named."""
    rows = ", ".join(["[0.1]"] * 1_000)
    targets = ", ".join(["1"] + ["0"] * 999)
    text = (
        f"inputs: [1]\nloss: cross_entropy\ntargets: [{targets}]\n"
        f"layers: [{{weights: [{rows}], activation: softmax}}]\n"
    )
    (folder / "wide.yaml").write_text(text, encoding="utf-8")
    said = backprop("solve", "wide.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "error: pairs of softmax units times samples are 1,000,000; at most 50,000 are worked\n"
    )


def test_many_long_products_are_refused(backprop: Backprop, folder: Path) -> None:
    """Parts times names of all formulas are bounded, and the bound named."""
    product = "*".join(f"x{i}" for i in range(300))
    lines = "".join(f"  y{i}: {product}\n" for i in range(10))
    (folder / "long.yaml").write_text(f"formulas:\n{lines}", encoding="utf-8")
    said = backprop("solve", "long.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(
        "error: parts of formulas times the names in them are more than 500,000\n  --> long.yaml:7:3\n"
    )


ANSWERS = {
    "abs within abs": "0.0000001*" + nested("abs", 8).replace("x", "x[1]"),
    "abs within abs, deeper": "0.0000001*" + nested("abs", 38).replace("x", "x[1]"),
    "powers of powers": "0.0000001*(((1 + x[1]/1000)^100)^100)^100",
    "exponentials": "0.0000001*" + nested("exp", 4).replace("x", "x[1]"),
    "a tower": "0.0000001*x[1]^x[1]^x[1]^x[1]^x[1]^x[1]",
    "sines": "0.0000001*" + nested("sin", 30).replace("x", "x[1]"),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_marked_whatever_is_nested_in_it(backprop: Backprop, folder: Path, name: str) -> None:
    """An answer too close to tell by floats is told by digits, in time that grows with its length."""
    answer = f"W1[1,1]*x[1] + W1[1,2]*x[2] + b1 + {ANSWERS[name]}"
    (folder / "sheet.yaml").write_text(f"answers:\n  z1[1]: {answer}\n", encoding="utf-8")
    said = backprop("check", "two_layer_relu_sigmoid", "sheet.yaml")
    assert said.code in {0, 1}
    assert said.err == ""


SATURATED = """\
inputs: [1]
layers: [{weights: [[1000]], activation: sigmoid}]
targets: [0]
loss: bce
"""


def test_paths_go_round_a_slope_that_no_float_holds(backprop: Backprop) -> None:
    """Where 1/(1 − a) overflows, the product takes the closed form, and has the value of style delta."""
    said = backprop("solve", "-", "--style", "paths", given=SATURATED.encode())
    assert (said.code, said.err) == (0, "")
    assert "│ L        │ = −(y₁·ln(a₁⁽¹⁾) + (1 − y₁)·ln(1 − a₁⁽¹⁾))               │ ≈ 1000 │" in said.out
    assert "│ ∂L/∂w₁₁⁽¹⁾ │ = ∂L/∂a₁⁽¹⁾ · ∂a₁⁽¹⁾/∂z₁⁽¹⁾ · ∂z₁⁽¹⁾/∂w₁₁⁽¹⁾            │ ≈ 1   │" in said.out
    assert "│            │ = (a₁⁽¹⁾ − y₁) · x₁                                     │       │" in said.out


def test_ways_that_end_nowhere_are_not_walked(backprop: Backprop, folder: Path) -> None:
    """One way to `small` is one path, however many ways lead elsewhere; those are refused when asked for."""
    text = chain(40) + "  big: a40 + b40\n  small: 3*x\nat: {x: 0.1}\n"
    (folder / "ways.yaml").write_text(text, encoding="utf-8")
    said = backprop("solve", "ways.yaml", "--style", "paths", "--only", "dsmall/dx")
    assert (said.code, said.err) == (0, "")
    assert "1 path to x" in said.out
    refused = backprop("solve", "ways.yaml", "--style", "paths")
    assert (refused.code, refused.out) == (2, "")
    assert refused.err.startswith("error: there are more than 64 paths from the output")
    refused = backprop("solve", "ways.yaml", "--style", "paths", "--only", "dbig/dx")
    assert refused.err.endswith("  = help: use --style delta, which works each derivative once\n")


def test_a_name_that_a_screen_cannot_show_is_written_by_its_number(
    folder: Path,
) -> None:
    """On a screen without Persian letters a Persian name is ه's number, the same everywhere on the page."""
    text = 'formulas: {y: "ه^2"}\nat: {ه: 2}\n'
    (folder / "net.yaml").write_text(text, encoding="utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    command = [sys.executable, "-m", "backprop_cli", "solve", "net.yaml"]
    done = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"Formula   y = \\u0647^2" in done.stdout
    assert b"| dy/d\\u0647 | = d/d\\u0647 \\u0647^2" in done.stdout


@pytest.mark.parametrize("name", ["W1[{}]", "z{}[1]", "L@{}", "dL/dW1[1,{}]", "L#{}", "x{}", "{}"])
def test_a_name_with_a_number_of_5000_digits_is_refused(backprop: Backprop, name: str) -> None:
    """However long its number, a name that there is not is refused in a sentence."""
    said = backprop("solve", "two_layer_relu_sigmoid", "--only", name.format("9" * 5_000))
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: `")
    assert len(said.err) < 300


def test_a_name_of_nothing_but_indices_is_refused_at_once(backprop: Backprop) -> None:
    """As many digits below the line could each begin an index with its layer behind."""
    with calls_under(4_000_000):
        said = backprop("solve", "two_layer_relu_sigmoid", "--only", "₀" * 90_000)
    assert said.code == 2
    assert said.err.startswith("error: ")


def test_a_line_break_in_a_file_name_is_shown(backprop: Backprop, folder: Path) -> None:
    """A message stays on its line, whatever the file is called."""
    said = backprop("solve", "no\nfile\x1b.yaml")
    assert said.err.splitlines()[0] == "error: there is no file `no\N{REPLACEMENT CHARACTER}file\ufffd.yaml`"
    (folder / "a\nb.yaml").write_text("formulas: {y: x^}\n", encoding="utf-8")
    said = backprop("solve", "a\nb.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[1] == "  --> a\N{REPLACEMENT CHARACTER}b.yaml:1:17"


STARTING = """
import signal, sys
def stop(name, *rest):
    if name == {module!r}:
        sys.meta_path.remove(finder)
        raise KeyboardInterrupt
class Finder:
    find_spec = staticmethod(stop)
finder = Finder()
sys.meta_path.insert(0, finder)
sys.argv = ["backprop", "solve", "one_neuron"]
from backprop_cli.cli.start import main
main()
"""


@pytest.mark.parametrize(
    "module", ["click", "backprop_cli.cli.main", "backprop_cli.errors", "backprop_cli.api", "yaml"]
)
def test_an_interrupt_while_the_program_loads_ends_it(module: str) -> None:
    """Ctrl-C while a module is loading: 130, and nothing is printed."""
    command = [sys.executable, "-c", STARTING.format(module=module)]
    done = subprocess.run(command, capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr.strip()) == (130, b"", b"")


def test_a_gradient_too_large_for_a_number_is_called_so(backprop: Backprop) -> None:
    """Z = 1e308·10 − 1e308·10 = 0 and L = 1, though ∂L/∂w = −2e308 has no float: the rest is worked."""
    text = (
        "inputs: [1e308, 1e308]\nlayers: [{weights: [[10, -10]], activation: linear}]\n"
        "targets: [1]\nloss: sse\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )
    # Two gradients and two rows of the update; Markdown has the gradients of a unit in one block.
    for command, times in ((("solve", "-"), 4), (("export", "-", "-o", "-"), 3)):
        said = backprop(*command, given=text.encode())
        assert (said.code, said.err) == (0, "")
        assert said.out.count("too large for a number") == times
    values = {step["name"]: step["value"] for step in backprop_json(backprop, text)["steps"]}
    assert (values["z1[1]"], values["L"], values["dL/dz1[1]"]) == (0, 1, -2)
    assert values["dL/dW1[1,1]"] is values["W1_new[1,1]"] is None


def backprop_json(backprop: Backprop, text: str) -> dict[str, list[dict[str, object]]]:
    """The JSON of `solve`."""
    found: dict[str, list[dict[str, object]]] = json.loads(
        backprop("solve", "-", "--format", "json", given=text.encode()).out
    )
    return found
