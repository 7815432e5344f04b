"""A problem to work on: read from a file, a bundled one, or a dictionary."""

from collections.abc import Mapping
from os import PathLike, fspath
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import UsageError, cited, show
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read

StrPath = str | PathLike[str]
Unread = StrPath | Mapping[str, object]
"""A problem that is still to be read: a file, a bundled problem's name, or its keys and values."""
DICTIONARY = "the problem as a dict"
"""How messages call it, in the place of a file."""


class Opened(NamedTuple):
    """A problem with the text that it was read from."""

    problem: Problem
    source: str
    """How messages call its file."""
    text: str

    @property
    def warnings(self) -> list[str]:
        """What is unusual in it, each with its place in the text."""
        return [show(warning, self.source, self.text) for warning in self.problem.warnings]


def opened(written: Unread) -> Opened:
    """Reads a problem.

    Raises `ProblemError` with every fault and its place, `UsageError` if there is no file.
    """
    if isinstance(written, Mapping):
        from backprop_cli.problem_file.as_text import as_yaml  # no command needs it

        text, source = as_yaml(written), DICTIONARY
    else:
        if not isinstance(written, str | PathLike):
            hint = "a problem is a path, a bundled name or a dict"
            raise UsageError(f"there is no problem in {cited(repr(written))}", hint)
        text, source = load_text(fspath(written))
    return Opened(read(text, source), source, text)


def load(problem: Unread) -> Problem:
    """The problem in a file, the bundled problem of that name, or the one that a dictionary describes.

    A dictionary has the keys of a problem file, `{"inputs": [2], …}`, and numbers, texts and lists as values;
    arrays are taken for lists, and a `Decimal` keeps its digits. Its faults are shown in the file that it
    would be.
    Raises `ProblemError` with every fault and its place, `UsageError` if there is no file.
    """
    return opened(problem).problem


def derive(problem: Problem | Unread) -> Derivation:
    """Every step of the solution of a problem, with values in full precision.

    Raises `ProblemError` where a quantity has no value: ln of 0, a number too large.
    """
    return derive_problem(read_already(problem))


def read_already(problem: Problem | Unread) -> Problem:
    """The problem, read if it is not yet."""
    return problem if isinstance(problem, Problem) else load(problem)


def file_of(problem: Problem | Unread) -> str:
    """The file that a problem is in; nothing where there is none."""
    return fspath(problem) if isinstance(problem, str | PathLike) else ""
