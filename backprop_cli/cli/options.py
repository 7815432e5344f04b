"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Literal, TypeVar

import click

from backprop_cli.cli import completion
from backprop_cli.errors import UsageError
from backprop_cli.formats import FLAVORED, FLAVORS, Subject, either, format_names, own_endings

F = TypeVar("F", bound=Callable[..., Any])

problem_argument = click.argument("problem", metavar="PROBLEM", shell_complete=completion.problem)

only = click.option(
    "--only",
    multiple=True,
    metavar="NAME",
    shell_complete=completion.quantity,
    help='Work out just this, with all it needs: "W1[1,1]", b2, "dL/dz1[2]". Repeat for more.',
)
everything = click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Show every step, whatever the problem asks and however long.",
)


class _OfTable(click.Option):
    """An option for a row of a table: its help says every row, and loads the table when it is shown."""

    def __init__(self, *arguments: Any, rows: Callable[[], str], **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.rows = rows

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option, and what it may be."""
        self.help = self.rows()
        return super().get_help_record(ctx)


def _styles() -> str:
    from backprop_cli.words.say import phrase
    from backprop_cli.worksheet.layout import STYLES

    return "; ".join(f"{row.name}: {phrase(row.about)}" for row in STYLES.values()) + "."


def _notations() -> str:
    from backprop_cli.quantities.notations import NOTATIONS

    rows = ", ".join(f"{row.name} ({row.about})" for row in NOTATIONS.values())
    return f"How quantities are written: {rows}. Left out: as the problem says."


style = click.option(
    "--style",
    cls=_OfTable,
    default="delta",
    show_default=True,
    metavar="STYLE",
    shell_complete=completion.one_of(completion.styles),
    rows=_styles,
)
open_functions = click.option(
    "--open-functions",
    is_flag=True,
    help="In style gates, open functions by their definitions: a sigmoid is four gates.",
)
notation = click.option(
    "--notation",
    cls=_OfTable,
    metavar="NAME",
    shell_complete=completion.one_of(completion.notations),
    rows=_notations,
)
digits = click.option(
    "--digits",
    type=click.IntRange(2, 15),
    default=5,
    show_default=True,
    help="Significant digits of worked-out numbers.",
)


class _StepType(click.ParamType[Any]):
    """A step of a training: its number, or all of them."""

    name = "step"

    def convert(
        self, value: str | int, param: click.Parameter | None, ctx: click.Context | None
    ) -> int | Literal["all"]:
        if value == "all":
            return "all"
        if isinstance(value, str) and not value.isdecimal():
            self.fail(f"{value!r} is neither a number nor `all`", param, ctx)
        return int(value)


step = click.option(
    "--step",
    type=_StepType(),
    metavar="N|all",
    shell_complete=completion.one_of(lambda: ["all"]),
    help="The step of a training to work out: N, or all; the first if left out.",
)
gradient_check = click.option(
    "--gradient-check",
    is_flag=True,
    help="Show (L(w + ε) - L(w - ε))/2ε beside every gradient.",
)
no_remarks = click.option("--no-remarks", is_flag=True, help="Leave out the remarks in the margin.")
rules = click.option("--rules", is_flag=True, help="Work derivatives rule by rule: power, product, chain.")


def not_empty(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    """A path as it is. Raises `UsageError` for an empty one, such as that of a variable without a value."""
    if value == "":
        called = param.metavar if isinstance(param, click.Argument) else param.opts[-1]
        raise UsageError(f"{called} is empty", "a file or folder has a name")
    return value


path = partial(click.option, callback=not_empty)
"""An option for a file or a folder."""
output = path(
    "-o",
    "--output",
    default="-",
    metavar="FILE",
    shell_complete=completion.file,
    help="Write to FILE; its ending chooses the format. Left out, or -: standard output.",
)


def format_name(subject: Subject, more: str = "") -> Callable[[F], F]:
    """The option for the format of a subject, with `more` to say of it."""
    told = f"{either(format_names(subject))}{more}."
    offer = completion.one_of(lambda: format_names(subject))
    return click.option("--format", "format_name", metavar="FORMAT", shell_complete=offer, help=told)


flavor = click.option(
    "--flavor",
    metavar="NAME",
    shell_complete=completion.one_of(lambda: FLAVORS),
    help=f"Of format {either(FLAVORED)}: {either(FLAVORS)}, for its Word files and MathML."
    " Left out: what GitHub, Jupyter and the others read.",
)


def file_or_output(subject: Subject, usual: str, default: str | None = None) -> Callable[[F], F]:
    """The option for a file, which has to be named where there is no default.

    Standard output has the format `usual` there.
    """
    lead = "The file" if default is None else f"The file ({default} if left out)"
    told = (
        f"{lead}: {either(own_endings(subject))}; - is standard output ({usual} unless --format says else)."
    )
    usually: dict[str, Any] = {"required": True} if default is None else {"default": default}
    return path("-o", "--output", **usually, metavar="FILE", shell_complete=completion.file, help=told)


force = click.option("--force", is_flag=True, help="Replace FILE if it is there.")


def _speak(ctx: click.Context, param: click.Parameter, value: str) -> None:
    """Chooses the language of the pages for as long as the command runs."""
    if value != "en":
        from backprop_cli.words.language import speaking

        ctx.with_resource(speaking(value))


language = click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="LANGUAGE",
    shell_complete=completion.one_of(completion.languages),
    expose_value=False,
    callback=_speak,
    help="The language of the page, never the environment's. So far there is English.",
)


def sheet_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that choose what stands on a sheet; the command gets them as one, its `layout`."""

    @wraps(command)
    def with_layout(*, no_remarks: bool, **chosen: Any) -> None:
        from backprop_cli.worksheet.layout import Layout  # `--help` does without

        own = {name: chosen.pop(name) for name in Layout._fields if name in chosen}
        command(layout=Layout(**own, remarks=not no_remarks), **chosen)

    found = with_layout
    for option in (
        language,
        rules,
        no_remarks,
        gradient_check,
        digits,
        notation,
        step,
        open_functions,
        style,
        everything,
        only,
    ):
        found = option(found)
    return found
