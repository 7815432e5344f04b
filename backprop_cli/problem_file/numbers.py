"""Numbers as the file has them: any, none below 0, whole ones, or a word instead."""

from __future__ import annotations

import re

from backprop_cli.errors import Faults, FormulaError, nearest
from backprop_cli.expr.constants import MAX_DIGITS, fraction, typed_number
from backprop_cli.expr.tree import Num
from backprop_cli.problem.limits import MAX_POINTS
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.yaml_scalars import BOOLEANS, DECIMAL, is_null
from backprop_cli.problem_file.yaml_tree import Scalar, Sequence, YamlNode

IN_QUOTES = "in quotes it is text: remove the quotes"
_FRACTION = r"[-+]?[0-9]+/0*[1-9][0-9]*"


class AnyNumber(ValueKind[Num]):
    """A finite decimal number, or a fraction of whole numbers (in JSON it has quotes), kept as typed."""

    expects = "a number"

    def __init__(self, of_a_list: str = "") -> None:
        self.of_a_list = of_a_list
        """The hint where a list stands in its place."""

    def read(self, node: YamlNode, what: str, faults: Faults) -> Num | None:
        """The number, with its digits."""
        if not isinstance(node, Scalar):
            self.refuse(node, what, faults, self.of_a_list if isinstance(node, Sequence) else "")
            return None
        if not ((node.plain and DECIMAL.fullmatch(node.text)) or re.fullmatch(_FRACTION, node.text)):
            self.refuse(node, what, faults, _number_hint(node))
            return None
        try:
            return fraction(node.text) if "/" in node.text else typed_number(node.text)
        except FormulaError as error:
            faults.add(node.place, f"{what}: {error.message}")
            return None

    def schema(self) -> SchemaPart:
        """A number, or a fraction as text."""
        return {"type": ["number", "string"], "pattern": f"^{_FRACTION}$"}


# fmt: off
_NUMBER_HINTS = (
    # looks like                        hint; {} is the text, corrected where that is plain
    (r"[-+]?\d+,\d+",                   "write decimals with a point: {}"),
    (r"[-+]?\d+\s*/\s*0+",              "nothing can be divided by 0"),
    (r"[-+]?\d+\s*/\s*\d+",             "write it without spaces: {}"),
    (r"[-+]?[\d.]+\s*/\s*[-+\d.]+",     "write it as a decimal, or a fraction of whole numbers"),
    (r"[-+]?\.(?:inf|nan)",             "it must be finite"),
    (r"[-+]?[\d.]*\d_[\d_.]*",         "write it without `_`: {}"),
    (r"0[xob][0-9a-f]+",                "write it in decimal digits"),
    (r"[−–]\s*[\d.]+",                 "write the minus sign as `-`: {}"),
    (r"[-+]?[\d.,٫]*\d",               "write it with the digits 0 to 9 and a point"),
    (r"[-+]\s+[\d.]+",                 "no space after the sign"),
    (r"[-+\d.]+([\s;]+[-+\d.]+)+",     "put commas between numbers"),
    (r"[-+]?[\d.]+\s*%",               "write it as a decimal: 10% is 0.1"),
    (r"np\.nan|nan|inf(inity)?",        "it must be finite"),
    (r".*(?<![^\W\d_])(pi|π)(?![^\W_]).*", "write the number: pi is 3.141592653589793"),
    (r"[-+]?[^\W\d][\w.]*\(.*\).*",       "work it out and write the number"),
    (r"[-+]?[\d.(][-+*/^\d.() ]*",       "work it out and write the number"),
    (r"[-+]?(?=.*\d)[\dOl.]+",          "write it in the digits 0 and 1, not the letters O and l"),
)
# fmt: on
_CORRECTED = str.maketrans({",": ".", "_": None, "−": "-", "–": "-", " ": None})


def _number_hint(node: Scalar) -> str:
    text = node.text.strip()
    if not node.text.isprintable():  # U+00A0 and what has no width is not
        from backprop_cli.problem_file.odd_letters import what_is_odd  # only an error needs it

        return f"{what_is_odd(node.text)}: type the number anew"
    if text in BOOLEANS:
        return "write 1 for true and 0 for false"
    if DECIMAL.fullmatch(text):
        return IN_QUOTES
    for pattern, hint in _NUMBER_HINTS:
        if len(text) < MAX_DIGITS and re.fullmatch(pattern, text, re.IGNORECASE):
            return hint.format(text.translate(_CORRECTED))
    return ""


class NumberOrWord(ValueKind[Num | str]):
    """A number, or one word that stands for several."""

    def __init__(self, word: str, nothing: str = "") -> None:
        self.word = word
        self.nothing = nothing
        """What to write for none of them."""
        self.number = AnyNumber()
        self.expects = f"{self.number.expects} or `{word}`"

    def read(self, node: YamlNode, what: str, faults: Faults) -> Num | str | None:
        """The number, or the word."""
        if isinstance(node, Scalar) and node.text == self.word:
            return self.word
        if isinstance(node, Scalar) and node.plain and node.text.isalpha() and not is_null(node):
            is_none = node.text.casefold() in _NOTHING
            hint = (is_none and self.nothing) or nearest(node.text, [self.word]) or _number_hint(node)
            self.refuse(node, what, faults, hint)
            return None
        return self.number.read(node, what, faults)

    def schema(self) -> SchemaPart:
        """Either of the two."""
        return {"anyOf": [self.number.schema(), {"const": self.word}]}


_NOTHING = ("none", "no", "without", "nil", "off", "false")


class Points(AnyNumber):
    """A number that is not negative."""

    expects = "a number of points, 0 or more"

    def read(self, node: YamlNode, what: str, faults: Faults) -> Num | None:
        """The number, with its digits."""
        found = super().read(node, what, faults)
        if found is None or 0 <= found.value <= MAX_POINTS:
            return found
        self.refuse(node, what, faults, f"at most {MAX_POINTS:,} are read" if found.value > 0 else "")
        return None

    def schema(self) -> SchemaPart:
        """A number from 0."""
        return {**super().schema(), "minimum": 0, "maximum": MAX_POINTS}


class NotNegative(AnyNumber):
    """A number that is not negative, as what stands under a root, or scales a spread."""

    expects = "a number, 0 or more"

    def read(self, node: YamlNode, what: str, faults: Faults) -> Num | None:
        """The number, with its digits."""
        found = super().read(node, what, faults)
        if found is None or found.value >= 0:
            return found
        self.refuse(node, what, faults)
        return None

    def schema(self) -> SchemaPart:
        """A number from 0."""
        return {**super().schema(), "minimum": 0}


class Count(ValueKind[int]):
    """A whole number in a range."""

    def __init__(self, least: int, most: int, below: str = "") -> None:
        self.below = below
        """The hint for a whole number under the least."""
        self.least = least
        self.most = most
        self.expects = f"a whole number from {least} to {most}"

    def read(self, node: YamlNode, what: str, faults: Faults) -> int | None:
        """The number."""
        plain = isinstance(node, Scalar) and node.plain and re.fullmatch(r"[0-9]{1,6}", node.text)
        if plain and self.least <= int(plain[0]) <= self.most:
            return int(plain[0])
        is_below = plain and int(plain[0]) < self.least
        self.refuse(node, what, faults, self.below if is_below else self._in_digits(node))
        return None

    def _in_digits(self, node: YamlNode) -> str:
        """How a whole number is written that stands there as 1e3, 3.0 or in quotes."""
        if not (isinstance(node, Scalar) and DECIMAL.fullmatch(node.text)):
            return ""
        if not node.plain:
            return IN_QUOTES
        value = float(node.text)
        is_whole = self.least <= value <= self.most and value == int(value)
        return f"write {int(value)}" if is_whole else ""

    def schema(self) -> SchemaPart:
        """An integer in the range."""
        return {"type": "integer", "minimum": self.least, "maximum": self.most}
