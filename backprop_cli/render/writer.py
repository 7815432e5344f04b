"""The writer of a page: a document's digits with the names and numbers of one of its sections."""

from __future__ import annotations

from backprop_cli.notation.script import Script
from backprop_cli.notation.writer import Writer
from backprop_cli.worksheet.document import Document, Scope


def writer(document: Document, scope: Scope, script: type[Script]) -> Writer:
    """A writer with the document's digits, and a scope's names and numbers."""
    return Writer(
        script(scope.names, deltas=document.deltas, symbols=document.symbols),
        document.digits,
        document.longest_sum,
        scope.given,
        scope.values,
        scope.inexact,
        scope.shapes,
    )
