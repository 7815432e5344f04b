r"""A notation read back: `net_h2`, `w₃⁺`, `dz₂^[1]`, `\mathrm{In_{2}^{1}}` as the grammar has them.

The table of symbols is turned round: every quantity is asked for its symbol once, and a text is looked
through for what may be one. What is none stays as it is, for the spellings that all notations share.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import NamedTuple

from backprop_cli.expr.tokens import GREEK, MARKS, canonical
from backprop_cli.quantities.grammar import look_of, marked_letters, text
from backprop_cli.quantities.network import PARAMETERS, PRE_ACTIVATION, STACKS, is_stack, loss, stack_of
from backprop_cli.quantities.notations import DELTA
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.quantities.symbols import PRIME, Symbol, Symbols

LONGEST = 2_000
"""A longer text is left as it is."""

SymbolKey = tuple[str, str, str]
"""Letters, what is lowered, the number of the layer: all that tells one symbol from another."""


class Candidate(NamedTuple):
    """What may be a symbol, somewhere in a text."""

    letters: str
    number: str = ""
    """Digits right behind the letters, as one types them."""
    lowered: str = ""
    in_brackets: bool = False
    """Whether that is an index in the form of the grammar, so that `number` is the layer."""
    layer: str = ""
    new: bool = False
    sample: int | None = None
    step: int | None = None
    end: int = 0

    @property
    def in_indexed(self) -> tuple[str, str]:
        """The entry of a vector whose own name has an index: h_enc₁, h_enc1, h_enc_1."""
        prime = PRIME if self.layer == PRIME else ""
        index = f"{self.number}{self.lowered}{self.layer.removesuffix(PRIME)}"
        return index.replace(",", ""), _INDEXED + prime


class Reading:
    """Reads the symbols of one network's quantities."""

    def __init__(self, symbols: Symbols, quantities: Callable[[], Iterable[Quantity]]) -> None:
        self.symbols = symbols
        self._quantities = quantities

    @cached_property
    def table(self) -> dict[SymbolKey, Quantity]:
        """Every symbol with its quantity, what has an own name under that of the notation too."""
        table: dict[SymbolKey, Quantity] = {}
        quantities = (*self._quantities(), *self.symbols.own)
        for symbols in (self.symbols, self.usual):
            for quantity in (*quantities, *_stacks(quantities)):
                table.setdefault(_key(symbols.symbol(quantity)), quantity)
        for signal in quantities:
            by = self.usual.symbol(signal._replace(symbol=PRE_ACTIVATION))
            if signal.symbol == DELTA and not by.own:  # δ_o1 of net_o1
                table.setdefault(_key(by._replace(letters=DELTA)), signal)
        return table

    @cached_property
    def usual(self) -> Symbols:
        """The notation without the author's own names."""
        return self.symbols.without_own() if self.symbols.own else self.symbols

    @property
    def _raises_in_brackets(self) -> bool:
        return self.symbols.notation.layer.startswith("[")

    def typed(self, written: str) -> str:
        """A name or a formula with the notation's symbols as the grammar has them."""
        if len(written) > LONGEST or (self.symbols.is_plain and written.isascii() and "\\" not in written):
            return written
        plain = _without_tex(unicodedata.normalize("NFC", written))
        parts, place = [], 0
        for letters in _LETTERS.finditer(plain):
            if letters.start() < place:
                continue
            found = _scan(plain, letters.start(), bare=self.symbols.notation.raises_bare)
            name = found and self._name(found, plain, letters.start())
            if found and name:
                parts += [plain[place : letters.start()], name]
                place = found.end
        return "".join((*parts, plain[place:])) if parts else written

    def named(self, name: str) -> Quantity | None:
        """The quantity whose symbol an author's own name would look like; None if there is none."""
        return self.table.get(_key(Symbol(name, own=True)))

    def is_own(self, name: str) -> bool:
        """Whether a text is a name that the author gave, as it stands."""
        return name in self.symbols.own.values()

    def _name(self, found: Candidate, whole: str, start: int) -> str:
        """The name of a symbol; empty where it is none."""
        if quantity := self._quantity(found):
            return text(_marked(quantity, found))
        by = self._quantity(found._replace(letters=found.letters.removeprefix("d")))
        if by is None or not found.letters.startswith("d"):
            return ""
        if whole[:start].endswith("/") or _UNDER.match(whole, found.end):
            return f"d{text(_marked(by, found))}"
        if is_stack(by):
            return ""  # dZ^[2] may be of the samples' own losses or of the batch's: the numbers tell
        shared = by.symbol in PARAMETERS
        own = _marked(by, found._replace(sample=None) if shared else found)
        gradient = Gradient(loss(found.sample)._replace(step=found.step), own)
        is_numbered = shared and bool(found.number) and by.symbol in self.symbols.notation.numbered
        return text(gradient) if is_numbered or self.usual.of_gradient(gradient) else ""

    def _quantity(self, found: Candidate) -> Quantity | None:
        in_layer = (found.lowered, found.layer or found.number)
        counted = (found.number + found.lowered.replace(",", ""), found.layer)
        forms: tuple[tuple[str, str], ...] = (in_layer,) if found.in_brackets else (counted, in_layer)
        if found.number and found.layer:  # W11⁽²⁾ is an entry, and no W⁽²⁾
            forms = (counted,)
        if (
            found.in_brackets
            and self._raises_in_brackets
            and _IS_ENTRY.fullmatch(found.letters + found.number)
        ):
            forms += ((found.number, found.lowered),)  # w21[1] is typed for w₂₁^[1]
        if found.in_brackets and self._raises_in_brackets and found.letters == "W" and not found.number:
            forms += (("", found.lowered),)  # and W[1] for W^[1]
        forms += (found.in_indexed,)
        letters = _NAMED.get(found.letters, found.letters)
        spelled = (letters, _EITHER.get(letters, letters), canonical(letters))
        keys = [(each, *form) for each in dict.fromkeys(spelled) for form in forms]
        keys += self._run_together(letters, found)
        return next((self.table[key] for key in keys if key in self.table), None)

    def _run_together(self, letters: str, found: Candidate) -> Iterator[SymbolKey]:
        """neth1 and Etotal, as a page is copied that has lowered what stands behind the first letters."""
        notation = self.symbols.notation
        behind = (
            filter(None, notation.unit) if found.number and not found.lowered else notation.whole.values()
        )
        for each in behind:
            if letters.endswith(each) and letters != each:
                yield letters.removesuffix(each), f"{each}{found.number}", found.layer


def _stacks(quantities: Iterable[Quantity]) -> Iterator[Quantity]:
    """All samples of a vector as one matrix: Z1 of z1, for Z⁽¹⁾."""
    for quantity in quantities:
        if quantity.symbol in STACKS and not quantity.indices:
            yield stack_of(quantity)


_INDEXED = "_"
"""Stands for the layer where an own name has an index before that of the entry: no other symbol has that."""


def _key(symbol: Symbol) -> SymbolKey:
    if not symbol.own:
        layer = PRIME if symbol.raised == PRIME else "".join(filter(str.isdigit, symbol.raised))
        letters = "".join(marked_letters(symbol.letters)) or symbol.letters
        if symbol.indexed:
            return _spelled(letters), symbol.lowered.replace(",", ""), _INDEXED + layer
        return _spelled(letters), symbol.lowered, layer
    look = look_of(symbol.letters)
    return _spelled(look.letters) + look.mark, "".join(look.parts), ""


def _marked(quantity: Quantity, found: Candidate) -> Quantity:
    return quantity._replace(new=found.new, sample=found.sample, step=found.step)


# --- one symbol ---------------------------------------------------------------------------------------

_EITHER = {"w": "W", "W": "w"}
_IS_ENTRY = re.compile("[wW][1-9][1-9]")
"""A weight with its row and column; a network of so many layers is none to write by hand."""
_SUB, _SUP = "₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "⁰¹²³⁴-⁹"
_NO_LETTER = rf"\W\d_{_SUB}{_SUP}½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞Δ"
"""What is no letter: to Python ₁ and ⅓ are, and Δ is a sign here."""
_LETTERS = re.compile(rf"(?<![^{_NO_LETTER}])(?:[^{_NO_LETTER}][\u0302-\u0304]?)+")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "01234567890123456789aehijklmnoprstuvx")
_UNDER = re.compile(r"\s*/\s*[d∂]")
"""What stands behind the upper part of a derivative."""
_NEW = re.compile(r"⁺|_new(?![A-Za-z0-9])|\s?new(?![A-Za-z0-9])|\s?:=")
_NUMBER = re.compile(r"\d+")
_GOES_ON = re.compile(r"_\d")
"""An index more than a symbol has: of W1_1_2 the first number is the layer, as in names that all share."""
_LOWERED = re.compile(
    rf"(?P<sub>[{_SUB}]+(?:,[₀-₉]+)?)|_\{{\s*(?P<tex>\w+(?:\s*,\s*\w+){{0,3}})\s*\}}|_(?P<word>[A-Za-z0-9]+)"
    r"|\[(?P<at>\d+(?:\s*,\s*\d+)?)\]"
)
_BRACES = r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_LAYER = re.compile(rf"⁽(?P<round>[{_SUP}]+)⁾|\^\[(?P<square>\d+)\]|\^(?P<tex>{_BRACES})")
_BARE = re.compile(rf"[{_SUP}]+")
_BARE_TEX = re.compile(r"\^\s*([0-9])(?![0-9])")
_PRIME = re.compile("[′’']|_prime(?![A-Za-z])")
_SAMPLE = re.compile(r"⟨\s*(?:(?P<sample>\d+))?(?:,?\s*t\s*=\s*(?P<step>\d+))?\s*⟩|@(?P<at>\d+)")
_STEP = re.compile(r"#(?P<step>\d+)")
_IN_TEX = re.compile(
    r"(?P<prime>\\prime)?\s*[(\[]?(?P<layer>\d+)?[)\]]?\s*,?\s*(?P<new>\+|new)?\s*"
    r"(?:⟨\s*(?P<sample>\d+)\s*⟩)?\s*,?\s*(?:t\s*=\s*(?P<step>\d+))?\s*"
)


def _scan(whole: str, start: int, *, bare: bool) -> Candidate | None:
    """What stands at `start`: letters, then index, layer and marks in any order.

    `bare`: whether a raised number behind an index is a layer, not a power.
    """
    head = _LETTERS.match(whole, start)
    if head is None:
        return None
    found = Candidate(_NAMED.get(head[0]) or _spelled(head[0]), end=head.end())
    if mark := _MARK_TYPED.match(whole, found.end):
        found = found._replace(letters=f"{found.letters}{mark[1]}", end=mark.end())
    if number := _NUMBER.match(whole, found.end):
        found = found._replace(number=number[0], end=number.end())
    while (more := _more(whole, found, bare=bare or found.end == head.end())) is not None:
        found = more
    return None if _GOES_ON.match(whole, found.end) else found


def _more(whole: str, found: Candidate, *, bare: bool) -> Candidate | None:
    """One part more of a symbol; None where it ends."""
    if not found.new and (new := _NEW.match(whole, found.end)):
        return found._replace(new=True, end=new.end())
    if not found.layer and (layer := _LAYER.match(whole, found.end)):
        return _with_layer(found, layer)
    if not found.layer and (prime := _PRIME.match(whole, found.end)):
        after = _NUMBER.match(whole, prime.end()) if not found.number else None
        typed, end = (after[0], after.end()) if after else (found.number, prime.end())
        return found._replace(number=typed, layer=PRIME, end=end)
    if bare and not found.layer and (raised := _BARE.match(whole, found.end)):
        return found._replace(layer=raised[0].translate(_DIGITS), end=raised.end())
    raised = _BARE_TEX.match(whole, found.end) if bare and not found.layer else None
    if raised and (found.lowered or whole.startswith("_", raised.end())):  # h_1^2 or h^2_1, and no h^2
        return found._replace(layer=raised[1], end=raised.end())
    if lowered := _LOWERED.match(whole, found.end):
        index = next(filter(None, lowered.groups())).translate(_DIGITS)
        index = "".join(index.split())
        if lowered["at"]:
            index = _joined(index)
        if not found.lowered:
            return found._replace(lowered=index, in_brackets=bool(lowered["at"]), end=lowered.end())
        if found.lowered.isalpha() and (lowered["sub"] or index[0].isalpha()):  # h_enc₁, h_enc_f
            return found._replace(lowered=found.lowered + index, end=lowered.end())
        behind_unit = lowered["word"] and index.isdigit() and not found.lowered.isdigit()
        if behind_unit and not found.layer:  # net_h2_1
            return found._replace(layer=index, end=lowered.end())
    if found.sample is None and (sample := _SAMPLE.match(whole, found.end)) and sample[0] != "⟨⟩":
        number = sample["sample"] or sample["at"]
        step = int(sample["step"]) if sample["step"] else found.step
        return found._replace(sample=int(number) if number else None, step=step, end=sample.end())
    if found.step is None and (step_ := _STEP.match(whole, found.end)):
        return found._replace(step=int(step_["step"]), end=step_.end())
    return None


def _with_layer(found: Candidate, layer: re.Match[str]) -> Candidate | None:
    if layer["tex"] is None:
        number = (layer["round"] or layer["square"]).translate(_DIGITS)
        return found._replace(layer=number, end=layer.end())
    inside = _IN_TEX.fullmatch(layer["tex"][1:-1])
    if inside is None or not any(inside.groups()):
        return None
    return found._replace(
        layer=PRIME if inside["prime"] else inside["layer"] or "",
        new=found.new or bool(inside["new"]),
        sample=int(inside["sample"]) if inside["sample"] else found.sample,
        step=int(inside["step"]) if inside["step"] else found.step,
        end=layer.end(),
    )


def _joined(indices: str) -> str:
    """2,1 as 21, and 12,3 as it is."""
    parts = indices.split(",")
    return indices if any(int(part) > 9 for part in parts) else "".join(parts)


_NAMED = {
    **{"ŷ": "yhat", "ẑ": "zhat", "Ẑ": "Zhat"},
    **{"δ": "delta", "μ": "mu", "γ": "gamma", "β": "beta", "ℓ": "ell"},
}
"""Letters that the grammar spells."""
_MARK_TYPED = re.compile(f"_({'|'.join(MARKS)})(?![A-Za-z])")


def _spelled(letters: str) -> str:
    """ĥ as hhat, as in names that are typed."""
    apart = unicodedata.normalize("NFD", letters)
    for word, sign in MARKS.items():
        apart = apart.replace(sign, word)
    return unicodedata.normalize("NFC", apart)


_UPRIGHT = re.compile(rf"\\(?:mathrm|text)\{{\s*([^\W\d_]+)((?:_\{{[^{{}}]*\}}|\^{_BRACES})*)\s*\}}")
_HAT = re.compile(r"\\(?:wide)?(hat|bar|tilde)\s*(\{\s*)?([^\W\d_])(?(2)\s*\})")
_COMMAND = re.compile(rf"\\({'|'.join(sorted(GREEK.values(), key=len, reverse=True))}|ell)(?![A-Za-z])\s*")
_GREEK = {name: letter for letter, name in GREEK.items()} | {"ell": "ℓ"}


def _without_tex(written: str) -> str:
    """Letters of TeX as they are on the page."""
    if "\\" not in written:
        return written
    plain = _COMMAND.sub(lambda command: _GREEK[command[1]], written)
    plain = _HAT.sub(lambda hat: unicodedata.normalize("NFC", hat[3] + MARKS[hat[1]]), plain)
    plain = _UPRIGHT.sub(r"\1\2", plain.replace("\\langle", "⟨").replace("\\rangle", "⟩"))
    return _UPRIGHT.sub(r"\1\2", plain)
