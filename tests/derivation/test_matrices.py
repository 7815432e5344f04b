"""The graph in matrix form against the graph of single numbers, and against complex steps."""

import re
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import assume, given, settings
from random_problems import Net, networks

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.derivation.exercise import derive_problem
from backprop_cli.errors import ProblemError
from backprop_cli.problem_file.reader import read

SAMPLE = re.compile(r"(@[0-9]+)?$")


def entries(derivation: Derivation) -> Iterator[tuple[str, float]]:
    """Every entry of every array, by the name that it has among single numbers: W1[2,1], dL/dz1[2]@3."""
    for name, array in derivation.arrays.items():
        whole = np.array(array)
        for place in np.ndindex(whole.shape):
            at = ",".join(str(index + 1) for index in place)
            yield SAMPLE.sub(rf"[{at}]\g<0>", name, count=1), float(whole[place])


@settings(max_examples=150, deadline=None)
@given(networks())
def test_matrices_hold_what_their_entries_are(net: Net) -> None:
    """Values, δ, gradients and new weights, entry by entry, whatever the shape, activation, loss or batch."""
    text = net.text()
    try:
        scalars = derive_problem(read(text)).values
    except ProblemError:
        assume(False)
        raise
    arrays = derive_problem(read(text), "matrices")
    ours = {name: value for name, value in entries(arrays) if name in scalars} | {"L": arrays.values["L"]}
    apart = net.gradients()
    assert {f"dL/d{name}" for name in apart if "[" in name} <= ours.keys()
    for name, value in ours.items():
        assert value == pytest.approx(scalars[name], rel=1e-9, abs=1e-12), name
    for name, theirs in apart.items():
        assert ours.get(f"dL/d{name}", arrays.values.get(f"dL/d{name}")) == pytest.approx(
            theirs, rel=1e-8, abs=1e-10
        ), name
