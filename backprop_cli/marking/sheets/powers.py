r"""Powers of an optimiser's constants, `\beta_{1}^{2}` and β₁² -> with the constant's name, `beta1^2`.

Elsewhere what is raised says the layer: β₁² is also the β of unit 1 in layer 2, where that is normalised.
"""

from __future__ import annotations

import re
from functools import cache, partial
from unicodedata import normalize

from backprop_cli.expr.tokens import lettered
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.problem.optimizers import STEP
from backprop_cli.quantities.grammar import stem
from backprop_cli.quantities.network import SCALE, SHIFT
from backprop_cli.quantities.quantity import Quantity

_SMALL = "[⁰¹²³⁴⁵⁶⁷⁸⁹ᵗ]"
_RAISED = r"\s*(?:\^\s*(?:\{{\s*)?(?P<power>[0-9]+|{t})(?:\s*\}})?(?![\w.\[])|(?P<small>[⁰¹²³⁴⁵⁶⁷⁸⁹]+|ᵗ))"


def with_powers(text: str, name: str, lookup: Lookup) -> str:
    """A formula that stands on the line `name`, with the powers of constants as they are typed."""
    if not ("^" in text or re.search(_SMALL, text)) or not _is_updated(name, lookup):
        return text
    number = lookup.step_of(name) or 1
    for constant in lookup.constants:
        text = _pattern(constant).sub(partial(_typed, constant, number), text)
    return text


def _is_updated(name: str, lookup: Lookup) -> bool:
    """Whether the optimiser works a line out, and of no parameter that has such a letter itself."""
    quantity = lookup.derivation.quantities.get(name)
    if not isinstance(quantity, Quantity) or not (quantity.new or quantity.of):
        return False
    return (quantity.of or quantity).symbol not in {SHIFT, SCALE}


@cache
def _pattern(constant: str) -> re.Pattern[str]:
    letters, number = stem(constant) or (constant, "")
    small = number.translate(_LOWERED)
    index = rf"(?:_?\{{?{number}\}}?|{small})" if number else ""
    spelled = rf"(?<![\w\\])(?:\\?{re.escape(letters)}|{re.escape(lettered(letters))})"
    return re.compile(spelled + index + _RAISED.format(t=STEP))


_LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def _typed(constant: str, number: int, found: re.Match[str]) -> str:
    power = found["power"] or normalize("NFKC", found["small"])
    return f"{constant}^{number if power == STEP else power}"
