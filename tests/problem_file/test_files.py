"""Files, standard input and bundled problems -> text."""

import io
import os
import sys
from pathlib import Path

import pytest

from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.marking.sheets.files import answer_files
from backprop_cli.problem.limits import MAX_BYTES
from backprop_cli.problem_file import bundled
from backprop_cli.problem_file.files import load_text, text_of

TWO_BUNDLED = """\
title: {name}
topic: sums
source: a book
formulas: {{y: x^2}}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder, and two bundled problems."""
    packed = tmp_path / "package" / "_problems"
    packed.mkdir(parents=True)
    for name in ("chain_rule", "two_layers"):
        (packed / f"{name}.yaml").write_text(TWO_BUNDLED.format(name=name), encoding="utf-8")
    monkeypatch.setattr(bundled, "_PACKAGE", str(tmp_path / "package"))
    bundled.names.cache_clear()
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    yield work
    bundled.names.cache_clear()


def refused(argument: str) -> str:
    """What is said of a file that cannot be used."""
    with pytest.raises((UsageError, ProblemError)) as caught:
        load_text(argument)
    return str(caught.value)


def test_a_path_is_read(folder: Path) -> None:
    """The text of a file comes with the name the user gave it, without a byte order mark."""
    (folder / "net.yaml").write_bytes("\ufefftitle: é\n".encode())
    assert load_text("net.yaml") == ("title: é\n", "net.yaml")


def test_a_dash_is_the_standard_input(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`-` reads the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"title: x\n")))
    assert load_text("-") == ("title: x\n", "standard input")


def test_a_bundled_name_serves_as_a_path(folder: Path) -> None:
    """A bundled problem is found by its name; a file of that name in the folder comes first."""
    assert load_text("chain_rule")[0].startswith("title: chain_rule")
    (folder / "chain_rule").write_text("mine", encoding="utf-8")
    assert load_text("chain_rule")[0] == "mine"


def test_the_catalogue_lists_title_topic_and_source(folder: Path) -> None:
    """Every bundled problem has its row, in alphabetical order."""
    assert [tuple(row) for row in bundled.catalogue()] == [
        ("chain_rule", "chain_rule", "sums", "a book"),
        ("two_layers", "two_layers", "sums", "a book"),
    ]


def test_an_unknown_bundled_name_is_explained(folder: Path) -> None:
    """Asking for a bundled problem that does not exist names the nearest."""
    with pytest.raises(UsageError) as caught:
        bundled.path("chain_rul")
    assert caught.value.hint == "did you mean `chain_rule`?"


def test_a_checkout_has_its_problems_beside_the_package(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without problems inside the package those of the repository are taken."""
    (folder / "problems").mkdir()
    (folder / "problems" / "own.yaml").write_text("formulas: {y: x}", encoding="utf-8")
    monkeypatch.setattr(bundled, "_PACKAGE", str(folder / "backprop_cli"))
    bundled.names.cache_clear()
    assert bundled.names() == ["own"]


@pytest.mark.parametrize(
    ("argument", "message"),
    [
        ("nett.yaml", "error: there is no file `nett.yaml`\n  = help: did you mean `net.yaml`?"),
        (
            "chain_rle",
            "error: there is no file `chain_rle`\n  = help: did you mean `chain_rule`?",
        ),
        (
            "other.yaml",  # the ending alone makes no near name
            "error: there is no file `other.yaml`\n  = help: `backprop problems` lists the bundled ones",
        ),
        (
            "zzz",
            "error: there is no file `zzz`\n  = help: `backprop problems` lists the bundled ones",
        ),
        (
            os.path.join("sub", "nett.yaml"),
            "error: there is no file `sub/nett.yaml`\n  = help: did you mean `sub/net.yaml`?",
        ),
        ("sub", "error: `sub` is a folder\n  = help: give one file"),
        ("a\0b", "error: `a\N{REPLACEMENT CHARACTER}b` cannot be read: not a file name"),
        ("x" * 300, f"error: `{'x' * 160}…` cannot be read: File name too long"),
    ],
)
def test_what_is_no_file(folder: Path, argument: str, message: str) -> None:
    """Missing files, folders and impossible names are explained, with the nearest name."""
    (folder / "net.yaml").touch()
    (folder / "sub").mkdir()
    (folder / "sub" / "net.yaml").touch()
    assert refused(argument) == message


def test_a_file_that_may_not_be_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without read permission is explained."""

    def forbidden(*_: object, **__: object) -> None:
        raise PermissionError

    monkeypatch.setattr("builtins.open", forbidden)
    assert refused("net.yaml") == "error: `net.yaml` may not be read\n  = help: check its permissions"


def test_a_very_long_name_is_cut_in_the_message() -> None:
    """A whole page of it would hide what is wrong; that of an ordinary path is whole."""
    long = "n" * 5_000
    for argument in (long, f"{long}/{long}", f"a/{'n' * 200}.yaml"):
        first = refused(argument).partition("\n")[0]
        assert f"`{argument[:160]}…`" in first
        assert len(first) < 250
    path = "/".join(["homework"] * 10) + "/network.yaml"
    assert refused(path).startswith(f"error: there is no file `{path}`\n")
    with pytest.raises(UsageError, match=f"there is no file `{'n' * 160}…`"):
        answer_files(["n" * 200])


WIDE = [
    ("UTF-16", "LE", b"\xff\xfe"),
    ("UTF-16", "BE", b"\xfe\xff"),
    ("UTF-32", "LE", b"\xff\xfe\0\0"),
    ("UTF-32", "BE", b"\0\0\xfe\xff"),
]
"""The marks that such files begin with, after the Unicode Standard, table 2-4."""


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"a: 1\n\x89PNG\r\n\x1a\n\0\0", "this is not a text file: byte 14 is 0"),
        (b"a: 1\nb: \xe9t\xe9\n", "the file is not UTF-8: byte 9 (0xE9) on line 2"),
        *(
            (mark + "a: 1".encode(f"{name}-{end}"), f"the file is {name}, not UTF-8")
            for name, end, mark in WIDE
        ),
        (
            b"#" * (MAX_BYTES + 1),
            "the file is larger than 1,000,000 bytes; larger ones are not read",
        ),
    ],
)
def test_what_is_no_text(data: bytes, message: str) -> None:
    """Binary rubbish, other encodings and large files are refused, and said which."""
    with pytest.raises(ProblemError) as caught:
        text_of(data, "net.yaml")
    assert [fault.message for fault in caught.value.faults] == [message]


def test_text_in_another_encoding_is_shown_where_it_goes_wrong() -> None:
    """The line is shown with what could be read of it, and the caret at the first foreign byte."""
    with pytest.raises(ProblemError) as caught:
        text_of(b"\xef\xbb\xbfa: \xc3\xa91\r\ntitle: caf\xe9 \xfc\r\n", "net.yaml")
    assert str(caught.value) == (
        "error: the file is not UTF-8: byte 19 (0xE9) on line 2\n"
        "  --> net.yaml:2:11\n"
        "2 | title: caf\N{REPLACEMENT CHARACTER} \N{REPLACEMENT CHARACTER}\n"
        "  |           ^\n"
        "  = help: save it as UTF-8"
    )


def test_no_more_than_the_limit_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless input is refused after the limit on bytes."""
    if not os.path.exists("/dev/zero"):
        pytest.skip("no endless file here")
    with open("/dev/zero", encoding="utf-8") as endless:
        monkeypatch.setattr(sys, "stdin", endless)
        assert "larger than 1,000,000 bytes" in refused("-")
