"""The blocks of a document. They hold formulas and words, never the text of one output."""

from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import field
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.tree import Expr, Num, Ref
from backprop_cli.expr.value import Shape
from backprop_cli.frozen import frozen
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.model import Problem
from backprop_cli.quantities.quantity import AnyQuantity
from backprop_cli.quantities.symbols import Symbols
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.language import chosen, speaking
from backprop_cli.words.say import Message

if TYPE_CHECKING:
    from backprop_cli.derivation.by_rule import Worked
    from backprop_cli.derivation.normal_equations import NormalEquations
    from backprop_cli.proof.gradient_check import GradientCheck


DIGITS = 5
"""Significant digits of worked-out numbers, unless somebody chooses others."""


class Line(NamedTuple):
    """One side of an equation, and why it equals the one before."""

    expr: Expr
    numbers: bool = False
    """Whether the names are replaced by their values."""
    reasons: tuple[Words, ...] = ()
    shapes: bool = False
    """Whether the shape of every vector and matrix is written below it."""
    rules: Words = ()
    """The names of the rules that give it, where they stand beside it."""


class Remark(NamedTuple):
    """A remark in the margin: what a good tutor would add in a sentence or two."""

    key: str
    """Which remark it is, for other programs."""
    names: tuple[str, ...]
    """The quantities it speaks of."""
    words: Words


class Row(NamedTuple):
    """One quantity: its name, its working side under side, its value."""

    name: str
    lines: tuple[Line, ...]
    value: float | None = None
    """None: not a number (symbols only, a matrix), or the last line says it."""
    also: str = ""
    """Another name it goes by: a²₁ = ŷ₁, δ¹₁ = ∂L/∂z¹₁."""
    unit: Hashable = None
    """What it shares with the rows read with it: a unit's z and a, or its gradients; None: nothing."""
    remarks: tuple[Remark, ...] = ()
    """What there is to say about it."""

    @property
    def has_shape(self) -> bool:
        """Whether the quantity is written with its shape."""
        return any(line.shapes for line in self.lines)


class Heading(NamedTuple):
    """A heading; level 1 is the title."""

    level: int
    words: Words


class Paragraph(NamedTuple):
    """Running text."""

    words: Words


class Facts(NamedTuple):
    """Short labelled statements: what is given, which conventions hold."""

    rows: tuple[tuple[Message, Words], ...]
    """Each with its label, which other programs get in English whatever the language."""


class Legend(NamedTuple):
    """What symbols mean: a quantity for each kind, a function, a constant, with its meaning."""

    rows: tuple[tuple[Math, Words], ...]


class Given(NamedTuple):
    """The numbers the exercise starts from: each name with its number, vector or matrix."""

    rows: tuple[tuple[str, Expr], ...]
    entries: tuple[tuple[str, Expr], ...] = ()
    """What the entries of some are called, where their own symbols do not say it: W⁽¹⁾ = [w₁ w₂]."""


class Working(NamedTuple):
    """Quantities worked one after the other."""

    rows: tuple[Row, ...]
    note: Words = ()
    """What is left out here, and how to see it."""


class Tone(Enum):
    """How a row of results fares, for a screen that has colours; its words say it as well."""

    RIGHT = "right"
    FOLLOWS = "follows"
    OPEN = "open"
    WRONG = "wrong"


class Table(NamedTuple):
    """Plain cells under column heads."""

    columns: tuple[Words, ...]
    rows: tuple[tuple[Words, ...], ...]
    note: Words = ()
    prose: tuple[int, ...] = ()
    """Columns of words, by place: set left, and broken into lines where the page is narrow."""
    tones: tuple[Tone, ...] = ()
    """How each row fares, where that is what the table is about."""
    spare: tuple[tuple[int, ...], ...] = ()
    """Columns that a page leaves out where it has no room for all: the first of these that make it fit."""


class Whose(Paragraph):
    """A line that is left open for the student: a name, a number."""


class Tip(Paragraph):
    """Which option shows more: for whoever called the command, so on the terminal alone."""


class InNotation(Paragraph):
    """The line that says which notation the sheet is in, by which it is read back."""


class LineToFill(NamedTuple):
    """A line of a sheet to fill in."""

    quantity: str
    """Its name in the grammar."""
    typed: str
    """The name that is typed for it, which may be the notation's."""
    value: str = ""
    """Where it is worked already."""


class ToFill(Table):
    """Lines to fill in: symbol, name, and behind it nothing, or its value where it is worked already."""

    @property
    def places(self) -> Iterator[LineToFill]:
        """Every line."""
        for (symbol,), (name,), answer in self.rows:
            quantity = symbol.sides[0] if isinstance(symbol, Math) else None
            named = quantity.name if isinstance(quantity, Ref) else str(name)
            yield LineToFill(named, str(name), str(answer[0]) if answer else "")


Block = Heading | Paragraph | Remark | Facts | Legend | Given | Working | Table


class Scope(NamedTuple):
    """What the formulas of a section speak of, and its numbers: those of one step."""

    names: Mapping[str, AnyQuantity]
    """What every name stands for."""
    values: Mapping[str, float]
    given: Mapping[str, Num] = {}
    """Given numbers by name, with the digits as typed."""
    inexact: frozenset[str] = frozenset()
    """Names whose number looks exact and is not, as where a float can only round to 0 or 1."""
    shapes: Mapping[str, Shape] = {}
    """The shapes of vectors and matrices, by name; none on a sheet of single quantities."""


class Section(NamedTuple):
    """A part of a sheet with numbers of its own."""

    scope: Scope
    blocks: tuple[Block, ...]


class InArrays(NamedTuple):
    """A solution in vectors and matrices."""

    derivation: Derivation
    scope: Scope
    """What its names stand for; of a training with the numbers of the steps."""


@frozen
class Document:
    """A sheet: its sections in order, and how its numbers and names are written."""

    title: str
    scope: Scope
    """What its names stand for, with the numbers that other programs get."""
    composed: Callable[[], tuple[Section, ...]]
    """Makes the sections, once a page is asked for; data needs none."""
    problem: Problem
    """The exercise itself."""
    derivation: Derivation
    """What the sheet shows, as data for other programs."""
    conventions: Facts
    """What was agreed on: loss with its factors, biases, fixed parameters, kinks, rounding."""
    remarked: Callable[[], tuple[Remark, ...]] | None = None
    """Finds all remarks of the steps that are worked; None where none are wanted."""
    ruled: Callable[[], tuple["Worked", ...]] | None = None
    """Works all local derivatives rule by rule; None where that is not wanted."""
    gradient_checks: Mapping[int, "GradientCheck"] = field(default_factory=dict)
    """The numerical gradients beside the analytic ones, where they are asked for, by the step's number."""
    closed_form: "NormalEquations | None" = None
    """Linear regression solved at once, where the style has that."""
    in_arrays: Callable[[], InArrays | None] = lambda: None
    """Makes the same in vectors and matrices, where the sheet works with those: data for other programs."""
    deltas: bool = True
    """Whether ∂L/∂z is written δ."""
    digits: int = DIGITS
    """Significant digits of worked-out numbers."""
    longest_sum: int | None = 8
    """Longer sums are shortened; None: never."""

    language: str = field(default_factory=chosen)
    """In which its sentences are said: that which is spoken where it is made."""

    @cached_property
    def symbols(self) -> Symbols:
        """The notation of its names."""
        return symbols_of(self.problem)

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts of the sheet, each with its own numbers."""
        with speaking(self.language):
            return self.composed()
