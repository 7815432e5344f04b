"""Mutated problem files: whatever comes in, a problem or an explanation comes out."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mutations import spoiled

from backprop_cli.errors import ProblemError
from backprop_cli.problem.model import Formulas, Network
from backprop_cli.problem_file.bundled import starter
from backprop_cli.problem_file.files import text_of
from backprop_cli.problem_file.reader import read

GOOD = [path.read_bytes() for path in sorted((Path(__file__).parent / "good").glob("*.yaml"))]
SEEDS = [*GOOD, starter().encode(), starter(formulas=True).encode()]
HOSTILE = [
    *(b"[" * 200, b"{" * 200, b"(" * 200, b"- " * 200, b"? ", b": ", b"*a", b"&a ", b"!!int "),
    *(b"!<x> ", b"%YAML 9.9\n", b"---\n", b"...\n", b"\t", b"\0", b"\xff", b"\xef\xbb\xbf"),
    *(
        b"\r",
        b"\xc2\x85",
        b"\xe2\x80\xa8",
        b"\x1b[31m",
        b"'",
        b'"',
        b'"\\UFFFFFFFF"',
        b"|\n",
        b">-",
    ),
    *(b"9^9^9^9", b"1e999999", b"1e-999999999", b"0x1F", b".nan", b"1_0", b"1,5", b"1/3", b"~"),
    *(b"a/" * 60, b"--" * 60, b"x^-" * 60, b"__class__", b"\xe2\x88\x92", b"\xce\xb1", b"\xc2\xb2"),
    *(
        b"W1[1,1]",
        b"dL@9/dW9[9,9]#9",
        b"z1[99999999999999999999]",
        b"<<: ",
        b"#",
        b"\\",
        b"=",
        b"@",
    ),
    *(b"layers:\n", b"formulas:\n", b"samples:\n", b"at: {}\n", b"ask: [L]\n", b"loss: y\n"),
]


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A good file with a few bytes or lines flipped, lost, doubled, swapped or put in."""
    return spoiled(draw, draw(st.sampled_from(SEEDS)), HOSTILE)


def answered(data: bytes) -> None:
    """A problem, or an explanation that can be printed."""
    try:
        problem = read(text_of(data, "fuzz.yaml"), "fuzz.yaml")
    except ProblemError as error:
        page = str(error)
        assert page.startswith("error: ")
        assert not {unicodedata.category(char) for char in page if char != "\n"} & INVISIBLE
        page.encode("utf-8")
    else:
        assert isinstance(problem, (Network, Formulas))


INVISIBLE = {"Cc", "Cs", "Zl", "Zp"}
QUIET = [HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=400, suppress_health_check=QUIET)
@given(mutated())
def test_mutated_files_are_answered(data: bytes) -> None:
    """Hundreds of mutated files give a problem or an explanation, each within two seconds."""
    answered(data)


@pytest.mark.slow
@settings(max_examples=10_000, suppress_health_check=QUIET)
@given(mutated())
def test_thousands_of_mutated_files_are_answered(data: bytes) -> None:
    """Thousands of mutated files give a problem or an explanation, each within two seconds."""
    answered(data)


@settings(max_examples=200, suppress_health_check=QUIET)
@given(st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace")) | st.binary())
def test_any_bytes_are_answered(data: bytes) -> None:
    """Bytes that have nothing to do with a problem are explained as well."""
    answered(data)


@settings(max_examples=200)
@given(st.text("xyz0123456789.+-*/^() ,e²αsin[]@#_", max_size=200))
def test_any_formula_is_answered(formula: str) -> None:
    """Formulas of random signs give a problem or an explanation."""
    quoted = formula.replace("'", "''")
    answered(f"formulas: {{f: '{quoted}'}}\n".encode())
