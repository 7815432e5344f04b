"""Lines as one says them: what stands before the name, words for the sign, and words behind the number."""

import pytest
from sheets_read import numbers_in, sheet

BOTH = {"z1[1]": 0.3775, "a1[1]": 0.5933}
BEFORE = [
    *("(a) ", "a) ", "(1) ", "(ii) ", "1a) ", "1.1) ", "a. ", "Q1: ", "Q1) ", "Question 2: ", "Part (b) "),
    *(
        "Answer: ",
        "**Answer:** ",
        "so ",
        "So, ",
        "Hence ",
        "Hence, ",
        "Therefore, ",
        "Thus: ",
        "We get ",
        "we get: ",
    ),
    *(
        "This gives ",
        "It follows that ",
        "(a) Hence, we get ",
        "also ",
        "Aufgabe 1: ",
        "Daraus folgt ",
        "The value of ",
        "the ",
    ),
    *("Donc ", r"\therefore ", "⟹ "),
]


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("source", ["ada.txt", "ada.md", "ada.csv"])
def test_what_leads_to_an_answer_is_no_part_of_its_name(before: str, source: str) -> None:
    """A number of the task, a word, half a sentence."""
    found = sheet(f"{before}z1[1] = 0.3775\n{before}a1[1] = 0.5933\n", source)
    assert (numbers_in(found), found.problems, found.remarks) == (BOTH, (), ())


@pytest.mark.parametrize("before", ["if ", "let ", "not ", "suppose ", "2 ", "Given: ", "wrong: "])
def test_what_makes_another_sense_is_left(before: str) -> None:
    """A line that supposes something, or takes it back, is no answer, and is named."""
    found = sheet(f"{before}z1[1] = 0.3775\n")
    assert (numbers_in(found), len(found.problems)) == ({}, 1)


@pytest.mark.parametrize(
    "sign",
    [
        *(
            "is",
            "was",
            "equals",
            "equals to",
            "is equal to",
            "is approximately",
            "comes to",
            "ist",
            "beträgt",
            "est",
            "becomes",
        ),
        *("≐", "≡", "≒", "≙", "≔", "∼"),
    ],
)
@pytest.mark.parametrize("source", ["ada.txt", "ada.md"])
def test_words_and_other_signs_between_name_and_value(sign: str, source: str) -> None:
    """A word before a number, and the signs of other books."""
    found = sheet(f"z1[1] {sign} 0.3775\na1[1] {sign} 0.5933\n", source)
    assert (numbers_in(found), found.problems) == (BOTH, ())


@pytest.mark.parametrize("between", [", ", " and ", "; "])
def test_several_answers_in_one_sentence(between: str) -> None:
    """Each has its word before its number."""
    found = sheet(f"z1[1] is 0.3775{between}a1[1] is 0.5933\n")
    assert (numbers_in(found), found.problems) == (BOTH, ())


def test_what_a_parameter_becomes_is_its_new_value() -> None:
    """`becomes` says as much as `:=`; `is` is a given number copied."""
    assert numbers_in(sheet("W1[1,1] becomes 0.14978\nW1[1,2] is 0.2\n")) == {"W1_new[1,1]": 0.14978}


@pytest.mark.parametrize("line", ["z1[1] is wrong", "z1[1] is not 0.3775", "it is 0.3775"])
def test_other_sentences_are_no_answers(line: str) -> None:
    """Of a name alone, behind a word that takes it back, or of no name."""
    found = sheet(f"{line}\n")
    assert (numbers_in(found), len(found.problems)) == ({}, 1)


@pytest.mark.parametrize("source", ["ada.txt", "ada.csv"])
def test_a_word_between_two_answers(source: str) -> None:
    """`so` leads on as `and` does."""
    found = sheet("z1[1] = 0.3775, so a1[1] = 0.5933\n", source)
    assert (numbers_in(found), found.problems) == (BOTH, ())


BEHIND = [
    *("(≈ 0.38)", "(approx. 0.378)", "(37.75%)", "(= 37.75 %)", "units", "approx", "approx.", "rounded"),
    *(
        ", sigmoid",
        "; by the chain rule",
        "by sigmoid",
        "-- sigmoid",
        "— sigmoid",
        "<- sigmoid",
        "// sigmoid(z)",
    ),
    *("/* as before */", ", by the rule that we had in the lecture on the way backwards through the layers"),
    *(
        "since z1[1] > 0",
        "because z1[1] = 0.3775 > 0",
        "(since z > 0)",
        "weil z > 0",
        "as z1[1] > 0",
        "with z >= 0",
    ),
    *("(z > 0)", "[z1[1] > 0]", ", z1_1 > 0", "; z1[1] ≥ 0"),
]


@pytest.mark.parametrize("behind", BEHIND)
@pytest.mark.parametrize("line", ["z1[1] = {}", "z1[1] = 0.35 + 0.0275 = {}", "z1[1]: {}"])
def test_words_behind_a_number(line: str, behind: str) -> None:
    """How it was found, its unit, and the same number again with fewer digits."""
    gap = "" if behind.startswith((",", ";")) else " "
    (answer,) = sheet(f"{line.format('0.3775' + gap + behind)}\n").answers
    assert answer.number is not None
    assert (answer.number.value, answer.number.digits) == (0.3775, 4)


@pytest.mark.parametrize(
    "written",
    [
        *("0.3775 (≈ 0.39)", "0.38 (≈ 0.3775)", "0.3775 (0.38)", "0.3775, or 0.5", "0.3775, or less"),
        *("0.3775, negative", "0.3775, minus", "3.775, times ten", "0.3775, if so", "37 % sigmoid"),
        *("0.3775 if z > 0", "0.3775 (0.2 > 0)", "0.3775 > 0", "0.3775, z > a1[1]"),
    ],
)
def test_words_that_may_change_the_number(written: str) -> None:
    """Another number beside it, or a word on its size: the line is refused and says why."""
    (answer,) = sheet(f"z1[1] = {written}\n").answers
    assert (answer.number, answer.formula) == (None, None)
    assert answer.note


@pytest.mark.parametrize("dash", "−–—―‒")
def test_a_dash_is_a_minus(dash: str) -> None:
    """Before a number, in a list and in a working; a word processor makes it of two hyphens."""
    assert numbers_in(sheet(f"z1[1] = {dash}0.3775\n")) == {"z1[1]": -0.3775}
    assert numbers_in(sheet(f"z1 = [0.3775, {dash}0.3925]\n")) == {"z1[1]": 0.3775, "z1[2]": -0.3925}
    assert numbers_in(sheet(f"z1[1] = 0.5 {dash} 0.125\n")) == {"z1[1]": 0.375}


@pytest.mark.parametrize("heading", ["Forward pass:", "Here we go:"])
@pytest.mark.parametrize("source", ["ada.txt", "ada.yaml", "ada.md"])
def test_lines_further_in_below_a_heading_are_lines(heading: str, source: str) -> None:
    """To YAML they are one long value; the heading is named as no quantity, the lines are read."""
    found = sheet(f"{heading}\n  z1[1] = 0.3775\n  a1[1] = 0.5933\n", source)
    assert (numbers_in(found), len(found.problems)) == (BOTH, 1)
