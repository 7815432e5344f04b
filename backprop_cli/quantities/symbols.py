"""A notation put to one network: a `Symbol` for each of its quantities.

A script (Unicode, LaTeX, ASCII) draws a symbol, and `reading.py` turns the same table round.
"""

from collections.abc import Callable
from functools import cached_property
from typing import NamedTuple

from backprop_cli.quantities.grammar import look_of, stem
from backprop_cli.quantities.network import (
    ACTIVATION,
    ANY_PARAMETER,
    BIAS,
    INPUT,
    LOSS,
    OF_LAYERS,
    OUTPUT,
    PENALTY,
    PRE_ACTIVATION,
    PRODUCT,
    STACKS,
    TARGET,
    WEIGHT,
    is_stack,
    unstacked,
)
from backprop_cli.quantities.notations import DELTA, NOTATIONS, USUAL, Notation
from backprop_cli.quantities.quantity import Gradient, Quantity

PRIMED, PRIME = "_prime", "′"
"""The end of a name that an author gives to a whole vector or matrix, and what it is written with: W′."""


class Symbol(NamedTuple):
    """How a quantity looks, whatever the script."""

    letters: str
    lowered: str = ""
    """21, h2, total."""
    raised: str = ""
    """The number of the layer, in its brackets if it has any."""
    bare: bool = False
    """Whether the layer is raised without brackets."""
    prefix: str = ""
    """Of a derivative that is written as one symbol: d."""
    own: bool = False
    """Whether `letters` is a name of the author's own, with its index and hat in it."""
    new: str = ""
    """The mark of a value after the update."""
    sample: int | None = None
    step: int | None = None
    at: Quantity | None = None
    """The quantity itself, where it is a network's."""
    whole: str = ""
    """The author's own name of the vector or matrix that it stands in: W_prime of W′₁₁."""
    among_numbered: bool = False
    """Whether it is the whole of what is numbered through: b1 is its first entry there."""

    @property
    def indexed(self) -> str:
        """The author's own name of the whole, where that has an index already: h_enc of h_enc₁."""
        name = self.whole.removesuffix(PRIMED)
        return name if name and look_of(name).parts else ""

    def in_grammar(self) -> Quantity:
        """The symbol in the form of the grammar, for ASCII: In1[2], w3, net_h2."""
        marks = Quantity("", sample=self.sample, step=self.step, new=bool(self.new))
        if self.at is None:
            return marks._replace(symbol=self.prefix + self.letters)
        if self.whole:
            return marks._replace(symbol=self.prefix + self.whole, indices=self.at.indices)
        as_there = bool(self.raised) == (self.at.layer is not None)
        if self.among_numbered and not self.lowered:
            return marks._replace(symbol=f"{self.prefix}{self.letters}^{{{self.raised}}}")
        if as_there and self.lowered in {"", joined(self.at.indices)}:
            letters = _GRAMMAR.get(self.letters, self.letters)
            indices = self.at.indices if self.lowered else ()
            return marks._replace(symbol=self.prefix + letters, layer=self.at.layer, indices=indices)
        number = f"_{self.at.layer}" if self.raised else ""
        joint = "" if self.lowered[:1].isdigit() else "_"
        return marks._replace(symbol=f"{self.prefix}{self.letters}{joint}{self.lowered}{number}")


class Lettering(NamedTuple):
    """What an author chose: a notation, and own names on top."""

    notation: str = USUAL
    own: tuple[tuple[Quantity, str], ...] = ()
    constants: tuple[tuple[str, str], ...] = ()
    """Own names of the learning rate and the optimiser's constants, by those that its formulas use."""


AS_USUAL = Lettering()


class Sizes(NamedTuple):
    """Of one layer, what its names need."""

    inputs: int
    units: int
    biases: int
    """How many it has: none, one that it shares, or one for each unit."""
    shares_bias: bool = False


class Symbols:
    """A notation put to one network, with own names for single quantities on top."""

    def __init__(
        self,
        lettering: Lettering = AS_USUAL,
        layers: tuple[Sizes, ...] = (),
    ) -> None:
        self.lettering = lettering
        only = {1} if len(layers) == 1 else set()
        self.general = {
            each.symbol: name
            for each, name in lettering.own
            if name.isalpha() and each.layer in {None, *only} and not each.indices
        }
        """The author's letters that are no layer's own, or that of the only one."""
        letters = {symbol: name for symbol, name in self.general.items() if symbol in OF_LAYERS}
        row = NOTATIONS[lettering.notation]
        self.notation = row.with_letters(letters) if letters else row
        self.layers = layers
        self.own = {each: name for each, name in lettering.own if not is_of_every_layer(each)}
        self._symbols: dict[Quantity, Symbol] = {}

    @property
    def is_plain(self) -> bool:
        """Whether its names in ASCII are those of the grammar."""
        return self.notation is NOTATIONS[USUAL] and not self.own

    def symbol(self, quantity: Quantity) -> Symbol:
        """The symbol of a quantity that is no optimiser's state; it is kept for the next script."""
        symbol = self._symbols.get(quantity)
        if symbol is None:
            symbol = self._symbols[quantity] = self._made(quantity)
        return symbol

    def _made(self, quantity: Quantity) -> Symbol:
        if quantity.sample is None and quantity.step is None and not quantity.new:
            return self._bare(quantity)
        symbol = self.symbol(quantity._replace(sample=None, step=None, new=False))
        new = self.notation.new if quantity.new else ""
        return symbol._replace(new=new, sample=quantity.sample, step=quantity.step)

    def of_gradient(self, gradient: Gradient) -> Symbol | None:
        """The symbol of a derivative that the notation writes as one: δ, dz; None where it writes ∂L/∂z."""
        habit = self.notation.signals if gradient.is_error_signal else self.notation.gradients
        of, by = gradient.of, gradient.by
        if habit == "quotient" or not is_of_loss(gradient) or self.is_own(by):
            return None
        if habit == "delta":
            return self.symbol(by._replace(symbol=DELTA))
        if by.layer is None and by != ANY_PARAMETER:
            return None
        if by.sample not in {None, of.sample}:  # of the batch's loss by one sample's z
            return None
        return self.symbol(by)._replace(prefix="d", sample=of.sample)

    def is_own(self, quantity: Quantity) -> bool:
        """Whether the author has named it, in whichever sample and step."""
        return self.what_is_named(quantity) is not None

    def what_is_named(self, quantity: Quantity) -> Quantity | None:
        """What the author has named: the quantity itself, or the vector or matrix that it is written by."""
        if not self.own:
            return None
        bare = quantity._replace(sample=None, step=None, new=False)
        if bare in self.own or self._own_of_stack(bare):
            return bare
        return bare.whole if self._own_of_whole(bare) else None

    def without_own(self) -> "Symbols":
        """The notation as it is where the author names nothing."""
        return self._like((), self.notation)

    def with_own(self, kept: Callable[[str], bool]) -> "Symbols":
        """The same with some of the author's names only, for a script that cannot write the others."""
        own = tuple((quantity, name) for quantity, name in self.lettering.own if kept(name))
        if len(own) == len(self.lettering.own):
            return self
        return Symbols(self.lettering._replace(own=own), self.layers)

    @cached_property
    def exchanged(self) -> dict[str, str]:
        """The letters that change places with the grammar's, see `Notation`; none that the author gives."""
        own = set(self.own.values())
        return {typed: letter for typed, letter in self.notation.exchanged.items() if typed not in own}

    @property
    def exchanged_back(self) -> dict[str, str]:
        """The other way, for what is told of names."""
        return self.notation.exchanged_back if self.exchanged else {}

    def in_usual_letters(self) -> "Symbols":
        """The same for names whose letters are exchanged already."""
        if not self.exchanged:
            return self
        return self._like(tuple(self.own.items()), self.notation.in_usual_letters)

    def _like(self, own: tuple[tuple[Quantity, str], ...], notation: Notation) -> "Symbols":
        symbols = Symbols(Lettering(notation.name, own), self.layers)
        symbols.notation, symbols.general = notation, self.general
        return symbols

    def _bare(self, quantity: Quantity) -> Symbol:
        if name := self._own_of_whole(quantity):
            return _of_named(name, quantity)
        if name := self.own.get(quantity, "") or self._own_of_stack(quantity):
            return Symbol(name, own=True)
        if (written := self._as_written(quantity)) != quantity:
            return self._bare(written)
        is_single = quantity.layer is None and not quantity.indices
        if is_single and quantity.symbol not in self.notation.whole:
            return Symbol(self._of_single(quantity), own=True)
        letters, lowered, raised = self._letters(quantity), self._index(quantity), self._layer(quantity)
        bare, is_counted = self.notation.raises_bare, quantity.symbol in self.notation.numbered
        among_numbered = is_counted and bool(raised) and quantity.symbol != WEIGHT
        return Symbol(letters, lowered, raised, bare, at=quantity, among_numbered=among_numbered)

    def _as_written(self, quantity: Quantity) -> Quantity:
        """One of the last activations as an output, where the notation has the outputs' letter for both."""
        is_last = quantity.layer is not None and quantity.layer == len(self.layers)
        letter = self.notation.last.get(ACTIVATION) if is_last else None
        if letter is None or letter != self.notation.letters.get(OUTPUT):
            return quantity
        as_outputs = {ACTIVATION: OUTPUT, STACKS[ACTIVATION]: STACKS[OUTPUT]}
        symbol = as_outputs.get(quantity.symbol)
        return quantity._replace(symbol=symbol, layer=None) if symbol else quantity

    def _own_of_whole(self, quantity: Quantity) -> str:
        """The name that a vector or matrix has: h of h₁, h_enc of h_enc₁; of W′₁₁, and of W′, W_prime."""
        name = self.own.get(quantity.whole, "") if self.own else ""
        if quantity.indices and quantity in self.own:
            return ""
        return name if quantity.indices or name.endswith(PRIMED) else ""

    def _own_of_stack(self, quantity: Quantity) -> str:
        """The capital of the letter that its columns are named with, where nothing else has it: H of h⟨1⟩."""
        letter = self.own.get(unstacked(quantity), "") if self.own and is_stack(quantity) else ""
        capital = letter.upper() if len(letter) == 1 and letter.islower() else ""
        others = {*self.own.values(), *self.notation.letters.values(), *_CAPITALS, self.notation.entry}
        return capital if len(capital) == 1 and capital not in others else ""

    def _of_single(self, quantity: Quantity) -> str:
        if quantity == ANY_PARAMETER:
            return self.notation.entry
        return self.notation.letters.get(quantity.symbol) or self._of_stack(quantity) or quantity.symbol

    def _of_stack(self, quantity: Quantity) -> str:
        """The capital that a notation with letters of its own has for all samples; of others nothing."""
        return self.exchanged_back.get(quantity.symbol, "") if is_stack(quantity) else ""

    def _letters(self, quantity: Quantity) -> str:
        if quantity.symbol == WEIGHT and quantity.indices:
            return self.notation.entry
        is_last = quantity.layer is not None and quantity.layer == len(self.layers)
        letters = self.notation.last.get(quantity.symbol) if is_last else None
        letters = letters or self.notation.letters.get(quantity.symbol) or self._of_stack(quantity)
        return letters or quantity.symbol

    def _index(self, quantity: Quantity) -> str:
        if self._is_numbered(quantity):
            return str(self._number(quantity))
        if not quantity.indices or self._goes_bare(quantity):
            unit = self._unit(quantity) if quantity.layer is not None else ""
            return self.notation.whole.get(quantity.symbol, unit)
        return self._unit(quantity) + joined(quantity.indices)

    def _goes_bare(self, quantity: Quantity) -> bool:
        """Whether it is the only one of its kind, in a notation that writes that without a number."""
        if self.notation.numbers_only_unit or not self.layers or len(quantity.indices) != 1:
            return False
        if quantity.symbol == INPUT:
            return self.layers[0].inputs == 1
        if quantity.layer is None and quantity.symbol not in _OF_UNITS:  # a path's product, P₁
            return False
        return self.layers[(quantity.layer or len(self.layers)) - 1].units == 1

    def _unit(self, quantity: Quantity) -> str:
        """What stands before the number of a unit: h of a hidden one, o of an output."""
        if quantity.symbol not in _OF_UNITS:
            return ""
        return self.notation.unit[quantity.layer in {None, len(self.layers)}]

    def _layer(self, quantity: Quantity) -> str:
        if quantity.layer is None or self._is_numbered(quantity):
            return ""
        # o1 is an output, and h1 plain where one layer is hidden.
        says_layer = quantity.layer == len(self.layers) or len(self.layers) == 2
        if self._unit(quantity) and says_layer:
            return ""
        return self.notation.layer.format(quantity.layer)

    def _is_numbered(self, quantity: Quantity) -> bool:
        if quantity.symbol not in self.notation.numbered or quantity.layer is None or not self.layers:
            return False
        is_shared = quantity.symbol == BIAS and self.layers[quantity.layer - 1].shares_bias
        return bool(quantity.indices) or is_shared

    def _number(self, quantity: Quantity) -> int:
        """The number of a parameter that is counted through: by layer, then unit, then input."""
        at = (quantity.layer or 1) - 1
        before, layer = self.layers[:at], self.layers[at]
        if quantity.symbol == BIAS:
            return sum(each.biases for each in before) + (quantity.indices[0] if quantity.indices else 1)
        row, column = quantity.indices
        return sum(each.units * each.inputs for each in before) + (row - 1) * layer.inputs + column


_CAPITALS = frozenset({LOSS, PENALTY, PRODUCT, WEIGHT})
"""Letters that no stack is called by."""
_OF_UNITS = frozenset({PRE_ACTIVATION, ACTIVATION, TARGET, OUTPUT, LOSS})
_GRAMMAR = {"w": WEIGHT}
"""Letters that the grammar has otherwise: w5 would be the fifth weight, not those of layer 5."""


def _of_named(name: str, quantity: Quantity) -> Symbol:
    """An entry by the own name of its vector or matrix, its index behind that of the name; or all of W′."""
    bare = name.removesuffix(PRIMED)
    look, raised = look_of(bare), "" if bare == name else PRIME
    letters = bare if not look.parts else "_".join(filter(None, (look.letters, look.mark)))
    lowered = ",".join(filter(None, (*look.parts, joined(quantity.indices))))
    return Symbol(letters, lowered, raised, bare=bool(raised), at=quantity, whole=name)


def is_of_every_layer(quantity: Quantity) -> bool:
    """Whether what an author names is no layer's own, `z` and not `z1`: its letter in all of them."""
    return quantity.symbol in OF_LAYERS and quantity.layer is None


def is_primed(own: str) -> bool:
    """Whether an author's own name is written with a prime."""
    return own.endswith(PRIMED)


def is_of_loss(gradient: Gradient) -> bool:
    """Whether it is a derivative of the whole loss, or of a sample's own by what the sample has."""
    return gradient.of.symbol in _LOSSES and not gradient.of.indices and not gradient.direct


_LOSSES = frozenset({LOSS, STACKS[LOSS]})


def joined(indices: tuple[int, ...]) -> str:
    """11 for (1, 1); 12,3 where the digits alone could be misread."""
    return ("," if indices and max(indices) > 9 else "").join(map(str, indices))


def state_letters(quantity: Quantity) -> tuple[str, str]:
    """The letters of an optimiser's state and the number behind them: `v` after step 2 is (`v`, `2`)."""
    if quantity.step is not None:
        return quantity.symbol, str(quantity.step)
    return stem(quantity.symbol) or (quantity.symbol, "")
