"""A program's own arrays: a pass written in numpy alone is all right, and its planted mistakes are found."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.off_array import OffArray
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.marking.results.marker import Marker
from backprop_cli.marking.results.report import SheetReport
from backprop_cli.marking.sheets.files import arrays_file
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.grammar import text
from backprop_cli.worksheet.policy import Wishes, policy

Arrays = dict[str, np.ndarray]
SLOPES: dict[str, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: (z > 0).astype(z.dtype)),
}


class Net:
    """A random network with a batch, as a problem file and as plain numpy arrays in a type of float."""

    def __init__(self, seed: int, samples: int, dtype: str = "float64") -> None:
        self.draw = np.random.default_rng(seed)
        self.sizes = self.draw.integers(2, 5, self.draw.integers(3, 5)).tolist()
        self.names = self.draw.choice([*SLOPES], len(self.sizes) - 1).tolist()
        self.W = [
            self._drawn(rows, columns) for columns, rows in zip(self.sizes, self.sizes[1:], strict=False)
        ]
        self.b = [self._drawn(rows, 1) for rows in self.sizes[1:]]
        self.X, self.Y = self._drawn(self.sizes[0], samples), self._drawn(self.sizes[-1], samples)
        self.dtype, self.samples = dtype, samples

    def _drawn(self, *shape: int) -> np.ndarray:
        return self.draw.normal(size=shape).round(2)

    @property
    def problem(self) -> str:
        samples = [
            {"inputs": x.tolist(), "targets": y.tolist()} for x, y in zip(self.X.T, self.Y.T, strict=True)
        ]
        layers = [
            {"weights": W.tolist(), "biases": b[:, 0].tolist(), "activation": name}
            for W, b, name in zip(self.W, self.b, self.names, strict=True)
        ]
        sgd = {"name": "sgd", "learning_rate": 0.1}
        return json.dumps({"samples": samples, "layers": layers, "loss": "half_sse", "optimizer": sgd})

    def arrays(self, spoil: Callable[[str, Any], Any] = lambda name, value: value) -> Arrays:
        """The forward and the backward pass; `spoil` changes a value, by name, before it is used further."""
        X, Y = self.X.astype(self.dtype), self.Y.astype(self.dtype)
        W, b = ([each.astype(self.dtype) for each in group] for group in (self.W, self.b))
        n, found = X.shape[1], Arrays()
        many = n > 1

        def kept(name: str, value: Any) -> Any:
            found[name] = np.asarray(spoil(name, value), dtype=self.dtype)
            return found[name]

        A = [X]
        Z = []
        for at, activation in enumerate(self.names):
            Z.append(kept(f"{'Z' if many else 'z'}{at + 1}", W[at] @ A[-1] + b[at]))
            A.append(kept(f"{'A' if many else 'a'}{at + 1}", SLOPES[activation][0](Z[-1])))
        kept("L", 0.5 * np.sum((A[-1] - Y) ** 2) / n)
        back = A[-1] - Y
        for at in reversed(range(len(W))):
            delta = kept(f"delta{at + 1}", back * SLOPES[self.names[at]][1](Z[at]))
            dW = kept(f"dL/dW{at + 1}", delta @ A[at].T / n)
            db = kept(f"db{at + 1}", delta.sum(axis=1, keepdims=True) / n)
            rate = np.asarray(0.1, self.dtype)
            kept(f"W{at + 1}_new", W[at] - rate * dW)
            kept(f"b{at + 1}_new", b[at] - rate * db)
            back = W[at].T @ delta
        return found


def saved(folder: Path, arrays: Arrays, ending: str) -> str:
    path = folder / f"arrays{ending}"
    if ending == ".npz":
        np.savez(path, **arrays)
    else:
        path.write_text(json.dumps({name: value.tolist() for name, value in arrays.items()}))
    return str(path)


@cache
def marker(problem: str) -> Marker:
    """Marks the arrays of a problem, derived once for many programs."""
    known = read(problem)
    derivation = derive_problem(known)
    return Marker(derivation, policy(known, derivation, Wishes((), True)))


def marked(problem: str, path: str) -> SheetReport:
    return marker(problem).report(arrays_file(path).files[0])


def off(report: SheetReport) -> OffArray:
    assert report.off is not None
    return report.off


def keys(found: OffArray) -> set[str]:
    return {slip.mistake.key for slip in found.slips}


@pytest.mark.parametrize("ending", [".npz", ".json"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("samples", [1, 4])
@pytest.mark.parametrize("seed", range(6))
def test_a_right_program_is_right(seed: int, samples: int, dtype: str, ending: str, tmp_path: Path) -> None:
    """Every number of numpy's own pass is right, in either type of float: noise is no mistake."""
    net = Net(seed, samples, dtype)
    report = marked(net.problem, saved(tmp_path, arrays := net.arrays(), ending))
    assert report.problems == ()
    assert [
        (line.name, line.verdict, line.judged.answer.text)
        for line in report.shown
        if line.verdict not in {Verdict.RIGHT, Verdict.NOT_ASSESSABLE}
    ] == []
    assert len(report.shown) == sum(array.size for array in arrays.values())
    assert report.off is None


@pytest.mark.parametrize("ending", [".npz", ".json"])
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("factor", [3.0, 1 / 3, -1.0, 0.7])
@pytest.mark.parametrize("name", ["dL/dW2", "db1", "delta1"])
def test_a_factor_is_found(name: str, factor: float, dtype: str, ending: str, tmp_path: Path) -> None:
    """Where one array is off by a factor that array is named, with the factor, and all after it follows."""
    net = Net(2, 4, dtype)
    path = saved(tmp_path, net.arrays(lambda at, value: value * factor if at == name else value), ending)
    report = marked(net.problem, path)
    found = off(report)
    assert found.name == {"db1": "dL/db1", "delta1": "dell/dZ1"}.get(name, name)
    assert found.factor == pytest.approx(factor, rel=1e-3 if dtype == "float32" else 1e-9)
    assert {line.name for line in report.wrong} <= entries_of(report)


def entries_of(report: SheetReport) -> set[str]:
    return {text(each) for each in off(report).off}


def test_the_sum_for_the_mean_has_its_name(tmp_path: Path) -> None:
    """Gradients without their 1/n: the factor is n, and the mistake is the one of the table."""
    net = Net(2, 4)

    def summed(name: str, value: Any) -> Any:
        return value * 4 if name.startswith(("dL/dW", "db")) else value

    report = marked(net.problem, saved(tmp_path, net.arrays(summed), ".npz"))
    assert off(report).factor == 4
    assert "mean_or_sum" in keys(off(report))


def test_an_activation_without_its_slope_has_its_name(tmp_path: Path) -> None:
    """δ worked as ∂L/∂a: no one factor, and every entry has the same known mistake."""
    net = Net(4, 3)
    net.names = ["tanh"] * len(net.names)
    last = len(net.W)
    Z = net.arrays()[f"Z{last}"]

    def raw(name: str, value: Any) -> Any:
        return value / (1 - np.tanh(Z) ** 2) if name == f"delta{last}" else value

    found = off(marked(net.problem, saved(tmp_path, net.arrays(raw), ".json")))
    assert (found.name, found.factor, keys(found)) == (f"dell/dZ{last}", None, {"slope_left_out"})


def test_transposed_weights_have_their_name(tmp_path: Path) -> None:
    """A forward pass with W transposed, which a square matrix allows."""
    problem = {
        "inputs": [0.5, -1],
        "targets": [1, 0],
        "layers": [{"weights": [[0.1, 0.2], [0.3, -0.4]], "activation": "tanh"}],
        "loss": "half_sse",
    }
    z = np.array([[0.1, 0.2], [0.3, -0.4]]).T @ np.array([0.5, -1])
    path = saved(tmp_path, {"z1": z, "a1": np.tanh(z)}, ".npz")
    found = off(marked(json.dumps(problem), path))
    assert (found.name, len(found.off)) == ("z1", 2)
    assert "transposed_weights" in keys(found)


def test_one_wrong_entry_is_told_by_its_name(tmp_path: Path) -> None:
    """Where a single entry is off there is no factor, and it is that one."""
    net = Net(2, 4)

    def touched(name: str, value: Any) -> Any:
        value = np.array(value)
        if name == "dL/dW1":
            value[1, 0] += 0.123
        return value

    report = marked(net.problem, saved(tmp_path, net.arrays(touched), ".npz"))
    assert off(report).factor is None
    assert entries_of(report) == {"dL/dW1[2,1]"}


def test_what_cancels_leaves_noise(tmp_path: Path) -> None:
    """0.3 − 0.4 + 0.1 is 0, and 2.8e-17 to a program: that is right, in float32 too."""
    layer = {"weights": [[0.3, -0.4]], "biases": [0.1], "activation": "tanh"}
    problem = json.dumps({"inputs": [1, 1], "targets": [1], "layers": [layer], "loss": "half_sse"})
    for dtype in (np.float64, np.float32):
        z = np.array([[0.3, -0.4]], dtype) @ np.array([1, 1], dtype) + np.array([0.1], dtype)
        assert z[0] != 0
        assert marked(problem, saved(tmp_path, {"z1": z}, ".npz")).wrong == ()


def test_rounded_arrays_are_read_as_rounded(tmp_path: Path) -> None:
    """Who rounds to four decimals means 0.5000 with 0.5."""
    net = Net(2, 4)
    rounded = {name: value.round(4) for name, value in net.arrays().items()}
    assert marked(net.problem, saved(tmp_path, rounded, ".npz")).wrong == ()


@pytest.mark.parametrize("seed", [14, 31])
def test_new_weights_alone_are_right(seed: int, tmp_path: Path) -> None:
    """A small step of a float32 shows in its last digits; no gradient stands beside it."""
    net = Net(seed, 1 + seed % 4, "float32")
    new = {name: value for name, value in net.arrays().items() if name.endswith("_new")}
    report = marked(net.problem, saved(tmp_path, new, ".npz"))
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}


# --- dZ, of either loss -----------------------------------------------------------------------------

SHARES = {"own": 1.0, "batch": 1 / 4}
HEADS = {"own": "dell/d", "batch": "dL/d"}


def as_dZ(arrays: Arrays, share: float) -> Arrays:
    """The arrays of a program that calls δ dZ, and has it with its 1/n or without."""
    signals = {f"dZ{name[5:]}": value * share for name, value in arrays.items() if name.startswith("delta")}
    return {name: value for name, value in arrays.items() if not name.startswith("delta")} | signals


@pytest.mark.parametrize("kind", SHARES)
@pytest.mark.parametrize("seed", range(4))
def test_dZ_is_what_its_numbers_say(seed: int, kind: str, tmp_path: Path) -> None:
    """With 1/n in it or without: all is right, and it is said how it was read."""
    net = Net(seed, 4)
    report = marked(net.problem, saved(tmp_path, as_dZ(net.arrays(), SHARES[kind]), ".npz"))
    assert (report.problems, report.off) == ((), None)
    assert all(line.verdict in {Verdict.RIGHT, Verdict.NOT_ASSESSABLE} for line in report.shown)
    assert f"`dZ1` is read as `{HEADS[kind]}Z1`" in report.remarks


@pytest.mark.parametrize("kind", SHARES)
def test_what_was_worked_from_dZ_decides(kind: str, tmp_path: Path) -> None:
    """Where the last dZ is off by 3 nothing is right; dW with the 1/n that is left tells which was meant."""
    net = Net(2, 4)
    last = f"delta{len(net.W)}"
    arrays = net.arrays(lambda name, value: value * 3 if name == last else value)
    found = off(marked(net.problem, saved(tmp_path, as_dZ(arrays, SHARES[kind]), ".npz")))
    assert found.name == f"{HEADS[kind]}Z{len(net.W)}"
    assert found.factor == pytest.approx(3)


@pytest.mark.parametrize("kind", SHARES)
def test_a_right_dZ_is_not_given_up_for_what_follows(kind: str, tmp_path: Path) -> None:
    """A dZ as it should be, and n times its gradients: the gradients are wrong, not dZ."""
    net = Net(2, 4)
    arrays = net.arrays(lambda name, value: value * 4 if name.startswith(("dL/dW", "db")) else value)
    found = off(marked(net.problem, saved(tmp_path, as_dZ(arrays, SHARES[kind]), ".npz")))
    assert (found.factor, found.name.startswith("dL/dW")) == (4, True)


def test_dZ_that_is_neither_is_refused(tmp_path: Path) -> None:
    """Nothing decides: both names are told, and the rest of the file is marked."""
    net = Net(2, 4)
    arrays = {"Z1": net.arrays()["Z1"], "dZ1": net.draw.normal(size=net.arrays()["delta1"].shape)}
    report = marked(net.problem, saved(tmp_path, arrays, ".npz"))
    assert report.problems == ("`dZ1` may be `dell/dZ1` or `dL/dZ1`: write it as it is there",)
    assert {line.verdict for line in report.shown} == {Verdict.RIGHT}


def test_without_a_mean_dZ_is_plain(tmp_path: Path) -> None:
    """Where the losses are added up both are one, whatever the numbers."""
    net = Net(2, 4)
    problem = json.dumps(json.loads(net.problem) | {"reduction": "sum"})
    for value in (net.arrays()["delta1"], net.draw.normal(size=net.arrays()["delta1"].shape)):
        report = marked(problem, saved(tmp_path, {"dZ1": value}, ".npz"))
        assert report.problems == ()
        assert report.remarks == ("`dZ1` is read as `dell/dZ1`",)


def test_both_by_their_names_leave_the_other(tmp_path: Path) -> None:
    """Beside dL/dZ1 dZ1 can only be the samples' own."""
    net = Net(2, 4)
    delta = net.arrays()["delta1"]
    report = marked(net.problem, saved(tmp_path, {"dL/dZ1": delta / 4, "dZ1": delta}, ".npz"))
    assert (report.problems, report.wrong) == ((), ())
    assert len(report.shown) == 2 * delta.size


@pytest.mark.parametrize("kind", SHARES)
def test_single_entries_of_dZ_are_read_so_too(kind: str, tmp_path: Path) -> None:
    """`dz1[2]@3` on a sheet is of either loss as well."""
    net = Net(2, 4)
    deltas = net.arrays()["delta1"] * SHARES[kind]
    sheet = {f"dz1[{row + 1}]@{at + 1}": deltas[row, at] for row, at in np.ndindex(deltas.shape)}
    path = tmp_path / "sheet.json"
    path.write_text(json.dumps(sheet))
    report = marked(net.problem, str(path))
    assert (report.problems, len(report.shown)) == ((), deltas.size)
    assert all(line.verdict is Verdict.RIGHT for line in report.shown)


def test_a_factor_of_the_batchs_own_is_told(tmp_path: Path) -> None:
    """dL/dZ1 by its name, three times too large: the factor is that of what the arrays before it give."""
    net = Net(2, 4)
    last = f"delta{len(net.W)}"
    value = net.arrays()[last] * 3 / 4
    found = off(marked(net.problem, saved(tmp_path, {f"dL/dZ{len(net.W)}": value}, ".npz")))
    assert found.factor == pytest.approx(3)
