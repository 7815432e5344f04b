"""Problem files -> problems: what good files become, and how faults are shown."""

from fractions import Fraction
from pathlib import Path

import pytest

from backprop_cli.errors import ProblemError
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Call, Num, Ref
from backprop_cli.problem.initializers import Drawing
from backprop_cli.problem.limits import MAX_FORMULAS, MAX_LINES, MAX_PRODUCTS, MAX_WEIGHTS
from backprop_cli.problem.model import Formulas, Network, NumMatrix
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.grammar import text as name_of

GOOD = Path(__file__).parent / "good"
ONE_UNIT = """\
inputs: [1]
targets: [1]
loss: mse
layers:
  - weights: [[2]]
    activation: {activation}
"""


def network(name: str) -> Network:
    """A good network."""
    problem = read((GOOD / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")
    assert isinstance(problem, Network)
    return problem


def formulas(text: str) -> Formulas:
    """A good formula problem."""
    problem = read(text, "formulas.yaml")
    assert isinstance(problem, Formulas)
    return problem


def shown(text: str) -> str:
    """What is shown of a bad file."""
    with pytest.raises(ProblemError) as caught:
        read(text, "net.yaml")
    return str(caught.value)


def test_a_network_keeps_digits_and_order() -> None:
    """Weights, biases and samples come out as typed, one row per unit."""
    problem = network("two_layers")
    first, second = problem.layers
    assert first.weights[1] == (Num(0.25, "0.25"), Num(0.30, "0.30"))
    assert first.biases == Num(0.35, "0.35")
    assert second.biases == (Num(0.6, "0.60"), Num(0.6, "0.60"))
    assert problem.samples[0].inputs == (Num(0.05, "0.05"), Num(0.1, "0.10"))
    assert (problem.header.topic, problem.loss.name) == ("no", "mse")
    assert problem.optimizer is not None
    assert problem.optimizer.constants["alpha"] == Num(0.1, "0.1")


def test_fixed_names_are_spelled_out() -> None:
    """`biases` stands for the biases of every layer, in the order of the network."""
    assert [*map(text, network("two_layers").fixed)] == ["W2", "b1", "b2"]


@pytest.mark.parametrize(
    ("notation", "written", "fixed"),
    [
        ("layers", "['W1[1,1]']", ["W1[1,1]"]),
        ("layers", "[w₂₁⁽¹⁾, 'W1[1,2]', b₂⁽²⁾]", ["W1[1,2]", "W1[2,1]", "b2[2]"]),
        ("layers", "['w_{12}^{(2)}', weights]", ["W1", "W2"]),
        ("layers", "['b2[2]', 'b2[1]']", ["b2"]),
        ("layers", "['W1[1,1]', W1, BIASES]", ["W1", "b1", "b2"]),
        ("net_out", "[w₃, w5, b₁]", ["W1[2,1]", "W2[1,1]", "b1"]),
        ("superscript", "[W¹₂₁]", ["W1[2,1]"]),
        ("bracket", "['w₂₁^[1]', 'b^[1]']", ["W1[2,1]", "b1"]),
        ("layers", "biases", ["b1", "b2"]),
        ("layers", "W1[1,2]", ["W1[1,2]"]),
    ],
)
def test_fixed_entries_are_read_as_the_page_writes_them(
    notation: str, written: str, fixed: list[str]
) -> None:
    """Single entries, in the notation's spelling too; all entries of an array are the array.

    A single name stands for a list of one.
    """
    text = (GOOD / "two_layers.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("fixed", "ask"))]
    problem = read("\n".join([*lines, f"notation: {notation}", f"fixed: {written}"]), "")
    assert isinstance(problem, Network)
    assert [name_of(each) for each in problem.fixed] == fixed


def test_names_without_brackets_are_no_single_name() -> None:
    """`b1, W2` is told its brackets; a word near to one is told that, and no brackets that do not help."""
    text = (GOOD / "two_layers.yaml").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(("fixed", "ask"))]
    assert "= help: write [b1, W2]" in shown("\n".join([*lines, "fixed: b1, W2"]))
    assert "= help: did you mean `biases`?" in shown("\n".join([*lines, "fixed: bias"]))


def test_no_biases_are_told_how() -> None:
    """The key is left out."""
    text = ONE_UNIT.replace("{activation}", "relu\n    biases: none")
    assert shown(text).endswith("= help: for a layer without biases leave the key out")


def test_fixed_without_optimizer_is_a_warning() -> None:
    """Where nothing is updated, what stays is no news."""
    warnings = read(ONE_UNIT.replace("{activation}", "relu") + "fixed: [W1]\n", "").warnings
    assert [each.message for each in warnings] == [
        "without `optimizer` nothing is updated, so nothing is `fixed`"
    ]


def test_a_rule_without_a_gradient_is_a_warning() -> None:
    """An author's own rule may do without, and hardly means to."""
    text = "formulas: {y: x^2}\nat: {x: 1}\noptimizer: {learning_rate: 0.1, update: {w: w - alpha}}\n"
    (warning,) = formulas(text).warnings
    assert warning.message == "no formula of `update` uses the gradient `g`"


def test_a_name_e_beside_exponentials_is_a_warning() -> None:
    """The page writes e^(−z) for exp, so an own e there is worth a word."""
    plain = formulas("formulas: {e: y - t, L: e^2/2}\nat: {y: 1, t: 3}")
    assert plain.warnings == ()
    (warning,) = formulas("formulas: {e: sigmoid(y) - t, L: e^2/2}\nat: {y: 1, t: 3}").warnings
    assert warning.message == "`e` is a name of the file's own here; the page has Euler's e as well"


def test_ask_is_stored_in_the_names_of_the_grammar() -> None:
    """Asked names lose their spaces and nothing else."""
    assert network("two_layers").ask[:3] == ("W1[1,1]", "dL/dW1[1,2]", "W1_new[1,1]")


def test_rows_for_inputs_are_turned() -> None:
    """With `weight_rows: inputs` the model still has one row per unit."""
    problem = network("samples")
    assert [num.text for num in problem.layers[0].weights[0]] == ["0.1", "0.3", "5."]
    assert (problem.weight_rows, problem.reduction, len(problem.samples)) == ("inputs", "sum", 2)


def test_numbers_are_read_by_yaml_1_2() -> None:
    """`.5`, `-1e-3`, `+0.4` and `5.` are numbers."""
    problem = network("samples")
    assert problem.samples[1].inputs[1:] == (Num(0.5, ".5"), Num(-0.001, "-1e-3"))


@pytest.mark.parametrize(
    ("written", "name", "formula"),
    [
        ("sigmoid", "sigmoid", Call("sigmoid", (Ref("z"),))),
        ("softmax", "softmax", Call("softmax", (Ref("z"),))),
        ("leaky_relu", "leaky_relu", Call("leaky_relu", (Ref("z"), Num(0.01, "0.01")))),
        (
            "{name: leaky_relu, slope: 0.2}",
            "leaky_relu",
            Call("leaky_relu", (Ref("z"), Num(0.2, "0.2"))),
        ),
        ("{name: tanh}", "tanh", Call("tanh", (Ref("z"),))),
        ("ReLU", "relu", Call("relu", (Ref("z"),))),
        ("{name: SoftMax}", "softmax", Call("softmax", (Ref("z"),))),
        ("Identity", "linear", Call("linear", (Ref("z"),))),
        ("z", "", Ref("z")),
        ("2z", "", parse("2*z")),
        ("'max(z, z/10)'", "", parse("max(z, z/10)")),
    ],
)
def test_activations(written: str, name: str, formula: object) -> None:
    """A known name, a name with its slope, or a formula in z."""
    problem = read(ONE_UNIT.replace("{activation}", written), "")
    assert isinstance(problem, Network)
    activation = problem.layers[0].activation
    assert (activation.name, activation.formula) == (name, formula)


def test_a_loss_of_ones_own_is_summed() -> None:
    """A formula in y and yhat is the part of one output, with no factor."""
    loss = network("own_functions").loss
    assert (loss.name, loss.factor, loss.per_output) == ("", Fraction(1), False)
    assert loss.term == parse("2*(y - yhat)^2")


def test_formulas_are_sorted_by_use() -> None:
    """A formula stands after those it uses, otherwise in the author's order."""
    text = "formulas: {e: c*d, a: 2*x, c: a + b, b: x^2, d: b + 1, f: 3*x}"
    names = [formula.name for formula in formulas(text).formulas]
    assert names == ["a", "b", "c", "d", "e", "f"]


def test_without_wrt_all_free_names_are_meant() -> None:
    """Free names are taken in the order in which they first appear; π is no free name."""
    problem = formulas("formulas: {f: 2*pi*y*x + z, g: z + w + f}")
    assert problem.wrt == ("y", "x", "z", "w")
    assert problem.at == ()


def test_the_micro_sign_is_mu() -> None:
    """What many keyboards have for μ is that letter."""
    problem = formulas("formulas: {y: '\N{MICRO SIGN}^2'}\nat: {μ: 2}")
    assert problem.at == (("mu", Num(2.0, "2")),)


def test_greek_letters_are_stored_by_name() -> None:
    """`σ` as a name and `sigma` are the same."""
    problem = formulas("formulas: {θ: α^2}\nat: {alpha: 0.50}")
    assert problem.formulas[0].name == "theta"
    assert problem.at == (("alpha", Num(0.5, "0.50")),)


@pytest.mark.parametrize(
    ("loss", "targets", "message"),
    [
        (
            "cross_entropy",
            "[1, 1]",
            "`cross_entropy` is meant for targets that add up to 1; these give 2",
        ),
        ("bce", "[0, 1.5]", "`bce` is meant for targets from 0 to 1"),
        ("cross_entropy", "[0.3, 0.7]", None),
        ("bce", "[0, 1]", None),
        ("mse", "[5, 6]", None),
    ],
)
def test_unusual_targets_are_warnings(loss: str, targets: str, message: str | None) -> None:
    """Targets that a loss was not meant for are read, with a warning at their place."""
    text = (
        f"inputs: [1]\nlayers: [{{weights: [[1], [2]], activation: sigmoid}}]\n"
        f"loss: {loss}\ntargets: {targets}\n"
    )
    warnings = read(text, "").warnings
    assert [warning.message for warning in warnings] == ([message] if message else [])
    for warning in warnings:
        assert warning.severity == "warning"
        assert warning.place is not None
        assert warning.place.line == 4


@pytest.mark.parametrize("loss", ["bce", "cross_entropy", "half_sse"])
@pytest.mark.parametrize(
    "activation", ["tanh", "ELU", "{name: leaky_relu, slope: 0.2}", "sigmoid", "softmax"]
)
def test_outputs_that_no_logarithm_takes_are_a_warning(loss: str, activation: str) -> None:
    """A tanh output under `bce` may be negative, whatever the targets are; it is said at its place."""
    text = (
        f"inputs: [1]\ntargets: [0, 1]\nloss: {loss}\nlayers:\n"
        f"- {{weights: [[1]], activation: tanh}}\n- {{weights: [[1], [2]], activation: {activation}}}\n"
    )
    warnings = read(text, "").warnings
    if activation in {"sigmoid", "softmax"} or loss == "half_sse":
        assert warnings == ()
        return
    (warning,) = warnings
    name = activation.lower().removeprefix("{name: ").partition(",")[0]
    assert warning.message == f"`{loss}` is meant for outputs between 0 and 1, which `{name}` leaves"
    assert warning.place is not None
    assert (warning.severity, warning.place.line, warning.place.column) == ("warning", 6, 37)


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        ("-0.1", "a negative `learning_rate` goes up the gradient"),
        ("0.0", "a `learning_rate` of 0 changes nothing"),
        ("1e-3", None),
    ],
)
def test_a_step_that_does_not_descend_is_a_warning(rate: str, message: str | None) -> None:
    """A learning rate that is not positive is read, with a warning at its place."""
    text = f"formulas: {{y: x^2}}\nat: {{x: 1}}\noptimizer: {{name: sgd, learning_rate: {rate}}}\n"
    warnings = formulas(text).warnings
    assert [warning.message for warning in warnings] == ([message] if message else [])
    assert all(warning.place == (3, 39, len(rate)) for warning in warnings)


@pytest.mark.parametrize(
    ("inputs", "hint"),
    [
        ("[0,5, -1]", "write decimals with a point: [0.5, -1]"),
        ("[0,5,-1]", "write decimals with a point: [0.5, -1]"),
        ("[0,5,1]", "write decimals with a point"),  # 0.5 and 1, or 0 and 5.1
        ("[0, 5, -1]", "give 2 inputs, or 3 numbers in each row of `weights` in layer 1"),
        ("[0.5,1,2]", "write decimals with a point"),
        ("[0,5, 1,2, 3]", "give 2 inputs, or 5 numbers in each row of `weights` in layer 1"),
    ],
)
def test_decimal_commas_in_a_list(inputs: str, hint: str) -> None:
    """Where a list is as long as it must be once `0,5` is one number, the hint says so."""
    page = shown(
        f"inputs: {inputs}\ntargets: [1]\nlayers: [{{weights: [[1, 2]], activation: relu}}]\nloss: mse"
    )
    assert page.endswith(f"= help: {hint}")


def test_windows_line_ends_and_byte_order_mark() -> None:
    """A file saved by a Windows editor is the same problem."""
    text = (GOOD / "two_layers.yaml").read_text(encoding="utf-8")
    assert read("\ufeff" + text.replace("\n", "\r\n"), "") == read(text, "")


def test_all_faults_are_reported_at_once_in_the_order_of_the_file() -> None:
    """A file with several faults shows them all, first the missing, then line by line."""
    text = "title: 5\nlayers:\n  - weights: [[a]]\n    activation: rellu\nloss: mse\n"
    assert shown(text) == (
        "error: `inputs` is missing\n"
        "  --> net.yaml\n"
        "  = help: give `inputs` and `targets`, or `samples`\n"
        "\n"
        "error: `targets` is missing\n"
        "  --> net.yaml\n"
        "  = help: give `inputs` and `targets`, or `samples`\n"
        "\n"
        "error: `title` must be text; found `5`\n"
        "  --> net.yaml:1:8\n"
        "1 | title: 5\n"
        "  |        ^\n"
        '  = help: in quotes it is text: "5"\n'
        "\n"
        "error: an entry of row 1 of `weights` must be a number; found `a`\n"
        "  --> net.yaml:3:16\n"
        "3 |   - weights: [[a]]\n"
        "  |                ^\n"
        "\n"
        "error: `activation` must be one of linear, sigmoid, tanh, relu, leaky_relu, elu, "
        "softplus, silu, gelu, softmax; found `rellu`\n"
        "  --> net.yaml:4:17\n"
        "4 |     activation: rellu\n"
        "  |                 ^^^^^\n"
        "  = help: did you mean `relu`?"
    )


@pytest.mark.parametrize(
    ("formula", "column", "width"),
    [("x^2 + yy", 13, 2), ('"x^2 + yy"', 7, 10), ("2*(x + yy(3))", 14, 2), ("x^2 +", 12, 1)],
)
def test_the_caret_stands_inside_a_plain_formula(formula: str, column: int, width: int) -> None:
    """In a plain formula the caret points at the fault itself, in a quoted one at the whole."""
    with pytest.raises(ProblemError) as caught:
        read(f"formulas:\n  fu: {formula}\nat: {{x: 1}}", "")
    place = caught.value.faults[0].place
    assert place is not None
    assert (place.line, place.column, place.width) == (2, column, width)


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("1,5", "write decimals with a point: 1.5"),
        ("'1.5'", "in quotes it is text: remove the quotes"),
        ("1/0", "nothing can be divided by 0"),
        ("1 / 3", "write it without spaces: 1/3"),
        ("1.5/3", "write it as a decimal, or a fraction of whole numbers"),
        (".inf", "it must be finite"),
        ("1_000", "write it without `_`: 1000"),
        ("0x10", "write it in decimal digits"),
        ("0o17", "write it in decimal digits"),
        ("−0.5", "write the minus sign as `-`: -0.5"),
        ("- 0.5", "no space after the sign"),
        ("pi", "write the number: pi is 3.141592653589793"),
        ("2*np.pi", "write the number: pi is 3.141592653589793"),
        ("π/2", "write the number: pi is 3.141592653589793"),
        ("۱٫۵", "write it with the digits 0 to 9 and a point"),
    ],
)
def test_near_numbers_get_a_hint(written: str, hint: str) -> None:
    """What is almost a number is refused with the way to write it."""
    text = f"formulas: {{y: x}}\nat:\n  x: {written}\n"
    if written == "- 0.5":
        text = f"formulas: {{y: x}}\nat: {{x: '{written}'}}\n"
    assert shown(text).endswith(f"= help: {hint}")


@pytest.mark.parametrize("written", ["true", "no", "null", "~", "", "[1]", "{a: 1}", "1e999"])
def test_no_other_value_is_a_number(written: str) -> None:
    """Booleans, nothing, lists and numbers beyond a float are refused."""
    assert "net.yaml:3" in shown(f"formulas: {{y: x}}\nat:\n  x: {written}\n")


@pytest.mark.parametrize("exponent", ["e999999999", "e-999999999"])
def test_exponents_are_bounded(exponent: str) -> None:
    """A number that exact arithmetic would write out for hours is refused at once."""
    assert "is too" in shown(f"formulas: {{y: 0{exponent}*x}}")
    assert "is too" in shown(f"formulas: {{y: x}}\nat: {{x: 0{exponent}}}")


def drawn(inputs: int, *units: int) -> str:
    """A network whose weights are drawn."""
    layers = "".join(
        f"- {{units: {each}, init: {{name: he}}, biases: zeros, activation: relu}}\n" for each in units
    )
    numbers, targets = ", ".join(["1"] * inputs), ", ".join(["1"] * units[-1])
    return f"inputs: [{numbers}]\ntargets: [{targets}]\nloss: mse\nlayers:\n{layers}"


def test_a_network_that_is_too_large_is_counted() -> None:
    """The 300-512-256-128 of a lecture: 317,440 weights, 896 biases, and each layer's by itself."""
    told = shown(drawn(300, 512, 256, 128))
    assert "the network has 317,440 weights; at most 50,000 are read" in told
    assert told.count("are read") == 1
    for layer in ("153,600 + 512 = 154,112 in layer 1", "131,072 + 256 = 131,328 in layer 2",
                  "32,768 + 128 = 32,896 in layer 3"):  # fmt: skip
        assert layer in told
    assert "it has 318,336 parameters, weights + biases: " in told


def test_a_network_that_is_too_large_is_not_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of a few lines asks for 50 layers of 4,096 units: nobody draws 800 million numbers for that."""
    sizes: list[tuple[int, int]] = []
    weights = Drawing.weights

    def counted(self: Drawing, inputs: int, units: int) -> NumMatrix:
        sizes.append((inputs, units))
        return weights(self, inputs, units)

    monkeypatch.setattr(Drawing, "weights", counted)
    told = shown(drawn(10, *[4096] * 50))
    assert f"the network has {10 * 4096 + 49 * 4096**2:,} weights" in told
    assert sizes == [(10, 4096)]


def test_limits_are_named() -> None:
    """Too many weights or formulas are refused, with the number that is read."""
    row = "[" + ", ".join(["1"] * 400) + "]"
    rows = ", ".join([row] * 251)
    text = f"inputs: {row}\ntargets: [1]\nloss: mse\nlayers: [{{weights: [{rows}], activation: relu}}]"
    assert f"at most {MAX_WEIGHTS:,} are read" in shown(text)
    row = ", ".join(["1"] * 500)
    rows = "\n".join([f"  - [{row}]"] * 100)
    sample = f"- {{inputs: [{row}], targets: [{', '.join(['1'] * 100)}]}}\n"
    text = f"layers:\n- weights:\n{rows}\n  activation: relu\nloss: sse\nsamples:\n{sample * 5}"
    assert f"at most {MAX_PRODUCTS:,} are worked" in shown(text)
    many = "".join(f"  f{number}: x\n" for number in range(MAX_FORMULAS + 1))
    assert f"at most {MAX_FORMULAS} are read" in shown(f"formulas:\n{many}")
    assert "1,000,000 bytes" in shown("#" * 1_000_001)


def updated_by(optimizer: str, inputs: int, units: int, samples: int = 1) -> str:
    """A large network whose weights are drawn, with an optimiser."""
    sample = f"{{inputs: [{', '.join(['1'] * inputs)}], targets: [{', '.join(['0'] * 10)}]}}"
    layers = [
        f"{{units: {count}, init: {{name: xavier, seed: 1}}, activation: sigmoid}}" for count in (units, 10)
    ]
    head = f"layers: [{', '.join(layers)}]\nloss: mse\noptimizer: {{name: {optimizer}, learning_rate: 0.1}}\n"
    return f"{head}samples: [{', '.join([sample] * samples)}]\n"


SGD = ", or `sgd`, which has 1 line for each weight"


@pytest.mark.parametrize(
    ("optimizer", "sizes", "told", "hint"),
    [
        # 784·30 + 30·10 = 23,820 weights, and m, v, m̂, v̂, w⁺ of each
        (
            "adam",
            (784, 30),
            "1 for its gradient and 5 for its update: 142,920",
            f"take a smaller network{SGD}",
        ),
        ("adam", (990, 50), "1 for its gradient and 5 for its update: 300,000", "take a smaller network"),
        # 490·20 + 20·10 = 10,000 weights: 10,000·(5 + 2) and 10,000·(5 + 1)
        ("momentum", (490, 20, 5), "5 for its gradients and 2 for its update: 70,000", f"network{SGD}"),
    ],
)
def test_the_lines_of_an_update_count(optimizer: str, sizes: tuple[int, ...], told: str, hint: str) -> None:
    """A network within the limit of weights is too large for an optimiser of many lines; `sgd` may do."""
    page = shown(updated_by(optimizer, *sizes))
    assert told in page
    assert f"lines of working; at most {MAX_LINES:,} are worked" in page
    assert page.endswith(hint)


def test_gradient_descent_of_a_network_of_784_inputs_is_worked() -> None:
    """784-30-10 on one sample: 23,820 gradients and as many new weights."""
    assert len(read(updated_by("sgd", 784, 30)).layers[0].weights) == 30  # type: ignore[union-attr]


def test_a_file_of_faults_is_given_up() -> None:
    """A hundred faults are enough; twenty are shown."""
    page = shown("layers: 1\n" + "".join(f"key{number}: 1\n" for number in range(10_000)))
    assert page.count("error:") == 20
    assert page.endswith("… and 80 more faults in the same file")


@pytest.mark.parametrize("key", ["layer", "formula", "Layers"])
def test_a_mistyped_main_key_still_decides_what_the_file_is(key: str) -> None:
    """A slip in `layers` or `formulas` is the one fault shown for it."""
    page = shown(f"{key}: {{y: x}}\n")
    assert f"unknown key `{key}`" in page
    assert "`layers` is missing" not in page
    assert "`formulas` is missing" not in page


def test_problems_are_frozen() -> None:
    """What was read cannot be changed by a later stage."""
    with pytest.raises(AttributeError):
        network("two_layers").fixed = ()  # type: ignore[misc]


def test_the_softmax_of_one_unit_is_told_and_worked() -> None:
    """It is 1 whatever the weights are: with a loss that has a value there, that may be the exercise."""
    text = "inputs: [2]\ntargets: [0]\nlayers: [{weights: [[3]], activation: softmax}]\nloss: mse\n"
    (warning,) = read(text, "").warnings
    assert warning.message == "the `softmax` of one unit is always 1"
    assert warning.place == (3, 39, 7)


def test_a_forgotten_rule_of_drawing_is_the_only_fault() -> None:
    """A layer of 3 units without `init` has 3 units: the next layer's weights for 3 inputs are right."""
    layers = "- {units: 3, activation: relu}\n- {weights: [[0.5, 0.4, 0.1]], activation: sigmoid}\n"
    text = f"inputs: [1, 2]\ntargets: [1]\nloss: half_sse\nlayers:\n{layers}"
    assert shown(text).count("error: ") == 1
    assert "`init` is missing in layer 1" in shown(text)
    assert "weights for 4 inputs, but layer 1 has 3 units" in shown(text.replace("0.1]]", "0.1, 1]]"))


def test_a_whole_number_in_quotes_is_text() -> None:
    """`found 3` alone would look right."""
    text = drawn(1, 1).replace("units: 1", 'units: "1"')
    assert shown(text).endswith("= help: in quotes it is text: remove the quotes")


def test_a_scale_of_0_draws_no_negative_zeros() -> None:
    """A 0 that is drawn has no sign."""
    text = drawn(2, 2, 1).replace("{name: he}", "{name: normal, scale: 0}")
    problem = read(text)
    assert isinstance(problem, Network)
    assert {num.text for layer in problem.layers for row in layer.weights for num in row} == {"0"}
