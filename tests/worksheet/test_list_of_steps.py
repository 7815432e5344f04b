"""The list of all steps of a training: what each starts from, and what the last one leaves."""

from __future__ import annotations

import pytest

from backprop_cli import load
from backprop_cli.api.solutions import solve
from backprop_cli.worksheet.layout import Layout


def rows(problem: str, *only: str) -> list[list[float | str]]:
    """The cells of the list, numbers as floats; the bars left out."""
    text = solve(load(problem), Layout(only=only, digits=9), verify=False).render("markdown")
    table = [line for line in text.partition("## All steps")[2].splitlines() if line.startswith("| ")][2:]
    return [[_cell(cell) for cell in line.strip("| ").split(" | ")] for line in table]


def _cell(cell: str) -> float | str:
    try:
        return float(cell.strip("≈ ").replace("−", "-"))
    except ValueError:
        return cell.strip()


def test_the_last_row_is_what_the_last_step_leaves() -> None:
    """F = (w − 2)² + 1 from 0 with α = 0.1: w is 2 − 2·0.8ᵗ after t steps, and f is 1 + 4·0.64ᵗ."""
    *steps, end = rows("parabola_descent")
    assert len(steps) == 4
    for number, (name, w, f, *_) in enumerate([*steps, end]):
        assert name == ("end" if number == 4 else number + 1)
        assert w == pytest.approx(2 - 2 * 0.8**number, abs=1e-8)
        assert f == pytest.approx(1 + 4 * 0.64**number, rel=1e-8)


def test_states_that_are_asked_for_are_followed() -> None:
    """Adam on w²: m and v before each step and after the last, by the recursion of Kingma and Ba."""
    w, m, v = 5.0, 0.0, 0.0
    found = rows("adam_by_hand", "m(w)", "v(w)")
    assert len(found) == 4
    for number, row in enumerate(found, start=1):
        assert row[1:3] == pytest.approx([m, v], rel=1e-8)
        m, v = 0.9 * m + 0.1 * 2 * w, 0.999 * v + 0.001 * (2 * w) ** 2
        w -= 0.1 * (m / (1 - 0.9**number)) / ((v / (1 - 0.999**number)) ** 0.5 + 1e-8)


def test_the_list_says_what_it_shows_and_how_to_see_another_step() -> None:
    """What a row is, what the size of a gradient is, and the option for a step that is not worked."""
    text = " ".join(solve(load("parabola_descent"), Layout(), verify=False).render().split())
    assert "the last row what step 4 leaves. The size of ∇f is the root of the sum" in text
    assert "--step 2 works step 2 out." in text
    every = solve(load("parabola_descent"), Layout(step="all"), verify=False).render()
    assert "--step" not in every
    other = " ".join(solve(load("parabola_descent"), Layout(step=1), verify=False).render().split())
    assert "--step 2 works step 2 out." in other
