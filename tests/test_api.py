"""The package from Python: every recipe gives what its command prints, and raises what it says."""

import csv
import doctest
import importlib
import io
import json
import pkgutil
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from portable_markdown import katex_errors, lint

import backprop_cli
from backprop_cli import blank, check, check_class, derive, load, solution
from backprop_cli.cli.main import run
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.formats import Subject, format_names
from backprop_cli.problem.model import Formulas, Network
from backprop_cli.problem_file import bundled
from backprop_cli.problem_file.files import load_text

PROBLEM = """\
title: One unit
inputs: [2]
targets: [1]
layers: [{weights: [[0.5]], biases: [0.25], activation: linear}]
loss: sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """The path of a small problem."""
    path = tmp_path / "small.yaml"
    path.write_text(PROBLEM, encoding="utf-8")
    return path


def modules() -> list[str]:
    """Every module of the package."""
    found = pkgutil.walk_packages(backprop_cli.__path__, "backprop_cli.")
    return [module.name for module in found if not module.name.endswith("__main__")]


def test_load_reads_a_path_or_a_bundled_name(small: Path) -> None:
    """A file by its path, as text or as a path, or a bundled problem by its name."""
    problem = load(small)
    assert isinstance(problem, Network)
    assert problem == load(str(small))
    assert isinstance(load("two_paths"), Formulas)


def test_derive_gives_values_and_steps(small: Path) -> None:
    """Every quantity by its name, every step in its place."""
    derivation = derive(load(small))
    assert isinstance(derivation, Derivation)
    assert derivation.values["a1[1]"] == 1.25
    assert derivation.values["dL/dW1[1,1]"] == 1.0
    assert derivation.values["W1_new[1,1]"] == pytest.approx(0.4, abs=1e-15)
    assert derivation.loss_after == pytest.approx(0.0, abs=1e-15)
    assert [step.name for step in derivation.forward] == ["z1[1]", "a1[1]", "L"]
    assert [step.name for step in derivation.updates] == ["W1_new[1,1]", "b1_new[1]"]


def test_solution_takes_a_problem_a_path_or_a_name(small: Path) -> None:
    """All three give the same sheet."""
    by_problem = solution(load(small), verify=False)
    assert str(by_problem) == str(solution(small, verify=False)) == str(solution(str(small), verify=False))
    assert str(by_problem).startswith("One unit\n========\n")
    assert str(solution("one_neuron")).startswith("One sigmoid neuron")


@pytest.mark.parametrize(("form", "name"), [("terminal", "x.txt"), ("markdown", "x.md"), ("json", "x.json")])
def test_render_gives_what_export_writes(small: Path, form: str, name: str) -> None:
    """The package and the command write the same text."""
    target = small.parent / name
    assert run(["export", str(small), "-o", str(target)]) == 0
    assert solution(small).render(form) == target.read_text(encoding="utf-8")


def test_a_notebook_shows_the_markdown(small: Path) -> None:
    """`_repr_markdown_` is the portable Markdown page."""
    page = solution(small)._repr_markdown_()
    assert page == solution(small).render("markdown")
    assert page.startswith("# One unit\n")
    assert lint(page) == []
    assert katex_errors(page) == []


def test_solution_proves_unless_told_otherwise(small: Path) -> None:
    """The stamp of the proofs stands on the sheet; `verify=False` leaves them out."""
    assert "\nChecks\n" in str(solution(small))
    assert "\nChecks\n" not in str(solution(small, verify=False))


def test_solution_has_the_options_of_the_command() -> None:
    """`only`, `style` and `digits` choose what stands on the sheet."""
    page = str(solution("two_layer_relu_sigmoid", only=["W1[1,1]"], style="paths", digits=3, verify=False))
    assert "│ P₁ " in page
    assert "∂L/∂w¹₁₂" not in page
    assert "3 significant digits" in page


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: load("no_such_file"), UsageError, "there is no file `no_such_file`"),
        (lambda: solution("one_neuron", style="pahts"), UsageError, "there is no style `pahts`"),
        (
            lambda: solution("one_neuron", only=["W9"]),
            UsageError,
            "`W9` does not exist: the network has 1 layer",
        ),
        (lambda: solution("one_neuron").render("pdf"), UsageError, "there is no format `pdf`"),
    ],
)
def test_a_wrong_call_is_a_usage_error(
    call: Callable[[], object], error: type[UsageError], message: str
) -> None:
    """Names, styles and formats that do not exist raise `UsageError` with the message of the command."""
    with pytest.raises(error) as caught:
        call()
    assert caught.value.message == message


def test_a_bad_file_is_a_problem_error(small: Path) -> None:
    """`ProblemError` holds every fault with its place."""
    small.write_text(PROBLEM.replace("linear", "lineer").replace("sse", "see"), encoding="utf-8")
    with pytest.raises(ProblemError) as caught:
        load(small)
    assert [fault.place.line for fault in caught.value.faults if fault.place] == [4, 5]
    assert str(small) in str(caught.value)


def test_an_unknown_name_of_the_package_is_an_attribute_error() -> None:
    """Names are loaded when asked for, and only those that exist."""
    with pytest.raises(AttributeError, match="has no attribute 'derivate'"):
        backprop_cli.derivate  # noqa: B018 - the access is the test


@pytest.mark.parametrize("name", [name for name in backprop_cli.__all__ if name != "__version__"])
def test_the_names_of_the_package_are_its_functions(name: str) -> None:
    """`backprop_cli.derive` is the function, whichever submodules have been imported."""
    for module in modules():
        importlib.import_module(module)
    assert callable(getattr(backprop_cli, name))
    assert getattr(backprop_cli, name).__name__ == name


# --- what the commands print --------------------------------------------------------------------------

Printed = Callable[..., str]


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Printed:
    """What a command line prints on standard output."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: object) -> str:
        assert run(list(map(str, arguments))) in {0, 1}
        return capsys.readouterr().out

    return call


@pytest.fixture
def sheets(tmp_path: Path) -> Path:
    """A folder with three sheets of the small problem: 0.5·2 + 0.25 is 1.25, L = 0.25² = 0.0625."""
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada.yaml").write_text("student: Ada\nid: 1\nz1[1]: 1.25\nL: 0.0625\n", encoding="utf-8")
    (folder / "ben.yaml").write_text("student: Ben\nid: 2\nz1[1]: 1.7\nL: 0.49\n", encoding="utf-8")
    (folder / "cy.csv").write_bytes(b"\0")
    return folder


@pytest.mark.parametrize("form", format_names(Subject.SOLUTION))
def test_solution_is_what_solve_prints(form: str, small: Path, printed: Printed) -> None:
    """In every format, and with the options of the command."""
    assert solution(small, verify=False).render(form) == printed("solve", small, "--format", form)
    chosen = solution(small, only=["b1"], style="paths", digits=3, gradient_check=True, verify=False)
    options = ("--only", "b1", "--style", "paths", "--digits", "3", "--gradient-check")
    assert chosen.render(form) == printed("solve", small, "--format", form, *options)


@pytest.mark.parametrize("step", [2, "all"])
def test_solution_works_the_steps_of_a_training(step: Any, printed: Printed) -> None:
    """`step` is the option of that name, `everything` is `--all`."""
    name = "momentum_by_hand"
    page = solution(name, step=step, everything=True, verify=False).render()
    assert page == printed("solve", name, "--step", step, "--all")


@pytest.mark.parametrize("form", format_names(Subject.BLANK))
def test_blank_is_what_blank_prints(form: str, small: Path, printed: Printed) -> None:
    """In every format, with the quantities and the worked lines that are chosen."""
    assert blank(small).render(form) == printed("blank", small, "-o", "-", "--format", form)
    chosen = blank(load(small), only=["dL/dW1"], worked=2)
    options = ("--only", "dL/dW1", "--worked", "2")
    assert chosen.render(form) == printed("blank", small, "-o", "-", "--format", form, *options)
    every = printed("blank", small, "-o", "-", "--format", form, "--all")
    assert blank(small, everything=True).render(form) == every
    assert "da1[1]/dz1[1]" in every


def test_a_notebook_shows_a_blank_sheet(small: Path) -> None:
    """As Markdown, which is what `print` gives too: it is a sheet to fill in, and no page."""
    sheet = blank(small)
    assert sheet._repr_markdown_() == str(sheet) == sheet.render("markdown")
    assert "| `z1[1]` |                      |\n" in str(sheet)
    assert lint(str(sheet)) == []
    assert [block for section in sheet.document.sections for block in section.blocks]


@pytest.mark.parametrize("form", format_names(Subject.MARKED))
@pytest.mark.parametrize("name", ["ada", "ben"])
def test_check_is_what_check_prints(
    form: str, name: str, small: Path, sheets: Path, printed: Printed
) -> None:
    """In every format: the JSON has the verdicts, the points and the class, as the command's."""
    path = sheets / f"{name}.yaml"
    page = check(small, path).render(form)
    assert page == printed("check", small, path, "--format", form)
    if form == "json":
        (told,) = json.loads(page)["sheets"]
        verdicts = {line["name"]: line["verdict"] for line in told["answers"] if line["given"]}
        # 1.7 is not 1.25; (1.7 − 1)² = 0.49 follows from it
        right = {"z1[1]": "right", "L": "right"}
        assert verdicts == (right if name == "ada" else {"z1[1]": "wrong", "L": "follows"})
        assert told["points"] == (2 if name == "ada" else 1)


def test_check_takes_the_rules_of_the_command(small: Path, sheets: Path, printed: Printed) -> None:
    """Which lines count, how many digits, what follows, what is assumed and accepted."""
    path = sheets / "ben.yaml"
    page = check(small, path, only=["L"], digits=3, follow=False, assume=["loss=half_sse"], accept=["sign"])
    options = (
        "--only",
        "L",
        "--asked-digits",
        3,
        "--no-follow",
        "--assume",
        "loss=half_sse",
        "--accept",
        "sign",
    )
    assert page.render("json") == printed("check", small, path, "--format", "json", *options)
    assert check(small, path, everything=True).render() == printed("check", small, path, "--all")


def test_answers_by_name_are_the_sheet_that_they_would_be(
    small: Path, tmp_path: Path, printed: Printed
) -> None:
    """But for the name of the file, which they have not."""
    answers = {"z1[1]": 1.25, "L": "1/16"}
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(answers), encoding="utf-8")
    marked = json.loads(check(small, answers).render("json"))
    of_file = json.loads(printed("check", small, path, "--format", "json"))
    assert marked["sheets"][0].pop("file") == ""
    assert of_file["sheets"][0].pop("file") == "answers.json"
    assert marked == of_file
    assert marked["sheets"][0]["points"] == 2


def test_arrays_of_a_program_are_marked(small: Path, tmp_path: Path, printed: Printed) -> None:
    """`arrays=True` is `--arrays`."""
    path = tmp_path / "own.json"
    path.write_text('{"Z1": [[1.25]], "dL/dW1": [[2.0]]}', encoding="utf-8")
    page = check(small, path, arrays=True)
    assert page.render("json") == printed("check", small, "--arrays", path, "--format", "json")
    assert page.report.off is not None  # dL/dW = 2·(1.25 − 1)·2 = 1


@pytest.mark.parametrize("form", format_names(Subject.HINT))
def test_a_hint_is_what_check_prints(form: str, small: Path, sheets: Path, printed: Printed) -> None:
    """On every level, and it is not asked for of a page that holds the solution."""
    for level in (1, 2, 3, 4):
        hint = check(small, sheets / "ben.yaml").hint(level)
        assert hint.render(form) == printed(
            "check", small, sheets / "ben.yaml", "--hint", level, "--format", form
        )
        assert not hint.nothing_to_mend
    assert check(small, sheets / "ada.yaml").hint().nothing_to_mend


@pytest.mark.parametrize("form", format_names(Subject.GROUNDS))
def test_the_reasons_of_a_verdict_are_what_check_prints(
    form: str, small: Path, sheets: Path, printed: Printed
) -> None:
    """`why` names the lines where the sheet is marked."""
    path = sheets / "ben.yaml"
    grounds = check(small, path, why=["L"]).grounds()
    assert grounds.render(form) == printed("check", small, path, "--why", "L", "--format", form)
    with pytest.raises(UsageError, match="no line was asked about"):
        check(small, path).grounds()
    with pytest.raises(UsageError, match="the sheet has no line `b1_new`"):
        check(small, path, why=["b1_new"]).grounds()


@pytest.mark.parametrize("form", format_names(Subject.CLASS))
def test_a_class_is_what_check_prints(form: str, small: Path, sheets: Path, printed: Printed) -> None:
    """A folder, its files, and a class with its list; a sheet that cannot be read is in it."""
    page = check_class(small, sheets).render(form)
    assert page == printed("check", small, sheets, "--format", form)
    assert "Ben" in page
    files = sorted(sheets.iterdir())
    assert check_class(small, files).render(form) == printed("check", small, *files, "--format", form)
    roster = sheets / "roster.csv"
    roster.write_text("id,name\n1,Ada Lovelace\n2,Ben\n3,Dot\n", encoding="utf-8")
    called = check_class(small, sheets, roster=roster).render(form)
    assert called == printed("check", small, sheets, "--roster", roster, "--format", form)
    assert "Dot" in called


def test_with_its_list_one_table_is_a_class(small: Path, tmp_path: Path, printed: Printed) -> None:
    """It may be one that is too large to read: the results say so, and who handed in nothing else."""
    table, roster = tmp_path / "form.csv", tmp_path / "roster.csv"
    heads = ",".join(f"q{place}" for place in range(10_000))
    table.write_text(f"student,z1[1],{heads}\nAda,1\nBen,2\n", encoding="utf-8")
    roster.write_text("id,name\n1,Ada\n2,Ben\n", encoding="utf-8")
    page = check_class(small, table, roster=roster).render("markdown")
    assert page == printed("check", small, table, "--roster", roster, "--format", "markdown")
    assert "10,002 columns" in page


def test_a_class_is_no_sheet(small: Path, sheets: Path, tmp_path: Path) -> None:
    """`check` marks one sheet, and says what marks several; of a class there is no results.json."""
    form = tmp_path / "form.csv"
    form.write_text("student,z1[1],L\nAda,1.25,0.0625\nBen,1.7,0.49\n", encoding="utf-8")
    for several in (sheets, form):
        with pytest.raises(UsageError, match="holds several sheets") as caught:
            check(small, several)
        assert "check_class" in caught.value.hint
    rows = list(csv.DictReader(io.StringIO(check_class(small, form).render("csv"))))
    assert [(row["student"], row["points"]) for row in rows] == [("Ada", "2"), ("Ben", "1")]
    with pytest.raises(UsageError) as caught:
        check_class(small, sheets).render("gradescope")
    assert caught.value.message == "the results of a class has no format `gradescope`"


@pytest.mark.parametrize(
    ("page", "form"),
    [
        (lambda: solution("one_neuron", verify=False), "csv"),
        (lambda: blank("one_neuron"), "terminal"),
        (lambda: check("one_neuron", {}), "python"),
        (lambda: check("one_neuron", {}).hint(), "json"),
    ],
)
def test_a_page_has_the_formats_of_its_kind(page: Callable[[], Any], form: str) -> None:
    """A format that others have is refused as one that this has not."""
    with pytest.raises(UsageError, match=f"has no format `{form}`"):
        page().render(form)


# --- a problem as a dictionary ------------------------------------------------------------------------

SMALL: dict[str, Any] = {
    "title": "One unit",
    "inputs": [2],
    "targets": [1],
    "layers": [{"weights": [[0.5]], "biases": [0.25], "activation": "linear"}],
    "loss": "sse",
    "optimizer": {"name": "sgd", "learning_rate": 0.1},
}


def test_a_dictionary_is_the_problem_that_its_file_would_be(small: Path) -> None:
    """With the digits of its numbers; every recipe takes it as it takes a file."""
    assert load(SMALL) == load(small)
    assert derive(SMALL).values == derive(load(small)).values
    assert str(solution(SMALL, verify=False)) == str(solution(small, verify=False))
    assert str(blank(SMALL)) == str(blank(small))
    assert check(SMALL, {"L": "0.0625"}).report.points == 1


class AsTyped(yaml.SafeLoader):
    """Reads a problem file with each number as a `Decimal`, which keeps its digits."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute


AsTyped.add_implicit_resolver(
    "!typed", re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$"), list("-+.0123456789")
)
AsTyped.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("(true|false)$"), ["t", "f"])
AsTyped.add_constructor("!typed", lambda loader, node: Decimal(loader.construct_scalar(node)))


@pytest.mark.parametrize("name", bundled.names())
def test_every_bundled_problem_may_be_a_dictionary(name: str) -> None:
    """Read by PyYAML and handed over, it is the same problem: its numbers, its digits, what it asks."""
    text, _ = load_text(name)
    tree = yaml.load(re.sub(r"(?<=[\[ ])(\w+\[\d,?\d*\])(?=[,\]])", r'"\1"', text), Loader=AsTyped)  # noqa: S506
    as_file, as_dict = load(name), load(tree)
    assert derive(as_dict).values == derive(as_file).values
    if "e-" not in text:  # a Decimal writes 1e-5 as 0.00001
        assert as_dict._replace(warnings=()) == as_file._replace(warnings=())
    assert [each.message for each in as_dict.warnings] == [each.message for each in as_file.warnings]


def test_arrays_fractions_and_shared_lists_are_numbers_too() -> None:
    """What a notebook has at hand: numpy's arrays, `Fraction`, one list in two places."""
    row = [0.5, 0.25]
    problem = {
        "inputs": np.array([1.0, 2.0]),
        "targets": (1, 0),
        "layers": [
            {"weights": [row, row], "activation": "linear"},
            {
                "weights": np.array([[1.0, 2.0], [0.1, 1e-7]]),
                "biases": Fraction(1, 3),
                "activation": "linear",
            },
        ],
        "loss": "sse",
    }
    values = derive(problem).values
    assert values["z1[1]"] == values["z1[2]"] == 1.0
    assert values["z2[1]"] == pytest.approx(3 + 1 / 3, rel=1e-15)
    assert values["z2[2]"] == pytest.approx(0.1 + 1e-7 + 1 / 3, rel=1e-15)
    assert "1/3" in solution(problem, verify=False).render("markdown")


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"loss": "see"}, "loss: see"),
        ({"losses": "sse"}, "losses: sse"),
        ({"inputs": ["2"]}, '- "2"'),
        ({"inputs": [float("nan")]}, "inputs: [.nan]"),
        ({"targets": None}, "targets: null"),
        ({"targets": [True]}, "targets: [true]"),
        ({"title": 3}, "title: 3"),
        ({"layers": [{"weights": [0.5], "activation": "no: relu # x"}]}, "'no: relu # x'"),
    ],
)
def test_a_dictionary_has_the_faults_of_its_file(change: dict[str, Any], line: str, tmp_path: Path) -> None:
    """The same messages, in the line of the file that it would be."""
    problem = {**SMALL, **change}
    with pytest.raises(ProblemError) as caught:
        load(problem)
    path = tmp_path / "same.yaml"
    path.write_text(caught.value.text, encoding="utf-8")
    with pytest.raises(ProblemError) as of_file:
        load(path)
    assert caught.value.faults == of_file.value.faults
    assert line in str(caught.value)
    assert "--> the problem as a dict:" in str(caught.value)


def looped() -> list[Any]:
    loop: list[Any] = []
    loop.append(loop)
    return loop


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({1, 2}, "a value under `inputs` is of the type `set`"),
        (b"2", "a value under `inputs` is of the type `bytes`"),
        ([10**5000], "a number under `inputs` is too long"),
        ({(1, 2): 3}, "a key under `inputs` is of the type `tuple`"),
        (looped(), "the problem is nested more than 10 deep"),
        (range(200_000), "the problem holds more than 110,000 values"),
    ],
)
def test_what_no_file_holds_is_refused(value: object, message: str) -> None:
    """Other types, loops, and more than a file may have: said, and soon."""
    with pytest.raises(UsageError) as caught:
        load({**SMALL, "inputs": value})
    assert caught.value.message == message


@pytest.mark.parametrize("module", modules())
def test_examples_in_docstrings_are_true(module: str) -> None:
    """Every `>>>` example gives what stands below it."""
    assert doctest.testmod(importlib.import_module(module)).failed == 0
