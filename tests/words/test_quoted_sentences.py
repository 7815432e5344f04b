"""What is raised or warned of where no language is known is said in the page's own where a page quotes it."""

import json
import re
from pathlib import Path

import pytest
from pseudo import Pseudo, plain_words, words_in

from backprop_cli import check, load, solution
from backprop_cli.cli.main import run
from backprop_cli.errors import NOTHING, Sentence
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.words.say import phrase, say, translated

NETWORK = """\
inputs: [1, 2]
layers:
  - {weights: [[0.1, 0.2], [0.3, 0.4]], biases: 0.5, activation: tanh}
  - {weights: [[0.5, 0.6]], activation: sigmoid}
targets: [%s]
loss: %s
optimizer: {name: %s, learning_rate: %s}
"""
BATCH = """\
samples:
  - {inputs: [1], targets: [%s]}
  - {inputs: [2], targets: [%s]}
layers:
  - {weights: [[0.5]], activation: sigmoid}
loss: bce
"""
FORMULAS = """\
formulas: {y: x^2 + c, z: 3*y}
at: {x: 2, c: 1}
wrt: [x]
"""


@pytest.fixture
def veiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """All sentences that are looked up are veiled."""
    language = Pseudo()
    monkeypatch.setattr("backprop_cli.words.say.catalogue", lambda: language)


def open_words(text: str) -> set[str]:
    """The words of a text that are not veiled, but for what is cited."""
    functions = {word for name in FUNCTIONS for word in words_in(name)}
    cited = (
        r"`[^`\n]*`|\b(?:dL|da1|dz[12]|W1)(?:\[|/d|_new)|\b0x[0-9A-F]{2}\b"  # the grammar's own names, a byte
    )
    return plain_words(re.sub(cited, " ", text), functions)


# --- sentences --------------------------------------------------------------------------------------


def test_a_sentence_is_its_english_text() -> None:
    """Whoever knows no language prints it as any text."""
    assert Sentence("{name} is {count}", name="`L`", count=2) == "`L` is 2"
    assert Sentence.several("{count} step", "{count} steps", count=1) == "1 step"
    assert Sentence.several("{count} step", "{count} steps", count=3) == "3 steps"
    assert not NOTHING


def test_it_is_said_where_it_is_put_in(veiled: None) -> None:
    """Alone, in another one, and in another one's hole; other text stays as it is."""
    inner = Sentence("{name} is odd", name="`L`")
    outer = Sentence.several("{what} ({count} line)", "{what} ({count} lines)", what=inner, count=2)
    assert translated(inner) == "`L` xx xxx"
    assert phrase("so: {why}", why=outer) == "xx: `L` xx xxx (2 xxxxx)"
    assert say("so: {why}", why=outer) == ("xx: `L` xx xxx (2 xxxxx)",)
    assert (translated("as it is"), translated(NOTHING)) == ("as it is", "")


# --- warnings ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        NETWORK % ("0.5", "cross_entropy", "sgd", "0.1"),
        NETWORK % ("3", "bce", "sgd", "0.1"),
        NETWORK % ("1", "mse", "sgd", "-0.1"),
        NETWORK % ("1", "mse", "sgd", "0"),
        (NETWORK % ("1", "mse", "momentum", "0.1")).replace("momentum,", "momentum, mu: 2,"),
        NETWORK % ("1", "mse", "sgd", "0.1") + "penalty: {name: l2, rate: -1}\n",
        NETWORK % ("1", "mse", "sgd", "0.1") + 'known: {"a1[1]": 3}\n',
        (NETWORK % ("1", "mse", "sgd", "0.1")).replace("tanh", "relu") + 'known: {"a1[1]": -3}\n',
        BATCH % (2, 1),
        BATCH % (2, 3),
    ],
)
def test_the_warnings_of_a_problem_stand_on_its_sheet(text: str, veiled: None) -> None:
    """They are the author's to mend, and a student reads them."""
    problem = read(text, "")
    assert problem.warnings
    page = solution(problem).render("markdown")
    said = [line for line in page.splitlines() if line.startswith("xxxx: ")]
    assert len(said) == len(problem.warnings)
    assert [open_words(line.replace("\\", "")) for line in said] == [set()] * len(said)


# --- answers and names ------------------------------------------------------------------------------


def reasons(problem: Problem, answers: dict[str, str]) -> str:
    """What is said of answers, beside them and of those that are none."""
    (sheet,) = json.loads(check(problem, answers).render("json"))["sheets"]
    return " ".join([*(line["reason"] for line in sheet["answers"] if line["given"]), *sheet["problems"]])


@pytest.mark.parametrize(
    "answer",
    [
        *("a + ", "(z2 + 1", "z2 1", "z2 + )", "[1 + z2", "ln 3", "log 3", "lg(3)", "√3", "max(1)", "= ,"),
        *("z2^1000", "10^99*10^99", "(0-1)^0.5", "1/0", "ln(0-1)", "sqrt(0-2)", "9^99^99", "exp(1000)"),
        *("(" * 50 + "1" + ")" * 50, "1" * 50 + "+z2", "1e999*z2", "1e-999*z2", "1/" * 50 + "1", "W1 + 1"),
        *("W9[1,1] + 1", "z1[7] * 2", "nobody + 1", "1.2.3", "0.5·10-3"),
    ],
)
def test_why_an_answer_is_not_read(answer: str, veiled: None) -> None:
    """The parser's words, and those on values that there are not."""
    said = reasons(load("two_layer_relu_sigmoid"), {"L": answer})
    assert "xx" in said
    assert open_words(said) == set()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        *(
            (NETWORK, name)
            for name in ("q", "W1[9,1]", "W3[1,1]", "b2", "z1[1]@2", "L#2", "v(W1[1,1])", "b1[2]")
        ),
        *(
            (NETWORK, name)
            for name in ("dL/dx[1]", "dL/dy", "dW1[1,1]/dL", "z1_new[1]", "W1[1]", "dL/db1[2]")
        ),
        *((NETWORK, name) for name in ("W1[2,3]", "z1[1]#0", "n" * 500, "dL/dz1", "dz2/dz1[1]@1")),
        *((BATCH, name) for name in ("z1", "L@9", "W1@1", "dL/dW1@2", "dL@1/dz1@2", "dL@1/dz1", "W1_new")),
        *((FORMULAS, name) for name in ("q", "dy/dc", "dx/dy", "dy/dq", "y_new", "x_new", "zz", "y#2")),
    ],
)
def test_why_a_name_is_none(text: str, name: str, veiled: None) -> None:
    """What objects to a name where a problem is read says it on a student's sheet."""
    holes = {NETWORK: ("1", "mse", "sgd", "0.1"), BATCH: (0, 1), FORMULAS: ()}
    said = reasons(read(text % holes[text], ""), {name: "0.5"})
    assert open_words(said) == set()


# --- files ------------------------------------------------------------------------------------------


UNREAD = {
    "empty.yaml": b"",
    "zero.yaml": b"z1[1]: 0.5\0",
    "latin.yaml": b"student: Ren\xe9\n",
    "wide.yaml": "z1[1]: 1\n".encode("utf-16"),
    "large.yaml": b"z" * 300_000,
    "long.yaml": b"\n" * 6_000,
    "deep.yaml": b"a: " + b"[" * 500,
    "list.yaml": b"- *a\n",
    "broken.json": b"{",
    "list.json": b"[1]",
    "odd.json": b'{"answers": 3}',
    "form.csv": b"name,z1[1]\nA,1\nB,2,3,4,5\n",
}
"""Files of which nothing is read, or too much would be."""


@pytest.mark.parametrize("name", UNREAD)
def test_why_a_file_is_not_read(
    name: str, veiled: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In the table of a class it stands beside the file's name."""
    (tmp_path / name).write_bytes(UNREAD[name])
    (tmp_path / "good.yaml").write_text("z1[1]: 0.3775\n", encoding="utf-8")
    assert run(["check", "two_layer_relu_sigmoid", str(tmp_path), "--format", "json"]) == 1
    sheets = json.loads(capsys.readouterr().out)["sheets"]
    said = " ".join(f"{sheet['fault'] or ''} {sheet['sentence']} {sheet['problems']}" for sheet in sheets)
    of_python = words_in("Expecting property name enclosed in double quotes line column char")
    assert open_words(said) - of_python == set()
