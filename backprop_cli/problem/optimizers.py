"""The optimiser table: how a parameter is changed by its gradient, as named formulas.

A row is a little formula problem that every parameter is put through: `w` is the parameter, `g` its gradient,
`alpha` the learning rate, `t` the number of the step (from 1), then the row's own constants and state. The
formulas are worked in order; the last gives the new `w`, and a state that is assigned is the next step's.

Sources differ under one name: PyTorch's documentation of torch.optim; Keras and CS231n for
`momentum_classical`; A. Ng's course 2, week 2, for `momentum_average`; D. Kingma, J. Ba, Adam (2015);
I. Loshchilov, F. Hutter, Decoupled weight decay regularization (2019); J. Duchi and others (2011)
for `adagrad`.
"""

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

from backprop_cli.expr.parser import parse
from backprop_cli.expr.parts import as_sum, terms_of
from backprop_cli.expr.tree import Add, Expr, Neg, Ref, map_children, references, substitute

PARAMETER, GRADIENT, RATE, STEP = "w", "g", "alpha", "t"
"""The names that every row's formulas may use."""
ALIKE = ("mu", "beta", "rho")
"""What rows call the share that is kept of a state."""
CHANGE = "step"
"""What w_new − w is called, where an exercise asks for it."""

UpdateFormulas = Mapping[str, Expr]


class Option(NamedTuple):
    """A switch: what changes in a row where a problem file sets it otherwise than usual."""

    name: str
    when: bool
    """The setting that changes something; the other one is the usual."""
    formulas: UpdateFormulas
    """What is worked then. A line that is only a name is left out, and the name put in for it."""


class Optimizer(NamedTuple):
    """One row."""

    name: str
    constants: Mapping[str, float]
    """Besides the learning rate, with their defaults."""
    state: Mapping[str, float]
    """What is kept of a parameter from step to step, with the number it starts from."""
    update: UpdateFormulas
    """The formulas by the name that each works out, in order; `w` is the last."""
    options: tuple[Option, ...] = ()
    of_weights: str = ""
    """The constant whose term biases go without where a file says `decay_on: weights`; most have none."""
    bias_lines: UpdateFormulas = MappingProxyType({})
    """The lines that are others for biases."""

    @property
    def names(self) -> list[str]:
        """What the formulas work out or keep of each parameter, besides the parameter itself."""
        return list(dict.fromkeys(name for name in (*self.state, *self.update) if name != PARAMETER))

    @property
    def for_all(self) -> frozenset[str]:
        """Those of them that are one number for all parameters: neither w nor g leads to them."""
        varying = {PARAMETER, GRADIENT}
        for _ in self.update:  # a state may come of a line further down
            varying |= {
                name for name, line in self.update.items() if not varying.isdisjoint(references(line))
            }
        return frozenset(self.names) - varying

    def with_options(self, options: Iterable[Option]) -> Self:
        """The row with some of its options set otherwise than usual."""
        lines = dict(self.update)
        for each in options:
            lines |= each.formulas
        lines[PARAMETER] = lines.pop(PARAMETER)
        names = {name: line for name, line in lines.items() if isinstance(line, Ref)}
        kept = {name: substitute(line, names.get) for name, line in lines.items() if name not in names}
        return self._replace(update=kept)

    def with_change(self) -> Self:
        """The row with the change Δw worked first, as courses write it: Δw = −α·g, then w + Δw."""
        changed = _with_change(self.bias_lines) if self.bias_lines else self.bias_lines
        return self._replace(update=_with_change(self.update), bias_lines=changed)

    def without_addend(self, constant: str) -> Self:
        """The row where a constant that is 0 is not added to anything: √v̂ for √v̂ + ε."""
        return self._replace(
            update={name: _without_addend(constant, line) for name, line in self.update.items()}
        )

    def uses(self, name: str) -> bool:
        """Whether a letter stands in the formulas."""
        return any(name in references(line) for line in self.update.values())

    def on_weights_only(self) -> Self:
        """The row where biases go without the term of the weights' constant."""
        lines = {name: _without(self.of_weights, line) for name, line in self.update.items()}
        return self._replace(bias_lines=lines)

    @property
    def terms_of_weights(self) -> list[Expr]:
        """The terms that biases go without."""
        return [
            term
            for name, line in self.bias_lines.items()
            for term in terms_of(self.update[name])
            if term not in terms_of(line)
        ]

    def lines(self, *, of_bias: bool) -> UpdateFormulas:
        """The formulas that a parameter is put through."""
        return {**self.update, **self.bias_lines} if of_bias else self.update


def _with_change(update: UpdateFormulas) -> UpdateFormulas:
    lines = dict(update)
    new = lines.pop(PARAMETER)
    terms = terms_of(new)
    rest = tuple(term for term in terms if term != Ref(PARAMETER))
    lines[CHANGE] = as_sum(rest if len(rest) < len(terms) else (*terms, Neg(Ref(PARAMETER))))
    lines[PARAMETER] = Add((Ref(PARAMETER), Ref(CHANGE)))
    return lines


def _without_addend(constant: str, expr: Expr) -> Expr:
    made = map_children(expr, lambda part: _without_addend(constant, part))
    if not isinstance(made, Add):
        return made
    return as_sum(term for term in made.terms if term != Ref(constant))


def _without(constant: str, line: Expr) -> Expr:
    if not isinstance(line, Add):
        return line
    return as_sum(term for term in line.terms if constant not in references(term))


def row(
    name: str,
    constants: Mapping[str, float],
    state: Mapping[str, float],
    update: Mapping[str, str],
    *options: Option,
    of_weights: str = "",
) -> Optimizer:
    """A row from formulas as text."""
    starts = {each: float(value) for each, value in state.items()}
    return Optimizer(name, constants, starts, _Parsed(update), options, of_weights)


def option(name: str, formulas: Mapping[str, str], *, when: bool) -> Option:
    """An option from formulas as text."""
    return Option(name, when, _Parsed(formulas))


class _Parsed(Mapping[str, Expr]):
    """Formulas by name, each parsed when somebody asks for it: an exercise has one row of them all."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self.texts = texts

    def __getitem__(self, name: str) -> Expr:
        return parse(self.texts[name])

    def __iter__(self) -> Iterator[str]:
        return iter(self.texts)

    def __len__(self) -> int:
        return len(self.texts)


EPSILON = "epsilon"
"""What rows add to a root, or under it."""
INSIDE, CORRECTED = "epsilon_inside", "bias_correction"
_ADAM = {
    "m": "beta1*m + (1 - beta1)*g",
    "v": "beta2*v + (1 - beta2)*g^2",
    "mhat": "m/(1 - beta1^t)",
    "vhat": "v/(1 - beta2^t)",
}
_BETAS = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
_UNCORRECTED = option(CORRECTED, {"mhat": "m", "vhat": "v"}, when=False)

_ROWS = (
    row("sgd", {}, {}, {"w": "w - alpha*g"}),
    row("momentum", {"mu": 0.9}, {"v": 0}, {"v": "mu*v + g", "w": "w - alpha*v"}),
    row("momentum_classical", {"mu": 0.9}, {"v": 0}, {"v": "mu*v - alpha*g", "w": "w + v"}),
    row("momentum_average", {"beta": 0.9}, {"v": 0}, {"v": "beta*v + (1 - beta)*g", "w": "w - alpha*v"},
        option(CORRECTED, {"vhat": "v/(1 - beta^t)", "w": "w - alpha*vhat"}, when=True)),
    row("nesterov", {"mu": 0.9}, {"v": 0}, {"v": "mu*v + g", "w": "w - alpha*(g + mu*v)"}),
    row("adagrad", {"epsilon": 1e-10}, {"s": 0}, {"s": "s + g^2", "w": "w - alpha*g/(sqrt(s) + epsilon)"},
        option(INSIDE, {"w": "w - alpha*g/sqrt(s + epsilon)"}, when=True)),
    row("rmsprop", {"rho": 0.9, "epsilon": 1e-8}, {"s": 0},
        {"s": "rho*s + (1 - rho)*g^2", "w": "w - alpha*g/(sqrt(s) + epsilon)"},
        option(INSIDE, {"w": "w - alpha*g/sqrt(s + epsilon)"}, when=True)),
    row("adam", _BETAS, {"m": 0, "v": 0}, {**_ADAM, "w": "w - alpha*mhat/(sqrt(vhat) + epsilon)"},
        option(INSIDE, {"w": "w - alpha*mhat/sqrt(vhat + epsilon)"}, when=True), _UNCORRECTED),
    row("adamw", {**_BETAS, "decay": 0.01}, {"m": 0, "v": 0},
        {**_ADAM, "w": "w - alpha*decay*w - alpha*mhat/(sqrt(vhat) + epsilon)"},
        option(INSIDE, {"w": "w - alpha*decay*w - alpha*mhat/sqrt(vhat + epsilon)"}, when=True), _UNCORRECTED,
        of_weights="decay"),
)  # fmt: skip

OPTIMIZERS = {each.name: each for each in _ROWS}
