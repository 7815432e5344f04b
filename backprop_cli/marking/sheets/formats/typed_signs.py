"""Signs of word processors, of other keyboards and of other books -> those that a sheet is read by.

As many lines as before.
"""

import re

from backprop_cli.marking.sheets.formats.equations import in_plain_letters

_FULL_WIDTH = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
"""The letters, digits and signs that are as wide as a Chinese one."""
_MEANT = str.maketrans(
    _FULL_WIDTH
    | {ord("＝"): " = ", ord("："): ": ", ord("∶"): ":", ord("≔"): ":=", 0x3000: " ", ord("、"): ", "}
    | dict.fromkeys(map(ord, "≡≙≜≝﹦⩵"), "=")
    | dict.fromkeys(map(ord, "≐≑≒≓∼≊≌⩳⩯⩰"), "≈")
    | dict.fromkeys(map(ord, "⟶➔➙➛➜➝➞➡↦⟼⟹⟾⇨⮕⇝"), "→")
    | dict.fromkeys(map(ord, "➖˗"), "−")
    | dict.fromkeys(map(ord, "╳✕✖⨯"), "×")
    | dict.fromkeys(map(ord, "“”„‟〝〞«»"), '"')
    | {ord("。"): ". ", ord("।"): ". ", ord("،"): ", ", ord("؛"): "; "}
)
_ARROW = re.compile(r"(?<![<>=])={1,3} ?>(?!=)")
_PICTURE = "[\U0001f300-\U0001faff\u2b50\u26a1\u2728\u2705\u274e]\ufe0f?"
"""What phones offer beside letters; ticks and crosses are none of them."""
_PICTURE_BEHIND = re.compile(_PICTURE)
_BULLET = re.compile(
    rf"^([ \t>]*)(?:{_PICTURE}|"
    r"[◦▪▫‣➢➤⁃●○■□►▶✓✔☑☐§❖◆◇★➣❑\uf0a7\uf0b7\uf0d8\uf076\uf0fc]|[①-⑳⑴-⒇❶-❿➀-➉]|o(?=\t| {2,}))"
    r"[ \t]*(?=\S)",
    re.MULTILINE,
)
"""What word processors put before the lines of a list; their second level is an o."""

_COUNT_OF_A_LOG = re.compile(
    r"^[ \t]*(?P<what>epoch|step|iter|iteration|batch)[ ]?"
    r"(?:\[(?P<count>[0-9]{1,4}(?:/[0-9]{1,4})?)\][ \t]*[,:|–-]?[ \t]*)",
    re.IGNORECASE | re.MULTILINE,
)
"""`Epoch [1/2], Loss: 0.3`, as programs log a training."""
_CHINESE_NUMBER = re.compile(r"^([ \t]*)(?:[0-9]{1,2}|[一二三四五六七八九十]{1,2})、[ \t]*", re.MULTILINE)
_BESIDE_CHINESE = re.compile(r"(?<=[\u3040-\u30ff\u4e00-\u9fff])(?=[A-Za-z∂∇δσ$\\])")
"""Between a word without room behind it and a name."""
_CELL_OF_SIGN = re.compile(r"(?<! )[ ]*\t[ ]*([=≈])[ ]*\t[ ]*")
_LEADER = re.compile(r"(?<=[ \t])(?:\.{4,}|…{2,}|_{3,})[ \t]*(?=[-+−–]?\.?[0-9])")
"""Dots, or a line to write on, up to a value."""


def with_plain_signs(text: str) -> str:
    """The text so."""
    text = _COUNT_OF_A_LOG.sub(r"\g<what> \g<count>, ", text)
    text = _CELL_OF_SIGN.sub(r" \1 ", text)
    text = _BESIDE_CHINESE.sub(" ", _CHINESE_NUMBER.sub(r"\1• ", text))
    plain = in_plain_letters(_BULLET.sub(r"\1• ", text)).translate(_MEANT)
    plain = _PICTURE_BEHIND.sub(" ", plain.replace("\ufe0f", ""))
    return _LEADER.sub("= ", _ARROW.sub("→", plain))
