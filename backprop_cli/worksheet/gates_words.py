"""The words of a sheet that shows a circuit of gates."""

from __future__ import annotations

from backprop_cli.derivation.circuit import Pattern
from backprop_cli.worksheet.document import Words
from backprop_cli.worksheet.wording import symbol

NOT_OPENED = "--open-functions is for circuits"
NOT_OPENED_HINT = "add --style gates"

CIRCUIT = "Circuit"
GATE: Words = ("Gate",)
WIRE: Words = ("Wire",)
VALUE: Words = ("Value",)
GRADIENT: Words = ("Gradient",)
NOT_NEEDED: Words = ("not asked",)


def circuit_of(output: str) -> Words:
    """Heading, where there are several outputs."""
    return ("Circuit of ", symbol(output))


def how_to_read(output: str) -> Words:
    """Which way to read the table."""
    return (
        "Values go down the table; gradients go up, from 1 at ",
        symbol(output),
        ". Each gate sends every input the gradient at its output times the local slope.",
    )


def leaving(name: str) -> Words:
    """The wire that leaves a gate."""
    return ("out ", symbol(name))


def entering(name: str) -> Words:
    """A wire that enters a gate, or is copied."""
    return ("in ", symbol(name))


def branch(user: str) -> Words:
    """Where a copy of a wire leads."""
    return ("to ", symbol(user))


def slope(value: Words) -> Words:
    """The local slope of a function, beside its input."""
    return ("slope ", *value)


def copied(name: str) -> Words:
    """What stands for a gate where a wire is used several times."""
    return ("copies of ", symbol(name))


NAMES: dict[Pattern, str] = {
    Pattern.ADD: "add distributes",
    Pattern.MULTIPLY: "multiply swaps",
    Pattern.MAX: "max routes",
    Pattern.MIN: "min routes",
    Pattern.CASE: "cases route",
    Pattern.COPY: "copy adds",
    Pattern.SLOPE: "slope",
}
"""Beside each gate."""

MEANINGS: dict[Pattern, Words] = {
    Pattern.ADD: ("every input gets the gradient as it arrives, with a minus sign where it is subtracted",),
    Pattern.MULTIPLY: ("each input gets the gradient times the other input's value",),
    Pattern.MAX: ("the larger input gets all of the gradient, the other one 0; ReLU is max(0, z)",),
    Pattern.MIN: ("the smaller input gets all of the gradient, the other one 0",),
    Pattern.CASE: ("the case that holds gets all of the gradient, the other one 0",),
    Pattern.COPY: ("a wire that several gates use gets the sum of what they send back",),
    Pattern.SLOPE: ("any other function multiplies the gradient by its local slope",),
}
"""Below the circuit."""
