"""The table of remarks: each row a key, the rule that finds it, the sentence that says it.

The rows stand in the order in which they matter; of many a sheet shows the first few.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from backprop_cli.late import late
from backprop_cli.words.inline import Words
from backprop_cli.worksheet.remarks.case import Case
from backprop_cli.worksheet.remarks.found import Found
from backprop_cli.worksheet.remarks.linear_layers import linear_layers
from backprop_cli.worksheet.remarks.overshoot import overshooting
from backprop_cli.worksheet.remarks.pairings import matched_pairs, unusual_pairs
from backprop_cli.worksheet.remarks.sizes import gradient_sizes
from backprop_cli.worksheet.remarks.symmetry import identical_units
from backprop_cli.worksheet.remarks.units import dead_relus, kinks, saturated_units
from backprop_cli.worksheet.remarks.zeros import zero_gradients, zero_inputs


class RemarkRow(NamedTuple):
    """One row."""

    key: str
    """In JSON; it never changes."""
    rule: Callable[[Case], Iterator[Found]]
    sentence: Callable[..., Words]
    """Of what the rule says; one or two sentences, the first letter small or large."""
    every_step: bool = False
    """Whether it is told in every step of a training, and not only the first time."""


told = late("words.remarks.lead.told")
REMARKS = (
    RemarkRow("overshoot", overshooting, late("words.remarks.overshoot.overshoot"), every_step=True),
    RemarkRow("identical_units", identical_units, late("words.remarks.units.identical_units")),
    RemarkRow("dead_relu", dead_relus, late("words.remarks.units.dead_relu")),
    RemarkRow("saturated", saturated_units, late("words.remarks.units.saturated")),
    RemarkRow("kink", kinks, late("words.remarks.units.kink")),
    RemarkRow("linear_layers", linear_layers, late("words.remarks.layers.linear_layers")),
    RemarkRow("zero_gradient", zero_gradients, late("words.remarks.zeros.zero_gradient")),
    RemarkRow("gradient_sizes", gradient_sizes, late("words.remarks.layers.gradient_sizes")),
    RemarkRow("zero_input", zero_inputs, late("words.remarks.zeros.zero_input")),
    RemarkRow("unusual_pair", unusual_pairs, late("words.remarks.pairings.unusual_pair")),
    RemarkRow("matched_pair", matched_pairs, late("words.remarks.pairings.matched_pair")),
)


class Told(NamedTuple):
    """A remark as it is told: the row it comes from, what was found, and the words."""

    row: RemarkRow
    found: Found
    words: Words


def remarks_on(case: Case) -> tuple[Told, ...]:
    """All there is to remark on one step of a solution."""
    return tuple(
        Told(row, found, told(row.sentence(*found.said))) for row in REMARKS for found in row.rule(case)
    )
