"""How a remark begins."""

from __future__ import annotations

from backprop_cli.words.inline import Words
from backprop_cli.words.say import mark, phrase, say

REMARK = mark("Remark:")


def with_lead(words: Words) -> Words:
    """A remark behind the word that says it is one."""
    return say("{remark} {words}", remark=phrase(REMARK), words=words)


def told(words: Words) -> Words:
    """A sentence with its first letter large."""
    first, *rest = words
    return (first[:1].upper() + first[1:], *rest) if isinstance(first, str) else words
