"""The promises of `tests/benchmarks/marking.py`, on few sheets: no one is wronged, no mistake is missed."""

import random

import pytest
from benchmarks import examiner
from benchmarks.marking import ROUNDINGS, habits, main, mean, results_only, share, whole_sheets


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_whole_sheets_are_marked_without_fault(rounding: str) -> None:
    """No rounded line is called wrong, and every planted mistake is caught at its line and named."""
    counts = whole_sheets(12, ROUNDINGS[rounding], random.Random(2))  # noqa: S311 - the same sheets every time
    assert counts["honest lines"] > 500
    assert counts["planted"] > 5
    assert counts["called wrong"] == 0
    assert counts["caught"] == counts["at the line"] == counts["planted"]
    assert counts["planted"] - counts["named"] <= 1  # of three digits another reading may fit by chance


@pytest.mark.parametrize("rounding", ROUNDINGS)
def test_sheets_of_results_are_marked_fairly(rounding: str) -> None:
    """No rounded line is wrong where most are left out; a slip is blamed once, not wherever it shows."""
    counts = results_only(9, ROUNDINGS[rounding], random.Random(3))  # noqa: S311 - the same sheets every time
    assert counts["honest lines"] > 200
    assert counts["planted"] > 3
    assert counts["called wrong"] == 0
    assert 4 * counts["blamed"] < counts["changed"]


MIXED = "3 to 5 digits, written used"
"""Where a line may have three digits, a mistake that moves it in the fourth may be rounding."""


@pytest.mark.parametrize("habit", examiner.HONEST, ids=lambda habit: habit.name)
def test_no_habit_of_an_honest_student_is_a_mistake(habit: examiner.Habits) -> None:
    """Whatever a student keeps or rounds on the way, no line is wrong; a mistake is seen, and blamed once."""
    counts = habits(9, habit, random.Random(8))  # noqa: S311 - the same sheets every time
    assert counts["honest lines"] > 150
    assert counts["planted"] - counts["named"] <= 1
    assert counts["called wrong"] == 0
    assert counts["planted"] - counts["caught"] <= (habit.name == MIXED)
    assert counts["planted"] > 5
    assert counts["blamed for it"] <= 0.02 * counts["lines after it"]


def test_the_benchmark_of_no_sheets_has_no_shares(capsys: pytest.CaptureFixture[str]) -> None:
    """Of few sheets no mistake may show, and of nothing there is no share."""
    main(0)
    assert "0 planted mistakes: none caught, none at the right line" in capsys.readouterr().out
    assert (share(1, 3), share(1, 0), mean(3, 2), mean(3, 0)) == ("33.33%", "none", "1.5", "none")
