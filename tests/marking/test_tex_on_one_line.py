r"""Formulas of TeX as students set them on one line: `$$…$$`, `\[…\]`, `\(…\)`, `\,` and `\frac12`."""

import pytest
from counted import calls_under
from sheets_read import numbers_in, sheet

from backprop_cli.marking.sheets.formats.tex_lines import with_plain_tex

TWO = {"z1[1]": 0.3775, "z1[2]": 0.3925}  # 0.15·0.05 + 0.20·0.10 + 0.35, 0.25·0.05 + 0.30·0.10 + 0.35
VECTORS = [
    r"z^{(1)} = \begin{pmatrix} 0.3775 \\ 0.3925 \end{pmatrix}",
    r"z^{(1)} = \begin{bmatrix} 0.3775 \\[2pt] 0.3925 \end{bmatrix}",
    "z^{(1)} = [0.3775, 0.3925]",
    r"z^{(1)} = W^{(1)}\,x + b^{(1)} = (0.3775,\; 0.3925)",
    r"z_1^{(1)} = 0.3775,\quad z_2^{(1)} = 0.3925",
]
FRAMES = [
    "$$%s$$",
    "$$ %s $$",
    "$%s$",
    r"\[ %s \]",
    r"\[%s\]",
    r"\( %s \)",
    r"- \(%s\)",
    "$$\n%s\n$$",
    "$$ %s\n$$",
    "$$\n%s $$",
    "\\[\n%s\n\\]",
]


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("formula", VECTORS)
def test_a_vector_in_a_frame_of_tex(formula: str, frame: str, name: str) -> None:
    """The dollars are no part of the last number."""
    found = sheet(frame % formula + "\n", name)
    assert numbers_in(found) == TWO
    assert found.problems == ()


def test_a_number_is_shown_without_its_frame() -> None:
    """Not as 0.3775$$."""
    found = sheet("$$z_1^{(1)} = 0.3775$$\n\\[ z_2^{(1)} \\approx 0.3925 \\]\n", "a.md")
    assert numbers_in(found) == TWO
    assert [each.text for each in found.answers] == ["0.3775", "0.3925"]


@pytest.mark.parametrize("room", [r"\,", r"\;", r"\:", r"\!", r"\, \cdot \,"])
def test_room_between_factors_is_no_second_answer(room: str) -> None:
    """(0.15)(0.05) is set with room between the two."""
    line = rf"$z_1^{{(1)}} = 0.15{room}(0.05) + 0.20{room}(0.10) + 0.35 = 0.3775$"
    assert numbers_in(sheet(line + "\n", "a.md")) == {"z1[1]": 0.3775}


@pytest.mark.parametrize(
    "half", [r"\frac12", r"\tfrac12", r"\dfrac12", r"\frac1{2}", r"\frac{1}2", r"\frac 1 2"]
)
def test_a_fraction_without_braces(half: str) -> None:
    """TeX takes a digit for each."""
    found = sheet(rf"$L = {half}((y_1 - a_1^{{(2)}})^2 + (y_2 - a_2^{{(2)}})^2)$" + "\n", "a.md")
    assert [(each.name, each.formula is not None, each.note) for each in found.answers] == [("L", True, "")]


@pytest.mark.parametrize(
    "line",
    [
        r"z1\[1\] = 0.3775",
        r"z1 = \[0.3775, 0.3925\]",
        r"z1\[1\] = 0.3775, z1\[2\] = 0.3925",
        r"a \\[2pt] b = 1 \\[2pt] c",
        r"see \[1\] and \(2\)",
    ],
)
def test_brackets_that_an_editor_has_escaped_stay(line: str) -> None:
    """They are no frames of TeX."""
    assert with_plain_tex(line) == line


def test_digits_in_groups_stay_one_number() -> None:
    r"""12\,345 is set with a thin space."""
    assert with_plain_tex(r"q = 12\,345") == "q = 12\u2009345"


@pytest.mark.parametrize(
    "text",
    [
        "\\[=" * 60_000,
        "\\(=" * 60_000,
        "$$" * 90_000,
        "$$a" * 60_000,
        "\\frac{" * 30_000,
        "\\[" + "=" * 190_000,
        "$$\n" * 4_000,
    ],
)
def test_hostile_frames_cost_little(text: str) -> None:
    """Frames that are never closed are passed over."""
    with calls_under(150_000):
        with_plain_tex(text)


@pytest.mark.parametrize("times", [r"\cdot", r"\times", r"\quad {} \cdot", r"\quad\times", r"{} \ast"])
def test_a_row_that_begins_with_a_sign_goes_on_with_the_formula_above(times: str) -> None:
    """A factor that is a name too, sigmoid′(z), is no second answer with the number behind it."""
    rows = rf"""
$$
\begin{{aligned}}
\delta_1^{{(1)}} &= (\delta_1^{{(2)}} w_{{11}}^{{(2)}} + \delta_2^{{(2)}} w_{{21}}^{{(2)}}) \\
&{times} \mathrm{{sigmoid}}^{{\prime}}(z_1^{{(1)}}) \\
&\approx 0.036350 \cdot 0.24130 \approx 0.0087714
\end{{aligned}}
$$
"""
    assert numbers_in(sheet(rows, "a.md")) == {"dL/dz1[1]": 0.0087714}
