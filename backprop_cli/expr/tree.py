"""The tree of a formula: a dozen frozen kinds of node, kept in the author's order and digits.

Matrices share the kinds with numbers: `Ref("W1")` may name a matrix, `MatMul` and `Total` speak of
whole arrays, and every other kind works entry by entry. After the rewrite to scalars only
numbers are left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from operator import attrgetter
from typing import Any, ClassVar, Final

from backprop_cli.expr.functions import CONSTANTS


class Expr:
    """Any formula. Nobody changes one; equal when written the same.

    Each kind is written out: `dataclass` would compile it anew at every start of the program.
    """

    __slots__ = ()
    __match_args__: ClassVar[tuple[str, ...]] = ()
    _parts: ClassVar[attrgetter[Any]]
    """Reads the fields of a node of this kind."""

    def __init_subclass__(cls) -> None:
        cls._parts = attrgetter(*cls.__match_args__)

    def __eq__(self, other: object) -> bool:
        return self is other or (type(other) is type(self) and self._parts(self) == self._parts(other))

    def __hash__(self) -> int:
        return hash((type(self), self._parts(self)))

    def __repr__(self) -> str:
        return (
            f"{type(self).__name__}({', '.join(repr(getattr(self, name)) for name in self.__match_args__)})"
        )


class Num(Expr):
    """A number as the author typed it (`text`), `value` its float."""

    __slots__ = __match_args__ = ("value", "text")

    def __init__(self, value: float, text: str) -> None:
        self.value: Final = value
        self.text: Final = text


class Ref(Expr):
    """A quantity by its name, such as `z1[2]`, `dL/dz1[2]` or a formula's own `x_1`."""

    __slots__ = __match_args__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name: Final = name


class Add(Expr):
    """A sum; a difference is a sum with a `Neg` term."""

    __slots__ = __match_args__ = ("terms",)

    def __init__(self, terms: tuple[Expr, ...]) -> None:
        self.terms: Final = terms


class Mul(Expr):
    """A product. A product within a product keeps its factors together on the page."""

    __slots__ = __match_args__ = ("factors",)

    def __init__(self, factors: tuple[Expr, ...]) -> None:
        self.factors: Final = factors


class Wrapping(Expr):
    """A kind that holds one part and nothing else."""

    __slots__ = __match_args__ = ("body",)

    def __init__(self, body: Expr) -> None:
        self.body: Final = body


class Neg(Wrapping):
    """The body with its sign turned."""

    __slots__ = ()


class Div(Expr):
    """A quotient."""

    __slots__ = __match_args__ = ("top", "bottom")

    def __init__(self, top: Expr, bottom: Expr) -> None:
        self.top: Final = top
        self.bottom: Final = bottom


class Pow(Expr):
    """A power."""

    __slots__ = __match_args__ = ("base", "exponent")

    def __init__(self, base: Expr, exponent: Expr) -> None:
        self.base: Final = base
        self.exponent: Final = exponent


class Call(Expr):
    """A function of the function table, applied."""

    __slots__ = __match_args__ = ("function", "args")

    def __init__(self, function: str, args: tuple[Expr, ...]) -> None:
        self.function: Final = function
        self.args: Final = args


class Prime(Expr):
    """The derivative of the function of `call` at its argument, written ReLU′(z)."""

    __slots__ = __match_args__ = ("call",)

    def __init__(self, call: Call) -> None:
        self.call: Final = call


class Slope(Expr):
    """The derivative of the function of `call` at its argument, and how the page writes it.

    `shown` is a(1 − a) for a sigmoid whose value is called a, or a `Prime` where the rule goes by
    cases. The value is worked out from the argument, where no digit is lost.
    """

    __slots__ = __match_args__ = ("call", "shown")

    def __init__(self, call: Call, shown: Expr) -> None:
        self.call: Final = call
        self.shown: Final = shown


class Softmax(Expr):
    """Entry `index` (from 0) of the softmax of `logits`."""

    __slots__ = __match_args__ = ("index", "logits")

    def __init__(self, index: int, logits: tuple[Expr, ...]) -> None:
        self.index: Final = index
        self.logits: Final = logits

    def __hash__(self) -> int:
        return hash((self.index, self.logits[0]))  # a layer has as many of these as it has logits


class Struck(Wrapping):
    """A part of a sum that does not depend on the variable at hand; it counts as 0."""

    __slots__ = ()


class Diff(Expr):
    """The derivative of the body by a name, not yet worked out. Only shown."""

    __slots__ = __match_args__ = ("by", "body")

    def __init__(self, by: Ref, body: Expr) -> None:
        self.by: Final = by
        self.body: Final = body


class MatMul(Expr):
    """The product of two matrices; a vector counts as a column."""

    __slots__ = __match_args__ = ("left", "right")

    def __init__(self, left: Expr, right: Expr) -> None:
        self.left: Final = left
        self.right: Final = right


class Transpose(Wrapping):
    """Rows for columns; of a vector, a row."""

    __slots__ = ()


class Total(Wrapping):
    """The sum of all entries of an array."""

    __slots__ = ()


class Each(Expr):
    """The body for each `line` of a matrix (row or column) by itself: the sums of its rows, a softmax."""

    __slots__ = __match_args__ = ("line", "body")

    def __init__(self, line: str, body: Expr) -> None:
        self.line: Final = line
        self.body: Final = body


class Diagonal(Wrapping):
    """The matrix with the entries of a vector on its diagonal, 0 elsewhere."""

    __slots__ = ()


class Vector(Expr):
    """Entries written out. Only shown, never worked with."""

    __slots__ = __match_args__ = ("entries",)

    def __init__(self, entries: tuple[Expr, ...]) -> None:
        self.entries: Final = entries


class Matrix(Expr):
    """Entries written out, row by row. Only shown, never worked with."""

    __slots__ = __match_args__ = ("rows",)

    def __init__(self, rows: tuple[tuple[Expr, ...], ...]) -> None:
        self.rows: Final = rows


def integer(value: int) -> Num:
    """The whole number `value`."""
    return Num(float(value), str(value))


ZERO, ONE = integer(0), integer(1)

ChangePart = Callable[[Expr], Expr]
"""What is made of a part."""


def map_children(expr: Expr, change: ChangePart) -> Expr:
    """`expr` with each direct part replaced by `change(part)`."""
    changed = _CHANGED.get(type(expr))
    if changed is None:
        raise TypeError(f"no parts known for {type(expr).__name__}")
    return changed(expr, change)


def _same(expr: Expr, _: ChangePart) -> Expr:
    return expr


def _wrapped(expr: Any, change: ChangePart) -> Expr:
    made: Expr = type(expr)(change(expr.body))
    return made


def _called(call: Call, change: ChangePart) -> Call:
    return Call(call.function, tuple(map(change, call.args)))


_CHANGED: dict[type[Expr], Callable[[Any, ChangePart], Expr]] = {
    **dict.fromkeys((Num, Ref), _same),
    **dict.fromkeys((Neg, Struck, Transpose, Total, Diagonal), _wrapped),
    Add: lambda add, change: Add(tuple(map(change, add.terms))),
    Mul: lambda mul, change: Mul(tuple(map(change, mul.factors))),
    Each: lambda each, change: Each(each.line, change(each.body)),
    Diff: lambda diff, change: Diff(diff.by, change(diff.body)),
    Div: lambda div, change: Div(change(div.top), change(div.bottom)),
    Pow: lambda power, change: Pow(change(power.base), change(power.exponent)),
    Call: _called,
    Prime: lambda prime, change: Prime(_called(prime.call, change)),
    Slope: lambda slope, change: Slope(_called(slope.call, change), change(slope.shown)),
    Softmax: lambda softmax, change: Softmax(softmax.index, tuple(map(change, softmax.logits))),
    MatMul: lambda product, change: MatMul(change(product.left), change(product.right)),
}


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of `expr`, in the order written: those that `map_children` changes."""
    parts = _CHILDREN.get(type(expr))
    if parts is None:
        raise TypeError(f"no parts known for {type(expr).__name__}")
    return parts(expr)


def _none(_: Expr) -> tuple[Expr, ...]:
    return ()


def _body(expr: Any) -> tuple[Expr, ...]:
    return (expr.body,)


_CHILDREN: dict[type[Expr], Callable[[Any], tuple[Expr, ...]]] = {
    Num: _none,
    Ref: _none,
    Add: attrgetter("terms"),
    Mul: attrgetter("factors"),
    **dict.fromkeys((Neg, Struck, Transpose, Total, Diagonal, Each, Diff), _body),
    Call: attrgetter("args"),
    Prime: attrgetter("call.args"),
    Softmax: attrgetter("logits"),
    Div: attrgetter("top", "bottom"),
    Pow: attrgetter("base", "exponent"),
    MatMul: attrgetter("left", "right"),
    Slope: lambda slope: (*slope.call.args, slope.shown),
}
"""By kind, which is looked up: a large network has a million of them."""


def references(expr: Expr) -> Iterator[str]:
    """The quantities that the page shows in `expr`, in the order written, repeats included; π is none."""
    waiting = [expr]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Ref):
            if part.name not in CONSTANTS:
                yield part.name
        elif isinstance(part, Slope):
            waiting.append(part.shown)
        else:
            waiting += children(part)[::-1]


def is_constant(expr: Expr) -> bool:
    """Whether `expr` holds no names."""
    return next(references(expr), None) is None


def substitute(expr: Expr, replace: Callable[[str], Expr | None]) -> Expr:
    """`expr` with every name for which `replace` has a formula replaced by it."""

    def put_in(part: Expr) -> Expr:
        return (replace(part.name) or part) if isinstance(part, Ref) else map_children(part, put_in)

    return put_in(expr)


def node_count(expr: Expr) -> int:
    """The number of nodes of the tree."""
    return 1 + sum(map(node_count, children(expr)))
