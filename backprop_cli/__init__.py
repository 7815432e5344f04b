"""Backpropagation worked by hand: problem files in, worked solutions out.

    from backprop_cli import solution
    solution("two_layer_relu_sigmoid")        # a notebook shows it; print() gives the terminal page

`load` reads a problem file, `derive` gives every step as data, `solution` the worked sheet,
`check` a marked one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from backprop_cli.api import check, derive, load, solution

__all__ = ["__version__", "check", "derive", "load", "solution"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: `backprop --version` must not wait for the engine.
    if name in __all__:
        from backprop_cli import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
