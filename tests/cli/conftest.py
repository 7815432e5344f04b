"""The program run inside the test: in an empty folder, away from the caller's settings."""

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from backprop_cli.cli.main import run


class Said(NamedTuple):
    """What a command line came to."""

    code: int
    out: str
    err: str


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in; no variable that changes the output is set."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def backprop(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Runs one command line: `backprop("solve", "-", given=b"…")`."""

    def call(*arguments: str, given: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))
        code = run(list(arguments))
        return Said(code, *capsys.readouterr())

    return call


SMALL = """\
title: One unit
inputs: [2]
targets: [1]
layers: [{weights: [[0.5]], activation: linear}]
loss: sse
optimizer: {name: sgd, learning_rate: 0.1}
"""


@pytest.fixture
def small(folder: Path) -> str:
    """The path of a small problem."""
    (folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    return "small.yaml"
