"""Parameters under the heading of a step: what it starts from, or what it makes. The first step tells.

Under `Step 1` a parameter has the given number, or another one, which is then its new value; those of the
later steps are read likewise. Where each has both under every step, the second one is the new value. Where
some have the given one and others have not, it stays open.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import RawLine
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.new_values import is_old
from backprop_cli.quantities.grammar import apart
from backprop_cli.quantities.spellings import SET
from backprop_cli.words.reading import lines as words


class Starts:
    """What the parameters of a sheet's steps are, as those of its first step tell."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.told = ""
        """That new values stand under the old names, once they were read so."""
        self._kinds = defaultdict[str, list[bool]](list)
        """Of each parameter in the first step: whether it has the given value there, line by line."""
        self._seen = set[tuple[str, int]]()

    def look_at(self, first: Sequence[RawLine]) -> None:
        """The lines of the first step."""
        for entry in first:
            written = entry.name
            name = self.lookup.find(written)
            if isinstance(entry.value, str | tuple) and entry.value:
                if self._is_parameter(name):
                    self._kinds[name].append(is_old(entry.value, name, self.lookup))
                elif self.lookup.is_new(name) and written.rstrip().endswith(SET):
                    old = self.lookup.find(written.rstrip().removesuffix(SET))
                    self._kinds[old].append(False)  # W1[1,1] = 0.7 - 0.5*0.1 = 0.65, read so already

    def is_given(self, entry: RawLine) -> bool:
        """Whether a line has a parameter's given value."""
        name = self.lookup.find(entry.name)
        has_value = isinstance(entry.value, str | tuple)
        return has_value and self._is_parameter(name) and is_old(entry.value, name, self.lookup)

    def name_of(self, entry: RawLine, step: int) -> str:
        """A parameter under a step with what it is of that step; nothing for others, or where it is open."""
        name = self.lookup.find(entry.name)
        kinds = {tuple(dict.fromkeys(each)) for each in self._kinds.values()}
        if len(kinds) != 1 or not self._is_parameter(name):
            return ""
        (told,) = kinds
        at = apart(name).at(step) if self.lookup.derivation.parts else name
        is_first = (name, step) not in self._seen
        self._seen.add((name, step))
        if told == (True,) or (told == (True, False) and is_first):
            return at
        if told == (False, True):
            return ""
        self.told = self.told or words.read_as_new(cited(entry.name), cited(self.lookup.find(f"{at} {SET}")))
        return f"{at} {SET}"

    def _is_parameter(self, name: str) -> bool:
        """Whether it is a parameter before the first step, or all of a matrix of them."""
        entries = self.lookup.wholes.places(name).values()
        return bool(name) and all(each in self.lookup.given and self.lookup.new_of(each) for each in entries)
