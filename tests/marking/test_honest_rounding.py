"""Honest rounding is never wrong: numbers that are cut, kept, or rounded once more on the way."""

import random
from collections.abc import Mapping
from functools import partial
from math import exp, tanh

import pytest
from benchmarks import examiner
from benchmarks.marking import some_lines

from backprop_cli.api import check
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.pens import Pens, cuts, pens_of
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS, Verdict
from backprop_cli.marking.sheets.sheet import Answer
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.problem_file.reader import read

SEED = 4
CUT = next(each for each in examiner.HONEST if each.name == "5 digits, cut")
ALL_CUT = examiner.Habits(
    "3 digits, some kept, all cut", examiner.cut(3), examiner.sometimes, examiner.always
)
ROUND = next(each for each in examiner.HONEST if each.name == "5 digits, written used")


def judged(net: examiner.Net, sheet: dict[str, str]) -> list[Judged]:
    answers = [Answer(name, text, read_number(text)) for name, text in sheet.items()]
    return Judge(Scheme(derive_problem(read(net.text())))).marked(answers)


def test_cut_numbers_are_right() -> None:
    """Who drops what comes after the fifth digit, and works on with that, makes no mistake."""
    rng = random.Random(SEED)  # noqa: S311
    lines = []
    for number in range(40):
        net = examiner.net(rng)
        lines += judged(net, some_lines(examiner.Work(net, CUT, rng, {}).lines, number, rng))
    assert len(lines) > 1000
    assert [(line.answer, line.true) for line in lines if line.verdict in SLIPS] == []


def test_numbers_that_are_cut_on_the_way_as_well_are_right() -> None:
    """A cut 1 + e^(−z) makes a sigmoid too large: not all numbers are too small. One in 1,000 is missed."""
    rng = random.Random(9)  # noqa: S311
    lines = []
    for number in range(40):
        net = examiner.net(rng)
        lines += judged(net, some_lines(examiner.Work(net, ALL_CUT, rng, {}).lines, number, rng))
    assert len(lines) > 2000
    assert sum(line.verdict in SLIPS for line in lines) <= len(lines) // 1000


@pytest.mark.parametrize("habit", [CUT, ALL_CUT, ROUND], ids=lambda habit: habit.name)
def test_a_mistake_among_cut_numbers_is_still_one(habit: examiner.Habits) -> None:
    """A line a third off, and the sheet worked on with it, is found whether numbers are cut or rounded."""
    rng = random.Random(12)  # noqa: S311
    for _ in range(30):
        net = examiner.net(rng)
        honest = examiner.Work(net, habit, rng, {}).lines
        line = rng.choice([name for name, text in honest.items() if float(text)])
        off = {line: partial(_a_third_off, line)}
        found = judged(net, examiner.Work(net, habit, rng, off).lines)
        assert next(each.answer.name for each in found if each.verdict in SLIPS) == line


def _a_third_off(line: str, values: Mapping[str, float]) -> float:
    return 1.37 * values[line]


TANH = """\
inputs: [1]
layers: [{weights: [[-4.356]], activation: tanh}]
targets: [0.5]
loss: half_sse
"""


@pytest.mark.parametrize("wrong", [0.0, 0.0002])
def test_a_square_of_what_was_kept_is_rounded_as_well(wrong: float) -> None:
    """Where a = −0.9997 is written, a² = 0.99934 of all digits is rounded to 0.9993: a slope of 0.0007."""
    a = tanh(-4.356)
    slope = 1 - float(f"{a * a:.4f}") + wrong
    sheet = check(read(TANH), {"z1[1]": "-4.356", "a1[1]": f"{a:.4f}", "da1[1]/dz1[1]": f"{slope:#.4g}"})
    assert [line.judged.answer.text for line in sheet.report.shown] == ["-4.356", "-0.9997", f"{slope:#.4g}"]
    assert bool(sheet.report.wrong) is bool(wrong)


LINEAR = """\
inputs: [1, 1]
layers: [{weights: [[-1.2, -0.00781]], activation: linear}]
targets: [-1.29]
loss: half_sse
"""


@pytest.mark.parametrize(("activation", "is_wrong"), [("-1.208", False), ("-1.21", False), ("-1.24", True)])
def test_an_activation_that_is_z_may_be_rounded_once_more(activation: str, is_wrong: bool) -> None:
    """Here z = −1.2078 has five digits, a = z four or three and no line: a − y starts from it."""
    gap = float(activation) + 1.29
    lines = {
        "z1[1]": "-1.2078",
        "dL/da1[1]": f"{gap:.4f}",
        "dL/dW1[1,1]": f"{gap:.3f}",
        "L": f"{gap * gap / 2:.6f}",
    }
    assert bool(check(read(LINEAR), lines).report.wrong) is is_wrong


SIGMOID = TANH.replace("tanh", "sigmoid")


@pytest.mark.parametrize(("z", "a"), [("-400", "1.92e-174"), ("-800", "0"), ("800", "1"), ("1e200", "1.000")])
def test_a_number_far_off_is_carried_on(z: str, a: str) -> None:
    """A wrong z where e^(−z) squared is beyond a float: the lines after it are still judged."""
    report = check(read(SIGMOID), {"z1[1]": z, "a1[1]": a, "dL/da1[1]": "0.5"}).report
    assert [line.name for line in report.wrong][:1] == ["z1[1]"]
    assert report.counted(Verdict.FOLLOWS) >= (z == "-400")


def test_a_divisor_whose_square_is_beyond_a_float_is_carried_on() -> None:
    """The slope of 1/u has u² below the line: 1e-400 for a wrong u of 1e-200."""
    problem = read("formulas: {u: x^2, f: 1/u}\nat: {x: 3}\n")
    report = check(problem, {"u": "1e-200", "f": "0.11"}).report
    assert [line.name for line in report.wrong][:1] == ["u"]


KEPT = """\
inputs: [1]
layers: [{weights: [[1.01]], activation: sigmoid}, {weights: [[1.48]], biases: [-1.05], activation: linear}]
targets: [0.5]
loss: half_sse
"""


@pytest.mark.parametrize("off", [0.0, 0.01])
def test_a_term_of_what_was_kept_is_rounded_as_well(off: float) -> None:
    """With e^−z = 0.364 a = 0.73314 is kept and 0.733 written; 1.48a is 1.0850, or 1.09, and not 1.08."""
    a = 1 / (1 + float(f"{exp(-1.01):.3g}"))
    term = float(f"{1.48 * a:.3g}")
    assert (f"{a:.3g}", term, float(f"{1.48 * 0.733:.3g}")) == ("0.733", 1.09, 1.08)
    report = check(
        read(KEPT), {"z1[1]": "1.01", "a1[1]": "0.733", "z2[1]": f"{term - 1.05 + off:#.3g}"}
    ).report
    assert [line.name for line in report.wrong] == (["z2[1]"] if off else [])


EXACT = """\
inputs: [-0.1, 1.24]
layers: [{weights: [[0.52, -1.3]], biases: [-0.996], activation: sigmoid}]
targets: [0.5]
loss: half_sse
"""


@pytest.mark.parametrize("off", [0.0, 0.002])
def test_an_exact_line_may_have_kept_what_its_rounded_terms_gave(off: float) -> None:
    """1.3·1.24 = 1.612, rounded to 1.61, gives z = −2.658: −2.66 is written, which is the truth by chance."""
    z = -0.0520 - float(f"{1.3 * 1.24:.3g}") - 0.996
    a = 1 / (1 + exp(-z))
    truth = -0.052 - 1.612 - 0.996
    assert (f"{z:.3g}", truth, f"{a:.3g}") == ("-2.66", pytest.approx(-2.66, abs=1e-12), "0.0655")
    assert f"{1 / (1 + exp(2.66)):.3g}" == "0.0654"
    a += off
    delta = (a - 0.5) * a * (1 - a)
    lines = {"z1[1]": z, "a1[1]": a, "L": (a - 0.5) ** 2 / 2, "dL/da1[1]": a - 0.5, "dL/dz1[1]": delta}
    lines |= {"da1[1]/dz1[1]": a * (1 - a), "dL/dW1[1,1]": -0.1 * delta, "dL/dW1[1,2]": 1.24 * delta}
    report = check(read(EXACT), {name: f"{value:#.3g}" for name, value in lines.items()}).report
    assert [line.name for line in report.wrong] == (["a1[1]"] if off else [])


def test_zeros_that_are_dropped_hide_no_decimals() -> None:
    """Of four decimals without their last zeros: nobody rounds to two digits on the way."""
    values = [0.12341, 0.05555, 0.71, 0.00321, 1.31218, -0.24803, 0.98765, -0.04444]
    numbers = [read_number(f"{value:.4f}".rstrip("0")) for value in values]
    assert pens_of([number for number in numbers if number], []) == Pens(unit=1e-4)


def test_a_number_finer_than_the_rest_speaks_against_decimals() -> None:
    """0.003456 among 0.1234, 0.7101 and the like is four digits, not four decimals."""
    numbers = [read_number(f"{value:#.4g}") for value in (0.1234, 0.7101, 0.9876, 0.5432, 0.3456, 0.003456)]
    assert 4 in pens_of([number for number in numbers if number], []).digits


UNWRITTEN = """\
inputs: [1]
layers: [{weights: [[-2.46948]], activation: sigmoid}, {weights: [[1.1]], biases: [0.2], activation: linear}]
targets: [1.113]
loss: half_sse
"""


@pytest.mark.parametrize("off", [0.0, -0.00002])
def test_a_power_of_e_is_rounded_of_the_z_that_was_used(off: float) -> None:
    """Of z = −2.4695 e^(−z) is 11.817, and 11.816 of −2.46948; neither z nor a stands on the sheet."""
    z = float(f"{-2.46948:.5g}")
    power = float(f"{exp(-z):.5g}")
    a = float(f"{1 / (1 + power):.5g}")
    assert (power, float(f"{exp(2.46948):.5g}"), a) == (11.817, 11.816, 0.078021)
    delta = float(f"{float(f'{1.1 * a:.5g}') + 0.2 - 1.113:.5g}")
    sheet = dict.fromkeys(("dL/dz2[1]", "dL/db2[1]"), f"{delta:.5g}")
    sheet["dL/dW2[1,1]"] = f"{delta * a + off:.5g}"
    report = check(read(UNWRITTEN), sheet).report
    assert [line.name for line in report.wrong] == (["dL/dW2[1,1]"] if off else [])


def test_the_noise_of_a_program_is_0() -> None:
    """Of 3·0.1 − 0.3 a program prints 5.5511e-17."""
    noise = 3 * 0.1 - 0.3
    assert 0 < noise < 1e-15
    problem = read(TANH.replace("inputs: [1]", "inputs: [0.1, 0.3]").replace("[[-4.356]]", "[[3, -1]]"))
    verdicts = {
        text: check(problem, {"z1[1]": text, "a1[1]": "0"}).report.shown[0].verdict
        for text in (f"{noise:.3g}", f"{-noise:.3g}", "1e-9")
    }
    assert [verdict in SLIPS for verdict in verdicts.values()] == [False, False, True]


def test_numbers_are_cut_where_nearly_all_are_too_small() -> None:
    """Of cut numbers all are below their lines, by half a unit in the middle; of rounded ones half are."""
    values = [0.123481, -0.561239, 2.345678, 0.067892, -1.234567, 0.776655, 0.345691]
    cut = [(read_number(f"{int(value * 1e4) / 1e4:.4f}"), value) for value in values]
    rounded = [(read_number(f"{value:.4f}"), value) for value in values]
    assert [cuts((number, value) for number, value in each if number) for each in (cut, rounded)] == [
        True,
        False,
    ]
