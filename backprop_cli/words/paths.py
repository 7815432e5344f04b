"""The sentences of a sheet of paths."""

from __future__ import annotations

from backprop_cli.expr.tree import Expr
from backprop_cli.words.inline import Math, Words
from backprop_cli.words.lists import counted, symbol
from backprop_cli.words.say import mark, phrase, say


def paths_to(target: str, count: int) -> Words:
    """Heading: how many ways lead from the output to a parameter."""
    return say("{paths} to {target}", paths=counted(count, "path"), target=symbol(target))


def route(names: list[str]) -> Words:
    """The names along a path, L → a²₁ → z²₁."""
    words: list[str | Math] = []
    for name in names:
        words += [" → ", symbol(name)]
    return tuple(words[1:])


COMMON_TAIL = mark("the common tail taken out")


def crossed_out(example: Expr) -> Words:
    """What becomes of terms that are struck out, with one of them, since not every output has a stroke."""
    return say(
        "Terms marked like {example} do not depend on the variable: derivative 0.",
        example=Math((example,)),
    )


def too_many_paths(count: int) -> str:
    """Why a sheet of paths is refused."""
    return phrase("there are more than {count} paths from the output to what is asked", count=count)


TOO_MANY_PATHS_HINT = mark("name one parameter with --only, or use --style delta")
TOO_MANY_PATHS_TO_ONE = mark("use --style delta, which works each derivative once")
