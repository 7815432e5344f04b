"""Sentences about mistakes call the optimiser's constants what the page calls them."""

import pytest

from backprop_cli import check
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem_file.reader import read
from backprop_cli.render.lines import in_text
from backprop_cli.words.inline import as_text
from backprop_cli.worksheet.letters import with_letters
from backprop_cli.worksheet.scope import scope_of

NETWORK = """\
inputs: [2]
layers: [{weights: [[0.5]], activation: linear}]
targets: [0]
loss: half_sse
penalty: {name: l2, rate: 0.1}
"""
ADAM = "optimizer: {name: adam, learning_rate: 0.1}\n"
RENAMED = "names: {alpha: eta, beta1: rho_1, beta2: rho_2, epsilon: kappa, lambda: nu}\n"
SENTENCES = {mistake.key: mistake for mistake in MISTAKES}


def told(problem: str, key: str) -> str:
    """What a mistake is called on a page of a problem."""
    exercise = read(problem)
    scope = with_letters(scope_of(exercise, derive_problem(exercise)), exercise)
    return in_text(SENTENCES[key].words, Writer(Unicode(scope.names, symbols=symbols_of(exercise))))


def test_a_constant_with_another_name_has_it_in_every_sentence() -> None:
    """α, ε and λ are η, κ and ν on the page, and nowhere else in what a student reads of a mistake."""
    for key in SENTENCES:
        said = told(NETWORK + ADAM + RENAMED, key)
        assert not {"α", "β₁", "β₂", "ε", "λ"} & {
            said[at : at + width] for at in range(len(said)) for width in (1, 2)
        }
    assert told(NETWORK + ADAM + RENAMED, "update_plus").endswith("it must be − η · gradient")
    assert told(NETWORK + ADAM + RENAMED, "betas_exchanged").startswith("ρ₁ and ρ₂ were exchanged")


@pytest.mark.parametrize(
    ("optimiser", "names", "share"),
    [
        ("rmsprop", "{L: E}", "ρ"),
        ("momentum_average", "{L: E}", "β"),
        ("momentum_average", "{beta: gamma}", "γ"),
    ],
)
def test_the_share_that_is_kept_has_the_letter_of_the_optimisers_formula(
    optimiser: str, names: str, share: str
) -> None:
    """RMSProp has ρ, an average β, or what the file calls it."""
    problem = f"{NETWORK}optimizer: {{name: {optimiser}, learning_rate: 0.1}}\nnames: {names}\n"
    assert told(problem, "share_left_out").startswith(f"1 − {share} was left out")
    assert told(problem, "power_alone").startswith(f"{share}^t was worked alone")


def test_an_authors_own_alpha_is_not_the_learning_rate() -> None:
    """A formula called α: the rate is α₀ on the page, and in the sentence."""
    problem = "formulas: {α: x^2}\nat: {x: 1}\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    assert told(problem, "update_plus").endswith("− α₀ · gradient")
    page = check(read(problem), {"x_new": "1.2"}).render("terminal")  # 1 + 0.1·2
    assert "it must be − α₀ · gradient" in " ".join(page.replace("│", " ").split())


def test_data_for_programs_keeps_the_letters_of_the_table() -> None:
    """What a sentence says in JSON does not depend on the problem."""
    assert as_text(SENTENCES["update_plus"].words).endswith("it must be − α · gradient")
    assert "βᵗ is β to the power t" in as_text(SENTENCES["times_step"].words)
