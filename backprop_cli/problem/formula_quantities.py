"""The quantities of a formula problem: which names exist, and why another one does not."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from backprop_cli.errors import NOTHING, Objection, Sentence, cited, nearest
from backprop_cli.expr.tokens import canonical, lettered
from backprop_cli.graph.walk import reached
from backprop_cli.problem.objections.sentences import (
    is_one_itself,
    nothing_to_work,
    starts_from,
    without_optimizer,
)
from backprop_cli.problem.times import Times
from backprop_cli.quantities.grammar import read_own, text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.spellings import shared_spelling


class FormulaQuantities(NamedTuple):
    """What decides which names a formula problem has."""

    formulas: tuple[str, ...]
    free: tuple[str, ...]
    """The names in them that have no formula."""
    wrt: tuple[str, ...]
    """Those to differentiate by."""
    updated: bool
    """Whether there is a descent step."""
    times: Times = Times()
    uses: Mapping[str, Collection[str]] = {}
    """The names in each formula."""
    fixed: tuple[str, ...] = ()
    """Those of `wrt` that no step changes."""

    @property
    def moved(self) -> tuple[str, ...]:
        """The names that a descent step changes."""
        return tuple(each for each in self.wrt if each not in self.fixed)

    def read(self, name: str) -> AnyQuantity | None:
        """What a name means here, or None where it is not of the grammar."""
        return read_own(name)

    def meanings(self, name: str) -> list[AnyQuantity]:
        """The quantities that a typed name may mean: one; several where it is not plain; none."""
        quantity = self.read(canonical(name))
        if isinstance(quantity, Gradient):
            pairs = [Gradient(of, by) for of in self._own(quantity.of) for by in self._own(quantity.by)]
            return [pair for pair in pairs if self._refused_derivative(pair, "") is None]
        own = self._own(quantity) if quantity else []
        return [each for each in own if not each.new or self._refused_update(each, "") is None]

    @property
    def only_gradient(self) -> Gradient | None:
        """The derivative of the one formula that no other uses by the one quantity that a step changes."""
        is_one = self.updated and self.result and len(self.moved) == 1
        return Gradient(Quantity(self.result), Quantity(self.moved[0])) if is_one else None

    @property
    def result(self) -> str:
        """The one formula that no other uses; empty where there are several."""
        used = {each for names in self.uses.values() for each in names}
        last = [each for each in self.formulas if each not in used]
        return last[0] if len(last) == 1 else ""

    def moves(self, quantity: AnyQuantity) -> bool:
        """Whether a quantity changes from step to step of a training."""
        return isinstance(quantity, Gradient) or quantity.symbol not in set(self.free) - set(self.moved)

    def is_parameter(self, quantity: AnyQuantity) -> bool:
        """Whether it is one of what is differentiated by, before or after a descent step."""
        return isinstance(quantity, Quantity) and quantity.symbol in self.wrt

    def updates(self, quantity: AnyQuantity) -> bool:
        """Whether a descent step changes a quantity."""
        return isinstance(quantity, Quantity) and quantity.symbol in self.moved and not quantity.new

    def _own(self, quantity: Quantity) -> list[Quantity]:
        """The author's names that a name spells: just so, else with the same look, else in another case."""
        names = dict.fromkeys((*self.formulas, *self.free, *self.wrt))
        if quantity.symbol in names:
            return [quantity]
        for look in (shared_spelling, _in_any_case):
            same = [each for each in names if look(each) == look(quantity.symbol)]
            if same:
                return [quantity._replace(symbol=each) for each in same]
        is_loss = _LOSSES.issuperset(map(_in_any_case, (self.result, quantity.symbol)))
        return [quantity._replace(symbol=self.result)] if is_loss else []

    def given(self, quantity: AnyQuantity, written: str) -> Objection | None:
        """Why there is nothing to work out of a quantity that there is; None where there is."""
        if isinstance(quantity, Gradient):
            is_one = quantity.of == quantity.by
            return (is_one_itself(written), NOTHING) if is_one else None
        if quantity.of is not None and quantity.step == 0:
            return starts_from(written), NOTHING
        name = text(quantity._replace(step=None))
        if name in self.free and name not in self.wrt:
            return nothing_to_work(written), _add_to_wrt(name)
        return None

    def reason_against(self, name: str, written: str) -> Objection | None:
        """Why there is no quantity of a typed name, which somebody wrote as `written`, if there is one."""
        quantity = self.read(canonical(name))
        if isinstance(quantity, Gradient):
            of, by = (_first(self._own(part), part) for part in (quantity.of, quantity.by))
            return self._refused_derivative(Gradient(of, by), written)
        if quantity is None or not quantity.new or not self._own(quantity):
            return None
        return self._refused_update(self._own(quantity)[0], written)

    def unknown(self, written: str) -> Objection:
        """That there is nothing of the kind, and the nearest name."""
        moved = (*self.formulas, *self.moved)
        updated = [text(Quantity(each, new=True)) for each in moved] if self.updated else []
        message = Sentence("{name} is no quantity of this problem", name=cited(written))
        return message, nearest(written, [*self.formulas, *self.wrt, *updated])

    def _refused_update(self, quantity: Quantity, written: str) -> Objection | None:
        if quantity.symbol in self.fixed and self.updated:
            own = cited(lettered(quantity.symbol))
            return Sentence("{own} is fixed, so there is no {name}", own=own, name=cited(written)), NOTHING
        if quantity.symbol not in (*self.wrt, *self.formulas):
            listed = ", ".join(cited(lettered(each)) for each in self.moved[:5]) + _more(self.moved)
            hint = Sentence("the step changes {names}", names=listed)
            return Sentence("{name} is no updated value", name=cited(written)), hint
        return None if self.updated else (without_optimizer(written), NOTHING)

    def refused_state(self, quantity: AnyQuantity, written: str) -> Objection:
        """Why an optimiser works out nothing of a quantity that it does not change."""
        listed = ", ".join(cited(lettered(each)) for each in self.moved[:5]) + _more(self.moved)
        message = Sentence(
            "no step changes {own}, so there is no {name}", own=cited(text(quantity)), name=cited(written)
        )
        return message, Sentence("the step changes {names}", names=listed)

    def _refused_derivative(self, gradient: Gradient, written: str) -> Objection | None:
        of, by = text(gradient.of), text(gradient.by)
        message = Sentence("{name} is no derivative of this problem", name=cited(written))
        if of not in self.formulas:
            listed = ", ".join(cited(lettered(each)) for each in self.formulas[:5]) + _more(self.formulas)
            return message, Sentence(
                "{name} is no formula; there are {names}", name=cited(lettered(of)), names=listed
            )
        if by in self.free and by not in self.wrt:
            return message, _add_to_wrt(by)
        if by not in (*self.formulas, *self.wrt):
            return message, Sentence("{name} is no name in the formulas", name=cited(lettered(by)))
        if self.uses and by not in set(reached([of], lambda name: self.uses.get(name, ()))):
            names = {"name": cited(written), "of": cited(lettered(of)), "by": cited(lettered(by))}
            return Sentence("{name} is 0: {of} does not depend on {by}", **names), NOTHING
        return None


_LOSSES = frozenset({"l", "e", "j", "c", "loss", "cost", "error", "totalloss"})
"""What books call a loss: a student's J is the author's L, where there is no J."""


def _first(found: Sequence[Quantity], otherwise: Quantity) -> Quantity:
    return found[0] if found else otherwise


def _in_any_case(name: str) -> str:
    return shared_spelling(name).casefold()


def _add_to_wrt(name: str) -> Sentence:
    return Sentence("add {name} to `wrt`", name=cited(name))


def _more(names: Sequence[str]) -> str:
    return ", …" if len(names) > 5 else ""
