"""`backprop problems`, `init` and `schema`: exact text, exit code and stream."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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


def test_init_writes_a_problem_that_solves_as_it_stands(backprop: Backprop) -> None:
    """The starter is written, announced on standard error, and solved by path and from standard input."""
    assert backprop("init", "net.yaml") == (0, "", "net.yaml is ready: backprop solve net.yaml\n")
    assert Path("net.yaml").read_text(encoding="utf-8") == starter()
    solved = backprop("solve", "net.yaml", "--verify")
    assert (solved.code, solved.err) == (0, "")
    assert backprop("solve", "-", "--verify", given=starter().encode()) == solved


def test_init_announces_a_command_that_can_be_pasted(backprop: Backprop) -> None:
    """A name with spaces comes in quotes, control characters come out harmless."""
    assert backprop("init", "my net.yaml").err == "my net.yaml is ready: backprop solve 'my net.yaml'\n"
    assert "\x1b" not in backprop("init", "\x1b[31m.yaml").err


def test_init_leaves_an_existing_file_unless_forced(backprop: Backprop) -> None:
    """`init` asks for `--force` like every command that writes."""
    Path("net.yaml").write_text("mine", encoding="utf-8")
    said = backprop("init", "net.yaml")
    assert said == (
        2,
        "",
        "error: `net.yaml` is already there\n  = help: choose another name, or add --force\n",
    )
    assert Path("net.yaml").read_text(encoding="utf-8") == "mine"
    assert backprop("init", "net.yaml", "--force").code == 0
    assert Path("net.yaml").read_text(encoding="utf-8") == starter()


def test_init_to_a_dash_prints_the_starter(backprop: Backprop) -> None:
    """`init -` is for pipes: the starter and nothing else."""
    assert backprop("init", "-") == (0, starter(), "")
    assert os.listdir() == []


def test_schema_prints_the_json_schema(backprop: Backprop) -> None:
    """The printed schema is the one the reader reads by."""
    said = backprop("schema")
    assert (said.code, said.err) == (0, "")
    assert json.loads(said.out) == schema()
    assert said.out.endswith("}\n")
