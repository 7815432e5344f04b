"""Words that stand before answers, by what they say."""

from collections.abc import Iterable, Set

from backprop_cli.marking.sheets.formats.update_headings import SAY_SO
from backprop_cli.marking.sheets.sides import AND_SO
from backprop_cli.quantities.network import ACTIVATION, BIAS, LOSS, PRE_ACTIVATION, WEIGHT


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


def says_any(words: Iterable[str], of: Set[str]) -> bool:
    """Whether one of these words is said, or anything is denied: isn't, don't."""
    return any(word in of or word.endswith(("n't", "n’t")) for word in words)


OTHER_SENSE = _words(
    "not, no, never, neither, nor, without, instead, rather, cannot, wrong, incorrect, false, "
    "mistaken, unequal, if, when, unless, until, whether, let, let's, lets, suppose, supposing, "
    "supposed, assume, assuming, assumed, given, guess, guessing, maybe, perhaps, should, would, "
    "could, might, must, ought, expect, expected, target, desired, true, actual, "
    "exact, wanted, want, need, needs, needed, ideal, hypothetical, "
    "before, old, previous, former, earlier, other, another, except, but, versus, vs, than, like, "
    "unlike, between, compare, compared, note, notes, comment, remark, hint, change, difference, "
    "increment, decrement, times, minus, negative, plus, half, twice, double, root, log, ln, "
    "logarithm, exp, exponential, inverse, reciprocal, opposite, absolute, divided, multiplied, "
    "multiply, estimate, eg, nicht, kein, keine, keiner, nie, niemals, ohne, statt, anstatt, "
    "falsch, wenn, falls, angenommen, sei, gegeben, sollte, wäre, müsste, alt, alte, alter, ne, "
    "non, aucun, jamais, sans, faux, fausse, si, soit, supposons, donné, ancien, sin, nunca, "
    "ningún, falso, falsa, sea, supongamos, dado, dada, viejo, nessuno, mai, senza, sia, "
    "supponiamo, dato, não, nem, sem, errado, seja, suponha, niet, geen, nooit, zonder, fout, "
    "als, stel, gegeven, oud, nie, bez, nem, ei, ej, inte, ikke, değil, nu"
)
"""Words that take a claim back, suppose one, or make another number of it."""
OF_SAMPLES = _words(
    "total, overall, mean, average, sum, all, every, each, both, whole, entire, batch, gesamt, "
    "mittel, mittlere, durchschnitt, moyenne, totale, media, promedio, média, gemiddelde, input, "
    "inputs, point, points, row, rows, case, pair, image, eingabe, entrée, entrada, ingresso, "
    "invoer, punkt, zeile"
)
"""What speaks of all samples or of one, where there are several: of their losses and gradients."""
AS_NEW = _words(SAY_SO) | _words("after, nach, après, después, dopo, depois, na")
"""What speaks of values after an update."""
SLOPES = _words(
    "gradient, gradients, grad, derivative, derivatives, partial, partials, slope, ableitung, "
    "ableitungen, dérivée, derivada, derivata, afgeleide, gradiente, 梯度, 勾配, "
    "导数, 偏导数, градиент, gradyan"
)
"""What speaks of derivatives."""
LEADS = _words(
    "is, are, was, were, get, gets, got, obtain, obtains, obtained, have, has, find, found, give, "
    "gives, gave, yields, compute, computes, computed, calculate, calculates, calculated, "
    "computing, calculating, determine, that, namely, value, ist, sind, folgt, est, donne, es, "
    "son, è, sono, é, são, wert, valeur, valor, valore, więc, zatem, stąd, czyli, wówczas, wartość, "
    "тогда, итак, отсюда, следовательно, значит, получаем, имеем, böylece, dolayısıyla, buradan, yani, "
    "因此, 所以, 故, 则, 得, 可得, 得到, よって, したがって, ゆえに, अतः, इसलिए, إذن, لذلك, 따라서, "
    f"그러므로, {AND_SO.replace('|', ', ')}"
)
"""Words that may stand right before any name."""
CALLED = {
    LOSS: _words(
        "loss, cost, error, function, verlust, fehler, perte, coût, pérdida, coste, perdita, errore, perda"
        ", strata, błąd, kayıp, hata, потери, ошибка, 损失, 損失は, 损失函数, 总损失, 误差, 代价, 代价函数"
        ", 損失, 損失関数, 誤差, straty, błędu, kaybı, hatası, потерь, ошибки, हानि, त्रुटि, الخسارة, الخطأ"
        ", 손실, 오차"
    ),
    PRE_ACTIVATION: _words(
        "input, sum, net, preactivation, pre-activation, logit, summe, somme, suma, somma, soma"
    ),
    ACTIVATION: _words(
        "output, out, activation, prediction, ausgabe, aktivierung, sortie, salida, uscita, saída"
    ),
    WEIGHT: _words("weight, parameter, gewicht, poids, peso"),
    BIAS: _words("bias, parameter, biais, sesgo"),
}
"""What each kind of quantity is called, which may stand right before its name."""
OF_OTHER_LETTERS = _words(
    "ответ, отсюда, тогда, итак, прямой, проход, обратный, wartość, odpowiedź, więc, stąd, przebieg, przód"
    ", wsteczna, propagacja, cevap, sonuç, böylece, ileri, geri, yayılım, 答, 答案, 解, 因此, 所以"
    ", 故, 则, 可得, 得, 得到, 前向传播, 反向传播, 正向传播, よって, したがって, ゆえに, 順伝播, 逆伝播, 答え"
    ", 解答, 结果, 結果, следовательно, значит, получаем, имеем, функция, решение, результат, odpowiedź"
    ", wynik, rozwiązanie, stąd, wówczas, błąd, dolayısıyla, yanıt, çözüm, उत्तर, हल, अतः, इसलिए, الجواب"
    ", الإجابة, الحل, إذن, لذلك, 정답, 답, 풀이, 따라서, 그러므로, 순전파, 역전파"
    ", çıkış, çıkışı, gizli, katman, katmanı, 隐藏层, 隱藏層, 输出层"
    ", 輸出層, 输出, 隠れ層, 中間層, 出力層, 出力"
).union(SLOPES, *CALLED.values())
"""Words of languages whose negations are not in the table; no other word in their letters leads to one."""
SIGNALS = _words("signal, delta, error, fehler, erreur")
_HIDDEN = (
    "versteckte schicht, verdeckte schicht, verborgene schicht, couche cachée, capa oculta, strato nascosto, "
    "livello nascosto, camada oculta, camada escondida, verborgen laag, warstwa ukryta, gizli katman, "
    "скрытый слой, 隐藏层, 隱藏層, 隠れ層, 中間層, 은닉층"
)
_OUTPUT = (
    "ausgabeschicht, ausgangsschicht, couche de sortie, capa de salida, strato di uscita, strato di output, "
    "livello di uscita, livello di output, camada de saída, uitvoerlaag, warstwa wyjściowa, çıkış katmanı, "
    "выходной слой, 输出层, 輸出層, 出力層, 출력층"
)
LAYERS_IN_ENGLISH = dict.fromkeys(_HIDDEN.split(", "), "hidden layer") | dict.fromkeys(
    _OUTPUT.split(", "), "output layer"
)
"""Headings of a layer in other languages, as they are said in English."""
