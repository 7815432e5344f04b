"""Names that are none as they stand -> other ways to spell them, which may be names.

net h1           net_h1        with room between their parts
fc1.weight.grad  dL/dW1        of PyTorch's layers
logits, probs    z2, a2        of the last layer
L1, L_2          L@1, L@2      the losses of samples
mean loss        L             of samples, where it is their mean
dy/dx (x=2)      dy/dx         at the point of the exercise; and so u(2, -1), ∂y/∂x|_{x=2}
dW (mean over samples), a1 (sigmoid)  with a remark
derivative of y with respect to x    of formulas
net(h1), δ(o1)   neth1, δo1    with an index in brackets that is no number
z1^[2]           z1^{(2)}      a layer above an index
NET_H1           net_h1        in capitals
p₁, p            a2[1], a2     the probabilities of a softmax
"""

import re
import unicodedata
from collections.abc import Iterator
from math import fsum, isclose
from typing import NamedTuple

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.quantities.grammar import derivative_name, text
from backprop_cli.quantities.network import ACTIVATION, BIAS, LOSS, PRE_ACTIVATION, WEIGHT, loss
from backprop_cli.quantities.quantity import Gradient, Quantity

LONGEST = 80
"""Characters of a name that is spelled in another way."""
_OF_TORCH = re.compile(
    r"(?:(?:self|model|net)\.)?(?:fc|linear|lin|layer|dense|l)_?(?P<layer>[1-9])"
    r"\.(?P<which>weight|bias)[. ]grad",
    re.IGNORECASE,
)
_OF_LAYER = {"weight": WEIGHT, "bias": BIAS}
_LAST = {
    **dict.fromkeys(("logits", "logit", "scores"), PRE_ACTIVATION),
    **dict.fromkeys(("probs", "probabilities", "preds", "predictions", "prediction"), ACTIVATION),
}
"""What programs call the sums and the activations of the last layer."""
_OF_SAMPLE = re.compile(
    r"(?:[LEJC]|[lL]oss)[ _]?\{?(?:\(?(?P<number>[1-9][0-9]{0,2})\)?)\}?|[LEJC](?P<low>[₁-₉])"
)
_LETTERS_IN_BRACKETS = re.compile(r"\((?P<index>[A-Za-z][A-Za-z]{0,5}[0-9]?)\)")
_LAYER_IN_SQUARE = re.compile(r"(?<=[0-9])\^\[([1-9])\]")
_CAPITALS = re.compile(r"[A-Z][A-Za-z]{1,5}_?[A-Za-z]{1,5}[0-9]?")
_PROBABILITY = re.compile(
    r"[pP](?:_?\{?(?P<index>[1-9][0-9]?)\}?|\[(?P<place>[1-9][0-9]?)\]|(?P<low>[₁-₉]))?"
    r"(?:@(?P<sample>[0-9]{1,4}))?(?:#(?P<step>[0-9]{1,4}))?"
)
_MEAN = re.compile(r"(?:the )?(?:mean|average|avg\.?|batch)[ _](?:loss|cost)(?: [LJ])?", re.IGNORECASE)


_REMARK = re.compile(r"(?P<name>\S.{0,40}?)[ ]?\((?P<words>[A-Za-z]{3,12}(?: [A-Za-z]{3,12}){0,4})\)")
_NEUTRAL = frozenset(("sigmoid", "relu", "tanh", "softmax", "forward", "backward", "pass", "chain", "rule"))
_OF_MEAN = frozenset(("mean", "average", "averaged", "over", "the", "batch", "samples", "all", "both"))
"""Words in brackets behind a name that say nothing more of it, where the loss is a mean."""
_DERIVATIVE = re.compile(
    r"(?:the )?(?:partial )?derivative of (?P<of>\S{1,20}) "
    r"(?:with respect to|w\.?r\.?t\.?|by) (?P<by>\S{1,20})",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?:\\left\.[ ]?)?(?P<name>.{1,60}?)[ ]?"
    r"(?:(?:\\(?:[bB]igg?[lr]?|right)[ ]?)?\|[ ]?_?[ ]?(?:\{\(|[({])|\()"
    r"(?P<point>[^(){}|]{1,40})(?:\)\}|[)}])"
)
_COORDINATE = re.compile(r"(?:(?P<name>[^\W\d]\w{0,9})[ ]?=[ ]?)?(?P<value>\S{1,20})")


class Circumstances(NamedTuple):
    """What decides which of these may be meant."""

    layers: int
    """Of a network; 0 where the exercise is none."""
    is_softmax: bool
    """Whether its outputs are probabilities by softmax."""
    has_losses: bool
    """Whether single samples have a loss, and single outputs none, so that a number tells the sample."""
    is_mean: bool
    """Whether the loss is the mean of theirs."""
    point: tuple[tuple[str, float], ...] = ()
    """Where formulas are worked: the value of every variable."""

    @property
    def remarks(self) -> frozenset[str]:
        """Words that say nothing more of a name."""
        return _NEUTRAL | _OF_MEAN if self.is_mean else _NEUTRAL


def told_by(derivation: Derivation, layers: int, *, is_softmax: bool) -> Circumstances:
    """The same of a derivation; `layers` and `is_softmax` as above."""
    lines = ((name, derivation.quantities[name]) for name in derivation.order)
    quantities = ((name, each) for name, each in lines if isinstance(each, Quantity) and not each.new)
    of_loss = [(name, each) for name, each in quantities if each.symbol == LOSS]
    values = derivation.values
    losses = [value for name, each in of_loss if each.sample and (value := values.get(name)) is not None]
    has_parts = any(each.indices for _, each in of_loss)
    has_losses = len(losses) > 1 and derivation.training is None and not has_parts
    whole = values.get(LOSS)
    is_mean = bool(losses) and whole is not None and isclose(whole, fsum(losses) / len(losses))
    return Circumstances(layers, is_softmax, has_losses, is_mean, () if layers else _point_of(derivation))


def _point_of(derivation: Derivation) -> tuple[tuple[str, float], ...]:
    """The point of formulas; none where it moves, or there is none."""
    values = ((name, derivation.values.get(name)) for name in derivation.graph.wrt)
    known = tuple((name, value) for name, value in values if value is not None)
    return () if derivation.training or len(known) < len(derivation.graph.wrt) else known


def further_spellings(written: str, told: Circumstances) -> Iterator[str]:
    """Every such way, for a name that is none by itself."""
    bare = written.strip(" \t`$*")
    if not bare or len(bare) > LONGEST:
        return
    if _LAYER_IN_SQUARE.search(bare):
        yield _LAYER_IN_SQUARE.sub(r"^{(\1)}", bare)
    if any(map(str.isspace, bare)):
        yield "".join(bare.split())
    if torch := _OF_TORCH.fullmatch(bare):
        yield text(Gradient(loss(), Quantity(_OF_LAYER[torch["which"].casefold()], int(torch["layer"]))))
    if told.layers and _LETTERS_IN_BRACKETS.search(bare):
        yield _LETTERS_IN_BRACKETS.sub(r"\g<index>", bare)
    if told.layers and _CAPITALS.fullmatch(bare):
        yield bare.casefold()
    if told.is_softmax and (probability := _PROBABILITY.fullmatch(bare)):
        unit = probability["index"] or probability["place"] or probability["low"]
        outputs = Quantity(ACTIVATION, told.layers, sample=_number(probability["sample"]))
        of_unit = outputs.at(int(unicodedata.normalize("NFKC", unit))) if unit else outputs
        yield text(of_unit._replace(step=_number(probability["step"])))
    if told.layers and (letter := _LAST.get(bare.casefold())):
        yield text(Quantity(letter, told.layers))
    if told.has_losses and (sample := _OF_SAMPLE.fullmatch(bare)):
        yield text(loss(int(sample["number"] or unicodedata.normalize("NFKC", sample["low"]))))
    if told.is_mean and _MEAN.fullmatch(bare):
        yield LOSS
    if (said := _REMARK.fullmatch(bare)) and told.remarks.issuperset(said["words"].casefold().split()):
        yield said["name"]
    if not told.layers and (slope := _DERIVATIVE.fullmatch(bare)):
        yield derivative_name(slope["of"], slope["by"])
    if told.point and (at := _AT.fullmatch(bare)) and _is_point(at["point"], told.point):
        yield at["name"].rstrip()


def _number(said: str | None) -> int | None:
    return int(said) if said else None


def _is_point(written: str, point: tuple[tuple[str, float], ...]) -> bool:
    """Whether a text is the point of the exercise: `2, -1`, or `x = 2` for a part of it."""
    found = [each for part in written.split(",") if (each := _COORDINATE.fullmatch(part.strip()))]
    named, at = [each["name"] for each in found if each["name"]], dict(point)
    names = named or list(at)
    if not len(names) == len(found) == written.count(",") + 1:
        return False
    numbers = [read_number(each["value"]) for each in found]
    return all(each and at.get(name) == each.value for name, each in zip(names, numbers, strict=True))
