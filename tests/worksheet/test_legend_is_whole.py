"""Nothing on a page that its legend leaves out, in every notation and style, on solutions and blank sheets.

The symbols are pulled from the page's Markdown by expressions of the test's own, not from our formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from backprop_cli import blank, load
from backprop_cli.api.solutions import solve
from backprop_cli.errors import UsageError
from backprop_cli.notation.latex import Latex
from backprop_cli.problem.model import Formulas, Network, Problem
from backprop_cli.problem_file.bundled import names
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.worksheet.layout import STYLES, Layout

_MATH = re.compile(r"\$\$(.*?)\$\$|\$([^$\n]+)\$", re.DOTALL)
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\{\w+\}")
_LOWERED = re.compile(r"_\{[^{}]*\}")
_NAME = re.compile(
    r"\\(?P<accent>hat|tilde) ?\{?(?P<under>\\?[A-Za-z]+)"
    r"|\\mathrm\{(?P<upright>[^{}^]*)"
    r"|\\(?P<command>[A-Za-z]+)|(?P<letters>[A-Za-z]+)"
)
_PRIME = re.compile(r"\}?\^\{\\prime")
_TYPESETTING = {
    *("frac", "cdot", "partial", "sum", "left", "right", "cr", "qquad", "quad", "approx", "lt", "gt", "sqrt"),
    *("ast", "lvert", "rvert", "prime", "underset", "vdots", "dots", "ldots", "cdots", "ddots", "times"),
    *("langle", "rangle", "lbrace", "rbrace", "le", "ge", "neq", "text", "ln", "max", "min"),
    *("pi", "cancel", "Big", "big", "sin", "cos", "exp", "infty"),
}
_KNOWN = {"e", "if", "else", "new", "t"}
"""What every student knows, and marks: `new` of a new value, `t` of a step."""

IN_PLACE = {
    "m": "over m = ",
    "T": "with rows and columns swapped",
    "rowsum": "rowsum adds up each row",
    "colsum": "colsum each column",
    "diag": "on its diagonal and 0 elsewhere",
    "g": "with $g = ",
    r"\epsilon": "so that nothing is divided by 0",
    "sign": "1 where u",
    "w": "$w$ stands for each parameter",
    "W": "$W$ stands for each parameter",
    "dw": "and $dw$ for its gradient",
    **dict.fromkeys(("a", "h", "o", "y", "z"), "with a column $"),
    **dict.fromkeys(("W′", "b′"), "equal one layer with $W"),
    **dict.fromkeys(("S", "P", r"\tilde X", r"\tilde W"), "(the normal equations"),
    "C": "how all rows are made of them",
    "R": "the independent rows of",
    r"\dagger": "of the pseudo-inverse",
}
"""What is explained where it stands, with the words of the page that do it."""


def symbols_in(markdown: str) -> set[str]:
    r"""The letters of every symbol, without index, layer and sample: da, W′, σ, \hat y."""
    return {name for found in _MATH.finditer(markdown) for name in _names(found[1] or found[2])}


def _names(tex: str) -> Iterator[str]:
    plain = _LOWERED.sub("", _ENVIRONMENT.sub("", tex))
    for found in _NAME.finditer(plain):
        if found["command"] in _TYPESETTING:
            continue
        if found["accent"]:
            name = f"\\{found['accent']} {found['under']}"
        else:
            name = found["upright"] or found["letters"] or f"\\{found['command']}"
        yield f"{name}′" if _PRIME.match(plain, found.end()) else name


def explained_by(legend: str) -> set[str]:
    """The symbols that have a row; that of a derivative explains neither of its two ends."""
    found: set[str] = set()
    for row in legend.splitlines():
        symbol, _, meaning = row.removeprefix("- ").partition(": ")
        if r"\partial" not in symbol:
            found |= symbols_in(symbol)
        elif "(direct)" in symbol:
            found.add("direct")
        slope = re.search(r"its slope is (\$[^$]+\$)", meaning)
        if slope:
            found |= {name for name in symbols_in(slope[1]) if name.endswith("′")}
        any_one = re.search(r"; (\$[^$]+\$) is any one of them", meaning)
        if any_one:
            found |= symbols_in(any_one[1])
    return found


def parted(markdown: str) -> tuple[str, str]:
    """The legend, and the page behind it."""
    head, _, rest = markdown.partition("## Symbols\n")
    legend, _, page = rest.partition("\n## ") if rest else ("", "", head)
    return legend, page


def idle(markdown: str) -> set[str]:
    """What a legend explains and neither the page nor another row has."""
    legend, page = parted(markdown)
    meanings = " ".join(row.partition(": ")[2] for row in legend.splitlines())
    return explained_by(legend) - symbols_in(page) - symbols_in(meanings)


def unexplained(markdown: str, own: set[str]) -> set[str]:
    """The symbols of a page that neither its legend nor a sentence on it explains."""
    legend, page = parted(markdown)
    left = symbols_in(page) - explained_by(legend) - _KNOWN - own
    return {name for name in left if name not in IN_PLACE or IN_PLACE[name] not in page}


def pages(problem: Problem, notation: str | None) -> Iterator[tuple[str, str]]:
    """A page in every style that the problem has, and the sheet to fill in, in Markdown."""
    yield "blank", blank(problem, notation=notation).render("markdown")
    for style in STYLES:
        try:
            yield (
                style,
                solve(problem, Layout(style=style, notation=notation), verify=False).render("markdown"),
            )
        except UsageError:  # too many paths, no matrices
            continue


def of_the_author(problem: Problem) -> set[str]:
    """The names of an author's formulas, which explain themselves; gates are called s₁, s₂ and so on."""
    if not isinstance(problem, Formulas):
        return set()
    called = (*(formula.name for formula in problem.formulas), *dict(problem.at), *problem.wrt)
    return symbols_in(" ".join(f"${each}$" for name in called for each in (name, Latex({}).name(name)))) | {
        "s"
    }


REFUSED = {("one_neuron", "bishop"), ("zero_initialisation", "bishop")}
"""Their target is called y, which is the output there."""
CASES: list[tuple[str, str | None]] = [(name, None) for name in names()]
CASES += [(name, notation) for name in names() if isinstance(load(name), Network) for notation in NOTATIONS]
CASES = [case for case in CASES if case not in REFUSED]


@pytest.mark.parametrize(("name", "notation"), sorted(REFUSED))
def test_a_name_that_a_notation_has_is_refused(name: str, notation: str) -> None:
    """A page would have one letter for two quantities."""
    with pytest.raises(UsageError, match="choose another name"):
        solve(load(name), Layout(notation=notation), verify=False)


@pytest.mark.parametrize(("name", "notation"), CASES)
def test_every_symbol_of_a_page_is_explained(name: str, notation: str | None) -> None:
    """Each letter that a reader meets is in the legend, or told where it stands; none there is idle."""
    problem = load(name)
    own = of_the_author(problem)
    found = list(pages(problem, notation))
    assert [(style, each) for style, page in found for each in unexplained(page, own)] == []
    solutions = [(style, page) for style, page in found if style != "blank"]
    assert [(style, each) for style, page in solutions for each in idle(page)] == []


@pytest.mark.parametrize(
    ("gone", "symbol"),
    [
        (r"- $da^{[3]}$: ", "da"),
        (r"- $db^{[3]}$: ", "db"),
        (r"- $W^{[1]}$: ", "W"),
        (r"- $\sigma(z)$: ", r"\sigma"),
        (r"- $\hat y$: ", r"\hat y"),
    ],
)
def test_a_row_that_is_left_out_is_missed(gone: str, symbol: str) -> None:
    """What the test above looks for, it finds: with its row taken out a symbol is unexplained."""
    page = solve(load("three_layer_cross_entropy"), Layout(), verify=False).render("markdown")
    rows = [line for line in page.splitlines() if not line.startswith(gone)]
    assert len(rows) == len(page.splitlines()) - 1
    assert unexplained(page, set()) == set()
    assert symbol in unexplained("\n".join(rows), set())


def test_a_sheet_of_one_line_explains_no_more_than_it_has() -> None:
    """With --only z1[1] no a, σ or δ is on the page, nor in its legend; the loss stands in the head."""
    problem = load("three_layer_cross_entropy")
    page = solve(problem, Layout(only=("z1[1]",)), verify=False).render("markdown")
    assert unexplained(page, set()) == set()
    assert explained_by(parted(page)[0]) == {"x", "W", "w", "b", "z", r"\hat y", "y", "L", r"\alpha"}


def test_a_row_too_many_is_seen() -> None:
    """What the test above looks for, it finds."""
    page = solve(load("three_layer_cross_entropy"), Layout(), verify=False).render("markdown")
    assert idle(page) == set()
    assert idle(page.replace("## Symbols\n", "## Symbols\n\n- $q_{1}$: a letter of no use\n")) == {"q"}
