"""What stands behind a number: its step or sample, or its name; and several answers below one heading."""

import pytest
from sheets_read import SAMPLES, TWO_STEPS, numbers_in, sheet
from two_two_two import NETWORK

OF_STEPS = {"z1[1]#1": 0.21, "z1[1]#2": 0.2424}
OF_SAMPLES = {"z1[1]@1": 0.6, "z1[1]@2": -0.05}


@pytest.mark.parametrize(
    "text",
    [
        "z1[1] = 0.21 in step 1\nz1[1] = 0.2424 in step 2",
        "z1[1] = 0.21 (step 1)\nz1[1] = 0.2424 (step 2)",
        "z1[1] = 0.21 (1st iteration)\nz1[1] = 0.2424 (2nd iteration)",
        "z1[1] = 0.5*0.7 - 0.2*1.2 + 0.1 = 0.21, first step\nz1[1] = 0.2424 for the second step.",
        "z1[1] = 0,21 im ersten Schritt\nz1[1] = 0,2424 im zweiten Schritt",
        "$z_1^{(1)} = 0.21$ (t = 1)\n$z_1^{(1)} = 0.2424$ (t = 2)",
    ],
)
def test_a_step_behind_a_number(text: str) -> None:
    """It says of which step the line is, as before the number."""
    assert numbers_in(sheet(text, "ada.txt", TWO_STEPS)) == OF_STEPS


@pytest.mark.parametrize(
    "text",
    [
        "z1[1] = 0.6 for sample 1\nz1[1] = -0.05 for sample 2",
        "z1[1] = 0.6 (first sample)\nz1[1] = -0.05 (second sample)",
    ],
)
def test_a_sample_behind_a_number(text: str) -> None:
    """So it is with the samples of a batch."""
    assert numbers_in(sheet(text, "ada.txt", SAMPLES)) == OF_SAMPLES


def test_the_loss_of_a_sample_behind_its_number() -> None:
    """It is not that of the batch."""
    found = sheet("L = 0.55 (sample 1)\nL = 1.2 (sample 2)\nL = 0.9", "ada.txt", SAMPLES)
    assert numbers_in(found) == {"L@1": 0.55, "L@2": 1.2, "L": 0.9}


def test_what_is_after_a_step() -> None:
    """New weights are those that it makes; of a loss it is open, and nothing is read."""
    found = sheet("w11 new = 0.5313 after step 1\nL = 0.5 after step 1", "ada.txt", TWO_STEPS)
    assert numbers_in(found) == {"W1_new[1,1]#1": 0.5313, "L#1": None}


def test_numbered_work_without_steps() -> None:
    """Where there is one step, it numbers the work."""
    assert numbers_in(sheet("z1[1] = 0.3775 (step 2)", "ada.txt")) == {"z1[1]": 0.3775}


@pytest.mark.parametrize(
    "text",
    [
        "0.3775 (z1[1])",
        "- 0.15*0.05 + 0.2*0.1 + 0.35 = 0.3775 (z1[1])",
        "0.3775 = z1[1]",
        "0.0075 + 0.02 + 0.35 = 0.3775 = z1[1].",
        "I got 0.3775 for z1[1]",
        "0.3775 for $z_1^{(1)}$",
        "For z1[1] I get 0.3775.",
        "Für z1[1] erhält man 0,3775.",
        "z1[1] is therefore 0.3775.",
    ],
)
def test_a_name_behind_its_number(text: str) -> None:
    """It may be no other line's, so it is read."""
    assert numbers_in(sheet(text, "ada.txt")) == {"z1[1]": 0.3775}


@pytest.mark.parametrize("text", ["2.1 (z1[1])", "0.3775 (2)", "0.3775 (not z1[1])", "3 = z1[1] + z1[2]"])
def test_no_name_behind_a_number(text: str) -> None:
    """The number of an exercise, or another word in brackets, makes no answer."""
    assert numbers_in(sheet(text, "ada.txt")) == {}


def test_several_answers_below_the_heading_of_a_sample() -> None:
    """Its name is in none of them, and each is read."""
    text = "Sample 1:\nz1[1] = 0.6, z1[2] = -0.3\nsoftmax: a1[1] = 0.71, a1[2] = 0.29\n"
    names = ["z1[1]@1", "z1[2]@1", "a1[1]@1", "a1[2]@1"]
    assert list(numbers_in(sheet(text, "ada.txt", SAMPLES))) == names


def test_an_answer_behind_a_number_sign() -> None:
    """In Markdown it is a heading and counts; elsewhere a comment, which is said where nothing else is."""
    text = "# z1[1] = 0.3775\nz1[2]: 0.3925\n"
    for source in ("ada.yaml", "ada.txt", "ada.py"):
        found = sheet(text, source)
        assert numbers_in(found) == {"z1[2]": 0.3925}
        assert found.problems == (
            "line 1: `z1[1]` stands behind a #, so this line is a comment and was not read",
        )
    assert numbers_in(sheet(text, "ada.md")) == {"z1[1]": 0.3775, "z1[2]": 0.3925}
    assert sheet(f"{text}z1[1]: 0.38\n", "ada.yaml").problems == ()


def test_a_formula_over_the_entries_of_a_vector() -> None:
    """Nothing is to be said of it where all entries are read below; of a number there is."""
    entries = "z1[1] = 0.3775\nz1[2] = 0.3925\n"
    assert sheet(f"z1 = W1 x + b1\n{entries}", "ada.txt").problems == ()
    for text in (f"z1 = 0.5\n{entries}", "z1 = W1 x + b1\nz1[1] = 0.3775\n"):
        assert "`z1` has 2 entries" in sheet(text, "ada.txt").problems[0]


def test_the_network_here() -> None:
    """Its numbers are those above: 0.15·0.05 + 0.2·0.1 + 0.35, and with 0.25 and 0.3."""
    assert "[0.15, 0.20], [0.25, 0.30]" in NETWORK
