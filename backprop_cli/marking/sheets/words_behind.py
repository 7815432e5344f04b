"""A number with words behind it -> the number: `0.59146, by the sigmoid`, `0.59146 (≈ 0.6)`, `0.37 units`."""

import re

from backprop_cli.marking.sheets.sides import comes_to_a_number, last_side
from backprop_cli.marking.sheets.written import Written, read_number

LONGEST = 500
"""Characters of an answer that is looked at."""
_CHANGES = (
    r"minus|plus|times|neg\w*|per|percent|million|thousand|hundred|mal|moins|menos|meno|min|if|else|when"
    r"|otherwise|where|for|wenn|sonst|falls|si|sinon|or|oder|ou|and|und"
)
"""What may say something of the number itself."""
_WORDS = rf"(?!(?:{_CHANGES})(?![^\W\d_]))[^\W\d_]{{2}}[^0-9=≈→⇒]*"
_ROUNDED = (
    r"units?|exactly|exact|exakt|genau|ok|okay|done|fertig|or\s+so"
    r"|approx\.?|approximately|rounded|roughly|circa|ca\.|gerundet|ungefähr|etwa|environ|arrondie?"
    r"|aprox\.?|aproximadamente|redondeado|arrotondato|arredondado|ongeveer|afgerond"
)
_IS_BEHIND = r"(?:olarak\s+)?(?:bulunur|hesaplanır|bulundu|hesaplandı|elde\s+edilir|olur)|है|होगा|होता\s+है"
_UNSPACED = r"となる|となります|になる|です|である|입니다|이다"
"""What says is behind its number."""
_POINTS = r"p|pts?|points?|marks?|punkte?|pkt|pt\.?|puntos?|punti|pontos?|баллов|балла?|分"
"""What a line is worth, `(2 pts)`; it may also stand apart as `/2`."""
_REASON = r"(?:since|because|weil|car|puisque|porque|perché|omdat)"
_CONDITION = r"[^\W\d][^<>≤≥=()]{0,30}[<>≤≥]=?\s*[-−]?[0-9.]+"
"""Why a unit is on or off, z₁ < 0."""
_BEHIND = re.compile(
    rf"(?P<number>.*[0-9.…%)}}])(?:\s*[,;]\s*{_WORDS}|\s+(?:--|[—←]|<-{{1,2}})\s*{_WORDS}"
    rf"|\s+(?:by|using|from|via|as|with|through|mit|nach|durch|par)\s+{_WORDS}"
    rf"|\s+{_REASON}\s.{{1,100}}|\s*[(\[]\s*{_REASON}\s.{{1,100}}[)\]]"
    rf"|(?:\s*[,;]|\s+(?:as|for|with|da|bei))\s*{_CONDITION}|\s*[(\[]\s*{_CONDITION}\s*[)\]]"
    rf"|\s+(?:{_ROUNDED}|{_IS_BEHIND})\.?|\s*(?:{_UNSPACED})\.?"
    r"|\s{2,}/[ ]?[0-9]{1,2}"
    rf"|\s*[(\[]\s*[0-9]{{1,2}}(?:[.,]5)?\s*(?:{_POINTS})\.?\s*[)\]])",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"(?P<number>.*[0-9])\s*\(\s*"
    r"(?:(?P<sign>[≈=~≃≅]|\\approx|approx\.?|about|ca\.?|circa|rounded(?:\s+to)?|i\.e\.)\s*)?"
    r"(?P<again>[^()]{1,30})\)"
)
"""The same number in brackets behind it, rounded."""


def without_words(text: str) -> str:
    """The answer without the words behind its number, or its rounding; as it is where there are none."""
    if len(text) > LONGEST:
        return text
    if found := _BEHIND.fullmatch(text):
        return found["number"] if comes_to_a_number(found["number"]) else text
    if (again := _AGAIN.fullmatch(text)) and (again["sign"] or "%" in again["again"]):
        number, rounded = (read_number(each) for each in (last_side(again["number"]), again["again"]))
        return again["number"] if number and rounded and _is_rounding(rounded, number) else text
    return text


def _is_rounding(rounded: Written, number: Written) -> bool:
    """Whether a number is another one with fewer digits, rounded or cut off."""
    return rounded.unit >= number.unit and abs(rounded.value - number.value) < rounded.unit
