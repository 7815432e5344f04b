"""The entries of a sheet, one after the other -> its answers, and what is told of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.either_loss import EitherLoss
from backprop_cli.marking.sheets.formats.raw import RawLine, RawValue
from backprop_cli.marking.sheets.further_answers import each_answer
from backprop_cli.marking.sheets.list_texts import entries_in, list_in
from backprop_cli.marking.sheets.lists import Placed, exchanged_names, list_for, placed
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.named_arrays import NamedArray
from backprop_cli.marking.sheets.page_letters import page_letters
from backprop_cli.marking.sheets.sheet import OTHER_ROWS, Answer, OpenSignal, RowList
from backprop_cli.marking.sheets.sides import comes_to_a_number, last_side
from backprop_cli.marking.sheets.unknown_names import why_unknown
from backprop_cli.marking.sheets.values import answer_in, in_one_line, single_value
from backprop_cli.marking.sheets.written import is_copy, read_number
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.quantities.spellings import of_matrix
from backprop_cli.words.read_back import GIVEN_DIGITS
from backprop_cli.words.reading import lines as words
from backprop_cli.words.reading import lists as of_lists
from backprop_cli.words.say import phrase

MAX_PROBLEMS = 50
MOST_SUGGESTIONS = 10
"""Unknown names of one sheet that get the nearest spelling: each is compared with every name."""
_DECIMAL = re.compile(r"[0-9][.,][0-9]")
MOST_OF_LAYOUT = 2
"""Entries of a row that show how a list is written."""


class Answers:
    """The answers of one sheet, as its entries come in."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.found: dict[str, Answer] = {}
        self.lines: dict[str, int] = {}
        self.problems: list[str] = []
        self.remarks: list[str] = []
        self.lists: list[RowList] = []
        self.signals: list[OpenSignal] = []
        self.wide: set[str] = set()
        """The names of the rows whose cells are the entries of a vector."""
        self.formulas: list[tuple[int, str, set[str]]] = []
        """Of wholes without a list: after how many problems they come, what is told, and their entries."""
        self.unknown = 0
        self.of_pages: list[RawLine] = []
        """The lines of letters that only a worked page has."""

    def add(self, entry: RawLine) -> None:
        """One line of the file: a quantity or a list of them, and the further ones that stand behind it."""
        for each in each_answer(entry, self.lookup):
            self._add(each)

    def add_commented(self, entries: Iterable[RawLine]) -> None:
        """That a line is a comment, where it has the only answer to what it names."""
        for entry in entries:
            places = self.lookup.wholes.places(self.lookup.find(entry.name)).values()
            if any(each in self.lookup.steps and each not in self.found for each in places):
                self.report(entry, words.comment(cited(entry.name)))

    def _add(self, entry: RawLine) -> None:
        if not entry.name:
            self.report(entry, entry.flaw or words.no_name(cited(in_one_line(entry.value))))
        elif name := self.lookup.find(entry.name):
            self._read(name, entry)
        elif meant := self.lookup.of_either_loss(entry.name):
            self._of_either_loss(meant, entry)
        elif whole := self.lookup.numbered(entry.name) or self._of_only_layer(entry):
            self._read(whole, entry)
        else:
            self._unknown(entry)

    def _of_only_layer(self, entry: RawLine) -> str:
        """The vector of the one layer that has as many units, `z = [0.1, 0.2, 0.3]`; else nothing."""
        value = entry.value
        values = list_in(last_side(value) if isinstance(value, str) else value)
        if not isinstance(values, tuple) or not all(isinstance(each, str) for each in values):
            return ""
        wholes = (self.lookup.find(f"{entry.name}{each + 1}") for each in range(self.lookup.layers))
        fitting = [
            each for each in wholes if (block := self.lookup.entries(each)) and block.shape == (len(values),)
        ]
        return fitting[0] if len(fitting) == 1 else ""

    def _of_either_loss(self, meant: EitherLoss, entry: RawLine) -> None:
        """What is read as derivatives of the samples' own losses, for the time being."""
        before = set(self.found)
        self._read(meant.own, entry)
        found = tuple((name, meant.names[name]) for name in self.found if name not in before)
        if found:
            refusal = _at_line(entry, why_unknown(entry.name, self.lookup))
            self.signals.append(OpenSignal(entry.name, meant.own, meant.share, found, refusal))

    def _read(self, name: str, entry: RawLine) -> None:
        block = self.lookup.entries(name)
        if block is None and (whole := self._whole_instead(entry)):  # of `names: {z1: z}` z1 is z₁ as well
            name, block = whole, self.lookup.entries(whole)
        if block is None:
            self._one(name, single_value(entry.value), entry)
            return
        values = list_for(entry.value, block)
        if isinstance(values, str) and (entries := entries_in(entry.cells, block.shape)):
            values = entries
            self.wide.add(entry.name)
        if isinstance(values, str) and in_one_line(values) and self.lookup.wholes.is_one_number(name):
            for single in block.places.values():
                self._one(single, values, entry)
        elif isinstance(values, tuple):
            is_matrix = any(isinstance(each, tuple) for each in values)
            self._list(name, placed(values, block, typed=not entry.stored), block, entry, is_matrix=is_matrix)
        elif in_one_line(entry.value):
            self._no_list(name, block, entry)

    def _no_list(self, name: str, block: NamedArray, entry: RawLine) -> None:
        """A whole without a list: its formula, which may stand over the lines of its entries."""
        told = of_lists.whole_list(cited(name), of_lists.entries(block.shape), _layout(block))
        if comes_to_a_number(in_one_line(entry.value)):
            self.report(entry, told)
        elif not entry.outside:
            self.formulas.append((len(self.problems), _at_line(entry, told), set(block.places.values())))

    def _whole_instead(self, entry: RawLine) -> str:
        """The whole that a name in the grammar means where a list stands behind it; empty where none does."""
        written, values = entry.name, list_in(entry.value)
        typed = written.strip()
        rows = [each for each in values if isinstance(each, tuple)] if isinstance(values, tuple) else []
        is_list = isinstance(values, tuple) and (len(values) > 1 or bool(rows))
        ways = (typed, self.lookup.find(of_matrix(typed))) if is_list else ()
        return next(filter(self.lookup.entries, ways), "")

    def _list(self, name: str, cells: Placed, block: NamedArray, entry: RawLine, *, is_matrix: bool) -> None:
        if cells.complaint:
            tell = self._remark if cells.is_read or cells.found else self.report
            way_out = self.lookup.made_of(name) if is_matrix and not cells.is_read else ""
            if not is_matrix and len(block.shape) > 1:
                way_out = of_lists.written_so(_layout(block))
            elif (
                not is_matrix and cells.may_be_cut and entry.line
            ):  # a program's arrays have no line, and no commas in numbers
                way_out = phrase(of_lists.DECIMALS)
            tell(entry, of_lists.of_list(cited(name), cells.complaint, way_out))
        found = cells.found
        if block.row_of and cells.is_read and min(block.shape) > 1:
            found = self._in_rows(name, cells, block, entry)
        for single, value in found:
            self._one(single, value, entry)

    def _in_rows(
        self, name: str, cells: Placed, block: NamedArray, entry: RawLine
    ) -> list[tuple[str, RawValue]]:
        """The entries of a list of rows; what it tells of them, or leaves open, is noted."""
        asked, other = block.row_of, OTHER_ROWS[block.row_of]
        pairs = exchanged_names(block)
        if not pairs:
            self.lists.append(RowList(name, other if cells.is_turned else asked, cells.is_turned))
        elif all(in_one_line(value) and self._is_free(single) for single, value in cells.found):
            self.lists.append(RowList(name, asked, exchanged=pairs))
        elif is_other := self._is_copied_exchanged(cells.found, dict(pairs)):
            self.lists.append(RowList(name, other, is_other))
            self._remark(entry, of_lists.list_read(cited(name), other))
            return [(dict(pairs)[single], value) for single, value in cells.found]
        return cells.found

    def _is_free(self, name: str) -> bool:
        """Whether a line of the solution has no answer yet."""
        return name in self.lookup.steps and not (name in self.found and self.found[name].text)

    def _is_copied_exchanged(self, cells: list[tuple[str, RawValue]], other: Mapping[str, str]) -> bool:
        """Whether a list of given numbers is right with rows and columns exchanged, and not as it stands."""

        def is_given(name: str, value: RawValue) -> bool:
            given = self.lookup.given.get(name)
            return given is not None and is_copy(read_number(in_one_line(value)), given)

        as_asked = all(is_given(name, value) for name, value in cells)
        return not as_asked and all(is_given(other[name], value) for name, value in cells)

    def _unknown(self, entry: RawLine) -> None:
        if page_letters(entry.name, self.lookup.is_name):
            self.of_pages.append(entry)
            return
        self.unknown += 1
        near = self.unknown <= MOST_SUGGESTIONS
        if near and self._is_one(entry):
            return
        self.report(entry, why_unknown(entry.name, self.lookup, suggest=near))

    def _is_one(self, entry: RawLine) -> bool:
        """Whether it says that dL/dL is 1, which no line asks for."""
        quantity = as_quantity(self.lookup.typed(entry.name))
        number = read_number(in_one_line(entry.value))
        is_own = isinstance(quantity, Gradient) and quantity.of == quantity.by
        return is_own and number is not None and number.value == 1

    def _one(self, name: str, value: RawValue, entry: RawLine) -> None:
        entry = entry._replace(given=entry.given and self._is_given(name, value))
        answer = answer_in(name, value, entry, self.lookup)._replace(given=entry.given)
        if name not in self.lookup.steps:
            self._given(answer, entry)
            return
        first = self.found.get(name)
        if entry.outside and not answer.is_read and (first or not _DECIMAL.search(answer.text)):
            return
        if first is None or not first.text or self._gives_way(first, answer, entry):
            self.found[name], self.lines[name] = answer, entry.line
        elif answer.text and not entry.given and not _is_again(answer, first):
            self.problems.append(_at_line(entry, words.second_time(cited(name), self.lines[name])))

    def _gives_way(self, first: Answer, answer: Answer, entry: RawLine) -> bool:
        """Whether the first answer to a line gives way to this one; what is to be told of it is noted.

        It does to a correction, to what can be read where it is words, "Loss: half squared error", and of a
        formula to its number.
        """
        name = first.name
        if answer.is_read and entry.corrects:
            self._remark(entry, words.corrected(cited(name), cited(first.text)))
            return True
        if answer.is_read and not first.is_read:
            place = RawLine(name, "", self.lines[name])
            self.report(place, words.unread_first(cited(name), cited(first.text)))
            return True
        has_value = self.lookup.derivation.values.get(name) is not None
        return has_value and answer.number is not None and first.number is None

    def _is_given(self, name: str, value: RawValue) -> bool:
        """Whether a line that says it came worked has the value it would have come with."""
        number = read_number(in_one_line(value))
        true = self.lookup.derivation.values.get(name)
        return number is not None and true is not None and number.value == float(f"{true:.{GIVEN_DIGITS}g}")

    def _given(self, answer: Answer, entry: RawLine) -> None:
        """A quantity that the problem gives: worth a word only where it differs."""
        value, number = self.lookup.given[answer.name], answer.number
        if answer.text and not is_copy(number, value):
            given = "" if value is None else repr(value)
            if self.lookup.stays(answer.name):
                told = words.moved_though_fixed(cited(answer.name), given, cited(answer.text))
            else:
                told = words.given_otherwise(cited(answer.name), given, cited(answer.text))
            new = self.lookup.new_of(answer.name)
            self.report(entry, words.new_is_called(told, cited(new)) if new else told)

    def report(self, entry: RawLine, message: str) -> None:
        """That a line was not read, and why; beside the tables of a page words may stand."""
        if not entry.outside:
            self.problems.append(_at_line(entry, message))

    def _remark(self, entry: RawLine, message: str) -> None:
        if len(self.remarks) < MAX_PROBLEMS:
            self.remarks.append(_at_line(entry, message))

    def reported(self) -> tuple[str, ...]:
        """The first problems, and how many more there are."""
        problems = list(self.problems)
        for place, told, entries in reversed(self.formulas):
            if not entries <= {name for name, answer in self.found.items() if answer.text}:
                problems.insert(place, told)
        problems = list(dict.fromkeys((*self._of_pages(), *problems)))  # cells of a row have one reason
        more = len(problems) - MAX_PROBLEMS
        kept = problems[:MAX_PROBLEMS]
        return (*kept, words.more_lines(more)) if more > 0 else tuple(kept)

    def _of_pages(self) -> Iterator[str]:
        """That lines with the letters of a worked page are not read, told once for all of them."""
        for first in self.of_pages[:1]:
            name, others = cited(first.name), len(self.of_pages) - 1
            told = words.page_letters(name, others) if others else words.page_letter(name)
            yield _at_line(first, told)


def _is_again(answer: Answer, first: Answer) -> bool:
    """Whether the first answer is written down once more, maybe with fewer digits or more."""
    one, other = answer.number, first.number
    return one is not None and other is not None and (is_copy(one, other.value) or is_copy(other, one.value))


def _layout(block: NamedArray) -> str:
    """How a whole vector or matrix is written, by the names of its entries: `[a1[1], a1[2]]`."""
    names = [name for place, name in sorted(block.places.items()) if len(place) == 1 or place[0] == 0]
    row = f"[{', '.join([*names[:MOST_OF_LAYOUT], *['…'] * (len(names) > MOST_OF_LAYOUT)])}]"
    more = len(block.shape) == 2 and block.shape[0] > 1
    return f"[{row}{', …' if more else ''}]" if len(block.shape) == 2 else row


def _at_line(entry: RawLine, message: str) -> str:
    return words.at_line(entry.line, message) if entry.line else message
