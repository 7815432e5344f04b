"""Why a name on a sheet means nothing in the exercise, and the way out."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.lists import either
from backprop_cli.words.say import phrase, translated


def new_value_is(cited: str) -> str:
    """What the new value of a parameter is called, where it has a prime: W2′."""
    return phrase("the new value is called {name}", name=cited)


def no_quantity(cited: str) -> str:
    """A name that means nothing here."""
    return phrase("there is no quantity {name} here", name=cited)


def with_hint(message: str, hint: str) -> str:
    """Why a name means nothing here, and the way out, if there is one."""
    return phrase("{message}; {hint}", message=message, hint=hint) if hint else translated(message)


def several_meant(cited: Sequence[str], written: str) -> str:
    """A name that means several quantities."""
    return phrase("{written} may be {names}: write it as it is there", written=written, names=either(cited))


def no_step(cited: str) -> str:
    """A quantity that is not worked out."""
    return phrase("no step works out {name}", name=cited)
