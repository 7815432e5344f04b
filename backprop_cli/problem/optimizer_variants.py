"""The rules that sources have under the name of an optimiser, beside the one that a problem states."""

from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import NamedTuple

from backprop_cli.expr.tree import Num
from backprop_cli.problem.model import Descent
from backprop_cli.problem.optimizers import ALIKE, CHANGE, EPSILON, OPTIMIZERS, RATE, Optimizer, Option

FAMILIES = (
    ("momentum", "momentum_classical", "momentum_average", "nesterov"),
    ("adagrad",),
    ("rmsprop",),
    ("adam", "adamw"),
)
"""Rows that one course or another calls by the same name."""


class Variant(NamedTuple):
    """Another rule for the same optimiser."""

    descent: Descent
    keys: tuple[tuple[str, str], ...]
    """What `optimizer` says in the problem file of it: keys and values."""
    differs: tuple[tuple[str, str], ...]
    """Those of them that the problem has otherwise."""

    @property
    def written(self) -> str:
        """The entry of the problem file: `optimizer: {name: adam, learning_rate: 0.1, …}`."""
        return f"optimizer: {{{', '.join(f'{key}: {value}' for key, value in self.keys)}}}"


def optimizer_variants(descent: Descent) -> Iterator[Variant]:
    """The other rules of an optimiser's family, the nearest first; none of an author's own."""
    own = descent.optimizer
    found = [
        (row, options)
        for name in _family(own.name)
        for row in (OPTIMIZERS[name],)
        for count in range(len(row.options) + 1)
        for options in combinations(row.options, count)
    ]
    mine = next((each for each in found if _dressed(*each, own) == own), None)
    if mine is None:
        return
    stated = dict(_keys(*mine, _constants(mine[0], descent), own))
    made = [
        _variant(row, options, descent, stated)
        for row, options in found
        if _dressed(row, options, own) != own
    ]
    yield from sorted(made, key=lambda each: len(each.differs))


def _family(name: str) -> tuple[str, ...]:
    return next((family for family in FAMILIES if name in family), ())


def _variant(
    row: Optimizer, options: tuple[Option, ...], descent: Descent, stated: Mapping[str, str]
) -> Variant:
    constants = _constants(row, descent)
    keys = _keys(row, options, constants, descent.optimizer)
    usual = [(each.name, _WORDS[not each.when]) for each in row.options if each not in options]
    back = [(key, value) for key, value in usual if key in stated]
    differs = [pair for pair in (*keys, *back) if stated.get(pair[0]) != pair[1]]
    return Variant(Descent(_dressed(row, options, descent.optimizer), constants), keys, tuple(differs))


def _dressed(row: Optimizer, options: tuple[Option, ...], own: Optimizer) -> Optimizer:
    """A row with options, and with what else the problem's own has: Δw as a line, decay of weights alone."""
    made = row.with_options(options)
    if not own.uses(EPSILON):
        made = made.without_addend(EPSILON)
    if own.bias_lines and made.of_weights:
        made = made.on_weights_only()
    return made.with_change() if CHANGE in own.update else made


def _constants(row: Optimizer, descent: Descent) -> dict[str, Num]:
    """The constants of a row: those of the problem where it has them, under whatever name."""
    given = dict(descent.constants)
    kept = [given[name] for name in ALIKE if name in given]
    given |= dict.fromkeys((name for name in ALIKE if name not in given), kept[0]) if kept else {}
    usual = {name: Num(value, repr(value)) for name, value in row.constants.items()}
    return {RATE: given[RATE], **{name: given.get(name, number) for name, number in usual.items()}}


def _keys(
    row: Optimizer, options: tuple[Option, ...], constants: Mapping[str, Num], own: Optimizer
) -> tuple[tuple[str, str], ...]:
    """What the problem file says of a rule: its name, and what is not as usual."""
    unusual = [
        (name, constants[name].text)
        for name, value in row.constants.items()
        if constants[name].value != value
    ]
    switched = [(each.name, _WORDS[each.when]) for each in options]
    decay = [("decay_on", "weights")] if own.bias_lines and row.of_weights else []
    return (("name", row.name), ("learning_rate", constants[RATE].text), *unusual, *switched, *decay)


_WORDS = {True: "true", False: "false"}
