"""The remarks and problems below the lines of a sheet: what was not read, or otherwise than it may seem."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.say import mark, phrase, several

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


def in_usual_letters(cited: str) -> str:
    """That a sheet has its own letters, where the course has them the other way round."""
    return phrase(
        "this sheet has other letters than the notation {notation}: z is a unit's weighted sum on it, a what"
        " the unit gives; it is read so",
        notation=cited,
    )


def no_name(cited: str) -> str:
    """A line of words, or a value with nothing before it."""
    return phrase(
        "{text} is no answer: one has a name and a value, as in {example}",
        text=cited,
        example="`z1[1] = 0.3775`",
    )


def comment(cited: str) -> str:
    """An answer behind `#`, which begins a comment."""
    return phrase("{name} stands behind a #, so this line is a comment and was not read", name=cited)


def read_as_new(cited: str, name: str) -> str:
    """That a sheet of a training has new values under the names of the old ones."""
    return phrase(
        "{written} is read as {name}, its value after the update, and so are the later ones",
        written=cited,
        name=name,
    )


def of_next_step(cited: str, count: int) -> str:
    """That the same names, once for each step, are read as of one step after the other."""
    return phrase(
        "{name} stands here {count} times: each time it is read as of the next step, with what is below it",
        name=cited,
        count=count,
    )


def of_next_sample(cited: str, count: int) -> str:
    """That the same names, once for each sample, are read as of one sample after the other."""
    return phrase(
        "{name} stands here {count} times: each time it is read as of the next sample, with what is below it",
        name=cited,
        count=count,
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
