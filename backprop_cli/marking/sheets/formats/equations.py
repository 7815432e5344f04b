"""What equations are built of -> the line of a sheet: `37/100`, `z_1^{(1)}`, `[0.37; -0.64]`.

Word's equations and those of pages are two languages of elements for the same things; each has its table, and
both tables say with these functions how a thing is written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import Enum, auto
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

DEEPEST = 60
"""Elements of an equation in each other that are followed."""


class PieceKind(Enum):
    """What a piece must be told from, where it stands beside another one."""

    PLAIN = auto()
    WORD = auto()
    """A name, or a thing with an index or a power: what follows must not become part of it."""
    FRACTION = auto()
    BRACKETED = auto()
    MATRIX = auto()
    LINES = auto()
    """Equations below each other."""


class Piece(NamedTuple):
    """A part of an equation, written in a line."""

    text: str
    kind: PieceKind = PieceKind.PLAIN

    @property
    def closed(self) -> str:
        """The text as something may hang on it: a fraction in brackets."""
        return f"({self.text})" if self.kind is PieceKind.FRACTION else self.text


NOTHING = Piece("")
_SIGNS_BEFORE = frozenset("=+-−–·∙⋅*×∗(,;[{≈≃→⇒<>\n")
_SIGNS_BEHIND = frozenset("=+-−–·∙⋅*×∗/÷:),;.]}≈≃→⇒<>\n")
"""What may stand beside a fraction on a line without making another one of it."""
_OPENING, _CLOSING = ("(", "[", "{", "|"), (")", "]", "}", "|")
_ATOM = re.compile(
    r"[0-9]+(?:[.,][0-9]+)?|∂"
    r"|[∂∇δ]?[^\W\d_](?:[^\W_]|[\u0300-\u036f′])*+(?:[_^](?:[^\W_]++|\{[^{}]*+\}))*+"
)
"""What needs no brackets over or under a bar: a number, or one name."""
_AFTER_D = re.compile(r"(?<=∂)\s+(?=\w)|(?<=^d)\s+(?=\w)")
_EQUALS = re.compile("[=≈]")
_OPERATORS = re.compile(r"\s*[·×*∗⋅+−-]")
_LETTERS = re.compile("[\U0001d400-\U0001d7ff]")
"""Letters that are italic, bold or of another hand in themselves."""
_PRIMES = frozenset(("′", "″", "'", "’"))
_WITH_LIMITS = frozenset(("∑", "∏", "max", "min", "lim", "arg max", "arg min"))


def tag_of(element: Element) -> str:
    """What an element is called, without its namespace."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def plain_attributes(element: Element) -> dict[str, str]:
    """What is set of an element, without the namespaces of its keys."""
    return {key.rpartition("}")[2]: value for key, value in element.attrib.items()}


def in_plain_letters(text: str) -> str:
    """A text with plain letters: 𝑧 is z."""
    return _LETTERS.sub(lambda letter: normalize("NFKC", letter[0]), text)


def side_by_side(pieces: Iterable[Piece]) -> Piece:
    """Pieces side by side; a fraction gets brackets where its neighbours would become part of it."""
    row = [piece for piece in pieces if piece.text]
    if len(row) == 1:
        return row[0]
    texts = [piece.text for piece in row]
    for place, piece in enumerate(row):
        before, behind = texts[place - 1].rstrip(" ") if place else "", "".join(texts[place + 1 : place + 2])
        after = behind.lstrip(" ")
        if piece.kind is PieceKind.FRACTION and not _is_free(before[-1:], after[:1]):
            texts[place] = piece.closed
        elif piece.kind is PieceKind.MATRIX and before.endswith(_OPENING) and after.startswith(_CLOSING):
            texts[place - 1], texts[place + 1] = before[:-1], after[1:]
        elif piece.kind is PieceKind.MATRIX and before.endswith("{"):
            texts[place] += "}"  # cases, whose brace nothing closes
        elif piece.kind is PieceKind.LINES and before.endswith("{"):
            texts[place - 1] = before[:-1]
        elif piece.kind is PieceKind.WORD and behind[:1].isalnum():
            texts[place] += " "
    return Piece("".join(texts))


def _is_free(before: str, after: str) -> bool:
    """Whether a fraction between these signs, or at an edge, is one without brackets."""
    return (not before or before in _SIGNS_BEFORE) and (not after or after in _SIGNS_BEHIND)


def in_lines(pieces: Iterable[Piece]) -> Piece:
    """Equations, each on a line of its own."""
    return Piece("\n".join(piece.text for piece in pieces), PieceKind.LINES)


def over_a_bar(above: Piece, below: Piece) -> Piece:
    """`37/100`, `∂L/∂z_1^{(2)}`, `1/(1+e^{-0.37})`."""
    return Piece(f"{_side(above)}/{_side(below)}", PieceKind.FRACTION)


def _side(piece: Piece) -> str:
    text = _AFTER_D.sub("", piece.text.strip())
    return text if piece.kind is PieceKind.BRACKETED or _ATOM.fullmatch(text) else f"({text})"


def scripted(base: Piece, below: Piece = NOTHING, above: Piece = NOTHING) -> Piece:
    """`z_1^{(1)}`; what has neither index nor power is the base alone."""
    below_text, above_text = below.text.strip(), above.text.strip()
    if not below_text and not above_text:
        return base
    index = f"_{_group(below_text)}" if below_text else ""
    power = above_text if above_text in _PRIMES else f"^{_group(above_text)}" if above_text else ""
    return Piece(f"{base.closed.rstrip()}{index}{power}", PieceKind.WORD)


def _group(text: str) -> str:
    return text if len(text) == 1 and text.isalnum() else f"{{{text}}}"


def root(of: Piece, degree: Piece = NOTHING) -> Piece:
    """`sqrt(2)`; of another degree, `(2)^(1/3)`."""
    inside = of.text if of.kind is PieceKind.BRACKETED else f"({of.text})"
    power = degree.text.strip()
    return Piece(f"sqrt{inside}" if power in {"", "2"} else f"{inside}^(1/({power}))", PieceKind.WORD)


def accented(base: Piece, mark: str) -> Piece:
    """ŷ, with the mark on the first letter; an arrow says only that a letter is a vector."""
    text = base.text.lstrip()
    if not text[:1].isalpha() or mark not in _MARKS:
        return base
    return Piece(normalize("NFC", f"{text[0]}{_MARKS[mark]}{text[1:]}"), PieceKind.WORD)


_MARKS = {
    **dict.fromkeys("\u0302^ˆ", "\u0302"),
    **dict.fromkeys("\u0303~˜∼", "\u0303"),
    **dict.fromkeys("\u0304\u0305\u203e¯‾_―─", "\u0304"),
    **dict.fromkeys("\u0307˙.", "\u0307"),
    **dict.fromkeys("\u0308¨", "\u0308"),
}
"""Signs over a letter that make another name of it, as they combine with it."""


def with_limits(base: Piece, below: Piece = NOTHING, above: Piece = NOTHING) -> Piece:
    """`∑_{i=1}^{2}`; what stands below or above anything else, with a brace or not, explains it."""
    return scripted(base, below, above) if base.text.strip() in _WITH_LIMITS else base


def bracketed(parts: Sequence[Piece], opens: str = "(", closes: str = ")", between: str = "|") -> Piece:
    """`(0.3 + 0.2)`; a matrix has its brackets already, and lines need none."""
    if len(parts) == 1 and parts[0].kind in {PieceKind.MATRIX, PieceKind.LINES}:
        return parts[0]
    kind = PieceKind.BRACKETED if (opens, closes) == ("(", ")") else PieceKind.PLAIN
    return Piece(f"{opens}{between.join(part.text for part in parts)}{closes}", kind)


def with_argument(function: Piece, argument: Piece) -> Piece:
    """`ln(0.5)`."""
    inside = argument.text if argument.kind is PieceKind.BRACKETED else f"({argument.text.strip()})"
    return Piece(f"{function.text.strip()}{inside}")


def rows_of(rows: Sequence[Sequence[Piece]]) -> Piece:
    """`[1, 2; 3, 4]`, as TeX has it where a comma stands within; equations below each other are lines."""
    texts = [[cell.text.strip() for cell in row] for row in rows]
    lines = [" ".join(row) for row in texts]
    if _are_equations(lines):
        return Piece("\n".join(lines), PieceKind.LINES)
    if any(sign in cell for row in texts for cell in row for sign in ",;"):
        body = r" \cr ".join(" & ".join(row) for row in texts)
        return Piece(rf"\begin{{bmatrix}} {body} \end{{bmatrix}}", PieceKind.MATRIX)
    return Piece(f"[{'; '.join(', '.join(row) for row in texts)}]", PieceKind.MATRIX)


def _are_equations(lines: Sequence[str]) -> bool:
    """Whether each line has a sign of equality, or goes on with a product or a sum, and the first a name."""
    signs = [_EQUALS.search(line) for line in lines]
    follow = (sign or _OPERATORS.match(line) for sign, line in zip(signs[1:], lines[1:], strict=True))
    first = signs[0] if signs and all(follow) else None
    return first is not None and any(letter.isalpha() for letter in lines[0][: first.start()])
