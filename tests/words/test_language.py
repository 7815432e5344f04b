"""The language of a page: chosen, never the environment's, and read from a compiled catalogue."""

import re
import struct
from collections.abc import Iterator
from math import exp
from pathlib import Path

import pytest

from backprop_cli import check, load, solution
from backprop_cli.cli.main import run
from backprop_cli.errors import UsageError
from backprop_cli.words import language
from backprop_cli.words.language import ENGLISH, chosen, languages, speaking
from backprop_cli.words.lists import counted
from backprop_cli.words.say import meant, phrase, several

NAME = "two_layer_relu_sigmoid"
HEAD = (
    "Content-Type: text/plain; charset=UTF-8\n"
    "Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2);\n"
)
"""Polish has three forms: 1, 2 to 4, and the rest. Source: Unicode CLDR, plural rules of pl."""

POLISH = {
    "": HEAD,
    "Forward pass": "Przejście w przód",
    "Gradient of {output}": "Gradient: {output}",
    "{count} unit\0{count} units": "{count} neuron\0{count} neurony\0{count} neuronów",
    "verdict\4right": "dobrze",
    "right": "na prawo",
    "all right": "wszystko dobrze",
    "{loss} before the update: {before}; after the update: {after}.": (
        "Po aktualizacji {after}, a przedtem {before}: to {loss}."
    ),
    "the bias was left out of {z}": "pominięto wyraz wolny w {z}",
    "Rounding": "Zaokrąglanie",
}


def compiled(messages: dict[str, str]) -> bytes:
    """A catalogue as `msgfmt` compiles it. Source: GNU gettext manual, "The Format of GNU MO Files"."""
    pairs = sorted((key.encode(), text.encode()) for key, text in messages.items())
    start = 28 + 16 * len(pairs)
    tables, strings = [b"", b""], b""
    for side in (0, 1):
        for pair in pairs:
            tables[side] += struct.pack("<II", len(pair[side]), start + len(strings))
            strings += pair[side] + b"\0"
    header = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, start)
    return header + tables[0] + tables[1] + strings


def loss_by_hand() -> float:
    """The mean squared error of the exercise's two outputs, worked without the program."""
    x1, x2, bias1, bias2 = 0.05, 0.1, 0.35, 0.6
    h1, h2 = 0.15 * x1 + 0.2 * x2 + bias1, 0.25 * x1 + 0.3 * x2 + bias1  # both above 0: ReLU leaves them
    outputs = [1 / (1 + exp(-(a * h1 + b * h2 + bias2))) for a, b in ((0.4, 0.45), (0.5, 0.55))]
    return sum((y - o) ** 2 for y, o in zip((0.01, 0.99), outputs, strict=True)) / 2


@pytest.fixture(autouse=True)
def _polish(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A package with a catalogue, `pl`."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "pl.mo").write_bytes(compiled(POLISH))
    monkeypatch.setattr(language, "CATALOGUES", tmp_path)
    yield
    assert chosen() == ENGLISH


def test_the_catalogues_of_the_package_are_its_languages() -> None:
    """English needs none."""
    assert languages() == ["en", "pl"]


def test_a_page_is_in_the_language_that_the_command_names(capsys: pytest.CaptureFixture[str]) -> None:
    """Headings, labels, sentences with formulas and numbers in another order, and English for the rest."""
    assert run(["solve", NAME, "--language", "pl"]) == 0
    page = capsys.readouterr().out
    assert "Przejście w przód" in page
    assert "Zaokrąglanie" in page
    assert re.search(rf"Po aktualizacji ≈ 0\.28\d+, a przedtem ≈ {loss_by_hand():.5f}: to L\.", page)
    assert "Backward pass" in page
    assert run(["solve", NAME]) == 0
    assert "Forward pass" in capsys.readouterr().out


@pytest.mark.parametrize("command", ["solve", "export", "blank", "check"])
def test_every_command_that_makes_pages_has_the_option(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The option stands in its help, and an unknown language is refused with the known ones."""
    assert run([command, "--help"]) == 0
    assert "--language" in capsys.readouterr().out
    sheet = tmp_path / "sheet.yaml"
    sheet.write_text("z1[1]: 0.3775\n")
    more = {"solve": [], "check": [str(sheet)]}.get(command, ["-o", "-"])
    assert run([command, NAME, *more, "--language", "tlh"]) == 2
    assert capsys.readouterr().err == "error: there is no language `tlh`\n  = help: known are en, pl\n"


def test_a_close_language_is_suggested() -> None:
    """A slip of the pen gets the nearest name."""
    with pytest.raises(UsageError) as refused, speaking("pll"):
        pass
    assert refused.value.hint == "did you mean `pl`?"


@pytest.mark.parametrize("variable", ["LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES"])
def test_the_environment_has_no_say(
    variable: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The page is the same on every machine."""
    monkeypatch.setenv(variable, "pl")
    assert run(["solve", NAME]) == 0
    assert "Forward pass" in capsys.readouterr().out


def test_a_document_keeps_its_language() -> None:
    """What is composed in one language is rendered in it, whenever that is."""
    found = solution(NAME, verify=False, language="pl")
    assert chosen() == ENGLISH
    assert "Przejście w przód" in found.render("markdown")
    assert "Zaokrąglanie" in str(found)


def test_data_for_programs_has_english_keys() -> None:
    """The keys of the conventions are the contract's, whatever the language."""
    english = solution(NAME, verify=False).document
    polish = solution(NAME, verify=False, language="pl").document
    labels = [[label.english for label, _ in each.conventions.rows] for each in (english, polish)]
    assert labels[0] == labels[1]
    assert '"rounding": ' in solution(NAME, verify=False, language="pl").render("json")


def test_marks_are_said_in_the_language_too() -> None:
    """Verdicts and mistakes of the tables of marking; the verdict for programs stays."""
    values = solution(load(NAME), verify=False).document.scope.values
    weights = sum(w * x for w, x in zip((0.15, 0.20), (0.05, 0.10), strict=True))
    marked = check(
        NAME, {"z1[1]": f"{weights:.6f}", "z1[2]": repr(values["z1[2]"])}, language="pl", notation="layers"
    )
    page = marked.render("markdown")
    assert "pominięto wyraz wolny w $z$" in page
    assert "| dobrze |" in page
    assert {line.verdict.value for line in marked.report.shown} == {"mistake", "right"}


@pytest.mark.parametrize(
    ("count", "form"), [(1, "1 neuron"), (3, "3 neurony"), (5, "5 neuronów"), (22, "22 neurony")]
)
def test_plural_forms_are_the_languages_own(count: int, form: str) -> None:
    """Polish has three."""
    with speaking("pl"):
        assert counted(count, "unit") == form
    assert counted(count, "unit") == f"{count} unit{'' if count == 1 else 's'}"


def test_a_word_that_means_two_things_has_a_context() -> None:
    """Right is a verdict, or a side."""
    with speaking("pl"):
        assert phrase(meant("verdict", "right")) == "dobrze"
        assert phrase("right") == "na prawo"
    assert phrase(meant("verdict", "right")) == "right"


def test_what_a_catalogue_does_not_have_is_english() -> None:
    """Half a translation is half English, also in its plurals."""
    with speaking("pl"):
        assert phrase(several("{count} path", "{count} paths"), count=2) == "2 paths"
