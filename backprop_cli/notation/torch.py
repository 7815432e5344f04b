"""PyTorch: formulas over tensors, entry by entry."""

from __future__ import annotations

from backprop_cli.notation.python import Python


class Torch(Python):
    """The script of programs over tensors: cases are a function, since a tensor may have several."""

    def call(self, function: str, args: list[str]) -> str:
        return f"where({', '.join(args)})" if function == "where" else super().call(function, args)
