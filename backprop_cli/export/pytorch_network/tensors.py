"""Numbers and formulas as they stand in a program: tensors, lists, expressions."""

from __future__ import annotations

from backprop_cli.expr.tree import Expr, Num
from backprop_cli.notation.python import in_python
from backprop_cli.notation.torch import Torch
from backprop_cli.notation.writer import Writer
from backprop_cli.problem.given import GivenValue

LONGEST_LIST = 40
"""Characters of a tensor that stands on one line."""


def tensor(name: str, numbers: GivenValue, *, gradient: bool = False) -> str:
    """A tensor, row under row where it is long."""
    body = literal(numbers)
    if len(body) > LONGEST_LIST and isinstance(numbers, tuple):
        body = "[\n" + "".join(f"    {literal(part)},\n" for part in numbers) + "]"
    needs = ", requires_grad=True" if gradient else ""
    return f"{name} = torch.tensor({body}, dtype=torch.float64{needs})"


def literal(numbers: GivenValue) -> str:
    """A number, or numbers in brackets, row by row."""
    if isinstance(numbers, Num):
        return torch_code(numbers, {})
    return f"[{', '.join(map(literal, numbers))}]"


def torch_code(expr: Expr, names: dict[str, str]) -> str:
    """A formula in Python, its quantities by the `names` that they have there."""
    return Writer(Torch(names), longest_sum=None).symbols(in_python(expr))
