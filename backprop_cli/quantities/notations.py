"""The table of notations: which letters and numbers a quantity of a network is written with.

A notation is a row; `symbols.py` puts it to a network, and `reading.py` turns the same table round.
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from backprop_cli.quantities.network import (
    ACTIVATION,
    BIAS,
    DATA_LOSS,
    DROPPED,
    INPUT,
    LOSS,
    NORMAL,
    OUTPUT,
    PRE_ACTIVATION,
    STACKS,
    TARGET,
    WEIGHT,
)

DELTA = "delta"


class Notation(NamedTuple):
    """One row: the habits of a course or a book."""

    name: str
    about: str
    """Who writes so, and what its commonest names look like, for help."""
    layer: str = "({})"
    """How the raised number of a layer looks."""
    letters: Mapping[str, str] = {}
    """What a symbol is called, where it is not as in the grammar."""
    last: Mapping[str, str] = {}
    """What it is called in the last layer."""
    unit: tuple[str, str] = ("", "")
    """What stands before the number of a hidden and of an output unit, where no layer is raised there."""
    entry: str = "w"
    """What a single weight is called."""
    numbered: frozenset[str] = frozenset()
    """Parameters that are numbered through, layer after layer, with no layer raised."""
    numbers_only_unit: bool = True
    """Whether the one unit of a layer, the one input or output has its number 1."""
    whole: Mapping[str, str] = {}
    """The index of a quantity that has none of its own."""
    signals: Literal["delta", "d", "quotient"] = "delta"
    """Whether ∂L/∂z is written δ, dz, or as it is."""
    gradients: Literal["d", "quotient"] = "quotient"
    """Whether the loss's other derivatives are written dw, or as they are."""
    new: Literal["⁺", "new", ":="] = "⁺"
    """What marks the value after an update."""
    apart: frozenset[str] = frozenset()
    """Steps of their own, where others have one: `outputs`, ŷ = O; `losses`, E_total = E_o1 + E_o2."""

    @property
    def raises_bare(self) -> bool:
        """Whether a layer's number is raised without brackets, as a power is."""
        return self.layer == "{}"

    @property
    def exchanged(self) -> dict[str, str]:
        """Its letters of units, each with the grammar's, where that has one of them for something else.

        Those of whole stacks among them: A, which is Z.
        """
        letters = {letter: symbol for symbol, letter in self.letters.items() if symbol in _OF_UNITS}
        if not any(letter in _OF_UNITS | {TARGET} for letter in letters):
            return {}
        return {**letters, **{each.upper(): STACKS[letters[each]] for each in letters if len(each) == 1}}

    @property
    def exchanged_back(self) -> dict[str, str]:
        """The other way, the target's letter among them: what is told of y is of t, where y is an output."""
        letters = {symbol: letter for letter, symbol in self.exchanged.items()}
        target = self.letters.get(TARGET, TARGET)
        return {**letters, TARGET: target, STACKS[TARGET]: target.upper()} if letters else {}

    @property
    def in_usual_letters(self) -> "Notation":
        """The notation without them: how names are read once their letters are exchanged."""
        letters = {symbol: letter for symbol, letter in self.letters.items() if symbol not in _OF_UNITS}
        return self._replace(letters=letters, last={}) if self.exchanged else self

    def with_letters(self, letters: Mapping[str, str]) -> "Notation":
        """The notation with an author's letters for what each layer has: `z` -> s, and with it Z -> S."""
        z, entry = letters.get(PRE_ACTIVATION, ""), letters.get(WEIGHT, self.entry)
        of_z = {NORMAL: f"{z}_hat", STACKS[NORMAL]: f"{z.upper()}_hat"} if len(z) == 1 else {}
        stacks = {STACKS[each]: letter.upper() for each, letter in letters.items()
                  if each in STACKS and len(letter) == 1}  # fmt: skip
        matrix = {WEIGHT: f"{entry[0].upper()}{entry[1:]}"} if WEIGHT in letters else {}
        return self._replace(letters={**self.letters, **letters, **of_z, **stacks, **matrix}, entry=entry)


_OF_UNITS = frozenset({PRE_ACTIVATION, ACTIVATION, OUTPUT})
LAYERS = Notation("layers", "w₂₁⁽¹⁾, z₂⁽¹⁾, a₂⁽¹⁾, δ₂⁽¹⁾")
NOTATIONS = {
    row.name: row
    for row in (
        LAYERS,
        Notation(
            "superscript",
            "W¹₂₁, In¹₂, h¹₂, O²₂, ∂L/∂In¹₂",
            layer="{}",
            letters={PRE_ACTIVATION: "In", ACTIVATION: "h", DROPPED: "htilde"},
            entry="W",
            last={ACTIVATION: "O"},
            signals="quotient",
            new="new",
            apart=frozenset({"outputs"}),
        ),
        Notation(
            "net_o",
            "w¹₂₁, net¹₂, o¹₂, ∂L/∂net¹₂",
            layer="{}",
            letters={PRE_ACTIVATION: "net", ACTIVATION: "o"},
            signals="quotient",
            new="new",
            apart=frozenset({"outputs"}),
        ),
        Notation(
            "bracket",
            "w₂₁^[1], z₂^[1], a₂^[1], dz₂^[1], dw₂₁^[1]",
            layer="[{}]",
            numbers_only_unit=False,
            signals="d",
            gradients="d",
            new=":=",
        ),
        Notation(
            "net_out",
            "w₃, net_h2, out_h2, net_o1, ∂E_total/∂net_h2",
            letters={
                **{INPUT: "i", PRE_ACTIVATION: "net", ACTIVATION: "out"},
                **{TARGET: "target", OUTPUT: "out", LOSS: "E", DATA_LOSS: "E_data"},
            },
            unit=("h", "o"),
            numbered=frozenset({WEIGHT, BIAS}),
            whole={LOSS: "total"},
            signals="quotient",
            apart=frozenset({"losses"}),
        ),
        Notation(
            "bishop",
            "w₂₁⁽¹⁾, a₂⁽¹⁾, z₂⁽¹⁾, y₂, t₂, δ₂⁽¹⁾",
            letters={
                **{PRE_ACTIVATION: "a", NORMAL: "a_hat", STACKS[NORMAL]: "A_hat", ACTIVATION: "z"},
                **{TARGET: "t", OUTPUT: "y", LOSS: "E", DATA_LOSS: "E_data"},
            },
            last={ACTIVATION: "y"},
        ),
        Notation(
            "haykin",
            "w₂₁⁽¹⁾, v₂⁽¹⁾, y₂⁽¹⁾, o₂, d₂, ∂E/∂v₂⁽¹⁾",
            letters={
                **{PRE_ACTIVATION: "v", NORMAL: "v_hat", STACKS[NORMAL]: "V_hat", ACTIVATION: "y"},
                **{TARGET: "d", OUTPUT: "o", LOSS: "E", DATA_LOSS: "E_data"},
            },
            last={ACTIVATION: "o"},
            signals="quotient",
        ),
    )
}
"""Every notation by its name, the default first."""

CALLED = {
    **dict.fromkeys(("mazur", "net", "netout", "outnet"), "net_out"),
    **dict.fromkeys(("ng", "brackets", "andrewng"), "bracket"),
    "prml": "bishop",
    **dict.fromkeys(("default", "usual", "standard", "layer"), "layers"),
}
"""What else courses call them, in small letters: which is meant where it is refused."""


USUAL = LAYERS.name
"""The notation of a file that names none."""
