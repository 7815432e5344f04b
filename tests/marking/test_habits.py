"""The same slip made again is one mistake: it costs once, says so, and is no way to points without work."""

import json
import math
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.paper import Layer, Net, Values, sheet

from backprop_cli import check
from backprop_cli.api import MarkedSheet
from backprop_cli.cli.main import run
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read

NET = Net(
    [([0.6, -0.8], [0.9, 0.2])],
    [
        Layer([[0.7, -0.4], [0.35, 0.55], [-0.9, 0.25]], [0.15, -0.3, 0.45], "sigmoid"),
        Layer([[0.8, -0.65, 0.3], [-0.5, 0.4, 0.95]], [0.2, -0.1], "tanh"),
    ],
    "half_sse",
    0.3,
)
UNITS = {1: (2, 3), 2: (3, 2)}
"""Of each layer how many values come in and go out."""


def z_without_bias(layer: int, unit: int) -> Callable[[Values], float]:
    below = "x" if layer == 1 else f"a{layer - 1}"
    return lambda v: sum(
        v[f"W{layer}[{unit},{j}]"] * v[f"{below}[{j}]"] for j in range(1, UNITS[layer][0] + 1)
    )


def weights() -> list[tuple[int, int, int]]:
    return [
        (n, i, j) for n, (ins, outs) in UNITS.items() for i in range(1, outs + 1) for j in range(1, ins + 1)
    ]


def units() -> list[tuple[int, int]]:
    return [(n, i) for n, (_, outs) in UNITS.items() for i in range(1, outs + 1)]


HABITS = {
    "bias_left_out": {f"z{n}[{i}]": z_without_bias(n, i) for n, i in units()},
    "sign": {
        f"dL/dz2[{i}]": lambda v, i=i: (v[f"y[{i}]"] - v[f"a2[{i}]"]) * v[f"da2[{i}]/dz2[{i}]"]
        for i in (1, 2)
    },
    "slope_left_out": {f"dL/dz{n}[{i}]": lambda v, n=n, i=i: v[f"dL/da{n}[{i}]"] for n, i in units()},
    "input_left_out": {
        f"dL/dW{n}[{i},{j}]": lambda v, n=n, i=i: v[f"dL/dz{n}[{i}]"] for n, i, j in weights()
    },
    "rate_left_out": {
        f"W{n}_new[{i},{j}]": lambda v, n=n, i=i, j=j: v[f"W{n}[{i},{j}]"] - v[f"dL/dW{n}[{i},{j}]"]
        for n, i, j in weights()
    },
    "update_plus": {
        f"b{n}_new[{i}]": lambda v, n=n, i=i: v[f"b{n}[{i}]"] + 0.3 * v[f"dL/db{n}[{i}]"] for n, i in units()
    },
}
"""Slips made wherever they can be made, in all units and layers; none is a given number copied."""


def marked(slips: dict[str, Callable[[Values], float]], extra: str = "") -> MarkedSheet:
    """The marked sheet of a student with these slips."""
    return check(read(NET.text(extra)), sheet(NET, slips))


def lost(marks: MarkedSheet) -> float:
    """Points that a sheet lost, of the lines that are on it."""
    return sum(line.worth - line.points for line in marks.report.shown)


def test_the_sheet_on_paper_is_right() -> None:
    """Without a slip nothing is lost, so all that the others lose is for their slips."""
    assert {line.verdict.value for line in marked({}).report.shown} == {"right"}


@pytest.mark.parametrize("habit", HABITS)
def test_a_habit_costs_once(habit: str) -> None:
    """However often the slip is made again, one line pays; the others are no less mistakes, and name it."""
    marks = marked(HABITS[habit])
    caught = marks.report.wrong
    assert [line.name for line in caught] == [name for name in sheet(NET) if name in HABITS[habit]]
    assert all(habit in {mistake.key for mistake in line.judged.mistakes} for line in caught)
    assert [line.points for line in caught] == [0] + [line.worth for line in caught[1:]]
    assert [line.repeats for line in caught] == [None] + [caught[0].quantity] * (len(caught) - 1)
    assert lost(marks) == 1
    assert not marks.report.all_right


@pytest.mark.parametrize("habit", HABITS)
def test_a_course_may_count_each_time(habit: str) -> None:
    """With `repeat: each` every line pays for itself, and none speaks of another."""
    marks = marked(HABITS[habit], "marking: {repeat: each}\n")
    assert lost(marks) == len(HABITS[habit])
    assert all(line.repeats is None for line in marks.report.shown)
    assert "counted once" not in str(marks)


def turned(*names: str) -> MarkedSheet:
    """The right sheet with the minus of these lines turned, and nothing worked from them."""
    lines = sheet(NET)
    assert set(names) <= lines.keys()
    return check(read(NET.text()), lines | {name: f"{-float(lines[name]):.6g}" for name in names})


@pytest.mark.parametrize(
    "names",
    [
        ("z1[1]", "z2[2]", "a1[2]"),
        ("W1_new[1,1]", "W1_new[2,2]", "b2_new[1]"),
        ("z1[3]", "dL/dW2[1,2]", "W2_new[2,1]", "dL/dW1[1,1]"),
    ],
    ids=["going forward", "new values", "anywhere"],
)
def test_signs_turned_here_and_there_are_no_habit(names: tuple[str, ...]) -> None:
    """A sign says nothing of how it was turned, and beside such a line others of its kind have it right."""
    marks = turned(*names)
    assert {line.name for line in marks.report.wrong} == {*names}
    assert lost(marks) == len(names)


def test_every_sign_turned_is_no_single_slip() -> None:
    """Going forward each costs; derivatives may be meant as directions of descent."""
    marks = turned(*sheet(NET))
    forward = [name for name in sheet(NET) if name.startswith(("z", "a"))]
    assert lost(marks) >= len(forward)


BATCH = NET._replace(samples=[*NET.samples, ([-0.3, 0.5], [0.1, 0.7]), ([1.1, 0.4], [0.35, 0.8])])


def test_a_factor_of_every_sample_s_loss_costs_once() -> None:
    """The mean that follows from them is no loss of a sample, and so none that is right."""
    doubled = {
        f"L@{s}": lambda v, s=s: sum((v[f"y[{i}]@{s}"] - v[f"a2[{i}]@{s}"]) ** 2 for i in (1, 2))
        for s in (1, 2, 3)
    }
    report = check(read(BATCH.text()), sheet(BATCH, doubled)).report
    assert [line.name for line in report.wrong] == ["L@1", "L@2", "L@3"]
    assert sum(line.worth - line.points for line in report.shown) == 1


def test_a_turned_sign_in_every_step_of_a_training_costs_once() -> None:
    """The error as y − ŷ, for both samples and in each of three steps, and w − α·gradient worked with it."""
    samples, w, b = [([-0.85, -0.57], 0.5), ([-0.39, 0.8], 0.7)], [-0.8, 0.02], 0.34
    problem = read(
        f"samples: {[{'inputs': x, 'targets': [y]} for x, y in samples]}\nloss: half_sse\n"
        f"layers: [{{weights: [{w}], biases: [{b}], activation: sigmoid}}]\n"
        "optimizer: {name: sgd, learning_rate: 0.5}\ntraining: {steps: 3}\n"
    )
    answers: dict[str, str] = {}
    for t in (1, 2, 3):
        turned = []
        for s, (x, y) in enumerate(samples, 1):
            z = sum(p * q for p, q in zip(w, x, strict=True)) + b
            a = 1 / (1 + math.exp(-z))
            turned.append((y - a) * a * (1 - a))
            lines = {f"z1[1]@{s}#{t}": z, f"a1[1]@{s}#{t}": a, f"dL@{s}/dz1[1]@{s}#{t}": turned[-1]}
            answers |= {name: f"{value:.6f}" for name, value in lines.items()}
        steps = [0.5 * sum(d * x[j] for d, (x, _) in zip(turned, samples, strict=True)) / 2 for j in (0, 1)]
        w, b = [old - step for old, step in zip(w, steps, strict=True)], b - 0.5 * sum(turned) / 2
        answers |= {f"W1_new[1,{j}]#{t}": f"{w[j - 1]:.6f}" for j in (1, 2)} | {f"b1_new[1]#{t}": f"{b:.6f}"}
    report = check(problem, answers).report
    assert sum(line.worth - line.points for line in report.shown) == 1


def test_two_habits_cost_two() -> None:
    """Slips of two kinds are two mistakes, whatever their order."""
    marks = marked(HABITS["bias_left_out"] | HABITS["rate_left_out"])
    assert lost(marks) == 2


def test_every_output_says_which_slip_is_made_again() -> None:
    """Terminal and Markdown name the first line, and the rule stands on the sheet."""
    marks = marked(HABITS["sign"])
    pages = {r"$\delta_{1}^{(2)}$": marks.render("markdown"), "δ₁⁽²⁾": str(marks)}
    for signal, page in pages.items():
        told = f"the sign is turned; the same slip as in {signal}, counted once"
        assert told in " ".join(page.replace("│", " ").split())
        assert f"1 mistake, at {signal}, made again in 1 line" in page
        assert "a mistake that is made again costs once" in " ".join(page.split())


def test_a_repeated_slip_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """All but one of the points, and yet the sheet is not right; JSON has the first line's name."""
    (tmp_path / "net.yaml").write_text(NET.text("ask: [b1_new, b2_new]\n"))
    lines = sheet(NET, HABITS["update_plus"])
    kept = {name: text for name, text in lines.items() if name.startswith(("b", "dL/db"))}
    (tmp_path / "sheet.json").write_text(json.dumps({"answers": kept}))
    assert run(["check", str(tmp_path / "net.yaml"), str(tmp_path / "sheet.json"), "--format", "json"]) == 1
    told = json.loads(capsys.readouterr().out)["sheets"][0]
    assert (told["points"], told["of"], told["all_right"]) == (4, 5, False)
    again = {each["name"]: each["repeats"] for each in told["answers"] if each["slip"]}
    assert list(again.values()) == [None] + ["b1_new[1]"] * 4
    assert {each["verdict"] for each in told["answers"] if each["slip"]} == {"mistake"}


def test_a_line_that_is_worth_nothing_pays_for_no_other() -> None:
    """A slip in lines without points is paid for where it costs one."""
    marks = marked(HABITS["bias_left_out"], "ask: [z2]\n")
    assert {line.name: line.points for line in marks.report.lines} == (
        dict.fromkeys(sheet(NET), 0) | {"z2[1]": 0, "z2[2]": 1}
    )


# --- no points without work -------------------------------------------------------------------------

COPIED = {
    "old weights": {
        f"W{n}_new[{i},{j}]": lambda v, n=n, i=i, j=j: v[f"W{n}[{i},{j}]"] for n, i, j in weights()
    },
    "no gradients": {f"dL/dW{n}[{i},{j}]": lambda v: 0.0 for n, i, j in weights()}
    | {f"dL/db{n}[{i}]": lambda v: 0.0 for n, i in units()},
}
"""Lines that anybody can fill in."""


@pytest.mark.parametrize("way", COPIED)
def test_what_is_only_copied_pays_each_time(way: str) -> None:
    """A given number or a 0 in a line's place is a mistake that shows no work, so none of it is free."""
    marks = marked(COPIED[way])
    earned = {line.name: line.points for line in marks.report.shown}
    assert {earned[name] for name in COPIED[way]} == {0}


def test_a_given_number_repeats_what_worked_lines_make_too() -> None:
    """Without its bias z is 0.5·1 + 0.3·0 = 0.5 and −0.2, as given: the z of layer 2 shows the habit."""
    w1, b1, w2, b2 = [[0.5, 0.3], [-0.2, 0.8]], [0.1, -0.1], [0.6, -0.4], 0.2
    z1 = [row[0] for row in w1]
    a1 = [1 / (1 + math.exp(-z)) for z in z1]
    z2 = w2[0] * a1[0] + w2[1] * a1[1]
    assert (b1, b2) == ([0.1, -0.1], 0.2), "which are left out"
    copied = {"z1[1]": f"{z1[0]:.1f}", "z1[2]": f"{z1[1]:.1f}"}
    worked = {"a1[1]": f"{a1[0]:.4f}", "a1[2]": f"{a1[1]:.4f}", "z2[1]": f"{z2:.4f}"}
    report = check("two_layer_with_a_zero_input", {**copied, **worked}).report
    points = {line.name: line.points for line in report.shown}
    assert points == {"z1[1]": 0, "z1[2]": 1, "a1[1]": 1, "a1[2]": 1, "z2[1]": 1}
    without = {name: text for name, text in worked.items() if name != "z2[1]"}
    report = check("two_layer_with_a_zero_input", {**copied, **without}).report
    points = {line.name: line.points for line in report.shown}
    assert points == {"z1[1]": 0, "z1[2]": 0, "a1[1]": 1, "a1[2]": 1}, "no worked line shows it"


def test_a_name_in_a_lines_place_pays_each_time() -> None:
    """`a1[2]: z1[2]` is the slip of `a1[1]: z1[1]` again, and as little work."""
    lines = {
        **{f"a{n}[{i}]": f"z{n}[{i}]" for n, i in units()},
        **{f"dL/dW{n}[{i},{j}]": f"dL/dz{n}[{i}]" for n, i, j in weights()},
    }
    marks = check(read(NET.text()), lines)
    assert {line.verdict for line in marks.report.shown if line.judged.answer.text} == {Verdict.MISTAKE}
    assert marks.report.points == 0


def test_a_line_that_cites_itself_is_no_known_mistake() -> None:
    """It costs each time, and nobody is told which slip it is."""
    lines = {name: name for name in sheet(NET)}
    report = check(read(NET.text()), lines).report
    assert report.points == 0
    assert {line.verdict for line in report.shown} == {Verdict.WRONG}


def test_invented_numbers_that_are_copied_pay_each_time() -> None:
    """A = z and ∂L/∂W = δ with any z and δ: more lines repeat a slip than are good."""
    z = {f"z{n}[{i}]": f"{1.23 + 0.11 * (3 * n + i):.2f}" for n, i in units()}
    a = {name.replace("z", "a"): value for name, value in z.items()}
    delta = {f"dL/dz{n}[{i}]": f"{0.21 + 0.11 * (3 * n + i):.2f}" for n, i in units()}
    slopes = {f"dL/dW{n}[{i},{j}]": delta[f"dL/dz{n}[{i}]"] for n, i, j in weights()}
    report = check(read(NET.text()), {**z, **a, **delta, **slopes}).report
    assert report.points <= 1
    assert not any(line.repeats for line in report.shown)


def test_a_habit_in_the_few_lines_that_are_asked_costs_once() -> None:
    """Nothing else is on the sheet that could be good."""
    lines = sheet(NET, HABITS["rate_left_out"])
    kept = {name: text for name, text in lines.items() if name in HABITS["rate_left_out"]}
    report = check(read(NET.text("ask: [W1_new, W2_new]\n")), kept).report
    assert len(kept) - report.points == 1


def test_a_sheet_without_work_gets_nothing_for_its_habits() -> None:
    """Where most lines hold given numbers, only true values earn points, and nothing is counted once."""
    lines = {f"W{n}_new[{i},{j}]": f"{NET.layers[n - 1].weights[i - 1][j - 1]}" for n, i, j in weights()}
    marks = check(read(NET._replace(rate=3.0).text()), lines)
    assert marks.report.points == 0
    assert "counted once" not in str(marks)


def without(layer: int, unit: int, left_out: int) -> Callable[[Values], float]:
    """A weighted sum without one of its products."""
    below = "x" if layer == 1 else f"a{layer - 1}"
    return lambda v: (
        v[f"b{layer}[{unit}]"]
        + sum(
            v[f"W{layer}[{unit},{j}]"] * v[f"{below}[{j}]"]
            for j in range(1, UNITS[layer][0] + 1)
            if j != left_out
        )
    )


def test_two_different_terms_left_out_are_two_slips() -> None:
    """w₁₁x₁ left out of z₁ and w₂₂x₂ out of z₂ cost two; the same input left out of both costs one."""
    assert lost(marked({"z1[1]": without(1, 1, 1), "z1[2]": without(1, 2, 2)})) == 2
    assert lost(marked({"z1[1]": without(1, 1, 1), "z1[2]": without(1, 2, 1)})) == 1
    assert lost(marked({"z1[1]": without(1, 1, 2), "z2[1]": without(2, 1, 2)})) == 1


def test_two_different_terms_of_formulas_are_two_slips() -> None:
    """A bias b left out of p and q is one habit; b out of one and c out of the other are two."""
    given = "at: {u: 0.37, v: 1.9, w: -0.83, b: 0.26, c: 0.59}"
    text = f"formulas: {{p: u*v + b, q: v*w + b + c}}\n{given}\nwrt: [u]\n"
    u, v, w, b, c = 0.37, 1.9, -0.83, 0.26, 0.59
    alike = check(read(text), {"p": f"{u * v:.6f}", "q": f"{v * w + c:.6f}"}).report
    other = check(read(text), {"p": f"{u * v:.6f}", "q": f"{v * w + b:.6f}"}).report
    assert [line.points for line in alike.shown] == [0, 1]
    assert [line.points for line in other.shown] == [0, 0]
