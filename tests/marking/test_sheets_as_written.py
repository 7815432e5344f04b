"""Files as people hand them in: tables of any head, arrays as programs print them, lists of any form."""

import pytest
from sheets_read import numbers_in, sheet
from two_two_two import NETWORK

from backprop_cli.errors import ProblemError

COLUMN = """
inputs: [2]
targets: [6]
layers: [{weights: [[1], [3]], activation: linear}, {weights: [[1, 1]], activation: linear}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.5}
"""
FORMULA = 'formulas: {y: "x_^2"}\nat: {x_: 3}\n'


TWO_LINES = {"z1[1]": 0.3775, "L": 0.28}
FILES = [
    ("a.md", "| quantity | working | my answer |\n|--|--|--|\n"
             "| z1[1] | 0.05*0.15 + 0.37 | 0.3775 |\n| L | | 0.28 |\n"),
    ("a.md", "| # | Größe | Ergebnis | Punkte |\n|--|--|--|--|\n"
             "| 1 | $z_1^{(1)}$ | 0,3775 | 2 |\n| 2 | L | 0,28 | 3 |\n"),
    ("a.md", "what | my value\n--|--\nz1[1] | 0.3775\nL | 0.28\n\nThat is |all|.\n"),
    ("a.md", "| result | what |\n|--|--|\n| 0.3775 | z¹₁ |\n| 0.28 | E |\n"),
    ("a.csv", "name,value,comment\nz1[1],0.3775,checked\nL,0.28,\"hm, ok\"\n"),
    ("a.csv", "z1[1],0.3775,checked\nL,0,28,rounded\n"),
    ("a.csv", "name;value;comment\nz1[1];0,3775;checked\nL;0,28;\n"),
    ("a.csv", "nr,quantity,answer\n1,z1[1],0.3775\n2,L,0.28\n"),
    ("a.csv", "student,z1[1],L\nAda,0.3775,0.28\n"),
    ("a.tsv", "z1[1]\t0.3775\tchecked\nL\t0.28\n"),
    ("a.txt", "z1[1] = 0.3775\nL = 0.28\n"),
    ("a.txt", "z1[1] = 0.3775 (note: by hand)\nL = 0.14*2 = 0.28\n"),
    ("a.txt", "Student: Ada\n- z1[1]: 0.3775\n- L: 0.28\n"),
    ("a.txt", "z1[1]: 0.3775\nL = 0.28\n"),
    ("a.txt", "z1[1]\t0.3775\nL\t0.28\n"),
    ("a.txt", "z1[1] 0.3775\nL   0.28\n"),
    ("a.txt", "z1[1] 0.3775\nL = 0.28\n"),
    ("a.yaml", "L: 0.28\nz1[1] 0.3775\n"),
    ("a.yaml", "answers:\n  z1[1]: 0.3775\nanswers:\n  L: 0.28\n"),
    ("a.json", '{"answers": {"z1[1]": 0.3775}, "answers": {"L": 0.28}}'),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text"), FILES)
def test_a_file_of_another_form_gives_the_same_sheet(source: str, text: str) -> None:
    """Names and answers are found whatever the heads, the order and the remarks beside them."""
    found = sheet(text, source)
    assert (numbers_in(found), found.problems) == (TWO_LINES, ())


UNSEEN = [chr(code) for code in (0xAD, 0x200B, 0x200E, 0x200F, 0x202D, 0x2060, 0x2066, 0x061C, 0xFEFF)]


@pytest.mark.parametrize("unseen", [*UNSEEN, "&nbsp;"], ids=ascii)
@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("a.yaml", "student: Ada\nanswers:\n  _z1[1]: _0.3775_\n  L_: 0.28\n"),
        ("a.yaml", "_student: _Ada\nanswers:\n  z1[1]: '0.3775_'\n  _L_: _0.28\n"),
        ("a.json", '{"student": "Ada", "answers": {"_z1[1]": "_0.3775", "L": "0.28_"}}'),
        ("a.csv", "student,Ada\n_z1[1],0.3775_\nL_,_0.28\n"),
        ("a.txt", "Student: Ada\n_z1[1] = _0.3775\n_L_ = 0.28_\n"),
        ("a.md", "Student: Ada\n\n| name_ | _answer |\n|--|--|\n| _z1[1] | _0.3775 |\n| L_ | 0.28_ |\n"),
    ],
)
def test_what_nobody_sees_costs_nothing(source: str, text: str, unseen: str) -> None:
    """Characters that come along when a text is copied, beside names and numbers."""
    found = sheet(text.replace("_", unseen), source)
    assert (found.student, numbers_in(found), found.problems) == ("Ada", TWO_LINES, ())
    assert {each.text: each.note for each in found.answers} == {"0.3775": "", "0.28": ""}


@pytest.mark.parametrize("unseen", UNSEEN, ids=ascii)
def test_what_nobody_sees_within_a_name_or_a_number(unseen: str) -> None:
    """In the middle as well, and in the escapes of JSON."""
    text = "answers:\n  z_1[1]: 0.37_75\n  L: 0._28\n".replace("_", unseen)
    assert numbers_in(sheet(text, "a.yaml")) == TWO_LINES
    escape = f"\\u{ord(unseen):04x}"
    data = '{"z1_[1]": "0.37_75", "L": "0.28_"}'.replace("_", escape)
    assert numbers_in(sheet(data, "a.json")) == TWO_LINES


def test_a_joiner_that_a_name_needs_is_kept() -> None:
    """In Persian the zero-width non-joiner is part of the spelling."""
    name = "مهری\u200cناز"
    assert sheet(f"student: {name}\nanswers: {{L: 0.28}}\n", "a.yaml").student == name


MATRIX = {"W1_new[1,1]": 0.1, "W1_new[1,2]": -0.2, "W1_new[2,1]": 3.0, "W1_new[2,2]": 0.4}
ARRAYS = [
    ("a.txt", "W1_new = [[0.1 -0.2]\n [3.  0.4]]\n"),
    ("a.txt", "W1_new = array([[ 0.1, -0.2],\n       [ 3. ,  0.4]])\n"),
    ("a.yaml", "W1_new: [[0.1 -0.2]\n  [3. 0.4]]\n"),
    ("a.yaml", "W1_new: np.array([[0.1, -0.2],\n  [3.0, 0.4]], dtype=float32)\n"),
    ("a.yaml", "W1_new: [[0.1 -0.2], [3. 0.4]]\n"),
    ("a.yaml", "W1_new: tensor([[0.1, -0.2], [3., 0.4]])\n"),
    ("a.yaml", "W1_new: [[np.float64(0.1), np.float64(-0.2)], [3., 0.4]]\n"),
    ("a.yaml", "W1_new: [[0,1 -0,2], [3,0 0,4]]\n"),
    ("a.yaml", "W1_new: [0.1 -0.2; 3. 0.4]\n"),
    ("a.json", '{"W1_new": "[[0.1 -0.2]\\n [3. 0.4]]"}'),
    ("a.csv", "W1_new,[[0.1 -0.2] [3. 0.4]]\n"),
    ("a.md", "| name | answer |\n|--|--|\n| W1_new | [[0.1 -0.2] [3. 0.4]] |\n"),
]


@pytest.mark.parametrize(("source", "text"), ARRAYS)
def test_arrays_are_read_as_programs_print_them(source: str, text: str) -> None:
    """A matrix of numpy, torch or a blackboard is a matrix, with spaces or commas between its entries."""
    found = sheet(text, source)
    assert (numbers_in(found), found.problems, found.remarks) == (MATRIX, (), ())


LISTS = [
    (COLUMN, "dL/dW1: [4, 4]", {"dL/dW1[1,1]": 4, "dL/dW1[2,1]": 4}),
    (COLUMN, "W1_new: [-1, 1]", {"W1_new[1,1]": -1, "W1_new[2,1]": 1}),
    (COLUMN, "dL/dW1: [[4], [4]]", {"dL/dW1[1,1]": 4, "dL/dW1[2,1]": 4}),
    (COLUMN, "dL/dW1: [4,5, 4,5]", {"dL/dW1[1,1]": 4.5, "dL/dW1[2,1]": 4.5}),
    (COLUMN, "dL/dW1: [[4,5], [4,5]]", {"dL/dW1[1,1]": 4.5, "dL/dW1[2,1]": 4.5}),
    (COLUMN, "W2_new: [1, 1]", {"W2_new[1,1]": 1, "W2_new[1,2]": 1}),
    (COLUMN, "z2: [[8]]", {"z2[1]": 8}),
    (NETWORK, "z1: [0,3775, 0,3925]", {"z1[1]": 0.3775, "z1[2]": 0.3925}),
    (NETWORK, "z1: [0,3775 0,3925]", {"z1[1]": 0.3775, "z1[2]": 0.3925}),
    (NETWORK, "z1: [1, 2]", {"z1[1]": 1, "z1[2]": 2}),
]


@pytest.mark.parametrize(("problem", "text", "numbers"), LISTS)
def test_commas_are_decimals_only_where_a_list_is_too_long(
    problem: str, text: str, numbers: dict[str, float]
) -> None:
    """[4, 4] for a matrix with one column is 4 and 4; [4,5, 4,5] for the same can only be 4.5 and 4.5."""
    found = sheet(text, "a.yaml", problem)
    assert (numbers_in(found), found.problems) == (numbers, ())


def test_a_table_of_a_whole_class_is_refused_with_a_word() -> None:
    """A row for each student is no sheet: nobody's answers are marked as another's."""
    with pytest.raises(ProblemError, match="2 rows under its names, each a sheet"):
        sheet("student,z1[1],L\nAda,0.3775,0.28\nBob,0.1,0.2\n", "form.csv")


def test_a_name_may_be_the_answer_of_a_line() -> None:
    """`dL/db2,L` is a line with a formula, not the head of a table."""
    found = sheet("dL/db2,L\nz1[1],0.3775\n", "a.csv")
    assert [(each.name, each.text) for each in found.answers] == [("dL/db2", "L"), ("z1[1]", "0.3775")]


def test_a_table_beside_our_own_is_passed_over() -> None:
    """Where a sheet has our heads, the student's other tables are no answers."""
    ours = "| name | answer |\n|--|--|\n| `L` | 0.28 |\n\n"
    found = sheet(f"{ours}| step | number |\n|--|--|\n| z1[1] | 7 |\n", "a.md")
    assert numbers_in(found) == {"L": 0.28}


def test_names_that_end_in_a_line_are_names() -> None:
    """An author's `x_` is read back from the sheet that we wrote; `_L_` is emphasis."""
    table = "| name | answer |\n| :-- | :-- |\n| `y` | 9 |\n| `dy/dx_` | 6 |\n"
    found = sheet(table, "a.md", FORMULA)
    assert (numbers_in(found), found.problems) == ({"y": 9.0, "dy/dx_": 6.0}, ())
    assert numbers_in(sheet("| name | answer |\n|--|--|\n| _L_ | __0.28__ |\n", "a.md")) == {"L": 0.28}


BESIDE = [
    ("a.md", "| name | answer | again |\n|--|--|--|\n| `z1[1]` | 0.3775 | 0.4775 |\n| L | 0.28 | **0.3** |\n",
     "`again`"),
    ("a.md", "| name | first | | again |\n|--|--|--|--|\n| z1[1] | 0.3775 | 0.4 | 0.47 |\n| L | 0.28 | | |\n",
     "`3`, `again`"),
    ("a.csv", "name,answer,again\nz1[1],0.3775,0.4775\nL,0.28,\n", "`again`"),
    ("a.csv", "again;name;answer\n0,4;z1[1];0,3775\n;L;0,28\n", "`again`"),
    ("a.csv", "z1[1],0.3775,0.4775\nL,0.28\n", "`3`"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "columns"), BESIDE)
def test_numbers_beside_the_answers_are_not_dropped_without_a_word(
    source: str, text: str, columns: str
) -> None:
    """Answers are those of their column, and a remark names the others with numbers."""
    found = sheet(text, source)
    assert numbers_in(found) == TWO_LINES
    kind = "columns" if "," in columns else "column"
    were = "were" if "," in columns else "was"
    assert found.remarks == (f"the table's {kind} {columns} {were} not read",)


@pytest.mark.parametrize(("source", "text"), [each for each in FILES if each[0] in {"a.md", "a.csv"}])
def test_words_places_and_points_beside_the_answers_are_no_numbers(source: str, text: str) -> None:
    """Comments, working, the numbers of lines and whole points get no remark."""
    assert not any("not read" in said for said in sheet(text, source).remarks)
