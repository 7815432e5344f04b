"""Names as one says them: a gradient in words, the loss as a function, a value after the update."""

import pytest
from sheets_read import numbers_in, sheet

NAMES = [
    *(
        (each, "L")
        for each in (
            "L(w)",
            "L(y, yhat)",
            "L(y, ŷ)",
            "J(θ)",
            r"J(\theta)",
            "E(w)",
            "L(W, b)",
            "(L)",
            "loss L",
            "Total loss",
            "The loss",
            "L before the update",
        )
    ),
    *(
        (each, "dL/dz2[1]")
        for each in ("delta_1^2", "delta_1^{(2)}", "dL/d(z2[1])", "(dL/dz2[1])", "∂L/∂(z2[1])")
    ),
    *(
        (each, "dL/dW2[1,1]")
        for each in (
            *("gradient of W2[1,1]", "Gradient of W2_11", "the gradient for W2[1,1]", "(dL/dW2[1,1])"),
            *("gradient of L wrt W2[1,1]", "derivative of the loss with respect to W2[1,1]", "∂L/∂(W2[1,1])"),
        )
    ),
    *(
        (each, "W2_new[1,1]")
        for each in (
            *(
                "W2[1,1] after update",
                "W2[1,1] after the update",
                "W2[1,1] (after update)",
                "W2_11 after update",
            ),
            *(r"w_{11}^{(2)\prime}", r"$w_{11}^{(2)\prime}$", "W2[1,1] nach dem Update"),
        )
    ),
]


@pytest.mark.parametrize(("written", "name"), NAMES)
@pytest.mark.parametrize("source", ["ada.txt", "ada.md"])
def test_a_name_in_words(written: str, name: str, source: str) -> None:
    """It is the quantity that a reader takes it for."""
    found = sheet(f"{written} = 0.25\n", source)
    assert (numbers_in(found), found.problems) == ({name: 0.25}, ())


@pytest.mark.parametrize(
    ("written", "whole"), [("delta^2", "dL/dz2"), ("delta^1", "dL/dz1"), ("gradient of z2", "dL/dz2")]
)
def test_a_whole_in_words(written: str, whole: str) -> None:
    """The number above a delta is its layer."""
    assert numbers_in(sheet(f"{written} = [0.25, 0.5]\n")) == {f"{whole}[1]": 0.25, f"{whole}[2]": 0.5}


@pytest.mark.parametrize(
    "written",
    [
        "L(1)",
        "f(w)",
        "gradient",
        "gradient of L",
        "dL/dW2[1,1] after update",
        "derivative of a1[1] wrt z1[1]",
        "(2)",
    ],
)
def test_what_names_nothing_is_refused(written: str) -> None:
    """Of an index where there is none, of no quantity, of a gradient that has no new value."""
    found = sheet(f"{written} = 0.25\n")
    assert (numbers_in(found), len(found.problems)) == ({}, 1)
