"""Lines out of a chat -> what was said: `[12/11/2025, 21:04] Ada: z1[1] = 0.37` is `z1[1] = 0.37`.

As many lines as before.
"""

import re

_DATE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}"
_TIME = r"[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?:[ \u00a0\u202f]?[ap]\.?[ ]?m\.?)?"
_SAID = re.compile(
    rf"^[ \t]*(?:\[(?:{_DATE},?[ ]{{1,2}}{_TIME}|{_TIME}(?:,?[ ]{{1,2}}{_DATE})?)\]"
    rf"|{_DATE},?[ ]{{1,2}}{_TIME}[ ]?[-–—])[ ]{{0,2}}[^:=\n]{{1,60}}:(?:[ ]|$)",
    re.IGNORECASE | re.MULTILINE,
)
"""When it was said, and by whom."""


def without_speakers(text: str) -> str:
    """The text so."""
    return _SAID.sub("", text) if ":" in text else text
