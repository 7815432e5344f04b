"""A student's file -> a sheet: every line with its quantity, its number or its formula.

YAML, JSON, CSV, `name = value` and tables in Markdown are read. Scalars come as raw text, so the digits
written are known. A bad line costs only itself; what a hostile file can cost is bounded where it is read
(`sheet_file.py`).
"""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.corrections import with_corrections
from backprop_cli.marking.sheets.formats.form import FormRow
from backprop_cli.marking.sheets.formats.of_unit import TableUnit
from backprop_cli.marking.sheets.formats.raw import PROBLEM, LinesRead, Raw
from backprop_cli.marking.sheets.gradients import with_gradients
from backprop_cli.marking.sheets.in_scope import in_scope
from backprop_cli.marking.sheets.lead_in import LeadIns
from backprop_cli.marking.sheets.lines import Answers
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.new_values import with_new_values, with_updates
from backprop_cli.marking.sheets.one_layer import with_firsts
from backprop_cli.marking.sheets.orders import orders_of
from backprop_cli.marking.sheets.other_files import is_problem_file
from backprop_cli.marking.sheets.own_letters import as_typed_in, has_both_letters, with_spelling
from backprop_cli.marking.sheets.plain_lines import Questions
from backprop_cli.marking.sheets.repeated import in_repeats
from backprop_cli.marking.sheets.said_notation import is_head
from backprop_cli.marking.sheets.scoped_names import names_in_scope, with_numbers_as_steps
from backprop_cli.marking.sheets.sheet import AnswerSheet, Who
from backprop_cli.marking.sheets.sheet_file import raw_of, unreadable_file
from backprop_cli.marking.sheets.values import in_one_line
from backprop_cli.marking.sheets.whose import with_whose
from backprop_cli.quantities.exchanged import in_words_as_typed
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.quantity import Quantity
from backprop_cli.words import sheet_file as sheet_words
from backprop_cli.words.reading import lines as words
from backprop_cli.words.say import phrase

MOST_ASIDE = 10
"""Columns set aside, or not read, that are named."""
MAX_WHO = 100
"""Characters of a student's name, ID or address that are kept."""


class Reader:
    """Reads the sheets of one exercise; for a class, make it once."""

    def __init__(self, lookup: Lookup) -> None:
        self.lookup = lookup
        self.without_lead = LeadIns(lookup).without

    def is_name(self, text: str) -> bool:
        """Whether a text names a quantity of the exercise, or several."""
        text = self.lookup.in_usual_letters(text)
        return bool(text) and (self.lookup.is_name(text) or names_in_scope(text, self.lookup))

    def unit_at(self, written: str) -> TableUnit | None:
        """The unit whose sum or activation has a name, `c` or `net_h1`."""
        quantity = as_quantity(self.lookup.find(self.lookup.in_usual_letters(written)))
        if not isinstance(quantity, Quantity) or quantity.layer is None or len(quantity.indices) != 1:
            return None
        return TableUnit(quantity.indices[0], quantity.layer)

    def sheet(self, text: str, source: str) -> AnswerSheet:
        """The sheet in `text`, the content of the file that the user called `source`.

        Raises `ProblemError` where nothing can be read: too large, no line with a name, a problem file.
        """
        several = self.lookup.wholes.inputs
        sample_at = self.lookup.wholes.samples_with if len(several) > 1 else None
        asked = Questions(self.is_name, self.without_lead, sample_at, self.unit_at)
        return self.sheet_of(raw_of(text, source, asked), source)

    def row(self, row: FormRow, source: str) -> AnswerSheet:
        """The sheet in a row of a form. Raises `ProblemError` where the row cannot be read."""
        if row.fault:
            raise unreadable_file(row.fault, source)
        return self.sheet_of(row.raw, source)

    def sheet_of(self, raw: Raw, source: str) -> AnswerSheet:
        """The sheet in what a format was read into. Raises `ProblemError` for a problem file."""
        if is_problem_file(raw.entries):
            raise unreadable_file(phrase(sheet_words.PROBLEM_FILE), source, phrase(sheet_words.LIKE_THIS))
        sheet = self._sheet_of(with_spelling(raw, self.lookup.in_usual_letters))
        if self.lookup.letters is None:
            return sheet
        sheet = as_typed_in(sheet, self.lookup.letters.exchanged_back)
        plain = self._sheet_of(with_spelling(raw, in_words_as_typed))
        if sheet.orders or not has_both_letters(plain):
            return sheet
        told = words.in_usual_letters(cited(self.lookup.letters.notation.name))
        return sheet._replace(orders=(sheet, plain._replace(remarks=(told, *plain.remarks))))

    def _sheet_of(self, raw: Raw) -> AnswerSheet:
        raw = with_whose(raw, self.is_name)
        raw = raw._replace(entries=tuple(with_corrections(raw.entries, self.is_name)))
        raw = raw._replace(entries=with_gradients(with_firsts(raw.entries, self.lookup), self.lookup))
        orders = orders_of(raw.entries, self.lookup)
        sheet = self._in_order(raw, orders.plain)
        ways = orders.open or (orders.plain,)
        further = (
            way(each.entries, self.lookup) for each in ways for way in (in_repeats, with_numbers_as_steps)
        )
        ways = (*ways, *filter(None, further))
        return sheet._replace(orders=tuple(self._in_order(raw, each) for each in ways) if ways[1:] else ())

    def _in_order(self, raw: Raw, order: LinesRead) -> AnswerSheet:
        """The sheet with the names as they are spelled in one order."""
        raw = raw._replace(entries=order.entries)
        answers = Answers(self.lookup)
        headings = list(raw.headings)
        updated = with_updates(raw.entries, self.lookup)
        scoped = in_scope(updated.entries, self.lookup)
        for entry, reason in scoped.unread:
            answers.report(entry, reason)
        renamed = with_new_values(scoped.read, self.lookup)
        answers.remarks += filter(None, (order.told, updated.told or scoped.told, renamed.told))
        for entry in renamed.entries:
            if entry.name.casefold() == PROBLEM and not self.is_name(entry.name):
                headings.append(in_one_line(entry.value))
            elif not is_head(entry.name) or self.is_name(entry.name):
                answers.add(entry)
        answers.add_commented(raw.commented)
        if not raw.entries:
            answers.problems.append(phrase(words.NO_ANSWERS))
        if raw.aside:
            answers.remarks.append(set_aside(raw.aside))
        left = [each for each in raw.beside if not (raw.entries and each.is_alone)]
        unread_heads = dict.fromkeys(each.head for each in left if not each.is_read(answers.wide))
        if unread_heads:
            answers.remarks.append(words.not_read(list(map(cited, list(unread_heads)[:MOST_ASIDE]))))
        who = Who(*(" ".join(word.split())[:MAX_WHO] for word in raw.who))
        return AnswerSheet(
            who,
            tuple(answers.found.values()),
            problems=answers.reported(),
            remarks=tuple(answers.remarks),
            lists=tuple(answers.lists),
            signals=tuple(answers.signals),
            headings=tuple(headings),
            is_empty=not raw.entries and not left,
        )


def set_aside(heads: Sequence[str]) -> str:
    """That columns of a form say nothing of the exercise."""
    shown = heads[:MOST_ASIDE]
    return words.set_aside(list(map(cited, shown)), len(heads) - len(shown))
