"""Letters that change places with the grammar's, a and z in `bishop`: there, and back.

What somebody types in such a notation is put into the grammar's letters where it comes in, once: behind that
`a1[1]` is an activation everywhere. What is told of it goes the other way.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from backprop_cli.quantities.candidates import RUN_OF_LETTERS

IN_WORDS, _AS_TYPED = (str.maketrans(*each) for each in (("za", "ｚａ"), ("ｚａ", "za")))
"""A letter that words say, `weighted sum`, is the grammar's in every notation, until it is looked up."""
_OF_LETTER = re.compile(r"(?P<of>d|[dD]elta)?(?P<letter>.+)")
_HAT_BEFORE, _HAT_BEHIND = re.compile(r"(?:hat|bar)\s*\{?\s*\Z"), re.compile(r"_?(?:hat|pred)(?![A-Za-z])")
_OF_PARAMETER = re.compile(
    r"(?:_?\{?[0-9₀-₉]*\}?\(\s*\\?[^\W\d_][^()+*·/−-]*(?:\([0-9+]*\)[^()+*·/−-]*)*\)|_\{?d?[wWb](?![A-Za-z]))"
)
"""Behind a state, whatever its parameter is called: v(w₁₁), v_w."""
_CITED = re.compile(r"`[^`]*`|[A-Za-z]\w*\[")
"""A name between backticks; one with an index, dz1[1], is a name without them as well."""


def exchanged(written: str, letters: Mapping[str, str]) -> str:
    """A text with its letters exchanged, those of derivatives and of whole matrices too: da1, A1."""
    if not letters:
        return written

    def other(run: re.Match[str]) -> str:
        found = _OF_LETTER.fullmatch(run[0])
        if found is None or found["letter"] not in letters or _has_hat(run) or _is_state(run):
            return run[0]
        return f"{found['of'] or ''}{letters[found['letter']]}"

    return RUN_OF_LETTERS.sub(other, written)


def cited_exchanged(message: str, letters: Mapping[str, str]) -> str:
    """A sentence with those of the names that it cites exchanged."""
    return _CITED.sub(lambda name: exchanged(name[0], letters), message) if letters else message


def in_words_as_typed(text: str) -> str:
    """A text with the letters that words say as they are typed."""
    return text if text.isascii() else text.translate(_AS_TYPED)


def _is_state(run: re.Match[str]) -> bool:
    """Whether it is the letter of an optimiser's state."""
    return _OF_PARAMETER.match(run.string, run.end()) is not None


def _has_hat(run: re.Match[str]) -> bool:
    """Whether it is the letter of ŷ, of TeX or typed y_hat."""
    before = _HAT_BEFORE.search(run.string, max(run.start() - 8, 0), run.start())
    return bool(before or _HAT_BEHIND.match(run.string, run.end()))
