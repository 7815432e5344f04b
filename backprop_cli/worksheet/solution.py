"""The worked solution as a document: given, forward pass, loss, backward pass, update, checks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from backprop_cli.derivation.derive import RATE
from backprop_cli.derivation.step import Derivation, Form, Proof, Step
from backprop_cli.errors import UsageError, nearest
from backprop_cli.expr.names import Derivative, is_delta, parse_name, sample_of, updated, whole
from backprop_cli.expr.tree import Add, Num, children
from backprop_cli.graph.graph import Node, Role
from backprop_cli.problem.model import Network, Problem
from backprop_cli.worksheet import wording
from backprop_cli.worksheet.choose import asked_names, default_names, needed_steps
from backprop_cli.worksheet.document import (
    Block,
    Document,
    Heading,
    Line,
    Number,
    Paragraph,
    Row,
    Table,
    Words,
    Working,
)
from backprop_cli.worksheet.header import conventions, given
from backprop_cli.worksheet.paths import path_blocks
from backprop_cli.worksheet.reasons import reasons

LONGEST_SUM = 8
"""Terms of a sum that fit a page."""
MOST_ROWS = 24
"""Rows of one kind, such as the weights of one layer, that fit a page; more are shortened."""
ROWS_KEPT = 6
"""Rows that stay of a longer list."""


class Layout(NamedTuple):
    """What a reader chose for the sheet."""

    only: tuple[str, ...] = ()
    """Quantities to work out, with what they need; none: what the problem asks, or everything."""
    everything: bool = False
    """Whether to show all steps, whatever the problem asks and however many there are."""
    style: str = "delta"
    digits: int = 5
    """Significant digits of worked-out numbers."""


def compose(problem: Problem, derivation: Derivation, layout: Layout, proof: Proof | None = None) -> Document:
    """The document of a worked solution.

    Raises `UsageError` for a name in `layout.only` that the problem does not have.
    """
    asked = layout.only or (() if layout.everything else problem.ask)
    names = asked_names(derivation, asked) if asked else default_names(derivation)
    if layout.style not in STYLES:
        raise UsageError(f"there is no style `{layout.style}`", nearest(layout.style, STYLES))
    network = isinstance(problem, Network)
    return Document(
        title=problem.header.title or wording.UNTITLED,
        blocks=tuple(_blocks(problem, derivation, names, layout, proof)),
        derivation=derivation,
        conventions=conventions(problem, layout.digits),
        given=dict(given_numbers(problem, derivation)),
        layered=network,
        deltas=network and layout.style == "delta",
        digits=layout.digits,
        longest_sum=None if layout.everything else LONGEST_SUM,
    )


def _blocks(
    problem: Problem, derivation: Derivation, names: list[str], layout: Layout, proof: Proof | None
) -> Iterator[Block]:
    shorten = not layout.everything
    yield Heading(1, problem.header.title or wording.UNTITLED)
    if problem.header.source:
        yield Paragraph((wording.source(problem.header.source),))
    for warning in problem.warnings:
        yield Paragraph((wording.warning(warning.message),))
    yield Heading(2, wording.GIVEN)
    yield conventions(problem, layout.digits)
    if (start := given(problem)).rows:
        yield start
    if shorten and _has_long_sum(derivation):
        yield Paragraph((wording.shortened_sums(LONGEST_SUM),))
    yield from STYLES[layout.style](derivation, names, shorten)
    yield from _update(problem, derivation, names, shorten)
    yield Heading(2, wording.CHECKS)
    yield from map(Paragraph, wording.checked(proof) if proof else [wording.UNCHECKED])


def given_numbers(problem: Problem, derivation: Derivation) -> Iterator[tuple[str, Num]]:
    """Every given number by name, with the digits as typed."""
    for name, value in derivation.graph.given.items():
        if isinstance(value, Num):
            yield name, value
    if problem.optimizer is not None:
        yield RATE, problem.optimizer.learning_rate


def _has_long_sum(derivation: Derivation) -> bool:
    return any(
        isinstance(part, Add) and len(part.terms) > LONGEST_SUM
        for node, formula in derivation.graph.worked
        for part in (formula, *children(formula))
    )


# --- the two styles -------------------------------------------------------------------------------


def _delta_blocks(derivation: Derivation, names: list[str], shorten: bool) -> Iterator[Block]:
    """Forward pass, then one δ per unit and the gradients made of them."""
    needed = needed_steps(derivation, names)
    yield from _forward(derivation, needed, shorten)
    local = [step for step in derivation.local if step.name in names]
    if local:
        yield Heading(2, wording.LOCAL)
        yield _working(local, derivation, shorten)
    backward = [step for step in derivation.backward if step.name in needed]
    for title, steps in _by_sample(backward, derivation, wording.BACKWARD):
        yield Heading(2, title)
        yield _working(steps, derivation, shorten)


def _path_blocks(derivation: Derivation, names: list[str], shorten: bool) -> Iterator[Block]:
    """Forward pass, then every path to each parameter."""
    yield from _forward(derivation, needed_steps(derivation, names), shorten)
    yield from path_blocks(derivation, names)


STYLES: dict[str, Callable[[Derivation, list[str], bool], Iterator[Block]]] = {
    "delta": _delta_blocks,
    "paths": _path_blocks,
}


def _forward(derivation: Derivation, needed: set[str], shorten: bool) -> Iterator[Block]:
    if not derivation.values:
        return  # the conventions show the formulas; there are no numbers to put in
    forward = [step for step in derivation.forward if step.name in needed]
    for title, steps in _by_sample(forward, derivation, wording.FORWARD):
        yield Heading(2, title)
        yield _working(steps, derivation, shorten)


def _by_sample(steps: list[Step], derivation: Derivation, title: str) -> Iterator[tuple[str, list[Step]]]:
    """The steps in runs of one sample each, with a heading for each run."""
    several = len(derivation.graph.outputs) > len(derivation.results)
    for sample, run in groupby(steps, lambda step: sample_of(step.name)):
        part = wording.of_sample(sample.removeprefix("@")) if sample else wording.OF_BATCH
        yield f"{title}, {part}" if several else title, list(run)


def _working(steps: Sequence[Step], derivation: Derivation, shorten: bool) -> Working:
    kept, left_out = _shortened([step.name for step in steps]) if shorten else (None, [])
    rows = tuple(worked_row(step, derivation) for step in steps if kept is None or step.name in kept)
    return Working(rows, wording.left_out(len(left_out), left_out[0]) if left_out else ())


def _shortened(names: list[str]) -> tuple[set[str], list[str]]:
    """The names that fit a page, and those that do not: each long group keeps its first rows."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(whole(name), []).append(name)
    kept: set[str] = set()
    for group in groups.values():
        kept.update(group if len(group) <= MOST_ROWS else group[:ROWS_KEPT])
    return kept, [name for name in names if name not in kept]


def worked_row(step: Step, derivation: Derivation) -> Row:
    """A step as a row of working."""
    lines = tuple(
        Line(side.expr, side.form is Form.NUMBERS, reasons(step, side, derivation)) for side in step.sides
    )
    return Row(step.name, lines, step.value, _other_name(step.name, derivation))


def _other_name(name: str, derivation: Derivation) -> str:
    """ŷ₁ for an output's activation, ∂L/∂z for a δ."""
    parsed = parse_name(name)
    if isinstance(parsed, Derivative):
        return name if is_delta(parsed) else ""
    node = derivation.graph.by_name.get(name)
    if node is None or node.role is not Role.ACTIVATION or not _is_output(node, derivation):
        return ""
    return f"yhat{name[name.index('[') :]}"


def _is_output(node: Node, derivation: Derivation) -> bool:
    graph = derivation.graph
    return any(graph.by_name[user].role is Role.LOSS for user in graph.users[node.name])


# --- the update -----------------------------------------------------------------------------------


def _update(problem: Problem, derivation: Derivation, names: list[str], shorten: bool) -> Iterator[Block]:
    """The table of old and new values, and the loss before and after."""
    shown = set(names)
    updates = [step for step in derivation.updates if step.name in shown]
    if not updates or problem.optimizer is None:
        return
    kept, left_out = _shortened([step.name for step in updates]) if shorten else (shown, [])
    rate = problem.optimizer.learning_rate.value
    (output,) = derivation.results
    yield Heading(2, wording.UPDATE)
    yield Table(
        columns=wording.update_columns(output),
        rows=tuple(_update_row(step, rate, derivation) for step in updates if step.name in kept),
        note=wording.left_out(len(left_out), left_out[0]) if left_out else (),
    )
    fixed = [name for name in derivation.graph.wrt if updated(name) not in derivation.values]
    if fixed:
        yield Paragraph(wording.not_updated(fixed))
    yield Paragraph(wording.loss_change(output, derivation.values[output], derivation.loss_after))


def _update_row(step: Step, rate: float, derivation: Derivation) -> tuple[Words, ...]:
    name, gradient = step.uses
    slope = derivation.values[gradient]
    return (
        (wording.symbol(name),),
        (Number(derivation.values[name], name),),
        (Number(slope),),
        (Number(rate * slope),),
        (Number(derivation.values[step.name]),),
    )
