"""The marking scheme: what a derivation says of every line, worked out once for all sheets."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, partial
from typing import NamedTuple

from backprop_cli.derivation.by_shares import without_shares
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.routes import by_argument, by_own_value, by_value, routes
from backprop_cli.derivation.step import Step
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.pull_back import as_cases, pull_back
from backprop_cli.expr.tree import Expr, Mul, Num, Prime, Ref, is_constant, references, substitute
from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.formula_points import Workings
from backprop_cli.marking.mistakes.mistake import Mistake
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.marking.mistakes.table import variants
from backprop_cli.marking.sheets.exact import exact_numbers
from backprop_cli.quantities.quantity import AnyQuantity


class Own(NamedTuple):
    """A sample's own derivative, of which the batch's is a share."""

    name: str
    share: float


class Scheme:
    """For each line of a solution: the ways to it, the mistakes that can be made there, their slopes."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.values = derivation.values
        self._routes: dict[str, list[Expr]] = {}
        self._parents: dict[str, tuple[str, ...]] = {}
        self._variants: dict[str, list[tuple[Mistake, Expr]]] = {}
        self._by_mistake: dict[str, dict[Mistake, list[Expr]]] = {}
        self._descendants: dict[str, frozenset[str]] = {}
        self._chooses: dict[str, bool] = {}
        self._slopes: dict[int, tuple[Expr, dict[str, Expr] | None]] = {}

    @cached_property
    def steps(self) -> dict[str, Step]:
        """Every line of the solution by its name."""
        return {name: self.derivation.by_name[name] for name in self.derivation.order}

    @cached_property
    def shares(self) -> dict[str, Own]:
        """For each of the batch's derivatives by a sample's quantity, the sample's own."""
        links = {step.name: step.links[0] for step in self.derivation.shares}
        return {
            name: Own(link.adjoint, evaluate(link.local, {})) for name, link in links.items() if link.adjoint
        }

    @cached_property
    def workings(self) -> Workings:
        """Where formulas are compared."""
        return Workings(self.derivation)

    @cached_property
    def given(self) -> frozenset[float]:
        """The given numbers, see `exact_numbers`."""
        return exact_numbers(self.derivation)

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of every line in the solution."""
        return self.derivation.order

    def routes(self, name: str) -> list[Expr]:
        """The ways to a line: the symbolic sides of its step, the finest first.

        A slope is as the page writes it: a(1 − a) takes the student's own a, and so does ELU's a + 1.
        """
        if name not in self._routes:
            written_out = by_own_value(self._joined(name), self.derivation.graph.formulas)
            self._routes[name] = list(dict.fromkeys((*self._ways(name), *routes(written_out))))
        return self._routes[name]

    def _ways(self, name: str) -> Iterator[Expr]:
        step = self.steps[name]
        yield from (*routes(step), *routes(self._joined(name)), *by_value(step))

    @cached_property
    def with_other_slopes(self) -> tuple["OtherSlopes", ...]:
        """The same for students who work slopes otherwise than the page.

        Every one from its argument, σ′(z), with no a in it; or that of a function which the problem writes
        out from its value: a(1 − a), where a = 1/(1 + e^(−z)).
        """
        formulas = self.derivation.graph.formulas
        ways = partial(by_argument, formulas=formulas), partial(by_own_value, formulas=formulas)
        return tuple(OtherSlopes(self.derivation, way) for way in ways)

    def chooses(self, name: str) -> bool:
        """Whether it is the slope of a choice of one quantity or another: max(u, v), not max(0, z)."""
        if name not in self._chooses:
            formulas = (link.user.formula for link in self.steps[name].links if link.adjoint is None)
            parts = (part for formula in formulas if formula for part in every_part(formula))
            self._chooses[name] = any(map(_is_choice, parts))
        return self._chooses[name]

    def parents(self, name: str) -> tuple[str, ...]:
        """The names that any way to a line goes through."""
        if name not in self._parents:
            used = (parent for route in self.routes(name) for parent in references(route))
            self._parents[name] = tuple(dict.fromkeys(used))
        return self._parents[name]

    def descendants(self, name: str) -> frozenset[str]:
        """The lines that any way leads to from a line."""
        if name not in self._descendants:
            found = reached(self.users(name), self.users)
            self._descendants[name] = frozenset(found)
        return self._descendants[name]

    def behind(self, names: Iterable[str]) -> set[str]:
        """The lines that any way leads to from one of these."""
        return set[str]().union(*map(self.descendants, names))

    def users(self, name: str) -> Sequence[str]:
        """The lines that any way leads to from a line at once."""
        return self._children.get(name, ())

    @cached_property
    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {}
        for name in self.steps:
            for parent in self.parents(name):
                children.setdefault(parent, []).append(name)
        return children

    def layer(self, name: str) -> tuple[str, ...]:
        """The lines of the same kind in the same layer, in all units and samples: every ∂L/∂z1."""
        return tuple(self._layers[self.steps[name].quantity.kind])

    @cached_property
    def _layers(self) -> dict[AnyQuantity, list[str]]:
        layers: dict[AnyQuantity, list[str]] = {}
        for name, step in self.steps.items():
            layers.setdefault(step.quantity.kind, []).append(name)
        return layers

    def variants(self, name: str) -> list[tuple[Mistake, Expr]]:
        """The known mistakes that can be made at a line, each with the formula it gives."""
        if name not in self._variants:
            found = list(variants(Spot(self._joined(name), self.derivation, self.steps)))
            if first := self.derivation.first_time.get(name):
                as_first = variants(Spot(self.steps[first], self.derivation, self.steps))
                found += [(mistake, substitute(way, self._new.get)) for mistake, way in as_first]
            if own := self.shares.get(name):
                share = Num(own.share, repr(own.share))
                found += [(mistake, Mul((share, way))) for mistake, way in self.variants(own.name)]
            if only := self._only_losses.get(name):
                found += self.variants(only)
            self._variants[name] = list(dict.fromkeys(found))
        return self._variants[name]

    @cached_property
    def _only_losses(self) -> dict[str, str]:
        """For the loss of a step of one sample that sample's, which it is."""
        return {whole: only for only, whole in self.derivation.whole_losses.items()}

    @cached_property
    def _new(self) -> dict[str, Expr]:
        """What stands in the forward pass with the new parameters for a name of the first one."""
        return {name: Ref(new) for name, new in self.derivation.renewed.items()}

    def _joined(self, name: str) -> Step:
        """A line as most work it, where the page goes share by share."""
        return without_shares(self.steps[name], self.derivation.by_name)

    def by_mistake(self, name: str) -> dict[Mistake, list[Expr]]:
        """For each known mistake that can be made at a line the formulas that it gives."""
        if name not in self._by_mistake:
            found = self._by_mistake[name] = {}
            for mistake, formula in self.variants(name):
                found.setdefault(mistake, []).append(formula)
        return self._by_mistake[name]

    def slopes(self, formula: Expr) -> dict[str, Expr] | None:
        """The derivatives of a formula by its names; None where they go by cases, ReLU′(z).

        Kept by identity: the same trees come again for every sheet.
        """
        known = self._slopes.get(id(formula))
        if known is None:
            known = self._slopes[id(formula)] = (formula, None if _by_cases(formula) else pull_back(formula))
        return known[1]


class OtherSlopes(Scheme):
    """The scheme for a student who works slopes otherwise than the page."""

    def __init__(self, derivation: Derivation, change: Callable[[Step], Step]) -> None:
        super().__init__(derivation)
        self._change = change
        self._changed_steps: dict[str, Step] = {}

    def changes(self, name: str) -> bool:
        """Whether a line has such a slope."""
        return self._changed(name) is not self.steps[name]

    def _changed(self, name: str) -> Step:
        if name not in self._changed_steps:
            self._changed_steps[name] = self._change(self.steps[name])
        return self._changed_steps[name]

    def _ways(self, name: str) -> Iterator[Expr]:
        ways = list(super()._ways(name))
        if self.changes(name):
            worked = (*routes(self._changed(name)), *routes(self._change(self._joined(name))))
            # where a is given, or the derivative by it, z may be nobody's
            yield from (way for way in worked if way not in ways and self._has_value(way))
        yield from ways

    def _has_value(self, way: Expr) -> bool:
        return all(name in self.steps or name in self.values for name in references(way))


def _is_choice(expr: Expr) -> bool:
    """Whether a part of a formula is one of two quantities, so that the other has no say."""
    cases = as_cases(expr)
    return cases is not None and not any(map(is_constant, cases[1:]))


def _by_cases(expr: Expr) -> bool:
    return any(isinstance(part, Prime) for part in every_part(expr))
