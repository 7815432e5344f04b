"""The two independent witnesses of a derivation: SymPy for the rules, central differences for the numbers.

Neither uses the graph's own derivatives.
"""

from backprop_cli.derivation.derivation import Derivation, Proof
from backprop_cli.derivation.exercise import problem_in_step
from backprop_cli.errors import ProblemError
from backprop_cli.problem.model import Problem
from backprop_cli.proof.witness_differences import prove_gradients
from backprop_cli.proof.witness_forms import prove_forms
from backprop_cli.proof.witness_local import prove_local
from backprop_cli.quantities.grammar import in_step, text


def prove(problem: Problem, derivation: Derivation) -> Proof:
    """Compares every derivative with its witnesses.

    Raises `WitnessError` that shows ours and theirs where they disagree, `ProblemError` at the place of a
    formula that has no value to compare.
    """
    try:
        return _proved(problem, derivation)
    except ProblemError as error:
        from backprop_cli.problem_file.places import in_its_file  # only an error needs it

        raise in_its_file(error, problem) from None


def _proved(problem: Problem, derivation: Derivation) -> Proof:
    if derivation.training:
        return _prove_steps(problem, derivation)
    local = prove_local(derivation.graph)
    if not derivation.values:
        prove_forms(derivation)
        return Proof(0, local)
    checked, at_kink = prove_gradients(problem, derivation)
    return Proof(checked, local, at_kink)


def _prove_steps(problem: Problem, derivation: Derivation) -> Proof:
    """Every step of a training as an exercise by itself; steps of one batch share their formulas."""
    proved = {id(part.graph): part.graph for part in derivation.parts.values()}
    local = sum(map(prove_local, proved.values()))
    count, at_kink = 0, list[str]()
    for number, part in derivation.parts.items():
        checked, doubtful = prove_gradients(problem_in_step(problem, number, part), part)
        count += checked
        at_kink += [text(in_step(part.quantities[name], number)) for name in doubtful]
    return Proof(count, local, tuple(at_kink))
