"""Batch normalisation and dropout against numpy, with the published backward formulas.

Source: S. Ioffe, C. Szegedy, Batch normalization (2015), section 3.
"""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from backprop_cli import check
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.marking.judging.verdict import Verdict
from backprop_cli.problem.model import Problem
from backprop_cli.problem_file.reader import read
from backprop_cli.proof.witness import prove

Array = NDArray[np.float64]
EPSILON, KEEP, RATE = 1e-3, 0.8, 0.2


class Net:
    """Two tanh units behind a normalisation, dropout, one sigmoid output."""

    def __init__(self, seed: int, samples: int, *, own_masks: bool) -> None:
        draw = np.random.default_rng(seed)
        self.x = draw.normal(size=(samples, 2)).round(2)
        self.y = draw.integers(0, 2, size=(samples, 1)).astype(float)
        self.w1, self.w2 = draw.normal(size=(2, 2)).round(2), draw.normal(size=(1, 2)).round(2)
        self.gamma, self.beta = draw.normal(size=2).round(2), draw.normal(size=2).round(2)
        masks = draw.integers(0, 2, size=(samples if own_masks else 1, 2))
        self.masks = masks.astype(float)

    def problem(self, extra: str = "") -> Problem:
        rows = zip(self.x.tolist(), self.y.tolist(), strict=True)
        masks = self.masks.astype(int).tolist()
        return read(
            f"samples: [{', '.join(f'{{inputs: {x}, targets: {y}}}' for x, y in rows)}]\n"
            f"layers:\n- weights: {self.w1.tolist()}\n  activation: tanh\n"
            f"  normalize: {{gamma: {self.gamma.tolist()}, beta: {self.beta.tolist()}, epsilon: {EPSILON}}}\n"
            f"  dropout: {{mask: {masks if len(masks) > 1 else masks[0]}, keep: {KEEP}}}\n"
            f"- {{weights: {self.w2.tolist()}, activation: sigmoid}}\nloss: bce\n"
            f"optimizer: {{name: sgd, learning_rate: {RATE}}}\n{extra}"
        )

    def values(self) -> dict[str, Array]:
        """Forward, and back by the paper's formulas."""
        n = len(self.x)
        z = self.x @ self.w1.T
        mu, var = z.mean(axis=0), z.var(axis=0)
        root = np.sqrt(var + EPSILON)
        hat = (z - mu) / root
        u = self.gamma * hat + self.beta
        a = np.tanh(u)
        h = a * self.masks / KEEP
        out = 1 / (1 + np.exp(-(h @ self.w2.T)))
        loss = -np.mean(self.y * np.log(out) + (1 - self.y) * np.log(1 - out))
        d2 = (out - self.y) / n
        du = d2 @ self.w2 * self.masks / KEEP * (1 - a**2)
        dhat = du * self.gamma
        dvar = (dhat * (z - mu)).sum(axis=0) * -0.5 / root**3
        dmu = -(dhat / root).sum(axis=0) + dvar * (-2 * (z - mu)).mean(axis=0)
        dz = dhat / root + dvar * 2 * (z - mu) / n + dmu / n
        return {
            "L": loss, "mu": mu, "var": var, "zhat": hat, "u": u, "h": h, "du": du, "dhat": dhat,
            "dvar": dvar, "dmu": dmu, "dz": dz, "dgamma": (du * hat).sum(axis=0), "dbeta": du.sum(axis=0),
            "dw1": dz.T @ self.x, "dw2": d2.T @ h,
        }  # fmt: skip


@settings(max_examples=25)
@given(seed=st.integers(0, 10**6), samples=st.integers(2, 4), own_masks=st.booleans())
def test_normalisation_and_dropout_are_those_of_numpy(seed: int, samples: int, own_masks: bool) -> None:
    """Every quantity on the way, forward and back, and the new γ and β; all proved."""
    net = Net(seed, samples, own_masks=own_masks)
    theirs, problem = net.values(), net.problem()
    derivation = derive_problem(problem)
    ours = derivation.values
    close = {"rel": 1e-9, "abs": 1e-12}
    assert ours["L"] == pytest.approx(float(theirs["L"]), **close)
    for i in range(2):
        for name, key in (("mu1", "mu"), ("var1", "var")):
            assert ours[f"{name}[{i + 1}]"] == pytest.approx(theirs[key][i], **close)
            assert ours[f"dL/d{name}[{i + 1}]"] == pytest.approx(theirs[f"d{key}"][i], **close)
        for name in ("gamma", "beta"):
            assert ours[f"dL/d{name}1[{i + 1}]"] == pytest.approx(theirs[f"d{name}"][i], **close)
            new = getattr(net, name)[i] - RATE * theirs[f"d{name}"][i]
            assert ours[f"{name}1_new[{i + 1}]"] == pytest.approx(new, **close)
        assert ours[f"dL/dW2[1,{i + 1}]"] == pytest.approx(theirs["dw2"][0, i], **close)
        for j in range(2):
            assert ours[f"dL/dW1[{i + 1},{j + 1}]"] == pytest.approx(theirs["dw1"][i, j], **close)
        for s in range(samples):
            for name, key in (("zhat1", "zhat"), ("u1", "u"), ("h1", "h")):
                assert ours[f"{name}[{i + 1}]@{s + 1}"] == pytest.approx(theirs[key][s, i], **close)
            for name, key in (("z1", "dz"), ("u1", "du"), ("zhat1", "dhat")):
                assert ours[f"dL/d{name}[{i + 1}]@{s + 1}"] == pytest.approx(theirs[key][s, i], **close)
    assert prove(problem, derivation).gradients == 10


@pytest.mark.parametrize("digits", [4, 6])
def test_a_sheet_of_a_normalised_layer_is_marked(digits: int) -> None:
    """Lines by the published formulas are right; a variance over n − 1 is not; what follows does."""
    net = Net(3, 3, own_masks=False)
    theirs = net.values()
    right = {f"{name}1[{i + 1}]": theirs[name][i] for name in ("mu", "var") for i in range(2)}
    right |= {f"zhat1[{i + 1}]@{s + 1}": theirs["zhat"][s, i] for s in range(3) for i in range(2)}
    right |= {f"dL/dz1[{i + 1}]@{s + 1}": theirs["dz"][s, i] for s in range(3) for i in range(2)}
    right |= {f"dL/dgamma1[{i + 1}]": theirs["dgamma"][i] for i in range(2)}
    sheet = {name: f"{value:.{digits}g}" for name, value in right.items()}
    found = {line.name: line.verdict for line in check(net.problem(), sheet).report.shown}
    assert {found[name] for name in right} == {Verdict.RIGHT}
    var = theirs["var"][0] * 3 / 2
    z = net.x @ net.w1.T
    hats = (z[:, 0] - theirs["mu"][0]) / np.sqrt(var + EPSILON)
    wrong = sheet | {"var1[1]": f"{var:.{digits}g}"}
    wrong |= {f"zhat1[1]@{s + 1}": f"{hats[s]:.{digits}g}" for s in range(3)}
    found = {line.name: line.verdict for line in check(net.problem(), wrong).report.shown}
    assert found["var1[1]"] in {Verdict.WRONG, Verdict.MISTAKE}
    assert {found[f"zhat1[1]@{s}"] for s in (1, 2, 3)} == {Verdict.FOLLOWS}


def test_normalised_layers_train() -> None:
    """Two steps, each proved: γ, β and the statistics of step 2 are those of its own z."""
    problem = Net(5, 3, own_masks=True).problem("training: {steps: 2}\n")
    derivation = derive_problem(problem)
    z = [derivation.values[f"z1[1]@{s}#2"] for s in (1, 2, 3)]
    assert derivation.values["mu1[1]#2"] == pytest.approx(sum(z) / 3, rel=1e-12)
    assert prove(problem, derivation).gradients == 20
