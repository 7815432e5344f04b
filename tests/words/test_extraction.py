"""What Babel extracts for a translator is all that pages look up."""

import re
import shlex
from gettext import GNUTranslations
from pathlib import Path

import pytest
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from pseudo import Pseudo

import backprop_cli
from backprop_cli.cli.main import run
from backprop_cli.marking.mistakes.table import MISTAKES
from backprop_cli.marking.results.own_conventions import OWN_CONVENTIONS
from backprop_cli.words.language import CATALOGUES

ROOT = Path(__file__).parents[2]
PACKAGE = Path(backprop_cli.__file__).parent
COMMAND = re.compile(r"^pybabel (extract .+) -o sentences\.pot \.$", re.MULTILINE)
MORE = re.compile(r"^pybabel (init|compile) ([^#\n]+)", re.MULTILINE)


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


def test_the_commands_of_the_page_make_a_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, extracted: set[str]
) -> None:
    """What README.md's commands make of one sentence is what `gettext` reads."""
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    (folder,) = re.findall(r"^mkdir -p (backprop_cli/\S+)$", page, re.MULTILINE)
    Path(folder).mkdir(parents=True)
    assert "Forward pass" in extracted
    Path("sentences.pot").write_text('msgid "Forward pass"\nmsgstr ""\n', encoding="utf-8")
    commands = MORE.findall(page)
    assert [name for name, _ in commands] == ["init", "compile"]
    for name, rest in commands:
        CommandLineInterface().run(["pybabel", "-q", name, *shlex.split(rest)])
        po = Path("pl.po")
        text = po.read_text(encoding="utf-8").replace('msgstr ""\n\n', 'msgstr "W przód"\n\n')
        po.write_text(text.replace('pass"\nmsgstr ""', 'pass"\nmsgstr "W przód"'), encoding="utf-8")
    assert Path(folder) / "pl.mo" == Path("backprop_cli") / Path(CATALOGUES).relative_to(PACKAGE) / "pl.mo"
    with (Path(folder) / "pl.mo").open("rb") as file:
        assert GNUTranslations(file).gettext("Forward pass") == "W przód"
