r"""A notation read back: `net_h2`, `w₃⁺`, `dz₂^[1]`, `\mathrm{In_{2}^{1}}` as the grammar has them.

The table of symbols is turned round: every quantity is asked for its symbol once, and a text is looked
through for what may be one. What is none stays as it is, for the spellings that all notations share.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property

from backprop_cli.expr.tokens import canonical
from backprop_cli.quantities.candidates import (
    INDEXED,
    RUN_OF_LETTERS,
    SPELLED_OUT,
    Candidate,
    scan,
    spelled,
    without_tex,
)
from backprop_cli.quantities.grammar import look_of, marked_letters, text
from backprop_cli.quantities.network import (
    PARAMETERS,
    PRE_ACTIVATION,
    STACKS,
    WEIGHT,
    is_stack,
    loss,
    stack_of,
)
from backprop_cli.quantities.notations import DELTA
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.quantities.symbols import PRIME, Symbol, Symbols, joined

LONGEST = 2_000
"""A longer text is left as it is."""
_EITHER = {"w": "W", "W": "w"}
_OF_GRAMMAR = frozenset("wbzaxyhul")
"""Letters of names in the grammar with a number behind them, such as W1: no author's own name takes these."""
_IS_ENTRY = re.compile("[wW][1-9][1-9]")
"""A weight with its row and column; a network of so many layers is none to write by hand."""
_UNDER = re.compile(r"\s*/\s*[d∂]")
"""What stands behind the upper part of a derivative."""

SymbolKey = tuple[str, str, str]
"""Letters, what is lowered, the number of the layer: all that tells one symbol from another."""


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
                table.setdefault(symbol_key(symbols.symbol(quantity)), quantity)
        for signal in quantities:
            by = self.usual.symbol(signal._replace(symbol=PRE_ACTIVATION))
            if signal.symbol == DELTA and not by.own:  # δ_o1 of net_o1
                table.setdefault(symbol_key(by._replace(letters=DELTA)), signal)
        for weight in filter(self._is_in_one_row, quantities):
            for short in self._with_column_alone(weight):
                table.setdefault(symbol_key(short), weight)
        return table

    def _is_in_one_row(self, quantity: Quantity) -> bool:
        """Whether it is a weight of a layer of one unit: its row goes without saying."""
        is_entry = quantity.symbol == WEIGHT and len(quantity.indices) == 2
        return is_entry and self.symbols.layers[(quantity.layer or 1) - 1].units == 1

    def _with_column_alone(self, weight: Quantity) -> Iterator[Symbol]:
        """θ₂ for θ₁₂, by an own name of the whole; w₂ where there is no other unit."""
        symbol, column = self.symbols.symbol(weight), str(weight.indices[-1])
        if symbol.whole and symbol.letters.casefold() not in _OF_GRAMMAR:
            yield symbol._replace(lowered=symbol.lowered.removesuffix(joined(weight.indices)) + column)
        elif not symbol.whole and len(self.symbols.layers) == 1 and len(column) == 1:
            yield symbol._replace(letters="w", lowered=column, raised="")

    @cached_property
    def usual(self) -> Symbols:
        """The notation without the author's own names."""
        return self.symbols.without_own() if self.symbols.own else self.symbols

    @cached_property
    def _either(self) -> dict[str, str]:
        """Letters of a weight and of the matrix that it stands in: one may be typed for the other."""
        entry, matrix = self.symbols.notation.entry, self.symbols.notation.letters.get(WEIGHT, WEIGHT)
        return {**_EITHER, entry: matrix, matrix: entry}

    @property
    def _raises_in_brackets(self) -> bool:
        return self.symbols.notation.layer.startswith("[")

    def typed(self, written: str) -> str:
        """A name or a formula with the notation's symbols as the grammar has them."""
        if len(written) > LONGEST or (self.symbols.is_plain and written.isascii() and "\\" not in written):
            return written
        plain = without_tex(unicodedata.normalize("NFC", written))
        parts, place = [], 0
        for letters in RUN_OF_LETTERS.finditer(plain):
            if letters.start() < place:
                continue
            found = scan(plain, letters.start(), bare=self.symbols.notation.raises_bare)
            name = found and self._name(found, plain, letters.start())
            if found and name:
                parts += [plain[place : letters.start()], name]
                place = found.end
        return "".join((*parts, plain[place:])) if parts else written

    @cached_property
    def _of_grammar(self) -> dict[str, str]:
        """The grammar's letters by an author's that are no layer's own."""
        return {canonical(name): _EITHER.get(symbol, symbol) for symbol, name in self.symbols.general.items()}

    def in_letters_of_grammar(self, name: str) -> str:
        """θ₁, `s^(2)` with the grammar's letters, for the spellings that all notations share."""
        if not self._of_grammar or len(name) > LONGEST:
            return name
        plain = without_tex(unicodedata.normalize("NFC", name))
        return RUN_OF_LETTERS.sub(lambda run: self._plain_letters(run[0]), plain)

    def _plain_letters(self, run: str) -> str:
        head = "d" if run[0] == "d" and canonical(run) not in self._of_grammar else ""
        letters = run.removeprefix(head)
        return head + self._of_grammar.get(canonical(letters), letters)

    def named(self, name: str) -> Quantity | None:
        """The quantity whose symbol an author's own name would look like; None if there is none."""
        return self.table.get(symbol_key(Symbol(name, own=True)))

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
        return text(Gradient(loss(found.sample)._replace(step=found.step), own))

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
        letters = SPELLED_OUT.get(found.letters, found.letters)
        ways = [letters, self._either.get(letters, letters), canonical(letters)]
        if found.number and found.in_brackets:  # S1[2], where T and S may be something else
            ways.append(letters.lower())
        keys = [(each, *form) for each in dict.fromkeys(ways) for form in forms]
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


def symbol_key(symbol: Symbol) -> SymbolKey:
    """What two symbols share that look the same, and what a candidate is looked up by."""
    if not symbol.own:
        layer = PRIME if symbol.raised == PRIME else "".join(filter(str.isdigit, symbol.raised))
        letters = "".join(marked_letters(symbol.letters)) or symbol.letters
        if symbol.indexed:
            return spelled(letters), symbol.lowered.replace(",", ""), INDEXED + layer
        return spelled(letters), symbol.lowered, layer
    look = look_of(symbol.letters)
    return spelled(look.letters) + look.mark, "".join(look.parts), ""


def look_of_symbol(symbol: Symbol) -> tuple[str, ...]:
    """What two symbols share that nobody tells apart: h_enc1 is a name, and the first of h_enc."""
    letters, lowered, layer = symbol_key(symbol)
    return letters, lowered, layer.removeprefix(INDEXED)


def _marked(quantity: Quantity, found: Candidate) -> Quantity:
    return quantity._replace(new=found.new, sample=found.sample, step=found.step)
