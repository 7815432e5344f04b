"""What a student corrects further down, and says so, counts; what only stands there twice does not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backprop_cli import check
from backprop_cli.problem_file.reader import read

# One unit: z = 0.5·0.7 + 0.1 = 0.45, ReLU, L = ½(1 − 0.45)² = 0.15125, δ = −0.55, w_new = 0.7 + 0.1·0.275
PROBLEM = read(
    "inputs: [0.5]\ntargets: [1]\nloss: half_sse\n"
    "layers: [{weights: [[0.7]], biases: 0.1, activation: relu}]\n"
    "optimizer: {name: sgd, learning_rate: 0.1}\n"
)
AFTER = "a1[1] = 0.45\nL = 0.15125\ndL/dz1[1] = -0.55\ndL/dW1[1,1] = -0.275\nW1_new[1,1] = 0.7275\n"


Marked = Callable[..., tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]]


@pytest.fixture
def marked(tmp_path: Path) -> Marked:
    """Of a sheet the verdict on each line, what was not read, and what is said besides."""

    def of_text(text: str, ending: str = ".txt") -> tuple[dict[str, str], tuple[str, ...], tuple[str, ...]]:
        path = tmp_path / f"sheet{ending}"
        path.write_text(text, encoding="utf-8")
        report = check(PROBLEM, path).report
        verdicts = {line.name: line.verdict.value for line in report.shown if line.on_sheet}
        return verdicts, report.problems, report.remarks

    return of_text


RIGHT = dict.fromkeys(("z1[1]", "a1[1]", "L", "dL/dz1[1]", "dL/dW1[1,1]", "W1_new[1,1]"), "right")


@pytest.mark.parametrize(
    "line",
    [
        "correction: z1[1] = 0.45",
        "Correction z1[1] = 0.45",
        "correction of z1[1]: 0.45",
        "Corrected value: z1[1] = 0.45",
        "z1[1] (corrected) = 0.45",
        "z1[1] = 0.45 (corrected)",
        "z1[1] = 0.45, corrected",
        "Korrektur: z1[1] = 0.45",
        "z1[1] (korrigiert) = 0.45",
        "corrigé : z1[1] = 0.45",
        "Corrección: z1[1] = 0.45",
        "Correction:\nz1[1] = 0.45",
        "- correction: z1[1] = 0.45",
    ],
)
@pytest.mark.parametrize("where", ["at once", "at the end"])
def test_what_is_called_a_correction_counts(marked: Marked, line: str, where: str) -> None:
    """In whichever words, and wherever it stands; the report says which answer gave way."""
    first = "z1[1] = 0.56\n"
    verdicts, problems, remarks = marked(
        f"{first}{line}\n{AFTER}" if where == "at once" else f"{first}{AFTER}{line}\n"
    )
    assert verdicts == RIGHT
    assert problems == ()
    assert [each.partition(": ")[2] for each in remarks] == [
        "`z1[1]` is corrected here: this counts, not `0.56`"
    ]


SAID = "`z1[1]` is corrected here: this counts, not `0.56`"


@pytest.mark.parametrize(
    "line",
    [
        "z1[1] = 0.56, corrected: 0.45",
        "z1[1] = 0.56 (corrected: 0.45)",
        "z1[1] = 0.56 (corrected to 0.45)",
        "z1[1] = 0.56  no: 0.45",
        "z1[1] = 0.56, no, 0.45",
        "z1[1] = 0.56 - sorry, should be 0.45",
        "z1[1] = 0.56 (should be 0.45)",
        "z1[1] = 0.56 -> corrected 0.45",
        "z1[1] = 0.56 → correction: 0.45",
        "z1[1] = 0.56; correction 0.45",
        "z1[1] = 0.56, corrected: 0.7*0.5 + 0.1 = 0.45",
        "z1[1] = 0.56, corrected: W1[1,1]*x[1] + b1",
        "z1[1] = 0.56, correction: z1[1] = 0.45",
        "z1[1] = 0.56 / corrigé : 0.45",
        "z1[1] = 0.56, korrigiert auf 0.45",
        "z1[1] = 0.56, corregido: 0.45",
        "z1[1] = 0.56\ncorrected: 0.45",
        "z1 = [0.56], corrected: [0.45]",
    ],
)
@pytest.mark.parametrize("ending", [".txt", ".md", ".yaml"])
def test_a_line_is_corrected_on_itself(marked: Marked, line: str, ending: str) -> None:
    """Whether the other lines are YAML or not, the later answer of the line counts."""
    for after in (AFTER, AFTER.replace(" =", ":")):
        verdicts, problems, remarks = marked(f"{line}\n{after}", ending)
        assert verdicts == RIGHT
        assert problems == ()
        assert [each.partition(": ")[2] for each in remarks] == [SAID]


@pytest.mark.parametrize(
    "line",
    ["z1[1] = 0.45 (corrected, see page 2)", "z1[1] = 0.45, corrected by hand", "z1[1] = 0.45, corrected"],
)
def test_words_behind_the_word_are_no_answer(marked: Marked, line: str) -> None:
    """An answer that was corrected at some time is the one that stands there."""
    assert marked(f"{line}\n{AFTER}") == (RIGHT, (), ())


def test_the_last_answer_of_a_line_is_corrected(marked: Marked) -> None:
    """`z = …, a = …, corrected: …` takes back the a."""
    verdicts, _, remarks = marked("z1[1] = 0.45, a1[1] = 0.6, corrected: 0.45\n")
    assert verdicts == {"z1[1]": "right", "a1[1]": "right"}
    assert remarks == ("line 1: `a1[1]` is corrected here: this counts, not `0.6`",)


def test_a_number_further_down_is_nobodys_correction(marked: Marked) -> None:
    """`corrected: 0.45` without a name belongs to the line right over it."""
    verdicts, problems, _ = marked(f"z1[1] = 0.56\n{AFTER}\ncorrected: 0.45\n")
    assert verdicts["z1[1]"] == "wrong"
    assert [each.partition("; ")[0] for each in problems] == ["line 8: there is no quantity `corrected` here"]


OWN_TABLE = "| symbol | name to type | answer |\n|---|---|---|\n| z | z1[1] | 0.56 |\n"
ANY_TABLE = "| name | value |\n|---|---|\n| z1[1] | 0.56 |\n"


@pytest.mark.parametrize("first", ["z1[1] = 0.56\n", OWN_TABLE, ANY_TABLE])
@pytest.mark.parametrize(
    "heading",
    [
        "## Correction",
        "### My corrections",
        "Corrections:",
        "**Corrections**",
        "Corrections\n-----------",
        "Correction of the forward pass:",
        "## Corrected answers",
        "## Korrektur",
        "## Corrections de la partie 1",
        "# Corrección",
    ],
)
@pytest.mark.parametrize(
    "below", ["z1[1] = 0.45\n", "- z1[1]: 0.45\n", "| name | answer |\n|---|---|\n| z1[1] | 0.45 |\n"]
)
def test_what_stands_below_a_heading_of_corrections_counts(
    marked: Marked, first: str, heading: str, below: str
) -> None:
    """Lines and tables below it, whichever the answers above it were."""
    for ending in (".md", ".txt"):
        verdicts, problems, remarks = marked(f"{first}\n{heading}\n\n{below}", ending)
        assert verdicts == {"z1[1]": "right"}
        assert problems == ()
        assert [each.partition(": ")[2] for each in remarks] == [SAID]


@pytest.mark.parametrize(
    "heading", ["# Correction", "# Corrigé de l'exercice", "## Bias correction", "## Part 2"]
)
def test_a_title_corrects_nothing(marked: Marked, heading: str) -> None:
    """Where nothing stands over it, or it is of something else, the first of two answers counts."""
    first = "" if "Corr" in heading else "a1[1] = 0.45\n\n"
    verdicts, problems, _ = marked(f"{first}{heading}\n\nz1[1] = 0.45\nz1[1] = 0.56\n", ".md")
    assert verdicts["z1[1]"] == "right"
    assert len(problems) == 1
    assert "a second time" in problems[0]


@pytest.mark.parametrize("head", ["corrected", "Correction", "Korrektur", "corrigé"])
def test_a_column_corrects_the_one_before_it(marked: Marked, head: str) -> None:
    """Where it is filled; the other rows stay as they are."""
    rows = f"name,value,{head}\nz1[1],0.56,0.45\na1[1],0.45,\nL,0.15125,-\n"
    table = "\n".join(f"| {row.replace('1,1', '1;1').replace(',', ' | ')} |" for row in rows.splitlines())
    first, _, rest = table.partition("\n")
    for text, ending in ((rows, ".csv"), (f"{first}\n|---|---|---|\n{rest}\n", ".md")):
        verdicts, problems, remarks = marked(text, ending)
        assert verdicts == {"z1[1]": "right", "a1[1]": "right", "L": "right"}
        assert problems == ()
        assert [each.partition(": ")[2] for each in remarks] == [SAID]


@pytest.mark.parametrize(
    "line", ["~~z1[1] = 0.56~~", "z1[1] = ~~0.56~~", "~~z1[1]~~ = ~~0.56~~", "- ~~z1[1] = 0.56~~"]
)
def test_what_is_struck_out_leaves_room(marked: Marked, line: str) -> None:
    """The line that stands there unstruck counts, and no fault is found in the other."""
    assert marked(f"{line}\nz1[1] = 0.45\n{AFTER}") == (RIGHT, (), ())


def test_a_row_of_a_table_is_corrected(marked: Marked) -> None:
    """By a row further down that says so, or by one that is left unstruck."""
    head, after = "| name | value |\n|---|---|\n", AFTER.replace(" = ", " | ").splitlines()
    rows = "\n".join(f"| {each} |" for each in after)
    verdicts, problems, _ = marked(f"{head}| z1[1] | 0.56 |\n| z1[1] (corrected) | 0.45 |\n{rows}\n")
    assert (verdicts, problems) == (RIGHT, ())
    assert marked(f"{head}| ~~z1[1]~~ | ~~0.56~~ |\n| z1[1] | 0.45 |\n{rows}\n") == (RIGHT, (), ())


@pytest.mark.parametrize("second", ["z1[1] = 0.45", "z1[1] = 0.45 (not corrected)", "z1[1] = 0.45 (checked)"])
def test_two_answers_without_the_word_are_no_two_tries(marked: Marked, second: str) -> None:
    """The first counts, and it is said."""
    verdicts, problems, _ = marked(f"z1[1] = 0.56\n{second}\n{AFTER}")
    assert verdicts["z1[1]"] == "wrong"
    assert problems == ("line 2: `z1[1]` is here a second time, first on line 1; the first counts",)


def test_a_wrong_correction_counts_too(marked: Marked) -> None:
    """Who takes a right answer back has the wrong one; of several corrections the last counts."""
    verdicts, _, _ = marked(f"z1[1] = 0.45\ncorrection: z1[1] = 0.56\n{AFTER}")
    assert verdicts["z1[1]"] == "wrong"
    verdicts, _, _ = marked(f"z1[1] = 0.56\ncorrection: z1[1] = 0.45\ncorrection: z1[1] = 0.65\n{AFTER}")
    assert verdicts["z1[1]"] == "wrong"


def test_a_quantity_may_be_called_so(tmp_path: Path) -> None:
    """A formula problem's own name is no word of a correction."""
    problem = read("formulas: {correction: 2*x, y: correction + 1}\nat: {x: 3}\nwrt: [x]\n")
    sheet = tmp_path / "sheet.txt"
    sheet.write_text("correction = 6\ny = 7\n")
    report = check(problem, sheet).report
    assert [(line.name, line.verdict.value) for line in report.shown if line.on_sheet] == [
        ("correction", "right"),
        ("y", "right"),
    ]
