"""Momentum, Adam and batch normalisation, worked by a procedure that is not ours."""

import pytest
from benchmarks import descents


@pytest.mark.parametrize("kind", descents.KINDS)
def test_honest_rounding_is_never_wrong_and_a_slip_is_found_at_its_line(kind: str) -> None:
    """Of three sheets of each kind, every line is good but the one with the slip."""
    seen = [descents.tried(kind, seed) for seed in range(3)]
    assert sum(each.lines for each in seen) > 100
    assert [each.why for each in seen if each.wronged] == []
    assert [each.why for each in seen if each.blamed != each.slip] == []


def test_a_divisor_is_not_rounded_to_nothing() -> None:
    """With 0.999² taken as 1.0, which the two digits of some lines would allow, any v̂ were right."""
    seen = descents.tried("adam", 59)
    assert seen.slip == "vhat(b2)#2" == seen.blamed
