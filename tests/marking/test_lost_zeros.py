"""Zeros at the end that a program does not write: −0.076 for −0.0760, by Python's round."""

import json
from math import exp
from pathlib import Path

import pytest

from backprop_cli import load
from backprop_cli.api import check
from backprop_cli.marking.results.report import SheetReport

PROBLEM = """
inputs: [0.7, 1.2]
layers:
  - {weights: [[0.5, -0.2], [0.3, 0.8]], biases: [0.1, -0.3], activation: sigmoid}
  - {weights: [[0.6, -0.4]], biases: [0.2], activation: sigmoid}
targets: [1]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


def worked() -> dict[str, float]:
    """All 28 lines by hand."""
    x, w1, b1, w2, b2 = (0.7, 1.2), [[0.5, -0.2], [0.3, 0.8]], [0.1, -0.3], [0.6, -0.4], 0.2
    z = [row[0] * x[0] + row[1] * x[1] + b for row, b in zip(w1, b1, strict=True)]
    a = [1 / (1 + exp(-each)) for each in z]
    z2 = w2[0] * a[0] + w2[1] * a[1] + b2
    out = 1 / (1 + exp(-z2))
    delta = (out - 1) * out * (1 - out)
    back = [delta * w * each * (1 - each) for w, each in zip(w2, a, strict=True)]
    found = {"z2[1]": z2, "a2[1]": out, "L": (1 - out) ** 2 / 2, "dL/dz2[1]": delta, "dL/db2[1]": delta}
    found["b2_new[1]"] = b2 - 0.1 * delta
    for i in (0, 1):
        found |= {f"z1[{i + 1}]": z[i], f"a1[{i + 1}]": a[i], f"dL/dz1[{i + 1}]": back[i]}
        found |= {f"dL/db1[{i + 1}]": back[i], f"b1_new[{i + 1}]": b1[i] - 0.1 * back[i]}
        found |= {f"dL/dW2[1,{i + 1}]": delta * a[i], f"W2_new[1,{i + 1}]": w2[i] - 0.1 * delta * a[i]}
        for j in (0, 1):
            found[f"dL/dW1[{i + 1},{j + 1}]"] = back[i] * x[j]
            found[f"W1_new[{i + 1},{j + 1}]"] = w1[i][j] - 0.1 * back[i] * x[j]
    return found


def marked(answers: dict[str, object], marking: str, tmp_path: Path) -> SheetReport:
    (tmp_path / "p.yaml").write_text(f"{PROBLEM}marking: {{{marking}}}\n", encoding="utf-8")
    (tmp_path / "a.json").write_text(json.dumps(answers), encoding="utf-8")
    return check(load(tmp_path / "p.yaml"), tmp_path / "a.json").report


@pytest.mark.parametrize(
    ("answers", "marking"),
    [
        ({name: round(value, 4) for name, value in worked().items()}, "decimals: 4"),
        ({name: float(f"{value:.5g}") for name, value in worked().items()}, "digits: 5"),
        ({name: float(f"{value:.4g}") for name, value in worked().items()}, "digits: 4"),
    ],
)
def test_the_zeros_are_the_programs(answers: dict[str, object], marking: str, tmp_path: Path) -> None:
    """Where the other lines have all that is asked, −0.076 is −0.0760, with its four decimals."""
    assert any(len(str(value).partition(".")[2]) < 4 for value in answers.values())
    assert marked(answers, marking, tmp_path).points == len(answers) == 28


def test_who_writes_zeros_has_left_none_out(tmp_path: Path) -> None:
    """Beside −0.0760 in another line, 0.21 has two decimals."""
    kept: dict[str, object] = {name: f"{value:.4f}" for name, value in worked().items()}
    assert marked(kept, "decimals: 4", tmp_path).points == 28
    report = marked({**kept, "W2_new[1,1]": "0.606"}, "decimals: 4", tmp_path)
    assert [line.name for line in report.lines if line.points == 0] == ["W2_new[1,1]"]


def test_a_number_that_lacks_more_than_zeros_is_short(tmp_path: Path) -> None:
    """0.55 for 0.5523 among numbers with four decimals is short of two digits, not of zeros."""
    answers: dict[str, object] = {name: round(value, 4) for name, value in worked().items()}
    report = marked({**answers, "a1[1]": 0.55}, "decimals: 4", tmp_path)
    assert "a1[1]" in [line.name for line in report.lines if line.points == 0]


def test_a_difference_that_lost_its_zeros_is_not_short() -> None:
    """0.1786 − 0.1686 is 0.0100, which a program prints as 0.01; all digits kept it would be 0.0099."""
    p, q, r = 0.665, 0.643, 0.628
    a, b, c = (round(each, 4) for each in (p * q, q * r, p * r))
    answers = {"a": a, "b": b, "c": c, "e": round(a * c, 4), "f": round(b * c, 4), "h": round(a * b, 4)}
    answers["g"] = round(answers["e"] - answers["f"], 4)
    assert (answers["g"], round(p * q * p * r - q * r * p * r, 4)) == (0.01, 0.0099)
    formulas = {"a": "p*q", "b": "q*r", "c": "p*r", "e": "a*c", "f": "b*c", "h": "a*b", "g": "e - f"}
    problem = load({"formulas": formulas, "at": {"p": p, "q": q, "r": r}, "ask": list(answers)})
    assert check(problem, answers).report.points == len(answers)
    short = {**answers, "g": "0.02"}
    assert [line.name for line in check(problem, short).report.lines if not line.points] == ["g"]
