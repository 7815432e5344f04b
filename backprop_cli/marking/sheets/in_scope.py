"""Lines under `## Step 2`, in a row of step 2 or a column of sample 3 -> lines whose names say so.

`z1[1]` under step 2 is z1[1]#2, `L` under sample 3 is L@3. Where it stays open which is meant, the line is
not read, and the report says so: what is of step 2 is never marked as of step 1.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import KINDS, ZEROTH, LineScope, RawLine
from backprop_cli.marking.sheets.formats.scope_led import scope_behind
from backprop_cli.marking.sheets.formats.scopes import speaks_of_scopes
from backprop_cli.marking.sheets.further_answers import apart_where, each_answer
from backprop_cli.marking.sheets.list_texts import row_of_numbers
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.scoped_names import names_in_scope, scope_of_name
from backprop_cli.marking.sheets.starts import Starts
from backprop_cli.quantities.grammar import apart, as_quantity, in_step, text, typed_of
from backprop_cli.quantities.network import LOSS
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.quantities.spellings import SET
from backprop_cli.words.reading import lines as words

MOST_TRIED = 20_000
"""Spellings of one sheet that are looked up; what is left then stays unread."""


class ScopedLines(NamedTuple):
    """The lines of a sheet with their steps and samples in their names."""

    read: tuple[RawLine, ...]
    unread: tuple[tuple[RawLine, str], ...] = ()
    """What is not read, each with the reason."""
    told: str = ""
    """How the parameters under a step were read, where they could be read otherwise."""


def in_scope(entries: Sequence[RawLine], lookup: Lookup) -> ScopedLines:
    """The lines with names that say their step and sample; those that are not read, each with the reason."""
    scoped = _Scoped(lookup)
    has_numbers = lookup.derivation.training is not None and not lookup.is_network
    entries = apart_where(lambda entry: has_numbers or speaks_of_scopes(entry.text), entries, lookup)
    entries = [_without_words_behind(entry, lookup) for entry in entries]
    entries = [each for entry in entries for each in scoped.without_scope_behind(entry)]
    entries = [each for entry in entries for each in scoped.one_by_one(entry)]
    entries = apart_where(lambda entry: not entry.scope.is_plain, entries, lookup)
    entries = [_numbered(entry, lookup) for entry in entries]
    for kind in KINDS:
        entries = scoped.counted_from_1(entries, kind)
    if all(entry.scope.is_plain for entry in entries):
        return ScopedLines(tuple(entries))
    read, unread = [], []
    entries = scoped.in_doubt_as_parts(entries)
    scoped.starts.look_at([entry for entry in entries if scoped.is_of_first(entry.scope)])
    for entry in entries:
        found = scoped.name_of(entry)
        if isinstance(found, _OpenScope):
            unread.append((entry, found.reason))
        else:
            read.append(entry._replace(name=found, scope=LineScope()))
    return ScopedLines(tuple(read), tuple(unread), scoped.starts.told)


def _without_words_behind(entry: RawLine, lookup: Lookup) -> RawLine:
    """The line with `(step 2)` behind its name as its scope."""
    found = None if lookup.is_name(entry.name) else scope_of_name(entry.name, lookup)
    if found is None or not names_in_scope(entry.name, lookup):
        return entry
    return entry._replace(name=found.base, scope=found.scope._replace(is_table=True).within(entry.scope))


def _numbered(entry: RawLine, lookup: Lookup) -> RawLine:
    """The line of z2 where an author's own names are numbered so: `z` behind `t = 2`, or in its row."""
    whole = lookup.numbered(entry.name) if entry.scope.step and not entry.scope.has_words else ""
    name = lookup.wholes.places(whole).get((entry.scope.step - 1,)) if whole else None
    return entry._replace(name=name, scope=LineScope()) if name else entry


class _OpenScope(NamedTuple):
    """Why a line is not read."""

    reason: str


class _Scoped:
    """The names of an exercise within its steps and samples."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        training = lookup.derivation.training
        self.steps, self.samples = lookup.steps_taken, lookup.samples_taken
        self.each_epoch = len(training.graphs) if training else 1
        """Steps of one epoch."""
        self.taken = defaultdict[int, set[int]](set)
        """The samples of each step that has lines for them."""
        for name in lookup.steps:
            if (sample := lookup.derivation.quantities[name].sample) is not None:
                self.taken[lookup.step_of(name) or 1].add(sample)
        self.tried = 0
        self.starts = Starts(lookup)

    def one_by_one(self, entry: RawLine) -> Iterator[RawLine]:
        """The numbers of one quantity in every step, or of every sample, `L: 0.3, 0.2, 0.1`, as lines."""
        count = self.steps if self.steps > 1 else self.samples
        values = row_of_numbers(entry.value) if count > 1 and entry.scope.is_plain else ()
        is_sampled = self.steps == 1
        name = (
            self.lookup.find(typed_of(_bare(entry.name), 1) if is_sampled else entry.name) if values else ""
        )
        says_itself = apart(_bare(entry.name)).step is not None or self.lookup.entries(name) is not None
        if not name or len(values) != count or says_itself:
            yield entry
            return
        for number, value in enumerate(values, start=1):
            scope = LineScope(sample=number) if is_sampled else LineScope(step=number)
            yield entry._replace(value=value, scope=scope._replace(is_table=True, said=str(number)))

    def without_scope_behind(self, entry: RawLine) -> Iterator[RawLine]:
        """The answers of a line, `0.21 in step 2` and `0.3 (sample 2)` as 0.21 and 0.3 of these.

        What is "after step 2" is so of new values only: of a loss it may be that of step 3.
        """
        if scope_behind(entry.text) is None:
            yield entry
            return
        for each in each_answer(entry, self.lookup):
            found = scope_behind(str(each.value))
            if found is None or (found.is_after and not self.lookup.is_new(self.lookup.find(each.name))):
                yield each
                continue
            is_counted = (self.samples if found.scope.sample else self.steps) > 1
            scope = found.scope._replace(is_table=is_counted).within(each.scope)
            yield each._replace(value=found.value, scope=scope)

    def counted_from_1(self, entries: Sequence[RawLine], kind: str) -> list[RawLine]:
        """The lines, those of names that are counted from 0, `L` under step 0 and step 1, as of 1 and 2.

        The given value of a parameter is of no step: what is there before the first one.
        """
        of_0 = {
            self._plain(entry)
            for entry in entries
            if entry.scope.number(kind) == ZEROTH and not self.starts.is_given(entry)
        }
        return [
            entry._replace(scope=_one_further(entry.scope, kind, is_counted=self._plain(entry) in of_0))
            for entry in entries
        ]

    def in_doubt_as_parts(self, entries: Sequence[RawLine]) -> list[RawLine]:
        """The lines, those without a scope where the exercise has no such thing, or a heading is of a part.

        `Step 1: forward pass`, `Step 2: backward pass` number the work where no name stands under both.
        """
        steps_of = defaultdict[str, set[int]](set)
        for entry in entries:
            if entry.scope.has_words and entry.scope.step:
                steps_of[self._plain(entry)].add(entry.scope.step)
        are_parts = all(len(each) == 1 for each in steps_of.values())
        numbers = [entry.scope.step for entry in entries if entry.scope.step]
        names = [entry.name for entry in entries if entry.scope.step]
        is_counter = len(set(numbers)) == len(numbers) > self.steps and len(set(names)) == len(names)
        kept = [
            self._cleared(entry, no_step=(entry.scope.has_words and are_parts) or is_counter)
            for entry in entries
        ]
        return self._with_the_batch(kept)

    def _cleared(self, entry: RawLine, *, no_step: bool) -> RawLine:
        scope = entry.scope
        if no_step or (self.steps == 1 and not scope.is_table):
            scope = scope._replace(step=0)
        if self.steps == 1 and (not scope.is_table or scope.epoch == 1):
            scope = scope._replace(epoch=0)
        if self.samples == 1 and (not scope.is_table or scope.sample == 1):
            scope = scope._replace(sample=0)
        if self.steps == 1 and scope.step == 1:
            scope = scope._replace(step=0)
        return entry._replace(scope=scope)

    def _with_the_batch(self, entries: Sequence[RawLine]) -> list[RawLine]:
        """The lines, those of the whole batch without the sample under whose heading they stand at the end.

        What is there a second time, or only under the last sample, is of the batch: L, the gradients, W_new.
        """
        under = defaultdict[tuple[str, int, int], list[int]](list)
        for entry in entries:
            if entry.scope.sample:
                under[self._plain(entry), entry.scope.epoch, entry.scope.step].append(entry.scope.sample)
        seen, found = set[tuple[str, LineScope]](), []
        for entry in entries:
            scope, plain = entry.scope, self._plain(entry)
            is_heading = bool(scope.sample) and not scope.is_table
            others = under[plain, scope.epoch, scope.step]
            is_last = scope.sample == self.samples and set(others) == {self.samples}
            if is_heading and self._is_of_batch(plain) and ((plain, scope) in seen or is_last):
                entry = entry._replace(scope=scope._replace(sample=0))
            seen.add((plain, scope))
            found.append(entry)
        return found

    def _is_of_batch(self, name: str) -> bool:
        """Whether a name without a sample is a quantity of all samples, and no stack of them."""
        quantity = self.lookup.derivation.quantities.get(name)
        if quantity is None and (block := self.lookup.entries(name)):
            quantity = self.lookup.derivation.quantities.get(block.first)
        return quantity is not None and quantity.sample is None

    def _plain(self, entry: RawLine) -> str:
        return self.lookup.find(entry.name) or entry.name

    def name_of(self, entry: RawLine) -> str | _OpenScope:
        """The name with its step and sample; as it is where the heading says nothing of it."""
        scope = entry.scope
        if scope.is_plain or not entry.name or self._says_itself(entry.name, scope):
            return entry.name
        taken = ((step, self.taken.get(step)) for step in self._steps_meant(scope))
        # Where samples mix, a step works with all.
        steps = [step for step, own in taken if not scope.sample or not own or scope.sample in own]
        if not steps:
            return _OpenScope(words.no_such_scope(cited(scope.said)))
        if len(steps) == 1 and (told := self.starts.name_of(entry, steps[0])):
            return told
        found = dict.fromkeys(name for step in steps for name in self._in(entry.name, step, scope.sample))
        if len(found) == 1:
            return next(iter(found))
        plain = self.lookup.find(entry.name)
        is_given = plain in self.lookup.given and (scope.step <= 1 or apart(plain).step is None)
        if not found and (is_given or not self.lookup.is_name(entry.name)):
            return entry.name
        return _OpenScope(words.open_scope(cited(entry.name), cited(scope.said)))

    def _says_itself(self, written: str, scope: LineScope) -> bool:
        """Whether a name says its step itself, or its sample where that is all that is missing."""
        found = as_quantity(self.lookup.find(written)) if self.lookup.find(written) else None
        has_step = apart(_bare(written)).step is not None
        has_sample = found is not None and found.sample is not None
        return (has_step or not (scope.step or scope.epoch)) and (has_sample or has_step or not scope.sample)

    def is_of_first(self, scope: LineScope) -> bool:
        """Whether a scope is that of the first step."""
        return bool(scope.step or scope.epoch) and self._steps_meant(scope) == [1]

    def _steps_meant(self, scope: LineScope) -> list[int]:
        """The steps that a scope may mean; all where it says none."""
        if scope.epoch and (scope.epoch - 1) * self.each_epoch >= self.steps:
            return []
        first = (scope.epoch - 1) * self.each_epoch if scope.epoch else 0
        last = min(first + self.each_epoch, self.steps) if scope.epoch else self.steps
        if not scope.step:
            return list(range(first + 1, last + 1))
        meant = {scope.step} | (
            {first + scope.step} if scope.epoch and scope.step <= self.each_epoch else set()
        )
        return sorted(step for step in meant if first < step <= last)

    def _in(self, written: str, step: int, sample: int) -> Iterator[str]:
        """The quantities that a name may mean in a step, of a sample or of whichever the step takes."""
        plain = self.lookup.find(written)
        moved = apart(plain).at(step) if plain and self.steps > 1 else plain
        is_of_step = bool(moved) and self.lookup.find(moved) == moved
        is_whole = is_of_step and (not sample or len(self.taken.get(step, ())) == 1)
        if plain and (not sample or (is_whole and self._is_of_batch(moved))):
            yield from [moved] * is_of_step
            return
        of = [sample] if sample else range(1, self.samples + 1)
        found = [name for each in of if (name := self._of_sample(_bare(written), each, step))]
        yield from found or [moved] * (is_of_step and self._is_of_batch(moved))

    def _of_sample(self, bare: str, sample: int, step: int) -> str:
        """The quantity of a sample; of derivatives that of its own loss, where it has one."""
        if self.tried >= MOST_TRIED:
            return ""
        self.tried += 1
        number = step if self.steps > 1 else None
        typed = typed_of(bare, sample, number)
        if either := self.lookup.of_either_loss(typed):
            return either.own
        found = self.lookup.find(typed)
        quantity = as_quantity(found or self.lookup.find(bare))
        if isinstance(quantity, Gradient) and quantity.of.symbol == LOSS and quantity.of.sample is None:
            own = in_step(quantity._replace(of=quantity.of._replace(sample=sample)), number)
            if (quantity.by.sample or sample) == sample and self.lookup.find(text(own)) == text(own):
                return text(own)
        return found


def _one_further(scope: LineScope, kind: str, *, is_counted: bool) -> LineScope:
    """A scope with the next number; as it is where none is said, or numbers are not `is_counted` from 0."""
    number = scope.number(kind)
    if number == ZEROTH:
        return scope.numbered(kind, int(is_counted))
    return scope.numbered(kind, number + 1) if number and is_counted else scope


def _bare(written: str) -> str:
    return written.rstrip().removesuffix(SET).rstrip()
