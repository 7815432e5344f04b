"""A problem's rules for marking: the lines it asks for, and the points of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from backprop_cli.derivation.step import Derivation
from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.marking.mistakes import MISTAKES
from backprop_cli.marking.report import Policy
from backprop_cli.problem.model import Network, Problem
from backprop_cli.worksheet.choose import asked_names, lines_of_sheet


class Wishes(NamedTuple):
    """What a teacher wants otherwise than the problem's file says."""

    only: tuple[str, ...] = ()
    """The quantities that count, as on a sheet made with the same choice; none: what the problem asks."""
    everything: bool = False
    """Whether every step counts."""
    digits: int | None = None
    """Significant digits asked of an answer."""
    follow: bool = True
    """Whether a line that follows correctly from an earlier slip earns its points."""
    accept: tuple[str, ...] = ()
    """Keys of known mistakes that pass."""


_NONE = Wishes()


def policy(problem: Problem, derivation: Derivation, wishes: Wishes = _NONE) -> Policy:
    """The rules. Lines asked: the wished ones, else `ask`, else the default list of a solution.

    Raises `UsageError` for a quantity or a mistake that there is not.
    """
    steps = {step.name for step in derivation.steps}
    ask = wishes.only or (() if wishes.everything else problem.ask)
    names = asked_names(derivation, ask) if ask else lines_of_sheet(derivation, (), wishes.everything)
    asked = tuple(name for name in dict.fromkeys(names) if name in steps)
    return Policy(
        asked,
        {name: worth for name, worth in _worth(problem, derivation, asked).items() if name in steps},
        wishes.digits or problem.marking.digits,
        wishes.follow,
        own_points=bool(problem.marking.points),
        strict=bool(ask),
        by_input=isinstance(problem, Network) and problem.weight_rows == "inputs",
        accepted=frozenset(_known(wishes.accept)),
    )


def _worth(problem: Problem, derivation: Derivation, asked: tuple[str, ...]) -> dict[str, float]:
    """One point for each asked line, unless the file says how many; an entry's own points win."""
    worth = dict.fromkeys(asked, 1.0)
    whole_first = sorted(problem.marking.points, key=lambda each: "[" in each[0])
    for name, points in whole_first:
        worth |= dict.fromkeys(asked_names(derivation, [name]), points)
    return worth


def _known(keys: Iterable[str]) -> Iterable[str]:
    known = [mistake.key for mistake in MISTAKES]
    for key in keys:
        if key not in known:
            hint = nearest(key, known) or f"known are {', '.join(known)}"
            raise UsageError(f"there is no known mistake {cited(key)}", hint)
        yield key
