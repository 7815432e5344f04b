"""Numbers in round brackets behind a number: the page's z₁⁽²⁾ typed `z1(2)`, or unit 2 of layer 1.

Which of the two is an index and which a layer, the name alone does not tell: both ways are given, as the
grammar has them. Behind a number that is lowered, z₁(2), or raised, z1^(2), the bracket holds the layer.
Right behind the letters, z(2), it holds a layer, z⁽²⁾, or the unit of the one layer that has so many.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Sequence

from backprop_cli.quantities.other_hands import activation_as_typed
from backprop_cli.quantities.spellings import SET, as_new
from backprop_cli.quantities.tex import regex
from backprop_cli.quantities.updated import apart_from_new

_LETTERS = r"(?P<letters>(?<![^\W\d_])[^\W\d_₀-₉⁰¹²³⁴-⁹]+)"
_LOWERED = rf"{_LETTERS}(?P<index>[₀-₉]{{1,3}}|_\{{[0-9, ]{{1,7}}\}})[ \t]?\((?P<layer>[0-9]{{1,2}})\)"
_RAISED = (
    rf"{_LETTERS}_?(?P<index>[0-9]{{1,3}})\^(?P<brace>\{{\s*)?\((?P<layer>[0-9]{{1,2}})\)(?(brace)\s*\}})"
)
_TYPED = rf"{_LETTERS}(?P<joint>_?)(?P<index>[0-9]{{1,3}})[ \t]?"
_ROUND, _SQUARE = rf"{_TYPED}\((?P<layer>[0-9]{{1,2}})\)", rf"{_TYPED}\[(?P<layer>[0-9]{{1,2}})\]"
_BY_ITSELF = (
    r"(?P<letters>(?<![\w.])[^\W\d_₀-₉⁰¹²³⁴-⁹]+)(?:\((?P<round>[0-9]{1,2})\)|\[(?P<square>[0-9]{1,2})\])"
)
_OF_ENTRY = r"[wW]_?[0-9]{2}[\[(]"
_LAYER_RAISED = r"(?:\^\{?[(\[]?[0-9][)\]]?\}?|[⁰¹²³⁴-⁹⁽⁾]{1,3}|\^\[[0-9]\])?"
_ROW_AND_COLUMN = (
    # W1[1,2], W1_new[1,2]
    r"(?P<before>[0-9]{0,2}(?:_new)?\[ ?)(?P<row>[0-9]+)(?P<between> ?, ?)(?P<column>[0-9]+)",
    # w_{12}, w_12, w^{(1)}_{1,2}
    rf"(?P<before>{_LAYER_RAISED}_\{{?)(?P<row>[0-9])(?P<between>,? ?)(?P<column>[0-9])(?![0-9])",
    # w₁₂, w⁽¹⁾₁₂
    rf"(?P<before>{_LAYER_RAISED})(?P<row>[₀-₉])(?P<between>,?)(?P<column>[₀-₉])(?![₀-₉])",
    # w12, w12(1)
    r"(?P<before>)(?P<row>[0-9])(?P<between>)(?P<column>[0-9])(?![0-9]|\[[0-9]+[ ]?,)",
    # w1_12, W1_1_2
    r"(?P<before>[0-9]_)(?P<row>[0-9])(?P<between>_?)(?P<column>[0-9])(?![0-9])",
)
"""What may stand behind the letter of a weight, up to its second index."""


def either_order(written: str) -> tuple[str, ...]:
    """A name as it is plain; where two are, first with the index behind, then with the layer."""
    plain = written
    for pattern in (_LOWERED, _RAISED):
        plain = regex(pattern).sub(_layer_first, plain)
    return (index_behind(plain), layer_behind(plain)) if is_in_either(plain) else (plain,)


def is_in_either(written: str, *, square: bool = False) -> bool:
    """Whether a number in brackets stands behind a number: in round ones, or in `square` ones."""
    return regex(_SQUARE if square else _ROUND).search(written) is not None


def is_of_entry(written: str) -> bool:
    """Whether a row and a column stand before the bracket, as in `w11(2)`."""
    return regex(_OF_ENTRY).search(written) is not None


def index_behind(written: str) -> str:
    """`z1(2)` as `z1[2]`: unit 2 of layer 1."""
    return regex(_ROUND).sub(r"\g<letters>\g<joint>\g<index>[\g<layer>]", written)


def layer_behind(written: str, *, square: bool = False) -> str:
    """`z1(2)` as `z2[1]`, and `w12(1)` as `w1[1,2]`; `square`: `z1[2]` as `z2[1]`."""
    return regex(_SQUARE if square else _ROUND).sub(_layer_first, written)


def has_number_by_itself(written: str) -> bool:
    """Whether a number in brackets stands right behind letters: `z(2)`, `dL/dW[1]`."""
    return regex(_BY_ITSELF).search(written) is not None


def layer_by_itself(written: str) -> tuple[str, str]:
    """`z(2)` as all of layer 2: `z^(2)`, which no notation has for a unit, and `z2`."""
    raised, typed = r"\g<letters>^(\g<round>\g<square>)", r"\g<letters>\g<round>\g<square>"
    return regex(_BY_ITSELF).sub(raised, written), regex(_BY_ITSELF).sub(typed, written)


def with_names_spelled(text: str, spell: Callable[[str], str], is_name: Callable[[str], bool]) -> str:
    """A formula with such names in it spelled so; `log10(100)`, which is none, as it is."""

    def name(found: re.Match[str]) -> str:
        spelled = spell(found[0])
        return spelled if is_name(spelled) else found[0]

    for pattern in (_ROUND, _SQUARE, _BY_ITSELF):
        text = regex(pattern).sub(name, text)
    return text


def _layer_first(found: re.Match[str]) -> str:
    """The name as the grammar has it; two digits of a weight are its row and its column."""
    index = unicodedata.normalize("NFKC", found["index"]).strip("_{} ").replace(" ", "")
    is_entry = found["letters"].lstrip("d") in {"w", "W"} and len(index) == 2
    return f"{found['letters']}{found['layer']}[{','.join(index) if is_entry else index}]"


def has_index_0(written: str) -> bool:
    """Whether an index is counted from 0, as programs do: `z1[0]`."""
    return regex(r"[\[,]\s*0\s*[\],]").search(written) is not None


def counted_from_1(written: str) -> str:
    """A name with every index in square brackets one higher."""
    return regex(r"(?<=[\[,])\s*[0-9]{1,3}(?=\s*[\],])").sub(lambda index: f"{int(index[0]) + 1}", written)


_NUMBERED = (
    r"(?P<before>(?:new |[dδΔ]|.{0,20}/\s?\S{0,9}|\\?delta_?\{?|"
    r"(?:∇|\\nabla|grad(?:ient of)?)(?:[ _]?\{?|(?P<opened>\()))?)"
    r"(?P<letter>z|a|[hHoO]|δ|\\?delta|net|in|I|s|u|Σ|[Ss]um|out|w|b|θ)"
    r"(?:_?\{?|\^\{?\()(?P<number>[0-9₀-₉]|(?<=[w_{])[1-9₁-₉][0-9₀-₉])(?(opened)|\)?)\}?"
    r"(?P<behind>[)}]?|\.grad|(?:\^?[+*′']|⁺|[ _]?\(?(?i:new|neu)\)?|_\{?new\}?)?)"
)
"""z₁, dL/dz_1, w₅⁺, z^{(3)}."""
_FRAME = " \t`$"
SIGNALS = ("δ", "delta", "\\delta")
"""How an error signal is typed."""
OUTPUTS = ("o", "O")
"""What a unit gives: o₁ is the first output, or in a network of units o₁, o₂ and o₃ the first unit."""
_CALLED = {**dict.fromkeys(("H", *OUTPUTS, "out"), "a"), "θ": "b"} | dict.fromkeys(
    ("net", "in", "I", "s", "u", "Σ", "sum", "Sum"), "z"
)
"""What is a letter of the grammar under another name."""
_CALLED_BIAS = ("b", "θ")


def numbered_through(
    written: str,
    sizes: Sequence[tuple[int, int, int]],
    *,
    by_input: bool = False,
    with_biases: bool = True,
    first: int = 1,
    past_9: bool = False,
    from_output: Collection[str] = (),
    behind_inputs: bool = False,
) -> str:
    """z₃ or w₆, counted through the layers, by its layer and index; any other name as it stands.

    `sizes`: how many units each layer has, inputs and biases; `by_input`: w₂ is that of input 1 to unit 2,
    and not of input 2 to unit 1; `first`: the number of the first weight; `past_9`: w₁₂ is the twelfth one.
    Beside w₁ a w₀ is the bias of a single unit. `from_output`: letters that are counted from the last layer
    on, as δ₁ the first one that is worked out; `behind_inputs`: the first unit behind two inputs is 3, and
    w₁₃ leads there from input 1. So is σ(z₃), which is a₃.
    """
    found, is_new = _number_found(activation_as_typed(written) or written)
    if found is None or (found["letter"] == "b" and not with_biases):
        return written
    letter = _CALLED.get(found["letter"], found["letter"])
    number, is_weight = unicodedata.normalize("NFKC", found["number"]), letter == "w"
    ahead = (sizes[0][1] if behind_inputs else 0) + 1
    if len(number) > 1 and is_weight and behind_inputs:
        place = _of_ends(int(min(number)), int(max(number)), sizes)
    elif len(number) > 1 and not (is_weight and past_9):
        return written
    else:
        place = int(number) - (first if is_weight else ahead)
    if place < 0:
        has_bias = is_weight and [(units, biases) for units, _, biases in sizes] == [(1, 1)]
        return f"{found['before']}b1{found['behind']}" if has_bias and not behind_inputs else written
    layers = list(enumerate(sizes, start=1))
    for layer, (units, inputs, biases) in layers[::-1] if found["letter"] in from_output else layers:
        count = {"w": units * inputs, "b": biases}.get(letter, units)
        if place < count:
            column, row = divmod(place, units) if by_input else reversed(divmod(place, inputs or 1))
            index = f"[{row + 1},{column + 1}]" if is_weight else f"[{place + 1}]"
            index = "" if letter == "b" and count == 1 else index  # the one that a layer shares
            name = f"{found['before']}{letter}{layer}{index}{found['behind']}"
            return as_new(name) if is_new else name
        place -= count
    return written


def _of_ends(start: int, end: int, sizes: Sequence[tuple[int, int, int]]) -> int:
    """The place among all weights of the one between two units that are numbered behind the inputs."""
    below, weights = 0, 0
    for units, inputs, _ in sizes:
        if below < start <= below + inputs < end <= below + inputs + units:
            return weights + (end - below - inputs - 1) * inputs + start - below - 1
        below, weights = below + inputs, weights + units * inputs
    return -1


def _number_found(written: str) -> tuple[re.Match[str] | None, bool]:
    """The parts of a numbered name, and whether a mark of a new value stood by it that is none of them."""
    plain = written.strip(_FRAME)
    if found := regex(_NUMBERED).fullmatch(plain):
        return found, False
    bare, is_new = apart_from_new(plain)
    bare = bare if is_new else plain.removesuffix(SET).strip(_FRAME)
    found = regex(_NUMBERED).fullmatch(bare) if bare != plain else None
    return (found, True) if found and found["letter"] in ("w", *_CALLED_BIAS) else (None, False)


def number_of(written: str, letter: str) -> int | None:
    """The number of a name that is such a one with this letter."""
    found, _ = _number_found(written)
    if found is None or found["letter"] != letter:
        return None
    return int(unicodedata.normalize("NFKC", found["number"]))


def number_of_unit(written: str) -> int | None:
    """The number of a name that is such a one of a unit, with any letter; of a weight or a bias none."""
    found, _ = _number_found(written)
    is_of_unit = found is not None and found["letter"] not in ("w", *_CALLED_BIAS)
    return int(unicodedata.normalize("NFKC", found["number"])) if found and is_of_unit else None


def indices_exchanged(written: str, letters: Iterable[str]) -> str:
    """`W1[1,2]` as `W1[2,1]`, `w₁₂` as `w₂₁`, in a name or a formula; `letters`: what weights are called."""
    head = rf"(?P<letters>(?<![^\W\d_])[dΔ]?(?:{'|'.join(map(re.escape, letters))}))"
    for rest in _ROW_AND_COLUMN:
        written = regex(head + rest).sub(r"\g<letters>\g<before>\g<column>\g<between>\g<row>", written)
    return written
