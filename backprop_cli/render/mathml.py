r"""The TeX of our pages -> MathML, which every browser sets by itself: `w_{11}^{(1)}` is an `msubsup`.

It knows what `notation/latex.py` writes, and nothing else of TeX. (latex2mathml 3.81, which was tried, knows
neither aligned rows nor the signs that are markup in an author's words.)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from html import escape

from backprop_cli.expr.tokens import GREEK
from backprop_cli.quantities.tex import SHAPED

_PIECE = re.compile(r"\\[A-Za-z]+|\\\\|\\.|:=|\d+(?:\.\d+)?|\.\d+|\S")
_KEPT_TEXT = re.compile(r"\\(text|begin|end)\{([^{}]*)\}")
_OPENS, _CLOSES, _KEPT = "\ue000", "\ue001", "\ue002"
"""What stands for the edges of an environment and for words, which are kept apart from the pieces."""
_LETTERS = {f"\\{name}": letter for letter, name in GREEK.items()} | {
    r"\partial": "∂", r"\ell": "ℓ", r"\varphi": "φ", r"\prime": "′", r"\dagger": "†", r"\cdots": "⋯",
    r"\vdots": "⋮",
}  # fmt: skip
_SIGNS = {
    "-": "−", r"\cdot": "·", r"\approx": "≈", r"\ast": "∗", r"\times": "×", r"\sum": "∑", r"\gt": ">",
    r"\lt": "<", r"\langle": "⟨", r"\rangle": "⟩", r"\lvert": "|", r"\rvert": "|", r"\lbrace": "{",
    r"\rbrace": "}",
}  # fmt: skip
_PLAIN_SIGNS = frozenset("+=−·≈∗×<>,:/!;") | {":="}
_FENCES = frozenset("()[]|⟨⟩{}∑")
"""Signs that a browser would stretch to the height of what stands beside them."""
_SPACES = {r"\quad": "1em", r"\qquad": "2em"}
_NAMED = frozenset((r"\tanh", r"\ln", r"\max", r"\min", r"\sin", r"\cos", r"\log"))
_OVER = {r"\hat": "^", r"\widehat": "^", r"\tilde": "~", r"\widetilde": "~", r"\bar": "‾", r"\overline": "‾"}
_SHAPES = {tex.replace(" ", ""): letter for letter, tex in SHAPED.items()}
_EDGES = {"bmatrix": ("[", "]"), "cases": ("{", ""), "aligned": ("", "")}
"""What stands around rows; a page shows a matrix's brackets as borders, since few fonts have tall ones."""
_MINUS, _SPACE, _EDGE = "<mo>−</mo>", "\N{NO-BREAK SPACE}", re.compile("^ | $")
_CLOSED = (">)</mo>", ">]</mo>", ">|</mo>", ">⟩</mo>")


class UnknownTexError(ValueError):
    """TeX that no page of ours has."""


def mathml(tex: str, *, display: bool = False) -> str:
    """A formula as an element `math`. Raises `UnknownTexError` for what our pages do not have."""
    block = ' display="block"' if display else ""
    return f"<math{block}>{_Tex(tex).whole()}</math>"


class _Tex:
    """Reads the pieces of a formula, one after the other."""

    def __init__(self, tex: str) -> None:
        self.kept = list[str]()
        self.pieces = _PIECE.findall(_KEPT_TEXT.sub(self._keep, tex))
        self.at = 0

    def _keep(self, found: re.Match[str]) -> str:
        self.kept.append(found[2])
        return _MARKS[found[1]]

    def whole(self) -> str:
        """The formula to its end."""
        row = self._row(())
        if self.at < len(self.pieces):
            raise UnknownTexError(self.pieces[self.at])
        return row

    def _row(self, stops: tuple[str, ...], *, upright: bool = False) -> str:
        """What stands up to one of `stops`, side by side."""
        parts = list[str]()
        while self.at < len(self.pieces) and self.pieces[self.at] not in stops:
            if self.pieces[self.at] in {"}", "&", r"\cr", r"\\", _CLOSES}:
                break
            part = self._with_scripts(upright=upright)
            is_sign = part == _MINUS and (not parts or _goes_before(parts[-1]))
            parts.append('<mo form="prefix">−</mo>' if is_sign else part)
        return _together(parts)

    def _with_scripts(self, *, upright: bool) -> str:
        base = self._atom(upright=upright)
        scripts = dict[str, str]()
        while self._peek() in {"_", "^"} and self._peek() not in scripts:
            sign = self._take()
            scripts[sign] = self._atom(upright=upright)
        return _scripted(base, scripts)

    def _peek(self) -> str:
        return self.pieces[self.at] if self.at < len(self.pieces) else ""

    def _take(self) -> str:
        piece = self._peek()
        if not piece:
            raise UnknownTexError("the formula ends too early")
        self.at += 1
        return piece

    def _atom(self, *, upright: bool = False) -> str:
        """One thing that an index may hang on."""
        piece = self._take()
        if piece in _READ:
            return _READ[piece](self)
        if piece == "{":
            return self._closed(upright=upright)
        if piece == _KEPT:
            # A browser drops plain spaces at the edges of words: "ifz > 0".
            return f"<mtext>{_EDGE.sub(_SPACE, escape(self._next_kept()))}</mtext>"
        if piece == _OPENS:
            return self._environment()
        if upright and piece.isalpha() and piece.isascii():
            return self._word(piece)
        return _single(piece, upright=upright)

    def _word(self, letter: str) -> str:
        """Letters that are one upright name."""
        while self._peek().isalpha() and self._peek().isascii():
            letter += self._take()
        return f'<mi mathvariant="normal">{letter}</mi>' if len(letter) == 1 else f"<mi>{letter}</mi>"

    def _next_kept(self) -> str:
        return self.kept.pop(0)

    def _closed(self, *, upright: bool = False) -> str:
        row = self._row(("}",), upright=upright)
        if self._take() != "}":
            raise UnknownTexError("a brace is open")
        return row

    def _argument(self, *, upright: bool = False) -> str:
        """What a command is about: a group, or the next thing alone."""
        return self._atom(upright=upright)

    def _environment(self) -> str:
        """A matrix, cases, or lines that are aligned."""
        name = self._next_kept()
        rows = [[self._row(())]]
        while (piece := self._take()) != _CLOSES:
            if piece == "&":
                rows[-1].append(self._row(()))
            elif piece in {r"\cr", r"\\"}:
                rows.append([self._row(())])
            else:
                raise UnknownTexError(piece)
        self._next_kept()
        return _table(name, rows)


_MARKS = {"text": _KEPT, "begin": _OPENS, "end": _CLOSES}


def _goes_before(part: str) -> bool:
    """Whether a minus behind it is the sign of a number, and no subtraction."""
    if part.endswith(f"{_SPACE}</mtext>"):  # if −0.5 > 0
        return True
    return part.startswith("<mo") and part.count("<") == 2 and not part.endswith(_CLOSED)


def _together(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"


def _scripted(base: str, scripts: Mapping[str, str]) -> str:
    match sorted(scripts):
        case ["^"]:
            return f"<msup>{base}{scripts['^']}</msup>"
        case ["_"]:
            return f"<msub>{base}{scripts['_']}</msub>"
        case ["^", "_"]:
            return f"<msubsup>{base}{scripts['_']}{scripts['^']}</msubsup>"
    return base


def _single(piece: str, *, upright: bool) -> str:
    """A number, a letter, or a sign."""
    sign = _SIGNS.get(piece, piece)
    if piece in _LETTERS or (piece.isalpha() and len(piece) == 1):
        normal = ' mathvariant="normal"' if upright else ""
        return f"<mi{normal}>{_LETTERS.get(piece, piece)}</mi>"
    if piece in _NAMED:
        return f"<mi>{piece[1:]}</mi>"
    if piece in _SPACES:
        return f'<mspace width="{_SPACES[piece]}"/>'
    if piece[0].isdigit() or (piece[0] == "." and len(piece) > 1):
        return f"<mn>{piece}</mn>"
    if sign in _FENCES:
        return f'<mo stretchy="false">{sign}</mo>'
    if sign in _PLAIN_SIGNS or sign in {".", "…", "%"}:
        return f"<mo>{escape(sign)}</mo>"
    raise UnknownTexError(piece)


def _table(name: str, rows: list[list[str]]) -> str:
    if name not in _EDGES:
        raise UnknownTexError(name)
    opens, closes = (f'<mo class="{name}">{edge}</mo>' if edge else "" for edge in _EDGES[name])
    kind = ' displaystyle="true"' if name == "aligned" else ""
    body = "".join(f"<mtr>{''.join(_cells(name, row))}</mtr>" for row in rows)
    return f'<mrow>{opens}<mtable class="{name}"{kind}>{body}</mtable>{closes}</mrow>'


def _cells(name: str, row: list[str]) -> Iterator[str]:
    for place, cell in enumerate(row):
        side = ' class="right"' if name == "aligned" and place == 0 else ""
        yield f"<mtd{side}>{cell}</mtd>"


def _fraction(formula: _Tex) -> str:
    return f"<mfrac>{formula._argument()}{formula._argument()}</mfrac>"


def _below(formula: _Tex) -> str:
    below, base = formula._argument(), formula._argument()
    return f"<munder>{base}{below}</munder>"


def _stretched(formula: _Tex) -> str:
    """A bracket as high as what it holds."""
    return f"<mo>{_SIGNS.get(bracket := formula._take(), bracket)}</mo>"


def _accented(sign: str) -> Callable[[_Tex], str]:
    return lambda formula: f'<mover accent="true">{formula._argument()}<mo>{sign}</mo></mover>'


def _shape(command: str) -> Callable[[_Tex], str]:
    return lambda formula: f"<mi>{_SHAPES[f'{command}{formula._take()}']}</mi>"


_READ: Mapping[str, Callable[[_Tex], str]] = {
    r"\frac": _fraction,
    r"\sqrt": lambda formula: f"<msqrt>{formula._argument()}</msqrt>",
    r"\mathrm": lambda formula: formula._argument(upright=True),
    r"\underset": _below,
    r"\cancel": lambda formula: f'<mrow class="struck">{formula._argument()}</mrow>',
    **dict.fromkeys((r"\left", r"\right", r"\Big", r"\Bigl", r"\Bigr"), _stretched),
    **{command: _accented(sign) for command, sign in _OVER.items()},
    **{command: _shape(command) for command in (r"\mathscr", r"\mathfrak")},
}
"""What is read with something behind it."""
