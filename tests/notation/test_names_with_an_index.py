"""Own names of vectors that have an index or a mark already: the entries have them, and are read back."""

import re
from unicodedata import normalize

import pytest
from portable_markdown import katex_errors, lint

from backprop_cli import blank, check, derive
from backprop_cli.api import load
from backprop_cli.api.solutions import solve
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem_file.reader import read
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.layout import Layout

NETWORK = """\
inputs: [1, 2]
layers:
  - {weights: [[0.5, -0.25], [0.3, 0.125]], biases: [0.1, 0.2], activation: tanh}
  - {weights: [[0.7, -0.9]], biases: 0.05, activation: sigmoid}
targets: [1]
loss: bce
"""
# fmt: off
ENTRIES = [
    # the name          entry 2 in Unicode    in TeX
    ("h_enc",           "h_enc₂",             r"h_{\mathrm{enc},2}"),
    ("h_o",             "hₒ₂",                "h_{o,2}"),
    ("s_tilde",         "s̃₂",                 r"\tilde s_{2}"),
    ("s_bar",           "s̄₂",                 r"\bar s_{2}"),
    ("s\u0303",         "s̃₂",                 r"\tilde s_{2}"),
    ("q\u0304",         "q̄₂",                 r"\bar q_{2}"),
    ("ū",               "ū₂",                 r"\bar u_{2}"),
    ("net_q",           "net_q₂",             r"\mathrm{net_{q,2}}"),
    ("s_hat_enc",       "s_hat_enc₂",         r"\hat s_{\mathrm{enc},2}"),
    ("h_enc_f",         "h_enc_f₂",           r"h_{\mathrm{enc},f,2}"),
    ("s1",              "s₁,₂",               "s_{1,2}"),
    ("theta_bar",       "θ̄₂",                 r"\bar \theta_{2}"),
]
# fmt: on


def symbols_of(text: str, line: str) -> tuple[str, str]:
    """How a blank sheet writes the quantity of a line in Unicode and in TeX."""
    sheet = blank(read(text))
    plain = re.search(rf"(?m)^(\S+) +{re.escape(line)} +=", sheet.render("text"))
    tex = re.search(rf"(?m)^\| \$(.*?)\$ \| `{re.escape(line)}` ", sheet.render("markdown"))
    assert plain
    assert tex
    return plain[1], tex[1]


@pytest.mark.parametrize(("name", "plain", "tex"), ENTRIES)
def test_the_entries_have_the_name_with_their_index(name: str, plain: str, tex: str) -> None:
    """No entry is left with the notation's letter, and no page shows both."""
    text = f"{NETWORK}names: {{a1: {name}}}\n"
    assert symbols_of(text, "a1[2]") == (normalize("NFC", plain), tex)
    page = Terminal().render(solve(read(text), Layout(), verify=False).document)
    assert "a₂⁽¹⁾" not in page
    assert normalize("NFC", plain) in page
    markdown = Markdown().render(solve(read(text), Layout(), verify=False).document)
    assert lint(markdown) == []
    assert katex_errors(markdown) == []


@pytest.mark.parametrize("name", [name for name, *_ in ENTRIES])
def test_an_entry_is_read_however_it_is_written(name: str) -> None:
    """By the symbols of the page, and with its index typed behind the name in three ways."""
    text = f"{NETWORK}names: {{a1: {name}}}\n"
    values = derive(read(text)).values
    plain, tex = symbols_of(text, "a1[2]")
    typed = [f"{name}[2]", f"{name}_2", f"{name}₂", *([] if name.endswith("1") else [f"{name}2"])]
    for written in (f"${tex}$", *([] if "," in plain else [plain]), *typed):
        (line,) = check(read(text), {written: f"{values['a1[2]']:.9}"}).report.shown
        assert (line.name, line.verdict) == ("a1[2]", Verdict.RIGHT), written
    (line,) = check(read(text), {"z2[1]": f"0.7*{name}[1] - 0.9*{name}₂ + 0.05"}).report.shown
    assert line.is_good


def test_a_matrix_with_an_index_has_it_in_every_weight() -> None:
    """V_h of W1: its weights are Vₕ₁₂, on the page, in their gradients and on a sheet."""
    text = f"{NETWORK}names: {{W1: V_h}}\n"
    assert symbols_of(text, "dL/dW1[1,2]") == ("∂L/∂Vₕ₁₂", r"\frac{\partial L}{\partial V_{h,12}}")
    value = f"{derive(read(text)).values['dL/dW1[1,2]']:.9}"
    for written in ("∂L/∂Vₕ₁₂", "dL/dV_h[1,2]", r"\frac{\partial L}{\partial V_{h,12}}", "dL/dV_h12"):
        (line,) = check(read(text), {written: value}).report.shown
        assert (line.name, line.verdict) == ("dL/dW1[1,2]", Verdict.RIGHT), written


def test_a_name_with_an_index_may_end_in_a_prime() -> None:
    """V_h_prime: Vₕ′ and Vₕ′₁₂."""
    assert symbols_of(f"{NETWORK}names: {{W1: V_h_prime}}\n", "dL/dW1[1,2]")[0] == "∂L/∂Vₕ′₁₂"


def test_a_list_of_two_is_no_name_with_two_indices() -> None:
    """max(h_enc, 1) and w_max stay what they are."""
    problem = load({"formulas": {"k": "max(h_enc, 1) + max(h_enc,1)"}, "at": {"h_enc": 3}})
    assert derive(problem).values["k"] == 6


MARKED = [
    "x\u0302",
    "x\u0304",
    "y\u0304",
    "h\u0303",
    "r\u0302",
    "y\u0302",
    "e\u0301",
    "θ\u0304",
    "x_bar",
    "ū",
]


@pytest.mark.parametrize("name", MARKED)
def test_a_letter_with_a_mark_is_a_name_everywhere(name: str) -> None:
    """As a key, in `at`, in a formula, asked for by name, and on a sheet: composed or not."""
    problem = read(f"formulas: {{k: {name}*w, {name}: q + 1}}\nat: {{w: 2, q: 3}}\n")
    assert derive(problem).values["k"] == 8
    given = read(f"formulas: {{k: 2*{name}}}\nat: {{{name}: 3}}\n")
    assert derive(given).values["k"] == 6
    page = solve(problem, Layout(only=(name, f"dk/d{name}")), verify=False).document
    assert name == "x_bar" or normalize("NFC", name) in Terminal().render(page)
    answers = {name: "4", f"dk/d{name}": "2", f"d{name}/dq": "1", "k": f"{name}*w"}
    for form in ("NFC", "NFD"):
        sheet = {normalize(form, each): normalize(form, value) for each, value in answers.items()}
        report = check(problem, sheet).report
        assert report.problems == ()
        assert len(report.shown) == 4
        assert all(line.is_good for line in report.shown)
    markdown = Markdown().render(solve(problem, Layout(), verify=False).document)
    assert lint(markdown) == katex_errors(markdown) == []


@pytest.mark.parametrize("key", ["v\u20d7", "x\u0302\u0304", "x\u0325"])
def test_a_mark_that_no_formula_takes_is_refused_where_the_name_stands(key: str) -> None:
    """A key that could be used nowhere is told at its place, with names that can."""
    with pytest.raises(ProblemError) as raised:
        read(f"formulas: {{{key}: w*x}}\nat: {{w: 2, x: 3}}\n")
    (fault,) = raised.value.faults
    assert "cannot be a name" in fault.message
    assert fault.place is not None
    assert "x_bar" in fault.hint


def test_marks_of_one_look_are_one_name() -> None:
    """x_bar and x̄ are the same name, and s_tilde is no other than s̃."""
    for one, other in (("x_bar", "x\u0304"), ("s\u0303", "s_tilde"), ("ū", "u_bar")):
        with pytest.raises(ProblemError, match=r"the same on the page|another spelling"):
            read(f"formulas: {{{one}: p, {other}: p^2}}\nat: {{p: 2}}\n")


OWN_RULE = """\
inputs: [1]
layers: [{weights: [[0.5]], activation: linear}]
targets: [4]
loss: sse
optimizer:
  learning_rate: 0.1
  state: {vel: 0, u_2: 0, größe: 0, m_hat: 0}
  update: {gc: "min(1, g)", vel: "0.9*vel + gc", u_2: "u_2 + g", größe: "größe + g",
           m_hat: "m_hat + g", w: "w - alpha*(vel + 0.1*u_2 + 0.1*größe + 0.1*m_hat)"}
training: {steps: 2}
"""


@pytest.mark.parametrize("style", ["delta", "paths", "gates"])
def test_states_with_names_of_several_letters_are_portable(style: str) -> None:
    r"""The number of the step stands within the name, `\mathrm{gc_{1}}`: behind a brace it is emphasis."""
    problem = read(OWN_RULE)
    pages = [Markdown().render(solve(problem, Layout(style=style, step="all"), verify=False).document)]
    pages += [blank(problem).render("markdown"), check(problem, {"z1[1]#1": "3"}).render("markdown")]
    for page in pages:
        assert lint(page) == []
        assert katex_errors(page) == []
    assert r"\mathrm{gc_{1}}(w_{11}^{(1)})" in pages[1]
    assert r"u_{2,1}(w_{11}^{(1)})" in pages[1]
    assert r"\text{größe 1}(w_{11}^{(1)})" in pages[1]
    assert r"\hat m_{1}(w_{11}^{(1)})" in pages[1]
