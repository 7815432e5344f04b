"""A line of text -> what stands left and right of its sign, and where a further answer begins in it.

Signs within brackets count for nothing: L⟨t=1⟩ = 0.3 has one.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from backprop_cli.marking.sheets.written import read_number
from backprop_cli.quantities.spellings import SET

ARROW = r"[-−–]{1,2}>|[→⇒⟶]|\\(?:to|(?:long)?rightarrow)(?![A-Za-z])"
"""What leads from a number on to another one."""
_UNEQUAL = r"≠|≉|!={1,2}|=[/!\\]=|[=≈]\u0338|\\neq?(?![A-Za-z])|\\not\s*(?:=|\\approx)"
UNEQUAL = re.compile(_UNEQUAL)
"""What says that a name has another value: `z1[1] =/= 0.3`."""
_SIGN = re.compile(
    rf"(?:(?P<unequal>{_UNEQUAL})"
    r"|(?P<set>:=|[←⟵]|<[-−–]{1,2}(?=\s)|\\(?:leftarrow|gets)(?![A-Za-z]))"
    r"|&?(?:\\approx|\\simeq|\\cong|\\(?:long)?rightarrow|\\to)(?![A-Za-z])"
    r"|[=≈≃≅~⇒→]+[=≈≃≅~⇒→>]*|&=|[-−–]{1,2}>|:)\s*"
)
_STEP = re.compile(r"(?:[,;]\s*|\s)(?P<letter>[tk])\s*=\s*(?P<number>\d{1,4})\s*(?=[=≈:])")
"""`, t = 2 =`: of which step the line is, and no answer yet."""
_BRACKET = re.compile(r"[()\[\]{}⟨⟩]")
_CLOSING = {")": "(", "]": "[", "}": "{", "⟩": "⟨"}
_HIDDEN = "\0"
_SUPPOSED = re.compile(
    r"\b(?:if|unless|suppose|supposing|assume|assuming|let|not|wenn|falls|nicht|angenommen|soit|supposons|supongamos"
    r"|supponiamo)\b",
    re.IGNORECASE,
)
"""Words before a formula, by which it is no answer: `If $z_1 = 0.3$`."""
_FRAME = " \t\u00a0\"'`*$"
"""What may stand around a name, or be left of what stood around the line."""
_STARRED = re.compile(r"[\s$`]*[^\W\d_][^*=≈\s]*[0-9₀-₉)\]}⁾]\*\s*")
"""`w6*`: a star that ends no emphasis, and may say that the value is new."""


class PartedLine(NamedTuple):
    """A line apart at its first sign."""

    name: str
    """With `:=` behind it where that is the sign."""
    value: str
    is_colon: bool = False


def hidden_brackets(text: str) -> str:
    """The text with what stands within brackets made unreadable, as long as before."""
    opened: list[tuple[str, int]] = []
    signs = list(text)
    for found in _BRACKET.finditer(text):
        sign = found[0]
        if sign not in _CLOSING:
            opened.append((sign, found.start()))
        elif opened and opened[-1][0] == _CLOSING[sign]:
            _, start = opened.pop()
            if not opened:
                signs[start + 1 : found.start()] = _HIDDEN * (found.start() - start - 1)
    return "".join(signs)


def brackets_opened(line: str) -> int:
    """How many brackets more are opened on a line than closed."""
    return sum(map(line.count, "[(")) - sum(map(line.count, "])"))


def parted(text: str) -> PartedLine | None:
    """A line apart at its first sign; None where it has none, or nothing before it."""
    text = _STEP.sub(r" (\g<letter>=\g<number>) ", text, count=1)
    sign = _SIGN.search(hidden_brackets(text))
    if sign is None or not (name := _unframed(text[: sign.start()])):
        return None
    mark = f" {SET}" if sign["set"] else ""
    value = text[_value_start(sign) :].strip()
    return PartedLine(f"{name}{mark}", value, is_colon=sign[0].strip() == ":")


def answer_on(line: str, is_name: Callable[[str], bool]) -> PartedLine | None:
    """The answer on a line with a name before its sign; None where another thing stands there."""
    sides = parted(line)
    return sides if sides and is_name(sides.name) else None


def number_on(line: str, is_name: Callable[[str], bool]) -> PartedLine | None:
    """The answer on a line that comes to a number; None where another thing stands there."""
    answer = answer_on(line, is_name)
    return answer if answer and comes_to_a_number(answer.value) else None


def _value_start(sign: re.Match[str]) -> int:
    """Where a value begins: behind its sign, but `≠ 0.3` says something else without it."""
    return sign.start("unequal") if sign["unequal"] else sign.end()


def supposes(words: str) -> bool:
    """Whether words take back what stands behind them, or suppose it."""
    return _SUPPOSED.search(words[:LONGEST]) is not None


def last_side(text: str) -> str:
    """What stands behind the last sign of an equation, outside brackets; a text without one as it is.

    So is one with `≠` in it.
    """
    ends = [] if UNEQUAL.search(text) else [each.end() for each in _SIGN.finditer(hidden_brackets(text))]
    return text[ends[-1] :].strip() if ends else text


def comes_to_a_number(text: str) -> bool:
    """Whether a text, or the last side of an equation, is a number."""
    return read_number(last_side(text)) is not None


def unframed_by(written: str, frame: str) -> str:
    """A text without these signs around it, but for a star that is a name's own, as of w₆*."""
    return written.strip(frame.replace("*", "") if _STARRED.fullmatch(written) else frame)


def _unframed(written: str) -> str:
    """A name without what stands around it; a `'` behind it alone is its own, as of w'."""
    plain = unframed_by(written, _FRAME.replace("'", "")).rstrip("& \t")
    before, sign, behind = plain.rpartition("$")
    if sign and len(behind.split()) == 1 and not supposes(before):
        plain = behind.strip()  # `$z$ z1[1] $= 0.21$`: a symbol before the name
    return plain[1:-1].strip(_FRAME) if plain[:1] == plain[-1:] == "'" else plain.lstrip(_FRAME)


# --- several answers on one line ----------------------------------------------------------------------

LONGEST = 2_000
"""Characters of a line that is looked through."""
AND_SO = (
    "so|and|also|now|then|thus|hence|therefore|thereby|finally|next|first|second|third|similarly|likewise"
    "|consequently|accordingly|und|also|dann|somit|damit|daher|folglich|daraus|et|donc|alors|ainsi|puis|luego"
    "|entonces|así|y|quindi|allora|dunque|poi|logo|então|portanto|assim|dus|dan|daarom|oraz|więc|zatem|stąd|ve|и|тогда|итак|和|以及|所以|因此|及|そして|और|و|그리고"
)
"""What leads from one answer to the next."""
_LEADING = rf"(?:{AND_SO})(?=[\s,]),?"
_BETWEEN = r"(?:[;,&]|(?<=\s)\|(?=\s)|\\q?quad(?![A-Za-z]))"
_OPERATOR = r"(?:\\q?quad\s*+)?(?:\{\}\s*+)?\\(?:cdot|times|ast)(?![A-Za-z])"
"""How a row of TeX begins that goes on with the one above: no name does."""
_FURTHER = re.compile(
    rf"(?<!\s)(?:\s*+{_BETWEEN}(?:\s*+{_BETWEEN}){{0,2}}(?:\s*+{_LEADING})?"
    rf"|(?:\s{{2,}}+|\t)(?:{_LEADING})?|\s++{_LEADING})\s*+(?!{_OPERATOR})"
    r"(?P<name>(?:[^\W\d]|[\\$`*\"'∂∇])[^;,=≈≃≅:]{0,80}?)" + _SIGN.pattern
)
_RUN_TOGETHER = re.compile(
    r"(?<!\s)(?:\s++(?:[/→⇒⟹]|=>)|\.|)\s++(?P<name>(?:[^\W\d]|[\\$∂∇])[^\s;,=≈≃≅:]{0,80}?)\s*"
    r"(?!(?:[→⇒⟹]|=>)\s*(?:[^\W\d]|[\\∂∇])[^\s;,=≈≃≅:]{0,80}\s*[=≈])" + _SIGN.pattern
)
"""`0.37 / z1[2] =`, `0.37 z1[2] =`: the name may be a factor as well; `q + z → z1[2] =` begins with z1[2]."""
_ARROWS = ("→", "⇒", "⟹", "=>")
"""What leads from a formula to the next answer."""
_BEFORE_NAME = re.compile(
    r"(?:(?:the|its|loss|cost|error|output|activation|is|are|we|get|have|gives|with|der|die|das|fehler|verlust|ist)"
    r"\s+){1,5}",
    re.IGNORECASE,
)
"""`0.55, the loss is L = 0.3`"""
_COMMA = re.compile(r";|,(?![0-9])|(?<![0-9]),")
_RUN_ON = re.compile(
    r"\s*(?P<first>\S+)\s+(?:[^\W\d_]+\s+|[→⇒]\s*|(?P<over>/\s+))?(?P<last>[^\W\d]\S*|∂\S*)\s*"
)


class FurtherStart(NamedTuple):
    """Where a further answer begins on a line, and where its value does."""

    start: int
    end: int
    name: str


def answers_in(
    typed: str, value: str, is_line: Callable[[str], bool], is_no_part: Callable[[str, str], bool]
) -> tuple[str, tuple[PartedLine, ...]]:
    """What stands behind the name `typed` -> its own answer, and the further ones with their names.

    `0.3775, z1[2] = 0.3925` is 0.3775, and 0.3925 of z1[2]. `is_line` tells what is asked for, `is_no_part`
    whether the first of two names cannot be worked from the second: then that is no factor, 0.3775 z1[2].
    """
    hidden = hidden_brackets(value) if len(value) <= LONGEST else ""
    starts = [each for each in _starts(_FURTHER, value, hidden, is_line) if is_line(each.name)]
    for each in _starts(_RUN_TOGETHER, value, hidden, is_line):
        before = max((other for other in starts if other < each), default=FurtherStart(0, 0, typed))
        is_new = all(other.end != each.end for other in starts)
        is_led = value[each.start : each.end].lstrip().startswith(_ARROWS)
        is_apart = is_led or _is_whole(value[before.end : each.start])
        if is_new and is_apart and is_no_part(before.name, each.name):
            starts = sorted((*starts, each))
    if not starts:
        return value, ()
    ends = [*(start for start, _, _ in starts[1:]), len(value)]
    further = tuple(
        PartedLine(name, _plain(value[end:until])) for (_, end, name), until in zip(starts, ends, strict=True)
    )
    return _plain(value[: starts[0].start]), further


def _starts(
    pattern: re.Pattern[str], value: str, hidden: str, is_line: Callable[[str], bool]
) -> Iterator[FurtherStart]:
    for found in pattern.finditer(hidden):
        name = value[found.start("name") : found.end("name")].rstrip("& \t").strip(_FRAME)
        name = name if is_line(name) else _BEFORE_NAME.sub("", name)
        mark = f" {SET}" if found["set"] else ""
        yield FurtherStart(found.start(), _value_start(found), f"{name}{mark}")


def _is_whole(before: str) -> bool:
    """Whether what stands before a further name comes to a number, or a list: a sum may go on."""
    last = _plain(last_side(before))
    return read_number(last) is not None or (last[:1] == "[" and last[-1:] == "]")


_LIST_OF_NAMES = re.compile(r"\s*\(?([^\W\d][^=]*,[^=]*[^\s)])\)?\s*")
_FRAMED_LIST = re.compile(r"\s*[(\[](.*)[)\]]\s*")
_COMMAS = (re.compile(";"), re.compile(r",\s+"), re.compile(","))


def several_named(typed: str, value: str, is_line: Callable[[str], bool]) -> tuple[PartedLine, ...]:
    """The answers of `z1[1], z1[2] = 0.37, -0.64`, as many as there are names; none of any other line."""
    names = names_apart(typed, is_line) if len(value) <= LONGEST else []
    if not names:
        return ()
    framed = _FRAMED_LIST.fullmatch(value)
    cuts = (_cut(framed[1] if framed else value, comma) for comma in _COMMAS)
    values = next((each for each in cuts if len(each) == len(names)), ())
    return tuple(PartedLine(each, part.strip()) for each, part in zip(names, values, strict=False))


def names_apart(typed: str, is_line: Callable[[str], bool]) -> list[str]:
    """The names in `z1[1], z1[2]`; none where one of them is no name, or it is one alone."""
    found = _LIST_OF_NAMES.fullmatch(typed) if "," in typed and len(typed) <= LONGEST else None
    names = [each.strip(_FRAME) for each in _cut(found[1], _COMMAS[-1])] if found else []
    return names if len(names) > 1 and all(map(is_line, names)) else []


def _cut(text: str, comma: re.Pattern[str]) -> list[str]:
    """The text apart at commas outside brackets."""
    found = [each.span() for each in comma.finditer(hidden_brackets(text))]
    starts, ends = [0, *(end for _, end in found)], [*(start for start, _ in found), len(text)]
    return [text[start:end] for start, end in zip(starts, ends, strict=True)]


def _plain(value: str) -> str:
    """An answer without the signs that are left between it and the next: `0.3775,` and one half of `$…$`."""
    plain = value.strip().rstrip(",; \t")
    return plain.strip("$` ") if plain.count("$") % 2 or plain.count("`") % 2 else plain


def may_be_several(text: str, is_number: Callable[[str], bool], is_line: Callable[[str], bool]) -> bool:
    """Whether the sides of an equation may belong to several names: `0.3775, so a1[1] = 0.5933`."""
    sides = re.split("[=≈]", hidden_brackets(text))
    before = sides[:-1]
    if any(_COMMA.search(side.rstrip().rstrip(",;")) for side in before):
        return True
    place = 0
    for side in before:
        found = _RUN_ON.fullmatch(side)
        is_slope = found and found["over"] and found["first"].lstrip("+-−").isdigit()  # −1 / yhat
        if found and is_number(found["first"]) and not is_slope:
            start, end = found.span("last")
            if is_line(text[place + start : place + end]):  # with its brackets, which are hidden
                return True
        place += len(side) + 1
    return False
