"""Style `paths`: every way from the output to a parameter, its product, the sum, the common tail taken out.

∂L/∂w¹₁₁ = ∂L/∂a²₁ · ∂a²₁/∂z²₁ · ∂z²₁/∂a¹₁ · ∂a¹₁/∂z¹₁ · ∂z¹₁/∂w¹₁₁ + …
= [… + …] · [∂a¹₁/∂z¹₁ · ∂z¹₁/∂w¹₁₁]
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise, takewhile

from backprop_cli.derivation.link import Link, kind_of
from backprop_cli.derivation.step import Rule, Step
from backprop_cli.errors import UsageError
from backprop_cli.expr.evaluate import value_if_any
from backprop_cli.expr.parts import as_product, terms_of
from backprop_cli.expr.tree import Add, Diff, Expr, Mul, Ref, Struck, children, is_constant, references
from backprop_cli.graph.graph import Node, Role
from backprop_cli.graph.walk import between, reached
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import PRODUCT
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.words import paths as words
from backprop_cli.words.inline import Words
from backprop_cli.words.reasons import NO_FLOAT
from backprop_cli.words.say import phrase, say
from backprop_cli.words.solution import LOCAL
from backprop_cli.worksheet.document import Block, Heading, Line, Paragraph, Row, Working
from backprop_cli.worksheet.sheet import Sheet

MOST_PATHS = 64
"""Paths of one sheet; they double with every layer."""
MOST_IN_FULL = 2
"""Paths whose factors still fit one line; the sum of more is that of their products."""

Path = tuple[str, ...]
"""Names from the output down to the parameter, ends included."""


def path_blocks(sheet: Sheet) -> Iterator[Block]:
    """The forward pass, then the paths to every derivative asked for.

    Raises `UsageError` where there are more than fit a sheet.
    """
    yield from sheet.forward()
    asked = [step for step in sheet.local() if step.name in sheet.asked]
    if asked:
        yield Heading(2, say(LOCAL))
        yield sheet.table(asked)
    yield from _Paths(sheet).blocks(sheet.names)


class _Paths:
    """The paths of one sheet, numbered through: P[1], P[2], … are their products."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.derivation = sheet.derivation
        self.graph = sheet.derivation.graph
        self.count = 0
        self.is_of_one = False
        """Whether they are to one quantity, so that nothing less can be asked for."""
        self.products = 0
        self._between: dict[str, dict[str, list[Node]]] = {}
        self.shown: set[tuple[str, str]] = set()
        """Local derivatives that stand on the sheet already."""
        self.has_told = False
        """Whether the sheet says already what struck-out terms are."""

    def blocks(self, names: Iterable[str]) -> Iterator[Block]:
        """The paths to every derivative of a loss, or of a final formula, in `names`."""
        quantities = {name: self.derivation.quantities.get(name) for name in names}
        wanted = {
            name: each
            for name, each in quantities.items()
            if isinstance(each, Gradient) and self._is_output(text(each.of))
        }
        self.is_of_one = len(wanted) == 1
        for name, gradient in wanted.items():
            target = text(gradient.by)
            yield from self._one(name, target, list(self._to(text(gradient.of), target)))

    def _is_output(self, name: str) -> bool:
        return name in self.graph.outputs or self.graph.by_name[name].role is Role.LOSS

    def _to(self, output: str, target: str) -> Iterator[Path]:
        """Every path, found from the target up, in a bounded search."""
        users = self._users(output)
        waiting: list[Path] = [(target,)]
        while waiting:
            path = waiting.pop()
            if path[0] == output:
                self.count += 1
                if self.count > MOST_PATHS:
                    hint = words.TOO_MANY_PATHS_TO_ONE if self.is_of_one else words.TOO_MANY_PATHS_HINT
                    raise UsageError(words.too_many_paths(MOST_PATHS), phrase(hint))
                yield path
            else:
                waiting += [(user.name, *path) for user in reversed(users.get(path[0], []))]

    def _users(self, output: str) -> dict[str, list[Node]]:
        if output not in self._between:
            self._between[output] = between(self.graph, output)
        return self._between[output]

    def _one(self, name: str, target: str, paths: list[Path]) -> Iterator[Block]:
        yield Heading(2, words.paths_to(target, len(paths)))
        edges = dict.fromkeys(edge for path in paths for edge in pairwise(path))
        fresh = [edge for edge in edges if edge not in self.shown and not self._is_given(edge)]
        self.shown.update(fresh)
        if fresh:
            local = tuple(map(self._edge_row, fresh))
            example = next(_struck_out(row.lines[0].expr for row in local), None)
            if example is not None and not self.has_told:
                yield Paragraph(words.crossed_out(example))
                self.has_told = True
            yield Working(local)
        if len(paths) == 1:
            if len(paths[0]) > 2:  # a path of one edge is that local derivative
                yield Working((self._product_row(name, paths[0]),))
            return
        numbers = range(self.products + 1, self.products + len(paths) + 1)
        products = [self.sheet.name_of(Quantity(PRODUCT, indices=(number,))) for number in numbers]
        self.products += len(paths)
        rows = [self._product_row(product, path) for product, path in zip(products, paths, strict=True)]
        yield Working((*rows, self._sum_row(name, products, paths)))

    # --- local derivatives --------------------------------------------------------------------------

    def _edge_row(self, edge: tuple[str, str]) -> Row:
        """One local derivative: the formula with the other terms struck out, the rule, the numbers."""
        user, name = self.graph.by_name[edge[0]], self.graph.by_name[edge[1]]
        local = self._local(edge)
        gradient = Gradient(user.quantity, name.quantity)
        link = Link(user, None, local, kind_of(user.role, name.role))
        step = Step(text(gradient), gradient, Rule.LOCAL, links=(link,))
        (side,) = step.sides
        lines = [
            Line(Diff(Ref(name.name), _struck(self.graph.formulas[user.name], name.name))),
            Line(local, reasons=self.sheet.rows.reasons.of(step, side)),
        ]
        value = self._value(local)
        if value is None and self.derivation.values:
            lines[-1] = lines[-1]._replace(reasons=(*lines[-1].reasons, say(NO_FLOAT)))
        elif value is not None and not is_constant(local):
            lines.append(Line(local, numbers=True))
        return Row(self._name(edge), tuple(lines), value)

    def _is_given(self, edge: tuple[str, str]) -> bool:
        """Whether the exercise gives this derivative: there is nothing to work out."""
        return edge[0] in self.graph.unstated and edge[1] in self.graph.above

    def _name(self, edge: tuple[str, str]) -> str:
        """∂y/∂x; marked as direct where x reaches y by other ways too."""
        user, name = edge
        others = [each for each in self.graph.users[name] if each != user]
        several = user in reached(others, lambda each: self.graph.users.get(each, ()))
        gradient = Gradient(self.graph.by_name[user].quantity, self.graph.by_name[name].quantity, several)
        return self.sheet.name_of(gradient)

    def _local(self, edge: tuple[str, str]) -> Expr:
        user, name = edge
        return self.graph.local(user)[name]

    def _value(self, expr: Expr) -> float | None:
        """The value of a formula; None in a symbolic problem, and where a float cannot hold it."""
        return value_if_any(expr, self.derivation.values) if self.derivation.values else None

    # --- products and their sum ---------------------------------------------------------------------

    def _symbols(self, path: Path) -> tuple[Expr, ...]:
        return tuple(Ref(self._name(edge)) for edge in pairwise(path))

    def _locals(self, path: Path) -> tuple[Expr, ...]:
        return tuple(map(self._local, pairwise(path)))

    def _product_row(self, name: str, path: Path) -> Row:
        worked = as_product(self._locals(path))
        route: Words = words.route(list(path))
        lines = [Line(as_product(self._symbols(path)), reasons=(route,)), Line(worked)]
        value = self._value(worked)
        if value is None and (short := self._collapsed(path)) is not None:
            worked, value = short, self._value(short)
            lines.append(Line(worked))
        elif value is None and self.derivation.values:
            lines[-1] = lines[-1]._replace(reasons=(say(NO_FLOAT),))
        if value is not None:
            lines.append(Line(worked, numbers=True))
            if name in self.sheet.own:
                self.sheet.values[name] = value
        return Row(name, tuple(lines), value)

    def _collapsed(self, path: Path) -> Expr | None:
        """The product with its head in one closed form, ŷ − y, where that has only this one way to go."""
        for place, name in enumerate(path):
            ways = [len(self._users(path[0]).get(each, ())) for each in path[1 : place + 1]]
            if name in self.graph.collapsed and set(ways) == {1}:
                return as_product((self.graph.collapsed[name], *self._locals(path[place:])))
        return None

    def _sum_row(self, name: str, products: list[str], paths: list[Path]) -> Row:
        """P₁ + P₂, then [… + …] · [the tail that all paths share]."""
        total = Add(tuple(map(Ref, products)))
        worked: Expr = total
        lines = [Line(total)]
        if len(paths) <= MOST_IN_FULL:
            shared = _shared_edges(paths)
            reasons = (say(words.COMMON_TAIL),) if shared else ()
            factored = _factored(paths, shared, self._symbols)
            lines.append(Line(factored, reasons=reasons))
            lines.append(Line(_factored(paths, shared, self._locals)))
            if shared and self._has_numbers(paths):
                worked = factored
        if self.derivation.values:
            lines.append(Line(worked, numbers=True))
        return Row(name, tuple(lines), self.derivation.values.get(name))

    def _has_numbers(self, paths: list[Path]) -> bool:
        """Whether every local derivative on the paths has a number, which is then written for its name."""
        edges = {edge for path in paths for edge in pairwise(path)}
        values = {self._name(edge): self._value(self._local(edge)) for edge in edges}
        known = {name: value for name, value in values.items() if value is not None}
        self.sheet.values.update(known)
        return len(known) == len(edges)


def _struck(formula: Expr, name: str) -> Expr:
    """`formula` with the terms of its sums that do not depend on `name` struck out, together."""
    match formula:
        case Add(terms):
            parts: list[Expr] = []
            for term in terms:
                if name in references(term):
                    parts.append(_struck(term, name))
                elif parts and isinstance(parts[-1], Struck):
                    parts[-1] = Struck(Add((*terms_of(parts[-1].body), term)))
                else:
                    parts.append(Struck(term))
            return Add(tuple(parts))
        case Mul((factor, Add() as total)) if name in references(total):
            return Mul((factor, _struck(total, name)))
    return formula


def _struck_out(formulas: Iterable[Expr]) -> Iterator[Expr]:
    """The first term of all that is struck out in formulas, struck out."""
    for formula in formulas:
        if isinstance(formula, Struck):
            yield Struck(terms_of(formula.body)[0])
        else:
            yield from _struck_out(children(formula))


def _shared_edges(paths: list[Path]) -> int:
    """How many last edges all paths have in common; each keeps at least its first edge to itself."""
    tails = zip(*(reversed(path) for path in paths), strict=False)
    equal = len(list(takewhile(lambda names: len(set(names)) == 1, tails)))
    return max(0, min(equal, *(len(path) - 1 for path in paths)) - 1)


def _factored(paths: list[Path], shared: int, factors: Callable[[Path], tuple[Expr, ...]]) -> Expr:
    heads = Add(tuple(as_product(factors(path[: len(path) - shared])) for path in paths))
    return Mul((heads, *factors(paths[0][-shared - 1 :]))) if shared else heads
