"""What a name may mean in a network: `w11`, `delta1[2]`, `Z1[1]`, `dE/dw¹₁₁`, `a2` of one unit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backprop_cli.errors import Sentence, nearest
from backprop_cli.late import late
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.grammar import as_quantity, head, is_quotient, leading_letters, text
from backprop_cli.quantities.network import (
    ACTIVATION,
    BETWEEN,
    BIAS,
    DATA_LOSS,
    DROPPED,
    INPUT,
    LOSS,
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
    loss,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.spellings import gradient_as_typed, name_as_typed, of_signal, quotient_as_typed

FORMS = Sentence("names look like {names}", names="W1[1,2], b1, z2[1], a1[2], dL/dz2[1], W1_new[1,2]")
DELTA = "delta"
SMALL_WEIGHT, SMALL_GRADIENT = "w", "dw"
"""A single weight, as most books write it, and its gradient; `W` is the matrix."""
MOST_COUNTED = 9
"""Weights of an only unit that one number tells: of w12 the digits are a row and a column."""
_SYMBOLS = (
    INPUT,
    TARGET,
    OUTPUT,
    LOSS,
    DATA_LOSS,
    PENALTY,
    WEIGHT,
    BIAS,
    PRE_ACTIVATION,
    ACTIVATION,
    *BETWEEN,
)
_WHOLE_LOSS = (
    *("loss", "cost", "L_total", "L_tot", "loss_total", "total_loss", "E_total", "E_tot", "J_total"),
    *("Ltotal", "Ltot", "Etotal", "Etot", "Jtotal"),
)
_DATA_LOSS = ("loss_data", "data_loss")
_IN_ANY_CASE = {
    **{symbol.casefold(): symbol for symbol in _SYMBOLS},
    **{name.casefold(): LOSS for name in _WHOLE_LOSS},
    **{name.casefold(): DATA_LOSS for name in _DATA_LOSS},
    "penalty": PENALTY,
}
_OF_OTHER_BOOKS = {"E": LOSS, "J": LOSS, "C": LOSS}
"""What others call the loss; in this case only, for `e` is a number."""
_GRADIENTS = {
    "dw": WEIGHT,
    "db": BIAS,
    "dz": PRE_ACTIVATION,
    "da": ACTIVATION,
    "dmu": MEAN,
    "dvar": VARIANCE,
    "dzhat": NORMAL,
    "du": SCALED,
    "dgamma": SCALE,
    "dbeta": SHIFT,
    "dh": DROPPED,
}
"""`dW2[1,1]` is the loss's gradient, as programs call it."""
has = late("problem.objections.names.has")
_LAYERED = (WEIGHT, BIAS, PRE_ACTIVATION, ACTIVATION, *BETWEEN)


def network_meanings(name: str, known: Quantities) -> list[AnyQuantity]:
    """The quantities that a typed name may mean: one; several where it is not plain; none."""
    read = known.read(name)
    if read is not None and has(read, known):
        return [_with_all_indices(read, known)]
    found = (_with_all_indices(each, known) for each in readings(read, known) if has(each, known))
    return list(dict.fromkeys(found))


def readings(name: AnyQuantity | None, known: Quantities) -> Iterator[AnyQuantity]:
    """Every way to read a name, whether or not there is such a quantity, the plainest first."""
    if isinstance(name, Gradient):
        for of in _parts(name.of, known):
            for by in _parts(name.by, known):
                yield Gradient(of, by)
    elif name is not None:
        yield from _shorthands(name, known)
        yield from _parts(name, known)


def _shorthands(name: Quantity, known: Quantities) -> Iterator[Gradient]:
    """`delta1[2]` is of the sample's own loss; `dz1[2]@2` may be of it or of the batch's."""
    if name.symbol.casefold() == DELTA:
        for by in _parts(name._replace(symbol=PRE_ACTIVATION), known):
            yield Gradient(loss(by.sample), by)
    elif symbol := _GRADIENTS.get(name.symbol.casefold()):
        of = SMALL_WEIGHT if name.symbol == SMALL_GRADIENT else symbol
        for by in _parts(name._replace(symbol=of), known):
            own = by._replace(sample=None) if symbol in PARAMETERS else by
            yield Gradient(loss(name.sample), own)
            yield Gradient(loss(), by)


def may_be_gradient(name: str) -> bool:
    """Whether a text names a derivative, of whatever network: `dL/da2`, `δ₁⁽²⁾`, `delta2[1]`, `dz2`."""
    typed = name_as_typed(quotient_as_typed(gradient_as_typed(name)), of_network=True)
    is_delta = bool(delta_of(name_as_typed(of_signal(name), of_network=True)))
    return is_delta or is_quotient(typed) or leading_letters(typed).casefold() in {DELTA, *_GRADIENTS}


def delta_of(typed: str) -> str:
    """The loss's derivative by a pre-activation, called by that one's name; nothing for another's."""
    by = as_quantity(typed)
    is_sum = isinstance(by, Quantity) and _IN_ANY_CASE.get(by.symbol.casefold()) == PRE_ACTIVATION
    return text(by._replace(symbol=DELTA)) if isinstance(by, Quantity) and is_sum else ""


def _parts(name: Quantity, known: Quantities) -> Iterator[Quantity]:
    """A single quantity in the network's own symbols, its layer and indices filled in where only one fits."""
    symbol = _OF_OTHER_BOOKS.get(name.symbol) or _IN_ANY_CASE.get(name.symbol.casefold())
    if symbol is None:
        return
    at = name._replace(symbol=symbol)
    is_number = name.symbol == SMALL_WEIGHT and name.layer is not None and not name.indices  # w5 is no W5
    if is_number and (weight := _weight_of_only_unit(at, known)):
        yield weight
        return
    if not is_number or known.shape(at) is not None:
        yield at
    if symbol not in _LAYERED:
        if at.layer is not None and not at.indices:
            yield at._replace(layer=None, indices=(at.layer,))
    elif at.layer and not at.indices and at.layer > len(known.sizes) == 1:  # z2 of a network with one layer
        yield from _fitted(at._replace(layer=1, indices=(at.layer,)), known)
        yield from _by_digits(at, known)
    elif at.layer is None:
        for layer, _ in enumerate(known.sizes, 1):
            yield from _fitted(at._replace(layer=layer), known)
    elif at.indices:
        yield from _fitted(at, known)
    else:
        yield from _by_digits(at, known)


def _weight_of_only_unit(name: Quantity, known: Quantities) -> Quantity | None:
    """`w2` of a network of one unit with several inputs: its second weight; there is no layer 2."""
    (inputs, units), *others = known.sizes
    is_counted = not others and units == 1 and (inputs or 1) > 1
    number = name.layer or 0
    return name._replace(layer=1).at(1, number) if is_counted and number <= MOST_COUNTED else None


def _by_digits(name: Quantity, known: Quantities) -> Iterator[Quantity]:
    """`z13` as z1[3] or z3[1], for books differ; `w213` likewise; `w11` as the entry 1,1 of any layer."""
    digits = tuple(map(int, str(name.layer)))
    if name.symbol == WEIGHT and len(digits) == 2:
        yield from (name._replace(layer=layer, indices=digits) for layer, _ in enumerate(known.sizes, 1))
    elif len(digits) == (3 if name.symbol == WEIGHT else 2):
        yield name._replace(layer=digits[0], indices=digits[1:])
        yield name._replace(layer=digits[-1], indices=digits[:-1])


def _fitted(name: Quantity, known: Quantities) -> Iterator[Quantity]:
    """A name with the indices that its array has: the row of a layer with one unit goes without saying."""
    shape = known.shape(name)
    if shape is None:
        return
    yield name
    if not shape and name.indices == (1,) and known.sizes[(name.layer or 1) - 1].units == 1:
        yield name.whole
    if len(shape) == 2 and len(name.indices) == 1 and 1 in shape:
        yield name.at(1, *name.indices) if shape[0] == 1 else name.at(*name.indices, 1)


def _with_all_indices(name: AnyQuantity, known: Quantities) -> AnyQuantity:
    """A derivative of an entry, by an entry: `dz2/da1[2]` with one unit in layer 2 is `dz2[1]/da1[2]`."""
    return fully_indexed(name, known) if isinstance(name, Gradient) and name.indices else name


def fully_indexed(name: AnyQuantity, known: Quantities) -> AnyQuantity:
    """A name with the indices of every array in it that has one entry only."""
    if isinstance(name, Gradient):
        return name._replace(of=known.only_entry(name.of), by=known.only_entry(name.by))
    return known.only_entry(name)


def suggestion(name: str, known: Quantities) -> Sentence:
    """The nearest name; where none is near, what names look like."""
    whole = head(name)
    close = nearest(whole, _names(known))
    # A number is no slip of the pen: w11 is not W1. A gradient is not the parameter it is by.
    is_slip = re.findall(r"\d", close) == re.findall(r"\d", whole) and not re.fullmatch(r"w\d+", whole)
    return close if close and is_slip and not re.match(r"d[^/]*$", name) else FORMS


def _names(known: Quantities) -> Iterator[str]:
    """What quantities are called as wholes; new values too that there are none of: who asks is told why."""
    for whole in known.wholes():
        yield text(whole)
        if known.updated:
            yield text(whole.updated)
