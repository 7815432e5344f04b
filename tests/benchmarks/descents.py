"""Sheets of three steps of momentum or Adam, and of one step through batch normalisation, worked here.

Run by hand: `python tests/benchmarks/descents.py [SHEETS]`. Each line is written rounded; whether the next
line uses what was written or what was kept is the student's habit. A planted slip makes one line three tenths
too large and goes on with it.
"""

from __future__ import annotations

import math
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from backprop_cli import check
from backprop_cli.marking.judging.verdict import SLIPS
from backprop_cli.problem_file.reader import read

SLIP = 1.3
"""What a planted mistake multiplies its line by."""
CLEAR = 16
"""Units of the last digit by which a slip must change its line to count: less may be honest rounding."""
EPSILON = 1e-8
BATCH_EPSILON = 1e-5


class Pen:
    """Writes lines rounded to `digits` (significant, or decimals); says what the next line goes on with."""

    def __init__(self, rng: random.Random, style: str, digits: int, keeps: float, slip: str = "") -> None:
        self.rng, self.style, self.digits, self.keeps, self.slip = rng, style, digits, keeps, slip
        self.sheet: dict[str, str] = {}

    def write(self, name: str, value: float) -> float:
        value *= SLIP if name == self.slip else 1
        self.sheet[name] = f"{value:.{self.digits}{self.style}}"
        return value if self.rng.random() < self.keeps else float(self.sheet[name])

    def unit(self, name: str) -> float:
        """One unit of the last digit written for `name`."""
        value = float(self.sheet[name])
        if self.style == "f" or not value:
            return 10.0**-self.digits
        return 10.0 ** (math.floor(math.log10(abs(value))) + 1 - self.digits)


Work = Callable[[Pen], None]


class Exercise(NamedTuple):
    problem: str
    work: Work


def descent(rng: random.Random, name: str) -> Exercise:
    """Three steps of a 2-2-1 network, tanh then sigmoid, on one to three samples."""
    samples = rng.choice([1, 2, 3])
    inputs = [[round(rng.uniform(-2, 2), 1) for _ in range(2)] for _ in range(samples)]
    targets = [round(rng.uniform(0, 1), 1) for _ in range(samples)]
    hidden = [[round(rng.uniform(-1, 1), 2) for _ in range(2)] for _ in range(2)]
    output = [round(rng.uniform(-1, 1), 2) for _ in range(2)]
    bias = round(rng.uniform(-0.5, 0.5), 2)
    options = {"momentum": ", mu: 0.9", "adam": ""}[name]
    given = ", ".join(f"{{inputs: {x}, targets: [{y}]}}" for x, y in zip(inputs, targets, strict=True))
    problem = (
        (f"samples: [{given}]\n" if samples > 1 else f"inputs: {inputs[0]}\ntargets: [{targets[0]}]\n")
        + f"layers:\n- {{weights: {hidden}, activation: tanh}}\n"
        + f"- {{weights: [{output}], biases: {bias}, activation: sigmoid}}\n"
        + f"loss: half_sse\noptimizer: {{name: {name}, learning_rate: 0.1{options}}}\n"
        + "training: {steps: 3}\n"
    )

    def work(pen: Pen) -> None:
        values = {f"W1[{i + 1},{j + 1}]": hidden[i][j] for i in range(2) for j in range(2)}
        values |= {f"W2[1,{i + 1}]": output[i] for i in range(2)} | {"b2": bias}
        first, second = dict.fromkeys(values, 0.0), dict.fromkeys(values, 0.0)
        for t in range(1, 4):
            sums: dict[str, list[float]] = {parameter: [] for parameter in values}
            losses = []
            for s, (x, y) in enumerate(zip(inputs, targets, strict=True), 1):
                at = f"@{s}" if samples > 1 else ""
                z1 = [
                    pen.write(f"z1[{i}]{at}#{t}", sum(values[f"W1[{i},{j}]"] * x[j - 1] for j in (1, 2)))
                    for i in (1, 2)
                ]
                a1 = [pen.write(f"a1[{i}]{at}#{t}", math.tanh(z)) for i, z in enumerate(z1, 1)]
                z2 = pen.write(
                    f"z2[1]{at}#{t}", sum(values[f"W2[1,{i}]"] * a1[i - 1] for i in (1, 2)) + values["b2"]
                )
                a2 = pen.write(f"a2[1]{at}#{t}", 1 / (1 + math.exp(-z2)))
                losses.append(pen.write(f"L{at}#{t}", (y - a2) ** 2 / 2))
                delta = pen.write(f"dL{at}/dz2[1]{at}#{t}", (a2 - y) * a2 * (1 - a2))
                sums["b2"].append(delta)
                for i in (1, 2):
                    sums[f"W2[1,{i}]"].append(delta * a1[i - 1])
                    back = pen.write(
                        f"dL{at}/dz1[{i}]{at}#{t}", delta * values[f"W2[1,{i}]"] * (1 - a1[i - 1] ** 2)
                    )
                    for j in (1, 2):
                        sums[f"W1[{i},{j}]"].append(back * x[j - 1])
            if samples > 1:
                pen.write(f"L#{t}", sum(losses) / samples)
            for parameter, value in values.items():
                gradient = pen.write(f"dL/d{parameter}#{t}", sum(sums[parameter]) / samples)
                new = f"{parameter.replace('[', '_new[')}#{t}" if "[" in parameter else f"{parameter}_new#{t}"
                if name == "momentum":
                    velocity = pen.write(f"v({parameter})#{t}", 0.9 * first[parameter] + gradient)
                    first[parameter] = velocity
                    values[parameter] = pen.write(new, value - 0.1 * velocity)
                    continue
                m = pen.write(f"m({parameter})#{t}", 0.9 * first[parameter] + 0.1 * gradient)
                v = pen.write(f"v({parameter})#{t}", 0.999 * second[parameter] + 0.001 * gradient**2)
                first[parameter], second[parameter] = m, v
                m_hat = pen.write(f"mhat({parameter})#{t}", m / (1 - 0.9**t))
                v_hat = pen.write(f"vhat({parameter})#{t}", v / (1 - 0.999**t))
                values[parameter] = pen.write(new, value - 0.1 * m_hat / (math.sqrt(v_hat) + EPSILON))

    return Exercise(problem, work)


def normalised(rng: random.Random) -> Exercise:
    """One unit of two inputs, normalised over three or four samples, then tanh; its whole way back."""
    samples = rng.choice([3, 4])
    inputs = [[round(rng.uniform(-2, 2), 1) for _ in range(2)] for _ in range(samples)]
    targets = [round(rng.uniform(-1, 1), 1) for _ in range(samples)]
    weights = [round(rng.choice((-1, 1)) * rng.uniform(0.4, 1), 2) for _ in range(2)]
    gamma, beta = round(rng.uniform(0.5, 1.5), 1), round(rng.uniform(-0.5, 0.5), 1)
    given = ", ".join(f"{{inputs: {x}, targets: [{y}]}}" for x, y in zip(inputs, targets, strict=True))
    problem = (
        f"samples: [{given}]\nlayers:\n- weights: [{weights}]\n"
        f"  normalize: {{gamma: [{gamma}], beta: [{beta}], epsilon: {BATCH_EPSILON}}}\n  activation: tanh\n"
        "loss: half_sse\noptimizer: {name: sgd, learning_rate: 0.1}\n"
    )

    def work(pen: Pen) -> None:
        each = range(1, samples + 1)
        z = [
            pen.write(f"z1[1]@{s}", sum(w * x for w, x in zip(weights, inputs[s - 1], strict=True)))
            for s in each
        ]
        mean = pen.write("mu1[1]", sum(z) / samples)
        variance = pen.write("var1[1]", sum((value - mean) ** 2 for value in z) / samples)
        deviation = math.sqrt(variance + BATCH_EPSILON)
        z_hat = [pen.write(f"zhat1[1]@{s}", (z[s - 1] - mean) / deviation) for s in each]
        u = [pen.write(f"u1[1]@{s}", gamma * z_hat[s - 1] + beta) for s in each]
        a = [pen.write(f"a1[1]@{s}", math.tanh(u[s - 1])) for s in each]
        losses = [pen.write(f"L@{s}", (targets[s - 1] - a[s - 1]) ** 2 / 2) for s in each]
        pen.write("L", sum(losses) / samples)
        du = [
            pen.write(f"dL/du1[1]@{s}", (a[s - 1] - targets[s - 1]) / samples * (1 - a[s - 1] ** 2))
            for s in each
        ]
        d_gamma = pen.write("dL/dgamma1[1]", sum(g * h for g, h in zip(du, z_hat, strict=True)))
        d_beta = pen.write("dL/dbeta1[1]", sum(du))
        d_hat = [pen.write(f"dL/dzhat1[1]@{s}", du[s - 1] * gamma) for s in each]
        centred = [value - mean for value in z]
        d_variance = pen.write(
            "dL/dvar1[1]",
            sum(g * c for g, c in zip(d_hat, centred, strict=True))
            * -0.5
            * (variance + BATCH_EPSILON) ** -1.5,
        )
        d_mean = pen.write("dL/dmu1[1]", -sum(d_hat) / deviation)
        dz = [
            pen.write(
                f"dL/dz1[1]@{s}",
                d_hat[s - 1] / deviation + d_variance * 2 * centred[s - 1] / samples + d_mean / samples,
            )
            for s in each
        ]
        for j in (1, 2):
            gradient = pen.write(f"dL/dW1[1,{j}]", sum(g * x[j - 1] for g, x in zip(dz, inputs, strict=True)))
            pen.write(f"W1_new[1,{j}]", weights[j - 1] - 0.1 * gradient)
        pen.write("gamma1_new[1]", gamma - 0.1 * d_gamma)
        pen.write("beta1_new[1]", beta - 0.1 * d_beta)

    return Exercise(problem, work)


KINDS: dict[str, Callable[[random.Random], Exercise]] = {
    "momentum": lambda rng: descent(rng, "momentum"),
    "adam": lambda rng: descent(rng, "adam"),
    "batch normalisation": normalised,
}


class Seen(NamedTuple):
    """What came of one exercise: honest lines, those called wrong, the slip and the first line blamed."""

    lines: int
    wronged: list[str]
    slip: str
    blamed: str
    why: str


def tried(kind: str, seed: int) -> Seen:
    """One exercise of `kind`, handed in without a slip and then with one."""
    rng = random.Random(f"{kind} {seed}")  # noqa: S311 - the same sheets every time
    exercise = KINDS[kind](rng)
    problem = read(exercise.problem)
    styles = [("g", 3), ("g", 4), ("g", 5)] + ([] if kind == "adam" else [("f", 4), ("f", 5)])
    style, digits = rng.choice(styles)
    keeps = rng.choice([0.0, 0.5, 1.0])
    state = rng.getstate()

    def handed_in(slip: str) -> tuple[Pen, list[str]]:
        rng.setstate(state)
        pen = Pen(rng, style, digits, keeps, slip)
        exercise.work(pen)
        return pen, [line.name for line in check(problem, pen.sheet).report.shown if line.verdict in SLIPS]

    honest, wronged = handed_in("")
    clear = [
        name
        for name, text in honest.sheet.items()
        if abs(float(text)) * (SLIP - 1) >= CLEAR * honest.unit(name)
    ]
    slip = rng.choice(clear)
    _, blamed = handed_in(slip)
    how = f"{kind} {seed}: {digits}{style}, keeps {keeps}"
    return Seen(len(honest.sheet), wronged, slip, blamed[0] if blamed else "", how)


def main(sheets: int) -> None:
    for kind in KINDS:
        all_seen = [tried(kind, seed) for seed in range(sheets)]
        for seen in all_seen:
            if seen.wronged or seen.blamed != seen.slip:
                print(
                    f"  {seen.why}: wronged {seen.wronged[:3]}; slip {seen.slip}, blamed {seen.blamed or '–'}"
                )
        print(
            f"{kind}: {sum(seen.lines for seen in all_seen):,} honest lines,"
            f" {sum(len(seen.wronged) for seen in all_seen)} called wrong;"
            f" {sheets} slips, {sum(bool(seen.blamed) for seen in all_seen)} caught,"
            f" {sum(seen.blamed == seen.slip for seen in all_seen)} at their line"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
