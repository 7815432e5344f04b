"""The results of a program, beside those of the solution."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.export.pytorch_network.numbers import numbers
from backprop_cli.export.pytorch_network.solved_network import SolvedNetwork
from backprop_cli.expr.value import Shape
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import loss, pre_activation
from backprop_cli.quantities.quantity import AnyQuantity, Gradient
from backprop_cli.words import pytorch as words
from backprop_cli.words.program import RESULTS
from backprop_cli.words.say import phrase


def results(solved: SolvedNetwork) -> Iterator[str]:
    """The program's numbers, and those of the solution."""
    compared = list(_compared(solved))
    yield from ("", f"# {phrase(RESULTS)}", "results = {")
    yield from (f'    "{text(quantity)}": {found},' for quantity, _, found in compared)
    yield "}"
    expected = [f'    "{text(each)}": {numbers(solved, each, shape)},' for each, shape, _ in compared]
    if any("nan" in line for line in expected):
        yield f'nan = float("nan")  # {phrase(words.NOT_COMPARED)}'
    yield from ("expected = {", *expected, "}")


def _compared(solved: SolvedNetwork) -> Iterator[tuple[AnyQuantity, Shape, str]]:
    """Every quantity that is compared, its shape, and what the program calls it."""
    if solved.network.above is None:
        yield loss(), (), "L"
    if solved.starts_alone:
        rows, columns = len(solved.network.samples), len(solved.network.samples[0].inputs)
        yield Gradient(loss(), pre_activation(1)), (rows, columns), "x.grad"
    for parameter, shape in solved.parameters():
        yield Gradient(loss(), parameter), shape, f"{text(parameter)}.grad"
    for parameter, shape in solved.parameters() if solved.moved else ():
        if solved.moved and parameter not in solved.moved.fixed:
            yield parameter.updated, shape, f"{text(parameter)}_new"
