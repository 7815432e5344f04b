"""From formulas to a circuit with one operation for each gate."""

import pytest

from backprop_cli.errors import UsageError
from backprop_cli.expr.functions import FUNCTIONS, Function
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tree import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Ref, Softmax, children
from backprop_cli.graph.gates import MOST_GATES, MOST_IN_ALL, MOST_MIXED
from backprop_cli.graph.open_functions import by_definition
from backprop_cli.problem.graphs import graph_of
from backprop_cli.problem_file.reader import read

OPENED = "gates, functions opened"
NETWORK = """\
inputs: [0.5, -1]
targets: [0, 1]
layers:
  - {weights: [[1, -1], [0.5, 2]], biases: [0.1, -0.2], activation: softmax}
loss: cross_entropy
"""


def gates(problem: str, detail: str = "gates") -> dict[str, Expr]:
    """The formula of every gate, by name."""
    return graph_of(read(problem), detail).formulas


def formulas(text: str, detail: str = "gates") -> dict[str, Expr]:
    return gates(f"formulas: {{{text}}}\n", detail)


def parsed(**texts: str) -> dict[str, Expr]:
    return {name: parse(text) for name, text in texts.items()}


def test_the_circuit_of_the_course() -> None:
    """Products, then sums from left to right; the author's name is that of the last gate."""
    found = formulas("L: sigmoid(w0*x0 + w1*x1 + w2)")
    assert found == parsed(s1="w0*x0", s2="w1*x1", s3="s1 + s2", s4="s3 + w2", L="sigmoid(s4)")


def test_an_opened_sigmoid_is_four_gates() -> None:
    """−z, exp, 1 + …, 1/…: the gates of the course."""
    assert formulas("L: sigmoid(z)", OPENED) == parsed(s1="-z", s2="exp(s1)", s3="1 + s2", L="1/s3")


def test_author_names_are_kept_and_skipped() -> None:
    """New gates take the next free name, and none that looks like one of the author's."""
    found = formulas("s1: a*b + c, s_3: s1^2 + 1")
    assert found == parsed(s2="a*b", s1="s2 + c", s4="s1^2", s_3="s4 + 1")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("2*x", {"y": "2*x"}),
        ("x/3", {"y": "x/3"}),
        ("a - b", {"y": "a - b"}),
        ("a - b*c", {"s1": "b*c", "y": "a - s1"}),
        ("-(a*b) + c", {"s1": "a*b", "s2": "-s1", "y": "s2 + c"}),
        ("exp(2)*x", {"y": "exp(2)*x"}),
        ("pi*x + 1", {"s1": "pi*x", "y": "s1 + 1"}),
        ("max(a*b, 0)", {"s1": "a*b", "y": "max(s1, 0)"}),
        ("x", {"y": "x"}),
    ],
)
def test_constants_and_signs_stay_inside_a_gate(formula: str, expected: dict[str, str]) -> None:
    """A gate is one operation on wires; numbers are no wires."""
    assert formulas(f"y: '{formula}'") == parsed(**expected)


def test_what_occurs_twice_is_one_gate() -> None:
    """(a·b)·exp(a·b): the product is worked once, and its wire used twice."""
    assert formulas("y: (a*b)*exp(a*b)") == parsed(s1="a*b", s2="exp(s1)", y="s1*s2")


def test_an_opened_softmax_shares_its_powers_and_their_sum() -> None:
    """e^z₁ and e^z₂ are one gate each, and so is their sum: both outputs divide by it."""
    found = gates(NETWORK, OPENED)
    powers = [name for name, each in found.items() if isinstance(each, Call) and each.function == "exp"]
    (total,) = (name for name, each in found.items() if each == parse(" + ".join(powers)))
    assert [found["a1[1]"], found["a1[2]"]] == [parse(f"{power}/{total}") for power in powers]


def _functions(expr: Expr) -> set[str]:
    own = {expr.function} if isinstance(expr, Call) else set()
    return own.union(*map(_functions, children(expr)))


@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=lambda row: row.name)
def test_every_function_with_a_definition_is_opened(function: Function) -> None:
    """What is left are functions that nothing defines by others."""
    left = _functions(by_definition(parse(f"{function.name}({', '.join(function.arguments)})")))
    assert not any(FUNCTIONS[each].definition for each in left)
    assert (function.name in left) == (not function.definition and function.name != "tanh")


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        ("relu(z)", {"y": "max(0, z)"}),
        ("leaky_relu(z, 0.1)", {"s1": "0.1*z", "y": "where(z, z, s1)"}),
        ("elu(z)", {"s1": "exp(z)", "s2": "s1 - 1", "y": "where(z, z, s2)"}),
        (
            "tanh(z)",
            {"s1": "exp(z)", "s2": "-z", "s3": "exp(s2)", "s4": "s1 - s3", "s5": "s1 + s3", "y": "s4/s5"},
        ),
        ("softplus(z)", {"s1": "exp(z)", "s2": "1 + s1", "y": "ln(s2)"}),
    ],
)
def test_opened_functions_are_gates(function: str, expected: dict[str, str]) -> None:
    """Each by its definition; in tanh both exponentials are one gate each, used twice."""
    assert formulas(f"y: '{function}'", OPENED) == parsed(**expected)


def test_a_softmax_gate_is_whole_unless_opened() -> None:
    """Its gate has all logits as inputs."""
    assert isinstance(gates(NETWORK)["a1[1]"], Softmax)


LINEAR = "layers: [{weights: [[0.5]], activation: linear}]\n"
SAMPLES = "samples: [{inputs: [1], targets: [0]}, {inputs: [2], targets: [1]}]\nloss: half_sse\n"


def test_each_sample_has_the_same_gates() -> None:
    """The gates of a sample are called alike in each one; the mean of their losses is one gate."""
    found = gates(SAMPLES + "layers: [{weights: [[0.5]], biases: 1, activation: sigmoid}]\n")
    assert list(found) == [f"{name}@{sample}" for sample in (1, 2)
                           for name in ("s1", "z1[1]", "a1[1]", "s2", "s3", "L")] + ["L"]  # fmt: skip
    assert found["L"] == graph_of(read(SAMPLES + LINEAR)).formulas["L"]


def test_what_samples_share_has_names_of_its_own() -> None:
    """The squares of a penalty are counted on behind the samples' gates: no s1 means two things."""
    found = gates(SAMPLES + LINEAR + "penalty: {name: l2, rate: 0.1}\n")
    assert [name for name in found if name[0] == "s"] == ["s1@1", "s2@1", "s1@2", "s2@2", "s3"]
    assert found["s3"] == Pow(Ref("W1[1,1]"), Num(2, "2"))


def test_a_normalised_layer_is_one_circuit() -> None:
    """μ and var add sample after sample; z − μ is one gate of each sample, whose wire is used twice."""
    layer = "layers: [{weights: [[0.5]], normalize: {epsilon: 0.01}, activation: linear}]\n"
    found = gates(SAMPLES + layer)
    assert found["s1"] == Add((Ref("z1[1]@1"), Ref("z1[1]@2")))
    assert found["s2@2"] == Add((Ref("z1[1]@2"), Neg(Ref("mu1[1]"))))
    assert found["s3@2"] == Pow(Ref("s2@2"), Num(2, "2"))
    assert found["s4"] == Add((Ref("s3@1"), Ref("s3@2")))
    assert found["s6"] == Call("sqrt", (Ref("s5"),))
    assert found["zhat1[1]@2"] == Div(Ref("s2@2"), Ref("s6"))


HELD = """\
inputs: [1, 2]
targets: [1]
layers:
  - {weights: [[1, 2], [3, 4]], activation: sigmoid}
  - {weights: [[1, -1]], activation: tanh}
known: {"a1[1]": 0.6}
loss: sse
"""


@pytest.mark.parametrize("detail", ["gates", OPENED])
def test_what_is_given_stays_one_gate(detail: str) -> None:
    """No gate lies before an activation that is given; its unit's sum is one, and is not worked."""
    graph = graph_of(read(HELD), detail)
    plain = graph_of(read(HELD)).formulas
    assert [graph.formulas[name] for name in ("z1[1]", "a1[1]")] == [plain["z1[1]"], plain["a1[1]"]]
    assert graph.formulas["s1"] == Mul((Ref("W1[2,1]"), Ref("x[1]")))
    assert {"z1[1]", "a1[1]"} == graph.formulas.keys() - {node.name for node, _ in graph.to_work}


def test_a_circuit_that_nobody_reads_is_refused() -> None:
    """As many gates as allowed are drawn, one more is not."""
    terms = "*".join(["x"] * (MOST_GATES + 1))
    assert len(formulas(f"y: {terms}")) == MOST_GATES
    with pytest.raises(UsageError, match=f"more than {MOST_GATES} gates"):
        formulas(f"y: {terms}*x")


def batch(samples: int, layer: str) -> str:
    """As many equal samples of one input."""
    each = ", ".join(["{inputs: [1], targets: [0]}"] * samples)
    return f"samples: [{each}]\nlayers: [{{weights: [[0.5]]{layer}, activation: linear}}]\nloss: sse\n"


def test_the_limit_is_for_one_circuit_and_for_all() -> None:
    """Samples have room for a circuit each; the one of samples that mix is larger, and all together too."""
    count = MOST_GATES // 4 + 1  # z, a, y − a, its square: more gates than one circuit has
    assert len(gates(batch(count, ""))) > MOST_GATES
    gates(batch(count // 2, ", normalize: {}"))
    with pytest.raises(UsageError, match=f"more than {MOST_MIXED} gates fits no page"):
        gates(batch(MOST_MIXED // 8, ", normalize: {}"))
    with pytest.raises(UsageError, match=f"more than {MOST_IN_ALL:,} gates together") as caught:
        gates(batch(MOST_IN_ALL // 3, ""))
    assert "fewer samples" in caught.value.hint
