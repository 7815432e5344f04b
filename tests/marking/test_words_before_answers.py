"""Any words may lead to an answer, as long as they say nothing that its name doesn't say."""

from itertools import product

import pytest
from sheets_read import TWO_STEPS, numbers_in, sheet

BATCH = """\
samples:
  - {inputs: [0.5, 1.1], targets: [1]}
  - {inputs: [-0.9, 0.6], targets: [0]}
layers:
  - {weights: [[0.3, 0.8], [-0.5, 0.4]], biases: [0.2, 0.1], activation: sigmoid}
  - {weights: [[0.9, -0.7]], biases: [0.3], activation: sigmoid}
loss: bce
"""
LEAD_IN = [
    ("Output: ", "z2[1]"),
    ("Hidden layer: ", "z1[1]"),
    ("The loss is ", "L"),
    ("Total loss ", "L"),
    ("Mean squared error: ", "L"),
    ("gradient ", "dL/dW2[1,1]"),
    ("Error signal ", "dL/dz2[1]"),
    ("Using the chain rule: ", "dL/dW2[1,1]"),
    ("For the output layer, ", "dL/dz2[1]"),
    ("For the second layer, ", "dL/dz2[1]"),
    ("For the hidden neuron 1: ", "z1[1]"),
    ("First hidden neuron: ", "z1[1]"),
    ("For h2: ", "a1[2]"),
    ("Layer 2, neuron 1: ", "z2[1]"),
    ("1. Hidden layer: ", "z1[1]"),
    ("**Hidden layer:** ", "z1[1]"),
    ("First I compute the hidden layer: ", "z1[1]"),
    ("With gradient descent: ", "W1_new[1,1]"),
    ("New weight ", "W1_new[1,1]"),
    ("Für die verborgene Schicht: ", "z1[1]"),
]


@pytest.mark.parametrize("source", ["ada.txt", "ada.md", "ada.yaml"])
@pytest.mark.parametrize(("before", "name"), LEAD_IN)
def test_words_lead_to_an_answer(before: str, name: str, source: str) -> None:
    """What the answer is of, how it is found, where in the network it stands."""
    found = sheet(f"{before}{name} = 0.3775\n", source)
    assert (numbers_in(found), found.problems) == ({name: 0.3775}, ())


def test_the_symbol_of_the_page_and_a_working_behind_it() -> None:
    """As on a sheet of sentences."""
    found = sheet(
        "For the output layer, δ₁⁽²⁾ = 0.74137 · 0.18682 = 0.1385\nHidden layer: z1 = [0.3775, 0.3925]"
    )
    assert numbers_in(found) == {"dL/dz2[1]": 0.1385, "z1[1]": 0.3775, "z1[2]": 0.3925}


@pytest.mark.parametrize(
    ("before", "name"),
    [
        *product(["It is not ", "This isn't: ", "Instead of it, ", "It should be "], ["z1[1]"]),
        *product(["If this holds, ", "Let us say ", "Suppose now: ", "Expected: "], ["z1[1]"]),
        *product(["Das ist nicht: ", "Ce n'est pas: ", "Falls: ", "Sea: "], ["z1[1]"]),
        *product(["sigmoid of ", "minus ", "The log is ", "Half: ", "The error of ", "with "], ["a1[1]"]),
        *product(["For the output layer, ", "For neuron 2: ", "For h2: ", "Second neuron: "], ["z1[1]"]),
        *product(["With 2 units: ", "For x1, ", "In layer 1 and with 0: "], ["z1[1]"]),
        *product(["In step 2, ", "For the last sample, "], ["z1[1]"]),
        *product(["The new loss: ", "After the update, ", "Before the update: "], ["L"]),
        ("The derivative: ", "a1[1]"),
        ("The loss is ", "z1[1]"),
        ("New value: ", "z1[1]"),
        ("Its weight: ", "W1[1,1]"),
    ],
)
def test_words_that_say_something_else_do_not(before: str, name: str) -> None:
    """The line stays unread, and the report says so."""
    found = sheet(f"{before}{name} = 0.3775\n", "ada.txt")
    assert (numbers_in(found), len(found.problems)) == ({}, 1)


def test_words_alone_make_no_answer() -> None:
    """A sentence about a name has no number."""
    assert numbers_in(sheet("Remember that: a1[1] = sigmoid(z1[1])\na1[1] = 0.5933\n")) == {"a1[1]": 0.5933}


@pytest.mark.parametrize("before", ["So ", "Therefore, ", "Hidden layer: ", "For the hidden neuron 1: "])
def test_below_a_sample_the_answer_is_of_that_sample(before: str) -> None:
    """The words say nothing of it."""
    text = f"Sample 1\n{before}z1[1] = 1.23\nSample 2\n{before}z1[1] = 0.41\n"
    assert numbers_in(sheet(text, "ada.txt", BATCH)) == {"z1[1]@1": 1.23, "z1[1]@2": 0.41}


def test_a_sample_or_step_before_an_answer_keeps_its_meaning() -> None:
    """It is no mere lead-in."""
    assert numbers_in(sheet("Sample 2: z1[1] = 0.41\n", "ada.txt", BATCH)) == {"z1[1]@2": 0.41}
    assert numbers_in(sheet("Step 2: z1[1] = 0.41\n", "ada.txt", TWO_STEPS)) == {"z1[1]#2": 0.41}


@pytest.mark.parametrize("before", ["Total loss ", "Mean loss: ", "For the first input: ", "Over all: "])
def test_a_loss_of_all_samples_is_not_that_of_the_one_above(before: str) -> None:
    """Nor the other way round."""
    assert "L@2" not in numbers_in(sheet(f"Sample 2\nz1[1] = 0.41\n{before}L = 0.5\n", "ada.txt", BATCH))
    assert "L" not in numbers_in(sheet("For the first input: L = 0.5\n", "ada.txt", BATCH))


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("In step 2, z1[1] = 0.41", "z1[1]#2"),
        ("In the second step, z1[1] = 0.41", "z1[1]#2"),
        ("In step 2 the net input is z1[1] = 0.41", "z1[1]#2"),
        ("Step 2, z1[1] = 0.41", "z1[1]#2"),
        ("At t=2, z1[1] is 0.41", "z1[1]#2"),
        ("Im 2. Schritt ist z1[1] = 0.41", "z1[1]#2"),
        ("In step 2, W1[1,1] becomes 0.41", "W1_new[1,1]#2"),
        ("After step 2, W1_new[1,1] = 0.41", "W1_new[1,1]#2"),
        ("In step 2:\nz1[1] = 0.41", "z1[1]#2"),
        ("Now step 2\nz1[1] = 0.41", "z1[1]#2"),
    ],
)
def test_a_step_in_words_before_an_answer_is_its_step(line: str, name: str) -> None:
    """Never the first one, which a name without a step means."""
    found = sheet(f"{line}\n", "ada.txt", TWO_STEPS)
    assert (numbers_in(found), found.problems) == ({name: 0.41}, ())


@pytest.mark.parametrize("line", ["For sample 2, {}", "For the second sample we get: {}"])
@pytest.mark.parametrize(("name", "own"), [("z1[1]", "z1[1]@2"), ("L", "L@2")])
def test_a_sample_in_words_before_an_answer_is_its_sample(line: str, name: str, own: str) -> None:
    """A loss is that sample's, and not the batch's."""
    assert numbers_in(sheet(line.format(f"{name} = 0.41"), "ada.txt", BATCH)) == {own: 0.41}


@pytest.mark.parametrize(
    "before", ["After step 1, ", "With the weights from step 1, ", "In step 3, ", "Unlike in step 2, "]
)
def test_a_step_that_others_are_of_leaves_the_line_unread(before: str) -> None:
    """Which one the answer is of is not said, or there is none."""
    found = sheet(f"{before}z1[1] = 0.41\n", "ada.txt", TWO_STEPS)
    assert (numbers_in(found), len(found.problems)) == ({}, 1)


@pytest.mark.parametrize("between", [", ", " and ", "; "])
@pytest.mark.parametrize("before", ["Step 2: ", "In step 2, "])
def test_all_answers_of_a_line_are_of_the_step_that_it_says(before: str, between: str) -> None:
    """Not the first alone."""
    found = sheet(f"{before}z1[1] = 0.41{between}a1[1] = 0.6\n", "ada.txt", TWO_STEPS)
    assert numbers_in(found) == {"z1[1]#2": 0.41, "a1[1]#2": 0.6}


@pytest.mark.parametrize("source", ["ada.txt", "ada.md", "ada.yaml"])
@pytest.mark.parametrize("sign", [":", " ="])
def test_a_word_for_the_loss_before_another_name_is_no_answer(sign: str, source: str) -> None:
    """`Loss: z1[1] = 0.3` is no loss of 0.3, and a loss further down is one."""
    found = sheet(f"Loss{sign} z1[1] = 0.3\nL = 0.25\n", source)
    assert numbers_in(found) == {"L": 0.25}
    alone = sheet(f"Loss{sign} z1[1] = 0.3\n", source)
    assert numbers_in(alone) == {"L": None}
    assert alone.answers[0].note == "`Loss: z1[1]` may be `L` or `z1[1]`: write it as it is there"


@pytest.mark.parametrize(
    ("line", "numbers"),
    [
        ("Loss: L = 0.3", {"L": 0.3}),
        ("Loss: L: 0.3", {"L": 0.3}),
        ("Loss: a2[1] = 0.75, so L = 0.3", {"a2[1]": 0.75, "L": 0.3}),
        ("Loss: 1/2*(a2[1] - 0.01)^2 = 0.3", {"L": 0.3}),
    ],
)
def test_a_word_for_the_loss_before_the_loss(line: str, numbers: dict[str, float]) -> None:
    """It leads to it."""
    assert numbers_in(sheet(f"{line}\n", "ada.txt")) == numbers


def test_beside_a_table_a_step_keeps_its_answer_and_a_doubtful_line_is_told() -> None:
    """What stands there is read, or said to be unread."""
    table = "| name | value |\n|---|---|\n| a1[1] | 0.55 |\n"
    found = sheet(f"{table}\nLoss: z1[1] = 0.3\n\nIn step 2, z1[1] = 0.41\n", "ada.md", TWO_STEPS)
    assert numbers_in(found) == {"a1[1]#1": 0.55, "z1[1]#2": 0.41, "L#1": None}
