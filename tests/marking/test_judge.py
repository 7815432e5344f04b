"""What each line is called, and what counts for the lines after it.

The numbers of the sheets are worked in numpy, in `worked`, with nothing of the program's own.
"""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from counted import calls_under
from numpy.typing import NDArray
from two_two_two import NETWORK

from backprop_cli import check
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text

EXERCISE = read(NETWORK)
X, Y = np.array([0.05, 0.10]), np.array([0.01, 0.99])
W1, W2 = np.array([[0.15, 0.20], [0.25, 0.30]]), np.array([[0.40, 0.45], [0.50, 0.55]])

Array = NDArray[np.float64]
Change = Callable[[Array], Array]


def same(values: Array) -> Array:
    """Nothing is changed."""
    return values


def worked(
    rounded: Change = same, *, a1: Change = same, a2: Change = same, delta2: Change | None = None
) -> dict[str, float]:
    """Every line of the exercise, each rounded before the next uses it; some of them changed."""
    z1 = rounded(W1 @ X + 0.35)
    hidden = rounded(a1(np.maximum(z1, 0)))
    z2 = rounded(W2 @ hidden + 0.60)
    output = rounded(a2(1 / (1 + np.exp(-z2))))
    error = rounded(output - Y)
    slope = delta2(output) if delta2 else output * (1 - output)
    d2 = rounded(error * slope)
    d1 = rounded((W2.T @ d2) * (z1 > 0))
    lines: dict[str, Array] = {"z1": z1, "a1": hidden, "z2": z2, "a2": output, "dL/dz2": d2, "dL/dz1": d1}
    gradients = {"W1": rounded(np.outer(d1, X)), "W2": rounded(np.outer(d2, hidden))}
    new = {name: rounded(old - 0.1 * gradients[name]) for name, old in (("W1", W1), ("W2", W2))}
    lines |= {f"dL/d{name}": each for name, each in gradients.items()}
    lines |= {f"{name}_new": each for name, each in new.items()}
    return {
        f"{name}[{','.join(str(index + 1) for index in place)}]": float(value)
        for name, values in lines.items()
        for place, value in np.ndenumerate(values)
    }


def significant(digits: int) -> Change:
    """Rounds to so many significant digits."""
    return np.vectorize(lambda value: float(f"{value:.{digits}g}"), otypes=[float])


def written(values: Mapping[str, float], *names: str, digits: int = 5) -> dict[str, str]:
    """The lines of a sheet whose names begin so; all of them if none are given."""
    return {name: f"{value:.{digits}g}" for name, value in values.items() if name.startswith(names or "")}


def judged(answers: Mapping[str, str]) -> dict[str, Judged]:
    """The lines of a sheet, judged."""
    return {line.name: line.judged for line in check(EXERCISE, answers).report.shown}


def verdicts(answers: Mapping[str, str]) -> dict[str, str]:
    """The lines of a sheet, each with its verdict."""
    return {name: each.verdict.value for name, each in judged(answers).items()}


RESULTS = ("dL/dW", "W1_new", "W2_new")
"""What a sheet of results has: gradients and new weights."""


def test_the_numpy_sheet_is_right() -> None:
    """Without a change every line is right."""
    assert set(verdicts(written(worked())).values()) == {"right"}


# --- rounding ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("digits", [2, 3, 4])
@pytest.mark.parametrize("names", [(), RESULTS, ("dL/dW",), ("a1", "dL/dW2")])
def test_rounding_every_line_is_right_also_where_lines_are_left_out(
    digits: int, names: tuple[str, ...]
) -> None:
    """The first line on a sheet has the room of the lines that were rounded before it, unwritten."""
    answers = written(worked(significant(digits)), *names, digits=digits)
    assert not {"wrong", "mistake", "follows"} & set(verdicts(answers).values())


def test_rounding_comes_before_a_mistake_that_fits_by_chance() -> None:
    """-0.0189 for −0.0191 is what lines rounded to two digits can give, whatever mistake comes nearer."""
    answers = {"a1[1]": "0.38", "z2[2]": "1.0", "dL/dW2[2,1]": "-0.0189"}
    assert "mistake" not in verdicts(answers).values()


def test_the_terms_of_a_sum_may_be_rounded_one_by_one() -> None:
    """3.217·0.8913 = 2.87 to three digits; less 2.85 that is 0.0200, where the true value is 0.0173."""
    cancels = read(
        "inputs: [3.217]\nlayers: [{weights: [[0.8913]], biases: [-2.85], activation: linear}]\n"
        "targets: [0]\nloss: half_sse\n"
    )
    report = check(cancels, {"z1[1]": "0.0200"}).report
    assert [line.verdict for line in report.shown] == [Verdict.RIGHT]


def test_a_limit_that_is_only_rounded_is_carried_on() -> None:
    """An activation 1.00 for 0.998 is honest, and so is the slope 0 that comes of it."""
    steep = read(
        "inputs: [1]\ntargets: [0]\nloss: half_sse\n"
        "layers: [{weights: [[6.0]], activation: sigmoid}, {weights: [[0.5]], activation: linear}]\n"
    )
    answers = {"a1[1]": "1.00", "da1[1]/dz1[1]": "0", "dL/dz1[1]": "0", "dL/dW1[1,1]": "0"}
    lines = check(steep, answers).report.shown
    assert not {line.verdict for line in lines} & SLIPS


def test_a_spreadsheet_drops_the_zeros_of_0_000() -> None:
    """0 for 0.0016 is a rounding to two decimals, where the sheet has two: too few digits, no mistake."""
    assert verdicts({"a1[1]": "0.38", "dL/dW1[1,1]": "0"})["dL/dW1[1,1]"] == "too few digits"
    assert verdicts({"a1[1]": "0.3775", "dL/dW1[1,1]": "0"})["dL/dW1[1,1]"] == "wrong"


def test_decimals_are_no_licence() -> None:
    """With 4 decimals throughout, δ¹₁ may be off by a unit or two: 0.0325 for 0.0321 is no rounding."""
    sheet = {name: f"{value:.4f}" for name, value in worked(lambda each: np.round(each, 4)).items()}
    assert "wrong" not in verdicts(sheet).values()
    assert sheet["dL/dz1[1]"] == "0.0321"
    assert verdicts({**sheet, "dL/dz1[1]": "0.0325"})["dL/dz1[1]"] == "wrong"


@pytest.mark.parametrize("digits", [2, 3, 4])
@pytest.mark.parametrize("factor", [0.5, 2.0, -1.0])
def test_half_and_double_are_never_right(digits: int, factor: float) -> None:
    """However coarse the sheet, rounding does not halve, double or turn gradients, all of them or one."""
    gradients = {name: factor * value for name, value in worked().items() if name.startswith("dL/dW")}
    for answers in (gradients, *({name: value} for name, value in gradients.items())):
        assert "right" not in verdicts(written(answers, digits=digits)).values()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [("9", Verdict.MISTAKE), ("11", Verdict.WRONG), ("9.9", Verdict.WRONG), ("10.1", Verdict.WRONG)],
)
def test_where_nothing_is_rounded_a_unit_is_a_mistake(text: str, verdict: Verdict) -> None:
    """1⁵ + 9 = 10, and neither 9, which is what is left without 1⁵, nor 11."""
    assert check("chain_rule_at_a_point", {"z": "10"}).report.shown[0].verdict is Verdict.RIGHT
    assert check("chain_rule_at_a_point", {"z": text}).report.shown[0].verdict is verdict


def test_whole_numbers_are_no_rounding_of_small_gradients() -> None:
    """1, 2, 4 and 5 for gradients between −0.02 and 0.06 are wrong, also together."""
    answers = {"dL/dW2[1,1]": "1", "dL/dW2[1,2]": "2", "dL/dW2[2,1]": "4", "dL/dW2[2,2]": "5"}
    for sheet in (answers, *({name: answer} for name, answer in answers.items())):
        assert set(verdicts(sheet).values()) <= {"wrong", "mistake"}


def test_a_slip_of_the_pen_leaves_later_lines_alone() -> None:
    """0.1453 for 0.1435, and the rest worked with 0.1435: one mistake, every other line right."""
    answers = written(worked(significant(4)), digits=4)
    assert answers["dL/dz2[1]"] == "0.1435"
    found = verdicts({**answers, "dL/dz2[1]": "0.1453"})
    assert found.pop("dL/dz2[1]") == "mistake"
    assert set(found.values()) == {"right"}


# --- zeros and limits -------------------------------------------------------------------------------


def test_an_early_0_does_not_make_everything_after_it_right() -> None:
    """a1 = 0 is wrong; z2 = b2 follows from it; the zeros that come of it are called so and earn nothing."""
    answers = written(worked(a1=np.zeros_like), "a1", "z2", "dL/dW2")
    lines = judged(answers)
    follows = {name for name, each in lines.items() if each.verdict is Verdict.FOLLOWS}
    assert follows == {"z2[1]", "z2[2]"}
    assert {name for name, each in lines.items() if each.finding.rests_on_zero} == {
        name for name in answers if name.startswith("dL/dW2")
    }
    report = check(EXERCISE, answers).report
    assert [line.name for line in report.wrong] == ["a1[1]", "a1[2]"]
    assert report.points == 2


def test_a_limit_does_not_make_everything_after_it_right() -> None:
    """a2 = 1 makes every δ² 0; that is not carried on."""
    answers = written(worked(a2=np.ones_like), "a2", "dL/dz2", "dL/dW2")
    lines = judged(answers)
    assert not any(each.carried for name, each in lines.items() if name.startswith("a2"))
    assert all(each.finding.rests_on_zero for name, each in lines.items() if name.startswith("dL"))


def test_a_unit_that_is_off_by_mistake_does_not_excuse_zeros() -> None:
    """z1 < 0 is wrong, a1 = 0 follows from it; the gradients that are 0 by it are not right."""
    answers = {"z1[1]": "-0.3775", "a1[1]": "0", "dL/dW2[1,1]": "0", "dL/dW2[2,1]": "0"}
    found = verdicts(answers)
    assert (found["z1[1]"], found["a1[1]"]) == ("mistake", "follows")
    assert found["dL/dW2[1,1]"] == found["dL/dW2[2,1]"] == "wrong"


def test_a_new_weight_after_a_wrong_gradient_0_is_no_second_mistake() -> None:
    """W = w − α·0 comes of the 0 before it."""
    lines = judged({"dL/dW2[1,1]": "0", "W2_new[1,1]": "0.40000"})
    assert (lines["W2_new[1,1]"].verdict, lines["W2_new[1,1]"].finding.rests_on_zero) == (Verdict.WRONG, True)


# --- new weights ------------------------------------------------------------------------------------


def test_a_new_weight_is_not_assessable_only_where_its_digits_cannot_tell() -> None:
    """w⁺ = 0.14969 for 0.15: 0.15 cannot tell beside its gradient, 0.1500 says that nothing was done."""
    new = worked()["W1_new[1,1]"]
    assert f"{new:.2g}" == "0.15"
    assert f"{new:.4g}" != "0.15"
    gradient = {"dL/dW1[1,1]": f"{worked()['dL/dW1[1,1]']:.4g}"}
    assert verdicts({**gradient, "W1_new[1,1]": "0.15"})["W1_new[1,1]"] == "not assessable"
    assert verdicts({"W1_new[1,1]": "0.15"}) == {"W1_new[1,1]": "too few digits"}
    assert verdicts({"dL/dW1[1,1]": "7", "W1_new[1,1]": "0.15"})["W1_new[1,1]"] != "not assessable"
    (line,) = judged({"W1_new[1,1]": "0.15000"}).values()
    assert [mistake.key for mistake in line.mistakes] == ["not_updated"]


# --- lines that are not written ---------------------------------------------------------------------


def test_a_mistake_in_unwritten_lines_is_named_where_it_shows() -> None:
    """σ′ left out in δ²₁ alone, and only results on the sheet: the first line names it, all else follows."""
    lines = judged(written(worked(delta2=lambda a: np.array([1, a[1] * (1 - a[1])])), *RESULTS))
    (blamed,) = [name for name, each in lines.items() if each.verdict in SLIPS]
    assert blamed == "dL/dW2[1,1]"
    (slip,) = lines[blamed].finding.slips
    assert (slip.mistake.key, [*map(text, slip.at)]) == ("slope_left_out", ["dL/dz2[1]"])
    others = {name: each.verdict for name, each in lines.items() if name != blamed}
    assert {name for name, verdict in others.items() if verdict is Verdict.RIGHT} == {
        *("dL/dW2[2,1]", "dL/dW2[2,2]", "W2_new[2,1]", "W2_new[2,2]"),
    }
    assert set(others.values()) == {Verdict.RIGHT, Verdict.FOLLOWS}


def test_a_habit_is_one_mistake() -> None:
    """The sign of ŷ − y turned at both outputs: one line is blamed, the others follow."""
    lines = judged(written(worked(delta2=lambda a: -a * (1 - a)), *RESULTS))
    (blamed,) = [name for name, each in lines.items() if each.verdict in SLIPS]
    (slip,) = lines[blamed].finding.slips
    assert slip.mistake.key == "sign"
    assert {each.verdict for name, each in lines.items() if name != blamed} == {Verdict.FOLLOWS}


def test_the_student_sees_what_was_right_there() -> None:
    """The expected value of the first wrong line is the right one, not what the mistake gives."""
    true = worked()["dL/dW2[1,1]"]
    line = judged(written(worked(delta2=np.ones_like), *RESULTS))["dL/dW2[1,1]"]
    assert line.expected == pytest.approx(true, rel=1e-12)


def test_a_number_of_few_digits_is_not_explained_by_chance() -> None:
    """Of so many mistakes in unwritten lines one always comes near; unconfirmed it is not named."""
    for number in ("0.021", "0.29", "0.55", "0.0071"):
        (line,) = judged({"dL/dW1[1,1]": number}).values()
        assert line.verdict in SLIPS
        assert [slip.at for slip in line.finding.slips if slip.at] == []


def test_what_follows_needs_its_digits_too() -> None:
    """One digit where two are asked is too few, also in a line that follows from a mistake."""
    values = worked(delta2=lambda a: -a * (1 - a))
    found = verdicts(written(values, "dL/dz2", "dL/dW2") | {"dL/dW2[1,1]": f"{values['dL/dW2[1,1]']:.1g}"})
    assert (found["dL/dz2[1]"], found["dL/dW2[1,1]"], found["dL/dW2[1,2]"]) == (
        *("mistake", "too few digits", "follows"),
    )


@pytest.mark.parametrize(
    ("written", "verdict"),
    [
        *(
            ("0.7", "too few digits"),
            ("0.8", "wrong"),
            ("0.6", "wrong"),
            ("0.71", "right"),
            ("0.70", "right"),
        ),
    ],
)
def test_one_digit_is_right_as_far_as_it_goes_only_where_it_is_the_rounding(
    written: str, verdict: str
) -> None:
    """0.7066 is 0.7; who writes 0.8 has another number, not too few digits of this one."""
    one = read("inputs: [1]\ntargets: [0]\nlayers: [{weights: [[0.7066]], activation: linear}]\nloss: mse\n")
    (line,) = check(one, {"z1[1]": written}).report.shown
    assert line.verdict.value == verdict


def test_one_digit_may_be_worked_from_one_digit() -> None:
    """0.4 for a = 0.35, so 0.4·0.4 = 0.16 ≈ 0.2 for 0.14: too few digits, but worked as it is written."""
    rule = "layers: [{weights: [[0.7]], activation: linear}, {weights: [[0.4]], activation: linear}]\n"
    two = read(f"inputs: [0.5]\ntargets: [0]\n{rule}loss: mse\n")
    found = check(two, {"a1[1]": "0.4", "z2[1]": "0.2"}).report.shown
    assert [line.verdict.value for line in found] == ["too few digits"] * 2


# --- what it may cost --------------------------------------------------------------------------------


def test_a_large_network_is_marked_in_a_moment() -> None:
    """A wrong line among 20 · 20 · 10 units is judged with little work; few slips are looked for there."""
    row = ", ".join(f"{0.01 * place:.2f}" for place in range(1, 21))
    layers = [f"{{weights: [{', '.join([f'[{row}]'] * units)}], activation: tanh}}" for units in (20, 10)]
    targets = ", ".join(["0.5"] * 10)
    large = read(f"inputs: [{row}]\ntargets: [{targets}]\nloss: mse\nlayers: [{', '.join(layers)}]\n")
    with calls_under(4_000_000):
        report = check(large, {"z1[1]": "7.31", "dL/dW1[1,1]": "0.0321", "dL/dz1[3]": "a2[1] - y[1]"}).report
    assert not {line.verdict.value for line in report.shown} & {"right", "follows"}


def test_right_lines_speak_against_a_mistake_before_them() -> None:
    """One gradient 7 % off among right ones is a slip of its own: nothing in z or a explains it."""
    gradients = {name: value for name, value in worked().items() if name.startswith("dL/dW")}
    for name, value in gradients.items():
        lines = judged(written({**gradients, name: 1.07 * value}))
        assert [other for other, line in lines.items() if line.verdict is not Verdict.RIGHT] == [name]
        assert [slip.at for slip in lines[name].finding.slips if slip.at] == []


def test_what_is_supposed_does_not_lead_in_a_circle() -> None:
    """The new x in its own gradient would be worked out from itself."""
    (line,) = check("surface_descent_step", {"x_new": "9.9"}).report.shown
    assert line.verdict is Verdict.WRONG


# --- sheets as a whole ------------------------------------------------------------------------------


def test_the_sheet_of_another_problem_is_noticed() -> None:
    """Where nothing fits, the sentence on top asks whether it is the right sheet."""
    other = {name: f"{index + 7.123:.5g}" for index, name in enumerate(written(worked(), "z", "a", "dL"))}
    report = check(EXERCISE, other)
    assert report.report.seems_foreign
    assert "is it the sheet of another one?" in str(report)
    assert not check(EXERCISE, written(worked())).report.seems_foreign
