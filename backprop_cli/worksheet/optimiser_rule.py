"""An optimiser in the head of a sheet: its formulas for any parameter, and its constants."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.exercise import update_of
from backprop_cli.derivation.update import Update
from backprop_cli.expr.tree import Expr, Neg, Num, Ref, substitute
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.optimizers import GRADIENT, PARAMETER, STEP
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.network import ANY_PARAMETER, loss
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words import optimisers as words
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import symbol


def names_in_rule(problem: Problem) -> Iterator[AnyQuantity]:
    """What the formulas speak of in general: the parameter w, its gradient, its new value, its change."""
    update = update_of(problem)
    if update is not None:
        parameter = _any_parameter(problem)
        yield from (parameter, parameter.updated, Gradient(_output(problem), parameter))
        states = (Quantity(name, of=parameter) for name in update.optimizer.names)
        yield from (each for each in states if update.spoken(each.symbol, parameter) == text(each))


def _any_parameter(problem: Problem) -> Quantity:
    return ANY_PARAMETER if isinstance(problem, Network) else Quantity(problem.moved[0])


def _output(problem: Problem) -> Quantity:
    return loss() if isinstance(problem, Network) else Quantity(problem.formulas[-1].name)


def rule_in_words(update: Update, problem: Problem) -> list[Words]:
    """The optimiser's formulas for any parameter, and its constants."""
    parameter = _any_parameter(problem)
    states = {name: Ref(update.spoken(name, parameter)) for name in update.optimizer.names}
    own_gradient = Ref(update.symbol(GRADIENT))
    gradient = Ref(text(Gradient(_output(problem), parameter)))
    put: dict[str, Expr] = {
        PARAMETER: Ref(text(parameter)),
        GRADIENT: own_gradient if states else gradient,
        STEP: Ref(update.symbol(STEP)),
        **states,
        **{name: Ref(update.symbol(name)) for name in update.constants},
    }
    results = {**states, PARAMETER: Ref(text(parameter.updated))}
    formulas = [
        Math((results[name], substitute(formula, put.get)))
        for name, formula in update.optimizer.update.items()
    ]
    constants = [
        Math((Ref(update.symbol(name)), value))
        for name, value in update.constants.items()
        if update.optimizer.uses(name)
    ]
    if states:
        constants.insert(0, Math((own_gradient, gradient)))
    starts = [
        words.starting(Math((states[name],)), Num(at, f"{at:g}"))
        for name, at in update.optimizer.state.items()
    ]
    lines = words.descent(update.optimizer.name, problem.schedule.steps, formulas, constants, starts)
    if not isinstance(problem, Network):
        lines[-1] = words.likewise(lines[-1], problem.moved[1:])
    else:
        is_named = symbols_of(problem).notation.gradients == "d"
        lines[-1] = words.for_each(
            lines[-1], symbol(text(parameter)), (Math((gradient,)),) if is_named else ()
        )
        if any(layer.biases is not None for layer in problem.layers):
            left_out = [_unsigned(substitute(term, put.get)) for term in update.optimizer.terms_of_weights]
            lines[-1] = words.without_terms(lines[-1], [Math((term,)) for term in left_out])
    return lines


def _unsigned(term: Expr) -> Expr:
    """A term of a sum as it is spoken of: α·λ·w of − α·λ·w."""
    return term.body if isinstance(term, Neg) else term
