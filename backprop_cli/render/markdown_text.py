"""Words as Markdown: what was typed is what is read, on every host."""

import re

from backprop_cli.errors import printable

_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;", "@": "&#64;"})


def escaped(text: str) -> str:
    """Words that Markdown and HTML leave alone: what was typed is what is read."""
    one_line = re.sub(r"\s+", " ", printable(text))
    return re.sub(r"[\\`*_{}\[\]#|~]", r"\\\g<0>", one_line).translate(_ENTITIES)


def without_links(text: str) -> str:
    """Escaped words in which no host makes a link of a bare address."""
    return re.sub(
        "www[.]", lambda found: f"{found[0][:-1]}&#46;", text.replace("//", "&#47;&#47;"), flags=re.I
    )
