"""The parameters that a file keeps as they are: `biases`, `W1`, one entry `W1[1,1]`, as the page has them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import product

from backprop_cli.errors import Faults, cited, nearest
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem.objections.typed_names import reason_against
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem.times import Times
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.lists import part
from backprop_cli.problem_file.training_format import NOTHING_MOVES, OPTIMIZER
from backprop_cli.quantities.grammar import apart, text
from backprop_cli.quantities.network import BIAS, PARAMETERS, WEIGHT
from backprop_cli.quantities.quantity import AnyQuantity, Quantity

KINDS = {"weights": WEIGHT, "biases": BIAS}
"""Words for all parameters of a kind."""
MOST_LISTED = 10


def fixed(values: FieldValues, known: Quantities, faults: Faults) -> tuple[Quantity, ...]:
    """What is not updated, in the order of the network: whole arrays, and entries of others."""
    known = known._replace(times=Times())  # what is fixed is so in every step
    words = values.get(form.FIXED) or ()
    if words and not values.has(OPTIMIZER):
        faults.warn(values.place_of(form.FIXED), NOTHING_MOVES)
    named: set[AnyQuantity] = set()
    for position, word in enumerate(words):
        found = _named(word, known)
        named.update(found)
        if not found:
            faults.add(part(values.nodes[form.FIXED.name], position), *_objection(word, known))
    return tuple(_in_order(named, known))


def _named(word: str, known: Quantities) -> list[AnyQuantity]:
    kind = KINDS.get(word.strip().lower())
    if kind is not None:
        return [each for each in known.parameters() if each.symbol == kind]
    found = meanings(word, known)
    return found if len(found) == 1 and _is_parameter(found[0]) else []


def _is_parameter(quantity: AnyQuantity) -> bool:
    if not isinstance(quantity, Quantity) or quantity.of is not None:
        return False
    return quantity.symbol in PARAMETERS and not quantity.new


def _objection(word: str, known: Quantities) -> tuple[str, str]:
    """Why a word names no parameter, and a hint."""
    if word in KINDS:
        return f"no layer has {word}, so there are none to keep", ""
    if apart(word).step is not None:
        return f"a fixed parameter stays in every step: {cited(word)} names one", "leave out `#`"
    parameters = [text(each) for each in known.parameters()]
    message, hint = f"{cited(word)} is no parameter of this network", ""
    if len(meanings(word, known)) != 1:
        message, hint = reason_against(word, known) or (message, nearest(word, [*KINDS, *parameters]))
    return message, hint or "there are " + ", ".join(parameters[:MOST_LISTED])


def _in_order(named: Collection[AnyQuantity], known: Quantities) -> Iterator[Quantity]:
    """Arrays and entries, each once; an array whose entries are all there goes by its own name."""
    singled = any(each.indices for each in named)
    for whole in known.parameters():
        entries = [] if whole in named or not singled else list(_entries(whole, known))
        single = [each for each in entries if each in named]
        if whole in named or (single and len(single) == len(entries)):
            yield whole
        else:
            yield from single


def _entries(whole: Quantity, known: Quantities) -> Iterator[Quantity]:
    shape = known.shape(whole) or ()
    sizes = (range(1, (size or 0) + 1) for size in shape)
    return (whole.at(*place) for place in product(*sizes) if place)
