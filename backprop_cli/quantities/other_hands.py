"""How programs and other books call a quantity -> what is typed here: `grads["dW1"]` is dW1, `δ_o1` is δ2[1].

Each function knows one way of theirs.
"""

from __future__ import annotations

import re
import unicodedata

from backprop_cli.quantities.spellings import DIGITS, FRAME
from backprop_cli.quantities.tex import regex


def other_spellings(written: str) -> tuple[str, ...]:
    """How a name that is none as it stands may be spelled."""
    ways = (
        layer_in_braces,
        state_as_typed,
        state_of_lowered,
        state_in_words,
        corrected_as_typed,
        stored_as_typed,
    )
    return tuple(filter(None, (way(written) for way in ways)))


def layer_in_braces(written: str) -> str:
    """`In^1` and `∂L/∂In^1`, no powers by themselves, with the layer as TeX has it; else nothing."""
    braced, count = regex(r"(?<=[^\W\d_])\^([1-9])(?=$|\s*/)").subn(r"^{\1}", written.strip(FRAME))
    return braced if count else ""


def state_as_typed(written: str) -> str:
    """An optimiser's state under any name, with its step behind: `rate_2(w)` is `rate(w)#2`; else nothing."""
    found = regex(_OWN_STATE).search(written.strip(FRAME))
    if found is None:
        return ""
    number = found["number"] or (found["lowered"] or "").translate(DIGITS)
    return f"{found['name']}({found['of']}){f'#{number}' if number else ''}"


_OWN_STATE = (
    r"^(?:\\(?:mathrm|text|mathit)\s*\{\s*)?(?P<name>[^\W\d_]{1,40})\}?\s*"
    r"(?:_\s*\{?\s*(?P<number>[0-9]{1,4})\s*\}?|(?P<lowered>[₀-₉]{1,4}))?\s*\}?\s*\((?P<of>.{1,100})\)$"
)


def state_of_lowered(written: str) -> str:
    """`v_w`, `m_{b1}`, `v_dW1`, `m_x` as v(w), m(b1), v(W1), m(x), and `g_w` as dw; else nothing."""
    found = regex(_STATE_OF_LOWERED).fullmatch(written.strip(FRAME))
    if found is None:
        return ""
    letters = unicodedata.normalize("NFD", found["state"]).replace("\N{COMBINING CIRCUMFLEX ACCENT}", "hat")
    letters, of = letters.replace("_", "").lower(), found["of"] or found["own"]
    return f"d{of}" if letters == "g" else f"{letters}({of})"


_STATE_OF_LOWERED = (
    r"(?P<state>\\hat\s?\{?[mv]\}?|[mv]\N{COMBINING CIRCUMFLEX ACCENT}|S(?=_?\{?d)|[a-z]{1,2}(?:_?hat)?)"
    r"(?:_?\{?(?:d(?=[wWb]))?(?P<of>[wWb](?![a-z]).{0,12}?)|(?:_\{?d?|\[)(?P<own>[^\W\d_]\w{0,12}?))[}\]]?"
)


def state_in_words(written: str) -> str:
    """`velocity`, `first moment of w1`, `v of x` and `gradient` as v, m(w1), v(x) and g; else nothing."""
    found = regex(_STATE_IN_WORDS).fullmatch(written.strip(FRAME))
    if found is None:
        return ""
    state = _STATES.get(found["state"].casefold(), found["state"])
    return state_of_lowered(f"{state}_{found['of']}") if found["of"] else state


_STATES = {
    **{"velocity": "v", "first moment": "m", "second moment": "v", "cache": "s"},
    **dict.fromkeys(("gradient", "grad"), "g"),
}
_STATE_IN_WORDS = (
    rf"(?P<state>(?i:{'|'.join(_STATES)})|[mvs](?:_?hat)?)"
    r"(?:[ ](?:of |for )?(?P<of>[^\W\d_]\w{0,12}))?"
)


def corrected_as_typed(written: str) -> str:
    """`m corrected`, `v_bc`, `m_w_corrected` and `bias-corrected m` as mhat, vhat, mhat(w); else nothing."""
    found = regex(_CORRECTED).fullmatch(written.strip(FRAME))
    if found is None:
        return ""
    state, of = found["before"] or found["behind"], found["of"] or found["at"] or found["last"]
    plain = f"{state}hat{of or ''}".replace(" ", "_")
    return state_of_lowered(plain) or plain


_CORRECTED = (
    r"(?:bias[- ])?corrected[ ](?P<before>[mv])(?P<at>[_(].{1,12})?"
    r"|(?P<behind>[mv])(?P<of>[_(].{1,12}?)?(?:[ _]\(?|\^[{(]?)(?:bias[- ])?(?:corrected|corr\.?|bc|c)[)}]?"
    r"(?P<last>[_ ][^\W\d_]\w{0,12})?"
)


def unit_as_typed(written: str) -> str:
    """`δ_o1`, `∂E/∂net_h2`, `net(h1)`, `h` in a network of two layers: δ2[1], ∂E/∂z1[2], z1[1], h1."""
    bare = written.strip(FRAME)
    return "h1" if bare == "h" else regex(_OF_UNIT).sub(_unit, bare)


def _unit(found: re.Match[str]) -> str:
    letter, number = found["letter"].lstrip("\\"), found["number"].translate(DIGITS)
    layer = 1 if found["unit"].startswith("h") else 2
    return f"{_CALLED_SO.get(letter, letter)}{layer}{f'[{number}]' if number else ''}"


_CALLED_SO = {"net": "z", "in": "z", "out": "a", "δ": "delta"}
_OF_UNIT = (
    r"(?<![^\W_d])(?P<letter>net|in|out|z|a|b|δ|\\?delta)(?:[_ ]?\{?|(?P<opened>\())"
    r"(?P<unit>hidden|output|out|h|o)_?\{?(?P<number>[1-9₁-₉]?)\}*(?(opened)\))(?![^\W_])"
)


def loss_as_typed(written: str) -> str:
    """`MSE`, `∂BCE/∂w₁` with L for the loss, which they call by its kind; else nothing."""
    found = regex(_LOSS_BY_KIND).fullmatch(written.strip(FRAME))
    return f"{found['before']}L{found['behind']}" if found else ""


_LOSS_BY_KIND = (
    r"(?P<before>.{0,40}?)(?<![A-Za-ce-z])(?P<hand>\\(?:text|mathrm|mathit)\s*\{\s*)?"
    r"(?:R?MSE|SSE|MAE|[BC]?CE|NLL)(?![A-Za-z])(?:[ _](?:loss|cost|error))?(?(hand)\s*\})(?P<behind>.{0,40})"
)


def slope_as_typed(by: str) -> str:
    """`dz`, of what the exercise ends with."""
    return f"d{by}"


def activation_as_typed(written: str) -> str:
    """`softmax(z2)`, `σ(z₁⁽¹⁾)` as a2, a₁⁽¹⁾; else nothing."""
    found = regex(_APPLIED).fullmatch(written.strip(FRAME))
    return f"a{found['behind']}" if found else ""


_APPLIED = (
    r"(?:\\?(?:sigma|tanh)|\\(?:mathrm|text|operatorname)\{\w{2,9}\}|σ|sigmoid|sig|relu|ReLU|softmax|f|g|φ)"
    r"\s?\(z(?P<behind>.{1,40})\)"
)


def stored_as_typed(written: str) -> str:
    """`grads["dW1"]`, `grads['W1']`, `cache["Z1"]` as dW1, dW1, Z1, without what a program keeps it in."""
    found = regex(_STORED).fullmatch(written.strip(FRAME))
    if found is None:
        return ""
    is_slope = found["of"].casefold().startswith("grad") and not found["name"].startswith(("d", "∂"))
    return f"{'d' * is_slope}{found['name']}"


_STORED = r"(?P<of>[A-Za-z]\w{0,20})\[[\"'](?P<name>[^\"'\[\]]{1,20})[\"']\]"


def samples_as_typed(text: str, samples: int, inputs: int) -> str:
    """`z_2`, `a^(2)`, `ŷ₂`, `x_1^{(2)}` of one unit's samples as z@2, a@2, yhat@2, x[1]@2; in formulas too.

    With one input x_2 is that of sample 2.
    """

    def spelled(found: re.Match[str]) -> str:
        parts = found.groupdict("")
        index, number = _digits(parts.get("index", "")), _digits(parts["number"])
        name = "yhat" if parts.get("hat") else parts["name"].lstrip("\\")
        return f"{name}{f'[{index}]' if index else ''}@{number}" if int(number) <= samples else found[0]

    for pattern in (*_OF_INPUTS, _OF_UNIT_AND_INPUT if inputs == 1 else _OF_ONLY_UNIT):
        text = regex(pattern).sub(spelled, text)
    return text


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, unicodedata.normalize("NFKC", text)))


_LOWERED = r"_?[1-9][0-9]?|_\{[1-9][0-9]?\}|[₁-₉][₀-₉]?"
_RAISED = r"\^\([1-9][0-9]?\)|\^\{\([1-9][0-9]?\)\}|⁽[¹²³⁴-⁹][⁰¹²³⁴-⁹]?⁾"
_STARTS, _ENDS = r"(?<![^\W\d_])", r"(?![\w\[@]|\^?\{?(?:⟨|\\langle|[\[(⁽][0-9⁰¹²³⁴-⁹]{1,2}[)\]⁾]))"
_OF_INPUTS = (
    rf"{_STARTS}(?P<name>x)(?P<index>{_LOWERED})(?P<number>{_RAISED}){_ENDS}",
    rf"{_STARTS}(?P<name>x)(?P<number>{_RAISED})(?P<index>_[1-9]|_\{{[1-9]\}}|[₁-₉]){_ENDS}",
)
_ONLY_UNIT = r"(?P<hat>ŷ|y\N{COMBINING CIRCUMFLEX ACCENT}|\\hat\s?(?:\{y\}|y)|y_?hat)|d?[zaL]|\\?delta|δ|y"
_OF_ONLY_UNIT = rf"{_STARTS}(?P<name>{_ONLY_UNIT})(?P<number>{_LOWERED}|{_RAISED}){_ENDS}"
_OF_UNIT_AND_INPUT = rf"{_STARTS}(?P<name>{_ONLY_UNIT}|x)(?P<number>{_LOWERED}|{_RAISED}){_ENDS}"
"""A sample's number behind what it is of; behind an index, x₁, it is raised."""


def without_star(written: str) -> str:
    """`w₆*`, a new value, as w₆; a name with several stars, which may be an emphasis, as it stands."""
    return regex(_STAR).sub("", written) if written.count("*") == 1 else written


_STAR = r"(?<=[\w)\]}⁾])\s?(?:\^\{\*\}|\^?\*)(?=[\s`$]*$|[\[}_^])|(?<=\^\{)\*(?=\()"
"""Behind a name, its layer or its letter, where nothing has opened an emphasis."""
