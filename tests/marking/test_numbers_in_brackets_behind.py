"""A number behind another one in brackets: what of the two is the answer, nobody can say."""

import pytest
from sheets_read import numbers_in, sheet


@pytest.mark.parametrize("written", ["0.591(46)", "0.3 (0.34525)", "-0.3775(2)", "0,591(46)"])
def test_a_number_in_brackets_makes_no_product_of_the_answer(written: str) -> None:
    """The line is not readable, so that a right one is never marked wrong; the way out is told."""
    (answer,) = sheet(f"z1[1] = {written}\n", "ada.txt").answers
    assert (answer.number, answer.formula) == (None, None)
    assert "*" in answer.note


def test_what_can_be_nothing_but_a_product_is_one() -> None:
    """A signed number in brackets, a whole working, a product that is worked out."""
    for written, value in {
        "0.5(-0.25)": -0.125,
        "0.5(0.25) + 0.5": 0.625,
        "0.5(0.25) = 0.125": 0.125,
    }.items():
        assert numbers_in(sheet(f"z1[1] = {written}\n", "ada.txt")) == {"z1[1]": pytest.approx(value)}


@pytest.mark.parametrize("written", ["2 (yhat[1] - a1[1])", "2 [yhat[1] - a1[1]]", "1/2 (yhat_1 + a1_1)"])
def test_what_is_worked_in_brackets_is_no_remark(written: str) -> None:
    """The number before it is a factor of it; yhat has as many letters as a word."""
    (answer,) = sheet(f"dL/da2[1] = {written}\n", "ada.txt").answers
    assert answer.number is None
    assert answer.formula is not None


@pytest.mark.parametrize("remark", ["(rounded)", "(as in the lecture)", "[from above]", "(see x-axis)"])
def test_words_in_brackets_are_a_remark(remark: str) -> None:
    """A hyphen in a word is no minus."""
    assert numbers_in(sheet(f"z1[1] = 0.3775 {remark}\n", "ada.txt")) == {"z1[1]": 0.3775}
