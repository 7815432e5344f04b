"""A problem's rules for marking: the lines it asks for, and the points of each."""

from __future__ import annotations

from backprop_cli.derivation.step import Derivation
from backprop_cli.marking.report import Policy
from backprop_cli.problem.model import Network, Problem
from backprop_cli.worksheet.choose import asked_names, default_names, sheet_lines


def policy(
    problem: Problem, derivation: Derivation, *, digits: int | None = None, follow: bool = True
) -> Policy:
    """The rules; `digits` wins over the file's. Lines asked: `ask`, or the default list of a solution."""
    steps = {step.name for step in derivation.steps}
    names = asked_names(derivation, problem.ask) if problem.ask else _whole_sheet(derivation)
    asked = tuple(name for name in dict.fromkeys(names) if name in steps)
    return Policy(
        asked,
        {name: worth for name, worth in _worth(problem, derivation, asked).items() if name in steps},
        digits or problem.marking.digits,
        follow,
        own_points=bool(problem.marking.points),
        strict=bool(problem.ask),
        by_input=isinstance(problem, Network) and problem.weight_rows == "inputs",
    )


def _whole_sheet(derivation: Derivation) -> list[str]:
    """Every line of a blank sheet."""
    return sheet_lines(derivation, default_names(derivation))


def _worth(problem: Problem, derivation: Derivation, asked: tuple[str, ...]) -> dict[str, float]:
    """One point for each asked line, unless the file says how many; an entry's own points win."""
    worth = dict.fromkeys(asked, 1.0)
    whole_first = sorted(problem.marking.points, key=lambda each: "[" in each[0])
    for name, points in whole_first:
        worth |= dict.fromkeys(asked_names(derivation, [name]), points)
    return worth
