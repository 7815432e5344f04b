"""The gradient check on the page: what a reader works out from the printed digits, and what is named."""

import json
import re
from collections.abc import Iterator

import pytest
from bundled_kinds import SYMBOLIC

from backprop_cli import solution
from backprop_cli.api.solutions import solve
from backprop_cli.problem_file.bundled import names
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.layout import Layout

WITH_NUMBERS = [name for name in names() if name not in SYMBOLIC]
DIGITS = {**dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--", strict=True)), "≈": "", ";": ""}


def number(text: str) -> float:
    """A number of the page."""
    plain = "".join(DIGITS.get(char, char) for char in text).strip()
    mantissa, _, exponent = plain.partition("·10")
    return float(mantissa) * 10.0 ** int(exponent or 0)


def section(page: str) -> str:
    return page.split("## Gradient check\n")[1].split("\n## ")[0]


def table(page: str) -> Iterator[tuple[float, float, float, float, str]]:
    """The rows of the Markdown table: above, below, numeric, analytic, and the last cell."""
    for line in re.findall(r"^\| \$(?:\\frac|\\delta|d).*$", section(page), re.MULTILINE):
        _, sides, numeric, analytic, last = (cell.strip() for cell in line.strip("| ").split(" | "))
        above, below = sides.split("; ")
        yield number(above), number(below), number(numeric), number(analytic), last


@pytest.mark.parametrize("name", WITH_NUMBERS)
def test_a_reader_gets_the_printed_slopes_from_the_printed_outputs(name: str) -> None:
    """(above − below)/2ε worked from the printed digits gives the printed numeric value."""
    solved = solution(name, gradient_check=True, verify=False)
    page = solved.render("markdown")
    (epsilon,) = re.findall(r"/2\S+, \S+ = ([0-9.]+)", section(page))
    digits = int(re.findall(r"to ([0-9]+) digits: the first", page)[0])
    found = list(table(page))
    assert found
    for above, below, numeric, analytic, _ in found:
        lost = abs(above) * 10.0 ** (1 - digits) / (2 * float(epsilon))
        assert (above - below) / (2 * float(epsilon)) == pytest.approx(numeric, rel=1e-4, abs=lost)
        assert numeric == pytest.approx(analytic, rel=2e-4, abs=1e-7)


def test_json_has_every_number() -> None:
    """`gradient_check` in JSON: ε, and for each gradient both sides, both values and their difference."""
    text = solution("sigmoid_circuit", gradient_check=True, verify=False).render("json")
    found = json.loads(text)["gradient_check"]
    assert list(found) == ["dL/dw0", "dL/dx0", "dL/dw1", "dL/dx1", "dL/dw2"]
    entry = found["dL/dw0"]
    assert entry["epsilon"] == 1e-4
    assert entry["numeric"] == pytest.approx((entry["output_above"] - entry["output_below"]) / 2e-4, rel=1e-9)
    assert entry["analytic"] == pytest.approx(-0.1966119332, rel=1e-9)  # published
    assert entry["relative_difference"] < 1e-8
    assert entry["crosses_kink"] is False


def test_without_the_option_nothing_of_it_is_there() -> None:
    """Neither page nor JSON speaks of it."""
    plain = solution("one_neuron", verify=False)
    assert "gradient_check" not in json.loads(plain.render("json"))
    assert all("Gradient check" not in plain.render(form) for form in ("terminal", "markdown"))


def test_only_restricts_it() -> None:
    """`only` chooses the rows; where it asks for no gradient, that is said."""
    page = solution("two_layer_relu_sigmoid", only=["b1"], gradient_check=True, verify=False)
    assert len(list(table(page.render("markdown")))) == 1
    assert list(json.loads(page.render("json"))["gradient_check"]) == ["dL/db1"]
    without = solution("two_layer_relu_sigmoid", only=["z1"], gradient_check=True, verify=False)
    assert "there is nothing to compare" in section(without.render("markdown"))


KINK = """\
inputs: [1, 0]
targets: [-3]
layers:
  - {weights: [[0.5, 0.25]], biases: [-0.5], activation: relu}
  - {weights: [[1]], activation: linear}
loss: sse
"""


def test_a_kink_is_named_in_its_row_and_below() -> None:
    """A parameter whose step crosses a kink: its row says `kink`, a sentence says what that means."""
    page = solution(read(KINK), gradient_check=True, verify=False)
    lasts = [last for *_, last in table(page.render("markdown"))]
    assert lasts == ["kink", "0", "kink", "0"]
    told = " ".join(str(page).split())
    assert (
        "∂L/∂w₁₁⁽¹⁾, ∂L/∂b₁⁽¹⁾: within the step a slope jumps (kink), so the difference says nothing." in told
    )
    assert "Elsewhere numeric and analytic values agree as far as floats can tell." in told


def test_an_authors_own_epsilon_keeps_its_letter() -> None:
    """Where the problem has an ε, the step is called h."""
    text = "{formulas: {y: x^2*epsilon}, at: {x: 3, epsilon: 2}, wrt: [x, epsilon]}"
    page = str(solution(read(text), gradient_check=True, verify=False))
    assert "(y(x + h) − y(x − h))/2h, h = 0.0001" in page
    assert "∂y/∂ε " in page


def test_every_step_of_a_training_is_compared_by_itself() -> None:
    """Of two steps of descent on w⁽²⁾ from 5 with α = 0.1: 2w = 10, then 8; Adam's ε keeps its letter."""
    text = "{formulas: {L: w^2}, at: {w: 5}, optimizer: {name: %s, learning_rate: 0.1}, training: {steps: 2}}"
    problem = read(text % "sgd")
    layout = Layout(step="all", gradient_check=True)
    found = json.loads(solve(problem, layout, verify=False).render("json"))["gradient_check"]
    assert {name: round(entry["numeric"], 9) for name, entry in found.items()} == {
        "dL/dw#1": 10,
        "dL/dw#2": 8,
    }
    page = solve(problem, layout, verify=False).render("markdown")
    assert page.count("Gradient check") == 2
    adam = str(solve(read(text % "adam"), layout, verify=False))
    assert "(L(w + h) − L(w − h))/2h, h = 0.0001" in adam


def test_a_penalty_has_a_kink_as_well() -> None:
    """The l1 penalty |w| where w is within ε of 0."""
    text = (
        "{inputs: [1, 2], targets: [1], layers: [{weights: [[0.00005, 0.5]], activation: linear}], "
        "loss: sse, penalty: {name: l1, rate: 0.1}}"
    )
    lasts = [last for *_, last in table(solution(read(text), gradient_check=True).render("markdown"))]
    assert lasts[0] == "kink"
    assert lasts[1] != "kink"


def test_many_kinks_are_counted() -> None:
    """A sentence names eight of them and counts the rest."""
    formulas = ", ".join(f"f{place}: abs(x{place})" for place in range(11))
    at = ", ".join(f"x{place}: 0" for place in range(11))
    text = f"{{formulas: {{{formulas}}}, at: {{{at}}}}}"
    page = " ".join(str(solution(read(text), gradient_check=True, verify=False)).split())
    assert "∂f₇/∂x₇ and 3 more: within the step" in page
