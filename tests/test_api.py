"""The package from Python: load, derive, solution, and what they raise."""

import doctest
import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest
from portable_markdown import katex_errors, lint

import backprop_cli
from backprop_cli import derive, load, solution
from backprop_cli.cli.main import run
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.problem.model import Formulas, Network

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
    """The stamp of the proofs stands on the sheet; `verify=False` leaves them out and says so."""
    assert "Not checked" not in str(solution(small))
    assert "Not checked" in str(solution(small, verify=False))


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


@pytest.mark.parametrize("name", ["load", "derive", "solution"])
def test_the_names_of_the_package_are_its_functions(name: str) -> None:
    """`backprop_cli.derive` is the function, whichever submodules have been imported."""
    for module in modules():
        importlib.import_module(module)
    assert callable(getattr(backprop_cli, name))
    assert getattr(backprop_cli, name).__name__ == name


@pytest.mark.parametrize("module", modules())
def test_examples_in_docstrings_are_true(module: str) -> None:
    """Every `>>>` example gives what stands below it."""
    assert doctest.testmod(importlib.import_module(module)).failed == 0
