"""In a training in steps of one sample the step's loss is that sample's: no line says L = L⟨1⟩."""

from __future__ import annotations

import pytest
from page_in_a_line import page_of

from backprop_cli import blank, check
from backprop_cli.worksheet.layout import Layout

TEXT = """\
samples: [{inputs: [1], targets: [1]}, {inputs: [2], targets: [0]}]
layers: [{weights: [[0.5]], activation: linear}]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
training: {epochs: 1, batch_size: 1}
"""


@pytest.mark.parametrize("style", ["delta", "paths"])
def test_the_loss_of_the_only_sample_is_the_loss(style: str) -> None:
    """½(1 − 0.5)² = 0.125 stands once, by both names; the sentence under the update still has its L."""
    page = page_of(TEXT, Layout(style=style))
    assert "L⟨1⟩ = L = ½(y₁⟨1⟩ − a₁⁽¹⁾⟨1⟩)² = 0.125" in page
    assert "L = L⟨1⟩" not in page
    assert "Forward pass, whole step" not in page
    assert "L before the update: 0.125; after the update: 0.10125." in page


def test_what_is_more_than_a_name_stays() -> None:
    """With a penalty L_data is the sample's loss, and L = L_data + R has its line; so has a mean of two."""
    page = page_of(f"{TEXT}penalty: {{name: l2, rate: 0.1}}\n")
    assert "L⟨1⟩ = L_data = ½(y₁⟨1⟩ − a₁⁽¹⁾⟨1⟩)²" in page
    assert "L = L_data + R" in page
    assert "L = ½(L⟨1⟩ + L⟨2⟩)" in page_of(TEXT.replace("batch_size: 1", "batch_size: 2"))


def test_a_sheet_may_still_have_it() -> None:
    """Only the page leaves it out: a student may write L#1 as well as L@1#1."""
    from backprop_cli.problem_file.reader import read

    problem = read(TEXT)
    assert "L#1" in blank(problem).render("markdown")
    report = check(problem, {"L#1": "0.125", "L@1#1": "0.125"}).report
    assert [line.verdict.value for line in report.shown] == ["right", "right"]
