"""Names such as `z1(2)`: the page's z₁⁽²⁾ typed plainly, or unit 2 of layer 1; a sheet has one way."""

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from sheets_read import read_sheet

from backprop_cli.api import MarkedSheet, check
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.problem_file.reader import read

PROBLEM = """\
inputs: [0.7, 1.2]
targets: [1]
layers:
  - {weights: [[0.5, -0.2], [0.3, 0.8]], biases: [0.1, -0.3], activation: sigmoid}
  - {weights: [[0.6, -0.4]], biases: [0.2], activation: sigmoid}
loss: bce
optimizer: {name: sgd, learning_rate: 0.1}
"""


@cache
def worked() -> dict[tuple[str, int, str], float]:
    """Every line by its letter, layer and index, worked with numpy."""
    x, y, rate = np.array([0.7, 1.2]), 1.0, 0.1
    w = {1: np.array([[0.5, -0.2], [0.3, 0.8]]), 2: np.array([[0.6, -0.4]])}
    b = {1: np.array([0.1, -0.3]), 2: np.array([0.2])}
    z, a, delta = {}, {0: x}, {}
    for layer in (1, 2):
        z[layer] = w[layer] @ a[layer - 1] + b[layer]
        a[layer] = 1 / (1 + np.exp(-z[layer]))
    delta[2] = a[2] - y
    delta[1] = (w[2].T @ delta[2]) * a[1] * (1 - a[1])
    lines = dict[tuple[str, int, str], float]()
    for layer in (1, 2):
        vectors = {"z": z[layer], "a": a[layer], "δ": delta[layer], "∂L/∂b": delta[layer]}
        vectors["b+"] = b[layer] - rate * delta[layer]
        for letter, vector in vectors.items():
            lines |= {(letter, layer, str(unit)): value for unit, value in enumerate(vector, start=1)}
        gradient = np.outer(delta[layer], a[layer - 1])
        for (row, column), value in np.ndenumerate(gradient):
            at = f"{row + 1}{column + 1}"
            lines["∂L/∂w", layer, at] = value
            lines["w+", layer, at] = w[layer][row, column] - rate * value
    return lines


ORDER = ("z", "a", "δ", "∂L/∂w", "∂L/∂b", "w+", "b+")
PAGE = ("{letter}{index}({layer})", "{letter}_{index}({layer})", "{letter}{index}[{layer}]")
"""The page's names as people type them."""
LAYER_FIRST = "{letter}{layer}({index})"
Line = tuple[str, int, str]


def sheet(form: str, letters: tuple[str, ...] = ORDER) -> dict[str, str]:
    """The lines with their names in a form."""
    chosen = sorted((line for line in worked() if line[0] in letters), key=lambda line: ORDER.index(line[0]))
    return {name(form, line): f"{worked()[line]:.6f}" for line in chosen}


def name(form: str, line: Line) -> str:
    letter, layer, index = line
    plain = form.format(letter=letter.removesuffix("+"), layer=layer, index=index)
    return f"{plain}+" if letter.endswith("+") else plain


def marked(lines: dict[str, str], notation: str = "layers") -> MarkedSheet:
    return check(read(f"{PROBLEM}notation: {notation}\n"), lines)


def not_good(found: MarkedSheet) -> list[str]:
    return [line.name for line in found.report.lines if line.on_sheet and not line.is_good]


def lookup() -> Lookup:
    return Lookup(derive_problem(read(PROBLEM)))


@pytest.mark.parametrize("form", PAGE)
@pytest.mark.parametrize("notation", ["layers", "superscript", "net_o", "bracket", "net_out"])
def test_the_names_of_the_page_typed_plainly(form: str, notation: str) -> None:
    """A right sheet is right in every line, whatever the problem's notation, and how it was read is said."""
    found = marked(sheet(form), notation)
    read_so = f"`{name(form, ('z', 1, '2'))}` is read as `z1[2]`, and the names like it in the same way"
    assert (not_good(found), found.report.problems) == ([], ())
    assert sum(line.on_sheet for line in found.report.lines) == len(worked())
    assert found.report.remarks == (read_so,)


def test_the_layer_first_in_round_brackets() -> None:
    """Who writes unit 2 of layer 1 as z1(2) is read so: the numbers tell."""
    letters = ("z", "a", "δ", "∂L/∂b", "b+")
    found = marked(sheet(LAYER_FIRST, letters))
    assert (not_good(found), found.report.problems) == ([], ())
    assert found.report.remarks == ("`z1(2)` is read as `z1[2]`, and the names like it in the same way",)


@pytest.mark.parametrize(("form", "written"), [(PAGE[0], "z2(1)"), (LAYER_FIRST, "z1(2)")])
def test_numbers_tell_where_no_name_does(form: str, written: str) -> None:
    """z1(2) and z2(1) exist both ways; a slip in one line is that line's alone."""
    lines = sheet(form, ("z", "a"))
    lines["a1(1)"] = "0.91"
    found = marked(lines)
    assert not_good(found) == ["a1[1]"]
    (said,) = found.report.remarks
    assert said == f"`{written}` is read as `z1[2]`, and the names like it in the same way"


FIRST_OF = {
    "z": {1: 0, 2: 2},
    "a": {1: 0, 2: 2},
    "δ": {1: 0, 2: 2},
    "∂L/∂w": {1: 0, 2: 4},
    "w+": {1: 0, 2: 4},
    "∂L/∂b": {1: 0, 2: 2},
    "b+": {1: 0, 2: 2},
}
"""How many units, or weights, come before those of a layer."""


def numbered_through(line: Line) -> str:
    """z₃ for the third unit, w₆ for the sixth weight."""
    index = line[2]
    return numbered(line, int(index) if len(index) == 1 else (int(index[0]) - 1) * 2 + int(index[1]))


def numbered_by_input(line: Line) -> str:
    """The same; w₂ is that of input 1 to unit 2."""
    _, layer, index = line
    is_square = len(index) == 2 and layer == 1
    return numbered(line, int(index[0]) + (int(index[1]) - 1) * 2 if is_square else int(index[-1]))


def weights_from_zero(line: Line) -> str:
    """The same as the first; the first weight is w₀."""
    index = line[2]
    return numbered(line, (int(index[0]) - 1) * 2 + int(index[1]) - 1 if len(index) == 2 else int(index))


def raised_through(line: Line) -> str:
    """z^(3) for the third unit."""
    letter, layer, index = line
    return f"{letter}^({FIRST_OF[letter][layer] + int(index)})"


def signals_from_output(line: Line) -> str:
    """δ₁ for the output, the first one that is worked out, δ₂ and δ₃ before it; h_1, h_2 and o_1."""
    letter, layer, index = line
    if letter == "a":
        return f"{'o' if layer == 2 else 'h'}_{index}"
    return f"{letter}_{int(index) + (layer == 1)}" if letter == "δ" else numbered_through(line)


def applied_through(line: Line) -> str:
    """σ(z_3) for what the third unit gives."""
    letter, layer, index = line
    return f"σ(z_{FIRST_OF[letter][layer] + int(index)})"


def sums_through(line: Line) -> str:
    """net_3 for the third unit, and out_3."""
    return f"{'net' if line[0] == 'z' else 'out'}{numbered_through(line)[1:]}"


def units_in_capitals(line: Line) -> str:
    """H_1, H_2 and O_1 for what the units give."""
    return f"{'O' if line[1] == 2 else 'H'}_{line[2]}"


def outputs_through(line: Line) -> str:
    """o_3 for what the third unit gives."""
    letter, layer, index = line
    return f"o_{FIRST_OF[letter][layer] + int(index)}"


def behind_inputs(line: Line) -> str:
    """As books of data mining have it: units 1 and 2 are the inputs, w_35 leads from unit 3 to unit 5."""
    letter, layer, index = line
    first = FIRST_OF["z"][layer]
    if len(index) == 2:
        is_new = letter.endswith("+")
        return f"{letter.removesuffix('+')}_{first + int(index[1])}{first + int(index[0]) + 2}{'+' * is_new}"
    called = {"z": "I", "a": "O", "∂L/∂b": "∂L/∂θ"}.get(letter, letter.replace("b", "θ"))
    return f"{called.removesuffix('+')}_{first + int(index) + 2}{'+' * called.endswith('+')}"


def in_other_hands(line: Line) -> str:
    """w5 := for a new weight, w5.grad for its slope, s5 for a sum."""
    letter, number = line[0], numbered_through(line).rstrip("+").rpartition("_")[2]
    called = {"z": "s{}", "∂L/∂w": "w{}.grad", "∂L/∂b": "grad(b{})", "w+": "w{} :=", "b+": "updated b{}"}
    return called[letter].format(number)


def numbered(line: Line, place: int) -> str:
    """A line by its number in its layer."""
    letter, layer, _ = line
    number, is_new = FIRST_OF[letter][layer] + place, letter.endswith("+")
    return f"{letter.removesuffix('+')}_{number}{'+' if is_new else ''}"


def from_zero(line: Line) -> str:
    """As programs count: z1[0], W1[0,1]."""
    letter, layer, index = line
    at = ",".join(str(int(each) - 1) for each in index)
    return f"{letter.replace('w', 'W').removesuffix('+')}{layer}{'_new' * letter.endswith('+')}[{at}]"


@pytest.mark.parametrize(
    ("called", "letters", "told"),
    [
        (numbered_through, tuple(FIRST_OF), "`z_1` is read as `z1[1]`"),
        (numbered_through, ("a",), "`a_1` is read as `a1[1]`"),
        (numbered_through, ("b+", "w+"), "`b_1+` is read as `b1_new[1]`"),
        (numbered_by_input, tuple(FIRST_OF), "`∂L/∂w_3` is read as `dL/dW1[1,2]`"),
        (numbered_by_input, ("w+",), "`w_3+` is read as `W1_new[1,2]`"),
        (weights_from_zero, ("z", "a", "∂L/∂w", "w+"), "`∂L/∂w_0` is read as `dL/dW1[1,1]`"),
        (raised_through, ("z", "a"), "`z^(1)` is read as `z1[1]`"),
        (signals_from_output, ("δ",), "`δ_2` is read as `dL/dz1[1]`"),
        (signals_from_output, ("z", "a", "δ"), "`δ_2` is read as `dL/dz1[1]`"),
        (signals_from_output, ("a",), "`h_1` is read as `a1[1]`"),
        (outputs_through, ("a",), "`o_1` is read as `a1[1]`"),
        (units_in_capitals, ("a",), "`H_1` is read as `a1[1]`"),
        (applied_through, ("a",), "`σ(z_1)` is read as `a1[1]`"),
        (sums_through, ("z", "a"), "`net_1` is read as `z1[1]`"),
        (behind_inputs, tuple(FIRST_OF), "`I_3` is read as `z1[1]`"),
        (behind_inputs, ("∂L/∂w",), "`∂L/∂w_13` is read as `dL/dW1[1,1]`"),
        (in_other_hands, ("z", "∂L/∂w", "∂L/∂b", "w+", "b+"), "`s1` is read as `z1[1]`"),
        (in_other_hands, ("w+",), "`w1 :=` is read as `W1_new[1,1]`"),
        (from_zero, ORDER, "`z1[0]` is read as `z1[1]`"),
        (from_zero, ("w+",), "`W1_new[0,0]` is read as `W1_new[1,1]`"),
    ],
)
def test_units_counted_otherwise(called: Callable[[Line], str], letters: tuple[str, ...], told: str) -> None:
    """Where the sheet counts from 0, or through all layers, its numbers say so."""
    lines = {called(line): f"{worked()[line]:.6f}" for line in worked() if line[0] in letters}
    found = marked(lines)
    assert (not_good(found), found.report.problems) == ([], ())
    assert sum(line.on_sheet for line in found.report.lines) == len(lines)
    assert found.report.remarks == (f"{told}, and the names like it in the same way",)


def test_more_than_nine_weights() -> None:
    """Beside w₁ and w₂ a w₁₂ is the twelfth weight, not that of row 1 and column 2."""
    rows = {1: [[0.1, 0.2, 0.3]] * 3, 2: [[-0.4, 0.5, 0.6]]}
    layers = ", ".join(f"{{weights: {each}, activation: linear}}" for each in rows.values())
    found = check(
        read(f"inputs: [1, 2, 3]\ntargets: [5]\nlayers: [{layers}]\nloss: half_sse\n"),
        # a1 = 1.4 three times, ŷ = 0.98, δ2 = -4.02, δ1 = (1.608, -2.01, -2.412)
        {"dL/dw1": "1.608", "dL/dw2": "3.216", "dL/dw9": "-7.236", "dL/dw10": "-5.628", "dL/dw12": "-5.628"},
    )
    assert (not_good(found), found.report.problems) == ([], ())
    on_sheet = [line.name for line in found.report.lines if line.on_sheet]
    assert on_sheet == ["dL/dW2[1,1]", "dL/dW2[1,3]", "dL/dW1[1,1]", "dL/dW1[1,2]", "dL/dW1[3,3]"]


def test_changes_of_numbered_weights() -> None:
    """Δw₁ is a change where no layer has a single weight either; w₄ = w₄ − 0.5·6 is new."""
    problem = read(
        "inputs: [1, 2]\ntargets: [5, 0]\nloss: half_sse\noptimizer: {name: sgd, learning_rate: 0.5}\n"
        "layers: [{weights: [[1, 0], [0, 1]], activation: linear}, "
        "{weights: [[1, 1], [2, 0]], activation: linear}]\n"
    )
    # ŷ = (3, 2), δ2 = (-2, 2), δ1 = (2, -2)
    changes = {
        "Δw1": "-1",
        "Δw2": "-2",
        "Δw3": "1",
        "Δw4": "2",
        "Δw5": "1",
        "Δw6": "2",
        "Δw7": "-1",
        "Δw8": "-2",
    }
    found = check(problem, changes)
    assert (not_good(found), found.report.problems) == ([], ())
    assert sum(line.on_sheet for line in found.report.lines) == len(changes)
    found = check(problem, {"w1": "w1 - 0.5*2 = 0", "w4": "w4 - 0.5*(-4) = 3", "w8": "w8 - 0.5*4 = -2"})
    assert (not_good(found), found.report.problems) == ([], ())
    on_sheet = {each.name for each in found.report.lines if each.on_sheet}
    assert on_sheet == {"W1_new[1,1]", "W1_new[2,2]", "W2_new[2,2]"}


def test_signals_of_single_units() -> None:
    """δ₁ of a chain of units may be the output's too."""
    found = check(
        read(
            "inputs: [2]\ntargets: [1]\nloss: half_sse\n"
            "layers: [{weights: [[0.5]], activation: linear}, {weights: [[3]], activation: linear}]\n"
        ),
        {"δ1": "2", "δ2": "6"},  # ŷ = 3
    )
    assert (not_good(found), found.report.problems) == ([], ())


ONE_UNIT = """\
inputs: [2, -1]
targets: [1]
layers: [{weights: [[0.5, 0.25]], %sactivation: linear}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""


@pytest.mark.parametrize(
    ("biases", "text"),
    [  # z = 1 - 0.25 (+ 0.5), dw = (z - 1)*x, db = z - 1
        ("", "z = 0.75, dw0 = -0.5, dw1 = 0.25, w0_new = 0.75, w1_new = 0.125"),
        ("biases: [0.5], ", "z = 1.25, dw0 = 0.25, dw1 = 0.5, dw2 = -0.25, w0_new = 0.375, w1_new = 0.25"),
    ],
)
def test_weights_of_the_only_unit_from_0(biases: str, text: str) -> None:
    """w₀ is the first of them, or the bias: numbers tell."""
    found = check(read(ONE_UNIT % biases), dict(each.split(" = ") for each in text.split(", ")))
    assert (not_good(found), found.report.problems) == ([], ())
    assert sum(line.on_sheet for line in found.report.lines) == text.count("=")


def test_an_index_0_of_a_unit_that_is_always_1() -> None:
    """The other names stay as they are where their numbers say so; so does one number for a whole layer."""
    lines = {"a1[0]": "1", "a1[1]": f"{worked()['a', 1, '1']:.5f}", "a1[2]": f"{worked()['a', 1, '2']:.5f}"}
    found = marked(lines)
    assert not_good(found) == []
    assert [line.name for line in found.report.lines if line.on_sheet] == ["a1[1]", "a1[2]"]
    found = marked({"z1": "0.5", "z2": f"{worked()['z', 2, '1']:.5f}"})
    assert [line.name for line in found.report.lines if line.on_sheet] == ["z2[1]"]


def test_what_fits_neither_way_is_refused() -> None:
    """Nobody can say which is meant; what is one thing both ways is marked."""
    found = marked({"z1(1)": "0.21", "z1(2)": "5.5"})
    assert [line.name for line in found.report.lines if line.on_sheet] == ["z1[1]"]
    (said,) = found.report.problems
    assert said == "`z1(2)` may be `z1[2]` or `z2[1]`: write it as it is there"


def test_a_name_that_is_one_thing_tells_where_numbers_do_not() -> None:
    """w12(1) has its layer behind, and so has z1(2), wrong as it is."""
    found = marked({"z1(2)": "5.5", "w12(1)+": f"{worked()['w+', 1, '12']:.6f}"})
    assert not_good(found) == ["z2[1]"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("z₁(2)", "z2[1]"),
        ("w_{12}(1)", "W1[1,2]"),
        ("W1(1,2)", "W1[1,2]"),
        ("w12(1) new", "W1_new[1,2]"),
        ("W12⁽¹⁾", "W1[1,2]"),
        ("w₁₂(1) new", "W1_new[1,2]"),
        ("z1^{(2)}", "z2[1]"),
        ("w12^(1)", "W1[1,2]"),
        ("z1(1)", "z1[1]"),
        ("z1[2]", "z1[2]"),
        ("δ₂(1)", "dL/dz1[2]"),
        ("a1(2)", ""),
        ("z_2(1)", ""),
    ],
)
def test_a_name_by_itself(written: str, meant: str) -> None:
    """A lowered index is one, two in brackets are an entry; what may be two things names nothing."""
    assert lookup().find(written) == meant


def test_formulas_have_the_order_of_the_names() -> None:
    """δ₁⁽²⁾·a₂⁽¹⁾ typed plainly; a logarithm of 100 is no name of layer 100."""
    lines = sheet(PAGE[0], ("z", "a", "δ"))
    lines |= {"∂L/∂w12(2)": "δ1(2)*a2(1)", "∂L/∂b1(2)": "δ1(2)*log10(10)"}
    found = marked(lines)
    assert (not_good(found), found.report.problems) == ([], ())
    assert sum(line.on_sheet for line in found.report.lines) == len(lines)


def test_square_brackets_are_layer_first_but_for_who_shows_otherwise() -> None:
    """Without a w11[2] z1[2] is unit 2 of layer 1, whatever number stands there."""
    lines = sheet(PAGE[2], ("z", "a"))
    found = marked(lines)
    assert not_good(found) != []
    assert found.report.remarks == ()


def test_both_orders_on_a_sheet_are_refused() -> None:
    """w11(2) has its layer behind and W2(1,2) before: for z1(2) that tells nothing."""
    found = read_sheet("z1(3): 1\nw11(2): 0.6\nz1(2): 0.2\n", "a.yaml", wide())
    assert [each.name for each in found.answers] == ["z1[3]"]
    assert found.problems == ("line 3: `z1(2)` may be `z1[2]` or `z2[1]`: write it as it is there",)


def wide() -> Derivation:
    """Three units in layer 1."""
    text = PROBLEM.replace("[0.3, 0.8]]", "[0.3, 0.8], [1, 1]]").replace("[0.1, -0.3]", "[0.1, -0.3, 0]")
    return derive_problem(read(text.replace("[[0.6, -0.4]]", "[[0.6, -0.4, 1]]"), ""))


@pytest.mark.parametrize(
    ("problem", "meant"),
    [("batch_of_four", "z1[1]@2"), ("two_layer_sigmoid", "z1[1]"), ("planar_data_tanh", "z1[1]@2")],
)
@pytest.mark.parametrize("raised", ["^(2)", "^{(2)}", "^2"])
def test_a_raised_number_behind_a_layer_is_asked_about(problem: str, meant: str, raised: str) -> None:
    """The layer is said already: of a sample, or nothing that this exercise has."""
    report = check(problem, {f"z1[1]{raised}": "0.14"}).report
    assert report.problems == (f"there is no quantity `z1[1]{raised}` here; did you mean `{meant}`?",)


@pytest.mark.parametrize("raised", ["^(2)", "^{(2)}", "^2"])
def test_a_raised_number_is_asked_about_where_each_step_has_its_own_sample(raised: str) -> None:
    """Sample 2 is in step 2 of these, so `z1[1]@2` alone, which means step 1, is none of them."""
    report = check("descent_sample_by_sample", {f"z1[1]{raised}": "0.14"}).report
    assert report.problems == (f"there is no quantity `z1[1]{raised}` here; did you mean `z1[1]@2#2`?",)
