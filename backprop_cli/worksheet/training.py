"""A training on the page: which steps are worked, what each starts from, and the list of all steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import UsageError
from backprop_cli.expr.tree import Expr, Matrix, Num, Vector
from backprop_cli.graph.graph import Graph
from backprop_cli.problem.known import Known, meanings
from backprop_cli.quantities.grammar import apart, text
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words import training as words
from backprop_cli.words.inline import Bar, Number, Words
from backprop_cli.words.say import phrase, say
from backprop_cli.worksheet.document import Block, Given, Heading, Paragraph, Table
from backprop_cli.worksheet.header import LARGEST

if TYPE_CHECKING:
    from backprop_cli.derivation.training import Moment, Training

MOST_WORKED = 100
"""Steps that are worked on one page."""
MOST_ROWS = 24
"""Steps up to which the list of a training has them all."""
MOST_TRACED = 2
"""Parameters that the list follows from step to step; beside samples one less."""
CHOSEN = (1, 2, 5)
"""Of a longer training these steps stand in the list, and ten, a hundred, … times as many."""

Wanted = int | Literal["all"] | None
"""Which step is to be worked; None: those that are asked for by name, else the first."""


def steps_to_work(wanted: Wanted, names: Iterable[str], count: int) -> tuple[int, ...]:
    """The numbers of the steps that a page works, of `count`.

    Raises `UsageError` for a step that there is not, and where there are too many.
    """
    if wanted is None:
        named = {step for name in names if (step := apart(name).step)}
        return tuple(sorted(named)) or (1,)
    if wanted == "all":
        if count > MOST_WORKED:
            raise UsageError(words.too_many(count, MOST_WORKED), phrase(words.ONE_STEP))
        return tuple(range(1, count + 1))
    if not 1 <= wanted <= count:
        hint = words.FROM_ONE if count > 1 else words.NO_TRAINING
        raise UsageError(words.no_step(wanted, count), phrase(hint))
    return (wanted,)


def asked_in(names: Iterable[str], step: int, known: Known) -> list[str]:
    """Of the names asked, those of a step as they are within it; one without a number is of every step."""
    found = []
    for name in names:
        parts = apart(name)
        if not meanings(name, known) or parts.step in {None, step}:
            found.append(parts.in_any_step)
    return found


def start_of(part: Derivation, digits: int) -> Iterator[Block]:
    """What a later step starts from: the parameters, rounded, as vectors and matrices."""
    numbers: dict[Quantity, dict[tuple[int, ...], Num]] = {}
    for name in part.graph.wrt:
        quantity, value = part.graph.by_name[name].quantity, part.values[name]
        rounded = f"{value:.{digits}g}"
        numbers.setdefault(quantity.whole, {})[quantity.indices] = Num(float(rounded), rounded)
    rows = [(whole, _array(entries)) for whole, entries in numbers.items()]
    shown = tuple((text(whole), expr) for whole, expr in rows if expr is not None)
    if shown:
        yield Paragraph(say(words.STARTS_FROM))
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
    """A parameter that the list follows from step to step."""

    name: str
    first: float


def list_of_steps(
    training: Training, traced: list[Traced], worked: tuple[int, ...], *, everything: bool
) -> Iterator[Block]:
    """Every step in short: samples, parameters, loss, the size of the gradient, and the loss as bars."""
    chosen = range(1, training.count + 1) if everything else _chosen(training.count, worked)
    moments = training.moments
    output = training.graphs[0].outputs[0]
    in_batches = len(training.graphs) > 1
    traced = traced[: MOST_TRACED - in_batches]
    columns = (
        say(words.STEP),
        *([say(words.SAMPLES)] if in_batches else []),
        *(words.value_before(each.name) for each in traced),
        *([words.loss_before(output)] if training.losses else []),
        words.gradient_size(output),
        *([()] if training.losses else []),
    )
    bars = list(_bars([moments[number - 1].loss for number in chosen]))
    rows = tuple(
        (
            (str(number),),
            *([(_samples(training.graph(number)),)] if in_batches else []),
            *(_parameter(each, moments[number - 1]) for each in traced),
            *([(Number(loss),)] if (loss := moments[number - 1].loss) is not None else []),
            (Number(moments[number - 1].gradient),),
            *([(bar,)] if bar else []),
        )
        for number, bar in zip(chosen, bars, strict=True)
    )
    left_out = training.count - len(rows)
    yield Heading(2, say(words.TRAINING))
    prose = (len(columns) - 1,) if training.losses else ()
    yield Table(columns, rows, words.left_out(left_out) if left_out else (), prose=prose)
    if not in_batches and training.losses:
        yield Paragraph(words.end(output, training.step(training.count).loss_after, training.count))


def _chosen(count: int, worked: tuple[int, ...]) -> list[int]:
    if count <= MOST_ROWS:
        return list(range(1, count + 1))
    powers = [10**power for power in range(len(str(count)))]
    round_ones = {each * power for power in powers for each in CHOSEN}
    return sorted(number for number in {*round_ones, *worked, count} if number <= count)


def _parameter(traced: Traced, moment: Moment) -> Words:
    value = moment.start.parameters.get(traced.name, traced.first)
    return () if isinstance(value, tuple) else (Number(value),)


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
    """The parameters among the quantities asked for, whether their gradient or their new value is.

    `part` is the first step, `names` are as within it.
    """
    asked = [part.quantities[name] for name in names if name in part.quantities]
    by = dict.fromkeys(
        (each if isinstance(each, Quantity) else each.by)._replace(new=False) for each in asked
    )
    parameters = {part.graph.by_name[name].quantity: name for name in part.graph.wrt}
    found = [parameters[quantity] for quantity in by if quantity in parameters]
    return [Traced(name, part.values[name]) for name in found][:MOST_TRACED]
