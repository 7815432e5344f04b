"""A text as a student has it -> lines of names and values, and tables: one rewriting after the other.

Each leaves as many lines as before, so that what is told of a line has its number, and what it does not know
as it is.
"""

from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.answer_cells import with_answer_cells
from backprop_cli.marking.sheets.formats.broken_lines import with_joined_lines
from backprop_cli.marking.sheets.formats.chats import without_speakers
from backprop_cli.marking.sheets.formats.column_vectors import with_printed_columns
from backprop_cli.marking.sheets.formats.drawn_tables import with_drawn_tables
from backprop_cli.marking.sheets.formats.framed_rows import with_framed_rows
from backprop_cli.marking.sheets.formats.in_words import with_plain_lines
from backprop_cli.marking.sheets.formats.inline_formulas import with_inline_answers
from backprop_cli.marking.sheets.formats.layer_headings import with_layer_headings
from backprop_cli.marking.sheets.formats.linear_equations import with_plain_equations_in_lines
from backprop_cli.marking.sheets.formats.own_page import with_both_losses, without_opening
from backprop_cli.marking.sheets.formats.pages import as_page
from backprop_cli.marking.sheets.formats.raw import visible
from backprop_cli.marking.sheets.formats.sample_inputs import SampleAt
from backprop_cli.marking.sheets.formats.sessions import without_programs
from backprop_cli.marking.sheets.formats.stacked_fractions import with_fractions_on_a_line
from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.marking.sheets.formats.tex_lines import with_plain_tex
from backprop_cli.marking.sheets.formats.tex_pages import with_plain_pages
from backprop_cli.marking.sheets.formats.typed_signs import with_plain_signs
from backprop_cli.marking.sheets.formats.unit_lines import UnitAt, with_units
from backprop_cli.marking.sheets.formats.who_rows import with_who_lines


class Questions(NamedTuple):
    """What the readers ask of the exercise."""

    is_name: IsName
    without_lead: Callable[[str], str]
    """Takes the words away that lead to an answer, see `with_plain_lines`."""
    sample_at: SampleAt | None
    """The samples with these inputs, see `with_headings`; none where there is one sample."""
    unit_at: UnitAt
    """The unit that a letter names, see `with_units`."""


def in_plain_lines(text: str, asked: Questions) -> str:
    """The text so."""
    is_name = asked.is_name
    rewritings: tuple[Callable[[str], str], ...] = (
        as_page,
        visible,
        without_speakers,
        with_plain_equations_in_lines,
        with_plain_signs,
        partial(with_both_losses, is_name=is_name),
        partial(without_opening, is_name=is_name),
        with_drawn_tables,
        with_plain_pages,
        with_plain_tex,
        without_programs,
        with_fractions_on_a_line,
        partial(with_joined_lines, is_name=is_name),
        partial(with_inline_answers, is_name=is_name),
        partial(with_printed_columns, is_name=is_name),
        partial(with_answer_cells, is_name=is_name),
        partial(with_plain_lines, is_name=is_name, without_lead=asked.without_lead),
        partial(with_layer_headings, is_name=is_name),
        partial(with_units, is_name=is_name, unit_at=asked.unit_at),
        partial(with_framed_rows, is_name=is_name),
        partial(with_who_lines, is_name=is_name),
    )
    for rewritten in rewritings:
        text = rewritten(text)
    return text
