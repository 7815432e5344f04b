"""Names as papers set them in TeX: a curly L, straight d, an index of an index."""

import json

import pytest
from sheets_read import numbers_in, sheet
from two_two_two import NETWORK

NAMES = {
    r"\mathcal{L}": "L",
    r"\mathscr{L}": "L",
    "ℒ": "L",
    r"\frac{\partial \mathcal{L}}{\partial z_1^{(2)}}": "dL/dz2[1]",
    r"\frac{dL}{dz_1^{(2)}}": "dL/dz2[1]",
    r"\dfrac{d L}{d z_{1}^{(2)}}": "dL/dz2[1]",
    r"\frac{\mathrm{d}L}{\mathrm{d}z_1^{(2)}}": "dL/dz2[1]",
    r"\frac{d\mathcal{L}}{dw_{11}^{(2)}}": "dL/dW2[1,1]",
    r"\frac{\mathrm{d}a_{1}^{(1)}}{\mathrm{d}z_{1}^{(1)}}": "da1[1]/dz1[1]",
}


@pytest.mark.parametrize("source", ["ada.md", "ada.txt", "ada.tex"])
@pytest.mark.parametrize("written", NAMES)
def test_a_name_of_tex_is_read(written: str, source: str) -> None:
    """As with the sign that the page has."""
    found = sheet(f"${written} = 0.25$\n", source)
    assert (numbers_in(found), found.problems) == ({NAMES[written]: 0.25}, ())


@pytest.mark.parametrize("written", NAMES)
def test_it_is_read_where_backslashes_are_doubled(written: str) -> None:
    """In JSON."""
    assert numbers_in(sheet(json.dumps({written: 0.25}, ensure_ascii=False), "ada.json")) == {
        NAMES[written]: 0.25
    }


@pytest.mark.parametrize("written", [r"\text{net}_{h_1}", "net_{h_1}", r"\mathrm{net}_{h_{1}}", "net_{h1}"])
def test_an_index_of_an_index(written: str) -> None:
    """The first hidden unit, in the notation that calls it h1."""
    found = sheet(f"${written} = 0.25$\n", "ada.md", f"notation: net_out\n{NETWORK}")
    assert (numbers_in(found), found.problems) == ({"z1[1]": 0.25}, ())


def test_a_quotient_of_words_that_begin_with_d_is_none_of_derivatives() -> None:
    """It is left as it is, and named."""
    assert len(sheet(r"$\frac{depth}{dense} = 0.25$" + "\n", "ada.md").problems) == 1
