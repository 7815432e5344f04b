"""The lint catches what some Markdown host would show wrong, and lets good pages pass."""

import pytest
from portable_markdown import formulas, katex_errors, lint

GOOD = r"""# Two layers: ∂L/∂W¹₁₁ = δ¹₁ · x₁

The pre-activation is $z_1^{(1)} = 0.3775$, so $a_1^{(1)} = \mathrm{ReLU}(z_1^{(1)})$.
A price of \$5, a bracket ($x_1$), `code with $ and <b>`, and \<b\> in a title.

$$
\delta_1^{(2)} = (a_1^{(2)} - y_1) \cdot \sigma^{\prime}(z_1^{(2)}) \approx 0.13850
$$

$$
\begin{aligned}
\frac{\partial L}{\partial w_{11}} & = x_1 \cdot \lvert a \rvert \cr & = \lbrace 0.05 \rbrace
\end{aligned}
$$

| name | working | value |
|---|---|---|
| z¹₁ | $w_{11} x_1 + b = 0.3775$ | 0.3775 |

```text
$$ anything <goes> here $
```
"""


def block(tex: str) -> str:
    return f"before\n\n$$\n{tex}\n$$\n\nafter"


def test_a_page_of_the_portable_subset_passes() -> None:
    """Headings, inline and display math, tables and code of the subset give no finding."""
    assert lint(GOOD) == []
    assert katex_errors(GOOD) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("$ x$", "a space right inside"),
        ("$x $", "a space right inside"),
        ("$x$y", "letter or digit right after"),
        ("$x$2", "letter or digit right after"),
        ("$(x)$", "starts with `(`"),
        ("$.5$", "starts with"),
        ("$,x$", "starts with"),
        ("costs 5$ each", "without its pair"),
        ("$x$ and $y", "without its pair"),
        ("$$x$$", "not alone on its line"),
        ("> $$", "not alone on its line"),
        ("<details>", "raw HTML"),
        ("a </b> b", "raw HTML"),
        ("<!-- note -->", "raw HTML"),
        ("## About $x$", "math in a heading"),
        ("| $0.25$ |", "number as math in a table"),
        ("| z | $-1.5 \\cdot 10^{-3}$ |", "number as math in a table"),
        ("| z | $\\approx 0.25$ | 1 |", "number as math in a table"),
        ("| $0.5 \\cdot 0.05$ | 0.025 |", None),
        ("| $w_1$ | 0.5 |", None),
        ("<https://example.org>", None),
        (r"\<b\> costs \$5", None),
    ],
)
def test_text_and_inline_formulas(text: str, said: str | None) -> None:
    """A fault in a line of text or at the edge of an inline formula is named."""
    found = lint(text)
    assert any(said in each for each in found) if said else found == []


@pytest.mark.parametrize("wrap", ["${}$".format, block], ids=["inline", "display"])
@pytest.mark.parametrize(
    ("bad", "good"),
    [
        (r"a * b", r"a \ast b"),
        (r"|a|", r"\lvert a \rvert"),
        (r"\{ a \}", r"\lbrace a \rbrace"),
        (r"a \, b", r"a \quad b"),
        (r"a \! b", r"a b"),
        (r"a \; b", r"a \quad b"),
        (r"a \: b", r"a \quad b"),
        (r"a \\ b", r"a \quad b"),
        (r"5 \% a", r"0.05 a"),
        (r"a % b", r"a b"),
        (r"a < b", r"a \lt b"),
        (r"a > b", r"a \gt b"),
        (r"w^{(1)}_{11}", r"w_{11}^{(1)}"),
        (r"w^2_1", r"w_1^2"),
        (r"f(a)_1", r"f_1(a)"),
        (r"\operatorname{ReLU}(z)", r"\mathrm{ReLU}(z)"),
    ],
)
def test_what_no_formula_may_hold(wrap: object, bad: str, good: str) -> None:
    """What Markdown would take for its own is caught in every formula; the way round it passes."""
    assert callable(wrap)
    assert lint(wrap(bad)) != []
    assert lint(wrap(good)) == []
    assert katex_errors(wrap(good)) == []


@pytest.mark.parametrize("start", ["= 1", "- 1", "+ 1", "# 1", "> 1", "1. x", "2) x"])
def test_a_line_of_a_formula_may_not_look_like_markdown(start: str) -> None:
    """A line that starts like a heading, list or quote is caught; the same inside passes."""
    assert any(each.startswith("line 5: a line of a formula") for each in lint(block(f"x\n{start}")))
    assert lint(block("x\n{} = 1 + 2 - 3.5")) == []


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("text\n$$\nx\n$$\n", "line 2: no blank line around a display formula"),
        ("$$\nx\n$$\ntext", "line 3: no blank line around a display formula"),
        ("$$\nx\n\ny\n$$", "line 3: a blank line inside a display formula"),
        ("- item\n\n  $$\n  x\n  $$", "line 3: `$$` that is not at top level"),
        ("$$\nx", "line 1: `$$` that is never closed"),
        ("$$\n$$", "line 1: an empty formula"),
        ("$$\n" + "x" * 1_000 + "\n$$", "line 1: a formula of 1000 characters or more"),
    ],
)
def test_display_formulas_stand_alone(text: str, finding: str) -> None:
    """A display formula has its dollars alone on their lines, blank lines around, and is short."""
    assert finding in lint(text)


def test_a_formula_just_below_the_limit_passes() -> None:
    """999 characters are allowed."""
    assert lint(block("x" * 999)) == []


def test_formulas_are_found_with_their_lines() -> None:
    """Inline and display formulas are read as the engine gets them; code is not."""
    found = [(each.line, each.tex, each.display) for each in formulas("`$a$` $b$\n\n$$\nc\nd\n$$")]
    assert sorted(found) == [(1, "b", False), (3, "c\nd", True)]


@pytest.mark.parametrize("tex", [r"\foo", r"\frac{1}", "{", r"\left( x", "x é", r"a & b"])
def test_katex_refuses_what_is_no_formula(tex: str) -> None:
    """An unknown command, an open bracket, a letter outside mathematics: told with its line."""
    assert katex_errors(f"fine $x$\n\n$$\n{tex}\n$$")[0].startswith("line 3: ")
