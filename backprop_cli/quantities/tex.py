r"""TeX of the page's Markdown and of other books -> as the page itself writes it: `w_{11}^{(2)}` is w²₁₁."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from backprop_cli.expr.tokens import GREEK

Patterns = tuple[tuple[str, str | Callable[[re.Match[str]], str]], ...]
"""Patterns, each with what it is read as; they apply in order."""
LAYERED, WITHOUT_LAYER = "wWbBzZaAδuUhHẑẐμγβ", "xXyYŷLEJC"
"""The letters of a network's quantities."""
WORDS = "var|mask"
"""Those that are words; they belong to a layer."""
SHAPED = {
    "ℬ": r"\mathscr B", "ℰ": r"\mathscr E", "ℱ": r"\mathscr F", "ℋ": r"\mathscr H", "ℐ": r"\mathscr I",
    "ℒ": r"\mathscr L", "ℳ": r"\mathscr M", "ℛ": r"\mathscr R", "ℭ": r"\mathfrak C", "ℌ": r"\mathfrak H",
    "ℨ": r"\mathfrak Z",
}  # fmt: skip
"""Letters of a shape of their own that KaTeX takes by these commands alone."""
_DEEPEST = 12
"""Braces of TeX in each other."""


def applied(rules: Patterns, written: str) -> str:
    """A text with every rule applied."""
    for pattern, typed in rules:
        written = regex(pattern).sub(typed, written)
    return written


@cache
def regex(pattern: str) -> re.Pattern[str]:
    """A pattern, compiled when it is first used: most sheets that are solved use none of them."""
    return re.compile(pattern)


_GREEK = {name: letter for letter, name in GREEK.items()} | {
    "varepsilon": "ε",
    "varphi": "φ",
    "vartheta": "θ",
}
_COMMANDS = {"cdot": "*", "times": "*", "ast": "*", "div": "/", "partial": "∂", "lvert": "|", "rvert": "|",
             "langle": "⟨", "rangle": "⟩", "approx": "≈", "prime": "′", "left": "", "right": "",
             "big": "", "Big": "", "bigl": "", "bigr": "", "Bigl": "", "Bigr": "",
             "quad": " ", "displaystyle": "", "ell": "L"} | _GREEK  # fmt: skip
_RAISE = str.maketrans("0123456789+", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺")
_LOWER = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _command(word: re.Match[str]) -> str:
    """A letter or a sign; what is no name here is a function, as `ln`."""
    return _COMMANDS.get(word[1], word[1])


def _shaped(word: re.Match[str]) -> str:
    """A letter of a shape of its own, with or without braces; of others the plain letter."""
    return _SHAPES.get(" ".join(re.split(r"[{}\s]+", word[0].strip("}"))), word[0].rstrip("} ")[-1])


_SHAPES = {tex: letter for letter, tex in SHAPED.items()}
_DIFFERENTIAL = r"[∂d](?=[^\W\d])[^\s+*/−-]+"


def _fraction_of(parts: re.Match[str]) -> str:
    top, bottom = parts[1].strip(), parts[2].strip()
    if all(regex(_DIFFERENTIAL).fullmatch(part) for part in (top, bottom)):
        is_factor = parts.string[parts.end() : parts.end() + 1].isalpha()
        return f"{top}/{bottom}{' ' if is_factor else ''}"
    return f"({top})/({bottom})"


_SPACES: Patterns = (
    (r"(?s)\\begin\{cases\}(.*?)&\s*\\text\{if \}(.*?)\\gt\s*0\s*(?:\\cr|\\\\)(.*?)&\s*"
     r"\\text\{else\}\s*\\end\{cases\}", r"where(\2, \1, \3)"),
    (r"\\[,;:! ]|\{\}|~", " "),
    (rf"(\\(?:{'|'.join(_GREEK)}))(?=\\(?!prime)[A-Za-z])", r"\1 "),
    (r"\\(?:mathscr|mathfrak)\s*(\{\s*)?[A-Z](?(1)\s*\})", _shaped),
    (r"\\(?:wide)?(hat|bar|tilde)\s*(\{\s*)?([A-Za-z])(?(2)\s*\})", r"\3\1"),
    (r"\\(?:text|mathrm|mathbf|mathit|operatorname|boldsymbol)\s*\{([^{}]*)\}",
     lambda word: word[1].replace("-", "_")),
    (r"\\([A-Za-z]+)", _command),
    (r"\byhat\b|(?<=[∂d])yhat", "ŷ"),
    (r"\bzhat(?=\b|_)|(?<=[∂d])zhat", "ẑ"),
    (r"\bZhat(?=\b|_)|(?<=[∂d])Zhat", "Ẑ"),
    (r"(?<=∂)\s+", ""),
    (r"\s*\^\s*(?:\{\s*′\s*\}|′)\s*", "′"),
    (r"⟨\s*([0-9]+)\s*⟩", r"⟨\1⟩"),
)  # fmt: skip
_BRACES: Patterns = (
    (r"[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}", _fraction_of),
    (r"sqrt\s*\{([^{}]*)\}", r"sqrt(\1)"),
    (r"\^\s*\{([^{}]*)\}", r"^(\1)"),
    (r"_\s*\{([^{}]*)\}", r"_\1"),
    (r"mathrm\s*\{([^{}]*)\}", r"\1"),
)


def _plain_name(name: re.Match[str]) -> str:
    """z_{1}^{(1)+⟨2⟩} and z^{(1)}_{1} as the page writes it, z¹₁⁺⟨2⟩."""
    lowered = (name["low"] or name["low_behind"] or "").strip("{}").replace(" ", "").translate(_LOWER)
    layer = (name["layer"] or "").translate(_RAISE)
    new = "⁺" if name["new"] else ""
    return f"{name['letter']}{layer}{lowered}{new}{name['sample'] or ''}"


def _names_of_tex(letters: str, layer: str) -> str:
    low = r"(?:\{\s*[0-9]{1,3}(?:\s*,\s*[0-9]{1,3})?\s*\}|[0-9]{1,2}(?![0-9]))"
    return (
        rf"(?P<letter>{WORDS}|[{letters}])"
        rf"(?:\s*_\s*(?P<low>{low}))?"
        rf"\s*\^\s*(?P<open>\{{)?\s*{layer}\s*(?P<new>\+)?\s*(?P<sample>⟨[0-9]+⟩)?(?(open)\s*\}})(?![0-9])"
        rf"(?:\s*_\s*(?P<low_behind>{low}))?"
    )


_TEX_NAMES: Patterns = (
    (_names_of_tex(LAYERED, r"[(\[]?(?P<layer>[0-9]{1,3})[)\]]?"), _plain_name),
    (_names_of_tex(WITHOUT_LAYER, r"(?P<layer>)(?=[+⟨])"), _plain_name),
    (rf"(?<![A-Za-z][A-Za-z])([{LAYERED}{WITHOUT_LAYER}])"
     r"\s*_\s*(?:\{\s*([0-9, ]+)\s*\}|([0-9])(?![0-9]))(?!\s*\[)",
     lambda name: name[1] + (name[2] or name[3]).replace(" ", "").translate(_LOWER)),
)  # fmt: skip
"""Of a network: a layer stands in brackets above, or plainly."""


def from_tex(written: str, *, of_network: bool) -> str:
    """A text with the names, fractions and signs of TeX as the page writes them."""
    plain = applied(_SPACES, written)
    if of_network:
        plain = applied(_TEX_NAMES, plain)
    else:
        plain = re.sub(r"\^\s*(?:\{\s*\+\s*\}|\+(?![\w(]))", "⁺", plain)
        plain = regex(r"_\s*\{[^{}]*,[^{}]*\}").sub(lambda index: index[0].replace(",", "_"), plain)
    for _ in range(_DEEPEST):
        opened = applied(_BRACES, plain)
        if opened == plain:
            break
        plain = opened
    return plain
