"""What stands at the head of a line can be asked for with --only, just as it is printed."""

from collections.abc import Iterator

import pytest

from backprop_cli.api import load
from backprop_cli.api.solutions import solve
from backprop_cli.cli.main import run
from backprop_cli.derivation.asked import asked_names
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.select_wholes import asked_wholes
from backprop_cli.errors import UsageError
from backprop_cli.notation.ascii import Ascii
from backprop_cli.notation.script import Script
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem.known import Known, in_usual_letters, known_of
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem.notation import in_notation
from backprop_cli.problem_file.bundled import names
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.render.writer import writer
from backprop_cli.worksheet.document import Document, Working
from backprop_cli.worksheet.layout import Layout, arrays_of

SCRIPTS: list[type[Script]] = [Unicode, Ascii]


def printed(document: Document, script: type[Script]) -> Iterator[tuple[str, str]]:
    """Every line with the name at its head, as a page has it."""
    for section in document.sections:
        pen = writer(document, section.scope, script)
        for row in (row for block in section.blocks if isinstance(block, Working) for row in block.rows):
            yield row.name, pen.name(row.name)


def asked(head: str, step: Derivation, arrays: Derivation | None, known: Known) -> list[str]:
    """The lines that a name asks for; none where it is refused."""
    head = in_usual_letters(head, known)
    try:
        return asked_wholes(arrays, step, [head], known) if arrays else asked_names(step, [head], known)
    except UsageError:
        return []


def misread(problem: Problem, style: str, script: type[Script]) -> list[tuple[str, str]]:
    """The lines whose head does not ask for them, but for those that only a sheet speaks of: P₁, W̃."""
    layout = Layout(style=style)
    document = solve(problem, layout, verify=False).document
    first = min(document.derivation.parts, default=1)
    step = document.derivation.parts.get(first, document.derivation)
    arrays = arrays_of(problem, step, layout, first)
    known = known_of(problem)
    known = known._replace(times=known.times._replace(steps=1))
    lines = (arrays or step).quantities
    heads = {name: head for name, head in printed(document, script) if name in lines}
    assert heads
    return [each for each in heads.items() if each[0] not in asked(each[1], step, arrays, known)]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("style", ["delta", "paths", "matrix"])
@pytest.mark.parametrize("name", names())
def test_a_head_is_a_name_to_ask_for(name: str, style: str, script: type[Script]) -> None:
    """Of every bundled problem in its own notation, in each style that it has."""
    try:
        assert misread(load(name), style, script) == []
    except UsageError:
        assert style != "delta"


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", ["batch_of_four", "planar_data_tanh", "three_layer_cross_entropy"])
def test_the_head_of_a_matrix_is_one_in_every_notation(
    name: str, notation: str, script: type[Script]
) -> None:
    """Z⁽¹⁾, dZ^[1], ∂ℓ/∂Z¹, net_h: whole stacks and vectors too."""
    problem = in_notation(load(name), notation)
    assert isinstance(problem, Network)
    assert misread(problem, "matrix", script) == []


@pytest.mark.parametrize("name", ["∂ℓ/∂Z¹", "dell/dZ1", "ℓ", "ell"])
def test_the_losses_of_all_samples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """They stand on a sheet in matrices; where each sample is worked by itself the way out is told."""
    assert run(["solve", "batch_of_four", "--style", "matrix", "--only", name]) == 0
    head = "│ ∂ℓ/∂Z¹" if "Z" in name else "│ ℓ "
    assert head in capsys.readouterr().out
    assert run(["solve", "batch_of_four", "--only", name]) == 2
    single = "dL@1/dz1@1" if "Z" in name else "L@1"
    message = f"error: `{name}` is of all samples at once\n  = help: name the sample, `{single}`, or see"
    assert message in capsys.readouterr().err


def test_a_local_derivative_asked_for_has_its_line_in_every_style(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A single edge is no path to the loss; it is shown by itself."""
    for style in ("delta", "paths"):
        assert run(["solve", "two_layer_sigmoid", "--style", style, "--only", "∂out_h1/∂net_h1"]) == 0
        assert "│ ∂out_h1/∂net_h1 │" in capsys.readouterr().out
