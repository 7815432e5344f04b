"""Values in the spelling of programs, word processors, TeX and paper."""

from math import cos, exp, log, log2, log10, sin, tan

import pytest
from sheets_read import sheet

from backprop_cli.expr.evaluate import evaluate
from backprop_cli.marking.sheets.sheet import Answer

NETWORK = """\
inputs: [0.05, 0.10]
targets: [0.01, 0.99]
layers:
  - {weights: [[0.15, 0.20], [0.25, 0.30]], biases: 0.35, activation: sigmoid}
  - {weights: [[0.40, 0.45], [0.50, 0.55]], biases: 0.60, activation: sigmoid}
loss: half_sse
"""
FORMULAS = "formulas: {u: x^2 + 1, v: sin(x), y: ln(u*v)}\nat: {x: 0.7}\n"


def answer(line: str, source: str = "a.txt", problem: str = NETWORK) -> Answer:
    found = sheet(f"{line}\n", source, problem)
    assert found.problems == ()
    (one,) = found.answers
    return one


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


NUMBERS = [
    ("1/(1+np.exp(-0.3775))", sigmoid(0.3775)),
    ("1 / (1 + math.exp(-0.3775))", sigmoid(0.3775)),
    ("torch.sigmoid(0.3775)", sigmoid(0.3775)),
    ("-np.log(0.5)", -log(0.5)),
    ("math.log10(100)", 2),
    ("np.maximum(0, -0.3) + 0.2", 0.2),
    ("np.e**-0.3775", exp(-0.3775)),
    ("1 ÷ (1 + e^-0.3775)", sigmoid(0.3775)),
    ("1:(1+e^(-0.3775))", sigmoid(0.3775)),
    ("3:8", 0.375),
    ("0.15∙0.05 + 0.2∙0.1 + 0.35", 0.3775),
    ("0.15∗0.05 + 0.2∗0.1 + 0.35", 0.3775),
    ("0.15•0.05 + 0.2⋅0.1 + 0.35", 0.3775),
    ("0.15✕0.05 + 0.2⨯0.1 + 0.35", 0.3775),
    (r"0.3775 \\", 0.3775),
    (r"0.3775 \\[2pt]", 0.3775),
    (r"\boxed{0.3775}", 0.3775),
    (r"0.0075 + 0.37 = \boxed{0.3775}", 0.3775),
    (r"\boxed{0.15 \cdot 0.05 + 0.37}", 0.3775),
    (r"\num{0.3775}", 0.3775),
    ("'0.3775", 0.3775),
    ("'=0.15*0.05+0.37", 0.3775),
    ("0.15*0.05 + 0.37 -> 0.3775", 0.3775),
    ("0.15*0.05 + 0.37 → 0.3775", 0.3775),
    (r"0.15 \cdot 0.05 + 0.37 \to 0.3775", 0.3775),
    ("[0.15 + 0.05]*[0.1 + 0.2]", 0.06),
    ("[0.15 + 0.05][0.1 + 0.2]", 0.06),
    ("(0.15 + 0.05)*0.3.", 0.06),
    ("tan(0.5)", tan(0.5)),
    ("cot(0.5)", 1 / tan(0.5)),
    ("sec(0.5) + csc(0.5)", 1 / cos(0.5) + 1 / sin(0.5)),
    ("tan(tan(0.5))", tan(tan(0.5))),
    ("cos 0.5", cos(0.5)),
    (r"\frac{\cos 0.5}{\sin 0.5}", cos(0.5) / sin(0.5)),
    ("cos 0.5 / sin 0.5", cos(0.5) / sin(0.5)),
    *((f"-{written}", -log(0.45)) for written in ("log(0.45)", "Log(0.45)", r"\log 0.45", "log_e(0.45)")),
    *((f"-{written}", -log(0.45)) for written in ("ln(0.45)", "Math.log(0.45)", r"\log_{e}(0.45)")),
    ("-log2(0.45)", -log2(0.45)),
    ("-log10(0.45)", -log10(0.45)),
]


@pytest.mark.parametrize(("written", "value"), NUMBERS)
@pytest.mark.parametrize("source", ["a.txt", "a.md"])
def test_a_working_is_read(written: str, value: float, source: str) -> None:
    """The number that comes out is the line's."""
    number = answer(f"z1[1] = {written}", source).number
    assert number is not None
    assert number.value == pytest.approx(value, rel=1e-9)


SYMBOLIC = [
    ("[2x + 1]*[v]", lambda x: (2 * x + 1) * sin(x)),
    ("[2x + 1][x^2 + 1]", lambda x: (2 * x + 1) * (x * x + 1)),
    ("[(2x + 1)*[x + 1]]/2", lambda x: (2 * x + 1) * (x + 1) / 2),
    ("cos x", cos),
    ("2x/(x²+1) + cos x / sin x", lambda x: 2 * x / (x * x + 1) + cos(x) / sin(x)),
    (r"\frac{2x}{x^2+1} + \frac{\cos x}{\sin x}", lambda x: 2 * x / (x * x + 1) + cos(x) / sin(x)),
    (r"\cos{x} \cdot \sin{x}", lambda x: cos(x) * sin(x)),
    ("2x/(x^2+1)+cot(x)", lambda x: 2 * x / (x * x + 1) + 1 / tan(x)),
    ("1/tan(x^2 + 1)", lambda x: 1 / tan(x * x + 1)),
    ("cos 2x + 1", lambda x: cos(2 * x) + 1),
    ("24*x^2+2x.", lambda x: 24 * x * x + 2 * x),
    ("x².", lambda x: x * x),
    ("x log(v)", lambda x: x * log(sin(x))),
    (r"-\log v", lambda x: -log(sin(x))),
]


@pytest.mark.parametrize(("written", "value"), SYMBOLIC)
def test_a_formula_is_read(written: str, value) -> None:
    """As it stands on paper: square brackets, functions of one letter, the stop at a sentence's end."""
    found = answer(f"dy/dx = {written}", problem=FORMULAS)
    assert found.formula is not None, found.note
    assert evaluate(found.formula, {"x": 0.7, "v": sin(0.7)}) == pytest.approx(value(0.7), rel=1e-12)


def test_log_stays_open_where_the_problem_has_a_logarithm_to_another_base() -> None:
    """Nobody can say which one is meant; ln and log2 say it."""
    entropy = "formulas: {h: -p*log2(p)}\nat: {p: 0.3}\nwrt: [p]\n"
    assert answer("h = -p log(p)", problem=entropy).formula is None
    found = answer("h = -p log2(p)", problem=entropy).formula
    assert found is not None
    assert evaluate(found, {"p": 0.3}) == pytest.approx(-0.3 * log2(0.3))


REFUSED = [
    ("cos x/2", "neither a number nor a formula: `cos` needs brackets"),
    ("cos x y", "neither a number nor a formula: `cos` needs brackets"),
    ("[x + 1", "neither a number nor a formula: `[` cannot stand here"),
    ("np.load(x)", "neither a number nor a formula: `load` is not a known function"),
    ("__import__(x)", "neither a number nor a formula: `__import__` is not a known function"),
]


@pytest.mark.parametrize(("written", "said"), REFUSED)
def test_what_may_be_two_things_is_not_guessed(written: str, said: str) -> None:
    """A cos x/2 is (cos x)/2 or cos(x/2); what is no function stays none, whatever it is called in."""
    found = answer(f"dy/dx = {written}", problem=FORMULAS)
    assert (found.formula, found.number) == (None, None)
    assert found.note.startswith(said)


def test_nested_functions_are_not_written_out_without_end() -> None:
    """A tan in tan in tan doubles each time: beyond 2,000 characters it is no formula."""
    found = answer(f"dy/dx = {'tan(' * 60}x{')' * 60}", problem=FORMULAS)
    assert (found.formula, found.number) == (None, None)


def test_an_aligned_block() -> None:
    """Each line of it is one of the sheet; a line that goes on with `&=` belongs to the one before."""
    text = (
        "\\begin{align*}\nz1[1] &= 0.15 \\cdot 0.05 + 0.37 \\\\\n &= 0.3775 \\\\[2pt]\n"
        "z1[2] & = 0.3925 \\\\\na1[1] &= \\frac{1}{1+e^{-0.3775}} \\approx \\boxed{0.5933}\n\\end{align*}\n"
    )
    found = sheet(text, "a.tex", NETWORK)
    numbers = {each.name: each.number.value for each in found.answers if each.number}
    assert (numbers, found.problems) == ({"z1[1]": 0.3775, "z1[2]": 0.3925, "a1[1]": 0.5933}, ())


@pytest.mark.parametrize(
    ("text", "source", "hint"),
    [
        ("z1: [0,3775, 0.39]", "a.yaml", True),
        ("z1: [-0.25, -0.45, 1]", "a.yaml", False),
        ('{"z1": [1, 2, 3]}', "a.json", False),
    ],
)
def test_a_decimal_comma_is_spoken_of_where_one_can_be(text: str, source: str, hint: bool) -> None:
    """Not of numbers with points, and not in JSON, where a comma is none of a number."""
    (said,) = sheet(text, source, NETWORK).problems
    assert said.endswith("; in a list, write decimals with a point: 0.5") == hint


def test_a_list_that_is_read_is_not_called_unread() -> None:
    """Of one that is too short the entries count: it is told among what was read in another way."""
    found = sheet("dL/dW1: [[1, 2], [3]]", problem=NETWORK)
    said = (
        "`dL/dW1` has 2 × 2 entries, this list has rows of [1, 2] entries:"
        " read as far as its entries have a place"
    )
    assert [each.name for each in found.answers] == ["dL/dW1[1,1]", "dL/dW1[1,2]", "dL/dW1[2,1]"]
    assert found.problems == ()
    assert found.remarks[0].startswith(f"line 1: {said}")
