"""What a reader may choose of a sheet: its style, and what stands on it."""

from typing import TYPE_CHECKING, NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.errors import UsageError, nearest
from backprop_cli.late import late
from backprop_cli.problem.model import Network, Problem
from backprop_cli.words import solution as words
from backprop_cli.words.say import phrase
from backprop_cli.worksheet.chosen_steps import Wanted
from backprop_cli.worksheet.delta import delta_blocks
from backprop_cli.worksheet.style import Style

if TYPE_CHECKING:
    from backprop_cli.derivation.normal_equations import LeftOut, NormalEquations

path_blocks, gates_blocks = late("worksheet.paths.path_blocks"), late("worksheet.gates.gates_blocks")
matrix_blocks, matrix_update = late("worksheet.matrix.matrix_blocks"), late("worksheet.matrix.matrix_update")

STYLES = {
    style.name: style
    for style in (
        Style("delta", words.STYLE_DELTA, delta_blocks),
        Style("paths", words.STYLE_PATHS, path_blocks),
        Style("matrix", words.STYLE_MATRIX, matrix_blocks, matrix_update, in_arrays=True, has_rules=False),
        Style(
            "gates",
            words.STYLE_GATES,
            gates_blocks,
            detail="gates",
            opened="gates, functions opened",
            has_margin=False,
            has_rules=False,
        ),
    )
}


class Layout(NamedTuple):
    """What a reader chose for the sheet."""

    only: tuple[str, ...] = ()
    """Quantities to work out, with what they need; none: what the problem asks, or everything."""
    everything: bool = False
    """Whether to show all steps, whatever the problem asks and however many there are."""
    style: str = "delta"
    digits: int = 5
    """Significant digits of worked-out numbers."""
    step: Wanted = None
    """Of a training the step to work; none: those that are asked for by name, else the first."""
    gradient_check: bool = False
    """Whether the numerical gradients stand beside the analytic ones."""
    open_functions: bool = False
    """Whether functions are worked by their definitions, in a style that does so."""
    notation: str | None = None
    """How the quantities are written; none: as the problem says."""
    remarks: bool = True
    """Whether remarks stand in the margin."""
    rules: bool = False
    """Whether derivatives are worked rule by rule, each rule by its name."""

    @property
    def detail(self) -> str:
        """The level of detail at which the problem is to be derived.

        Raises `UsageError` for an unknown style, and for one that does not open functions, or has no place
        for rules, but is to.
        """
        style = style_of(self.style)
        if self.open_functions and not style.opened:
            from backprop_cli.words import gates

            raise UsageError(phrase(gates.NOT_OPENED), phrase(gates.NOT_OPENED_HINT))
        if self.rules and not style.has_rules:
            from backprop_cli.words import by_rule

            raise UsageError(phrase(by_rule.NO_RULES), phrase(by_rule.NO_RULES_HINT))
        return style.opened if self.open_functions else style.detail

    def asked(self, problem: Problem) -> tuple[str, ...]:
        """The quantities to work out; none: everything."""
        return self.only or (() if self.everything else problem.ask)


def style_of(name: str) -> Style:
    """The style of that name; raises `UsageError` with the nearest one."""
    if name not in STYLES:
        known = f"known are {', '.join(STYLES)}"
        raise UsageError(f"there is no style `{name}`", nearest(name, STYLES) or known)
    return STYLES[name]


def closed_form_of(problem: Problem, layout: Layout) -> "NormalEquations | LeftOut | None":
    """Linear regression solved at once, where the style has that; None where it is another problem."""
    if not style_of(layout.style).in_arrays or not isinstance(problem, Network):
        return None
    from backprop_cli.derivation.normal_equations import normal_equations

    return normal_equations(problem)


def solved(found: "NormalEquations | LeftOut | None") -> "NormalEquations | None":
    """A closed form that was worked out; None where it was left out, or there is none."""
    if found is None:
        return None
    from backprop_cli.derivation.normal_equations import NormalEquations

    return found if isinstance(found, NormalEquations) else None


def arrays_of(problem: Problem, derivation: Derivation, layout: Layout, step: int = 1) -> Derivation | None:
    """One step's derivation in vectors and matrices, where the style has those.

    Raises `UsageError` for formulas, which have none.
    """
    if not style_of(layout.style).in_arrays:
        return None
    from backprop_cli.derivation.in_arrays import in_arrays
    from backprop_cli.words import matrix

    if not isinstance(problem, Network):
        raise UsageError(phrase(matrix.NO_MATRICES), phrase(matrix.NO_MATRICES_HINT))
    return in_arrays(problem, derivation, problem.schedule.batch(step))
