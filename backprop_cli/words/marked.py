"""The sentences of a marked sheet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from backprop_cli.expr.tree import Num, Ref
from backprop_cli.quantities.grammar import text
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.words.inline import Math, Strong, Words
from backprop_cli.words.lists import all_of, both, counted, in_row, listed
from backprop_cli.words.say import Message, mark, meant, phrase, say, several
from backprop_cli.words.typed import inert

MARKED = mark("Marked")
FIRST_WRONG = mark("The first wrong line, from your own numbers")
UNNAMED = mark("no name")
STUDENT, ID, EMAIL, FILE = mark("Student"), mark("ID"), mark("Email"), mark("File")
POINTS, RULE = mark("Points"), mark("Rule")
LINE, WRITTEN, EXPECTED, VERDICT = mark("Line"), mark("Written"), mark("Expected"), mark("Verdict")
EXPECTED_IS = mark(
    "Expected: the true value, or after {sign} what your own earlier lines give, mistakes included."
)
FOLLOWS_IS = mark("{sign} follows: correct from your own earlier lines.")
FOLLOWS_OR_SAME = mark(
    "{sign} follows: correct from your own earlier lines, or the same mistake as above in a line that is not"
    " written, which is not counted again."
)
WRONG_IS = mark("{sign} wrong: no known mistake gives what is written.")
SIGNS: dict[str, str] = {
    **{"right": "✓", "follows": "↳", "mistake": "✗", "wrong": "✗", "blank": "–"},
    **{"too few digits": "?", "not assessable": "?", "unreadable": "?"},
}
"""The sign in front of a line, by its verdict."""
SPARE = mark("This file does not count: another file of this student has the answers.")
NOTHING = mark("Nothing is written on this sheet.")
NOTHING_READ = mark("No answer could be read on this sheet.")
FOREIGN = mark("Hardly anything fits this problem: is it the sheet of another one?")
OTHER_NUMBERS = mark(
    "Hardly anything is right but from the sheet's own lines: was it worked with other given numbers?"
)
UNWORKED = mark("Most lines hold one and the same answer, or a given number: only true values earn points.")
IN_TRUE_SIGN = mark("Worked here with the problem's own signs, those of {dL_dz}.")
MOST_NAMED = 6
"""Missing lines that are named one by one."""

VERDICTS: dict[str, Message] = {
    "right": meant("verdict", "right"),
    "follows": meant("verdict", "follows"),
    "too few digits": meant("verdict", "too few digits"),
    "not assessable": meant("verdict", "not assessable"),
    "mistake": meant("verdict", "mistake"),
    "wrong": meant("verdict", "wrong"),
    "blank": meant("verdict", "blank"),
    "unreadable": meant("verdict", "unreadable"),
}
"""The verdicts by the word that other programs get."""


# --- names ----------------------------------------------------------------------------------------


def named(quantity: AnyQuantity) -> Math:
    """A quantity: its symbol on a page, as one says it in data."""
    return Math((Ref(text(quantity)),), _spoken(quantity))


def place_of(quantity: AnyQuantity) -> str:
    """What a line is about, where its symbol alone may not tell a beginner: `unit 1 in layer 2`."""
    by = quantity.by if isinstance(quantity, Gradient) else quantity
    match by:
        case Quantity("z" | "a", int(layer), (unit,), sample):
            return _unit(unit, layer, sample)
        case Quantity("L", None, (), None, new=False):
            return phrase("the loss")
    return ""


def _unit(unit: int, layer: int, sample: int | None) -> str:
    if sample is None:
        return phrase("unit {unit} in layer {layer}", unit=unit, layer=layer)
    return phrase("unit {unit} in layer {layer}, sample {number}", unit=unit, layer=layer, number=sample)


def _spoken(quantity: AnyQuantity) -> str:
    """A quantity as one says it: `δ of unit 1 in layer 1`; others by their name."""
    match quantity:
        case Gradient(_, Quantity(_, int(layer), (unit,)) as by) if quantity.is_error_signal:
            return _of_unit("δ", unit, layer, by.sample)
        case Quantity("z" | "a" as symbol_, int(layer), (unit,), sample):
            return _of_unit(symbol_, unit, layer, sample)
        case Gradient(Quantity("L"), Quantity("W" | "b", int())):
            return phrase("the gradient {name}", name=text(quantity))
        case Quantity("L", None, (), sample) if not quantity.new:
            return (
                phrase("the loss") if sample is None else phrase("the loss of sample {number}", number=sample)
            )
    return text(quantity)


def _of_unit(letter: str, unit: int, layer: int, sample: int | None) -> str:
    if sample is None:
        return phrase("{letter} of unit {unit} in layer {layer}", letter=letter, unit=unit, layer=layer)
    return phrase(
        "{letter} of unit {unit} in layer {layer}, sample {number}",
        letter=letter,
        unit=unit,
        layer=layer,
        number=sample,
    )


# --- the sentence on top ----------------------------------------------------------------------------

ALL_RIGHT = mark("all right")
NO_MISTAKE_WRITTEN = mark("no mistake in what is written")


def of_another(heading: str) -> str:
    """That a sheet names another problem."""
    return phrase("The heading of this sheet names another problem: {heading}.", heading=inert(heading, 80))


def not_marked(fault: str) -> str:
    """That a sheet could not be marked."""
    return phrase("This sheet could not be marked: {fault}", fault=inert(fault, 200))


def told(clauses: Sequence[Words]) -> Words:
    """Clauses as one sentence; the first begins with a word."""
    first, *rest = in_row(clauses)
    return say("{clauses}.", clauses=(f"{str(first)[0].upper()}{str(first)[1:]}", *rest))


def mistakes_at(count: int, place: Math, again: int) -> Words:
    """How many mistakes there are, the first line with one, and how often they are made again."""
    head = say(
        several("{count} mistake, at {place}", "{count} mistakes, the first at {place}"),
        count=count,
        place=place,
    )
    if not again:
        return head
    if count == 1:
        return say("{mistake}, made again in {lines}", mistake=head, lines=counted(again, "line"))
    return say("{mistakes}, {count} made again", mistakes=head, count=again)


def follow(count: int, mistakes: int) -> str:
    """How many lines follow from the mistakes."""
    if mistakes == 1:
        sentence = several(
            "{count} later line follows correctly from it", "{count} later lines follow correctly from it"
        )
    else:
        sentence = several(
            "{count} later line follows correctly from them",
            "{count} later lines follow correctly from them",
        )
    return phrase(sentence, count=count)


FEW_DIGITS = several("{count} line with too few digits", "{count} lines with too few digits")
UNSURE = several("{count} line not assessable", "{count} lines not assessable")
RESTING = several(
    "{count} line from a number that is not carried on", "{count} lines from a number that is not carried on"
)
COPIED = several(
    "{count} line with the number of another step or sample",
    "{count} lines with the numbers of another step or sample",
)
UNREAD = several("{count} line not readable", "{count} lines not readable")
BLANK = several("{count} line blank", "{count} lines blank")
MISSING = several("{count} asked line not on the sheet", "{count} asked lines not on the sheet")
"""What a sheet has beside mistakes."""


# --- points -----------------------------------------------------------------------------------------


def plain_number(value: float) -> str:
    """Points without a needless decimal."""
    return f"{value:.10g}"


def out_of(points: float, total: float) -> str:
    """`7 of 16`."""
    return phrase("{points} of {total}", points=plain_number(points), total=plain_number(total))


def asked_digits(digits: int, decimals: int | None) -> str:
    """`2 significant digits`, `3 decimals`."""
    return counted(digits, "significant digit") if decimals is None else counted(decimals, "decimal")


OWN_POINTS = mark("as the problem says, else 1 for each line asked")
ONE_EACH = mark("1 for each line asked")
FOLLOWS_IN_FULL = mark("a line that follows correctly from an earlier mistake earns its points in full")
FOLLOWS_FOR_NOTHING = mark("a line that follows correctly from an earlier mistake earns nothing")
AGAIN_ONCE = mark(
    "a mistake that is made again costs once, but each time where the answer is only a name, a given number,"
    " or a 0 that earlier lines do not lead to"
)
AGAIN_EACH = mark("a mistake that is made again costs each time")
"""How points are counted."""


def at_least(digits: str) -> str:
    """How many digits are asked."""
    return phrase("at least {digits}", digits=digits)


def marked_with(assumed: Sequence[str]) -> str:
    """By which conventions."""
    return phrase("marked with {conventions}", conventions=both(assumed))


def accepted_keys(keys: Iterable[str]) -> str:
    """Which mistakes pass."""
    return phrase("accepted: {mistakes}", mistakes=", ".join(keys))


# --- the lines --------------------------------------------------------------------------------------

NOT_CARRIED = mark("not carried on: later lines are marked from the right value")
SAME_MISTAKE = mark("correct but for the same mistake as above")
FROM_YOURS = mark("correct from your earlier lines")
NO_CHANGE = mark("it shows no change, and no gradient on this sheet tells that it was worked")
DIGITS_CANNOT_TELL = mark("the digits written cannot tell right from wrong, so it counts as right")
ON_ZERO = mark("it comes from an earlier number that is not carried on")
NO_KNOWN = mark("no known mistake gives this")
NO_NUMBER = mark("no number or formula")


def no_value_from_yours(why: str) -> str:
    """That the lines before leave a line without a value, so that no number can be right."""
    return phrase("your earlier lines give this no value: {why}", why=why)


def too_few(digits: str) -> str:
    """That a line needs more digits."""
    return phrase("right as far as it goes; {digits} are asked", digits=digits)


def accepted(mistake: Words) -> Words:
    """A mistake that passes."""
    return say("{mistake} (accepted as another convention)", mistake=mistake)


def as_in(mistake: Words, place: Math) -> Words:
    """A mistake that was made before."""
    return say("{mistake}; the same slip as in {place}, counted once", mistake=mistake, place=place)


def copied(place: Math) -> Words:
    """Why a line earns nothing that holds the number of another step or sample."""
    return say("the number of {place} again: nothing was worked here", place=place)


def bears(place: Math) -> Words:
    """Why a line earns nothing that follows from a mistake in one that is worth nothing."""
    return say("the mistake in {place}, which is not asked itself, costs this line", place=place)


def any_of(mistakes: Sequence[Words]) -> Words:
    """Mistakes of which one was made; nothing where there are none."""
    found = mistakes[0] if mistakes else ()
    for other in mistakes[1:]:
        found = say("{one}, or: {other}", one=found, other=other)
    return found


def made_in(lines: Sequence[Math], *, others: bool, mistake: Words) -> Words:
    """A mistake that was made in lines that are not on the sheet."""
    places: list[Words] = [*((line,) for line in lines), *([say("others")] if others else [])]
    return say("in {lines} (not written here) {mistake}", lines=all_of(places), mistake=mistake)


def misread(read_as: float, given: Math) -> Words:
    """A given number that was read otherwise."""
    short = f"{read_as:.6g}"
    return say("{number} was used for {given}", number=Math((Num(read_as, short),), short), given=given)


def verdict(value: str, why: Words, *, strong: bool = False) -> Words:
    """`mistake: the bias was left out of z`; `strong`: the verdict itself stands out."""
    word = Strong(phrase(VERDICTS[value])) if strong else phrase(VERDICTS[value])
    return say("{verdict}: {why}", verdict=word, why=why) if why else (word,)


def missing(names: Sequence[str]) -> Words:
    """The asked lines that the sheet leaves out."""
    return say("Asked, and not on the sheet: {names}.", names=listed(names, MOST_NAMED))


def read_so(remark: str) -> Words:
    """A line of the sheet that was read in another way than it is written."""
    return say("Read, but: {remark}.", remark=inert(remark, 160))


def unread(problem: str) -> Words:
    """A line of the sheet that belongs to no quantity."""
    return say("Not read: {problem}", problem=inert(problem, 160))
