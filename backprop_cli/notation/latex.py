r"""LaTeX within the subset that every Markdown host shows: no `*`, `|`, `<`, `}_`, no \operatorname."""

from __future__ import annotations

from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.tokens import GREEK
from backprop_cli.notation.numbers import Decimal
from backprop_cli.notation.script import Script
from backprop_cli.notation.symbols import joined, look
from backprop_cli.quantities.grammar import DIRECT, text
from backprop_cli.quantities.quantity import Gradient, Quantity

_LETTERS = {"yhat": r"\hat y"} | {
    spelling: rf"\{name}" for letter, name in GREEK.items() for spelling in (letter, name)
}
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
    stacks_fractions = True

    def quantity(self, quantity: Quantity) -> str:
        stem, number = look(quantity)
        if not stem:
            return self.plain(text(quantity))
        lowered = f"_{{{indices}}}" if (indices := joined(quantity.indices) or number) else ""
        symbol = _letter(stem, plain=bool(lowered)) + lowered
        if quantity.of is not None:
            return f"{symbol}({self.quantity(quantity.of)})"
        raised = ("" if quantity.layer is None else f"({quantity.layer})") + ("+" if quantity.new else "")
        raised += rf"\langle {quantity.sample}\rangle" if quantity.sample else ""
        return symbol + (f"^{{{raised}}}" if raised else "")

    def plain(self, word: str) -> str:
        return rf"\text{{{word}}}"

    def gradient(self, gradient: Gradient) -> str:
        of, by = self.quantity(gradient.of), self.quantity(gradient.by)
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
                    rf"\begin{{cases}} {positive} & \text{{if }} {test} \gt 0 \cr "
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
        return f"{body}^{{T}}" if "^" not in body else f"({body})^{{T}}"

    def derivative_by(self, name: str) -> str:
        return rf"\frac{{\partial}}{{\partial {name}}} "

    def vector(self, entries: list[str]) -> str:
        return self.matrix([[entry] for entry in entries])

    def matrix(self, rows: list[list[str]]) -> str:
        lines = r" \cr ".join(" & ".join(row) for row in rows)
        return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"

    def has_superscript(self, text: str) -> bool:
        return "^" in text


def _letter(symbol: str, *, plain: bool) -> str:
    """One letter as mathematics; a word upright, but bare before a subscript (`}_` breaks hosts)."""
    if symbol in _LETTERS:
        return _LETTERS[symbol]
    if len(symbol) == 1 or plain:
        return symbol.replace("_", "")
    return rf"\text{{{symbol.replace('_', '-')}}}"


def _function(name: str) -> str:
    return _COMMANDS.get(name) or rf"\mathrm{{{FUNCTIONS[name].symbol}}}"
