"""`--feedback-format`: what students get, whatever the teacher's own results are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from backprop_cli.marking.sheets.returned import holds_marks

Backprop = Callable[..., Any]


@pytest.fixture
def group(folder: Path) -> Path:
    """A folder of two answers."""
    (folder / "class").mkdir()
    for name in ("ada", "emmy"):
        (folder / "class" / f"{name}.yaml").write_text(
            f"student: {name}\nanswers: {{L: 0}}\n", encoding="utf-8"
        )
    return folder / "class"


@pytest.mark.parametrize(
    ("form", "ending", "start"),
    [
        ("html", ".html", "<!DOCTYPE html>\n"),
        ("terminal", ".txt", "Marked: One unit\n================\n"),
        ("markdown", ".md", "# Marked: One unit\n"),
        ("gradescope", ".json", '{\n "score": 1.0,'),
    ],
)
@pytest.mark.parametrize("results", [["--format", "csv"], ["-o", "marks.md"], []])
def test_each_sheet_has_its_format(
    backprop: Backprop, small: str, folder: Path, group: Path, form: str, ending: str, start: str,
    results: list[str],
) -> None:  # fmt: skip
    """By its name and ending; the results of the class keep their own."""
    call = ("check", small, "class", "--only", "L", *results)
    plain = backprop(*call)
    (folder / "marks.md").unlink(missing_ok=True)
    said = backprop(*call, "--feedback-dir", "fb", "--feedback-format", form)
    assert (said.code, said.out) == (0, plain.out)
    assert sorted(path.name for path in (folder / "fb").iterdir()) == [f"ada{ending}", f"emmy{ending}"]
    assert (folder / "fb" / f"ada{ending}").read_text(encoding="utf-8").startswith(start)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--feedback-format", "html"], "error: --feedback-format is for --feedback-dir DIR\n"),
        (["--feedback-format", "htm", "--feedback-dir", "fb"], "error: there is no format `htm`\n"),
        (
            ["--feedback-format", "html", "--feedback-dir", "fb", "--format", "gradescope"],
            "error: --format gradescope is of one sheet, and so is --feedback-format\n",
        ),
        (
            ["--feedback-format", "html", "--feedback-dir", "fb", "--flavor", "pandoc"],
            "error: format `html` has no flavours\n",
        ),
    ],
)
def test_what_does_not_go_together_writes_nothing(
    backprop: Backprop, small: str, folder: Path, group: Path, options: list[str], said: str
) -> None:
    """The reason and the way out, before any work."""
    done = backprop("check", small, "class", *options)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert "\n  = help: " in done.err
    assert not (folder / "fb").exists()


@pytest.mark.parametrize("form", ["html", "terminal", "markdown"])
def test_what_was_not_marked_has_no_points(
    backprop: Backprop, small: str, folder: Path, group: Path, form: str
) -> None:
    """Nobody reads that a photo has earned 0, and the page is known for marks all the same."""
    (group / "kurt.yaml").write_bytes(b"\0")
    backprop("check", small, "class", "--feedback-dir", "fb", "--feedback-format", form)
    (kurt,) = (folder / "fb").glob("kurt.*")
    text = kurt.read_text(encoding="utf-8")
    assert "This sheet could not be marked: this is not a text file: byte 1 is 0" in text
    assert "Points" not in text
    assert holds_marks(text)
