"""Units of a table and their quantities: row `h1` or `unit 2` below `z`, `a1` or `∂L/∂z`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.table import IsName
from backprop_cli.quantities.exchanged import IN_WORDS

UNIT_WORDS = "unit|neuron|node|einheit|knoten|neurone|nœud|neurona|nodo|unità|neurônio|eenheid"
LAYER_WORDS = "layer|schicht|couche|capa|strato|camada|laag"
_UNIT = re.compile(
    rf"(?P<word>(?:{UNIT_WORDS})\s*)?(?:(?P<kind>h|o|hidden|output)(?:\s*(?:{UNIT_WORDS}))?\s*_?)?"
    r"\{?(?P<number>[1-9]\d{0,2})\}?",
    re.IGNORECASE,
)
_ONLY_UNIT = re.compile(rf"(?:the\s+)?(?P<kind>o|hidden|output)(?:\s*(?:{UNIT_WORDS}))?", re.IGNORECASE)
_LAYER = re.compile(
    rf"(?:(?P<kind>hidden|output|input)\s+)?(?:{LAYER_WORDS})(?:\s*(?:no\.?|nr\.?|number|[#])?\s*(?P<number>\d{{1,3}}|\(\d{{1,3}}\))"
    rf"(?!\d|\s*(?:{UNIT_WORDS}|inputs?|outputs?)))?"
    rf"|(?P<before>\d{{1,3}})(?:st|nd|rd|th|\.|[ªºe]|er|ère|ème)\s+(?:{LAYER_WORDS})",
    re.IGNORECASE,
)
_UNIT_HEAD = re.compile(rf"(?:{UNIT_WORDS})s?|neuronen|einheiten|[ijk]", re.IGNORECASE)
_INDEX = re.compile(r"_?\{?[ijk]\}?$|_?[ᵢⱼₖ]$")
"""The letter of any unit, in `z_j`."""
_SYMBOLS = {
    "activation": "a", "activations": "a", "pre-activation": "z", "preactivation": "z",
    "pre activation": "z", "pre activations": "z", "preactivations": "z",
    "weighted sum": "z", **dict.fromkeys(("error signal", "error signals", "delta"), "delta"),
    **dict.fromkeys(("net", "in", "net input", "net in", "total input", "weighted input"), "z"),
    **dict.fromkeys(("out", "output", "o", "sigmoid output", "activation output"), "a"),
    **dict.fromkeys(("σ(z)", "\\sigma(z)", "sigmoid(z)", "relu(z)", "tanh(z)", "σ(net)", "f(net)"), "a"),
    **dict.fromkeys(("nettoeingabe", "netzeingabe", "entrée nette", "entrada neta", "ingresso netto"), "z"),
    **dict.fromkeys(("aktivierung", "ausgabe", "sortie", "activación", "salida", "uscita"), "a"),
    **dict.fromkeys(("fehlersignal", "signal d'erreur", "señal de error", "segnale di errore"), "delta"),
}  # fmt: skip
"""What words mean that head a column, where the course has no letter of its own there."""
_BESIDE_A_LETTER = {"error": "delta", "input": "z"}
"""What words mean only where a letter says it as well: by itself `error` may be y − ŷ."""
_OF_LETTERS = {"δ": "delta", "\\delta": "delta", "o": "a", "y": "a", "net": "z"}
_SAID_TWICE = re.compile(
    r"(?P<words>[A-Za-z]{2}[A-Za-z -]{0,30}?)[\s(]+\$?(?P<letter>\\?[^\W\d_]{1,6}(?:\((?:z|net)\))?)\$?\)?"
    r"|\$?(?P<first>\\?[^\W\d_]{1,6})\$?\s*\((?P<behind>[A-Za-z -]{2,30})\)"
)
_BY_WORD = re.compile(r"(?<=[∂d ])(net|in|out|o)(?=\}?$)", re.IGNORECASE)
"""The same below a derivative's line, `∂E/∂out`."""
_LOSS_OVER = re.compile(
    r"\\frac\{(?:\\partial|∂|d) ?[LEJC]\}\{(?:\\partial|∂|d) ?\\?[^\W\d_]+(?P<end>)\}|[^{}]*(?P<last>)"
)
_OF_OUTPUTS = frozenset({"ŷ", "yhat", "y_hat", r"\hat y", r"\hat{y}", "y"})
"""What only the last layer has, without its number."""
MOST_LAYERS = 50
LONGEST_HEADING = 120


class TableUnit(NamedTuple):
    """A unit that a table has a row or a column for."""

    number: int
    """In its layer, from 1; 0: all of the layer."""
    layer: int | None = None
    """From 1; None: it is not said."""

    def said_in(self, cell: str, names: IsName) -> TableUnit | None:
        """The same with the layer that a cell says, or None where it says none, or another."""
        plain = cell.strip(" \t*_`$")
        number = int(plain) if plain.isascii() and plain.isdigit() else layer_said(plain, names)
        number = number or _of_kind(plain, names)
        return self.under(number) if number else None

    def under(self, layer: int | None) -> TableUnit | None:
        """The same with the layer that is said elsewhere; None where it has another."""
        if layer and self.layer and layer != self.layer:
            return None
        return self._replace(layer=self.layer or layer)


def is_unit_head(head: str) -> bool:
    """Whether the head of a column says that it numbers units; one without a head may."""
    return not head or _UNIT_HEAD.fullmatch(head.strip("*_ ")) is not None


def layer_in_column(head: str) -> bool:
    """Whether the cells below a head say the layer."""
    return re.fullmatch(LAYER_WORDS, head.strip("*_ "), re.IGNORECASE) is not None


def named_unit(cell: str, names: IsName, *, bare: bool) -> TableUnit | None:
    """The unit that a cell names; a number by itself only where it is known to be one, `bare`.

    `output` is the only one that there is.
    """
    plain = unicodedata.normalize("NFKC", cell).strip(" \t*_`$")
    if (only := _ONLY_UNIT.fullmatch(plain)) and (layer := _of_kind(only["kind"], names)):
        return None if names(f"a{layer}[2]") else TableUnit(1, layer)
    found = _UNIT.fullmatch(plain)
    if found is None or not (bare or found["kind"] or found["word"]):
        return None
    layer = _of_kind(found["kind"], names) if found["kind"] else None
    return None if found["kind"] and layer is None else TableUnit(int(found["number"]), layer)


def named_layer(key: str, names: IsName) -> int | None:
    """The layer that a word alone names, `hidden` or `output`; None where it names none, or several."""
    return _of_kind(key.strip(), names) if len(key.strip()) > 1 else None


def units_of_layers(cells: Sequence[str], names: IsName, *, bare: bool) -> list[TableUnit | None]:
    """What cells name that say the layer: all of it or, where each of its units has a row, these in order.

    `hidden 1` is unit 1 of the only hidden layer, or the first of several; a number by itself is a layer
    only where it is known to be one, `bare`.
    """
    found = [named_unit(cell, names, bare=False) or _whole_layer(cell, names, bare=bare) for cell in cells]
    wholes = Counter(each.layer for each in found if each and not each.number)
    numbers = Counter[int | None]()
    return [each and _numbered(each, wholes, numbers, names) for each in found]


def _whole_layer(cell: str, names: IsName, *, bare: bool) -> TableUnit | None:
    plain = unicodedata.normalize("NFKC", cell).strip(" \t*_`$")
    several = re.fullmatch(r"hidden\s*(?:layer\s*)?(\d{1,2})", plain, re.IGNORECASE)
    if several or (bare and re.fullmatch(r"\d{1,3}", plain)):
        layer = int(several[1] if several else plain)
    else:
        layer = layer_said(plain, names) or named_layer(plain, names) or 0
    is_one = bool(several) and layer == _layers(names)  # the output is no hidden layer
    return TableUnit(0, layer) if 0 < layer <= _layers(names) and not is_one else None


def _numbered(
    unit: TableUnit, wholes: Counter[int | None], numbers: Counter[int | None], names: IsName
) -> TableUnit | None:
    """One of several rows with a layer's name as the next unit of it, where they are as many as its units."""
    count, layer = wholes[unit.layer], unit.layer
    if unit.number or count == 1:
        return unit
    if not names(f"a{layer}[{count}]") or names(f"a{layer}[{count + 1}]"):
        return None
    numbers[layer] += 1
    return TableUnit(numbers[layer], layer)


def _of_kind(kind: str, names: IsName) -> int | None:
    """Which layer is the output, or the only hidden one."""
    if kind.casefold() not in {"h", "o", "hidden", "output"}:
        return None
    layers, first = _layers(names), kind.casefold()[:1]
    return layers if first == "o" and layers else 1 if first == "h" and layers == 2 else None


def has_layers(names: IsName) -> bool:
    """Whether the exercise is of a network."""
    return _layers(names) > 0


def _layers(names: IsName) -> int:
    """How many layers there are; 0 of no network."""
    found = 0
    while found < MOST_LAYERS and any(names(f"{symbol}{found + 1}") for symbol in "az"):
        found += 1
    return found if found and names("yhat") else 0


def of_unit(symbol: str, unit: TableUnit, names: IsName) -> str:
    """The quantity of a unit that a symbol means, `a` or `a1`; empty where it is open which."""
    plain = _INDEX.sub("", _without_words(symbol.split("=")[0].strip(" \t*_`$")))
    meant = _in_words(plain) or _BY_WORD.sub(lambda word: _in_words(word[0]), plain)
    ways = [_of_letters(each, unit, names) for each in dict.fromkeys((plain, meant))]
    return next(filter(names, ways), ways[0])


def _in_words(said: str) -> str:
    return _SYMBOLS.get(said.casefold(), "").translate(IN_WORDS)


def _without_words(symbol: str) -> str:
    """The letter of `net input z` and of `z (net input)`, where the words say no other."""
    found = _SAID_TWICE.fullmatch(symbol)
    if found is None:
        return symbol
    letter, words = found["letter"] or found["first"], found["words"] or found["behind"]
    said = (_SYMBOLS | _BESIDE_A_LETTER).get(words.strip().casefold(), "")
    return letter if said and said in {letter, _SYMBOLS.get(letter), _OF_LETTERS.get(letter)} else symbol


def _of_letters(plain: str, unit: TableUnit, names: IsName) -> str:
    """The same of letters without a mark around them."""
    layers = re.findall(r"\d+", unicodedata.normalize("NFKC", plain))
    if layers and not unit.number:
        return ""
    if layers:
        is_one = len(layers) == 1 and unit.layer in {None, int(layers[0])} and not names(f"{plain}[1,1]")
        return f"{plain}[{unit.number}]" if is_one and names(f"{plain}[{unit.number}]") else ""
    layer = unit.layer or (1 if _layers(names) == 1 else None)
    found = _LOSS_OVER.fullmatch(plain)
    if layer is None or not plain or found is None:
        return ""
    index = f"[{unit.number}]" if unit.number else ""
    if plain in _OF_OUTPUTS and not names(f"{plain}{layer}{index}"):
        own = f"{plain}{index}"
        return own if layer == _layers(names) else ""
    end = max(found.start("end"), found.start("last"))
    if not unit.number:
        return f"{plain[:end]}{layer}{plain[end:]}"
    of_layer = f"{plain[:end]}{layer}[\0]{plain[end:]}"
    is_matrix = names(of_layer.replace("\0", "1,1"))  # a unit has as many weights as inputs
    return "" if is_matrix else of_layer.replace("\0", str(unit.number))


# --- headings ---------------------------------------------------------------------------------------


def layer_said(text: str, names: IsName) -> int | None:
    """The one layer that a heading speaks of; None where it is none, or several."""
    said = _LAYER.finditer(text) if len(text) <= LONGEST_HEADING else ()
    found = {_layer_in(each, names) for each in said}
    return found.pop() if len(found) == 1 else None


def _layer_in(said: re.Match[str], names: IsName) -> int | None:
    return int((said["number"] or said["before"] or "0").strip("()")) or _of_kind(said["kind"] or "", names)


_PLACED_UNIT = re.compile(
    rf"(?<!\w)(?:(?P<number>\d{{1,3}})(?:st|nd|rd|th|\.)\s+(?:(?P<first>hidden|output)\s+)?(?:{UNIT_WORDS})"
    rf"|(?:(?:{UNIT_WORDS})\s*(?:[ho]\s*)?|(?:h|o|hidden|output)(?:\s+(?:{UNIT_WORDS}))?)\s*(?P<behind>\d{{1,3}})"
    rf"|(?P<kind>hidden|output)\s+(?:{UNIT_WORDS}))(?!\w)",
    re.IGNORECASE,
)
"""`1st hidden unit`, `hidden unit 1`, `h1`, `output unit`."""
_NTH_HIDDEN = re.compile(
    rf"(?<!\w)(\d{{1,3}})(?:st|nd|rd|th|\.)\s+hidden\s+({LAYER_WORDS})(?!\w)", re.IGNORECASE
)


def places_said(text: str, names: IsName) -> tuple[list[TableUnit], str]:
    """The layers and units that a sentence speaks of, and what else it says."""
    found = [_placed_unit(each, names) for each in _PLACED_UNIT.finditer(text)]
    rest = _NTH_HIDDEN.sub(r"\2 \1", _PLACED_UNIT.sub(" ", text))
    found += (TableUnit(0, _layer_in(each, names)) for each in _LAYER.finditer(rest))
    return found, _LAYER.sub(" ", rest)


def _placed_unit(said: re.Match[str], names: IsName) -> TableUnit:
    number = int(said["number"] or said["behind"] or 0)
    kind = said["first"] or said["kind"]
    named = None if kind else named_unit(said[0], names, bare=False)
    return named or TableUnit(number, _of_kind(kind or "", names))


def layer_above(lines: Sequence[str], names: IsName) -> int | None:
    """The layer of a table below these lines: as the line over it says, else the headings over that."""
    above = [line.strip() for line in lines if line.strip()][::-1]
    if above and not above[0].startswith("#") and _LAYER.search(above[0]):
        return layer_said(above[0], names)
    deep = len("######") + 1
    for line in above:
        level = len(line) - len(line.lstrip("#"))
        if 0 < level < deep:
            if _LAYER.search(line):
                return layer_said(line, names)
            deep = level
    return None
