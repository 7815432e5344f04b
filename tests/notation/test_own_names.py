"""Names that authors give, as they look on paper: in Unicode, in LaTeX that KaTeX takes, in ASCII."""

import re
from unicodedata import normalize

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portable_markdown import katex_errors, lint

from backprop_cli import check, load
from backprop_cli.api.solutions import solve
from backprop_cli.errors import ProblemError
from backprop_cli.expr.tokens import canonical
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem_file.names import naming_objection
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import look_of
from backprop_cli.quantities.tex import from_tex
from backprop_cli.render.markdown import Markdown
from backprop_cli.worksheet.layout import Layout

# fmt: off
NAMES = [
    # typed     Unicode     LaTeX
    ("y_hat",   "ŷ",        r"\hat y"),
    ("yhat",    "ŷ",        r"\hat y"),
    ("y_hat1",  "ŷ₁",       r"\hat y_{1}"),
    ("y_hat_2", "ŷ₂",       r"\hat y_{2}"),
    ("x_hat",   "x̂",        r"\hat x"),
    ("beta_hat", "β\u0302", r"\hat \beta"),
    ("W_hy",    "W_hy",     r"W_{hy}"),
    ("W_xh",    "Wₓₕ",      r"W_{xh}"),
    ("h_t",     "hₜ",       r"h_{t}"),
    ("h_t1",    "hₜ₁",      r"h_{t1}"),
    ("x_1",     "x₁",       r"x_{1}"),
    ("x12",     "x₁₂",      r"x_{12}"),
    ("y_true",  "y_true",   r"y_{\mathrm{true}}"),
    ("y_true2", "y_true2",  r"y_{true2}"),
    ("x_in",    "xᵢₙ",      r"x_{\mathrm{in}}"),
    ("w_max_1", "w_max_1",  r"w_{\mathrm{max},1}"),
    ("In1_1",   "In1_1",    r"\mathrm{In_{1,1}}"),
    ("W1_11",   "W1_11",    r"W_{1,11}"),
    ("net_h1",  "net_h1",   r"\mathrm{net_{h1}}"),
    ("w_alpha", "w_alpha",  r"w_{\alpha}"),
    ("loss",    "loss",     r"\mathrm{loss}"),
    ("loss_hat", "loss_hat", r"\widehat{\mathrm{loss}}"),
    ("delta_t", "δₜ",       r"\delta_{t}"),
    ("x_new_y", "x_new_y",  r"x_{\mathrm{new},y}"),
    ("größe_1", "größe₁",   r"\text{größe 1}"),
    ("ŷ",       "ŷ",        r"\hat y"),
    ("ê_1",     "ê₁",       r"\hat e_{1}"),
    ("θ\u0302", "θ\u0302", r"\hat \theta"),
    ("xₜ",      "xₜ",       r"x_{t}"),
    ("hôtel",   "hôtel",    r"\text{hôtel}"),
    ("ℬ",       "ℬ",        r"\mathscr B"),
    ("ℌ_1",     "ℌ₁",       r"\mathfrak H_{1}"),
    ("ℬé",      "ℬé",       r"\text{}\mathscr B\text{é}"),
]
# fmt: on


@pytest.mark.parametrize(("typed", "unicode", "latex"), NAMES)
def test_a_name_looks_as_on_paper(typed: str, unicode: str, latex: str) -> None:
    """What stands behind `_` is an index, and `hat` a hat; ASCII keeps a name as it is typed."""
    assert Unicode({}).name(typed) == unicode
    assert Latex({}).name(typed) == latex
    if typed.isascii():
        assert Ascii({}).name(typed) == typed


AS_A_FORMULA = ["x_in", "u_total", "y_max_1", "net_h1", "mean_err", "W_xh", "alpha_reg", "y_hat_2", "In1_1"]


def test_a_name_is_read_back_from_its_tex() -> None:
    """A student copies the symbol of the page: every index, upright or not, leads to its line."""
    formulas = {name: f"{number}*q" for number, name in enumerate(AS_A_FORMULA, 2)}
    problem = load({"formulas": formulas, "at": {"q": 1}})
    answers = {f"${Latex({}).name(name)}$": f"{number}" for number, name in enumerate(AS_A_FORMULA, 2)}
    lines = check(problem, answers).report.shown
    assert {line.name: line.verdict for line in lines} == dict.fromkeys(AS_A_FORMULA, Verdict.RIGHT)


LETTERS = "abcxyzhatWαλΩ"
OTHER_LETTERS = "éüßяжهم中ª"
own_names = (
    st.text(st.sampled_from(LETTERS + "019_"), min_size=1, max_size=12)
    .map(canonical)  # as a file's names are stored
    .filter(lambda name: naming_objection(name) is None)
)
# quickjs hands back no message with a character beyond, or one that KaTeX makes such.
_CHARACTERS = st.characters(categories=["L", "Nd", "Mn"], max_codepoint=0xFFFF)
any_names = st.text(
    st.one_of(st.sampled_from(LETTERS + OTHER_LETTERS + "01_"), _CHARACTERS),
    min_size=1,
    max_size=8,
).filter(lambda name: naming_objection(name) is None and max(normalize("NFKC", name)) <= "\uffff")


def page(name: str) -> str:
    tex = Latex({}).name(name)
    return f"The name ${tex}$ is one.\n\n$$\n{tex}^{{2}} + {tex}\n$$\n"


@settings(max_examples=300, deadline=None)
@given(own_names)
def test_katex_takes_every_name(name: str) -> None:
    """Every legal name of Latin and Greek letters gives portable TeX that KaTeX takes in strict mode."""
    assert lint(page(name)) == []
    assert katex_errors(page(name)) == []


@settings(max_examples=300, deadline=None)
@given(any_names)
def test_katex_takes_names_of_any_letters_but_for_their_measures(name: str) -> None:
    """A name in any script is taken too; KaTeX may lack the measures of its letters, and nothing else."""
    assert lint(page(name)) == []
    assert all("unknownSymbol" in error for error in katex_errors(page(name)))


def test_katex_takes_every_single_letter_but_for_its_measures() -> None:
    """All letters below the ideographs, alone and behind another: ℬ and ℌ have commands of their own."""
    letters = [(chr(code), f"a{chr(code)}") for code in range(0x80, 0x2E80)]
    names = [each for pair in letters for each in pair if naming_objection(each) is None]
    assert len(names) > 5_000
    written = "\n".join(f"${Latex({}).name(name)}$" for name in names)
    assert [each for each in katex_errors(written) if "unknownSymbol" not in each] == []


@pytest.mark.parametrize("name", ["ℬ", "ℒ", "ℌ", "ℨ_1"])
def test_letters_with_commands_of_their_own_are_read_back(name: str) -> None:
    """What the page's Markdown writes for such a letter is the letter; with braces around it too."""
    written = Latex({}).name(name)
    braced = re.sub(r"(\\math\w+) (\w)", r"\1{\2}", written)
    assert braced != written
    for tex in (written, braced):
        assert from_tex(tex, of_network=False) == name


@pytest.mark.parametrize("name", ["a\N{MIDDLE DOT}", "b\N{GREEK ANO TELEIA}c"])
def test_a_dot_between_factors_is_no_letter(name: str) -> None:
    """Python takes the dot of a product for a part of a name; here it is none."""
    assert naming_objection(name) is not None


@settings(max_examples=300, deadline=None)
@given(own_names, own_names)
def test_two_names_that_look_different_are_written_differently(first: str, second: str) -> None:
    """The page never writes two names the same that the reader of files lets stand beside each other."""
    for script in (Latex({}), Unicode({})):
        if look_of(first) != look_of(second):
            assert script.name(first) != script.name(second)


def test_a_page_of_names_with_indices_is_taken_by_katex() -> None:
    """An exported page of such names passes the lint and KaTeX."""
    text = (
        "formulas: {y_hat: W_hy*h_t, In1_1: W1_11*y_hat + größe_1, L: (In1_1 - y_true)^2}\n"
        "at: {W_hy: 2, h_t: 0.5, y_true: 3, W1_11: 1, größe_1: 2}\n"
    )
    exported = Markdown().render(solve(read(text), Layout(), verify=False).document)
    assert r"\hat y = W_{hy} \cdot h_{t}" in exported
    assert lint(exported) == []
    assert katex_errors(exported) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("yhat", "ŷ"),
        ("y_hat", "ŷ"),
        ("y_hat_1", "ŷ₁"),
        ("Z_hat", "Zhat"),
        ("alpha", "α"),
        ("epsilon", "ϵ"),
        ("omega", "\N{MATHEMATICAL ITALIC SMALL OMEGA}"),
        ("ell", "ℓ"),
        ("x_t", "xₜ"),
        ("x1", "x_1"),
        ("a", "\N{CYRILLIC SMALL LETTER A}"),
    ],
)
def test_formulas_of_one_look_are_refused(one: str, other: str) -> None:
    """Two names that the page writes alike cannot both be formulas, however each is typed."""
    with pytest.raises(ProblemError) as caught:
        read(f"formulas: {{{one}: p, {other}: p^2, Out: {one}*{other}}}\nat: {{p: 2}}\n")
    assert re.search("the same on the page|another spelling|twice", str(caught.value))


@pytest.mark.parametrize(("one", "other"), [("é", "e\u0301"), ("ŷ", "y\u0302"), ("y_hat", "y\u0302")])
def test_a_composed_and_a_decomposed_letter_are_one(one: str, other: str) -> None:
    """Both spellings of é, and of ŷ, look the same."""
    with pytest.raises(ProblemError, match=r"are written the same on the page|another spelling"):
        read(f"formulas: {{{one}: p, {other}: p^2}}\nat: {{p: 2}}\n")


def test_a_name_with_a_hat_may_stand_beside_the_letter_without() -> None:
    """ŷ and y, hôtel and hotel are two."""
    assert read("formulas: {y: p, ŷ: 2*y, hôtel: ŷ, hotel: y}\nat: {p: 2}\n")
