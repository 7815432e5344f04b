"""Formulas as text, and names that stand for one."""

from __future__ import annotations

from backprop_cli.errors import Faults, FormulaError, cited
from backprop_cli.expr.parser import MAX_LENGTH, parse
from backprop_cli.expr.tokens import locate
from backprop_cli.expr.tree import Expr, references
from backprop_cli.problem_file.choices import NO_OTHERS, OneWordOf, Others
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.yaml_scalars import DECIMAL, is_text, within
from backprop_cli.problem_file.yaml_tree import Scalar, YamlNode


class FormulaText(ValueKind[Expr]):
    """A formula; where `variables` are given, in no other names than those."""

    expects = "a formula"

    def __init__(self, variables: tuple[str, ...] = (), otherwise: str = "") -> None:
        self.variables = variables
        self.otherwise = otherwise
        """What to write where other names were found."""

    def read(self, node: YamlNode, what: str, faults: Faults) -> Expr | None:
        """The tree of the formula; a fault in it is shown where it stands in the text."""
        if not (isinstance(node, Scalar) and (is_text(node) or DECIMAL.fullmatch(node.text))):
            self.refuse(node, what, faults)
            return None
        try:
            formula = parse(node.text, defined=True)
        except FormulaError as error:
            place = within(node, error.start, error.width)
            faults.add(place, f"{what}: {error.message}", error.hint)
            return None
        return formula if self._known(formula, node, what, faults) else None

    def _known(self, formula: Expr, node: Scalar, what: str, faults: Faults) -> bool:
        names = dict.fromkeys(references(formula)) if self.variables else {}
        unknown = [name for name in names if name not in {*self.variables, "pi"}]
        listed = " and ".join(f"`{name}`" for name in self.variables)
        for name in unknown:
            place = within(node, *locate(node.text, name))
            hint = self.otherwise if name == unknown[0] else ""
            faults.add(place, f"{what} is a formula in {listed}; found {cited(name)}", hint)
        if self.variables and not unknown and self.variables[-1] not in names:
            faults.add(node.place, f"{what} does not depend on `{self.variables[-1]}`")
            return False
        return not unknown

    def schema(self) -> SchemaPart:
        """Text, or a plain number."""
        return {"type": ["string", "number"], "minLength": 1, "maxLength": MAX_LENGTH}


class NameOrFormula(ValueKind[str | Expr]):
    """A known name, or a formula of the author's own in `variables`.

    A single word is always meant as a name, unless it is one of the variables.
    """

    def __init__(
        self, names: tuple[str, ...], variables: tuple[str, ...], others: Others = NO_OTHERS
    ) -> None:
        self.known = names
        self.choice = OneWordOf(names, others)
        in_names = " and ".join(f"`{name}`" for name in variables)
        self.formula = FormulaText(variables, f"write it in {in_names}, or one of {', '.join(names)}")
        self.or_formula = f"a formula in {in_names} is allowed as well"
        self.expects = f"{self.choice.expects}, or a formula in {in_names}"

    def read(self, node: YamlNode, what: str, faults: Faults) -> str | Expr | None:
        """The name as text, or the formula as a tree."""
        if not isinstance(node, Scalar) or not is_text(node):
            self.refuse(node, what, faults)
            return None
        if node.text.isidentifier() and node.text not in self.formula.variables:
            if (name := self.choice.named(node.text)) is not None:
                return name
            self.choice.refuse(node, what, faults, self.choice.hint(node.text) or self.or_formula)
            return None
        return self.formula.read(node, what, faults)

    def schema(self) -> SchemaPart:
        """A known name, or a text that is more than one word."""
        variable = self.formula.variables[-1]
        pattern = rf"^[0-9]|[^A-Za-z0-9_]|^{variable}$"
        formula = {"type": "string", "pattern": pattern, "maxLength": MAX_LENGTH}
        return {"anyOf": [self.choice.schema(), formula]}
