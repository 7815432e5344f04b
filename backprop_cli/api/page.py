"""What every result is: a document that a notebook shows, and that is put out in any format that it has."""

from __future__ import annotations

from typing import ClassVar

from backprop_cli.formats import Renderer, Results, Subject, by_name, formats_of
from backprop_cli.frozen import frozen
from backprop_cli.words.language import speaking
from backprop_cli.worksheet.document import Document


@frozen
class Page:
    """What a notebook shows as Markdown, and `print` in the usual format of its kind."""

    document: Document
    subject: ClassVar[Subject]

    def render(self, format: str = "", flavor: str | None = None) -> str:
        """The page as text in a format, by its name; the usual one of its kind if none is named.

        `flavor` is one of the format's own: of `markdown` that for `pandoc`.
        Raises `UsageError` for a format that it has not, and a flavour that the format has not.
        """
        chosen = by_name(format, self.subject) if format else formats_of(self.subject)[0]
        return self.made_by(chosen.flavored(flavor).made())

    def made_by(self, maker: Renderer | Results) -> str:
        """The page as text, by what makes one of its formats."""
        with speaking(self.document.language):
            if isinstance(maker, Renderer):
                return maker.render(self.document)
            return self.gathered_by(maker)

    def gathered_by(self, maker: Results) -> str:
        """The same for a format of marks."""
        raise TypeError(f"{self.subject.value} is no marked sheet")

    def __str__(self) -> str:
        return self.render()

    def _repr_markdown_(self) -> str:
        return self.render("markdown")
