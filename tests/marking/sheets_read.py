"""What tests of reading sheets share: a text read as a sheet of a problem, and the numbers in it."""

from functools import cache

from two_two_two import NETWORK

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.problem.model import Network
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.symbols import AS_USUAL


@cache
def derivation(problem: str = NETWORK) -> Derivation:
    """The solution of a problem's text."""
    return derive_problem(read(problem, "net.yaml"))


@cache
def reader(problem: str = NETWORK) -> Reader:
    """Reads the sheets of a problem's text, in its notation."""
    found = read(problem, "net.yaml")
    lettering = found.lettering if isinstance(found, Network) else AS_USUAL
    return Reader(Lookup(derivation(problem), lettering=lettering))


def sheet(text: str, source: str = "ada.yaml", problem: str = NETWORK) -> AnswerSheet:
    """A text as the sheet that a file called `source` holds."""
    return reader(problem).sheet(text, source)


def numbers_in(found: AnswerSheet) -> dict[str, float | None]:
    """The number of every answer by its name; None where it is no number."""
    return {each.name: each.number.value if each.number else None for each in found.answers}
