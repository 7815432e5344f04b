"""The formats: a list of renderers, each with its name and the file endings it is chosen by."""

from __future__ import annotations

from pathlib import PurePath
from typing import Protocol

from backprop_cli.errors import UsageError, nearest
from backprop_cli.notation.script import Script
from backprop_cli.notation.writer import Writer
from backprop_cli.worksheet.document import Document


class Renderer(Protocol):
    """Turns a document into text: the whole contract of a format."""

    name: str
    suffixes: tuple[str, ...]

    def render(self, document: Document) -> str: ...


def renderers() -> list[Renderer]:
    """Every format, the default first."""
    from backprop_cli.render.json import Json  # each is loaded when a format is asked for
    from backprop_cli.render.markdown import Markdown
    from backprop_cli.render.terminal import Terminal

    return [Terminal(), Markdown(), Json()]


def by_name(name: str) -> Renderer:
    """The renderer called `name`; raises `UsageError` with the nearest one."""
    known = {each.name: each for each in renderers()}
    if name not in known:
        raise UsageError(f"there is no format `{name}`", nearest(name, known) or f"known are {', '.join(known)}")
    return known[name]


def by_suffix(path: str) -> Renderer:
    """The renderer that a file's ending asks for; raises `UsageError` if none does."""
    suffix = PurePath(path).suffix.lower()
    for each in renderers():
        if suffix in each.suffixes:
            return each
    endings = ", ".join(ending for each in renderers() for ending in each.suffixes)
    raise UsageError(f"no format ends in `{suffix}`", f"use one of {endings}, or --format")


def writer(document: Document, script: type[Script]) -> Writer:
    """A writer with the document's names, digits and values."""
    return Writer(
        script(layered=document.layered, deltas=document.deltas),
        document.digits,
        document.longest_sum,
        document.given,
        document.derivation.values,
    )
