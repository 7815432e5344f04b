"""Students' files -> sheets."""

import json
from contextlib import suppress

import pytest
from counted import calls_under
from sheets_read import derivation, numbers_in, read_sheet, sheet
from two_two_two import NETWORK

from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.marker import Marker
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.files import SheetFile
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sheet import Answer, AnswerSheet
from backprop_cli.marking.sheets.sheet_file import MAX_BYTES, MAX_LINES, sheet_text
from backprop_cli.problem_file.reader import read
from backprop_cli.words.reading.values import GIVEN
from backprop_cli.worksheet.policy import policy

BATCH = """
samples: [{inputs: [1, 2], targets: [1]}, {inputs: [3, 4], targets: [0]}]
layers: [{weights: [[0.1, 0.2]], biases: [0.3], activation: sigmoid}]
loss: bce
"""


def only(text: str) -> Answer:
    """The answer of a sheet with one line, which must not be complained about."""
    found = sheet(text)
    assert found.problems == ()
    (answer,) = found.answers
    return answer


# --- the formats ------------------------------------------------------------------------------------

FORMATS = {
    "a.yaml": "student: Ada\nanswers:\n  z1[1]: 0.3775\n  W1_new[1,2]: 0.20\n  L:\n",
    "b.yaml": "student: Ada\nz1[1]: 0.3775\nW1_new[1,2]: 0.20\nL: ~\n",
    "c.yaml": "student: Ada\nanswers: {z1[1]: 0.3775, W1_new[1,2]: 0.20, L: }\n",
    "a.json": '{"student": "Ada", "answers": {"z1[1]": 0.3775, "W1_new[1,2]": 0.20, "L": null}}',
    "b.json": '{"student": "Ada", "z1[1]": "0.3775", "W1_new[1,2]": 0.20, "L": "",}',
    "a.csv": 'name,value\nstudent,Ada\nz1[1],0.3775\n"W1_new[1,2]",0.20\nL,\n',
    "b.csv": "student,Ada\r\nz1[1],0.3775\r\nW1_new[1,2],0.20\r\nL\r\n",
    "c.csv": 'sep=;\n"name";"value"\nstudent;Ada\nz1[1];0,3775\nW1_new[1,2];0,20\nL;;\n',
    "d.tsv": "student\tAda\nz1[1]\t0.3775\nW1_new[1,2]\t0.20\nL\t\n",
    "a.md": (
        "# Title\n\nStudent: Ada\n\n| name | answer |\n| :-- | :-- |\n| `z1[1]` | 0.3775 |\n"
        "| `W1_new[1,2]` | 0.20 |\n| `L` | ____ |\n\n| other | table |\n|--|--|\n| `a1[1]` | 7 |\n"
    ),
    "b.md": (
        "**Student:** Ada\r\n\r\n| name | answer |\r\n| --- | --- |\r\n| z1\\[1\\] | $0.3775$ |\r\n"
        "|W1\\_new\\[1,2\\]|**0.20**|\r\n| L | |"
    ),
}


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize("known", [True, False])
def test_every_format_gives_the_same_sheet(source: str, known: bool) -> None:
    """YAML, JSON, CSV and Markdown read alike, by their ending or by their content."""
    found = sheet(FORMATS[source], source if known else "standard input")
    assert (found.student, found.problems) == ("Ada", ())
    assert numbers_in(found) == {"z1[1]": 0.3775, "W1_new[1,2]": 0.2, "L": None}
    assert [each.number and each.number.digits for each in found.answers] == [4, 2, None]
    assert found.answers[2].text == ""


def test_a_sheet_without_a_name_has_none() -> None:
    """The file's name is no student's: two `answers.yaml` are not one person."""
    assert sheet("z1[1]: 1", "x/grace_hopper.yaml").student == ""


def test_lists_fill_vectors_and_matrices() -> None:
    """A list stands for a whole vector or matrix, in order; entries may be blank."""
    found = sheet("z1: [0.3775, ]\nW1_new: [[1, 2.0], [3, __]]\na1:\n  - 0.5\n  - 1/2\nq: 3\n")
    assert numbers_in(found) == {
        **{"z1[1]": 0.3775, "W1_new[1,1]": 1, "W1_new[1,2]": 2, "W1_new[2,1]": 3, "W1_new[2,2]": None},
        **{"a1[1]": 0.5, "a1[2]": 0.5},
    }
    assert found.remarks == (
        "line 1: `z1` has 2 entries, this list has 1: read as far as its entries have a place",
    )
    assert [problem.split(";")[0] for problem in found.problems] == ["line 6: there is no quantity `q` here"]


@pytest.mark.parametrize(
    ("source", "text"),
    [("a.csv", '"W1_new","[[1, 2], [3, 4]]"'), ("a.csv", "W1_new;[1, 2; 3, 4]"),
     ("a.json", '{"W1_new": "[[1, 2], [3, 4]]"}'),
     ("a.md", "| name | answer |\n|--|--|\n| `W1_new` | [[1, 2], [3, 4]] |")],
)  # fmt: skip
def test_lists_in_text(source: str, text: str) -> None:
    """Where a format has no lists, a matrix is written in square brackets."""
    assert list(numbers_in(sheet(text, source)).values()) == [1, 2, 3, 4]


def test_a_list_of_the_wrong_shape_is_said_and_read() -> None:
    """Too many rows are reported; the entries that exist count."""
    found = sheet("W1_new: [[1, 2], [3, 4], [5, 6]]")
    assert list(numbers_in(found).values()) == [1, 2, 3, 4]
    said = "line 1: `W1_new` has 2 × 2 entries, this list has 3 × 2: read as far as its entries have a place"
    assert (found.remarks, found.problems) == ((said,), ())


def test_a_decimal_comma_that_splits_a_list_is_explained() -> None:
    """[0,3775, 0.39] has three entries for two places: the message says how to write it."""
    found = sheet("z1: [0,3775, 0.39]")
    said = "line 1: `z1` has 2 entries, this list has 3; in a list, write decimals with a point: 0.5"
    assert found.problems == (said,)


# --- names ------------------------------------------------------------------------------------------

SPELLINGS = [
    ("Z1[1]", "z1[1]"), ("z1 [ 1 ]", "z1[1]"), ("dl/dz1[1]", "dL/dz1[1]"), ("∂L/∂z1[1]", "dL/dz1[1]"),
    ("delta1[1]", "dL/dz1[1]"), ("δ2[2]", "dL/dz2[2]"), ("w1_NEW [1, 2]", "W1_new[1,2]"),
    ("W1[1,2]_new", "W1_new[1,2]"), ("W1new[1][2]", "W1_new[1,2]"), ("yhat[1]", "a2[1]"),
    ("ŷ[2]", "a2[2]"), ("dL/dyhat[1]", "dL/da2[1]"), ("z₁[1]", "z1[1]"), ("b1_new", "b1_new"),
]  # fmt: skip


@pytest.mark.parametrize(("spelling", "name"), SPELLINGS)
def test_names_are_read_kindly(spelling: str, name: str) -> None:
    """Spaces, case and common other spellings do not matter where only one quantity can be meant."""
    assert only(f"{spelling}: 0.25").name == name


def test_ambiguous_case_is_not_guessed() -> None:
    """Where a problem has both z and Z, another case than theirs is exact or nothing."""
    problem = "formulas: {zz: x^2, ZZ: zz + 1}\nat: {x: 2}\nwrt: [x]\n"
    found = sheet("zz: 4\nZZ: 5\nZz: 6", problem=problem)
    assert numbers_in(found) == {"zz": 4, "ZZ": 5}
    assert found.problems == ("line 3: `Zz` may be `zz` or `ZZ`: write it as it is there",)


def test_unknown_names_get_the_nearest() -> None:
    """A name that does not exist costs its line and brings the nearest spelling."""
    found = sheet("zz1[1]: 1\nL: 0.3")
    assert numbers_in(found) == {"L": 0.3}
    assert found.problems == ("line 1: there is no quantity `zz1[1]` here; did you mean `z1[1]`?",)


def test_samples_are_told_apart() -> None:
    """In a batch every sample has its own quantities, and whole vectors too."""
    found = sheet("z1[1]@2: 1.4\nz1@1: [0.8]\nL: 0.9\nyhat[1]@2: 0.8", problem=BATCH)
    assert found.problems == ()
    assert numbers_in(found) == {"z1[1]@2": 1.4, "z1[1]@1": 0.8, "L": 0.9, "a1[1]@2": 0.8}


def test_given_quantities_are_checked_in_passing() -> None:
    """Copied weights and inputs are no answers; only a wrong copy is worth a word."""
    found = sheet("x: [0.05, 0.1]\nW1[1,1]: 0.15\ny[1]: 0.1\nb1: .35\nx[1]:\n")
    assert found.answers == ()
    assert found.problems == ("line 3: `y[1]` is given: 0.01, not `0.1`",)


def test_a_new_weight_under_the_name_of_the_old_one() -> None:
    """Who writes the new value as w11 is told what it is called."""
    found = sheet("W1[1,1]: 0.1498\n")
    told = "line 1: `W1[1,1]` is given: 0.15, not `0.1498`; its new value is called `W1_new[1,1]`"
    assert found.problems == (told,)


# --- bad lines --------------------------------------------------------------------------------------

BAD_LINES = ["a1[1]: [0.1", "a1[1]: *x", "a1[1]: &x 3", "a1[1]: !!python/name:os.system 3", "a1[1]: 1: 2: 3",
             "a1[1]: {b: [}", "a1[1]: \"0.3", "a1[1]: @3", "a1[1]: {x: 1}", "a1[1]: \x07", "a1[1]: nan",
             "a1[1]: 9^9^9^9", "a1[1]: ().__class__", "a1[1]: x²", "a1[1]: [[[[[[[[[[[[1]]]]]]]]]]]]",
             "a1[1]: [1, 2]", "a1[1]: 1_000", "a1[1]: __import__('os').getcwd()"]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_LINES)
def test_a_bad_line_costs_only_itself(bad: str) -> None:
    """Whatever stands on one line, the lines around it are read, and it is unreadable, not blank."""
    found = sheet(f"student: Ada\nz1[1]: 0.3775\n{bad}\nz1[2]: 0.3925\nL: 0.3\n")
    assert found.student == "Ada"
    assert numbers_in(found) == {"z1[1]": 0.3775, "a1[1]": None, "z1[2]": 0.3925, "L": 0.3}
    (answer,) = [each for each in found.answers if each.name == "a1[1]"]
    assert answer.text
    assert answer.formula is None
    assert answer.note


def test_lines_that_are_no_yaml_are_still_understood() -> None:
    """`name = value` and a forgotten space behind the colon are read."""
    assert numbers_in(sheet("z1[1] = 0.5\nz1[2]:0.7\nL: 0.3")) == {"z1[1]": 0.5, "z1[2]": 0.7, "L": 0.3}


def test_an_open_quote_in_csv_ends_with_its_line() -> None:
    """A quote that is never closed does not swallow the lines after it."""
    found = sheet('z1[1],"0.5\nz1[2],0.7\n', "a.csv")
    assert numbers_in(found) == {"z1[1]": 0.5, "z1[2]": 0.7}


def test_the_first_of_two_counts() -> None:
    """A name that comes twice is reported; a blank first one does not count."""
    found = sheet("z1[1]: 0.1\nZ1[1]: 0.2\nL:\nL: 0.3\n")
    assert numbers_in(found) == {"z1[1]": 0.1, "L": 0.3}
    assert found.problems == ("line 2: `z1[1]` is here a second time, first on line 1; the first counts",)


def test_unusual_numbers_are_said() -> None:
    """How a number was read is told where the text is not plain."""
    assert only("L: 0,5").note == "0,5 read as 0.5"
    assert only("L: 0.5").note == ""


def test_numbers_not_worked_out_are_worked() -> None:
    """A product of numbers is a number; its decimals make it uncertain as in any product."""
    number = only("L: 0.138*0.593").number
    assert number is not None
    assert number.value == pytest.approx(0.081834)
    # half a unit of each factor's last digit: 0.0005 * 0.593 + 0.0005 * 0.138
    assert number.unit == pytest.approx(0.0005 * (0.593 + 0.138))
    assert number.digits == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0,05*0,0321", 0.001605),
        ("1,5 + 2", 3.5),
        ("max(0, 0,5)", 0.5),
        ("1.605 * 10 - 3", 13.05),
        ("1.2*103", 123.6),
        ("1.605*10^-3 + 1", 1.001605),
    ],
)
def test_a_calculation_is_worked_as_it_is_written(text: str, value: float) -> None:
    """Decimal commas are decimals, and a difference is one where spaces say so."""
    number = only(f"L: '{text}'").number
    assert number is not None
    assert number.value == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "power"),
    [("0.5*10-3", "-3"), ("0.5·10 −4", "-4"), ("1.605*10-3 + 2.1*10-4", "-3"), ("1.2·103", "3")],
)
def test_a_power_of_ten_that_lost_its_sign_is_refused(text: str, power: str) -> None:
    """0.5*10-3 may be a power or a difference: it is neither until the student says which."""
    answer = only(f"L: '{text}'")
    assert (answer.number, answer.formula) == (None, None)
    assert answer.note.endswith(f"write `10^{power}`, or a calculation with `*` and spaces around `-`")


@pytest.mark.parametrize(
    "text",
    ["1e-308", "0e320", "1e400", "1e-999", "1e300", "5e-324", "1e-200*1e-108", "1e200*1e200", "0.5e-310"],
)
@pytest.mark.parametrize("form", ["{}", "2*{}", "z1[1]*{}"])
def test_a_number_beyond_all_bounds_costs_one_line(text: str, form: str) -> None:
    """A number that no float can be reckoned with is marked or unreadable, and raises nothing."""
    problem = read(NETWORK, "net.yaml")
    rules = policy(problem, derivation())
    report = Marker(derivation(), rules).report_of({"L": form.format(text), "z1[2]": "0.3925"})
    verdicts = {line.name: line.verdict for line in report.shown}
    assert verdicts["L"] in {Verdict.UNREADABLE, Verdict.WRONG, Verdict.MISTAKE, Verdict.NOT_ASSESSABLE}
    assert verdicts["z1[2]"] is Verdict.RIGHT


def test_formulas_are_read_in_the_problems_names() -> None:
    """A formula keeps its names, spelled as the problem spells them; dL/dz2[1] is a name."""
    from backprop_cli.expr.parser import parse
    from backprop_cli.expr.tree import Mul, Ref

    assert only("dL/dz2[1]: (YHAT[1] - y[1]) * a2[1]").formula == parse("(a2[1] - y[1]) * a2[1]")
    assert only("dL/dW2[1,1]: dl/dz2[1] * A1[1]").formula == Mul((Ref("dL/dz2[1]"), Ref("a1[1]")))


MARKED = "Lines marked (given) are worked already.\n\n"
WORKED_ALREADY = "# These lines are worked already."
"""What a sheet of ours says above its tables and above its block `given`, and nobody else."""


def test_lines_that_came_with_the_sheet_are_marked() -> None:
    """`given:` lines and `(given)` cells of a sheet of ours are said to be given; own ones win."""
    apart = f"{WORKED_ALREADY}\ngiven: {{z1[1]: 0.3775}}\nanswers: {{z1[1]: 0.4, z1[2]: 0.3925}}\n"
    assert numbers_in(sheet(apart)) == {"z1[1]": 0.4, "z1[2]": 0.3925}
    table = f"{MARKED}| name | answer |\n|--|--|\n| `z1[1]` | 0.3775 (given) |\n"
    (answer,) = sheet(table, "a.md").answers
    assert (answer.text, answer.note, answer.given) == ("0.3775", GIVEN.english, True)


def test_the_mark_in_a_table_of_ones_own_says_nothing() -> None:
    """A cell `0.3775 (given)` is the student's answer where the sheet was not handed out so."""
    table = "| name | answer |\n|--|--|\n| z1[1] | 0.3775 (given) |\n| z1[2] | 0.3925 |\n"
    assert [(each.text, each.given) for each in sheet(table, "a.md").answers] == [
        ("0.3775", False),
        ("0.3925", False),
    ]


def test_a_student_cannot_declare_a_line_given() -> None:
    """A line came with the sheet only where it has the number it came with; else it is the student's own."""
    table = f"{MARKED}| name | answer |\n|--|--|\n| `z1[1]` | 5 (given) |\n"
    (answer,) = sheet(table, "a.md").answers
    assert (answer.text, answer.note, answer.given) == ("5", "", False)


@pytest.mark.parametrize(
    "text",
    [
        "Given: x1 = 0.05, x2 = 0.10, lr = 0.5\n\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
        "Given x1 = 0.05\n\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
        "Given:\n\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
        "## Given\nGiven:\n- x1 = 0.05\n- z1[1] = 0.3775\n- z1[2] = 0.3925\n",
        "given = everything\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
        "**Given:** x1 = 0.05\n\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
        "- Given: all\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
        "z1[1] = 0.3775 (given)\nz1[2] = 0.3925 (given)\n",
        "given:\n  z1[1]: 0.3775\n  z1[2]: 0.3925\n",
        f"{MARKED}Given: x1 = 0.05\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
        f"{WORKED_ALREADY}\nGiven: x1 = 0.05\nz1[1] = 0.3775\nz1[2] = 0.3925\n",
    ],
)
@pytest.mark.parametrize("source", ["a.md", "a.txt", "a.yaml"])
def test_a_student_who_writes_given_has_worked_the_lines(text: str, source: str) -> None:
    """Only a sheet of ours takes lines out of the count; "Given:" above own work takes none."""
    found = sheet(text, source)
    assert {each.name: each.number.value for each in found.answers if each.number} == {
        "z1[1]": 0.3775,  # 0.15·0.05 + 0.20·0.10 + 0.35
        "z1[2]": 0.3925,
    }
    assert not any(answer.given for answer in found.answers)


def test_words_behind_given_are_named_as_not_read() -> None:
    """A line of words says nothing of the exercise, and the report says so."""
    found = sheet("Given: everything\nz1[1] = 0.3775\n", "a.md")
    assert found.problems[0].startswith("line 1: there is no quantity `Given` here")


def test_words_in_a_lines_place_give_way() -> None:
    """`Loss: half squared error` is no answer to L where a number stands further down."""
    found = sheet("Loss: half squared error\n\nL = 0.2984\nL = 0.5\n", "a.md")
    assert numbers_in(found) == {"L": 0.2984}
    assert found.problems == (
        "line 1: `half squared error` is no value of `L`; one further down is read",
        "line 4: `L` is here a second time, first on line 3; the first counts",
    )


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("z1: [0,3775, 0,3925]", {"z1[1]": 0.3775, "z1[2]": 0.3925}),
        ("z1: [0,3775; -0,3925]", {"z1[1]": 0.3775, "z1[2]": -0.3925}),
        (
            "W1_new: [[0,1, 0,2], [0,3, 0,4]]",
            {"W1_new[1,1]": 0.1, "W1_new[1,2]": 0.2, "W1_new[2,1]": 0.3, "W1_new[2,2]": 0.4},
        ),
        ("z1: [1, 2]", {"z1[1]": 1, "z1[2]": 2}),
    ],
)
def test_decimal_commas_in_a_list_are_understood(text: str, values: dict[str, float]) -> None:
    """Twice as many whole numbers as the list has entries are decimals with a comma."""
    found = sheet(text)
    assert found.problems == ()
    assert numbers_in(found) == values


def test_decimal_commas_in_braces_are_understood() -> None:
    """In {a1[1]: 0,5933, L: 0.3} YAML sees a name 5933; the student meant 0,5933."""
    found = sheet('{"a1[1]": 0,5933, "L": -0,25}')
    assert (numbers_in(found), found.problems) == ({"a1[1]": 0.5933, "L": -0.25}, ())


@pytest.mark.parametrize("written", ["[-0.25, -0.45, 1]", "[1.5, 0.3, 2]"])
def test_no_decimal_comma_is_proposed_where_there_can_be_none(written: str) -> None:
    """The points stand there already."""
    (said,) = sheet(f"z1: {written}").problems
    assert said.endswith(f"this list has {written.count(',') + 1}")


@pytest.mark.parametrize(
    ("written", "is_in_part"),
    [("W1_new: [[1, 2], [3]]", True), ("z1: [0.3]", True), ("z1: [1, 2, 3]", False)],
)
def test_a_list_of_which_some_entries_are_marked_is_read_in_part(written: str, is_in_part: bool) -> None:
    """What stands in the table is not said to be unread."""
    found = sheet(written)
    assert bool(found.answers) == is_in_part
    assert (len(found.remarks), len(found.problems)) == ((1, 0) if is_in_part else (0, 1))


def test_a_list_with_an_entry_too_many_has_none() -> None:
    """[0,3775, 0.39]: nobody can say which of the three is which; only the list is lost, with a hint."""
    found = sheet("z1: [0,3775, 0.39]\nL: 0.3")
    assert numbers_in(found) == {"L": 0.3}
    assert found.problems == (
        "line 1: `z1` has 2 entries, this list has 3; in a list, write decimals with a point: 0.5",
    )


WIDE = """
inputs: [1, 2, 3]
layers: [{weights: [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], activation: linear}]
targets: [0, 1]
loss: sse
"""


def test_a_list_written_transposed_is_read_so_and_said() -> None:
    """A 3 × 2 list for a 2 × 3 matrix is read with rows and columns exchanged."""
    found = sheet("dL/dW1: [[11, 21], [12, 22], [13, 23]]", problem=WIDE)
    assert numbers_in(found) == {
        f"dL/dW1[{row},{column}]": 10 * row + column for row in (1, 2) for column in (1, 2, 3)
    }
    said = "line 1: `dL/dW1` has 2 × 3 entries, this list has 3 × 2: read with a row per input"
    assert (found.problems, found.remarks) == ((), (said,))


def test_lists_have_the_rows_of_the_course() -> None:
    """With `weight_rows: inputs` a matrix of weights has one row for each input, a vector stays as it is."""
    lookup = Lookup(derivation(WIDE), by_input=True)
    text = "dL/dW1: [[11, 21], [12, 22], [13, 23]]\nz1: [1, 2]\ndz1/dx: [[1, 2, 3], [4, 5, 6]]"
    found = numbers_in(Reader(lookup).sheet(text, "ada.yaml"))
    assert {name: value for name, value in found.items() if "W" in name} == {
        f"dL/dW1[{row},{column}]": 10 * row + column for row in (1, 2) for column in (1, 2, 3)
    }
    assert (found["z1[1]"], found["z1[2]"]) == (1, 2)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("w¹₁₂", "W1[1,2]"),
        ("a¹₂", "a1[2]"),
        ("ŷ₂", "a2[2]"),
        ("x₁", "x[1]"),
        ("δ²₁", "dL/dz2[1]"),
        ("∂L/∂w²₁₂", "dL/dW2[1,2]"),
        ("w²₁₂⁺", "W2_new[1,2]"),
    ],
)
def test_names_are_read_as_the_page_writes_them(text: str, name: str) -> None:
    """A student may copy a name from the worked sheet."""
    assert Lookup(derivation()).find(text) == name


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("1/(1+e^(-z2[1]))", "1/(1+exp(-z2[1]))"),
        ("e^z1[1] + e", "exp(z1[1]) + exp(1)"),
        ("ReLU(z1[1])", "relu(z1[1])"),
        ("w²₁₁·a¹₁ + w²₁₂·a¹₂ + b²", "W2[1,1]*a1[1] + W2[1,2]*a1[2] + b2"),
        ("(a²₁ − y₁) · a²₁(1 − a²₁)", "(a2[1] - y[1])*a2[1]*(1 - a2[1])"),
        ("½((y₁ − a²₁)² + (y₂ − a²₂)²)", "1/2*((y[1] - a2[1])^2 + (y[2] - a2[2])^2)"),
        ("(δ²₁·w²₁₁ + δ²₂·w²₂₁) · ReLU′(z¹₁)", "(dL/dz2[1]*W2[1,1] + dL/dz2[2]*W2[2,1]) * da1[1]/dz1[1]"),
    ],
)
def test_formulas_are_read_as_the_page_writes_them(text: str, same: str) -> None:
    """E to a power, functions in any case, and the page's own names."""
    assert only(f"L: {text}").formula == only(f"L: {same}").formula


def test_given_numbers_are_exact_in_arithmetic() -> None:
    """In (0.7514 − 0.01)·0.7514 the target 0.01 is given: the result has the digits of 0.7514."""
    number = only("dL/dz2[1]: (0.7514-0.01)*0.7514*(1-0.7514)").number
    assert number is not None
    assert number.digits == 4


def test_the_last_side_of_an_equation_counts() -> None:
    """0.4 − 0.1·0.0542 = 0.39458 is read as 0.39458, and said."""
    answer = only("W2_new[1,1]: 0.4 - 0.1*0.0542 = 0.39458")
    assert answer.number is not None
    assert (answer.number.value, answer.note) == (0.39458, "read as 0.39458")


@pytest.mark.parametrize("text", ["NaN", "inf", "-inf", "undefined"])
def test_no_value_is_no_answer(text: str) -> None:
    """A line that says that there is no value is unreadable, with a word on why."""
    answer = only(f"L: {text}")
    assert (answer.number, answer.formula, answer.note) == (None, None, "every line here has a value")


# --- limits -----------------------------------------------------------------------------------------


def test_too_large_a_file_is_refused() -> None:
    """More bytes or lines than a sheet can have are refused with the limit."""
    with pytest.raises(ProblemError, match="200,000"):
        sheet("#" * (MAX_BYTES + 1))
    with pytest.raises(ProblemError, match="200,000"):
        sheet_text(b"#" * (MAX_BYTES + 1), "a.yaml")
    with pytest.raises(ProblemError, match="5,000"):
        sheet("\n" * MAX_LINES)


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16-LE", "UTF-16-BE", "UTF-32-LE", "UTF-32-BE"])
@pytest.mark.parametrize("text", ["", "δ₁: 1"])
def test_a_sheet_with_a_mark_is_read_in_its_encoding(encoding: str, text: str) -> None:
    """Whichever end comes first: Notepad and Excel write such files."""
    assert sheet_text(f"\ufeff{text}".encode(encoding), "a.yaml") == (text, "")


def test_a_sheet_of_windows_is_read_and_told_so() -> None:
    """Where no character is UTF-8, and all are Windows-1252's, as in a CSV file that Excel has saved."""
    told = "the file is not UTF-8 and was read as Windows-1252"
    assert sheet_text("Student;Jürgen\r\nL;0,5 – €".encode("cp1252"), "a.csv") == (
        "Student;Jürgen\r\nL;0,5 – €",
        told,
    )
    marker = Marker(derivation(), policy(read(NETWORK, "net.yaml"), derivation()))
    report = marker.report(SheetFile("a.csv", "a.csv", data="Student;Jürgen\nL;0,5".encode("cp1252")))
    assert (report.who.student, report.remarks[0]) == ("Jürgen", told)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\0\1\2", "this is not a text file: byte 1 is 0"),
        (b"\xff\xfe1\x002", "the file is UTF-16, not UTF-8"),
        (b"\xff\xfe\0\xd8", "the file is UTF-16, not UTF-8"),
        (b"L: \x81", "the file is not UTF-8: byte 4 (0x81) on line 1"),
        (b"L: \xe9\x01", "the file is not UTF-8: byte 4 (0xE9) on line 1"),
        ("L: é".encode() + b"\xe9", "the file is not UTF-8: byte 6 (0xE9) on line 1"),
    ],
)
def test_bytes_that_are_no_text_are_explained(data: bytes, said: str) -> None:
    """Binary files, broken UTF-16, and what is UTF-8 in one place only, are refused with the reason."""
    with pytest.raises(ProblemError) as caught:
        sheet_text(data, "a.yaml")
    assert str(caught.value).startswith(f"error: {said}\n")


HOSTILE = ["[" * 100_000, "{" * 100_000, "- " * 90_000, "? " * 90_000, "a: " * 60_000, "(" * 100_000,
           "z1[1]: " + "[" * 100_000, "z1[1]: " + "(" * 10_000, '"a\n' * 4_000, "a: b: c\n" * 4_900,
           "q1: 1\n" * 4_900, "z1: [" + "1," * 90_000 + "]", "z1: [" + "[1]," * 40_000 + "]", "%" * 100_000,
           "a: &a [*a, *a]\nb: &b [*a, *a]\n" * 1_000, "| a | b |\n" * 4_900, "|" * 190_000,
           '{"a": ' * 30_000, "z1[1]: " + "1+" * 90_000, "z1[1]: -" + "-" * 100_000, "=" * 190_000,
           "| name | answer |\n" + "| z1[1] | 1/ |\n" * 4_900, "{z1[1]: {" * 20_000,
           "a:\n" + " " * 190_000, "|Parameter|Old|New|\n|-|-|-|\n|W1[1,1]|1|2|\n\n" * 1_240,
           "|unit|z|a|\n|-|-|-|\n|1|1|2|\n\n" * 1_240,
           " " * 190_000, "# " * 95_000 + "= 0.3", "( ∂ " + " " * 190_000,
           "{'z1': tensor(" + " " * 190_000 + "}",
           "|a|b|\n|-|-|\n|z1[1]|für " + " " * 190_000 + "x|", "z1 = [0.1] ^ " + " " * 190_000 + "x",
           "z1 = \\begin{bmatrix} " + " " * 190_000 + "x"]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:16]))
@pytest.mark.parametrize("source", ["a.yaml", "a.json", "a.csv", "a.md", "standard input"])
def test_hostile_files_cost_little(text: str, source: str) -> None:
    """A file made to hang or crash gives a sheet or an explanation, and little work."""
    with calls_under(4_000_000), suppress(ProblemError):
        assert isinstance(sheet(text, source), AnswerSheet)


def test_many_names_that_are_none_cost_no_more_than_their_lines() -> None:
    """Each is looked for once, however many there are: twice the lines are twice the work."""
    text = "".join(f"q{number} = 0.3\n" for number in range(4_000))
    with calls_under(8_000_000):
        assert read_sheet(text, "a.yaml", derivation()).answers == ()


def test_json_is_as_raw_as_yaml() -> None:
    """Every scalar of a JSON file is kept as typed."""
    text = json.dumps({"L": 1.5}).replace("1.5", "1.50000")
    assert sheet(text, "a.json").answers[0].text == "1.50000"


@pytest.mark.parametrize(
    "text",
    [
        '{"z1[1]": 0.38, "z1[2]": 0.39 "a1[1]": 0.38, "a1[2]": 0.39}',
        '{"z1[1]": 0.38,\n "z1[2]": 0.39\n "a1[1]": 0.38\n "a1[2]": 0.39}',
        '{"layer1": {"z": ["0.38", "0.39"] "a": [0.38, 0.39]}}',
        '{"z1": [0.38, 0.39] "a1": [0.38, 0.39]}',
        "{'z1[1]': '0.38' 'z1[2]': 0.39, 'a1[1]': 0.38 'a1[2]': 0.39}",
        '{"z1[1]": 0.38, // by hand\n "z1[2]": 0.39 "a1[1]": 0.38, "a1[2]": 0.39}',
    ],
)
def test_a_comma_that_was_left_out_costs_nothing(text: str) -> None:
    """Between a value and the next name, on one line or several."""
    found = sheet(text, "a.json")
    assert numbers_in(found) == {"z1[1]": 0.38, "z1[2]": 0.39, "a1[1]": 0.38, "a1[2]": 0.39}
    assert found.problems == ()


def test_quotes_that_are_escaped_begin_no_value() -> None:
    """A text of nothing else is looked through once: from each of them on it took a minute."""
    found = sheet('{"a": 1 ' + '\\"' * 95_000, "a.json")
    assert found.answers == ()
    assert found.problems != ()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"answers": {"z1[1]": 0.38, "z1[2]": 0.39, "a1[1]": "0.', ["z1[1]", "z1[2]", "a1[1]"]),
        ('{"answers": {"z1": [0.38, 0.39],\n "W1_new": [[0.15, 0.2], [0.2\n', ["z1[1]", "z1[2]"]),
        ('[{"name": "z1[1]", "value": 0.38},\n {"name": "z1[2]", "val', ["z1[1]"]),
        ('{"layers": [{"z": [0.38, 0.39]}, {"z": [0.9', ["z1[1]", "z1[2]"]),
        ('{"layer1": {"z": [0.38, 0.39]}, "layer2": {"z": [0.9, 1.0', ["z1[1]", "z1[2]"]),
    ],
)
def test_what_is_whole_of_a_json_that_breaks_off_is_read(text: str, names: list[str]) -> None:
    """The answers before the place where it ends; of that a line says so."""
    found = sheet(text, "a.json")
    assert [each.name for each in found.answers] == names
    told = [*(each.note for each in found.answers), *found.problems]
    last = text.rstrip().count("\n") + 1
    assert [each.removeprefix(f"line {last}: ") for each in told if each] == ["the file is cut off here"]
    assert [each.number.text for each in found.answers[:2] if each.number] == ["0.38", "0.39"][: len(names)]


def test_a_symbol_has_no_number_to_give() -> None:
    """In a symbolic problem x is a name for formulas; a number for it is reported."""
    found = sheet("x: 3\ndz/dx: 5x^4", problem="formulas: {z: x^5 + 9}\nwrt: [x]\n")
    assert found.problems == ("line 1: `x` is given, not `3`",)
    assert found.answers[0].formula is not None
