"""A program in which PyTorch's autograd works the solution out again, and compares.

A network is written in matrix form, its samples as rows; formulas are written as they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.exercise import problem_in_step
from backprop_cli.export.python import head, one_step
from backprop_cli.export.pytorch_formulas import formula_program
from backprop_cli.export.pytorch_functions import prelude
from backprop_cli.export.pytorch_network import network_program
from backprop_cli.problem.model import Network
from backprop_cli.worksheet import torch_words as words
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
        body = "\n".join([*_lines(document), CHECKED])
        return "\n".join([*head(document, words.HEAD), "", *prelude(body), body])


def _lines(document: Document) -> Iterator[str]:
    problem, (number, derivation) = document.problem, one_step(document.derivation)
    if document.derivation.parts:
        problem = problem_in_step(problem, number, derivation)
    return (
        network_program(problem, derivation) if isinstance(problem, Network) else formula_program(derivation)
    )
