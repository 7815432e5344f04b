"""From a command line to a sheet: read, derive, compose, and print or write it."""

from __future__ import annotations

from typing import NamedTuple

import click

from backprop_cli.api import solve
from backprop_cli.cli import console
from backprop_cli.cli.files import require_apart, require_free, write_whole
from backprop_cli.errors import show
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read
from backprop_cli.render.formats import Renderer, by_name, by_suffix
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.solution import Layout

STANDARD_OUTPUT = "-"


class Target(NamedTuple):
    """Where a sheet goes."""

    path: str
    """A file, or `-` for standard output."""
    format_name: str | None
    """Wins over the file's ending."""
    force: bool
    """Whether an existing file is replaced."""

    def renderer(self) -> Renderer:
        """The format asked for."""
        if self.format_name:
            return by_name(self.format_name)
        return by_name("terminal") if self.path == STANDARD_OUTPUT else by_suffix(self.path)


def write_solution(argument: str, layout: Layout, target: Target, *, verify: bool) -> None:
    """Prints or writes the solution of a problem. A bad target is refused before any work."""
    renderer = target.renderer()
    if target.path != STANDARD_OUTPUT:
        require_apart(target.path, [argument])
        require_free(target.path, force=target.force)
    problem = read_problem(argument)
    put(solve(problem, layout, verify=verify).document, renderer, target)


def write_frozen(argument: str, path: str, *, force: bool) -> None:
    """Writes the file of a problem with the weights that were drawn for it.

    Raises `UsageError` where none were drawn, or something is in the way.
    """
    from backprop_cli.problem_file.frozen import frozen

    require_apart(path, [argument])
    require_free(path, force=force)
    text, source = load_text(argument)
    write_whole(path, frozen(text, read(text, source)), force=force)


def read_problem(argument: str) -> Problem:
    """The problem of a command line; what is unusual in it is said on standard error."""
    text, source = load_text(argument)
    problem = read(text, source)
    for warning in problem.warnings:
        console.say(show(warning, source, text))
    return problem


def put(document: Document, renderer: Renderer, target: Target) -> None:
    """Prints or writes a document. A page fits the screen it goes to; any other format is data."""
    from backprop_cli.render.terminal import Terminal

    if target.path != STANDARD_OUTPUT:
        write_whole(target.path, renderer.render(document), force=target.force)
    elif not isinstance(renderer, Terminal):
        console.write(renderer.render(document))
    elif console.is_terminal():
        renderer.show(document, console.out())
    else:
        page = renderer.render(document, console.width(), ascii_only=not console.shows_unicode())
        click.echo(page, nl=False)
