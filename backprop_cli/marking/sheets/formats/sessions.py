"""Sessions of Python -> what they show: the names that are asked for, with what is printed below.

`>>> z1` is z1, and `>>> print(L)` is L, each over its value, also behind `;`: `>>> a1 = s(z1); a1`. As many
lines as before. What sets a name, `>>> L = 0.25`, stays: mails are quoted so as well.
"""

import re

_ASK = r"^[ \t]*(?:>>>|In[ \t]?\[\d{1,4}\]:)[ \t]*"
_NAME = r"[^\W\d]\w{0,20}"
_SHOWN = re.compile(
    rf"{_ASK}(?:[^\n;]{{1,300}};[ \t]*){{0,5}}"
    rf"(?:(?P<name>{_NAME})|print\([ \t]*(?P<printed>{_NAME})[ \t]*\))[ \t]*$",
    re.MULTILINE,
)
"""A name alone; z1[1] counts from 0 there, and is no unit 1."""
_STATEMENT = re.compile(
    rf"{_ASK}(?:(?:import|from|for|while|if|def|with|assert)\b|[^\W\d][\w.]{{0,40}}\()[^\n]*"
    r"(?P<more>(?:\n[ \t]*\.\.\.[^\n]*){0,100})",
    re.MULTILINE,
)
"""What sets nothing; its output stands below."""
_RESULT = re.compile(r"^[ \t]*Out[ \t]?\[\d{1,4}\]:[ \t]*", re.MULTILINE)
_SESSION = re.compile(r"^[ \t]*In[ \t]?\[\d{1,4}\]:", re.MULTILINE)


def without_programs(text: str) -> str:
    """The text so."""
    plain = _RESULT.sub("", text) if _SESSION.search(text) else text
    named = _SHOWN.sub(lambda found: found["name"] or found["printed"], plain)
    return _STATEMENT.sub(lambda found: "\n" * found["more"].count("\n"), named)
