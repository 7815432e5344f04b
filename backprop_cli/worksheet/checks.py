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
        from backprop_cli.proof.given_values import last_that_stays, moves_given

        yield from [Paragraph(say(words.HELD_MOVES))] if moves_given(network) else []
        yield from [Paragraph(say(words.BEFORE_HELD))] if last_that_stays(network) else []
