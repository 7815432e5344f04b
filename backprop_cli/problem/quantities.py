"""The quantities of a network: which names exist.

The grammar is that of `quantities/grammar.py`; here it meets the network's layers, units and samples.
"""

from collections.abc import Iterator, Sequence
from itertools import product, starmap
from typing import Literal, NamedTuple

from backprop_cli.problem.model import Above
from backprop_cli.problem.times import Times, moves
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.network import (
    ACTIVATION,
    BETWEEN,
    BIAS,
    DATA_LOSS,
    DROPPED,
    INPUT,
    LOSS,
    MASK,
    MEAN,
    NORMAL,
    OUTPUT,
    PARAMETERS,
    PENALTY,
    PRE_ACTIVATION,
    SCALE,
    SCALED,
    SHIFT,
    TARGET,
    VARIANCE,
    WEIGHT,
    bias,
    scale,
    shift,
    weights,
)
from backprop_cli.quantities.notations import DELTA
from backprop_cli.quantities.output_names import steps_apart, symbols_of_network
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.symbols import Lettering, Sizes, Symbols

Biases = Literal["none", "shared", "own"]


class LayerSize(NamedTuple):
    """What a layer takes and gives; None where its weights cannot tell."""

    inputs: int | None
    units: int | None


class Extras(NamedTuple):
    """What a layer has besides sums and activation."""

    normalised: bool = False
    dropped: bool = False
    alone: bool = False
    """Whether it is an activation without weights."""
    softmax: bool = False
    """Whether each of its activations depends on all its pre-activations."""


class Quantities(NamedTuple):
    """What decides which names exist."""

    sizes: tuple[LayerSize, ...]
    biases: tuple[Biases, ...]
    """Of each layer."""
    samples: int
    updated: bool
    """Whether there is a descent step."""
    fixed: tuple[Quantity, ...] = ()
    """Parameters that are not updated, single or whole."""
    times: Times = Times()
    extras: tuple[Extras, ...] = ()
    """Of each layer; none: no layer has any."""
    penalised: frozenset[str] = frozenset()
    """The symbols of the parameters that a penalty is of, where the loss has one and is L_data + R."""
    lettering: Lettering = Lettering()
    """How the quantities are written."""
    above: Above | None = None
    """Where only the derivatives of the loss by the last layer are given."""
    held: frozenset[Quantity] = frozenset()
    """Activations that are given, entry by entry."""

    @property
    def symbols(self) -> Symbols:
        """The notation put to this network."""
        extras = [self.besides(number) for number, _ in enumerate(self.sizes, start=1)]
        return symbols_of_network(self.lettering, tuple(map(_counted, self.sizes, self.biases, extras)))

    def all(self) -> Iterator[Quantity]:
        """Every quantity of one sample, in one step, with its entries, its vectors and its matrices."""
        for symbol in (LOSS, DATA_LOSS, PENALTY, INPUT, TARGET, OUTPUT):
            yield from self._entries(Quantity(symbol))
        yield from (Quantity(LOSS, indices=(output,)) for output in range(1, (self.sizes[-1].units or 0) + 1))
        for layer, _ in enumerate(self.sizes, start=1):
            for symbol in (WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION, *BETWEEN):
                yield from self._entries(Quantity(symbol, layer))
            for each in self._entries(Quantity(PRE_ACTIVATION, layer)):
                yield each._replace(symbol=DELTA)

    def _entries(self, whole: Quantity) -> Iterator[Quantity]:
        shape = self.shape(whole)
        if shape is None:
            return
        yield whole
        if shape:
            yield from (whole.at(*place) for place in product(*(range(1, (size or 0) + 1) for size in shape)))

    @property
    def mixes_samples(self) -> bool:
        """Whether what a sample gives depends on the others."""
        return any(each.normalised for each in self.extras)

    def is_given(self, name: AnyQuantity) -> bool:
        """Whether the exercise gives the numbers of a quantity that others work out."""
        last = len(self.sizes)
        if isinstance(name, Gradient):
            is_own = self.mixes_samples or name.of.sample == name.by.sample
            by_last = self.above is not None and _placed(name.by, last) == (self.above.symbol, last)
            return by_last and is_own and name.of.symbol == LOSS
        symbol, layer = _placed(name, last)
        if symbol not in {ACTIVATION, PRE_ACTIVATION} or layer is None or not self.held:
            return False
        units = name.indices or range(1, (self.sizes[layer - 1].units or 0) + 1)
        return all(Quantity(ACTIVATION, layer, (unit,), name.sample) in self.held for unit in units)

    def stays(self, name: AnyQuantity) -> bool:
        """Whether it is the new value of an entry that is not updated, where its whole is."""
        if isinstance(name, Gradient) or not name.new:
            return False
        return bool(name.indices) and name._replace(new=False, step=None) in self.fixed

    def read(self, name: str) -> AnyQuantity | None:
        """What a name means here, or None where it is not of the grammar."""
        return as_quantity(name)

    def moves(self, quantity: AnyQuantity) -> bool:
        """Whether a quantity changes from step to step of a training."""
        return moves(quantity)

    def is_parameter(self, quantity: AnyQuantity) -> bool:
        """Whether it is a weight, a bias or what else is learnt, before or after the update."""
        return isinstance(quantity, Quantity) and quantity.symbol in PARAMETERS

    def updates(self, quantity: AnyQuantity) -> bool:
        """Whether a descent step changes a parameter, or an entry of it."""
        if isinstance(quantity, Gradient) or quantity.new or not self.is_parameter(quantity):
            return False
        own = quantity._replace(step=None)
        return own not in self.fixed and own.whole not in self.fixed

    def parameters(self) -> list[Quantity]:
        """`W1`, `W2`, …, then `b1`, `b2`, … as far as they exist."""
        layers = list(enumerate(self.biases, start=1))
        return [
            *(weights(number) for number, _ in layers if not self.besides(number).alone),
            *(bias(number) for number, kind in layers if kind != "none"),
            *(
                make(number)
                for number, _ in layers
                if self.besides(number).normalised
                for make in (scale, shift)
            ),
        ]

    def besides_of(self, name: Quantity) -> Extras:
        """What the layer of a quantity has besides, if there is such a layer."""
        layer = len(self.sizes) if name.layer is None else name.layer
        return self.besides(layer) if 0 < layer <= len(self.sizes) else Extras()

    def besides(self, layer: int) -> Extras:
        """What a layer, counted from 1, has besides."""
        return self.extras[layer - 1] if self.extras else Extras()

    def shape(self, name: Quantity) -> tuple[int | None, ...] | None:
        """The shape of the whole of a quantity, None in it where unknown; None if there is none."""
        if name.symbol in {DATA_LOSS, PENALTY}:
            return () if self.penalised and not (name.layer or name.sample) else None
        if name.symbol == LOSS and name.indices and "losses" in steps_apart(self.symbols):
            several = (self.sizes[-1].units or 0) > 1
            return None if name.layer or not several else (self.sizes[-1].units,)
        if name.symbol in {LOSS, INPUT, TARGET, OUTPUT}:
            if self.above and name.symbol == TARGET:
                return None
            ends = {LOSS: (), INPUT: (self.sizes[0].inputs,)}
            return None if name.layer else ends.get(name.symbol, (self.sizes[-1].units,))
        if name.layer is None or not 1 <= name.layer <= len(self.sizes):
            return None
        size, kind = self.sizes[name.layer - 1], self.biases[name.layer - 1]
        shapes: dict[str, tuple[int | None, ...]] = {
            **{PRE_ACTIVATION: (size.units,), ACTIVATION: (size.units,)},
            **({} if self.besides(name.layer).alone else {WEIGHT: (size.units, size.inputs)}),
            **({} if kind == "none" else {BIAS: (size.units,) if kind == "own" else ()}),
        }
        if self.besides(name.layer).normalised:
            shapes |= dict.fromkeys((MEAN, VARIANCE, NORMAL, SCALED, SCALE, SHIFT), (size.units,))
        if self.besides(name.layer).dropped:
            shapes |= dict.fromkeys((MASK, DROPPED), (size.units,))
        return shapes.get(name.symbol)

    def only_entry(self, name: Quantity) -> Quantity:
        """The entry of an array that has no other; anything else as it is."""
        shape = self.shape(name)
        return name.at(*(1 for _ in shape)) if shape and not name.indices and set(shape) == {1} else name

    def is_step(self, name: Gradient) -> bool:
        """Whether the backward pass has this derivative: of the loss, or of a formula by its part."""
        if name.of.symbol == OUTPUT and name.by.symbol == ACTIVATION:
            return name.by.layer == len(self.sizes) and "outputs" in steps_apart(self.symbols)
        last = (ACTIVATION, len(self.sizes))
        through_last = _placed(name.by, last[1]) == last and name.of.symbol == LOSS
        through_last = through_last or _placed(name.of, last[1]) == last
        if self.above and self.above.symbol == PRE_ACTIVATION and through_last:
            return False
        if (
            name.of.symbol == PRE_ACTIVATION
            and name.by.symbol == ACTIVATION
            and self.besides_of(name.by).dropped
        ):
            return False
        if name.of.symbol == PENALTY:
            return name.by.symbol in self.penalised
        if name.of.symbol == LOSS and name.of.indices:
            return self._is_of_share(name)
        return _is_step(name, len(self.sizes), normalised=self.besides_of(name.of).normalised)

    def _is_of_share(self, name: Gradient) -> bool:
        """The same for one output's share of the loss: by that output, or by what all outputs are made of."""
        last = len(self.sizes)
        symbol, layer = _placed(name.by, last)
        if (symbol, layer) in {(ACTIVATION, last), (PRE_ACTIVATION, last)}:
            return name.by.indices in {(), name.of.indices}
        return symbol in {ACTIVATION, DROPPED} and layer == last - 1

    def wholes(self) -> Iterator[Quantity]:
        """Every quantity that there is, as a whole."""
        own = (LOSS, DATA_LOSS, PENALTY, INPUT, TARGET, OUTPUT)
        of_a_layer = (WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION, *BETWEEN)
        layers = range(1, len(self.sizes) + 1)
        places = [*product(own, [None]), *product(of_a_layer, layers)]
        yield from (each for each in starmap(Quantity, places) if self.shape(each) is not None)


def is_entry(indices: Sequence[int], shape: Sequence[int | None]) -> bool:
    """Whether there is such an entry in a shape."""
    return len(indices) == len(shape) and all(
        index >= 1 and (size is None or index <= size) for index, size in zip(indices, shape, strict=True)
    )


def _counted(size: LayerSize, kind: Biases, extras: Extras) -> Sizes:
    """What a layer adds to the numbers of weights and biases; an activation alone has none."""
    units, inputs = size.units or 0, 0 if extras.alone else size.inputs or 0
    return Sizes(inputs, units, {"none": 0, "shared": 1, "own": units}[kind], kind == "shared")


_WORKED = tuple(symbol for symbol in BETWEEN if symbol != MASK)
_MADE_OF = {
    MEAN: {PRE_ACTIVATION},
    VARIANCE: {PRE_ACTIVATION, MEAN},
    NORMAL: {PRE_ACTIVATION, MEAN, VARIANCE},
    SCALED: {NORMAL, SCALE, SHIFT},
    DROPPED: {ACTIVATION},
}
"""By what of its own layer a quantity is differentiated."""


def _is_step(name: Gradient, layers: int, *, normalised: bool) -> bool:
    """The same for losses and layers; `normalised`: whether the upper quantity's layer is."""
    (of, of_layer), (by, by_layer) = _placed(name.of, layers), _placed(name.by, layers)
    if of == LOSS and by == LOSS:
        is_of_batch = name.of.sample is None and name.by.sample is not None
        return is_of_batch and not (name.of.indices or name.by.indices)
    if of == LOSS:
        return by in {ACTIVATION, PRE_ACTIVATION, WEIGHT, BIAS, *_WORKED} and not name.of.indices
    if of == ACTIVATION:
        return by_layer == of_layer and by == (SCALED if normalised else PRE_ACTIVATION)
    if of in _MADE_OF:
        return by_layer == of_layer and by in _MADE_OF[of]
    before = of_layer - 1 if of_layer else None
    own = {(WEIGHT, of_layer), (BIAS, of_layer), (ACTIVATION, before), (DROPPED, before)}
    return of == PRE_ACTIVATION and (by, by_layer) in own


def _placed(name: Quantity, last: int) -> tuple[str, int | None]:
    return (ACTIVATION, last) if name.symbol == OUTPUT else (name.symbol, name.layer)
