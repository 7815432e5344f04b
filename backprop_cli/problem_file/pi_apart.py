"""π beside names in a formula, 2πR and 4π²x: apart, since no name begins with π but the author's own."""

import re
from collections.abc import Callable, Container, Iterable

from backprop_cli.errors import Faults, cited
from backprop_cli.expr.parser import parse
from backprop_cli.expr.tokens import TOKEN, canonical, locate
from backprop_cli.expr.tree import Expr
from backprop_cli.problem_file.names import Named
from backprop_cli.problem_file.yaml_scalars import within
from backprop_cli.problem_file.yaml_tree import Scalar

PI = "π"
_BESIDE_LETTERS = re.compile(rf"(?<={PI})(?=[^\W\d_₀-₉])|(?<=[^\W\d_₀-₉])(?={PI})")
"""π1 and π_k are names: policies have them."""
_POWERS = frozenset({"^", "**"})


def with_pi_apart(text: str, is_name: Callable[[str], bool]) -> str:
    """The formula with a sign beside each π that stands at a letter, a bracket or, raised, before either.

    Behind `/` and `^` it stays as it is: of 1/πR nobody can say how much is below.
    """
    if PI not in text:
        return text
    written, place, before = "", 0, ["", ""]
    for word in TOKEN.finditer(text):
        if word.lastgroup == "space":
            continue
        typed = word.group()
        is_open = before[-1] in {"/", *_POWERS} or (before[-2] == "/" and before[-1][:1].isdigit())
        if word.lastgroup == "name" and PI in typed and not is_open and not is_name(canonical(typed)):
            typed = _BESIDE_LETTERS.sub("*", typed)
        is_factor = word.lastgroup in {"name", "number"} or typed == "("
        is_behind_pi = before[-1] == PI or (before[-2] == PI and before[-1][:1] in "⁰¹²³⁴⁵⁶⁷⁸⁹")
        sign = "*" if is_factor and is_behind_pi and before[-1] else ""
        written += f"{text[place : word.start()]}{sign}{typed}"
        place, before = word.end(), [before[-1], typed[-1:] if typed.endswith(PI) else word.group()]
    return written + text[place:]


def with_pi_in_all(
    formulas: Iterable[Named[Expr]], point: Iterable[str], faults: Faults
) -> dict[str, Named[Expr]]:
    """The formulas of a file by their names, with 2πR as 2·π·R, unless a formula or number is called πR."""
    found = {each.name: each for each in formulas}
    own = {*found, *point}
    return {name: _with_pi(each, own, faults) for name, each in found.items()}


def _with_pi(formula: Named[Expr], own: Container[str], faults: Faults) -> Named[Expr]:
    node = formula.node
    if not isinstance(node, Scalar) or PI not in node.text:
        return formula
    apart = with_pi_apart(node.text, own.__contains__)
    if apart != node.text:
        formula = formula._replace(value=parse(apart, defined=True))
    for word in TOKEN.finditer(apart):
        written = word.group()
        if word.lastgroup == "name" and _BESIDE_LETTERS.search(written) and canonical(written) not in own:
            product = f"({_BESIDE_LETTERS.sub('*', written)})".replace(PI, "pi")
            message = f"{cited(formula.key.text)}: how much of {cited(written)} is below, or raised, is open"
            place = within(node, *locate(node.text, canonical(written)))
            faults.add(place, message, f"write the product with its sign, as in `{product}`")
    return formula
