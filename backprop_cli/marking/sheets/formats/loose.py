"""A broken YAML or JSON sheet -> entries, line by line: a bad line costs only itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backprop_cli.marking.sheets.formats.blocks import with_blocks
from backprop_cli.marking.sheets.formats.counted_words import ANY
from backprop_cli.marking.sheets.formats.raw import ANSWERS, GIVEN, WHO, Pairs, Raw, RawLine, UnreadableError
from backprop_cli.marking.sheets.formats.worked import has_worked_block, has_worked_marks
from backprop_cli.marking.sheets.formats.yaml_sheet import headings_in, tree_of
from backprop_cli.marking.sheets.marks import is_struck, without_marks, without_remark
from backprop_cli.marking.sheets.sheet import Who
from backprop_cli.marking.sheets.sides import PartedLine, brackets_opened, last_side, parted
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.words.read_back import apart_from_mark, who_lines

_BULLET = re.compile(
    rf"^(?:>\s?|[∴⇒→]\s*|=>\s*|(?:[-•*–]|[0-9]{{1,3}}[.)](?!\s+(?i:{ANY})(?!\w)))\s+(?:\[[ xX✓✔]\]\s+)?)+"
)
"""What stands before a line: `-`, `2.`, `- [x]`, `>` of a quotation, ∴; not the number of `2. Schritt`."""
_BREAK = re.compile(r"(?<![\\\s])\s*\\$")
"""A line break of Markdown."""

SPACED = re.compile(
    r"(?P<name>[^\W\d](?:[^\s:=≈,;|()\[\]⟨⟩{}]|\[[^][]*\]|\([^()]*\)|⟨[^⟨⟩]*⟩|\{[^{}]*\}){0,60})"
    r"[ \t]+(?P<value>[-−–+]?[.\d][^\s:=|]{0,40})"
)
"""`z1[1] 0.24`: a name and one number, with nothing but a space between them."""


def read_loosely(text: str) -> Raw:
    """What can be read of a sheet whose whole is no YAML: every name with what follows it."""
    who, entries, given = dict[str, str](), [], False
    keys, has_block, has_marks = _who_keys(), has_worked_block(text), has_worked_marks(text)
    for entry in map(_entry, _chunks(with_blocks(text))):
        head = entry.name.casefold()
        if key := keys.get(head):
            who[key] = who.get(key) or str(entry.value)
        elif head == ANSWERS or (head == GIVEN and not entry.text):
            given = has_block and head == GIVEN
            if isinstance(entry.value, Pairs):
                entries += [each._replace(given=given) for each in entry.value.pairs]
        else:
            entries.append(entry._replace(given=given or (has_marks and entry.given)))
    return Raw(Who(**who), tuple(entries), headings_in(text))


def _who_keys() -> dict[str, str]:
    """What stands before the colon of a line that says whose sheet it is, with its key."""
    ours = {head.rstrip(": ").casefold(): key for head, key in who_lines().items()}
    return {**{key: key for key in WHO}, **ours}


def _chunks(text: str) -> Iterator[tuple[int, str]]:
    """Runs of lines that begin with a name, each with the number of its first line; others by themselves."""
    start, run, depth = 0, list[str](), 0
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        line = _without_plus(_BREAK.sub("", _BULLET.sub("", line.strip())), run)
        if not line or is_struck(line):
            continue
        if _begins_entry(line) and not (run and _wants_more(run[-1])):
            if run:
                yield start, "\n".join(run)
            start, run, depth = number, [line], brackets_opened(line)
        elif run and _goes_on(run, line, is_open=depth > 0):
            run.append(f"  {line}")
            depth += brackets_opened(line)
        elif any(map(str.isalnum, line)):  # a rule under a heading says nothing
            yield number, line
    if run:
        yield start, "\n".join(run)


def _without_plus(line: str, run: list[str]) -> str:
    """A line without `+` as its bullet: where a name follows, and the answer before it is a number already.

    Behind a formula it goes on with the sum.
    """
    bare = line[1:].lstrip() if line.startswith(("+ ", "+\t")) else ""
    before = parted(run[-1]) if run else None
    is_whole = not run or (before is not None and _is_number(before.value))
    return bare if bare and is_whole and _begins_entry(bare) else line


_OF_ARRAY = re.compile("(?:grad_fn|dtype|device|requires_grad|shape)=")
"""What stands behind the numbers of an array that a program prints, at times on a line of its own."""


def _begins_entry(line: str) -> bool:
    if SPACED.fullmatch(line):
        return True
    if _OF_ARRAY.match(line) or _MATRIX.match(line):
        return False
    return parted(line) is not None and (line[0].isalpha() or line[0] in "\"'∂∇`*$\\")


_MATRIX = re.compile(r"\\begin\{[a-zA-Z]{0,6}matrix\}")
"""A line that begins so is a factor, or the result, of what stands above it."""
_PROSE = re.compile(r"[^\W\d_]+[,.:]?\s+[^\W\d_]{2,}|[^\W\d_]{3,}[.:!?]?$")
_STARTS = re.compile(
    r"(?:&?\s*(?:\\q?quad\s*)?(?:\{\}\s*)?)?"
    r"(?:[=≈·×⋅∗/^]|\*(?!\*\s*[^\W\d_])|\\(?:approx|cdot|times|ast)(?![a-z])|[+−]\s)"
)
"""How a line begins that goes on with a formula; −0.5 may be a number by itself."""
_SUM = re.compile(
    r"(?:&?\s*(?:\\q?quad\s*)?(?:\{\}\s*)?)?[+−](?:\[.*|(?=[\w(\\])[^=≈]*[·*×(\\][^=≈]*(?:[=≈].*)?)"
    r"|&\s*\\q?quad\s*\{\}\s*[+−-].*"
)
"""A line that adds to the sum above it; what stands there alone is a number."""
_OPEN_SUM = re.compile(r"[\w)\]}]\s*(?P<sign>[+·×⋅/∗−]|(?<=\s)[*-]|\\cdot|\\times)$")
"""How a line ends that goes on below, whatever stands there."""
_SIGNS_ALONE = frozenset("=≈·×")
"""What may stand on a line by itself, between matrices."""
_ENDS = frozenset("-=≈+*·×⋅/^,−([{")


def _goes_on(run: list[str], line: str, *, is_open: bool) -> bool:
    """Whether a line without a name belongs to the run before it: a list, a broken formula, a value."""
    wants_more = run[0].rstrip().endswith(":") or run[-1].rstrip()[-1] in _ENDS
    if is_open or wants_more:
        return not _PROSE.match(line)
    is_summand = _SUM.fullmatch(line) is not None and not _is_number(" ".join(run))
    goes_on = is_summand or _STARTS.match(line) is not None or _MATRIX.match(line) is not None
    return (goes_on and any(map(str.isalnum, line))) or line[0] in "]})" or line in _SIGNS_ALONE


def _wants_more(line: str) -> bool:
    """Whether a formula is broken behind an operator; behind a number that may be a dash or a star."""
    operator = _OPEN_SUM.search(line)
    return operator is not None and not _is_number(line[: operator.start("sign")])


def _is_number(value: str) -> bool:
    """Whether a value comes to a number, with marks around it or none."""
    return read_number(without_marks(last_side(value)).text) is not None


def _entry(chunk: tuple[int, str]) -> RawLine:
    number, text = chunk
    if spaced := SPACED.fullmatch(text):
        return RawLine(spaced["name"].strip("\"'`*"), spaced["value"], number)
    sides = parted(text)
    if sides is None:
        return RawLine("", text, number)
    text = text.rstrip("}, \n") if text.count("{") < text.count("}") else text.rstrip(", \n")
    if not sides.is_colon or ((first := parted(text.partition("\n")[0])) and _MARK.match(first.value)):
        return _split(text, number, "")
    try:
        tree = tree_of(text)
    except UnreadableError as error:
        return _split(text, number, str(error))
    if isinstance(tree, Pairs) and len(tree.pairs) == 1:
        return tree.pairs[0]._replace(line=number)
    return _split(text, number, "")


_MARK = re.compile(r"[-−–]\s|\*\*|`")
"""How a value begins that in YAML is a list or a link, on the line of its name: it is `- 0.5`."""


def _split(text: str, number: int, flaw: str) -> RawLine:
    """`name: rest` or `name = rest`, the rest as it stands; of a line of our sheet `symbol   name = rest`."""
    name, value, _ = parted(text) or PartedLine("", text)
    answer, is_given = apart_from_mark(" ".join(without_remark(each) for each in value.splitlines()))
    _, gap, own = name.rpartition("  ")  # a symbol, some spaces, the name
    is_ours = gap and own.strip() and len(own.split()) == 1
    return RawLine(own.strip() if is_ours else name, answer, number, flaw, given=is_given)
