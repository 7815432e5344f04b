"""A marked sheet shows at a glance which line is wrong, and speaks of quantities in its own notation."""

import json
from pathlib import Path

import pytest

from backprop_cli import check, load
from backprop_cli.api.sheets import MarkedSheet
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal

CLASS = Path(__file__).parents[1] / "marking" / "class"
ADA = {
    "z1[1]": "0.3775",
    "z1[2]": "0.25*0.05",
    "a1[1]": "0.3775",
    "z2[1]": "0.92",
    "a2[1]": "0.92",
    "dL/dz2[1]": "",
    "dL/dW2[1,1]": "5,5,5",
}
"""By hand: z₁ = 0.15·0.05 + 0.2·0.1 + 0.35 is right, z₂ lacks a term and the bias, and O₁ is its z."""


def marked(notation: str = "layers") -> MarkedSheet:
    return check("two_layer_relu_sigmoid", ADA, notation=notation)


def rows(page: str, edge: str) -> dict[str, str]:
    """The sign and the verdict of each line, by its symbol."""
    cells = [line.strip(f"{edge} ").split(f" {edge} ") for line in page.splitlines() if line.startswith(edge)]
    found = [(first.split(maxsplit=1), last) for first, *_, last in cells if len(first.split()) > 1]
    return {symbol: f"{sign} {last.strip()}" for (sign, symbol), last in found}


def test_every_line_has_its_sign_and_wrong_ones_are_bold_in_markdown() -> None:
    """✓ right, ✗ wrong or a mistake, ? not to be read; the number and the verdict of ✗ stand out."""
    page = marked().render("markdown")
    found = rows(page, "|")
    assert found["$z_{1}^{(1)}$"] == "✓ right"
    assert found["$z_{2}^{(1)}$"].startswith("✗ **wrong**: ")
    assert found["$a_{1}^{(2)}$"].startswith("✗ **mistake**: the activation was not applied")
    assert "| **0.92** |" in page
    assert "| **0.3775** |" not in page
    assert found[r"$\frac{\partial L}{\partial w_{11}^{(2)}}$"].startswith("? unreadable")


def test_what_follows_is_explained_once() -> None:
    """↳ in front, the word behind, and one sentence below the table, however many lines follow."""
    sheet = {"z1[1]": "0.3000", "a1[1]": "0.3000", "z1[2]": "0.3925", "a1[2]": "0.3925"}
    page = check("two_layer_relu_sigmoid", sheet, notation="layers").render("markdown")
    assert rows(page, "|")["$a_{1}^{(1)}$"] == "↳ follows"
    assert page.count("correct from your own earlier lines") == 1
    nothing_follows = check("two_layer_relu_sigmoid", {"z1[1]": "0.3775"}).render("markdown")
    assert "follows: correct" not in nothing_follows


def test_a_number_that_is_expected_from_own_lines_says_so_in_its_cell() -> None:
    """↳ stands before what is not the true value; with true values alone there is no sign and no footnote."""
    z1, z2 = 0.3, 0.25 * 0.05 + 0.30 * 0.10 + 0.35  # z1 is wrong: 0.3775 is true
    z3 = 0.40 * z1 + 0.45 * z2 + 0.60
    sheet = {"z1[1]": f"{z1}", "z1[2]": f"{z2}", "a1[1]": f"{z1}", "a1[2]": f"{z2}", "z2[1]": "0.1"}
    marked_sheet = check("two_layer_relu_sigmoid", sheet, notation="layers")
    cells = [line.split(" | ") for line in marked_sheet.render("markdown").splitlines() if " | " in line]
    expected = {cell[0].split()[-1]: cell[2] for cell in cells[2:]}
    assert expected["$z_{1}^{(1)}$"] == "0.3775"
    assert expected["$z_{2}^{(1)}$"] == "0.3925"
    assert expected["$a_{1}^{(1)}$"] == "↳ 0.3"
    assert expected["$z_{1}^{(2)}$"] == f"↳ ≈ {z3:.5f}"
    assert "Expected: the true value, or after ↳ what your own earlier lines give" in " ".join(
        str(marked_sheet).split()
    )
    without = str(check("two_layer_relu_sigmoid", {"z1[1]": "0.3775", "z1[2]": "7"}, notation="layers"))
    assert "↳" not in without
    assert "Expected:" not in without


def test_what_is_wrong_by_no_known_mistake_is_explained_once() -> None:
    """The lines say `wrong` alone; data keeps the whole reason."""
    sheet = check("two_layer_sigmoid", {"z1[1]": "7.13", "z1[2]": "8.31", "a1[1]": "0.83"})
    for form in ("terminal", "markdown"):
        page = " ".join(sheet.render(form).split())
        assert page.count("no known mistake gives what is written") == 1
        assert page.count("no known mistake gives this") == 0
    reasons = [
        line["reason"] for line in json.loads(sheet.render("json"))["sheets"][0]["answers"] if line["given"]
    ]
    assert reasons == ["no known mistake gives this"] * 3
    assert "no known mistake" not in str(check("two_layer_sigmoid", {"z1[1]": "0.3775"}))


def test_a_new_value_in_a_sentence_has_no_sign_behind_it() -> None:
    """`w :=` begins a line of its own; in a sentence and in a table it is the new w."""
    sheet = check("three_layer_cross_entropy", {"W1_new[1,1]": "3"})
    assert "1 mistake, at new w₁₁^[1];" in " ".join(str(sheet).split())
    assert "│ ✗ new w₁₁^[1] │" in str(sheet)
    assert "at new $w_{11}^{[1]}$;" in sheet.render("markdown")
    assert "│ w₁₁^[1]  │ := w₁₁^[1] − α·dw₁₁^[1]" in str(sheet)


def test_a_mistake_in_lines_that_are_not_written_is_told_once() -> None:
    """Gradients alone, all without the activation's slope: one line says so, a footnote the rest."""
    page = check("two_layer_relu_sigmoid", CLASS / "hana.yaml", notation="layers").render("markdown")
    assert page.count("| follows |") == 15
    assert page.count("the same mistake as above in a line that is not written") == 1


def test_an_output_without_unicode_has_signs_of_letters() -> None:
    """`ok`, `->` and `X`, and the names are below each other."""
    sheet = {"z1[1]": "0.3000", "a1[1]": "0.3000", "z1[2]": "0.3925"}
    page = Terminal().render(
        check("two_layer_relu_sigmoid", sheet, notation="layers").document, ascii_only=True
    )
    lines = [line[2:10] for line in page.splitlines() if line.startswith(("| X", "| ok", "| ->"))]
    assert lines == ["X  z1[1]", "ok z1[2]", "-> a1[1]"]


@pytest.mark.parametrize(
    ("notation", "at", "told"),
    [
        ("layers", "$z_{2}^{(1)}$", "this is $z$, not $a$"),
        ("superscript", r"$\mathrm{In_{2}^{1}}$", r"this is $\mathrm{In}$, not $h$"),
        ("bracket", "$z_{2}^{[1]}$", "this is $z$, not $a$"),
        ("net_out", r"$\mathrm{net_{h2}}$", r"this is $\mathrm{net}$, not $\mathrm{out}$"),
    ],
)
def test_sentences_name_quantities_in_the_notation_of_the_sheet(notation: str, at: str, told: str) -> None:
    """The first mistake, and the letters of the mistake's sentence; data keeps the plain names."""
    page = marked(notation).render("markdown")
    assert f"the first at {at}" in page
    assert told in page
    data = json.loads(marked(notation).render("json"))["sheets"][0]
    assert "the first at z of unit 2 in layer 1" in data["sentence"]
    (line,) = [each for each in data["answers"] if each["name"] == "a2[1]"]
    assert line["reason"] == "the activation was not applied: this is z, not a"


@pytest.mark.parametrize(
    ("notation", "signal"),
    [
        ("layers", r"$\delta$"),
        ("superscript", r"$\frac{\partial L}{\partial \mathrm{In}}$"),
        ("bracket", r"$\mathrm{dz}$"),
    ],
)
def test_a_delta_is_what_the_notation_has_for_it(notation: str, signal: str) -> None:
    """δ of the sentences is ∂L/∂In or dz where no δ is written."""
    # Values of the exercise (A4); the new weight is 0.4 − 0.1·δ, where δ = 0.1435001656.
    sheet = {"z1[1]": "0.3775", "z1[2]": "0.3925", "a1[1]": "0.3775", "a1[2]": "0.3925", "z2[1]": "0.927625"}
    sheet |= {"z2[2]": "1.004625", "a2[1]": "0.7165932", "a2[2]": "0.7319669", "dL/dz2[1]": "0.1435002"}
    sheet |= {"dL/dW2[1,1]": f"{0.1435001656 * 0.3775:.7f}", "W2_new[1,1]": f"{0.4 - 0.1 * 0.1435001656:.7f}"}
    page = check("two_layer_relu_sigmoid", sheet, notation=notation).render("markdown")
    assert f"**mistake**: {signal} was used for the gradient: " in page


def test_a_hint_and_the_grounds_speak_the_same_notation() -> None:
    """`--hint` and `--why` name the line by its symbol, with its unit in words."""
    sheet = check("two_layer_relu_sigmoid", ADA, notation="net_out", why=["a2[1]"])
    assert "Look at net_h2 (unit 2 in layer 1): you wrote 0.25*0.05." in str(sheet.hint())
    grounds = str(sheet.grounds())
    assert grounds.split("\n\n")[1].startswith("out_o1 (unit 1 in layer 2): you wrote 0.92.")
    assert "this is net, not out" in " ".join(grounds.split())


def test_letters_of_sentences_leave_formulas_alone() -> None:
    """In a problem of formulas a page has the author's own letters, z and w among them."""
    page = check(load("chain_rule_at_a_point"), {"z": "9", "y": "10"})
    assert "✗ z" in str(page)
    assert "✗ $z$" in Markdown().render(page.document)
