"""A problem's rules for marking: the lines it asks for, and the points of each."""

from collections.abc import Container, Iterable
from pathlib import PurePath
from typing import NamedTuple

from backprop_cli.derivation.asked import asked_names, lines_of_sheet, one_loss
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.marking.judging.demands import Demands
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.marking.results.report import Policy
from backprop_cli.problem.known import Known, known_of
from backprop_cli.problem.meanings import is_whole
from backprop_cli.problem.model import Network, Problem
from backprop_cli.quantities.symbols import AS_USUAL
from backprop_cli.words.say import phrase
from backprop_cli.words.solution import UNTITLED


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


def policy(problem: Problem, derivation: Derivation, wishes: Wishes = _NONE, file: str = "") -> Policy:
    """The rules for a problem, which may come from a `file`.

    Lines asked: the wished ones, else `ask`, else the default list of a solution.
    Raises `UsageError` for a quantity or a mistake that there is not.
    """
    steps, known = derivation.by_name, known_of(problem)
    ask = wishes.only or (() if wishes.everything else problem.ask)
    if ask:
        names = one_loss(derivation, asked_names(derivation, ask, known))
    else:
        names = lines_of_sheet(derivation, (), known, everything=wishes.everything)
    asked = tuple(name for name in dict.fromkeys(names) if name in steps)
    worth = dict.fromkeys(asked, 1.0)
    worth |= _with_one_loss(_own_worth(problem, derivation, known), worth, derivation)
    return Policy(
        asked,
        {name: points for name, points in worth.items() if name in steps},
        _demands(problem, derivation, wishes),
        wishes.follow,
        once=problem.marking.repeat == "once",
        own_points=bool(problem.marking.points),
        strict=bool(ask),
        by_input=isinstance(problem, Network) and problem.weight_rows == "inputs",
        lettering=problem.lettering if isinstance(problem, Network) else AS_USUAL,
        accepted=frozenset(_mistakes(wishes.accept)),
        titles=(problem.header.title, phrase(UNTITLED), PurePath(file).stem) if problem.header.title else (),
    )


def _demands(problem: Problem, derivation: Derivation, wishes: Wishes) -> Demands:
    marking = problem.marking
    return Demands(
        wishes.digits or marking.digits,
        None if wishes.digits else marking.decimals,
        numbers_only=marking.formulas == "numbers" and bool(derivation.values),
    )


def _own_worth(problem: Problem, derivation: Derivation, known: Known) -> dict[str, float]:
    """The points that the file gives, line by line; an entry's own points win over those of its matrix."""
    whole_first = sorted(problem.marking.points, key=lambda each: not is_whole(each[0], known))
    return {
        single: points for name, points in whole_first for single in asked_names(derivation, [name], known)
    }


def _with_one_loss(own: dict[str, float], asked: Container[str], derivation: Derivation) -> dict[str, float]:
    """The file's points with those of a step's only sample at its whole loss, where that has some too."""
    for only, whole in derivation.whole_losses.items():
        if only in own and (whole in own or whole in asked):
            points = own.pop(only)
            own.setdefault(whole, points)
    return own


def _mistakes(accepted: Iterable[str]) -> Iterable[str]:
    """The keys of mistakes that are named by them, or in the words of the pages."""
    known = [mistake.key for mistake in MISTAKES]
    for named in accepted:
        told = {mistake.sentence: mistake.key for mistake in MISTAKES}
        if named not in known and named not in told:
            hint = nearest(named, [*known, *told]) or f"known are {', '.join(known)}"
            raise UsageError(f"there is no known mistake {cited(named)}", hint)
        yield told.get(named, named)
