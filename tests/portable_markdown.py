r"""A lint of the Markdown that GitHub, GitLab, VS Code, Jupyter, pandoc and Obsidian all show.

`lint` looks at the text, `katex_errors` reads every formula with KaTeX in its strict mode.

Why each rule: a host reads Markdown before it reads math, so whatever Markdown would take for its
own (`*`, a backslash before punctuation, an underscore after a bracket, a line that starts like a
list) does not reach the math engine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import quickjs

MAX_BLOCK = 1_000
"""Characters of one display formula must stay below this."""

Kind = Literal["text", "code", "edge", "math"]


@dataclass(frozen=True)
class Line:
    """A line of the file: ordinary text, code, a `$$`, or inside a display formula."""

    number: int
    text: str
    kind: Kind


@dataclass(frozen=True)
class Formula:
    """A formula as the math engine gets it, and the line it starts on."""

    line: int
    tex: str
    display: bool


IN_FORMULA = (
    (r"\\[!-/:-@\[-`{-~]",         "a backslash before punctuation (Markdown removes it)"),
    (r"\*",                        r"`*` (write \ast or \cdot)"),
    (r"\|",                        r"`|` (write \lvert and \rvert)"),
    (r"%",                         "`%` (starts a comment)"),
    (r"<",                         r"`<` (write \lt)"),
    (r">",                         r"`>` (write \gt)"),
    (r"(?<![A-Za-z\\])_",          "a subscript on anything but a bare letter (Markdown emphasis)"),
    (r"\\operatorname(?![A-Za-z])", r"\operatorname (GitHub refuses it; write \mathrm)"),
)  # fmt: skip
"""What no formula may hold, and the reason or the way round it."""

AT_EDGE = (
    (r"^\s|\s$",  "a space right inside the dollars"),
    (r"^[(.,]",   "a formula that starts with `(`, `.` or `,`"),
)  # fmt: skip
"""What an inline formula may not start or end with."""

_NUMBER = r"(?:=|\\approx)?\s*[-+]?[\d.]+(?:\s*\\(?:cdot|times)\s*10\^(?:\d|\{-?\d+\}))?"
r"""A number alone: `0.25`, `\approx 0.25`, `-1.5 \cdot 10^{-3}`."""

IN_TEXT = (
    (r"(?<!\\)<(?!https?://)[A-Za-z/!?]", "raw HTML"),
    (r"^ {0,3}#+ .*(?<!\\)\$",            "math in a heading"),
    (rf"^ {{0,3}}\|.*\$\s*{_NUMBER}\s*\$", "a number as math in a table"),
)  # fmt: skip
"""What no line of text may hold, code spans left out."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_INLINE = re.compile(r"(?<!\\)\$(?P<tex>[^$]*)(?<!\\)\$(?P<after>\w?)")
_LINE_START = re.compile(r"\s*([=\-+#>]|\d+[.)](?=\s|$))")


def lint(text: str) -> list[str]:
    """What in `text` some host would show wrong, each as `line N: …`, in the order of the file."""
    lines = list(_lines(text))
    found = [*_in_text(lines), *_around_blocks(lines), *_inside_blocks(lines), *_in_formulas(lines)]
    return [f"line {number}: {message}" for number, message in sorted(found)]


def katex_errors(text: str) -> list[str]:
    """What KaTeX, strict, says of each formula of `text` that it refuses, as `line N: …`."""
    said = ((each.line, _refusal(each.tex, each.display)) for each in formulas(text))
    return [f"line {number}: {message}" for number, message in said if message]


def formulas(text: str) -> list[Formula]:
    """Every formula of a Markdown text, inline and display."""
    return list(_formulas(list(_lines(text))))


def _lines(text: str) -> Iterator[Line]:
    fence, in_math = "", False
    for number, line in enumerate(text.split("\n"), start=1):
        mark = _FENCE.match(line)
        if fence or (mark and not in_math):
            yield Line(number, line, "code")
            fence = _fence_after(fence, mark[1] if mark else "", line)
        elif line.strip() == "$$":
            in_math = not in_math
            yield Line(number, line, "edge")
        else:
            yield Line(number, line, "math" if in_math else "text")


def _fence_after(fence: str, mark: str, line: str) -> str:
    """The fence that is open after this line: a closing one is as long, of the same character."""
    closes = fence and mark.startswith(fence) and line.strip() == mark
    return "" if closes else fence or mark


def _without_code(line: str) -> str:
    return _CODE_SPAN.sub(lambda span: "x" * len(span[0]), line)


def _blocks(lines: list[Line]) -> Iterator[tuple[int, int]]:
    """Positions of the two edges of each display formula; an unclosed one ends with the file."""
    edges = [place for place, line in enumerate(lines) if line.kind == "edge"]
    for place in range(0, len(edges), 2):
        yield edges[place], edges[place + 1] if place + 1 < len(edges) else len(lines)


def _formulas(lines: list[Line]) -> Iterator[Formula]:
    for start, end in _blocks(lines):
        body = "\n".join(line.text for line in lines[start + 1 : end])
        yield Formula(lines[start].number, body, display=True)
    for line in lines:
        if line.kind == "text":
            for match in _INLINE.finditer(_without_code(line.text)):
                yield Formula(line.number, match["tex"], display=False)


def _in_text(lines: list[Line]) -> Iterator[tuple[int, str]]:
    for line in lines:
        if line.kind == "text":
            bare = _without_code(line.text)
            yield from ((line.number, said) for rule, said in IN_TEXT if re.search(rule, bare))
            yield from ((line.number, said) for said in _dollars(bare))


def _dollars(line: str) -> Iterator[str]:
    if "$$" in line:
        yield "`$$` that is not alone on its line"
    elif "$" in re.sub(r"\\\$", "", _INLINE.sub(r"\g<after>", line)):
        yield "a dollar sign without its pair"
    if any(match["after"] for match in _INLINE.finditer(line)):
        yield "a letter or digit right after a formula"


def _around_blocks(lines: list[Line]) -> Iterator[tuple[int, str]]:
    for start, end in _blocks(lines):
        if end == len(lines):
            yield lines[start].number, "`$$` that is never closed"
        for place, beyond in ((start, start - 1), (end, end + 1)):
            if place < len(lines) and lines[place].text != "$$":
                yield lines[place].number, "`$$` that is not at top level"
            if 0 <= beyond < len(lines) and lines[beyond].text.strip():
                yield lines[place].number, "no blank line around a display formula"


def _inside_blocks(lines: list[Line]) -> Iterator[tuple[int, str]]:
    for line in lines:
        if line.kind == "math" and not line.text.strip():
            yield line.number, "a blank line inside a display formula"
        if line.kind == "math" and (start := _LINE_START.match(line.text)):
            yield line.number, f"a line of a formula that starts with `{start[1]}`"


def _in_formulas(lines: list[Line]) -> Iterator[tuple[int, str]]:
    for formula in _formulas(lines):
        rules = IN_FORMULA if formula.display else (*IN_FORMULA, *AT_EDGE)
        yield from ((formula.line, said) for rule, said in rules if re.search(rule, formula.tex))
        if len(formula.tex) >= MAX_BLOCK:
            yield formula.line, f"a formula of {MAX_BLOCK} characters or more"
        if not formula.tex.strip():
            yield formula.line, "an empty formula"


@cache
def _refusal(tex: str, display: bool) -> str:
    """What KaTeX says of a formula, or nothing; the same one stands on many pages."""
    return _katex()(tex, display)


@cache
def _katex() -> quickjs.Function:
    """A function (formula, display) -> message or "", with the script read once."""
    spec = find_spec("sphinxcontrib.katex")
    assert spec is not None
    assert spec.origin is not None
    script = Path(spec.origin).with_name("katex.min.js").read_text(encoding="utf-8")
    context = quickjs.Context()
    context.eval(script)
    context.eval(
        "function check(tex, displayMode) {"
        "  try { katex.renderToString(tex, {displayMode, strict: 'error', throwOnError: true}) }"
        "  catch (error) { return error.message }"
        "  return '' }"
    )
    return context.get("check")
