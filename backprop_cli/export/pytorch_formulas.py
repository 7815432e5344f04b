"""Formulas over tensors of one number each, and their derivatives by autograd."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.export.program import Program, ProgramLine, left_before, program
from backprop_cli.export.pytorch_functions import NAMES
from backprop_cli.expr.tree import Expr, Num
from backprop_cli.notation.identifiers import identifiers
from backprop_cli.notation.python import in_python
from backprop_cli.notation.torch import Torch
from backprop_cli.notation.writer import Writer
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.words import pytorch as words
from backprop_cli.words.program import RESULTS, headed
from backprop_cli.words.say import phrase
from backprop_cli.words.solution import BACKWARD, FORWARD, UPDATE

OWN = frozenset({"results", "expected", "name", "value", "found", "known", "nan"})
"""Names that the last lines use."""


def formula_programs(derivations: Sequence[Derivation]) -> Iterator[Iterator[str]]:
    """The lines of each step of descent, which goes on from the one before.

    Raises `UsageError` where a line has no value as a float.
    """
    known = frozenset[str]()
    for derivation in derivations:
        body = _FormulaLines(derivation, program(derivation, steady=False), known)
        known |= {*body.lines.given, *(line.name for line in body.lines.lines)}
        yield _program(body)


def _program(body: _FormulaLines) -> Iterator[str]:
    yield from body.given()
    yield from body.forward()
    yield from body.backward()
    yield from body.update()
    yield from body.results()


class _FormulaLines:
    """The lines of formulas, part by part."""

    def __init__(self, derivation: Derivation, lines: Program, known: frozenset[str]) -> None:
        """`known` is what has a value from the steps before."""
        self.known = known
        self.derivation = derivation
        self.lines = lines
        self.graph = derivation.graph
        names = {**lines.given, **{line.name: line.quantity for line in lines.lines}}
        outputs = [self.graph.by_name[name].quantity for name in self.graph.outputs]
        self.names = identifiers(names, outputs, NAMES | OWN)
        self.writer = Writer(Torch(self.names), longest_sum=None)

    def given(self) -> Iterator[str]:
        """The point, and the optimiser's numbers; what the step before has left of them."""
        yield from ("", f"# {phrase(words.LEFT if self.known else words.GIVEN_NUMBERS)}")
        for name, quantity in self.lines.given.items():
            anew = ".detach().requires_grad_()" if name in self.graph.parameters else ""
            if (left := left_before(quantity)) in self.known:
                yield f"{self.names[name]} = {self.names[left]}{anew}"
                continue
            if name in self.known:
                yield from [f"{self.names[name]} = {self.names[name]}{anew}"] if anew else []
                continue
            value = self.derivation.values[name]
            typed = self.derivation.given.get(name) or self.derivation.constants.get(name)
            literal = self._written(typed or Num(value, repr(value)))
            needs = ", requires_grad=True" if name in self.graph.parameters else ""
            yield f"{self.names[name]} = torch.tensor({literal}, dtype=torch.float64{needs})"

    def forward(self) -> Iterator[str]:
        """The formulas as they are."""
        yield from ("", f"# {phrase(FORWARD)}")
        yield from map(self._assigned, self.lines.forward)

    def backward(self) -> Iterator[str]:
        """The derivatives of each output by the names asked for."""
        yield from ("", f"# {phrase(BACKWARD)}")
        only = len(self.graph.outputs) == 1
        for output in self.graph.outputs:
            if not (asked := self._gradients(output)):
                continue
            by, gradients = ([self.names[name] for name in names] for names in zip(*asked, strict=True))
            if only:
                yield f"{self.names[output]}.backward()"
                yield from (f"{each} = {name}.grad" for name, each in zip(by, gradients, strict=True))
            else:
                found = f"torch.autograd.grad({self.names[output]}, [{', '.join(by)}], retain_graph=True)"
                yield f"[{', '.join(gradients)}] = {found}"

    def _gradients(self, output: str) -> list[tuple[str, str]]:
        """Each name asked for with the derivative of an output by it, where the output depends on it."""
        of, there = self.graph.by_name[output].quantity, {line.name for line in self.lines.backward}
        pairs = [(name, text(Gradient(of, self.graph.by_name[name].quantity))) for name in self.graph.wrt]
        return [(name, gradient) for name, gradient in pairs if gradient in there]

    def update(self) -> Iterator[str]:
        """The optimiser's formulas."""
        if self.lines.update:
            yield from (
                "",
                f"# {headed(phrase(UPDATE), phrase(words.AT_OLD_VALUES))}",
                "with torch.no_grad():",
            )
            yield from (f"    {self._assigned(line)}" for line in self.lines.update)

    def _assigned(self, line: ProgramLine) -> str:
        return f"{self.names[line.name]} = {self._written(line.expr)}"

    def _written(self, expr: Expr) -> str:
        return self.writer.symbols(in_python(expr))

    def results(self) -> Iterator[str]:
        """The program's numbers, and those of the solution."""
        lost = {line.name for line in self.lines.lines if not line.keeps_digits}
        yield from ("", f"# {phrase(RESULTS)}", "results = {")
        yield from (f'    "{self.names[name]}": {self.names[name]},' for name in self.lines.results)
        yield "}"
        yield "expected = {"
        for name in self.lines.results:
            if name in self.derivation.values and name not in lost:
                yield f'    "{self.names[name]}": {self.derivation.values[name]!r},'
        yield "}"
