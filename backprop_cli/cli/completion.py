"""What a shell offers after TAB: bundled problems, files, and the names that an option takes.

Nothing is loaded for it that the help does not need, but for the table that an option's names stand in.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

Offer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem[str]]"]
"""What click asks: the context, the parameter, and what is typed so far."""

_PLAIN = r"[\w.+-]+"
"""A file name that no shell takes apart."""
_ENDINGS = (".yaml", ".yml")


def problem(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """The bundled problems and the problem files here; any file where there is none of them."""
    from backprop_cli.problem_file.bundled import names

    bundled = _beginning(names(), typed)
    if not bundled:
        return file(ctx, param, typed)
    return _items([*bundled, *sorted(_beginning(_here(), typed))])


def file(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """Files, as the shell itself finds them."""
    return _items([typed], "file")


def folder(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """Folders, as the shell itself finds them."""
    return _items([typed], "dir")


def one_of(values: Callable[[], Iterable[str]]) -> Offer:
    """The names that an option takes; they are looked up when somebody asks."""
    return lambda ctx, param, typed: _items(_beginning(values(), typed))


def quantity(ctx: click.Context, param: click.Parameter, typed: str) -> list[CompletionItem[str]]:
    """Of `--only` and `--why`: names of the problem before it on the line; none where it has faults."""
    from backprop_cli.api.names import names_to_ask
    from backprop_cli.api.problems import load
    from backprop_cli.errors import BackpropError

    # click leaves arguments unread where the option behind them still has no value
    problem, notation = ctx.params.get("problem") or next(iter(ctx.args), ""), ctx.params.get("notation")
    try:
        return _items(names_to_ask(load(problem), typed, notation=notation)) if problem else []
    except BackpropError:
        return []


def styles() -> Iterable[str]:
    """Of `--style`."""
    from backprop_cli.worksheet.layout import STYLES

    return STYLES


def notations() -> Iterable[str]:
    """Of `--notation`."""
    from backprop_cli.quantities.notations import NOTATIONS

    return NOTATIONS


def languages() -> Iterable[str]:
    """Of `--language`."""
    from backprop_cli.words.language import languages

    return languages()


def mistake_keys() -> Iterable[str]:
    """Of `--accept`."""
    from backprop_cli.marking.mistakes.table import MISTAKES

    return [row.key for row in MISTAKES]


def _here() -> Iterator[str]:
    """Problem files and folders in this one, as far as a shell writes their names as they are."""
    with os.scandir() as entries:
        for entry in entries:
            if re.fullmatch(_PLAIN, entry.name) and not entry.name.startswith("."):
                if entry.is_dir():
                    yield f"{entry.name}/"
                elif entry.name.endswith(_ENDINGS):
                    yield entry.name


def _beginning(values: Iterable[str], typed: str) -> list[str]:
    return [value for value in values if value.startswith(typed)]


def _items(values: Iterable[str], kind: str = "plain") -> list[CompletionItem[str]]:
    from click.shell_completion import CompletionItem  # only where a shell asks

    return [CompletionItem(value, type=kind) for value in values]
