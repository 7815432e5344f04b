"""Equations as Word, LibreOffice and pages store them: bars, powers, indices and accents are read."""

import io
import zipfile
from collections.abc import Callable
from math import exp, tanh
from pathlib import Path

import numpy as np
import pytest
from counted import calls_under
from sheets_read import numbers_in, sheet

from backprop_cli.api import check, solution
from backprop_cli.marking.sheets.formats.documents import page_of_document
from backprop_cli.marking.sheets.formats.libre_equations import MOST_OF_AN_EQUATION
from backprop_cli.marking.sheets.formats.page_equations import with_plain_equations
from backprop_cli.render.mathml import mathml

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
MATHML = "http://www.w3.org/1998/Math/MathML"

NET = """title: Probe network
inputs: [0.5, -1.2]
layers:
  - {weights: [[0.3, -0.1], [-0.4, 0.2]], biases: [0.1, -0.2], activation: sigmoid}
  - {weights: [[0.7, -0.6]], biases: [0.05], activation: tanh}
targets: [1]
loss: half_sse
"""


def run(text: str) -> str:
    return f"<m:r><w:rPr/><m:t>{text}</m:t></m:r>"


def part(name: str, *inside: str) -> str:
    return f"<m:{name}>{''.join(inside)}</m:{name}>"


def w_frac(above: str, below: str) -> str:
    return part("f", "<m:fPr><m:ctrlPr/></m:fPr>", part("num", above), part("den", below))


def w_scripts(base: str, below: str = "", above: str = "") -> str:
    name = f"s{'Sub' if below else ''}{'Sup' if above else ''}"
    scripts = (part("sub", below) if below else "") + (part("sup", above) if above else "")
    return part(name, part("e", base), scripts)


def w_matrix(rows: list[list[str]]) -> str:
    cells = (part("mr", *(part("e", cell) for cell in row)) for row in rows)
    return part("d", part("e", part("m", "<m:mPr/>", *cells)))


def w_hat(base: str, mark: str = "\u0302") -> str:
    return part("acc", f'<m:accPr><m:chr m:val="{mark}"/></m:accPr>', part("e", base))


def symbol(letter: str, index: str, layer: int) -> str:
    return w_scripts(run(letter), run(index), run(f"({layer})"))


def word(*equations: str) -> bytes:
    lines = (f"<w:p><m:oMathPara><m:oMath>{each}</m:oMath></m:oMathPara></w:p>" for each in equations)
    return word_of("".join(lines))


def word_of(body: str) -> bytes:
    return packed(
        {"word/document.xml": f'<w:document xmlns:w="{W}" xmlns:m="{M}"><w:body>{body}</w:body></w:document>'}
    )


def packed(parts: dict[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def line_of(equation: str) -> str:
    return page_of_document(word(equation), "ada.docx").strip("\n")


@pytest.fixture
def net(tmp_path: Path) -> Path:
    path = tmp_path / "net.yaml"
    path.write_text(NET, encoding="utf-8")
    return path


class Numbers:
    """The network's numbers, by numpy."""

    W1, b1, x = np.array([[0.3, -0.1], [-0.4, 0.2]]), np.array([0.1, -0.2]), np.array([0.5, -1.2])
    z1 = W1 @ x + b1
    a1 = 1 / (1 + np.exp(-z1))
    a2 = tanh(float(np.array([0.7, -0.6]) @ a1) + 0.05)
    delta = (a2 - 1) * (1 - a2**2)


def test_the_equations_of_a_sheet_in_word_are_all_read(net: Path, tmp_path: Path) -> None:
    """Fractions, powers, stacked derivatives and vectors as Word's editor stores them: 9 answers of 9."""
    slope = f"{Numbers.delta:.5f}"
    gradient = w_frac(run("∂L"), run("∂") + symbol("w", "11", 2))
    (tmp_path / "ada.docx").write_bytes(
        word(
            symbol("z", "1", 1) + run("=") + w_frac(run("37"), run("100")),
            symbol("z", "2", 1) + run("=-6.4·") + w_scripts(run("10"), above=run("-1")),
            w_scripts(run("a"), above=run("(1)"))
            + run("=")
            + w_matrix([[w_frac(run("1"), run("1+") + w_scripts(run("e"), above=run(f"{-z:.2f}")))]
                        for z in Numbers.z1]),
            w_hat(run("y")) + run(f"={Numbers.a2:.5f}"),
            run("L=") + w_frac(run("1"), run("2"))
            + w_scripts(part("d", part("e", run(f"1-{Numbers.a2:.5f}"))), above=run("2")),
            w_frac(run("∂L"), run("∂") + symbol("z", "1", 2)) + run(f"={slope}"),
            gradient + run(f"={slope}·{Numbers.a1[0]:.5f}={Numbers.delta * Numbers.a1[0]:.5f}"),
            w_frac(run("∂L"), run("∂") + symbol("b", "1", 2)) + run("=")
            + w_frac(run("∂L"), run("∂") + symbol("z", "1", 2)) + run(f"·1={slope}"),
        )
    )  # fmt: skip
    report = check(net, tmp_path / "ada.docx").report
    assert report.problems == ()
    assert {line.name: line.verdict.value for line in report.shown} == dict.fromkeys(
        ("z1[1]", "z1[2]", "a1[1]", "a1[2]", "a2[1]", "L", "dL/dz2[1]", "dL/dW2[1,1]", "dL/db2[1]"), "right"
    )


HALF = w_frac(run("1"), run("2"))
X = w_scripts(run("x"), run("1"))
LINES = {
    w_frac(run("37"), run("100")): "37/100",
    w_frac(run("0,5"), run("1+") + run("2")): "0,5/(1+2)",
    w_frac(run("1"), run("2x")): "1/(2x)",
    w_frac(HALF, HALF): "(1/2)/(1/2)",
    HALF + run("x"): "(1/2)x",
    run("2") + HALF: "2(1/2)",
    run("0.3·") + HALF + run("+1"): "0.3·1/2+1",
    run("1/") + HALF: "1/(1/2)",
    w_scripts(HALF, above=run("2")): "(1/2)^2",
    w_scripts(run("e"), above=run("-0.37")): "e^{-0.37}",
    w_scripts(run("w"), run("12"), run("(1)")): "w_{12}^{(1)}",
    w_scripts(run("σ"), above=run("′")): "σ′",
    X + X: "x_1 x_1",
    run("𝑧=𝜎(𝑥)²"): "z=σ(x)²",
    w_hat(run("y")): "ŷ",
    w_hat(w_scripts(run("y"), run("1"))): "ŷ_1",
    w_hat(run("x"), "⃗"): "x",
    w_hat(run("x"), "\u0303"): "x̃",
    part("bar", '<m:barPr><m:pos m:val="top"/></m:barPr>', part("e", run("z"))): "z̄",
    part("bar", part("e", run("z"))): "z",
    part("rad", '<m:radPr><m:degHide m:val="1"/></m:radPr>', part("deg"), part("e", run("2"))): "sqrt(2)",
    part("rad", part("deg", run("3")), part("e", run("2"))): "(2)^(1/(3))",
    part("d", '<m:dPr><m:begChr m:val="|"/><m:endChr m:val="|"/></m:dPr>', part("e", run("-1"))): "|-1|",
    part("d", '<m:dPr><m:sepChr m:val=","/></m:dPr>', part("e", run("1")), part("e", run("2"))): "(1,2)",
    w_matrix([[run("1"), run("2")], [run("3"), run("4")]]): "[1, 2; 3, 4]",
    run("b=[") + part("m", part("mr", part("e", run("1"))), part("mr", part("e", run("2")))) + run("]"): (
        "b=[1; 2]"
    ),
    w_matrix([[run("0,37")], [run("-0,64")]]): r"\begin{bmatrix} 0,37 \cr -0,64 \end{bmatrix}",
    part("func", part("fName", run("ln")), part("e", run("0.5"))): "ln(0.5)",
    part("func", part("fName", run("tanh")), part("e", part("d", part("e", run("z"))))): "tanh(z)",
    part("nary", '<m:naryPr><m:chr m:val="∑"/></m:naryPr>', part("sub", run("i=1")), part("sup", run("2")),
         part("e", X)): "∑_{i=1}^2 x_1",
    part("d", '<m:dPr><m:begChr m:val="{"/><m:endChr m:val=""/></m:dPr>',
         part("e", part("eqArr", part("e", run("z&amp;=1")), part("e", run("&amp;=2#(1)"))))): "z=1\n=2",
    part("d", part("e", part("eqArr", part("e", run("1")), part("e", run("2"))))): "[1; 2]",
    part("limLow", part("e", part("groupChr", part("e", run("0.3·2")))), part("lim", run("a"))): "0.3·2",
    part("limLow", part("e", run("max")), part("lim", run("i"))): "max_i",
    part("borderBox", part("e", run("1"))) + part("box", part("e", run("+2"))): "1+2",
    part("phant", part("e", run("7"))) + "<w:del>8</w:del>" + run("1"): "1",
    part("unheardOf", run("1"), "<m:other>2</m:other>"): "12",
    part("f", '<m:fPr><m:type m:val="noBar"/></m:fPr>', part("num", run("1")), part("den", run("2"))): (
        "[1; 2]"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("equation", "line"), LINES.items())
def test_each_element_of_word_is_written_as_on_a_sheet(equation: str, line: str) -> None:
    """One line for each row of the table, and for what stands beside it."""
    assert line_of(equation) == line


def test_equations_below_each_other_are_lines_of_their_own() -> None:
    """Two equations of one block, of which each is an answer."""
    both = part("oMathPara", part("oMath", run("a=1")), part("oMath", run("b=2")))
    assert page_of_document(word_of(f"<w:p>{both}</w:p>"), "ada.docx") == "a=1\nb=2\n"


TEX = {
    r"z_{1}^{(1)}=\frac{37}{100}": "z_1^{(1)}=37/100",
    r"z^{(1)}=\begin{bmatrix}0.37\cr -0.64\end{bmatrix}": "z^{(1)}=[0.37; −0.64]",
    r"w=0.3\qquad b=0.2": "w=0.3   b=0.2",
    r"\frac{\partial L}{\partial z_{1}^{(2)}}=-0.7": "∂L/∂z_1^{(2)}=−0.7",
    r"\hat y_{1}=\frac{1}{2}(1-\hat{y})^2": "ŷ_1=(1/2)(1−ŷ)^2",
    r"\begin{aligned}z_{1}&=0.3 \\ &=0.4\end{aligned}": "z_1 =0.3\n =0.4",
    r"w_{1}x_{1}+\sqrt{\frac{1}{2}}": "w_1 x_1+sqrt(1/2)",
    r"\sum_{i} a^{\prime}_{i}": "∑_i a_i′",
    r"\underset{0.3}{w}<\ln 3": "w&lt;ln 3",
    r"2\begin{cases}z & \text{if }z=0\\0&\text{else}\end{cases}": "2{[z, if z=0; 0, else]}",
}


@pytest.mark.parametrize(("tex", "line"), TEX.items())
def test_mathml_is_written_as_on_a_sheet(tex: str, line: str) -> None:
    """What our own pages write of TeX, read back."""
    assert with_plain_equations(f"<p>{mathml(tex)}</p>") == f"<p>{line}</p>"


OTHERS = {
    "<mroot><mn>2</mn><mn>3</mn></mroot>": "(2)^(1/(3))",
    "<mfenced><mn>1</mn><mn>2</mn></mfenced>": "(1,2)",
    "<munderover><mo>∑</mo><mi>i</mi><mn>2</mn></munderover><mi>x</mi>": "∑_i^2 x",
    "<mover><mi>x</mi><mo>→</mo></mover><mo>&InvisibleTimes;</mo><mn>2</mn>": "x·2",
    "<munder><mn>3</mn><mo>⏟</mo></munder><mo>&minus;</mo><mtext>a&nbsp;b</mtext>": "3−a b",
    "<semantics><mn>1</mn><annotation>1 over 1</annotation></semantics>": "1",
    '<mfrac linethickness="0pt"><mn>1</mn><mn>2</mn></mfrac>': "[1; 2]",
    "<mn>1</mn><b>": '<math display="block"><mn>1</mn><b></math>',
    "<!-- --><mn>1</mn>": '<math display="block"><!-- --><mn>1</mn></math>',
}


@pytest.mark.parametrize(("inside", "line"), OTHERS.items())
def test_mathml_of_other_programs_is_read(inside: str, line: str) -> None:
    """Elements that our pages do not have; broken ones stay as they are."""
    assert with_plain_equations(f'<math display="block">{inside}</math>') == line


def test_our_page_handed_back_is_read_whole(net: Path, tmp_path: Path) -> None:
    """The solution as HTML, copied with its MathML, has every answer that is asked."""
    (tmp_path / "page.html").write_text(solution(net).render("html"), encoding="utf-8")
    report = check(net, tmp_path / "page.html").report
    assert {line.verdict.value for line in report.lines} == {"right"}


def libre(body: str, **objects: str) -> bytes:
    text = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:xlink="http://www.w3.org/1999/xlink" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"><office:body><office:text>'
        f"{body}</office:text></office:body></office:document-content>"
    )
    return packed({"content.xml": text, **{f"{name}/content.xml": each for name, each in objects.items()}})


def framed(name: str) -> str:
    return (
        f'<draw:frame><draw:object xlink:href="./{name}"/><draw:image xlink:href="./R/{name}"/></draw:frame>'
    )


def test_the_equations_of_libreoffice_are_read(net: Path, tmp_path: Path) -> None:
    """Each lies in the archive beside the text, which only names it: σ(0.64) as a fraction."""
    bar = "<mfrac><mn>1</mn><mrow><mn>1</mn><mo>+</mo><msup><mi>e</mi><mn>0.64</mn></msup></mrow></mfrac>"
    equation = (
        f'<?xml version="1.0"?><math xmlns="{MATHML}"><semantics><mrow>{bar}</mrow>'
        '<annotation encoding="StarMath 5.0">1 over 2</annotation></semantics></math>'
    )
    text = f"<text:p>a1[2] = {framed('One')}</text:p><text:p>z1[1] = {framed('Two')}</text:p>"
    declared = '<!DOCTYPE math PUBLIC "-//W3C//DTD MathML 2.0//EN" "x.dtd">'
    old = f'{declared}<math xmlns="{MATHML}"><mn>0.37</mn></math>'
    (tmp_path / "ada.odt").write_bytes(libre(text, One=equation, Two=old))
    report = check(net, tmp_path / "ada.odt").report
    found = {line.name: line.judged.answer.text for line in report.shown}
    assert found == {"a1[2]": "1/(1+e^{0.64})", "z1[1]": "0.37"}
    assert {line.verdict.value for line in report.shown} == {"right"}
    assert float(Numbers.a1[1]) == pytest.approx(1 / (1 + exp(0.64)))


@pytest.mark.parametrize(
    "equation",
    [
        '<!DOCTYPE math [<!ENTITY b "bbbb">]><math>&b;</math>',
        f"<math>{' ' * MOST_OF_AN_EQUATION}<mn>1</mn></math>",
        "<math><mn>1</math>",
        "<office/>",
    ],
)
def test_a_hostile_object_stays_empty(equation: str) -> None:
    """Entities, too much text, broken XML, another object, and one that is not there."""
    data = libre(f"<text:p>a{framed('One')}b{framed('None')}</text:p>", One=equation)
    assert page_of_document(data, "ada.odt") == "ab\n"


def deep(depth: int) -> str:
    return "<m:f><m:num>" * depth + run("1") + "</m:num></m:f>" * depth


MANY: dict[str, Callable[[int], str]] = {
    "fractions in each other": lambda size: deep(size // 20),
    "fractions beside each other": lambda size: HALF * (size // 40),
    "a long name over a bar": lambda size: w_frac(run("_a" * size), run("a_{" * size)),
    "blanks before a fraction": lambda size: run("= \n" * size) + HALF + run(" " * size + "x"),
    "rows without a sign": lambda size: part("eqArr", part("e", run("ab" * 500)) * (size // 500)),
    "brackets around matrices": lambda size: (run("(") + part("m") + run(")")) * (size // 20),
    "accents in each other": lambda size: (
        '<m:acc><m:e>' * (size // 20) + run("y" * size) + "</m:e></m:acc>" * (size // 20)
    ),
}  # fmt: skip


@pytest.mark.parametrize("shape", MANY)
def test_a_large_equation_costs_no_more_than_its_length(shape: str) -> None:
    """Ten thousand of anything, however deep: a few calls for each."""
    data = word(MANY[shape](100_000))
    with calls_under(1_200_000):
        page_of_document(data, "ada.docx")


def test_elements_nested_without_end_are_cut() -> None:
    """Depth is bounded in Word's equations and in those of pages."""
    assert "1" not in line_of(deep(10_000))
    inside = "<mrow>" * 10_000 + "<mn>1</mn>" + "</mrow>" * 10_000
    assert with_plain_equations(f"<math>{inside}</math>") == ""


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("z_1^((1))", "z1[1]"),
        ("a_2^((1) )", "a1[2]"),
        ("∂L/(∂w_11^((1) ) )", "dL/dW1[1,1]"),
        ("(∂L)/(∂w_12^((2)))", "dL/dW2[1,2]"),
        ("(partial L)/(partial w_(21)^((2)))", "dL/dW2[2,1]"),
        ("(diff L)/(diff z_1^((2)))", "dL/dz2[1]"),
        ("frac(partial L, partial w_22^((1)))", "dL/dW1[2,2]"),
        ("w_(12,new)^((1))", "W1_new[1,2]"),
        ('w_12^((2)) "new"', "W2_new[1,2]"),
        ("y ̂_1", "a2[1]"),
        ("hat(y)_2", "a2[2]"),
    ],
)
@pytest.mark.parametrize(
    "line", ["{} = 0.24\n", "$ {} = 0.1 + 0.14 = 0.24 $\n", "| name | answer |\n|--|--|\n| {} | 0.24 |\n"]
)
def test_equations_as_word_and_typst_type_them(written: str, meant: str, line: str) -> None:
    """In a line, with brackets around a layer, an index and a denominator."""
    assert numbers_in(sheet(line.format(written), "ada.md")) == {meant: 0.24}


@pytest.mark.parametrize(
    "line",
    [":math:`L = 0.2984`", "latexmath:[L = 0.2984]", "- L :: 0.2984", "stem:[L = 0.2984]", "L:: 0.2984"],
)
def test_formulas_and_terms_of_plain_text(line: str) -> None:
    """As reStructuredText, AsciiDoc and org-mode have them."""
    for ending in ("md", "txt"):
        assert numbers_in(sheet(f"z1[1] = 0.3775\n{line}\n", f"ada.{ending}")) == {
            "z1[1]": 0.3775,
            "L": 0.2984,
        }


def test_matrices_of_typst() -> None:
    """Vec is a column, mat has its rows apart; a key that is called so in JSON stays one."""
    text = (
        "$ z^((1)) = vec(0.3775, -0.3925) $\n$ (partial L)/(partial W^((1))) = mat(0.1, 0.2;\n 0.3, 0.4) $\n"
    )
    numbers = {"z1[1]": 0.3775, "z1[2]": -0.3925, "dL/dW1[1,1]": 0.1, "dL/dW1[1,2]": 0.2}
    assert numbers_in(sheet(text, "ada.typ")) == numbers | {"dL/dW1[2,1]": 0.3, "dL/dW1[2,2]": 0.4}
    assert numbers_in(sheet('{"W1[1,1]": {"new": 0.24}}', "ada.json")) == {"W1_new[1,1]": 0.24}
