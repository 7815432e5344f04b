"""Tables of an update: old value, gradient, step and new value, whatever their heads say."""

import pytest
from sheets_read import numbers_in, sheet

from backprop_cli.marking.sheets.formats.of_parameter import GRADIENT, NEW, STEP, aspect_of

ROWS = (("W1[1,1]", "0.15", "0.0093", "0.00093", "0.1491"), ("b1", "0.35", "0.3707", "0.0371", "0.3129"))
NUMBERS = {"dL/dW1[1,1]": 0.0093, "W1_new[1,1]": 0.1491, "dL/db1": 0.3707, "b1_new": 0.3129}


def table(*heads: str, places: tuple[int, ...] = (0, 2, 3, 4)) -> str:
    """The rows under these heads."""
    lines = [heads, ("---",) * len(heads), *(tuple(row[place] for place in places) for row in ROWS)]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


@pytest.mark.parametrize(
    "head",
    [
        *("α · gradient", "α·∂L/∂w", "lr * grad", "update", "Δw", "η∇L", "-η·∂L/∂w", "0.1 * dL/dw", "step"),
        *(
            "learning rate × gradient",
            "$\\alpha\\frac{\\partial L}{\\partial w}$",
            "Δw = -η·∂L/∂w",
            "Änderung",
        ),
    ],
)
def test_what_is_taken_away_is_the_working_of_the_new_value(head: str) -> None:
    """It is no line of its own, and nothing is said of it."""
    found = sheet(table("w", "gradient", head, "new w"), "ada.md")
    assert (numbers_in(found), found.problems, found.remarks) == (NUMBERS, (), ())


@pytest.mark.parametrize("head", ["update", "lr * gradient"])
def test_a_step_without_the_new_value_is_said_to_be_unread(head: str) -> None:
    """It may be meant as either."""
    found = sheet(table("w", "gradient", head, places=(0, 2, 3)), "ada.md")
    assert numbers_in(found) == {name: NUMBERS[name] for name in ("dL/dW1[1,1]", "dL/db1")}
    assert found.remarks == (f"the table's column `{head}` was not read",)


@pytest.mark.parametrize(
    ("gradient", "new"),
    [
        ("∂L/∂w", "w − α·∂L/∂w"),
        ("grad", "w_new = w − η·grad"),
        ("Gradient (∂L/∂w)", "New weight"),
        ("Gradient value", "Updated value"),
        ("**Grad.**", "**New**"),
        ("dw", "w - lr*dw"),
        ("∂L/∂w", "w ← w − 0.1·∂L/∂w"),
        ("梯度", "更新后的权重"),
        ("偏导数", "新权重"),
        ("勾配", "更新後の重み"),
        ("Градиент", "Новые веса"),
        ("Pochodna", "Nowa waga"),
        ("Gradyan", "Yeni ağırlıklar"),
    ],
)
def test_heads_in_words_and_formulas(gradient: str, new: str) -> None:
    """The gradient stands under the one, the new value under the other."""
    found = sheet(table("w", gradient, new, places=(0, 2, 4)), "ada.md")
    assert (numbers_in(found), found.problems, found.remarks) == (NUMBERS, (), ())


def test_a_formula_beside_the_new_value_is_its_working() -> None:
    """The plain head counts."""
    text = table("w", "gradient", "w − α·gradient", "new w").replace("0.00093", "0.15 - 0.1·0.0093")
    assert numbers_in(sheet(text, "ada.md")) == NUMBERS


@pytest.mark.parametrize(
    "head", ["α·w", "w + α·∂L/∂w", "gradient (old)", "old (new)", "lr", "α", "w·∂L/∂w", "a" * 10_000, "w - w"]
)
def test_other_heads_say_none_of_it(head: str) -> None:
    """What is not certain is left alone."""
    said = aspect_of(head)
    assert said is None or said.kind not in {GRADIENT, NEW, STEP}


SIGNALS = {"z1[1]": 0.3775, "z1[2]": 0.3925, "a1[1]": 0.5933, "a1[2]": 0.5969, "dL/dz1[1]": 0.0365}


@pytest.mark.parametrize(
    "heads",
    [
        ("net input z", "output a", "error signal δ"),
        ("Net input (z)", "Activation (a)", "Error signal (δ)"),
        ("z (net input)", "a (output)", "δ (error)"),
        ("weighted sum z", "activation a", "error δ"),
    ],
)
def test_words_beside_the_letter_of_a_unit(heads: tuple[str, ...]) -> None:
    """They say the same as the letter."""
    z, a, signal = heads
    rows = f"| {z} | 0.3775 | 0.3925 |\n| {a} | 0.5933 | 0.5969 |\n| {signal} | 0.0365 | |\n"
    assert numbers_in(sheet(f"|  | h1 | h2 |\n|---|---|---|\n{rows}", "ada.md")) == SIGNALS


@pytest.mark.parametrize("head", ["output z", "net a", "error"])
def test_words_that_say_another_letter_leave_it_open(head: str) -> None:
    """The row is not read."""
    rows = f"| {head} | 0.3775 | 0.3925 |\n| δ | 0.0365 | |\n"
    found = sheet(f"|  | h1 | h2 |\n|---|---|---|\n{rows}", "ada.md")
    assert numbers_in(found) == {"dL/dz1[1]": 0.0365}
    assert found.remarks != ()


@pytest.mark.parametrize(
    "text",
    [
        "Größe\tWert\t\t\nz1[1]\t0,3775\t\t\nz1[2]\t0,3925\t\t\n",
        ";;\n; name; value\n;z1[1];0,3775\n;z1[2];0,3925\n",
        "Homework 3;;\nforward pass;;\nname;value;comment\nz1[1];0,3775;ok\nz1[2];0,3925;ok\n",
        "变量\t值\nz1[1]\t0.3775\nz1[2]\t0.3925\n",
        "Wielkość;Wartość\nz1[1];0,3775\nz1[2];0,3925\n",
    ],
)
def test_margins_and_titles_of_spreadsheets(text: str) -> None:
    """Empty columns, rows over the heads, heads in other languages."""
    for source in ("ada.csv", "ada.tsv"):
        found = sheet(text, source)
        assert (numbers_in(found), found.problems) == ({"z1[1]": 0.3775, "z1[2]": 0.3925}, ())


@pytest.mark.parametrize("word", ["损失", "总损失", "損失", "Потери", "Strata", "Kayıp", "Błąd"])
@pytest.mark.parametrize("sign", [": ", "："])
def test_a_word_for_the_loss_in_other_letters_leads_to_it(word: str, sign: str) -> None:
    """Any other word in such letters may say anything."""
    assert numbers_in(sheet(f"{word}{sign}L = 0.25\n", "ada.txt")) == {"L": 0.25}
    unread = sheet(f"不是{sign}L = 0.25\n", "ada.txt")
    assert (numbers_in(unread), len(unread.problems)) == ({}, 1)


@pytest.mark.parametrize(
    "heading", ["更新后的权重", "新权重", "更新後の重み", "Новые веса", "Nowe wagi", "Yeni ağırlıklar"]
)
def test_headings_of_new_values_in_other_languages(heading: str) -> None:
    """The parameters below are the new ones."""
    assert numbers_in(sheet(f"## {heading}\n\nW1[1,1] = 0.1491\n", "ada.md")) == {"W1_new[1,1]": 0.1491}
