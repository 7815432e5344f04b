"""Which steps of a training a page works, and what is asked of each."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from backprop_cli.errors import UsageError
from backprop_cli.quantities.grammar import apart
from backprop_cli.words.say import phrase

MOST_STEPS = 100
"""Steps that are worked on one page."""
Wanted = int | Literal["all"] | None
"""Which step is to be worked; None: those that are asked for by name, else the first."""


def steps_to_work(wanted: Wanted, names: Iterable[str], count: int) -> tuple[int, ...]:
    """The numbers of the steps that a page works, of `count`.

    Raises `UsageError` for a step that there is not, and where there are too many.
    """
    if wanted is None:
        named = {step for name in names if (step := apart(name).step)}
        return tuple(sorted(named)) or (1,)
    from backprop_cli.words import training as words

    if wanted == "all":
        if count > MOST_STEPS:
            raise UsageError(words.too_many(count, MOST_STEPS), phrase(words.ONE_STEP))
        return tuple(range(1, count + 1))
    if not 1 <= wanted <= count:
        hint = words.FROM_ONE if count > 1 else words.NO_TRAINING
        raise UsageError(words.no_step(wanted, count), phrase(hint))
    return (wanted,)
