"""The sheet to hand out: the problem, and an empty place for every quantity asked for."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from backprop_cli.derivation.asked import lines_of_sheet
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.step import Step
from backprop_cli.errors import UsageError
from backprop_cli.expr.tokens import canonical
from backprop_cli.marking.sheets.named_arrays import is_weights
from backprop_cli.notation.ascii import Ascii
from backprop_cli.problem.known import Known, known_of, symbols_of
from backprop_cli.problem.meanings import meanings
from backprop_cli.problem.model import Marking, Network, Problem
from backprop_cli.quantities.grammar import apart_from_step, text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words import blank as words
from backprop_cli.words.header import ROUNDING
from backprop_cli.words.inline import Math, Name, Words
from backprop_cli.words.legend import in_training_step
from backprop_cli.words.lists import symbol
from backprop_cli.words.marked import asked_digits
from backprop_cli.words.read_back import ANSWER, GIVEN_DIGITS, GIVEN_MARK, NAME, NOTATION, SYMBOL, WHO_LINES
from backprop_cli.words.say import phrase, say
from backprop_cli.words.solution import AGAIN, BACKWARD, FORWARD, LOCAL, UNTITLED, UPDATE
from backprop_cli.worksheet.document import (
    DIGITS,
    Block,
    Document,
    Facts,
    Given,
    Heading,
    InNotation,
    Legend,
    Paragraph,
    Section,
    ToFill,
    Whose,
)
from backprop_cli.worksheet.given import given
from backprop_cli.worksheet.header import conventions
from backprop_cli.worksheet.legend import legend, tells_more
from backprop_cli.worksheet.letters import with_letters
from backprop_cli.worksheet.opening import opening
from backprop_cli.worksheet.policy import Wishes, policy
from backprop_cli.worksheet.scope import scope_of

MOST_LINES = 4_000
"""Lines of a sheet; a filled one with more would not be read back."""


class BlankLayout(NamedTuple):
    """What the author of the sheet chose."""

    only: tuple[str, ...] = ()
    """Quantities to ask for, with what leads to them; none: what the problem asks, or everything."""
    everything: bool = False
    """Whether to ask for every step, local derivatives as well."""
    steps: int = 0
    """How many of the first lines are worked already."""
    notation: str | None = None
    """How the quantities are written, which the sheet says then; none: as the problem says."""

    def asked(self, problem: Problem) -> tuple[str, ...]:
        """What is asked for by name."""
        return self.only or problem.ask


def blank_sheet(problem: Problem, derivation: Derivation, choice: BlankLayout) -> Document:
    """The sheet for a problem, its lines in the order of the solution.

    Its first section is the problem, its second says how to fill it in; each of the others is a part of the
    solution.
    Raises `UsageError` for an unknown name, for too many lines, and for worked lines without numbers or that
    leave nothing to fill in.
    """
    ask = choice.asked(problem)
    everything = choice.everything and not choice.only
    wanted = lines_of_sheet(derivation, ask, known_of(problem), everything=everything)
    if len(wanted) > MOST_LINES:
        raise UsageError(words.too_many(len(wanted), MOST_LINES), phrase(words.TOO_MANY_HINT))
    if choice.steps >= len(wanted):
        told, hint = words.nothing_left(len(wanted), choice.steps), phrase(words.NOTHING_LEFT_HINT)
        raise UsageError(told, hint)
    worked = {step.name: _value(step) for step in derivation.steps if step.name in wanted[: choice.steps]}
    left = [name for name in wanted if name not in worked]
    facts = conventions(problem, DIGITS)
    agreed = Facts(tuple(row for row in facts.rows if row[0] != ROUNDING))
    start = given(problem)
    blocks = (
        tuple(opening(problem, _legend(problem, derivation, wanted, start), agreed, start)),
        (*_told(choice), *_how_to(problem, derivation, worked), *_worth(problem, derivation, choice, left)),
        *_parts(problem, derivation, wanted, worked),
    )
    scope = with_letters(scope_of(problem, derivation), problem)
    return Document(
        title=problem.header.title or phrase(UNTITLED),
        scope=scope,
        composed=lambda: tuple(Section(scope, each) for each in blocks),
        problem=problem,
        derivation=derivation,
        conventions=agreed,
        deltas=isinstance(problem, Network),
    )


def _legend(problem: Problem, derivation: Derivation, wanted: list[str], start: Given) -> Legend:
    """What the symbols mean; of a training those of a step, and how a step is told from the others."""
    if not derivation.parts:
        return legend(derivation, wanted, problem, start)
    first = next(iter(derivation.parts.values()))
    names = dict.fromkeys(apart_from_step(name).name for name in wanted)
    asked = [name for name in names if name in first.by_name]
    plain = legend(first, asked, problem, start)
    example = wanted[0]
    number = derivation.quantities[example].step or 1
    told = in_training_step(symbol(apart_from_step(example).name), number)
    return Legend((*plain.rows, (symbol(example), told)))


def _told(choice: BlankLayout) -> Iterator[Block]:
    """The notation, where another than the problem's was chosen: by this line the sheet is read back."""
    if choice.notation is not None:
        yield InNotation(say(NOTATION, name=Name(choice.notation)))


def _how_to(problem: Problem, derivation: Derivation, worked: Mapping[str, str]) -> Iterator[Block]:
    """Whose sheet it is, and how it is filled in."""
    yield from (Whose(say(line)) for line in WHO_LINES.values())
    counts = _what_counts(problem.marking, derivation)
    names = (
        _given_names(derivation, problem)
        if isinstance(problem, Network) and problem.marking.formulas != "numbers"
        else []
    )
    yield Paragraph((*counts, " ", *words.typed(names)) if names else counts)
    if worked:
        yield Paragraph(say(words.WORKED, mark=phrase(GIVEN_MARK)))


def _worth(
    problem: Problem, derivation: Derivation, choice: BlankLayout, left: list[str]
) -> Iterator[Paragraph]:
    """The points of the lines that are left to fill in, where the problem gives its own."""
    if not problem.marking.points:
        return
    rules = policy(problem, derivation, Wishes(choice.only, choice.everything))
    points = {name: rules.worth.get(name, 0) for name in left}
    most = Counter(points.values()).most_common(1)[0][0]
    own = [
        (each, [name for name in left if points[name] == each])
        for each in dict.fromkeys(points.values())
        if each != most
    ]
    yield Paragraph(words.worth(sum(points.values()), own, most))


def _what_counts(marking: Marking, derivation: Derivation) -> Words:
    """What may be filled in, and how many digits are asked of a number."""
    if not derivation.values:
        return say(words.FORMULA)
    counts = words.NUMBER if marking.formulas == "numbers" else words.NUMBER_OR_FORMULA
    return say(counts, digits=asked_digits(marking.digits, marking.decimals))


def _given_names(derivation: Derivation, problem: Problem) -> list[tuple[Name, Math]]:
    """One quantity of each kind that the exercise gives, by its name to type."""
    graph = next(iter(derivation.parts.values()), derivation).graph
    kinds: dict[str, list[Quantity]] = {}
    for node in graph.nodes:
        if node.formula is None:
            kinds.setdefault(node.quantity.symbol, []).append(node.quantity)
    names = [text(next(filter(tells_more, each), each[0])) for each in kinds.values()]
    names += [derivation.rate] if derivation.rate else []
    typed = {
        name: _as_read_back(name, derivation, problem) for name in names if name in derivation.quantities
    }
    return [(Name(canonical(typed.get(name, name))), symbol(name)) for name in names]


def _parts(
    problem: Problem, derivation: Derivation, wanted: list[str], worked: Mapping[str, str]
) -> Iterator[tuple[Block, ...]]:
    """The parts of the solution that are asked for: heading, how a matrix is written, the lines."""
    heads = (say(SYMBOL), say(NAME), say(ANSWER))
    for title, names in _titled(derivation):
        lines = [name for name in wanted if name in names]
        if lines:
            lists = _lists(lines, derivation, problem)
            rows = tuple(
                (
                    (symbol(name),),
                    (Name(_as_read_back(name, derivation, problem)),),
                    _answer(worked.get(name, "")),
                )
                for name in lines
            )
            yield (
                Heading(2, (title,)),
                *([Paragraph(lists)] if lists else []),
                ToFill(heads, rows, prose=(1, 2)),
            )


def _as_read_back(name: str, derivation: Derivation, problem: Problem) -> str:
    """A name to type: the grammar's, or the notation's where that takes the grammar's for another quantity.

    In `net_out` b2 is the second bias, and b2[1] everywhere that of the one unit of layer 2. In `superscript`
    h1[1] is an activation, and what dropout leaves is htilde1[1].
    """
    symbols, quantity = symbols_of(problem), derivation.quantities[name]
    typed = name if symbols.is_plain else _in_every_notation(name, quantity, known_of(problem))
    if typed and not symbols.exchanged:
        return typed
    return Ascii({name: quantity}, symbols=symbols).full_name(name)


def _in_every_notation(name: str, quantity: AnyQuantity, known: Known) -> str:
    """The grammar's name, with the number of the only unit where it means nothing else then; or nothing."""
    forms = (name, text(_of_only_unit(quantity)))
    return next((each for each in forms if meanings(each, known) == [quantity]), "")


def _of_only_unit(quantity: AnyQuantity) -> AnyQuantity:
    if isinstance(quantity, Gradient):
        return quantity._replace(by=quantity.by.whole.at(1))
    return quantity._replace(of=quantity.of.at(1)) if quantity.of else quantity.at(1)


def _answer(value: str) -> Words:
    return (value, f" {phrase(GIVEN_MARK)}") if value else ()


def _lists(lines: list[str], derivation: Derivation, problem: Problem) -> Words:
    """What a list of weights has as its rows, with the first matrix that is asked for as the example."""
    asked = (derivation.quantities[name] for name in lines)
    first = next((each.whole for each in asked if len(each.indices) > 1 and is_weights(each.whole)), None)
    if first is None or not isinstance(problem, Network):
        return ()
    entries = [
        each.indices for each in derivation.quantities.values() if each.indices and each.whole == first
    ]
    units, inputs = map(max, zip(*entries, strict=True))
    by_input = problem.weight_rows == "inputs"
    rows, columns = (inputs, units) if by_input else (units, inputs)
    return words.list_rows(Name(text(first)), rows, columns, by_input=by_input)


def _value(step: Step) -> str:
    if step.value is None:
        raise UsageError(phrase(words.NO_NUMBERS), phrase(words.NO_NUMBERS_HINT))
    return f"{step.value:.{GIVEN_DIGITS}g}"


def _titled(derivation: Derivation) -> Iterator[tuple[str, set[str]]]:
    """The titles of the parts, of each step of a training, with the names of their lines."""
    parts = {
        FORWARD: derivation.forward,
        LOCAL: derivation.local,
        BACKWARD: derivation.derivatives,
        UPDATE: derivation.updates,
        AGAIN: derivation.again,
    }
    for number in derivation.parts or (None,):
        for title, steps in parts.items():
            own = {step.name for step in steps if step.quantity.step == number}
            yield phrase(words.IN_STEP[title], number=number) if number else phrase(title), own
