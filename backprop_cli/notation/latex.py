r"""LaTeX within the subset that every Markdown host shows: no `*`, `|`, `<`, `}_`, no \operatorname."""

from __future__ import annotations

import re
import unicodedata

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tokens import GREEK
from backprop_cli.notation.numbers import Decimal
from backprop_cli.notation.script import SET, Script
from backprop_cli.quantities.grammar import DIRECT, Look, look_of, marked_letters
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.quantities.symbols import PRIME, Symbol, state_letters
from backprop_cli.quantities.tex import SHAPED

_LETTERS = {
    **SHAPED,
    "yhat": r"\hat y",
    "zhat": r"\hat z",
    "Zhat": r"\hat Z",
    "ell": r"\ell",
    "htilde": r"\tilde h",
    "X~": r"\tilde X",
    "X~^+": r"\tilde X^{\dagger}",
    "W~": r"\tilde W",
    "S^-1": "S^{-1}",
    "W'": r"W^{\prime}",
    "b'": r"b^{\prime}",
    "W''": r"W^{\prime\prime}",
    "b''": r"b^{\prime\prime}",
} | {spelling: rf"\{name}" for letter, name in GREEK.items() for spelling in (letter, name)}
_NO_ACCENT = re.compile("(?![\u0300-\u0304\u0306-\u0308\u030a-\u030c])[\u0300-\u036f]")
"""Marks over letters that TeX has no accent for."""
_SHAPED = re.compile(f"[{''.join(SHAPED)}]")
SHORTEST_WORD = 3
SHORT_WORDS = frozenset({"in"})
"""Indices that are words though they have two letters: x_in beside x_out."""
_WIDE = {"hat": r"\widehat", "bar": r"\overline", "tilde": r"\widetilde"}
"""Marks over several letters."""
_NEW = {"⁺": "+", "new": r"\mathrm{new}"}
"""The raised marks of a value after an update."""
_COMMANDS = {name: rf"\{name}" for name in ("tanh", "ln", "max", "min", "sin", "cos")} | {
    "sigmoid": r"\sigma",
    "Phi": r"\Phi",
    "phi": r"\varphi",
    "log10": r"\log_{10}",
    "log2": r"\log_{2}",
}


class Latex(Script):
    """The script of Markdown."""

    minus, dot, wide_dot, dots, about = "-", r" \cdot ", r" \cdot ", r"\cdots", r"\approx"
    dots_down, matrix_dot, wide_matrix_dot, entry_dot = r"\vdots", r" \cdot ", r" \cdot ", r" \ast "
    widest = None
    is_looked_at = False
    stacks_fractions = True
    row_end = r"\cr"
    """Of rows under each other; Markdown takes a backslash from two, but in pandoc."""
    nothing = ""
    """Before a sign at which rows are aligned, and where a row has no name."""

    def symbol(self, symbol: Symbol) -> str:
        written = self._own_name(look_of(symbol.letters), symbol) if symbol.own else _layered(symbol)
        return f"{symbol.prefix}{written}" + (SET if symbol.new == ":=" else "")

    def state(self, quantity: Quantity) -> str:
        of = quantity.of or quantity
        if quantity.symbol == "step":
            return rf"\Delta {self.quantity(of._replace(step=quantity.step))}"
        letters, number = state_letters(quantity)
        name = f"{letters}_{number}" if number else letters
        return f"{self._own_name(look_of(name), Symbol(name))}({self.quantity(of)})"

    def plain(self, word: str) -> str:
        # `_` ends a text for KaTeX, and `\_` does not get through Markdown.
        written = _NO_ACCENT.sub("", unicodedata.normalize("NFC", word)).replace("_", " ")
        # Letters of a shape of their own stand only in formulas.
        return _SHAPED.sub(lambda letter: rf"}}{SHAPED[letter[0]]}\text{{", rf"\text{{{written}}}")

    def _own_name(self, look: Look, symbol: Symbol) -> str:
        r"""`\hat y_{1}`, `W_{hy}`; of several letters upright, the index inside: `\mathrm{net_{h1}}`.

        An index that is a word is upright too, `E_{\mathrm{total}}`; h and y are two units.
        """
        letters = _LETTERS.get(look.letters) or look.letters
        parts = [_LETTERS.get(part) or part for part in look.parts]
        if not all(map(_is_plain, (look.letters, *look.parts))):
            return self.plain(symbol.letters) + _raised(symbol)
        index = ",".join(parts)
        if len(look.letters) == 1 or letters != look.letters:
            return (rf"\{look.mark} {letters}" if look.mark else letters) + _lowered(index) + _raised(symbol)
        upright = rf"\mathrm{{{letters}{f'_{{{index}}}' if index else ''}}}"
        return (rf"{_WIDE[look.mark]}{{{upright}}}" if look.mark else upright) + _raised(symbol)

    def gradient(self, gradient: Gradient) -> str:
        of, by = self.quantity(gradient.of.in_any_step), self.quantity(gradient.by)
        remark = self.plain(DIRECT) if gradient.direct else ""
        return rf"\frac{{\partial {of}}}{{\partial {by}}}{remark}"

    def number(self, number: Decimal) -> str:
        power = rf" \cdot 10^{{{number.exponent}}}" if number.exponent else ""
        return number.mantissa + power

    def brackets(self, text: str) -> str:
        return rf"\left({text}\right)" if r"\frac" in text else f"({text})"

    def quotient(self, top: str, bottom: str) -> str:
        return rf"\frac{{{top}}}{{{bottom}}}"

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{{{exponent}}}"

    def exponential(self, exponent: str) -> str:
        return f"e^{{{exponent}}}"

    def call(self, function: str, args: list[str]) -> str:
        match function, args:
            case "abs", [body]:
                return rf"\lvert {body} \rvert"
            case "sqrt", [body]:
                return rf"\sqrt{{{body}}}"
            case "where", [test, positive, otherwise]:
                return (
                    rf"\begin{{cases}} {positive} & \text{{if }} {test} \gt 0 {self.row_end} "
                    rf"{otherwise} & \text{{else}} \end{{cases}}"
                )
        return f"{_function(function)}({', '.join(args)})"

    def prime(self, function: str, argument: str) -> str:
        return rf"{_function(function)}^{{\prime}}({argument})"

    def struck(self, text: str) -> str:
        return rf"\cancel{{{text}}}"

    def total(self, body: str) -> str:
        return rf"\sum {body}"

    def transposed(self, body: str) -> str:
        is_bare = "^" in body and not body.startswith(("(", r"\left("))
        return f"({body})^{{T}}" if is_bare else f"{body}^{{T}}"

    def derivative_by(self, name: str) -> str:
        return rf"\frac{{\partial}}{{\partial {name}}} "

    def vector(self, entries: list[str]) -> str:
        return self.matrix([[entry] for entry in entries])

    def matrix(self, rows: list[list[str]]) -> str:
        lines = f" {self.row_end} ".join(" & ".join(row) for row in rows)
        return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"

    def applied(self, word: str, body: str) -> str:
        return rf"\mathrm{{{word}}}{self.brackets(body)}"

    def shaped(self, name: str, rows: int, columns: int) -> str:
        return rf"\underset{{{rows} \times {columns}}}{{{name}}}"

    def has_superscript(self, text: str) -> bool:
        return "^" in text or text.startswith(r"\sqrt")


class PandocLatex(Latex):
    """The script of Markdown for pandoc, whose writers of Word and MathML refuse the end of a row in TeX."""

    row_end = r"\\"
    # LibreOffice sets no sign that has nothing before it, and leaves out rows with empty cells.
    nothing = r"\text{}"

    def struck(self, text: str) -> str:
        # pandoc 2 takes no \cancel (3.9 does), and LibreOffice no brace: a bar, and below it the 0.
        return rf"\underset{{0}}{{\overline{{{text}}}}}"


def _layered(symbol: Symbol) -> str:
    r"""`z_{2}^{(1)}`; of several letters upright, with index and layer inside: `\mathrm{net_{h2}}`."""
    letters = _marked(symbol.letters) or _LETTERS.get(symbol.letters, symbol.letters)
    if letters != symbol.letters or len(letters) == 1:
        return letters + _lowered(symbol.lowered) + _raised(symbol)
    lowered = f"_{{{symbol.lowered}}}" if symbol.lowered else ""
    return rf"\mathrm{{{symbol.letters}{lowered}{_raised(symbol)}}}"


def _marked(letters: str) -> str:
    r"""`\hat \theta` of theta_hat; empty where there is no mark over one letter."""
    base, mark = marked_letters(letters) if letters not in _LETTERS else ("", "")
    letter = _LETTERS.get(base, base)
    return rf"\{mark} {letter}" if len(base) == 1 or letter != base else ""


def _lowered(index: str) -> str:
    """An index, words in it upright."""
    parts = (rf"\mathrm{{{part}}}" if _is_word(part) else part for part in index.split(","))
    return f"_{{{','.join(parts)}}}" if index else ""


def _is_word(part: str) -> bool:
    """Whether letters of an index are a word, and not one letter for each of two units, as in W_xh."""
    return part.isascii() and part.isalpha() and (len(part) >= SHORTEST_WORD or part in SHORT_WORDS)


def _raised(symbol: Symbol) -> str:
    joint = "," if symbol.raised and symbol.new == "new" else ""
    raised = symbol.raised.replace(PRIME, r"\prime ") + joint + _NEW.get(symbol.new, "")
    raised += rf"\langle {symbol.sample}\rangle" if symbol.sample else ""
    if symbol.step:
        raised = f"{raised}, t={symbol.step}" if raised else f"t={symbol.step}"
    return f"^{{{raised.rstrip()}}}" if raised else ""


def _is_plain(word: str) -> bool:
    """Whether TeX has the letters of a word in formulas: ASCII, or one Greek letter."""
    return word.isascii() or word in _LETTERS


def _function(name: str) -> str:
    return _COMMANDS.get(name) or rf"\mathrm{{{FUNCTIONS[name].symbol}}}"
