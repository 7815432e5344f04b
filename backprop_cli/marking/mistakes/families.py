"""Mistakes that are one slip, made in lines of different kinds."""

from backprop_cli.marking.mistakes.mistake import Mistake

_FAMILY = {
    "inputs_exchanged": "wrong_input",
    "bias_taken_as_zero": "bias_left_out",
    "rules_exchanged": "other_activation",
    "slope_of_other_activation": "other_activation",
    "leaky_slope_as_relu": "leaky_as_relu",
    "elu_slope_as_relu": "elu_as_relu",
    "decay_left_out": "decay_in_gradient",
}
"""Who takes x₂ for x₁ in the sum does so in the gradient; who works tanh for σ works its derivative."""


NO_SLOPES = "slope_left_out"
_SEEN_ELSEWHERE = dict.fromkeys(("raw_error", "raw_error_back", "other_side"), NO_SLOPES)
"""One slip, as it shows behind its line, ∂L/∂a for δ, or on the other side of a kink: 0 for 1."""


def family_of(mistake: Mistake) -> str:
    """The key under which a mistake counts as made again."""
    return _FAMILY.get(mistake.key) or _SEEN_ELSEWHERE.get(mistake.key, mistake.key)


def goes_along(mistake: Mistake) -> frozenset[str]:
    """The keys of the mistakes that go along with one in lines of another kind."""
    return frozenset(key for key, family in _FAMILY.items() if family == mistake.key)
