"""Headings that count in words or by a letter: `First sample` as `1st sample`, `n = 1`, `x^(1):`."""

import re
from unicodedata import normalize

_SCOPES = {
    "epoch": "epoch, epochs, epoch no, epoche, époque, época, epoca, epoka, epoki, epoce, эпоха, эпохи, эпохе"
    ", epok, 轮, エポック, 에포크",
    "step": "step, pass, forward pass, iteration, iter, update, minibatch, mini-batch, mini batch"
    ", gradient step, descent step, gradient descent step, gd step, sgd step, training step"
    ", training iteration, learning step, optimization step, optimisation step, round, cycle, runde"
    ", step no, iteration no, schritt, durchlauf, durchgang, iterationsschritt"
    ", pas, étape, itération, paso, iteración, passo, iterazione, iteração, stap, iteratie, krok, kroku"
    ", iteracja, iteracji, adım, yineleme, iterasyon, шаг, шага, шаге, итерация, итерации, 步, 步骤, 迭代"
    ", ステップ, 反復, 단계, 반복, चरण, خطوة, الخطوة, t, k",
    "sample": "sample, example, pattern, instance, observation, datapoint, data point, datum, point, record"
    ", case, training sample, training example, training point, training pattern, batch element, sample no"
    ", beispiel, muster, stichprobe, échantillon, exemple, muestra, ejemplo,"
    " campione, esempio, amostra, exemplo, voorbeeld, próbka, próbki, próbce, przykład, przykładu, örnek"
    ", пример, примера, образец, образца, 样本, サンプル, 샘플, नमूना, عينة, العينة",
}
SCOPE_WORDS = {word: kind for kind, words in _SCOPES.items() for word in words.split(", ")}
"""What students call the steps and samples of a training, in English and other languages."""
LETTERS = "tk"
"""Names of a step that are letters: they need their equals sign."""
ANY = "|".join(sorted((re.escape(word) for word in {*SCOPE_WORDS} - {*LETTERS}), key=len, reverse=True))
_WORDS = (
    "first erste ersten erster erstes premier première primer primera primo prima primeiro primeira eerste",
    "second zweite zweiten zweiter zweites deuxième seconde segundo segunda secondo seconda tweede",
    "third dritte dritten dritter drittes troisième tercer tercera terzo terza terceiro terceira derde",
    "fourth vierte vierten vierter viertes quatrième cuarto cuarta quarto quarta vierde",
    "fifth fünfte fünften fünfter fünftes cinquième quinto quinta vijfde",
    "sixth sechste sechsten sechster sechstes sixième sexto sexta sesto sesta zesde",
)
ORDINALS = {word: number for number, words in enumerate(_WORDS, start=1) for word in words.split()}
_CARDINALS = dict(zip(("one", "two", "three", "four", "five", "six"), range(1, 7), strict=True))
LONGEST = 120
"""Characters of a heading."""
_MARKS = r"[#>*_=\s([•·–-]*"
_ARTICLES = (
    r"(?:(?:for|in|on|at|für|bei|im|beim|pour|dans|para|en|per|nel|nella|voor)\s+)?"
    r"(?:(?:the|das|die|der|le|la|el|il|o|a|de|het)\s+)?"
)


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


_BEFORE = re.compile(
    rf"(?P<marks>{_MARKS}){_ARTICLES}(?P<word>{_any(ORDINALS)})(?=\s+(?:{ANY})(?!\w))", re.IGNORECASE
)
_BEHIND = re.compile(rf"(?P<marks>{_MARKS}(?:{ANY})\s+)(?P<word>{_any(_CARDINALS)})(?!\w)", re.IGNORECASE)
"""A number in words before, and behind, what is counted."""
_AS_CHINESE = {sign: number for number, sign in enumerate("一二三四五六七八九十", start=1)}
_BEFORE_CHINESE = re.compile(
    rf"(?P<marks>{_MARKS})第[ ]?(?:(?P<number>[0-9]{{1,4}})|(?P<sign>[一二三四五六七八九十]))[ ]?"
    r"[次个個轮輪回号號]?[ ]?(?=\S)"
)
"""第二步, 第2次迭代: the second step"""


def with_numbers(heading: str) -> str:
    """A heading that says a number in words, with the number."""
    if chinese := _BEFORE_CHINESE.match(heading):
        number = chinese["number"] or _AS_CHINESE[chinese["sign"]]
        return f"{chinese['marks']}{number}st {heading[chinese.end() :]}"
    if before := _BEFORE.match(heading):
        return f"{before['marks']}{ORDINALS[before['word'].casefold()]}st{heading[before.end() :]}"
    if behind := _BEHIND.match(heading):
        return f"{behind['marks']}{_CARDINALS[behind['word'].casefold()]}{heading[behind.end() :]}"
    return heading


_LETTERED = re.compile(
    r"(?P<marks>[#>*_ \t•·–-]*)(?:(?P<letter>[nis])[ \t]*=[ \t]*(?P<number>[1-9][0-9]{0,3})"
    r"|(?P<input>x)[ \t]*(?:\^[ \t]*\{?\(|⁽)(?P<raised>[1-9⁰¹²³⁴-⁹][0-9⁰¹²³⁴-⁹]{0,3})(?:\)\}?|⁾))[ \t*_:.$]*"
)


def samples_by_letter(lines: list[str]) -> dict[int, int]:
    """The samples that lines by themselves count, `n = 1`, `x^(1):`, by the numbers of the lines from 1.

    Only where 1 and 2 both stand there: n = 2 alone is how many samples there are.
    """
    found = {
        number: (each["letter"] or each["input"], int(normalize("NFKC", each["number"] or each["raised"])))
        for number, line in enumerate(lines, start=1)
        if len(line) <= LONGEST and (each := _LETTERED.fullmatch(line.replace("$", "")))
    }
    said = set(found.values())
    return {number: count for number, (letter, count) in found.items() if {(letter, 1), (letter, 2)} <= said}
