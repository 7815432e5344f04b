"""A formula as a student or the page writes it -> as the parser reads it: `|y − a|`, `a²₁(1 − a²₁)`."""

from __future__ import annotations

import re

from backprop_cli.errors import FormulaError, cited
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.parts import calls
from backprop_cli.expr.tokens import canonical, token_of_answers
from backprop_cli.expr.tree import Call, Ref
from backprop_cli.marking.sheets.brackets import in_round_brackets
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.quotients import with_open_quotients
from backprop_cli.marking.sheets.variables import variable
from backprop_cli.quantities.grammar import text as text_of
from backprop_cli.quantities.quantity import Gradient
from backprop_cli.quantities.spellings import is_direct, products_as_typed
from backprop_cli.words.reading import values as words

_ON_PAGE = {"LReLU": "leaky_relu", "σ": "sigmoid", "√": "sqrt", "Φ": "Phi", "Phi": "Phi", "φ": "phi",
            "sigma": "sigmoid", "sig": "sigmoid", "logistic": "sigmoid", "expit": "sigmoid"}  # fmt: skip
"""Functions whose name on the page, or in a program, is another."""
_ROOT = re.compile(r"√\s*([\w.]+(?:\[[0-9, ]+\])?)")
_PART = r"((?:[^()=]|\([^()]*\)){1,200}?)"
_IF_ELSE = re.compile(rf"\({_PART} if {_PART} > 0, else {_PART}\)")
_CASES_IN_ROWS = re.compile(rf"\{{\[{_PART}, ?if ?{_PART} ?> ?0; {_PART}, ?(?:else|otherwise)\]\}}")
"""The same as an editor's equation is read."""
_CASES = re.compile(rf"^\s*{_PART} if {_PART} ?> ?0,? (?:else|otherwise) {_PART}$")
"""The same as a whole answer, as Python has it."""
_PRIME = re.compile(r"(?<!\w)([^\W\d]\w*)['′’‵]\(([^()]*)\)")
_PRIMED = (
    r"(?P<head>\\(?:mathrm|text|operatorname)\s*\{(?P<upright>\w+)\}|\\?(?P<word>[^\W\d]\w*))\s*"
    r"(?:['′’]|\^\s*\{?\s*\\prime\s*\}?)\s*"
)
_PRIMED_CALL = re.compile(rf"(?<!\w){_PRIMED}(?=\(|\\left\s*\()")
_SLOPE_BY_NAME = re.compile(rf"{_PRIMED}\((?:[^()]|\([^()]*\))*\)")
"""σ′(z) as a whole answer, in TeX too."""
_TO_DERIVE = re.compile(
    r"\\[dt]?frac\s*\{\s*(?:\\partial|∂|\\mathrm\{d\}|d)\s*\}\s*\{\s*(?:\\partial|∂|\\mathrm\{d\}|d)[^{}]{1,40}"
    r"(?:\{[^{}]{0,40}\}[^{}]{0,40}){0,4}\}.+"
    r"|(?P<d>[∂d])\s?/\s?(?P=d)\s?[^\W\d_][^\s()]{0,40}(?=[\s(]).+"
    r"|\((?P<in>[∂d])\s?/\s?(?P=in)\s?[^\W\d_][^\s()]{0,40}\).+"
)
"""`∂/∂x x²`, and so in TeX: what is still to be derived."""
_POWER_OF = re.compile(r"(?<!\w)([^\W\d]\w*?)(\^[0-9]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\(([^()]*)\)")
"""tanh²(x), as books write a power of a function."""
_POWER_BEFORE = re.compile(
    r"(?<!\w)(tanh|sigmoid|sin|cos|log|ln)(\^[0-9]|[⁰¹²³⁴⁵⁶⁷⁸⁹]+)\s+([^\W\d]\w*(?:\[[0-9, ]+\])?)(?![\w(])"
)
"""tanh^2 z, the same without brackets."""
_SIGNS = str.maketrans({"⋅": "·", "∙": "·", "•": "·", "∗": "*", "⁎": "*", "÷": "/", "∕": "/",
                        "⨯": "×", "✕": "×", "✖": "×", "—": "−", "―": "−", "‒": "−"})  # fmt: skip
"""Signs that a word processor or a phone has for a product and a quotient."""
_MODULE = re.compile(r"(?<![\w.])(?:np|numpy|[mM]ath|torch|jnp|tf(?:\.math|\.nn)?)\.(?P<word>[A-Za-z]\w*)")
"""np.exp, math.log."""
_OF_PROGRAMS = {"log": "ln", "maximum": "max", "minimum": "min", "fabs": "abs"}
"""What a function is called here that programs have under another name; their log is the natural one."""
_LOG = re.compile(r"(?<![\w.])\\?[lL](?:og|OG)(?:_\{?e\}?|ₑ)?(?![\w₀-₉])")
"""Books on learning write so the natural logarithm; log₂ and log10 say their base."""
_COLON = re.compile(r"(?<=[\w)\]])\s*:\s*(?=[\w(\[])")
_BOXED = re.compile(r"\\(?:boxed|fbox|underline|num)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}")
_FULL_STOP = re.compile(r"(?<=[\w)\]⁰-⁹²³])\s*\.$")
PI = "π"
_BESIDE_PI = re.compile(rf"(?<={PI})(?=\S)|(?<=\S)(?={PI})")
MOST_LETTERS = 6
"""Letters of a product without its signs; more are a word."""
_LETTER = re.compile(r"\b[az]\b")
_POWER_OR_NAME = re.compile(r"([0-9.]+)([eE][0-9]+)")
"""4e1, a number, or 4 beside a name."""
_NUMBER_BEHIND = re.compile(r"\s*([-+−–]?[0-9]*[.,][0-9]+)\s*[(\[]([0-9]+(?:[.,][0-9]+)?)[)\]]\s*")
"""0.591(46): a number with its uncertainty or a rounding behind it, or a product."""


def respelled(text: str, lookup: Lookup) -> str:
    """The formula with names, products, bars and derivatives of functions as they are typed.

    Raises `FormulaError` for what may be two things, and for what has no value of its own.
    """
    if is_direct(text):
        raise FormulaError(words.one_way_only(cited(text)))
    if behind := _NUMBER_BEHIND.fullmatch(text):
        raise FormulaError(words.may_be_product(cited(text.strip()), cited(f"{behind[1]}*{behind[2]}")))
    text = _CASES_IN_ROWS.sub(r"(\1 if \2 > 0, else \3)", text)
    plain = _MODULE.sub(lambda found: _OF_PROGRAMS.get(found["word"], found["word"]), text.translate(_SIGNS))
    text = _BOXED.sub(r"(\1)", plain)
    text = text if lookup.has_other_logarithms else _LOG.sub("ln", text)
    text = _COLON.sub("/", text)  # 1 : 2, as schools write a quotient
    text = _POWER_BEFORE.sub(r"\1\2(\3)", _CASES.sub(r"where(\2, \1, \3)", text))
    plain = _FULL_STOP.sub("", _IF_ELSE.sub(r"where(\2, \1, \3)", text).strip(" \t$").lstrip("=≈ "))
    plain = _PRIMED_CALL.sub(lambda found: _slope_kept(found, lookup), plain)
    plain = _PRIME.sub(lambda found: _slope(found, lookup), in_round_brackets(lookup.typed(plain)))
    plain = products_as_typed(_with_bars_as_calls(_POWER_OF.sub(_power_of, plain)))
    return _with_products(_ROOT.sub(r"√(\1)", plain), lookup)


def is_slope_by_name(text: str) -> bool:
    """Whether a text is but the name of a function's derivative, `σ′(z)`."""
    return _SLOPE_BY_NAME.fullmatch(text.strip(" \t$=≈")) is not None


def is_still_to_derive(text: str) -> bool:
    """Whether a text only says what is to be derived, `d/dx (x² + 1)`."""
    return _TO_DERIVE.fullmatch(text.strip(" \t$=≈")) is not None


def slope_of(text: str, function: str) -> str:
    """The name of this function's derivative, `σ′(z)`, where it stands in the text; else nothing."""
    return next((prime[0] for prime in _PRIME.finditer(text) if _function(prime[1]) == function), "")


def _slope_kept(prime: re.Match[str], lookup: Lookup) -> str:
    """tanh′(z1) as the slope of tanh, whatever the layer has; σ′ of no sigmoid is that of any activation.

    Of an activation that is given the slope is taken at it, and not at z.
    """
    word = prime["upright"] or prime["word"]
    function, graph = FUNCTIONS.get(_function(word)), lookup.derivation.graph
    if function is None or len(function.arguments) != 1 or any(map(graph.is_held, graph.nodes)):
        return prime[0]
    used = {call.function for each in graph.formulas.values() for call in calls(each)}
    return f"{prime['head']}‵" if word.casefold() == function.name or function.name in used else prime[0]


def names_slopes(text: str) -> bool:
    """Whether a derivative is named by its function, `σ′(z)`."""
    return _PRIMED_CALL.search(text) is not None


def _slope(prime: re.Match[str], lookup: Lookup) -> str:
    """ReLU′(z1) by its name or its formula; of a function with a parameter nobody can say."""
    function = FUNCTIONS.get(_function(prime[1]))
    call = Call(function.name, (Ref(prime[2]),)) if function and lookup.is_network else None
    graph = lookup.derivation.graph
    if name := next((name for name, formula in graph.formulas.items() if formula == call), ""):
        return text_of(Gradient(graph.by_name[name].quantity, graph.by_name[prime[2]].quantity))
    if function is None or len(function.arguments) != 1:
        raise FormulaError(words.write_out(cited(prime[0])))
    inside = {"z": f"({prime[2]})", "a": f"{function.name}({prime[2]})"}
    return f"({_LETTER.sub(lambda letter: inside[letter[0]], function.derivatives[0])})"


def _power_of(power: re.Match[str]) -> str:
    name = _function(power[1])
    return f"{name}({power[3]}){power[2]}" if name in FUNCTIONS else power[0]


def _function(word: str) -> str:
    """What a word on the page is in the table of functions, in any case."""
    return _ON_PAGE.get(word, word.casefold())


def _with_bars_as_calls(text: str) -> str:
    """|y − a| as abs(y − a); a bar behind an operator, a bracket or nothing opens; lone bars stay."""
    parts = text.split("|")
    written, before, opened = parts[0], parts[0].rstrip(), 0
    for part in parts[1:]:
        opens = not before or before[-1] in "+-−–*·×/^(,|"
        opened += 1 if opens else -1
        if opened < 0:
            return text
        written += ("abs(" if opens else ")") + part
        before = part.rstrip() or ("|" if opens else ")")
    return text if opened else written


def _with_products(text: str, lookup: Lookup) -> str:
    """A bracket behind a quantity, a derivative or a bracket is a factor: ∂q/∂s(x + 1) is no call."""
    text = _with_pi_apart(with_open_quotients(text), lookup)
    words = [each for each in token_of_answers().finditer(text) if each.lastgroup != "space"]
    written, place = "", 0
    for number, word in enumerate(words):
        behind = [each.group() for each in words[number + 1 : number + 4]]
        is_name = number + 1 < len(words) and words[number + 1].lastgroup == "name"
        before = [each.group() for each in words[max(0, number - 2) : number]]
        if before[-1:] != ["-"]:
            before = before[-1:]
        letters = _letters_of(word, before, behind, lookup)
        written += text[place : word.start()]
        written += letters or _as_factor(word, behind, lookup, before_name=is_name)
        place = word.end()
    return written + text[place:]


def _with_pi_apart(text: str, lookup: Lookup) -> str:
    """2πx as 2π*x, πcos(x) as π*cos(x), pi(x + 1) as π*(x + 1): no name begins with π but the author's own.

    Of 1/2πx nobody can say how much is below.
    """
    written, place, before = "", 0, ""
    for word in token_of_answers().finditer(text):
        name = word.group()
        if word.lastgroup == "name" and before not in {"^", "**", "/"} and not variable(name, lookup):
            is_before_bracket = text[word.end() :].lstrip().startswith("(")
            name = _apart_from_pi(name, "(" if is_before_bracket else "")
        written += text[place : word.start()] + name
        place = word.end()
        before = before if word.lastgroup == "space" else word.group()
    return written + text[place:]


def _apart_from_pi(name: str, behind: str) -> str:
    """A name in factors, of what stands `behind` it as well."""
    name = PI if name.casefold() == "pi" else name
    return _BESIDE_PI.sub("*", name + behind).removesuffix(behind)


def _letters_of(word: re.Match[str], before: list[str], behind: list[str], lookup: Lookup) -> str:
    """`ywx` as y*w*x, where every letter is a quantity of an author's formulas; nothing where that is open.

    Of e^-ywx nobody can say how much of it is raised, of 1/yx how much is below.
    """
    name, is_open = word.group(), bool({"^", "**", "/"} & set(before))
    if lookup.is_network or word.lastgroup != "name" or not 1 < len(name) <= MOST_LETTERS or is_open:
        return ""
    if not name.isalpha() or name in FUNCTIONS or name in CONSTANTS or variable(name, lookup):
        return ""
    if not all(letter == "e" or variable(letter, lookup) for letter in name):
        return ""
    product = "*".join(name)
    return f"{product}*" if behind[:1] == ["("] else product


def _as_factor(word: re.Match[str], behind: list[str], lookup: Lookup, *, before_name: bool) -> str:
    """A word as it stands before others: `ReLU(` is a function in any case; `L(1 − L)` is a product.

    Raises `FormulaError` for `q(x)`, which is written as a function of x and may be a product, and for
    `4e1` where there is an e1.
    """
    if (power := _POWER_OR_NAME.fullmatch(word.group())) and variable(power[2], lookup):
        raise FormulaError(words.may_be_product(cited(power[0]), cited(f"{power[1]}*{power[2]}")))
    if word.group() == ")" and (before_name or behind[:1] == ["("]):
        return ")*"
    if word.lastgroup != "name" or behind[:1] != ["("]:
        return word.group()
    if (function := _function(word.group())) in FUNCTIONS:
        return function
    if not variable(canonical(word.group()), lookup):
        return word.group()
    if behind[2:] == [")"] and variable(behind[1], lookup):
        product = f"{word.group()}*{behind[1]}"
        raise FormulaError(words.may_be_product(cited(word.group() + "".join(behind)), cited(product)))
    return f"{word.group()}*"
