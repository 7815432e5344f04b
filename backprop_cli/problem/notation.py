"""Another notation for a problem, without touching its file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.problem.known import in_own_letters, in_usual_letters, known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.notations import CALLED, NOTATIONS
from backprop_cli.quantities.symbols import Lettering


def in_notation(problem: Problem, name: str | None) -> Problem:
    """The problem in a notation (None: its own); its own names for single quantities stay.

    Raises `UsageError` where there is no such notation, where those names mean something else in it, and for
    formulas, whose names are the author's.
    """
    if name is None:
        return problem
    if name not in NOTATIONS:
        raise UsageError(f"there is no notation {cited(name)}", _which_is_meant(name))
    if not isinstance(problem, Network):
        raise UsageError("a notation is for networks", "formulas keep the names that their file gives them")
    written = problem._replace(lettering=problem.lettering._replace(notation=name))
    if name != problem.lettering.notation:
        _refuse_names(written)
    return written


def names_typed(problem: Problem, names: Iterable[str]) -> tuple[str, ...]:
    """Names that somebody asks for, typed in the problem's notation, in the letters of the grammar."""
    known = known_of(problem)
    return tuple(in_usual_letters(each, known) for each in names)


@contextmanager
def in_letters_typed(problem: Problem) -> Iterator[None]:
    """Where a name is refused that was typed so, the letters that were typed are told."""
    try:
        yield
    except UsageError as error:
        known = known_of(problem)
        raise UsageError(*(in_own_letters(each, known) for each in (error.message, error.hint))) from None


def _which_is_meant(name: str) -> str:
    folded = "".join(filter(str.isalnum, name.casefold()))
    same = CALLED.get(folded) or next((each for each in NOTATIONS if each.replace("_", "") == folded), "")
    meant = f"did you mean {cited(same)}?" if same else nearest(name, NOTATIONS)
    return meant or f"known are {', '.join(NOTATIONS)}"


def goes_with_names(problem: Network, notation: str) -> bool:
    """Whether the problem's own names mean nothing else in a notation."""
    try:
        in_notation(problem, notation)
    except UsageError:
        return False
    return True


def _refuse_names(network: Network) -> None:
    """Raises `UsageError` where an own name means something else in the network's notation."""
    lettering, known = network.lettering, known_of(network)
    if not (lettering.own or lettering.constants) or not isinstance(known, Quantities):
        return
    from backprop_cli.problem.objections.own_names import called_in, refused_names

    bare = known._replace(lettering=Lettering(lettering.notation))
    for refused in filter(None, refused_names(called_in(lettering), bare)):
        message = f"the names of this problem do not go with notation {cited(lettering.notation)}"
        raise UsageError(f"{message}: {refused[0]}", f"take another notation; or in the file {refused[1]}")
