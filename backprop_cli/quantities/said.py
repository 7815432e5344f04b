"""Names of a network's quantities as one says them: `gradient of W2`, `L(w)`, `(dL/dz2)`, `delta^2`."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from backprop_cli.quantities.candidates import spelled, without_tex
from backprop_cli.quantities.grammar import apart_from_step
from backprop_cli.quantities.spellings import shared_spelling
from backprop_cli.quantities.tex import Patterns, applied

_WRT = r"(?:w\.?\s?r\.?\s?t\.?|with\s+respect\s+to|by|nach|par\s+rapport\s+à|respecto\s+a)"
_LOSS = r"(?:the\s+)?(?:loss|cost|error|[LEJC])(?:\s+function)?"
_LOSS_WORDS = (
    r"loss|cost|error|verlust|fehler|perte|coût|erreur|pérdida|coste|perdita|errore|perda|erro|strata|błąd"
    r"|funkcja\s+straty|kayıp|hata|потери|ошибка|损失|损失函数|总损失|误差|損失|誤差"
)
_ARGUMENT = r"(?:w|W|b|B|θ|Θ|\\?[tT]heta|y|ŷ|y_?hat|\\hat\s*\{?y\}?|x|X|t|o|a)"
_THE = r"(?:(?:the|der|die|das|den|le|la|les|el|los|il|lo|o|os|het|de)\s+)?"
_OF = r"(?:of|for|von|für|des?|du|di|del|della|do|da|van|voor|pour|para|per)"
_VALUE = r"(?:value|wert|valeur|valor|valore|waarde)"
_NEW = (
    r"(?:new|updated|neue[rs]?|aktualisierte[rs]?|nouveau|nouvelle|nuev[oa]|nuov[oa]|nov[oa]|nieuwe?"
    r"|bijgewerkte?)"
)
_PARAMETER = (
    r"(?:weight|bias|parameter|gewicht|poids|biais|paramètre|peso|sesgo|parámetro|parametro|viés|parâmetro)"
)
_UPDATED = r"(?:mise?\s+à\s+jour|actualizad[oa]|aggiornat[oa]|atualizad[oa])"
_WORDS: Patterns = (
    (r"^\((?=[^()]*(?:\([^()]*\)[^()]*)*\)$)(.*)\)$", r"\1"),
    (r"(?<=/[d∂])\s*\(([^()]{1,60})\)", r"\1"),
    (rf"^([LEJC])\s*\(\s*{_ARGUMENT}(?:\s*[,;|]\s*{_ARGUMENT}){{0,3}}\s*\)$", r"\1"),
    (
        rf"^(?i:(?:the\s+)?(?:(?:partial\s+)?derivative|gradient|grad)\s+(?:of|for)\s+{_LOSS}\s+{_WRT}\s+)(?=\S)",
        "grad ",
    ),
    (rf"^(?i:{_THE}(?:gradient|grad|gradiente|gradiënt)\s+(?:{_WRT}|{_OF})\s+)(?=\S)", "grad "),
    (rf"^(?i:{_THE}{_VALUE}\s+{_OF}\s+)(?=\S)", ""),
    (rf"^(?i:{_THE}{_NEW}\s+(?:{_PARAMETER}|{_VALUE}\s+{_OF})\s+)(\S.*)$", r"\1 new"),
    (rf"^(?i:{_PARAMETER}\s+{_UPDATED}\s+)(\S.*)$", r"\1 new"),
    (rf"^(?i:{_THE})(?i:{_LOSS_WORDS})\s+([LEJC])(?![^\W_])", r"\1"),
    (r"^(?i:(?:total|overall)\s+(?:loss|cost))(?![^\W_])", "total_loss"),
    (r"(?<=\S)[ \t]{1,3}\(?(?i:before(?:\s+(?:the\s+)?(?:update|updating|step))?)\)?$", ""),
    (r"^[dD]elta(?=\s*(?:_\s*\{?\s*[0-9]{1,3}\s*\}?)?\s*\^)", "δ"),
)
"""A frame of brackets; ∂L/∂(z2); the loss as a function; a gradient in words; δ below its layer."""


@lru_cache(maxsize=4_096)
def as_symbols(written: str) -> str:
    """A name in symbols, where it is said in words or as a function; any other as it is."""
    return applied(_WORDS, written.strip())


def letters_and_step(written: str) -> tuple[str, int | None]:
    """What stands for itself, with the number of a step maybe: `m`, `v_hat`, `m̂₂`, `g_{2}`, `m#2`."""
    parts = apart_from_step(written)
    bare = without_tex(parts.name).translate(_BRACES)
    plain = shared_spelling(unicodedata.normalize("NFKC", spelled(bare)))
    found = _STANDS_ALONE.fullmatch(plain)
    if found is None or (found["step"] and parts.step is not None):
        return "", None
    return found["letters"], int(found["step"]) if found["step"] else parts.step


_BRACES = str.maketrans("", "", "{}")
_STANDS_ALONE = re.compile(r"(?P<letters>[^\W\d_]+)(?P<step>[0-9]{1,6})?")
