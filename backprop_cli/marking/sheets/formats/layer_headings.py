"""Lines below the heading of a layer -> with the layer in their names; as many as before.

Layer 2:
z₁ = 0.9           z2[1] = 0.9
∂L/∂w₁₂ = 0.03     ∂L/∂W2[1,2] = 0.03

Only a single number is a unit's: `z1 = [0.3, 0.4]` is layer 1, and so is `z1 = 0.3` where that has one unit.
"""

import re
import unicodedata
from functools import partial

from backprop_cli.marking.sheets.formats.of_unit import TableUnit, has_layers, layer_said, of_unit
from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.lead_words import LAYERS_IN_ENGLISH
from backprop_cli.marking.sheets.sides import comes_to_a_number, last_side

LONGEST = 500
"""Characters of a line that is looked at."""
_AROUND = "#*_:=- \t"
_WORDS = r"(?:layer|schicht|couche|capa|strato|camada|laag|warstwa|katman|слой)"
_SAYS_LAYERS = re.compile(rf"{_WORDS}|livello|[层層층]", re.IGNORECASE)
_ALONE = re.compile(
    rf"(?:the\s+)?(?:(?:hidden|output)\s+{_WORDS}(?:\s*[0-9]{{1,2}})?|{_WORDS}\s*[0-9]{{1,2}}|[0-9]{{1,2}}\.\s*{_WORDS})"
    r"(?:\s*\((?:hidden|output)(?:\s+layer)?\))?",
    re.IGNORECASE,
)
"""A heading without a mark: nothing but the layer."""
_MARKED = re.compile(r"[ \t]*(?:(?P<level>#{1,6})[ \t].*|\*\*.*|[^=≈]*:[ \t*_]*)")
"""A line that is marked as a heading, or has a colon at its end."""
_GIVES = re.compile(r"\w[^=≈]*[=≈]")
"""A line that has a name of its own, so that what is above it needs no number."""
_NAME = re.compile(
    r"(?:^[ \t>]*(?:[-+•*][ \t]+)?|[,;&][ \t]*|[ \t]{2,}|[ \t](?:and|und|et|y|e|en)[ \t]+)"
    r"(?P<symbol>[^=≈:,;\d\s₀-₉]{1,30}?)_?\{?(?P<index>[1-9]{1,2}|[₁-₉]{1,2}|)\}?"
    r"(?P<mark>(?:[ ]?(?:new|neu)|[+⁺'′])?)[ \t]*(?P<sign>[=≈]|:=|:)"
)


def with_layer_headings(text: str, is_name: IsName) -> str:
    """The text with such lines under the names of their quantities."""
    names = partial(is_called, is_name)
    if not _SAYS_LAYERS.search(text) or not has_layers(names):
        return text
    layer, level, above, lines = 0, 0, 0, text.split("\n")
    for place, line in enumerate(lines):
        if len(line) > LONGEST or not line.strip():
            continue
        plain = _in_english(line.strip(_AROUND))
        heading = _MARKED.fullmatch(line)
        if _ALONE.fullmatch(plain) or (heading and _ends(heading, level)):
            layer = (layer_said(plain, names) or 0) if _SAYS_LAYERS.search(plain) else 0
            level, above = len(heading["level"] or "") if heading else 0, place
            is_above = place + 1 < len(lines) and _GIVES.search(lines[place + 1][:LONGEST])
            is_alone = _ALONE.fullmatch(plain) and not level and (is_above or not heading)
            lines[place] = f"# {plain}" if is_alone else line
        elif layer and (named := _named(line, layer, names)) != line:
            lines[place] = named
            lines[above] = f"# {lines[above].strip(_AROUND)}" if not level else lines[above]
    return "\n".join(lines)


def _in_english(heading: str) -> str:
    words = heading.rstrip("0123456789 ")
    return f"{LAYERS_IN_ENGLISH.get(words.casefold(), words)}{heading[len(words) :]}"


def _ends(heading: re.Match[str], level: int) -> bool:
    """Whether a heading is no part of what stands below the one of that level."""
    own = len(heading["level"] or "")
    return not own or not level or own <= level


def _named(line: str, layer: int, names: IsName) -> str:
    """A line with its names in that layer, each where a single number stands behind it."""
    found = list(_NAME.finditer(line))
    if not found:
        return line
    ends = [each.start() for each in found[1:]] + [len(line)]
    plain, place = "", 0
    for each, end in zip(found, ends, strict=True):
        value = line[each.end() : end].strip(" \t,;.$*`")
        if comes_to_a_number(value):
            name = (_in_layer if each["index"] else _of_only_unit)(each, layer, names)
        else:
            is_list = not each["index"] and last_side(value).strip().startswith("[")
            name = _all_of_layer(each, layer, names) if is_list else ""
        if name:
            plain += line[place : each.start("symbol")] + name + each["mark"]
            place = each.start("sign") - (1 if line[each.start("sign") - 1] == " " else 0)
    return plain + line[place:]


def _all_of_layer(found: re.Match[str], layer: int, names: IsName) -> str:
    """`z` and `dW` as z2 and dW2, which have entries; a loss, which has none, stays."""
    name = f"{found['symbol'].lstrip('$').strip()}{layer}"
    is_key = found["sign"] == ":"  # of YAML, which has layers of its own
    return name if not is_key and (names(f"{name}[1]") or names(f"{name}[1,1]")) else ""


def _of_only_unit(found: re.Match[str], layer: int, names: IsName) -> str:
    """The same, where that is a single number."""
    name = _all_of_layer(found, layer, names)
    return "" if any(names(f"{name}[{each}]") for each in ("2", "1,2", "2,1")) else name


def _in_layer(found: re.Match[str], layer: int, names: IsName) -> str:
    """The quantity of a layer that an index is of; empty where the name says all by itself."""
    symbol, index = found["symbol"].lstrip("$"), unicodedata.normalize("NFKC", found["index"])
    typed = f"{symbol}{index}"
    if len(index) == 2:
        name = f"{symbol[:-1]}W{layer}[{index[0]},{index[1]}]"
        is_weight = symbol[-1:] in "wW" and not names("w5")  # where weights are numbered through
    else:
        name = of_unit(symbol, TableUnit(int(index), layer), names)
        has_units = int(index) != layer and names(of_unit(symbol, TableUnit(2, layer), names))
        is_weight = has_units or names(f"{typed}[2]") or not names(typed)
    return name if is_weight and names(name) else ""
