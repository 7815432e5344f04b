"""The quantities of a formula problem: which names exist, and why another one does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.errors import cited, nearest
from backprop_cli.problem.objections import Objection


class FormulaQuantities(NamedTuple):
    """What decides which names a formula problem has."""

    formulas: tuple[str, ...]
    free: tuple[str, ...]
    """The names in them that have no formula."""
    wrt: tuple[str, ...]
    """Those to differentiate by."""
    updated: bool
    """Whether there is a descent step."""


def formula_objection(text: str, known: FormulaQuantities) -> Objection | None:
    """Why the problem has no quantity `text` to work out, or None if it has."""
    updated = [f"{name}_new" for name in known.wrt]
    if text in known.formulas or text in known.wrt or (text in updated and known.updated):
        return None
    if text in known.free:
        return f"{cited(text)} is given, so there is nothing to work out", f"add {cited(text)} to `wrt`"
    if text in updated:
        return f"without `optimizer` there is no {cited(text)}", ""
    of, slash, by = text.removeprefix("d").partition("/d")
    if slash and text.startswith("d"):
        return _derivative_objection(of, by, text, known)
    names = [*known.formulas, *known.wrt, *(updated if known.updated else ())]
    return f"{cited(text)} is no quantity of this problem", nearest(text, names)


def _derivative_objection(of: str, by: str, text: str, known: FormulaQuantities) -> Objection | None:
    message = f"{cited(text)} is no derivative of this problem"
    if of not in known.formulas:
        listed = ", ".join(map(cited, known.formulas[:5]))
        return message, f"{cited(of)} is no formula; there are {listed}" + _more(known.formulas)
    if by in known.free and by not in known.wrt:
        return message, f"add {cited(by)} to `wrt`"
    if by not in (*known.formulas, *known.wrt):
        return message, f"{cited(by)} is no name in the formulas"
    return None


def _more(names: Sequence[str]) -> str:
    return ", …" if len(names) > 5 else ""
