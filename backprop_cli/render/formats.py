"""The formats: a list of renderers, each with its name and the file endings it is chosen by."""

from __future__ import annotations

from importlib import import_module
from typing import Protocol

from backprop_cli.errors import UsageError, nearest
from backprop_cli.notation.script import Script
from backprop_cli.notation.writer import Writer
from backprop_cli.worksheet.document import Document, Scope


class Renderer(Protocol):
    """Turns a document into text: the whole contract of a format."""

    def render(self, document: Document) -> str:
        """The whole document."""


FORMATS = {
    "terminal": ("backprop_cli.render.terminal", "Terminal", (".txt",)),
    "markdown": ("backprop_cli.render.markdown", "Markdown", (".md", ".markdown")),
    "json": ("backprop_cli.export.json", "Json", (".json",)),
    "python": ("backprop_cli.export.python", "Program", (".py",)),
    "pytorch": ("backprop_cli.export.pytorch", "PyTorch", ()),
}
"""Every format: its module, loaded when it is asked for, its renderer, and its file endings."""


def by_name(name: str) -> Renderer:
    """The renderer called `name`; raises `UsageError` with the nearest one."""
    if name not in FORMATS:
        known = f"known are {', '.join(FORMATS)}"
        raise UsageError(f"there is no format `{name}`", nearest(name, FORMATS) or known)
    module, renderer, _ = FORMATS[name]
    made: Renderer = getattr(import_module(module), renderer)()
    return made


def by_suffix(path: str) -> Renderer:
    """The renderer that a file's ending asks for; raises `UsageError` if none does."""
    for name, (_, _, suffixes) in FORMATS.items():
        if path.lower().endswith(suffixes):
            return by_name(name)
    endings = ", ".join(ending for _, _, suffixes in FORMATS.values() for ending in suffixes)
    raise UsageError(f"no format has the ending of `{path}`", f"use one of {endings}, or --format")


def writer(document: Document, scope: Scope, script: type[Script]) -> Writer:
    """A writer with the document's digits, and a scope's names and numbers."""
    return Writer(
        script(scope.names, deltas=document.deltas, symbols=document.symbols),
        document.digits,
        document.longest_sum,
        scope.given,
        scope.values,
        scope.saturated,
        scope.shapes,
    )
