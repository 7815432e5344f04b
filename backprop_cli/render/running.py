"""Running text: words with their formulas, numbers and bars written in, marked where it may break."""

from __future__ import annotations

from backprop_cli.errors import printable
from backprop_cli.expr.tree import Expr
from backprop_cli.late import late
from backprop_cli.notation.breaks import hardly_broken, in_prose, inside, kept_together
from backprop_cli.notation.writer import Writer
from backprop_cli.render.lines import in_sentence, written_bar, written_value
from backprop_cli.words.inline import Bar, Drawn, Kept, Math, Number, Words

in_ascii = late("notation.ascii.in_ascii")


class Running:
    """Writes running text in one script."""

    def __init__(self, writer: Writer, *, ascii_only: bool) -> None:
        self.writer = writer
        self.ascii_only = ascii_only

    def words(self, words: Words) -> str:
        """The text, marked."""
        return "".join(map(self._word, words))

    def sign(self, sign: Math) -> str:
        """A formula as a label."""
        return self.writer.inline(sign.sides[0])

    def plain(self, text: str) -> str:
        """A label, in this script."""
        return in_ascii(text) if self.ascii_only else text

    def _formula(self, sides: tuple[Expr, ...]) -> str:
        written = map(self.writer.running, sides)
        parts = written if len(sides) == 1 else map(inside, written)  # it breaks before its signs
        return in_sentence(self.writer.equated(*parts), self.writer)

    def _word(self, word: str | Math | Number | Bar) -> str:
        match word:
            case Bar():
                return written_bar(word, ascii_only=self.ascii_only)
            case Math(sides):
                return hardly_broken(self._formula(sides))
            case Number():
                return self.writer.named(written_value(word, self.writer))
            case Drawn() if self.ascii_only:
                return in_prose(in_ascii(printable(word.typed)))
            case Kept():
                return kept_together(self.plain(word))
            case str():
                shown = printable(word)
                return in_prose(in_ascii(shown) if self.ascii_only else shown)
