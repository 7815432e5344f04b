"""`backprop init`: a problem file to begin with, and what an editor needs to help with it."""

from __future__ import annotations

import click

from backprop_cli.cli import completion, options
from backprop_cli.cli.help import Command

SCHEMA = "backprop.schema.json"
"""The schema's file, beside the problem."""
MODELINE = f"# yaml-language-server: $schema={SCHEMA}\n"
"""Which schema a file has, for VS Code's YAML extension and every editor with its language server."""


@click.command(
    cls=Command,
    short_help="Write a commented problem to start from.",
    epilog="Example: backprop init my_net.yaml && backprop solve my_net.yaml",
)
@click.argument("file", metavar="FILE", callback=options.not_empty, shell_complete=completion.file)
@click.option("--formulas", is_flag=True, help="A problem of formulas, instead of a network.")
@click.option(
    "--from",
    "model",
    metavar="PROBLEM",
    shell_complete=completion.problem,
    help="Begin with a copy of PROBLEM, bundled or your own, to change.",
)
@options.force
def init(file: str, formulas: bool, model: str | None, force: bool) -> None:
    """Write a commented problem to FILE that solves as it stands.

    Beside it goes backprop.schema.json, by which editors complete and check what is typed. With - the problem
    alone is printed.
    """
    from shlex import quote

    from backprop_cli.cli.console import tell, write
    from backprop_cli.cli.files import require_free, write_whole
    from backprop_cli.errors import one_line
    from backprop_cli.problem_file.schema import schema_text

    problem = _begun(model, formulas=formulas)
    if file == "-":
        write(problem)
        return
    require_free(file, force=force)
    schema = _place_of_schema(file, force=force)
    write_whole(file, MODELINE + problem, force=force)
    if schema is not None:
        write_whole(schema, schema_text(), force=force)
    tell(one_line(f"{file} is ready: backprop solve {quote(file)}"))
    if schema is not None:
        tell(one_line(f"{schema} is written beside it: editors complete and check the keys by it"))


def _begun(model: str | None, *, formulas: bool) -> str:
    """The text to begin with: the starter, or a copy of another problem, without an editor's line.

    Raises `ProblemError` where that one has faults: what is begun solves as it stands.
    """
    from backprop_cli.api.problems import opened
    from backprop_cli.errors import UsageError
    from backprop_cli.problem_file.bundled import starter

    if model is None:
        return starter(formulas=formulas)
    if formulas:
        raise UsageError("--formulas and --from both say what to begin with", "leave one of them out")
    return opened(model).text.removeprefix(MODELINE)


def _place_of_schema(file: str, *, force: bool) -> str | None:
    """Where the schema goes; None: it is there already.

    Raises `UsageError` where another file is there: --force is for FILE, and for a schema of another version.
    """
    import os

    from backprop_cli.cli.files import require_free
    from backprop_cli.errors import UsageError
    from backprop_cli.problem_file.schema import is_schema, schema_text

    folder, name = os.path.split(file)
    path = os.path.join(folder, SCHEMA)
    if name.casefold() == SCHEMA:
        raise UsageError(f"`{file}` is what the schema is called", "choose another name for the problem")
    require_free(path, force=True)
    if not os.path.exists(path):
        return path
    there = _text_of(path)
    if there == schema_text():
        return None
    if not is_schema(there):
        raise UsageError(f"`{path}` is there, and is no schema of problem files", "choose another folder")
    if not force:
        raise UsageError(f"`{path}` is of another version", "add --force to replace it")
    return path


def _text_of(path: str) -> str:
    """As much of a file as a schema could have."""
    from backprop_cli.errors import refused
    from backprop_cli.problem.limits import MAX_BYTES
    from backprop_cli.problem_file.reading import bytes_of

    try:
        return bytes_of(path, MAX_BYTES).decode("utf-8", "replace")
    except OSError as error:
        raise refused(f"`{path}`", error) from None
