"""Running text: words with formulas, numbers and bars in them."""

from typing import NamedTuple

from backprop_cli.expr.tree import Expr, Ref


class Math(NamedTuple):
    """A formula in running text; several sides are joined by equals signs."""

    sides: tuple[Expr, ...]
    said: str = ""
    """How it is said where there are no pages: in data for other programs; empty: by its name."""


class Number(NamedTuple):
    """A value in running text or a table, with ≈ before it where digits were dropped.

    `name`: a given number keeps the digits typed.
    """

    value: float
    name: str = ""
    digits: int = 0
    """Significant digits, where the words around it say how many: it stands without ≈; 0: the document's."""


class Bar(NamedTuple):
    """A bar in a table, for a size that is compared with others."""

    share: float
    """Of the longest bar, from 0 to 1."""


class Followed(str):
    """Words of the problem's author in which a web address stays one; anyone else's is no link."""


class Strong(str):
    """Words that stand out."""


class Kept(str):
    """Words that no line ends within: a number and what it counts."""


class Drawn(str):
    """Words on how symbols look where they are drawn; `typed`: what holds where they are typed, in ASCII."""

    typed: str

    def __new__(cls, drawn: str, typed: str) -> "Drawn":
        """Both, said."""
        words = super().__new__(cls, drawn)
        words.typed = typed
        return words


class Name(str):
    """A quantity by its name in the grammar, as it is typed on a sheet."""


Words = tuple["str | Math | Number | Bar", ...]
"""Running text."""


def as_text(words: Words) -> str:
    """Running text for data: a formula as one says it, a quantity else by its name."""
    return "".join(_said(word) for word in words)


def _said(word: str | Math | Number | Bar) -> str:
    match word:
        case Math((Ref(name),), ""):
            return name
        case Math(_, said) if said:
            return said
        case str():
            return word
    raise TypeError(f"only words and single quantities can be data: {word!r}")
