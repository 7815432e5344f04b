"""One file named twice is one sheet, however its path is spelled."""

from pathlib import Path

import pytest

from backprop_cli.marking.sheets.files import answer_files


def test_another_spelling_is_the_same_sheet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`ok.txt ./ok.txt`, by its whole path, or within a folder that is named as well."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()
    for name in ("ok.txt", "in/ada.txt", "in/bob.txt"):
        (tmp_path / name).write_text("z1[1] = 0.3775\n")
    once = answer_files(["ok.txt", "./ok.txt", str(tmp_path / "ok.txt"), "in/../ok.txt"])
    assert [each.path for each in once.files] == ["ok.txt"]
    assert not once.is_class
    both = answer_files(["in/ada.txt", "in", "./in/"])
    assert [each.path for each in both.files] == ["in/ada.txt", "in/bob.txt"]
    assert both.is_class


def test_a_link_to_a_file_that_is_named_is_the_same_sheet(tmp_path: Path) -> None:
    """Where the system has links; two files with the same text are two sheets."""
    (tmp_path / "a.txt").write_text("z1[1] = 0.3775\n")
    (tmp_path / "b.txt").write_text("z1[1] = 0.3775\n")
    (tmp_path / "c.txt").symlink_to(tmp_path / "a.txt")
    found = answer_files([str(tmp_path / name) for name in ("a.txt", "c.txt", "b.txt")])
    assert [Path(each.path).name for each in found.files] == ["a.txt", "b.txt"]
    within = answer_files([str(tmp_path)])
    assert [Path(each.path).name for each in within.files] == ["a.txt", "b.txt", "c.txt"]  # told as a link
