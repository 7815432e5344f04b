"""From a command line to a sheet: read, derive, compose, and print or write it."""

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

import click

from backprop_cli.api.page import Page
from backprop_cli.api.problems import opened
from backprop_cli.api.solutions import solve
from backprop_cli.cli import console
from backprop_cli.errors import UsageError
from backprop_cli.formats import Format, Subject, by_ending, by_name, format_names, formats_of
from backprop_cli.problem.model import Problem
from backprop_cli.worksheet.layout import Layout

if TYPE_CHECKING:
    from backprop_cli.worksheet.blank import BlankLayout

STANDARD_OUTPUT = "-"
PAGES = {*format_names(Subject.HINT), *format_names(Subject.BLANK)}
"""Formats that are pages for readers; the others hold data."""


class Destination(NamedTuple):
    """Where a sheet goes."""

    path: str
    """A file, or `-` for standard output."""
    format_name: str | None
    """Wins over the file's ending."""
    force: bool
    """Whether an existing file is replaced."""
    flavor: str | None = None
    """Of the format; none: its usual one."""

    def form(self, subject: Subject) -> Format:
        """The format asked for, in its flavour."""
        return self.plain_form(subject).flavored(self.flavor)

    def plain_form(self, subject: Subject) -> Format:
        """The format asked for."""
        if self.format_name:
            return by_name(self.format_name, subject)
        return formats_of(subject)[0] if self.path == STANDARD_OUTPUT else by_ending(self.path, subject)

    def require_room(self, sources: Iterable[str]) -> None:
        """Raises `UsageError` where a file is in the way, or is one that is read."""
        if self.path != STANDARD_OUTPUT:
            from backprop_cli.cli.files import require_apart, require_free  # most sheets go to the screen

            require_apart(self.path, sources)
            require_free(self.path, force=self.force)


def write_solution(argument: str, layout: Layout, target: Destination, *, verify: bool) -> None:
    """Prints or writes the solution of a problem. A bad target is refused before any work."""
    form = target.form(Subject.SOLUTION)
    target.require_room([argument])
    put(solve(read_problem(argument), layout, verify=verify), form, target)


def write_blank(argument: str, choice: "BlankLayout", target: Destination) -> None:
    """Prints or writes the sheet to fill in for a problem."""
    from backprop_cli.api.blanks import hand_out

    form = target.form(Subject.BLANK)
    target.require_room([argument])
    put(hand_out(read_problem(argument), choice), form, target)


def write_frozen(argument: str, path: str, solution: Destination) -> None:
    """Writes the file of a problem with the weights that were drawn for it.

    Raises `UsageError` where none were drawn, or something is in the way of it or of the solution to come.
    """
    from backprop_cli.problem_file.drawn_weights import with_drawn_weights

    solution.form(Subject.SOLUTION)
    for target in (solution, solution._replace(path=path)):
        target.require_room([argument])
    if os.path.realpath(path) == os.path.realpath(solution.path):
        raise UsageError(f"--freeze and -o both write `{path}`", "choose another name for one of them")
    read = opened(argument)
    text = with_drawn_weights(read.text, read.problem)
    put_text(text, solution._replace(path=path))


def read_problem(argument: str) -> Problem:
    """The problem of a command line; what is unusual in it is said on standard error."""
    read = opened(argument)
    for warning in read.warnings:
        console.tell(warning)
    return read.problem


def put(page: Page, form: Format, target: Destination, holds: str = "") -> None:
    """Prints or writes a page. On a screen it fits its width; any other format is data.

    Of a file that is written it says what it `holds`, else what is counted on such a page.
    """
    from backprop_cli.render.terminal import Terminal

    maker = form.made()
    if target.path != STANDARD_OUTPUT:
        from backprop_cli.cli import told  # most sheets go to the screen

        text = page.made_by(maker)
        # Data is made without composing a page; counting is no reason to compose one.
        counted = told.contents(page) if form.name in PAGES and not holds else holds
        put_text(text, target, counted, told.proof_of(page))
    elif not isinstance(maker, Terminal):
        put_text(page.made_by(maker), target)
    elif console.is_terminal():
        maker.show(page.document, console.out())
    else:
        text = maker.render(page.document, console.page_width(), ascii_only=not console.shows_unicode())
        click.echo(text, nl=False)


def put_text(text: str, target: Destination, holds: str = "", proof: str = "") -> None:
    """Prints or writes data; of a file says what was written."""
    if target.path == STANDARD_OUTPUT:
        console.write(text)
        return
    from backprop_cli.cli import told
    from backprop_cli.cli.files import write_whole

    write_whole(target.path, text, force=target.force)
    console.tell(told.of_file(target.path, text, holds, proof))
