"""What all pages of marks have in common: a title, and one section with the numbers of the exercise."""

from collections.abc import Callable, Iterable

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.problem.model import Network, Problem
from backprop_cli.words.say import Message, phrase
from backprop_cli.words.solution import UNTITLED, titled
from backprop_cli.worksheet.document import DIGITS, Block, Document, Heading, Scope, Section
from backprop_cli.worksheet.header import conventions


def marks_page(
    problem: Problem,
    derivation: Derivation,
    kind: Message,
    scope: Scope,
    blocks: Callable[[], Iterable[Block]],
) -> Document:
    """The document of a kind of page, such as `Marked`; its `blocks` are made once a page is asked for."""
    title = titled(phrase(kind), problem.header.title or phrase(UNTITLED))
    return Document(
        title=title,
        scope=scope,
        composed=lambda: (Section(scope, (Heading(1, (title,)), *blocks())),),
        problem=problem,
        derivation=derivation,
        conventions=conventions(problem, DIGITS),
        deltas=isinstance(problem, Network),
        digits=DIGITS,
    )
