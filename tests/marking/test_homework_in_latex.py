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
    ],
)
def test_commands_without_end_cost_no_more_than_their_length(part: str) -> None:
    """A hostile page is read in one go."""
    text = f"z1[1] = 0.3775\n{(part * 200 + chr(10)) * (150_000 // (200 * len(part) + 1))}"
    assert numbers_in(sheet(text, "ada.tex"))["z1[1]"] == 0.3775
