"""Numbers that others printed or computed, against ours.

Each file of `reference/` holds one exercise:

    problem   a file of the repository, or the text of one
    source    where the numbers come from
    values    names of quantities and their numbers, digits as printed; `loss_after`: the loss
              after the update
    digits    optional: compare at most so many significant digits
    differs   numbers that the source got wrong: `severity`, `why`, and the `true_value`
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from backprop_cli import derive, load

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "tests" / "reference").glob("*.yaml"))

ROUND_OFF = 1e-12
"""What floating-point sums of numbers near 1 may leave where the exact result is 0."""

TRUE_DIGITS = 9
"""Significant digits to which a stated true value must come out."""


def half_unit(printed: Decimal, digits: int | None) -> Decimal:
    """Half a unit of the last printed digit, or of digit number `digits` where that is earlier."""
    exponent = printed.as_tuple().exponent
    assert isinstance(exponent, int)
    if digits is not None:
        exponent = max(exponent, printed.adjusted() - digits + 1)
    return Decimal(5).scaleb(exponent - 1)


def agrees(value: float, text: str, digits: int | None = None) -> bool:
    """Whether `value` rounds to the printed number; a 5 may go either way, a printed 0 is a 0."""
    printed = Decimal(text)
    if not printed:
        return abs(value) < ROUND_OFF
    tie = Decimal(ROUND_OFF) * abs(printed)
    return abs(Decimal(value) - printed) <= half_unit(printed, digits) + tie


def faults(reference: Mapping[str, Any], values: Mapping[str, float]) -> Iterator[str]:
    """A line for each number of the file that does not come out as it should."""
    differs, digits = reference.get("differs", {}), reference.get("digits")
    for name, printed in reference["values"].items():
        if name not in values:
            yield f"{name} is missing"
        elif name not in differs:
            if not agrees(values[name], printed, digits):
                yield f"{name} is {values[name]}, printed {printed}"
        else:
            true_value = differs[name]["true_value"]
            if not agrees(values[name], true_value, TRUE_DIGITS):
                yield f"{name} is {values[name]}, the true value is {true_value}"
            if agrees(values[name], printed, digits):
                yield f"{name} is {values[name]}, {printed} is marked as a slip and is none"


def problem_file(problem: str, folder: Path) -> Path:
    """The file of the repository that a reference names, or its text written to `folder`."""
    if "\n" not in problem:
        return ROOT / problem
    path = folder / "problem.yaml"
    path.write_text(problem, encoding="utf-8")
    return path


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_reference_number_comes_out(path: Path, tmp_path: Path) -> None:
    """Every number comes out to the digits printed, and every marked slip is one."""
    reference = yaml.safe_load(path.read_text(encoding="utf-8"))
    derivation = derive(load(problem_file(reference["problem"], tmp_path)))
    values = {**derivation.values, "loss_after": derivation.loss_after}
    assert list(faults(reference, values)) == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_reference_file_marks_only_numbers_it_prints(path: Path) -> None:
    """Every name under `differs` is one of `values`, with a true value."""
    reference = yaml.safe_load(path.read_text(encoding="utf-8"))
    differs = reference.get("differs", {})
    assert set(differs) <= set(reference["values"])
    assert all(Decimal(entry["true_value"]).is_finite() for entry in differs.values())


@pytest.mark.parametrize(
    ("value", "printed", "digits"),
    [
        (0.1295, "0.130", None),
        (2.5500001, "2.6", None),
        (0.045, "0.04", None),
        (0.045, "0.05", None),
        (-650.04, "-6.500e+02", None),
        (20.0, "20", None),
        (1e-17, "0.000", None),
        (0.25144379430780, "0.2514437943078027", 12),
    ],
)
def test_a_number_that_rounds_to_the_printed_one_agrees(
    value: float, printed: str, digits: int | None
) -> None:
    """Rounding at the last printed digit, or at the digit asked for, decides."""
    assert agrees(value, printed, digits)


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0.1294, "0.130"),
        (2.66, "2.6"),
        (-0.952609, "-0.952"),
        (-650.06, "-6.500e+02"),
        (0.0004, "0.000"),
        (0.5, "-0.5"),
    ],
)
def test_a_number_that_rounds_otherwise_does_not_agree(value: float, printed: str) -> None:
    """A last digit that is cut instead of rounded, a sign, or a zero that is none is noticed."""
    assert not agrees(value, printed)
