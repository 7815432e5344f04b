"""The mark of a value after an update, wherever it stands: `new w₁₁`, `W1_new_12`, `W1_1_2 new`, `w₅^+`.

It is taken off before a name is read and put back behind, so that every spelling of a weight is one of
its new value too.
"""

from __future__ import annotations

import re
from functools import lru_cache

from backprop_cli.quantities.grammar import is_quotient
from backprop_cli.quantities.tex import regex

_SAID = "|".join(
    (
        *("new", "updated", "next"),
        *("neue[rs]?", "neu", "nouveau", "nouvelle", "nuevo", "nueva"),
        *("nuovo", "nuova", "novo", "nova", "nieuw"),
    )
)
"""In English, and in the languages in which students head their columns."""
_AFTER = (
    r"(?:after|post|nach|après|dopo|después\s+de|após|na)\s*(?:the|one|this|dem|einem|la|l['’]|a|de)?\s*"
    r"(?:update|updating|gradient\s+step|aktualisierung|mise\s+à\s+jour|aggiornamento|actualización|atualização)"
)
_WORD = rf"(?:\\(?:text|mathrm|rm)\s*)?\{{?\s*(?:{_SAID})\s*\}}?"
_RAISED = rf"(?:\+|{_WORD}|\(?\s*(?:t|n|k)\s*\+\s*1\s*\)?)"
_MARKS = (
    rf"(?i)^[ \t`*]*(?:{_SAID})(?:[ \t\u00a0_]+value(?:[ \t]+of)?)?[ \t\u00a0_]+(?=\$*[^\W\d_]|\$*\\)",
    rf"(?i)[ \t]*\^\s*(?:\{{\s*{_RAISED}\s*\}}|\((?:{_SAID})\)|(?:{_SAID})(?![^\W\d_]))",
    rf"(?i)(?<=[\d)\]])\s*,?\s*{_RAISED}\s*(?=\}})",
    rf"(?i)[ \t\u00a0_]*[(\[]\s*(?:{_SAID}|(?:t|n|k)\s*\+\s*1)\s*[)\]]",
    rf"(?i)(?:[ \t\u00a0_]+|(?<=[\d\])}}$⁾⟩⁰¹²³⁴-⁹₀-₉]))(?:{_SAID})(?![^\W\d_])[ \t\u00a0]*",
    rf"(?i)[ \t\u00a0_,]*(?:[(\[]\s*{_AFTER}\s*[)\]]|(?<=[\s_,])(?:{_AFTER}|after)$)",
    r"⁺",
    r"(?<=[\w\])}⟩⁾])[ \t]?\^?\+(?=[ \t$`*]*$|[ \t]*[\[_({])",
)
"""In front, raised in TeX, behind a layer in its braces, in brackets, as a word, as a phrase, raised, as a
plus that adds nothing. One of them counts.
"""
_ROOM = r"[ \t\u00a0]{3,}"
"""More room than that says nothing in a name."""


@lru_cache(maxsize=4_096)
def apart_from_new(written: str) -> tuple[str, bool]:
    """A name without the mark of a new value, and whether it had one; a derivative has none."""
    if is_quotient(written):
        return written, False
    written = regex(_ROOM).sub("  ", written)
    for pattern in _MARKS:
        bare, count = regex(pattern).subn(_joint, written, count=1)
        if count:
            return bare, True
    return written, False


def _joint(mark: re.Match[str]) -> str:
    """What is left of a mark: `W1_new12` and `W1 new 12` have their layer and their index apart."""
    behind = mark.string[mark.end() :]
    return "_" if mark.start() and behind[:1].isdigit() else ""
