"""Backpropagation worked by hand: problem files in, worked solutions out.

    from backprop_cli import solution
    solution("two_layer_relu_sigmoid")        # a notebook shows it; print() gives the terminal page

`load` reads a problem and `derive` gives every step as data. `solution` gives the worked sheet, `blank` one
to hand out, `check` a marked one and `check_class` those of a class; each of these pages has `render(format)`
for every format that the commands write it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from backprop_cli.api import blank, check, check_class, derive, load, solution

__all__ = ["__version__", "blank", "check", "check_class", "derive", "load", "solution"]


def __getattr__(name: str) -> Any:
    # Loaded when asked for: `backprop --version` must not wait for the engine.
    if name in __all__:
        from backprop_cli import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)  # what is loaded when asked for is there for `help` and for completion as well
