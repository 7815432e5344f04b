"""Mistakes in optimisers: each variant that sources have is named where another one is asked, by hand."""

from collections.abc import Callable
from math import sqrt
from typing import NamedTuple

import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import GOOD, SLIPS
from backprop_cli.problem_file.reader import read

RATE, MU, B1, B2, EPSILON, DECAY = 0.1, 0.8, 0.7, 0.95, 0.2, 0.3
"""An ε as large as this shows where it stands."""
BETAS = f"beta1: {B1}, beta2: {B2}"
PARABOLA = "formulas: {L: w^3}\nat: {w: 2}\ntraining: {steps: 2}\n"
RULES = {
    "momentum": f"optimizer: {{name: momentum, learning_rate: {RATE}, mu: {MU}}}\n",
    "classical": f"optimizer: {{name: momentum_classical, learning_rate: {RATE}, mu: {MU}}}\n",
    "nesterov": f"optimizer: {{name: nesterov, learning_rate: {RATE}, mu: {MU}}}\n",
    "average": f"optimizer: {{name: momentum_average, learning_rate: {RATE}, beta: {MU}}}\n",
    "rmsprop": f"optimizer: {{name: rmsprop, learning_rate: {RATE}, rho: {MU}, epsilon: {EPSILON}}}\n",
    "adam": f"optimizer: {{name: adam, learning_rate: {RATE}, {BETAS}, epsilon: {EPSILON}}}\n",
    "adamw": f"optimizer: {{name: adamw, learning_rate: {RATE}, {BETAS}, epsilon: {EPSILON}, "
    f"decay: {DECAY}}}\n",
}
Values = dict[str, float]
Slip = Callable[[Values, int], float]


PASS: dict[str, Slip] = {
    "L": lambda v, t: v[f"w#{t}"] ** 3,
    "dL/dw": lambda v, t: 3 * v[f"w#{t}"] ** 2,
}
"""Forward and back."""


def momentum(v: Values, t: int) -> dict[str, Slip]:
    return {
        "v(w)": lambda v, t: MU * v.get(f"v(w)#{t - 1}", 0.0) + v[f"dL/dw#{t}"],
        "w_new": lambda v, t: v[f"w#{t}"] - RATE * v[f"v(w)#{t}"],
    }


LINES: dict[str, dict[str, Slip]] = {
    "momentum": momentum({}, 0),
    "classical": {
        "v(w)": lambda v, t: MU * v.get(f"v(w)#{t - 1}", 0.0) - RATE * v[f"dL/dw#{t}"],
        "w_new": lambda v, t: v[f"w#{t}"] + v[f"v(w)#{t}"],
    },
    "nesterov": {
        "v(w)": momentum({}, 0)["v(w)"],
        "w_new": lambda v, t: v[f"w#{t}"] - RATE * (v[f"dL/dw#{t}"] + MU * v[f"v(w)#{t}"]),
    },
    "average": {
        "v(w)": lambda v, t: MU * v.get(f"v(w)#{t - 1}", 0.0) + (1 - MU) * v[f"dL/dw#{t}"],
        "w_new": lambda v, t: v[f"w#{t}"] - RATE * v[f"v(w)#{t}"],
    },
    "rmsprop": {
        "s(w)": lambda v, t: MU * v.get(f"s(w)#{t - 1}", 0.0) + (1 - MU) * v[f"dL/dw#{t}"] ** 2,
        "w_new": lambda v, t: v[f"w#{t}"] - RATE * v[f"dL/dw#{t}"] / (sqrt(v[f"s(w)#{t}"]) + EPSILON),
    },
    "adam": {
        "m(w)": lambda v, t: B1 * v.get(f"m(w)#{t - 1}", 0.0) + (1 - B1) * v[f"dL/dw#{t}"],
        "v(w)": lambda v, t: B2 * v.get(f"v(w)#{t - 1}", 0.0) + (1 - B2) * v[f"dL/dw#{t}"] ** 2,
        "mhat(w)": lambda v, t: v[f"m(w)#{t}"] / (1 - B1**t),
        "vhat(w)": lambda v, t: v[f"v(w)#{t}"] / (1 - B2**t),
        "w_new": lambda v, t: v[f"w#{t}"] - RATE * v[f"mhat(w)#{t}"] / (sqrt(v[f"vhat(w)#{t}"]) + EPSILON),
    },
}
"""Each optimiser's lines, written out."""
LINES["adamw"] = LINES["adam"] | {
    "w_new": lambda v, t: v[f"w#{t}"] - RATE * DECAY * v[f"w#{t}"] - adam_step(v, t),
}


def adam_step(v: Values, t: int) -> float:
    """What Adam takes off the parameter."""
    return RATE * v[f"mhat(w)#{t}"] / (sqrt(v[f"vhat(w)#{t}"]) + EPSILON)


def decayed(v: Values, t: int) -> float:
    """The gradient with the decay put into it, as of a penalty ½λw²."""
    return v[f"dL/dw#{t}"] + DECAY * v[f"w#{t}"]


class Planted(NamedTuple):
    """A line worked otherwise, and the name that this must get."""

    rule: str
    line: str
    slip: Slip
    key: str
    also: str = ""
    """Another name that fits as well."""


PLANTED = [
    Planted("momentum", "v(w)#2", lambda v, t: v["dL/dw#2"], "state_forgotten"),
    Planted("momentum", "v(w)#2", lambda v, t: MU * v["v(w)#1"] + (1 - MU) * v["dL/dw#2"], "other_rule"),
    Planted("momentum", "v(w)#2", lambda v, t: MU * v["v(w)#1"] - RATE * v["dL/dw#2"], "other_rule"),
    Planted("momentum", "w_new#2", lambda v, t: v["w#2"] + v["v(w)#2"], "other_rule"),
    Planted("momentum", "v(w)#2", lambda v, t: v["v(w)#1"] + v["dL/dw#2"], "mu_left_out"),
    Planted("classical", "v(w)#2", lambda v, t: v["v(w)#1"] - RATE * v["dL/dw#2"], "mu_left_out"),
    Planted("nesterov", "w_new#2", lambda v, t: v["w#2"] - RATE * (v["dL/dw#2"] + v["v(w)#2"]),
            "mu_left_out"),
    Planted("nesterov", "w_new#2", lambda v, t: v["w#2"] - RATE * (v["dL/dw#2"] + MU * v["v(w)#1"]),
            "other_rule"),  # with the old v it is what momentum does
    Planted("classical", "v(w)#2", lambda v, t: MU * v["v(w)#1"] + RATE * v["dL/dw#2"], "update_plus"),
    Planted("classical", "w_new#2", lambda v, t: v["w#2"] - v["v(w)#2"], "update_plus"),
    Planted("average", "v(w)#2", lambda v, t: MU * v["dL/dw#2"] + (1 - MU) * v["v(w)#1"], "shares_exchanged"),
    Planted("average", "w_new#2", lambda v, t: v["w#2"] - RATE * v["v(w)#2"] / (1 - MU**2), "not_corrected"),
    Planted("rmsprop", "s(w)#2", lambda v, t: MU * v["s(w)#1"] + (1 - MU) * v["dL/dw#2"],
            "gradient_not_squared"),
    Planted("rmsprop", "s(w)#2", lambda v, t: v["s(w)#1"] + v["dL/dw#2"] ** 2, "other_rule"),
    Planted("rmsprop", "w_new#1", lambda v, t: v["w#1"] - RATE * v["dL/dw#1"] / sqrt(v["s(w)#1"] + EPSILON),
            "epsilon_elsewhere"),
    Planted("adam", "mhat(w)#2", lambda v, t: v["m(w)#2"], "not_corrected"),
    Planted("adam", "mhat(w)#2", lambda v, t: v["m(w)#2"] / (1 - B1), "step_from_zero",
            "step_not_counted"),
    Planted("adam", "vhat(w)#2", lambda v, t: v["v(w)#2"] / (1 - B2), "step_not_counted", "step_from_zero"),
    Planted("adam", "mhat(w)#1", lambda v, t: v["m(w)#1"] / (1 - B1**2), "step_ahead"),
    Planted("adam", "vhat(w)#2", lambda v, t: v["v(w)#2"] / (1 - B2**3), "step_ahead"),
    Planted("adam", "mhat(w)#1", lambda v, t: v["m(w)#1"] / B1, "power_alone"),
    Planted("adam", "vhat(w)#2", lambda v, t: v["v(w)#2"] / B2**2, "power_alone"),
    Planted("adam", "mhat(w)#2", lambda v, t: v["m(w)#2"] / (1 - B1 * 2), "times_step"),
    Planted("adam", "w_new#2", lambda v, t: v["w#2"] - RATE * v["mhat(w)#2"] / sqrt(v["vhat(w)#2"] + EPSILON),
            "epsilon_elsewhere"),
    Planted("adam", "v(w)#1", lambda v, t: (1 - B2) * v["dL/dw#1"], "gradient_not_squared"),
    Planted("adam", "m(w)#2", lambda v, t: (1 - B1) * v["dL/dw#2"], "state_forgotten"),
    Planted("momentum", "L#2", lambda v, t: v["w#1"] ** 3, "old_parameters"),
    Planted("adam", "dL/dw#2", lambda v, t: 3 * v["w#1"] ** 2, "old_parameters"),
    Planted("average", "v(w)#1", lambda v, t: v["dL/dw#1"], "share_left_out"),
    Planted("rmsprop", "s(w)#2", lambda v, t: MU * v["s(w)#1"] + v["dL/dw#2"] ** 2, "share_left_out"),
    Planted("adam", "m(w)#2", lambda v, t: B1 * v["m(w)#1"] + v["dL/dw#2"], "share_left_out"),
    Planted("adam", "v(w)#2", lambda v, t: B2 * v["v(w)#1"] + v["dL/dw#2"] ** 2, "share_left_out"),
    Planted("adam", "v(w)#2", lambda v, t: B2 * v["dL/dw#2"] ** 2 + (1 - B2) * v["v(w)#1"],
            "shares_exchanged"),
    Planted("rmsprop", "w_new#2", lambda v, t: v["w#2"] - RATE * v["dL/dw#2"] / (v["s(w)#2"] + EPSILON),
            "root_left_out"),
    Planted("adam", "w_new#1", lambda v, t: v["w#1"] - RATE * v["mhat(w)#1"] / (v["vhat(w)#1"] + EPSILON),
            "root_left_out"),
    Planted("adam", "m(w)#2", lambda v, t: B2 * v["m(w)#1"] + (1 - B2) * v["dL/dw#2"], "betas_exchanged"),
    Planted("adam", "v(w)#1", lambda v, t: (1 - B1) * v["dL/dw#1"] ** 2, "betas_exchanged"),
    Planted("adam", "vhat(w)#2", lambda v, t: v["v(w)#2"] / (1 - B1**2), "betas_exchanged"),
    Planted("momentum", "w_new#2", lambda v, t: v["w#2"] - RATE * v["dL/dw#2"], "gradient_for_average"),
    Planted("adam", "w_new#2", lambda v, t: v["w#2"] - RATE * v["dL/dw#2"] / (sqrt(v["vhat(w)#2"]) + EPSILON),
            "gradient_for_average"),
    Planted("adam", "mhat(w)#2", lambda v, t: v["dL/dw#2"] / (1 - B1**2), "gradient_for_average"),
    Planted("average", "v(w)#2", lambda v, t: MU * v["v(w)#1"] - (1 - MU) * v["dL/dw#2"], "sign"),
    Planted("classical", "v(w)#1", lambda v, t: -v["dL/dw#1"], "rate_left_out"),
    Planted("classical", "v(w)#2", lambda v, t: MU * v["v(w)#1"] - v["dL/dw#2"], "rate_left_out"),
    Planted("classical", "v(w)#2", lambda v, t: MU * v["v(w)#1"] - RATE**2 * v["dL/dw#2"], "rate_twice"),
    Planted("adam", "mhat(w)#2", lambda v, t: v["m(w)#2"] * (1 - B1**2), "multiplied_by_correction"),
    Planted("adam", "vhat(w)#1", lambda v, t: v["v(w)#1"] * (1 - B2), "multiplied_by_correction"),
    Planted("adam", "m(w)#2", lambda v, t: B1 * v["mhat(w)#1"] + (1 - B1) * v["dL/dw#2"], "corrected_kept"),
    Planted("adam", "v(w)#2", lambda v, t: B2 * v["vhat(w)#1"] + (1 - B2) * v["dL/dw#2"] ** 2,
            "corrected_kept"),
    Planted("adam", "w_new#2", lambda v, t: v["w#2"] - RATE * v["mhat(w)#2"] / (sqrt(v["v(w)#2"]) + EPSILON),
            "one_uncorrected"),
    Planted("adam", "w_new#2", lambda v, t: v["w#2"] - RATE * v["m(w)#2"] / (sqrt(v["vhat(w)#2"]) + EPSILON),
            "one_uncorrected"),
    Planted("adamw", "m(w)#2", lambda v, t: B1 * v["m(w)#1"] + (1 - B1) * decayed(v, 2), "decay_in_gradient"),
    Planted("adamw", "v(w)#1", lambda v, t: (1 - B2) * decayed(v, 1) ** 2, "decay_in_gradient"),
    Planted("adamw", "w_new#1", lambda v, t: v["w#1"] - adam_step(v, 1), "decay_left_out"),
    Planted("adamw", "w_new#2", lambda v, t: v["w#2"] + RATE * DECAY * v["w#2"] - adam_step(v, 2),
            "decay_added"),
    Planted("adamw", "w_new#2", lambda v, t: v["w#2"] - DECAY * v["w#2"] - adam_step(v, 2),
            "decay_without_rate"),
]  # fmt: skip


def sheet(rule: str, planted: Planted | None = None) -> Values:
    """Two steps on w³ from 2, every line from those before, one of them perhaps worked otherwise."""
    v: Values = {"w#1": 2.0}
    for t in (1, 2):
        for name, worked in (PASS | LINES[rule]).items():
            line = f"{name}#{t}"
            v[line] = planted.slip(v, t) if planted and planted.line == line else worked(v, t)
        v[f"w#{t + 1}"] = v[f"w_new#{t}"]
    return {name: value for name, value in v.items() if not name.startswith("w#")}


def marked(rule: str, values: Values) -> dict[str, tuple[str, list[str]]]:
    """Verdict and named mistakes of every line, written to seven digits."""
    report = check(
        read(PARABOLA + RULES[rule]), {name: f"{value:.7g}" for name, value in values.items()}
    ).report
    return {
        line.name: (line.verdict.value, [each.key for each in line.judged.mistakes]) for line in report.shown
    }


@pytest.mark.parametrize("rule", RULES)
def test_an_honest_sheet_is_right(rule: str) -> None:
    """Every line of every rule."""
    assert {verdict for verdict, _ in marked(rule, sheet(rule)).values()} == {"right"}


@pytest.mark.parametrize("planted", PLANTED, ids=lambda each: f"{each.rule}-{each.line}-{each.key}")
def test_a_variant_is_named_at_its_line(planted: Planted) -> None:
    """It alone is a mistake, of that name; what comes after follows."""
    found = marked(planted.rule, sheet(planted.rule, planted))
    slips = {
        name: mistakes for name, (verdict, mistakes) in found.items() if verdict in {s.value for s in SLIPS}
    }
    assert list(slips) == [planted.line]
    assert set(slips[planted.line]) == {planted.key, planted.also} - {""}
    good = {each.value for each in GOOD}
    assert all(verdict in good for name, (verdict, _) in found.items() if name != planted.line)


def test_a_correction_that_is_never_made_costs_once() -> None:
    """Of m̂ = m and v̂ = v in every step, only the first costs a point: they are worked out, not copied."""
    v: Values = {"w#1": 2.0}
    slips = {"mhat(w)": lambda v, t: v[f"m(w)#{t}"], "vhat(w)": lambda v, t: v[f"v(w)#{t}"]}
    for t in (1, 2):
        for name, worked in (PASS | LINES["adam"] | slips).items():
            v[f"{name}#{t}"] = worked(v, t)
        v[f"w#{t + 1}"] = v[f"w_new#{t}"]
    answers = {name: f"{value:.7g}" for name, value in v.items() if not name.startswith("w#")}
    wrong = check(read(PARABOLA + RULES["adam"]), answers).report.wrong
    assert [line.name for line in wrong] == ["mhat(w)#1", "vhat(w)#1", "mhat(w)#2", "vhat(w)#2"]
    assert [line.points for line in wrong] == [0, 1, 1, 1]


Slips = dict[str, Slip]


def uncorrected_root(v: Values, t: int) -> float:
    return v[f"w#{t}"] - RATE * v[f"mhat(w)#{t}"] / (sqrt(v[f"v(w)#{t}"]) + EPSILON)


HABITS: dict[str, tuple[str, Slips]] = {
    "multiplied by the correction": ("adam", {
        "mhat(w)": lambda v, t: v[f"m(w)#{t}"] * (1 - B1**t),
        "vhat(w)": lambda v, t: v[f"v(w)#{t}"] * (1 - B2**t)}),
    "the corrected averages carried on": ("adam", {
        "m(w)": lambda v, t: B1 * v.get(f"mhat(w)#{t - 1}", 0.0) + (1 - B1) * v[f"dL/dw#{t}"],
        "v(w)": lambda v, t: B2 * v.get(f"vhat(w)#{t - 1}", 0.0) + (1 - B2) * v[f"dL/dw#{t}"] ** 2}),
    "only m corrected": ("adam", {"w_new": uncorrected_root}),
    "the decay in the gradient": ("adamw", {
        "m(w)": lambda v, t: B1 * v.get(f"m(w)#{t - 1}", 0.0) + (1 - B1) * decayed(v, t),
        "v(w)": lambda v, t: B2 * v.get(f"v(w)#{t - 1}", 0.0) + (1 - B2) * decayed(v, t) ** 2,
        "w_new": lambda v, t: v[f"w#{t}"] - adam_step(v, t)}),
    "α left out of the velocity": ("classical", {
        "v(w)": lambda v, t: MU * v.get(f"v(w)#{t - 1}", 0.0) - v[f"dL/dw#{t}"]}),
}  # fmt: skip
"""Lines worked wrongly in every step."""


@pytest.mark.parametrize("what", HABITS)
def test_a_habit_costs_once(what: str) -> None:
    """However many lines of two steps show it."""
    rule, slips = HABITS[what]
    v: Values = {"w#1": 2.0}
    for t in (1, 2):
        for name, worked in (PASS | LINES[rule] | slips).items():
            v[f"{name}#{t}"] = worked(v, t)
        v[f"w#{t + 1}"] = v[f"w_new#{t}"]
    answers = {name: f"{value:.7g}" for name, value in v.items() if not name.startswith("w#")}
    wrong = check(read(PARABOLA + RULES[rule]), answers).report.wrong
    assert len(wrong) > 1
    assert all(line.judged.mistakes for line in wrong)
    assert sum(line.worth - line.points for line in wrong) == 1


def test_the_size_of_a_gradient_for_its_square_is_named() -> None:
    """|g| for g², where g is negative."""
    problem = read("formulas: {L: (w - 5)^2}\nat: {w: 2}\ntraining: {steps: 1}\n" + RULES["rmsprop"])
    g = 2 * (2.0 - 5)
    s = (1 - MU) * abs(g)
    new = 2 - RATE * g / (sqrt(s) + EPSILON)
    answers = {"dL/dw": f"{g}", "s(w)": f"{s:.7g}", "w_new": f"{new:.7g}"}
    found = {line.name: line for line in check(problem, answers).report.shown}
    assert [each.key for each in found["s(w)"].judged.mistakes] == ["gradient_not_squared"]
    assert found["w_new"].is_good
