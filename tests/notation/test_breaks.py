"""Where a formula breaks into lines, and where it never does."""

from pathlib import Path

import pytest
from rich.cells import cell_len

from backprop_cli.expr.tree import Add, Call, Div, Expr, Mul, Neg, Num, Pow, Ref, Struck
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.breaks import bare, broken, in_prose, spans, width
from backprop_cli.notation.latex import Latex
from backprop_cli.notation.script import Script
from backprop_cli.notation.unicode import Unicode
from backprop_cli.notation.writer import Writer
from backprop_cli.quantities.quantity import Gradient, Quantity
from backprop_cli.render.running import Running
from backprop_cli.words.inline import Math

FIRST, SECOND, THIRD = map(Ref, ("first", "second", "third"))
SMALL = Num(1.5e-8, "1.5e-8")
PAGES = Path(__file__).parents[1] / "pages"


def written(expr: Expr, script: type[Script] = Unicode) -> str:
    """A formula as a line, marked where it may break."""
    return Writer(script({})).line(expr, numbers=False).text


def lines(expr: Expr, room: int) -> list[str]:
    """A formula broken at a width, as it is shown."""
    return [bare(line) for line in broken(written(expr), room, "  ")]


@pytest.mark.parametrize(
    ("expr", "room", "shown"),
    [
        (Add((FIRST, SECOND, THIRD)), 14, ["first + second", "  + third"]),
        (Add((FIRST, Neg(SECOND), THIRD)), 14, ["first − second", "  + third"]),
        (Mul((FIRST, SECOND, THIRD)), 14, ["first · second", "  · third"]),
        (Add((Mul((FIRST, SECOND)), THIRD)), 14, ["first·second", "  + third"]),
        (Mul((Add((FIRST, SECOND)), Add((FIRST, THIRD)))), 26, ["(first + second)", "  · (first + third)"]),
        (Add((SMALL, SMALL)), 12, ["1.5·10⁻⁸", "  + 1.5·10⁻⁸"]),
    ],
    ids=["before +", "before −", "before a wide dot", "not at a dot", "not in brackets", "not in a number"],
)
def test_a_formula_breaks_before_its_operators(expr: Expr, room: int, shown: list[str]) -> None:
    """Before the sign of a sum and a wide dot; not in short brackets, and never inside a number."""
    assert lines(expr, room) == shown


@pytest.mark.parametrize(
    ("expr", "room", "shown"),
    [
        (Add((Mul((FIRST, SECOND, THIRD)), Ref("u"))), 14, ["first·second", "  ·third + u"]),
        (Add((Ref("u"), Mul((FIRST, SECOND, THIRD)))), 15, ["u", "  + first", "  ·second·third"]),
        (Mul((Add((FIRST, SECOND)), THIRD)), 12, ["(first", "  + second)", "  · third"]),
        (
            Mul((Mul((FIRST, Call("max", (SECOND, Ref("u"))))), Ref("v"))),
            18,
            ["first", "  ·max(second, u)", "  · v"],
        ),
        (Div(Mul((FIRST, SECOND)), Add((SECOND, THIRD))), 20, ["first·second", "  /(second + third)"]),
        (Div(Ref("u"), Add((SECOND, THIRD))), 14, ["u/(second", "  + third)"]),
        (Call("max", (FIRST, SECOND)), 12, ["max(first,", "  second)"]),
    ],
    ids=[
        "before a dot",
        "on a line of its own",
        "in brackets",
        "rather before a dot than in brackets",
        "before the bar of a quotient",
        "a short numerator stays",
        "between arguments",
    ],
)
def test_what_is_too_long_for_any_line_breaks_inside(expr: Expr, room: int, shown: list[str]) -> None:
    """Only where nothing else helps: before dots and bars, then in short brackets; no space is added.

    No line ends in a sign: it stands before what it belongs to.
    """
    assert lines(expr, room) == shown


FOUR = Add((FIRST, SECOND, THIRD, Ref("fourth")))


@pytest.mark.parametrize(
    ("expr", "room", "shown"),
    [
        (Div(Mul((FIRST, SECOND)), FOUR), 40, ["first·second", "  /(first + second + third + fourth)"]),
        (
            Add((Mul((FIRST, SECOND)), Mul((THIRD, FOUR)))),
            46,
            ["first·second", "  + third·(first + second + third + fourth)"],
        ),
    ],
    ids=["before the bar", "before the term"],
)
def test_long_brackets_stand_whole_where_an_outer_place_lets_them(
    expr: Expr, room: int, shown: list[str]
) -> None:
    assert lines(expr, room) == shown


def test_a_name_and_a_number_are_never_broken() -> None:
    """What has no place to break sticks out, whole; a remark belongs to its name."""
    direct = Gradient(Quantity("loss"), Quantity("weight"), direct=True)
    pen = Writer(Unicode({"d": direct}))
    text = pen.line(Add((Ref("d"), Num(12345678901.0, "12345678901"))), numbers=False).text
    assert [bare(line) for line in broken(text, 10)] == ["∂loss/∂weight (direct)", "+ 12345678901"]


def test_a_struck_out_term_is_so_on_both_lines() -> None:
    """A break inside it ends the stroke with the line and starts it with the next, not in the indent."""
    found = [spans(line) for line in broken(written(Add((Ref("u"), Struck(Add((FIRST, SECOND)))))), 11, "  ")]
    struck = [[part.text for part in line if part.struck] for line in found]
    assert struck == [["first"], ["+ second"]]
    assert ["".join(part.text for part in line) for line in found] == ["u + first", "  + second"]


def test_the_plain_text_has_no_marks() -> None:
    """Whoever asks for text gets spaces, and a stroke through each struck letter; LaTeX is never marked."""
    whole = Add((Ref("u"), Struck(Mul((Ref("v"), Ref("w"))))))
    assert Writer(Unicode({})).symbols(whole) == "u + v̶·̶w̶"
    assert Writer(Ascii({})).symbols(whole) == "u + ~~v*w~~"
    assert Writer(Unicode({})).inline(Add((FIRST, SECOND))) == "first + second"
    assert written(whole, Latex) == r"u + \cancel{v \cdot w}"


def test_words_break_at_spaces_but_not_behind_a_sign() -> None:
    """An operator stays with what follows, an equals sign with both its sides; short brackets stay whole."""
    text = in_prose("one step: w = u − v, as (so far) agreed")
    shown = [bare(line) for line in broken(text, 14)]
    assert shown == ["one step:", "w = u − v, as", "(so far)", "agreed"]
    narrow = [bare(line) for line in broken(in_prose("so (far and near)"), 11)]
    assert narrow == ["so (far and", "near)"]


def test_an_authors_letters_are_no_marks() -> None:
    """Letters that mean a break here are, in a title, only letters that cannot be shown."""
    text = in_prose("".join(map(chr, range(0xE000, 0xE015))))
    assert bare(text).startswith("\N{REPLACEMENT CHARACTER}" * 20)
    assert not any(part.struck for part in spans(text))


def test_widths_are_those_of_the_tables() -> None:
    """Every letter of a page, with its marks, takes as many columns here as where tables are drawn."""
    letters = {char for path in PAGES.glob("*.txt") for char in path.read_text(encoding="utf-8")}
    assert len(letters) > 150
    assert {char for char in letters if width(char) != cell_len(char)} == {"\n"}
    assert width("漢字") == cell_len("漢字") == 4


def test_brackets_within_brackets_break_last() -> None:
    """Of (first + second·(third − u)) the outer brackets break first, the inner ones where nothing helps."""
    inner = Add((THIRD, Neg(Ref("u"))))
    outer = Mul((Num(2.0, "2"), Pow(Add((FIRST, Mul((SECOND, inner)))), Num(3.0, "3"))))
    assert lines(outer, 24) == ["2(first", "  + second·(third − u))³"]
    assert lines(outer, 16) == ["2(first + second", "  ·(third − u))³"]
    assert lines(outer, 12) == ["2(first", "  + second", "  ·(third", "  − u))³"]


def test_an_equation_in_a_sentence_breaks_before_its_sign() -> None:
    running = Running(Writer(Unicode({})), ascii_only=False)
    right = Add((FIRST, Neg(SECOND)))
    text = running.words(("the slope: ", Math((Mul((FIRST, Add((SECOND, THIRD)), SECOND)), right))))
    assert [bare(line) for line in broken(text, 45)] == [
        "the slope: first·(second + third)·second",
        "= first − second",
    ]


@pytest.mark.parametrize(
    ("factor", "shown"),
    [
        (Num(3.0, "3"), ["first·second", "= 3·max(first, second)", "·max(second, third)"]),
        (Ref("long_factor"), ["first·second = long_factor", "·max(first, second)", "·max(second, third)"]),
    ],
)
def test_no_stub_of_a_side_ends_a_line(factor: Expr, shown: list[str]) -> None:
    """`= 3` does not stay on the line before for its product to begin the next one; what is longer does."""
    right = Mul((factor, Call("max", (FIRST, SECOND)), Call("max", (SECOND, THIRD))))
    text = Running(Writer(Unicode({})), ascii_only=False).words((Math((Mul((FIRST, SECOND)), right)),))
    assert [bare(line) for line in broken(text, 34)] == shown
