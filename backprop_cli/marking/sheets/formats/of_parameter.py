"""Heads that say what of the quantity of a row stands below: its gradient, its new value, itself."""

import html
import re
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.table import IsName, answer_heads
from backprop_cli.quantities.spellings import as_new
from backprop_cli.words import solution as words
from backprop_cli.words.read_back import spellings

NAME_ITSELF, GRADIENT, NEW, STEP = "itself", "gradient", "new", "step"
LONGEST = 120
"""Characters of a head."""
_LOSSES = "LEJC"
"""Letters of a network's loss: there any of them serves, and of formulas none is sure to be the output."""
_OLD_HEADS = (
    "old, old value, old values, old weight, old parameter, current, current value, initial, initial value,"
    " before, before update, before the update, given, alt, ancien, anterior, viejo, vecchio, antigo, oud"
    ", alter wert, altes gewicht, startwert, anfangswert, ancienne valeur, ancien poids, valeur initiale"
    ", valor anterior, valor inicial, peso anterior, viejo peso, vecchio valore, vecchio peso"
    ", valore iniziale, valor antigo, peso antigo, oude waarde, oud gewicht, beginwaarde, stara waga"
    ", wartość początkowa, eski değer, başlangıç değeri, старое значение, старый вес, начальное значение"
    ", 旧权重, 原权重, 旧值, 原值, 初始值, 初值, 元の重み, 古い重み, 初期値"
)
_GRADIENT_HEADS = (
    "gradient, gradients, grad, grads, derivative, partial derivative, gradient of loss, "
    "gradient of the loss, ableitung, gradiente, dérivée, derivada, derivata, afgeleide, gradiënt"
    ", gradienten, gradientes, dérivées, gradienti, partielle ableitung, dérivée partielle"
    ", derivada parcial, derivata parziale, partiële afgeleide"
    ", gradient der verlustfunktion, gradient des fehlers, gradient de la perte"
    ", gradient de l'erreur, gradiente de la pérdida, gradiente del error, gradiente da perda"
    ", pochodna, pochodna cząstkowa, gradyan, türev, kısmi türev, градиент, производная, частная производная"
    ", 梯度, 导数, 偏导数, 偏导, 勾配, 微分, 偏微分"
)
_NEW_HEADS = (
    "new, new value, new values, new weight, new weights, new parameter, updated, updated value,"
    " updated weight, updated parameter, after, after update, after the update, neu, neuer wert, nouveau,"
    " nouvelle valeur, nuevo, nuevo valor, nuovo, nuovo valore, novo, novo valor, nieuw, nieuwe waarde"
    ", neues gewicht, neue gewichte, neuer parameter, neue werte, aktualisiert, aktualisierter wert"
    ", aktualisiertes gewicht, nach dem update, nouveau poids, nouveaux poids, nouvelles valeurs, mis à jour"
    ", poids mis à jour, valeur mise à jour, après mise à jour, nuevo peso, nuevos pesos, nuevos valores"
    ", actualizado, peso actualizado, valor actualizado, nuovo peso, nuovi pesi, aggiornato, peso aggiornato"
    ", novo peso, novos pesos, atualizado, peso atualizado, nieuw gewicht, nieuwe gewichten, bijgewerkt"
    ", nowa waga, nowe wagi, nowa wartość, nowe wartości, yeni ağırlık, yeni ağırlıklar, yeni değer"
    ", yeni değerler, новый вес, новые веса, новое значение, новые значения, после обновления"
    ", 新权重, 新的权重, 新值, 新参数, 更新后, 更新值, 更新后的值, 更新后的权重, 更新后的参数"
    ", 新しい重み, 新しい値, 更新後, 更新後の値, 更新後の重み"
)
_STEP_HEADS = (
    "update, step, change, difference, adjustment, delta w, weight update, weight change, δw, Δw, Δθ, δθ"
    ", änderung, schritt, pas, modification, cambio, paso, passo, variazione, mudança, verandering, stap"
    ", 变化量, 更新量, 変化量"
)
"""What is taken away, or added, on the way from the old value to the new one."""
_RATE = (
    r"(?:[αηγλε]|\\(?:alpha|eta|gamma)|alpha|eta|lr|learning[ _]rate|step[ _]size|rate|lernrate"
    r"|[0-9]*[.,][0-9]+|1)"
)
_TIMES = r"\s*(?:[·*×.∙⋅]|\\cdot|\\times)?\s*"
_SCALED = re.compile(rf"[-−–]?\s*\(?{_RATE}\)?{_TIMES}(?P<of>\S.*)", re.IGNORECASE)
"""`α·∂L/∂w`, `lr * gradient`."""
_LESS = re.compile(rf"(?P<old>\S.*?)\s*[-−–]\s*(?P<step>{_RATE}{_TIMES}\S.*)", re.IGNORECASE)
"""`w − α·∂L/∂w`."""
_SET = re.compile(r"\s*(?::=|[=←])\s*")
_IN_BRACKETS = re.compile(r"(?P<first>.*\S)\s*[(\[](?P<second>[^()\[\]]+)[)\]]")
_VALUE = re.compile(r"\s+(?:values?|wert|werte|valeur|valor|valore)$")
_GRADIENT_LETTERS = frozenset(("g", "∇L", "∇", r"\nabla L", "∇w", "∇E", "∇J"))
_GRADIENT_OF = re.compile(r"[Gg]radient of \$?([^\W\d_]\w{0,20}(?:@\d{1,3})?)\$?")
_ANY_PARAMETER = re.compile(r"(?<![A-Za-z\\])(d?)(?:w|W|θ|\\theta|theta)(?![A-Za-z0-9\[])")
"""The w of `∂L/∂w` and `w_new` over rows that say which."""
_REST = re.compile(
    r"(?:\\frac\{(?:\\partial|∂|d) ?[LEJC]\}\{(?:\\partial|∂|d) ?"
    r"|(?:\\partial |∂|d)[LEJC] ?/ ?(?:\\partial |∂)?)?"
    r"(?:new )?d?\0"
    r"(?:[_^]?\{?(?:new|neu|\+|t ?\+ ?1)\}?|⁺|['′’]|\(t ?\+ ?1\)| new| neu)?\}?"
)
"""What such a head may say beside it: a product, `α·∂L/∂w`, is something else."""

_STATE = re.compile(
    r"(?:\\hat\s?\{?(?P<below>[mv])\}?|(?P<letter>[mvs])(?P<over>\N{COMBINING CIRCUMFLEX ACCENT}|_?hat)?)"
    r"(?:_\{?t\}?|ₜ)?"
)
r"""`v`, `m_t`, `\hat{m}`: the letters that optimisers keep, corrected ones with a hat."""


class Aspect(NamedTuple):
    """What a column says of the quantity in its row."""

    kind: str
    pattern: str
    """The name of what stands there, with a NUL for that of the row."""
    is_of_loss: bool = False
    """Whether the loss is meant without its letter."""
    is_old: bool = False
    """Whether it is the value that a step starts with."""
    is_worked: bool = False
    """Whether a formula says it, `w − α·∂L/∂w`: beside a column of that kind it holds its working."""

    def of(self, name: str) -> str:
        """The name of what stands in the row of a quantity."""
        return self.pattern.replace("\0", name)

    def sure_of(self, name: str, names: IsName) -> str:
        """The same where that is a quantity, and no other can be meant; of formulas dx is of the last."""
        is_of_any = not self.is_of_loss or all(names(f"d{loss}/d{name}") for loss in _LOSSES)
        if names(self.of(name)) and is_of_any:
            return self.of(name)
        return f"d{name}" if self.is_of_loss and names(f"d{name}") else ""


_OF_NEW, _OF_OLD = Aspect(NEW, as_new("\0")), Aspect(NAME_ITSELF, "\0", is_old=True)
_OF_GRADIENT, _OF_STEP = Aspect(GRADIENT, "dL/d\0", is_of_loss=True), Aspect(STEP, "")
_IN_WORDS = {
    word: aspect
    for heads, aspect in (
        (_STEP_HEADS, _OF_STEP),
        (_OLD_HEADS, _OF_OLD),
        (_GRADIENT_HEADS, _OF_GRADIENT),
        (_NEW_HEADS, _OF_NEW),
    )
    for word in heads.casefold().split(", ")
}


def aspect_of(head: str) -> Aspect | None:
    """What a head says of the quantities in the rows; None where it is something else.

    A step, `α·∂L/∂w`, has no name to stand under: between the gradient and the new value it is a working.
    """
    if len(head) > LONGEST:
        return None
    written = " ".join(html.unescape(head).split()).strip("*_`$ ")
    ways = (_of_words, _of_any, _of_state, _of_formula, _of_both)
    return next(filter(None, (way(written) for way in ways)), None)


def _of_words(written: str) -> Aspect | None:
    """What a head says in words, `Gradient value`."""
    said = written.casefold().rstrip(".")
    spoken = ((words.OLD, _OF_OLD), (words.NEW, _OF_NEW))
    known = dict.fromkeys(answer_heads(), Aspect(NAME_ITSELF, "\0")) | _IN_WORDS
    known |= {word.casefold(): aspect for message, aspect in spoken for word in spellings(message)}
    if found := known.get(said) or known.get(_VALUE.sub("", said)):
        return found
    of = _GRADIENT_OF.fullmatch(written)
    return Aspect(GRADIENT, f"d{of[1]}/d\0") if of else None


def _of_state(written: str) -> Aspect | None:
    """`v` or `m̂_t`: what the optimiser has of the parameter in the row."""
    found = _STATE.fullmatch(written)
    if found is None:
        return None
    state = f"{found['letter']}{'hat' * bool(found['over'])}" if found["letter"] else f"{found['below']}hat"
    return Aspect(state, f"{state}(\0)")


def _of_formula(written: str) -> Aspect | None:
    """`w − α·∂L/∂w`, also behind `w_new =`, and `α·∂L/∂w`."""
    *sides, formula = _SET.split(written)
    if sides and all((each := aspect_of(side)) and each.kind in {NEW, STEP} for side in sides):
        return aspect_of(sides[0])
    less = _LESS.fullmatch(formula)
    if less and _is_kind(less["old"], NAME_ITSELF) and _is_kind(less["step"], STEP):
        return _OF_NEW._replace(is_worked=True)
    scaled = _SCALED.fullmatch(formula)
    is_step = scaled is not None and (scaled["of"] in _GRADIENT_LETTERS or _is_kind(scaled["of"], GRADIENT))
    return _OF_STEP if is_step else None


def _is_kind(written: str, kind: str) -> bool:
    said = aspect_of(written)
    return said is not None and said.kind == kind


def _of_both(written: str) -> Aspect | None:
    """A head that says one thing twice, `Gradient (∂L/∂w)`; what is in brackets alone may be a remark."""
    both = _IN_BRACKETS.fullmatch(written)
    if both is None:
        return None
    first, second = aspect_of(both["first"]), aspect_of(both["second"])
    return first if first and second and first.kind == second.kind else None


def _of_any(head: str) -> Aspect | None:
    """`∂L/∂w`, `w⁺` or `w` over rows that say which parameter."""
    pattern, count = _ANY_PARAMETER.subn("\\1\0", head)
    if count != 1 or not _REST.fullmatch(pattern):
        return None
    if pattern in {"\0", "d\0"}:
        return _OF_GRADIENT if pattern.startswith("d") else _OF_OLD
    return Aspect(GRADIENT if "/" in pattern or "frac" in pattern else NEW, pattern)
