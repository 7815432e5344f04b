"""How large a problem file may be. Every limit is named in the message of the file that exceeds it."""

from __future__ import annotations

from backprop_cli.errors import Fault

MAX_BYTES = 1_000_000
MAX_NESTING = 10
MAX_NODES = 110_000
MAX_LAYERS = 50
MAX_UNITS = 4_096
MAX_SAMPLES = 2_000
MAX_WEIGHTS = 50_000
MAX_PRODUCTS = 50_000
"""Weights times samples, and under a softmax pairs of units times samples: each is a line of working."""
MAX_LINES = 60_000
"""Of working, in one step: a gradient of each weight for each sample, and the formulas of its update."""
MAX_STEPS = 100_000
MAX_TRAINED = 1_000_000
"""Weights times samples, over all steps of a training."""
MAX_FACTORS = 500_000
"""Parts of formulas times the names in them: so many stand in the lines of their derivatives, at worst."""
MAX_POINTS = 1_000_000
MAX_FORMULAS = 200
MAX_NAMES = 1_000
MAX_NAME = 40
MAX_TEXT = 1_000
MOST_DIGITS = 15
"""Significant digits that a float holds."""


def too_large() -> Fault:
    """The fault of a file with more than `MAX_BYTES`."""
    return Fault(f"the file is larger than {MAX_BYTES:,} bytes; larger ones are not read")
