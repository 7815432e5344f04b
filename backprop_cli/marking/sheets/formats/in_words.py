"""Lines as one says them -> as one types them: `(a) Hence, z1[1] is 0.37` as `z1[1] = 0.37`.

As many lines as before. Only what leaves the name of a quantity with its value is taken away.
"""

import re
from collections.abc import Callable

from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.sides import AND_SO, answer_on, last_side, names_apart, number_on
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.quantities.spellings import SET

LONGEST = 2_000
"""Characters of a line that is looked at."""
_BULLET = r"[ \t]*(?:>[ \t]?|[-+•*–][ \t]+)*"
_NUMBER = r"(?:[0-9]{1,2}(?:\.[0-9]{1,2}){0,2}\.?[a-z]?|[ivx]{1,5}|[a-z])"
_TASK = (
    r"(?:q|ques|question|line|eq|equation|task|exercise|ex|problem|part|nr|no|aufgabe|teil(?:aufgabe)?|frage|exercice|partie"
    r"|ejercicio|parte|esercizio|exercício|opgave|vraag|zadanie|soru|задание|задача|вопрос|题|问题|問|問題|문제"
    r"|प्रश्न|سؤال|السؤال)"
)
_LABELS = (
    rf"#[0-9]{{1,2}}[.:)]?(?=[ \t])|\({_NUMBER}\)[ \t]*[.:]?|{_NUMBER}[ \t]?\)|{_NUMBER}[.:](?=[ \t])",
    rf"{_TASK}(?:[. \t]+\(?|\(|(?=[0-9])){_NUMBER}\)?[ \t]*[.:)–—-]?(?=[ \t])",
    r"(?:(?:my|final|the)[ \t]+)?(?:answers?|ans\.?|solution|result|antwort|lösung|ergebnis|réponse|résultat"
    r"|respuesta|resultado|risposta|risultato|resposta|antwoord|resultaat|odpowiedź|odp\.?|wynik|rozwiązanie"
    r"|cevap|yanıt|sonuç|çözüm|ответ|решение|результат|答案|答|解答|解|答え|结果|結果|정답|답|풀이|उत्तर|हल"
    r"|الجواب|الإجابة|الحل)\b\.?[ \t]*(?:[0-9]{1,2}[ \t]*)?[:–-]?",
)
"""`(a)`, `1b)`, `Q1:`, `Answer:`"""
_ONE_GETS = (
    r"(?:we|i|you|one|it|this|that|which)[ \t]+(?:can[ \t]+)?(?:get|gets|got|have|has|had|obtain|obtains"
    r"|obtained|find|found|see|calculate|calculated|compute|computed|gives|gave|yields|implies|means|follows)"
    r"(?:[ \t]+that)?|giving|(?:erhält|bekommt|erhalte|bekomme)[ \t]+(?:man|ich)"
    r"|(?:es[ \t]+)?(?:folgt|ergibt[ \t]+sich)|on[ \t]+(?:a|obtient|trouve)"
    r"|(?:se[ \t]+)?obtenemos|si[ \t]+ottiene|obtém-se"
)
_SPEAKS_OF = (
    r"the(?:[ \t]+value[ \t]+(?:of|for))?|value[ \t]+of|der[ \t]+Wert[ \t]+von|la[ \t]+valeur[ \t]+de"
)
_SIGNS = r"\\(?:therefore|Rightarrow|implies|Longrightarrow)(?![A-Za-z])|[∴⇒→⟹]|=>"
_BEFORE = re.compile(
    rf"(?:[*_$]{{0,3}}(?:{'|'.join(_LABELS)}|(?:{AND_SO}|{_ONE_GETS}|{_SPEAKS_OF})\b|{_SIGNS})"
    r"[,:]?[*_$]{0,3}[,:]?[ \t]*){1,5}",
    re.IGNORECASE,
)
"""What leads to an answer; "if" and "let" do not."""
_LABEL = re.compile(
    rf"(?:[*_$]{{0,3}}(?:{'|'.join(_LABELS)}|{_SIGNS})[*_$]{{0,3}}[ \t]*){{1,3}}", re.IGNORECASE
)
_LINE = re.compile(rf"(?P<bullet>{_BULLET})(?P<said>[^|{{].*)")
_FROM = r"(?:from[ \t]+[-+−–]?[0-9.,]{1,20}[ \t]+)?"
_HEADING = re.compile(r"#{2,6}[ \t]+(?P<said>.*[^\s#])[ \t#]*")
_VERB = (
    rf"(?:(?P<becomes>becomes|wird|devient|(?:changes|goes|went|moves|changed)[ \t]+{_FROM}to)"
    r"|gives|yields|(?:works|turns|worked|turned)[ \t]+out[ \t]+(?:to[ \t]+be|to|as|at)|evaluates[ \t]+to"
    r"|approx\.?|approximately|(?:is|was|equals|ist|beträgt|ergibt|est|vaut|es|è|é)"
    r"(?:[ \t]+(?:equal[ \t]+to|to|therefore|thus|hence|then|now|also|indeed|approximately|approx\.?|about"
    r"|roughly|gleich|etwa|ungefähr|ca\."
    r"|rund|environ|circa|ongeveer|aproximadamente|égale?[ \t]+à"
    r"|igual[ \t]+a|uguale[ \t]+a))?|wynosi|równa[ \t]+się|равн[оаы]|равен|составляет"
    r"|comes[ \t]+(?:out[ \t]+)?(?:to|as|at))[ \t]+(?=[-+−–—]?[ \t]?[0-9.\[(])"
)
_UNSPACED_VERB = (
    r"(?:约等于|約等於|大约是|大约为|等于|等於|约为|約為|为|為|是|は)[ \t]*(?=[-+−–—]?[ \t]?[0-9.\[(])"
)
"""Of languages that need no space between words."""
_IS = re.compile(rf"(?P<name>[^=≈:]{{1,80}}?)(?:[ \t]+{_VERB}|[ \t]*{_UNSPACED_VERB})(?P<value>.*)")
_NAME_BEHIND = re.compile(
    rf"(?:(?:{_ONE_GETS})[ \t]+)?(?P<value>[-+−–]?[ \t]?\(?[0-9.](?:[^\n]{{0,300}}?[0-9)])?)[ \t]*"
    r"(?:\((?P<inside>[^=≈]{1,60})\)|(?P<sign>[=≈←⟵])[ \t]*(?P<named>[^\W\d][^=≈]{0,60}?|[\\$∂∇][^=≈]{1,60}?)"
    r"|[ \t]for[ \t]+(?P<meant>[^=≈]{1,60}?))[ \t.;,]*",
    re.IGNORECASE,
)
"""`0.48 (z1[1])`, `0.2 + 0.28 = 0.48 = z1[1]`, `I got 0.48 for z1[1]`"""
_FOR_NAME = re.compile(
    r"(?:for|für|pour|para|per|voor)[ \t]+(?P<name>[^=≈]{1,60}?),?[ \t]+"
    rf"(?:{_ONE_GETS})[ \t]+(?P<value>.+[^\s.])[ \t.]*",
    re.IGNORECASE,
)
"""`For z1[1] I get 0.48`"""
_COARSE = 0.1
"""A number of fewer decimals before a name in brackets may be that of an exercise, 2.1."""
_IS_FURTHER = re.compile(rf"(?<=[ \t])(?P<name>[^\W\d][^\s=≈:]{{0,60}})[ \t]+{_VERB}")


def with_plain_lines(text: str, is_name: IsName, without_lead: Callable[[str], str]) -> str:
    """The text with every such line as a name, a sign and what stands behind it.

    `without_lead` takes any other words away that lead to an answer.
    """
    return "\n".join(with_plain_line(line, is_name, without_lead) for line in text.split("\n"))


def with_plain_line(line: str, is_name: IsName, without_lead: Callable[[str], str]) -> str:
    """The same of one line."""
    found = _LINE.fullmatch(line) if len(line) <= LONGEST else None
    if found is None:
        return line
    said = found["said"]
    if (heading := _HEADING.fullmatch(said)) and number_on(heading["said"], is_name):
        return heading["said"]  # `## L = 0.25`, and no formula that the work below is of
    lead, label = _BEFORE.match(said), _LABEL.match(said)
    unlabelled = said[label.end() :] if label else said
    ways = dict.fromkeys((said, said[lead.end() :] if lead else said, unlabelled))
    plain = (_with_sign(_name_first(each, is_name), is_name) for each in ways)
    answer = next((each for each in plain if _is_answer(each, is_name)), "")
    if not answer:
        bare = without_lead(unlabelled)
        answer = said if bare == unlabelled else bare
    return line if answer == said else f"{found['bullet']}{answer}"


def _name_first(said: str, is_name: IsName) -> str:
    """`0.48 (z1[1])` as `z1[1] = 0.48`; any other line as it is."""
    asked = _FOR_NAME.fullmatch(said)
    if asked and number_on(answer := f"{asked['name']} = {asked['value']}", is_name):
        return answer
    found = _NAME_BEHIND.fullmatch(said)
    if found is None:
        return said
    name = (found["inside"] or found["named"] or found["meant"]).strip()
    number = read_number(last_side(found["value"]))
    is_value = number is not None and (bool(found["sign"]) or number.unit < _COARSE)
    return f"{name} = {found['value']}" if is_value and is_called(is_name, name) else said


def _with_sign(said: str, is_name: IsName) -> str:
    """`z1[1] is 0.37` with its sign; what becomes a value is set to it."""
    found = _IS.fullmatch(said)
    if found is None or not is_name(found["name"]):
        return said

    def signed(further: re.Match[str]) -> str:
        sign = SET if further["becomes"] else "="
        return f"{further['name']} {sign} " if is_name(further["name"]) else further[0]

    return f"{signed(found)}{_IS_FURTHER.sub(signed, found['value'])}"


def _is_answer(said: str, is_name: IsName) -> bool:
    return (
        answer_on(said, lambda name: is_called(is_name, name) or bool(names_apart(name, is_name))) is not None
    )
