"""What is asked for by name: the quantities that names mean, and the lines of a sheet that asks for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.select import default_names, needed_steps, results_of
from backprop_cli.errors import UsageError, cited, nearest
from backprop_cli.graph.graph import Role
from backprop_cli.problem.known import Known
from backprop_cli.problem.meanings import meanings, with_indices
from backprop_cli.problem.objections.typed_names import objection_to
from backprop_cli.quantities.grammar import apart, text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

_BY_THE_WAY = frozenset({Role.ACTIVATION, Role.OUTPUT})


def asked_names(derivation: Derivation, asked: Iterable[str], known: Known) -> list[str]:
    """The single quantities meant: `W1` is every entry, a parameter its gradient and update.

    Of a training a name without a step's number is asked in every step that has it.

    Raises `UsageError` for a name that the problem does not have.
    """
    called = _called(derivation)
    names: list[str] = []
    for name in _in_every_step(asked, derivation, known):
        meant = meanings(name, known)
        ways = (meant[0], with_indices(meant[0], known)) if len(meant) == 1 else ()
        found = next((called[way] for way in ways if way in called), None)
        if not found:
            raise UsageError(*(objection_to(name, known) or _not_worked(name, derivation, known)))
        names += found
    return names


def refuse_unknown(names: Iterable[str], known: Known) -> None:
    """Raises `UsageError` for a name that is no quantity to work out."""
    for name in names:
        if refused := objection_to(name, known):
            raise UsageError(*refused)


def _in_every_step(asked: Iterable[str], derivation: Derivation, known: Known) -> Iterator[str]:
    for name in asked:
        if apart(name).step is not None or not derivation.parts:
            yield name
            continue
        every = [apart(name).at(step) for step in derivation.parts]
        yield from [each for each in every if meanings(each, known)] or [name]


def _called(derivation: Derivation) -> dict[AnyQuantity, dict[str, None]]:
    """What is worked of all that can be asked, by all it is called: itself, its whole, its other name.

    Of a parameter its gradient and its update are.
    """
    graph = derivation.graph
    worked = [(derivation.quantities[name], [name]) for name in derivation.order]
    worked += [(graph.by_name[name].quantity, results_of(derivation, name)) for name in graph.wrt]
    called: dict[AnyQuantity, dict[str, None]] = {}
    for quantity, names in worked:
        for each in dict.fromkeys((quantity, derivation.other_names.get(quantity, quantity))):
            for whole in dict.fromkeys((each, each.whole)):
                called.setdefault(whole, {}).update(dict.fromkeys(names))
    return called


def _not_worked(name: str, derivation: Derivation, known: Known) -> tuple[str, str]:
    """A quantity that exists, and that no step works out: it does not depend on it, or has no use."""
    quantity = meanings(name, known)[0]
    if is_again(quantity, known):
        if not derivation.again:
            return f"{cited(name)} has no value with the new parameters", "take a smaller `learning_rate`"
        old = text(quantity._replace(new=False)) if isinstance(quantity, Quantity) else name
        return f"the update does not change {cited(old)}, so there is no {cited(name)}", ""
    same = [step.name for step in derivation.steps if isinstance(step.quantity, type(quantity))]
    return f"no step works out {cited(name)}", nearest(name, same)


def asked_in(names: Iterable[str], step: int, known: Known) -> list[str]:
    """Of the names asked, those of a step as they are within it; one without a number is of every step."""
    found = []
    for name in names:
        parts = apart(name)
        if not meanings(name, known) or parts.step in {None, step}:
            found.append(parts.in_any_step)
    return found


def is_again(quantity: AnyQuantity, known: Known) -> bool:
    """Whether it is worked again with the new parameters, and is none of them itself."""
    return isinstance(quantity, Quantity) and quantity.new and not known.is_parameter(quantity)


def asks_again(names: Iterable[str], known: Known) -> bool:
    """Whether somebody asks for what is worked with the new parameters."""
    return any(is_again(each, known) for name in names for each in meanings(name, known))


def lines_of_sheet(
    derivation: Derivation, ask: Iterable[str], known: Known, *, everything: bool
) -> list[str]:
    """The lines of a student's sheet: every step, or what `ask` needs (nothing: a full solution).

    The forward pass with the new parameters is asked only by name.
    """
    if everything:
        again = () if asks_again(ask, known) else derivation.again
        left_out = {step.name for step in again}
        return one_loss(derivation, [step.name for step in derivation.steps if step.name not in left_out])
    asked = asked_names(derivation, ask, known)
    names = asked or default_names(derivation)
    if derivation.values or ask:
        return one_loss(derivation, _sheet_lines(derivation, names), asked)
    forward = {step.name for step in derivation.forward}  # in symbols these are given as they are
    return [name for name in _sheet_lines(derivation, names) if name not in forward]


def one_loss(derivation: Derivation, lines: list[str], asked: Iterable[str] = ()) -> list[str]:
    """Lines with the loss of a step of one sample once: the whole one, or what alone is `asked` by name."""
    asked = set(asked)
    second_names = {
        whole if only in asked and whole not in asked else only
        for only, whole in derivation.whole_losses.items()
        if only in lines and whole in lines
    }
    return [name for name in lines if name not in second_names]


def _sheet_lines(derivation: Derivation, names: Iterable[str]) -> list[str]:
    """The lines of a student's sheet, in order: what is asked, and what leads to it but for details."""
    own = set(names)
    needed = needed_steps(derivation, own)
    details = {step.name for step in derivation.local} | _on_the_way(derivation)
    return [name for name in derivation.order if name in own or (name in needed and name not in details)]


def _on_the_way(derivation: Derivation) -> set[str]:
    """The derivatives by activations, and of the loss's shares: δ holds them already."""
    nodes = derivation.graph.nodes
    activations = {node.quantity for node in nodes if node.role in _BY_THE_WAY}
    shares = {node.quantity for node in nodes if node.role is Role.SHARE}
    gradients = ((step.name, step.quantity) for step in derivation.backward)
    return {
        name
        for name, each in gradients
        if isinstance(each, Gradient) and (each.by in activations or each.of in shares)
    }
