"""What a line says of its step or sample around its answer: `In step 2, L = 0.3`, `L = 0.3 (step 2)`."""

import re
from typing import NamedTuple

from backprop_cli.marking.sheets.formats.counted_words import with_numbers
from backprop_cli.marking.sheets.formats.raw import LineScope
from backprop_cli.marking.sheets.formats.scopes import INTO, SCOPES, scope_in_words

LONGEST = 2_000
"""Characters of a line with an answer."""
_AFTER = (
    r"(?P<after>(?:after|nach|après|después\s+de|dopo|após|na)\s+(?:(?:the|dem|der|l[ea]|el|il|o|a|de)\s+)?)"
)
_LED = re.compile(
    rf"[\[(]?(?:{_AFTER}|{INTO}){SCOPES}[\])]?(?:\s*[,:;–-]+\s*|\s+)(?P<rest>[^\s].*)", re.IGNORECASE
)

LONGEST_BEHIND = 80
"""Characters of what is said behind an answer."""
_ENDS_A_NUMBER = re.compile(r"(?<=[0-9)\]}%…])[\s$*`]*[,;–—-]?[\s$*`]*(?=[(\[{]|(?<=[\s,;–—-])\w)")
_SAID_AFTER = re.compile(rf"{_AFTER}{SCOPES}", re.IGNORECASE)
_BEHIND = re.compile(rf"(?:{_AFTER}|{INTO}){SCOPES}", re.IGNORECASE)


class LedScope(NamedTuple):
    """A line that begins with what it is of: `In step 2, the loss is L = 0.3`."""

    scope: LineScope
    rest: str
    is_after: bool
    """Whether it speaks of what comes after that."""


def scope_led(line: str) -> LedScope | None:
    """What a line says before its answer of the step or sample that it is of; None where it says nothing."""
    found = _LED.fullmatch(with_numbers(line)) if len(line) <= LONGEST else None
    if found is None:
        return None
    return LedScope(scope_in_words(found["scopes"]), found["rest"], bool(found["after"]))


def said_after(heading: str) -> str:
    """The step of `After step 2`; empty for any other heading."""
    found = _SAID_AFTER.fullmatch(with_numbers(heading.strip(" *_#")))
    return found["scopes"].strip() if found and len(heading) <= LONGEST_BEHIND else ""


class ScopeBehind(NamedTuple):
    """A value with what it is of behind it: `0.3 in step 2`, `0.3 (2nd iteration)`."""

    value: str
    scope: LineScope
    is_after: bool
    """Whether it is what comes after that."""


def scope_behind(value: str) -> ScopeBehind | None:
    """What is said behind a value of the step or sample that it is of; None where nothing is."""
    for gap in _ENDS_A_NUMBER.finditer(value, max(0, len(value) - LONGEST_BEHIND)):
        rest = value[gap.end() :].strip("()[]{}.,;*_$` \t")
        if found := _BEHIND.fullmatch(with_numbers(rest)):
            return ScopeBehind(value[: gap.start()], scope_in_words(found["scopes"]), bool(found["after"]))
    return None
