"""The kinds of single value: text, number, choice, formula, name."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.errors import MAX_CITED, Faults, FormulaError, Place, cited, nearest
from backprop_cli.expr.parser import MAX_DIGITS, MAX_LENGTH, fraction, number, parse
from backprop_cli.expr.tokens import locate
from backprop_cli.expr.tree import Expr, Num, references
from backprop_cli.problem.limits import MAX_POINTS, MAX_TEXT
from backprop_cli.problem_file.kinds import Json, Kind, flow, is_null
from backprop_cli.problem_file.lists import ListOf
from backprop_cli.problem_file.yaml_tree import Node, Scalar, Sequence

_BOOLEAN = {"true", "True", "TRUE", "false", "False", "FALSE"}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_FRACTION = re.compile(r"[-+]?[0-9]+/0*[1-9][0-9]*")
_OTHER_NUMBER = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)|0o[0-7]+|0x[0-9a-fA-F]+")
"""What YAML 1.2 also takes for a number."""


def is_text(node: Scalar) -> bool:
    """Whether YAML 1.2 reads a scalar as text: quoted, or no number, boolean or null."""
    if not node.plain:
        return True
    return not (is_null(node) or node.text in _BOOLEAN or is_number(node))


def is_number(node: Scalar) -> bool:
    """Whether YAML 1.2 reads a scalar as a number, finite or not."""
    return node.plain and bool(_NUMBER.fullmatch(node.text) or _OTHER_NUMBER.fullmatch(node.text))


class Text(Kind[str]):
    """Any text, to print or to look up."""

    expects = "text"

    def read(self, node: Node, what: str, faults: Faults) -> str | None:
        """The text; numbers and `true` must be quoted to be one."""
        if not isinstance(node, Scalar):
            self.refuse(node, what, faults)
            return None
        if not is_text(node):
            self.refuse(node, what, faults, hint=f'in quotes it is text: "{node.text}"')
            return None
        if not 0 < len(node.text) <= MAX_TEXT:
            size = f"at most {MAX_TEXT:,} characters" if node.text else "at least one character"
            faults.add(node.place, f"{what} must have {size}; found {len(node.text):,}")
            return None
        return node.text

    def schema(self) -> Json:
        """A string."""
        return {"type": "string", "minLength": 1, "maxLength": MAX_TEXT}


class Number(Kind[Num]):
    """A finite decimal number or a fraction of whole numbers, kept as typed."""

    expects = "a number"

    def read(self, node: Node, what: str, faults: Faults) -> Num | None:
        """The number, with its digits."""
        if not isinstance(node, Scalar):
            self.refuse(node, what, faults)
            return None
        if not (node.plain and (_NUMBER.fullmatch(node.text) or _FRACTION.fullmatch(node.text))):
            self.refuse(node, what, faults, _number_hint(node))
            return None
        try:
            return fraction(node.text) if "/" in node.text else number(node.text)
        except FormulaError as error:
            faults.add(node.place, f"{what}: {error.message}")
            return None

    def schema(self) -> Json:
        """A number, or a fraction as text."""
        return {"type": ["number", "string"], "pattern": f"^{_FRACTION.pattern}$"}


# fmt: off
_NUMBER_HINTS = (
    # looks like                        hint; {} is the text, corrected where that is plain
    (r"[-+]?\d+,\d+",                   "write decimals with a point: {}"),
    (r"[-+]?[\d.]+\s*/\s*[-+\d.]+",     "write it as a decimal, or a fraction of whole numbers"),
    (r"[-+]?\.(?:inf|nan)",             "it must be finite"),
    (r"[-+]?[\d.]*\d_[\d_.]*",         "write it without `_`: {}"),
    (r"0[xob][0-9a-f]+",                "write it in decimal digits"),
    (r"[−–]\s*[\d.]+",                 "write the minus sign as `-`: {}"),
    (r"[-+]?[\d.,٫]*\d",               "write it with the digits 0 to 9 and a point"),
    (r"[-+]\s+[\d.]+",                 "no space after the sign"),
    (r"[-+\d.]+(\s+[-+\d.]+)+",        "put commas between numbers"),
)
# fmt: on
_CORRECTED = str.maketrans({",": ".", "_": None, "−": "-", "–": "-", " ": None})


def _number_hint(node: Scalar) -> str:
    text = node.text.strip()
    if _NUMBER.fullmatch(text):
        return "remove the quotes"
    for pattern, hint in _NUMBER_HINTS:
        if len(text) < MAX_DIGITS and re.fullmatch(pattern, text, re.IGNORECASE):
            return hint.format(text.translate(_CORRECTED))
    return ""


class NumberOrWord(Kind[Num | str]):
    """A number, or one word that stands for several."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.number = Number()
        self.expects = f"{self.number.expects} or `{word}`"

    def read(self, node: Node, what: str, faults: Faults) -> Num | str | None:
        """The number, or the word."""
        if isinstance(node, Scalar) and node.text == self.word:
            return self.word
        if isinstance(node, Scalar) and node.plain and node.text.isalpha() and not is_null(node):
            self.refuse(node, what, faults, nearest(node.text, [self.word]))
            return None
        return self.number.read(node, what, faults)

    def schema(self) -> Json:
        """Either of the two."""
        return {"anyOf": [self.number.schema(), {"const": self.word}]}


class Points(Number):
    """A number that is not negative."""

    expects = "a number of points, 0 or more"

    def read(self, node: Node, what: str, faults: Faults) -> Num | None:
        """The number, with its digits."""
        found = super().read(node, what, faults)
        if found is None or 0 <= found.value <= MAX_POINTS:
            return found
        self.refuse(node, what, faults, f"at most {MAX_POINTS:,} are read" if found.value > 0 else "")
        return None

    def schema(self) -> Json:
        """A number from 0."""
        return {**super().schema(), "minimum": 0, "maximum": MAX_POINTS}


class NotNegative(Number):
    """A number that is not negative, as what stands under a root, or scales a spread."""

    expects = "a number, 0 or more"

    def read(self, node: Node, what: str, faults: Faults) -> Num | None:
        """The number, with its digits."""
        found = super().read(node, what, faults)
        if found is None or found.value >= 0:
            return found
        self.refuse(node, what, faults)
        return None

    def schema(self) -> Json:
        """A number from 0."""
        return {**super().schema(), "minimum": 0}


class Count(Kind[int]):
    """A whole number in a range."""

    def __init__(self, least: int, most: int) -> None:
        self.least = least
        self.most = most
        self.expects = f"a whole number from {least} to {most}"

    def read(self, node: Node, what: str, faults: Faults) -> int | None:
        """The number."""
        plain = isinstance(node, Scalar) and node.plain and re.fullmatch(r"[0-9]{1,6}", node.text)
        if plain and self.least <= int(plain[0]) <= self.most:
            return int(plain[0])
        self.refuse(node, what, faults, self._in_digits(node))
        return None

    def _in_digits(self, node: Node) -> str:
        """How a whole number is written that stands there as 1e3 or 3.0."""
        if not (isinstance(node, Scalar) and node.plain and _NUMBER.fullmatch(node.text)):
            return ""
        value = float(node.text)
        is_whole = self.least <= value <= self.most and value == int(value)
        return f"write {int(value)}" if is_whole else ""

    def schema(self) -> Json:
        """An integer in the range."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


class YesNo(Kind[bool]):
    """`true` or `false`."""

    expects = "`true` or `false`"

    def read(self, node: Node, what: str, faults: Faults) -> bool | None:
        """The choice."""
        if isinstance(node, Scalar) and node.plain and node.text in _BOOLEAN:
            return node.text.lower() == "true"
        self.refuse(node, what, faults)
        return None

    def schema(self) -> Json:
        """A boolean."""
        return {"type": "boolean"}


class Rows(ListOf[tuple[Num, ...]]):
    """A matrix: a list of rows."""

    def read(self, node: Node, what: str, faults: Faults) -> tuple[tuple[Num, ...], ...] | None:
        """The rows; a list of numbers, or a matrix as other programs write it, is shown as rows."""
        if isinstance(node, Sequence) and node.items and all(isinstance(i, Scalar) for i in node.items):
            message = f"{what} must be {self.expects}; found a list without rows"
            faults.add(node.place, message, _rows_hint(node))
            return None
        return super().read(node, what, faults)


def _rows_hint(node: Sequence) -> str:
    text = ",".join(item.text for item in node.items if isinstance(item, Scalar))
    rows = [re.split(r"[\s,]+", row.strip()) for row in text.split(";")]
    if not all(_NUMBER.fullmatch(entry) for row in rows for entry in row) or len(text) > 2 * MAX_CITED:
        return ""
    return f"write {flow(rows)}" if len(rows) > 1 else f"a single row is written {flow(rows)}"


class Others(NamedTuple):
    """What else courses and programs call the words of a choice."""

    read: Mapping[str, str]
    """Taken for the word."""
    told: Mapping[str, str]
    """Refused, with the word as a hint: it may be meant otherwise."""
    any_case: bool = False
    """Whether capitals do not tell: ReLU is relu."""


NO_OTHERS = Others({}, {})


class Choice(Kind[str]):
    """One of some known words."""

    def __init__(self, words: tuple[str, ...], others: Others = NO_OTHERS) -> None:
        self.words = self.known = words
        self.others = others
        self.expects = f"one of {', '.join(words)}" if len(words) > 1 else f"`{words[0]}`"

    def read(self, node: Node, what: str, faults: Faults) -> str | None:
        """The word."""
        name = self.named(node.text) if isinstance(node, Scalar) else None
        if name is None:
            self.refuse(node, what, faults, self.hint(node.text) if isinstance(node, Scalar) else "")
        return name

    def named(self, text: str) -> str | None:
        """The word that a text is, by its own name or another that is read."""
        name = text.lower() if self.others.any_case else text
        return name if name in self.words else self.others.read.get(name)

    def hint(self, text: str) -> str:
        """`did you mean …?` for what a text is known to mean, or for the nearest word."""
        meant = self.others.told.get(text.lower().replace("_", ""))
        return f"did you mean `{meant}`?" if meant else nearest(text, self.words)

    def schema(self) -> Json:
        """An enumeration; in any case a pattern beside it, and editors still show the words."""
        words = [*self.words, *self.others.read]
        if not self.others.any_case:
            return {"enum": words}
        return {"anyOf": [{"enum": words}, {"type": "string", "pattern": f"^(?:{_in_any_case(words)})$"}]}


def _in_any_case(words: list[str]) -> str:
    """A pattern for words whose letters may be capitals: regular expressions of schemas have no switch."""
    return "|".join(
        "".join(f"[{each.upper()}{each}]" if each.isalpha() else each for each in word) for word in words
    )


class FormulaText(Kind[Expr]):
    """A formula; where `variables` are given, in no other names than those."""

    expects = "a formula"

    def __init__(self, variables: tuple[str, ...] = (), otherwise: str = "") -> None:
        self.variables = variables
        self.otherwise = otherwise
        """What to write where other names were found."""

    def read(self, node: Node, what: str, faults: Faults) -> Expr | None:
        """The tree of the formula; a fault in it is shown where it stands in the text."""
        if not (isinstance(node, Scalar) and (is_text(node) or _NUMBER.fullmatch(node.text))):
            self.refuse(node, what, faults)
            return None
        try:
            formula = parse(node.text, defined=True)
        except FormulaError as error:
            place = within(node, error.start, error.width)
            faults.add(place, f"{what}: {error.message}", error.hint)
            return None
        return formula if self._known(formula, node, what, faults) else None

    def _known(self, formula: Expr, node: Scalar, what: str, faults: Faults) -> bool:
        names = dict.fromkeys(references(formula)) if self.variables else {}
        unknown = [name for name in names if name not in {*self.variables, "pi"}]
        listed = " and ".join(f"`{name}`" for name in self.variables)
        for name in unknown:
            place = within(node, *locate(node.text, name))
            hint = self.otherwise if name == unknown[0] else ""
            faults.add(place, f"{what} is a formula in {listed}; found {cited(name)}", hint)
        if self.variables and not unknown and self.variables[-1] not in names:
            faults.add(node.place, f"{what} does not depend on `{self.variables[-1]}`")
            return False
        return not unknown

    def schema(self) -> Json:
        """Text, or a plain number."""
        return {"type": ["string", "number"], "minLength": 1, "maxLength": MAX_LENGTH}


class NameOrFormula(Kind[str | Expr]):
    """A known name, or a formula of the author's own in `variables`.

    A single word is always meant as a name, unless it is one of the variables.
    """

    def __init__(
        self, names: tuple[str, ...], variables: tuple[str, ...], others: Others = NO_OTHERS
    ) -> None:
        self.known = names
        self.choice = Choice(names, others)
        in_names = " and ".join(f"`{name}`" for name in variables)
        self.formula = FormulaText(variables, f"write it in {in_names}, or one of {', '.join(names)}")
        self.or_formula = f"a formula in {in_names} is allowed as well"
        self.expects = f"{self.choice.expects}, or a formula in {in_names}"

    def read(self, node: Node, what: str, faults: Faults) -> str | Expr | None:
        """The name as text, or the formula as a tree."""
        if not isinstance(node, Scalar) or not is_text(node):
            self.refuse(node, what, faults)
            return None
        if node.text.isidentifier() and node.text not in self.formula.variables:
            if (name := self.choice.named(node.text)) is not None:
                return name
            self.choice.refuse(node, what, faults, self.choice.hint(node.text) or self.or_formula)
            return None
        return self.formula.read(node, what, faults)

    def schema(self) -> Json:
        """A known name, or a text that is more than one word."""
        variable = self.formula.variables[-1]
        pattern = rf"^[0-9]|[^A-Za-z0-9_]|^{variable}$"
        formula = {"type": "string", "pattern": pattern, "maxLength": MAX_LENGTH}
        return {"anyOf": [self.choice.schema(), formula]}


def within(node: Scalar, start: int, width: int) -> Place:
    """Part of a scalar; the whole of it where quotes or folding hide which part."""
    place = node.place
    return Place(place.line, place.column + start, width) if node.plain else place
