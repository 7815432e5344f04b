"""README.md against the program: its commands run, its output is real, its tables are complete.

`pytest tests/test_readme.py --force-regen` writes the shown output again.
"""

import ast
import re
import shlex
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import pytest
import yaml

from backprop_cli import load
from backprop_cli.cli.main import COMMANDS, run
from backprop_cli.expr.evaluate import evaluate
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.parser import parse
from backprop_cli.formats import FORMATS, Subject, by_ending
from backprop_cli.formats import endings as all_endings
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.notation.unicode import Unicode
from backprop_cli.problem.initializers import INITIALIZERS
from backprop_cli.problem.known import symbols_of
from backprop_cli.problem.losses import LOSSES
from backprop_cli.problem.optimizers import OPTIMIZERS
from backprop_cli.problem.penalties import PENALTIES
from backprop_cli.problem_file.bundled import starter
from backprop_cli.problem_file.format import ACTIVATIONS, FORMULA_PROBLEM, NETWORK
from backprop_cli.problem_file.reader import read
from backprop_cli.problem_file.schema import schema
from backprop_cli.quantities.grammar import as_quantity
from backprop_cli.quantities.notations import NOTATIONS
from backprop_cli.worksheet.layout import STYLES
from backprop_cli.worksheet.remarks.table import REMARKS

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT = "⋮"

TYPO = """\
inputs: [0.05, 0.10]
layers:
  - weights: [[0.15, 0.20]]
    biases: 0,35
    activation: sigmiod
targets: [0.99]
loss: mse
"""

PARTS = {
    "backprop solve one_neuron": [
        (r"^One sigmoid neuron", r" after the update$"),
        (r" = \[?0\.5\]?$", r"^L before"),
    ],
    "backprop check two_layer_relu_sigmoid --arrays mine.json": [(r"^Marked", r"^earlier arrays give")],
}
"""Which parts of a long page are shown: from a line to the end of the row that begins with another."""


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the files that the examples speak of, and no variable that changes the output."""
    for name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    Path("typo.yaml").write_text(TYPO, encoding="utf-8")
    (sheet,) = [body for body in blocks("yaml") if body.startswith("student: Ada")]
    Path("ada.yaml").write_text(sheet, encoding="utf-8")
    (arrays,) = blocks("json")
    Path("mine.json").write_text(arrays, encoding="utf-8")
    (gradebook,) = blocks("csv")
    Path("canvas.csv").write_text(gradebook, encoding="utf-8")


def text() -> str:
    return README.read_text(encoding="utf-8")


def blocks(kind: str) -> list[str]:
    """The bodies of all fenced blocks of a kind."""
    return [match["body"] for match in BLOCK.finditer(text()) if match["kind"] == kind]


class Table(NamedTuple):
    """A table of the page: its head, and the names in backquotes of each row's first cell."""

    head: str
    names: tuple[str, ...]


def tables(page: str) -> Iterator[Table]:
    """The tables of a Markdown text."""
    for match in re.finditer(r"^\|(?P<head>.*)\|\n\|[-| ]+\|\n(?P<rows>(\|.*\|\n)+)", page, re.MULTILINE):
        first = [row.split("|")[1] for row in match["rows"].splitlines()]
        named = [cell for cell in first if cell.strip().startswith("`")]
        yield Table(
            match["head"].strip(), tuple(name for cell in named for name in re.findall("`(.+?)`", cell))
        )


def named(head: str) -> tuple[str, ...]:
    """The names that the table beginning with this head lists."""
    return next(table.names for table in tables(text()) if table.head.split(" |")[0] == head)


# --- output -----------------------------------------------------------------------------------------


def shown(command: str, said: str) -> str:
    """The output of a command as the page shows it: whole, or the chosen parts of it."""
    if command not in PARTS:
        return said
    lines, parts, start = said.splitlines(), [], 0
    for first, last in PARTS[command]:
        start = line_like(first, lines, start)
        end = line_like(last, lines, start) + 1
        while end < len(lines) and lines[end].startswith("│  "):
            end += 1
        end += end < len(lines) and lines[end].startswith("├")
        parts.append("\n".join(lines[start:end]))
        start = end
    return f"\n{LEFT_OUT}\n".join(parts) + "\n"


def line_like(pattern: str, lines: list[str], start: int) -> int:
    """The place of the first line from `start` on that matches."""
    return next(place for place in range(start, len(lines)) if re.search(pattern, lines[place]))


@pytest.mark.parametrize("block", blocks("console"), ids=lambda body: body.splitlines()[0])
def test_shown_output_is_what_the_program_prints(
    block: str, capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest
) -> None:
    """Each shown page or message is real; of a long page whole runs of its lines, in their order."""
    first, _, output = block.partition("\n")
    command = first.removeprefix("$ ")
    code = run(shlex.split(command)[1:])
    said = "".join(capsys.readouterr())
    assert code == (2 if said.startswith("error") else 1 if said.startswith(("Marked", "Hint", "Why")) else 0)
    expected = shown(command, said)
    if request.config.getoption("force_regen") and output != expected:
        old, new = f"```console\n{block}```", f"```console\n{first}\n{expected}```"
        README.write_text(text().replace(old, new), encoding="utf-8")
        pytest.fail(f"the output of `{command}` in README.md was written again")
    assert output == expected
    place = 0
    for part in output.split(f"{LEFT_OUT}\n"):
        assert part in said[place:]
        place = said.index(part, place) + len(part)


def test_the_page_opens_with_a_real_page() -> None:
    """The first block shows symbols, the forward pass, a derivative and the update table; it is short."""
    first = blocks("console")[0]
    assert text().index("```console") < text().index("\n## ")
    assert first.startswith("$ backprop solve one_neuron\nOne sigmoid neuron, squared error\n")
    for part in (
        "\nSymbols\n",
        "\nForward pass\n",
        "\nBackward pass\n",
        "\n│ ∂L/∂",
        "\n│ Parameter ",
        "\nL before the update: ",
    ):
        assert part in first
    assert first.count("\n") < 85


# --- commands ---------------------------------------------------------------------------------------


def test_the_commands_of_the_page_run(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Every `backprop …` line of the page works in turn; only `check` finds something wrong."""
    Path("answers").mkdir()
    Path("class.csv").write_text("id,name\n101,Ada\n", encoding="utf-8")
    Path("answers/ada.yaml").write_text("student: Ada\nanswers: {L: 1}\n", encoding="utf-8")
    lines = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("backprop ")]
    assert {shlex.split(line)[1] for line in lines} == set(COMMANDS)
    for line in lines:
        words = shlex.split(line, comments=True)
        if ">" in words:
            words = words[: words.index(">")]
        finds_fault = words[1] == "check" and "--hint" not in words  # of a blank sheet there is none to find
        assert run(words[1:]) == int(finds_fault), line
        assert "Traceback" not in capsys.readouterr().err


def test_there_are_exactly_two_set_up_commands() -> None:
    """Each is one line to copy: the first installs and solves, the second installs and tests."""
    section = text().split("## Set-up\n")[1].split("\n## ")[0]
    commands = [match["body"].splitlines() for match in BLOCK.finditer(section)]
    assert [len(lines) for lines in commands] == [1, 1]
    install, test = (lines[0].split(" && ") for lines in commands)
    assert install[0] == test[0] == "python3 -m venv .venv"
    assert install[-1] == ".venv/bin/" + blocks("console")[0].splitlines()[0].removeprefix("$ ")
    assert "-e '.[dev]'" in test[1]
    assert test[-1] == ".venv/bin/pytest -n auto"
    assert blocks("sh")[0].startswith(install[0])


@pytest.mark.parametrize("reader", ["students", "teaching assistants", "lecturers"])
def test_each_reader_has_three_commands(reader: str) -> None:
    """What they do most, before all the rest."""
    section = text().split(f"## For {reader}\n")[1].split("\n## ")[0]
    (block,) = [match["body"] for match in BLOCK.finditer(section)]
    assert [line.split()[0] for line in block.splitlines()] == ["backprop"] * 3
    assert text().index(f"## For {reader}\n") < text().index("\n## Commands\n")


def test_every_link_leads_to_a_heading() -> None:
    """Links within the page go where a host puts the anchors of its headings."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", text()), re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}
    links = re.findall(r"\]\(#([^)]+)\)", text())
    assert len(links) > 5
    assert set(links) <= anchors


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_told_for_each_shell(shell: str) -> None:
    """The line for each asks the program for its script; `tests/cli/test_completion.py` runs them."""
    (line,) = [line for block in blocks("sh") for line in block.splitlines() if f"{shell}_source" in line]
    code, comment = line.split("#")
    assert f"_BACKPROP_COMPLETE={shell}_source backprop" in code
    assert shell in comment


def test_the_python_example_runs() -> None:
    """The lines of the Python section do what they say."""
    names: dict[str, Any] = {}
    section = text().split("## Python\n")[1].split("\n## ")[0]
    for example in (match["body"] for match in BLOCK.finditer(section) if match["kind"] == "python"):
        exec(example, names)  # noqa: S102 - our own page
    assert {"problem", "derivation", "solution"} <= set(names)
    assert names["marked"].report.points > 0
    jsonschema.validate(names["problem"], schema())


def test_the_table_of_formats_is_the_list() -> None:
    """Every format with the endings that choose it and what it is of."""
    for name in dict.fromkeys(each.name for each in FORMATS):
        (endings, of) = re.findall(rf"^\| `{name}` \| (.*?) \| (.*?) \|$", README.read_text("utf-8"), re.M)[0]
        of = of.replace("all of these", ", ".join(each.value for each in formats_of_name("terminal")))
        subjects = {each for each in Subject if each.value in of}
        assert subjects == set(formats_of_name(name)), name
        chosen = [
            ending
            for subject in formats_of_name(name)
            for ending in all_endings(subject)
            if by_ending(f"x{ending}", subject).name == name
        ]
        assert re.findall(r"`(.*?)`", endings) == list(dict.fromkeys(chosen)), name


def formats_of_name(name: str) -> list[Subject]:
    return [subject for each in FORMATS if each.name == name for subject in each.subjects]


def test_the_example_file_is_a_problem(capsys: pytest.CaptureFixture[str]) -> None:
    """The annotated file solves, and shows only what it asks for."""
    example, _ = blocks("yaml")
    Path("example.yaml").write_text(example, encoding="utf-8")
    assert load("example.yaml").header.title == yaml.safe_load(example)["title"]
    assert run(["solve", "example.yaml", "--verify"]) == 0
    assert "∂L/∂w₁₁⁽¹⁾" in capsys.readouterr().out


# --- tables -----------------------------------------------------------------------------------------


def test_the_table_of_keys_is_complete() -> None:
    """Every key of a problem file, each once."""
    assert sorted(named("key")) == sorted({*NETWORK.fields, *FORMULA_PROBLEM.fields})


@pytest.mark.parametrize(
    ("head", "key"), [("key of a layer", "layers"), ("key of `marking`", "marking")], ids=["layer", "marking"]
)
def test_the_tables_of_keys_within_keys_are_complete(head: str, key: str) -> None:
    """Every key that may stand there, each once."""
    told = schema()["$defs"]["network"]["properties"][key]
    assert sorted(named(head)) == sorted(keys_of(told.get("items", told)))


def keys_of(schema: dict[str, Any]) -> set[str]:
    """The keys of a record, in all the ways in which it may stand."""
    return set(schema.get("properties", ())).union(*map(keys_of, schema.get("anyOf", ())))


def test_the_tables_of_activations_losses_and_optimisers_are_complete() -> None:
    """Every name, in the order of the program's own messages."""
    assert named("activation") == ACTIVATIONS
    assert named("loss") == tuple(LOSSES)
    assert named("optimizer") == tuple(OPTIMIZERS)


def test_what_formulas_know_is_listed() -> None:
    """Every function that is no activation in the table of functions, and each constant and operator."""
    assert named("function") == tuple(row.name for row in FUNCTIONS.values() if not row.activation)
    assert set(ACTIVATIONS) - {"softmax"} == {row.name for row in FUNCTIONS.values() if row.activation}
    told = text().partition("\nFormulas have ")[2].partition("\n|")[0]
    assert {*CONSTANTS, "+", "-", "*", "/", "^", "**"} <= set(re.findall(r"`([^`]+)`", told))
    for written, meant in {"2x": 2 * 0.5, "3(x + 1)": 3 * 1.5, "x**2": 0.25, "x^2": 0.25}.items():
        assert evaluate(parse(written), {"x": 0.5}) == meant


def test_the_starters_list_what_there_is() -> None:
    """Every notation, every function and constant, in lines that are no wider than the others."""
    network, formulas = starter(), starter(formulas=True)
    words = set(re.findall(r"\w+", network.partition("# notation")[2]))
    assert {*NOTATIONS} <= words
    for text in (network, formulas):
        assert {*FUNCTIONS, *CONSTANTS} <= set(re.findall(r"\w+", text))
        assert max(map(len, text.splitlines())) <= 110
        assert "{functions}" not in text


def test_the_table_of_remarks_is_complete() -> None:
    """Every key, in the order in which remarks are told."""
    assert named("remark") == tuple(row.key for row in REMARKS)


def test_the_tables_of_styles_and_verdicts_are_complete() -> None:
    """Every style, and every verdict in the words of the JSON."""
    assert named("style") == tuple(STYLES)
    (rows,) = re.findall(r"^\| verdict \| when \|\n\|[-|]+\|\n((?:\|.*\|\n)+)", text(), re.MULTILINE)
    told = [name for row in rows.splitlines() for name in row.split("|")[1].strip().split(", ")]
    assert sorted(told) == sorted(verdict.value for verdict in Verdict)


@pytest.mark.parametrize("table", [PENALTIES, INITIALIZERS], ids=["penalties", "initialisers"])
def test_names_without_a_table_stand_in_that_of_keys(table: Iterable[str]) -> None:
    """Penalties and initialisers, each in backquotes."""
    keys = "".join(line for line in text().splitlines() if line.startswith(("| `units`", "| `penalty`")))
    assert [name for name in table if f"`{name}`" not in keys] == []


NOTATION_TABLE = re.compile(
    r"^\| notation \|(?P<head>.*)\|\n\|[-|]+\|\n(?P<rows>(?:\|.*\|\n)*)", re.MULTILINE
)
SHAPE = """\
layers:
  - {weights: [[0.15, 0.2], [0.25, 0.3]], biases: 0.35, activation: relu}
  - {weights: [[0.4, 0.45], [0.5, 0.55]], biases: 0.6, activation: sigmoid}
inputs: [0.05, 0.1]
targets: [0.01, 0.99]
loss: mse
"""


def test_the_table_of_notations_is_what_pages_print(request: pytest.FixtureRequest) -> None:
    """Every notation, and how it writes the names of the head in a 2-2-2 network."""
    found = NOTATION_TABLE.search(text())
    assert found
    names = re.findall("`(.+?)`", found["head"])
    assert {"W1[2,1]", "z1[2]", "a2[2]", "dL/dz1[2]", "W1_new[2,1]"} <= set(names)
    rows = "".join(f"| `{notation}` | {' | '.join(written(notation, names))} |\n" for notation in NOTATIONS)
    if request.config.getoption("force_regen") and found["rows"] != rows:
        page = text()[: found.start("rows")] + rows + text()[found.end("rows") :]
        README.write_text(page, encoding="utf-8")
        pytest.fail("the table of notations in README.md was written again")
    assert found["rows"] == rows


def written(notation: str, names: list[str]) -> list[str]:
    """The names as a page has them."""
    quantities = {name: quantity for name in names if (quantity := as_quantity(name)) is not None}
    symbols = symbols_of(read(f"notation: {notation}\n{SHAPE}"))
    script = Unicode(quantities, deltas=True, symbols=symbols)
    return [script.name(name) for name in names]


def test_the_examples_of_own_names_are_read() -> None:
    """What the page shows under `names` suits a 2-2-2 network with a shared bias."""
    page = " ".join(text().split())
    examples = [
        found for found in re.findall(r"`(?:names: )?(\{[^`]*\})`", page) if re.match(r"\{\"?a1", found)
    ]
    own = [found for found in examples if not found.startswith("{a1: [")]
    assert len(own) == 5
    for example in own:
        assert len(symbols_of(read(f"names: {example}\n{SHAPE}")).own) >= example.count(": ")


def test_the_rows_of_the_page_are_those_that_tests_add() -> None:
    """Each example of a row, with its rule, stands in a test that sees it worked."""
    section = text().split("## Adding to it\n")[1].split("\n## ")[0]
    (block,) = [match["body"] for match in BLOCK.finditer(section) if match["kind"] == "python"]
    shown = [part.value if isinstance(part, ast.Expr) else part for part in ast.parse(block).body]
    assert len(shown) > 10
    added = {form(node) for tree in trees_with_rows() for node in ast.walk(tree)}
    assert [ast.unparse(part) for part in shown if form(part) not in added] == []


def form(node: ast.AST) -> str:
    """A piece of code without its spaces, and without the module that a row's class is taken from."""
    of_module = r"Attribute\(value=Name\(id='(?:mistakes|table)', ctx=Load\(\)\), attr="
    return re.sub(of_module, "Name(id=", ast.dump(node))


def trees_with_rows() -> Iterator[ast.AST]:
    """The tests that add rows, and the programs in them."""
    for name in ("test_rows.py", "notation/test_notations.py"):
        tree = ast.parse((ROOT / "tests" / name).read_text(encoding="utf-8"))
        yield tree
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "import" in node.value:
                with suppress(SyntaxError):
                    yield ast.parse(node.value)


def test_the_hosts_of_the_page_are_those_of_the_lint() -> None:
    """The page promises what `portable_markdown.py` looks at."""
    lint = (ROOT / "tests" / "portable_markdown.py").read_text(encoding="utf-8").splitlines()[0]
    for host in ("GitHub", "GitLab", "VS Code", "Jupyter", "Obsidian", "pandoc"):
        assert host in lint
        assert f"\n| {host}" in text()


def test_every_file_that_the_page_names_exists() -> None:
    """Paths in backquotes are paths of the repository."""
    paths = re.findall(
        r"[` ]((?:backprop_cli|problems|tests)/[\w/]+\.[a-z]+|backprop_cli/[\w/]+/)[`:, ]", text()
    )
    assert len(paths) > 15
    assert [each for each in paths if not (ROOT / each).exists()] == []
