"""`backprop problems`, `init` and `schema`: exact text, exit code and stream."""

import json
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from backprop_cli.problem_file.bundled import catalogue, names, starter
from backprop_cli.problem_file.schema import schema

Backprop = Callable[..., Any]


def test_problems_lists_every_bundled_problem(backprop: Backprop) -> None:
    """Every name with its title, under its topic, and how to go on."""
    said = backprop("problems")
    assert (said.code, said.err) == (0, "")
    words = " ".join(said.out.split())
    for row in catalogue():
        assert f" {row.name} " in words
        assert row.topic in said.out.splitlines()
    assert said.out.endswith("\nSolve one with: backprop solve NAME\n")


@pytest.mark.parametrize("width", [80, 120])
def test_the_list_of_problems_fits_the_page(
    backprop: Backprop, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    """No line is wider than the page, nothing is cut, every title is whole."""
    monkeypatch.setenv("COLUMNS", str(width))
    page = backprop("problems").out
    assert max(map(len, page.splitlines())) <= width
    assert "…" not in page
    words = page.split()
    for row in catalogue():
        assert set(row.title.split()) <= set(words)


@pytest.mark.parametrize("name", names())
def test_every_listed_problem_can_be_solved(backprop: Backprop, name: str) -> None:
    """Each bundled name serves as PROBLEM."""
    assert backprop("solve", name).code == 0


WRITTEN = (
    "net.yaml is ready: backprop solve net.yaml\n"
    "backprop.schema.json is written beside it: editors complete and check the keys by it\n"
)
MODELINE = "# yaml-language-server: $schema=backprop.schema.json\n"
"""As the YAML language server documents it; a path beside the file needs no folder."""


def text(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [(), ("--formulas",)], ids=["network", "formulas"])
def test_init_writes_a_problem_that_solves_as_it_stands(backprop: Backprop, options: tuple[str, ...]) -> None:
    """The starter is written, announced on standard error, and solved by path and from standard input."""
    begun = starter(formulas=bool(options))
    assert backprop("init", "net.yaml", *options) == (0, "", WRITTEN)
    assert text("net.yaml") == MODELINE + begun
    solved = backprop("solve", "net.yaml", "--verify")
    assert (solved.code, solved.err) == (0, "")
    assert backprop("solve", "-", "--verify", given=begun.encode()) == solved


def test_the_starter_of_formulas_is_one_neuron(backprop: Backprop) -> None:
    """w·x + b = 0.6, a = σ(0.6), ∂L/∂w = 2(a − y)·a(1 − a)·x, worked here by hand."""
    values = json.loads(
        backprop("solve", "-", "--format", "json", given=starter(formulas=True).encode()).out
    )["values"]
    a = 1 / (1 + math.exp(-0.6))
    slope = 2 * (a - 1) * a * (1 - a)
    assert values["dL/dw"] == pytest.approx(2 * slope, rel=1e-12)
    assert values["b_new"] == pytest.approx(-0.4 - 0.1 * slope, rel=1e-12)


def test_init_announces_a_command_that_can_be_pasted(backprop: Backprop) -> None:
    """A name with spaces comes in quotes, control characters come out harmless."""
    said = backprop("init", "my net.yaml").err.splitlines()[0]
    assert said == "my net.yaml is ready: backprop solve 'my net.yaml'"
    assert "\x1b" not in backprop("init", "\x1b[31m.yaml").err


def test_init_writes_the_schema_beside_its_file(backprop: Backprop) -> None:
    """In the folder of the problem, where its first line says; the problem fits it."""
    Path("course").mkdir()
    said = backprop("init", "course/net.yaml")
    assert said.err.splitlines()[1].startswith("course/backprop.schema.json is written beside it")
    assert sorted(os.listdir("course")) == ["backprop.schema.json", "net.yaml"]
    assert text("course/backprop.schema.json") == backprop("schema").out
    jsonschema.validate(
        yaml.safe_load(text("course/net.yaml")), json.loads(text("course/backprop.schema.json"))
    )


def test_a_second_problem_shares_the_schema(backprop: Backprop) -> None:
    """The schema that is there already is left alone, and nothing is said of it."""
    assert backprop("init", "net.yaml").code == 0
    os.utime("backprop.schema.json", (0, 0))
    assert backprop("init", "more.yaml", "--formulas").err == "more.yaml is ready: backprop solve more.yaml\n"
    assert Path("backprop.schema.json").stat().st_mtime == 0


@pytest.mark.parametrize(
    ("there", "reason", "is_replaced"),
    [
        ('{"title": "Problem file of backprop-cli"}', "is of another version", True),
        ('{"title": "A schema of somebody else\'s"}', "is there, and is no schema", False),
        ("[" * 100_000, "is there, and is no schema", False),
        ("my notes", "is there, and is no schema", False),
        ("", "is there, and is no schema", False),
    ],
    ids=["older", "other", "nested", "notes", "empty"],
)
def test_init_replaces_no_other_file_by_the_schema(
    backprop: Backprop, there: str, reason: str, is_replaced: bool
) -> None:
    """An older schema needs --force; what is none stays even then, and no problem is written."""
    Path("backprop.schema.json").write_text(there, encoding="utf-8")
    said = backprop("init", "net.yaml")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith(f"error: `backprop.schema.json` {reason}")
    assert os.listdir() == ["backprop.schema.json"]
    assert backprop("init", "net.yaml", "--force").code == (0 if is_replaced else 2)
    assert (text("backprop.schema.json") == there) is not is_replaced
    assert Path("net.yaml").exists() is is_replaced


@pytest.mark.parametrize("name", ["backprop.schema.json", "Backprop.Schema.JSON"])
def test_the_problem_cannot_be_called_as_its_schema(backprop: Backprop, name: str) -> None:
    """On systems that don't tell capitals apart one would replace the other."""
    assert backprop("init", name).err == (
        f"error: `{name}` is what the schema is called\n  = help: choose another name for the problem\n"
    )
    assert os.listdir() == []


def test_init_leaves_an_existing_file_unless_forced(backprop: Backprop) -> None:
    """`init` asks for `--force` like every command that writes, and writes no schema for nothing."""
    Path("net.yaml").write_text("mine", encoding="utf-8")
    said = backprop("init", "net.yaml")
    assert said == (
        2,
        "",
        "error: `net.yaml` is already there\n  = help: choose another name, or add --force\n",
    )
    assert text("net.yaml") == "mine"
    assert os.listdir() == ["net.yaml"]
    assert backprop("init", "net.yaml", "--force").code == 0
    assert text("net.yaml") == MODELINE + starter()


def test_init_names_the_file_that_cannot_be_written(backprop: Backprop) -> None:
    """In a folder that is not there the message is about the problem, not the schema."""
    assert backprop("init", "none/net.yaml").err == (
        "error: `none/net.yaml` cannot be written: there is no folder `none`\n"
        "  = help: make the folder first\n"
    )
    assert backprop("init", "").err == "error: FILE is empty\n  = help: a file or folder has a name\n"


@pytest.mark.parametrize("options", [(), ("--formulas",)], ids=["network", "formulas"])
def test_init_to_a_dash_prints_the_starter(backprop: Backprop, options: tuple[str, ...]) -> None:
    """`init -` is for pipes: the starter and nothing else, not even a line for editors."""
    assert backprop("init", "-", *options) == (0, starter(formulas=bool(options)), "")
    assert os.listdir() == []


def test_schema_prints_the_json_schema(backprop: Backprop) -> None:
    """The printed schema is the one the reader reads by."""
    said = backprop("schema")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == schema()
    assert said.out.endswith("}\n")
