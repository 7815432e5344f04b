"""Lines that people type into a plain file are read as they are meant; otherwise a sentence says why not."""

import re
from pathlib import Path

import pytest
from counted import calls_under
from sheets_read import numbers_in, reader
from two_two_two import NETWORK

from backprop_cli.api import blank, check, load
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.marking.sheets.sides import hidden_brackets, parted
from backprop_cli.problem.known import in_usual_letters, known_of
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem.notation import in_notation
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.quantities.spellings import SET

TRAINING = """
notation: bracket
samples: [{inputs: [0, 1], targets: [0]}, {inputs: [1, 0], targets: [1]}]
layers: [{weights: [[0.3, -0.2]], biases: [0.1], activation: sigmoid}]
loss: mse
optimizer: {name: sgd, learning_rate: 0.5}
training: {epochs: 2, batch_size: 1}
"""


def sheet(text: str, source: str = "ada.txt", problem: str = NETWORK) -> AnswerSheet:
    """A text as the sheet that a plain file holds, or another one."""
    return reader(problem).sheet(text, source)


def test_an_empty_line_of_a_quotation_ends_nothing() -> None:
    """`>` alone, as mails and Markdown have it, stands between two answers."""
    text = "z1[1] = 0.37\n>\n> $$\n> z1[2] = 0.39\n> $$\n"
    assert numbers_in(sheet(text, "ada.md")) == numbers_in(sheet(text)) == {"z1[1]": 0.37, "z1[2]": 0.39}


# --- what stands between a name and its value -------------------------------------------------------


@pytest.mark.parametrize(
    "sign", ["\t=\t", "\t≈ \t", "≈", "~=", "≃", "≅", "~", ":=", "->", "→", "=>", "⇒", "==", "\\approx", ":"]
)
@pytest.mark.parametrize("behind", ["{}", "{} ", "{}\t"])
def test_signs_that_part_name_and_value(sign: str, behind: str) -> None:
    """Whichever sign a student writes, the line is one of its own and its neighbours keep theirs."""
    text = f"z1[1] = 0.3775\nz1[2] {behind.format(sign)} 0.3925\na1[1] = 0.5933\n"
    found = sheet(text)
    assert numbers_in(found) == {"z1[1]": 0.3775, "z1[2]": 0.3925, "a1[1]": 0.5933}
    assert found.problems == ()


def test_a_sheet_of_signs_of_rounding_alone() -> None:
    """A file whose every line has ≈ is no table."""
    assert numbers_in(sheet("z1[1] ≈ 0.3775\nz1[2] ≈ 0.3925\n")) == {"z1[1]": 0.3775, "z1[2]": 0.3925}


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("In¹₁⟨1, t=1⟩ = -0.1", "In¹₁⟨1, t=1⟩", "-0.1"),
        ("w := 0.1 = 0.2", f"w {SET}", "0.1 = 0.2"),
        ("$z_1 \\approx 0.3$", "z_1", "0.3$"),
        ("f(a=1 = 2", "f(a", "1 = 2"),
    ],
)
def test_a_sign_within_brackets_parts_nothing(line: str, name: str, value: str) -> None:
    """The first sign that stands in no brackets counts; a bracket that is never closed hides none."""
    found = parted(line)
    assert found is not None
    assert (found.name, found.value) == (name, value)


@pytest.mark.parametrize("text", ["a(b[c]d)e", "((", "))", "(]", "⟨t=1⟩[2]{3}"])
def test_hiding_keeps_places(text: str) -> None:
    """What is hidden takes as much room as before."""
    hidden = hidden_brackets(text)
    assert len(hidden) == len(text)
    assert all(own in (sign, "\0") for own, sign in zip(hidden, text, strict=True))


# --- the new value ----------------------------------------------------------------------------------

NEW = {"W1_new[1,1]": 0.14978, "z1[1]": 0.3775}
ASSIGNED = [
    ("a.txt", "W1[1,1] := 0.14978\nz1[1] := 0.3775\n"),
    ("a.txt", "W1_new[1,1] := 0.14978\nz1[1] = 0.3775\n"),
    ("a.txt", "W1[1,1] ← 0.14978\nz1[1] = 0.3775\n"),
    ("a.txt", "z1[1] = 0.3775, W1[1,1] := 0.14978\n"),
    ("a.csv", 'name,value\n"W1[1,1] :=",0.14978\nz1[1] :=,0.3775\n'),
    ("a.md", "| name | value |\n|--|--|\n| $w_{11}^{(1)} :=$ | 0.14978 |\n| z1[1] | 0.3775 |\n"),
    ("a.yaml", '"W1[1,1] :=": 0.14978\nz1[1]: 0.3775\n'),
    ("a.json", '{"W1[1,1] :=": 0.14978, "z1[1] :=": 0.3775}'),
]


@pytest.mark.parametrize(("source", "text"), ASSIGNED)
def test_an_assignment_is_of_the_new_value(source: str, text: str) -> None:
    """`w := 0.15` is w after the update; what no update changes is meant as it is."""
    found = sheet(text, source)
    assert (numbers_in(found), found.problems) == (NEW, ())


def test_an_assignment_of_a_whole_matrix() -> None:
    """Of a list every entry is new."""
    found = sheet("W1 := [[0.14978, 0.19956], [0.24975, 0.2995]]")
    assert numbers_in(found) == {"W1_new[1,1]": 0.14978, "W1_new[1,2]": 0.19956,
                             "W1_new[2,1]": 0.24975, "W1_new[2,2]": 0.2995}  # fmt: skip


def test_assignments_in_a_training() -> None:
    """The step is that of the update: w⟨t=1⟩ := is what the first step makes."""
    found = sheet("w₁₁^[1]⟨t=1⟩ := 0.3\nw11[1]⟨t=2⟩ := 0.31\nb^[1]⟨t=1⟩ := 0.05\n", problem=TRAINING)
    assert numbers_in(found) == {"W1_new[1,1]#1": 0.3, "W1_new[1,1]#2": 0.31, "b1_new[1]#1": 0.05}


def test_new_values_of_a_training_under_bare_names() -> None:
    """Where w⟨t=1⟩ has not the given value, the sheet's numbers of steps are those of updates; it is said."""
    found = sheet("w₁₁^[1]⟨t=1⟩: 0.29\nw₁₁^[1]⟨t=2⟩: 0.31\n", "a.yaml", TRAINING)
    assert numbers_in(found) == {"W1_new[1,1]#1": 0.29, "W1_new[1,1]#2": 0.31}
    assert ["W1_new[1,1]#1" in each for each in found.remarks] == [True]


@pytest.mark.parametrize(
    "first",
    [
        "w₁₁^[1]⟨t=1⟩: 0.3",
        "w₁₁^[1]⟨t=1⟩: 0.29\nW1_new[1,2]#1: -0.21",
        "w₁₁^[1]⟨t=1⟩: 0.29\nw₁₂^[1]⟨t=1⟩: -0.2",
    ],
)
def test_bare_names_stay_old_values_where_anything_says_so(first: str) -> None:
    """A given value copied, or a new one under its own name: w⟨t=2⟩ is what the first step made."""
    found = numbers_in(sheet(f"{first}\nw₁₁^[1]⟨t=2⟩: 0.31\n", "a.yaml", TRAINING))
    assert found.pop("W1_new[1,1]#1") == 0.31
    assert set(found) <= {"W1_new[1,2]#1"}


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("problem", ["three_layer_cross_entropy", "descent_in_mini_batches", "han_kamber"])
@pytest.mark.parametrize("sign", ["=", "≈"])
def test_the_symbols_of_a_blank_sheet_in_text_are_read_back(
    problem: str, notation: str, sign: str, tmp_path: Path
) -> None:
    """No two lines have one symbol, and each by its symbol alone is read as its own line."""
    named = in_notation(load(problem), notation)
    known, derived = known_of(named), derive_problem(named)
    numbers = {step.quantity: step.value for step in derived.steps if step.value is not None}
    numbers |= {other: numbers[each] for each, other in derived.other_names.items() if each in numbers}
    page = blank(load(problem), notation=notation).render("text")
    rows = re.findall(r"^(\S.*?)   +(\S+) += $", page, re.MULTILINE)
    symbols = [symbol for symbol, _ in rows]
    assert len(set(symbols)) == len(symbols) > 10
    path = tmp_path / "ada.txt"
    meant = [meanings(in_usual_letters(name, known), known) for _, name in rows]
    lines = [
        f"{symbol} {sign} {numbers[found[0]]:.8g}" for (symbol, _), found in zip(rows, meant, strict=True)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    report = check(load(problem), path, notation=notation).report
    assert report.problems == ()
    assert {line.name: line.verdict for line in report.shown if line.verdict is not Verdict.RIGHT} == {}
    assert not report.missing


# --- several answers on one line --------------------------------------------------------------------

PAIR = {"z1[1]": 0.3775, "z1[2]": 0.3925}
TOGETHER = [
    ("a.txt", "z1[1] = 0.3775, z1[2] = 0.3925\n"),
    ("a.txt", "z1[1] = 0.3775; z1[2] = 0.3925\n"),
    ("a.txt", "z1[1] = 0,3775, z1[2] = 0,3925\n"),
    ("a.txt", "z1[1] = 0.3775   z1[2] = 0.3925\n"),
    ("a.txt", "z1[1] = 0.3775\tz1[2] ≈ 0.3925\n"),
    ("a.txt", "$z_1^{(1)} = 0.3775$, $z_2^{(1)} = 0.3925$\n"),
    ("a.yaml", "z1[1]: 0.3775, z1[2]: 0.3925\n"),
    ("a.yaml", "z1[1]: 0.3775, z1[2] = 0.3925\n"),
    ("a.md", "- z1[1] = 0.3775, z1[2] = 0.3925\n"),
    ("a.txt", "z1[1] = 0.05*0.15 + 0.1*0.2 + 0.35 = 0.3775, z1[2] = 0.3925\n"),
]


@pytest.mark.parametrize(("source", "text"), TOGETHER)
def test_answers_on_one_line_are_each_their_own(source: str, text: str) -> None:
    """The last number of a line is no answer to its first name."""
    found = sheet(text, source)
    assert (numbers_in(found), found.problems) == (PAIR, ())


IN_A_TABLE = [
    *(text for source, text in TOGETHER if source == "a.txt"),
    "z1[1] = 0.3775\nz1[2] = 0.3925\n",
    "z1[1] = 0,3775\nz1[2] = 0,3925\n",
    "name,value\nz1[1] = 0.3775, z1[2] = 0.3925\n",
    "z1[1]: 0.3775; z1[2]: 0.3925\n",
    '"z1[1] = 0.3775","z1[2] = 0.3925"\n',
    "z1[1] = 0.3775, by hand\nz1[2],0.3925\n",
    "z1[1] =,0.3775\nz1[2] ≈,0.3925\n",
    "z1[1] 0.3775, z1[2] 0.3925\n",
    "z1[1],0.3775,z1[2],0.3925\n",
    "z1[1],0.3775,by hand,z1[2],0.3925\n",
    "z1 = [0.3775, 0.3925]\n",
    "z1 = 0.3775, 0.3925\n",
]


@pytest.mark.parametrize("source", ["a.csv", "a.tsv"])
@pytest.mark.parametrize("text", IN_A_TABLE)
def test_lines_of_text_in_a_table_are_each_their_own(text: str, source: str) -> None:
    """A file that is called CSV and holds lines of text is read by its lines."""
    found = sheet(text, source)
    assert (numbers_in(found), found.problems) == (PAIR, ())


def test_whose_lines_of_text_in_a_table() -> None:
    """A line that says whose sheet it is says so here too; a name that is none is told by itself."""
    found = sheet("student: Ada, id: a7\nhm = 0.3, z1[1] = 0.3775\n", "a.csv")
    assert (found.who.student, found.who.id, numbers_in(found)) == ("Ada", "a7", {"z1[1]": 0.3775})
    assert ["`hm`" in each for each in found.problems] == [True]


@pytest.mark.parametrize("text", ["z1[1] = 0.3775, if a1[1] = 0.5933", "z1[1] = 0.3775, hm = 0.4"])
def test_what_may_be_several_answers_is_refused_in_a_table(text: str) -> None:
    """Words that may begin another answer are no remark there either."""
    (answer,) = sheet(text, "a.csv").answers
    assert (answer.name, answer.number) == ("z1[1]", None)
    assert "a line of its own" in answer.note


def test_the_entries_of_a_list_by_their_names() -> None:
    """A vector whose entries are given by name is read by these names."""
    found = sheet("z1 = z1[1] = 0.3775, z1[2] = 0.3925")
    assert (numbers_in(found), found.problems) == (PAIR, ())


def test_lists_on_one_line() -> None:
    """Commas within brackets part the entries, the one behind them the answers."""
    found = numbers_in(sheet("z1 = [0.3775, 0.3925], a1 = [0.5933, 0.5969]"))
    assert found == {**PAIR, "a1[1]": 0.5933, "a1[2]": 0.5969}


@pytest.mark.parametrize(
    "text",
    [
        "z1[1] = 0.3775 → x[1] = 0.05",
        "z1[1] = 0.3775, so it is that a1[1] = 0.3925",
        "z1[1] = 0.3775; nonsense = 0.3925",
    ],
)
def test_what_may_be_several_answers_is_refused(text: str) -> None:
    """Where a comma or a word may begin another answer, no number is taken, and the way out is said."""
    (answer,) = sheet(text).answers
    assert (answer.name, answer.number, answer.formula) == ("z1[1]", None, None)
    assert "a line of its own" in answer.note


@pytest.mark.parametrize(
    "text",
    [
        "L = L[1] + L[2] = 0.3",
        "L = max(0.2, 0.3) = 0.3",
        "L = 0,14·2 + 0,02 = 0,3",
        "L = E = 0.3",
        "L = ½·(0.1 − a2[1])² + 0.1 L[2] = 0.3",
        "L = 0.3 = 0.1 + 0.2",
    ],
)
def test_the_sides_of_one_answer_stay_one(text: str) -> None:
    """Working before the result, or behind it, is no further answer."""
    found = sheet(text)
    assert (numbers_in(found), found.problems) == ({"L": 0.3}, ())


# --- lines of words ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    ["Backward pass", "now I use the chain rule", "(see the lecture)", "Σ over all units!", "-0.5", "hm"],
)
@pytest.mark.parametrize("source", ["a.txt", "a.yaml", "a.md"])
def test_a_line_of_words_leaves_its_neighbours_alone(words: str, source: str) -> None:
    """What has no name with a value is said to be unread, at its line."""
    found = sheet(f"z1[1] = 0.3775\n{words}\nz1[2] = 0.3925\n", source)
    assert numbers_in(found) == PAIR
    assert [each.startswith("line 2: `") and "is no answer" in each for each in found.problems] == [True]


def test_words_after_an_empty_line_do_not_fill_it() -> None:
    """A line left empty stays empty."""
    (answer,) = sheet("z1[1] =\nI did not find this one\n").answers
    assert answer.text == ""


def test_rules_under_headings_say_nothing() -> None:
    """`-----` is neither an answer nor a complaint."""
    found = sheet("z1[1] = 0.3775\n=======\n-------\nz1[2] = 0.3925\n")
    assert (numbers_in(found), found.problems) == (PAIR, ())


@pytest.mark.parametrize(
    "text",
    [
        "z1[1] = 0.05*0.15 + 0.1*0.2\n   + 0.35\n   = 0.3775\nz1[2] = 0.3925",
        "z1[1] = 0.3775\n  = 0.05*0.15 + 0.1*0.2 + 0.35\nz1[2] = 0.3925",
        "z1[1] =\n0.3775\nz1[2]:\n  0.3925",
        "z1[1] = 0.05*0.15 +\n0.1*0.2 + 0.35 = 0.3775\nz1[2] = 0.3925",
        "z1 = [0.3775,\n0.3925\n]",
    ],
)
def test_what_goes_on_over_lines_is_one_answer(text: str) -> None:
    """A formula that is broken at a sign, a list in brackets, a value under its name."""
    found = sheet(text)
    assert (numbers_in(found), found.problems) == (PAIR, ())


def test_names_and_values_parted_by_spaces() -> None:
    """Two indices and a minus sign are no reason to lose a line."""
    found = sheet("z1[1]   0.3775\ndL/dz2[2]   -0.0381\ndL/dW2[2,1]   −0.0226\nW1[1, 1] new 0.15\n")
    assert numbers_in(found) == {"z1[1]": 0.3775, "dL/dz2[2]": -0.0381, "dL/dW2[2,1]": -0.0226}
    assert len(found.problems) == 1


# --- Markdown ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "# My answers\n\n- z1[1] = 0.3775\n- z1[2]: 0.3925\n",
        "# My answers\n\nz1[1] = 0.3775\n\n`z1[2]` = 0.3925\n",
        "1. **z1[1]** = 0.3775\n2. $z_2^{(1)} \\approx 0.3925$\n",
        "|  |\n|--|\n\n* z1[1] = 0.3775\n* z1[2] = 0.3925\n",
    ],
)
def test_markdown_without_a_table_is_read_by_its_lines(text: str) -> None:
    """Bullets and lines are answers where no table holds any."""
    found = sheet(text, "a.md")
    assert (numbers_in(found), found.problems) == (PAIR, ())


def test_lines_beside_a_table_give_way_to_it() -> None:
    """What a table with names has counts, and words around it explain; a line that it has not is read."""
    table = "| name | value |\n|--|--|\n| z1[1] | 0.3775 |\n"
    found = sheet(f"z1[1] = 0.37\n\n{table}\nL: half the squared error\nz1[2] = 0.3925\n", "a.md")
    assert numbers_in(found) == PAIR


# --- bounds -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    ["z1[1] = [\n" + "0.1\n" * 4_900, "z1[1] = " + " " * 190_000 + "1", "z1[1] = " + "-" * 190_000 + "1",
     "z1[1] = " + "0.1, " * 38_000, "z" + "(" * 190_000, "z" * 3_000 + "  " * 90_000 + "= 1",
     "z1[1] " + "&" * 190_000, "*" * 190_000 + "\nz1[1] = 1",
     "z1" + "'" * 190_000 + " = 1", "z1" + "'" * 1_500 + " = 1"],
)  # fmt: skip
def test_long_lines_cost_little(text: str) -> None:
    """However a line is built, it is read with work that grows with its length."""
    with calls_under(600_000):
        sheet(text)


# --- small spellings --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["0.3775 ✓", "→ 0.3775", "0.3775 ✔️", "≈≈ 0.3775", "⇒ 0.3775 ✓"])
def test_ticks_and_arrows_around_a_number(text: str) -> None:
    """What a student puts beside a number is no part of it."""
    assert numbers_in(sheet(f"z1[1]: {text}\n")) == {"z1[1]": 0.3775}


@pytest.mark.parametrize(
    ("text", "decimal"), [("0·3775", "0.3775"), ("-0⋅0381", "-0.0381"), ("1·1059", "1.1059")]
)
def test_a_dot_in_the_middle_is_not_guessed(text: str, decimal: str) -> None:
    """0·3775 is a decimal in some schools, and 0 as a product."""
    (answer,) = sheet(f"z1[1] = {text}\n").answers
    assert (answer.number, answer.formula) == (None, None)
    assert f"write {decimal}," in answer.note


@pytest.mark.parametrize(("text", "value"), [("2·3", 6.0), ("0·0.3 + 1·0.2", 0.2), ("12·10", 120.0)])
def test_products_with_a_dot_stay_products(text: str, value: float) -> None:
    """Numbers that no decimal looks like are multiplied."""
    assert numbers_in(sheet(f"z1[1] = {text}\n")) == {"z1[1]": pytest.approx(value)}


@pytest.mark.parametrize(
    ("written", "same"),
    [
        ("1 if z1[1] > 0 else 0", "where(z1[1], 1, 0)"),
        ("z1[1] if z1[1]>0, otherwise 0.01*z1[1]", "where(z1[1], z1[1], 0.01*z1[1])"),
        ("1 − tanh^2 z1[1]", "1 − tanh(z1[1])^2"),
        ("1 − tanh² z1[1]", "1 − tanh(z1[1])^2"),
    ],
)
def test_formulas_without_brackets(written: str, same: str) -> None:
    """Cases as Python has them, and a power of a function before its argument."""
    (one,), (other,) = (sheet(f"a1[1]: {each}\n").answers for each in (written, same))
    assert one.formula is not None
    assert one.formula == other.formula


@pytest.mark.parametrize(
    ("written", "name"),
    [
        *(("W1_new_12", "W1_new[1,2]"), ("w2_new_21", "W2_new[2,1]"), ("W1neu_12", "W1_new[1,2]")),
        *((f"{word} W1_12", "W1_new[1,2]") for word in ("updated", "neues", "nouveau", "New value of")),
        *(
            (f"W1_12{mark}", "W1_new[1,2]")
            for mark in ("_updated", " (new)", "[t+1]", "(t+1)", "^{(t+1)}", "_neu")
        ),
        *(
            (f"W1_12{mark}", "W1_new[1,2]")
            for mark in ("'", "′", "^\\prime", " <-", " \\leftarrow", "^{new}")
        ),
        *(
            (tex, "W1_new[1,2]")
            for tex in ("W^{1,new}_{12}", r"w_{12,\text{new}}^{(1)}", "W1'[1,2]", "w^{(1)+}_{12}")
        ),
    ],
)
def test_names_of_new_values(written: str, name: str) -> None:
    """By a word in several languages, t + 1, a prime, an arrow; with nothing but underscores, or in TeX."""
    assert numbers_in(sheet(f"{written} = 0.2\n")) == {name: 0.2}


@pytest.mark.parametrize("written", ["a1[1]'", "dL/dW1[1,2]'", "x1'", "'W1[1,2]'"])
def test_a_prime_is_a_new_value_of_a_parameter_only(written: str) -> None:
    """No activation, gradient or input has a new value, and a name in quotes has no prime."""
    assert not sheet(f"{written} = 0.2\n").answers
