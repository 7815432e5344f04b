"""The comments of a solution as a program."""

from __future__ import annotations

from backprop_cli.words.say import mark, phrase

HEAD = mark("The worked solution as a plain program: forward pass, backward pass and update, line by line.")
MEANING_OF_SEVERAL = mark(
    "df_dq is the derivative of f by q: over all that uses q, theirs times their derivative by q."
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
        "grad_q is {derivative}: over all that uses q, their grad times their own derivative by q, added up.",
        derivative=f"d{output}/dq",
    )


def step(number: int) -> str:
    """Which step of a training it is."""
    return phrase("Step {number} of the training; --step N shows another.", number=number)


def headed(title: str, remark: str) -> str:
    """The comment over a part, with what is to be said of it."""
    return phrase("{title}: {remark}", title=title, remark=remark) if remark else title
