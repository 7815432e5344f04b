"""The quantities that a file names: those that it asks for, and those that have points of their own."""

from __future__ import annotations

from backprop_cli.errors import Faults, Objection, cited
from backprop_cli.expr.tree import Num
from backprop_cli.problem.known import Known, in_own_letters, in_usual_letters
from backprop_cli.problem.meanings import as_stored
from backprop_cli.problem.objections.typed_names import objection_to
from backprop_cli.problem.quantities import Quantities
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.lists import part
from backprop_cli.problem_file.marking_format import points_named
from backprop_cli.problem_file.names import Named


def asked(values: FieldValues, known: Quantities, faults: Faults) -> tuple[str, ...]:
    """What a network's file asks for; the fault of every name, asked or with points, that is none."""
    names = tuple(in_usual_letters(name, known) for name in values.get(form.ASK) or ())
    for position, name in enumerate(names):
        if refused := objection_to(name, known):
            faults.add(part(values.nodes[form.ASK.name], position), *_told(refused, known))
    for each in points_named(values):
        if refused := objection_to(in_usual_letters(each.key.text, known), known):
            faults.add(each.key.place, *_told(refused, known))
    refuse_other_spellings(points_named(values), known, faults)
    return tuple(as_stored(name, known) for name in names)


def _told(refused: Objection, known: Known) -> tuple[str, str]:
    return in_own_letters(refused[0], known), in_own_letters(refused[1], known)


def refuse_other_spellings(points: tuple[Named[Num], ...], known: Known, faults: Faults) -> None:
    """The faults of quantities that have points twice, in two spellings."""
    first: dict[str, str] = {}
    for each in points:
        other = first.setdefault(as_stored(each.key.text, known), each.key.text)
        if other != each.key.text:
            message = f"{cited(each.key.text)} is another spelling of {cited(other)}, which has points"
            faults.add(each.key.place, message, "keep one of the two")
