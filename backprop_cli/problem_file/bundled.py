"""The problems that come with the program."""

import os
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from backprop_cli.errors import UsageError, nearest

_HERE = os.path.dirname(os.path.abspath(__file__))
_PACKAGE = os.path.dirname(_HERE)
WIDTH = 110
"""Columns of a starter, its comments included."""


class BundledProblem(NamedTuple):
    """A bundled problem, for a list."""

    name: str
    """Serves wherever a file name does."""
    title: str
    topic: str
    source: str


@cache
def names() -> list[str]:
    """The names of all bundled problems, in alphabetical order."""
    return sorted(name[:-5] for name in os.listdir(_folder()) if name.endswith(".yaml"))


def path(name: str) -> str:
    """The path of the bundled problem `name`. Raises `UsageError` if there is none."""
    if name not in names():
        hint = nearest(name, names()) or "`backprop problems` lists them"
        raise UsageError(f"there is no bundled problem `{name}`", hint)
    return os.path.join(_folder(), f"{name}.yaml")


def catalogue() -> list[BundledProblem]:
    """What `names` lists, with title, topic and source."""
    return [_row(name) for name in names()]


def starter(*, formulas: bool = False) -> str:
    """The text of a commented problem to start from, a network or formulas; it solves as it stands."""
    text = _text(os.path.join(_HERE, "starter_formulas.yaml" if formulas else "starter.yaml"))
    lists = {"{notations}": _notations(), "{functions}": _functions()}
    return "".join(_with_list(line, lists) for line in text.splitlines(keepends=True))


def _notations() -> str:
    from backprop_cli.quantities.notations import NOTATIONS, USUAL

    return ", ".join(f"{name} (if left out)" if name == USUAL else name for name in NOTATIONS)


def _functions() -> str:
    from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS

    known = (f"{name} (natural logarithm)" if name == "ln" else name for name in FUNCTIONS)
    return f"{', '.join(known)}; {', '.join(CONSTANTS)}"


def _with_list(line: str, lists: Mapping[str, str]) -> str:
    """A line of a starter with a list in the place of its name, in as many lines of comment as it takes."""
    from textwrap import wrap

    name = next((each for each in lists if each in line), None)
    if name is None:
        return line
    before, _, _ = line.partition(name)
    margin = " " * before.rindex("#") + "# "
    first, *further = wrap(lists[name], WIDTH - len(margin), initial_indent=" " * (len(before) - len(margin)))
    return "\n".join([before + first.strip(), *(margin + each for each in further)]) + "\n"


def _row(name: str) -> BundledProblem:
    from backprop_cli.problem_file.reader import read  # a list reads every file; a name needs none

    header = read(_text(path(name)), name).header
    return BundledProblem(name, header.title, header.topic, header.source)


def _text(path: str) -> str:
    with open(path, encoding="utf-8") as file:
        return file.read()


def _folder() -> str:
    # The wheel carries the problems inside the package; a checkout has them beside it.
    packed = os.path.join(_PACKAGE, "_problems")
    return packed if os.path.isdir(packed) else os.path.join(os.path.dirname(_PACKAGE), "problems")
