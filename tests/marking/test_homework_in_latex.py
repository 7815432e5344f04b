r"""Homework in LaTeX is read as the page that it makes: its lists, tables, frames and equations in rows."""

import pytest
from sheets_read import numbers_in, sheet

TWO = {"z1[1]": 0.3775, "z1[2]": 0.3925}
MATRIX = {"W1_new[1,1]": 0.1, "W1_new[1,2]": 0.2, "W1_new[2,1]": 0.3, "W1_new[2,2]": 0.4}
Z = r"z_1^{(1)} &= 0.3775 \\ z_2^{(1)} &= 0.3925"
ROWS = r"""z_1^{(1)} &= 0.37 + 0.0075 \\
 &= 0.3775 \tag{1}\label{z} \\
z_2^{(1)} &\approx 0.3925 \nonumber"""
LISTED = r"""\begin{enumerate}
\item[(a)] $z_1^{(1)} = 0.3775$
\item \textbf{Sum:} $z_2^{(1)} = 0.3925$.
\end{enumerate}"""
TABLE = r"""\begin{tabular}{|c|c|}
\hline
name & value \\ \hline
$z_1^{(1)}$ & 0.3775 \\
$z_2^{(1)}$ & $0.3925$ \\ \hline
\end{tabular}"""
DOCUMENT = r"""\documentclass{article}
\usepackage[utf8]{inputenc}
\begin{document}
\section*{Forward}
% z_1 = 7
$z_1^{(1)} = 0.3775$ % right?

\[ z_2^{(1)} = 0.3925. \]
\end{document}"""


@pytest.mark.parametrize("source", ["ada.tex", "ada.md", "ada.txt"])
@pytest.mark.parametrize(
    "text",
    [
        *(
            rf"\begin{{{each}}} {Z} \end{{{each}}}"
            for each in ("align*", "cases", "aligned", "gather", "split")
        ),
        *(
            rf"\begin{{align*}} {Z.replace('&=', each)} \end{{align*}}"
            for each in ("& =", r"& \approx", r"&\; =")
        ),
        *(
            f"\\begin{{{each}}}\n{ROWS}\n\\end{{{each}}}"
            for each in ("align", "cases", "aligned", "eqnarray")
        ),
        rf"\[ \left\{{ \begin{{array}}{{rl}} {Z} \end{{array}} \right. \]",
        "$$\n\\boxed{z_1^{(1)} = 0.3775}\n$$\n\n$\\boxed{z_2^{(1)} \\approx \\mathbf{0.3925}}$",
        LISTED,
        "\\item The value is $z_1^{(1)} \\approx 0.3775$.\n\\item Hence \\(z_2^{(1)} = \\mathrm{0.3925}\\)",
        TABLE,
        DOCUMENT,
    ],
)
def test_pages_of_latex(text: str, source: str) -> None:
    """Each row has its own value, never the next one's; nothing of the layout is a line."""
    found = sheet(text, source)
    assert (numbers_in(found), found.problems) == (TWO, ())


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        (r"\frac{\partial\mathcal{L}}{\partial w^{(1)}_{2,1}}", "dL/dW1[2,1]"),
        (r"\frac{\partial \mathcal L}{\partial w^{(1)}_{21}}", "dL/dW1[2,1]"),
        (r"{\partial L \over \partial w_{21}^{(1)}}", "dL/dW1[2,1]"),
        (r"\frac{\partial}{\partial w_{21}^{(1)}} L", "dL/dW1[2,1]"),
        (r"\left(w_{21}^{(1)}\right)_{\mathrm{new}}", "W1_new[2,1]"),
        (r"(w_{21}^{(1)})^{new}", "W1_new[2,1]"),
        (r"w_{\text{new}}", ""),
    ],
)
def test_spellings_of_derivatives_and_new_values(name: str, meant: str) -> None:
    """As books and packages have them."""
    numbers = numbers_in(sheet(f"${name} = 0.25$\n", "ada.tex"))
    assert numbers == ({meant: 0.25} if meant else {})


@pytest.mark.parametrize("environment", ["pmatrix", "bmatrix", "matrix", "smallmatrix"])
@pytest.mark.parametrize(
    "name", [r"W^{(1)}_{\text{new}}", r"W_{new}^{(1)}", r"\mathbf{W}_{\mathrm{new}}^{(1)}"]
)
def test_matrices_keep_their_rows(name: str, environment: str) -> None:
    """What is no equation in an environment is no row of its own."""
    rows = rf"\begin{{{environment}}} 0.1 & 0.2 \\ 0.3 & 0.4 \end{{{environment}}}"
    text = f"\\begin{{align}}\n{name} &= {rows} \\\\\n z_1^{{(1)}} &= 0.3775\n\\end{{align}}\n"
    assert numbers_in(sheet(text, "ada.tex")) == {**MATRIX, "z1[1]": 0.3775}


def test_tables_of_updates_in_latex() -> None:
    """Their heads count as in any other table."""
    rows = "$w_{11}^{(1)}$ & 0.15 & 0.0093 & 0.1491 \\\\\n$b^{(1)}$ & 0.35 & 0.3707 & 0.3129 \\\\\n"
    head = "\\toprule\nparameter & old & gradient & new \\\\\n\\midrule\n"
    found = sheet(f"\\begin{{tabular}}{{lrrr}}\n{head}{rows}\\bottomrule\n\\end{{tabular}}\n", "ada.tex")
    assert numbers_in(found) == {
        "dL/dW1[1,1]": 0.0093,
        "W1_new[1,1]": 0.1491,
        "dL/db1": 0.3707,
        "b1_new": 0.3129,
    }


@pytest.mark.parametrize(
    "sign",
    [r"\implies", r"\quad\Rightarrow\quad", r"\;\rightarrow\;", r"&\implies&", r"\text{ and }", r"\to"],
)
@pytest.mark.parametrize("source", ["ada.tex", "ada.md", "ada.txt"])
def test_what_leads_from_one_equation_to_the_next(sign: str, source: str) -> None:
    """An arrow or a word between two equations belongs to neither."""
    rows = rf"\begin{{align*}} z_1^{{(1)}} &\approx 0.3775 {sign} a_1^{{(1)}} = 0.5933 \end{{align*}}"
    line = rf"$z_2^{{(1)}} = 0.3925 {sign.replace('&', '')} a_2^{{(1)}} = 0.5969$"
    assert numbers_in(sheet(f"{rows}\n\n{line}\n", source)) == TWO | {"a1[1]": 0.5933, "a1[2]": 0.5969}


@pytest.mark.parametrize("source", ["ada.md", "ada.txt"])
@pytest.mark.parametrize(
    "text",
    [
        "$$\nW_1^+ =\nA \\, W_1\n=\n{one}\n\\cdot\n{two}\n=\n{new}\n$$",
        "\\[\nW_1^+ = {one}\n{two} = {new}\n\\]",
        "W_1^+ = {one} \\cdot {two}\n= {new}",
    ],
)
def test_products_of_matrices_over_several_lines(text: str, source: str) -> None:
    """What stands behind the last sign is the answer, wherever the lines are broken."""
    one, two = (
        r"\begin{bmatrix} 7 & 8 \\ 5 & 6 \end{bmatrix}",
        r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}",
    )
    new = "\\begin{bmatrix}\n0.1 & 0.2 \\\\\n0.3 & 0.4\n\\end{bmatrix}"
    assert numbers_in(sheet(text.format(one=one, two=two, new=new), source)) == MATRIX


@pytest.mark.parametrize("source", ["ada.md", "ada.txt"])
@pytest.mark.parametrize(
    "text",
    [
        "Sum:\n[\nz_1^{(1)} = 0.37 + 0.0075 = 0.3775\n]\n[\nz_2^{(1)}=0.3925\n]",
        "* (z_1^{(1)} = 0.3775)\n* (z_2^{(1)} = (0.39 + 0.0025) = 0.3925)",
        "[\nz^{(1)} = [0.3775,;0.3925]\n]",
        "[\nz^{(1)} =\n\\begin{bmatrix}\n0.3775\\\n0.3925\n\\end{bmatrix}\n]",
    ],
)
def test_formulas_copied_from_a_chat(text: str, source: str) -> None:
    """On the way backslashes get lost before brackets, before the sign of a space and at the end of rows."""
    assert numbers_in(sheet(text, source)) == TWO


def test_rows_of_a_matrix_in_lines_of_brackets() -> None:
    """Brackets around numbers alone are its own."""
    assert numbers_in(sheet("z^(1) =\n[\n0.3775,\n0.3925\n]\n", "ada.txt")) == TWO


@pytest.mark.parametrize("name", [r"\hat{y_1}", r"\hat{y1}", r"\widehat{y_{1}}", r"\hat{ y_1 }"])
def test_an_index_below_a_hat(name: str) -> None:
    """It is the letter's, in a fraction as well."""
    text = rf"${name} = 0.7166$" + "\n" + rf"$\frac{{\partial L}}{{\partial {name}}} = 0.7066$"
    assert numbers_in(sheet(text, "ada.md")) == {"a2[1]": 0.7166, "dL/da2[1]": 0.7066}


@pytest.mark.parametrize(
    "part",
    [
        "\\begin{cases}",
        "\\left\\{",
        "\\boxed{",
        "\\frac{",
        "{\\over ",
        "\\item[",
        "\\\\",
        "\\textbf{",
        "&",
        "a   ",
        "\\quad ",
        "(z = ",
        "\\hat{y",
    ],
)
def test_commands_without_end_cost_no_more_than_their_length(part: str) -> None:
    """A hostile page is read in one go."""
    text = f"z1[1] = 0.3775\n{(part * 200 + chr(10)) * (150_000 // (200 * len(part) + 1))}"
    assert numbers_in(sheet(text, "ada.tex"))["z1[1]"] == 0.3775
