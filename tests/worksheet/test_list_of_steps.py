"""The list of all steps of a training: what each starts from, and what the last one leaves."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backprop_cli import load
from backprop_cli.api.solutions import solve
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout


def rows(problem: str | dict[str, Any], *only: str) -> list[list[float | str]]:
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


def test_the_only_parameter_has_its_gradient_with_its_sign() -> None:
    """f′ = 2w − 4 = −4·0.8ᵗ before step t + 1; nothing is said of a size that is not there."""
    *steps, end = rows("parabola_descent")
    for number, (_, _, _, slope, _) in enumerate(steps):
        assert slope == pytest.approx(-4 * 0.8**number, rel=1e-8)
    assert end[3] == ""
    text = solve(load("parabola_descent"), Layout(), verify=False).render("markdown")
    assert r"$\frac{\partial f}{\partial w}$ | $f$ to scale |" in text
    assert "ize of" not in text


def test_two_parameters_have_their_gradients_side_by_side() -> None:
    """F = x² + 3y² from (2, −1) with α = 0.1: x is 2·0.8ᵗ, y is −0.4ᵗ, and the slopes are 2x and 6y."""
    problem = {"formulas": {"f": "x^2 + 3*y^2"}, "at": {"x": 2, "y": -1}}
    problem |= {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "training": {"steps": 3}}
    for number, row in enumerate(rows(problem)[:-1]):
        x, y = 2 * 0.8**number, -(0.4**number)
        assert row[1:6] == pytest.approx([x, y, x * x + 3 * y * y, 2 * x, 6 * y], rel=1e-8)


def test_parameters_stand_in_the_order_of_the_update() -> None:
    """A slope a that is trained: it is the first whose derivative is worked, and the last of `wrt`.

    z = −1 and h = a·z = −0.5, so ∂L/∂a = 2(h − 0)·z = 1, ∂L/∂w = 2h·a·x = −1 and ∂L/∂b = 2h·a = −0.5.
    """
    problem = {
        "formulas": {"z": "w*x + b", "h": "where(z, z, a*z)", "L": "h^2"},
        "at": {"w": -1, "x": 2, "b": 1, "a": 0.5},
        "wrt": ["w", "b", "a"],
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "training": {"steps": 2},
    }
    first, second, _ = rows(problem)
    assert first[1:4] == pytest.approx([-1, 1, 0.5])
    assert second[1:4] == pytest.approx([-0.9, 1.05, 0.4])


def test_many_parameters_have_the_size_of_their_gradient() -> None:
    """Three weights: no column for the slope by each, but the length of all."""
    problem = {"formulas": {"f": "x^2 + y^2 + z^2"}, "at": {"x": 2, "y": -1, "z": 2}}
    problem |= {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "training": {"steps": 2}}
    text = solve(load(problem), Layout(), verify=False).render()
    assert "Size of ∇f" in text
    assert rows(problem)[0][1:6] == pytest.approx([2, -1, 2, 9, 6])


def test_the_state_stands_beside_the_only_parameter() -> None:
    """Adam on w², and on the only weight of a network: m and v as the step makes them, by Kingma and Ba."""
    w, m, v = 5.0, 0.0, 0.0
    *steps, end = rows("adam_by_hand")
    for number, row in enumerate(steps, start=1):
        m, v = 0.9 * m + 0.1 * 2 * w, 0.999 * v + 0.001 * (2 * w) ** 2
        assert row[1:4] == pytest.approx([w, m, v], rel=1e-8)
        w -= 0.1 * (m / (1 - 0.9**number)) / ((v / (1 - 0.999**number)) ** 0.5 + 1e-8)
    assert end[1:4] == [pytest.approx(w), "", ""]
    text = " ".join(solve(load("adam_by_hand"), Layout(), verify=False).render().split())
    assert "Under m(w), v(w) stands what the step itself makes." in text
    problem = {"inputs": [2], "layers": [{"weights": [[0.5]], "activation": "linear"}], "targets": [2]}
    problem |= {"loss": "sse", "optimizer": {"name": "adam", "learning_rate": 0.1}, "training": {"steps": 2}}
    first, second, _ = rows(problem)
    slope, then = 2 * (0.5 * 2 - 2) * 2, 2 * (0.6 * 2 - 2) * 2
    assert first[1:6] == pytest.approx([0.5, 0.1 * slope, 0.001 * slope**2, 1, slope])
    of_two = [0.09 * slope + 0.1 * then, 0.999 * 0.001 * slope**2 + 0.001 * then**2]
    assert second[1:4] == pytest.approx([0.6, *of_two])


@pytest.mark.parametrize(
    ("name", "states"),
    [("momentum_by_hand", [10, 0.9 * 10 + 8]), ("rmsprop_by_hand", [0.1 * 10**2])],
)
def test_the_state_of_a_step_stands_in_its_row(name: str, states: list[float]) -> None:
    """Of w² from 5: v is 10 and then 0.9·10 + 8; the mean of squares is 0.1·10² after the first step."""
    assert [row[2] for row in rows(name)][: len(states)] == pytest.approx(states)


def test_a_narrow_page_leaves_out_the_bars_and_no_number() -> None:
    """Where the rest of the table has room; where it has none the steps stand in lines, with all there is."""
    page = solve(load("adam_by_hand"), Layout(), verify=False).document
    heads = {}
    for width in (80, 72):
        table = Terminal().render(page, width).partition("All steps")[2]
        head = next(line for line in table.splitlines() if "Step" in line)
        heads[width] = [cell.strip() for cell in head.strip("│ ").split("│")]
    assert heads[80] == ["Step", "w", "m(w)", "v(w)", "L", "∂L/∂w", "L to scale"]
    assert heads[72] == heads[80][:-1]
    lines = Terminal().render(page, 50).partition("All steps")[2].partition("Each row")[0].split()
    assert [lines.count(head) for head in ("w", "m(w)", "v(w)", "L", "∂L/∂w")] == [4, 3, 3, 8, 3]


def test_a_few_parameters_stand_there_where_the_page_has_room() -> None:
    """Two weights and a bias: at 120 columns with all else, at 72 without the bars, at 52 the bars alone."""
    samples = [{"inputs": [1, 2], "targets": [1]}, {"inputs": [2, -1], "targets": [0]}]
    layer = {"weights": [[0.5, -0.3]], "biases": [0.1], "activation": "linear"}
    problem: dict[str, Any] = {"samples": samples, "layers": [layer], "loss": "half_sse"}
    problem |= {"optimizer": {"name": "sgd", "learning_rate": 0.1}, "training": {"steps": 2}}
    page = solve(load(problem), Layout(), verify=False).document
    w, x, y = np.array([0.5, -0.3, 0.1]), np.array([[1, 2, 1], [2, -1, 1]]), np.array([1, 0])
    wanted = [w, w - 0.1 * (x @ w - y) @ x / 2]
    heads = {}
    for width in (120, 72, 52):
        table = Terminal().render(page, width).partition("All steps")[2]
        lines = [line for line in table.splitlines() if line.startswith("│")]
        head, *cells = ([cell.strip() for cell in line.strip("│ ").split("│")] for line in lines)
        heads[width] = head
        if width > 52:
            shown = [[_cell(cell) for cell in row[1:4]] for row in cells[:2]]
            assert shown == [pytest.approx(row, rel=1e-4) for row in wanted]
    parameters = ["w₁₁⁽¹⁾", "w₁₂⁽¹⁾", "b₁⁽¹⁾"]
    assert heads[120] == ["Step", *parameters, "L", "Size of ∇L", "L to scale"]
    assert heads[72] == heads[120][:-1]
    assert heads[52] == ["Step", "L", "Size of ∇L", "L to scale"]


def test_a_list_too_wide_for_a_page_of_80_columns_stands_in_lines() -> None:
    """Long names and eight columns: nothing sticks out, and nothing is left out."""
    samples = [{"inputs": [2], "targets": [1]}, {"inputs": [1], "targets": [3]}]
    problem = {"samples": samples, "layers": [{"weights": [[0.5]], "activation": "linear"}], "loss": "mse"}
    problem |= {"notation": "net_out", "optimizer": {"name": "adam", "learning_rate": 0.1}}
    problem |= {"training": {"epochs": 2, "batch_size": 1}}
    page = solve(load(problem), Layout(), verify=False).document
    for width, heads in ((80, 4), (96, 1), (120, 1)):
        found = Terminal().render(page, width).partition("All steps")[2].partition("Each row")[0]
        assert max(map(len, found.splitlines())) <= width
        assert found.count("v(w₁)") == heads


def test_states_that_are_asked_for_are_followed() -> None:
    """Adam on w²: m and v as each step makes them, by the recursion of Kingma and Ba."""
    w, m, v = 5.0, 0.0, 0.0
    *found, end = rows("adam_by_hand", "m(w)", "v(w)")
    assert (len(found), end[1:3]) == (3, ["", ""])
    for number, row in enumerate(found, start=1):
        m, v = 0.9 * m + 0.1 * 2 * w, 0.999 * v + 0.001 * (2 * w) ** 2
        assert row[1:3] == pytest.approx([m, v], rel=1e-8)
        w -= 0.1 * (m / (1 - 0.9**number)) / ((v / (1 - 0.999**number)) ** 0.5 + 1e-8)


def test_the_list_says_what_it_shows_and_how_to_see_another_step() -> None:
    """What a row is, what the size of a gradient is, and the option for a step that is not worked."""
    text = " ".join(solve(load("descent_on_all_samples"), Layout(), verify=False).render().split())
    assert "the last row what step 2 leaves. The size of ∇L is the root of the sum" in text
    text = " ".join(solve(load("parabola_descent"), Layout(), verify=False).render().split())
    assert "the last row what step 4 leaves. --step 2 works step 2 out." in text
    every = solve(load("parabola_descent"), Layout(step="all"), verify=False).render()
    assert "--step" not in every
    other = " ".join(solve(load("parabola_descent"), Layout(step=1), verify=False).render().split())
    assert "--step 2 works step 2 out." in other


@pytest.mark.parametrize("steps", [4, 400])
@pytest.mark.parametrize("fmt", ["markdown", "html"])
def test_a_page_for_others_speaks_of_no_option(fmt: str, steps: int) -> None:
    """Who reads an exported page has not called the command; how many steps are not listed is said."""
    problem = {
        "formulas": {"f": "x^2/2"},
        "at": {"x": 0.7},
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
        "training": {"steps": steps},
    }
    made = solve(load(problem), Layout(), verify=False)
    assert "--step" in made.render()
    assert "--step" not in made.render(fmt)
    assert ("more steps are not listed" in made.render(fmt)) is (steps == 400)


@pytest.mark.parametrize(
    ("step", "digits", "said"),
    [(2, 2, "has left:"), (2, 1, "here rounded:"), (3, 3, "has left:"), (3, 2, "here rounded:")],
)
def test_what_a_step_starts_from_is_called_rounded_only_where_it_is(
    step: int, digits: int, said: str
) -> None:
    """With half of ½x² taken off, x is 0.7, then 0.35, then 0.175."""
    problem = {
        "formulas": {"f": "x^2/2"},
        "at": {"x": 0.7},
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
        "training": {"steps": 3},
    }
    page = solve(load(problem), Layout(step=step, digits=digits), verify=False).render("markdown")
    assert said in next(line for line in page.splitlines() if "step before has left" in line)
