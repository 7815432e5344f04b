"""What PyYAML says of a broken file, in words for the person who typed it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.errors import Fault, Place

if TYPE_CHECKING:
    import yaml


class _Wording(NamedTuple):
    """For a problem that contains `sign`: what to say, and whether its context is the place."""

    sign: str
    message: str
    hint: str
    at_start: bool = False


_QUOTE = "put text that holds a `:`, `#` or starts with a sign in quotes"
_INDENT = "entries that belong together start in the same column"

# fmt: off
_WORDINGS = (
    #        PyYAML's problem             our message                              hint
    _Wording("could not find expected ':'", "a `:` is missing after this key",     "write `key: value`", at_start=True),
    _Wording("mapping values are not",    "a `:` cannot stand here",               "is the line above complete? " + _QUOTE),
    _Wording("sequence entries are not",  "a `-` cannot stand here",               "start the list on a line of its own"),
    _Wording("mapping keys are not",      "a key cannot stand here",               _INDENT),
    _Wording("but found '<block ",        "this line is not indented like those it belongs to", _INDENT),
    _Wording("expected <block end>",      "this does not belong here",             _INDENT + "; " + _QUOTE),
    _Wording("unexpected end of stream",  "this quote is never closed",            "add the same quote at the end", at_start=True),
    _Wording("document separator",        "this quote is never closed",            "add the same quote at the end", at_start=True),
    _Wording("unknown escape character",  "this backslash has no meaning here",    "write \\\\ for a backslash, or use single quotes"),
    _Wording("hexadecimal numbers",       "this escape sequence is incomplete",    "use single quotes for text with a backslash"),
    _Wording("expected the node content", "a value is missing here",               ""),
    _Wording("undefined alias",           "aliases are not allowed",               "write the value out where it is used"),
    _Wording("'<document start>'",        "the file goes on after its end",        _INDENT),
    _Wording("tag",                       "tags are not allowed",                  "put text that starts with `!` in quotes"),
    _Wording("directive",                 "lines that start with `%` are not allowed", "leave it out"),
)
# fmt: on


def syntax_fault(error: Exception, text: str) -> Fault:
    """The fault that stopped PyYAML from reading `text`, in plain English."""
    from yaml import MarkedYAMLError
    from yaml.reader import ReaderError

    if isinstance(error, ReaderError):
        return _character_fault(error.position, text)
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Fault("an escape sequence in quotes is no character", hint="use single quotes")
    problem = error.problem or ""
    if "cannot start any token" in problem:
        return _start_fault(error.problem_mark, text)
    if "expected ',' or" in problem:
        return _unclosed_fault(error)
    return _worded(error, f"{problem} {error.context or ''}")


def _worded(error: yaml.MarkedYAMLError, problem: str) -> Fault:
    for row in _WORDINGS:
        if row.sign in problem:
            mark = error.context_mark if row.at_start else error.problem_mark
            return Fault(row.message, _place(mark or error.problem_mark), row.hint)
    return Fault("this cannot be read as YAML", _place(error.problem_mark), _QUOTE)


def _place(mark: yaml.Mark | None) -> Place | None:
    return Place(mark.line + 1, mark.column + 1) if mark else None


def _start_fault(mark: yaml.Mark, text: str) -> Fault:
    char = text[mark.index]
    if char == "\t":
        return Fault("a tab cannot stand here", _place(mark), "indent with spaces")
    return Fault(f"a value cannot start with `{char}`", _place(mark), "put it in quotes")


def _unclosed_fault(error: yaml.MarkedYAMLError) -> Fault:
    """A list or mapping in brackets that goes wrong between its entries."""
    opening, mark = error.context_mark, error.problem_mark
    problem = error.problem or ""
    bracket = "]" if "']'" in problem else "}"
    if opening is None or mark is None or "<stream end>" in problem or mark.line > opening.line:
        return Fault("this bracket is never closed", _place(opening), f"add `{bracket}`")
    return Fault(
        f"a comma or `{bracket}` is missing here",
        _place(mark),
        "in quotes a text may hold commas and brackets",
    )


def _character_fault(index: int, text: str) -> Fault:
    """A character that no YAML file may hold."""
    lines = text[:index].split("\n")
    message = f"the character U+{ord(text[index]):04X} cannot stand in a problem file"
    return Fault(message, Place(len(lines), len(lines[-1]) + 1))


