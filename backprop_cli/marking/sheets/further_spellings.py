"""Names that are none as they stand -> other ways to spell them, which may be names: `net h1` as `net_h1`."""

import re
from collections.abc import Callable, Iterator
from math import fsum, isclose
from typing import NamedTuple
from unicodedata import normalize

from backprop_cli.derivation.derivation import Derivation
from backprop_cli.marking.sheets.written import read_number
from backprop_cli.quantities.grammar import derivative_name, text
from backprop_cli.quantities.network import ACTIVATION, BIAS, LOSS, PRE_ACTIVATION, WEIGHT, loss
from backprop_cli.quantities.other_hands import (
    activation_as_typed,
    loss_as_typed,
    slope_as_typed,
    unit_as_typed,
)
from backprop_cli.quantities.quantity import Gradient, Quantity

LONGEST = 80
"""Characters of a name that is spelled in another way."""
_LAST = {
    **dict.fromkeys(("logits", "logit", "scores"), PRE_ACTIVATION),
    **dict.fromkeys(("probs", "probabilities", "pred", "preds", "predictions", "prediction"), ACTIVATION),
}
"""What programs call the sums and the activations of the last layer."""
_NEUTRAL = frozenset(("sigmoid", "relu", "tanh", "softmax", "forward", "backward", "pass", "chain", "rule"))
_OF_MEAN = frozenset(("mean", "average", "averaged", "over", "the", "batch", "samples", "all", "both"))
"""Words in brackets behind a name that say nothing more of it, where the loss is a mean."""
_RAISED_LAYER = re.compile("⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,2})⁾")
_LOWERED = re.compile("[₀-₉][₀-₉,]*")
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
    for pattern, spelled in _WAYS if 0 < len(bare) <= LONGEST else ():
        if (found := pattern.fullmatch(bare)) and (way := spelled(found, told)):
            yield way


def _of_torch(found: re.Match[str], _: Circumstances) -> str:
    symbol = WEIGHT if found["which"].casefold() == "weight" else BIAS
    return text(Gradient(loss(), Quantity(symbol, int(found["layer"]))))


def _output(found: re.Match[str], told: Circumstances) -> str:
    outputs = Quantity(ACTIVATION, told.layers, sample=_number(found["sample"]), step=_number(found["step"]))
    unit = _number(found["index"])
    return text(outputs.at(unit) if unit else outputs) if told.is_softmax else ""


def _of_last(found: re.Match[str], told: Circumstances) -> str:
    symbol = _LAST.get(found[0].casefold())
    return text(Quantity(symbol, told.layers)) if symbol and told.layers else ""


def _partial(found: re.Match[str], told: Circumstances) -> str:
    if told.layers or (found["point"] and not _is_point(found["point"], told.point)):
        return ""
    return derivative_name(found["of"], found["by"])


def _own_loss(found: re.Match[str], told: Circumstances) -> str:
    return text(loss(_number(found["number"]))) if told.has_losses else ""


def _without_remark(found: re.Match[str], told: Circumstances) -> str:
    return found["name"] if told.remarks.issuperset(found["words"].casefold().split()) else ""


def _at_point(found: re.Match[str], told: Circumstances) -> str:
    return found["name"].rstrip() if told.point and _is_point(found["point"], told.point) else ""


def _in_tex(found: re.Match[str], _: Circumstances) -> str:
    with_layers = _RAISED_LAYER.sub(lambda layer: f"^{{({normalize('NFKC', layer[1])})}}", found[0])
    return _LOWERED.sub(lambda index: f"_{{{normalize('NFKC', index[0])}}}", with_layers)


_WAYS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Circumstances], str]], ...] = (
    # z1^[2], a layer above an index
    (re.compile(r"(.*[0-9])\^\[([1-9])\](.*)"), lambda found, _: f"{found[1]}^{{({found[2]})}}{found[3]}"),
    # z₁⁽²⁾, whatever the notation of the page
    (re.compile(rf".*{_RAISED_LAYER.pattern}.*"), _in_tex),
    # net h1, with room between its parts
    (re.compile(r".*\s.*"), lambda found, _: "".join(found[0].split())),
    # fc1.weight.grad, of PyTorch
    (
        re.compile(
            r"(?:(?:self|model|net)\.)?(?:fc|linear|lin|layer|dense|l)_?(?P<layer>[1-9])"
            r"\.(?P<which>weight|bias)[. ]grad",
            re.IGNORECASE,
        ),
        _of_torch,
    ),
    # net(h1), δ(o1): letters in brackets that are an index
    (
        re.compile(r"(.+)\(([A-Za-z][A-Za-z]{0,5}[0-9]?)\)(.*)"),
        lambda found, told: f"{found[1]}{found[2]}{found[3]}" if told.layers else "",
    ),
    # NET_H1
    (
        re.compile(r"[A-Z][A-Za-z]{1,5}_?[A-Za-z]{1,5}[0-9]?"),
        lambda found, told: found[0].casefold() if told.layers else "",
    ),
    # p₁, p[2], p: the probabilities of a softmax
    (
        re.compile(
            r"[pP]_?[{\[]?(?P<index>[1-9][0-9]?|[₁-₉])?[}\]]?(?:@(?P<sample>[0-9]{1,4}))?(?:#(?P<step>[0-9]{1,4}))?"
        ),
        _output,
    ),
    # MSE, ∂BCE/∂w₁
    (re.compile(".{2,60}"), lambda found, told: loss_as_typed(found[0]) if told.layers else ""),
    # δ_z4 of formulas
    (
        re.compile(r"(?:δ|\\?delta)[ ]?_?\{?(?P<by>[^\W\d_]\w{0,9})\}?"),
        lambda found, told: slope_as_typed(found["by"]) if _is_on_the_way(found["by"], told) else "",
    ),
    # predicted output
    (
        re.compile(r"(?:final|network|model|predicted)[ _]output", re.IGNORECASE),
        lambda _, told: text(Quantity(ACTIVATION, told.layers)) if told.layers else "",
    ),
    # logits, probs
    (re.compile(r"[a-z]{4,13}", re.IGNORECASE), _of_last),
    # h, δ_o1, net_h1, delta_hidden
    (re.compile(".{1,40}"), lambda found, told: unit_as_typed(found[0]) if told.layers == 2 else ""),
    # softmax(z²), σ(net_h1)
    (re.compile(".{1,60}"), lambda found, told: activation_as_typed(found[0]) if told.layers else ""),
    # f_x, f_x(2, −1)
    (re.compile(r"(?P<of>[^\W\d_])_\{?(?P<by>[^\W\d_])\}?(?:\((?P<point>[^()]{1,40})\))?"), _partial),
    # f'(x), ∇_x f, df wrt x
    (re.compile(r"(?P<of>[^\W\d_]\w{0,9})['′’]\((?P<by>[^\W\d_]\w{0,9})(?P<point>)\)"), _partial),
    (
        re.compile(r"(?:∇|\\nabla ?)_\{?(?P<by>[^\W\d_]\w{0,9})\}? ?(?P<of>[^\W\d_]\w{0,9})(?P<point>)"),
        _partial,
    ),
    (re.compile(r"[d∂](?P<of>[^\W\d_]\w{0,9}) (?:wrt|by) (?P<by>[^\W\d_]\w{0,9})(?P<point>)"), _partial),
    # ∇L_x
    (re.compile(r"(?:∇|\\nabla ?)(?P<of>[^\W\d_])_\{?(?P<by>[^\W\d_]\w{0,9})\}?(?P<point>)"), _partial),
    # x̄, x_bar, \bar{x}, gradient at x, x grad: of what the formulas end with
    (
        re.compile(
            r"(?:\\(?:bar|overline) ?\{?|(?:grad|gradient|upstream) (?:at |on |into )?)?"
            r"(?P<by>[^\W\d_]\w{0,9}?)\}?(?:\N{COMBINING MACRON}|_bar| grad| gradient)?"
        ),
        lambda found, told: "" if told.layers or found[0] == found["by"] else slope_as_typed(found["by"]),
    ),
    # dfdx, df_dx, partial f / partial x
    (
        re.compile(r"(?P<d>d|partial )(?P<of>[^\W_]{1,9}?)[ ]?[_/]?[ ]?(?P=d)(?P<by>[^\W_]{1,9})(?P<point>)"),
        _partial,
    ),
    # L1, L_2, L₂, loss 2: of single samples
    (re.compile(r"(?:[LEJC]|[lL]oss)[ _]?[{(]{0,2}(?P<number>[1-9][0-9]{0,2}|[₁-₉])[)}]{0,2}"), _own_loss),
    # mean loss
    (
        re.compile(r"(?:the )?(?:mean|average|avg\.?|batch)[ _](?:loss|cost)(?: [LJ])?", re.IGNORECASE),
        lambda _, told: LOSS if told.is_mean else "",
    ),
    # dW (mean over samples), a1 (sigmoid)
    (
        re.compile(r"(?P<name>\S.{0,40}?)[ ]?\((?P<words>[A-Za-z]{3,12}(?: [A-Za-z]{3,12}){0,4})\)"),
        _without_remark,
    ),
    # derivative of y with respect to x, gradient of L by w
    (
        re.compile(
            r"(?:the )?(?:(?:partial )?derivative|gradient) of (?P<of>\S{1,20}) "
            r"(?:with respect to|w\.?r\.?t\.?|by) (?P<by>\S{1,20})",
            re.IGNORECASE,
        ),
        lambda found, told: "" if told.layers else derivative_name(found["of"], found["by"]),
    ),
    # dy/dx (x=2), u(2, -1), ∂y/∂x|_{x=2}: at the point of the exercise
    (
        re.compile(
            r"(?:\\left\.[ ]?)?(?P<name>.{1,60}?)[ ]?"
            r"(?:(?:\\(?:[bB]igg?[lr]?|right)[ ]?)?\|[ ]?_?[ ]?(?:\{\(|[({])|\()"
            r"(?P<point>[^(){}|]{1,40})(?:\)\}|[)}])"
        ),
        _at_point,
    ),
)
"""How names may look, and how they are spelled then; empty where the exercise has nothing of that kind."""


def _number(said: str | None) -> int | None:
    return int(normalize("NFKC", said)) if said else None


def _is_on_the_way(name: str, told: Circumstances) -> bool:
    """Whether it is no variable of formulas, whose δ may be its change."""
    return bool(told.point) and name not in dict(told.point)


def _is_point(written: str, point: tuple[tuple[str, float], ...]) -> bool:
    """Whether a text is the point of the exercise: `2, -1`, or `x = 2` for a part of it."""
    found = [each for part in written.split(",") if (each := _COORDINATE.fullmatch(part.strip()))]
    named, at = [each["name"] for each in found if each["name"]], dict(point)
    names = named or list(at)
    if not len(names) == len(found) == written.count(",") + 1:
        return False
    numbers = [read_number(each["value"]) for each in found]
    return all(each and at.get(name) == each.value for name, each in zip(names, numbers, strict=True))
