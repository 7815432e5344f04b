"""Headings, columns and rows that say of which step or sample lines are: `## Step 2`, `| sample 3 |`."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.counted_words import (
    ANY,
    LETTERS,
    SCOPE_WORDS,
    samples_by_letter,
    with_numbers,
)
from backprop_cli.marking.sheets.formats.raw import LineScope, Pairs, RawLine, RawValue
from backprop_cli.marking.sheets.formats.sample_inputs import SampleAt, sample_by_inputs
from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.sides import answer_on, parted

_ONE = (
    rf"(?:(?P<word>{ANY})[\s_]*(?:no\.?|nr\.?|number|n[°º]|[#=:(])?\s*(?P<number>\d{{1,4}})\)?"
    rf"|(?P<letter>[{LETTERS}])\s*=\s*(?P<value>\d{{1,4}})"
    rf"|(?P<ordinal>\d{{1,4}})(?:st|nd|rd|th|\.|[ªºe]|er|ère|ème)?\s+(?P<behind>{ANY})(?!\s*\d))(?![\w\[@#])"
)
_SCOPE = re.compile(_ONE, re.IGNORECASE)
_EACH = re.sub(r"[?]P<[a-z]+>", "?:", _ONE)
SCOPES = rf"(?P<scopes>{_EACH}(?:\s*[,;/:–-]?\s*{_EACH})*)(?:\s*(?:of|/|von|de|di|van)\s*\d{{1,4}})?"
INTO = (
    r"(?P<into>(?:(?:in|at|for|on|during|within|now|then|next|im|am|für|bei|beim|zum|nun|jetzt|dann|pour|à|a|dans"
    r"|en|para|durante|per|nel|nella|al|em|no|na|voor|bij|op|the|das|die|der|dem|den|le|la|el|il|lo|o|de|het)\s+"
    r"|[àal]*l['’]\s*){1,3})?"
)
"""What leads into a step or a sample: `in the`, `now`, `à l'`."""
_HEADING = re.compile(
    rf"[#>*_=\s([•·–-]*(?:\d{{1,3}}[.)]\s+)?{INTO}{SCOPES}(?P<rest>(?:[\s*_:.,;)\]=(–—-].*)?)",
    re.IGNORECASE,
)
_BEHIND = re.compile(
    r"(?P<base>.*?\S)\s*(?:[,(\[{]|\s(?:at|in|of|for)\s|\s)\s*"
    rf"(?P<scopes>{_EACH})\s*[)\]}}]?",
    re.IGNORECASE,
)
BEFORE_SIGN = re.compile(rf"[,;]\s*{_EACH}\s*(?=[=≈≃≅→⇒:])", re.IGNORECASE)
"""`, step 2` before the sign of a line: what is said behind a name is no cell of a table."""
_LEVEL = re.compile(r"\s*(#{1,6})\s")
_CLOSING = re.compile(
    r"[\s#>*_=•–-]*(?:(?:whole|full|entire|for the|the|mean|average|total|all|gesamt)\W+)*"
    r"(?:batch|total|totals|sums?|means?|averaged?|averages|avg|ø|all(?: \w+)?|updates?|gradients?|results?"
    r"|summary|new weights|gesamt|summe|mittelwert)"
    r"(?: (?:\w+ ){0,5}\w+)?[\s*_:.#=]*",
    re.IGNORECASE,
)
"""A heading below which lines are of no single sample any more."""
_COUNTER = re.compile(rf"^[#>*_ \t•·–-]*[{LETTERS}] *= *(\d{{1,4}})[ \t*_:]*$", re.MULTILINE)
_SIGN_OF_AN_ANSWER = re.compile(r"[=≈←→⇒]|:=")
_GIVEN = re.compile(r"(?<![^\W\d_])(?:x|y|t|i|inputs?|targets?|labels?)[\d_]{0,3}\s*=", re.IGNORECASE)
"""What a heading may say of its sample in brackets: `Sample 1 (x = (1, -2), y = 1)`."""
_SAID_WITHIN = re.compile(rf"[(\[,][ ]?{_EACH}[ ]?[)\]]?[ ]?[=≈:]", re.IGNORECASE)
LONGEST_VALUE = 2_000
LONGEST_HEADING = 120


def scope_said(text: str) -> LineScope | None:
    """What a heading or the head of a column says; None where it is none: `step 2`, `t = 2`, `2. Schritt`."""
    plain = text.strip()
    if not 0 < len(plain) <= LONGEST_HEADING:
        return None
    numbered = with_numbers(plain)
    found = _HEADING.fullmatch(numbered)
    if found is None:
        return None
    said = found["scopes"].strip()
    scope = scope_in_words(said)
    if found["into"] and any(map(str.isalpha, found["rest"])) and not is_marked(plain):
        return None  # a sentence
    behind_number = found["rest"].strip(" \t*_:#")
    is_given = bool(scope.sample) and behind_number.startswith("(") and behind_number.endswith(")")
    rest = behind_number.strip(".,;)(]=–—-* \t_:#")
    if _SIGN_OF_AN_ANSWER.search(_GIVEN.sub("", rest) if is_given else rest):
        return None
    said = said if numbered == plain else plain.strip("#>*_= :")
    return scope._replace(said=said, has_words=any(map(str.isalpha, rest)))


def is_marked(line: str) -> bool:
    """Whether a line is known for a heading by its signs, or by the colon at its end."""
    return line.startswith(("#", "**")) or line.rstrip("*_ ").endswith(":")


def speaks_of_scopes(value: str) -> bool:
    """Whether a step or sample is said before a further sign in what stands behind a name."""
    return len(value) <= LONGEST_VALUE and _SAID_WITHIN.search(value) is not None


def scope_in_words(said: str) -> LineScope:
    """The epoch, step and sample that words say, one or several, and the words."""
    scope = LineScope(said=said.strip())
    for each in _SCOPE.finditer(said):
        word = each["word"] or each["letter"] or each["behind"]
        number = int(each["number"] or each["value"] or each["ordinal"])
        scope = scope.at(SCOPE_WORDS[" ".join(word.casefold().split())], number)
    return scope


def counted_by(head: str) -> str:
    """What the numbers below a head count, `step`: epochs, steps or samples; empty for any other head."""
    plain = " ".join(head.casefold().strip(" \t*_:.#°").split())
    return SCOPE_WORDS.get(plain, "")


def scope_of_cell(kind: str, cell: str) -> LineScope | None:
    """What a cell below such a head says: `2`, or `step 2`; None where it is no number."""
    plain = cell.strip(" \t*_#.:")
    if plain.isascii() and plain.isdigit() and len(plain) <= len("9999"):
        return LineScope(said=f"{kind} {int(plain)}").at(kind, int(plain))
    return scope_said(cell)


def is_of_all(cell: str) -> bool:
    """Whether a row sums up the others: `mean`, `Total`."""
    return 0 < len(cell.strip()) <= LONGEST_HEADING and _CLOSING.fullmatch(cell.strip()) is not None


class NameInScope(NamedTuple):
    """A name with what is said behind it: `z1[1] (step 2)`, `z1[1], sample 2`."""

    base: str
    scope: LineScope


def apart_from_scope(written: str) -> NameInScope | None:
    """A name so; None where nothing is said behind it."""
    found = _BEHIND.fullmatch(written) if len(written) <= LONGEST_HEADING else None
    return NameInScope(found["base"].rstrip(" ,"), scope_in_words(found["scopes"])) if found else None


# --- headings above lines ---------------------------------------------------------------------------


def with_headings(
    entries: Sequence[RawLine], text: str, is_name: IsName, sample_at: SampleAt | None
) -> tuple[RawLine, ...]:
    """The lines with what the headings above them say, without the headings themselves.

    `sample_at` tells which samples have some inputs, where there are several samples.
    """
    by_inputs = _samples_by_inputs(text, sample_at) if sample_at else {}
    above = _scopes_by_line(text, is_name, by_inputs)
    entries = [entry for entry in entries if entry.line not in by_inputs or not isinstance(entry.value, str)]
    found = [inner for entry in entries for inner in _opened(entry, is_name)]
    if not above:
        return tuple(found)
    starts, said = list(above), list(above.values())
    below = ((entry, bisect_right(starts, entry.line) if entry.line else 0) for entry in found)
    lines = (
        entry._replace(scope=entry.scope.within(said[before - 1])) if before else entry
        for entry, before in below
    )
    return tuple(each for each in lines if not _is_heading(each, above))


def _is_heading(entry: RawLine, above: dict[int, LineScope]) -> bool:
    """Whether it is a heading that was taken for a line: its words, or its number as a name's value."""
    if entry.line not in above or not isinstance(entry.value, str):
        return False
    wholes = (f"{entry.name}{sign}{entry.value}" for sign in (": ", " = "))
    whole = f"{entry.name}={entry.value}".replace(" ", "").rstrip(":")
    if above[entry.line].said.replace(" ", "") == whole:  # n = 1
        return True
    return not (entry.name and entry.value) or any(scope_said(each) is not None for each in wholes)


def _samples_by_inputs(text: str, sample_at: SampleAt) -> dict[int, LineScope]:
    """The lines that say a sample by its inputs."""
    return {
        number: LineScope(said=line.strip("#>*_ :")).at("sample", sample)
        for number, line in enumerate(text.splitlines(), start=1)
        if (sample := sample_by_inputs(line, sample_at))
    }


def _scopes_by_line(text: str, is_name: IsName, by_inputs: Mapping[int, LineScope]) -> dict[int, LineScope]:
    """The lines that are headings, each with all that holds below it."""
    scope, level = LineScope(), 0
    # Where `t = 1` and `t = 2` stand on lines of their own, t is no quantity.
    counts = {"1", "2"} <= {each[1] for each in _COUNTER.finditer(text)}
    found: dict[int, LineScope] = {}
    lines = text.splitlines()
    lettered = samples_by_letter(lines)
    for number, line in enumerate(lines, start=1):
        plain = line.strip().strip("|,;\t \"'")
        own = None if line.lstrip().startswith("|") else scope_said(plain) or _before_a_colon(plain)
        if sample := lettered.get(number):
            own = LineScope(said=plain.strip("#>*_ :")).at("sample", sample)
        own = by_inputs.get(number, own)
        is_answer = answer_on(plain, is_name) is not None  # of a formula `step2`, or of t
        if own is not None and (counts or number in by_inputs or not is_answer):
            deep = _level(line)
            scope = _below(own, scope, deep, level)
            found[number], level = scope, deep or level
        elif scope.sample and _ends_sample(line, level, is_name):
            scope = scope._replace(sample=0)
            found[number] = scope
    return found


def _before_a_colon(line: str) -> LineScope | None:
    """What `Step 2: z1 = 0.24` says of itself and of what is below it."""
    head, colon, rest = line.partition(":")
    return scope_said(head) if colon and rest.strip() else None


def _below(own: LineScope, outer: LineScope, deep: int, level: int) -> LineScope:
    """What holds below a heading: a new epoch ends the steps before it, a new step the samples."""
    if own.epoch:
        return own
    if own.step:
        is_outermost = deep and level and deep < level
        return own._replace(epoch=0 if is_outermost else outer.epoch)
    return own._replace(epoch=outer.epoch, step=outer.step)


def _level(line: str) -> int:
    found = _LEVEL.match(line)
    return len(found[1]) if found else 0


def _ends_sample(line: str, level: int, is_name: IsName) -> bool:
    """Whether a heading is of the whole batch: `## Batch`, `Mean over all samples:`, `## Update`."""
    deep = _level(line)
    if deep and level and deep < level:
        return True
    plain = line.strip()
    is_short = 0 < len(plain) <= LONGEST_HEADING and not is_name(plain.rstrip(":"))
    return is_short and _CLOSING.fullmatch(plain) is not None


def _opened(entry: RawLine, is_name: IsName) -> Iterator[RawLine]:
    """The lines below a key that says a step, `step 2: {z1[1]: 0.3}`, or behind a heading; else the line."""
    own = scope_said(entry.name) if entry.name and not is_name(entry.name) else None
    if own is None:
        yield entry
        return
    scope = own.within(entry.scope)
    if isinstance(entry.value, str):
        answer = answer_on(entry.value, partial(is_called, is_name))
        yield entry._replace(name=answer.name, value=answer.value, scope=scope) if answer else entry
    else:
        for inner in _inner(entry.value):
            for each in _opened(inner._replace(line=inner.line or entry.line), is_name):
                yield each._replace(scope=each.scope.within(scope))


def _inner(value: RawValue) -> Iterator[RawLine]:
    if isinstance(value, Pairs):
        yield from value.pairs
    elif isinstance(value, tuple):
        for each in value:
            if isinstance(each, Pairs):
                yield from each.pairs
            elif isinstance(each, str):
                sides = parted(each)
                yield RawLine(sides.name, sides.value) if sides else RawLine("", each)
