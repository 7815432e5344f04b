"""Style `gates`: the circuit with value and gradient on every wire, then each line as it is worked."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.circuit import Circuit, Copy, Gate, Pattern, Wire
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr, Ref, is_constant
from backprop_cli.words import gates as words
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.reasons import number
from backprop_cli.words.say import Message, say
from backprop_cli.words.solution import BACKWARD
from backprop_cli.worksheet.document import Block, Facts, Heading, Paragraph, Table
from backprop_cli.worksheet.sheet import Sheet

Cells = tuple[Words, ...]


def gates_blocks(sheet: Sheet) -> Iterator[Block]:
    """The blocks of the solution between what is given and the update; the circuit is always whole."""
    outputs = sheet.derivation.results
    for output in outputs:
        circuit = Circuit(sheet.derivation, output)
        elements = circuit.elements()
        if elements:
            yield Heading(2, words.circuit_of(output) if len(outputs) > 1 else say(words.CIRCUIT))
            yield Paragraph(words.how_to_read(output))
            yield _Drawing(circuit).table(elements)
            yield Facts(_legend(elements))
    yield from sheet.forward()
    yield from sheet.tables(sheet.derivation.derivatives, BACKWARD)


def _pattern(element: Gate | Copy) -> Pattern:
    return element.pattern if isinstance(element, Gate) else Pattern.COPY


def _legend(elements: tuple[Gate | Copy, ...]) -> tuple[tuple[Message, Words], ...]:
    """The patterns that occur, each with what it does."""
    used = set(map(_pattern, elements))
    return tuple((words.LABELS[each], say(words.MEANINGS[each])) for each in Pattern if each in used)


class _Drawing:
    """Draws the gates one below the other, the wire that leaves a gate above those that enter it."""

    def __init__(self, circuit: Circuit) -> None:
        self.circuit = circuit

    def table(self, elements: tuple[Gate | Copy, ...]) -> Table:
        """The whole drawing; in a symbolic problem without numbers."""
        numbers = (say(words.VALUE), say(words.GRADIENT)) if self.circuit.values else ()
        rows = [row for element in elements for row in self._element(element)]
        return Table((say(words.GATE), say(words.WIRE), *numbers), tuple(rows), prose=(0, 1))

    def _element(self, element: Gate | Copy) -> Iterator[Cells]:
        return self._gate(element) if isinstance(element, Gate) else self._copy(element)

    def _gate(self, gate: Gate) -> Iterator[Cells]:
        """The formula and the wire that leaves; below it the pattern, beside the wires that enter."""
        formula = Math((Ref(gate.out.name), self.circuit.graph.formulas[gate.out.name]))
        yield ((formula,), words.leaving(gate.out.name), *self._numbers(gate.out, gate.out.name))
        for place, wire in enumerate(gate.inputs):
            yield (_beside(gate, place), words.entering(wire.name), *self._numbers(wire, wire.name))

    def _copy(self, copy: Copy) -> Iterator[Cells]:
        """What comes back from each user; last the wire with the sum."""
        name = copy.wire.name
        beside: tuple[Words, ...] = (words.copied(name), say(words.NAMES[Pattern.COPY]))
        for place, branch in enumerate(copy.branches):
            cell = beside[place] if place < len(beside) else ()
            yield (cell, words.branch(branch.name), *self._numbers(branch, name))
        yield ((), words.entering(name), *self._numbers(copy.wire, name))

    def _numbers(self, wire: Wire, name: str) -> Cells:
        """Value and gradient; none in a symbolic problem."""
        if not self.circuit.values:
            return ()
        gradient = say(words.NOT_NEEDED) if wire.is_loose else number(wire.gradient)
        return (Number(self.circuit.values[name], name),), gradient


def _beside(gate: Gate, place: int) -> Words:
    """The pattern, beside the first input; of a function its slope, beside each."""
    if gate.pattern is not Pattern.SLOPE:
        return say(words.NAMES[gate.pattern]) if place == 0 else ()
    slope = gate.inputs[place].slope
    return () if slope is None else words.slope(_slope(gate.inputs[place], slope))


def _slope(wire: Wire, slope: Expr) -> Words:
    """The number, where it is one; else the formula."""
    if is_constant(slope):
        return (Number(evaluate(slope, {})),)
    return (Math((slope,)),) if wire.local is None else (Number(wire.local),)
