r"""Formulas of Markdown pages fit a column of text and a printed page."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from portable_markdown import formulas, katex_errors, lint

from backprop_cli import solution
from backprop_cli.render.markdown_blocks import WIDEST, BlockLine, runs_of
from backprop_cli.render.tex import GOES_ON, seen, tex_lines

DIGIT = 9.68
"""Pixels of a digit in KaTeX at 16 pixels: half an em of 1.21 times the text's."""

MEASURED = [
    # pixels, as Chromium draws KaTeX 0.16
    (711, r"L = \frac{1}{2}((y_{1} - \hat y_{1})^{2} + (y_{2} - \hat y_{2})^{2}) \approx \frac{1}{2}"
          r"((0.01 - 0.58118)^{2} + (0.99 - 0.59980)^{2}) \approx 0.23925"),
    (675, r"w_{11}^{(1)} = 1.5 \qquad b_{1}^{(1)} = 0.1 \qquad w_{11}^{(2)} = 0.7 \qquad b_{1}^{(2)} = 0.1"
          r" \qquad w_{11}^{(3)} = 1.6 \qquad b_{1}^{(3)} = 0.1"),
    (561, r"z_{2}^{(1)} = w_{21}^{(1)} \cdot x_{1} + w_{22}^{(1)} \cdot x_{2} \approx 0.99774 \cdot 0.6"
          r" + 0.035637 \cdot 0.9 \approx 0.63072"),
    (542, r"x^{\langle 2\rangle} = \begin{bmatrix} -0.6117564136500754 \cr 0.8654076293246785 \end{bmatrix}"
          r" \qquad y^{\langle 2\rangle} = -0.7612069008951028"),
    (506, r"E_{o2} = \frac{1}{2}(\mathrm{target_{o2}} - \mathrm{out_{o2}})^{2} \approx \frac{1}{2}"
          r"(0.99 - 0.77293)^{2} \approx 0.023560"),
    (383, r"W^{\prime} = W^{(2)} \cdot W^{(1)} = \begin{bmatrix} -0.01 & 0.13 & -0.06 \cr 0.14 & 0.05 & -0.04"
          r" \cr 0.14 & -0.46 & 0.2 \end{bmatrix}"),
    (348, r"\underset{1 \times 1}{A^{1}} = \hat Y = \sigma(\underset{1 \times 1}{Z^{1}}) ="
          r" \frac{1}{1 + e^{-Z^{1}}} \approx \begin{bmatrix} 0.47502 \end{bmatrix}"),
    (243, r"\frac{\partial g_{1}}{\partial z} = \frac{\partial}{\partial z} \sigma(z) = g_{1} \cdot"
          r" (1 - g_{1})"),
]  # fmt: skip


@pytest.mark.parametrize(("pixels", "tex"), MEASURED)
def test_a_formula_is_about_as_wide_as_in_a_browser(pixels: int, tex: str) -> None:
    """The width that is reckoned is that which was measured, to a tenth."""
    assert seen(tex) * DIGIT == pytest.approx(pixels, rel=0.1)


def test_only_what_is_too_wide_is_broken() -> None:
    """First at the outermost plus; a bracket is opened where there is no other way; growing ones last."""
    whole = r"= a \cdot b + (c - d) \cdot e"
    assert tex_lines(whole, 40) == [whole]
    assert tex_lines(whole, 14) == [r"= a \cdot b", r"\quad {} + (c - d) \cdot e"]
    assert tex_lines(r"= 2(a + b + c)", 8) == ["= 2(a", r"\quad {} + b", r"\quad {} + c)"]
    assert tex_lines(r"\left(\frac{1}{2} + b\right) \cdot c", 8) == [
        r"\left(\frac{1}{2} + b\right)",
        r"\quad {} \cdot c",
    ]
    assert tex_lines(r"= \left(\frac{1}{2} + b\right)", 6) == [r"= \Big(\frac{1}{2}", r"\quad {} + b\Big)"]
    assert tex_lines(r"2 \cdot a \ast b", 6) == [r"2 \cdot a", r"\quad {} \ast b"]
    assert tex_lines(r"\frac{a + b}{c}^{d + e}", 1) == [r"\frac{a + b}{c}^{d + e}"]


_SIZES = re.compile(r"\\(?:Big|left|right)")
SIDES = st.recursive(
    st.sampled_from(["w_{11}^{(1)}", "0.35", r"\hat y_{1}", "(-0.5)", r"\frac{1}{4}"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: f"({' + '.join(terms)})"),
        st.lists(inner, min_size=2, max_size=4).map(r" \cdot ".join),
        st.lists(inner, min_size=2, max_size=4).map(lambda terms: rf"\left({' - '.join(terms)}\right)"),
        inner.map(lambda body: rf"\frac{{{body}}}{{2}}"),
    ),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(SIDES, st.floats(2, 60))
def test_the_lines_of_a_formula_are_the_formula(side: str, room: float) -> None:
    """Nothing is lost or said twice, and each line is TeX by itself: every brace closes in it."""
    lines = tex_lines(side, room)
    joined = lines[0] + "".join(f" {line.removeprefix(GOES_ON)}" for line in lines[1:])
    assert _SIZES.sub("", joined) == _SIZES.sub("", side)
    page = "\n\n$$\n\\begin{aligned}\ny &= " + " \\cr\n&".join(lines) + "\n\\end{aligned}\n$$\n"
    assert katex_errors(page) == []


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("batch_of_four", {}),
        ("batch_normalisation", {}),
        ("two_layer_sigmoid", {"style": "paths", "only": ["W1[1,1]"]}),
        ("large_weights", {"style": "paths", "only": ["W1[1,1]"]}),
        ("planar_data_tanh", {}),
        ("zero_initialisation", {}),
    ],
)
def test_no_line_of_a_page_is_wider_than_the_page(name: str, options: dict[str, object]) -> None:
    """Given numbers, long sums and products of paths go on in the next line."""
    page = solution(name, **options).render("markdown")  # type: ignore[arg-type]
    assert lint(page) == []
    assert katex_errors(page) == []
    for formula in formulas(page):
        rows = re.sub(r"\\(?:begin|end)\{aligned\}", "", formula.tex).split("\\cr\n")
        assert [row for row in rows if formula.display and seen(row.replace("&", "")) > WIDEST + 3] == []


def test_a_block_that_starts_inside_of_a_formula_says_so() -> None:
    """Where a formula is too long for one block, the next begins with its name, and ⋯ for what was before."""
    page = solution(long_chains(), style="paths").render("markdown")
    assert re.search(r"\$\$\n(\\begin\{aligned\}\n)?P_\{\d+\} &?= \(*\\cdots [+\\]", page)
    assert lint(page) == []
    assert katex_errors(page) == []


def test_a_formula_that_fits_into_a_block_is_whole_in_one() -> None:
    """Its second line does not start a block of its own."""
    page = solution("planar_data_tanh", style="paths").render("markdown")
    assert "P_{1}" in page
    assert not re.search(r"\$\$\n(\\begin\{aligned\}\n)?P_\{\d+\} &?= \(*\\cdots [+\\]", page)


def long_chains() -> dict[str, object]:
    """Two chains of polynomials from x to y, with one step in common: their slopes fill a block."""
    names = [(f"{way}{place}", f"{way}{place - 1}") for way in "ab" for place in range(2, 6)]
    ways = {name: " + ".join(f"{before}^{power}" for power in range(2, 9)) for name, before in names}
    formulas = {"c": "x^2", "a1": "3*c", "b1": "3*c", **ways, "y": "a5 + b5"}
    return {"formulas": formulas, "at": {"x": 0.125}, "wrt": ["x"], "ask": ["dy/dx"]}


@pytest.mark.parametrize(
    "problem",
    ["two_layer_sigmoid", "two_layer_no_output_bias", "planar_data_tanh", long_chains()],
    ids=["two outputs", "two layers", "one output", "long chains"],
)
def test_no_block_ends_inside_of_a_bracket(problem: str | dict[str, object]) -> None:
    """A formula that is too long for a block goes on in the next where no bracket is open."""
    page = solution(problem, style="paths").render("markdown")
    blocks = [formula.tex for formula in formulas(page) if formula.display]
    assert [tex for tex in blocks if tex.count("(") != tex.count(")")] == []
    assert lint(page) == []
    assert katex_errors(page) == []


def test_a_bracket_longer_than_a_block_is_closed_and_opened_again() -> None:
    """= (a + ⋯), then y = (⋯ + b)·c: either block can be read by itself."""
    long = r"w_{11} \cdot " * 45 + "a"
    runs = runs_of(
        [
            BlockLine("y", f"= (1 + {long}", leads=True),
            BlockLine("y", rf"{GOES_ON}+ \Big({long}"),
            BlockLine("y", rf"{GOES_ON}+ b\Big)) \cdot c"),
        ]
    )
    assert runs == [
        [rf"y &= (1 + {long} \cdots)"],
        [rf"y &= (\cdots + \Big({long}", rf"&{GOES_ON}+ b\Big)) \cdot c"],
    ]


def test_products_of_paths_keep_their_numbers() -> None:
    """P₁ + P₂ also where the network has one output, whose own letters go without a number."""
    page = solution("planar_data_tanh", style="paths", only=["W2[1,2]"]).render("markdown")
    assert "= P_{1} + P_{2} + P_{3}" in page
