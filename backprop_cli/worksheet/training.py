"""A training on the page: what a step starts from, and the list of all steps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from math import isclose
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import ProblemError
from backprop_cli.expr.tree import Expr, Matrix, Num, Vector
from backprop_cli.graph.graph import Graph
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.words import training as words
from backprop_cli.words.inline import Bar, Number, Words
from backprop_cli.words.lists import in_row
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Given, Heading, Paragraph, Table
from backprop_cli.worksheet.given import LARGEST

if TYPE_CHECKING:
    from backprop_cli.derivation.training import Start, Training

MOST_ROWS = 24
"""Steps up to which the list of a training has them all."""
MOST_TRACED = 2
"""Parameters that the list follows from step to step; beside samples one less.

Where there is no other parameter, its state stands beside it, of up to two letters.
"""
NOISE = 1e-12
"""Two numbers that are nearer, relative to their size, differ by the noise of floats."""
CHOSEN = (1, 2, 5)
"""Of a longer training these steps stand in the list, and ten, a hundred, … times as many."""


def start_of(part: Derivation, digits: int) -> Iterator[Block]:
    """What a later step starts from: the parameters, rounded, as vectors and matrices."""
    numbers: dict[Quantity, dict[tuple[int, ...], Num]] = {}
    is_rounded = False
    for name in part.graph.wrt:
        quantity, value = part.graph.by_name[name].quantity, part.values[name]
        rounded = f"{value:.{digits}g}"
        numbers.setdefault(quantity.whole, {})[quantity.indices] = Num(float(rounded), rounded)
        is_rounded |= not isclose(float(rounded), value, rel_tol=NOISE)
    rows = [(whole, _array(entries)) for whole, entries in numbers.items()]
    shown = tuple((text(whole), expr) for whole, expr in rows if expr is not None)
    if shown:
        yield Paragraph(say(words.STARTS_FROM_ROUNDED if is_rounded else words.STARTS_FROM))
        yield Given(shown)


def _array(entries: dict[tuple[int, ...], Num]) -> Expr | None:
    """A number, vector or matrix by its entries; None where it is too large for the page."""
    if () in entries:
        return entries[()]
    if max(max(place) for place in entries) > LARGEST:
        return None
    if len(next(iter(entries))) == 1:
        return Vector(tuple(entries.values()))
    rows: dict[int, list[Num]] = {}
    for (row, _), number in entries.items():
        rows.setdefault(row, []).append(number)
    return Matrix(tuple(map(tuple, rows.values())))


# --- the list of all steps --------------------------------------------------------------------------


class Traced(NamedTuple):
    """A parameter, or a state of the optimiser's, that the list follows from step to step."""

    quantity: Quantity
    first: float

    def at(self, moment: Start, step: int) -> Words:
        """Its value before a step."""
        if self.quantity.of is not None:
            value = moment.state.get(text(self.quantity._replace(step=step - 1)), self.first)
        else:
            value = moment.parameters.get(text(self.quantity), self.first)
        return () if isinstance(value, tuple) else (Number(value),)


def list_of_steps(
    training: Training, traced: list[Traced], worked: tuple[int, ...], *, everything: bool
) -> Iterator[Block]:
    """Every step in short: samples, parameters, loss, the gradient or its size, and the loss as bars."""
    chosen = range(1, training.count + 1) if everything else _chosen(training.count, worked)
    output = training.graphs[0].outputs[0]
    in_batches = len(training.graphs) > 1
    is_single = len(training.graphs[0].wrt) == 1
    traced = traced[: MOST_TRACED + 1 if is_single else MOST_TRACED - in_batches]
    slopes = _signed(training, traced)
    has_losses = bool(training.losses)
    columns = (
        say(words.STEP),
        *([say(words.SAMPLES)] if in_batches else []),
        *(words.value_before(text(each.quantity)) for each in traced),
        *([words.loss_before(output)] if has_losses else []),
        *(map(words.slope_by, slopes.values()) if slopes else [words.gradient_size(output)]),
        *([words.to_scale(output)] if has_losses else []),
    )
    lines = [_line_of(training, number, traced, slopes, in_batches=in_batches) for number in chosen]
    left_out = training.count - len(lines)
    after = None if in_batches else training.step(training.count).loss_after
    if ends := bool(traced) or after is not None:
        lines.append(_end(training, traced, after, slopes, in_batches=in_batches))
    bars = _bars([each.loss for each in lines])
    rows = tuple(
        (*each.cells, *([(bar,) if bar else ()] if has_losses else []))
        for each, bar in zip(lines, bars, strict=True)
    )
    yield Heading(2, say(words.TRAINING))
    bar = (len(columns) - 1,) if has_losses else ()
    yield Table(columns, rows, prose=bar, spare=bar)
    other = next((number for number in range(1, training.count + 1) if number not in worked), None)
    about = words.about(output, training.count, None if left_out else other, ends=ends, sized=not slopes)
    yield Paragraph(in_row([*about, *([words.left_out(left_out)] if left_out else [])], " "))
    if has_losses and after is None and not in_batches:
        yield Paragraph(words.no_end(output, training.count))


class _StepLine(NamedTuple):
    """A line of the list, before its bar."""

    cells: tuple[Words, ...]
    loss: float | None


def _signed(training: Training, traced: list[Traced]) -> dict[str, str]:
    """The gradient by each parameter, where there are few and the list follows them all."""
    graph = training.graphs[0]
    of = graph.by_name[graph.outputs[0]].quantity
    slopes = training.moments[0].slopes
    by = {name: graph.by_name[name].quantity for name in slopes}
    followed = {each.quantity for each in traced}
    return {name: text(Gradient(of, each)) for name, each in by.items()} if followed >= {*by.values()} else {}


def _line_of(
    training: Training, number: int, traced: list[Traced], slopes: Iterable[str], *, in_batches: bool
) -> _StepLine:
    moment = training.moments[number - 1]
    cells = (
        (str(number),),
        *([(_samples(training.graph(number)),)] if in_batches else []),
        *(each.at(moment.start, number) for each in traced),
        *([(Number(moment.loss),)] if moment.loss is not None else []),
        *([(Number(moment.slopes[name]),) for name in slopes] or [(Number(moment.gradient),)]),
    )
    return _StepLine(cells, moment.loss)


def _end(
    training: Training,
    traced: list[Traced],
    loss: float | None,
    slopes: Collection[str],
    *,
    in_batches: bool,
) -> _StepLine:
    """What the last step leaves, as far as it has a value; a batch's loss is that of other samples."""
    try:
        left = training.left if traced else None
    except ProblemError:
        left = None
    cells = (
        say(words.END),
        *([()] if in_batches else []),
        *(each.at(left, training.count + 1) if left else () for each in traced),
        *([(Number(loss),) if loss is not None else ()] if training.losses else []),
        *((),) * max(len(slopes), 1),
    )
    return _StepLine(cells, loss)


def _chosen(count: int, worked: tuple[int, ...]) -> list[int]:
    if count <= MOST_ROWS:
        return list(range(1, count + 1))
    powers = [10**power for power in range(len(str(count)))]
    round_ones = {each * power for power in powers for each in CHOSEN}
    return sorted(number for number in {*round_ones, *worked, count} if number <= count)


def _samples(graph: Graph) -> str:
    """The numbers of the samples of a batch."""
    numbers = dict.fromkeys(node.quantity.sample for node in graph.nodes if node.quantity.sample)
    return words.sample_numbers([number for number in numbers if number is not None])


def _bars(losses: list[float | None]) -> Iterator[Bar | None]:
    """The losses as bars, from 0 (or the lowest, where there are negative ones) to the highest."""
    known = [loss for loss in losses if loss is not None]
    low = min(0.0, *known) if known else 0.0
    room = max(known, default=low) - low
    for loss in losses:
        yield None if loss is None else Bar((loss - low) / room if room else 0.0)


def traced_by(part: Derivation, names: Iterable[str]) -> list[Traced]:
    """The parameters among the quantities asked for, by themselves, their gradients or their new values.

    And what the optimiser keeps of them, with the only parameter always. `part` is the first step, `names`
    are as within it.
    """
    asked = [part.quantities[name] for name in names if name in part.quantities]
    by = dict.fromkeys(
        (each if isinstance(each, Quantity) else each.by)._replace(new=False) for each in asked
    )
    starts = {part.graph.by_name[name].quantity: part.values[name] for name in part.graph.wrt}
    if part.update:
        kept = part.update.optimizer.state
        states = {Quantity(name, of=each): start for each in starts for name, start in kept.items()}
        by |= dict.fromkeys(each for each in states if len(starts) == 1 and each.of in by)
        starts |= states
    return [Traced(each, starts[each]) for each in by if each in starts]
