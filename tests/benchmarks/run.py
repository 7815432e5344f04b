"""Speed, as ratios of processes on the same machine: run `python tests/benchmarks/run.py`.

Each ratio is the median over paired runs, one after the other, so that a busy machine slows both.
Limits: what the project promises; a line without one is only for comparison.
"""

import compileall
import gc
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import backprop_cli
from backprop_cli import derive, load, solution
from backprop_cli.problem.model import Network, Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.worksheet.document import Table, Working

RUNS = 15
RUN = "from backprop_cli.cli.start import main; main()"  # what the installed command runs
CLICK, SYMPY, TORCH = "import click", "import sympy", "import torch"
TABLE = (
    "import click, yaml, rich.console, rich.table; "
    "table = rich.table.Table(*'abc'); [table.add_row(*'abc') for _ in range({rows})]; "
    "rich.console.Console().print(table)"
)


class Line(NamedTuple):
    """One line of the table; `limit` 0: none."""

    what: str
    found: float
    unit: str
    limit: float = 0

    def text(self) -> str:
        verdict = ("ok" if self.found <= self.limit else "OVER") if self.limit else ""
        limit = f"{self.limit:g}" if self.limit else ""
        return f"{self.what:<68} {self.found:>9.3g} {self.unit:<3} {limit:>7}  {verdict}"


# --- problems -------------------------------------------------------------------------------------


def network(folder: Path, *sizes: int) -> Path:
    """A file with a sigmoid network of these sizes, its last layer softmax."""
    source = random.Random(1)  # noqa: S311 - numbers to work with, nothing secret

    def numbers(count: int) -> list[float]:
        return [round(source.uniform(-0.5, 0.5), 2) for _ in range(count)]

    layers = [
        {
            "weights": [numbers(before) for _ in range(units)],
            "biases": numbers(units),
            "activation": "sigmoid",
        }
        for before, units in pairwise(sizes)
    ]
    layers[-1]["activation"] = "softmax"
    problem = {
        "inputs": numbers(sizes[0]),
        "layers": layers,
        "targets": [1] + [0] * (sizes[-1] - 1),
        "loss": "cross_entropy",
        "optimizer": {"name": "sgd", "learning_rate": 0.1},
    }
    path = folder / f"{'-'.join(map(str, sizes))}.yaml"
    path.write_text(json.dumps(problem, indent=1), encoding="utf-8")
    return path


def rows_of(path: Path) -> int:
    """How many rows the tables of a problem's page have."""
    blocks = (block for section in solution(path).document.sections for block in section.blocks)
    return sum(len(block.rows) for block in blocks if isinstance(block, Working | Table))


# --- measuring ------------------------------------------------------------------------------------


def seconds(code: str, *arguments: str) -> float:
    """How long a Python process takes for `code`, from start to end."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def ratio(ours: tuple[str, ...], theirs: str) -> float:
    """Our process against another, the median of paired runs."""
    pairs = [(seconds(RUN, *ours), seconds(theirs)) for _ in range(RUNS)]
    return statistics.median(mine / other for mine, other in pairs)


def cost_per_weight(problem: Problem, runs: int) -> float:
    """Seconds of deriving for each weight, the fastest of some runs."""
    assert isinstance(problem, Network)
    weights = sum(len(layer.weights) * len(layer.weights[0]) for layer in problem.layers)
    return least(lambda: derive(problem), runs) / weights


def cost_per_sample(samples: int, runs: int) -> float:
    """Seconds of deriving one layer of ten weights for each sample, the fastest of some runs."""
    source = random.Random(1)  # noqa: S311 - numbers to work with, nothing secret
    inputs = [[round(source.uniform(-1, 1), 2) for _ in range(10)] for _ in range(samples)]
    problem = read(
        json.dumps(
            {
                "samples": [{"inputs": each, "targets": [place % 2]} for place, each in enumerate(inputs)],
                "layers": [{"weights": [[0.1] * 10], "biases": 0.1, "activation": "sigmoid"}],
                "loss": "bce",
            }
        )
    )
    return least(lambda: derive(problem), runs) / samples


def least(work: Callable[[], object], runs: int) -> float:
    """Seconds that a piece of work takes, the fewest of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def whole_run(path: Path, output: Path) -> tuple[float, float]:
    """Seconds and peak megabytes of the whole solution as JSON."""
    command = [sys.executable, "-c", RUN, "solve", str(path), "--all", "-o", str(output)]
    start = time.perf_counter()
    process = subprocess.Popen(command)
    _, status, usage = os.wait4(process.pid, 0)
    assert status == 0, "the run failed"
    unit = 1 if sys.platform == "darwin" else 1024  # what ru_maxrss counts in
    return time.perf_counter() - start, usage.ru_maxrss * unit / 1e6


def sympy_seconds(path: Path) -> float:
    """Plain SymPy: `diff` of the whole loss by every parameter, then the numbers; its import not counted."""
    import sympy as sp

    from backprop_cli.expr.in_sympy import to_sympy

    derivation = derive(load(path))
    graph = derivation.graph
    loss: dict[sp.Symbol, sp.Expr] = {}
    for node, formula in graph.worked:
        loss[sp.Symbol(node.name, real=True)] = to_sympy(formula).xreplace(loss)
    total = loss[sp.Symbol(graph.outputs[-1], real=True)]
    point = {sp.Symbol(name, real=True): number.value for name, number in derivation.given.items()}
    start = time.perf_counter()
    for name in graph.wrt:
        float(sp.diff(total, sp.Symbol(name, real=True)).subs(point))
    return time.perf_counter() - start


# --- the table ------------------------------------------------------------------------------------


def lines(folder: Path) -> Iterator[Line]:
    """Every line of the table, each as soon as it is measured."""
    small, middle, large = network(folder, 2, 2, 2), network(folder, 10, 10, 10), network(folder, 784, 30, 10)
    solve = ("solve", str(small))
    table = TABLE.format(rows=rows_of(small))
    yield Line("--help / a process that imports click", ratio(("--help",), CLICK), "x", 1.5)
    yield Line("--version / a process that imports click", ratio(("--version",), CLICK), "x", 1.5)
    yield Line("solve 2-2-2 / a process that draws a table of as many rows", ratio(solve, table), "x", 1.5)
    yield Line("solve 2-2-2 / a process that imports sympy", ratio(solve, SYMPY), "x", 0.4)
    for_each = cost_per_weight(load(large), 3) / cost_per_weight(load(middle), RUNS)
    yield Line("deriving, for each weight: 784-30-10 / 10-10-10", for_each, "x", 2)
    for_each = cost_per_sample(2_000, 3) / cost_per_sample(50, RUNS)
    yield Line("deriving, 10 weights, for each sample: 2,000 / 50", for_each, "x", 1.5)
    took, megabytes = whole_run(large, folder / "large.json")
    yield Line("784-30-10, every step as JSON / a process that imports sympy", took / seconds(SYMPY), "x", 20)
    yield Line("784-30-10, every step as JSON, peak memory", megabytes, "MB", 500)
    ours = cost_per_weight(load(small), RUNS) * 8  # weights of 2-2-2
    what = "2-2-2: SymPy, diff of the whole loss and numbers / our steps"
    yield Line(what, sympy_seconds(small) / ours, "x")
    if find_spec("torch"):
        yield Line("solve 2-2-2 / a process that imports torch", ratio(solve, TORCH), "x")


def main() -> None:
    """Prints the table."""
    gc.set_threshold(2_000_000)  # as the program does
    compileall.compile_dir(Path(backprop_cli.__file__).parent, quiet=1)
    print(f"{'what':<68} {'found':>9}     {'limit':>7}")
    with tempfile.TemporaryDirectory() as folder:
        for line in lines(Path(folder)):
            print(line.text(), flush=True)


if __name__ == "__main__":
    main()
