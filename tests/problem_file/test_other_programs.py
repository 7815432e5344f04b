"""What other programs call things: the hint is the thing meant, and what it proposes is read."""

import re
from math import exp, log, log1p, tanh

import pytest

from backprop_cli.errors import ProblemError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parser import parse
from backprop_cli.problem_file import bundled, other_programs
from backprop_cli.problem_file.other_keys import hints_in
from backprop_cli.problem_file.reader import read

NETWORK = """\
inputs: [2]
targets: [1]
layers: [{weights: [[0.5]], activation: %s}]
loss: %s
"""
FORMULAS = "formulas: {y: x^2}\nat: {x: 1}\n"


def hints(text: str) -> list[str]:
    """What is proposed for each fault of a file."""
    with pytest.raises(ProblemError) as caught:
        read(text, "")
    return [fault.hint for fault in caught.value.faults]


def plain(activation: str = "linear", loss: str = "sse") -> str:
    return NETWORK % (activation, loss)


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("regularization: l2", "penalty: {name: l2, rate: …}"),
        ("regularisation: 0.1", "penalty: {name: l2, rate: …}"),
        ("weight_decay: 0.1", "penalty: {name: half_l2, rate: …}"),
        ("batch_norm: true", "normalize: {}"),
        ("BatchNorm: true", "normalize: {}"),
        ("epochs: 3", "training: {epochs: …}"),
        ("batch_size: 3", "training: {epochs: …, batch_size: …}"),
        ("iterations: 3", "training: {steps: …}"),
        *(
            (f"{key}: 0.1", "optimizer: {name: sgd, learning_rate: …}")
            for key in ("lr", "eta", "learning_rate")
        ),
        ("momentum: 0.9", "optimizer: {name: momentum, learning_rate: …, mu: …}"),
        ("betas: [0.9, 0.999]", "beta1: …, beta2: …"),
        ("activation: relu", "activation: …"),
        ("digits: 3", "marking: {digits: …}"),
        ("rounding: 3", "marking: {digits: …}"),
        ("optimizer: {name: adam, learning_rate: 0.1, betas: [0.9, 0.999]}", "beta1: …, beta2: …"),
        ("optimizer: {name: sgd, learning_rate: 0.1, momentum: 0.9}", "name: momentum, mu: …"),
        ("optimizer: {name: adamw, learning_rate: 0.1, weight-decay: 0.9}", "decay: …"),
        ("penalty: {name: l2, lambda: 0.1}", "rate"),
        ("optimizer: {name: sgd, learning_rate: 1}\ntraining: {epochs: 1, minibatch_size: 1}", "batch_size"),
    ],
)
def test_a_key_of_another_program_is_told_by_what_it_means(key: str, meant: str) -> None:
    """And not by the nearest of our keys, which means something else."""
    (hint,) = hints(f"{plain()}{key}\n")
    assert f"`{meant}`" in hint


IN_A_LAYER = (
    "inputs: [1]\nlayers:\n  - {weights: [[1]], activation: linear, %s: 1}\ntargets: [1]\nloss: sse\n"
)


@pytest.mark.parametrize(
    "key",
    [
        *("stride", "padding", "kernel_size", "max_pool", "type", "residual", "skip_connection"),
        *("recurrent", "W_hh", "layer_norm", "LayerNormalization", "rms_norm"),
    ],
)
def test_what_no_layer_has_is_written_as_formulas(key: str) -> None:
    """A convolution, a residual block, a recurrence: the hint says where one is written out."""
    (hint,) = hints(IN_A_LAYER % key)
    assert "`formulas`" in hint
    shown = re.findall(r"as `(\w+)` among", hint)
    assert key == "type" or (len(shown) == 1 and shown[0] in bundled.names())


@pytest.mark.parametrize("activation", ["maxout", "prelu", "SwiGLU"])
def test_what_no_activation_of_a_layer_does_is_written_as_formulas(activation: str) -> None:
    """A maximum of several sums, a slope that is trained."""
    (hint,) = hints(plain(activation))
    assert "`formulas`" in hint


@pytest.mark.parametrize(
    "given",
    ["learning_rate: 0.1, clip: 1", "learning_rate: 0.1, lr_schedule: 1", "learning_rate: [0.1, 0.05]"],
)
def test_a_rule_that_clips_or_changes_its_rate_is_one_of_ones_own(given: str) -> None:
    """And the rule that is proposed is read, of networks and of formulas."""
    for text in (plain(), FORMULAS):
        (hint,) = hints(f"{text}optimizer: {{name: sgd, {given}}}\n")
        (rule,) = re.findall(r"`(update: .*?})`", hint)
        assert read(f"{text}optimizer: {{learning_rate: 0.1, {rule}}}\n", "")


def test_weights_of_classes_stand_in_the_loss() -> None:
    """The formula that is proposed is read, and weighs what y = 1 adds three times."""
    (hint,) = hints(f"{plain()}pos_weight: 3\n")
    (formula,) = re.findall(r"`(.*?)`", hint)
    assert read(plain(loss=f"'{formula}'"), "")
    assert evaluate(parse(formula), {"y": 1, "yhat": 0.25}) == pytest.approx(-3 * log(0.25))
    assert evaluate(parse(formula), {"y": 0, "yhat": 0.25}) == pytest.approx(-log(0.75))


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("formulas: {h: 'w*h_{1}'}\n", "write h_1 for h_{1}"),
        ("formulas: {h: 'tanh(W@x)'}\n", "write the product out"),
        ("formulas: {h: w*x}\nat: {w: [1, 2], x: 1}\n", "formulas are of single numbers"),
        ("formulas: {h: w*x}\nat: {w: 1, x: 1}\nsamples: [{x: 1}, {x: 2}]\n", "formulas have one point"),
    ],
)
def test_what_formulas_do_not_have_is_told(text: str, hint: str) -> None:
    """Signs of TeX and of numpy, vectors, and several samples."""
    assert hint in " ".join(hints(text))


def test_in_a_formula_problem_only_what_there_is_is_proposed() -> None:
    """It has steps, and neither epochs nor layers."""
    assert hints(f"{FORMULAS}iterations: 3\n") == ["write `training: {steps: …}`"]
    assert not re.search("epochs:|a layer", " ".join(hints_in("", of_networks=False).values()))


GROUP = re.compile(r"`((?:optimizer|penalty|training|marking): .*?)`")
HINTS = hints_in("", of_networks=True).values()
PROPOSED = sorted({group for told in HINTS for group in GROUP.findall(told)})
"""Whole groups of keys that are proposed at the top of a file."""


@pytest.mark.parametrize("group", PROPOSED)
def test_what_is_proposed_at_the_top_is_read(group: str) -> None:
    """With numbers in the gaps it makes a file that is read."""
    number = "{L: 1}" if "points" in group else "1"
    rate = "0.5" if group.startswith("optimizer") else number
    text = plain() + group.replace("…", rate) + "\n"
    text += "" if "optimizer" in group else "optimizer: {name: sgd, learning_rate: 0.1}\n"
    assert read(text, "")


SIGMOID_6 = {-4.0: 0.0, -0.5: 2.5 / 6, 0.25: 3.25 / 6, 7.0: 1.0}
"""ReLU6(z + 3)/6, PyTorch's Hardsigmoid."""
PUBLISHED = {
    "bipolarsigmoid": lambda z: 2 / (1 + exp(-z)) - 1,
    "lecuntanh": lambda z: 1.7159 * tanh(2 * z / 3),
    "hardtanh": lambda z: min(1.0, max(-1.0, z)),
    "hardsigmoid": lambda z: SIGMOID_6[z],
    "hardswish": lambda z: z * SIGMOID_6[z],
    "relu6": lambda z: min(max(0.0, z), 6.0),
    "softsign": lambda z: z / (1 + abs(z)),
    "mish": lambda z: z * tanh(log1p(exp(z))),
    "selu": lambda z: 1.0507009873554805 * (max(0.0, z) + min(0.0, 1.6732632423543772 * (exp(z) - 1))),
    "tanhshrink": lambda z: z - tanh(z),
    "logsigmoid": lambda z: -log1p(exp(-z)),
    "exponential": exp,
    "heaviside": lambda z: 1.0 if z > 0 else 0.0,
    "signum": lambda z: (z > 0) - (z < 0),
    "gaussian": lambda z: exp(-z * z),
}
"""As the documentation of torch.nn has them, and Keras where torch has none; the first as books of neural
networks have it (L. Fausett, 1994), the second in Y. LeCun and others, Efficient BackProp (1998)."""


@pytest.mark.parametrize("name", PUBLISHED)
@pytest.mark.parametrize("z", SIGMOID_6)
def test_a_formula_that_is_proposed_is_the_function_meant(name: str, z: float) -> None:
    """It is read, and has the published function's values."""
    (hint,) = hints(plain(name.title().replace("Hard", "Hard_")))
    formula = hint.removeprefix("write the formula: `").removesuffix("`")
    assert read(plain(f"'{formula}'"), "")
    assert evaluate(parse(formula), {"z": z}) == pytest.approx(PUBLISHED[name](z), rel=1e-4, abs=1e-12)


def test_every_formula_that_is_proposed_is_read() -> None:
    """None has a slip of the pen."""
    assert len(other_programs.ACTIVATIONS.formulas) > len(PUBLISHED)
    for formula in other_programs.ACTIVATIONS.formulas.values():
        assert read(plain(f"'{formula}'"), "")


@pytest.mark.parametrize(
    ("activation", "hint"),
    [
        ("softmax(z)", "write `softmax` alone: it takes the whole layer"),
        ("softmax(z, 0)[1]", "write `softmax` alone: it takes the whole layer"),
        ("leaky_relu(0.1)", "its number has a key of its own: `{name: leaky_relu, slope: 0.1}`"),
        ("elu(1)", "write `elu` alone: it is applied to each weighted sum"),
        ("e^z/(1 + e^z)", "Euler's e is exp(1): write `exp(z)` for e^z"),
        ("{name: leaky_relu, negative_slope: 0.2}", "did you mean `slope`?"),
        ("[relu, sigmoid]", "a layer has one activation; units that differ can be written as `formulas`"),
        ("[relu]", "write relu"),
    ],
)
def test_an_activation_as_others_write_it(activation: str, hint: str) -> None:
    """The way to write it here."""
    quoted = activation if activation.startswith(("{", "[")) else f"'{activation}'"
    assert hints(plain(quoted)) == [hint]


@pytest.mark.parametrize(
    ("loss", "hint"),
    [
        ("sum((y - yhat)^2)", "the loss is summed over the outputs already: leave `sum` out"),
        ("1/2*Σ((y - yhat)^2)", "the loss is summed over the outputs already: leave `Σ` out"),
        ("mean((y - yhat)^2)", "the loss is summed over the outputs: divide by their number instead"),
        ("f(y)", "for a product write `f*(…)`"),
    ],
)
def test_a_loss_with_its_sum(loss: str, hint: str) -> None:
    """What the program does itself is left out."""
    assert hints(plain(loss=f"'{loss}'")) == [hint]


def test_a_softmax_in_a_formula_is_no_maximum() -> None:
    """It has as many values as numbers: which one is meant is to be said."""
    for formula in ("softmax(x)", "softmax(x, 1)[0]", "softmax(x, 1)[3]", "softmax(x, 1)_1"):
        (hint,) = hints(f"formulas: {{y: '{formula}'}}\n")
        assert hint == "write `softmax(u, v)[1]` for exp(u)/(exp(u) + exp(v))"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (
            "l\N{CYRILLIC SMALL LETTER O}ss",
            "`\N{CYRILLIC SMALL LETTER O}` in it is the Cyrillic letter U+043E",
        ),
        ("l\N{GREEK SMALL LETTER OMICRON}ss", "the Greek letter U+03BF and not `o`"),
        ("lo\N{ZERO WIDTH SPACE}ss", "behind `lo` stands an invisible character (U+200B)"),
        ("loss\N{NO-BREAK SPACE}", "behind `loss` stands a no-break space (U+00A0)"),
        ("\N{ZERO WIDTH NO-BREAK SPACE}loss", "before it stands an invisible character (U+FEFF)"),
        ("\N{FULLWIDTH LATIN SMALL LETTER L}oss", "is the fullwidth letter U+FF4C and not `l`"),
    ],
)
def test_a_key_that_only_looks_right_is_told_by_the_character(typed: str, meant: str) -> None:
    """Whoever reads it sees no difference: the hint names the one that is typed anew."""
    (hint,) = hints(plain().replace("loss:", f"{typed}:"))
    assert meant in hint
    assert hint.endswith(": type `loss` anew")


@pytest.mark.parametrize(
    ("line", "way_out"),
    [
        ("optimizer: {name: nag, learning_rate: 0.1}", "did you mean `nesterov`?"),
        ("optimizer: {name: gradient descent, learning_rate: 0.1}", "did you mean `sgd`?"),
        ("optimizer: {name: SGD(0.1), learning_rate: 0.1}", "did you mean `sgd`?"),
        (
            "optimizer: {name: adamax, learning_rate: 0.1}",
            "write its formulas: `update: {…}` instead of `name`",
        ),
        ("penalty: {name: ridge, rate: 0.1}", "did you mean `half_l2`?"),
        ("penalty: {name: l2, rate: 0.1, on: bias}", "did you mean `all`?"),
        ("reduction: average", "did you mean `mean`?"),
        ("notation: Mazur", "did you mean `net_out`?"),
    ],
)
def test_a_word_of_another_program_is_told_by_ours(line: str, way_out: str) -> None:
    """Wherever there are words to choose from."""
    assert hints(f"{plain()}{line}\n") == [way_out]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("logsig", "did you mean `sigmoid`?"),
        ("σ", "did you mean `sigmoid`?"),
        ("purelin", "did you mean `linear`?"),
        ("Leaky ReLU", "did you mean `leaky_relu`?"),
        ("leaky-relu", "did you mean `leaky_relu`?"),
        ("nn.ReLU()", "did you mean `relu`?"),
        ("hard sigmoid", "write the formula: `max(0, min(1, z/6 + 1/2))`"),
        ("hardlim", "write the formula: `where(z, 1, 0)`"),
    ],
)
def test_an_activation_is_told_by_ours_however_it_is_spelled(written: str, meant: str) -> None:
    """With spaces, hyphens or brackets a word is no formula."""
    assert hints(plain(written)) == [meant]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("mean squared error", "did you mean `mse`?"),
        ("binary cross-entropy", "did you mean `bce`?"),
        ("MSELoss()", "did you mean `mse`?"),
        ("BCEWithLogitsLoss", "give the last layer `activation: sigmoid`, and write `bce`"),
        ("hinge", "write the formula: `max(0, 1 - y*yhat)`"),
        ("quadratic cost", "did you mean `half_sse`?"),
        ("l2", "did you mean `mse`?"),
        ("l1", "did you mean `mae`?"),
        ("logistic", "did you mean `bce`?"),
        *(
            (
                each,
                "it takes several outputs at once, which no loss of a network does: write it as `formulas`",
            )
            for each in ("multiclass SVM", "MultiMarginLoss", "triplet_loss", "contrastive")
        ),
    ],
)
def test_a_loss_is_told_by_ours_however_it_is_spelled(written: str, meant: str) -> None:
    """A word or several."""
    assert hints(plain(loss=written)) == [meant]


@pytest.mark.parametrize(
    ("loss", "value"),
    [
        # P. Huber (1964), with δ = 1: half the square up to 1, else the distance less a half
        ("hinge", {(1, 0.3): 0.7, (1, 2): 0, (-1, 0.5): 1.5}),
        ("squared_hinge", {(1, 0.5): 0.25, (1, 2): 0}),
        ("huber", {(0, 0.5): 0.125, (0, 3): 2.5, (2, -1): 2.5}),
        # T. Lin et al. (2017), with γ = 2: (1 − p)²·ln p of the right answer's probability p
        ("focal", {(1, 0.5): 0.25 * log(2), (0, 0.2): -0.04 * log(0.8), (1, 0.9): -0.01 * log(0.9)}),
        ("logcosh", {(0, 0): 0, (1, 0): 0.4337808304830271}),
        ("kl_divergence", {(0.5, 0.25): 0.34657359027997264}),
        ("poisson", {(2, 1): 1, (0, 3): 3}),
        ("perceptron_loss", {(1, -2): 2, (1, 2): 0}),
    ],
)
def test_the_formulas_for_losses_of_others_are_theirs(
    loss: str, value: dict[tuple[float, float], float]
) -> None:
    """At a few points, worked by hand: ln(cosh(1)) and 0.5·ln(2) among them."""
    (hint,) = hints(plain(loss=loss))
    formula = parse(hint.split("`")[1])
    for (target, output), expected in value.items():
        assert evaluate(formula, {"y": target, "yhat": output}) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("word", sorted(other_programs.OF_WEIGHTS))
def test_weights_that_are_a_word_can_be_drawn(word: str) -> None:
    """What is proposed is read, with a number of units."""
    (hint,) = hints(plain().replace("[[0.5]]", word))
    units, init = hint.split("`")[1:4:2]
    layer = f"{units.replace('…', '1')}, {init}"
    assert read(plain().replace("weights: [[0.5]]", layer), "")


def test_a_threshold_is_a_bias_with_its_sign_turned() -> None:
    """As older books have it, z = Σ w·x − θ."""
    (hint,) = hints(plain().replace("activation", "thresholds: [0.3], activation"))
    assert hint == "a threshold is a bias with its sign turned: write `biases: …` with minus these numbers"


def test_classes_are_counted_from_1() -> None:
    text = plain("softmax", "cross_entropy").replace("[1]", "{class: 0}", 1)
    (hint,) = hints(text.replace("[[0.5]]", "[[0.5], [1]]"))
    assert hint == "classes are counted from 1, as the outputs are"


@pytest.mark.parametrize(
    ("biases", "hint"),
    [
        ("0.1, 0", "write a list: [0.1, 0]"),
        ("0, 0.2", "write a list: [0, 0.2]"),
        ("1, 2, 3", "write a list: [1, 2, 3]"),
        ("0,35", "write decimals with a point: 0.35"),
    ],
)
def test_a_list_without_brackets_is_no_decimal(biases: str, hint: str) -> None:
    assert hints(plain().replace("activation", f"biases: {biases}, activation"))[0] == hint
