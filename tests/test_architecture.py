"""The house: imports run one way, and heavy packages are not loaded by a plain `solve`."""

import ast
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

import backprop_cli

PACKAGE = Path(backprop_cli.__file__).parent
PROBLEMS = Path(__file__).parents[1] / "problems"

LEVELS = (
    *("late", "frozen", "errors", "expr", "quantities", "graph", "problem", "problem_file"),
    *("derivation", "proof", "notation", "words"),
    *("marking.sheets", "marking.mistakes", "marking.judging", "marking.results"),
    *("worksheet", "render", "export", "formats", "api", "cli"),
)
"""The rooms of the house in order: each uses itself and those before it. Marking is four rooms."""
LARGEST_SHARE = 1 / 5
"""Of the whole code that one room may hold: a room is one idea."""

ALLOWED = {
    "click": {"cli"},
    "rich": {"cli/console.py", "render/terminal.py", "render/grid.py"},
    "sympy": {"expr/algebra.py", "expr/in_sympy.py", "proof"},
    "numpy": {"proof", "marking/sheets/formats/npz.py"},
    "yaml": {"problem_file", "marking"},
}
"""Which files, or whole parts, may import a package that is not ours."""


class Import(NamedTuple):
    """One import: where it stands, what it names, and whether it runs when the module is loaded."""

    file: str
    module: str
    at_load: bool

    @property
    def part(self) -> str:
        return Path(self.file).parts[0].removesuffix(".py")

    @property
    def name(self) -> str:
        return ".".join(Path(self.file).with_suffix("").parts)


def imports() -> list[Import]:
    return [found for path in sorted(PACKAGE.rglob("*.py")) for found in _imports_of(path)]


def _imports_of(path: Path) -> Iterator[Import]:
    file = path.relative_to(PACKAGE).as_posix()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    delayed = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or _is_for_types(node)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        for module in _modules(node):
            at_load = id(node) not in delayed and not isinstance(node, ast.Call)
            yield Import(file, module, at_load)


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def _modules(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "late":
        return [f"backprop_cli.{name.rpartition('.')[0]}" for name in _late_names(node)]
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        assert node.level == 0, "imports are absolute here"
        module = node.module or ""
        return [f"{module}.{alias.name}" for alias in node.names] if _is_package(module) else [module]
    return []


def _late_names(call: ast.Call) -> list[str]:
    """What a call of `late` names."""
    (name,) = call.args
    assert isinstance(name, ast.Constant), "the name is written out, so that it is found"
    return [str(name.value)]


def _is_package(module: str) -> bool:
    return (PACKAGE.parent / module.replace(".", "/") / "__init__.py").exists()


def room(module: str) -> str:
    """The room of a module: `marking.judging` of `backprop_cli.marking.judging.room`."""
    parts = module.removeprefix("backprop_cli.").split(".")
    return ".".join(parts[:2] if parts[0] == "marking" else parts[:1])


def test_imports_run_one_way() -> None:
    """No room imports one that stands after it, not even inside a function."""
    ours = [found for found in imports() if found.module.startswith("backprop_cli.")]
    backward = [
        f"{found.file} imports {found.module}"
        for found in ours
        if found.part not in {"__init__", "__main__"}
        and room(found.module) != "__version__"
        and LEVELS.index(room(found.module)) > LEVELS.index(room(found.name))
    ]
    assert len(ours) > 100
    assert backward == []


def test_what_is_loaded_late_is_there() -> None:
    """A name in a table is found when somebody asks for it, not before: here all are asked for."""
    names = [
        name
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "late"
        for name in _late_names(node)
    ]
    assert names
    for name in names:
        module, _, function = name.rpartition(".")
        assert callable(getattr(import_module(f"backprop_cli.{module}"), function)), name


def test_every_part_has_its_place() -> None:
    """A new folder or file at the top of the package needs a place in the order."""
    modules = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    rooms = {
        room(".".join(path.parent.relative_to(PACKAGE).parts)) for path in PACKAGE.glob("*/**/__init__.py")
    }
    assert modules | rooms - {"marking"} == set(LEVELS)


def test_no_room_is_too_large() -> None:
    """A room that outgrows its share holds more than one idea."""
    lines: Counter[str] = Counter()
    for path in PACKAGE.rglob("*.py"):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        lines[room(".".join(parts))] += len(path.read_text(encoding="utf-8").splitlines())
    too_large = {name for name, count in lines.items() if count > LARGEST_SHARE * lines.total()}
    assert too_large == set()


@pytest.mark.parametrize("package", ALLOWED)
def test_each_package_is_imported_in_its_place_only(package: str) -> None:
    """Only the command line knows click, only what draws knows rich, only the proofs SymPy and numpy."""
    places = {found.file for found in imports() if found.module.split(".")[0] == package}
    allowed = ALLOWED[package]
    assert places
    assert {file for file in places if file not in allowed and Path(file).parts[0] not in allowed} == set()


def test_sympy_and_numpy_are_imported_late() -> None:
    """SymPy and numpy are imported inside functions, or for types only."""
    heavy = [found for found in imports() if found.module.split(".")[0] in {"sympy", "numpy"}]
    assert [found for found in heavy if found.at_load] == []


KNOW_EACH_OTHER = ("derivation/derivation.py", "backprop_cli.derivation.training")
"""A derivation knows, for types only, the training that it is of; that derives each of its steps."""


def test_no_circle_of_imports() -> None:
    """The modules can be put in an order in which each imports only earlier ones, inside functions too."""
    graph: dict[str, set[str]] = {}
    for found in imports():
        name = "backprop_cli." + found.file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        if found.module.startswith("backprop_cli.") and (found.file, found.module) != KNOW_EACH_OTHER:
            graph.setdefault(name, set()).add(found.module)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))
    assert len(order) > 40


TYPE_VARIABLES = {"T_co"}
"""Its meaning is the same wherever it stands: any type."""


def types_of(path: Path) -> Iterator[str]:
    """The classes of a file and its other names for types, private ones without their underscore."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = [node.name for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    assigned = [node for node in tree.body if isinstance(node, ast.Assign | ast.AnnAssign)]
    targets = [
        target
        for node in assigned
        for target in (node.targets if isinstance(node, ast.Assign) else [node.target])
    ]
    aliases = [target.id for target in targets if isinstance(target, ast.Name)]
    names = (name.lstrip("_") for name in (*classes, *aliases))
    yield from (name for name in names if name[:1].isupper() and not name.isupper())


def test_a_type_s_name_means_one_thing() -> None:
    """No two classes or names for types are called alike, in whatever rooms they stand."""
    places: dict[str, list[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for name in types_of(path):
            places.setdefault(name, []).append(path.relative_to(PACKAGE).as_posix())
    assert len(places) > 300
    alike = {name: where for name, where in places.items() if len(where) > 1 and name not in TYPE_VARIABLES}
    assert alike == {}


ONE_IDEA = {
    "blank": ({"api/blanks.py", "cli/blank.py"}, "a recipe and its command"),
    "check": ({"api/sheets.py", "cli/check.py"}, "a recipe and its command"),
    "solve": ({"api/solutions.py", "cli/solve.py"}, "a recipe and its command"),
    "schema": ({"problem_file/schema.py", "cli/schema.py"}, "what it holds and the command that prints it"),
    "main": ({"cli/main.py", "cli/start.py"}, "the program, and what starts it"),
    "derive": ({"derivation/derive.py", "api/problems.py"}, "every step of a graph, and of its problem"),
    "transposed": ({"expr/pull_back.py", "problem_file/shapes.py"}, "a formula or numbers, rows for columns"),
    "prelude": (
        {"export/python_functions.py", "export/pytorch_functions.py"},
        "the lines before a program's own, in two languages",
    ),
    "languages": ({"words/language.py", "cli/completion.py"}, "those there are, and what a shell offers"),
    "any_of": ({"words/marked.py", "worksheet/verdicts.py"}, "mistakes of which one was made"),
    "asked_digits": ({"words/marked.py", "worksheet/verdicts.py"}, "`2 significant digits`"),
    "either": ({"words/lists.py", "formats.py"}, "`a or b`, in the language of a sheet and in a message"),
}
"""The public functions that share a name: where they stand, and the idea that all of them are."""


def functions_of(path: Path) -> Iterator[str]:
    """The public functions of a file, without methods and what stands inside of others."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = (node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return (name for name in functions if not name.startswith("_"))


def sentences_by_name() -> set[tuple[str, str]]:
    """The file and name of what other rooms import from `words/` without its module: `say`."""
    return {
        (f"{(node.module or '').removeprefix('backprop_cli.').replace('.', '/')}.py", alias.name)
        for path in PACKAGE.rglob("*.py")
        if path.relative_to(PACKAGE).parts[0] != "words"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("backprop_cli.words.")
        for alias in node.names
    }


def test_a_function_s_name_means_one_thing() -> None:
    """No two public functions are called alike but what is one idea; sentences stand behind `words.`."""
    by_name = sentences_by_name()
    places: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        file = path.relative_to(PACKAGE).as_posix()
        for name in functions_of(path):
            if not file.startswith("words/") or (file, name) in by_name:
                places.setdefault(name, set()).add(file)
    assert len(places) > 700
    assert ("words/say.py", "say") in by_name
    alike = {name: where for name, where in places.items() if len(where) > 1}
    assert alike == {name: where for name, (where, _) in ONE_IDEA.items()}


PRINT_MODULES = """
import sys
from backprop_cli.cli.main import run
code = run(sys.argv[1:])
print("modules:", *sorted(sys.modules))
sys.exit(code)
"""


def loaded(*arguments: str) -> set[str]:
    """The packages that a process has loaded after running one command."""
    return {name.partition(".")[0] for name in loaded_modules(*arguments)}


def loaded_modules(*arguments: str) -> set[str]:
    """The same module by module."""
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", PRINT_MODULES, *arguments],
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    return set(done.stdout.splitlines()[-1].removeprefix("modules: ").split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("--help",),
        ("--version",),
        ("solve", "--help"),
        ("problems",),
        ("solve", str(PROBLEMS / "two_layer_sigmoid.yaml"), "--format", "json"),
        ("solve", str(PROBLEMS / "chain_rule_symbolic.yaml"), "--format", "markdown"),
    ],
    ids=lambda arguments: "_".join(Path(each).name for each in arguments),
)
def test_what_draws_no_table_needs_no_sympy_numpy_or_rich(arguments: tuple[str, ...]) -> None:
    """Help, version, lists and every format but the terminal's load neither SymPy nor numpy nor rich."""
    assert loaded(*arguments) & {"sympy", "numpy", "rich", "mpmath"} == set()


def test_a_piped_page_loads_rich_for_its_tables_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page with tables loads rich, and no proof; a narrow one of lines needs neither."""
    page = ("solve", str(PROBLEMS / "one_neuron.yaml"))
    heavy = {"sympy", "numpy", "rich", "mpmath"}
    monkeypatch.setenv("COLUMNS", "80")
    assert loaded(*page) & heavy == {"rich"}
    monkeypatch.setenv("COLUMNS", "30")
    assert loaded(*page) & heavy == set()


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_help_reads_no_yaml(arguments: tuple[str, ...]) -> None:
    """Help and version load click and nothing else that is heavy."""
    assert "yaml" not in loaded(*arguments)


NOT_USED = {
    *("backprop_cli.cli.check", "backprop_cli.cli.blank", "backprop_cli.expr.by_rule"),
    *("backprop_cli.problem_file.read_formulas", "backprop_cli.problem.objections.names"),
    *("backprop_cli.notation.ascii", "backprop_cli.marking", "locale"),
}
"""What a plain sheet of a network does without."""


def test_a_plain_solve_loads_what_it_uses() -> None:
    """No other command, rules, objections or ASCII, no author's formulas, no `locale`; rules load theirs."""
    page = ("solve", str(PROBLEMS / "two_layer_sigmoid.yaml"))
    assert loaded_modules(*page) & NOT_USED == set()
    assert loaded_modules(*page, "--rules") & NOT_USED == {"backprop_cli.expr.by_rule"}


def test_a_proof_loads_its_witnesses() -> None:
    """The test above would notice: with `--verify`, SymPy and numpy are there."""
    assert {"sympy", "numpy"} <= loaded("solve", str(PROBLEMS / "two_layer_sigmoid.yaml"), "--verify")


def test_no_module_takes_the_name_of_a_public_function() -> None:
    """Python sets a loaded submodule on its package: `backprop_cli.check(...)` would call the module."""
    modules = {path.stem for place in (PACKAGE, PACKAGE / "api") for path in place.iterdir()}
    assert modules.isdisjoint(backprop_cli.__all__)
    assert "solutions" in modules


TEXT = "from __future__ import annotations\n"
"""What leaves annotations as text."""


def test_annotations_of_named_tuples_are_text_only_where_they_must_be() -> None:
    """Each that is text is compiled when its module is loaded, so only names that stand later are text."""
    sources = {path: path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py")}
    tuples = {path: source for path, source in sources.items() if "(NamedTuple):" in source}
    assert len(tuples) > 100
    for path, source in tuples.items():
        if TEXT in source:
            code = compile(source.replace(TEXT, ""), path, "exec", dont_inherit=True)
            with pytest.raises(NameError):
                exec(code, {"__name__": path.stem})  # noqa: S102 - our own module


CALLED_BY_LIBRARIES = {
    *("_repr_markdown_", "list_commands", "get_help_option", "ignore_aliases", "yaml_implicit_resolvers"),
}
"""What Jupyter, click and PyYAML ask for by its name."""


def _defined_in(tree: ast.Module) -> Iterator[str]:
    """The functions, classes, constants and fields of a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        for line in node.body if isinstance(node, ast.ClassDef | ast.Module) else ():
            targets = [line.target] if isinstance(line, ast.AnnAssign) else getattr(line, "targets", [])
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def _used_in(tree: ast.Module) -> Iterator[str]:
    """The names a module reads; a name in a table of what is loaded late is text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from re.split(r"\W+", node.value) if " " not in node.value else ()


def test_nothing_is_written_that_nothing_uses() -> None:
    trees = [ast.parse(path.read_text()) for path in sorted(PACKAGE.rglob("*.py"))]
    defined = {name for tree in trees for name in _defined_in(tree) if not name.startswith("__")}
    used = {name for tree in trees for name in _used_in(tree)}
    assert "evaluate" in defined & used
    assert defined - used == CALLED_BY_LIBRARIES
