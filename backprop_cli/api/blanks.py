"""The recipe of a sheet to hand out: derive, compose."""

from __future__ import annotations

from typing import ClassVar

from backprop_cli.api.arguments import OneOrMore, names_given, text_if_any, whole_given
from backprop_cli.api.page import Page
from backprop_cli.api.problems import Unread, read_already
from backprop_cli.derivation.asked import asks_again
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.formats import Subject
from backprop_cli.frozen import frozen
from backprop_cli.problem.changes import with_changes_named
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.notation import in_letters_typed, in_notation, names_typed
from backprop_cli.words.language import ENGLISH, speaking
from backprop_cli.worksheet.blank import BlankLayout, blank_sheet


@frozen
class BlankSheet(Page):
    """A sheet to fill in."""

    subject: ClassVar = Subject.BLANK


def blank(
    problem: Problem | Unread,
    *,
    only: OneOrMore = (),
    everything: bool = False,
    worked: int = 0,
    notation: str | None = None,
    language: str = ENGLISH,
) -> BlankSheet:
    """The sheet to hand out for a problem, with an empty place for every quantity that is asked for.

    `only` names the quantities to ask for (else as the problem asks), `everything` asks for every step; the
    first `worked` lines are done already. `notation` is how quantities are written,
    `language` that of the page.
    Raises `ProblemError` for the problem's faults, `UsageError` for an unknown name, for too many lines, and
    for worked lines without numbers or that leave nothing to fill in.
    """
    steps, notation = whole_given("worked", worked, 0), text_if_any("notation", notation)
    layout = BlankLayout(names_given("only", only), everything, steps, notation)
    with speaking(language):
        return hand_out(read_already(problem), layout)


def hand_out(problem: Problem, choice: BlankLayout) -> BlankSheet:
    """The recipe."""
    if isinstance(problem, Network) and choice.notation == problem.lettering.notation:
        choice = choice._replace(notation=None)
    problem = in_notation(problem, choice.notation)
    choice = choice._replace(only=names_typed(problem, choice.only))
    with in_letters_typed(problem):
        problem = with_changes_named(problem, choice.only)
        again = asks_again(choice.asked(problem), known_of(problem))
        return BlankSheet(blank_sheet(problem, derive_problem(problem, again=again), choice))
