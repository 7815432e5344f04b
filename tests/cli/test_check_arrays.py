"""`backprop check --arrays`: what the command says of a program's arrays, and of files that are none."""

import io
import json
import os
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

Backprop = Callable[..., Any]

BATCH = """\
samples:
  - {inputs: [0.5, -1], targets: [1]}
  - {inputs: [2, 0.25], targets: [0]}
  - {inputs: [1, 1], targets: [1]}
layers: [{weights: [[0.1, 0.2]], biases: [0.7], activation: sigmoid}]
loss: bce
"""
X = np.array([[0.5, 2, 1], [-1, 0.25, 1]])
Z1 = np.array([[0.1, 0.2]]) @ X + 0.7
A1 = 1 / (1 + np.exp(-Z1))
delta1 = A1 - np.array([[1, 0, 1]])
ALL = {"Z1": Z1, "A1": A1, "delta1": delta1, "dW1": delta1 @ X.T / 3, "db1": delta1.mean()}
SUMMED = {**ALL, "dW1": delta1 @ X.T, "db1": delta1.sum()}


@pytest.fixture
def batch(folder: Path) -> str:
    (folder / "batch.yaml").write_text(BATCH, encoding="utf-8")
    np.savez(folder / "right.npz", **ALL)
    np.savez(folder / "summed.npz", **SUMMED)
    return "batch.yaml"


def test_right_arrays(batch: str, backprop: Backprop) -> None:
    """Nothing wrong: 0, and no word of a wrong array."""
    said = backprop("check", batch, "--arrays", "right.npz")
    assert (said.code, said.err) == (0, "")
    assert "wrong array" not in said.out


def test_the_first_lines_say_what_is_off(batch: str, backprop: Backprop) -> None:
    """Array, factor and mistake stand below the title, before everything else."""
    said = backprop("check", batch, "--arrays", "summed.npz")
    assert said.code == 1
    assert " ".join(said.out.splitlines()[3:5]) == (
        "The first wrong array is ∂L/∂W⁽¹⁾: every entry is 3 times what your own earlier arrays give"
        " (mean and sum over the samples were exchanged)."
    )


@pytest.mark.parametrize(
    ("factor", "told"),
    [
        (2, "every entry is 2 times what"),
        (1 / 3, "every entry is 1/3 of what"),
        (-1, "every entry is minus what"),
        (-0.7, "every entry is minus 0.7 times what"),
    ],
)
def test_how_a_factor_is_said(factor: float, told: str, batch: str, backprop: Backprop) -> None:
    """As one says it."""
    np.savez("off.npz", **{**ALL, "dW1": factor * ALL["dW1"]})
    found = " ".join(backprop("check", batch, "--arrays", "off.npz").out.split())
    assert f"The first wrong array is ∂L/∂W⁽¹⁾: {told} your own earlier arrays give" in found


@pytest.mark.parametrize(
    ("notation", "gradient", "signal", "entry"),
    [
        ("superscript", "∂L/∂W¹", "∂ℓ/∂Z¹", "∂L⟨2⟩/∂In¹₁⟨2⟩"),
        ("bracket", "dW^[1]", "dZ^[1]", "dz^[1]⟨2⟩"),
    ],
)
def test_the_first_wrong_array_in_the_notation_of_the_page(
    notation: str, gradient: str, signal: str, entry: str, batch: str, backprop: Backprop
) -> None:
    """Whole arrays and single entries; δ by its name in programs too. Data keeps the names of the grammar."""
    own = ("--notation", notation)
    off = delta1.copy()
    off[0, 1] = 9
    np.savez("off.npz", **{**ALL, "delta1": off})
    found = " ".join(backprop("check", batch, "--arrays", "off.npz", *own).out.split())
    assert f"The first wrong array is delta1 ({signal}): 1 of 3 entries is off" in found
    assert f"what your own earlier arrays give, {entry}." in found
    assert (
        f"The first wrong array is {gradient}:"
        in backprop("check", batch, "--arrays", "summed.npz", *own).out
    )
    data = json.loads(backprop("check", batch, "--arrays", "off.npz", *own, "--format", "json").out)
    sentence = data["sheets"][0]["first_wrong_array"]["sentence"]
    assert sentence.startswith("The first wrong array is delta1 (dell/dZ1): 1 of 3 entries is off")


def test_json_has_the_first_wrong_array(batch: str, backprop: Backprop) -> None:
    """The same for programs; a sheet of answers has no such key."""
    (sheet,) = json.loads(backprop("check", batch, "--arrays", "summed.npz", "--format", "json").out)[
        "sheets"
    ]
    found = sheet["first_wrong_array"]
    assert (found["name"], found["entries"], found["factor"]) == ("dL/dW1", 2, 3.0)
    assert (found["off"], found["mistake"]) == (["dL/dW1[1,1]", "dL/dW1[1,2]"], ["mean_or_sum"])
    Path("sheet.json").write_text('{"Z1": [[1, 2, 3]]}', encoding="utf-8")
    (sheet,) = json.loads(backprop("check", batch, "sheet.json", "--format", "json").out)["sheets"]
    assert "first_wrong_array" not in sheet


def test_an_accepted_mistake_is_no_wrong_array(batch: str, backprop: Backprop) -> None:
    """Who lets sums pass hears nothing of them."""
    said = backprop("check", batch, "--arrays", "summed.npz", "--accept", "mean_or_sum")
    assert (said.code, "wrong array" in said.out) == (0, False)


def test_hint_and_why_work(batch: str, backprop: Backprop) -> None:
    """Both are of one sheet, and this is one."""
    hint = backprop("check", batch, "--arrays", "summed.npz", "--hint", "2").out
    assert "mean and sum over the samples were exchanged" in " ".join(hint.split())
    why = backprop("check", batch, "--arrays", "summed.npz", "--why", "dL/dW1[1,1]").out
    assert "mean and sum over the samples were exchanged" in " ".join(why.split())


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("sheet.yaml",), "--arrays is a file on its own"),
        (("--roster", "class.csv"), "--arrays is one program's"),
        (("--gradebook", "class.csv"), "--arrays is one program's"),
    ],
)
def test_what_does_not_go_together(more: tuple[str, ...], told: str, batch: str, backprop: Backprop) -> None:
    """Refused before any work."""
    said = backprop("check", batch, "--arrays", "right.npz", *more)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_nothing_to_mark(batch: str, backprop: Backprop) -> None:
    """Neither sheets nor arrays."""
    said = backprop("check", batch)
    assert (said.code, said.err.splitlines()[0]) == (2, "error: there is nothing to mark")


def npy(head: str, body: bytes) -> bytes:
    return b"\x93NUMPY\x01\x00" + (len(head) + 1).to_bytes(2, "little") + head.encode() + b"\n" + body


def archive(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in members.items():
            made.writestr(f"{name}.npy", data)
    return stream.getvalue()


def savez(**arrays: Any) -> bytes:
    stream = io.BytesIO()
    np.savez(stream, **arrays)
    return stream.getvalue()


FLOATS = "{'descr': '<f8', 'fortran_order': False, 'shape': %s, }"


class Touches:
    """A pickle that makes a file when it is loaded."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os.mkdir, ("loaded",)


REFUSED = {
    "words": (b"hello", "this is no JSON"),
    "empty": (b"", "this is no JSON"),
    "bytes": (bytes(range(256)), "this is neither JSON nor an archive of arrays"),
    "pickle": (pickle.dumps(Touches()), "this is neither JSON nor an archive of arrays"),
    "a list": (b"[1, 2]", "expected names with values"),
    "deep": (b'{"z1":' + b"[" * 50_000 + b"]" * 50_000 + b"}", "nested more than 8 deep"),
    "many": (json.dumps({"Z1": [1] * 1_000_000}).encode(), "more than 100,000 numbers are not read"),
    "large": (b" " * 5_000_000, "the file is larger than 4,000,000 bytes"),
    "bomb": (archive(Z1=bytes(80_000_000)), "the arrays take more than 4,000,000 bytes"),
    "many small": (archive(**{f"a{at}": b"" for at in range(600)}), "more than 500 arrays are not read"),
    "cut": (savez(**ALL)[:700], "the archive is damaged"),
    "a problem": (b'{"layers": [{"weights": [[1]]}]}', "this is a problem file"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_refused(case: str, batch: str, backprop: Backprop) -> None:
    """One sentence, and the way out where there is one."""
    data, told = REFUSED[case]
    Path("arrays.npz").write_bytes(data)
    said = backprop("check", batch, "--arrays", "arrays.npz")
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert not Path("loaded").exists()


OBJECTS = np.array([Touches(), 1], dtype=object)
ONE_BY_ONE = {
    "objects": (savez(Z1=OBJECTS), "Z1` holds Python objects: numbers are expected"),
    "object in the head": (
        archive(Z1=npy(FLOATS.replace("<f8", "|O") % "(1,)", pickle.dumps(Touches()))),
        "Z1` holds Python objects: numbers are expected",
    ),
    "complex": (savez(Z1=np.array([1j, 2, 3])), "Z1` holds complex numbers: numbers are expected"),
    "text": (savez(Z1=np.array(["a"])), "Z1` holds text: numbers are expected"),
    "booleans": (savez(Z1=np.array([True])), "Z1` holds true and false: numbers are expected"),
    "records": (savez(Z1=np.zeros(1, [("a", "f4")])), "Z1` holds records: numbers are expected"),
    "axes": (savez(Z1=np.zeros((1, 3, 1))), "Z1` has 3 axes: write a vector or a matrix"),
    "a large claim": (archive(Z1=npy(FLOATS % f"({10**15},)", bytes(8))), "Z1` is damaged"),
    "a negative claim": (archive(Z1=npy(FLOATS % "(-1, -2)", bytes(16))), "Z1` is damaged"),
    "code for a head": (archive(Z1=npy("__import__('os').mkdir('loaded')", b"")), "Z1` is no array"),
    "brackets for a head": (archive(Z1=npy("(" * 9_000, b"")), "Z1` is no array of numbers"),
    "no array": (archive(Z1=b"garbage"), "Z1` is no array of numbers"),
    "a wrong shape": (savez(Z1=np.zeros((5, 7))), "Z1` has 1 × 3 entries, this list has 5 × 7"),
    "no entries": (savez(Z1=np.zeros(0)), "Z1` has 1 × 3 entries, this list has 0"),
    "an unknown name": (savez(Q7=np.zeros(3)), "there is no quantity `Q7` here"),
    "without names": (savez(arr_0=np.zeros(3)), "there is no quantity `arr_0` here"),
}  # fmt: skip


@pytest.mark.parametrize("case", ONE_BY_ONE)
def test_an_array_that_is_not_read(case: str, batch: str, backprop: Backprop) -> None:
    """A bad array costs only itself, with a sentence; the others are marked."""
    data, told = ONE_BY_ONE[case]
    stream = io.BytesIO(data)
    with zipfile.ZipFile(stream, "a") as made, zipfile.ZipFile("right.npz") as right:
        made.writestr("A1.npy", right.read("A1.npy"))
    Path("arrays.npz").write_bytes(stream.getvalue())
    said = backprop("check", batch, "--arrays", "arrays.npz", "--format", "json")
    (sheet,) = json.loads(said.out)["sheets"]
    assert said.code == 1
    assert any(told in each for each in (*sheet["problems"], *sheet["remarks"]))
    verdicts = {line["name"]: line["verdict"] for line in sheet["answers"] if line["name"].startswith("a1")}
    assert set(verdicts.values()) == {"right"}
    assert not Path("loaded").exists()


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "1e999", "true", '"x("'])
def test_what_is_no_number_costs_its_entry(value: str, batch: str, backprop: Backprop) -> None:
    """nan, inf and words are unreadable; the entries beside them are marked."""
    numbers = A1[0].tolist()
    Path("arrays.json").write_text(f'{{"A1": [[{value}, {numbers[1]}, {numbers[2]}]]}}', encoding="utf-8")
    said = backprop("check", batch, "--arrays", "arrays.json", "--format", "json")
    (sheet,) = json.loads(said.out)["sheets"]
    verdicts = [line["verdict"] for line in sheet["answers"] if line["name"].startswith("a1")]
    assert verdicts == ["unreadable", "right", "right"]


def test_nan_of_numpy(batch: str, backprop: Backprop) -> None:
    """A division by zero on the way shows as what it is."""
    np.savez("nan.npz", A1=np.array([np.nan, np.inf, A1[0, 2]]))
    (sheet,) = json.loads(backprop("check", batch, "--arrays", "nan.npz", "--format", "json").out)["sheets"]
    verdicts = [line["verdict"] for line in sheet["answers"] if line["name"].startswith("a1")]
    assert verdicts == ["unreadable", "unreadable", "right"]


@pytest.mark.parametrize("path", ["none.npz", ".", "-"])
def test_no_file(path: str, batch: str, backprop: Backprop) -> None:
    """Neither a missing file nor a folder nor standard input."""
    said = backprop("check", batch, "--arrays", path)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: ")


def test_no_decimal_comma_is_proposed_to_a_program(batch: str, backprop: Backprop, tmp_path: Path) -> None:
    """An array is too long and nothing else: nobody has typed a comma in it."""
    stored = tmp_path / "values.json"
    stored.write_text('{"dL/db1": [1, 2]}', encoding="utf-8")
    said = backprop("check", batch, "--arrays", str(stored)).out
    assert "this list has 2" in said
    assert "decimals" not in said
