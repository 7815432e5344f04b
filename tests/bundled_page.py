"""The lists of `problems/README.md`, made of `exercises.yaml` and of the bundled problems themselves."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import yaml

from backprop_cli import load
from backprop_cli.problem.model import Formulas, Network
from backprop_cli.problem_file.bundled import BundledProblem, catalogue, path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "problems" / "README.md"
TABLE: dict[str, Any] = yaml.safe_load((ROOT / "tests" / "exercises.yaml").read_text(encoding="utf-8"))

MADE = re.compile(r"^## By course\n.*?(?=^## Adding one$)", re.DOTALL | re.MULTILINE)
"""The part of the page that is made."""
OURS = "the exercise is ours"


def exercises() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every exercise with its number."""
    for course in TABLE["courses"]:
        yield from course["exercises"].items()


def made() -> str:
    """The lists, as Markdown."""
    return "\n\n".join(["## By course", *_by_course(), "## By topic", *_by_topic()]) + "\n\n"


# --- by course --------------------------------------------------------------------------------------


def _by_course() -> Iterator[str]:
    for course in TABLE["courses"]:
        rows = [
            (
                number,
                each["asks"],
                ", ".join(map(_link, each["problems"])),
                ", ".join(f"`backprop solve {shown}`" for shown in each.get("shown", ())),
            )
            for number, each in course["exercises"].items()
        ]
        yield f"### {course['name']}"
        yield _table(("", "exercise", "problems", "as the course shows it"), rows)
    listed = {name for _, each in exercises() for name in each["problems"]}
    rest = [row for row in catalogue() if row.name not in listed]
    taught = [row for row in rest if row.source.startswith(_sources())]
    ours = [row for row in rest if row.source == OURS]
    published = [row for row in rest if row not in ours and row not in taught]
    for head, rows in (("More of the courses", taught), ("Published worked examples", published)):
        if rows:
            yield f"### {head}"
            yield _table(("name", "source"), [(_link(row.name), _plain(row.source)) for row in rows])
    yield "### Our own"
    yield _table(("name", "what it is"), [(_link(row.name), _plain(row.title)) for row in ours])


def _sources() -> tuple[str, ...]:
    return tuple(course["source"] for course in TABLE["courses"])


# --- by topic ---------------------------------------------------------------------------------------


def _by_topic() -> Iterator[str]:
    order = TABLE["topics"]
    for topic in order:
        yield f"### {topic.capitalize()}"
        rows = [row for row in catalogue() if row.topic == topic]
        cells = [(_link(row.name), _plain(row.title), form(row), _plain(_comment(row))) for row in rows]
        yield _table(("name", "what it is", "with", "note"), cells)


def form(row: BundledProblem) -> str:
    """A problem in a few words: its formulas, or units, activations, loss and what else it has."""
    problem = load(row.name)
    if isinstance(problem, Formulas):
        written = yaml.safe_load(_text(row))["formulas"]
        parts = [f"`{name} = {body}`" for name, body in written.items()]
    else:
        parts = list(_of_network(problem))
    if problem.optimizer and problem.optimizer.optimizer.name != "sgd":
        parts.append(f"`{problem.optimizer.optimizer.name}`")
    if problem.schedule.steps > 1:
        parts.append(f"{problem.schedule.steps} steps")
    return ", ".join(parts)


def _of_network(network: Network) -> Iterator[str]:
    units = [len(network.samples[0].inputs), *(len(layer.weights) for layer in network.layers)]
    yield "-".join(map(str, units))
    yield " and ".join(dict.fromkeys(layer.activation.name for layer in network.layers))
    yield f"`{network.loss.name}`"
    if len(network.samples) > 1:
        yield f"{len(network.samples)} samples"
    if network.penalty:
        yield f"`{network.penalty.row.name}`"


def _text(row: BundledProblem) -> str:
    return Path(path(row.name)).read_text(encoding="utf-8")


def _comment(row: BundledProblem) -> str:
    """What the file tells teachers: the lines of its comment."""
    lines = _text(row).splitlines()
    return " ".join(line.removeprefix("#").strip() for line in lines if line.startswith("#"))


# --- Markdown ---------------------------------------------------------------------------------------


def _link(name: str) -> str:
    return f"[`{name}`]({name}.yaml)"


def _plain(text: str) -> str:
    """Text that Markdown leaves as it is; what stands in backquotes is code already."""
    return re.sub(r"([|*$<])", r"\\\1", text)


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, ("---",) * len(head), *rows))
