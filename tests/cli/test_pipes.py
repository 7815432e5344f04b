"""Pipes: what a shell gives for `<(…)` is read as a file is, and no pipe is waited for."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import SMALL, Said

Backprop = Callable[..., Said]
SHEET = "student: Ada\nanswers: {L: 0}\n"
"""Right: 2 · 0.5 is the target 1."""
LIMIT = 20
"""Seconds after which a command is taken to wait for ever."""
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")


@pytest.fixture(autouse=True)
def alarm() -> Iterator[None]:
    """A command that waits is a failure, and does not hold up the others."""

    def too_long(*_: object) -> None:
        raise AssertionError("the command waits")

    before = signal.signal(signal.SIGALRM, too_long)
    signal.alarm(LIMIT)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@contextmanager
def handed(text: str) -> Iterator[str]:
    """A pipe as a shell hands it to a program: open already, and read from `/dev/fd/N`."""
    reading, writing = os.pipe()
    os.write(writing, text.encode())
    os.close(writing)
    yield f"/dev/fd/{reading}"
    os.close(reading)


@pytest.mark.parametrize(
    "arguments",
    [
        ["solve", "pipe.yaml"],
        ["check", "pipe.yaml", "ada.yaml"],
        ["check", "small.yaml", "pipe.yaml"],
        ["check", "small.yaml", "ada.yaml", "--roster", "pipe.yaml"],
        ["check", "small.yaml", "ada.yaml", "--gradebook", "pipe.yaml"],
        ["check", "small.yaml", "--arrays", "pipe.yaml"],
    ],
)
def test_a_named_pipe_is_refused_and_not_waited_for(
    backprop: Backprop, small: str, folder: Path, arguments: list[str]
) -> None:
    """Nobody may ever write to it; wherever a file is read, the way out is said."""
    assert small == "small.yaml"
    (folder / "ada.yaml").write_text(SHEET, encoding="utf-8")
    os.mkfifo("pipe.yaml")
    said = backprop(*arguments)
    assert (said.code, said.out) == (2, "")
    assert "`pipe.yaml` cannot be read: it is not an ordinary file" in said.err


def test_a_named_pipe_in_a_class_costs_only_itself(backprop: Backprop, small: str, folder: Path) -> None:
    """The others are marked."""
    (folder / "class").mkdir()
    (folder / "class" / "ada.yaml").write_text(SHEET, encoding="utf-8")
    os.mkfifo("class/pipe.csv")
    rows = backprop("check", small, "class", "--format", "csv").out.splitlines()
    assert rows[1].startswith("Ada,,,ada.yaml,1,6,")
    assert rows[2].endswith(",`pipe.csv` is not a file")


def test_what_a_shell_hands_over_is_read_as_a_file_is(backprop: Backprop, folder: Path) -> None:
    """The problem, the answers, the roster: each from a program's output; data come whole."""
    with handed(SMALL) as problem, handed(SHEET) as sheet, handed("id,name\n7,Ada\n") as roster:
        said = backprop("check", problem, sheet, "--roster", roster, "--format", "csv")
    number = sheet.rpartition("/")[2]
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[1].startswith(f"Ada,7,,pipe {number},1,6,")
    with handed(SMALL) as problem, handed('{"L": 0}') as arrays:
        assert backprop("check", problem, "--arrays", arrays).code == 0


def test_a_form_and_a_folder_of_feedback_from_pipes(backprop: Backprop, small: str, folder: Path) -> None:
    """A table with a row for each student is one from a pipe too, and its pages have names of their own."""
    with handed(SHEET) as sheet, handed("student,L,a1\nAda,0,1\nBen,1,1\n") as form:
        backprop("check", small, sheet, form, "--feedback-dir", "fb", "--exit-zero")
    first, second = (each.rpartition("/")[2] for each in (sheet, form))
    written = sorted(path.relative_to("fb").as_posix() for path in Path("fb").rglob("*.md"))
    assert written == sorted([f"pipe {first}.md", f"pipe {second}/row 2.md", f"pipe {second}/row 3.md"])


@pytest.mark.parametrize(
    ("arguments", "called"),
    [
        (["solve", "link.yaml"], "`link.yaml`"),
        (["check", "small.yaml", "link.yaml"], "`link.yaml`"),
        (["check", "small.yaml", "ada.yaml", "--roster", "link.yaml"], "the roster `link.yaml`"),
        (["check", "small.yaml", "--arrays", "link.yaml"], "`link.yaml`"),
    ],
)
def test_a_link_that_leads_nowhere_is_told_with_where(
    backprop: Backprop, small: str, folder: Path, arguments: list[str], called: str
) -> None:
    """Its own name is there, so that no other name is proposed."""
    (folder / "link.yaml").symlink_to("nowhere.yaml")
    said = backprop(*arguments)
    assert said.code == 2
    assert f"error: {called} cannot be read: it is a link to `nowhere.yaml`, which is not there" in said.err
    assert "did you mean" not in said.err


def test_a_large_picture_may_come_in_through_a_pipe(backprop: Backprop, small: str, folder: Path) -> None:
    """And on standard input, as in a file; twelve million bytes are no reason to stop in the middle."""
    sheet = f"![plot](data:image/png;base64,{'iVBOR' * 2_400_000})\n\nL = 0\n"
    (folder / "ada.md").write_text(sheet, encoding="utf-8")
    said = backprop("check", small, "ada.md", "--only", "L")
    assert (said.code, said.err) == (0, "")
    assert backprop("check", small, "-", "--only", "L", given=sheet.encode()).code == 0
    with open("ada.md", "rb") as file:
        assert backprop("check", small, f"/dev/fd/{file.fileno()}", "--only", "L").code == 0
    too_much = backprop("check", small, "-", given=b"L = 0\n" * 40_000)
    told = "the file holds 240,000 bytes of text, its pictures not counted; at most 200,000 are read"
    assert (too_much.code, too_much.err.partition(": hand in the answers")[0]) == (2, f"error: {told}")
