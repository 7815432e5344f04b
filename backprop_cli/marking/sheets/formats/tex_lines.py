r"""Formulas of TeX on one line, `$$…$$`, `\[…\]`, `\(…\)` -> framed as `$…$`; `\frac12` gets its braces.

As many lines as before. In Markdown `\[` may be a bracket: what has no sign of an answer in it stays.
"""

import re

_SIGN = re.compile(r"[=≈≃≅]|\\(?:approx|simeq|cong)(?![a-z])")
_DISPLAY = re.compile(r"\$\$([^$\n]+)\$\$")
_ON_ONE_LINE = tuple(
    re.compile(
        rf"(?<![\\\w)\]}}]){begin}([^\n$\\]{{0,500}}(?:\\(?![()\[\]])[^\n$\\]{{0,500}}|\\\\\[[^\n$\\]{{0,500}}){{0,60}}){end}"
    )
    for begin, end in ((r"\\\[", r"\\\]"), (r"\\\(", r"\\\)"))
)
_GROUPED = re.compile(r"(?<=[0-9])\\,(?=[0-9]{3}(?![0-9]))")
_SPACE = re.compile(r"[ ]?(?<!\\)\\[,;:!][ ]?(?=[^\n])")
_FRACTION = re.compile(r"(\\[dt]?frac)[ ]?([0-9])(?=[ ]?[0-9{\\A-Za-z])")
_HALF_BRACED = re.compile(r"(\\[dt]?frac[ ]?\{[^{}\n]{1,200}\})[ ]?([0-9])")
_CURLY = re.compile(r"\\{1,2}math(?:cal|scr|frak)\s*\{\s*([A-Z])\s*\}|ℒ")
_D = (
    r"\{\s*(?:\\{1,2}(?:mathrm|text|rm)\s*\{\s*d\s*\}|\\{1,2}mathrm d|d)\s*"
    r"(?=\\|[A-Z]|net|out|yhat|[a-z](?![a-z]{2}))"
)
_INSIDE = r"[^{}\n]{0,40}(?:\{[^{}\n]{0,40}\}[^{}\n]{0,40}){0,3}"
_TOTAL = re.compile(rf"(\\[dt]?frac\s*){_D}({_INSIDE}\}}\s*){_D}")
"""A derivative with straight d, `\\frac{dL}{dz}`; a backslash may be doubled in JSON."""
_NOTE_BELOW = re.compile(
    r"\\underset\s*\{[^{}]{0,60}\}\s*\{((?:[^{}]|\{(?:[^{}]|\{(?:[^{}]|\{[^{}]{0,40}\}){0,40}\}){0,60}\}){1,120})\}"
)
"""A symbol with its shape below it, `\\underset{2 \\times 1}{z}`."""
_INDEX_IN_INDEX = re.compile(r"((?:net|out)\}?_\{\s*[a-z])_\{?([0-9]{1,3})\}?(?=\s*\})")
"""net_{h_1}"""

_BARE_DISPLAY = re.compile(
    r"^([ \t]*)\[[ \t]*\n((?:(?![ \t]*[\[\]][ \t]*$).*\n){1,12}?)[ \t]*\][ \t]*$", re.MULTILINE
)
_BARE_INLINE = re.compile(
    r"^([ \t]*(?:[-*•][ \t]+)?)\(((?:[^()\n]|\([^()\n]*\)){1,300})\)[ \t]*$", re.MULTILINE
)
"""Formulas whose frames have lost their backslashes on the way from a chat, `[` and `]`, `( … )`."""


def _framed_barely(found: re.Match[str]) -> str:
    return f"{found[1]}\n{found[2]}" if _SIGN.search(found[2]) else found[0]


def _in_dollars(found: re.Match[str]) -> str:
    return f"${found[1]}$" if _SIGN.search(found[1]) else found[0]


def with_plain_tex(text: str) -> str:
    r"""The text so; `\,` is the room between two factors, `\frac12` a half."""
    text = _BARE_DISPLAY.sub(_framed_barely, text) if "]" in text else text
    text = _BARE_INLINE.sub(
        lambda found: found[0] if not _SIGN.search(found[2]) else found[1] + found[2], text
    )
    text = text.replace(",;", ", ")
    if "$$" in text:
        lines = _DISPLAY.sub(r"$\1$", text).split("\n")
        # What is left of `$$` on a line has its other half on another.
        text = "\n".join(line.replace("$$", "") if line.count("$$") == 1 else line for line in lines)
    text = _INDEX_IN_INDEX.sub(r"\1\2", _CURLY.sub(lambda found: found[1] or "L", text))
    if "\\" not in text:
        return text
    text = _NOTE_BELOW.sub(r"\1", text)
    text = _TOTAL.sub(r"\1{∂\2{∂", text)
    for frame in _ON_ONE_LINE:
        text = frame.sub(_in_dollars, text)
    text = _SPACE.sub(" ", _GROUPED.sub("\u2009", text))
    return _HALF_BRACED.sub(r"\1{\2}", _FRACTION.sub(r"\1{\2}", text))
