"""Prose with formulas of TeX in it -> its answers: `So $z_1 = 0.3$, and hence $a_1 = 0.6$.` is both of them.

As many lines as before.
"""

import re
from functools import partial

from backprop_cli.marking.sheets.formats.table import IsName, is_called
from backprop_cli.marking.sheets.lead_words import OTHER_SENSE, says_any
from backprop_cli.marking.sheets.sides import number_on

LONGEST = 2_000
"""Characters of a line."""
_FORMULA = re.compile(r"\$([^$]{1,500})\$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


def with_inline_answers(text: str, is_name: IsName) -> str:
    """The text so: lines with several answers among words, as long as no word takes them back."""
    if text.count("$") < 4:
        return text
    return "\n".join(_answers(line, is_name) if line.count("$") >= 4 else line for line in text.split("\n"))


def _answers(line: str, is_name: IsName) -> str:
    if len(line) > LONGEST or line.count("$") % 2 or line.lstrip().startswith("|"):
        return line
    names = partial(is_called, is_name)
    found = [formula for formula in _FORMULA.findall(line) if number_on(formula, names)]
    words = [word.casefold() for word in _WORD.findall(_FORMULA.sub(" ", line))]
    is_claimed = bool(words) and not says_any(words, OTHER_SENSE)
    return "; ".join(found) if len(found) > 1 and is_claimed else line
