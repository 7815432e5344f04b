"""Formulas with numbered names, a recurrent unit's z1, z2, z3: a list under z, and the rows t = 1, 2, 3."""

import json
from math import tanh

import pytest
from sheets_read import derivation, exercise, numbers_in, sheet

from backprop_cli import load
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.sheets.answers import Reader
from backprop_cli.marking.sheets.files import SheetFile
from backprop_cli.marking.sheets.lookup import Lookup

RECURRENT = "recurrent_three_steps"
READER = Reader(Lookup(derive_problem(load(RECURRENT))))
KINDS = ("z", "h", "dh", "dz")


def passes() -> dict[str, list[float]]:
    """The sums, activations and their gradients of a tanh unit over three steps, by plain recursion."""
    u, w, b, v, c = 0.8, 0.6, 0.1, 1.2, -0.2
    h, sums, states = 0.0, list[float](), list[float]()
    for x in (1, -0.5, 0.25):
        sums.append(u * x + w * h + b)
        states.append(h := tanh(sums[-1]))
    slope, by_state, by_sum = (v * h + c - 0.5) * v, list[float](), list[float]()
    for state in reversed(states):
        by_state.insert(0, slope)
        by_sum.insert(0, slope * (1 - state**2))
        slope = by_sum[0] * w
    return dict(zip(KINDS, (sums, states, by_state, by_sum), strict=True))


ROUNDED = {kind: [f"{each:.4f}" for each in values] for kind, values in passes().items()}
NAMES = {"z": "z{}", "h": "h{}", "dh": "dL/dh{}", "dz": "dL/dz{}"}
ALL = {NAMES[kind].format(t): float(values[t - 1]) for kind, values in ROUNDED.items() for t in (1, 2, 3)}


def numbers(text: str, source: str = "ada.txt") -> dict[str, float | None]:
    return numbers_in(READER.sheet(text, source))


def test_lists_are_marked() -> None:
    """Every entry is a line of its own, and right."""
    text = "".join(f"{kind} = [{', '.join(values)}]\n" for kind, values in ROUNDED.items())
    report = exercise(RECURRENT).marker.report(SheetFile("a.txt", "a.txt", data=text.encode()))
    assert {line.name: line.verdict for line in report.shown} == dict.fromkeys(ALL, Verdict.RIGHT)
    assert not report.problems


@pytest.mark.parametrize("form", ["{} = ({})", "{}_t = [{}]", "{}: {}", "${}_t = ({})$"])
def test_lists_as_they_are_written(form: str) -> None:
    """In any brackets, or none; with t as the index."""
    text = "\n".join(form.format(kind, ", ".join(values)) for kind, values in ROUNDED.items())
    assert numbers(text) == ALL


def test_other_files() -> None:
    """JSON, YAML, and several lists on one line."""
    assert (
        numbers(json.dumps({kind: list(map(float, each)) for kind, each in ROUNDED.items()}), "a.json") == ALL
    )
    lists = [(kind, f"[{', '.join(values)}]") for kind, values in ROUNDED.items()]
    assert numbers("".join(f"{kind}: {each}\n" for kind, each in lists), "a.yaml") == ALL
    assert numbers(", ".join(f"{kind} = {each}" for kind, each in lists)) == ALL


def test_gradients_by_their_quotient() -> None:
    """∂L/∂z as dz."""
    found = {name: number for name, number in ALL.items() if name.startswith("dL/dz")}
    for name in ("dL/dz", "∂L/∂z", "dL/dz_t"):
        assert numbers(f"{name} = [{', '.join(ROUNDED['dz'])}]\n") == found


def rows() -> list[tuple[str, ...]]:
    """What a table has for each t."""
    return [(str(t + 1), *(ROUNDED[kind][t] for kind in KINDS)) for t in range(3)]


def test_a_row_for_each_time() -> None:
    """In Markdown and CSV."""
    head = ("t", *KINDS)
    lines = [head, ("---",) * len(head), *rows()]
    assert numbers("".join(f"| {' | '.join(cells)} |\n" for cells in lines), "a.md") == ALL
    assert numbers("".join(f"{','.join(cells)}\n" for cells in (head, *rows())), "a.csv") == ALL


@pytest.mark.parametrize(
    ("z", "h"),
    [
        ("z_t = u x_t + w h_{t-1} + b", "h_t = tanh(z_t)"),
        (r"$z_t = u x_t + w h_{t-1} + b$", r"$h_t=\tanh(z_t)$"),
        ("(z_t = u x_t)", r"(h_t = \tanh(z_t))"),
        ("z = u x + w h + b", "h = tanh(z)"),
    ],
)
def test_heads_with_their_formulas(z: str, h: str) -> None:
    """What stands before the sign names the column."""
    rows = "".join(f"| {t} | {ROUNDED['z'][t - 1]} | {ROUNDED['h'][t - 1]} |\n" for t in (1, 2, 3))
    wanted = {name: value for name, value in ALL.items() if name[0] in "zh"}
    assert numbers(f"| t | {z} | {h} |\n|---|---|---|\n{rows}", "ada.md") == wanted


def test_a_row_of_answers_is_no_head() -> None:
    """Only a formula leads to the name of a column."""
    cells = "| z1 = 0.9 | h1 = 0.7163 |\n|---|---|\n| z2 = 0.1298 | h2 = 0.1291 |\n"
    assert numbers(cells, "ada.md") == {"z1": 0.9, "h1": 0.7163, "z2": 0.1298, "h2": 0.1291}
    assert numbers("| t | z_t = 0.9 |\n|---|---|\n| 1 | 0.3 |\n", "ada.md") == {}


def test_lines_that_say_the_time() -> None:
    """On one line, or below it."""
    said = [
        (t, [f"{kind} = {each}" for kind, each in zip(KINDS, cells, strict=True)]) for t, *cells in rows()
    ]
    assert numbers("".join(f"t = {t}: {', '.join(each)}\n" for t, each in said)) == ALL
    assert numbers("".join(f"t = {t}:\n" + "\n".join(each) + "\n" for t, each in said)) == ALL


def test_lists_of_another_length() -> None:
    """Of too many nothing is read; a number alone is of none of them."""
    found = READER.sheet("z = [0.9, 0.1298, 0.3774, 1]\nh = 0.7163\n", "a.txt")
    assert not found.answers
    assert found.problems == (
        "line 1: `z` has 3 entries, this list has 4",
        "line 2: `h` has 3 entries: write [h1, h2, …], a number for each name",
    )


def test_parts_of_the_work_are_no_times() -> None:
    """`Step 1: forward` numbers the work."""
    assert numbers("Step 1: forward\nz = 0.9\nStep 2: backward\ndz = 0.2\n") == {}


def test_new_values_and_slopes() -> None:
    """Of parameters that are numbered."""
    formulas = "formulas: {L: k1*x + k2^2}\nat: {x: 3, k1: 1, k2: 2}\nwrt: [k1, k2]\n"
    problem = f"{formulas}optimizer: {{name: sgd, learning_rate: 0.1}}\n"
    text = "dk = [3, 4]\nk_new = [0.7, 1.6]\n"  # 1 − 0.3 and 2 − 0.4
    assert numbers_in(sheet(text, "a.txt", problem)) == {
        "dL/dk1": 3,
        "dL/dk2": 4,
        "k1_new": 0.7,
        "k2_new": 1.6,
    }


@pytest.mark.parametrize(
    "formulas",
    [
        "{z: x^2, z1: z + x, z2: z1*x, L: z2^2}",  # z is a name of its own
        "{z1: x^2, z3: z1*x, L: z3^2}",  # not from 1 on
        "{z0: x, z1: z0^2, z2: z1*x, L: z2^2}",
        "{z0: x, z2: z0^2, L: z2*x}",
        "{z1: x^2, L: z1*x}",  # one alone
    ],
)
def test_what_is_no_list(formulas: str) -> None:
    """A name of its own, a gap, a name alone."""
    lookup = Lookup(derivation(f"formulas: {formulas}\nat: {{x: 2}}\nwrt: [x]\n"))
    assert not lookup.numbered("z")


def test_e_stays_the_base() -> None:
    """With formulas e1 and e2 as well."""
    problem = "formulas: {e1: x^2, e2: 3*x, L: e1*e2}\nat: {x: 2}\nwrt: [x]\n"
    (answer,) = sheet("e1 = 4 + 0*e^1\n", "a.txt", problem).answers
    assert answer.number is not None
    assert answer.number.value == 4


def test_vectors_that_are_numbered_themselves() -> None:
    """Of h1_1 and h1_2, the entries of h1, and no list of both h1 and h2."""
    formulas = (
        "formulas: {h1_1: tanh(u*x), h1_2: tanh(v*x), h2_1: u*h1_1 + v*h1_2, h2_2: u*h1_2, y: h2_1*h2_2}\n"
    )
    text = "h1\narray([0.462, -0.197])\nh2 = [0.27, -0.0987]\ndh2 = (-0.0987, 0.27)\n"
    found = sheet(text, "ada.txt", f"{formulas}at: {{x: 1, u: 0.5, v: -0.2}}\n")
    names = ("h1_1", "h1_2", "h2_1", "h2_2", "dy/dh2_1", "dy/dh2_2")
    assert list(numbers_in(found)) == list(names)
    assert found.problems == ()
