"""The language of the pages: an option of the reader's, never the environment's.

English stands in the program. Another language is a compiled catalogue, `catalogues/LANGUAGE.mo`, as the
standard library's `gettext` reads it.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations

from backprop_cli.errors import UsageError, cited, nearest

ENGLISH = "en"
CATALOGUES = os.path.join(os.path.dirname(__file__), "catalogues")
"""The compiled catalogues of the package; there need be none."""

_chosen: ContextVar[str] = ContextVar("language", default=ENGLISH)


def languages() -> list[str]:
    """The languages that there are, English first."""
    files = os.listdir(CATALOGUES) if os.path.isdir(CATALOGUES) else []
    return [ENGLISH, *sorted(file.removesuffix(".mo") for file in files if file.endswith(".mo"))]


def chosen() -> str:
    """The language that is spoken at present."""
    return _chosen.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Has everything that is composed or rendered within it in a language.

    Raises `UsageError` for a language that there is not.
    """
    known = languages() if language != ENGLISH else [ENGLISH]
    if language not in known:
        hint = nearest(language, known) or f"known are {', '.join(known)}"
        raise UsageError(f"there is no language {cited(language)}", hint)
    before = _chosen.set(language)
    try:
        yield
    finally:
        _chosen.reset(before)


def catalogue() -> NullTranslations:
    """The sentences of the language that is spoken."""
    return _catalogue(_chosen.get(), CATALOGUES)


@cache
def _catalogue(language: str, folder: str) -> NullTranslations:
    if language == ENGLISH:
        return NullTranslations()
    with open(os.path.join(folder, f"{language}.mo"), "rb") as file:
        return GNUTranslations(file)
