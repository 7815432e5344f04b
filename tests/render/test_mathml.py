"""TeX of our pages as MathML: the same letters, signs and structure as KaTeX makes of it."""

import re
from collections import Counter
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest
import quickjs
from portable_markdown import formulas

from backprop_cli.render.mathml import UnknownTexError, mathml

PAGES = Path(__file__).parents[1] / "pages"
SOME = (
    *(
        "two_layer_sigmoid",
        "two_layer_relu_sigmoid",
        "adam_by_hand",
        "batch_normalisation",
        "chain_rule_symbolic",
    ),
    *("planar_data_tanh", "softmax_cross_entropy", "activation_derivatives", "l1_penalty", "skip_connection"),
)
SAME = str.maketrans({"⋅": "·", "∣": "|", "ˉ": "‾", "^": "", "~": "", "\u2061": "", "\u00a0": " ", "ϵ": "ε"})
"""Signs for which KaTeX takes another code, and accents."""
STRUCTURE = ("mfrac", "msup", "msub", "msubsup", "msqrt", "mtable", "mtr", "mtd", "munder")


@cache
def katex() -> quickjs.Function:
    """KaTeX's own MathML of a formula."""
    spec = find_spec("sphinxcontrib.katex")
    assert spec is not None
    assert spec.origin is not None
    context = quickjs.Context()
    context.eval(Path(spec.origin).with_name("katex.min.js").read_text(encoding="utf-8"))
    context.eval(
        "function shown(tex, displayMode) {"
        " const page = katex.renderToString(tex, {displayMode, output: 'mathml', strict: 'error'});"
        " return page.split('').join('') }"
    )
    return context.get("shown")


def parsed(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(re.sub(r' xmlns="[^"]*"', "", text))  # noqa: S314 - made here


def letters(element: ElementTree.Element) -> str:
    """What a reader sees, in its order, without spaces; the source that KaTeX adds is none of it."""
    for parent in list(element.iter()):
        for child in [each for each in parent if each.tag == "annotation"]:
            parent.remove(child)
    return "".join("".join(element.itertext()).translate(SAME).split())


def structure(element: ElementTree.Element) -> Counter[str]:
    return Counter(each.tag for each in element.iter() if each.tag in STRUCTURE)


@pytest.mark.parametrize("name", SOME)
def test_pages_say_what_katex_says(name: str) -> None:
    """Every formula of a page: letters, digits and signs in order, fractions, indices, powers and tables."""
    found = {
        (each.tex, each.display) for each in formulas((PAGES / f"{name}.md").read_text(encoding="utf-8"))
    }
    assert len(found) > 5
    for tex, display in found:
        ours, theirs = parsed(mathml(tex, display=display)), parsed(katex()(tex, display))
        assert letters(ours) == letters(theirs), tex
        assert structure(ours) == structure(theirs), tex


def test_every_page_s_formulas_are_known() -> None:
    """None of the expected pages holds TeX that cannot be written."""
    for page in PAGES.glob("*.md"):
        for each in formulas(page.read_text(encoding="utf-8")):
            parsed(mathml(each.tex, display=each.display))


@pytest.mark.parametrize(
    ("tex", "signs"),
    [
        ("a - b", ""),
        ("-a", "prefix"),
        ("= -a", "prefix"),
        (r"0.5 \cdot (-a)", "prefix"),
        ("(a) - b", ""),
        ("x^{2} - 1", ""),
        (r"\frac{1}{2} - 1", ""),
        (r"\approx -0.5", "prefix"),
        (r"\text{if } -0.5 \gt 0", "prefix"),
        (r"\text{(direct)} - a", ""),
    ],
)
def test_a_minus_is_a_sign_or_a_subtraction(tex: str, signs: str) -> None:
    """Behind a sign, a bracket or nothing it belongs to what follows, and stands close to it."""
    (minus,) = (each for each in parsed(mathml(tex)).iter("mo") if each.text == "−")
    is_first = mathml(tex).startswith(("<math><mrow><mo>−", '<math><mrow><mo form="prefix">−'))
    assert (minus.get("form", "") or ("prefix" if is_first else "")) == signs


@pytest.mark.parametrize(
    "tex", [r"\href{a}{b}", "{a", "a}", r"\begin{array} a \end{array}", r"\frac{1}", "§", "_"]
)
def test_other_tex_is_refused(tex: str) -> None:
    """Nothing is dropped in silence."""
    with pytest.raises(UnknownTexError):
        mathml(tex)


@pytest.mark.parametrize("word", ["<b>", "a & b", "Größe ẋ"])
def test_words_are_no_markup(word: str) -> None:
    """What an author calls a quantity is text."""
    assert parsed(mathml(rf"\text{{{word}}}")).findtext("mtext") == word


def test_words_keep_their_distance() -> None:
    """Browsers drop plain spaces at the edges of words: `if u > 0` would be read as `ifu > 0`."""
    assert parsed(mathml(r"\text{if } u \gt 0")).findtext(".//mtext") == "if\u00a0"
