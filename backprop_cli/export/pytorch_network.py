"""A network and its step of descent over tensors, in matrix form: z1 = x @ W1.T + b1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.kept import mask_name
from backprop_cli.derivation.update import Update
from backprop_cli.export.program import program
from backprop_cli.expr.tree import ONE, Expr, Num, integer, substitute
from backprop_cli.graph.held import slope_in_value
from backprop_cli.notation.python import in_python
from backprop_cli.notation.torch import Torch
from backprop_cli.notation.writer import Writer
from backprop_cli.problem.given import Given
from backprop_cli.problem.model import Layer, Network
from backprop_cli.problem.optimizers import GRADIENT, PARAMETER, STEP
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import (
    BIAS,
    PRE_ACTIVATION,
    WEIGHT,
    bias,
    loss,
    pre_activation,
    scale,
    shift,
    weights,
)
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words import pytorch as words
from backprop_cli.words.program import RESULTS, headed
from backprop_cli.words.say import phrase
from backprop_cli.words.solution import BACKWARD, FORWARD, UPDATE

Shape = tuple[int, ...]
LONGEST_LIST = 40
"""Characters of a tensor that stands on one line."""
LAST_FROM_LOGITS = {
    ("sigmoid", "bce"): "-(y * logsigmoid({z}) + (1 - y) * logsigmoid(-{z})).sum(dim=1)",
    ("softmax", "cross_entropy"): "-(y * torch.log_softmax({z}, dim=1)).sum(dim=1)",
}
"""Losses that are worked from the last z: the activation alone loses their digits where it saturates."""


def network_programs(
    networks: Sequence[Network], derivations: Sequence[Derivation]
) -> Iterator[Iterator[str]]:
    """The lines of each step of descent, which goes on from the one before.

    Raises `UsageError` where a line has no value as a float.
    """
    for before, network, derivation in zip((None, *networks), networks, derivations, strict=False):
        yield _program(network, derivation, before)


def _program(network: Network, derivation: Derivation, before: Network | None) -> Iterator[str]:
    lost = {line.name for line in program(derivation, steady=False).lines if not line.keeps_digits}
    body = _Network(network, derivation, lost, before)
    yield from body.given()
    yield from body.forward()
    yield from body.loss()
    yield from ("", f"# {phrase(BACKWARD)}", "L.backward()")
    yield from body.update()
    yield from body.results()


class _Network:
    """A network's lines, part by part."""

    def __init__(
        self, network: Network, derivation: Derivation, lost: set[str], before: Network | None = None
    ) -> None:
        """`before` is the exercise of the step that this one goes on from."""
        self.network = network
        self.before = before
        self.derivation = derivation
        self.lost = lost
        self.layers = list(enumerate(network.layers, start=1))
        self.moved = derivation.update

    @property
    def _starts_alone(self) -> bool:
        """Whether the first layer has no weights, so that its z is x."""
        return not self.network.layers[0].weights

    def given(self) -> Iterator[str]:
        """Parameters, inputs and targets as tensors."""
        yield from ("", f"# {phrase(words.GIVEN if self.before is None else words.LEFT)}")
        if self.before is None:
            yield from self._parameters_given()
        else:
            yield from map(self._left, (parameter for parameter, _ in self._parameters()))
        yield from self._samples_given()

    def _parameters_given(self) -> Iterator[str]:
        for number, layer in self.layers:
            if layer.weights:
                yield _tensor(f"W{number}", layer.weights, gradient=True)
            if layer.biases is not None:
                kind = words.SHARED_BIAS if isinstance(layer.biases, Num) else words.OWN_BIASES
                yield f"# {phrase(kind)}"
                yield _tensor(f"b{number}", layer.biases, gradient=True)
            if layer.normalization is not None:
                yield _tensor(f"gamma{number}", layer.normalization.gamma, gradient=True)
                yield _tensor(f"beta{number}", layer.normalization.beta, gradient=True)

    def _left(self, parameter: Quantity) -> str:
        """A parameter as the step before has left it; autograd's own beginning."""
        name = text(parameter)
        is_moved = self.moved is not None and parameter not in self.moved.fixed
        return f"{name} = {name}{'_new' if is_moved else ''}.detach().requires_grad_()"

    def _samples_given(self) -> Iterator[str]:
        """Inputs, targets and masks, unless they are those of the step before."""
        for number, layer in self.layers:
            known = self.before and self.before.layers[number - 1].dropout
            if layer.dropout is not None and layer.dropout != known:
                yield f"# {phrase(words.MASK_OF_EACH if layer.dropout.is_by_sample else words.ONE_MASK)}"
                yield _tensor(f"mask{number}", layer.dropout.masks)
        if self.before and self.before.samples == self.network.samples:
            return
        inputs = tuple(sample.inputs for sample in self.network.samples)
        yield _tensor("x", inputs, gradient=self._starts_alone)
        yield from self._activations_given()
        goals = "above" if self.network.above else "y"
        yield _tensor(goals, tuple(sample.targets for sample in self.network.samples))

    def _activations_given(self) -> Iterator[str]:
        """The activations that are not to be worked, at their places."""
        held = {
            number: rows for number, layer in self.layers if any(map(any, rows := self._held(number, layer)))
        }
        if not all(entry for rows in held.values() for row in rows for entry in row):
            yield f'nan = float("nan")  # {phrase(words.NOT_HELD)}'
        for number, rows in held.items():
            listed = (", ".join(_listed(entry) if entry else "nan" for entry in row) for row in rows)
            body = ", ".join(f"[{row}]" for row in listed)
            yield f"given{number} = torch.tensor([{body}], dtype=torch.float64)"

    def forward(self) -> Iterator[str]:
        """What every layer works out, stage after stage."""
        yield from ("", f"# {phrase(FORWARD)}")
        before = "x"
        for number, layer in self.layers:
            shift = "" if layer.biases is None else f" + b{number}"
            yield f"z{number} = {before} @ W{number}.T{shift}" if layer.weights else f"z{number} = {before}"
            yield from _normalised(number, layer)
            yield from self._activations(number, layer)
            if layer.dropout is not None:
                keep = _listed(layer.dropout.keep)
                yield f"h{number} = a{number} * mask{number} / {keep}  # {phrase(words.DROPOUT)}"
            before = _out(number, layer)

    def _activations(self, number: int, layer: Layer) -> Iterator[str]:
        """A = f(z); what is given of it keeps its value, and autograd gets the slope there."""
        worked = _activated(layer, _into(number, layer))
        given = [entry for row in self._held(number, layer) for entry in row]
        if not any(given):
            yield f"a{number} = {worked}{_remark(layer)}"
            return
        whole = f"torch.where(given{number}.isnan(), {worked}, given{number}).detach()"
        yield f"# {phrase(words.HELD)}"
        yield f"a{number} = {f'given{number}' if all(given) else whole}"
        yield f"change = z{number} - z{number}.detach()  # {phrase(words.NO_CHANGE)}"
        yield f"a{number} = a{number} + {_moved(layer, f'a{number}')}"

    def _held(self, number: int, layer: Layer) -> list[list[Num | None]]:
        """The activations of a layer that are given, at their places: a row for each sample."""
        # Activations are given for one step only, in which all samples are.
        held = {(of.sample or 1, *of.indices): given for of, given in self.network.held if of.layer == number}
        samples, units = range(1, len(self.network.samples) + 1), range(1, layer.units + 1)
        return [[held.get((sample, unit)) for unit in units] for sample in samples]

    def loss(self) -> Iterator[str]:
        """The loss of each sample, and that of all."""
        network, (number, last) = self.network, self.layers[-1]
        remark = words.LOSSES.get(network.loss.name)
        yield from ("", f"# {headed(phrase(words.LOSS), phrase(remark) if remark else '')}")
        reduced = "mean" if network.reduction == "mean" else "sum"
        if network.above:
            yield f"# {phrase(words.FROM_ABOVE)}"
            yield f"losses = (above * {network.above.symbol}{number}).sum(dim=1)"
            yield f"L = losses.{reduced}()"
            yield from self._penalty()
            return
        pair = (last.activation.name, network.loss.name)
        is_held = any(of.layer == number for of, _ in network.held)
        if pair in LAST_FROM_LOGITS and not is_held:
            if "logsigmoid" in LAST_FROM_LOGITS[pair]:
                yield "logsigmoid = torch.nn.functional.logsigmoid"
            yield f"# {phrase(words.FROM_LOGITS)}"
            yield f"losses = {LAST_FROM_LOGITS[pair].format(z=_into(number, last))}"
        else:
            yield f"losses = {self._losses(f'a{number}')}"
        yield f"L = losses.{reduced}()  # {words.reduction(len(network.samples), reduced)}"
        yield from self._penalty()

    def _penalty(self) -> Iterator[str]:
        """What the parameters themselves add to the loss."""
        penalty = self.network.penalty
        if penalty is not None:
            yield f"rate = {_listed(penalty.rate)}  # {phrase(words.PENALTY)}"
            for parameter, _ in self._parameters():
                if penalty.on_biases or parameter.symbol == WEIGHT:
                    term = f"({_written(penalty.row.term, {'w': text(parameter)})}).sum()"
                    factor = "" if penalty.row.factor == 1 else f"{penalty.row.factor} * "
                    yield f"L = L + {factor}rate * {term}"

    def _losses(self, output: str) -> str:
        loss, count = self.network.loss, len(self.network.samples[0].targets)
        body = f"({_written(loss.term, {'y': 'y', 'yhat': output})}).sum(dim=1)"
        factor = loss.factor / count if loss.per_output else loss.factor
        if factor != 1:
            body = f"{factor} * {body}"
        return f"torch.sqrt({body})" if loss.root else body

    def update(self) -> Iterator[str]:
        """The optimiser's formulas for each parameter, as a whole."""
        if self.moved is None:
            return
        yield from ("", f"# {headed(phrase(UPDATE), phrase(words.AT_OLD_VALUES))}")
        for name, number in self.moved.constants.items():
            yield f"{name} = {_listed(number)}"
        yield "with torch.no_grad():"
        for parameter, shape in self._parameters():
            if parameter not in self.moved.fixed:
                yield from (f"    {line}" for line in self._step(parameter, shape, self.moved))

    def _step(self, parameter: Quantity, shape: Shape, moved: Update) -> Iterator[str]:
        name, lines = text(parameter), moved.optimizer.lines(of_bias=parameter.symbol == BIAS)
        known = {PARAMETER: name, GRADIENT: f"{name}.grad", **{each: each for each in moved.constants}}
        for state, start in moved.optimizer.state.items():
            known[state] = f"{state}_{name}"
            if self.before is None:
                yield f"{known[state]} = {self._state(state, parameter, shape, moved, start)}"
        for target, formula in lines.items():
            result = f"{name}_new" if target == PARAMETER else f"{target}_{name}"
            put = substitute(formula, {STEP: integer(moved.step)}.get)
            yield f"{result} = {_written(put, known)}"
            known[target] = result
        if kept := moved.kept_in(parameter):
            mask = f"{mask_name(moved.optimizer)}_{name}"
            yield f"{mask} = torch.tensor({_mask(parameter, shape, kept)})  # {phrase(words.KEPT)}"
            yield f"{name}_new = torch.where({mask}, {name}_new, {name})"

    def _state(self, state: str, parameter: Quantity, shape: Shape, moved: Update, start: float) -> str:
        """What the step before left: at first one number for all entries."""
        if moved.step == 1:
            return repr(start)
        left = self._numbers(Quantity(state, of=parameter, step=moved.step - 1), shape)
        return f"torch.tensor({left}, dtype=torch.float64)"

    def results(self) -> Iterator[str]:
        """The program's numbers, and those of the solution."""
        compared = list(self._compared())
        yield from ("", f"# {phrase(RESULTS)}", "results = {")
        yield from (f'    "{text(quantity)}": {found},' for quantity, _, found in compared)
        yield "}"
        expected = [f'    "{text(each)}": {self._numbers(each, shape)},' for each, shape, _ in compared]
        if any("nan" in line for line in expected):
            yield f'nan = float("nan")  # {phrase(words.NOT_COMPARED)}'
        yield from ("expected = {", *expected, "}")

    def _compared(self) -> Iterator[tuple[AnyQuantity, Shape, str]]:
        """Every quantity that is compared, its shape, and what the program calls it."""
        if self.network.above is None:
            yield loss(), (), "L"
        if self._starts_alone:
            rows, columns = len(self.network.samples), len(self.network.samples[0].inputs)
            yield Gradient(loss(), pre_activation(1)), (rows, columns), "x.grad"
        for parameter, shape in self._parameters():
            yield Gradient(loss(), parameter), shape, f"{text(parameter)}.grad"
        for parameter, shape in self._parameters() if self.moved else ():
            if self.moved and parameter not in self.moved.fixed:
                yield parameter.updated, shape, f"{text(parameter)}_new"

    def _parameters(self) -> Iterator[tuple[Quantity, Shape]]:
        """The parameters of each layer with their shapes."""
        for number, layer in self.layers:
            if layer.weights:
                yield weights(number), (layer.units, layer.inputs)
            if layer.biases is not None:
                yield bias(number), (len(layer.biases),) if isinstance(layer.biases, tuple) else ()
            if layer.normalization is not None:
                yield from ((each(number), (len(layer.weights),)) for each in (scale, shift))

    def _numbers(self, quantity: AnyQuantity, shape: Shape) -> str:
        """The solution's numbers of a quantity: one, a list, or a list for each row."""
        places = product(*(range(1, size + 1) for size in shape))
        entries = [self._number(self._entry(quantity, place)) for place in places]
        if len(shape) < 2:
            return f"[{', '.join(entries)}]" if shape else entries[0]
        rows = (entries[start : start + shape[1]] for start in range(0, len(entries), shape[1]))
        lists = (f"[{', '.join(row)}]" for row in rows)
        return f"[{', '.join(lists)}]"

    def _number(self, quantity: AnyQuantity) -> str:
        """A value of the solution; `nan` where floats lose it."""
        values, name = self.derivation.values, text(quantity)
        if isinstance(quantity, Quantity) and self.moved and quantity.of in self.moved.fixed:
            return "0.0"  # an entry that stays needs no state, and the program has one for all entries
        return "nan" if name in self.lost or name not in values else repr(values[name])

    def _entry(self, quantity: AnyQuantity, place: tuple[int, ...]) -> AnyQuantity:
        """An entry of the solution; of ∂L/∂z1 the rows are samples, in the order of the batch."""
        if isinstance(quantity, Gradient) and quantity.by.symbol == PRE_ACTIVATION:
            row, column = place
            of_sample = [each for each in self.derivation.graph.nodes if each.quantity.kind == quantity.by]
            samples = dict.fromkeys(each.quantity.sample for each in of_sample)
            own = quantity.by._replace(sample=list(samples)[row - 1])
            return quantity._replace(by=own.at(column))
        return _entry(quantity, place)


def _mask(parameter: Quantity, shape: Shape, kept: frozenset[Quantity]) -> str:
    """False where an entry stays, row by row."""
    *_, columns = shape
    moves = [parameter.at(*place) not in kept for place in product(*(range(1, size + 1) for size in shape))]
    if len(shape) == 1:
        return str(moves)
    return str([moves[start : start + columns] for start in range(0, len(moves), columns)])


def _entry(quantity: AnyQuantity, place: tuple[int, ...]) -> AnyQuantity:
    """An entry of a parameter, of what it is updated to, of its gradient or of its state."""
    if not place:
        return quantity
    if isinstance(quantity, Gradient):
        return quantity._replace(by=quantity.by.at(*place))
    if quantity.of is not None:
        return quantity._replace(of=quantity.of.at(*place))
    return quantity.at(*place)


def _normalised(number: int, layer: Layer) -> Iterator[str]:
    """U = γ·ẑ + β, with mean and biased variance over the samples."""
    if layer.normalization is None:
        return
    epsilon = _listed(layer.normalization.epsilon)
    arguments = f"z{number}, None, None, gamma{number}, beta{number}, training=True, eps={epsilon}"
    yield f"# {words.same_as(f'u{number}', f'batch_norm({arguments})')}"
    yield f"mu{number} = z{number}.mean(dim=0)"
    yield f"var{number} = z{number}.var(dim=0, unbiased=False)  # {phrase(words.BIASED)}"
    yield f"zhat{number} = (z{number} - mu{number}) / torch.sqrt(var{number} + {epsilon})"
    yield f"u{number} = gamma{number} * zhat{number} + beta{number}"


def _into(number: int, layer: Layer) -> str:
    """What a layer's activation is applied to."""
    return f"z{number}" if layer.normalization is None else f"u{number}"


def _out(number: int, layer: Layer) -> str:
    """What a layer gives to the next."""
    return f"a{number}" if layer.dropout is None else f"h{number}"


def _activated(layer: Layer, z: str) -> str:
    name = layer.activation.name
    if name == "softmax":
        return f"torch.softmax({z}, dim=1)"
    return z if name == "linear" else _written(layer.activation.formula, {"z": z})


def _moved(layer: Layer, output: str) -> str:
    """How much a layer's activations change with their sums, by the slopes at their values."""
    if layer.activation.name == "softmax":
        return f"{output} * (change - ({output} * change).sum(dim=1, keepdim=True))"
    slope = slope_in_value(layer.activation.formula)
    return "change" if slope == ONE else f"({_written(slope, {'a': output})}) * change"


def _remark(layer: Layer) -> str:
    remark = words.ACTIVATIONS.get(layer.activation.name)
    return f"  # {phrase(remark)}" if remark else ""


def _written(expr: Expr, names: dict[str, str]) -> str:
    return Writer(Torch(names), longest_sum=None).symbols(in_python(expr))


def _tensor(name: str, numbers: Given, *, gradient: bool = False) -> str:
    """A tensor, row under row where it is long."""
    body = _listed(numbers)
    if len(body) > LONGEST_LIST and isinstance(numbers, tuple):
        body = "[\n" + "".join(f"    {_listed(part)},\n" for part in numbers) + "]"
    needs = ", requires_grad=True" if gradient else ""
    return f"{name} = torch.tensor({body}, dtype=torch.float64{needs})"


def _listed(numbers: Given) -> str:
    if isinstance(numbers, Num):
        return _written(numbers, {})
    return f"[{', '.join(map(_listed, numbers))}]"
