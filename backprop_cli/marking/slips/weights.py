"""What mistakes with paths and weights give in the backward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.names import entry, parse_name, updated
from backprop_cli.expr.tree import (
    Add,
    Expr,
    Mul,
    Ref,
    references,
    substitute,
)
from backprop_cli.marking.place import Place


def one_path(place: Place) -> Iterator[Expr]:
    """A single term of the sum over paths."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
        for route, rest in _sums(place):
            yield from (_times(term, rest) for term in route.terms)


def path_dropped(place: Place) -> Iterator[Expr]:
    """All terms of the sum over paths but one."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED}:
        for route, rest in _sums(place):
            if len(route.terms) > 2:
                for place_of in range(len(route.terms)):
                    yield _times(Add((*route.terms[:place_of], *route.terms[place_of + 1 :])), rest)


def _sums(place: Place) -> Iterator[tuple[Add, tuple[Expr, ...]]]:
    """The sums over paths in a line, each with the factors behind it: (δ·w + δ·w) · σ′."""
    if place.step.rule is Rule.COLLAPSED:
        return
    for route in place.routes:
        match route:
            case Add():
                yield route, ()
            case Mul((Add() as total, *rest)):
                yield total, tuple(rest)


def _times(term: Expr, rest: tuple[Expr, ...]) -> Expr:
    return Mul((term, *rest)) if rest else term


def _with_weights(place: Place, other: Callable[[str], list[str]]) -> Iterator[Expr]:
    """The line with each weight replaced by others: all of them at once, then one at a time."""
    names = [name for name in dict.fromkeys(references(place.worked)) if name.startswith("W")]
    if not names or place.step.rule is Rule.UPDATE:
        return
    known = place.graph.by_name
    choices = {name: [each for each in other(name) if each in known and each != name] for name in names}
    changed = {name: Ref(each[0]) for name, each in choices.items() if each}
    if len(changed) > 1:
        yield substitute(place.worked, changed.get)
    for name, each in choices.items():
        for wrong in each:
            yield substitute(place.worked, {name: Ref(wrong)}.get)


def transposed_weights(place: Place) -> Iterator[Expr]:
    """W[j,i] for W[i,j]."""
    return _with_weights(place, lambda name: [_entry_of(name, _indices(name)[::-1])])


def neighbour_weight(place: Place) -> Iterator[Expr]:
    """Any other entry of the same matrix."""

    def others(name: str) -> list[str]:
        matrix = name.split("[")[0]
        return [each for each in place.graph.by_name if each.startswith(f"{matrix}[")]

    return _with_weights(place, others)


def other_layer(place: Place) -> Iterator[Expr]:
    """The entry of the same place in another layer."""

    def others(name: str) -> list[str]:
        tail = name[name.index("[") :]
        return [each for each in place.graph.by_name if each.startswith("W") and each.endswith(tail)]

    return _with_weights(place, others)


def updated_weights(place: Place) -> Iterator[Expr]:
    """The new weights in the backward pass."""
    if place.step.rule in {Rule.CHAIN, Rule.COLLAPSED, Rule.LOCAL}:
        new = {
            name: Ref(updated(name)) for name in place.graph.wrt if updated(name) in place.derivation.values
        }
        changed = substitute(place.worked, new.get)
        if changed != place.worked:
            yield changed


def _indices(name: str) -> tuple[int, ...]:
    parsed = parse_name(name)
    return getattr(parsed, "indices", ())


def _entry_of(name: str, indices: tuple[int, ...]) -> str:
    return entry(name.split("[")[0], *indices)
