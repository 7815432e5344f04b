"""Every recipe, once: read, solve, hand out, mark one sheet or many. The commands only ask for them.

What a notebook asks for is loaded when it is: who solves a problem does not wait for what marks sheets.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from backprop_cli.api.blanks import BlankSheet, blank
    from backprop_cli.api.classes import MarkedClass, check_class
    from backprop_cli.api.problems import derive, load
    from backprop_cli.api.sheets import MarkedSheet, check
    from backprop_cli.api.solutions import Solution, solution

_HOMES = {
    "load": "problems",
    "derive": "problems",
    "solution": "solutions",
    "Solution": "solutions",
    "blank": "blanks",
    "BlankSheet": "blanks",
    "check": "sheets",
    "MarkedSheet": "sheets",
    "check_class": "classes",
    "MarkedClass": "classes",
}
"""The file of every name."""

__all__ = [
    "BlankSheet",
    "MarkedClass",
    "MarkedSheet",
    "Solution",
    "blank",
    "check",
    "check_class",
    "derive",
    "load",
    "solution",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)  # what is loaded when asked for is there for `help` and for completion as well
