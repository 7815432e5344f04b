"""`names:` of a file in another notation than the file's, and the name of the outputs in every notation."""

from pathlib import Path

import pytest

from backprop_cli import blank, check, derive, solution
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.problem.known import known_of
from backprop_cli.problem.meanings import as_stored
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.notations import NOTATIONS

TWO = """\
inputs: [0.5, -0.3]
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], activation: sigmoid}
  - {weights: [[0.5, 0.6], [-0.2, 0.7]], activation: sigmoid}
targets: [1, 0]
loss: half_sse
"""
ONE = """\
inputs: [0.5, -0.3]
layers: [{weights: [[0.1, 0.2]], biases: 0.1, activation: sigmoid}]
targets: [1]
loss: half_sse
"""
NUMBERED = f'{TWO}names: {{"W1[1,1]": w_5}}\n'
OUTPUT = "output 1: what the network gives, its last activation"


def test_a_notation_that_is_chosen_refuses_names_that_mean_something_else_in_it() -> None:
    """As in the file itself: no sheet has two lines that read ∂E_total/∂w₅."""
    with pytest.raises(ProblemError, match="`w_5` means `W2\\[1,1\\]` already"):
        read(f"{NUMBERED}notation: net_out\n")
    problem = read(NUMBERED)
    for made in (solution, blank, lambda each, notation: check(each, {"z1[1]": 0.1}, notation=notation)):
        with pytest.raises(UsageError) as caught:
            made(problem, notation="net_out")
        assert "do not go with notation `net_out`: `w_5` means `W2[1,1]` already" in str(caught.value)
        assert "take another notation" in caught.value.hint
    for notation in set(NOTATIONS) - {"net_out"}:
        assert "w₅" in str(solution(problem, notation=notation, verify=False))


def test_the_optimisers_letters_are_asked_about_as_well() -> None:
    """ν is free but where a notation has it: the learning rate called `out` is an output in net_out."""
    problem = read(f"{TWO}optimizer: {{name: sgd, learning_rate: 0.1}}\nnames: {{alpha: out}}\n")
    with pytest.raises(UsageError, match="`out` means"):
        solution(problem, notation="net_out")


def test_a_sheet_that_says_a_notation_which_the_names_do_not_go_with_ends_no_marking(tmp_path: Path) -> None:
    """It is marked in the problem's own."""
    problem = read(NUMBERED)
    true = derive(problem).values["z1[1]"]
    sheet = tmp_path / "ada.txt"
    sheet.write_text(f"Notation: net_out\nz1[1] = {true:.6}\n", encoding="utf-8")
    report = check(problem, sheet).report
    assert [line.verdict.name for line in report.lines if line.verdict.name != "BLANK"] == ["RIGHT"]


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize(
    ("text", "name"),
    [
        (TWO, "a2: yhat"),
        (TWO, "a2: y_hat"),
        (ONE, "a1: yhat"),
        (ONE, "a1: y_hat"),
        (ONE, '"a1[1]": yhat'),
        (TWO, '"a2[1]": yhat_1'),
    ],
)
def test_the_last_activations_may_be_called_as_the_outputs_are(text: str, name: str, notation: str) -> None:
    """They are one with them: no line says ŷ = ŷ, the legend has ŷ once, and sheets by symbol are read."""
    problem = read(f"{text}notation: {notation}\nnames: {{{name}}}\n")
    page = " ".join(str(solution(problem, verify=False)).split())
    assert page.count(OUTPUT) == 1
    assert "what unit 1 in layer 2 gives" not in page
    for twice in ("ŷ₁ = ŷ₁", "∂ŷ₁/∂ŷ₁", "= ŷ₁ = ŷ", "= ŷ = ŷ"):
        assert twice not in page
    assert as_stored("ŷ₁", known_of(problem)) in {"yhat[1]", "yhat"}
    values = derive(problem).values
    answers = {"ŷ₁": f"{values['yhat[1]']:.6}", "L": f"{values['L']:.6}"}
    given = [line for line in check(problem, answers).report.lines if line.verdict.name != "BLANK"]
    assert [line.verdict.name for line in given] == ["RIGHT", "RIGHT"]


@pytest.mark.parametrize("notation", NOTATIONS)
def test_no_two_places_of_a_sheet_have_one_symbol(notation: str) -> None:
    """Of the bundled problem that calls its last activations ŷ: answers by symbol are all read."""
    page = blank("softmax_cross_entropy", notation=notation).render("markdown")
    rows = [line.split("|")[1].strip() for line in page.splitlines() if line.startswith("| $")]
    assert rows
    assert len(set(rows)) == len(rows)


def test_the_notations_own_name_of_the_output_changes_nothing() -> None:
    """`out_o1` in net_out is what the page says anyway."""
    plain, named = (
        str(solution(read(f"{ONE}notation: net_out\n{more}"), verify=False))
        for more in ("", 'names: {"a1[1]": out_o1}\n')
    )
    assert named == plain


@pytest.mark.parametrize(
    ("text", "named", "message"),
    [
        (ONE, "{a1: E_o}", "`E_o` cannot be the name of `a1`: `a1[1]` would be written as `L[1]` is"),
        (TWO, "{z1: out_o}", "`out_o` means `a2` already"),
        (ONE, "{x: yhat}", "`yhat` cannot be the name of `x`: another quantity is called so"),
        (TWO, '{"a2[1]": yhat}', "`yhat` cannot be the name of `a2[1]`: another quantity is called so"),
    ],
)
def test_a_name_that_collides_is_told_with_what(text: str, named: str, message: str) -> None:
    """With what it is of, and what it would be taken for."""
    with pytest.raises(ProblemError) as caught:
        read(f"{text}notation: net_out\nnames: {named}\n")
    assert message in str(caught.value)
    assert caught.value.faults[0].hint
