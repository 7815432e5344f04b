"""Names are data: text of them is made and taken apart in the grammar's file and nowhere else."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import backprop_cli

PACKAGE = Path(backprop_cli.__file__).parent

ELSEWHERE = (
    *("quantities", "expr", "cli", "errors.py"),
    *("problem_file/bundled.py", "problem_file/files.py"),
    *("marking/sheets/files.py", "marking/sheets/formats"),
    *("notation/identifiers.py", "words/program.py", "export/python.py"),
    *(f"export/pytorch_network/{part}.py" for part in ("given", "layers", "loss", "update", "results")),
)
"""The room of the grammar, the language of formulas, where a name is a file's or still a file's
text, and where programs get names of their own."""

NAMES = {
    *("name", "names", "own", "single", "parameter", "gradient", "target", "adjoint", "output", "user"),
    *("of", "by", "first_wrong", "quantity", "weight", "key"),
}
"""What variables and attributes that hold a quantity's name are called here."""
LOOKS = {
    *("startswith", "endswith", "removeprefix", "removesuffix", "partition", "rpartition", "split", "rsplit"),
    *("index", "find", "rfind", "replace", "translate", "strip", "lstrip", "rstrip", "isidentifier"),
}
"""Ways to look into a text."""
PARTS = {"W", "b", "z", "a", "L", "x", "y", "yhat", "delta", "d", "/d", "_new", "@", "#", "]@"}
"""What a name would be put together from."""


def files() -> list[Path]:
    """The files that must leave names whole."""
    found = sorted(PACKAGE.rglob("*.py"))
    return [path for path in found if not _is_elsewhere(path.relative_to(PACKAGE))]


def _is_elsewhere(path: Path) -> bool:
    return any(path.is_relative_to(place) for place in ELSEWHERE)


def faults(tree: ast.AST) -> Iterator[str]:
    """The expressions that cut, search, prefix-test or put together a name."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(ast.Attribute(receiver, look)) if look in LOOKS and _is_name(receiver):
                yield ast.unparse(node)
            case ast.Subscript(receiver, ast.Slice()) if _is_text_name(receiver):
                yield ast.unparse(node)
            case ast.Compare(ast.Constant(str()), [ast.In() | ast.NotIn()], [right]) if _is_text_name(right):
                yield ast.unparse(node)
            case ast.JoinedStr(parts) if any(map(_is_part, parts)) or _is_entry(parts):
                yield ast.unparse(node)


def _is_name(node: ast.expr) -> bool:
    match node:
        case ast.Name(identifier) | ast.Attribute(_, identifier):
            return identifier in NAMES
        case ast.Call(ast.Name("text" | "name_of")):
            return True
    return False


def _is_text_name(node: ast.expr) -> bool:
    """A list of names may be sliced and searched; a name may not."""
    return _is_name(node) and not (
        isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) == "names"
    )


def _is_part(part: ast.expr) -> bool:
    return isinstance(part, ast.Constant) and part.value in PARTS


def _is_entry(parts: list[ast.expr]) -> bool:
    """Whether something with an index is put together: `{name}[{index}]`."""
    return any(isinstance(part, ast.Constant) and part.value == "[" for part in parts[1:])


@pytest.mark.parametrize("path", files(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_other_file_takes_a_name_apart(path: Path) -> None:
    """Outside the grammar nobody slices, searches or prefix-tests a name, nor puts one together."""
    assert list(faults(ast.parse(path.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "text",
    [
        "by = step.name[step.name.index('/d') + 2:]",
        "is_bias = name.startswith('b')",
        "whole = name.partition('[')[0]",
        "derivative = '/d' in name",
        "gradient = f'd{of}/d{by}'",
        "weights = f'W{layer}'",
        "entry = f'{whole}[{row}]'",
        "is_own = text(quantity).startswith('dL')",
    ],
)
def test_the_test_above_would_notice(text: str) -> None:
    """Each way of cutting a name that the package once had is a fault."""
    assert list(faults(ast.parse(text)))


def test_the_files_are_there() -> None:
    """The rooms of graph, derivation, worksheet, notation, render and marking are all looked at."""
    rooms = {path.relative_to(PACKAGE).parts[0] for path in files()}
    assert {"graph", "problem", "derivation", "marking", "worksheet", "notation", "render"} <= rooms
