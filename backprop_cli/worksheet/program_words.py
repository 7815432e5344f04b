"""The words of a solution as a program: its comments."""

from __future__ import annotations

HEAD = "The worked solution as a plain program: forward pass, backward pass and update, line by line."
MEANING_OF_SEVERAL = (
    "df_dq is the derivative of f by q: over all that uses q, theirs times their derivative by q."
)
GIVEN = "Given"
FORWARD = "Forward pass"
BACKWARD = "Backward pass"
UPDATE = "Update"
RESULTS = "Results, and what the worked solution has for them"
TOGETHER = "activation and loss together"
DIRECT = " (direct)"
NOT_COMPARED = "Not compared, because floats lose their digits here: "


def called(name: str) -> str:
    """What the exercise calls a name that Python cannot have, or not for two."""
    return f"called {name} in the exercise"


def meaning(output: str) -> str:
    """What the gradients' names say."""
    return (
        f"grad_q is d{output}/dq: over all that uses q, their grad times their own derivative by q, added up."
    )


def steps(numbers: list[int], count: int) -> str:
    """Which steps of a training it has."""
    if len(numbers) == 1:
        return f"Step {numbers[0]} of the training; --step N shows another."
    several = f"All {count} steps" if len(numbers) == count else f"Steps 1 to {numbers[-1]}"
    return f"{several} of the training, one after the other; --step N shows one."


def part(number: int) -> str:
    """The heading of one step of several."""
    return f"=== Step {number} ==="
