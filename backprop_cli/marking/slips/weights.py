"""What mistakes with paths and weights give in the backward pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from backprop_cli.derivation.step import Rule
from backprop_cli.expr.names import entry, parse_name, updated, whole
from backprop_cli.expr.tree import (
    Add,
    Expr,
    Mul,
    Ref,
    references,
    substitute,
)
from backprop_cli.marking.place import Place

MOST_UNITS, MOST_LAYERS = 10, 6
"""Rows, columns and layers that are mistaken for others; nobody works larger networks by hand."""


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


def _weights(place: Place) -> list[str]:
    """The weights that a line goes through, each once."""
    if place.step.rule is Rule.UPDATE:
        return []
    return [name for name in dict.fromkeys(references(place.worked)) if name.startswith("W")]


def _all_at_once(place: Place, names: Mapping[str, str]) -> Iterator[Expr]:
    """The line with every weight replaced that has a counterpart, where those are several."""
    changed = {name: Ref(new) for name, new in names.items() if new in place.graph.by_name and new != name}
    if len(changed) > 1:
        yield substitute(place.worked, changed.get)


def _one_by_one(place: Place, others: Callable[[str], list[str]]) -> Iterator[Expr]:
    """The line with a single weight replaced, by each of its counterparts."""
    for name in _weights(place):
        for wrong in others(name):
            if wrong in place.graph.by_name and wrong != name:
                yield substitute(place.worked, {name: Ref(wrong)}.get)


def transposed_weights(place: Place) -> Iterator[Expr]:
    """W[j,i] for W[i,j]."""

    def other(name: str) -> str:
        return _entry_of(name, *_indices(name)[::-1])

    yield from _all_at_once(place, {name: other(name) for name in _weights(place)})
    yield from _one_by_one(place, lambda name: [other(name)])


def neighbour_weight(place: Place) -> Iterator[Expr]:
    """Another row or column of the same matrix throughout, or any other entry of it for one."""
    names = _weights(place)
    rows, columns = ({_indices(name)[axis] for name in names} for axis in (0, 1))
    for index in range(1, MOST_UNITS):
        if len(rows) == 1:
            yield from _all_at_once(
                place, {name: _entry_of(name, index, _indices(name)[1]) for name in names}
            )
        if len(columns) == 1:
            yield from _all_at_once(
                place, {name: _entry_of(name, _indices(name)[0], index) for name in names}
            )
    yield from _one_by_one(place, lambda name: _entries(place, f"{whole(name)}["))


def other_layer(place: Place) -> Iterator[Expr]:
    """The entry of the same place in another layer."""

    def others(name: str) -> list[str]:
        tail = name[name.index("[") :]
        return [each for each in _entries(place, "W") if each.endswith(tail)]

    for layer in range(1, MOST_LAYERS):
        same_place = {name: entry(f"W{layer}", *_indices(name)) for name in _weights(place)}
        yield from _all_at_once(place, same_place)
    yield from _one_by_one(place, others)


def _entries(place: Place, start: str) -> list[str]:
    return [name for name in place.graph.by_name if name.startswith(start)]


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


def _entry_of(name: str, *indices: int) -> str:
    return entry(whole(name), *indices)
