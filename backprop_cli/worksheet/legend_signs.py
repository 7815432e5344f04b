"""The legend's rows of what is no quantity of the exercise: its functions, and the optimiser's letters."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache

from backprop_cli.derivation.update import Update
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.expr.parts import calls
from backprop_cli.expr.pull_back import written_out
from backprop_cli.expr.rules import definition
from backprop_cli.expr.tree import Call, Expr, Prime, Ref, references, substitute
from backprop_cli.graph.graph import Node
from backprop_cli.problem.optimizers import GRADIENT, STEP, Optimizer
from backprop_cli.quantities.network import PRE_ACTIVATION, SCALED, STACKS
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.quantities.symbols import Symbols
from backprop_cli.words import functions as function_words
from backprop_cli.words import optimisers as optimiser_words
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import symbol

SignRow = tuple[Math, Words]
ARGUMENTS = ("z", "u", "t", "s")
"""Letters of a function's argument; the first that no author has taken."""


@cache
def _worked(name: str) -> Expr | None:
    """How a function of `z` is worked with a calculator; None where no formula is simpler."""
    if name not in FUNCTIONS:
        return None
    return parse("(exp(z) - exp(-z))/(exp(z) + exp(-z))") if name == "tanh" else definition(name)


def functions(
    nodes: Collection[Node], symbols: Symbols, *, slopes: bool, is_worked: bool = False
) -> Iterator[SignRow]:
    """A row for each function that the formulas use and that has a name of its own: σ(z), ReLU(z).

    `slopes`: whether a derivative is asked for; `is_worked`: whether the page works it, by its formula.
    """
    found: dict[str, Call] = {}
    for node in nodes:
        for call in calls(node.formula) if node.formula else ():
            if call.function in function_words.FUNCTIONS:
                found.setdefault(call.function, call)
    letter = _letter(nodes, found.values(), symbols)
    for name, call in found.items():
        shown = Call(name, (letter, *call.args[1:])) if name in FUNCTIONS else call
        yield Math((shown,)), function_words.function(name, *_formulas(shown, slopes, is_worked))


def _formulas(shown: Call, slopes: bool, is_worked: bool) -> tuple[Math | None, Math | None]:
    """How a function is worked, and its slope."""
    meaning = _worked(shown.function)
    if meaning is None:
        return None, None
    put = dict(zip(FUNCTIONS[shown.function].arguments, shown.args, strict=True))
    slope = (Prime(shown), written_out(shown)) if is_worked else (Prime(shown),)
    return Math((substitute(meaning, put.get),)), Math(slope) if slopes else None


def _letter(nodes: Collection[Node], found: Collection[Call], symbols: Symbols) -> Ref:
    """z, or u where all functions are of what batch normalisation makes of z."""
    taken = {node.name for node in nodes}
    of_scaled = {SCALED, STACKS[SCALED]}
    scaled = {node.name for node in nodes if node.quantity.layer and node.quantity.symbol in of_scaled}
    is_scaled = bool(found) and all(scaled.issuperset(references(call)) for call in found)
    first = SCALED if is_scaled else PRE_ACTIVATION
    letters = (first, *ARGUMENTS)
    return Ref(next((each for each in letters if each not in taken), letters[0]))


def constants(update: Update, parameter: Quantity) -> Iterator[SignRow]:
    """A row for each letter of the optimiser's formulas that is no state: α, β₁, ε, t.

    `parameter` stands for any of them.
    """
    optimizer = update.optimizer
    rate = symbol(update.symbol("alpha"))
    names = [name for name in (*update.constants, STEP) if optimizer.uses(name)]
    for name in names:
        itself = symbol(update.symbol(name))
        kept = next(
            (
                symbol(update.spoken(each, parameter))
                for each in optimizer.state
                if _keeps(optimizer, each, name)
            ),
            None,
        )
        if told := optimiser_words.constant(name, itself, rate, kept):
            yield itself, told


def _keeps(optimizer: Optimizer, state: str, constant: str) -> bool:
    """Whether a constant is the share of a state that is kept: the formula of the state has both."""
    return {state, constant} <= set(references(optimizer.update.get(state, Ref(GRADIENT))))
