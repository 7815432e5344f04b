"""A sum that goes on in a second line stays in one block: its first part alone would be another number."""

from backprop_cli.render.markdown_blocks import MAX_BLOCK, BlockLine, runs_of
from backprop_cli.render.tex import GOES_ON


def line(text: str, width: int, *, leads: bool = False) -> BlockLine:
    """A line of a working, so many characters wide."""
    return BlockLine("d", f"{text} {'x' * (width - len(text))}", leads)


def test_a_sum_over_two_lines_is_not_torn_apart() -> None:
    """Behind a third of a block a sum of two lines, longer than what is left: it starts the next block."""
    third = MAX_BLOCK // 3
    lines = [
        line("= a", third, leads=True),
        line("= b", third),
        line(f"{GOES_ON}+ c", third),
        line("= e", 50),
    ]
    first, second = runs_of(lines)
    assert [text[:8] for text in first] == ["d &= a x"]
    assert [text[:5] for text in second] == ["d &= ", "&\\qua", "&= e "]


def test_a_sum_that_no_block_holds_goes_on_in_the_next() -> None:
    """Then what came before is left out behind dots."""
    half = MAX_BLOCK // 2
    first, second = runs_of([line("= b", half, leads=True), line(f"{GOES_ON}+ c", half)])
    assert len(first) == len(second) == 1
    assert second[0].startswith(r"d &= \cdots + c")
