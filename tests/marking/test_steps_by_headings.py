"""Steps and samples that a heading, a row, a column or words behind a name say, and not the name itself."""

import json
from collections.abc import Iterator, Mapping
from math import exp
from pathlib import Path

import pytest
from sheets_read import numbers_in, sheet

from backprop_cli import load
from backprop_cli.api import check
from backprop_cli.errors import UsageError
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.formats.scopes import scope_said

TRAINING = """
inputs: [0.7, 1.2]
layers:
  - {weights: [[0.5, -0.2]], biases: [0.1], activation: sigmoid}
targets: [1]
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
training: {steps: 3}
"""
BATCH = """
samples:
  - {inputs: [0.7, 1.2], targets: [1]}
  - {inputs: [-0.3, 1.2], targets: [0]}
  - {inputs: [0.6, 0.3], targets: [0.5]}
layers:
  - {weights: [[0.5, -0.2]], biases: [0.1], activation: sigmoid}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
"""
ONE_BY_ONE = BATCH + "training: {epochs: 2, batch_size: 1}\n"
TWO_LAYERS_TWO_SAMPLES = """
samples:
  - {inputs: [0.3, 1], targets: [0]}
  - {inputs: [0.5, -1], targets: [1]}
layers:
  - {weights: [[0.1, 0.2], [0.3, -0.4]], biases: [0.1, -0.1], activation: sigmoid}
  - {weights: [[0.5, -0.6]], biases: [0.2], activation: sigmoid}
loss: half_sse
"""
PAIRS = [((0.7, 1.2), 1.0), ((-0.3, 1.2), 0.0), ((0.6, 0.3), 0.5)]

Lines = Mapping[str, float]


def worked(weights: list[float], bias: float, pair: tuple[tuple[float, float], float]) -> dict[str, float]:
    """One neuron by hand: z = w·x + b, a = σ(z), L = ½(y − a)², δ = (a − y)·a(1 − a), and the gradient."""
    (x, y) = pair
    z = weights[0] * x[0] + weights[1] * x[1] + bias
    a = 1 / (1 + exp(-z))
    delta = (a - y) * a * (1 - a)
    gradient = {"dL/dW1[1,1]": delta * x[0], "dL/dW1[1,2]": delta * x[1], "dL/db1[1]": delta}
    return {"z1[1]": z, "a1[1]": a, "L": (y - a) ** 2 / 2, "dL/dz1[1]": delta, **gradient}


def steps(pairs: list[tuple[tuple[float, float], float]]) -> Iterator[dict[str, float]]:
    """A training of the neuron, a pair for each step, rate 0.1."""
    weights, bias = [0.5, -0.2], 0.1
    for pair in pairs:
        lines = worked(weights, bias, pair)
        weights = [w - 0.1 * lines[f"dL/dW1[1,{j}]"] for j, w in enumerate(weights, start=1)]
        bias -= 0.1 * lines["dL/db1[1]"]
        yield {**lines, "W1_new[1,1]": weights[0], "W1_new[1,2]": weights[1], "b1_new[1]": bias}


THREE = list(steps([PAIRS[0]] * 3))
SAMPLES = [worked([0.5, -0.2], 0.1, pair) for pair in PAIRS]
OWN = ("z1[1]", "a1[1]", "L", "dL/dz1[1]")
MEAN = {
    name: sum(each[name] for each in SAMPLES) / 3 for name in ("L", "dL/dW1[1,1]", "dL/dW1[1,2]", "dL/db1[1]")
}
START = {
    "W1_new[1,1]": (0.5, "dL/dW1[1,1]"),
    "W1_new[1,2]": (-0.2, "dL/dW1[1,2]"),
    "b1_new[1]": (0.1, "dL/db1[1]"),
}
OF_ALL = {**MEAN, **{name: old - 0.1 * MEAN[gradient] for name, (old, gradient) in START.items()}}


def lines(values: Lines, mark: str = "", sign: str = " = ") -> str:
    return "".join(f"{mark}{name}{sign}{value:.5g}\n" for name, value in values.items())


def of_sample(number: int) -> Lines:
    return {name: SAMPLES[number - 1][name] for name in OWN}


def marked(problem: str, text: str, tmp_path: Path, name: str = "a.md") -> SheetReport:
    (tmp_path / "p.yaml").write_text(problem, encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    return check(load(tmp_path / "p.yaml"), tmp_path / name).report


def headed(head: str, parts: list[str]) -> str:
    return "\n".join(f"{head.format(number)}\n\n{part}" for number, part in enumerate(parts, start=1))


@pytest.mark.parametrize(
    "head",
    [
        *("## Step {}", "Step {}:", "**Epoch {}**", "# Iteration {}", "Iteration no. {}", "t = {}"),
        *("### Schritt {}", "{}. Schritt", "--- Step #{} ---", "Step {} of 3", "## Step {}: all of it"),
        *("Étape {} :", "1. Step {}", "> Paso {}"),
    ],
)
@pytest.mark.parametrize("mark", ["", "- "])
def test_a_heading_says_the_step(head: str, mark: str, tmp_path: Path) -> None:
    """A perfect sheet of three steps under three headings is right in all of its 30 lines."""
    report = marked(TRAINING, headed(head, [lines(each, mark) for each in THREE]), tmp_path)
    assert (report.points, report.problems) == (30, ())


@pytest.mark.parametrize("name", ["a.txt", "a.yaml"])
def test_a_plain_file_has_headings_too(name: str, tmp_path: Path) -> None:
    """`Step 2:` above the lines of a text, or of YAML, with `=` and with a colon."""
    for sign in (" = ", ": "):
        report = marked(
            TRAINING, headed("Step {}:", [lines(each, "", sign) for each in THREE]), tmp_path, name
        )
        assert (report.points, report.problems) == (30, ())


def test_a_key_says_the_step(tmp_path: Path) -> None:
    """JSON and YAML with a block for each step."""
    data = {f"step {number}": each for number, each in enumerate(THREE, start=1)}
    for text in (json.dumps(data), json.dumps({"answers": data})):
        assert marked(TRAINING, text, tmp_path, "a.json").points == 30
    text = headed("step {}:", [lines(each, "  ", ": ") for each in THREE])
    assert marked(TRAINING, text, tmp_path, "a.yaml").points == 30


def table(rows: list[list[str]], name: str) -> str:
    if name.endswith(".csv"):
        return "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
    return "\n".join("| " + " | ".join(row) + " |" for row in [rows[0], ["--"] * len(rows[0]), *rows[1:]])


def shown(value: float) -> str:
    return f"{value:.5g}"


@pytest.mark.parametrize("name", ["a.md", "a.csv"])
@pytest.mark.parametrize("head", ["step {}", "t={}", "Iteration {}", "epoch {}"])
def test_a_column_says_the_step(head: str, name: str, tmp_path: Path) -> None:
    """A table with a row for each quantity and a column for each step."""
    rows = [["quantity", *(head.format(number) for number in (1, 2, 3))]]
    rows += [[each, *(shown(step[each]) for step in THREE)] for each in THREE[0]]
    report = marked(TRAINING, table(rows, name), tmp_path, name)
    assert (report.points, report.problems, report.remarks) == (30, (), ())


@pytest.mark.parametrize("name", ["a.md", "a.csv"])
@pytest.mark.parametrize("head", ["step", "t", "Iteration", "epoch"])
def test_a_row_says_the_step(head: str, name: str, tmp_path: Path) -> None:
    """The usual table of an iteration, a row for each step; as CSV it is one sheet, and no class."""
    rows = [
        [head, *THREE[0]],
        *([str(t), *map(shown, step.values())] for t, step in enumerate(THREE, start=1)),
    ]
    report = marked(TRAINING, table(rows, name), tmp_path, name)
    assert (report.points, report.problems) == (30, ())
    long = [[head, "name", "answer"]]
    long += [[str(t), each, shown(step[each])] for t, step in enumerate(THREE, start=1) for each in step]
    assert marked(TRAINING, table(long, name), tmp_path, name).points == 30


@pytest.mark.parametrize("words", [" (step {})", ", step {}", " (t={})", " at step {}", " [iteration {}]"])
def test_words_behind_a_name_say_the_step(words: str, tmp_path: Path) -> None:
    """`z1[1] (step 2) = 0.24`."""
    text = "".join(
        f"{name}{words.format(t)} = {shown(value)}\n"
        for t, step in enumerate(THREE, start=1)
        for name, value in step.items()
    )
    assert marked(TRAINING, text, tmp_path).points == 30


def test_a_row_of_numbers_is_of_the_steps(tmp_path: Path) -> None:
    """`L: 0.1, 0.09, 0.08` where the training has three steps; with two numbers it is not read."""
    text = "".join(f"{name}: {', '.join(shown(step[name]) for step in THREE)}\n" for name in THREE[0])
    assert marked(TRAINING, text, tmp_path).points == 30
    assert marked(TRAINING, "L: 0.10021, 0.096664\n", tmp_path).points == 0


def test_what_is_wrong_in_step_two_is_said_of_step_two(tmp_path: Path) -> None:
    """A number under `## Step 2` is never marked as one of step 1."""
    report = marked(TRAINING, "## Step 2\n\nz1[1] = 0.24243\nL = 0.5\n", tmp_path)
    verdicts = {line.name: line.verdict.value for line in report.shown}
    assert set(verdicts) == {"z1[1]#2", "L#2"}
    assert verdicts["z1[1]#2"] == "right"


def test_parts_of_the_work_are_no_steps(tmp_path: Path) -> None:
    """`Step 1: forward pass`, `Step 2: backward pass` number the work where no name stands under both."""
    first = list(THREE[0].items())
    text = headed("## Step {}: part", [lines(dict(first[:3])), lines(dict(first[3:]))])
    report = marked(TRAINING, text, tmp_path)
    assert (report.points, report.problems) == (10, ())
    single = TRAINING.replace("training: {steps: 3}\n", "")
    bare = headed("## Step {}", [lines(dict(first[:3])), lines(dict(first[3:]))])
    assert (marked(single, bare, tmp_path).points, report.problems) == (10, ())


def test_a_step_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """Rows of steps for a problem with one, and a fourth step of three, are named as not read."""
    report = marked(TRAINING, "## Step 4\n\nz1[1] = 0.21\n", tmp_path)
    assert report.points == 0
    assert "there is no `Step 4` in this problem" in report.problems[0]
    single = TRAINING.replace("training: {steps: 3}\n", "")
    report = marked(single, "step,z1[1],a1[1]\n1,0.21,0.55231\n2,0.24243,0.56031\n", tmp_path, "a.csv")
    assert report.points == 2
    assert "there is no `step 2` in this problem" in report.problems[0]


def test_rows_of_students_and_of_steps_are_refused(tmp_path: Path) -> None:
    """A table with both is no class, and no sheet."""
    text = "student,step,z1[1],a1[1]\nAda,1,0.21,0.55231\nAda,2,0.24243,0.56031\n"
    with pytest.raises(UsageError, match="rows for steps or samples as well as for students"):
        marked(TRAINING, text, tmp_path, "a.csv")


@pytest.mark.parametrize("head", ["Step {}", "t = {}", "Iteration {}:", "Epoch {}", "GD step {}"])
def test_steps_counted_from_0(head: str, tmp_path: Path) -> None:
    """Step 0, 1 and 2 of three are the first, the second and the third, and not the first twice."""
    text = "\n".join(f"{head.format(number)}\n{lines(each)}" for number, each in enumerate(THREE))
    report = marked(TRAINING, text, tmp_path, "a.txt")
    assert (report.points, report.problems) == (30, ())


def test_the_start_as_step_0(tmp_path: Path) -> None:
    """Beside a given parameter under step 0 the later steps keep their numbers; a loss there has the next."""
    weights = ["0.5", *(shown(each["W1_new[1,1]"]) for each in THREE)]
    rows = [["step", "W1[1,1]"], *([str(number), each] for number, each in enumerate(weights))]
    assert marked(TRAINING, table(rows, "a.md"), tmp_path).points == 3
    losses = [["t", "L"], *([str(number), shown(each["L"])] for number, each in enumerate(THREE))]
    assert marked(TRAINING, table(losses, "a.md"), tmp_path).points == 3


@pytest.mark.parametrize("head", ["", "#", "n", "Nr.", "i"])
@pytest.mark.parametrize("cell", ["{}", "({})", "#{}"])
def test_numbered_rows_are_those_of_the_steps_or_samples(head: str, cell: str, tmp_path: Path) -> None:
    """A row for each of them, in order, whatever stands above their numbers."""
    for problem, runs, names in ((TRAINING, THREE, tuple(THREE[0])), (BATCH, SAMPLES, OWN)):
        rows = [
            [cell.format(number), *(shown(each[name]) for name in names)]
            for number, each in enumerate(runs, start=1)
        ]
        report = marked(problem, table([[head, *names], *rows], "a.md"), tmp_path)
        assert (report.points, report.problems) == (3 * len(names), ())


def test_heads_with_the_letter_of_the_row(tmp_path: Path) -> None:
    """z_i over numbered rows is z; w_{t+1} is the new w, and so is w_t beside w_{t-1}."""
    rows = [["i", "z_i", "ŷᵢ", "L^{(i)}"]]
    rows += [[str(s), *(shown(SAMPLES[s - 1][name]) for name in OWN[:3])] for s in (1, 2, 3)]
    assert marked(BATCH, table(rows, "a.md"), tmp_path).points == 9
    old = [0.1, *(each["b1_new[1]"] for each in THREE)]
    for before, after in (("b_t", "b_{t+1}"), ("b_{t-1}", "b_t")):
        rows = [["t", before, "L_t", after]]
        rows += [[str(t), shown(old[t - 1]), shown(THREE[t - 1]["L"]), shown(old[t])] for t in (1, 2, 3)]
        report = marked(TRAINING, table(rows, "a.md"), tmp_path)
        assert (report.points, report.problems) == (6, ())


@pytest.mark.parametrize("head", ["", "Row {}", "{}.", "({})", "Input no. {}"])
def test_names_once_for_each_step_or_sample(head: str, tmp_path: Path) -> None:
    """Whatever stands over them, the numbers bear out that they come in turn; the page says so."""
    report = marked(TRAINING, headed(head, [lines(each) for each in THREE]), tmp_path, "a.txt")
    assert report.points == 30
    assert any("`z1[1]` stands here 3 times" in each for each in report.remarks)
    text = headed(head, [lines(of_sample(number)) for number in (1, 2, 3)]) + lines(OF_ALL)
    assert marked(BATCH, text, tmp_path, "a.txt").points == 19


def test_a_line_that_is_there_again_is_of_no_next_step(tmp_path: Path) -> None:
    """Who works the first step twice has worked no second one: the first line counts."""
    two = TRAINING.replace("steps: 3", "steps: 2")
    report = marked(two, "z1[1] = 0.21\na1[1] = 0.6134\nz1[1] = 0.21\na1[1] = 0.5523\n", tmp_path, "a.txt")
    found = {line.name: line.verdict.value for line in report.lines if line.on_sheet}
    assert found == {"z1[1]#1": "right", "a1[1]#1": "wrong"}


@pytest.mark.parametrize("form", ["{}_{}", "{}^({})", "{}({})", "{}{}"])
def test_numbers_behind_names_are_those_of_the_steps(form: str, tmp_path: Path) -> None:
    """z^(2) of one unit is z in step 2, where the numbers say so."""
    letters = {"z": "z1[1]", "a": "a1[1]", "L": "L", "dz": "dL/dz1[1]", "db": "dL/db1[1]"}
    text = "\n".join(
        f"{form.format(letter, step)} = {each[name]:.5g}"
        for step, each in enumerate(THREE, start=1)
        for letter, name in letters.items()
    )
    assert marked(TRAINING, text, tmp_path, "a.txt").points == 15


def test_old_and_new_values_under_every_step(tmp_path: Path) -> None:
    """Where a parameter has its given number under step 1 and then another, the second is the new one."""
    text, bias = "", 0.1
    for step, each in enumerate(THREE, start=1):
        text += f"Step {step}\nb = {bias:.5g}\nL = {each['L']:.5g}\nb = {each['b1_new[1]']:.5g}\n"
        bias = each["b1_new[1]"]
    report = marked(TRAINING, text, tmp_path, "a.txt")
    assert (report.points, report.problems) == (6, ())


def test_numbers_led_on_by_arrows_are_of_the_steps(tmp_path: Path) -> None:
    """`L: 0.1 -> 0.09 -> 0.08`; of two, the second is what the first is rounded to."""
    report = marked(TRAINING, "L: " + " -> ".join(shown(each["L"]) for each in THREE), tmp_path, "a.txt")
    assert report.points == 3
    two = TRAINING.replace("steps: 3", "steps: 2")
    assert marked(two, "a1[1] = 0.55231 -> 0.552", tmp_path, "a.txt").points == 1


# --- samples ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head", ["## Sample {}", "Example {}:", "**Pattern {}**", "Beispiel {}", "## Data point {}"]
)
@pytest.mark.parametrize("end", ["## Batch", "Mean over all samples:", "**Update**", ""])
def test_a_heading_says_the_sample(head: str, end: str, tmp_path: Path) -> None:
    """`L` under a sample's heading is that sample's; a second one below the last is the batch's."""
    text = headed(head, [lines(of_sample(number)) for number in (1, 2, 3)]) + f"\n{end}\n\n{lines(OF_ALL)}"
    report = marked(BATCH, text, tmp_path)
    assert (report.points, report.problems) == (19, ())


def test_dz_below_the_heading_of_a_sample(tmp_path: Path) -> None:
    """It is the derivative of that sample's own loss."""
    text = headed("Sample {}", [f"dz = {each['dL/dz1[1]']:.5g}" for each in SAMPLES])
    assert marked(BATCH, text, tmp_path, "a.txt").points == 3


@pytest.mark.parametrize("form", ["z_1^[1]({})", "z_{{1}}^{{[1]({})}}"])
def test_the_sample_behind_layer_and_unit(form: str) -> None:
    """z_1^{[1](2)} is z of sample 2, as in courses that write layers in square brackets."""
    deep = TWO_LAYERS_TWO_SAMPLES
    text = "".join(f"{form.format(number)} = 0.{number}1\n" for number in (1, 2))
    assert numbers_in(sheet(text, "ada.txt", deep)) == {"z1[1]@1": 0.11, "z1[1]@2": 0.21}


def test_units_numbered_through_in_a_batch() -> None:
    """z₃ of 2-2-1 is the output's sum in a batch as elsewhere, and δ₃ its error signal."""
    found = sheet("Sample 1\nz1 = 0.33\nz2 = -0.41\nz3 = 0.25\n", "a.txt", TWO_LAYERS_TWO_SAMPLES)
    assert any("`z1[1]@1`" in each for way in found.orders for each in way.remarks)
    ways = [numbers_in(way) for way in found.orders]
    assert {"z1[1]@1": 0.33, "z1[2]@1": -0.41, "z2[1]@1": 0.25} in ways


@pytest.mark.parametrize("name", ["a.md", "a.csv"])
def test_a_row_or_a_column_says_the_sample(name: str, tmp_path: Path) -> None:
    """A table with a row, or a column, for each sample; the names without the sample."""
    rows = [["sample", *OWN], *([str(s), *map(shown, of_sample(s).values())] for s in (1, 2, 3))]
    columns = [["", "sample 1", "sample 2", "sample 3"]]
    columns += [[each, *(shown(sample[each]) for sample in SAMPLES)] for each in OWN]
    for cells in (rows, columns):
        report = marked(BATCH, table(cells, name), tmp_path, name)
        assert (report.points, report.problems) == (12, ())
    if name == "a.md":
        assert marked(BATCH, f"{table(columns, name)}\n\n{lines(OF_ALL)}", tmp_path).points == 19


def test_a_training_by_single_samples(tmp_path: Path) -> None:
    """Step, or epoch and sample, say which; a sample alone, of two epochs, is open and not read."""
    run = list(steps(PAIRS * 2))
    by_step = headed("## Step {}", [lines(each) for each in run])
    assert marked(ONE_BY_ONE, by_step, tmp_path).problems == ()
    report = marked(ONE_BY_ONE, by_step, tmp_path)
    whole = report.points
    assert (report.missing, whole) == ((), report.total)  # the samples' own losses are L here
    parts = [headed("### Sample {}", [lines(each) for each in run[start : start + 3]]) for start in (0, 3)]
    assert marked(ONE_BY_ONE, headed("## Epoch {}", parts), tmp_path).points == whole
    report = marked(ONE_BY_ONE, "## Sample 2\n\nz1[1] = 0.1\n", tmp_path)
    assert "which `z1[1]` is meant at `Sample 2` is open" in report.problems[0]
    report = marked(ONE_BY_ONE, "## Epoch 2\n\nW1_new[1,1] = 0.5\n", tmp_path)
    assert "which `W1_new[1,1]` is meant at `Epoch 2` is open" in report.problems[0]


# --- samples by their numbers -------------------------------------------------------------------------


def by_columns(heads: str, names: tuple[str, ...]) -> str:
    """A table with a column for each sample."""
    rows = ["| " + " | ".join((name, *(f"{each[name]:.5f}" for each in SAMPLES))) + " |" for name in names]
    return "\n".join((f"| | {heads} |", "|---|---|---|---|", *rows, ""))


@pytest.mark.parametrize(
    "heads", ["(1) | (2) | (3)", "1 | 2 | 3", "x1 | x2 | x3", "$x^{(1)}$ | $x^{(2)}$ | $x^{(3)}$"]
)
@pytest.mark.parametrize("names", [("z1[1]", "a1[1]", "L"), ("L",)])
def test_columns_that_are_numbered_as_the_samples(heads: str, names: tuple[str, ...], tmp_path: Path) -> None:
    """All rows are of the samples: L in column (1) is L of sample 1, and no batch's that left samples out."""
    report = marked(BATCH, by_columns(heads, names), tmp_path)
    assert (report.problems, report.remarks) == ((), ())
    found = {line.name: line.verdict.value for line in report.lines if line.on_sheet}
    assert found == {f"{name}@{number}": "right" for number in (1, 2, 3) for name in names}


def test_columns_of_other_numbers_are_no_samples(tmp_path: Path) -> None:
    """Two columns for three samples, or out of order, tell nothing."""
    for heads in ("(1) | (2)", "3 | 2 | 1"):
        report = marked(BATCH, by_columns(heads, ("z1[1]",)), tmp_path)
        assert not any(line.on_sheet and line.is_good for line in report.lines)


def test_a_heading_says_what_is_given_of_its_sample(tmp_path: Path) -> None:
    """`Sample 1 (x = (0.7, 1.2), y = 1)` is a heading; one with an answer in it is none."""
    parts = [
        f"Sample {number} (x = {x}, y = {y:g})\nz1[1] = {lines['z1[1]']:.5f}\nL = {lines['L']:.5f}\n"
        for number, ((x, y), lines) in enumerate(zip(PAIRS, SAMPLES, strict=True), start=1)
    ]
    report = marked(BATCH, "\n".join(parts), tmp_path, "a.txt")
    assert report.problems == ()
    found = {line.name: line.verdict.value for line in report.lines if line.on_sheet}
    assert found == {f"{name}@{number}": "right" for number in (1, 2, 3) for name in ("z1[1]", "L")}
    assert scope_said("Sample 1 (z = 0.3)") is None
    assert scope_said("Step 1 (y = 0.3)") is None


def test_answers_on_the_line_of_a_step_that_has_one_sample() -> None:
    """Whose they are the step says, of each of them."""
    text = "step 1: z1[1] = 0.21, a1[1] = 0.55, L = 0.1\nstep 2: z1[1] = -0.29, a1[1] = 0.43\n"
    numbers = {"z1[1]@1#1": 0.21, "a1[1]@1#1": 0.55, "L#1": 0.1, "z1[1]@2#2": -0.29, "a1[1]@2#2": 0.43}
    assert numbers_in(sheet(text, "ada.txt", ONE_BY_ONE)) == numbers
