"""Words to choose from, and what else courses call them."""

from collections.abc import Mapping
from typing import NamedTuple

from backprop_cli.errors import Faults, nearest
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.yaml_scalars import BOOLEANS
from backprop_cli.problem_file.yaml_tree import Scalar, YamlNode


class YesNo(ValueKind[bool]):
    """`true` or `false`."""

    expects = "`true` or `false`"

    def read(self, node: YamlNode, what: str, faults: Faults) -> bool | None:
        """The choice."""
        if isinstance(node, Scalar) and node.plain and node.text in BOOLEANS:
            return node.text.lower() == "true"
        self.refuse(node, what, faults)
        return None

    def schema(self) -> SchemaPart:
        """A boolean."""
        return {"type": "boolean"}


class Others(NamedTuple):
    """What else courses and programs call the words of a choice."""

    read: Mapping[str, str]
    """Taken for the word."""
    told: Mapping[str, str]
    """Refused, with the word as a hint: it may be meant otherwise."""
    formulas: Mapping[str, str] = {}
    """Refused, with the formula to write for it."""
    hints: Mapping[str, str] = {}
    """Refused, with what to write for it where that is more than a word."""
    any_case: bool = False
    """Whether capitals do not tell: ReLU is relu."""


NO_OTHERS = Others({}, {})


class OneWordOf(ValueKind[str]):
    """One of some known words."""

    def __init__(self, words: tuple[str, ...], others: Others = NO_OTHERS) -> None:
        self.words = self.known = words
        self.others = others
        self.expects = f"one of {', '.join(words)}" if len(words) > 1 else f"`{words[0]}`"

    def read(self, node: YamlNode, what: str, faults: Faults) -> str | None:
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
        from backprop_cli.problem_file.odd_letters import typed_anew  # only an error needs it

        word = text.partition("(")[0].rpartition(".")[2]  # nn.ReLU(), SGD(0.1)
        return typed_anew(text, self.words) or self.hint_of_others(word) or nearest(word, self.words)

    def hint_of_others(self, text: str) -> str:
        """What to write for a word of other programs, or for one of ours in other signs: `leaky-ReLU`."""
        folded = _without_signs(text)
        if hint := self.others.hints.get(folded):
            return hint
        if formula := self.others.formulas.get(folded):
            return f"write the formula: `{formula}`"
        same = {_without_signs(word): word for word in self.words}
        meant = self.others.told.get(folded) or same.get(folded) or self.others.read.get(folded)
        return f"did you mean `{meant}`?" if meant else ""

    def schema(self) -> SchemaPart:
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


def _without_signs(text: str) -> str:
    """`Leaky ReLU()` as the tables have it: leakyrelu."""
    return "".join(char for char in text.casefold() if char.isalnum())
