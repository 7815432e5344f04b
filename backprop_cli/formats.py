"""Every output in one list: its name, the file endings it is chosen by, what makes it, and of what.

Help, errors and the suffixes of every command come from here. What makes an output is loaded when it is
asked for.
"""

from collections.abc import Iterable
from enum import Enum
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, Protocol, runtime_checkable

from backprop_cli.errors import UsageError, cited, nearest

if TYPE_CHECKING:
    from backprop_cli.marking.results.report import SheetReport
    from backprop_cli.marking.results.tally import ClassReport
    from backprop_cli.worksheet.document import Document


class Subject(Enum):
    """What is put out."""

    SOLUTION = "a solution"
    BLANK = "a blank sheet"
    MARKED = "a marked sheet"
    CLASS = "the results of a class"
    LINES = "the single lines of marked sheets"
    HINT = "a hint"
    GROUNDS = "the reasons of a verdict"


@runtime_checkable
class Renderer(Protocol):
    """Turns a document into text: the whole contract of a format."""

    def render(self, document: "Document") -> str:
        """The whole document."""


@runtime_checkable
class Results(Protocol):
    """Turns marked sheets into text, gathered one by one: the whole contract of a format of marks."""

    whole: bool
    """Whether it has every line of each sheet, with what was expected."""

    def add(self, report: "SheetReport") -> None:
        """One more sheet; nothing of it need be kept but its text."""

    def text(self, results: "ClassReport") -> str:
        """All sheets, and what they amount to."""


class Flavor(NamedTuple):
    """The same format for programs that read it otherwise."""

    name: str
    maker: str
    """As of the format itself."""


class Format(NamedTuple):
    """One row of the list."""

    name: str
    endings: tuple[str, ...]
    """Of files, its own first; of formats that share one, an ending chooses the first in the list."""
    maker: str
    """A module of this package and a class in it: a `Renderer` or `Results`."""
    subjects: tuple[Subject, ...]
    flavors: tuple[Flavor, ...] = ()

    def flavored(self, name: str | None) -> "Format":
        """The format in one of its flavours; as it is where none is named.

        Raises `UsageError` where it has no such flavour.
        """
        if name is None:
            return self
        found = {each.name: each.maker for each in self.flavors}
        if name in found:
            return self._replace(maker=found[name])
        if found:
            hint = nearest(name, found) or f"known are {', '.join(found)}"
            raise UsageError(f"format {cited(self.name)} has no flavour {cited(name)}", hint)
        raise UsageError(
            f"format {cited(self.name)} has no flavours", f"--flavor is for --format {either(FLAVORED)}"
        )

    def made(self) -> Renderer | Results:
        """A new one of its makers."""
        module, _, name = self.maker.rpartition(".")
        made: Renderer | Results = getattr(import_module(f"backprop_cli.{module}"), name)()
        return made


SOLUTION, BLANK, MARKED, CLASS, LINES, HINT, GROUNDS = Subject
_MARKS = (MARKED, CLASS)
_PAGES = (SOLUTION, *_MARKS, HINT, GROUNDS)
_SHEETS = (*_PAGES, BLANK)
_FLAVORS = (Flavor("pandoc", "render.markdown.ForPandoc"),)
# fmt: off
FORMATS = (
    #      name          endings               maker                                    subjects, flavours
    Format("terminal",   (".txt",),            "render.terminal.Terminal",              _PAGES),
    Format("markdown",   (".md", ".markdown"), "render.markdown.Markdown",              _SHEETS, _FLAVORS),
    Format("html",       (".html", ".htm"),    "render.html.Html",                      _SHEETS),
    Format("yaml",       (".yaml", ".yml"),    "render.blank_yaml.BlankYaml",           (BLANK,)),
    Format("text",       (".txt",),            "render.blank_text.BlankText",           (BLANK,)),
    Format("json",       (".json",),           "export.json.Json",                      (SOLUTION,)),
    Format("json",       (".json",),           "export.results_json.JsonResults",       (*_MARKS, GROUNDS)),
    Format("csv",        (".csv",),            "export.results_csv.CsvResults",         _MARKS),
    Format("csv",        (".csv",),            "export.results_csv.CsvLines",           (LINES,)),
    Format("gradescope", (".json",),           "export.results_gradescope.Gradescope",  (MARKED,)),
    Format("python",     (".py",),             "export.python.PythonProgram",           (SOLUTION,)),
    Format("pytorch",    (".py",),             "export.pytorch.PyTorch",                (SOLUTION,)),
)
# fmt: on
"""Every format. The first one of a subject is what standard output gets."""
FLAVORED = tuple(each.name for each in FORMATS if each.flavors)
"""The formats that have flavours."""
FLAVORS = tuple(dict.fromkeys(flavor.name for each in FORMATS for flavor in each.flavors))


def formats_of(subject: Subject) -> tuple[Format, ...]:
    """The formats that a subject has, the usual one first."""
    return tuple(each for each in FORMATS if subject in each.subjects)


def by_name(name: str, subject: Subject) -> Format:
    """The format called `name`; raises `UsageError` with the nearest one where the subject has none."""
    known = format_names(subject)
    if name in known:
        return formats_of(subject)[known.index(name)]
    hint = nearest(name, known) or f"known are {', '.join(known)}"
    if any(name == each.name for each in FORMATS):
        raise UsageError(f"{subject.value} has no format {cited(name)}", hint)
    raise UsageError(f"there is no format {cited(name)}", hint)


def by_ending(path: str, subject: Subject) -> Format:
    """The format that a file's ending asks for; raises `UsageError` if none does."""
    asked = [each for each in FORMATS if path.lower().endswith(each.endings)]
    for each in asked:
        if subject in each.subjects:
            return each
    hint = _by_pandoc(path, subject) or f"use one of {', '.join(endings(subject))}, or --format"
    if asked:
        raise UsageError(f"{subject.value} has no format with the ending of `{path}`", hint)
    raise UsageError(f"no format has the ending of `{path}`", hint)


_PRINTED = "write `-o {page}`; a browser prints that to PDF"
_PLAIN = "write `-o {markdown}`, then `pandoc {markdown} -o {path}`"
_FOR_PANDOC = "write `-o {markdown} --flavor pandoc`, then `pandoc {markdown} -o {path}`"
_PANDOC = {
    ".pdf": _PRINTED,
    ".ipynb": _PLAIN,
    **dict.fromkeys((".docx", ".odt", ".tex", ".latex", ".epub", ".rtf"), _FOR_PANDOC),
}
"""What pandoc makes of Markdown, by ending."""


def _by_pandoc(path: str, subject: Subject) -> str:
    """The way to a file that another program makes of ours; nothing where there is none."""
    stem, dot, ending = path.rpartition(".")
    from shlex import quote  # only an error needs it

    way = _PANDOC.get(f"{dot}{ending.lower()}", "") if stem else ""
    markdown, page = (quote(f"{stem}{each}") for each in (".md", ".html"))
    said = way.format(markdown=markdown, page=page, path=quote(path))
    return said if "markdown" in format_names(subject) else ""


def format_names(subject: Subject) -> tuple[str, ...]:
    """The names of the formats that a subject has."""
    return tuple(each.name for each in formats_of(subject))


def endings(subject: Subject) -> tuple[str, ...]:
    """All endings that choose a format of a subject."""
    return tuple(dict.fromkeys(ending for each in formats_of(subject) for ending in each.endings))


def own_endings(subject: Subject) -> tuple[str, ...]:
    """The ending that each format of a subject has first."""
    return tuple(dict.fromkeys(each.endings[0] for each in formats_of(subject)))


def either(words: Iterable[str]) -> str:
    """`a`, `a or b`, `a, b or c`."""
    *before, last = words
    return f"{', '.join(before)} or {last}" if before else last
