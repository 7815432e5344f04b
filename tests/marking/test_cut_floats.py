"""What a program cut, `int(x*10**4)/10**4`, is right where its float lay just below a value."""

from math import exp

import pytest
from two_two_two import NETWORK

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD, Verdict
from backprop_cli.problem_file.reader import read

EXACT = """
inputs: [0.5, 0.25]
layers: [{weights: [[0.5, 0.5], [2, 4]], biases: [0, 24], activation: linear}]
targets: [1, 26]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.001}
"""
"""Binary fractions, which no float misses: z is 0.375 and 26."""


def cut(value: float, decimals: int) -> str:
    """As programs do it."""
    return f"{int(value * 10**decimals) / 10**decimals:.{decimals}f}"


def by_a_program() -> dict[str, float]:
    """Every line of the network in floats, one after the other."""
    x, first, second, target = (
        (0.05, 0.1),
        ((0.15, 0.2), (0.25, 0.3)),
        ((0.4, 0.45), (0.5, 0.55)),
        (0.01, 0.99),
    )
    z = [w[0] * x[0] + w[1] * x[1] + 0.35 for w in first]
    outputs = [1 / (1 + exp(-(w[0] * z[0] + w[1] * z[1] + 0.6))) for w in second]
    delta = [(a - y) * a * (1 - a) for a, y in zip(outputs, target, strict=True)]
    hidden = [sum(delta[k] * second[k][i] for k in range(2)) for i in range(2)]
    lines = {f"z1[{i + 1}]": z[i] for i in range(2)} | {f"a1[{i + 1}]": z[i] for i in range(2)}
    lines |= {f"dL/dz2[{k + 1}]": delta[k] for k in range(2)} | {
        f"dL/dz1[{i + 1}]": hidden[i] for i in range(2)
    }
    lines |= {f"dL/dW1[{i + 1},{j + 1}]": hidden[i] * x[j] for i in range(2) for j in range(2)}
    return lines


def verdicts(problem: str, answers: dict[str, str]) -> dict[str, Verdict]:
    return {
        line.name: line.verdict for line in check(read(problem, ""), answers).report.shown if line.on_sheet
    }


@pytest.mark.parametrize("decimals", range(3, 9))
def test_every_line_of_a_program_that_cuts(decimals: int) -> None:
    """0.05·0.25 + 0.1·0.3 + 0.35 is 0.39249999999999996 to a program, and 0.3924 when that is cut."""
    answers = {name: cut(value, decimals) for name, value in by_a_program().items()}
    assert answers["z1[2]"] == {3: "0.392", 4: "0.3924"}.get(decimals, f"0.39249{'9' * (decimals - 5)}")
    found = verdicts(NETWORK, answers)
    bad = {name: verdict for name, verdict in found.items() if verdict not in GOOD}
    assert set(bad.values()) <= {Verdict.TOO_FEW_DIGITS}
    assert found["z1[2]"] is Verdict.RIGHT


@pytest.mark.parametrize("written", ["0.3924", "0.39249", "0.392499", "0.392499999"])
def test_a_cut_float_by_itself(written: str) -> None:
    """One line tells nothing of how a student cuts; 0.39249 would be 0.3924 as well."""
    assert verdicts(NETWORK, {"z1[2]": written}) == {"z1[2]": Verdict.RIGHT}


@pytest.mark.parametrize(
    ("problem", "name", "written"),
    [
        (NETWORK, "z1[2]", "0.3923"), (NETWORK, "z1[2]", "0.3926"), (NETWORK, "z1[2]", "-0.3924"),
        (EXACT, "z1[2]", "25"), (EXACT, "z1[2]", "25.9"), (EXACT, "z1[1]", "0.374"),
        (EXACT, "z1[1]", "0.3749"),
    ],
)  # fmt: skip
def test_what_no_program_cuts_so(problem: str, name: str, written: str) -> None:
    """Two units below, above, of the other sign, whole numbers, and fractions that a float holds."""
    (verdict,) = verdicts(problem, {name: written}).values()
    assert verdict not in GOOD


def test_an_old_weight_is_no_new_one_cut() -> None:
    """The new weight is 0.5 + 0.0032·0.625·0.5 = 0.501: 0.500 is the old one, and shows no work."""
    problem = EXACT.replace("0.001", "0.0032")
    assert verdicts(problem, {"W1_new[1,1]": "0.501"}) == {"W1_new[1,1]": Verdict.RIGHT}
    (verdict,) = verdicts(problem, {"W1_new[1,1]": "0.500"}).values()
    assert verdict not in GOOD


def test_why_says_that_a_program_cut_it() -> None:
    """The grounds name what was allowed."""
    page = check(read(NETWORK, ""), {"z1[2]": "0.3924"}, why=["z1[2]"]).grounds().render("markdown")
    assert "cut off by a program whose own number lies just below it" in " ".join(page.split())


def test_a_short_number_beside_longer_ones_is_none_that_was_cut() -> None:
    """Dropout without its 1/keep: 0.1 for 0.2 beside 0.7858, where a program would have cut to 0.1999."""
    problem = """
inputs: [1, -1]
targets: [1]
layers:
  - weights: [[0.5, 0.5], [1, 0], [0.2, -0.4]]
    biases: [0.1, 0, 0]
    activation: relu
    dropout: {mask: [1, 0, 1], keep: 0.5}
  - {weights: [[1, 1, 2]], biases: 0, activation: sigmoid}
loss: bce
"""
    a = 1 / (1 + exp(-(0.1 + 2 * 0.6)))
    answers = {"h1[1]": "0.1", "h1[2]": "0", "h1[3]": "0.6", "z2[1]": "1.3", "a2[1]": cut(a, 4)}
    answers |= {"dL/dz2[1]": cut(a - 1, 4), "dL/dW2[1,1]": cut((a - 1) * 0.1, 5)}
    answers |= {"dL/dW2[1,3]": cut((a - 1) * 0.6, 4), "dL/dz1[1]": cut(a - 1, 4)}
    found = verdicts(problem, answers)
    assert found["h1[1]"] is found["h1[3]"] is Verdict.MISTAKE
