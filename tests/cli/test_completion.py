"""What a shell offers after TAB, asked as the shell asks it, and once by a real bash."""

import os
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from backprop_cli.formats import Subject, format_names
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.problem_file.bundled import names
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.worksheet.layout import STYLES

HEAVY = {"sympy", "numpy", "rich", "mpmath", "yaml"}
PROGRAM = """
import sys
from backprop_cli.cli.main import main
try:
    main()
finally:
    print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


class Offered(NamedTuple):
    """What is offered: each with its kind, and the packages that were loaded for it."""

    plain: list[str]
    others: list[str]
    loaded: set[str]


Offers = Callable[[str], Offered]


@pytest.fixture
def offered(folder: Path) -> Offers:
    """What is offered for the last word of a line, in an empty folder."""

    def ask(line: str) -> Offered:
        words = shlex.split(line)
        at = len(words) if line.endswith(" ") else len(words) - 1
        asked = {"_BACKPROP_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(at)}
        done = subprocess.run(
            [sys.executable, "-X", "utf8", "-c", PROGRAM],
            env={**os.environ, **asked},
            capture_output=True,
            encoding="utf-8",
            check=True,
        )
        items = [row.split(",", 1) for row in done.stdout.splitlines() if row]
        plain = [value for kind, value in items if kind == "plain"]
        return Offered(plain, [kind for kind, _ in items if kind != "plain"], set(done.stderr.split()))

    return ask


def test_commands_are_offered(offered: Offers) -> None:
    """`s` may be schema or solve."""
    assert offered("backprop s").plain == ["schema", "solve"]


@pytest.mark.parametrize("command", ["solve", "export", "blank", "check"])
def test_bundled_problems_are_offered(offered: Offers, command: str) -> None:
    """Every command that takes a PROBLEM offers all bundled ones, and those that begin as typed."""
    assert offered(f"backprop {command} ").plain == names()
    assert offered(f"backprop {command} one_").plain == ["one_layer_softmax", "one_neuron"]


def test_problem_files_are_offered_with_the_bundled_ones(offered: Offers, folder: Path) -> None:
    """Files and folders here that begin so stand behind them, unless a shell would take their names apart."""
    for name in ("one_more.yaml", "one_other.yml", "one_page.md", "one more.yaml", "two.yaml"):
        (folder / name).touch()
    (folder / "one_course").mkdir()
    expected = ["one_layer_softmax", "one_neuron", "one_course/", "one_more.yaml", "one_other.yml"]
    assert offered("backprop solve one_").plain == expected


def test_where_no_bundled_problem_begins_so_it_is_a_file(offered: Offers) -> None:
    """The shell then looks for files by itself, in folders too."""
    assert offered("backprop solve ../ne")[:2] == ([], ["file"])


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("solve one_neuron --style ", [*STYLES]),
        ("solve one_neuron --style ma", ["matrix"]),
        ("solve one_neuron --style=ma", ["matrix"]),
        ("solve --notation ", [*NOTATIONS]),
        ("blank --notation net", [name for name in NOTATIONS if name.startswith("net")]),
        ("export one_neuron --flavor p", ["pandoc"]),
        ("check one_neuron a.yaml --notation br", ["bracket"]),
        ("solve one_neuron --format ", [*format_names(Subject.SOLUTION)]),
        ("blank one_neuron --format ", [*format_names(Subject.BLANK)]),
        ("check one_neuron a.yaml --format g", ["gradescope"]),
        ("init a.yaml --from one_", ["one_layer_softmax", "one_neuron"]),
        ("solve adam_by_hand --step a", ["all"]),
        ("solve one_neuron --language ", ["en"]),
        ("check one_neuron a.yaml --accept ", [row.key for row in MISTAKES]),
        ("init --f", ["--formulas", "--from", "--force"]),
    ],
)
def test_the_names_that_an_option_takes_are_offered(offered: Offers, line: str, values: list[str]) -> None:
    """They come from the tables that the program reads."""
    assert offered(f"backprop {line}").plain == values


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("check one_neuron ", "file"),
        ("check one_neuron a.yaml b", "file"),
        ("check one_neuron --arrays ", "file"),
        ("check one_neuron --roster ", "file"),
        ("check one_neuron --gradebook ", "file"),
        ("check one_neuron --feedback-dir ", "dir"),
        ("solve one_neuron -o ", "file"),
        ("solve one_neuron --freeze ", "file"),
        ("export one_neuron -o ", "file"),
        ("blank one_neuron -o ", "file"),
        ("init ", "file"),
    ],
)
def test_files_are_left_to_the_shell(offered: Offers, line: str, kind: str) -> None:
    """Where a file or a folder is meant, the shell is told so."""
    assert offered(f"backprop {line}")[:2] == ([], [kind])


@pytest.mark.parametrize(
    "line", ["", "solve ", "solve --style ", "solve --notation ", "check x --accept ", "check x --format "]
)
def test_nothing_heavy_is_loaded(offered: Offers, line: str) -> None:
    """An answer to TAB loads neither SymPy nor numpy, neither rich nor a reader of YAML."""
    found = offered(f"backprop {line}")
    assert found.plain
    assert "click" in found.loaded
    assert found.loaded & HEAVY == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_script(shell: str) -> None:
    """What the page tells a user to put into the shell's own file."""
    done = subprocess.run(
        [sys.executable, "-m", "backprop_cli"],
        env={**os.environ, "_BACKPROP_COMPLETE": f"{shell}_source"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert "_backprop_completion" in done.stdout
    assert f"_BACKPROP_COMPLETE={shell}_complete" in done.stdout


TAB = """
eval "$(_BACKPROP_COMPLETE=bash_source backprop)"
COMP_WORDS=(backprop solve one_n); COMP_CWORD=2
_backprop_completion backprop 2>/dev/null  # compopt has no line that it could act on
echo "${COMPREPLY[@]}"
"""


def test_a_bash_completes(folder: Path) -> None:
    """The script read as the page says, then what TAB does after `backprop solve one_n`."""
    script = folder / "backprop"
    script.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m backprop_cli "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    done = subprocess.run(
        ["/bin/bash", "--norc", "-c", TAB],
        env={**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == "one_neuron\n", done.stderr


@pytest.mark.parametrize(
    ("line", "values"),
    [
        ("solve two_layer_sigmoid --only w1", ["w1", "w1_new"]),
        ("solve two_layer_sigmoid --only dE_o1/dout_h", ["dE_o1/dout_h1", "dE_o1/dout_h2"]),
        ("solve two_layer_sigmoid --notation layers --only=W2_new[2", ["W2_new[2,1]", "W2_new[2,2]"]),
        ("solve two_layer_sigmoid --only W2_new[2", ["W2_new[2,1]", "W2_new[2,2]"]),
        ("blank chain_rule_at_a_point --only d", ["dz/dx", "dy/dz", "dy/dx"]),
        ("export net.yaml --only b", ["b1", "b1_new"]),
        ("check net.yaml a.yaml --why L", ["L", "L_new"]),
        ("solve --only ", []),
        ("solve no_such_problem --only ", []),
        ("solve broken.yaml --only ", []),
        ("solve net.yaml --notation no_such --only ", []),
    ],
)
def test_names_of_the_problem_before_them_are_offered(
    offered: Offers, folder: Path, line: str, values: list[str]
) -> None:
    """In the notation of its page, else as the grammar has them; nothing where it cannot be read."""
    net = "inputs: [1]\nlayers: [{weights: [[2]], biases: 1, activation: linear}]\ntargets: [0]\nloss: mse\n"
    (folder / "net.yaml").write_text(net + "optimizer: {name: sgd, learning_rate: 0.1}\n", encoding="utf-8")
    (folder / "broken.yaml").write_text("inputs: [", encoding="utf-8")
    assert offered(f"backprop {line}").plain == values


def test_of_a_large_network_only_whole_arrays_are_offered(offered: Offers, folder: Path) -> None:
    """60 · 40 weights: nobody reads 2,400 names."""
    layer = "{units: 60, init: {name: normal, seed: 1}, biases: zeros, activation: tanh}"
    text = f"inputs: {[1] * 40}\nlayers: [{layer}]\ntargets: {[0] * 60}\nloss: mse\n"
    (folder / "large.yaml").write_text(text, encoding="utf-8")
    assert offered("backprop solve large.yaml --only ").plain == ["W1", "dL/dW1", "b1", "dL/db1"]
