"""A program in which PyTorch's autograd works the solution out again, and compares.

A network is written in matrix form, its samples as rows; formulas are written as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.exercise import problem_in_step
from backprop_cli.export.python import opening_comments, steps_shown
from backprop_cli.export.pytorch_formulas import formula_programs
from backprop_cli.export.pytorch_functions import prelude
from backprop_cli.export.pytorch_network.programs import network_programs
from backprop_cli.problem.model import Formulas, Network
from backprop_cli.words import program as program_words
from backprop_cli.words import pytorch as words
from backprop_cli.worksheet.document import Document

CHECKED = """
for name, value in expected.items():
    found, value = results[name].detach(), torch.tensor(value, dtype=torch.float64)
    known = ~value.isnan()
    torch.testing.assert_close(found[known], value[known], rtol=1e-9, atol=1e-12)
for name, found in results.items():
    print(name, "=", found.tolist())
"""
"""The end: the results against the solution's, and then printed."""


class PyTorch:
    """Renders to a program for PyTorch; one for each problem, whatever a page of it shows."""

    def render(self, document: Document) -> str:
        """The program's text. Raises `UsageError` where there are no numbers."""
        body = "\n".join(_lines(document))
        return "\n".join([*opening_comments(document, words.HEAD), "", *prelude(body), body])


def _lines(document: Document) -> Iterator[str]:
    parts, problem = steps_shown(document.derivation), document.problem
    if isinstance(problem, Formulas):
        programs = formula_programs(list(parts.values()))
    else:
        alone = (problem_in_step(problem, number, part) for number, part in parts.items())
        exercises = alone if document.derivation.parts else [problem]
        networks = [each for each in exercises if isinstance(each, Network)]
        programs = network_programs(networks, list(parts.values()))
    for number, lines in zip(parts, programs, strict=True):
        yield from ("", f"# {program_words.part(number)}") if len(parts) > 1 else ()
        yield from lines
        yield CHECKED
