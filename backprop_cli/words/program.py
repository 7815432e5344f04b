"""The comments of a solution as a program."""

from __future__ import annotations

from backprop_cli.words.say import mark, phrase

HEAD = mark("The worked solution as a plain program: forward pass, backward pass and update, line by line.")
MEANING_OF_SEVERAL = mark(
    "df_dq is the derivative of f with respect to q: the sum, over all u that use q, of df_du times du_dq."
)
RESULTS = mark("Results, and what the worked solution has for them")
TOGETHER = mark("activation and loss together")


def called(name: str) -> str:
    """What the exercise calls a name that Python cannot have, or not for two."""
    return phrase("called {name} in the exercise", name=name)


def direct(derivative: str) -> str:
    """A derivative of the formula alone, where other ways lead there too."""
    return phrase("{derivative} (direct)", derivative=derivative)


def not_compared(names: str) -> str:
    """Which results are not compared."""
    return phrase("Not compared, because floats lose their digits here: {names}", names=names)


def meaning(output: str) -> str:
    """What the gradients' names say."""
    return phrase(
        "grad_q is {derivative}: the sum, over all u that use q, of grad_u times the derivative of u with"
        " respect to q.",
        derivative=f"d{output}/dq",
    )


def steps(numbers: list[int], count: int) -> str:
    """Which steps of a training it has."""
    if len(numbers) == 1:
        return phrase("Step {number} of the training; --step N shows another.", number=numbers[0])
    if len(numbers) == count:
        return phrase(
            "All {steps} steps of the training, one after the other; --step N shows one.", steps=count
        )
    return phrase(
        "Steps 1 to {last} of the training, one after the other; --step N shows one.", last=numbers[-1]
    )


def part(number: int) -> str:
    """The heading of one step of several."""
    return phrase("=== Step {number} ===", number=number)


def headed(title: str, remark: str) -> str:
    """The comment over a part, with what is to be said of it."""
    return phrase("{title}: {remark}", title=title, remark=remark) if remark else title
