"""What in a text may be a symbol: letters, and behind them index, layer and marks in any order."""

import re
import unicodedata
from typing import NamedTuple

from backprop_cli.expr.tokens import GREEK, MARKS
from backprop_cli.quantities.symbols import PRIME


class Candidate(NamedTuple):
    """What may be a symbol, somewhere in a text."""

    letters: str
    number: str = ""
    """Digits right behind the letters, as one types them."""
    lowered: str = ""
    in_brackets: bool = False
    """Whether that is an index in the form of the grammar, so that `number` is the layer."""
    layer: str = ""
    new: bool = False
    sample: int | None = None
    step: int | None = None
    end: int = 0

    @property
    def in_indexed(self) -> tuple[str, str]:
        """The entry of a vector whose own name has an index: h_enc₁, h_enc1, h_enc_1."""
        prime = PRIME if self.layer == PRIME else ""
        index = f"{self.number}{self.lowered}{self.layer.removesuffix(PRIME)}"
        return index.replace(",", ""), INDEXED + prime


INDEXED = "_"
"""Stands for the layer where an own name has an index before that of the entry: no other symbol has that."""
_SUB, _SUP = "₀-₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "⁰¹²³⁴-⁹"
_NO_LETTER = rf"\W\d_{_SUB}{_SUP}½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞Δ"
"""What is no letter: to Python ₁ and ⅓ are, and Δ is a sign here."""
RUN_OF_LETTERS = re.compile(rf"(?<![^{_NO_LETTER}])(?:[^{_NO_LETTER}][\u0302-\u0304]?)+")
"""What a symbol begins with."""
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "01234567890123456789aehijklmnoprstuvx")
_NEW = re.compile(r"⁺|_new(?![A-Za-z0-9])|\s?new(?![A-Za-z0-9])|\s?:=")
_NUMBER = re.compile(r"\d+")
_GOES_ON = re.compile(r"_\d")
"""An index more than a symbol has."""
_LOWERED = re.compile(
    rf"(?P<sub>[{_SUB}]+(?:,[₀-₉]+)?)|_\{{\s*(?P<tex>\w+(?:\s*,\s*\w+){{0,3}})\s*\}}|_(?P<word>[A-Za-z0-9]+)"
    r"|\[(?P<at>\d+(?:\s*,\s*\d+)?)\]"
)
_BRACES = r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
_LAYER = re.compile(
    rf"⁽(?P<round>[{_SUP}]+)⁾|\^\[(?P<square>\d+)\]|\^\((?P<typed>\d+)\)(?=_|[₀-₉])|\^(?P<tex>{_BRACES})"
)
_BARE = re.compile(rf"[{_SUP}]+")
_BARE_TEX = re.compile(r"\^\s*([0-9])(?![0-9])")
_PRIME = re.compile("[′’']|_prime(?![A-Za-z])")
_SAMPLE = re.compile(r"⟨\s*(?:(?P<sample>\d+))?(?:,?\s*t\s*=\s*(?P<step>\d+))?\s*⟩|@(?P<at>\d+)")
_STEP = re.compile(r"#(?P<step>\d+)")
_IN_TEX = re.compile(
    r"(?P<prime>\\prime)?\s*[(\[]?(?P<layer>\d+)?[)\]]?\s*,?\s*(?P<new>\+|new)?\s*"
    r"(?:⟨\s*(?P<sample>\d+)\s*⟩)?\s*,?\s*(?:t\s*=\s*(?P<step>\d+))?\s*"
)


def scan(whole: str, start: int, *, bare: bool) -> Candidate | None:
    """What stands at `start`: letters, then index, layer and marks in any order.

    `bare`: whether a raised number behind an index is a layer, not a power.
    """
    head = RUN_OF_LETTERS.match(whole, start)
    if head is None:
        return None
    found = Candidate(SPELLED_OUT.get(head[0]) or spelled(head[0]), end=head.end())
    if mark := _MARK_TYPED.match(whole, found.end):
        found = found._replace(letters=f"{found.letters}{mark[1]}", end=mark.end())
    if number := _NUMBER.match(whole, found.end):
        found = found._replace(number=number[0], end=number.end())
    while (more := _more(whole, found, bare=bare or found.end == head.end())) is not None:
        found = more
    return None if _GOES_ON.match(whole, found.end) else found


def _more(whole: str, found: Candidate, *, bare: bool) -> Candidate | None:
    """One part more of a symbol; None where it ends."""
    if not found.new and (new := _NEW.match(whole, found.end)):
        return found._replace(new=True, end=new.end())
    if not found.layer and (layer := _LAYER.match(whole, found.end)):
        return _with_layer(found, layer)
    if not found.layer and (prime := _PRIME.match(whole, found.end)):
        after = _NUMBER.match(whole, prime.end()) if not found.number else None
        typed, end = (after[0], after.end()) if after else (found.number, prime.end())
        return found._replace(number=typed, layer=PRIME, end=end)
    if bare and not found.layer and (raised := _BARE.match(whole, found.end)):
        return found._replace(layer=raised[0].translate(_DIGITS), end=raised.end())
    raised = _BARE_TEX.match(whole, found.end) if bare and not found.layer else None
    if raised and (found.lowered or whole.startswith("_", raised.end())):  # h_1^2 or h^2_1, and no h^2
        return found._replace(layer=raised[1], end=raised.end())
    if lowered := _LOWERED.match(whole, found.end):
        index = next(filter(None, lowered.groups())).translate(_DIGITS)
        index = "".join(index.split())
        if lowered["at"]:
            index = _joined(index)
        if not found.lowered:
            return found._replace(lowered=index, in_brackets=bool(lowered["at"]), end=lowered.end())
        if found.lowered.isalpha() and (lowered["sub"] or index[0].isalpha()):  # h_enc₁, h_enc_f
            return found._replace(lowered=found.lowered + index, end=lowered.end())
        behind_unit = lowered["word"] and index.isdigit() and not found.lowered.isdigit()
        if behind_unit and not found.layer:  # net_h2_1
            return found._replace(layer=index, end=lowered.end())
        in_row = lowered["word"] and index.isdigit() and found.lowered.isdigit() and not found.layer
        if in_row and found.number and not found.in_brackets:  # W1_1_2, whose first number is the layer
            return found._replace(
                lowered=_joined(f"{found.lowered},{index}"), in_brackets=True, end=lowered.end()
            )
    if found.sample is None and (sample := _SAMPLE.match(whole, found.end)) and sample[0] != "⟨⟩":
        number = sample["sample"] or sample["at"]
        step = int(sample["step"]) if sample["step"] else found.step
        return found._replace(sample=int(number) if number else None, step=step, end=sample.end())
    if found.step is None and (step_ := _STEP.match(whole, found.end)):
        return found._replace(step=int(step_["step"]), end=step_.end())
    return None


def _with_layer(found: Candidate, layer: re.Match[str]) -> Candidate | None:
    if layer["tex"] is None:
        number = (layer["round"] or layer["square"] or layer["typed"]).translate(_DIGITS)
        return found._replace(layer=number, end=layer.end())
    inside = _IN_TEX.fullmatch(layer["tex"][1:-1])
    if inside is None or not any(inside.groups()):
        return None
    return found._replace(
        layer=PRIME if inside["prime"] else inside["layer"] or "",
        new=found.new or bool(inside["new"]),
        sample=int(inside["sample"]) if inside["sample"] else found.sample,
        step=int(inside["step"]) if inside["step"] else found.step,
        end=layer.end(),
    )


def _joined(indices: str) -> str:
    """2,1 as 21, and 12,3 as it is."""
    parts = indices.split(",")
    return indices if any(int(part) > 9 for part in parts) else "".join(parts)


SPELLED_OUT = {
    **{"ŷ": "yhat", "Ŷ": "Yhat", "ẑ": "zhat", "Ẑ": "Zhat"},
    **{"δ": "delta", "μ": "mu", "γ": "gamma", "β": "beta", "ℓ": "ell"},
}
"""Letters that the grammar spells."""
_MARK_TYPED = re.compile(f"_({'|'.join(MARKS)})(?![A-Za-z])")


def spelled(letters: str) -> str:
    """ĥ as hhat, as in names that are typed."""
    apart = unicodedata.normalize("NFD", letters)
    for word, sign in MARKS.items():
        apart = apart.replace(sign, word)
    return unicodedata.normalize("NFC", apart)


_UPRIGHT = re.compile(rf"\\(?:mathrm|text)\{{\s*([^\W\d_]+)((?:_\{{[^{{}}]*\}}|\^{_BRACES})*)\s*\}}")
_HAT = re.compile(r"\\(?:wide)?(hat|bar|tilde)\s*(\{\s*)?([^\W\d_])(?(2)\s*\})")
_COMMAND = re.compile(rf"\\({'|'.join(sorted(GREEK.values(), key=len, reverse=True))}|ell)(?![A-Za-z])\s*")
_GREEK = {name: letter for letter, name in GREEK.items()} | {"ell": "ℓ"}


def _letter(command: re.Match[str]) -> str:
    r"""A Greek letter; apart from what is another factor behind it, `\alpha \delta`."""
    letter = _GREEK[command[1]]
    return f"{letter} " if letter != "Δ" and _FACTOR.match(command.string, command.end()) else letter


_FACTOR = re.compile(r"[A-Za-z]|\\(?!prime)[A-Za-z]")


def without_tex(written: str) -> str:
    """Letters of TeX as they are on the page."""
    if "\\" not in written:
        return written
    plain = _COMMAND.sub(_letter, written)
    plain = _HAT.sub(lambda hat: unicodedata.normalize("NFC", hat[3] + MARKS[hat[1]]), plain)
    plain = _UPRIGHT.sub(r"\1\2", plain.replace("\\langle", "⟨").replace("\\rangle", "⟩"))
    return _UPRIGHT.sub(r"\1\2", plain)
