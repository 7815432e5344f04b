"""A page, a notebook or a text without its pictures: they count nowhere, and may be larger than all it says.

Every pass goes once over the text; more than `MOST_PICTURES` of a kind are not looked for.
"""

import re
from itertools import islice

MOST_PICTURES = 10_000
LONGEST_PAGE = 50_000
"""Characters of an output of a notebook in HTML."""
_NAMES = ("svg", "style", "script")
"""What a page in HTML draws with, and what no reader of it sees."""
_BASE64 = (
    r"[\w+/=%-]*+(?:\s{1,20}+[A-Za-z0-9+/]{40,}+={0,2}+)*+(?:\s{1,20}+[A-Za-z0-9+/=]++(?=\s{0,20}+[\"'>)]))?"
)
"""In one line, or in lines of 76 signs with a shorter last one before what closes the address."""
_OTHERS = r"[^\s\"'<>()|\\]*+"
_IN_ADDRESS = re.compile(
    rf"(data:[a-z]{{1,20}}+/[\w.+-]{{1,100}}+(?:;(?!base64,)[\w.=-]{{1,100}}+){{0,5}}+)(?:;base64,{_BASE64}|,{_OTHERS})",
    re.ASCII | re.IGNORECASE,
)
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)'
"""A text in JSON; the last one of a notebook that was cut off ends with it."""
_IN_OUTPUT = re.compile(
    r'("(?:(?:application|audio|font|image|model|video)/[^"\\\n]{1,100}|text/html)"\s*+:\s*+)'
    rf"(?:{_STRING}|\[\s*+{_STRING}(?:\s*+,\s*+{_STRING})*+\s*+(?:\]|\Z))",
    re.ASCII | re.DOTALL,
)
"""An output of a notebook in a form that nobody reads, or a page; beside it stands the same as text."""


def without_pictures(text: str) -> str:
    """The text without what it holds of pictures; `data:image/png` and a notebook's keys stay.

    Lines keep their numbers, but for those of drawings in HTML and of pictures that go over several lines.
    """
    text = _IN_ADDRESS.sub(r"\1", text, count=MOST_PICTURES)
    if text.lstrip().startswith("{"):
        return _IN_OUTPUT.sub(_small, text, count=MOST_PICTURES)
    return without_elements(text, *_NAMES)


def _small(output: re.Match[str]) -> str:
    """A short page, such as a table of a few rows, as it is; nothing of any other output."""
    is_page = "text/html" in output[1] and len(output[0]) <= LONGEST_PAGE
    return output[0] if is_page else f'{output[1]}""'


def without_elements(page: str, *names: str) -> str:
    """A page in HTML without the elements of some names and all that is in them.

    One that is never closed stays, as a text that speaks of `<style>` does.
    """
    opening = re.compile(rf"<({'|'.join(names)})\b[^<>]*+(?<!/)>", re.ASCII | re.IGNORECASE)
    kept: list[str] = []
    at = 0
    unclosed = set[str]()
    for found in islice(opening.finditer(page), MOST_PICTURES):
        name = found[1].lower()
        if found.start() < at or name in unclosed:
            continue
        end = re.compile(rf"</{name}\s*+>", re.IGNORECASE).search(page, found.end())
        if end is None:
            unclosed.add(name)
            continue
        kept.append(page[at : found.start()])
        at = end.end()
    return "".join((*kept, page[at:]))
