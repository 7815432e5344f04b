"""The sentences on how a student's sheet was read: notes beside a line, remarks and problems below."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.lists import either
from backprop_cli.words.say import mark, phrase, several, translated

# --- beside a line ----------------------------------------------------------------------------------

GIVEN = mark("given on the sheet")
ONE_NUMBER = mark("one number is expected here, not a list")
HAS_A_VALUE = mark("every line here has a value")
UNEQUAL = mark("this says what it is not: write what it is, behind `=`")
SEVERAL = mark("more than one answer may stand here: give each a line of its own")


def too_long(most: int) -> str:
    """That an answer is too long."""
    return phrase("longer than {most} characters", most=most)


def read_as(text: str) -> str:
    """What an answer was read as."""
    return phrase("read as {text}", text=text)


def read_as_last(text: str, others: Sequence[str]) -> str:
    """What an answer was read as, where other numbers stand in its chain."""
    return phrase(
        several(
            "read as {text}, the last number; {others} before it is another one",
            "read as {text}, the last number; {others} before it are others",
        ),
        count=len(others),
        text=text,
        others=", ".join(others),
    )


def number_read_as(written: str, text: str) -> str:
    """What a number in an answer was read as."""
    return phrase("{written} read as {text}", written=written, text=text)


def several_marks(cited: str) -> str:
    """Which mark is the decimal one is anyone's guess."""
    return phrase("{number} has several commas or points: write one at most, 1234.5", number=cited)


def not_a_formula(why: str) -> str:
    """Why an answer is neither a number nor a formula."""
    return phrase("neither a number nor a formula: {why}", why=why)


def without_value(why: str) -> str:
    """Why a calculation has no value."""
    return phrase("this has no value: {why}", why=why)


def power_of_ten(cited: str, exponent: str) -> str:
    """A power of ten that lost its raised digits, or a calculation."""
    return phrase(
        "{written} may be a power of ten: write `{power}`, or a calculation with `*` and spaces around `-`",
        written=cited,
        power=f"10^{exponent}",
    )


def either_power(cited: str, exponent: int) -> str:
    """10e-3, a power of ten or ten of them."""
    return phrase(
        "{written} may be {power} or {more}: write the one that is meant",
        written=cited,
        power=f"10^{exponent}",
        more=f"10^{exponent + 1}",
    )


def decimal_or_product(cited: str, decimal: str) -> str:
    """A dot in the middle of a line that parts a number or joins two."""
    return phrase(
        "{written} may be a decimal or a product: write {decimal}, or `*` between the factors",
        written=cited,
        decimal=decimal,
    )


TOO_LARGE, TOO_SMALL = mark("it is too large"), mark("it is too close to 0")


def no_single(cited: str) -> str:
    """A name in a formula that is a whole."""
    return phrase("{name} is no single quantity", name=cited)


def beyond(text: str, most: int) -> str:
    """A number out of reach."""
    return phrase("{number} is beyond {most}", number=text, most=f"10^{most}")


def one_way_only(cited: str) -> str:
    """A derivative marked as direct."""
    return phrase("{formula} speaks of one way only: write what it is in other names", formula=cited)


def write_out(cited: str) -> str:
    """A derivative that nobody can say."""
    return phrase("{derivative} is not read: write this derivative out", derivative=cited)


def may_be_product(cited: str, product: str) -> str:
    """A name before a bracket."""
    return phrase("{written} may be a product: write {product}", written=cited, product=product)


def below_or_behind(cited: str, behind: str, below: str) -> str:
    """A factor behind a fraction, without a sign."""
    sentence = mark("{written} may be {behind} or {below}: write the one that is meant")
    return phrase(sentence, written=cited, behind=behind, below=below)


# --- below the lines --------------------------------------------------------------------------------

NO_ANSWERS = mark("there are no answers in this file")


def at_line(number: int, message: str) -> str:
    """Where something stands in the file."""
    return phrase("line {number}: {message}", number=number, message=message)


def set_aside(names: Sequence[str], more: int) -> str:
    """That columns of a form say nothing of the exercise."""
    shown = ", ".join(names)
    if more:
        return phrase(
            "set aside, no quantities of this problem: {names} and {more} more", names=shown, more=more
        )
    return phrase("set aside, no quantities of this problem: {names}", names=shown)


def not_read(names: Sequence[str]) -> str:
    """That a table has numbers beside its answers."""
    return phrase(
        several("the table's column {names} was not read", "the table's columns {names} were not read"),
        count=len(names),
        names=", ".join(names),
    )


def page_letters(cited: str, more: int) -> str:
    """Lines with letters that a page works with, and that no exercise asks for."""
    return phrase(
        several(
            "{name} is a gate or a path of a worked page, and no line of this exercise; {count} more like it"
            " is not read",
            "{name} is a gate or a path of a worked page, and no line of this exercise; {count} more like it"
            " are not read",
        ),
        name=cited,
        count=more,
    )


def page_letter(cited: str) -> str:
    """The same of a single line."""
    return phrase("{name} is a gate or a path of a worked page, and no line of this exercise", name=cited)


def more_lines(count: int) -> str:
    """Problems that are not told one by one."""
    return phrase(
        several(
            "… and {count} more line that belongs to no quantity",
            "… and {count} more lines that belong to no quantity",
        ),
        count=count,
    )


def signal_read_as(cited: str, name: str) -> str:
    """A derivative of a batch that was read as the sample's own, or as the whole batch's."""
    return phrase("{written} is read as {name}", written=cited, name=name)


def shares_read(cited: str, name: str) -> str:
    """The samples' own derivatives, where the 1/n of the batch's is in all of them."""
    return phrase("the batch's 1/n is in {written} and its like: read as {name}", written=cited, name=name)


def own_read(cited: str, name: str) -> str:
    """The batch's derivatives by the samples' quantities, where 1/n is in none of them."""
    return phrase(
        "the batch's 1/n is not in {written} and its like: read as {name}", written=cited, name=name
    )


def order_read(cited: str, name: str) -> str:
    """Which number of a name was read as the layer, on the whole sheet."""
    return phrase(
        "{written} is read as {name}, and the names like it in the same way", written=cited, name=name
    )


def no_name(cited: str) -> str:
    """A line of words, or a value with nothing before it."""
    return phrase(
        "{text} is no answer: one has a name and a value, as in {example}",
        text=cited,
        example="`z1[1] = 0.3775`",
    )


def read_as_new(cited: str, name: str) -> str:
    """That a sheet of a training has new values under the names of the old ones."""
    return phrase(
        "{written} is read as {name}, its value after the update, and so are the later ones",
        written=cited,
        name=name,
    )


def second_time(cited: str, line: int) -> str:
    """A line that stands there twice."""
    if line:
        return phrase(
            "{name} is here a second time, first on line {number}; the first counts", name=cited, number=line
        )
    return phrase("{name} is here a second time; the first counts", name=cited)


def corrected(cited: str, first: str) -> str:
    """A line that a student corrects further down."""
    return phrase("{name} is corrected here: this counts, not {first}", name=cited, first=first)


def no_such_scope(cited: str) -> str:
    """A heading, row or column of a step that the training does not have."""
    return phrase("there is no {scope} in this problem", scope=cited)


def open_scope(cited: str, scope: str) -> str:
    """A line under a heading that leaves open which quantity is meant."""
    return phrase(
        "which {name} is meant at {scope} is open: write the step and the sample with it, as in {example}",
        name=cited,
        scope=scope,
        example="`z1[1]@2#3`",
    )


def unread_first(cited: str, written: str) -> str:
    """A line with the name of a quantity and words behind it, where its value stands further down."""
    return phrase("{written} is no value of {name}; one further down is read", name=cited, written=written)


def moved_though_fixed(cited: str, value: str, written: str) -> str:
    """The new value of an entry that is not updated, and was."""
    return phrase(
        "{name} belongs to a fixed entry, which stays {value}, not {written}",
        name=cited,
        value=value,
        written=written,
    )


def given_otherwise(cited: str, value: str, written: str) -> str:
    """A given quantity that stands there with another value."""
    if value:
        return phrase("{name} is given: {value}, not {written}", name=cited, value=value, written=written)
    return phrase("{name} is given, not {written}", name=cited, written=written)


def new_is_called(told: str, new: str) -> str:
    """What the new value of a given parameter is called, where it may be meant."""
    return phrase("{told}; its new value is called {new}", told=told, new=new)


# --- lists ------------------------------------------------------------------------------------------

ROWS_OF = {
    "unit": mark("read with a row per unit"),
    "input": mark("read with a row per input"),
    "sample": mark("read with a row per sample"),
}
"""How a list of weights, or of samples, was read that has the other layout."""
TURNED = mark("rows and columns were exchanged")
AS_FAR = mark("read as far as its entries have a place")
DECIMALS = mark("in a list, write decimals with a point: 0.5")


def whole_list(cited: str, size: str, layout: str) -> str:
    """A vector or matrix that stands there without brackets."""
    sentence = mark("{name} has {size}: write {layout}, a number for each name")
    return phrase(sentence, name=cited, size=size, layout=layout)


def written_so(layout: str) -> str:
    """How a list is written that is not as it should be."""
    return phrase("write {layout}", layout=layout)


def list_read(cited: str, owner: str) -> str:
    """How a list of weights or of samples was read."""
    return phrase("{name} is {how}", name=cited, how=phrase(ROWS_OF[owner]))


def entries(shape: Sequence[int]) -> str:
    """The size of a vector or matrix."""
    size = " × ".join(map(str, shape))
    return phrase(
        several("{size} entry", "{size} entries"), count=1 if tuple(shape) == (1,) else 2, size=size
    )


def rows_of(sizes: Sequence[int]) -> str:
    """A list with rows of several lengths."""
    return phrase("rows of {sizes} entries", sizes=str(list(sizes)))


def other_size(size: str, written: str) -> str:
    """That a list has another size than its quantity."""
    return phrase("has {size}, this list has {written}", size=size, written=written)


def of_list(cited: str, complaint: str, way_out: str) -> str:
    """What is said of a list, and which product the matrix is, or how it is written."""
    told = phrase("{name} {complaint}", name=cited, complaint=complaint)
    return f"{told}; {way_out}" if way_out else told


def read_anyway(complaint: str, how: str) -> str:
    """What is wrong with a list, and how it was read all the same."""
    return phrase("{complaint}: {how}", complaint=complaint, how=how)


def product(factors: str, sizes: str) -> str:
    """Which product a matrix is, with the sizes."""
    return phrase("{product} is {sizes}", product=factors, sizes=sizes)


# --- names ------------------------------------------------------------------------------------------


def new_value_is(cited: str) -> str:
    """What the new value of a parameter is called, where it has a prime: W2′."""
    return phrase("the new value is called {name}", name=cited)


def no_quantity(cited: str) -> str:
    """A name that means nothing here."""
    return phrase("there is no quantity {name} here", name=cited)


def with_hint(message: str, hint: str) -> str:
    """Why a name means nothing here, and the way out, if there is one."""
    return phrase("{message}; {hint}", message=message, hint=hint) if hint else translated(message)


def several_meant(cited: Sequence[str], written: str) -> str:
    """A name that means several quantities."""
    return phrase("{written} may be {names}: write it as it is there", written=written, names=either(cited))


def no_step(cited: str) -> str:
    """A quantity that is not worked out."""
    return phrase("no step works out {name}", name=cited)
