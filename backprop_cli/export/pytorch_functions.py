"""The functions of formulas over tensors, as text; a plain number among their arguments becomes a tensor.

Where PyTorch's own would not do: `maximum` shares the slope at a tie, `softplus` is cut off at 20.
"""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.export.python_functions import words_of
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.rules import definition
from backprop_cli.notation.python import in_python
from backprop_cli.notation.torch import Torch
from backprop_cli.notation.writer import Writer
from backprop_cli.words.pytorch import CASES
from backprop_cli.words.say import phrase

WRAPPER = '''\
def on_tensors(function):
    """The function, for plain numbers as well."""
    return lambda *args: function(*(torch.as_tensor(arg, dtype=torch.float64) for arg in args))
'''
OF_TORCH = {
    **{
        name: f"torch.{name}"
        for name in (
            *("abs", "cos", "exp", "log", "log10", "log2", "sign", "sin", "sqrt"),
            *("relu", "sigmoid", "tanh"),
        )
    },
    "where": "lambda test, positive, otherwise: torch.where(test > 0, positive, otherwise)",
    "max": "lambda u, v: torch.where(u - v > 0, u, v)",
    "min": "lambda u, v: torch.where(v - u > 0, u, v)",
    "softplus": "lambda z: torch.logaddexp(z, torch.zeros_like(z))",
    "elu": "torch.nn.functional.elu",
    "silu": "torch.nn.functional.silu",
    "gelu": "torch.nn.functional.gelu",
    "Phi": "lambda z: torch.erfc(-z / 2**0.5) / 2",
    "softmax": "lambda index, *logits: torch.softmax(torch.stack(logits), 0)[int(index)]",
    "log_softmax": "lambda index, *logits: torch.log_softmax(torch.stack(logits), 0)[int(index)]",
}
"""Each in PyTorch's terms; what is not here is written from its definition in simpler functions."""
REMARKS = {"max": CASES, "min": CASES}
"""What is worth a word."""
NAMES = frozenset({*OF_TORCH, *FUNCTIONS, "on_tensors", "torch", "math", "pi"})


def prelude(body: str) -> Iterator[str]:
    """The lines before a program's own that define the functions it uses."""
    waiting, needed = _own_words(body), dict[str, str]()
    used = set(waiting)
    while waiting:
        name = waiting.pop()
        if name not in needed and (name in OF_TORCH or (name in FUNCTIONS and definition(name) is not None)):
            needed[name] = _function(name)
            waiting |= _own_words(needed[name])
            used |= waiting
    if "pi" in used:
        yield "from math import pi\n"
    yield "import torch\n"
    if needed:
        yield f"\n{WRAPPER}\n"
    yield from (f"{needed[name]}" for name in dict.fromkeys([*OF_TORCH, *FUNCTIONS]) if name in needed)


def _own_words(code: str) -> set[str]:
    """Its words without those that PyTorch has: `torch.softmax` is none of a program's own functions."""
    return words_of(code.replace("torch.", "torch_"))


def _function(name: str) -> str:
    if name in OF_TORCH:
        remark = f"  # {phrase(REMARKS[name])}" if name in REMARKS else ""
        return f"{name} = on_tensors({OF_TORCH[name]}){remark}"
    meaning = definition(name)
    if meaning is None:
        raise TypeError(f"no program has the function {name}")
    body = Writer(Torch({}), longest_sum=None).symbols(in_python(meaning))
    return f"{name} = on_tensors(lambda {', '.join(FUNCTIONS[name].arguments)}: {body})"
