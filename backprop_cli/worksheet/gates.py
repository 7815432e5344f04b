"""Style `gates`: the circuit with value and gradient on every wire, then each line as it is worked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backprop_cli.derivation.circuit import Circuit, Copy, Gate, Pattern, Wire, circuits
from backprop_cli.derivation.step import Step
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.tree import Expr, Ref, is_constant
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import gates as words
from backprop_cli.words.inline import Math, Number, Words
from backprop_cli.words.letters import LETTERS
from backprop_cli.words.reasons import number
from backprop_cli.words.say import Message, phrase, say
from backprop_cli.words.solution import BACKWARD, FORWARD, OF_BATCH, gradient_of, of_sample, part_of
from backprop_cli.worksheet.document import Block, Facts, Heading, Paragraph, Table
from backprop_cli.worksheet.sheet import Sheet

Cells = tuple[Words, ...]
MOST_DRAWN = 3
"""Circuits of samples, all made of the same gates, that fit a page; of more the first is drawn."""


def gates_blocks(sheet: Sheet) -> Iterator[Block]:
    """The blocks of the solution between what is given and the update; a circuit is always whole."""
    outputs = sheet.derivation.results
    for output in outputs:
        yield from _circuits(circuits(sheet.derivation, output), sheet, several=len(outputs) > 1)
    if sheet.values:
        yield Paragraph(say(words.WORKED_BELOW))
    yield from _working(sheet, sheet.derivation.forward if sheet.values else (), FORWARD)
    yield from _working(sheet, sheet.derivation.derivatives, BACKWARD)


def _circuits(found: list[Circuit], sheet: Sheet, *, several: bool) -> Iterator[Block]:
    """The circuits of one output, with what is said once of them; nothing where there is no gate."""
    drawn, example = _drawn([circuit for circuit in found if circuit.elements], sheet)
    told: list[Block] = [Paragraph(words.how_to_read(*_starts(drawn)))] if drawn else []
    for circuit in drawn:
        yield Heading(2, _heading(circuit, alone=len(found) == 1, several=several))
        yield from told
        yield _CircuitDrawing(circuit, is_one_of_several=len(found) > 1).table(circuit.elements)
        told = []
    if drawn:
        yield Facts(_legend(tuple(element for circuit in drawn for element in circuit.elements)))
    if example:
        yield Paragraph(words.not_drawn(len(_of_samples(found)) - len(_of_samples(drawn)), example))


def _starts(drawn: list[Circuit]) -> tuple[list[str], list[str]]:
    """Where gradients start: at outputs, or at wires where they are given."""
    return [circuit.of.name for circuit in drawn], [wire for circuit in drawn for wire in circuit.above]


def _heading(circuit: Circuit, *, alone: bool, several: bool) -> Words:
    """Whose circuit it is: an output's, a sample's, or what the batch makes of its samples."""
    if not alone:
        sample = circuit.of.quantity.sample
        return part_of(phrase(words.CIRCUIT), of_sample(sample) if sample else phrase(OF_BATCH))
    return words.circuit_of(circuit.of.name) if several else say(words.CIRCUIT)


def _drawn(found: list[Circuit], sheet: Sheet) -> tuple[list[Circuit], str]:
    """The circuits that stand on the page, and an example of what shows another one.

    Of a batch those of the samples that are asked for; of many only the first.
    """
    if len(found) < 2:
        return found, ""
    needed = {sheet.derivation.quantities[name].sample for name in sheet.needed}
    asked = [circuit for circuit in found if circuit.of.quantity.sample in needed]
    samples = _of_samples(asked)
    if not sheet.shorten or len(samples) <= MOST_DRAWN:
        return asked, ""
    return [samples[0], *asked[len(samples) :]], _example(samples[1], sheet)


def _of_samples(found: list[Circuit]) -> list[Circuit]:
    return [circuit for circuit in found if circuit.of.quantity.sample]


def _example(circuit: Circuit, sheet: Sheet) -> str:
    """The last derivative of a sample's own loss: it needs all of its circuit."""
    own = (step for step in sheet.derivation.backward if isinstance(step.quantity, Gradient))
    return [step.name for step in own if step.quantity.of == circuit.of.quantity][-1]


def _working(sheet: Sheet, steps: Sequence[Step], title: Message) -> Iterator[Block]:
    """The lines of the gates: sample by sample; where samples mix in the order in which they are worked."""
    if sheet.derivation.shares or not sheet.derivation.graph.mixes_samples:
        yield from sheet.tables(steps, title)
    elif needed := [step for step in steps if step.name in sheet.needed]:
        yield Heading(2, say(title))
        yield sheet.table(needed)


def _pattern(element: Gate | Copy) -> Pattern:
    return element.pattern if isinstance(element, Gate) else Pattern.COPY


def _legend(elements: tuple[Gate | Copy, ...]) -> tuple[tuple[Message, Words], ...]:
    """The patterns that occur, each with what it does."""
    used = set(map(_pattern, elements))
    z = LETTERS["z"]
    return tuple((words.LABELS[each], say(words.MEANINGS[each], z=z)) for each in Pattern if each in used)


class _CircuitDrawing:
    """Draws the gates one below the other, the wire that leaves a gate above those that enter it."""

    def __init__(self, circuit: Circuit, *, is_one_of_several: bool) -> None:
        self.circuit = circuit
        self.gradient = gradient_of(circuit.of.name) if is_one_of_several else say(words.GRADIENT)
        """The head of the gradients."""

    def table(self, elements: tuple[Gate | Copy, ...]) -> Table:
        """The whole drawing; in a symbolic problem without numbers."""
        numbers = (say(words.VALUE), self.gradient) if self.circuit.values else ()
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
        value = self.circuit.values.get(name)
        return say(words.NOT_WORKED) if value is None else (Number(value, name),), gradient


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
