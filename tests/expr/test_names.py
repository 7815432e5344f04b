"""The names of quantities: one grammar, read and put together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli.expr.names import (
    Derivative,
    Name,
    derivative,
    entry,
    is_delta,
    numerator,
    parse_name,
    sample_of,
    updated,
    whole,
    without_sample,
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("x[2]", Name("x", "", indices=(2,))),
        ("y[1]", Name("y", "", indices=(1,))),
        ("W1[1,2]", Name("W", "1", indices=(1, 2))),
        ("W10[11,12]", Name("W", "10", indices=(11, 12))),
        ("b1", Name("b", "1")),
        ("b1[2]", Name("b", "1", indices=(2,))),
        ("z1[1]@2", Name("z", "1", indices=(1,), sample=2)),
        ("L", Name("L")),
        ("L@2", Name("L", sample=2)),
        ("yhat[1]", Name("yhat", indices=(1,))),
        ("W1_new[1,2]", Name("W", "1", new=True, indices=(1, 2))),
        ("W1_new[1,2]#3", Name("W", "1", new=True, indices=(1, 2), step=3)),
        ("b1_new", Name("b", "1", new=True)),
        ("x_new", Name("x", new=True)),
        ("x_1", Name("x", "1")),
        ("alpha", Name("alpha")),
    ],
)
def test_a_quantity_is_read(text: str, name: Name) -> None:
    """Symbol, layer, `_new`, indices, update step and sample each have their place."""
    assert parse_name(text) == name


@pytest.mark.parametrize(
    ("text", "of", "by"),
    [
        ("dL/dW1[1,2]", "L", "W1[1,2]"),
        ("dL/dz1[1]", "L", "z1[1]"),
        ("da1[1]/dz1[1]", "a1[1]", "z1[1]"),
        ("dz2[3]/da1[1]", "z2[3]", "a1[1]"),
        ("dz1[1]/dW1[1,2]", "z1[1]", "W1[1,2]"),
        ("dy/dx", "y", "x"),
        ("dd/dx", "d", "x"),
    ],
)
def test_a_derivative_is_read(text: str, of: str, by: str) -> None:
    """What is differentiated, and by what."""
    assert parse_name(text) == Derivative(parse_name(of), parse_name(by))
    assert derivative(of, by) == text


def test_a_samples_derivative_is_of_its_own_loss() -> None:
    """`dL/dz1[1]@2` is the derivative of L@2; a parameter is shared by all samples."""
    assert parse_name("dL/dz1[1]@2") == Derivative(parse_name("L@2"), parse_name("z1[1]@2"))
    assert parse_name("dL/dW1[1,1]@2") == Derivative(parse_name("L@2"), parse_name("W1[1,1]"))


@pytest.mark.parametrize(
    "text", ["", "1", "W1[", "W1[1", "W1[1,2,3]", "W1[a]", "dL/", "z1 [1]", "dL/d", "x@", "@2"]
)
def test_what_is_no_name_is_none(text: str) -> None:
    """Text outside the grammar is not taken for a quantity."""
    assert parse_name(text) is None


LETTERS = st.sampled_from(["x", "W", "b", "z", "a", "yhat", "L", "delta"])
NUMBERS = st.integers(1, 120)
SINGLES = st.builds(
    lambda symbol, layer, indices: symbol + layer + str(indices).replace(" ", "") * bool(indices),
    LETTERS,
    st.just("") | NUMBERS.map(str),
    st.lists(NUMBERS, max_size=2),
)


@given(SINGLES, NUMBERS)
def test_a_sample_is_put_on_and_taken_off(name: str, sample: int) -> None:
    """A name with a sample is the name and the sample, wherever they are put together."""
    full = f"{name}@{sample}"
    parsed, plain = parse_name(full), parse_name(name)
    assert isinstance(parsed, Name)
    assert isinstance(plain, Name)
    assert (without_sample(full), sample_of(full)) == (name, f"@{sample}")
    assert parsed == plain._replace(sample=sample)


@given(LETTERS, NUMBERS, NUMBERS, NUMBERS)
def test_entries_and_wholes_belong_together(symbol: str, row: int, column: int, sample: int) -> None:
    """The whole of an entry is the array it was taken from, with its sample."""
    for array in (f"{symbol}1", f"{symbol}1@{sample}"):
        assert whole(entry(array, row, column)) == array
        assert whole(entry(array, row)) == array


@given(SINGLES, NUMBERS)
def test_a_derivative_knows_what_it_is_of(name: str, sample: int) -> None:
    """The numerator of a derivative is the quantity it was composed of, with its sample."""
    assert numerator(derivative("L", name)) == "L"
    assert numerator(derivative(f"L@{sample}", f"{name}@{sample}")) == f"L@{sample}"


@pytest.mark.parametrize(
    ("name", "new"), [("W1[1,2]", "W1_new[1,2]"), ("b1", "b1_new"), ("x", "x_new"), ("b2[1]", "b2_new[1]")]
)
def test_an_updated_name(name: str, new: str) -> None:
    """`_new` stands before the indices."""
    assert updated(name) == new


def test_only_the_losss_derivative_by_a_pre_activation_is_a_delta() -> None:
    """dL/dz is an error signal; dL/da and da/dz are none."""
    found = {text: is_delta(parse_name(text)) for text in ("dL/dz1[1]", "dL/da1[1]", "da1[1]/dz1[1]")}
    assert found == {"dL/dz1[1]": True, "dL/da1[1]": False, "da1[1]/dz1[1]": False}
