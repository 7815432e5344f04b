"""Words before an answer that lead to it: `Hidden layer: z1[1] = 0.37`, `The loss is L = 0.2`.

Any words may, as long as they say nothing of the number and nothing of its place that the name doesn't: no
negation, no supposition, no other layer or unit, no function of what is named. The step or sample that they
say is kept: `In step 2, the loss is L = 0.2` is `step 2: L = 0.2`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set

from backprop_cli.marking.sheets.corrections import speaks_of_correction
from backprop_cli.marking.sheets.formats.counted_words import ORDINALS, SCOPE_WORDS
from backprop_cli.marking.sheets.formats.in_words import with_plain_line
from backprop_cli.marking.sheets.formats.of_unit import TableUnit, places_said
from backprop_cli.marking.sheets.formats.raw import LineScope
from backprop_cli.marking.sheets.formats.scope_led import scope_led
from backprop_cli.marking.sheets.lead_words import (
    AS_NEW,
    CALLED,
    LEADS,
    OF_OTHER_LETTERS,
    OF_SAMPLES,
    OTHER_SENSE,
    SIGNALS,
    SLOPES,
    says_any,
)
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sides import hidden_brackets, last_side, parted
from backprop_cli.quantities.grammar import of_first_sample
from backprop_cli.quantities.network import LOSS
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

LONGEST = 120
"""Characters of the words before an answer."""
MOST_WORDS_OF_A_NAME = 3
_LETTER = (
    r"(?:[^\W\d_]|[\u0300-\u036f\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e])"
)
"""With the marks that are written over, under and beside letters."""
_OTHER_LETTER = re.compile("[^\\W\\d_A-Za-zÀ-ÖØ-öø-ÿ]")
"""Of languages whose negations are not all in the table."""
_BEFORE = re.compile(rf"[*_ ]*{_LETTER}(?:{_LETTER}|[0-9'’*_ ,:–—()-])*")
_SIGN = re.compile(r"[=≈]|\\(?:approx|simeq)(?![A-Za-z])")
_WORD = re.compile(rf"{_LETTER}+(?:['’-]{_LETTER}+)*")
_SEPARATED = re.compile(r".*[,:–—][\s*_]*")
_NUMBER = re.compile(r"[\s$({\[]*[-+−–—]?\s*[.,]?\d")
_NO_SLOPE = re.compile(r"\bgradient[ -]descent\b", re.IGNORECASE)
_SCOPED = sorted((re.escape(each) for each in {*SCOPE_WORDS} - {"update"} if len(each) > 1), key=len)
_SCOPE = re.compile(rf"\b(?:{'|'.join(reversed(_SCOPED))})s?\b", re.IGNORECASE)
_ORDINAL = re.compile(rf"\b(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))})\b", re.IGNORECASE)


class LeadIns:
    """The words before the answers of one exercise."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        every = lookup.derivation.quantities.values()
        self._has_samples = any(isinstance(each, Quantity) and each.sample for each in every)

    def without(self, line: str) -> str:
        """The line from its answer's name on; as it is where what stands before may say anything else."""
        led = scope_led(line)
        if led is None or not self._has(led.scope):
            return self._without_words(line)
        rest = with_plain_line(led.rest, self.lookup.is_name, self._without_words)
        sides = parted(rest)
        found = self._lines_of(sides.name) if sides else []
        is_new = all(isinstance(each, Quantity) and each.new for each in found)
        if not (sides and found and (is_new or not led.is_after)):
            return line
        if led.scope.sample and rest.startswith(sides.name):  # a loss is the sample's, and not the batch's
            rest = f"{sides.name} ({led.scope.said}){rest.removeprefix(sides.name)}"
        return f"{led.scope.said}: {rest}"

    def _has(self, scope: LineScope) -> bool:
        """Whether the exercise has several of what is said, or the first is meant."""
        has_steps = self.lookup.derivation.training is not None
        counts = ((scope.step, has_steps), (scope.epoch, has_steps), (scope.sample, self._has_samples))
        return all(has_several or number <= 1 for number, has_several in counts)

    def _without_words(self, line: str) -> str:
        for start in _starts(line):
            sides = parted(line[start:])
            if sides is None or not _NUMBER.match(last_side(sides.value)):
                continue
            found = self._lines_of(sides.name)
            if found and self._leads_to(line[:start], found):
                return line[start:]
        return line

    def _lines_of(self, name: str) -> list[AnyQuantity]:
        """The lines that a text names, one or all entries of a whole; none of given quantities."""
        lookup = self.lookup
        name = lookup.in_usual_letters(name)
        found = lookup.find(name) or lookup.find(of_first_sample(name))
        names = list(lookup.wholes.places(found).values()) if found else []
        is_asked = all(each in lookup.steps for each in names)
        return [lookup.derivation.quantities[each] for each in names] if is_asked else []

    def _leads_to(self, before: str, found: Sequence[AnyQuantity]) -> bool:
        """Whether words say nothing but what holds for all these quantities."""
        said = _NO_SLOPE.sub(" ", re.sub("[*_]", " ", before))
        words = [word.casefold() for word in _WORD.findall(said)]
        if any(_OTHER_LETTER.search(word) and word not in OF_OTHER_LETTERS for word in words):
            return False
        if _SCOPE.search(said) or speaks_of_correction(said) or says_any(words, self._unfit(found)):
            return False
        if not _SEPARATED.fullmatch(before) and words[-1] not in LEADS | _called(found[0]):
            return False
        named = (self._lines_of(word) for word in words if len(word) > 1)
        return all(not each or each == found for each in named) and self._is_there(said, found)

    def _unfit(self, found: Sequence[AnyQuantity]) -> Set[str]:
        """The words that say something else than these quantities are."""
        first, unfit = found[0], OTHER_SENSE
        if self._has_samples and (isinstance(first, Gradient) or first.symbol == LOSS):
            unfit |= OF_SAMPLES
        if isinstance(first, Gradient):
            return unfit | AS_NEW
        is_new = first.new or first.of is not None
        return unfit | SLOPES if is_new else unfit | SLOPES | AS_NEW

    def _is_there(self, said: str, found: Sequence[AnyQuantity]) -> bool:
        """Whether the layers and units that are said are those of the quantities; no other number is said."""
        in_digits = _ORDINAL.sub(lambda word: f"{ORDINALS[word[0].casefold()]}st", said)
        places, rest = places_said(in_digits, self.lookup.is_name)
        if not self._has_samples:
            rest = re.sub(r"\b1st\b", " ", rest)  # first, I work out
        return not any(map(str.isdigit, rest)) and all(
            _is_at(place, each) for place in places for each in found
        )


def _starts(line: str) -> Iterator[int]:
    """Where the name of an answer may begin in a line, the last one first."""
    hidden = hidden_brackets(line)
    end = _SIGN.search(hidden)
    gaps = [each.end() for each in re.finditer("[ ]+", hidden[: end.start()].rstrip() if end else "")]
    for start in gaps[: -1 - MOST_WORDS_OF_A_NAME : -1]:
        if start <= LONGEST and _BEFORE.fullmatch(line, 0, start):
            yield start


def _called(quantity: AnyQuantity) -> Set[str]:
    """What a quantity is called, besides its name."""
    if isinstance(quantity, Gradient):
        return SLOPES | SIGNALS
    return CALLED.get(quantity.symbol, frozenset())


def _is_at(place: TableUnit, quantity: AnyQuantity) -> bool:
    """Whether a quantity is of that layer and unit; the loss is of none."""
    parts = (quantity.of, quantity.by) if isinstance(quantity, Gradient) else (quantity.of or quantity,)
    layers = {each.layer for each in parts} - {None}
    indices = {index for each in parts for index in each.place}
    in_layer = not place.layer or not layers or place.layer in layers
    return in_layer and (not place.number or place.number in indices)
