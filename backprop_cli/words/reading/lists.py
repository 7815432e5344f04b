"""How a list was read that stands for a vector or matrix, and why it was not."""

from __future__ import annotations

from collections.abc import Sequence

from backprop_cli.words.say import mark, phrase, several

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
