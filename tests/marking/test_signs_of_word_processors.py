"""Signs of word processors, keyboards and other books are read as the plain ones; so are broken lines."""

import pytest
from sheets_read import numbers_in, sheet

TWO = {"z1[1]": 0.3775, "z1[2]": -0.3925}


@pytest.mark.parametrize("source", ["ada.txt", "ada.md", "ada.yaml"])
@pytest.mark.parametrize("sign", ["≌", "⟹", "⇝", "∶", "﹦", "⩳", "==>", "= >", "＝", "↦"])
def test_signs_between_a_name_and_its_value(sign: str, source: str) -> None:
    """Each is `=`, `≈`, `:` or an arrow in another hand."""
    assert numbers_in(sheet(f"z1[1] {sign} 0.3775\nz1[2] {sign} -0.3925\n", source)) == TWO


@pytest.mark.parametrize("minus", ["-", "−", "–", "—", "‒", "﹣", "－", "➖", "˗", "‐", "‑"])
def test_minus_signs_of_all_kinds(minus: str) -> None:
    """With a space behind it or none."""
    assert numbers_in(sheet(f"z1[1] = 0.3775\nz1[2] = {minus}0.3925\n", "ada.txt")) == TWO
    assert numbers_in(sheet(f"z1[1] = 0.3775\nz1[2] = {minus} 0.3925\n", "ada.txt")) == TWO


@pytest.mark.parametrize(
    "text",
    [
        "“z1[1]” = 0.3775\n„z1[2]“ = -0.3925\n",
        "ｚ１［１］＝０．３７７５\nｚ１［２］：－０．３９２５\n",
        "𝑧₁⁽¹⁾ = 0.3775\n𝑧₂⁽¹⁾ = −𝟎.𝟑𝟗𝟐𝟓\n",
        "z1[1] ........ 0.3775\nz1[2] ........ -0.3925\n",
        "z1[1] = ____ 0.3775\nz1[2]: ____ -0.3925\n",
        "z1[1] works out to 0.3775\nz1[2] turns out to be -0.3925\n",
        "z1[1] gives 0.3775\nz1[2] evaluates to -0.3925\n",
        "z1[1]\n= 0.3775\nz1[2]\n  ≈ -0.3925\n",
        "z1[1] =\n0.3775\nz1[2]\n= 0.1 *\n x[1] - 0.4\n= -0.3925\n",
        "$z_1^{(1)}$\n\n$= 0.3775$\n\n$z_2^{(1)}$\n\n$= -0.3925$\n",
        "* z1[1] = *0.3775*\n+ z1[2] = -0.3925\n",
        "+ z1[1] = 0.1 + 0.2775 = 0.3775\n+ z1[2] = -0.3925\n",
    ],
)
def test_what_a_human_reads_without_doubt(text: str) -> None:
    """Every line of it, whatever it came from."""
    found = sheet(text, "ada.md")
    assert (numbers_in(found), found.problems) == (TWO, ())


@pytest.mark.parametrize("bullet", [*"◦▪‣➢⁃●○■►✓§❖①⑵❸•", "\uf0b7", "o\t", "o  "])
def test_lists_of_word_processors(bullet: str) -> None:
    """What stands before their lines is no part of a name."""
    found = sheet(f"{bullet} z1[1] = 0.3775\n\t{bullet} z1[2] = -0.3925\n", "ada.txt")
    assert (numbers_in(found), found.problems) == (TWO, ())


@pytest.mark.parametrize("power", ["37,75.10⁻²", "3,775.10^-1", "3.775 . 10^{-1}", "37,75 .10^(-2)"])
def test_powers_of_ten_as_french_books_print_them(power: str) -> None:
    """A dot on the line before 10 is a product, where the number has its decimals already."""
    assert numbers_in(sheet(f"z1[1] = {power}\n", "ada.txt")) == {"z1[1]": 0.3775}


@pytest.mark.parametrize("arrow", ["=>", "==>", "→", "->", "⟹"])
def test_an_old_value_with_an_arrow_to_the_new_one(arrow: str) -> None:
    """Never the old one alone, in silence."""
    found = sheet(f"W1[1,1]: 0.15 {arrow} 0.1498\nW1[2,1] = 0.25 {arrow} 0.2497\n", "ada.txt")
    assert numbers_in(found) == {"W1_new[1,1]": 0.1498, "W1_new[2,1]": 0.2497}


@pytest.mark.parametrize("line", ["W1[1,1] changes from 0.15 to 0.1498", "W1[1,1] goes from 0.15 to 0.1498"])
def test_an_old_value_and_the_new_one_in_words(line: str) -> None:
    """What it changes to."""
    assert numbers_in(sheet(f"{line}\n", "ada.txt")) == {"W1_new[1,1]": 0.1498}


@pytest.mark.parametrize("line", ["z1[1] >= 0.3775", "z1[1] <= 0.3775", "z1[1] <=> 0.3775"])
def test_other_signs_say_no_value(line: str) -> None:
    """An inequality is none."""
    assert numbers_in(sheet(f"{line}\n", "ada.txt")).get("z1[1]") is None


@pytest.mark.parametrize(
    "text",
    [
        "### z1[1] = 0.3775\n\n## z1[2] = -0.3925 ##\n",
        "1.a) z1[1] = 0.3775\n1.b) z1[2] = -0.3925\n",
        "#1 z1[1] = 0.3775\n#2 z1[2] = -0.3925\n",
    ],
)
def test_headings_and_labels_that_hold_an_answer(text: str) -> None:
    """They are answers like any other."""
    assert numbers_in(sheet(text, "ada.md")) == TWO
