"""The margin of a sheet: which remarks stand on it, and under which line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.quantities.grammar import in_step, text
from backprop_cli.quantities.network import STACKS, stack_of
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.worksheet.document import Block, Remark, Working
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Part
from backprop_cli.worksheet.remarks.table import Told, remarks_on
from backprop_cli.worksheet.sheet import Sheet

MOST_REMARKS = 5
"""Remarks on one sheet: more are not read."""


def by_step(cases: Mapping[int, Case]) -> dict[int, tuple[Told, ...]]:
    """The remarks of each step that is worked; what holds for several steps is told at the first."""
    found, said = dict[int, tuple[Told, ...]](), set[tuple[object, ...]]()
    for number, case in cases.items():
        told = remarks_on(case)
        found[number] = tuple(each for each in told if each.row.every_step or _key(each) not in said)
        said |= set(map(_key, told))
    return found


def _key(told: Told) -> tuple[object, ...]:
    return told.row.key, told.found.about


def as_remark(told: Told, step: int | None = None) -> Remark:
    """A remark as a block; `step`: of a training, the step that its quantities belong to."""
    names = (text(each if step is None else in_step(each, step)) for each in told.found.about)
    return Remark(told.row.key, tuple(names), told.words)


def given_remarks(told: Iterable[Told]) -> Iterator[Block]:
    """What there is to say of the exercise itself."""
    for each in told:
        if each.found.part is Part.GIVEN:
            yield as_remark(each)
            yield from each.found.beside


class Margin:
    """The remarks of one step, on its sheet."""

    def __init__(self, told: Sequence[Told], sheet: Sheet, scalars: Derivation, *, narrowed: bool) -> None:
        self.sheet = sheet
        self.scalars = scalars
        self.narrowed = narrowed
        """Whether the sheet works only what is asked for."""
        room = MOST_REMARKS - sum(each.found.part is Part.GIVEN for each in told)
        self.chosen = [each for each in told if self._belongs(each)][: max(room, 0)]

    def beside(self, blocks: Iterable[Block], part: Part) -> Iterator[Block]:
        """The blocks of a part with its remarks: each under its line, else at the end."""
        blocks = tuple(blocks)
        rows = {row.name for block in blocks if isinstance(block, Working) for row in block.rows}
        under: dict[str, list[Remark]] = {}
        last: list[Block] = []
        for each in (told for told in self.chosen if told.found.part is part):
            row = next((name for name in self._rows(each) if name in rows), None)
            if row is None:
                last += [as_remark(each), *each.found.beside]
            else:
                under.setdefault(row, []).append(as_remark(each))
        yield from (_with(block, under) for block in blocks)
        yield from last if blocks else ()

    def _belongs(self, told: Told) -> bool:
        """Whether a remark is on something that this sheet works."""
        if told.found.part is not Part.PASSES or not self.narrowed:
            return told.found.part is not Part.GIVEN
        names = [name for each in told.found.about for name in self._names(each)]
        return any(name in self.sheet.needed for name in (*names, *self._rows(told)))

    def _rows(self, told: Told) -> list[str]:
        """The rows that a remark may stand under, as this sheet calls them."""
        quantities = self.scalars.quantities
        at = (quantities[name] for name in told.found.at if name in quantities)
        return list(dict.fromkeys(name for each in at for name in self._names(each)))

    def _names(self, quantity: AnyQuantity) -> list[str]:
        """What a sheet calls a single quantity: by its name, or by the vector or matrix that it lies in."""
        if not self.sheet.derivation.graph.has_arrays:
            return [text(quantity)]
        return [text(quantity.whole), text(_stacked(quantity))]


def _with(block: Block, under: Mapping[str, list[Remark]]) -> Block:
    if not isinstance(block, Working) or not under:
        return block
    rows = (row._replace(remarks=tuple(under.get(row.name, ()))) for row in block.rows)
    return block._replace(rows=tuple(rows))


def _stacked(quantity: AnyQuantity) -> AnyQuantity:
    """The matrix with a column for each sample that a quantity of one sample lies in."""
    if isinstance(quantity, Gradient):
        return Gradient(_stack(quantity.of), _stack(quantity.by))
    return _stack(quantity)


def _stack(quantity: Quantity) -> Quantity:
    is_of_sample = quantity.sample is not None and quantity.symbol in STACKS
    return stack_of(quantity) if is_of_sample else quantity.whole
