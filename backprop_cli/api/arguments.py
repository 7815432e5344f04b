"""What a caller may give for an argument: one place that takes it, or says what it should have been."""

from __future__ import annotations

from collections.abc import Iterable
from operator import index
from os import PathLike, fspath
from typing import Literal

from backprop_cli.errors import UsageError, cited

OneOrMore = str | Iterable[str]
"""One name, or several."""
DIGITS_SHOWN, DIGITS_ASKED, HINT_LEVELS = (2, 15), (1, 15), (1, 4)
"""The least and the most of numbers, as the commands have them."""


def names_given(argument: str, said: object) -> tuple[str, ...]:
    """The names in an argument; a text is one of them. Raises `UsageError` for anything else."""
    if isinstance(said, str):
        return (said,)
    found = tuple(said) if isinstance(said, Iterable) else (said,)
    for each in found:
        if not isinstance(each, str):
            hint = f'write {argument}="…" for one, {argument}=["…", "…"] for several'
            raise _refused(argument, "takes names", each, hint)
    return found


def text_given(argument: str, said: object) -> str:
    """A name or another text. Raises `UsageError` for anything else."""
    if not isinstance(said, str):
        raise _refused(argument, "must be a text", said, f'write {argument}="…"')
    return said


def text_if_any(argument: str, said: object) -> str | None:
    """The same, where there need not be one."""
    return None if said is None else text_given(argument, said)


def step_or_all(argument: str, said: object) -> int | Literal["all"] | None:
    """The number of a step, or all of them, where one is named. Raises `UsageError` for anything else."""
    if said is None:
        return None
    if isinstance(said, str):
        if said == "all":
            return "all"
        raise _refused(argument, 'must be a whole number or "all"', said)
    return whole_given(argument, said, 1)


def whole_given(argument: str, said: object, least: int, most: int | None = None) -> int:
    """A whole number in its range. Raises `UsageError` for anything else."""
    try:
        number = index(said)  # type: ignore[arg-type]
    except TypeError:
        number = least - 1
    if number < least or (most is not None and number > most):
        room = f"of {least} or more" if most is None else f"from {least} to {most}"
        raise _refused(argument, f"must be a whole number {room}", said)
    return number


def whole_if_any(argument: str, said: object, least: int, most: int) -> int | None:
    """The same, where there need not be one."""
    return None if said is None else whole_given(argument, said, least, most)


def path_given(argument: str, said: object, way_out: str = "") -> str:
    """The path of a file or a folder. Raises `UsageError` for anything else."""
    if not isinstance(said, str | PathLike):
        raise _refused(argument, "must be a path", said, way_out or f'write {argument}="…"')
    return fspath(said)


def paths_given(argument: str, said: object) -> list[str]:
    """The paths of files and folders; a text is one of them. Raises `UsageError` for anything else."""
    if isinstance(said, Iterable) and not isinstance(said, str | PathLike):
        return [path_given(argument, each) for each in said]
    return [path_given(argument, said)]


def _refused(argument: str, wanted: str, said: object, hint: str = "") -> UsageError:
    return UsageError(f"`{argument}` {wanted}; found {cited(repr(said))}", hint)
