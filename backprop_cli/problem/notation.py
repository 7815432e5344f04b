"""Another notation for a problem, without touching its file."""

from __future__ import annotations

from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.problem.model import Network, Problem
from backprop_cli.quantities.notations import NOTATIONS


def in_notation(problem: Problem, name: str | None) -> Problem:
    """The problem in a notation (None: its own); its own names for single quantities stay.

    Raises `UsageError` where there is no such notation, and for formulas, whose names are the author's.
    """
    if name is None:
        return problem
    if name not in NOTATIONS:
        hint = nearest(name, NOTATIONS) or f"known are {', '.join(NOTATIONS)}"
        raise UsageError(f"there is no notation {cited(name)}", hint)
    if not isinstance(problem, Network):
        raise UsageError("a notation is for networks", "formulas keep the names that their file gives them")
    return problem._replace(lettering=problem.lettering._replace(notation=name))
