"""Sessions of Python, R and Julia -> what they show: the names that are asked for over what is printed.

`>>> z1` is z1, and `>>> print(L)` is L, each over its value, also behind `;`: `>>> a1 = s(z1); a1`. As many
lines as before. What sets a name, `>>> L = 0.25`, stays: mails are quoted so as well.
"""

import re

_ASK = r"^[ \t]*(?:>>>|julia>|In[ \t]?\[\d{1,4}\]:)[ \t]*"
_NAME = r"[^\W\d]\w{0,20}"
_SHOWN = re.compile(
    rf"{_ASK}(?:[^\n;]{{1,300}};[ \t]*){{0,5}}"
    rf"(?:(?P<name>{_NAME})|print\([ \t]*(?P<printed>{_NAME})[ \t]*\))[ \t]*$",
    re.MULTILINE,
)
"""A name alone; z1[1] counts from 0 there, and is no unit 1."""
_SET_IN_JULIA = re.compile(
    rf"^[ \t]*julia>[ \t]*(?P<name>{_NAME})[ \t]*=(?![^\n]*;[ \t]*$)[^\n]*$(?=\n{{1,2}}[ \t]*[-+.\d])",
    re.MULTILINE,
)
"""What is set there is shown as well."""
_STATEMENT = re.compile(
    rf"{_ASK}(?:(?:import|from|for|while|if|def|with|assert)\b|[^\W\d][\w.]{{0,40}}\()[^\n]*"
    r"(?P<more>(?:\n[ \t]*\.\.\.[^\n]*){0,100})",
    re.MULTILINE,
)
"""What sets nothing; its output stands below."""
_RESULT = re.compile(r"^[ \t]*Out[ \t]?\[\d{1,4}\]:[ \t]*", re.MULTILINE)
_SESSION = re.compile(r"^[ \t]*In[ \t]?\[\d{1,4}\]:", re.MULTILINE)


_SIZE_IN_JULIA = re.compile(
    r"^[ \t]*\d{1,4}(?:-element|×\d{1,4}) [A-Z]\w{1,20}\{[^\n]{1,60}\}:[ \t]*$", re.MULTILINE
)
_ROW_IN_R = re.compile(r"^[ \t]*\[\d{1,4}(?:,\d{0,4})?\][ \t]+(?=[-+.\d])", re.MULTILINE)
_HEAD_IN_R = re.compile(r"^[ \t]*\[,\d{1,4}\](?:[ \t]+\[,\d{1,4}\])*[ \t]*$", re.MULTILINE)
_ASK_IN_R = re.compile(
    rf"^[ \t]*>[ \t]*(?:(?P<name>{_NAME})|print\([ \t]*(?P<printed>{_NAME})[ \t]*\))[ \t]*$", re.MULTILINE
)
"""`> z1`, with `[1] 0.37 0.39` below it, or the rows of a matrix below `[,1] [,2]`."""


def without_programs(text: str) -> str:
    """The text so."""
    if _ROW_IN_R.search(text) and _ASK_IN_R.search(text):
        text = _ASK_IN_R.sub(lambda found: found["name"] or found["printed"], text)
        text = _HEAD_IN_R.sub("", _ROW_IN_R.sub("", text))
    text = _SET_IN_JULIA.sub(r"\g<name>", _SIZE_IN_JULIA.sub("", text))
    plain = _RESULT.sub("", text) if _SESSION.search(text) else text
    named = _SHOWN.sub(lambda found: found["name"] or found["printed"], plain)
    return _STATEMENT.sub(lambda found: "\n" * found["more"].count("\n"), named)
