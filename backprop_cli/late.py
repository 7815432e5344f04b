"""Functions that a table names and that are loaded when they are called: start-up time is a feature."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def late(path: str) -> Callable[..., Any]:
    """The function of this package that `path` names, `graph.gates.to_gates`; its first call loads it."""
    module, _, function = path.rpartition(".")

    def called(*arguments: Any) -> Any:
        return getattr(import_module(f"backprop_cli.{module}"), function)(*arguments)

    return called
