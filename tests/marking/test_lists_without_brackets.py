"""Whole vectors and matrices as people write them without square brackets: read, or told how."""

import json

import pytest
from sheets_read import read_sheet

from backprop_cli import check
from backprop_cli.api import derive, load
from backprop_cli.marking.sheets.sheet import AnswerSheet

NET = derive(load("two_layer_relu_sigmoid"))
"""Two units in each layer."""

FORMATS = {
    "a.yaml": 'answers:\n  "{name}": "{value}"\n',
    "a.csv": 'name,answer\n"{name}","{value}"\n',
    "a.md": "| name | answer |\n| --- | --- |\n| {name} | {value} |\n",
    "a.txt": "{name} = {value}\n",
}


def sheet(name: str, value: str, source: str = "a.yaml") -> AnswerSheet:
    """A sheet of one line."""
    return read_sheet(FORMATS[source].format(name=name, value=value), source, NET)


def numbers(found: AnswerSheet) -> list[float | None]:
    """What was read, in the order of the list."""
    return [answer.number.value if answer.number else None for answer in found.answers]


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize(
    "written",
    ["0.56; 0.43", "0.56 ;0.43", "0,56; 0,43", "0.56, 0.43", "0.56,0.43", "0.56 0.43", "0,56, 0,43",
     "0,56 0,43", "(0.56, 0.43)", "(0.56; 0.43)", "(0.56 0.43)", "<0.56, 0.43>", "(0.56, 0.43)^T",
     "5.6e-1; 4.3e-1"],
)  # fmt: skip
def test_as_many_numbers_as_a_vector_has_are_its_entries(source: str, written: str) -> None:
    """In every format, whatever stands between them."""
    found = sheet("a1", written, source)
    assert numbers(found) == [0.56, 0.43]
    assert found.problems == ()


@pytest.mark.parametrize("written", ["0.1 0.2; 0.3 0.4", "0.1, 0.2; 0.3, 0.4", "(0,1 0,2; 0,3 0,4)"])
def test_rows_behind_semicolons_are_a_matrix(written: str) -> None:
    """As in the brackets of MATLAB, without them."""
    assert numbers(sheet("dE/dW2", written)) == [0.1, 0.2, 0.3, 0.4]


@pytest.mark.parametrize("source", FORMATS)
@pytest.mark.parametrize(
    "written",
    ["((0.1, 0.2), (0.3, 0.4))", "[(0.1, 0.2), (0.3, 0.4)]", "(0.1, 0.2), (0.3, 0.4)",
     "((0,1, 0,2), (0,3, 0,4))", "{{0.1, 0.2}, {0.3, 0.4}}"],
)  # fmt: skip
def test_rows_may_stand_in_brackets_of_any_kind(source: str, written: str) -> None:
    found = sheet("dE/dW2", written, source)
    assert (numbers(found), found.problems) == ([0.1, 0.2, 0.3, 0.4], ())


def test_a_row_in_brackets_may_hold_formulas() -> None:
    found = sheet("dE/dW2", "((a2[1]*(1 - a2[1]), max(0, z1[1])), (0.3, 0.4))")
    written = ["a2[1]*(1 - a2[1])", "max(0, z1[1])", "0.3", "0.4"]
    assert [answer.text for answer in found.answers] == written


ONE_INPUT = derive(
    {
        "inputs": [2],
        "targets": [6],
        "layers": [
            {"weights": [[1], [3]], "activation": "linear"},
            {"weights": [[1, 1]], "activation": "linear"},
        ],
        "loss": "half_sse",
        "optimizer": {"name": "sgd", "learning_rate": 0.5},
    }
)
"""Weights in one column, then in one row."""


@pytest.mark.parametrize("name", ["W1_new", "W2_new", "dL/dW1"])
@pytest.mark.parametrize(
    "written", ["-1, 1", "-1; 1", "-1 1", "{-1, 1}", "(-1, 1)", "<-1, 1>", "[-1, 1]", "-1\n1", "-1.0,1.0"]
)
def test_a_matrix_of_one_row_or_column_is_written_as_a_vector(name: str, written: str) -> None:
    """Nothing else than its two entries can be meant."""
    found = read_sheet(json.dumps({name: written}), "a.json", ONE_INPUT)
    assert numbers(found) == [-1, 1]
    assert found.problems == ()


def test_one_number_is_no_matrix_of_one_column() -> None:
    """4,4 may be a decimal."""
    found = read_sheet('{"W1_new": "4,4"}', "a.json", ONE_INPUT)
    assert (found.answers, len(found.problems)) == ((), 1)


def test_a_set_of_yaml_is_a_list() -> None:
    """{0.56, 0.43} are two names without a value for YAML: nothing is lost, of one number neither."""
    assert numbers(read_sheet("answers:\n  a1: {0.56, 0.43}\n", "a.yaml", NET)) == [0.56, 0.43]
    (line,) = read_sheet("answers:\n  L: {0.56, 0.43}\n", "a.yaml", NET).answers
    assert (line.text, line.number, line.note) == (
        "0.56 0.43",
        None,
        "one number is expected here, not a list",
    )


@pytest.mark.parametrize(
    "written",
    ["0.56", "3,4", "1 000", "12 345.6", "0.56; 0.43; 0.2", "0.56 and 0.43", "0.56 | 0.43", "0.56 / 0.43",
     "0.56 (0.4)", "z1; z2", "0.56;"],
)  # fmt: skip
def test_what_may_be_another_thing_is_told_how_to_write(written: str) -> None:
    """A single number, thousands, a number too many, words: nothing is guessed, and the layout is told."""
    found = sheet("a1", written)
    assert numbers(found) == []
    assert found.problems == ("line 2: `a1` has 2 entries: write [a1[1], a1[2]], a number for each name",)


@pytest.mark.parametrize(
    ("name", "written", "said"),
    [
        ("W2+", "0.3", "`W2_new` has 2 × 2 entries:"
         " write [[W2_new[1,1], W2_new[1,2]], …], a number for each name"),
        ("dE/dw2", "(0.1, 0.2)", "`dL/dW2` has 2 × 2 entries, this list has 2;"
         " write [[dL/dW2[1,1], dL/dW2[1,2]], …]"),
        ("W2", "0.1; 0.2", "`W2` has 2 × 2 entries: write [[W2[1,1], W2[1,2]], …], a number for each name"),
        ("W2'", "[[1, 2], [3, 4]]", "there is no quantity `W2'` here; the new value is called `W2_new`"),
    ],
)  # fmt: skip
def test_a_refusal_has_the_way_out(name: str, written: str, said: str) -> None:
    """How the list is written, what the new value is called."""
    assert sheet(name, written).problems == (f"line 2: {said}",)


def test_a_long_row_is_shown_by_its_beginning() -> None:
    """Ten inputs: the first two names say how it goes on."""
    problem = load(
        {
            "inputs": [1] * 10,
            "layers": [{"weights": [[0.1] * 10] * 3, "activation": "linear"}],
            "targets": [1, 1, 1],
        }
        | MSE
    )
    found = read_sheet('answers:\n  z1: "1"\n  W1_new: "1"\n', "a.yaml", derive(problem))
    assert found.problems == (
        "line 2: `z1` has 3 entries: write [z1[1], z1[2], …], a number for each name",
        "line 3: `W1_new` has 3 × 10 entries: write [[W1_new[1,1], W1_new[1,2], …], …],"
        " a number for each name",
    )


MSE = {"loss": "mse", "optimizer": {"name": "sgd", "learning_rate": 0.1}}


@pytest.mark.parametrize("notation", ["layers", "superscript", "bracket", "net_out"])
def test_a_plus_behind_a_name_is_its_new_value(notation: str) -> None:
    """`W2+` is typed for W2⁺ in any notation, of entries too; 0.4 − 0.1·0.0541713 = 0.3945829."""
    names = {"layers": "w₁₁⁽²⁾+", "superscript": "W²₁₁+", "bracket": "w11^[2]+", "net_out": "w5+"}
    for written in (names[notation], "W2[1,1]+", "W2[1,1] +", "W2[1,1]^+"):
        data = check("two_layer_relu_sigmoid", {written: "0.394583"}, notation=notation).render("json")
        (line,) = [each for each in json.loads(data)["sheets"][0]["answers"] if each["given"]]
        assert (line["name"], line["verdict"]) == ("W2_new[1,1]", "right")
    whole = check("two_layer_relu_sigmoid", {"W2+": "0.39458 0.44433; 0.50191 0.55199"}, notation=notation)
    assert [line.name for line in whole.report.shown] == [f"W2_new[{i},{j}]" for i in (1, 2) for j in (1, 2)]


def test_a_plus_in_a_formula_still_adds() -> None:
    """F = x + x is no new value of x."""
    problem = {"formulas": {"f": "x^2"}, "at": {"x": 1}, "optimizer": {"name": "sgd", "learning_rate": 0.1}}
    report = check(load(problem), {"x+": "0.8", "df/dx": "x + x"}).report
    assert [(line.name, line.verdict.value) for line in report.shown] == [
        ("df/dx", "right"),
        ("x_new", "right"),
    ]
