"""JSON for other programs: every value in full precision, the conventions, each step as text and LaTeX."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import JSONEncoder
from typing import Any

from backprop_cli.derivation.derive import RATE
from backprop_cli.derivation.step import Form, Step
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.render.formats import writer
from backprop_cli.render.lines import written_value
from backprop_cli.worksheet.document import Document, Math, Number, Words

SCHEMA = "backprop/1"

_encoded = JSONEncoder(ensure_ascii=False, allow_nan=False).encode


class Json:
    """Renders to JSON; keys are only ever added."""

    def render(self, document: Document) -> str:
        """The document's derivation, whole: nothing is shortened. One line for each value and step."""
        return _object(_parts(document)) + "\n"


def _parts(document: Document) -> Iterator[tuple[str, str]]:
    derivation = document.derivation
    plain, latex = writer(document, Unicode), writer(document, Latex)
    yield "schema", _encoded(SCHEMA)
    yield "title", _encoded(document.title)
    yield (
        "conventions",
        _object((label.lower(), _encoded(_text(words, plain))) for label, words in document.conventions.rows),
    )
    yield (
        "values",
        _object((name, _encoded(value)) for name, value in derivation.values.items() if name != RATE),
    )
    yield "loss_after_update", _encoded(derivation.loss_after)
    yield (
        "steps",
        "[\n" + ",\n".join(_encoded(_step(step, plain, latex)) for step in derivation.steps) + "\n]",
    )


def _object(entries: Iterable[tuple[str, str]]) -> str:
    """An object with an entry a line; the library's own indent takes five times as long."""
    return "{\n" + ",\n".join(f"{_encoded(key)}: {text}" for key, text in entries) + "\n}"


def _step(step: Step, plain: Writer, latex: Writer) -> dict[str, Any]:
    return {
        "name": step.name,
        "rule": step.rule.value,
        "value": step.value,
        "uses": step.uses,
        "text": [plain.name(step.name), *_sides(step, plain)],
        "latex": [latex.name(step.name), *_sides(step, latex)],
    }


def _sides(step: Step, writer: Writer) -> list[str]:
    return [
        writer.numbers(side.expr).text if side.form is Form.NUMBERS else writer.symbols(side.expr)
        for side in step.sides
    ]


def _text(words: Words, writer: Writer) -> str:
    return "".join(_word(word, writer) for word in words)


def _word(word: str | Math | Number, writer: Writer) -> str:
    match word:
        case Math(sides):
            return " = ".join(map(writer.inline, sides))
        case Number():
            return written_value(word, writer)
        case str():
            return word
