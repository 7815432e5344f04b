"""What every style of sheet is made of: the chosen quantities, tables of rows, the forward pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.select import needed_steps
from backprop_cli.derivation.step import Step
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Quantity
from backprop_cli.words import solution as words
from backprop_cli.words.inline import Words
from backprop_cli.words.say import Message, phrase, say
from backprop_cli.worksheet.document import DIGITS, Block, Heading, Working
from backprop_cli.worksheet.rows import RowMaker

MOST_ROWS = 24
"""Rows of one kind, such as the weights of one layer, that fit a page; more are shortened."""
ROWS_KEPT = 6
"""Rows that stay of a longer list."""


def _layer(step: Step) -> int | None:
    """The layer of what a step works out, or of what its derivative is by."""
    quantity = step.quantity
    return quantity.layer if isinstance(quantity, Quantity) else quantity.by.layer


class Sheet:
    """A derivation, the quantities to work out, and whether long lists are shortened."""

    def __init__(
        self,
        derivation: Derivation,
        names: list[str],
        *,
        shorten: bool,
        rules: bool = False,
        digits: int = DIGITS,
    ) -> None:
        self.derivation = derivation
        self.names = names
        self.asked = frozenset(names)
        self.shorten = shorten
        self.needed = needed_steps(derivation, names)
        self.rows = RowMaker(derivation, derivation.values, rules=rules, shown=self.needed, digits=digits)
        self.values = dict(derivation.values)
        """Every number that stands on the sheet, by name."""
        self.own: dict[str, AnyQuantity] = {}
        """What only this sheet speaks of: the product of a path."""

    def name_of(self, quantity: AnyQuantity) -> str:
        """The name of a quantity that only this sheet may speak of."""
        name = text(quantity)
        self.own[name] = quantity
        return name

    def forward(self) -> Iterator[Block]:
        """The forward pass, sample by sample; nothing without numbers: the formulas are given."""
        if self.derivation.values:
            yield from self.tables(self.derivation.forward, words.FORWARD)

    def again(self) -> Iterator[Block]:
        """The forward pass with the new parameters, where somebody asks for it."""
        yield from self.tables(self.derivation.again, words.AGAIN)

    def local(self) -> list[Step]:
        """The local derivatives with a line of their own: those asked for, and with rules all of formulas."""
        cited = dict[str, Step]()
        if self.rows.reasons.rules:
            from backprop_cli.derivation.by_rule import local_steps  # what most sheets do without

            needed = (step for step in self.derivation.backward if step.name in self.needed)
            cited = {step.name: step for step in local_steps(self.derivation, needed)}
        asked = {step.name: step for step in self.derivation.local if step.name in self.asked}
        return list((cited | asked).values())

    def tables(self, steps: Iterable[Step], title: Message) -> Iterator[Block]:
        """The needed ones of `steps` in a table for each sample, under a heading each."""
        samples = {step.quantity.sample for step in self.derivation.forward} - {None}
        several, of_all = bool(samples), words.OF_BATCH if len(samples) > 1 else words.OF_STEP
        second_names = set(self.derivation.whole_losses.values())
        needed = [step for step in steps if step.name in self.needed and step.name not in second_names]
        if several and not self.derivation.shares:
            yield from self._by_layer(needed, phrase(title))
            return
        for sample, run in groupby(needed, lambda step: step.quantity.sample):
            part = words.of_sample(sample) if sample else phrase(of_all)
            yield Heading(2, words.part_of(phrase(title), part) if several else say(title))
            yield self.table(list(run))

    def _by_layer(self, steps: list[Step], title: str) -> Iterator[Block]:
        """Where samples mix: all of them layer by layer, backwards from the last."""
        layers = dict.fromkeys(map(_layer, steps))
        for layer in layers:
            part = words.of_layer(layer) if layer else phrase(words.OF_BATCH)
            yield Heading(2, words.part_of(title, part))
            yield self.table([step for step in steps if _layer(step) == layer])

    def table(self, steps: Sequence[Step]) -> Working:
        """The steps as rows, long lists shortened with a note."""
        kept, note = self.shortened([step.name for step in steps])
        return Working(tuple(self.rows.of(step) for step in steps if step.name in kept), note)

    def shortened(self, names: list[str]) -> tuple[set[str], Words]:
        """The names that fit a page, and the note on the others: each long group keeps its first rows."""
        groups: dict[AnyQuantity, list[str]] = {}
        for name in names:
            groups.setdefault(self.derivation.quantities[name].whole, []).append(name)
        kept = {
            name
            for group in groups.values()
            for name in (group[:ROWS_KEPT] if self.shorten and len(group) > MOST_ROWS else group)
        }
        left_out = [name for name in names if name not in kept]
        return kept, words.left_out(len(left_out), left_out[0]) if left_out else ()
