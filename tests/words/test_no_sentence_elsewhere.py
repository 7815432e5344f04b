"""Sentences for readers of a sheet stand in `words/`, whole; elsewhere there are none."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

import backprop_cli
from backprop_cli.derivation.circuit import Pattern
from backprop_cli.derivation.step import Rule
from backprop_cli.marking.judging.grounds import Source
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.words import class_results, gates, hint, marked, why
from backprop_cli.worksheet.hint import DERIVED

PACKAGE = Path(backprop_cli.__file__).parent
ROOMS = ("marking", "worksheet", "render", "export")
"""The rooms that make pages. Those before `words` cannot import it: they hold errors and data for authors.
`cli` holds help, and the messages of the command itself."""
PHRASE = re.compile(r"[^\W\d_]{2,}[,;:]? +[^\W\d_]{2,}|^ ?[^\W\d_]{3,}[,:;]? $|^[,;:]? [^\W\d_]{3,}")
"""Two words with a space between, or one word and a space at the edge of a hole."""

SAYING = {"say", "phrase", "mark", "several", "meant"}
"""What looks a sentence up, or marks it for that."""
ROWS = {"Mistake": 2, "OwnConvention": 3}
"""Rows that hold their sentence as the argument of this place; their property `sentence` says it."""
ERRORS = {
    *("UsageError", "ProblemError", "FormulaError", "UnreadableError", "RefusedError", "TypeError"),
    *("Fault", "refusal", "refused"),
}
"""Faults of a whole file or a command line, with their place: for whoever wrote it, on standard error."""
QUOTED = (
    *("expr/parser.py", "expr/parser_faults.py", "expr/evaluate.py"),
    *(
        "problem/times.py",
        "problem/formula_quantities.py",
        "problem/objections/typed_names.py",
        "problem/network_meanings.py",
    ),
    *("problem/objections/names.py", "problem/objections/quantities.py", "problem/objections/samples.py"),
    *("problem/objections/derivatives.py", "problem/objections/given.py", "problem/objections/sentences.py"),
)
"""Files that know no language and whose messages are quoted on students' pages, as `Sentence`."""
FOR_AUTHORS = (
    "write ",
    "something is missing",
    "split it",
    "group with",
    "for a product",
    "add `",
    "there is no opening",
)
"""How the hints begin that stand below an author's formula and on no page."""
OTHERS = {"compile", "sub", "split", "fullmatch", "counted"}
"""Regular expressions, and the key of what is counted."""
ALLOWED = {
    "export/python.py": "the text of a program",
    "export/python_functions.py": "the text of a program",
    "export/pytorch.py": "the text of a program",
    "export/pytorch_formulas.py": "the text of a program",
    "export/pytorch_functions.py": "the text of a program",
    "export/pytorch_network/layers.py": "the text of a program",
    "export/pytorch_network/tensors.py": "the text of a program",
    "export/pytorch_network/update.py": "the text of a program",
    "marking/results/gradebooks/canvas.py": "heads of Canvas's own columns",
    "marking/results/gradebooks/moodle.py": "heads of Moodle's own columns",
    "marking/sheets/formats/counted_words.py": "headings as students have them",
    "marking/sheets/formats/equations.py": "functions as equations have them",
    "marking/sheets/formats/form.py": "heads of columns as forms have them",
    "marking/sheets/formats/of_parameter.py": "heads of columns as students have them",
    "marking/sheets/formats/of_unit.py": "heads of columns as students have them",
    "marking/sheets/formats/who_heads.py": "heads of columns as forms have them",
    "marking/sheets/formats/table.py": "heads of columns as sheets have them",
    "marking/sheets/formats/sample_inputs.py": "headings as students have them",
    "marking/sheets/formats/update_headings.py": "headings as students have them",
    "marking/sheets/lead_words.py": "words before answers as students have them",
    "marking/sheets/values.py": "what students write for no value",
    "marking/sheets/csv_table.py": "an assertion, and the end of an error message",
    "render/html.py": "elements of HTML",
    "render/mathml.py": "elements of MathML, and an error of the program's own",
    "render/styled.py": "a style of rich",
    "worksheet/literals.py": "a formula",
}
"""Files with other strings that are no sentences for readers, and what those are; the pages of the
pseudo-language (`test_every_sentence_is_said.py`) look into these files as well."""


class Literal(NamedTuple):
    """A string in the code."""

    file: str
    line: int
    text: str
    callers: tuple[tuple[str, int], ...] = ()
    """The functions that it is handed to, from the inside out, and its place among their arguments."""


def literals(path: Path) -> Iterator[Literal]:
    """The strings of a file but for docstrings, annotations, keys, what is compared, an Enum, and errors."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    file = path.relative_to(PACKAGE).as_posix() if path.is_relative_to(PACKAGE) else path.name
    of_errors = _handed_to_errors(tree)
    silent = {id(each) for node in ast.walk(tree) for each in _silent(node, of_errors)}

    def walk(node: ast.AST, callers: tuple[tuple[str, int], ...]) -> Iterator[Literal]:
        if id(node) in silent:
            return
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield Literal(file, node.lineno, node.value, callers)
        if isinstance(node, ast.Call):
            yield from walk(node.func, callers)
            for place, each in enumerate([*node.args, *(keyword.value for keyword in node.keywords)]):
                yield from walk(each, ((_called(node), place), *callers))
            return
        for child in ast.iter_child_nodes(node):
            yield from walk(child, callers)

    yield from walk(tree, ())


def _called(call: ast.Call) -> str:
    function = call.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _handed_to_errors(tree: ast.AST) -> set[str]:
    """The names of variables from which the messages of errors are made."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _called(node) in ERRORS]
    return {each.id for call in calls for each in ast.walk(call) if isinstance(each, ast.Name)}


def _silent(node: ast.AST, of_errors: set[str]) -> Iterator[ast.AST]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        yield node.value
    if isinstance(node, ast.ClassDef) and any("Enum" in ast.unparse(base) for base in node.bases):
        yield from node.body
    if isinstance(node, ast.Assign) and {ast.unparse(each) for each in node.targets} <= of_errors:
        yield node.value
    if isinstance(node, ast.Dict):
        yield from filter(None, node.keys)
    if isinstance(node, ast.Compare):
        yield from (node.left, *node.comparators)
    for field in ("annotation", "returns"):
        if getattr(node, field, None) is not None:
            yield getattr(node, field)


def is_sentence(found: Literal) -> bool:
    """Whether a string has words that are for readers."""
    return bool(PHRASE.search(found.text)) and not any(
        name in ERRORS | OTHERS or ROWS.get(name) == place for name, place in found.callers
    )


def sentences(path: Path) -> list[Literal]:
    return [found for found in literals(path) if is_sentence(found)]


def test_no_sentence_stands_elsewhere() -> None:
    """In the rooms that make pages every string with words in it is for authors, a row's, or listed above."""
    files = [path for room in ROOMS for path in (PACKAGE / room).rglob("*.py")]
    assert len(files) > 100
    found = [each for path in files for each in sentences(path) if each.file not in ALLOWED]
    assert [f"{each.file}:{each.line}: {each.text}" for each in found] == []


def test_every_exception_is_needed() -> None:
    """A file that holds no such string any more leaves the list."""
    assert [file for file in ALLOWED if not sentences(PACKAGE / file)] == []


def test_every_sentence_in_words_can_be_translated() -> None:
    """In `words` itself every string with words in it is handed to what looks it up or marks it."""
    found = [each for path in (PACKAGE / "words").rglob("*.py") for each in literals(path)]
    marked_ones = [each for each in found if any(name in SAYING for name, _ in each.callers)]
    assert len(marked_ones) > 300
    assert [each for each in found if is_sentence(each) and each not in marked_ones] == []


@pytest.mark.parametrize("file", QUOTED)
def test_what_a_page_quotes_can_be_translated(file: str) -> None:
    """Every string with words in it is a `Sentence`, so that it is said in the page's language."""
    spoken = [each for each in literals(PACKAGE / file) if PHRASE.search(each.text)]
    found = [
        each
        for each in spoken
        if not any(name in OTHERS | {"TypeError", "cited"} for name, _ in each.callers)
    ]
    said = [each for each in found if {"Sentence", "several"} & {name for name, _ in each.callers}]
    assert said
    assert [each for each in found if each not in said and not each.text.startswith(FOR_AUTHORS)] == []


@pytest.mark.parametrize("folder", ["marking", "words"])
def test_a_sentence_is_not_put_together_before_it_is_looked_up(folder: str) -> None:
    """What is looked up is a constant: an f-string has another text each time, and no catalogue holds it."""
    calls = [
        (path, node)
        for path in (PACKAGE / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    ]
    looked_up = [(path, node) for path, node in calls if _called(node) in SAYING and node.args]
    assert len(looked_up) > 20
    made = [(path, node) for path, node in looked_up if isinstance(node.args[0], ast.JoinedStr | ast.BinOp)]
    assert [f"{path}:{node.lineno}" for path, node in made] == []


@pytest.mark.parametrize(
    ("code", "is_found"),
    [
        ('def f():\n    return Paragraph(("the loss is " + x,))', True),
        ('def f(n):\n    yield f"{n} lines left out"', True),
        ('HEADS = ("First wrong line", "Mistake")', True),
        ('def f(n):\n    told = f"{n} lines are too many"\n    raise UsageError(told)', False),
        ('def f():\n    """Says nothing at all."""', False),
        ('ROW = Mistake("key", rule, "the sign is turned")', False),
        ('X = re.compile("two words")', False),
        ('symbols = {"W1": "a", "b1": "z"}', False),
    ],
)
def test_the_search_finds_sentences_and_nothing_else(code: str, is_found: bool, tmp_path: Path) -> None:
    """A sentence, a piece of one, and a head are found; errors, docstrings, rows and signs are not."""
    path = tmp_path / "code.py"
    path.write_text(code, encoding="utf-8")
    assert bool(sentences(path)) == is_found


def test_every_word_for_programs_has_one_for_readers() -> None:
    """Each verdict, source, pattern and rule has its sentence in the tables of `words`."""
    verdicts = {verdict.value for verdict in Verdict}
    assert marked.VERDICTS.keys() == verdicts
    assert why.VERDICTS.keys() == verdicts - {Verdict.BLANK.value}
    assert class_results.COUNTS.keys() < verdicts
    assert why.SOURCES.keys() == {source.value for source in Source}
    assert set(gates.NAMES) == set(gates.LABELS) == set(gates.MEANINGS) == set(Pattern)
    assert set(hint.RULES) == set(Rule) - DERIVED  # these name their quantities
