"""The package from Python: the same steps as the commands, with results that a notebook shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from os import PathLike, fspath
from typing import TYPE_CHECKING

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness_arrays import prove_arrays
from backprop_cli.render.formats import by_name
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.solution import Layout, arrays_of, compose
from backprop_cli.worksheet.training import steps_to_work

if TYPE_CHECKING:
    from backprop_cli.marking.results.group import Marker
    from backprop_cli.marking.results.report import SheetReport
    from backprop_cli.marking.sheets.sheet import Sheet


def derive(problem: Problem) -> Derivation:
    """Every step of the solution of a problem, with values in full precision.

    Raises `ProblemError` where a quantity has no value: ln of 0, a number too large.
    """
    return derive_problem(problem)


def load(path: str | PathLike[str]) -> Problem:
    """The problem in a file, or the bundled problem of that name.

    Raises `ProblemError` with every fault of the file and its place, `UsageError` if there is no file.
    """
    text, source = load_text(fspath(path))
    return read(text, source)


@dataclass(frozen=True)
class Page:
    """What the notebook and the terminal show: `print` gives the terminal page, a notebook the Markdown."""

    document: Document

    def render(self, format: str = "terminal") -> str:
        """The page as text in a format: `terminal`, `markdown`; of a solution `json`, `python`, `pytorch`."""
        return by_name(format).render(self.document)

    def __str__(self) -> str:
        return self.render()

    def _repr_markdown_(self) -> str:
        return self.render("markdown")


@dataclass(frozen=True)
class Solution(Page):
    """A worked solution."""


def solution(
    problem: Problem | str | PathLike[str],
    *,
    only: Iterable[str] = (),
    style: str = "delta",
    digits: int = 5,
    gradient_check: bool = False,
    open_functions: bool = False,
    remarks: bool = True,
    verify: bool = True,
) -> Solution:
    """The worked solution of a problem, or of the problem in a file.

    `only` names the quantities to work out (with all they need), `digits` the significant digits of
    worked-out numbers. With `gradient_check` central differences stand beside the derivatives, with
    `open_functions` style `gates` works functions by their definitions, with `remarks` a tutor's remarks
    stand in the margin, with `verify` every derivative is first proved by SymPy and central differences.
    Raises `ProblemError` for the problem's faults, `UsageError` for an unknown name or style, one that does
    not fit the problem, or a gradient check without numbers.
    """
    if isinstance(problem, str | PathLike):
        problem = load(problem)
    layout = Layout(
        tuple(only),
        style=style,
        digits=digits,
        gradient_check=gradient_check,
        open_functions=open_functions,
        remarks=remarks,
    )
    return solve(problem, layout, verify=verify)


def solve(problem: Problem, layout: Layout, *, verify: bool) -> Solution:
    """The recipe: derive, prove, compose."""
    steps = steps_to_work(layout.step, layout.asked(problem), problem.schedule.steps)
    derivation = derive_problem(problem, layout.detail, steps if layout.step else ())
    proof = None
    if verify:
        from backprop_cli.proof.witness import prove  # SymPy and numpy, only when asked for

        proof = prove(problem, derivation)
        parts = derivation.parts or {1: derivation}
        arrays = (arrays_of(problem, part, layout, number) for number, part in parts.items())
        proof = proof._replace(arrays=sum(prove_arrays(each) for each in arrays if each))
    return Solution(compose(problem, derivation, layout, proof))


@dataclass(frozen=True)
class MarkedSheet(Page):
    """A marked sheet."""

    report: SheetReport
    """Every line with its verdict, and the points."""


def check(
    problem: Problem | str | PathLike[str],
    sheet: Sheet | Mapping[str, object] | str | PathLike[str],
    *,
    only: Iterable[str] = (),
    digits: int | None = None,
    follow: bool = True,
) -> MarkedSheet:
    """The marked sheet of one student: a file, or the answers by name (`{"z1[1]": "0.3775"}`).

    `only` names the quantities that count (else as the problem asks), `digits` the significant digits asked
    (else as the problem says); without `follow` a line that follows correctly from an earlier mistake earns
    nothing.
    Raises `ProblemError` for the faults of either file, `UsageError` where there is no such file.
    """
    from backprop_cli.marking.results.group import Marker  # marking is loaded when something is marked
    from backprop_cli.worksheet.marked import marked
    from backprop_cli.worksheet.policy import Wishes, policy

    file = ""
    if isinstance(problem, str | PathLike):
        file, problem = fspath(problem), load(problem)
    derivation = derive(problem)
    wishes = Wishes(tuple(only), digits=digits, follow=follow)
    marker = Marker(derivation, policy(problem, derivation, wishes, file))
    report = _report(marker, sheet)
    return MarkedSheet(marked(problem, derivation, report), report)


def _report(marker: Marker, sheet: Sheet | Mapping[str, object] | str | PathLike[str]) -> SheetReport:
    from backprop_cli.marking.sheets.files import answer_files

    if isinstance(sheet, str | PathLike):
        (file,) = answer_files([fspath(sheet)]).files
        return marker.report(file)
    return marker.report_of(sheet)


__all__ = ["Derivation", "MarkedSheet", "Problem", "Solution", "check", "derive", "load", "solution"]
