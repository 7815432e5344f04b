"""The list of all steps of a training: samples, parameters, loss, gradient or its size, loss as bars."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.update import moved
from backprop_cli.errors import ProblemError
from backprop_cli.graph.graph import Graph
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.words import training as words
from backprop_cli.words.inline import Bar, Number, Words
from backprop_cli.words.lists import in_row
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Heading, Paragraph, Table, Tip

if TYPE_CHECKING:
    from backprop_cli.derivation.derivation import StepsOfTraining
    from backprop_cli.derivation.moments import Start

MOST_ROWS = 24
"""Steps up to which the list of a training has them all."""
MOST_TRACED = 2
"""Parameters that the list follows from step to step; beside samples one less.

Where there is no other parameter, its state stands beside it, of up to two letters.
"""
MOST_BESIDE = 4
"""Parameters that it follows where the page has room for them."""
CHOSEN = (1, 2, 5)
"""Of a longer training these steps stand in the list, and ten, a hundred, … times as many."""


class Traced(NamedTuple):
    """A parameter, or a state of the optimiser's, that the list follows from step to step."""

    quantity: Quantity
    first: float

    def at(self, training: StepsOfTraining, step: int) -> Words:
        """Its value in the line of a step: a parameter's before it, a state's as the step makes it.

        The line behind the last step has what that leaves; nothing where there is no value.
        """
        is_state = self.quantity.of is not None
        start = _start_of(training, step + is_state)
        if start is None:
            return ()
        if is_state:
            value = start.state.get(text(self.quantity._replace(step=step)), self.first)
        else:
            value = start.parameters.get(text(self.quantity), self.first)
        return () if isinstance(value, tuple) else (Number(value),)


def _start_of(training: StepsOfTraining, step: int) -> Start | None:
    """What a step would start from, the one behind the last too; None where there is none."""
    if step <= training.count:
        return training.moments[step - 1].start
    try:
        return training.left if step == training.count + 1 else None
    except ProblemError:
        return None


def list_of_steps(
    training: StepsOfTraining,
    traced: list[Traced],
    worked: tuple[int, ...],
    *,
    wanted: bool,
    everything: bool,
) -> Iterator[Block]:
    """The heading, the table and what is to be said of it; `worked`: the steps that the page works.

    `wanted`: whether parameters are followed even where they take the room of the bars.
    """
    columns = _columns(training, traced, wanted=wanted)
    numbers = range(1, training.count + 1) if everything else _chosen(training.count, worked)
    lines = [columns.of_step(training, number) for number in numbers]
    left_out = training.count - len(lines)
    after = None if columns.samples else training.step(training.count).loss_after
    if has_end := len(columns.traced) > columns.optional or after is not None:
        lines.append(columns.of_end(training, after))
    yield Heading(2, say(words.TRAINING))
    yield _table(columns, lines)
    other = next((number for number in range(1, training.count + 1) if number not in worked), None)
    about = words.about(
        columns.output,
        training.count,
        states=[text(each.quantity) for each in columns.traced if each.quantity.of is not None],
        ends=has_end,
        sized=not columns.slopes,
    )
    yield Paragraph(in_row([*about, *([words.left_out(left_out)] if left_out else [])], " "))
    if left_out:
        yield Tip(say(words.ALL))
    elif other:
        yield Tip(say(words.ANOTHER, number=other))
    if columns.losses and after is None and not columns.samples:
        yield Paragraph(words.no_end(columns.output, training.count))


class _StepLine(NamedTuple):
    """A line of the list, before its bar."""

    cells: tuple[Words, ...]
    loss: float | None


class _StepColumns(NamedTuple):
    """Which columns a list has beside the step's number, and what stands in them line by line."""

    output: str
    samples: bool
    """Whether the steps have samples of their own, in batches."""
    traced: list[Traced]
    losses: bool
    slopes: dict[str, str]
    """The gradient by each parameter; where there is none, its size has a column."""
    optional: int = 0
    """How many of the parameters, the last ones, only stand there where the page has room."""

    def heads(self) -> tuple[Words, ...]:
        """What stands over them."""
        of = self.output
        return (
            say(words.STEP),
            *([say(words.SAMPLES)] if self.samples else []),
            *(words.value_before(text(each.quantity)) for each in self.traced),
            *([words.loss_before(of)] if self.losses else []),
            *(map(words.slope_by, self.slopes.values()) if self.slopes else [words.gradient_size(of)]),
            *([words.to_scale(of)] if self.losses else []),
        )

    def of_step(self, training: StepsOfTraining, number: int) -> _StepLine:
        """The line of a step."""
        moment = training.moments[number - 1]
        cells = (
            (str(number),),
            *([(_samples(training.graph(number)),)] if self.samples else []),
            *(each.at(training, number) for each in self.traced),
            *([(Number(moment.loss),)] if moment.loss is not None else []),
            *([(Number(moment.slopes[name]),) for name in self.slopes] or [(Number(moment.gradient),)]),
        )
        return _StepLine(cells, moment.loss)

    def of_end(self, training: StepsOfTraining, loss: float | None) -> _StepLine:
        """What the last step leaves, as far as it has a value; a batch's loss is that of other samples."""
        cells = (
            say(words.END),
            *([()] if self.samples else []),
            *(each.at(training, training.count + 1) for each in self.traced),
            *([(Number(loss),) if loss is not None else ()] if self.losses else []),
            *((),) * max(len(self.slopes), 1),
        )
        return _StepLine(cells, loss)


def _columns(training: StepsOfTraining, traced: list[Traced], *, wanted: bool) -> _StepColumns:
    graph = training.graphs[0]
    in_batches, is_single = len(training.graphs) > 1, len(graph.wrt) == 1
    sure = (MOST_TRACED + 1 if is_single else MOST_TRACED - in_batches) if wanted else 0
    traced = traced[: sure if is_single or (in_batches and wanted) else MOST_BESIDE]
    return _StepColumns(
        output=graph.outputs[0],
        samples=in_batches,
        traced=traced,
        losses=bool(training.losses),
        slopes=_slopes_shown(training, traced),
        optional=max(len(traced) - sure, 0),
    )


def _slopes_shown(training: StepsOfTraining, traced: list[Traced]) -> dict[str, str]:
    """The gradient by each parameter, where there are few and the list follows them all."""
    graph = training.graphs[0]
    of = graph.by_name[graph.outputs[0]].quantity
    by = {name: graph.by_name[name].quantity for name in training.moments[0].slopes}
    if not {each.quantity for each in traced} >= {*by.values()}:
        return {}
    return {name: text(Gradient(of, each)) for name, each in by.items()}


def _table(columns: _StepColumns, lines: list[_StepLine]) -> Table:
    """The lines, with their losses as bars in the last column."""
    heads = columns.heads()
    end = 1 + columns.samples + len(columns.traced)
    optional = tuple(range(end - columns.optional, end))
    if not columns.losses:
        spare = (optional,) if optional else ()
        return Table(heads, tuple(line.cells for line in lines), spare=spare)
    bars = _bars([line.loss for line in lines])
    rows = tuple((*line.cells, (bar,) if bar else ()) for line, bar in zip(lines, bars, strict=True))
    last = (len(heads) - 1,)
    ways = (last, optional, (*optional, *last)) if optional else (last,)
    return Table(heads, rows, prose=last, spare=ways)


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

    They stand in the graph's order, as in the update. And what the optimiser keeps of them, with the only
    parameter always. `part` is the first step, `names` are as within it.
    """
    asked = [part.quantities[name] for name in names if name in part.quantities]
    by = dict.fromkeys(
        (each if isinstance(each, Quantity) else each.by)._replace(new=False) for each in asked
    )
    nodes = moved(part.graph, part.update) if part.update else []
    starts = {each.quantity: part.values[each.name] for each in nodes}
    if part.update:
        kept = part.update.optimizer.state
        states = {Quantity(name, of=each): start for each in starts for name, start in kept.items()}
        by |= dict.fromkeys(each for each in states if len(starts) == 1 and each.of in by)
        starts |= states
    return [Traced(each, start) for each, start in starts.items() if each in by]
