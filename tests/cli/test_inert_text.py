"""Whatever stands in a title, a source or a name: it is shown, and does nothing."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from portable_markdown import lint

from backprop_cli.formats import Subject, format_names

Backprop = Callable[..., Any]

NASTY = [
    "[red]x[/red]",
    "[link=https://a.example]x[/link]",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://a.example/y)",
    "[x](javascript:alert(1))",
    "$$x$$ and $y$",
    "a | b",
    "`code` and ``` fence",
    "*a* _b_ ~~c~~",
    "@user #1",
    "&lt;b&gt; &#x3c;",
    "\x1b[31mred\x1b[0m",
    "\x07 bell \x08\x08\x08 back",
    "\x9b31m",
    "abc\u202edcba",
    "\u2066x\u2069",
    "one\n\n# two\n\n- three",
    "one\n===",
    "1. one",
    "- one",
    "> one",
    "\\( x \\)",
    "{{ x }} {% y %}",
]

UNSAFE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What a terminal obeys instead of showing."""


def problem(text: str, folder: Path) -> str:
    """A small problem with `text` for its title, its source and its topic."""
    quoted = json.dumps(text)
    (folder / "nasty.yaml").write_text(
        f"title: {quoted}\nsource: {quoted}\ntopic: {quoted}\n"
        "inputs: [2]\ntargets: [1]\nlayers: [{weights: [[0.5]], activation: linear}]\nloss: sse\n",
        encoding="utf-8",
    )
    return "nasty.yaml"


@pytest.mark.parametrize("text", NASTY)
def test_the_terminal_shows_the_text_and_obeys_none(
    backprop: Backprop, folder: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    """Markup is shown as typed, and no control character is left, in colour too."""
    page = backprop("solve", problem(text, folder)).out
    assert not UNSAFE.search(page)
    if text.isprintable():
        assert page.splitlines()[0] == text
    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = backprop("solve", problem(text, folder)).out
    assert not UNSAFE.search(re.sub(r"\x1b\[[0-9;]*m", "", coloured))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured).split() == page.split()


@pytest.mark.parametrize("text", NASTY)
def test_a_title_and_a_source_are_one_paragraph_each(backprop: Backprop, folder: Path, text: str) -> None:
    """A line break in them makes no new heading or paragraph."""
    lines = backprop("solve", problem(text, folder)).out.splitlines()
    assert re.fullmatch("=+", lines[1])
    assert lines[3].startswith("Source: ")
    assert (lines[4], lines[5]) == ("", "Symbols")


@pytest.mark.parametrize("text", NASTY)
def test_markdown_shows_the_text_as_words(backprop: Backprop, folder: Path, text: str) -> None:
    """No HTML, link, picture, formula, list or heading comes of it."""
    page = backprop("export", problem(text, folder), "-o", "-").out
    title, _, source, _, given, *_ = page.split("\n")
    assert (title[:2], source[:8], given) == ("# ", "Source: ", "## Symbols")
    assert not UNSAFE.search(page)
    assert lint(page) == []
    for line in (title[2:], source[8:]):
        assert not re.search(r"<|>|(?<!\\)[\[\]`*_|~$]|(?<!\\)\\(?![\\`*_{}\[\]#|~])", line)


@pytest.mark.parametrize("text", NASTY)
def test_json_holds_the_text_itself(backprop: Backprop, folder: Path, text: str) -> None:
    """Another program gets the title unchanged; what is printed has no control character in it."""
    printed = backprop("solve", problem(text, folder), "--format", "json").out
    assert json.loads(printed)["title"] == text
    assert not UNSAFE.search(printed)


@pytest.mark.parametrize("command", [("solve", Subject.SOLUTION), ("blank", Subject.BLANK)])
@pytest.mark.parametrize("text", ["\0", *NASTY])
def test_no_file_holds_what_a_terminal_obeys(
    backprop: Backprop, folder: Path, text: str, command: tuple[str, Subject]
) -> None:
    """Pages, programs and sheets in every format: control characters are shown, in none do they stand."""
    for name in format_names(command[1]):
        printed = backprop(command[0], problem(text, folder), "--format", name)
        assert printed.code == 0
        assert not UNSAFE.search(printed.out)


@pytest.mark.parametrize("text", [each for each in NASTY if "\n" not in each])
def test_messages_show_the_text_and_obey_none(backprop: Backprop, folder: Path, text: str) -> None:
    """In file names, options and excerpts alike."""
    for said in (
        backprop("solve", text + ".yaml"),
        backprop("solve", "one_neuron", "--only", text),
        backprop("solve", "one_neuron", "--style", text),
        backprop("solve", "one_neuron", "--format", text),
        backprop("solve", "one_neuron", "--digits", text),
        backprop("--" + text),
        backprop(text),
    ):
        assert (said.code, said.out) == (2, "")
        assert not UNSAFE.search(said.err)
    nasty = folder / problem(text, folder)
    nasty.write_text(nasty.read_text(encoding="utf-8") + f"{json.dumps(text)}: 1\n", encoding="utf-8")
    said = backprop("solve", "nasty.yaml")
    assert (said.code, said.out) == (2, "")
    assert not UNSAFE.search(said.err)
