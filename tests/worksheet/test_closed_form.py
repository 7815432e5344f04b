"""The closed form on the page of style `matrix`: what it says, beside what, and where it is not."""

import json
import re
from typing import Any

import numpy as np
import pytest
from portable_markdown import katex_errors, lint

from backprop_cli import solution
from backprop_cli.problem_file.reader import read
from backprop_cli.render.terminal import Terminal

INPUTS, TARGETS = [[1, 1], [2, 4], [3, 3], [0, -1]], [[2], [5], [6], [1]]
REGRESSION = """\
samples: [%s]
layers: [{weights: [[0.5, 0]], biases: [0.25], activation: linear}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.05}
"""


def regression(inputs: list[list[int]] = INPUTS, more: str = "") -> str:
    pairs = zip(inputs, TARGETS, strict=False)
    return REGRESSION % ", ".join(f"{{inputs: {x}, targets: {y}}}" for x, y in pairs) + more


def page(text: str, **options: Any) -> str:
    return " ".join(str(solution(read(text), style="matrix", verify=False, **options)).split())


def cells(text: str, name: str, **options: Any) -> list[float]:
    """The numbers of one row of the table of parameters."""
    shown = str(solution(read(text), style="matrix", verify=False, digits=9, **options))
    part = shown[shown.index("\nClosed form\n") :]
    (row,) = re.findall(rf"│ {re.escape(name)} +│ ([^\n]*) │\n", part[part.index("│ Parameter") :])
    return [float(cell.strip(" ≈").replace("−", "-")) for cell in row.split("│")]


def least_squares(inputs: list[list[int]]) -> Any:
    return np.linalg.pinv(np.hstack([inputs, np.ones((len(inputs), 1))])) @ TARGETS[: len(inputs)]


def after(steps: int) -> Any:
    """Descent in numpy: w − α/n·X̃ᵀ(X̃w − y)."""
    design, w = np.hstack([INPUTS, np.ones((4, 1))]), np.array([[0.5], [0], [0.25]])
    for _ in range(steps):
        w = w - 0.05 / 4 * design.T @ (design @ w - TARGETS)
    return w


@pytest.mark.parametrize(("more", "steps"), [("", 1), ("training: {steps: 7}\n", 7)])
def test_the_table_sets_both_side_by_side(more: str, steps: int) -> None:
    """Each parameter and the loss: as given, after the last step, in closed form (by numpy)."""
    best, moved = least_squares(INPUTS), after(steps)
    for place, name in enumerate(["w₁₁⁽¹⁾", "w₁₂⁽¹⁾", "b₁⁽¹⁾"]):
        start = [0.5, 0, 0.25][place]
        assert cells(regression(more=more), name) == pytest.approx([start, moved[place, 0], best[place, 0]])
    design = np.hstack([INPUTS, np.ones((4, 1))])
    losses = [np.sum((design @ w - TARGETS) ** 2) / 8 for w in ([[0.5], [0], [0.25]], moved, best)]
    assert cells(regression(more=more), "L") == pytest.approx(losses)


def test_in_mini_batches_there_is_no_loss_to_compare() -> None:
    """Each step has the loss of its own samples; the closed form is of all of them."""
    text = regression(more="training: {epochs: 2, batch_size: 2}\n")
    assert cells(text, "w₁₁⁽¹⁾")[-1] == pytest.approx(least_squares(INPUTS)[0, 0])
    assert "X of all samples with a row of ones below" in page(text)
    with pytest.raises(ValueError, match="not enough values"):
        cells(text, "L")


def test_without_optimiser_two_columns() -> None:
    """The parameters as given, and in closed form."""
    text = regression().replace("optimizer: {name: sgd, learning_rate: 0.05}\n", "")
    assert cells(text, "w₁₂⁽¹⁾") == pytest.approx([0, least_squares(INPUTS)[1, 0]])


@pytest.mark.parametrize(
    ("inputs", "why"),
    [
        ([[1, 1], [2, 2], [3, 3], [4, 4]], "in X̃ a row is made of the others (rank 2 of 3)"),
        ([[1, 2], [3, 1]], "2 samples cannot settle 3 parameters (rank 2 of 3)"),
    ],
)
def test_a_singular_matrix_is_named(inputs: list[list[int]], why: str) -> None:
    """Why XᵀX has no inverse, which solution is given, and that solution (numpy's pinv)."""
    shown = page(regression(inputs))
    assert f"S (their XᵀX) is singular: {why}." in shown
    assert "Of all solutions that of the pseudo-inverse X̃† is the shortest." in shown
    assert "X̃ = C·R" in shown
    assert "S⁻¹" not in shown
    for place, name in enumerate(["w₁₁⁽¹⁾", "w₁₂⁽¹⁾", "b₁⁽¹⁾"]):
        assert cells(regression(inputs), name)[-1] == pytest.approx(least_squares(inputs)[place, 0])


def test_two_columns_that_depend_on_each_other() -> None:
    """Without bias and with equal inputs: rank 1 of 2."""
    text = regression([[1, 1], [2, 2], [3, 3]]).replace("biases: [0.25], ", "")
    assert "singular: in X̃ two rows depend on each other (rank 1 of 2)" in page(text)
    assert "X as it is: there is no bias" in page(text)


def test_the_multiplications_of_both_ways() -> None:
    """For n = 4 and d = 3 a step takes 2·4·3, the closed form 4·9 + 9 + 12 + 9."""
    shown = page(regression())
    assert "n = 4 samples, d = 3 parameters: a gradient step takes 2·n·d = 24, O(n·d)" in shown
    assert "n·d² + d³/3 + (n·d + d²) ≈ 66, O(n·d² + d³)" in shown


def test_where_it_is_not() -> None:
    """In other styles, where single quantities are asked for, and for a network that is no regression."""
    assert "Closed form" in page(regression())
    assert "Closed form" not in str(solution(read(regression()), verify=False))
    assert "Closed form" not in page(regression(), only=["dL/dW1[1,1]"])
    assert "Closed form" not in page(regression().replace("linear", "sigmoid"))


def test_what_is_too_large_is_said() -> None:
    """With 21 columns the section says what it is worked for."""
    inputs = "[" + ", ".join(["1"] * 20) + "]"
    text = regression([[1, 1]]).replace("[1, 1]", inputs).replace("[0.5, 0]", inputs)
    assert "Closed form Left out: it is worked for at most 20 columns" in page(text)
    assert "closed_form" not in json.loads(made(text).render("json"))


def made(text: str) -> Any:
    return solution(read(text), style="matrix", verify=False)


def test_other_programs_get_it() -> None:
    """JSON has the parameters by name, in style `matrix` only."""
    found = json.loads(made(regression()).render("json"))["closed_form"]
    best = least_squares(INPUTS)
    assert list(found) == ["W1[1,1]", "W1[1,2]", "b1[1]"]
    assert list(found.values()) == pytest.approx(best[:, 0])
    assert "closed_form" not in json.loads(solution(read(regression()), verify=False).render("json"))


SINGULAR = regression([[1, 1], [2, 2], [3, 3], [4, 4]])


def test_it_is_portable_markdown() -> None:
    """KaTeX and the hosts' Markdown take the pseudo-inverse as they take the rest."""
    text = made(SINGULAR).render("markdown")
    assert r"\tilde X^{\dagger}" in text
    assert lint(text) == []
    assert katex_errors(text) == []


def test_it_can_be_written_in_ascii() -> None:
    """No sign of the section is lost on a screen without Unicode, and no line is wider than 80."""
    for text in (regression(), SINGULAR):
        shown = Terminal().render(made(text).document, ascii_only=True)
        part = shown[shown.index("Closed form") :]
        assert part.isascii()
        assert "?" not in part
        assert max(map(len, part.splitlines())) <= 80


def test_the_closed_form_is_proved_with_the_page() -> None:
    """The checks count its parameters; where it is not on the page they say nothing of it."""
    proved = str(solution(read(regression()), style="matrix"))
    assert "Closed form: 3 parameters compared with SymPy's exact solution: all agree." in proved
    for options in ({"style": "matrix", "only": ["W1"]}, {"style": "delta"}):
        assert "Closed form" not in str(solution(read(regression()), **options))
