"""The problems that come with the program."""

import os
from functools import cache
from typing import NamedTuple

from backprop_cli.errors import UsageError, nearest

_HERE = os.path.dirname(os.path.abspath(__file__))
_PACKAGE = os.path.dirname(_HERE)


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
    return _text(os.path.join(_HERE, "starter_formulas.yaml" if formulas else "starter.yaml"))


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
