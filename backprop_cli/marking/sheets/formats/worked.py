"""Whether a sheet was handed out with worked lines: only what `blank` itself writes says so.

A student's own "Given: x1 = 0.7" or "(given)" takes no line out of the count.
"""

import re

from backprop_cli.words.blank import WORKED, WORKED_APART
from backprop_cli.words.read_back import GIVEN_MARK
from backprop_cli.words.say import Message, phrase

_BETWEEN_WORDS = re.compile(r"[\s#*_>\\]+")
"""Line ends and signs of comments, and what editors put around words or before brackets."""


def has_worked_marks(text: str) -> bool:
    """Whether it says that the lines with the mark of a worked one came so."""
    return _says(text, WORKED, GIVEN_MARK)


def has_worked_block(text: str) -> bool:
    """Whether it says that the lines of its block `given` came so."""
    return _says(text, WORKED_APART)


def _says(text: str, sentence: Message, mark: Message | None = None) -> bool:
    """Whether a sentence of a sheet of ours stands in a text, as it is spoken or in English."""
    spoken = phrase(sentence, mark=phrase(mark)) if mark else phrase(sentence)
    english = sentence.english.format(mark=mark.english if mark else "")
    words = _plain(text)
    return any(_plain(each) in words for each in (spoken, english))


def _plain(text: str) -> str:
    return _BETWEEN_WORDS.sub(" ", text)
