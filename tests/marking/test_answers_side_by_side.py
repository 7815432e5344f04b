"""Two answers on one line: both are read, whatever stands between them."""

import pytest
from sheets_read import numbers_in, sheet

BOTH = {"z1[1]": 0.3775, "z1[2]": -0.3925}


@pytest.mark.parametrize(
    "between", [" | ", " & ", r" \qquad ", r"\quad ", r" ,\quad ", r" & \qquad ", "& ", ", ", "; ", "   "]
)
@pytest.mark.parametrize("frame", ["{}", "${}$"])
@pytest.mark.parametrize("source", ["ada.txt", "ada.md", "ada.tex"])
def test_a_name_with_its_sign_begins_a_further_answer(between: str, frame: str, source: str) -> None:
    """The first is not marked by the number of the second."""
    found = sheet(frame.format(f"z1[1] = 0.3775{between}z1[2] = -0.3925") + "\n", source)
    assert (numbers_in(found), found.problems, found.remarks) == (BOTH, (), ())


def test_the_columns_of_an_aligned_block() -> None:
    """LaTeX's two equations on a line."""
    rows = r"z_1^{(1)} &= 0.3775 & z_2^{(1)} &= -0.3925 \\"
    page = f"$$\n\\begin{{aligned}}\n{rows}\na_1^{{(1)}} &= 0.5 & a_2^{{(1)}} &= 0.25\n\\end{{aligned}}\n$$\n"
    assert numbers_in(sheet(page, "ada.md")) == {**BOTH, "a1[1]": 0.5, "a1[2]": 0.25}


@pytest.mark.parametrize("source", ["ada.txt", "ada.md", "ada.yaml"])
@pytest.mark.parametrize(
    "line",
    [
        *(
            "z1[1], z1[2] = 0.3775, -0.3925",
            "z1[1], z1[2] = 0,3775; -0,3925",
            "(z1[1], z1[2]) = (0.3775, -0.3925)",
        ),
        "z_1^{(1)}, z_2^{(1)} = 0.3775, -0.3925",
    ],
)
def test_names_with_as_many_values(line: str, source: str) -> None:
    """As programs set several variables at once."""
    found = sheet(f"{line}\n", source)
    assert (numbers_in(found), found.problems, found.remarks) == (BOTH, (), ())


def test_names_with_fewer_values_are_named() -> None:
    """Nobody can say whose the one number is."""
    found = sheet("z1[1], z1[2] = 0.3775\n", "ada.md")
    assert (found.answers, len(found.problems)) == ((), 1)


def test_a_plus_is_a_bullet_of_markdown() -> None:
    """Behind a whole answer; behind a formula it goes on with the sum."""
    assert numbers_in(sheet("* z1[1] = 0.3775\n+ z1[2] = -0.3925\n", "ada.md")) == BOTH
    assert numbers_in(sheet("+ z1[1] = 0.3775\n+ z1[2] = -0.3925\n", "ada.md")) == BOTH
    assert numbers_in(sheet("z1[1] = 0.15*0.05 + 0.2*0.1\n+ b1 = 0.3775\n", "ada.md")) == {"z1[1]": 0.3775}
