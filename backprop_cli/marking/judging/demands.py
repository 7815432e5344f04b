"""What an answer must be to earn its points, besides right: a number, and how finely it is written."""

from math import floor, log10
from typing import NamedTuple

from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.written import Written

ZEROS_LEFT_OUT = 1e-6
"""How far an exact value may be off, relative to its size: 0.09 for 0.0900000010 lacks only zeros."""
ENOUGH = 1 + 1e-9
"""For the noise of floats."""


class Demands(NamedTuple):
    """What is asked of every answer."""

    digits: int = 2
    """Significant digits."""
    decimals: int | None = None
    """Decimals, instead of significant digits."""
    numbers_only: bool = False
    """Whether a formula without a number is not enough where the exercise has numbers."""

    def unit(self, value: float) -> float:
        """One unit of the last digit that is asked of a value other than 0."""
        if self.decimals is not None:
            return 10.0**-self.decimals
        return 10.0 ** (floor(log10(abs(value))) + 1 - self.digits)

    def are_met_by(self, number: Written) -> bool:
        """Whether a number has the digits or decimals that are asked."""
        if self.decimals is not None:
            return number.unit <= ENOUGH * 10.0**-self.decimals
        return number.digits >= self.digits

    def verdict(self, true: float, number: Written) -> Verdict:
        """The verdict on a right number.

        An exact value needs no more digits; 0.00 for 0.003 is right only as far as it goes.
        """
        exact = abs(true - number.value) <= ZEROS_LEFT_OUT * abs(true)
        says_enough = self.decimals is not None or number.value != 0 or true == 0
        return Verdict.RIGHT if exact or (says_enough and self.are_met_by(number)) else Verdict.TOO_FEW_DIGITS
