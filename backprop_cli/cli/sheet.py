"""From a command line to a sheet: read, derive, compose, and print or write it."""

from __future__ import annotations

from typing import NamedTuple

import click

from backprop_cli.api import load, solve
from backprop_cli.cli import console
from backprop_cli.cli.files import write_whole
from backprop_cli.errors import show
from backprop_cli.problem.model import Problem
from backprop_cli.render.formats import Renderer, by_name, by_suffix
from backprop_cli.worksheet.document import Document
from backprop_cli.worksheet.solution import Layout


class Target(NamedTuple):
    """Where a sheet goes."""

    path: str | None
    """A file, `-` or None for standard output."""
    format_name: str | None
    """Wins over the file's ending."""
    force: bool
    """Whether an existing file is replaced."""

    @property
    def is_file(self) -> bool:
        """Whether a file is written."""
        return self.path not in {None, "-"}

    def renderer(self) -> Renderer:
        """The format asked for."""
        if self.format_name:
            return by_name(self.format_name)
        return by_suffix(self.path) if self.path and self.is_file else by_name("terminal")


def write_solution(argument: str, layout: Layout, target: Target, *, verify: bool) -> None:
    """Prints or writes the solution of a problem. A bad target is refused before any work."""
    renderer = target.renderer()
    problem = load(argument)
    warn(problem, argument)
    put(solve(problem, layout, verify=verify).document, renderer, target)


def warn(problem: Problem, argument: str) -> None:
    """Says on standard error what is unusual in a problem."""
    for warning in problem.warnings:
        click.echo(show(warning, argument, ""), err=True)


def put(document: Document, renderer: Renderer, target: Target) -> None:
    """Prints or writes a document."""
    from backprop_cli.render.terminal import Terminal

    if target.is_file and target.path:
        write_whole(target.path, renderer.render(document), force=target.force)
    elif isinstance(renderer, Terminal):
        if console.is_terminal():
            renderer.show(document, console.out())
        else:
            page = renderer.render(document, console.width(), ascii_only=not console.shows_unicode())
            click.echo(page, nl=False)
    else:
        click.echo(renderer.render(document), nl=False)
