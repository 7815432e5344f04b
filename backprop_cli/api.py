"""The package from Python: the same steps as the commands, with results that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike, fspath

from backprop_cli.derivation.derive import derive
from backprop_cli.derivation.step import Derivation
from backprop_cli.problem.files import load_text
from backprop_cli.problem.model import Problem
from backprop_cli.problem.reader import read
from backprop_cli.render.formats import by_name
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.solution import Layout, compose


def load(path: str | PathLike[str]) -> Problem:
    """The problem in a file, or the bundled problem of that name.

    Raises `ProblemError` with every fault of the file and its place, `UsageError` if there is no file.
    """
    text, source = load_text(fspath(path))
    return read(text, source)


@dataclass(frozen=True)
class Solution:
    """A worked solution: `print` shows the terminal page, a notebook the Markdown."""

    document: Document

    def render(self, format: str = "terminal") -> str:
        """The solution as text in a format: `terminal`, `markdown` or `json`."""
        return by_name(format).render(self.document)

    def __str__(self) -> str:
        return self.render()

    def _repr_markdown_(self) -> str:
        return self.render("markdown")


def solution(
    problem: Problem | str | PathLike[str],
    *,
    only: Iterable[str] = (),
    style: str = "delta",
    digits: int = 5,
    verify: bool = True,
) -> Solution:
    """The worked solution of a problem, or of the problem in a file.

    `only` names the quantities to work out (with all they need), `digits` the significant digits of
    worked-out numbers. With `verify` every derivative is first proved by SymPy and central differences.
    Raises `ProblemError` for the problem's faults, `UsageError` for an unknown name or style.
    """
    if isinstance(problem, str | PathLike):
        problem = load(problem)
    return solve(problem, Layout(only=tuple(only), style=style, digits=digits), verify=verify)


def solve(problem: Problem, layout: Layout, *, verify: bool) -> Solution:
    """The recipe: derive, prove, compose."""
    derivation = derive(problem)
    proof = None
    if verify:
        from backprop_cli.derivation.witness import prove  # SymPy and numpy, only when asked for

        proof = prove(problem, derivation)
    return Solution(compose(problem, derivation, layout, proof))


__all__ = ["Derivation", "Problem", "Solution", "derive", "load", "solution"]
