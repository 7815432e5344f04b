"""Saying a sentence: its holes, and what may be in them."""

import pytest

from backprop_cli.expr.tree import Num, Ref
from backprop_cli.words.inline import Bar, Followed, Math, Name, Number
from backprop_cli.words.lists import COUNTED, both, counted, either, first_of, in_row, listed
from backprop_cli.words.say import mark, phrase, say, several


def test_a_hole_holds_text_a_number_a_formula_or_running_text() -> None:
    """Formulas and numbers stay what they are: each renderer writes them its own way."""
    loss, value = Math((Ref("L"),)), Number(0.5)
    said = say("{name}: {loss} is {value} {more}.", name="Loss", loss=loss, value=value, more=("or ", value))
    assert said == ("Loss: ", loss, " is ", value, " or ", value, ".")


def test_words_that_follow_each_other_make_one() -> None:
    """No renderer sees where a hole was; there are no empty words."""
    assert say("{one}{two}{none}!", one="a", two=("b", "c"), none="") == ("abc!",)
    assert say("{count} of {all}", count=1, all=2) == ("1 of 2",)


def test_an_authors_words_and_names_stay_apart() -> None:
    """A web address in them stays one, and nobody else's becomes one; a name is typed as it stands."""
    assert [type(part) for part in say("named {name}.", name=Name("W1"))] == [str, Name, str]
    source = Followed("see http://a.b")
    assert say("{source} here", source=source) == (source, " here")
    assert isinstance(say("{source} here", source=source)[0], Followed)


def test_braces_of_ones_own_are_doubled() -> None:
    """As in every format string."""
    assert phrase("`{{steps: {count}}}`", count=3) == "`{steps: 3}`"


def test_braces_in_what_is_put_in_are_no_holes() -> None:
    """A title or an answer may hold what looks like a hole."""
    assert phrase("{title}!", title="{loss} {0} {{") == "{loss} {0} {{!"
    assert say("{title}!", title="{x") == ("{x!",)


def test_a_hole_without_filling_is_an_error() -> None:
    """Nothing is left out in silence."""
    with pytest.raises(KeyError):
        say("{loss} is {value}", loss="L")


@pytest.mark.parametrize(("count", "said"), [(0, "0 lines"), (1, "1 line"), (2, "2 lines"), (21, "21 lines")])
def test_english_has_two_forms(count: int, said: str) -> None:
    """One, and all else."""
    assert phrase(several("{count} line", "{count} lines"), count=count) == said
    assert say(several("{count} line", "{count} lines"), count=count) == (said,)


def test_a_marked_sentence_is_no_text() -> None:
    """It cannot be printed by mistake: it is said first."""
    assert not isinstance(mark("Loss"), str)
    assert say(mark("Loss")) == ("Loss",)


@pytest.mark.parametrize("noun", COUNTED)
def test_what_is_counted_has_both_forms(noun: str) -> None:
    """Each noun is its own singular; its plural ends in s."""
    assert counted(1, noun) == f"1 {noun}"
    assert counted(2, noun).startswith("2 ")
    assert counted(2, noun).endswith("s")


def test_lists() -> None:
    """Names with commas, and how many more there are; clauses; one or all of several."""
    x, y, z = (Math((Ref(name),)) for name in "xyz")
    assert listed(["x", "y"]) == (x, ", ", y)
    assert listed(["x", "y", "z"], 3) == (x, ", ", y, ", ", z)
    assert listed(["x", "y", "z"], 1) == (x, " and 2 more")
    assert in_row([("a",), (x, " b"), ("c",)]) == ("a; ", x, " b; c")
    assert (both(["a", "b", "c"]), either(["a"]), either(["a", "b"])) == ("a and b and c", "a", "a or b")
    assert (first_of(["a", "b"], 2), first_of(["a", "b", "c"], 1)) == ("a; b", "a; 2 more")


def test_a_bar_and_a_given_number_pass_unchanged() -> None:
    """All kinds of running text go through."""
    parts = (Bar(0.5), Number(0.35, "b1"), Math((Num(1.0, "1"),)))
    assert say("{parts}", parts=parts) == parts
