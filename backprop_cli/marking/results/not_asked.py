"""A slip in a line that is not asked: it costs the first asked line that it leads to.

Such a line is worth nothing, and what follows from it earns its points; so a slip would be free where it is
written down, and cost a line where it is not.
"""

from collections.abc import Collection, Container, Iterable, Mapping

from backprop_cli.graph.walk import reached
from backprop_cli.marking.judging.judged import Judged
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.judging.verdict import SLIPS, Verdict


def borne(lines: Collection[Judged], worth: Mapping[str, float], scheme: Scheme) -> dict[str, str]:
    """For each line that is not asked and has a slip: the first asked one that follows from it, if any."""
    by_name = {judged.answer.name: judged for judged in lines}

    def onward(name: str) -> Iterable[str]:
        return scheme.users(name) if _passes_on(by_name.get(name), worth) else ()

    found = dict[str, str]()
    for name, judged in by_name.items():
        if worth.get(name) or judged.verdict not in SLIPS or not judged.carried:
            continue
        leading = set(reached(scheme.users(name), onward))
        bearer = next((each for each in by_name if each in leading and _bears(by_name[each], worth)), None)
        if bearer is not None:
            found[name] = bearer
    return found


def _passes_on(judged: Judged | None, worth: Mapping[str, float]) -> bool:
    """Whether a slip goes on through a line: one that is not written, or follows from it and is not asked."""
    if judged is None or judged.verdict is Verdict.BLANK:
        return True
    return judged.verdict is Verdict.FOLLOWS and not worth.get(judged.answer.name)


def _bears(judged: Judged, worth: Mapping[str, float]) -> bool:
    return judged.verdict is Verdict.FOLLOWS and bool(worth.get(judged.answer.name))


def costing(leading: Mapping[str, str], free: Container[str]) -> dict[str, str]:
    """For each asked line that bears a slip: where that was made; none of those that are `free`."""
    return {bearer: name for name, bearer in reversed(list(leading.items())) if name not in free}
