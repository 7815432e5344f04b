"""Two answers on one line: both are read, whatever stands between them."""

import pytest
from counted import calls_under
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


RUN_TOGETHER = [
    *(f"z1[1] = 0.3775{between}z1[2] = -0.3925" for between in (" ", " / ", ". ", " ⇒ ", " => ", " → ")),
    "z1[2] = -0.3925 / z1[1] = 0.3775",
    "z1[1]: 0.3775 z1[2]: -0.3925",
    "z1[1] = 0.3525 + 0.025 = 0.3775 z1[2] = 0.6075 - 1 = -0.3925",
    "z1[1], z1[2] = 0.3775, -0.3925",
]


CHAIN = "formulas: {r: q + z, f: r*t}\nat: {q: 2, z: 3, t: 4}\n"


@pytest.mark.parametrize("sign", ["→", "⇒", "⟹", "=>", r"\Rightarrow", r"\implies"])
@pytest.mark.parametrize("rule", ["r = q + z", "r = (q + z)", r"r = q \cdot 1 + z", "r = q + z = 5"])
@pytest.mark.parametrize("source", ["ada.txt", "ada.md"])
def test_an_arrow_behind_a_formula_leads_to_a_further_answer(sign: str, rule: str, source: str) -> None:
    """What the second name is of is not worked from it: the number behind is not its own."""
    found = sheet(f"{rule} {sign} df/dr = t = 4, df/dt = r = 5\n", source, CHAIN)
    assert list(numbers_in(found)) == ["r", "df/dr", "df/dt"]
    assert [each.number.value for each in found.answers[1:] if each.number] == [4, 5]
    assert found.answers[0].number is None or found.answers[0].number.value == 5
    assert found.problems == ()


@pytest.mark.parametrize("line", RUN_TOGETHER)
@pytest.mark.parametrize("source", ["ada.txt", "ada.md", "ada.yaml", "ada.csv"])
def test_a_name_that_can_be_no_factor_begins_a_further_answer(line: str, source: str) -> None:
    """z1[1] is not worked from z1[2]: 0.3775 z1[2] is no product, and 0.3775 / z1[2] no quotient."""
    found = sheet(f"{line}\n", source)
    assert (numbers_in(found), found.problems, found.remarks) == (BOTH, (), ())


@pytest.mark.parametrize(
    ("line", "name", "number"),
    [
        ("dL/da1[1] = 0.4 dL/dz2[1] = 0.0287", "dL/da1[1]", None),
        ("a1[1] = 0.59 / z1[1] = 0.37", "a1[1]", None),
        ("dL/da2[1] = -1 / a2[1] = -1.4", "dL/da2[1]", -1.4),
        ("L = 0.2 + 0.1 L_new = 0.3", "L", 0.3),
    ],
)
def test_a_name_that_may_be_a_factor_begins_none(line: str, name: str, number: float | None) -> None:
    """w·δ is how a gradient is worked: where a product or a quotient may be meant, nothing is guessed."""
    assert numbers_in(sheet(f"{line}\n")) == {name: number}


def test_lists_run_together() -> None:
    """What stands before the second name is a whole list, as a program prints it."""
    found = sheet("z1 = [0.3775, -0.3925] a1 = [0.5, 0.25]\n")
    assert numbers_in(found) == {**BOTH, "a1[1]": 0.5, "a1[2]": 0.25}


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


def test_room_between_answers_costs_little() -> None:
    """However much of it stands there, it is looked through once."""
    with calls_under(400_000):
        sheet(("z1[1] = 0.1 " + " " * 480 + "z\n") * 390)
