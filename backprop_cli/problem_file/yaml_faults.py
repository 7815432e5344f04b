"""What PyYAML says of a broken file, in words for the person who typed it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from backprop_cli.errors import Fault, Place, cited, lines_of, place_at

if TYPE_CHECKING:
    import yaml


_QUOTE = "put a text that holds `: ` or ` #`, or that starts with a sign, in quotes"
_ABOVE = f"is the line above complete? {_QUOTE}"
_INDENT = "entries that belong together start in the same column"
_CLOSE = "add the same quote at the end"
_SINGLE = "use single quotes for text with a backslash"
_VALUE = "write the value out where it is used"
_LEAVE_OUT = "leave the line out"
_KEY = "write `key: value`"
_OWN_LINE = "start the list on a line of its own"

LONGEST_KEY = 1_024
"""Characters that YAML 1.2 allows a key on the line of its value (section 7.4.2)."""
_RUN_ON = re.compile(r"\s*(?:- +)*(?P<key>\w+):(?P<value>\S.*)")

# fmt: off
_WORDINGS = {
    # in PyYAML's problem           our message                                       hint
    "could not find expected ':'":  ("a `:` is missing after this key",                _KEY),
    "mapping values are not":       ("a `:` cannot stand here",                        _ABOVE),
    "sequence entries are not":     ("a `-` cannot stand here",                        _OWN_LINE),
    "mapping keys are not":         ("a key cannot stand here",                        _INDENT),
    "but found '<block ":           ("this line is not indented like its neighbours",  _INDENT),
    "expected <block end>":         ("this does not belong here",                      _INDENT),
    "unexpected end of stream":     ("this quote is never closed",                     _CLOSE),
    "document separator":           ("this quote is never closed",                     _CLOSE),
    "unknown escape character":     ("this backslash has no meaning here",             _SINGLE),
    "hexadecimal numbers":          ("this escape sequence is incomplete",             _SINGLE),
    "expected the node content":    ("a value is missing here",                        ""),
    "alias":                        ("aliases are not allowed",                        _VALUE),
    "anchor":                       ("anchors are not allowed",                        _VALUE),
    "'<document start>'":           ("the file goes on after its end",                 _INDENT),
    "tag":                          ("tags are not allowed",                           _QUOTE),
    "YAML document":                ("lines that start with `%` are not allowed",      _LEAVE_OUT),
    "directive":                    ("lines that start with `%` are not allowed",      _LEAVE_OUT),
}
# fmt: on

_AT_START = {"a `:` is missing after this key", "this quote is never closed"}
"""Faults whose place is where their context starts, not where PyYAML gave up."""


def syntax_fault(error: Exception, text: str) -> Fault:
    """The fault that stopped PyYAML from reading `text`, in plain English."""
    from yaml import MarkedYAMLError
    from yaml.reader import ReaderError

    if isinstance(error, ReaderError):
        return _character_fault(error.position, text)
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return Fault("an escape such as `\\U0001F600` or a line with `%` holds too large a number")
    problem = error.problem or ""
    if told := _odd_space(error.problem_mark, text) or _of_a_formula(error.problem_mark, text):
        return told
    if "cannot start any token" in problem:
        return _start_fault(error.problem_mark, text)
    if "expected ',' or" in problem:
        return _long_key(error, text) or _unclosed_fault(error)
    return (
        _missing_space(error, text)
        or _bracket_too_many(error)
        or _dash_left_out(error, text)
        or _other_dash(error, text)
        or _long_key(error, text)
        or _worded(error, f"{problem} {error.context or ''}")
    )


_ODD_SPACE = re.compile(r"(?:[ -]*[\w ]+:| *-?)(?P<odd>(?:[^\S\t ]|[\u200b-\u200f\u2060\ufeff])+)")
_BARS = re.compile(r"(?:^|[:,{]) *(?P<bars>\|[^|\n]+\|)")
_QUESTION = re.compile(r"[:,{] *(?P<case>[^:?]*(?P<sign>[<>≤≥])[^:?]*\?[^:]*:[^},]*)")


def _odd_space(mark: yaml.Mark, text: str) -> Fault | None:
    """A line up to the fault that has what only looks like a space where YAML needs one."""
    for number, line in enumerate(lines_of(text)[: mark.line + 1], start=1):
        if found := _ODD_SPACE.match(line):
            from backprop_cli.problem_file.odd_letters import unseen

            what, place = unseen(found["odd"][0]), Place(number, found.start("odd") + 1, len(found["odd"]))
            if found.start("odd"):
                return Fault(f"{what} stands here", place, "type a plain space")
            return Fault(f"this line is indented with {what}", place, "indent with plain spaces")
    return None


def _of_a_formula(mark: yaml.Mark, text: str) -> Fault | None:
    """A formula that has another meaning in YAML: |x|, or `x > 0 ? x : 0`."""
    line = lines_of(text)[mark.line]
    from backprop_cli.expr.other_functions import of_others

    if (found := _BARS.search(line)) and found.start("bars") <= mark.column <= found.end("bars"):
        place = Place(mark.line + 1, found.start("bars") + 1, len(found["bars"]))
        return Fault("a formula cannot have bars for the absolute value", place, of_others(found["bars"]))
    if found := _QUESTION.search(line):
        place = Place(mark.line + 1, found.start("sign") + 1)
        case = found["case"].strip() if found["case"].count("(") == found["case"].count(")") else ""
        return Fault(f"`{found['sign']}` cannot stand in a formula", place, of_others(case))
    return None


def _missing_space(error: yaml.MarkedYAMLError, text: str) -> Fault | None:
    """`biases:0.2` on the line where a key went wrong, or on the one above, which then runs on."""
    signs = {"could not find expected ':'": error.context_mark, "mapping values are not": error.problem_mark}
    mark = next((mark for sign, mark in signs.items() if sign in (error.problem or "")), None)
    lines = lines_of(text)
    for number in (mark.line, mark.line - 1) if mark else ():
        found = _RUN_ON.match(lines[number]) if number >= 0 else None
        if found:
            place = Place(number + 1, found.end("key") + 1)
            return space_fault(place, found["key"], found["value"])
    return None


def _long_key(error: yaml.MarkedYAMLError, text: str) -> Fault | None:
    """A key that YAML does not take for one: its colon comes too late."""
    colon, first = error.problem_mark, error.context_mark
    if "could not find expected ':'" in (error.problem or "") and first is not None:
        line = lines_of(text)[first.line]
        key = line[first.column :].partition(": ")[0].removesuffix(":")
        start = first.column if len(key) < len(line) - first.column else len(line)
    elif colon is not None and text[colon.index : colon.index + 1] == ":":
        first, line = colon, lines_of(text)[colon.line]
        before = line[: colon.column].rstrip()
        start = before.rfind(before[-1], 0, -1) if before[-1:] in _QUOTE_SIGNS else _key_start(before)
        key = before[start:]
    else:
        return None
    if len(key) <= LONGEST_KEY or start >= len(line):
        return None
    place = Place(first.line + 1, start + 1, len(key))
    return Fault(f"a key may have at most {LONGEST_KEY:,} characters", place, "give it a shorter name")


def _bracket_too_many(error: yaml.MarkedYAMLError) -> Fault | None:
    """A closing bracket where none is open."""
    found = _CLOSING.search(error.problem or "")
    return (
        Fault(f"this `{found[1]}` closes nothing", _place(error.problem_mark), "leave it out")
        if found
        else None
    )


_CLOSING = re.compile(r"expected <block end>, but found '([\]}])'")
_LAYERS = re.compile(r"layers\s*:\s*(?:#.*)?")
_KEY_OF_LAYER = re.compile(
    r"(?P<dash>\s*- +|\s*)(?P<key>weights|units|biases|activation|init|normalize|dropout)\s*:"
)


def _dash_left_out(error: yaml.MarkedYAMLError, text: str) -> Fault | None:
    """A layer without the `-` before its first key: right below `layers:`, or where a key comes again."""
    if error.problem_mark is None or "expected <block end>" not in (error.problem or ""):
        return None
    lines, number = lines_of(text), error.problem_mark.line
    first = error.context_mark.line if error.context_mark else number
    if lines[number].lstrip().startswith("- "):  # a later layer is right, what comes first has no dash
        below = (each for each in range(number, 0, -1) if _LAYERS.fullmatch(lines[each - 1].rstrip()))
        first = next(below, first)
    if (
        first > 0
        and _LAYERS.fullmatch(lines[first - 1].rstrip())
        and "-" not in lines[first].partition(":")[0]
    ):
        number = first
    elif not _comes_again(lines[:number], lines[number]):
        return None
    found = _KEY_OF_LAYER.match(lines[number])
    if not found:
        return None
    written = cited(f"- {lines[number].strip()}")
    place = Place(number + 1, found.start("key") + 1, len(found["key"]))
    return Fault("a layer begins with `- `", place, f"write {written}")


def _comes_again(above: list[str], line: str) -> bool:
    """Whether the layer above has the key of a line already."""
    found = _KEY_OF_LAYER.match(line)
    for each in reversed(above):
        before = _KEY_OF_LAYER.match(each)
        if found and before and before["key"] == found["key"]:
            return True
        if before and "-" in before["dash"]:
            break
    return False


_OTHER_DASH = re.compile(r"\s*(?P<dash>-(?=\w)|[*•·–—])\s*(?P<entry>\w+ *:.*)")


def _other_dash(error: yaml.MarkedYAMLError, text: str) -> Fault | None:
    """`-weights: …` or `• weights: …`, on the line where reading ended or on the one above."""
    lines = lines_of(text)
    number = error.problem_mark.line if error.problem_mark else 0
    for each in (number, number - 1):
        found = _OTHER_DASH.match(lines[each]) if 0 <= each < len(lines) else None
        if found:
            place = Place(each + 1, found.start("dash") + 1)
            written = cited(f"- {found['entry'].rstrip()}")
            return Fault("an entry of a list begins with `- `", place, f"write {written}")
    return None


_QUOTE_SIGNS = frozenset("'\"")


def _key_start(before: str) -> int:
    """Where the key starts that a piece of a line ends with; its end, where another colon stands in it."""
    start = max(map(before.rfind, ",{}[]")) + 1
    while before[start : start + 1].isspace() or before[start : start + 2] == "- ":
        start += 1
    return len(before) if ": " in before[start:] else start


def space_fault(place: Place, key: str, value: str) -> Fault:
    """The fault of `key:value`, at the colon."""
    return Fault("a space is missing after this `:`", place, f"write {cited(f'{key}: {value}')}")


def _worded(error: yaml.MarkedYAMLError, problem: str) -> Fault:
    for sign, (message, hint) in _WORDINGS.items():
        if sign in problem:
            mark = error.context_mark if message in _AT_START else None
            return Fault(message, _place(mark or error.problem_mark), hint)
    return Fault("this cannot be read as YAML", _place(error.problem_mark), _QUOTE)


def _place(mark: yaml.Mark | None) -> Place | None:
    return Place(mark.line + 1, mark.column + 1) if mark else None


def _start_fault(mark: yaml.Mark, text: str) -> Fault:
    if text[mark.index] == "\t":
        return Fault("a tab cannot stand here", _place(mark), "indent with spaces")
    if text.startswith("```", mark.index):
        return Fault("a fence of Markdown cannot stand here", _place(mark), _LEAVE_OUT)
    return Fault("a value cannot start with this character", _place(mark), "put it in quotes")


def _unclosed_fault(error: yaml.MarkedYAMLError) -> Fault:
    """A list or mapping in brackets that goes wrong between its entries."""
    opening, mark = error.context_mark, error.problem_mark
    problem = error.problem or ""
    bracket = "]" if problem.startswith("expected ',' or ']'") else "}"
    if opening is None or mark is None or "<stream end>" in problem or mark.line > opening.line:
        return Fault("this bracket is never closed", _place(opening), f"add `{bracket}`")
    return Fault(
        f"a comma or `{bracket}` is missing here",
        _place(mark),
        "in quotes a text may hold commas and brackets",
    )


def _character_fault(index: int, text: str) -> Fault:
    """A character that no YAML file may hold."""
    message = f"the character U+{ord(text[index]):04X} cannot stand in a problem file"
    return Fault(message, place_at(text, index))
