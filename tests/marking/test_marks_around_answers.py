"""What stands around an answer, in any format: brackets, remarks, and the marks of Markdown and HTML."""

import pytest
from sheets_read import sheet

from backprop_cli.marking.sheets.sheet import AnswerSheet

FORMS = {
    "a.yaml": "answers:\n  z1[1]: {}\n  z1[2]: 0.3925\n",
    "a.md": "| name | answer |\n|--|--|\n| z1[1] | {} |\n| z1[2] | 0.3925 |\n",
    "b.md": "- z1[1] = {}\n- z1[2] = 0.3925\n",
    "a.txt": "z1[1] = {}\nz1[2] = 0.3925\n",
    "a.csv": "name,answer\nz1[1],{}\nz1[2],0.3925\n",
}


def numbers(found: AnswerSheet) -> dict[str, tuple[float, int] | None]:
    """The value of every answer, and its significant digits."""
    return {each.name: each.number and (each.number.value, each.number.digits) for each in found.answers}


AROUND = [
    *("(0.3775)", "((0.3775))", "[0.3775]", "[[0.3775]]", "np.array([0.3775])"),
    *("0.3775   # net", "0.3775 #net", "(0.3775) # net", "[0.3775] # net: W1·x"),
    *("**0.3775**", "*0.3775*", "__0.3775__", "_0.3775_", "`0.3775`", "$0.3775$", "0.5*0.755 = **0.3775**"),
    *("<b>0.3775</b>", "<STRONG>0.3775</STRONG>", "<p>0.3775</p>", '<span style="color: red">0.3775</span>'),
    *("0.3775<br/>", "3.775·10<sup>-1</sup>", "<i>37.75·10<sup>−2</sup></i>"),
]


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("written", AROUND)
def test_what_stands_around_a_number_is_no_part_of_it(source: str, written: str) -> None:
    """It has the value and the digits that it has by itself, and the line below is left alone."""
    found = sheet(FORMS[source].format(written), source)
    assert numbers(found) == {"z1[1]": (0.3775, 4), "z1[2]": (0.3925, 4)}
    assert (found.problems, found.remarks) == ((), ())


def test_a_number_in_brackets_is_as_fine_as_without() -> None:
    """It is one unit of its last digit that counts: half of one would call a good rounding wrong."""
    plain, framed = (
        sheet(f"z1[1] = {text}\n", "a.txt").answers[0].number for text in ("0.003226", "(0.003226)")
    )
    assert plain is not None
    assert framed is not None
    assert framed.unit == plain.unit == pytest.approx(1e-6)


def test_a_list_is_no_single_number() -> None:
    """The line says what is expected; a bracket that begins a formula is one."""
    (answer,) = sheet("z1[1] = [0.3, 0.4]\n", "a.txt").answers
    assert (answer.number, answer.note) == (None, "one number is expected here, not a list")
    (answer,) = sheet("a1[1] = (1)*max(0, z1[1])\nz1[1] = 0.3775\n", "a.txt").answers[:1]
    assert answer.formula is not None


SIGNS = ["- 0.3775   # net", "- 0.3775", "− 0.3775 # net", "– 0.3775", "- (0.3775)", "-0.3775 # net"]


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("written", SIGNS)
def test_a_sign_apart_from_its_number_is_its_sign(source: str, written: str) -> None:
    """With a remark behind it as without; in YAML `- ` would begin a list."""
    assert numbers(sheet(FORMS[source].format(written), source)) == {
        "z1[1]": (-0.3775, 4),
        "z1[2]": (0.3925, 4),
    }


@pytest.mark.parametrize("source", FORMS)
def test_a_sign_apart_from_a_formula_is_its_sign(source: str) -> None:
    """- W1[1,1]*x[1] is a formula, and the remark is none of it; a name keeps its own #."""
    (answer, other) = sheet(FORMS[source].format("- a1[1]*z1[2] # both # times"), source).answers
    assert (answer.text, answer.note, other.number is not None) == ("- a1[1]*z1[2]", "", True)
    assert answer.formula is not None


def test_lists_over_lines_stay_lists() -> None:
    """Each `- ` below a name is an entry, in a sheet that has to be read line by line as well."""
    text = "answers:\n  z1:\n  - 0.3775\n  - 0.3925 # net\n  L: - 0.28\n"
    assert numbers(sheet(text, "a.yaml")) == {"z1[1]": (0.3775, 4), "z1[2]": (0.3925, 4), "L": (-0.28, 2)}
    assert numbers(sheet("z1 = [0.3775, 0.3925] # net\n", "a.txt")) == {
        "z1[1]": (0.3775, 4),
        "z1[2]": (0.3925, 4),
    }


def test_a_remark_alone_is_a_blank_line() -> None:
    """Nothing stands before it."""
    (answer, _) = sheet("z1[1] = # to do\nz1[2] = 0.3925\n", "a.txt").answers
    assert answer.text == ""


CORRECTED = [
    "~~0.5~~ 0.3775",
    "0.3775 ~~0.5~~",
    "~~0.5~~ ~~0.4~~ **0.3775**",
    "<del>0.5</del> 0.3775",
    "<s>0.5</s> 0.3775",
]


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("written", CORRECTED)
def test_what_is_struck_out_does_not_count(source: str, written: str) -> None:
    """What stands beside it does, and the line says so; what was written stays there."""
    found = sheet(FORMS[source].format(written), source)
    assert numbers(found) == {"z1[1]": (0.3775, 4), "z1[2]": (0.3925, 4)}
    assert (found.answers[0].note, "~~0.5~~" in found.answers[0].text) == ("read as 0.3775", True)


@pytest.mark.parametrize("source", FORMS)
def test_an_answer_all_struck_out_is_none(source: str) -> None:
    """Nor is a line: the same name further down counts, and nothing is told of it."""
    found = sheet(FORMS[source].format("~~0.5~~"), source)
    assert [each.text for each in found.answers] == ["", "0.3925"]
    again = sheet("- ~~z1[1] = 0.5~~\n- z1[1] = 0.3775\n", source="b.md")
    assert (numbers(again), again.problems) == ({"z1[1]": (0.3775, 4)}, ())


LINES = [
    "- $z^1_1 = 0.1 + 0.2775 = 0.3775$\n- $z_2^{(1)} = 0.3925$\n",
    "- $z_1^{(1)} = 0.1 + 0.2775 = 0.3775$.\n- `z1[2] = 0.3925`\n",
    "* $z_1^{(1)} = 0.5 \\cdot 0.755 = 0.3775$ (net)\n* **z1[2] = 0.3925**\n",
    "- $z1[1]$ = $0.3775$\n- **z1[2]** = **0.3925**\n",
    "1. $$z1[1] = 0.3775$$\n2. *z1[2]* = *0.3925*\n",
    "- $z1[1] = 0.3775$, $z1[2] = 0.3925$\n",
    "- **z1[1] = 0.3775**, **z1[2] = 0.3925**\n",
    "- <b>z1[1]</b> = 0.3775\n- z<sub>2</sub><sup>(1)</sup> = 0.3925\n",
]


@pytest.mark.parametrize("source", ["b.md", "b.txt"])
@pytest.mark.parametrize("text", LINES)
def test_a_line_within_marks_is_read(source: str, text: str) -> None:
    """The half of the marks that is left behind the name is none of the answer."""
    found = sheet(text, source)
    assert numbers(found) == {"z1[1]": (0.3775, 4), "z1[2]": (0.3925, 4)}
    assert found.problems == ()


TENS = [
    ("3.775·10e-1", 0.3775, "3.775·10e-1 read as 3.775e-1"),
    ("0.3775·10e-1", 0.3775, "0.3775·10e-1 read as 0.3775e0"),
    ("0.5*0.755 = 3.775 x 10e-1", 0.3775, "3.775 x 10e-1 read as 3.775e-1"),
    ("3775·10e-1", 377.5, "3775·10e-1 read as 3775e-1"),
    ("4·10e-1", 0.4, "4·10e-1 read as 4e-1"),
    ("0.4·10e-1", 0.4, "0.4·10e-1 read as 0.4e0"),
]


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize(("written", "meant", "said"), TENS)
def test_ten_with_an_exponent_is_read_as_is_best_for_the_line(
    source: str, written: str, meant: float, said: str
) -> None:
    """z1[1] is 0.3775: the reading that is nearer to it counts, and the line says which it is."""
    answer = sheet(FORMS[source].format(written), source).answers[0]
    assert answer.number is not None
    assert (answer.number.value, answer.note) == (pytest.approx(meant), said)


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("written", ["37.75%", "37.75 %", "**37.75 %** # of 1"])
def test_a_percentage_is_a_number(source: str, written: str) -> None:
    """Hundredths, with as many digits."""
    assert numbers(sheet(FORMS[source].format(written), source))["z1[1]"] == (0.3775, 4)


@pytest.mark.parametrize("source", FORMS)
@pytest.mark.parametrize("written", ["2 1/2", "2½", "2 ½"])
def test_a_mixed_number_is_one(source: str, written: str) -> None:
    """Two and a half, and neither ten and a half nor two numbers."""
    answer = sheet(FORMS[source].format(written), source).answers[0]
    assert answer.number is not None
    assert (answer.number.value, answer.note) == (2.5, f"{written} read as 5/2")
