"""A program in Python: the forward and the backward pass as a course lists them, with the solution's numbers.

It needs the standard library alone, asserts its own results and prints them.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import one_line
from backprop_cli.export.program import Program, ProgramLine, left_before, program
from backprop_cli.export.python_functions import NAMES, prelude
from backprop_cli.expr.tokens import canonical
from backprop_cli.expr.tree import Expr, Num
from backprop_cli.notation.identifiers import identifiers
from backprop_cli.notation.python import Python, in_python
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.render.lines import in_text
from backprop_cli.render.writer import writer
from backprop_cli.words import program as words
from backprop_cli.words.header import ROUNDING
from backprop_cli.words.say import Message, phrase
from backprop_cli.words.solution import BACKWARD, FORWARD, GIVEN, UPDATE
from backprop_cli.worksheet.document import Document

WIDEST = 100
"""Characters of a line; longer formulas are broken, and a comment stands above its line."""
COMMENT_FROM = 44
"""The column at which comments begin, where the code leaves room."""
MOST_LINES = 2_000
"""Steps of working beyond which a training's program shows one descent step only."""
MOST_TERMS = 3
"""Terms of a chain rule that a comment spells out."""
CHECKED = """
for name, value in expected.items():
    assert isclose(results[name], value, rel_tol=1e-9, abs_tol=1e-12), (name, results[name], value)
for name, value in results.items():
    print(name, "=", value)"""
"""The end: the results against the solution's, and then printed."""
OWN = frozenset({"results", "expected", "name", "value", "isclose"})
"""Names that the last lines use."""


class PythonProgram:
    """Renders to a program; one for each derivation, whatever a page of it shows."""

    def render(self, document: Document) -> str:
        """The program's text. Raises `UsageError` where there are no numbers."""
        parts = {number: (each, program(each)) for number, each in steps_shown(document.derivation).items()}
        named = _NamesInCode.of(parts.values())
        listings, before = list[str](), None
        for number, (derivation, lines) in parts.items():
            before = _Listing(derivation, lines, named, before)
            listings += ["", f"# {words.part(number)}"] if len(parts) > 1 else []
            listings += before.parts()
        body = "\n".join(listings)
        return "\n".join([*_head(document), "", *prelude(body), body]) + "\n"


def steps_shown(derivation: Derivation) -> dict[int, Derivation]:
    """The steps that a program shows, by number: from the first one on, if those were all worked.

    Where they make too long a program, or others were worked, only the first of them.
    """
    parts = dict(sorted((derivation.parts or {1: derivation}).items()))
    lines = sum(len(part.steps) for part in parts.values())
    if lines <= MOST_LINES and list(parts) == list(range(1, len(parts) + 1)):
        return parts
    return dict([next(iter(parts.items()))])


class Code(NamedTuple):
    """A line of the program and its comment."""

    text: str
    comment: str = ""


class _NamesInCode(NamedTuple):
    """What a program calls its quantities, in every step alike."""

    names: dict[str, str]
    writer: Writer

    @classmethod
    def of(cls, parts: Iterable[tuple[Derivation, Program]]) -> _NamesInCode:
        """The names of some steps."""
        names: dict[str, AnyQuantity] = {}
        outputs = list[Quantity]()
        for derivation, lines in parts:
            names |= {**lines.given, **{line.name: line.quantity for line in lines.lines}}
            names |= {name: each for name, each in derivation.graph.quantities.items() if name not in names}
            outputs = [derivation.graph.by_name[name].quantity for name in derivation.graph.outputs]
        found = identifiers(names, outputs, NAMES | OWN)
        return cls(found, Writer(Python(found), longest_sum=None))


class _Listing:
    """The lines of a program, or of one step in it, as text."""

    def __init__(
        self, derivation: Derivation, lines: Program, named: _NamesInCode, before: _Listing | None = None
    ) -> None:
        """`before` is the step before, which this one goes on from."""
        self.derivation = derivation
        self.lines = lines
        self.names, self.writer = named
        self.known: frozenset[str] = before.known.union(before.names_of_lines) if before else frozenset()
        """What has a value by now."""

    @property
    def names_of_lines(self) -> Iterator[str]:
        """Everything that this step gives a value to."""
        yield from self.lines.given
        yield from (line.name for line in self.lines.lines)

    def parts(self) -> Iterator[str]:
        """Given, forward, backward, update, results."""
        yield from _part(phrase(GIVEN), filter(None, map(self._given, self.lines.given)))
        yield from _part(phrase(FORWARD), map(self._forward, self.lines.forward))
        yield from _part(phrase(BACKWARD), map(self._backward, self.lines.backward))
        if self.lines.update:
            yield from _part(phrase(UPDATE), map(self._assigned, self.lines.update))
        yield from self._results()

    def _given(self, name: str) -> Code | None:
        """A given number; what the step before has left of it; nothing where it is there already."""
        derivation, left = self.derivation, left_before(self.lines.given[name])
        if left in self.known:
            return Code(f"{self.names[name]} = {self.names[left]}")
        if name in self.known:
            return None
        value = derivation.values[name]
        typed = derivation.given.get(name) or derivation.constants.get(name) or Num(value, repr(value))
        number = self._written(typed)
        return Code(f"{self.names[name]} = {number}", self._called(name))

    def _called(self, name: str) -> str:
        """What the exercise calls a formula or a name of its own, where that is another."""
        is_own = self.derivation.quantities.get(name) == Quantity(name)
        return words.called(name) if is_own and self.names[name] != canonical(name) else ""

    def _forward(self, line: ProgramLine) -> Code:
        return self._assigned(line)._replace(comment=self._called(line.name))

    def _backward(self, line: ProgramLine) -> Code:
        return self._assigned(line)._replace(comment=self._chain(line))

    def _assigned(self, line: ProgramLine) -> Code:
        return Code(_assignment(self.names[line.name], self._written(line.expr)))

    def _written(self, expr: Expr) -> str:
        return self.writer.symbols(in_python(expr))

    def _chain(self, line: ProgramLine) -> str:
        """dL/dz = dL/da * da/dz: the chain rule of a gradient that comes through other quantities."""
        gradient = line.quantity
        if line.collapsed:
            return phrase(words.TOGETHER)
        if not isinstance(gradient, Gradient) or set(line.users) <= {text(gradient.of)}:
            return ""
        of, by = (self.names[text(quantity)] for quantity in (gradient.of, gradient.by))
        through = [self.names[user] for user in line.users]
        terms = [f"d{of}/d{q} * d{q}/d{by}" if q != of else words.direct(f"d{of}/d{by}") for q in through]
        chain = f"d{of}/d{by} = {' + '.join(terms)}"
        if len(terms) <= MOST_TERMS and len(chain) < WIDEST:
            return chain
        return f"d{of}/d{by} = {terms[0]} + ... + {terms[-1]}"

    def _results(self) -> Iterator[str]:
        names, expected = self.lines.results, self.derivation.values
        lost = {line.name for line in self.lines.lines if not line.keeps_digits}
        yield from _dictionary(
            phrase(words.RESULTS), "results", [(self.names[name], self.names[name]) for name in names]
        )
        known = [name for name in names if name in expected and name not in lost]
        yield from _dictionary("", "expected", [(self.names[name], repr(expected[name])) for name in known])
        if unsure := [self.names[name] for name in names if name in lost]:
            yield from textwrap.wrap(
                words.not_compared(", ".join(unsure)), WIDEST, initial_indent="# ", subsequent_indent="# "
            )
        yield CHECKED


def _dictionary(title: str, name: str, entries: list[tuple[str, str]]) -> Iterator[str]:
    yield from ["", f"# {title}"] if title else []
    yield f"{name} = {{"
    yield from (f'    "{key}": {value},' for key, value in entries)
    yield "}"


def _part(title: str, lines: Iterable[Code]) -> Iterator[str]:
    yield ""
    yield f"# {title}"
    for line in lines:
        yield from _commented(line)


def _commented(line: Code) -> Iterator[str]:
    if not line.comment:
        yield line.text
        return
    together = f"{line.text.ljust(COMMENT_FROM)}  # {line.comment}"
    if "\n" in line.text or len(together) > WIDEST:
        yield from comment(line.comment)
        yield line.text
    else:
        yield together


_GLUE = "\N{NO-BREAK SPACE}"
_SIGN, _OPERATOR = re.compile(r" ([-+]) "), re.compile(r" ([*/]) ")
"""A line may end before a sign, and not at a product or quotient."""


def _assignment(name: str, formula: str) -> str:
    """`name = formula`, in brackets over several lines where it is long."""
    if len(name) + len(formula) + 3 <= WIDEST:
        return f"{name} = {formula}"
    glued = _OPERATOR.sub(rf"{_GLUE}\1{_GLUE}", _SIGN.sub(rf" \1{_GLUE}", formula))
    lines = textwrap.wrap(glued, WIDEST - 4, break_long_words=False, break_on_hyphens=False)
    return "\n".join([f"{name} = (", *(f"    {line}" for line in lines), ")"]).replace(_GLUE, " ")


def _head(document: Document) -> Iterator[str]:
    yield from opening_comments(document, words.HEAD)
    first = next(iter(steps_shown(document.derivation).values()))
    outputs = first.graph.outputs
    yield "#"
    yield from comment(words.meaning(outputs[0]) if len(outputs) == 1 else phrase(words.MEANING_OF_SEVERAL))


def opening_comments(document: Document, title: Message) -> Iterator[str]:
    """The first lines of a program: what it is, the exercise's title and conventions."""
    # The first two lines are ours: an author's may look like a declaration of an encoding there.
    yield f"# {phrase(title)}"
    yield "#"
    pen = writer(document, document.scope, Unicode)
    yield from comment(one_line(" ".join(document.title.split())))
    for label, each in document.conventions.rows:
        if label == ROUNDING:  # a program works with all digits
            continue
        yield from comment(one_line(" ".join(f"{phrase(label)}: {in_text(each, pen)}".split())))
    if training := document.derivation.training:
        yield f"# {words.steps(list(steps_shown(document.derivation)), training.count)}"


def comment(text: str) -> list[str]:
    """A comment over as many lines as it needs."""
    return textwrap.wrap(text, WIDEST, initial_indent="# ", subsequent_indent="#   ")
