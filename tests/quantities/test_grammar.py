"""The names of quantities: one grammar, written and read."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_cli.expr.tokens import token_of_answers
from backprop_cli.quantities.grammar import as_quantity, head, is_reserved, read_own, stem, text
from backprop_cli.quantities.quantity import Gradient, Quantity

W = Quantity("W", 1, (1, 2))


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("x[2]", Quantity("x", indices=(2,))),
        ("y[1]", Quantity("y", indices=(1,))),
        ("W1[1,2]", W),
        ("W10[11,12]", Quantity("W", 10, (11, 12))),
        ("b1", Quantity("b", 1)),
        ("b1[2]", Quantity("b", 1, (2,))),
        ("z1[1]@2", Quantity("z", 1, (1,), sample=2)),
        ("L", Quantity("L")),
        ("L@2", Quantity("L", sample=2)),
        ("yhat[1]", Quantity("yhat", indices=(1,))),
        ("W1_new[1,2]", Quantity("W", 1, (1, 2), new=True)),
        ("W1_new[1,2]#3", Quantity("W", 1, (1, 2), step=3, new=True)),
        ("z1[1]@2#3", Quantity("z", 1, (1,), sample=2, step=3)),
        ("b1_new", Quantity("b", 1, new=True)),
        ("dL/dW1[1,2]", Gradient(Quantity("L"), W)),
        ("dL@2/dW1[1,2]", Gradient(Quantity("L", sample=2), W)),
        ("dL@2/dz1[1]@2", Gradient(Quantity("L", sample=2), Quantity("z", 1, (1,), 2))),
        ("dL/dz1[1]@2", Gradient(Quantity("L"), Quantity("z", 1, (1,), 2))),
        ("da1[1]/dz1[1]", Gradient(Quantity("a", 1, (1,)), Quantity("z", 1, (1,)))),
        ("da1[1]@2/dz1[1]@2", Gradient(Quantity("a", 1, (1,), 2), Quantity("z", 1, (1,), 2))),
        ("dL/dW1[1,2]#3", Gradient(Quantity("L", step=3), W._replace(step=3))),
    ],
)
def test_a_networks_name_is_read_and_written(name: str, quantity: Quantity | Gradient) -> None:
    """Symbol, layer, `_new`, indices, sample and step each have their place; the step stands last."""
    assert as_quantity(name) == quantity
    assert text(quantity) == name


@pytest.mark.parametrize(
    ("name", "quantity"),
    [
        ("z", Quantity("z")),
        ("L", Quantity("L")),
        ("W1", Quantity("W1")),
        ("Wxh", Quantity("Wxh")),
        ("x_1", Quantity("x_1")),
        ("x_1_new", Quantity("x_1", new=True)),
        ("dL/dz", Gradient(Quantity("L"), Quantity("z"))),
        ("dd/dx", Gradient(Quantity("d"), Quantity("x"))),
        ("dW1/db", Gradient(Quantity("W1"), Quantity("b"))),
    ],
)
def test_an_authors_name_is_read_and_written(name: str, quantity: Quantity | Gradient) -> None:
    """A name that an author gave stays whole, whatever a network would mean by it."""
    assert read_own(name) == quantity
    assert text(quantity) == name


@pytest.mark.parametrize(
    ("quantity", "name"),
    [
        (Quantity("v", of=W), "v(W1[1,2])"),
        (Quantity("v", step=2, of=W), "v(W1[1,2])#2"),
        (Gradient(Quantity("y"), Quantity("x"), direct=True), "dy/dx (direct)"),
        (Quantity("P", indices=(3,)), "P[3]"),
    ],
)
def test_what_only_the_program_names_is_written(quantity: Quantity | Gradient, name: str) -> None:
    """An optimiser's state, a derivative along one edge, a path: written by the same grammar."""
    assert text(quantity) == name


@pytest.mark.parametrize(
    "name",
    ["", "1", "W1[", "W1[1", "W1[1,2,3]", "W1[a]", "dL/", "z1 [1]", "dL/d", "x@", "@2", "W1[" + "1" * 99],
)
def test_what_is_no_name_is_none(name: str) -> None:
    """Text outside the grammar is not taken for a quantity."""
    assert as_quantity(name) is None


QUANTITIES = st.builds(
    Quantity,
    st.sampled_from(["x", "W", "b", "z", "a", "yhat", "L", "delta"]),
    st.none() | st.integers(1, 120),
    st.lists(st.integers(1, 120), max_size=2).map(tuple),
    st.none() | st.integers(1, 120),
    step=st.none(),
    new=st.booleans(),
    of=st.none(),
)
NAMES = QUANTITIES | st.builds(Gradient, QUANTITIES, QUANTITIES, st.just(False))


@given(NAMES)
def test_every_name_is_read_back(quantity: Quantity | Gradient) -> None:
    """What is written is read as what it was, and a formula takes it as one name."""
    name = text(quantity)
    assert as_quantity(name) == quantity
    assert re.fullmatch(token_of_answers().pattern, name, re.DOTALL)["name"] == name


@given(QUANTITIES, st.integers(1, 120), st.integers(1, 120))
def test_entries_and_wholes_belong_together(quantity: Quantity, row: int, column: int) -> None:
    """The whole of an entry is the array it was taken from, with its sample; its kind has neither."""
    array = quantity.whole
    assert array.at(row, column).whole == array
    assert array.at(row).kind == quantity._replace(indices=(), sample=None)


def test_only_a_networks_loss_by_a_pre_activation_is_a_delta() -> None:
    """∂L/∂z is an error signal, a sample's own too; ∂L/∂a, ∂a/∂z and an author's ∂L/∂z are none."""
    names = ("dL/dz1[1]", "dL@2/dz1[1]@2", "dL/da1[1]", "da1[1]/dz1[1]", "dL/dz1[1]@2")
    found = {
        name: gradient.is_error_signal
        for name in names
        if isinstance(gradient := as_quantity(name), Gradient)
    }
    assert found == dict(zip(names, (True, True, False, False, False), strict=True))
    assert read_own("dL/dz") == Gradient(Quantity("L"), Quantity("z"))
    assert not Gradient(Quantity("L"), Quantity("z")).is_error_signal


@pytest.mark.parametrize(
    ("symbol", "parts"),
    [
        ("x", ("x", "")),
        ("x1", ("x", "1")),
        ("x_1", ("x", "1")),
        ("Wxh", ("Wxh", "")),
        ("y_hat", ("y_hat", "")),
        ("In1_1", None),
    ],
)
def test_a_number_behind_a_name_is_its_index(symbol: str, parts: tuple[str, str] | None) -> None:
    """x1 and x_1 are x with the index 1."""
    assert stem(symbol) == parts


def test_a_hint_speaks_of_what_a_text_is_by() -> None:
    """The head of a text is the quantity it speaks of, without indices; `_new` is the program's own."""
    assert [head("dL/dZ1[1]"), head("W1_nwe")] == ["Z1", "W1_nwe"]
    assert [is_reserved("x_new"), is_reserved("newx")] == [True, False]
