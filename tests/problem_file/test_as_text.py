"""A problem's dictionary as the file that it would be: nothing in it changes, and nothing in it runs."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_cli.api.problems import load
from backprop_cli.errors import BackpropError
from backprop_cli.problem_file.as_text import as_yaml

TEXTS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)
KEYS = st.sampled_from(["inputs", "targets", "layers", "loss", "formulas", "at", "title", "weights"]) | TEXTS
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXTS
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4)
)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(KEYS, VALUES, max_size=5))
def test_whatever_a_dictionary_holds_is_read_or_refused(problem: dict[str, Any]) -> None:
    """No value of any kind is a fault of the program."""
    with suppress(BackpropError):
        load(problem)


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(TEXTS.filter(bool), TEXTS | st.lists(TEXTS) | st.lists(st.lists(TEXTS)), max_size=4))
def test_every_text_is_the_same_text(problem: dict[str, Any]) -> None:
    """Signs of YAML, line breaks, quotes, colons, control characters: what PyYAML reads is what was there."""
    assert yaml.load(as_yaml(problem), Loader=yaml.BaseLoader) == problem  # noqa: S506 - texts alone


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.1, "0.1"),
        (1e-7, "1e-07"),
        (Decimal("0.10"), "0.10"),
        (Decimal("-3"), "-3"),
        (Fraction(1, 3), "1/3"),
        (np.float64(0.05), "0.05"),
        (np.int64(7), "7"),
        (True, "true"),
        (None, "null"),
        (float("-inf"), "-.inf"),
        ("0.5", '"0.5"'),
        ("true", '"true"'),
        ("", '""'),
        ("1/3", "1/3"),
        ("no", "no"),
        ("x^5 + 9", "x^5 + 9"),
        ("&a", "'&a'"),
        ("!!python/object:os.system", "'!!python/object:os.system'"),
        ([[0.5, 1]], "\n- [0.5, 1]"),
        (np.array([0.5, 1.0]), "[0.5, 1.0]"),
    ],
)
def test_a_value_is_written_as_an_author_would(value: object, written: str) -> None:
    """Numbers plain and with their digits, a text that looks like one in quotes, rows on one line."""
    space = "" if written.startswith("\n") else " "
    assert as_yaml({"k": value}) == f"k:{space}{written}\n"
