"""JSON for other programs: every value in full precision, the conventions, each step as text and LaTeX."""

from __future__ import annotations

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


class Json:
    """Renders to JSON; keys are only ever added."""

    def render(self, document: Document) -> str:
        """The document's derivation, whole: nothing is shortened."""
        import json

        return json.dumps(_data(document), ensure_ascii=False, indent=1) + "\n"


def _data(document: Document) -> dict[str, Any]:
    derivation = document.derivation
    plain, latex = writer(document, Unicode), writer(document, Latex)
    return {
        "schema": SCHEMA,
        "title": document.title,
        "conventions": {label.lower(): _text(words, plain) for label, words in document.conventions.rows},
        "values": {name: value for name, value in derivation.values.items() if name != RATE},
        "loss_after_update": derivation.loss_after,
        "steps": [_step(step, plain, latex) for step in derivation.steps],
    }


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
