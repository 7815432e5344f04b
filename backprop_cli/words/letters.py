"""The letters of networks that sentences speak of in general: z of any unit, w of any weight.

Data has them as they stand here, a page as its notation writes them (`worksheet/letters.py`).
"""

from __future__ import annotations

from typing import Final

from backprop_cli.expr.tree import Call, Neg, Pow, Ref
from backprop_cli.problem.optimizers import STEP
from backprop_cli.problem.penalties import RATE
from backprop_cli.words.inline import Math

Z, A, W, DELTA = "z", "a", "w", "δ"
TARGET, OUTPUT = "y", "ŷ"
NORMAL, DROPPED = "ẑ", "h"
BY_Z, BY_A, BY_W, BY_OUTPUT, Z_BY_W = "∂L/∂z", "∂L/∂a", "∂L/∂w", "∂L/∂ŷ", "∂z/∂w"
A_BY_Z = "∂a/∂z"
CONSTANT_LETTERS = {"alpha": "α", "mu": "μ", "beta": "β", "beta1": "β₁", "beta2": "β₂", "epsilon": "ε"}
"""The optimiser's constants, by what its formulas call them."""

CONSTANTS: Final = {name: f"{letter}*" for name, letter in CONSTANT_LETTERS.items()}
"""What sentences call them: nothing that an author can name."""

LETTERS: Final = {
    **{
        key: Math((Ref(letter),), letter)
        for key, letter in (
            *(("z", Z), ("a", A), ("w", W), ("delta", DELTA), ("y", TARGET), ("yhat", OUTPUT)),
            *(("zhat", NORMAL), ("h", DROPPED)),
            *(("dL_dz", BY_Z), ("dL_da", BY_A), ("dL_dw", BY_W), ("dL_dyhat", BY_OUTPUT), ("dz_dw", Z_BY_W)),
        )
    },
    "exp_z": Math((Call("exp", (Ref(Z),)),), "e^(z)"),
    "exp_minus_z": Math((Call("exp", (Neg(Ref(Z)),)),), "e^(−z)"),
    "lambda": Math((Ref(RATE),), "λ"),
    **{name: Math((Ref(constant),), CONSTANT_LETTERS[name]) for name, constant in CONSTANTS.items()},
    "beta_t": Math((Pow(Ref(CONSTANTS["beta"]), Ref(STEP)),), f"{CONSTANT_LETTERS['beta']}ᵗ"),
}
"""Each by the name of its hole in a sentence."""
