"""A number as a student writes it -> its value, and how finely it is written.

Accepted besides plain decimals: `1e-3`, `.5`, a true minus sign, a decimal comma, `1.2·10^-3`, `1.2*1e-3`,
`1/3`, `½`, `2 1/2`, `37.75 %`, the digits of Persian and Arabic, digits in groups, and what stands around a
number: `≈`, `$`, `np.float64(…)`, `(4 s.f.)`, `± 0.1`. Digits are what marking goes by, so they are read from
the raw text.
"""

import re
import unicodedata
from decimal import Decimal
from fractions import Fraction
from math import e, exp, isfinite
from typing import NamedTuple

MAX_CHARACTERS = 60
MAX_EXPONENT = 240


class Written(NamedTuple):
    """A written number."""

    text: str
    """As the student wrote it."""
    value: float
    unit: float
    """One unit of the last digit written; 0 for an exact fraction."""
    digits: int
    """Significant digits written; a fraction or a plain 0 has as many as anyone asks for."""
    read_as: str = ""
    """The plain spelling, where the text is not plain: `0.5` for `0,5`."""


EXACT_DIGITS = 99
_PLAIN = re.compile(r"([+-]?)([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]+))?")
_FRACTION = re.compile(r"([+-]?[0-9]{1,9})\s*/\s*([0-9]{1,9})")
_MIXED = re.compile(r"([+-]?)([0-9]{1,9})\s+([1-9][0-9]{0,8})\s*/\s*([0-9]{1,9})")
"""2 1/2, which is 5/2."""
_PERCENT = re.compile(r"([+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+))\s*(?:\\?%|percent|per cent)")
_TIMES_POWER = re.compile(
    r"(?:([^·×*xX]+?)\s*(?:[·×*xX]|\\cdot|\\times)\s*)?10\s*(?:\^|\*\*)\s*[{(]?([+-]?[0-9]+)[)}]?"
    r"|([^·×*xX]+?)\s*(?:[·×*xX]|\\cdot|\\times)\s*1(?:\.0*)?[eE]([+-]?[0-9]+)"
    r"|([+-]?[1-9][.,][0-9]+)\s*(?:[·×*xX]|\\cdot|\\times)\s*10(-[0-9]{1,2})"
    r"|([+-]?[0-9]+(?:[.,][0-9]+)?)\s+10\s*(?:\^|\*\*)\s*[{(]?([+-]?[0-9]+)[)}]?"
    r"|([+-]?[0-9]+(?:[.,][0-9]+|[.,][0-9]+\s|\s))\s*\.\s?10\s*\^\s*[{(]?([+-]?[0-9]+)[)}]?"
)
"""1.2·10^-3, 10^-3, 1.2*1e-3, 1.2 10^-3, 1.2*10-3 out of a text that lost its raised digits, and 1,2.10^-3
as French books print it."""
_TEN_E = re.compile(r"(?:([^·×*xX]+?)\s*(?:[·×*xX]|\\cdot|\\times)\s*)?10(?:\.0*)?[eE]([+-]?[0-9]{1,4})")
"""1.2·10e-3: 1.2·10^-3 as people mean it, or 1.2·(10·10^-3) as programs do."""
_E = re.compile("[eE]")
_BY_EULER = re.compile(
    r"([+-]?[0-9]+(?:[.,][0-9]+)?)\s*(?:[·×*xX]|\\cdot|\\times)?\s*[eE]\s*(\^\s*[{(]?)?\s*(-[0-9]{1,2})[)}]?"
)
"""1.2*e-3, 1.2 e -3 and 1.2e^-3: 1.2·10^-3 as people mean it, or Euler's number as formulas have it."""
_GROUPED = re.compile(r"(?<=[0-9])[\u2009\u202f\u2007'](?=[0-9]{3}(?![0-9]))")
_TO = r"(?:(?:rounded|correct|gerundet|arrondi)\s+)?(?:to|auf|à|a)\s+"
_REMARK = r"(?![^()\[\]]*(?:[+*·×^]|\s[-−–]\s))[^()\[\]]*[^\W\d_]{3}[^()\[\]]*"
"""Words in brackets; yhat - y is a factor."""
_AROUND = tuple(
    re.compile(pattern)
    for pattern in (
        r"\$+([^$]*)\$+",
        r"\\[(\[](.*)\\[)\]]",
        r"(?:(?:np|numpy|torch|tf|jnp|jax\.numpy)\.)?(?:float(?:16|32|64)?|[tT]ensor|[aA]rray|Decimal)"
        r"\(\'?([^()\',]*)\'?(?:,[^()]*(?:\([0-9, ]*\)[^()]*)?)?\)",
        r"(?:\\approx|\\simeq|\\sim|[≈=~≃≅]+|[→⇒]|(?:ca|approx|about)\b\.?)\s*(.*)",
        rf"(.*?)(?:…|\\l?dots|\.\.\.?|\s*\?|\s+\({_REMARK}\))",
        r"(.*?)\s*[(\[][^\W\d]*\s*[0-9]{1,2}\s*(?:s\.?\s?f|d\.?\s?p|sig|dec|fig)\.?[^()]*[)\]]",
        r"(.*?)\s*(?:±|\+/[-−]|\\pm)\s*[0-9][0-9.,]*(?:[eE][+-]?[0-9]+)?",
        r"(.*?)\s*[,;]",
        r"(.*?)\s*(?:[✓✔☑✅☺★⭐†‡¶□∎■▢▪☐◻◼\U0001f389\U0001f44d\U0001f600-\U0001f60f]\ufe0f?|:-?\)|\(\*\))+",
        r"(.*[.,][0-9]+)\s*!+",
        r"(.*?)\s+(?:[|&]|//|<[-<]+|←)",
        rf"(.*?)\s+\[{_REMARK}\]",
        r"(.*?)\s+\((?i:eqs?|eqn|gl|cf|vgl)\.[^()]*\)",
        rf"(.*?),?\s+(?:{_TO})?(?:[0-9]{{1,2}}|one|two|three|four|five|six)\s*-?(?:s\.?\s?f\b|d\.?\s?p\b|sig(?!m)|dec|fig|place|stelle"
        r"|nachkomma|dezimal|décimale)[^0-9=]*",
        r"\((.*)\)",
        r"\{(.*)\}",
        r"[\"“”„'‘](.*)[\"“”'’]",
    )
)
"""What may stand around a number: `$`, brackets of TeX, the type that Python prints, `≈`, `…`, `?`,
(rounded), (4 s.f.), ± and a room, a comma, a tick, [1 mark], (Eq. 3), to 4 decimal places, brackets."""
_MOST_AROUND = 4
_LOOSE: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\{,\}"), ","),
    (re.compile(r"(?<=[0-9])\\,(?=[0-9]{3})"), ""),
    (re.compile(r"^([+-]?\s*)\\[dt]?frac\s*\{?([+-]?[0-9]+)\}?\s*\{([0-9]+)\}$"), r"\1\2/\3"),
    (re.compile(r"^([+-]?)\s*\\[dt]?frac\s*([0-9])\s*([0-9])$"), r"\1\2/\3"),
    (re.compile(r"(?<=[0-9.])\s+(?=[eE][+-]?[0-9])"), ""),
    (re.compile(r"(?<=[0-9.])[dD](?=[+-]0[0-9]$)"), "e"),
    (re.compile(r"^([+-])\(([0-9.][^()]*)\)$"), r"\1\2"),
    (re.compile(r"^([+-]?[0-9OoIl]+)(?: ?\. | \.)(?=[0-9OoIl]+$)"), r"\1."),
)
"""Spellings of TeX, of Fortran and of a loose hand: 0{,}5, \\frac{1}{3}, 1.2 e-3, 1.2D-03, -(0.5)."""
_SCANNED = re.compile(r"[+-]?(?=.*[0-9])(?=.*[OoIl][OoIl]*[0-9.,])[0-9OoIl]+[.,][0-9OoIl]+")
_FROM_SCAN = str.maketrans("OoIl", "0011")
"""O.56 and 0.l2, as a scan has them; a letter at the end alone, 0.5l, is a factor."""
_IN_GROUPS = re.compile(r"[+-]?[0-9]+[.,][0-9]{3}(?: [0-9]{3})+(?![0-9 ])")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
INVISIBLE = "\xad\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
"""What comes along unseen when a text is copied: soft hyphens, joints of words, marks of the direction.

Persian needs the zero-width non-joiner in words, so that it is nothing in numbers alone.
"""
_JOINED_FRACTION = re.compile("(?<=[0-9])(?=[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])")
"""`1½` would compose to 11/2."""
_SUPERSCRIPTS = re.compile("[⁺⁻]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_SIGNS = str.maketrans({**dict.fromkeys("−–—―‒‐", "-"), "﹣": "-", "－": "-", "⁻": "-", "＋": "+", "⁺": "+",
                        "٫": ".", "٬": "", "⁄": "/", "∕": "/", "⋅": "·", "∙": "·", "∗": "*",
                        "\u200c": "", **dict.fromkeys(INVISIBLE, "")})  # fmt: skip


def is_bare_zero(number: Written) -> bool:
    """Whether it is `0`, which says that there is nothing; `0.00` is a rounding."""
    return number.value == 0 and number.unit == 1


def is_copy(number: Written | None, value: float | None) -> bool:
    """Whether a number that stands elsewhere was written down as it is, or rounded."""
    if number is None or value is None:
        return False
    return abs(number.value - value) <= number.unit / 2 + 1e-12 * abs(value)


def read_number(text: str) -> Written | None:
    """The number that `text` writes, or None if it writes none."""
    if len(text) > MAX_CHARACTERS:
        return None
    return number_with_point(text, text) or _unusual(text, _without_what_is_around(text.strip()))


def either_power(text: str) -> tuple[Written, Written] | None:
    """What `1.2·10e-3` may be, 0.0012 and 0.012, or `1.2e^-3`, 0.0012 and 0.0597; None for any other text."""
    if len(text) > MAX_CHARACTERS or not _E.search(text):
        return None
    bare = _respelled(_without_what_is_around(text.strip()))
    if (power := _BY_EULER.fullmatch(bare)) and not _PLAIN.fullmatch(bare):
        return _with_euler(text, power)
    power = _TEN_E.fullmatch(bare)
    if power is None:
        return None
    mantissa = (power[1] or "1").replace(",", ".")
    plain = [f"{mantissa}e{int(power[2]) + more}" for more in (0, 1)]
    meant, as_typed = (number_with_point(text, each) for each in plain)
    if meant is None or as_typed is None:
        return None
    return meant._replace(read_as=plain[0]), as_typed._replace(read_as=plain[1])


def _with_euler(text: str, power: re.Match[str]) -> tuple[Written, Written] | None:
    """A power of ten, and the same with Euler's number: 1.2e^-3 raised, 1.2*e-3 less 3."""
    mantissa, raised, exponent = power[1].replace(",", "."), power[2], int(power[3])
    meant = number_with_point(text, plain := f"{mantissa}e{exponent}")
    value = float(mantissa) * exp(exponent) if raised else float(mantissa) * e + exponent
    return meant and (meant._replace(read_as=plain), Written(text, value, 0.0, EXACT_DIGITS))


def _without_what_is_around(text: str) -> str:
    for _ in range(_MOST_AROUND):
        bare = text
        for pattern in _AROUND:
            if found := pattern.fullmatch(bare):
                bare = found[1].strip()
        if bare == text:
            break
        text = bare
    return text


def _unusual(text: str, bare: str) -> Written | None:
    """A number in another spelling, with the plain one; `bare` is the text without remarks."""
    plain = _respelled(bare)
    if plain.endswith(".") and plain.count(".") == 2:
        plain = plain[:-1]
    if fraction := _FRACTION.fullmatch(plain):
        return _exact(text, int(fraction[1]), int(fraction[2]), plain)
    if mixed := _MIXED.fullmatch(plain):
        return _mixed(text, mixed)
    if percent := _PERCENT.fullmatch(plain):
        plain = f"{Decimal(percent[1].replace(',', '.')).scaleb(-2):f}"
    if power := _TIMES_POWER.fullmatch(plain):
        *mantissa, exponent = filter(None, power.groups())
        plain = f"{mantissa[0] if mantissa else 1}e{exponent}"
    plain = plain.replace(",", ".") if plain.count(",") < 2 else ""
    found = number_with_point(text, plain)
    return found and found._replace(read_as=plain)


def number_with_point(text: str, plain: str) -> Written | None:
    """A number with its decimal point as programs have it, `plain`, which stands as `text` on the sheet."""
    found = _PLAIN.fullmatch(plain)
    if found is None or not (found[2] or found[3]):
        return None
    decimals, exponent = found[3] or "", int(found[4] or 0)
    if abs(exponent) > MAX_EXPONENT or not isfinite(value := float(plain)):
        return None
    digits = len((found[2] + decimals).lstrip("0")) or EXACT_DIGITS
    return Written(text, value, 10.0 ** (exponent - len(decimals)), digits)


def _mixed(text: str, mixed: re.Match[str]) -> Written | None:
    """2 1/2 as 5/2; what stands behind the whole is less than 1."""
    sign, (whole, top, bottom) = mixed[1], map(int, mixed.groups()[1:])
    if top >= bottom:
        return None
    top += whole * bottom
    found = _exact(text, -top if sign == "-" else top, bottom, "")
    return found and found._replace(read_as=f"{sign}{top}/{bottom}")


def _respelled(text: str) -> str:
    """ASCII digits and signs, groups joined; `½` as 1/2, `2½` as 2 1/2, raised digits as a power."""
    apart = _JOINED_FRACTION.sub(" ", _GROUPED.sub("", text))
    raised = _SUPERSCRIPTS.sub(lambda run: f"^{run[0]}", apart)
    composed = unicodedata.normalize("NFKC", raised.translate(_SIGNS)).translate(_SIGNS)
    ascii_digits = (each if each.isascii() else str(unicodedata.decimal(each, each)) for each in composed)
    plain = "".join(ascii_digits).strip().replace("- ", "-")
    for pattern, meant in _LOOSE:
        plain = pattern.sub(meant, plain)
    if _SCANNED.fullmatch(plain):
        plain = plain.translate(_FROM_SCAN)
    if _THOUSANDS.fullmatch(plain):
        return plain.replace(",", "")
    return _IN_GROUPS.sub(lambda number: number[0].replace(" ", ""), plain, count=1).strip()


SHORTENED = 40
"""From here on a fraction that is a decimal was one: 47/200 is a calculator's 0.235."""


def _shortened(top: int, bottom: int) -> Written | None:
    """The decimal that a fraction is; None where its digits have no end."""
    rest = bottom
    while rest % 2 == 0 or rest % 5 == 0:
        rest //= 2 if rest % 2 == 0 else 5
    return number_with_point("", f"{Decimal(top) / Decimal(bottom):f}") if rest == 1 else None


def _exact(text: str, top: int, bottom: int, plain: str) -> Written | None:
    if not bottom:
        return None
    value = float(Fraction(top, bottom))
    read_as = "" if text.isascii() and "\\" not in text else plain
    if set(str(bottom)) == {"1", "0"}:  # 1385/10000 is 0.1385, rounded as any decimal
        return Written(text, value, 1 / bottom, len(str(abs(top))), read_as)
    if bottom >= SHORTENED and bottom % 5 == 0 and (decimal := _shortened(top, bottom)):
        return Written(text, value, decimal.unit, decimal.digits, read_as)
    return Written(text, value, 0.0, EXACT_DIGITS, read_as)
