"""The name of the outputs, where an author gives it to the last activations: `a2: yhat`, `a1: y_hat`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from backprop_cli.late import late
from backprop_cli.quantities.network import as_output
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.quantities.symbols import Lettering, Sizes, Symbol, Symbols

symbol_key = late("quantities.reading.symbol_key")


@lru_cache(maxsize=32)
def symbols_of_network(lettering: Lettering, layers: tuple[Sizes, ...]) -> Symbols:
    """A notation put to a network.

    The outputs are written as the last activations are, where the author calls these what outputs are called.
    """
    if not any(_is_last(each, layers) for each, _ in lettering.own):
        return Symbols(lettering, layers)
    usual = Symbols(Lettering(lettering.notation), layers)
    own = tuple(each for each in lettering.own if not _is_usual(*each, usual))
    return Symbols(lettering._replace(own=(*own, *_names_of_outputs(own, usual))), layers)


def _is_last(quantity: Quantity, layers: tuple[Sizes, ...]) -> bool:
    return as_output(quantity, len(layers)) != quantity


def _is_usual(quantity: Quantity, name: str, usual: Symbols) -> bool:
    """Whether an activation of the last layer is called as the notation calls it anyway."""
    if not _is_last(quantity, usual.layers):
        return False
    return bool(_key_of_own(name) == symbol_key(usual.symbol(quantity)))


def _key_of_own(name: str) -> tuple[str, ...]:
    return tuple(symbol_key(Symbol(name, own=True)))


def _names_of_outputs(own: Iterable[tuple[Quantity, str]], usual: Symbols) -> Iterator[tuple[Quantity, str]]:
    named, in_grammar = dict(own), Symbols(layers=usual.layers)
    for quantity, name in named.items():
        output = as_output(quantity, len(usual.layers))
        if output == quantity or output in named:
            continue
        is_only = usual.layers[-1].units == 1
        called = {output, output.whole} if is_only else {output}
        looks = {symbol_key(each.symbol(one)) for each in (usual, in_grammar) for one in called}
        if _key_of_own(name) in looks:
            yield output, name


def steps_apart(symbols: Symbols) -> frozenset[str]:
    """The steps that a notation writes apart; no ŷ = ŷ, where the last activations are called ŷ as well."""
    own, layers = symbols.own, symbols.layers
    last = [each for each in own if _is_last(each, layers)]
    are_one = any(own[each] == own.get(as_output(each, len(layers))) for each in last)
    return symbols.notation.apart - {"outputs"} if are_one else symbols.notation.apart
