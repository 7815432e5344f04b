"""Mutated problems, formulas, sheets and names through everything: an answer, or an error of the family.

The same changes every time, from a seed: thousands in a normal run, 100,000 with `pytest -m slow`. None may
call six million functions, nor all of them together take more than 300 MB.
"""

import random
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from counted import calls_under

from backprop_cli.api import load
from backprop_cli.api.solutions import solve
from backprop_cli.derivation.asked import asked_names
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import BackpropError, WitnessError
from backprop_cli.export.json import Json
from backprop_cli.formats import FORMATS, Results
from backprop_cli.marking.results.marker import Marker, in_short
from backprop_cli.marking.results.one_sheet import mark
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.results.tally import Tally
from backprop_cli.marking.sheets.sheet_file import sheet_text
from backprop_cli.marking.sheets.unknown_names import why_unknown
from backprop_cli.problem.known import known_of
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.files import text_of
from backprop_cli.problem_file.reader import read
from backprop_cli.render.blank_yaml import BlankYaml
from backprop_cli.render.markdown import Markdown
from backprop_cli.render.terminal import Terminal
from backprop_cli.worksheet.blank import BlankLayout, blank_sheet
from backprop_cli.worksheet.hint import hint_page
from backprop_cli.worksheet.layout import Layout
from backprop_cli.worksheet.marked import marked
from backprop_cli.worksheet.policy import policy
from backprop_cli.worksheet.why import why_page

MOST_CALLS, MOST_BYTES = 6_000_000, 300_000_000
SHORT = 80
"""Bytes of a text that is changed in two places at most, or nothing would be left of it."""
PROVED = 40
"""One problem in so many is exported, which proves it first: SymPy takes its time."""

GOOD = [
    path.read_bytes() for path in sorted((Path(__file__).parent / "problem_file" / "good").glob("*.yaml"))
]
BUNDLED = ["two_layer_relu_sigmoid", "chain_rule_symbolic", "softmax_cross_entropy", "batch_of_four"]
EXTREME = [
    *(
        b"1e308",
        b"-1e308",
        b"1e-320",
        b"0e9",
        b"-0",
        b"1e999999",
        b"1e-999999",
        b"9" * 400,
        b"0." + b"1" * 400,
    ),
    *(b"1/0", b"1/3", b"nan", b".inf", b"0x1F", b"1_0", b"0,5", b"\xc2\xbd", b"\xdb\xb5"),
    *(b"[" * 60, b"]" * 60, b"[[1, 2], [3]]", b"{" * 60, b"(" * 300, b"- " * 60, b"[[[[[[1]]]]]]"),
    *(
        b"W" * 5_000,
        b"x" * 41,
        b"z1[" + b"9" * 300 + b"]",
        b"dL/d" * 200,
        b"W1[1,1]",
        b"yhat",
        b"L_new",
        b"@2",
    ),
    *(
        b"\x00",
        b"\x07",
        b"\x1b[31m",
        b"\x7f",
        b"\xc2\x85",
        b"\xe2\x80\xae",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\t",
    ),
    *(
        b"exp(" * 30,
        b"x^" * 30,
        b"9^9^9^9",
        b"ln(0)",
        b"sqrt(-1)",
        b"e^(1000)",
        b"--" * 50,
        b"1/(x - x)",
        b"max(0, z)",
    ),
    *(
        b"*a",
        b"&a ",
        b"!!int ",
        b"? ",
        b": ",
        b"---\n",
        b"'",
        b'"',
        b"|\n",
        b"#",
        b";",
        b",",
        b"=",
        b"|",
        b"\n",
    ),
    *(b"layers:\n", b"formulas:\n", b"samples:\n", b"at: {}\n", b"answers:\n", b"student: ", b"name,value\n"),
]
TAME = [
    b"1e308",
    b"1e-320",
    b"0",
    b"-1",
    b"400",
    b"-800",
    b"x",
    b"z",
    b"a1[1]",
    b"(",
    b")",
    b"*",
    b"^2",
    b"1/3",
    b"ln(",
    b"exp(",
]
"""What leaves a text whole more often."""
NAMES = [
    *(b"W1", b"b1", b"z1[1]", b"a2", b"dL/dW1[1,1]", b"delta2", b"\xce\xb4\xc2\xb2\xe2\x82\x81", b"dE/dw11"),
    *(
        b"dL@2/dz1[1]@2",
        b"W1_new[1,2]",
        b"da1[1]/dz1[1]",
        b"y",
        b"dy/dz",
        b"\\frac{\\partial L}{\\partial w_{11}}",
    ),
]
FORMULAS = [
    *(b"x^5 + 9", b"exp(-z)/(1 + exp(-z))^2", b"8z\xc2\xb3 + z\xc2\xb2", b"x*(1 - x)", b"(x - z)*0.5"),
    *(b"max(0, x - z)", b"sqrt(x^2 + z^2)", b"ln(1 + e^x)", b"sigmoid(2*x) - tanh(z/3)", b"abs(x)^1.5"),
]
POINTS = ["1", "-2", "0", "0.5", "1/3", "1e308", "1e-320", "-800", "1e-160"]


def changed(rng: random.Random, data: bytes) -> bytes:
    """A good text with one to four pieces lost, doubled, flipped, moved or replaced by something extreme."""
    for _ in range(rng.randint(1, 4 if len(data) > SHORT else 2)):
        start = rng.randint(0, len(data))
        end = start + rng.randint(0, min(30, 1 + len(data) // 4))
        piece = data[start:end]
        new = rng.choice(
            [
                b"",
                piece * rng.randint(2, 5),
                bytes([rng.randrange(256)]),
                rng.choice(EXTREME),
                rng.choice(TAME),
            ]
        )
        data = data[:start] + new + data[end if rng.random() < 0.7 else start :]
    return data


class Fixed:
    """A bundled problem with all that its sheets need."""

    def __init__(self, name: str) -> None:
        self.problem: Problem = load(name)
        self.truth: Derivation = derive_problem(self.problem)
        self.policy = policy(self.problem, self.truth)
        self.marker = Marker(self.truth, self.policy)
        self.known = known_of(self.problem)
        values = {
            step.name: "0.5" if step.value is None else f"{step.value:.4f}" for step in self.truth.steps
        }
        blank = blank_sheet(self.problem, self.truth, BlankLayout())
        lines = [*values.items()]
        self.sheets = [
            ("a.yaml", "answers:\n" + "".join(f"  {each}: {value}\n" for each, value in lines)),
            ("a.csv", "name,value\n" + "".join(f'"{each}",{value}\n' for each, value in lines)),
            ("a.json", "{" + ", ".join(f'"{each}": "{value}"' for each, value in lines) + "}"),
            ("a.txt", "".join(f"{each} = {value}\n" for each, value in lines)),
            ("a.md", Markdown().render(blank).replace(" " * 20, "0.3")),
            ("a.yaml", BlankYaml().render(blank)),
        ]


def try_problem(rng: random.Random, count: int) -> None:
    """Read, derived, every page; now and then proved as for export."""
    problem = read(text_of(changed(rng, rng.choice(GOOD)), "fuzz.yaml"), "fuzz.yaml")
    verify = not count % PROVED
    document = solve(problem, Layout(style=rng.choice(["delta", "paths"])), verify=verify).document
    for renderer in (Terminal, Markdown, Json):
        assert renderer().render(document)


def try_formula(rng: random.Random, count: int) -> None:
    """A formula in a problem of its own, at a point or in symbols."""
    formula = changed(rng, rng.choice(FORMULAS)).decode("utf-8", "replace").replace("'", "''")
    points = ", ".join(f"{name}: {rng.choice(POINTS)}" for name in "xz" if name in formula.replace("exp", ""))
    at = f"at: {{{points}}}\n" if points and rng.random() < 0.7 else ""
    problem = read(f"formulas: {{f: '{formula}'}}\n{at}", "fuzz.yaml")
    document = solve(problem, Layout(), verify=not count % PROVED).document
    assert Terminal().render(document)


def try_name(rng: random.Random, count: int) -> None:
    """A name as `--only` and as a sheet read it."""
    fixed = rng.choice(fixtures())
    name = changed(rng, rng.choice(NAMES)).decode("utf-8", "replace")
    assert why_unknown(name, fixed.marker.reader.lookup)
    assert asked_names(fixed.truth, [name], fixed.known)


def try_sheet(rng: random.Random, count: int) -> None:
    """A sheet, read, marked, with every page and format of its marks."""
    fixed = rng.choice(fixtures())
    source, text = rng.choice(fixed.sheets)
    data = changed(rng, text.encode())
    sheet = fixed.marker.reader.sheet(sheet_text(data, source).text, source)
    names = {answer.name for answer in sheet.answers}
    report = mark(fixed.marker.scheme, sheet, fixed.policy, source, asked_why=names)
    told(fixed, report)


def told(fixed: Fixed, report: SheetReport) -> None:
    """Every way in which a report is told."""
    pages = (
        marked(fixed.problem, fixed.truth, report),
        hint_page(fixed.problem, fixed.truth, report, 4),
        why_page(fixed.problem, fixed.truth, report, report.shown),
    )
    for page in pages:
        assert Terminal().render(page)
        assert Markdown().render(page)
    tally = Tally(fixed.problem, fixed.truth, fixed.policy)
    tally.add(report)
    for each in FORMATS:
        maker = each.made()
        if isinstance(maker, Results):
            maker.add(report)
            assert maker.text(tally.results())


_FIXTURES: list[Fixed] = []


def fixtures() -> list[Fixed]:
    """The problems that sheets and names are tried with, made once."""
    if not _FIXTURES:
        _FIXTURES.extend(map(Fixed, BUNDLED))
    return _FIXTURES


TRIES: dict[str, Callable[[random.Random, int], None]] = {
    "problems": try_problem,
    "formulas": try_formula,
    "sheets": try_sheet,
    "names": try_name,
}


def answered(kind: str, cases: range) -> None:
    """Each case comes to an end: an answer, or an error that says something, and not much work."""
    fixtures()
    before = held()
    said = list[str]()
    for count in cases:
        try:
            with calls_under(MOST_CALLS):
                TRIES[kind](random.Random(f"{kind} {count}"), count)  # noqa: S311
        except WitnessError:
            raise
        except BackpropError as error:
            said.append(in_short(error))
        except Exception as error:
            error.add_note(f"{kind}, case {count}")
            raise
    assert all(said)
    assert held() - before < MOST_BYTES


def held() -> int:
    """The most bytes that this process has held at once; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


@pytest.mark.parametrize(
    ("kind", "count"), [("problems", 600), ("formulas", 1_000), ("sheets", 500), ("names", 2_000)]
)
def test_whatever_comes_is_answered(kind: str, count: int) -> None:
    """Thousands of mutated inputs of each kind."""
    answered(kind, range(count))


@pytest.mark.slow
@pytest.mark.parametrize(
    ("kind", "count"), [("problems", 25_000), ("formulas", 30_000), ("sheets", 12_000), ("names", 33_000)]
)
def test_100_000_are_answered(kind: str, count: int) -> None:
    """100,000 of them."""
    answered(kind, range(count))
