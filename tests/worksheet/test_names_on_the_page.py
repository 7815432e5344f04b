"""Formulas may have any name: what a network calls so means nothing there."""

from pathlib import Path

import pytest

from backprop_cli import check, derive, solution
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.blank import BlankLayout, blank_sheet
from backprop_cli.worksheet.document import ToFill

NETWORK_LIKE = """\
formulas: {z: W*x + b, a: tanh(z), L: (a - W1)^2, y: L*Wxh}
at: {W: 0.5, x: 2, b: 0.1, W1: 1, Wxh: 3}
optimizer: {name: sgd, learning_rate: 0.1}
"""
TWO_OUTPUTS = """\
formulas: {s: x*w, p: s^2, q: 3*s}
at: {x: 0.5, w: 0.3}
"""
WITH_ALPHA = """\
formulas: {y: alpha*x}
at: {alpha: 2, x: 3}
optimizer: {name: sgd, learning_rate: 0.1}
"""
GREEK = """\
formulas: {ζ: sin(θ), ξ: ζ^2 + θ}
at: {θ: 0.5}
"""


def page(text: str, **options: object) -> str:
    return str(solution(read(text), verify=True, **options))  # type: ignore[arg-type]


def test_names_of_a_network_are_an_authors_own() -> None:
    """∂L/∂z is written once, is no δ, and W stays a W with its number below."""
    shown = page(NETWORK_LIKE)
    assert "│ ∂L/∂z" not in shown  # the only output is y
    assert "= ∂y/∂a · ∂a/∂z" in shown
    assert "δ" not in shown
    assert "W₁" in shown
    assert "∂y/∂z = ∂y/∂z" not in shown


@pytest.mark.parametrize("text", [NETWORK_LIKE, TWO_OUTPUTS, WITH_ALPHA, GREEK])
def test_a_sheet_filled_in_by_the_numbers_is_all_right(text: str) -> None:
    """Every line that a blank sheet asks for is read back under its name, and right."""
    problem = read(text)
    derivation = derive(problem)
    sections = blank_sheet(problem, derivation, BlankLayout(everything=True)).sections
    lines = [block for section in sections for block in section.blocks if isinstance(block, ToFill)]
    names = [place.quantity for block in lines for place in block.places]
    assert len(names) == len(set(names)) > 3
    report = check(problem, {name: f"{derivation.values[name]:.6g}" for name in names}).report
    assert (report.all_right, report.problems) == (True, ())


@pytest.mark.parametrize("name", ["z", "W", "dy/dz", "W1_new"])
def test_such_a_name_may_be_asked_for(name: str) -> None:
    """`--only` takes it, and shows what leads to it."""
    assert "Backward pass" in page(NETWORK_LIKE, only=[name]) or name == "z"


def test_only_what_is_asked_for_is_worked() -> None:
    """The other output has no part in ∂p/∂x."""
    shown = page(TWO_OUTPUTS, only=["dp/dx"])
    assert "│ p " in shown
    assert "│ q " not in shown


def test_a_learning_rate_beside_an_authors_alpha_has_another_letter() -> None:
    """α⁺ = α − α₀·∂y/∂α, in the table as well."""
    shown = page(WITH_ALPHA)
    assert "α⁺ = α − α₀·∂y/∂α with α₀ = 0.1" in shown
    assert "α₀ · gradient" in shown


def test_a_derivative_along_one_edge_is_written_as_the_others_are(tmp_path: Path) -> None:
    """ξ depends on θ directly and through ζ: the direct part is ∂ξ/∂θ (direct), not a raw name."""
    shown = page(GREEK)
    assert "∂ξ/∂θ (direct)" in shown
    assert "theta" not in shown


@pytest.mark.parametrize("name", ["descent_in_mini_batches", "descent_sample_by_sample"])
def test_a_training_writes_targets_of_all_samples_in_its_notation(name: str) -> None:
    """Samples that the first step does not take are given as the others are: y₁⟨4⟩, not y[1]@4."""
    result = solution(name)
    assert "y₁⟨4⟩ = 0" in result.render("terminal")
    assert "@" not in result.render("terminal")
    assert r"y_{1}^{\langle 4\rangle} = 0" in result.render("markdown")
