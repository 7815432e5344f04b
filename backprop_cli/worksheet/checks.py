"""What was proved of a solution, at its end."""

from __future__ import annotations

from collections.abc import Iterator

from backprop_cli.derivation.derivation import Proof
from backprop_cli.problem.model import Network, Problem
from backprop_cli.words import solution as words
from backprop_cli.words.say import say
from backprop_cli.worksheet.document import Block, Heading, Paragraph


def checks(problem: Problem, proof: Proof | None, *, narrowed: bool) -> Iterator[Block]:
    """The section, where there is a proof; `narrowed`: only some quantities are shown, no closed form."""
    if proof is None:
        return
    yield Heading(2, say(words.CHECKS))
    network = problem if isinstance(problem, Network) else None
    of = words.OF_SUM if network and network.above else words.OF_LOSS
    shown = proof._replace(closed_form=0) if narrowed else proof
    yield from map(Paragraph, words.checked(shown, of))
    if network and network.held:
        yield Paragraph(say(words.BEFORE_HELD))
