"""The sentences of a sheet that shows a circuit of gates."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.derivation.circuit import Pattern
from backprop_cli.words.inline import Words
from backprop_cli.words.lists import listed, symbol
from backprop_cli.words.say import Message, mark, say, several

NOT_OPENED = mark("--open-functions is for circuits")
NOT_OPENED_HINT = mark("add --style gates")

MOST_NAMED = 4
"""Wires that a sentence names; of more it gives the number."""

CIRCUIT = mark("Circuit")
GATE, WIRE, VALUE, GRADIENT = mark("Gate"), mark("Wire"), mark("Value"), mark("Gradient")
WORKED_BELOW = mark("The same numbers again below, with the working of each.")
NOT_NEEDED = mark("not asked")
NOT_WORKED = mark("not worked")


def circuit_of(output: str) -> Words:
    """Heading, where there are several outputs."""
    return say("Circuit of {output}", output=symbol(output))


def how_to_read(outputs: Sequence[str], given: Sequence[str]) -> Words:
    """Which way to read the tables; `given` are the wires by which the derivative of an output is given."""
    if given:
        return say(
            "Values go down a table; gradients go up, from those that are given: by {wires}. Each gate sends"
            " every input the gradient at its output times the local slope.",
            wires=listed(given, MOST_NAMED),
        )
    if len(outputs) > 1:
        return say(
            "Values go down a table; gradients go up, from 1 at its output: {outputs}. Each gate sends every"
            " input the gradient at its output times the local slope.",
            outputs=listed(outputs, MOST_NAMED),
        )
    return say(
        "Values go down the table; gradients go up, from 1 at {output}. Each gate sends every input the"
        " gradient at its output times the local slope.",
        output=symbol(outputs[0]),
    )


def not_drawn(count: int, example: str) -> Words:
    """What is said of the samples whose circuits are left out."""
    return say(
        several(
            'The circuit of {count} more sample is made of the same gates: --all draws it, --only "{example}"'
            " draws it with all that leads there.",
            "The circuits of {count} more samples are made of the same gates: --all draws them,"
            ' --only "{example}" draws one with all that leads there.',
        ),
        count=count,
        example=example,
    )


def leaving(name: str) -> Words:
    """The wire that leaves a gate."""
    return say("out {wire}", wire=symbol(name))


def entering(name: str) -> Words:
    """A wire that enters a gate, or is copied."""
    return say("in {wire}", wire=symbol(name))


def branch(user: str) -> Words:
    """Where a copy of a wire leads."""
    return say("to {user}", user=symbol(user))


def slope(value: Words) -> Words:
    """The local slope of a function, beside its input."""
    return say("slope {value}", value=value)


def copied(name: str) -> Words:
    """What stands for a gate where a wire is used several times."""
    return say("copies of {wire}", wire=symbol(name))


NAMES: dict[Pattern, Message] = {
    Pattern.ADD: mark("add distributes"),
    Pattern.SUBTRACT: mark("minus turns the sign"),
    Pattern.MULTIPLY: mark("multiply swaps"),
    Pattern.MAX: mark("max routes"),
    Pattern.MIN: mark("min routes"),
    Pattern.CASE: mark("cases route"),
    Pattern.COPY: mark("copy adds"),
    Pattern.SLOPE: mark("slope"),
}
"""Beside each gate."""

LABELS: dict[Pattern, Message] = {
    Pattern.ADD: mark("Add distributes"),
    Pattern.SUBTRACT: mark("Minus turns the sign"),
    Pattern.MULTIPLY: mark("Multiply swaps"),
    Pattern.MAX: mark("Max routes"),
    Pattern.MIN: mark("Min routes"),
    Pattern.CASE: mark("Cases route"),
    Pattern.COPY: mark("Copy adds"),
    Pattern.SLOPE: mark("Slope"),
}
"""Below the circuit, before what each does."""

MEANINGS: dict[Pattern, Message] = {
    Pattern.ADD: mark("every input gets the gradient as it arrives"),
    Pattern.SUBTRACT: mark(
        "the input that is subtracted gets the gradient with its sign turned, any other gets it as it arrives"
    ),
    Pattern.MULTIPLY: mark("each input gets the gradient times the other input's value"),
    Pattern.MAX: mark("the larger input gets all of the gradient, the other one 0; ReLU is max(0, {z})"),
    Pattern.MIN: mark("the smaller input gets all of the gradient, the other one 0"),
    Pattern.CASE: mark("the case that holds gets all of the gradient, the other one 0"),
    Pattern.COPY: mark("a wire that several gates use gets the sum of what they send back"),
    Pattern.SLOPE: mark("any other function multiplies the gradient by its local slope"),
}
"""Below the circuit."""
