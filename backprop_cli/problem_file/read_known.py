"""What a file gives beside its layers: the gradient from above, and activations that are not to be worked."""

from collections.abc import Iterator, Sequence
from collections.abc import Mapping as AbstractMapping
from typing import NamedTuple

from backprop_cli.errors import Faults, Sentence, cited, count
from backprop_cli.expr.tree import Num
from backprop_cli.graph.held import told_by_value
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem.model import Above, Activation, NumVector, Schedule
from backprop_cli.problem.network_meanings import may_be_gradient, suggestion
from backprop_cli.problem.objections.sentences import unknown
from backprop_cli.problem.objections.typed_names import reason_against
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem.times import Times
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.lists import part
from backprop_cli.problem_file.names import Named
from backprop_cli.problem_file.yaml_tree import Mapping
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import ACTIVATION, LOSS, OUTPUT, PRE_ACTIVATION, activation, loss
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

KnownValue = Named[Num | NumVector]
RANGES: AbstractMapping[str, tuple[float, float]] = {
    "sigmoid": (0, 1),
    "softmax": (0, 1),
    "tanh": (-1, 1),
    "relu": (0, float("inf")),
}
"""Between which numbers the values of a function are."""


class KnownGiven(NamedTuple):
    """What `known` says."""

    above: Above | None = None
    gradients: AbstractMapping[int, NumVector] = {}
    """By the number of the sample, counted from 1: the derivatives by its outputs."""
    held: tuple[tuple[Quantity, Num], ...] = ()


def is_from_above(values: FieldValues, faults: Faults) -> bool:
    """Whether `known` gives the gradient from above, rightly or not; then what bars it is told."""
    node = values.nodes.get(form.KNOWN.name)
    if isinstance(node, Mapping):
        is_gradient = any(may_be_gradient(key.text) for key, _ in node.entries)
    else:
        is_gradient = values.lacks(form.LOSS)
    if is_gradient:
        _refuse_beside_gradient(values, faults)
    return is_gradient


def _refuse_beside_gradient(values: FieldValues, faults: Faults) -> None:
    """A gradient from above stands instead of targets and loss."""
    owners = [(values, form.LOSS), (values, form.TARGETS)]
    owners += [(sample, form.TARGETS) for sample in values.get(form.SAMPLES) or ()]
    for owner, field in owners:
        if owner.has(field):
            message = f"`known` gives the gradient from above, so there is no `{field.name}` beside it"
            faults.add(owner.place_of(field), message, "keep one of the two")
        owner.missing = [name for name in owner.missing if name != field.name]


def given_in(
    values: FieldValues,
    known: Quantities,
    activations: Sequence[Activation | None],
    trained: Schedule,
    faults: Faults,
) -> KnownGiven:
    """What the file gives, with a fault for each entry that cannot be given; `known`: the network's names."""
    known = known._replace(times=Times())  # what is given is the same in each step
    reading = _KnownReader(known, activations, faults)
    for entry in values.get(form.KNOWN) or ():
        reading.take(entry)
    given = reading.given(values)
    if given.held and trained.steps > 1:
        message = "activations are given for one step only: the next works with other weights"
        faults.add(values.place_of(form.KNOWN), message, "leave out `training`, or the activations")
    if given.above and given.above.of_batch and values.has(form.REDUCTION):
        message = "`known` gives the derivatives of the batch's loss, so there is nothing to reduce"
        hint = f"leave out `reduction`, or give {_given_of_samples(given.above, len(activations))}"
        faults.add(values.place_of(form.REDUCTION), message, hint)
    return given


class _KnownReader:
    """The entries of `known`, one after the other."""

    def __init__(self, known: Quantities, activations: Sequence[Activation | None], faults: Faults) -> None:
        self.known = known
        self.activations = activations
        self.faults = faults
        self.gradients: dict[Gradient, Num] = {}
        self.first: KnownValue | None = None
        """The first entry that gives a derivative: the others are of its kind."""
        self.held: dict[Quantity, Num] = {}

    def take(self, entry: KnownValue) -> None:
        """One name and its numbers."""
        found = meanings(entry.key.text, self.known)
        if len(found) != 1:
            self._refuse_name(entry)
        elif isinstance(found[0], Gradient):
            self._take_gradient(entry, _by_activation(found[0], len(self.known.sizes)))
        else:
            self._take_activation(entry, _as_activation(found[0], len(self.known.sizes)))

    def _refuse_name(self, entry: KnownValue) -> None:
        name = entry.key.text
        message, hint = reason_against(name, self.known) or unknown(name, suggestion(name, self.known))
        self.faults.add(entry.key.place, message, hint)

    # --- the gradient from above ----------------------------------------------------------------

    def _take_gradient(self, entry: KnownValue, found: Gradient) -> None:
        last, name = len(self.known.sizes), entry.key.text
        if found.of.symbol != LOSS or found.by.symbol not in {ACTIVATION, PRE_ACTIVATION}:
            message = f"{cited(name)} is worked out, and cannot be given"
            self.faults.add(entry.key.place, message, f"the gradient from above is {self._example()}")
        elif found.by.layer != last:
            message = f"the gradient from above is by the last layer, which is layer {last}"
            self.faults.add(entry.key.place, message, f"name it {self._example(found.by.symbol)}")
        elif self.known.mixes_samples and found.of.sample is not None:
            message = "the samples of a normalised layer mix, so no sample has a loss of its own"
            self.faults.add(entry.key.place, message, f"name it {self._example(found.by.symbol)}")
        elif self.known.mixes_samples and found.by.symbol == PRE_ACTIVATION and self._ends_normalised:
            message = "the last layer is normalised, so its z is not where the gradient from above arrives"
            self.faults.add(entry.key.place, message, f"name it {self._example()}")
        elif self.first and self._kind(found) != self._kind(next(iter(self.gradients))):
            message = f"{cited(name)} and {cited(self.first.key.text)} are derivatives of two kinds"
            self.faults.add(entry.key.place, message, "give all by a, or all by z, of one loss")
        else:
            for single, number in self._entries(entry, found):
                if isinstance(single, Gradient):
                    self.gradients[single] = number
            self.first = self.first or (entry if self.gradients else None)

    def _kind(self, found: Gradient) -> tuple[str, bool]:
        """What tells whether two derivatives can stand side by side."""
        return found.by.symbol, found.of.sample is None

    @property
    def _ends_normalised(self) -> bool:
        return self.known.besides(len(self.known.sizes)).normalised

    def _example(self, symbol: str = ACTIVATION) -> str:
        by = Quantity(symbol, len(self.known.sizes), (1,), 1 if self.known.samples > 1 else None)
        return cited(text(Gradient(loss(None if self.known.mixes_samples else by.sample), by)))

    # --- activations ----------------------------------------------------------------------------

    def _take_activation(self, entry: KnownValue, found: Quantity) -> None:
        name = entry.key.text
        if found.symbol != ACTIVATION or found.layer is None:
            message = f"{cited(name)} cannot be given here"
            hint = f"only activations and the gradient from above can: `a1[1]`, {self._example()}"
            self.faults.add(entry.key.place, message, hint)
            return
        used = self.activations[found.layer - 1] if found.layer <= len(self.activations) else None
        if self.known.besides(found.layer).normalised:
            message = f"layer {found.layer} is normalised, so its activations cannot be given"
            self.faults.add(entry.key.place, message, "leave them out, or the normalisation")
        elif used and not told_by_value(used.formula):
            message = f"the slope of layer {found.layer}'s activation cannot be told from {cited(name)}"
            self.faults.add(entry.key.place, message, "give the layers behind it these numbers as `inputs`")
        else:
            for single, number in self._entries(entry, found):
                if isinstance(single, Quantity):
                    self.held[single] = number
                    self._warn(entry, number, used)

    def _warn(self, entry: KnownValue, number: Num, used: Activation | None) -> None:
        low, high = RANGES.get(used.name if used else "", (-float("inf"), float("inf")))
        if used and not low <= number.value <= high:
            self.faults.warn(entry.node.place, _out_of_range(used.name, low, high, number.text))

    # --- entries --------------------------------------------------------------------------------

    def _entries(self, entry: KnownValue, found: AnyQuantity) -> Iterator[tuple[AnyQuantity, Num]]:
        """The single quantities of an entry with their numbers; faults where these do not fit."""
        own = found.by if isinstance(found, Gradient) else found
        units = self.known.sizes[(own.layer or 1) - 1].units or 0
        numbers = entry.value if isinstance(entry.value, tuple) else (entry.value,)
        places = own.indices or tuple(range(1, units + 1))
        if len(numbers) != len(places):
            given = count(len(numbers), "number")
            message = f"{cited(entry.key.text)} is {count(len(places), 'number')}, but {given} stand here"
            hint = "one for each unit"
            if len(places) == 1:
                is_alone = units == 1
                hint = f"layer {own.layer} has one unit: give one number" if is_alone else _OF_A_LAYER
            self.faults.add(entry.node.place, message.replace("1 number stand", "1 number stands"), hint)
            return
        for position, (place, number) in enumerate(zip(places, numbers, strict=True)):
            single = _at(found, place)
            if single in self.gradients or single in self.held:
                where = part(entry.node, position)
                self.faults.add(where, f"{cited(text(single))} is given a second time", "keep one of the two")
            yield single, number

    # --- all of it ------------------------------------------------------------------------------

    def given(self, values: FieldValues) -> KnownGiven:
        """What the entries make together; faults where a derivative is missing."""
        held = tuple(sorted(self.held.items(), key=lambda each: _place(each[0])))
        if self.first is None or not self.gradients:
            return KnownGiven(held=held)
        example = next(iter(self.gradients))
        of_batch = example.of.sample is None and example.by.sample is not None
        wanted = [
            Gradient(example.of if of_batch else loss(sample), example.by.at(unit)._replace(sample=sample))
            for sample in self._samples()
            for unit in range(1, (self.known.sizes[-1].units or 0) + 1)
        ]
        if missing := [text(each) for each in wanted if each not in self.gradients]:
            more = f" and {len(missing) - 1} more" if len(missing) > 1 else ""
            message = f"the gradient from above is not complete: {cited(missing[0])}{more} is missing"
            message = message.replace("more is", "more are")
            self.faults.add(values.place_of(form.KNOWN), message, "a derivative that is 0 is written as well")
            return KnownGiven(held=held)
        rows = {
            sample or 1: tuple(self.gradients[each] for each in wanted if each.by.sample == sample)
            for sample in self._samples()
        }
        return KnownGiven(Above(example.by.symbol, of_batch), rows, held)

    def _samples(self) -> Sequence[int | None]:
        return range(1, self.known.samples + 1) if self.known.samples > 1 else [None]


def _given_of_samples(above: Above, layers: int) -> str:
    """How a derivative of a sample's own loss is named, in a message."""
    by = Quantity(above.symbol, layers, (1,), 1)
    return cited(text(Gradient(loss(1), by)))


_OF_A_LAYER = "a list is for a whole layer: name it without [1]"


def _place(quantity: Quantity) -> tuple[int, int, tuple[int, ...]]:
    return quantity.sample or 0, quantity.layer or 0, quantity.indices


def _at(found: AnyQuantity, unit: int) -> AnyQuantity:
    return found._replace(by=found.by.at(unit)) if isinstance(found, Gradient) else found.at(unit)


def _as_activation(quantity: Quantity, last: int) -> Quantity:
    """ŷ is the last layer's activation."""
    if quantity.symbol != OUTPUT:
        return quantity
    return activation(last, quantity.sample).at(*quantity.indices)


def _by_activation(found: Gradient, last: int) -> Gradient:
    return found._replace(by=_as_activation(found.by, last))


def _out_of_range(activation: str, low: float, high: float, found: str) -> Sentence:
    """That an activation has no such value."""
    if high == float("inf"):
        return Sentence(
            "the values of {activation} are at least {low}; found {number}",
            activation=activation,
            low=f"{low:g}",
            number=found,
        )
    return Sentence(
        "the values of {activation} are from {low} to {high}; found {number}",
        activation=activation,
        low=f"{low:g}",
        high=f"{high:g}",
        number=found,
    )
