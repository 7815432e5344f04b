"""Names that a problem does not have: one answer for `ask` in its file and for `--only`."""

import re

import pytest

from backprop_cli.derivation.asked import asked_names
from backprop_cli.derivation.exercise import derive_problem as derive
from backprop_cli.errors import ProblemError, UsageError
from backprop_cli.problem.known import known_of, symbols_of
from backprop_cli.problem_file import bundled
from backprop_cli.problem_file.files import load_text
from backprop_cli.problem_file.reader import read
from backprop_cli.quantities.exchanged import exchanged
from backprop_cli.quantities.grammar import text as name_of

NETWORK = """\
inputs: [0.5, -1]
targets: [1]
layers:
  - {weights: [[0.1, 0.4], [-0.3, 0.2], [1, 2]], biases: [0.1, -0.1, 0], activation: tanh}
  - {weights: [[0.7, -0.5, 1]], biases: 0.2, activation: tanh}
loss: half_sse
optimizer: {name: sgd, learning_rate: 0.1}
fixed: [b1]
"""
BATCH = """\
samples: [{inputs: [1], targets: [1]}, {inputs: [2], targets: [3]}, {inputs: [0], targets: [0]}]
layers: [{weights: [[0.5]], activation: linear}]
loss: mse
"""
KNOWN = """\
inputs: [1]
layers: [{weights: [[0.5]], activation: sigmoid}]
known: {"dL/da1[1]": 0.5}
optimizer: {name: sgd, learning_rate: 0.1}
"""
FORMULAS = """\
formulas: {z: x^2 + y, α: 2*z}
at: {x: 1, y: 2}
wrt: [x]
"""
NORMALISED = """\
samples: [{inputs: [1], targets: [1]}, {inputs: [2], targets: [3]}]
layers: [{weights: [[0.5]], normalize: {gamma: [1], beta: [0], epsilon: 0}, activation: linear}]
loss: mse
penalty: {name: l2, rate: 0.1}
"""
Z_NEW = ("`z_nwe` is no quantity of this problem", "did you mean `z_new`?")
FORMS = "names look like W1[1,2], b1, z2[1], a1[2], dL/dz2[1], W1_new[1,2]"
ROWS = "W1[i,j] goes to unit i from input j, also with `weight_rows: inputs`"
STEPS = "there are dL/dW1[1,1], dL/db1[1], dL/dz1[1], da1[1]/dz1[1], dz2[1]/da1[1], …"
REFUSED = [
    (NETWORK, "w11", "`w11` may be `W1[1,1]` or `W2[1,1]`", "write it as it is there"),
    (NETWORK, "w5", "`w5` is no quantity of this network", FORMS),
    (NETWORK, "W1_nwe", "`W1_nwe` is no quantity of this network", "did you mean `W1_new`?"),
    (NETWORK, "L_nwe", "`L_nwe` is no quantity of this network", "did you mean `L_new`?"),
    (NETWORK, "a1_nwe[2]", "`a1_nwe[2]` is no quantity of this network", "did you mean `a1_new`?"),
    (NETWORK, "b1_nwe", "`b1_nwe` is no quantity of this network", "did you mean `b1_new`?"),
    (NORMALISED, "zaht1", "`zaht1` is no quantity of this network", "did you mean `zhat1`?"),
    (NORMALISED, "L_dta", "`L_dta` is no quantity of this network", "did you mean `L_data`?"),
    (NETWORK, "dL/dW1[1,1", "`dL/dW1[1,1` lacks a `]`", "write `dL/dW1[1,1]`"),
    (NETWORK, "dz2[1/da1[1]", "`dz2[1/da1[1]` lacks a `]`", "write `dz2[1]/da1[1]`"),
    (NETWORK, "q[1", "`q[1` is no quantity of this network", FORMS),
    (NETWORK, "L_new[2]", "`L_new` is one number, so there is no `L_new[2]`", "leave out the index"),
    (NETWORK, "x_new[1]", "no step changes `x[1]`, so there is no `x_new[1]`", ""),
    (NETWORK, "dL_new/dz1[1]", "`dL_new/dz1[1]` is no derivative on the way back", STEPS),
    (NETWORK, "b1_new", "`b1` is fixed, so there is no `b1_new`", ""),
    (NETWORK.replace("[0.1, -0.1, 0]", "0.1"), "b1[2]", "layer 1 shares one bias", "write `b1`"),
    (NETWORK, "z1[4]", "`z1[4]` does not exist: the index 4 is not from 1 to 3", ""),
    (NETWORK, "W1[2,3]", "`W1[2,3]` does not exist: the index 3 is not from 1 to 2", ROWS),
    (NETWORK, "W9[1,1]", "`W9[1,1]` does not exist: the network has 2 layers", ""),
    (NETWORK, "dL/dx[1]", "the inputs are given, so there is no `dL/dx[1]`", STEPS),
    (NETWORK, "y[1]", "`y[1]` is given, so there is nothing to work out", ""),
    (NETWORK, "y1", "`y1` is given, so there is nothing to work out", ""),
    (BATCH, "b1", "layer 1 has no biases, so there is no `b1`", ""),
    (BATCH, "z1[1]", "each of the 3 samples has its own `z1[1]`", "name the sample: `z1[1]@1` … `z1[1]@3`"),
    (BATCH, "dL@9/dW1", "`dL@9/dW1` does not exist: there are 3 samples", ""),
    (BATCH, "W1_new", "without `optimizer` there is no `W1_new`", ""),
    (BATCH, "L_new", "without `optimizer` there is no `L_new`", ""),
    (
        *(
            KNOWN,
            "z1_new[1]",
            "where activations or gradients are given, nothing is worked again with the new"
            " parameters: there is no `z1_new[1]`",
        ),
        "",
    ),
    (KNOWN, "L_new", "only derivatives of the loss are given, so there is no `L_new`", ""),
    (FORMULAS, "y", "`y` is given, so there is nothing to work out", "add `y` to `wrt`"),
    (FORMULAS, "dz/dy", "`dz/dy` is no derivative of this problem", "add `y` to `wrt`"),
    (
        FORMULAS,
        "dy/dx",
        "`dy/dx` is no derivative of this problem",
        "`y` is no formula; there are `z`, `α`",
    ),
    (FORMULAS, "x_new", "without `optimizer` there is no `x_new`", ""),
    (FORMULAS, "α_new", "without `optimizer` there is no `α_new`", ""),
    (f"{FORMULAS}optimizer: {{name: sgd, learning_rate: 1}}\n", "z_nwe", *Z_NEW),
    (FORMULAS, "w", "`w` is no quantity of this problem", ""),
]


def asked(text: str, name: str) -> list[str]:
    problem = read(text, "")
    return asked_names(derive(problem), [name], known_of(problem))


@pytest.mark.parametrize(("problem", "name", "message", "hint"), REFUSED)
def test_a_name_that_does_not_exist_is_explained(problem: str, name: str, message: str, hint: str) -> None:
    """`ask` in the file and `--only` refuse a name in the same words."""
    with pytest.raises(ProblemError) as in_file:
        read(f"{problem}ask: ['{name}']\n", "")
    assert [(fault.message, fault.hint) for fault in in_file.value.faults] == [(message, hint)]
    with pytest.raises(UsageError) as on_line:
        asked(problem, name)
    assert (on_line.value.message, on_line.value.hint) == (message, hint)


@pytest.mark.parametrize("problem", bundled.names())
def test_every_step_may_be_asked_for_and_so_may_the_whole_of_it(problem: str) -> None:
    """What a solution works out can be named in `ask`: `W1[1,1]`, `W1`, `dL@2/dz1@2`.

    An author's own names may take these for others: where `z` is z1, `z2` is its second entry.
    """
    text, _ = load_text(problem)
    text = re.sub(r"^(?:ask|names):.*\n(?:[ ].*\n)*", "", text, flags=re.MULTILINE)
    derivation, letters = derive(read(text, ""), again=True), symbols_of(read(text, "")).exchanged_back
    steps = [derivation.by_name[name].quantity for name in derivation.order][:300]
    names = list(dict.fromkeys(map(name_of, [*steps, *(step.whole for step in steps)])))
    typed = "".join(f"  - '{exchanged(name, letters)}'\n" for name in names)
    assert read(f"{text}\nask:\n{typed}", "").ask == tuple(names)


def test_a_name_without_a_step_is_said_to_have_none() -> None:
    """A derivative that is 0 for want of a path is called so, and the nearest that is not is named."""
    with pytest.raises(UsageError) as caught:
        asked(NETWORK, "da1[1]/dz1[2]")
    assert caught.value.message == "`da1[1]/dz1[2]` is 0: units 1 and 2 do not meet"
    assert caught.value.hint == "write `da1[2]/dz1[2]`"
