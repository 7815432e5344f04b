"""How others spell names and formulas -> what is typed here: `a²₁(1 − a²₁)` is `a2[1]*(1 − a2[1])`.

A student may copy a line of the page, or of its Markdown. Each rule is a pattern and what it is read as;
they apply in order.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from backprop_cli.expr.tokens import MARKS, fraction_of
from backprop_cli.quantities.grammar import DIRECT, UPDATED
from backprop_cli.quantities.tex import LAYERED, WITHOUT_LAYER, WORDS, Patterns, applied, from_tex, regex

LONGEST = 2_000
"""A longer text is left as it is."""

# --- the page ---------------------------------------------------------------------------------------

DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_SYMBOLS = {
    "w": "W",
    "ŷ": "yhat",
    "δ": "delta",
    "ẑ": "zhat",
    "Ẑ": "Zhat",
    "μ": "mu",
    "γ": "gamma",
    "β": "beta",
}
_RAISED, _LOWERED = "[⁰¹²³⁴⁵⁶⁷⁸⁹]", "[₀-₉]"
_BEHIND = rf"({_LOWERED}+(?:,{_LOWERED}+)?)?(⁺?)(?:⟨([0-9]+)⟩)?"
_WORD_STARTS = r"(?:(?<![A-Za-z\u0370-\u03ff])|(?<=\bd))"
_CLOSED = r"(?<=[\])₀-₉⁰¹²³⁴⁵⁶⁷⁸⁹])"
_FRACTION = "([½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])"


def _entry(name: re.Match[str]) -> str:
    letter, layer, lowered, new, sample = name.groups()
    if not (layer or lowered or new or sample):
        return name[0]
    digits = (lowered or "").translate(DIGITS)
    behind = f"@{sample}" if sample else ""
    if letter in LAYERED and not layer:  # w₁₁ is as little plain as w11
        return f"{letter.replace('δ', 'delta')}{digits}{UPDATED if new else ''}{behind}"
    at = f"[{_indices(letter, digits)}]" if digits else ""
    symbol = f"{_SYMBOLS.get(letter, letter)}{layer.translate(DIGITS)}"
    return f"{symbol}{UPDATED if new else ''}{at}{behind}"


def _indices(letter: str, digits: str) -> str:
    """₁₁ of a weight is row 1, column 1; of a unit it is the eleventh."""
    return ",".join(digits) if letter in "wW" and len(digits) == 2 else digits


def _slope(call: re.Match[str]) -> str:
    layer, unit, sample = call.groups()
    return f"da{layer}[{unit}]{sample or ''}/dz{layer}[{unit}]{sample or ''}"


def _state(found: re.Match[str]) -> str:
    """A state with the number of its step behind it."""
    letters, lowered, number, of = found.groups()
    return f"{letters}({of})#{number or lowered.translate(DIGITS)}"


def _fraction(sign: re.Match[str]) -> str:
    return fraction_of(sign[1])


_OF_NETWORK: Patterns = (
    (rf"(?<=[^\W\d_])({_LOWERED}*)⁽({_RAISED}+)⁾({_LOWERED}*)", r"\2\1\3"),
    (rf"{_WORD_STARTS}({WORDS}|[{LAYERED}])({_RAISED}*){_BEHIND}", _entry),
    (rf"{_WORD_STARTS}([{WITHOUT_LAYER}])(){_BEHIND}", _entry),
    (r"\w+['′’]\(z([0-9]+)\[([0-9]+)\](@[0-9]+)?\)", _slope),
)
"""w₁₂⁽²⁾ as w²₁₂, w²₁₂⁺ as W2_new[1,2], b² as b2, L⟨2⟩ as L@2, σ′(z²₁) as da2[1]/dz2[1]."""
_OF_TRAININGS: Patterns = (
    (
        r"⟨(?:([0-9]+), )?t=([0-9]+)⟩",
        lambda mark: f"⟨{mark[1]}⟩#{mark[2]}" if mark[1] else f"#{mark[2]}",
    ),
    (
        r"(?:\^\{)(?:([^{}]*?), )?t=([0-9]+)\}",
        lambda mark: f"^{{{mark[1]}}}#{mark[2]}" if mark[1] else f"#{mark[2]}",
    ),
    (r"(?<![A-Za-z])([mvs])\N{COMBINING CIRCUMFLEX ACCENT}(?=[₀-₉]*\()", r"\1hat"),
    (r"\\hat ([mv])(?=(?:_\{[0-9]+\})?\()", r"\1hat"),
    (
        r"(?<![A-Za-z])(mhat|vhat|[mvsu])(?:([₀-₉]+)|_\{([0-9]+)\})\(((?:[^()]|\([0-9+]*\))*)\)",
        _state,
    ),
)
"""z¹₁⟨2, t=3⟩ as z¹₁⟨2⟩#3, and so in TeX; m₃(w¹₁₁) as m(w¹₁₁)#3."""
_CHANGE = r"(?<![∂d])(?:Δ|\\Delta )((?:[wWb]|\\[a-z]+ ?)[^\s+*·()/−=#-]*)(#[0-9]+)?"
"""Δw¹₁₁, the change of a parameter. Authors may have a Δ of their own, so of networks only."""
_INDEX_LETTERS = "ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"
_INDEX = f"[₀-₉{_INDEX_LETTERS}]"
_OF_FORMULAS: Patterns = (
    (r"(?<=[\w₀-₉])⁺", UPDATED),
    (
        rf"(?<=[^\W₀-₉{_INDEX_LETTERS}])({_INDEX}*[{_INDEX_LETTERS}]{_INDEX}*)",
        lambda index: f"_{unicodedata.normalize('NFKC', index[1])}",
    ),
)
"""w⁺ as w_new, netₕ₁ as net_h1."""
_OF_ALL: Patterns = (
    (rf"([\])\w])_?{UPDATED}\b", rf"\1{UPDATED}"),
    (rf"((?:\[[0-9]+(?:\s*,\s*[0-9]+)?\])(?:@[0-9]+)?){UPDATED}\b", rf"{UPDATED}\1"),
    ("∂(?=[^\\W\\d])", "d"),
    ("⁻([⁰¹²³⁴⁵⁶⁷⁸⁹]+)", lambda run: f"^(-{run[1].translate(DIGITS)})"),
)
"""W1[1,1]_new as W1_new[1,1], ∂y/∂x as dy/dx, 10⁻³ as 10^(-3)."""
PRODUCTS: Patterns = (
    (_CLOSED + r"(?=\()", "*"),
    (r"(@[0-9]+)(?=\()", r"\1*"),
    (rf"(?<![\w.,])([0-9]+)[ ]?{_FRACTION}", lambda mixed: f"({mixed[1]}+{fraction_of(mixed[2])})"),
    (_FRACTION + r"(?=[^\W_]|\()", r"\1*"),
    (_FRACTION, _fraction),
)
"""Of any formula: a[1](1 − a[1]) as a product, ½ as a number, 2½ as one."""


@lru_cache(maxsize=4_096)
def as_typed(written: str, *, of_network: bool) -> str:
    """A name or a formula of the page, or of its Markdown, as one types it.

    `of_network`: whether w²₁₂ is an entry of W2; in a problem of formulas w₁₂ is a name.
    """
    if len(written) > LONGEST:
        return written
    plain = applied(_OF_TRAININGS, unicodedata.normalize("NFC", written))
    if of_network:
        plain = regex(_CHANGE).sub(lambda found: f"step({found[1]}){found[2] or ''}", plain)
    if "\\" in plain or "_" in plain or "^" in plain:
        plain = from_tex(plain, of_network=of_network)
    if of_network:
        plain = applied(_OF_NETWORK, plain.replace("y\N{COMBINING CIRCUMFLEX ACCENT}", "ŷ"))
    return applied(_OF_ALL, plain if of_network else applied(_OF_FORMULAS, plain))


def products_as_typed(written: str) -> str:
    """A formula with the dots that the page leaves out."""
    return applied(PRODUCTS, written)


# --- a name by itself -------------------------------------------------------------------------------

FRAME = " \t\u00a0`$*"
_LOOSE: Patterns = (
    (r"\s+|\\", ""),
    (r"\]\[", ","),
    (r"(?<=\w)[({]([0-9]+(?:,[0-9]+)?)[)}]", r"[\1]"),
    (r"(?i)_new(?=\[|@|$)", UPDATED),
    (rf"(\[[0-9,]+\](?:@[0-9]+)?){UPDATED}", rf"{UPDATED}\1"),
    (r"^D(?=.+/D.)|(?<=/)D(?=.)", "d"),
)
"""Spaces, W1[1][2], W1(1,2), W1[1,2] new, DY/DX."""


_FLAT: Patterns = (
    (r"(?<![^\W_])(d?)[yY]_?(?:hat|pred)(?=[\d\[@_]|$)", r"\1yhat"),
    (r"(?<![^\W_])(d?[A-Za-z]+?)_?([0-9]+)_\{?([0-9]+)[_,]([0-9]+)\}?(?![0-9])", r"\1\2[\3,\4]"),
    (r"(?<![^\W_])(d?[A-Za-z]+?)_?([0-9]+)_\{?([0-9])([0-9])\}?(?![0-9])", r"\1\2[\3,\4]"),
    (r"(?<![^\W_])(d?[A-Za-z]+?)_?([0-9]+)_\{?([0-9]+)\}?(?![0-9])", r"\1\2[\3]"),
)
"""Of a network: y_hat as yhat, w1_12 and w1_1_2 as w1[1,2], z1_2 as z1[2]."""


_LAYER_BEHIND = r"(?<=[^\W\d_])([₀-₉]{1,6})([¹²³⁴-⁹])(?![⁰¹²³⁴-⁹])"
"""w₁₁² for w²₁₁: a power is no name."""


def name_as_typed(written: str, *, of_network: bool) -> str:
    """A name that stands by itself, without what does not tell: `W1 [1][2] new` is `W1_new[1,2]`."""
    written = regex(_LAYER_BEHIND).sub(r"\2\1", written) if of_network else written
    plain = applied(_LOOSE, as_typed(written.strip(FRAME), of_network=of_network))
    plain = re.sub(r"δ(?=_?[\d\[@]|$)", "delta", plain).replace("ŷ", "yhat") if of_network else plain
    return applied(_FLAT, plain) if of_network else plain


SET = ":="
"""The sign of an assignment: what stands left of it is the value after an update."""


def as_new(written: str) -> str:
    """The value after the update of what a text names, as sentences have it."""
    name, mark, step = written.partition("#")
    return f"{name} new{mark}{step}"


def own_as_typed(written: str) -> str:
    """A name in a problem of formulas, where an index is part of it: `h(1)`, `h^[1]` as `h1`.

    h[1] is left: it may be a program's, which counts from 0.
    """
    return name_as_typed(applied(_OF_OWN, as_typed(written, of_network=False)), of_network=False)


_OF_OWN: Patterns = (
    (r"(?<=[^\W\d_])(?:\(([0-9]{1,3})\)|\^\(?[\[(]([0-9]{1,3})[\])]\)?)", r"\1\2"),
    (r"(?<=[^\W\d_])⁽([⁰¹²³⁴-⁹]{1,3})⁾", lambda raised: raised[1].translate(DIGITS)),
    (r"(?<![^\W_])(d ?)?[yY]_?pred(?![^\W_])", r"\1yhat"),
    (r"(?<=/d)\(([^()]*)\)", r"\1"),
)


def quotient_as_typed(written: str) -> str:
    """`dL_dz2_1` and `dLdz2[1]`, as programs call a derivative, with its stroke."""
    return regex(_STROKELESS).sub(r"d\1\2/d", written)


_STROKELESS = r"^d(?:([A-Za-z]\w*?(?:\[[0-9,]+\])?(?:@[0-9]+)?)_d(?!ata(?![a-z]))|([LEJC])d)(?=[A-Za-z])"
"""The data of L_data, the loss without its penalty, is no derivative's."""


def gradient_as_typed(written: str) -> str:
    """`∇W1`, `grad_W1`, `W1.grad`, as programs and books call the loss's gradient, as `dW1`."""
    found = regex(_OF_GRADIENT).search(written.strip(FRAME))
    if found is None:
        return written
    of = next(filter(None, (found["tex"], found["call"], found["bare"], found["before"])))
    return f"d{of.strip()}"


_LETTER_FIRST = r"[^\W\d_](?:(?![LEJC]$)[^\s(){}.])*"
_OF_GRADIENT = (
    r"^(?:(?:[gG]rad(?:ient)?|\\?nabla|∇)[ \t_]*"
    r"(?:\{(?P<tex>(?:[^{}]|\{[^{}]*\}){1,60})\}|\((?P<call>[^()]{1,60})\)"
    rf"|(?<=[_∇\sdt])(?P<bare>{_LETTER_FIRST}))(?:[ \t]*[LEJC])?"
    rf"|(?P<before>{_LETTER_FIRST}?)[._]grad)$"
)


def hidden_as_typed(written: str) -> str:
    """`h1[2]` and `dL/dh1` as `a1[2]` and `dL/da1`."""
    return regex(r"(?<![^\W_])(d?)[hH](?=_?[\d{\[₀-₉⁰¹²³⁴-⁹⁽^])").sub(r"\1a", written)


def of_signal(written: str) -> str:
    """What a text calls delta of, `z2[1]` in `deltaz2[1]`, `delta z2[1]`, `δ(z2[1])`; else nothing."""
    found = regex(_SIGNAL).search(written.strip(FRAME))
    return f"{found['tex'] or found['call'] or found['bare']}{found['at'] or ''}" if found else ""


_SIGNAL = (
    r"^(?:\\?[dD]elta|δ)\s*_?\s*"
    r"(?:\{(?P<tex>[^{}]*(?:\{[^{}]*\}[^{}]*)*)\}|\((?P<call>.+)\)|(?P<bare>[^\W\d_⁰¹²³⁴-⁹₀-₉][^@]*))(?P<at>@[0-9]+)?$"
)


def of_matrix(written: str) -> str:
    """`dL/dw1` as `dL/dW1`: all weights of an only unit, where `w1` alone is the first of them."""
    return regex(r"w(?=_?[0-9₀-₉])").sub("W", written)


def delta_as_typed(written: str) -> str:
    """A delta by a notation's own letters with what sets them apart: `δo1` is `delta_o1`."""
    return regex(_DELTA_OF_LETTERS).sub("delta_", written)


_DELTA_OF_LETTERS = r"^(?:\\?[dD]elta|δ)\s*(?=[A-Za-z]+_?[0-9])"


def is_direct(written: str) -> bool:
    """Whether a text names a derivative along one edge, as the page has it among its reasons."""
    return DIRECT.strip() in written


_MARKED = rf"(?i)(?<=[^\W\d_])_?({'|'.join(MARKS)})(?=\d|_|$)"


@lru_cache(maxsize=4_096)
def shared_spelling(symbol: str) -> str:
    """What an author's own name and its other spellings share: `x_1`, `x1`; `y_hat`, `yhat`, `ŷ`."""
    spread = unicodedata.normalize("NFD", symbol)
    for word, sign in MARKS.items():
        spread = spread.replace(sign, word)
    plain = regex(_MARKED).sub(lambda mark: mark[1].lower(), unicodedata.normalize("NFC", spread))
    return plain.replace("_", "")
