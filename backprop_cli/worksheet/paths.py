"""Style `paths`: every way from the output to a parameter, its product, the sum, the common tail taken out.

∂L/∂w¹₁₁ = ∂L/∂a²₁ · ∂a²₁/∂z²₁ · ∂z²₁/∂a¹₁ · ∂a¹₁/∂z¹₁ · ∂z¹₁/∂w¹₁₁ + …
= [… + …] · [∂a¹₁/∂z¹₁ · ∂z¹₁/∂w¹₁₁]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, takewhile

from backprop_cli.derivation.step import Derivation
from backprop_cli.errors import UsageError
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.names import derivative, numerator, without_sample
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tree import Add, Diff, Expr, Mul, Ref, Struck, is_constant, references
from backprop_cli.graph.graph import Graph
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.document import Block, Heading, Line, Paragraph, Row, Working

MOST_PATHS = 64
"""Paths of one sheet; they double with every layer."""

Path = tuple[str, ...]
"""Names from the output down to the parameter, ends included."""


def path_blocks(derivation: Derivation, names: list[str]) -> Iterator[Block]:
    """The paths to every derivative in `names`.

    Raises `UsageError` where there are more than fit a sheet.
    """
    graph = derivation.graph
    left = MOST_PATHS
    for name in names:
        if "/d" in name and numerator(name) in graph.outputs:
            target = _parameter(name, graph)
            paths = list(_paths(graph, numerator(name), target, left))
            left -= len(paths)
            yield from _one(derivation, name, target, paths)


def _parameter(name: str, graph: Graph) -> str:
    by = name[name.index("/d") + 2 :]
    return by if by in graph.by_name else without_sample(by)


def _paths(graph: Graph, output: str, target: str, most: int) -> Iterator[Path]:
    """Every path, found from the target up; `most` bounds the search."""
    found = 0
    waiting: list[Path] = [(target,)]
    while waiting:
        path = waiting.pop()
        if path[0] == output:
            found += 1
            if found > most:
                raise UsageError(wording.too_many_paths(MOST_PATHS), wording.TOO_MANY_PATHS_HINT)
            yield path
        else:
            waiting += [(user, *path) for user in reversed(graph.users.get(path[0], []))]


def _one(derivation: Derivation, name: str, target: str, paths: list[Path]) -> Iterator[Block]:
    yield Heading(2, f"{wording.PATHS} {target}")
    edges = dict.fromkeys(edge for path in paths for edge in pairwise(path))
    yield Paragraph(wording.STRUCK)
    yield Working(tuple(_edge_row(edge, derivation) for edge in edges))
    yield Paragraph(wording.paths_to(len(paths)))
    rows = [_path_row(place, path, derivation) for place, path in enumerate(paths, start=1)]
    yield Working((*rows, _sum_row(name, paths, derivation)))


def _edge_row(edge: tuple[str, str], derivation: Derivation) -> Row:
    """One local derivative: the formula with the other terms struck out, the rule, the numbers."""
    user, name = edge
    formula = derivation.graph.formulas[user]
    local = _local(edge, derivation)
    lines = [Line(Diff(Ref(name), _struck(formula, name))), Line(local)]
    if derivation.values and not is_constant(local):
        lines.append(Line(local, numbers=True))
    return Row(derivative(user, name), tuple(lines), _value(local, derivation))


def _local(edge: tuple[str, str], derivation: Derivation) -> Expr:
    graph = derivation.graph
    return pull_back(graph.formulas[edge[0]], named=graph.named)[edge[1]]


def _value(expr: Expr, derivation: Derivation) -> float | None:
    return evaluate(expr, derivation.values) if derivation.values else None


def _struck(formula: Expr, name: str) -> Expr:
    """`formula` with the terms of its sums that do not depend on `name` struck out, together."""
    match formula:
        case Add(terms):
            parts: list[Expr] = []
            for term in terms:
                if name in references(term):
                    parts.append(_struck(term, name))
                elif parts and isinstance(parts[-1], Struck):
                    parts[-1] = Struck(Add((*_terms(parts[-1].body), term)))
                else:
                    parts.append(Struck(term))
            return Add(tuple(parts))
        case Mul((factor, Add() as total)) if name in references(total):
            return Mul((factor, _struck(total, name)))
    return formula


def _terms(expr: Expr) -> tuple[Expr, ...]:
    return expr.terms if isinstance(expr, Add) else (expr,)


def _symbols(path: Iterable[str]) -> tuple[Expr, ...]:
    return tuple(Ref(derivative(user, name)) for user, name in pairwise(path))


def _locals(path: Path, derivation: Derivation) -> tuple[Expr, ...]:
    return tuple(_local(edge, derivation) for edge in pairwise(path))


def _product(factors: tuple[Expr, ...]) -> Expr:
    return factors[0] if len(factors) == 1 else Mul(factors)


def _path_row(place: int, path: Path, derivation: Derivation) -> Row:
    worked = _product(_locals(path, derivation))
    lines = [Line(_product(_symbols(path)), reasons=(wording.route(list(path)),)), Line(worked)]
    if derivation.values:
        lines.append(Line(worked, numbers=True))
    return Row(f"P[{place}]", tuple(lines), _value(worked, derivation))


def _sum_row(name: str, paths: list[Path], derivation: Derivation) -> Row:
    """P₁ + P₂, then [… + …] · [the tail that all paths share]."""
    lines = []
    if len(paths) > 1:
        lines.append(Line(Add(tuple(Ref(f"P[{place}]") for place in range(1, len(paths) + 1)))))
    shared = _shared_edges(paths)
    if shared and len(paths) > 1:
        lines.append(Line(_factored(paths, shared, _symbols), reasons=(wording.COMMON_TAIL,)))
    factored = _factored(paths, shared, lambda path: _locals(path, derivation))
    lines.append(Line(factored))
    if derivation.values:
        lines.append(Line(factored, numbers=True))
    return Row(name, tuple(lines), derivation.values.get(name))


def _shared_edges(paths: list[Path]) -> int:
    """How many last edges all paths have in common; each keeps at least its first edge to itself."""
    tails = zip(*(reversed(path) for path in paths), strict=False)
    equal = len(list(takewhile(lambda names: len(set(names)) == 1, tails)))
    return max(0, min(equal, *(len(path) - 1 for path in paths)) - 1)


def _factored(paths: list[Path], shared: int, factors: Callable[[Path], tuple[Expr, ...]]) -> Expr:
    if len(paths) == 1:
        return _product(factors(paths[0]))
    heads = Add(tuple(_product(factors(path[: len(path) - shared])) for path in paths))
    if not shared:
        return heads
    return Mul((heads, *factors(paths[0][-shared - 1 :])))
