"""The recipe of a worked solution: derive, prove, compose."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from backprop_cli.api.page import Page
from backprop_cli.api.problems import Unread, read_already
from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.formats import Subject
from backprop_cli.frozen import frozen
from backprop_cli.problem.changes import with_changes_named
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.notation import in_letters_typed, in_notation, names_typed
from backprop_cli.words.language import ENGLISH, speaking
from backprop_cli.worksheet.chosen_steps import Wanted, steps_to_work
from backprop_cli.worksheet.layout import Layout, arrays_of, closed_form_of, solved
from backprop_cli.worksheet.solution import compose

if TYPE_CHECKING:
    from backprop_cli.api.arguments import OneOrMore


@frozen
class Solution(Page):
    """A worked solution."""

    subject: ClassVar = Subject.SOLUTION
    proof: Proof | None = None
    """What its derivatives were compared with; None where they were not."""


def solution(
    problem: Problem | Unread,
    *,
    only: OneOrMore = (),
    everything: bool = False,
    style: str = "delta",
    digits: int = 5,
    step: Wanted = None,
    gradient_check: bool = False,
    open_functions: bool = False,
    notation: str | None = None,
    remarks: bool = True,
    rules: bool = False,
    verify: bool = True,
    language: str = ENGLISH,
) -> Solution:
    """The worked solution of a problem; it may be one that is still to be read (see `load`).

    `only` names one quantity to work out, or several (with all they need), `everything` shows every step,
    `digits` are the significant digits of worked-out numbers, `step` is the one of a training, or "all".
    `notation` is how quantities are written. With `gradient_check` central differences stand beside the
    derivatives, with `open_functions` style `gates` works functions by their definitions, with `remarks` a
    tutor's remarks stand in the margin, with `rules` derivatives are worked rule by rule, with `verify` every
    derivative is first proved by SymPy and central differences. `language` is that of the page.
    Raises `ProblemError` for the problem's faults, `UsageError` for an unknown name or style, one that does
    not fit the problem, for a number that is too small or too large, or a gradient check without numbers.
    """
    from backprop_cli.api.arguments import (  # a command checks its own
        DIGITS_SHOWN,
        names_given,
        step_or_all,
        text_given,
        text_if_any,
        whole_given,
    )

    layout = Layout(
        only=names_given("only", only),
        everything=everything,
        style=text_given("style", style),
        digits=whole_given("digits", digits, *DIGITS_SHOWN),
        step=step_or_all("step", step),
        gradient_check=gradient_check,
        open_functions=open_functions,
        notation=text_if_any("notation", notation),
        remarks=remarks,
        rules=rules,
    )
    with speaking(language):
        return solve(read_already(problem), layout, verify=verify)


def solve(problem: Problem, layout: Layout, *, verify: bool) -> Solution:
    """The recipe."""
    problem = in_notation(problem, layout.notation)
    with in_letters_typed(problem):
        return _solved(problem, layout._replace(only=names_typed(problem, layout.only)), verify=verify)


def _solved(problem: Problem, layout: Layout, *, verify: bool) -> Solution:
    problem = with_changes_named(problem, layout.only)
    steps = steps_to_work(layout.step, layout.asked(problem), problem.schedule.steps)
    again = _asks_again(problem, layout)
    derivation = derive_problem(problem, layout.detail, steps if layout.step else (), again=again)
    proof = _proved(problem, derivation, layout) if verify else None
    return Solution(compose(problem, derivation, layout, proof), proof)


def _proved(problem: Problem, derivation: Derivation, layout: Layout) -> Proof:
    """What of a solution is proved by other routes; SymPy and numpy are loaded only when it is asked for."""
    from backprop_cli.proof.witness import prove
    from backprop_cli.proof.witness_arrays import prove_arrays
    from backprop_cli.proof.witness_closed_form import prove_closed_form
    from backprop_cli.proof.witness_rules import prove_rules

    parts = derivation.parts or {1: derivation}
    arrays = (arrays_of(problem, part, layout, number) for number, part in parts.items())
    proof = prove(problem, derivation)
    proof = proof._replace(arrays=sum(prove_arrays(each) for each in arrays if each))
    if layout.rules:
        proof = proof._replace(rules=prove_rules(derivation))
    closed = solved(closed_form_of(problem, layout))
    if closed and isinstance(problem, Network):
        proof = proof._replace(closed_form=prove_closed_form(problem, closed))
    return proof


def _asks_again(problem: Problem, layout: Layout) -> bool:
    """Whether the reader asks for the forward pass with the new parameters."""
    asked = layout.asked(problem)
    if not asked:
        return False
    from backprop_cli.derivation.asked import asks_again  # names are read where some are asked

    return asks_again(asked, known_of(problem))
