"""`names:` that take the letter of another quantity, and those of constants."""

import re

import numpy as np
import pytest

from backprop_cli import blank, check, derive
from backprop_cli.api.solutions import solve
from backprop_cli.derivation.asked import asked_names
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.known import known_of
from backprop_cli.problem.meanings import as_stored
from backprop_cli.problem.model import Problem
from backprop_cli.problem.notation import names_typed
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.worksheet.layout import Layout

NETWORK = """\
inputs: [0.5, 1]
layers:
  - {weights: [[1, 0.5], [0.25, 1]], biases: [0.5, -1], activation: relu}
  - {weights: [[1, -2]], biases: 0.25, activation: linear}
targets: [1]
loss: mse
optimizer: {name: sgd, learning_rate: 0.1}
"""
ADAM = NETWORK.replace("name: sgd", "name: adam") + "penalty: {name: l2, rate: 0.05}\n"
GOODFELLOW = "{L: J, W1: W, b1: c, a1: h, W2: w, b2: b, a2: yhat}"


def _problem(names: str, network: str = NETWORK, notation: str = "layers") -> Problem:
    return read(f"notation: {notation}\n{network}names: {names}\n")


def _page(problem: Problem) -> str:
    return " ".join(str(solve(problem, Layout(), verify=False)).split())


@pytest.mark.parametrize(
    ("names", "notation"),
    [
        *(("{W1: V, W2: W}", notation) for notation in NOTATIONS),
        *(("{W1: W, W2: w, L: J}", notation) for notation in NOTATIONS),
        *(("{b1: c, b2: b}", notation) for notation in NOTATIONS if notation != "net_out"),  # b₂ of layer 1
        *((GOODFELLOW, notation) for notation in NOTATIONS if not NOTATIONS[notation].apart),
    ],
)
def test_a_letter_that_is_free_by_another_name_is_read_back(names: str, notation: str) -> None:
    """Page, blank sheet, `--only` and `check` agree on which of the two a letter means."""
    problem = _problem(names, notation=notation)
    derivation, known = derive(problem), known_of(problem)
    rows = re.findall(r"^\| (\$.*?\$) \| `(.*?)` \| *\|$", blank(problem).render("markdown"), re.MULTILINE)
    assert len(rows) > 15
    assert len({symbol for symbol, _ in rows}) == len(rows)
    assert {name for symbol, name in rows if "W_" in symbol or "w_" in symbol}
    lines = {}
    for symbol, name in rows:
        (lines[symbol],) = asked_names(derivation, names_typed(problem, [symbol]), known)
        assert asked_names(derivation, names_typed(problem, [name]), known) == [lines[symbol]]
    report = check(
        problem, {symbol: f"{derivation.values[line]:.9}" for symbol, line in lines.items()}
    ).report
    assert not report.problems
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("W₁₂", "W2[1,2]"),
        ("W[1,1]", "W2[1,1]"),
        ("∂L/∂W₁₁", "dL/dW2[1,1]"),
        ("∂L/∂V₁₂", "dL/dW1[1,2]"),
        ("V", "W1"),
        ("W", "W2"),
        ("W1[1,2]", "W1[1,2]"),
        ("W1", "W1"),
        ("W2", "W2"),
    ],
)
def test_the_old_letter_means_the_new_thing(written: str, meant: str) -> None:
    """With `{W1: V, W2: W}` W₁₂ is of layer 2; the names of the grammar serve as ever."""
    assert as_stored(written, known_of(_problem("{W1: V, W2: W}"))) == meant


@pytest.mark.parametrize("names", ["{W1: V, W2: W}", "{b1: c, b2: b}", GOODFELLOW, "{W1: W, W2: w}"])
def test_every_name_of_the_grammar_still_means_what_it_says(names: str) -> None:
    """What the JSON calls a quantity is read as that quantity, whatever the page calls it."""
    known = known_of(_problem(names))
    plain = known_of(_problem("{x: q}"))
    for quantity in derive(_problem(names)).quantities.values():
        name = text(quantity)
        assert as_stored(name, known) == as_stored(name, plain), name


@pytest.mark.parametrize(
    ("names", "message", "hint"),
    [
        ("{z1: a, a1: z}", "`z1`: `a1` on a sheet would be `z1[1]` as well as `a1` itself", "such as `h`"),
        ("{a1: h, z1: a, a2: yhat}", "`a` cannot be the name of `z1`", "such as `s`"),
        ("{a1: h, z1: \N{CYRILLIC SMALL LETTER A}, a2: yhat}", "`a1` on a sheet would be `z1[1]`", ""),
        ('{a1: h, "z1[1]": a_1, a2: yhat}', "`a_1` cannot be the name of `z1[1]`: `a1` on a sheet", ""),
        ("{y: t, yhat: y}", "`y` on a sheet would be `yhat` as well as `y` itself", "such as `h`"),
        ("{W2: W}", "`W` means `W1` already", "or give `W1` a name of its own as well"),
        ("{b2: W}", "`W` means `W1` already", "`W1`"),
        ("{z1: a}", "`a` means `a1` already", "choose a name that no quantity of the network has"),
        ("{W2: \"W'\"}", "`W'` cannot be a name", "write `W_prime` for W′"),
        ("{x: eta, alpha: eta}", "the name `eta` stands for another quantity above", ""),
        ("{alpha: g}", "`g` stands for something else in the optimiser's formulas", ""),
        ("{alpha: a}", "`a` means `a1` already", ""),
        ("{beta1: q}", "`beta1` is no quantity", "`alpha`"),
        ("{lambda: q}", "without `penalty` there is no `lambda`", ""),
        ("{foo: q}", "`foo` is no quantity", "name `x`, `y`, `yhat`, `L`, `W1`"),
        ("{W1_new: V}", "`W1_new` cannot have a name of its own", "name `x`, `y`, `yhat`, `L`, `W1`"),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_says_why_and_what_can(names: str, message: str, hint: str) -> None:
    """At its place, in a plain sentence, with a way out."""
    with pytest.raises(ProblemError) as caught:
        _problem(names)
    fault = caught.value.faults[0]
    assert message in fault.message
    assert hint in fault.hint
    assert fault.place is not None


def test_the_learning_rate_without_an_optimiser() -> None:
    """There is none to be named."""
    with pytest.raises(ProblemError, match="without `optimizer` there is no `alpha`"):
        _problem("{alpha: eta}", NETWORK.replace("optimizer: {name: sgd, learning_rate: 0.1}\n", ""))


@pytest.mark.parametrize("key", ["alpha", "α", "learning_rate", "eta"])
def test_the_learning_rate_has_a_name_of_its_own(key: str) -> None:
    """M. Nielsen's η and C are on the page, and a formula with either letter is read."""
    problem = _problem(f"{{{key}: η, L: C}}")
    page = _page(problem)
    assert "w⁺ = w − η·∂C/∂w with η = 0.1" in page
    assert "η learning rate" in page
    assert "α" not in page
    h = np.maximum(np.array([[1, 0.5], [0.25, 1]]) @ [0.5, 1] + [0.5, -1], 0)
    slope = 2 * (np.array([1, -2]) @ h + 0.25 - 1) * h[0]
    for written in ("w₁₁⁽²⁾ − η·∂C/∂w₁₁⁽²⁾", "W2[1,1] - eta*dC/dW2[1,1]", "W2[1,1] - alpha*dL/dW2[1,1]"):
        _, line = check(problem, {"dL/dW2[1,1]": str(slope), "W2_new[1,1]": written}).report.shown
        assert line.verdict is Verdict.RIGHT, written


def test_the_constants_of_an_optimiser_and_of_a_penalty_have_names() -> None:
    """Each is on the page, in the formulas and in the legend; what it was called is gone."""
    problem = _problem("{alpha: eta, beta1: rho_1, epsilon: kappa, λ: nu}", ADAM)
    page = _page(problem)
    for part in (
        "m = ρ₁·m + (1 − ρ₁)·g",
        "β₂",
        "w⁺ = w − η·m̂/(√v̂ + κ)",
        "R = ν·Σ w²",
        "κ = 1·10⁻⁸",
        "ν how much",
    ):
        assert part in page
    for old in ("α", "β₁", "ε", "λ"):
        assert old not in page
    h = np.maximum(np.array([[1, 0.5], [0.25, 1]]) @ [0.5, 1] + [0.5, -1], 0)
    slope, other = 2 * (np.array([1, -2]) @ h + 0.25 - 1) * h + 2 * 0.05 * np.array([1, -2])
    weights = [each for each in derive(problem).quantities if re.fullmatch(r"W\d\[\d,\d\]", each)]
    answers = {
        "m(W2[1,1])": f"{0.1 * slope:.9}",
        "dL/dW2[1,2]": str(other),
        "m(W2[1,2])": "(1 - ρ₁)*dL/dW2[1,2]",
        "R": f"nu*({' + '.join(f'{each}^2' for each in weights)})",
    }
    report = check(problem, answers).report
    assert {line.name: line.verdict for line in report.shown} == dict.fromkeys(answers, Verdict.RIGHT)


def test_another_constant_makes_room_for_a_renamed_one() -> None:
    """Where α is called β₂, the share is another letter; λ is free where the penalty's rate is renamed."""
    page = _page(_problem("{alpha: beta2}", ADAM))
    assert "w⁺ = w − β₂·m̂" in page
    assert "v = β₂₀·v" in page or "v = β2₀·v" in page
    assert "λ₁" in _page(_problem("{lambda: nu, a1: lambda}", ADAM))


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_blank_sheet_of_renamed_constants_is_read_back(notation: str) -> None:
    """Its symbols lead to their lines, those of the optimiser's states too."""
    problem = _problem("{alpha: eta, beta1: rho_1, λ: nu, W2: V}", ADAM, notation)
    derivation, known = derive(problem), known_of(problem)
    rows = re.findall(r"^\| (\$.*?\$) \| `(.*?)` \| *\|$", blank(problem).render("markdown"), re.MULTILINE)
    assert any(symbol.startswith(r"$\hat m(") for symbol, _ in rows)
    for symbol, name in rows:
        (line,) = asked_names(derivation, names_typed(problem, [symbol]), known)
        assert asked_names(derivation, names_typed(problem, [name]), known) == [line]
        assert check(problem, {symbol: f"{derivation.values[line]:.9}"}).report.shown[0].name == line
