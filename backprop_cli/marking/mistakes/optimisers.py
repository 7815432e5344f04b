"""What mistakes in an optimiser's formulas give: its states, its correction, another source's rule."""

from collections.abc import Callable, Iterator

from backprop_cli.expr.tree import (
    ONE,
    ZERO,
    Add,
    Call,
    Expr,
    Mul,
    Neg,
    Num,
    Pow,
    Ref,
    integer,
    map_children,
    references,
    substitute,
)
from backprop_cli.marking.mistakes.optimizer_lines import OptimizerLine, averages, line_of, without_squares
from backprop_cli.marking.mistakes.spot import Spot
from backprop_cli.problem.optimizers import (
    CORRECTED,
    GRADIENT,
    INSIDE,
    OPTIMIZERS,
    RATE,
    STEP,
)

_BETAS = "beta1", "beta2"


def state_forgotten(place: Spot) -> Iterator[Expr]:
    """Gives a state as if it had started anew: v = g for v = μ·v + g."""
    line = line_of(place)
    if line and line.name in line.row.state and line.number > 1:
        yield substitute(line.formula, {**line.letters, line.name: ZERO}.get)


def mu_left_out(place: Spot) -> Iterator[Expr]:
    """Gives v + g for μ·v + g, and w − α·(g + v) for w − α·(g + μ·v)."""
    line = line_of(place)
    if line and _MU in line.letters and _MU in references(line.formula):
        yield substitute(line.formula, {**line.letters, _MU: ONE}.get)


_MU = "mu"


def climbing_state(place: Spot) -> Iterator[Expr]:
    """Gives `μ·v + α·g` for `μ·v − α·g`, where a rule has the step in its state."""
    if line := _line_of_step(place):
        yield substitute(line.formula, {**line.letters, GRADIENT: Neg(line.letters[GRADIENT])}.get)


def turned_gradient(place: Spot) -> Iterator[Expr]:
    """Gives `μ·v − g` for `μ·v + g`, where a state holds gradients and no step."""
    line = line_of(place)
    is_average = line is not None and line.name in line.row.state and line.name in averages(line.row)
    if line and is_average and RATE not in references(line.formula):
        yield substitute(line.formula, {**line.letters, GRADIENT: Neg(line.letters[GRADIENT])}.get)


def is_first_climb(place: Spot) -> bool:
    """Whether the other sign of a line is that of a step up: `α·g` for `μ·0 − α·g`."""
    line = _line_of_step(place)
    return line is not None and line.number == 1


def _line_of_step(place: Spot) -> OptimizerLine | None:
    """A state that has the learning rate and the gradient in it."""
    line = line_of(place)
    is_step = line and line.name in line.row.state and {GRADIENT, RATE} <= set(references(line.formula))
    return line if is_step else None


def not_corrected(place: Spot) -> Iterator[Expr]:
    """Gives m for m̂ = m/(1 − β₁ᵗ), and the step with m and v."""
    yield from _with_option(place, CORRECTED)


def epsilon_elsewhere(place: Spot) -> Iterator[Expr]:
    """Gives `g/√(s + ε)` for `g/(√s + ε)`, or the other way round."""
    yield from _with_option(place, INSIDE)


def step_from_zero(place: Spot) -> Iterator[Expr]:
    """Gives `m/(1 − β₁ᵗ⁻¹)`: the first step counted as step 0."""
    yield from _counted(place, lambda number: number - 1)


def step_ahead(place: Spot) -> Iterator[Expr]:
    """Gives `m/(1 − β₁ᵗ⁺¹)`: the first step counted as step 2."""
    yield from _counted(place, lambda number: number + 1)


def step_not_counted(place: Spot) -> Iterator[Expr]:
    """Gives `m/(1 − β₁)` in every step."""
    yield from _counted(place, lambda number: 1)


def _counted(place: Spot, counted: Callable[[int], int]) -> Iterator[Expr]:
    """The line with another number of the step; of step 0 it has no value."""
    line = line_of(place)
    number = counted(line.number) if line else 0
    if line and STEP in references(line.formula) and number not in {0, line.number}:
        yield substitute(line.formula, {**line.letters, STEP: integer(number)}.get)


def power_alone(place: Spot) -> Iterator[Expr]:
    """Gives `m/β₁ᵗ` for `m/(1 − β₁ᵗ)`."""
    yield from _line_without(place, _without_rest)


def times_step(place: Spot) -> Iterator[Expr]:
    """Gives `m/(1 − β₁·t)` for `m/(1 − β₁ᵗ)`; in step 1 it is the same."""
    line = line_of(place)
    if line and line.number > 1:
        yield from _line_without(place, _without_powers)


def gradient_not_squared(place: Spot) -> Iterator[Expr]:
    """Gives `β₂·v + (1 − β₂)·g`, or |g| there, of which a root can be taken."""
    yield from _line_without(place, without_squares)
    yield from _line_without(place, lambda formula: without_squares(formula, Call("abs", (Ref(GRADIENT),))))


def shares_exchanged(place: Spot) -> Iterator[Expr]:
    """Gives `β·g + (1 − β)·v` for `β·v + (1 − β)·g`."""
    line = line_of(place)
    match line.formula if line else None:
        case Add((Mul((kept, state)), Mul((rest, new)))) if line:
            yield substitute(Add((Mul((kept, new)), Mul((rest, state)))), line.letters.get)


def share_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `β·v + g` for `β·v + (1 − β)·g`."""
    line = line_of(place)
    match line.formula if line else None:
        case Add((kept, Mul((Add((Num(1.0), Neg(Ref()))), new)))) if line:
            yield substitute(Add((kept, new)), line.letters.get)


def root_left_out(place: Spot) -> Iterator[Expr]:
    """Gives `g/(s + ε)` for `g/(√s + ε)`."""
    yield from _line_without(place, _without_roots)


def betas_exchanged(place: Spot) -> Iterator[Expr]:
    """Gives β₂ for β₁ and β₁ for β₂."""
    line = line_of(place)
    if line and {*_BETAS} <= line.letters.keys():
        first, second = _BETAS
        swapped = {first: Ref(second), second: Ref(first)}
        changed = substitute(line.formula, swapped.get)
        if changed != line.formula:
            yield substitute(changed, line.letters.get)


def gradient_for_average(place: Spot) -> Iterator[Expr]:
    """Gives `w − α·g/(√v̂ + ε)`, and `g/(1 − β₁ᵗ)`: the gradient itself for its average."""
    line = line_of(place)
    if line and line.name not in line.row.state:
        changed = substitute(line.formula, dict.fromkeys(averages(line.row), Ref(GRADIENT)).get)
        if changed != line.formula:
            yield substitute(changed, line.letters.get)


def other_rule(place: Spot) -> Iterator[Expr]:
    """Gives the line of the same name in another optimiser's rule."""
    line = line_of(place)
    for row in OPTIMIZERS.values() if line else ():
        formula = line.of(row) if line and row.name != line.row.name else None
        if formula is not None and line and formula != line.formula and (found := line.worked(formula)):
            yield found


def _with_option(place: Spot, name: str) -> Iterator[Expr]:
    """The line as it is where an option of the rule is set the other way."""
    line = line_of(place)
    base = OPTIMIZERS.get(line.row.name) if line else None
    if line is None or base is None:
        return
    for option in (each for each in base.options if each.name == name):
        for row in (base, base.with_options([option])):
            formula = line.of(row) or option.formulas.get(line.name)  # m stands for m̂ where that is left out
            if formula is not None and formula != line.formula and (found := line.worked(formula)):
                yield found


def _line_without(place: Spot, plain: Callable[[Expr], Expr]) -> Iterator[Expr]:
    """The optimiser's line without what `plain` takes away, where it has that."""
    line = line_of(place)
    if line and (changed := plain(line.formula)) != line.formula:
        yield substitute(changed, line.letters.get)


def _without_roots(expr: Expr) -> Expr:
    match expr:
        case Call("sqrt", (body,)):
            return body
    return map_children(expr, _without_roots)


def _without_rest(expr: Expr) -> Expr:
    match expr:
        case Add((Num(1.0), Neg(Pow(Ref(), Ref(name)) as power))) if name == STEP:
            return power
    return map_children(expr, _without_rest)


def _without_powers(expr: Expr) -> Expr:
    match expr:
        case Pow(base, Ref(name) as step) if name == STEP:
            return Mul((base, step))
    return map_children(expr, _without_powers)
