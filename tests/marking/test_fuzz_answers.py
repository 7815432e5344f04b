"""Mutated sheets: whatever a student hands in, a sheet or an explanation comes out."""

import json
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import spoiled
from sheets_read import read_sheet

from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.errors import ProblemError
from backprop_cli.marking.judging.formula_answers import same
from backprop_cli.marking.judging.formula_points import Workings
from backprop_cli.marking.judging.judge import Judge
from backprop_cli.marking.judging.scheme import Scheme
from backprop_cli.marking.sheets.formula import read_formula
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.marking.sheets.sheet import AnswerSheet
from backprop_cli.marking.sheets.sheet_file import sheet_text
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read
from backprop_cli.render.blank_yaml import BlankYaml
from backprop_cli.render.markdown import Markdown
from backprop_cli.worksheet.blank import BlankLayout, blank_sheet

PROBLEM = read(*load_text("two_layer_relu_sigmoid"))
TRUTH = derive(PROBLEM)
STEPS = {step.name: step for step in TRUTH.steps}
VALUES = {step.name: f"{step.value:.4f}" for step in TRUTH.steps}
BLANK = blank_sheet(PROBLEM, TRUTH, BlankLayout(steps=5))
GOOD = [
    ("a.yaml", "student: Ada\nanswers:\n" + "".join(f"  {name}: {v}\n" for name, v in VALUES.items())),
    (
        "a.yaml",
        "W1_new: [[0.15, 0.2], [.25, 0,3]]\nz1: [1/3, ½]\ndL/dz2[1]: (a2[1] - y[1])*a2[1]\nL: ≈ ۰٫۵\n",
    ),
    ("a.json", json.dumps({"student": "Ada", "answers": VALUES, "W1_new": [[1, 2.5], [None, "x"]]})),
    ("a.csv", "name,value\n" + "".join(f'"{name}",{v}\n' for name, v in VALUES.items())),
    ("a.csv", "name;value\n" + "".join(f"{name};{v.replace('.', ',')}\n" for name, v in VALUES.items())),
    ("a.md", Markdown().render(BLANK).replace(" " * 20, "0.3")),
    ("a.yaml", BlankYaml().render(BLANK)),
]
HOSTILE = [
    *(
        "[" * 300,
        "{" * 300,
        "(" * 300,
        "- " * 99,
        "? ",
        ": ",
        "*a",
        "&a ",
        "!!int ",
        "!<x> ",
        "%YAML 9\n",
        "---\n",
    ),
    *(
        "...\n",
        "\t",
        "\0",
        "\x1b[31m",
        "\r",
        "\x85",
        "\u2028",
        "\u202e",
        "'",
        '"',
        '"\\UFFFFFFFF"',
        "|\n",
        ">-",
    ),
    *("9^9^9^9", "1e999999", "1e-999999", "0x1F", ".nan", "inf", "1_0", "1,5", "1/3", "1/0", "~", "½", "x²"),
    *(
        "().__class__",
        "−",
        "٫",
        "۵",
        "dL/dz2[1]",
        "dL/d",
        "yhat[1]",
        "W1_new",
        "z1[99999999999999]",
        "@2",
        "#3",
    ),
    *(
        "student: ",
        "answers:",
        "given:",
        "{",
        "}",
        "[]",
        "]",
        "|",
        "\\",
        "`",
        ";",
        ",",
        "=",
        "null",
        "(given)",
    ),
    *("\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "name,value\n", "| name | answer |\n"),
]


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A good sheet with a few bytes or lines flipped, lost, doubled, swapped or put in."""
    source, text = draw(st.sampled_from(GOOD))
    data = spoiled(draw, text.encode(), [each.encode() for each in HOSTILE])
    return draw(st.sampled_from([source, "a.txt", "a.yaml", "a.csv", "a.json"])), data


SCHEME = Scheme(TRUTH)


def answered(source: str, data: bytes) -> None:
    """A sheet of known quantities, each with a verdict, or an explanation that can be printed."""
    try:
        sheet = read_sheet(sheet_text(data, source).text, source, TRUTH)
    except ProblemError as error:
        page = str(error)
        assert page.startswith("error: ")
        assert not {unicodedata.category(char) for char in page if char != "\n"} & INVISIBLE
        return
    assert isinstance(sheet, AnswerSheet)
    assert all(sheet.problems)
    assert len(list(Judge(SCHEME).marked(sheet.answers))) == len(sheet.answers)
    names = [answer.name for answer in sheet.answers]
    assert set(names) <= set(STEPS)
    assert len(names) == len(set(names))
    for answer in sheet.answers:
        assert "\n" not in answer.text
        if answer.formula is not None:
            assert same(answer.formula, STEPS[answer.name], Workings(TRUTH)).outcome.value


INVISIBLE = {"Cc", "Cs", "Zl", "Zp"}
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=400, suppress_health_check=QUIET)
@given(mutated())
def test_mutated_sheets_are_answered(case: tuple[str, bytes]) -> None:
    """Hundreds of mutated sheets in every format give a sheet or an explanation."""
    answered(*case)


@pytest.mark.slow
@settings(max_examples=10_000, suppress_health_check=QUIET)
@given(mutated())
def test_thousands_of_mutated_sheets_are_answered(case: tuple[str, bytes]) -> None:
    """Thousands of mutated sheets in every format give a sheet or an explanation."""
    answered(*case)


@settings(max_examples=200, suppress_health_check=QUIET)
@given(
    st.sampled_from(["a.yaml", "a.json", "a.csv", "a.md", "a"]),
    st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")) | st.binary(),
)
def test_any_bytes_are_answered(source: str, data: bytes) -> None:
    """Bytes that have nothing to do with a sheet are explained as well."""
    answered(source, data)


@settings(max_examples=300, suppress_health_check=QUIET)
@given(st.text("xyzaWLdσ0123456789.+-*/^() ,e²[]@#_−½", max_size=60))
def test_any_formula_is_answered(text: str) -> None:
    """Random signs as an answer give a verdict or a reason."""
    found = read_formula(text, Lookup(TRUTH))
    assert (found.expr is not None) + (found.number is not None) + bool(found.reason) == 1
    if found.expr is not None:
        assert same(found.expr, STEPS["dL/dW1[1,1]"], Workings(TRUTH)).outcome.value
