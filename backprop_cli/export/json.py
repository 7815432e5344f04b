"""JSON for other programs: every value in full precision, the conventions, each step as text and LaTeX."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice
from json import JSONEncoder
from typing import TYPE_CHECKING, Any

from backprop_cli.derivation.changes import changes
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.sides import Form, Side
from backprop_cli.derivation.step import Step
from backprop_cli.expr.value import size_of
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.numbers import Decimal
from backprop_cli.notation.pen import Pen
from backprop_cli.notation.scalar_pen import ScalarPen
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.quantities.grammar import in_step, text
from backprop_cli.render.lines import in_text
from backprop_cli.render.writer import writer
from backprop_cli.worksheet.document import Document, InArrays, Remark

if TYPE_CHECKING:
    from backprop_cli.derivation.by_rule import Worked
    from backprop_cli.proof.gradient_check import Compared, GradientCheck

SCHEMA = "backprop/1"

_encode = JSONEncoder(ensure_ascii=False, allow_nan=False).encode
_encode_lines = JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",\n", ": ")).encode
"""Of a flat object, an entry a line: all of them at once, for a large network has many."""
_UNSEEN = re.compile("[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
"""Characters that steer a terminal or turn the reading direction: written as \\uXXXX."""


def _encoded(value: object) -> str:
    return _escaped(_encode(value))


def _escaped(text: str) -> str:
    return text if text.isprintable() else _UNSEEN.sub(lambda char: f"\\u{ord(char[0]):04x}", text)


class Json:
    """Renders to JSON; keys are only ever added."""

    def render(self, document: Document) -> str:
        """The document's derivation, whole: nothing is shortened. One line for each value and step."""
        return "".join(_pieces(document))


def _pieces(document: Document) -> Iterator[str]:
    """The text in pieces, put together once: that of a large network is long."""
    opening = "{\n"
    for key, entry in _entries(document):
        yield f"{opening}{_encoded(key)}: "
        yield from (entry,) if isinstance(entry, str) else entry
        opening = ",\n"
    yield "\n}\n"


def _entries(document: Document) -> Iterator[tuple[str, str | Iterator[str]]]:
    """Each key with what stands behind it, in one piece or in several."""
    derivation = document.derivation
    constants = derivation.constants.keys()
    arrays = document.in_arrays()
    scope = arrays.scope if arrays else document.scope
    plain, latex = (writer(document, scope, script)._replace(longest_sum=None) for script in (Unicode, Latex))
    yield "schema", _encoded(SCHEMA)
    yield "title", _encoded(document.title)
    yield (
        "conventions",
        _object((label, _encoded(text)) for label, text in _conventions(document, plain).items()),
    )
    values = {name: value for name, value in derivation.values.items() if name not in constants}
    values |= changes(derivation)
    yield "values", f"{{\n{_escaped(_encode_lines(values)[1:-1])}\n}}"
    yield "loss_after_update", _encoded(derivation.loss_after)
    if derivation.training and derivation.training.losses:
        yield "losses", _encoded(list(derivation.training.losses))
    if document.gradient_checks:
        yield "gradient_check", _object(_checks(document.gradient_checks, derivation))
    if document.closed_form:
        yield (
            "closed_form",
            _object((text(each), _encoded(float(value))) for each, value in document.closed_form.parameters),
        )
    if document.remarked is not None:
        yield "remarks", _encoded([_remark(each, plain) for each in document.remarked()])
    if document.ruled is not None:
        yield "rules", _encoded([_by_rule(each, plain, latex) for each in document.ruled()])
    yield "steps", _listed(_steps(document, arrays, plain, latex))


def _listed(objects: Iterator[dict[str, Any]]) -> Iterator[str]:
    """A list in pieces, an object a line; none has an object in it. Many at once, for a large network."""
    opening = "[\n"
    while some := list(islice(objects, 256)):
        yield opening + _encoded(some)[1:-1].replace('}, {"', '},\n{"')  # within a text it would be \"
        opening = ",\n"
    yield "\n]"


def _checks(checks: Mapping[int, GradientCheck], derivation: Derivation) -> Iterator[tuple[str, str]]:
    """Every gradient compared; of several steps each with its number."""
    for number, check in checks.items():
        for row in check.rows:
            part = derivation.parts.get(number)
            name = text(in_step(part.quantities[row.gradient], number)) if part else row.gradient
            yield name, _encoded({"epsilon": check.epsilon.value, **_both_routes(row)})


def _both_routes(row: Compared) -> dict[str, Any]:
    return {
        "output_above": row.above,
        "output_below": row.below,
        "numeric": row.numeric,
        "analytic": row.analytic,
        "relative_difference": row.relative_difference,
        "crosses_kink": row.crosses_kink,
    }


def _object(entries: Iterable[tuple[str, str]]) -> str:
    """An object with an entry a line; the library's own indent takes five times as long."""
    return "{\n" + ",\n".join(f"{_encoded(key)}: {text}" for key, text in entries) + "\n}"


def _conventions(document: Document, writer: Writer) -> dict[str, str]:
    """Each label with its text; several rows under one label are one text."""
    texts: dict[str, list[str]] = {}
    for label, words in document.conventions.rows:
        texts.setdefault(label.english.lower(), []).append(in_text(words, writer))
    return {label: "; ".join(parts) for label, parts in texts.items()}


def _remark(remark: Remark, writer: Writer) -> dict[str, Any]:
    return {"key": remark.key, "names": list(remark.names), "text": in_text(remark.words, writer)}


def _by_rule(derivative: Worked, plain: Writer, latex: Writer) -> dict[str, Any]:
    """A local derivative line by line, each with the rules used in it and on what."""
    operator = derivative.operator
    lines = [
        {
            "text": plain.symbols(line.expr),
            "latex": latex.symbols(line.expr),
            "used": [
                {
                    "rules": list(used.rules),
                    "on": plain.symbols(used.before),
                    "gives": plain.symbols(used.after),
                }
                for used in line.used
            ],
        }
        for line in derivative.lines
    ]
    start = {"text": plain.symbols(operator), "latex": latex.symbols(operator), "used": []}
    return {"name": derivative.name, "lines": [start, *lines]}


def _steps(
    document: Document, made: InArrays | None, plain: Writer, latex: Writer
) -> Iterator[dict[str, Any]]:
    """The steps as the style has them: in single quantities, or in vectors and matrices."""
    constants, arrays = document.derivation.constants.keys(), made and made.derivation
    in_plain, in_latex = _Equations(plain), _Equations(latex)
    for step in (arrays or document.derivation).steps:
        data = _step(step, constants, in_plain, in_latex)
        if arrays is not None:
            size = size_of(arrays.shapes.get(step.name, ()))
            data |= {"array": arrays.arrays.get(step.name), "shape": size}
        yield data


def _step(step: Step, constants: Collection[str], plain: _Equations, latex: _Equations) -> dict[str, Any]:
    sides = step.symbolic if plain.writer.shapes else step.sides
    value = None if step.value is None else plain.writer.decimal_of(step.name, step.value)
    return {
        "name": step.name,
        "rule": step.rule.value,
        "value": step.value,
        "uses": [name for name in step.uses if name not in constants],
        "text": plain.of(step.name, sides, value),
        "latex": latex.of(step.name, sides, value),
    }


class _Equations:
    """Steps as texts in one script. A large network has a million: each name and number is written once."""

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        kind = Pen if writer.shapes else ScalarPen
        self.in_symbols = kind(writer, numeric=False, breaks=False)
        self.in_numbers = kind(writer, numeric=True, breaks=False)

    def of(self, name: str, sides: tuple[Side, ...], value: Decimal | None) -> list[str]:
        """The quantity, then each side with its sign, the value last."""
        script = self.writer.script
        texts = [script.name(name)]
        for side in sides:
            pen = self.in_numbers if side.form is Form.NUMBERS else self.in_symbols
            text = pen.whole(side.expr)
            texts.append(f"{script.about if pen.rounded else script.equals} {text}")
        if value is not None:
            texts.append(f"{script.about if value.rounded else script.equals} {script.put_in(value)[0]}")
        return texts
