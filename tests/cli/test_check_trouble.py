"""`backprop check` and `export` in trouble: closed streams and folders, links in a circle, interruptions."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from backprop_cli.cli.main import run
from backprop_cli.cli.start import main

Backprop = Callable[..., Any]


def test_a_folder_that_cannot_be_read_costs_only_itself(
    backprop: Backprop, small: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One row says so, and the rest of the class is marked."""
    (folder / "class" / "closed").mkdir(parents=True)
    (folder / "class" / "ada.yaml").write_text("answers: {L: 0}\n", encoding="utf-8")
    for way in ("scandir", "listdir"):
        monkeypatch.setattr(os, way, closing(getattr(os, way)))
    said = backprop("check", small, "class", "--format", "csv")
    assert said.code == 1
    assert said.out.splitlines()[1].startswith(",,,ada.yaml,")
    assert said.out.splitlines()[2].endswith(",the folder `closed` cannot be read: Permission denied")


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (["a.yaml"], "`a.yaml`"),
        (["a.yaml", "--roster", "r.csv"], "the roster `r.csv`"),
        (["--arrays", "a.json"], "`a.json`"),
    ],
)
def test_a_file_that_may_not_be_read_is_told_the_same_everywhere(
    backprop: Backprop,
    small: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    what: str,
) -> None:
    """And what to do."""
    for name in ("a.yaml", "r.csv", "a.json"):
        (folder / name).write_text("answers: {L: 0}\n", encoding="utf-8")

    def forbidden(path: str, _: int) -> bytes:
        raise PermissionError(13, "Permission denied", path)

    for module in ("results.marker", "sheets.csv_table", "sheets.arrays"):
        monkeypatch.setattr(f"backprop_cli.marking.{module}.bytes_of", forbidden)
    said = backprop("check", small, *arguments)
    assert (said.code, said.err) == (2, f"error: {what} may not be read\n  = help: check its permissions\n")


def closing(look: Callable[[str], Any]) -> Callable[[str], Any]:
    """As `look`, but a folder called `closed` may not be looked into."""

    def refuse(path: str) -> Any:
        if os.path.basename(path) == "closed":
            raise PermissionError(13, "Permission denied", path)
        return look(path)

    return refuse


def test_a_closed_standard_input_is_explained(
    small: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`check P - <&-`: a sentence, exit code 2."""
    monkeypatch.setattr(sys, "stdin", None)
    assert run(["check", small, "-"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "error: there is no standard input to read\n  = help: name a file\n")


@pytest.mark.parametrize("command", [["export", "one_neuron"], ["check", "one_neuron", "a.yaml"]])
def test_a_link_to_itself_is_refused(backprop: Backprop, folder: Path, command: list[str]) -> None:
    """An output that leads nowhere is refused with the reason, and stays as it is; --force or not."""
    (folder / "a.yaml").write_text("answers: {L: 0}\n", encoding="utf-8")
    (folder / "loop.md").symlink_to("loop.md")
    said = backprop(*command, "-o", "loop.md", "--force")
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "error: `loop.md` cannot be written: it is a link that leads to itself\n"
        "  = help: choose another name\n"
    )
    assert (folder / "loop.md").is_symlink()


def test_a_link_to_itself_among_the_answers_costs_only_itself(
    backprop: Backprop, small: str, folder: Path
) -> None:
    """The rest of the class is marked, and each has its file in the folder for feedback."""
    (folder / "class").mkdir()
    (folder / "class" / "ada.yaml").write_text("answers: {L: 0}\n", encoding="utf-8")
    (folder / "class" / "loop.yaml").symlink_to("loop.yaml")
    said = backprop("check", small, "class", "--feedback-dir", "fb", "--format", "csv")
    assert (said.code, said.err) == (1, "2 sheets written to fb\n")
    assert said.out.splitlines()[1].startswith(",,,ada.yaml,1,")
    assert said.out.splitlines()[2].endswith(",`loop.yaml` is a link; links in a folder are not followed")
    assert sorted(path.name for path in (folder / "fb").iterdir()) == ["ada.md", "loop.md"]


def test_a_link_to_a_file_that_is_not_there_is_made_good(backprop: Backprop, folder: Path) -> None:
    """The file is written where the link leads."""
    (folder / "link.md").symlink_to("there.md")
    assert backprop("export", "one_neuron", "-o", "link.md").code == 0
    assert (folder / "there.md").is_file()
    assert (folder / "link.md").is_symlink()


@pytest.fixture
def handled() -> Iterator[None]:
    """SIGTERM as the program handles it."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.mark.usefixtures("handled")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("moment", ["chmod", "replace"])
def test_an_interruption_leaves_nothing_half_done(
    backprop: Backprop, folder: Path, monkeypatch: pytest.MonkeyPatch, number: int, moment: str
) -> None:
    """In the middle of writing: exit code 130, the file is whole, and nothing stands beside it."""
    work = getattr(os, moment)

    def interrupted(*arguments: Any) -> None:
        os.kill(os.getpid(), number)
        work(*arguments)

    monkeypatch.setattr(os, moment, interrupted)
    assert backprop("export", "one_neuron", "-o", "out.md").code == 130
    assert sorted(path.name for path in folder.iterdir()) == ["out.md"]
    assert (folder / "out.md").read_text(encoding="utf-8").endswith("\n")


def test_a_request_to_end_is_an_interruption() -> None:
    """SIGTERM while a problem is read: exit code 130, nothing on either stream."""
    with subprocess.Popen(
        [sys.executable, "-m", "backprop_cli", "solve", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin is not None
        process.stdin.write(b"#" * MORE_THAN_A_PIPE_HOLDS)  # ends when the program reads
        process.stdin.flush()
        _ask_to_end(process)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"")


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    """Sends SIGTERM; again where one came just before the program waited, and was not seen."""
    for _ in range(20):
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=3)
        except subprocess.TimeoutExpired:
            continue
        return


MORE_THAN_A_PIPE_HOLDS = 200_000
"""Linux holds 65,536 bytes, macOS up to as many."""


def test_an_interruption_while_the_program_is_loaded_is_one_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C in the first moment: exit code 130, and no traceback."""

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.delitem(sys.modules, "backprop_cli.cli.main")
    monkeypatch.setattr("builtins.__import__", interrupted)
    with pytest.raises(SystemExit) as ended:
        main()
    monkeypatch.undo()
    assert ended.value.code == 130


@pytest.mark.parametrize(
    "address", ["https://a.example", "www.a.example", "HTTP://WWW.A.EXAMPLE", "//a.example"]
)
def test_an_address_in_a_name_is_no_link(backprop: Backprop, small: str, folder: Path, address: str) -> None:
    """Whoever calls himself by a web address gets no live link into the teacher's page."""
    (folder / "a.yaml").write_text(f'student: "{address}"\nanswers: {{L: 0}}\n', encoding="utf-8")
    page = backprop("check", small, "a.yaml", "--format", "markdown").out
    assert "//" not in page
    assert "www." not in page.casefold()
    assert "a.example" in page.casefold()


@pytest.mark.parametrize(
    ("arguments", "kept"),
    [
        (["check", "small.yaml", "ada.txt", "-o", "ada.txt"], "ada.txt"),
        (["check", "small.yaml", "ada.txt", "-o", "link", "--format", "markdown"], "link"),
        (["check", "small.yaml", "ada.txt", "-o", "small.yaml", "--format", "markdown"], "small.yaml"),
        (["check", "small.yaml", "ada.txt", "--roster", "class.csv", "-o", "./class.csv"], "./class.csv"),
        (["check", "small.yaml", "--arrays", "mine.json", "-o", "mine.json"], "mine.json"),
        (["export", "small.yaml", "-o", "small.yaml", "--format", "markdown"], "small.yaml"),
        (["blank", "small.yaml", "-o", "small.yaml"], "small.yaml"),
        (["solve", "small.yaml", "--freeze", "small.yaml"], "small.yaml"),
    ],
)
def test_what_is_read_is_never_written_over(
    backprop: Backprop, small: str, folder: Path, arguments: list[str], kept: str
) -> None:
    """--force replaces old results, not the only copy of a student's work."""
    (folder / "ada.txt").write_text("z1[1] = 1\n", encoding="utf-8")
    (folder / "class.csv").write_text("name,id\nAda,1\n", encoding="utf-8")
    (folder / "mine.json").write_text('{"z1": [1]}', encoding="utf-8")
    (folder / "link").symlink_to("ada.txt")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = backprop(*arguments, "--force")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"error: `{kept}` is read here, and would be lost\n")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_check_alone_says_what_is_missing(backprop: Backprop) -> None:
    """No argument at all is bad use, and no fault of the program."""
    said = backprop("check")
    assert (said.code, said.out) == (2, "")
    assert said.err.endswith("Error: Missing argument 'PROBLEM'.\n")
