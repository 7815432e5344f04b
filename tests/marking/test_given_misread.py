"""A given number that is misread is one slip: what is worked with it follows, wherever it is used."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from backprop_cli import check
from backprop_cli.marking.judging.verdict import SLIPS, Verdict

NET: dict[str, Any] = {
    "inputs": [0.8, -0.4],
    "targets": [1, 0],
    "layers": [
        {"weights": [[0.3, -0.5], [0.7, 0.2]], "biases": [0.1, -0.2], "activation": "sigmoid"},
        {"weights": [[0.6, -0.1], [0.4, 0.5]], "biases": [0.2, -0.3], "activation": "sigmoid"},
    ],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
}


class Student:
    """Works the network with numpy, from what he has read."""

    def __init__(self) -> None:
        self.x, self.y = np.array([0.8, -0.4]), np.array([1.0, 0.0])
        self.weights = [np.array([[0.3, -0.5], [0.7, 0.2]]), np.array([[0.6, -0.1], [0.4, 0.5]])]
        self.biases = [np.array([0.1, -0.2]), np.array([0.2, -0.3])]
        self.rate = 0.5
        self.x_backward: np.ndarray | None = None
        """The inputs of the backward pass, where they are read anew."""

    def lines(self) -> Iterator[tuple[str, float]]:
        (w1, w2), (b1, b2) = self.weights, self.biases
        z1 = w1 @ self.x + b1
        a1 = 1 / (1 + np.exp(-z1))
        z2 = w2 @ a1 + b2
        a2 = 1 / (1 + np.exp(-z2))
        d2 = (a2 - self.y) * a2 * (1 - a2)
        d1 = (w2.T @ d2) * a1 * (1 - a1)
        x = self.x if self.x_backward is None else self.x_backward
        for letter, values in (
            ("z1", z1),
            ("a1", a1),
            ("z2", z2),
            ("a2", a2),
            ("dL/dz2", d2),
            ("dL/dz1", d1),
        ):
            yield from ((f"{letter}[{unit}]", value) for unit, value in enumerate(values, start=1))
        yield "L", float(((a2 - self.y) ** 2).sum() / 2)
        layers = ((1, d1, x, w1, b1), (2, d2, a1, w2, b2))
        for layer, signal, taken, weights, biases in layers:
            for row in range(2):
                for column in range(2):
                    gradient = signal[row] * taken[column]
                    yield f"dL/dW{layer}[{row + 1},{column + 1}]", gradient
                    yield f"W{layer}_new[{row + 1},{column + 1}]", weights[row, column] - self.rate * gradient
                yield f"dL/db{layer}[{row + 1}]", signal[row]
                yield f"b{layer}_new[{row + 1}]", biases[row] - self.rate * signal[row]


def sheet(student: Student, places: str = ".6g") -> dict[str, str]:
    return {name: format(value, places) for name, value in student.lines()}


def rate(student: Student) -> None:
    student.rate = 0.05


def an_input(student: Student) -> None:
    student.x = np.array([0.9, -0.4])


def sign_of_an_input(student: Student) -> None:
    student.x = np.array([0.8, 0.4])


def a_weight(student: Student) -> None:
    student.weights[1] = np.array([[0.6, -0.1], [0.4, 0.8]])


def a_target(student: Student) -> None:
    student.y = np.array([1.0, 0.5])


def a_matrix(student: Student) -> None:
    student.weights[0] = student.weights[0].T


@pytest.mark.parametrize("places", [".6g", ".4g", ".3g"])
@pytest.mark.parametrize("misread", [rate, an_input, sign_of_an_input, a_weight, a_target, a_matrix])
def test_a_given_number_misread_throughout_costs_once(misread: Any, places: str) -> None:
    student = Student()
    misread(student)
    marked = check(NET, sheet(student, places))
    off = [line for line in marked.report.shown if line.verdict in SLIPS]
    assert len(off) == 1, [(line.name, line.verdict) for line in off]


@pytest.mark.parametrize(
    ("misread", "said"),
    [
        (rate, "0.05 was used for α"),
        (an_input, "0.9 was used for x[1]"),
        (a_weight, "0.8 was used for W2[2,2]"),
    ],
)
def test_what_was_read_is_said(misread: Any, said: str) -> None:
    student = Student()
    misread(student)
    answers = json.loads(check(NET, sheet(student)).render("json"))["sheets"][0]["answers"]
    (off,) = [each for each in answers if each["slip"]]
    assert (off["mistake"], off["reason"]) == (["given_misread"], said)


def test_the_grounds_tell_what_was_read_from_what_is_given() -> None:
    student = Student()
    rate(student)
    page = check(NET, sheet(student), why=["W1_new[1,2]"]).grounds().render("terminal")
    assert "α = 0.05 (used for what is given)" in " ".join(page.split())


def test_who_reads_it_right_in_the_backward_pass_loses_no_more() -> None:
    student = Student()
    an_input(student)
    student.x_backward = np.array([0.8, -0.4])
    marked = check(NET, sheet(student))
    assert sum(line.verdict in SLIPS for line in marked.report.shown) == 1


def test_a_rate_of_nothing_is_no_number_that_was_read() -> None:
    """Old weights as new ones take no work, whatever the rate."""
    student = Student()
    student.rate = 0.0
    marked = check(NET, sheet(student))
    news = [line for line in marked.report.shown if "_new" in line.name]
    assert not any(line.verdict is Verdict.FOLLOWS for line in news)


def test_one_line_alone_tells_of_no_number_read() -> None:
    """Any number is what a line gives with some other rate."""
    (line,) = check(NET, {"W2_new[1,1]": "0.6123"}).report.shown
    assert line.verdict in SLIPS
    assert "given_misread" not in [mistake.key for mistake in line.judged.mistakes]


def test_a_sheet_of_another_version_is_told_so() -> None:
    """All its numbers come of each other, and hardly one of those that are given here."""
    student = Student()
    student.x = np.array([0.35, 0.9])
    student.weights = [np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([[0.4, 0.45], [0.55, -0.65]])]
    student.biases = [np.array([0.35, 0.3]), np.array([0.6, 0.7])]
    said = "was it worked with other given numbers?"
    assert said in " ".join(str(check(NET, sheet(student, ".4g"))).split())
    an_input(honest := Student())
    assert said not in " ".join(str(check(NET, sheet(honest, ".4g"))).split())


TINY_FIRST: dict[str, Any] = {
    "inputs": [0.004, 1.0, 2.0, -1.5],
    "targets": [0.4],
    "layers": [{"weights": [[0.6, 0.3, 0.2, 0.1]], "biases": [0.05], "activation": "linear"}],
    "loss": "half_sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
}


def of_one_unit(rate: float, moving: int = 4) -> dict[str, str]:
    """A sheet worked with a rate; of its weights only the last ones are updated."""
    x, w, b = np.array([0.004, 1.0, 2.0, -1.5]), np.array([0.6, 0.3, 0.2, 0.1]), 0.05
    z = w @ x + b
    signal = z - 0.4
    gradients = signal * x
    steps = rate * gradients * (np.arange(4) >= 4 - moving)
    values = {"z1[1]": z, "a1[1]": z, "L": signal**2 / 2, "dL/dz1[1]": signal, "dL/db1[1]": signal}
    values |= {f"dL/dW1[1,{j + 1}]": each for j, each in enumerate(gradients)}
    values |= {f"W1_new[1,{j + 1}]": each for j, each in enumerate(w - steps)}
    values["b1_new[1]"] = b - rate * signal
    return {name: format(value, ".6g" if "new" not in name else ".4f") for name, value in values.items()}


@pytest.mark.parametrize("rate", [0.05, 0.06, 0.005])
def test_a_rate_so_small_that_the_first_weight_stays_costs_once(rate: float) -> None:
    """0.6 − 0.05 · 0.00081 is 0.6000; the weights behind it tell what was read."""
    answers = json.loads(check(TINY_FIRST, of_one_unit(rate)).render("json"))["sheets"][0]["answers"]
    (off,) = [each for each in answers if each["slip"]]
    assert (off["name"], off["reason"]) == ("W1_new[1,1]", f"{rate:g} was used for α")
    assert off["points"] == 0
    assert all(each["points"] for each in answers if each is not off)


def test_weights_that_stay_do_not_follow_from_a_small_rate_where_hardly_any_moves() -> None:
    """With 0.00005 for α four places show no step: who copies the weights has worked nothing."""
    answers = of_one_unit(0.05, moving=1)
    news = [line for line in check(TINY_FIRST, answers).report.shown if "_new" in line.name]
    assert [line.verdict in SLIPS for line in news[:3]] == [True] * 3
