"""The formats of marked sheets for other programs: each gathers reports one by one, then writes them."""

from __future__ import annotations

import re
from importlib import import_module
from typing import Protocol

from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.tally import ClassReport


class Results(Protocol):
    """Turns reports into text: the whole contract of a format."""

    def add(self, report: SheetReport) -> None:
        """One more sheet; nothing of it need be kept but its text."""

    def text(self, results: ClassReport) -> str:
        """All sheets, and what they amount to."""


RESULTS = {
    "json": ("backprop_cli.export.results_json", "JsonResults"),
    "csv": ("backprop_cli.export.results_csv", "CsvResults"),
    "csv lines": ("backprop_cli.export.results_csv", "CsvLines"),
    "gradescope": ("backprop_cli.export.results_gradescope", "GradescopeResults"),
}
"""Every format: its module, loaded when it is asked for, and its class."""


def results_in(name: str) -> Results:
    """An empty collection of reports in a format of `RESULTS`."""
    module, made = RESULTS[name]
    results: Results = getattr(import_module(module), made)()
    return results


_UNSAFE = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def as_json(data: object, indent: int | None = None) -> str:
    """JSON in readable letters; characters that a terminal would act on are written as escapes."""
    import json

    text = json.dumps(data, ensure_ascii=False, indent=indent)
    return _UNSAFE.sub(lambda char: f"\\u{ord(char[0]):04x}", text)
