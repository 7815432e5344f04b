"""PyYAML's pure scanner, with a short cut through lists of numbers and names such as `W1[1,2]`."""

from __future__ import annotations

import re

import yaml

_INDEX = re.compile(r"(?:\[[0-9]+(?:, ?[0-9]+)?\][^\s,\[\]{}]*)+(?=[\s,\]}])")
"""What follows the letter in a name such as `W1[1,2]` or `dz2[1]/da1[2]`."""

_ENTRY = re.compile(r"[-+.0-9eE]+(?=[,\]])")


class TreeLoader(yaml.SafeLoader):
    """YAML that also takes `[W1[1,2], b1]`: such a name needs no quotes within a list.

    That is an error in YAML, so no file changes its meaning.
    """

    def fetch_plain(self) -> None:
        """An entry of a list of numbers at once; PyYAML goes digit by digit."""
        entry = _ENTRY.match(self.buffer, self.pointer) if self.flow_level else None
        if entry is None:
            return super().fetch_plain()
        start, length = self.get_mark(), len(entry[0])
        self.pointer += length
        self.index += length
        self.column += length
        self.allow_simple_key = False
        self.tokens.append(yaml.ScalarToken(entry[0], True, start, self.get_mark()))
        return None

    def scan_plain(self) -> yaml.ScalarToken:
        """A plain scalar, within a list with the indices that follow it directly."""
        token = super().scan_plain()
        if self.flow_level and token.end_mark.index == self.index:
            index = _INDEX.match(self.buffer, self.pointer)
            if index:
                self.forward(len(index[0]))
                token.value += index[0]
                token.end_mark = self.get_mark()
        return token
