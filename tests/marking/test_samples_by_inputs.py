"""Headings that say a sample by its inputs: `For x = (1, -2):`; what is no one sample's is not read."""

import pytest
from sheets_read import numbers_in, sheet

BATCH = """\
samples:
  - {inputs: [1, -2], targets: [1]}
  - {inputs: [0.5, 3], targets: [0]}
  - {inputs: [2, 2], targets: [1]}
  - {inputs: [2, 2], targets: [0]}
layers:
  - {weights: [[0.15, 0.20], [0.25, 0.30]], biases: [0.35, 0.1], activation: sigmoid}
  - {weights: [[0.40, 0.45]], biases: 0.6, activation: sigmoid}
loss: half_sse
"""
HEADINGS = [
    ("For x = (1, -2):", "For x = (0.5, 3):"), ("## x = (1, −2)", "## x = (0.5, 3)"),
    ("x = [1, -2]:", "x = [0.5, 3]:"), ("For x1 = 1, x2 = -2:", "For x1 = 0.5, x2 = 3:"),
    ("**x₁ = 1, x₂ = −2**", "**x₁ = 0.5, x₂ = 3**"), ("For (x1, x2) = (1, -2)", "For (x1, x2) = (0.5, 3)"),
    ("Sample 1, x = (1, −2):", "Sample 2, x = (0.5, 3):"), ("Für x = (1; −2):", "Für x = (0,5; 3):"),
    ("Input (x1, x2) = (1, -2), y = 1:", "Input (x1, x2) = (0.5, 3), y = 0:"),
    ("For the input x = (1, -2)^T:", "For the input x = (0.5, 3)^T:"),
    ("With x = (1 -2) and y = 1:", "With x = (0.5 3) and y = 0:"),
    ("For $x = (1, -2)$:", "For $x = (0.5, 3)$:"),
    ("For $\\vec{x} = (1, -2)$:", "For $\\vec{x} = (0.5, 3)$:"),
]  # fmt: skip


@pytest.mark.parametrize("name", ["a.md", "a.txt"])
@pytest.mark.parametrize(("first", "second"), HEADINGS)
def test_the_sample_is_that_with_the_inputs(first: str, second: str, name: str) -> None:
    """In the order of the sheet, which may be another one than the file's."""
    found = sheet(f"{second}\n\nz1[1] = 1.02\nL = 0.3\n\n{first}\n\nz1[1] = 0.10\n", name, BATCH)
    assert (numbers_in(found), found.problems) == ({"z1[1]@2": 1.02, "L@2": 0.3, "z1[1]@1": 0.1}, ())


@pytest.mark.parametrize(
    "heading", ["For x = (7, 7):", "For x = (2, 2):", "For x = (1):", "Sample 2, x = (1, -2):"]
)
def test_of_no_one_sample_nothing_is_read(heading: str) -> None:
    """Inputs that no sample has, or two, or those of another sample than it says; nor as the sample above."""
    text = f"For x = (1, -2):\n\nz1[1] = 0.10\n\n{heading}\n\nz1[2] = -0.25\n"
    found = sheet(text, "a.md", BATCH)
    assert numbers_in(found) == {"z1[1]@1": 0.1}
    assert found.problems == (f"line 7: there is no `{heading[:-1]}` in this problem",)


def test_inputs_by_themselves_are_what_is_given() -> None:
    """Listed at the head of the sheet they are no headings."""
    text = "x@1 = (1, -2)\nx@2 = (0.5, 3)\nz1[1]@1 = 0.10\n"
    assert numbers_in(sheet(text, "a.md", BATCH)) == {"z1[1]@1": 0.1}
    alone = sheet("x = (1, -2)\nx = (0.5, 3)\nz1[1] = 0.10\n", "a.md", BATCH)
    assert numbers_in(alone) == {}


def test_one_sample_needs_no_heading() -> None:
    """Where there is one sample, its inputs over the lines change nothing."""
    found = sheet("For x = (0.05, 0.1):\n\nz1[1] = 0.3775\n", "a.md")
    assert numbers_in(found) == {"z1[1]": 0.3775}


def test_a_table_below_is_of_the_sample() -> None:
    """As below `Sample 2`."""
    text = "## x = (0.5, 3)\n\n| unit | z1 |\n|---|---|\n| 1 | 1.02 |\n| 2 | 1.12 |\n"
    assert numbers_in(sheet(text, "a.md", BATCH)) == {"z1[1]@2": 1.02, "z1[2]@2": 1.12}


@pytest.mark.parametrize(
    "text", ["x = (" + "1, " * 38, "for the input x1=1" + " " * 100, "x" + "1=1x" * 28, "x = (" + "1,1" * 30]
)
def test_hostile_headings_cost_little(text: str) -> None:
    """What is nearly one is passed over in one go."""
    assert sheet(f"{text}\n" * 1000 + "z1[1]@1 = 0.1\n", "a.md", BATCH)
