"""What Babel extracts for a translator is all that pages look up."""

import re
import shlex
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from pseudo import Pseudo

from backprop_cli.cli.main import run
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.marking.results.own_conventions import OWN_CONVENTIONS

ROOT = Path(__file__).parents[2]
COMMAND = re.compile(r"`pybabel (extract [^`]+) -o sentences\.pot \.`")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The English sentences in the catalogue that README.md's command makes."""
    pot = tmp_path_factory.mktemp("babel") / "sentences.pot"
    (command,) = COMMAND.findall((ROOT / "README.md").read_text(encoding="utf-8"))
    with pytest.MonkeyPatch.context() as context:
        context.chdir(ROOT)
        CommandLineInterface().run(["pybabel", "-q", *shlex.split(command), "-o", str(pot), "."])
    with pot.open("rb") as file:
        catalogue = read_po(file)
    ids = [message.id for message in catalogue if message.id]
    return {each for found in ids for each in ([found] if isinstance(found, str) else found)}


def test_sentences_plurals_contexts_and_rows_are_found(extracted: set[str]) -> None:
    """One of each kind, and every known mistake and convention."""
    assert {"Forward pass", "{count} unit", "{count} units", "too few digits"} <= extracted
    assert {mistake.english for mistake in MISTAKES} <= extracted
    assert {convention.english for convention in OWN_CONVENTIONS} <= extracted


@pytest.mark.parametrize(
    "arguments",
    [
        ("solve", "two_layer_relu_sigmoid", "--all", "--gradient-check"),
        ("solve", "linear_regression", "--style", "matrix"),
        ("solve", "sigmoid_circuit", "--style", "gates"),
        ("solve", "two_paths", "--style", "paths"),
        ("export", "adam_by_hand", "--format", "python", "-o", "-"),
        ("export", "l2_penalty", "--format", "pytorch", "-o", "-"),
        ("blank", "batch_of_four", "-o", "-"),
        ("check", "two_layer_relu_sigmoid", str(ROOT / "tests" / "marking" / "class")),
    ],
    ids=" ".join,
)
def test_all_that_pages_look_up_is_there(
    arguments: tuple[str, ...], extracted: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sentence is made up while the program runs."""
    said: list[str] = []
    language = Pseudo(lambda message: (said.append(message), message)[1])
    monkeypatch.setattr("backprop_cli.words.say.catalogue", lambda: language)
    assert run(list(arguments)) in {0, 1}
    assert len(said) > 5
    assert set(said) - extracted == set()
