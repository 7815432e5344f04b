"""Formulas as text, and names that stand for one."""

from __future__ import annotations

from collections.abc import Mapping

from backprop_cli.errors import Faults, FormulaError, cited
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parser import MAX_LENGTH, parse
from backprop_cli.expr.parts import every_part
from backprop_cli.expr.tokens import locate
from backprop_cli.expr.tree import Call, Expr, Num, Softmax, references
from backprop_cli.problem_file.choices import NO_OTHERS, OneWordOf, Others
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.yaml_scalars import DECIMAL, is_text, within
from backprop_cli.problem_file.yaml_tree import Scalar, YamlNode

NO_FUNCTIONS: Mapping[str, str] = {}
_WHOLE = "it takes the whole layer: name it as the layer's activation"
_EULER = "Euler's e is exp(1): write `exp(z)` for e^z"


def _by_name(formula: Expr) -> str:
    """A hint where an activation stands with a number behind it, `leaky_relu(0.1)`: its name is enough."""
    if not isinstance(formula, Call) or not FUNCTIONS[formula.function].activation:
        return ""
    name = formula.function
    if len(FUNCTIONS[name].arguments) > 1 and isinstance(slope := formula.args[0], Num):
        return f"its number has a key of its own: `{{name: {name}, slope: {slope.text}}}`"
    return f"write `{name}` alone: it is applied to each weighted sum"


def _typed_anew(function: str) -> str:
    from backprop_cli.problem_file.odd_letters import typed_anew  # only an error needs it

    return typed_anew(function, [*FUNCTIONS, "log"])


def _may_be_a_name(_: str) -> bool:
    """Of names in general: πR may be the author's own, which is known when the whole file is read."""
    return True


class FormulaText(ValueKind[Expr]):
    """A formula; where `variables` are given, in no other names than those."""

    expects = "a formula"

    def __init__(
        self,
        variables: tuple[str, ...] = (),
        otherwise: str = "",
        functions: Mapping[str, str] = NO_FUNCTIONS,
    ) -> None:
        self.variables = variables
        self.otherwise = otherwise
        """What to write where other names were found."""
        self.functions = functions
        """Hints for functions that there are not, where more is known than in any formula."""

    def read(self, node: YamlNode, what: str, faults: Faults) -> Expr | None:
        """The tree of the formula; a fault in it is shown where it stands in the text."""
        if not (isinstance(node, Scalar) and (is_text(node) or DECIMAL.fullmatch(node.text))):
            self.refuse(node, what, faults)
            return None
        try:
            formula = self._parsed(node.text)
        except FormulaError as error:
            from backprop_cli.expr.parser_faults import NoFunctionError  # what most files do without

            place = within(node, error.start, error.width)
            unknown = error.function if isinstance(error, NoFunctionError) else ""
            hint = self.functions.get(unknown) or (_typed_anew(unknown) if unknown else "") or error.hint
            faults.add(place, f"{what}: {error.message}", hint)
            return None
        return formula if self._known(formula, node, what, faults) else None

    def _parsed(self, text: str) -> Expr:
        """The tree of a text; 4π²x, and πz where z is a variable, as products."""
        if "π" not in text:
            return parse(text, defined=True)
        from backprop_cli.problem_file.pi_apart import with_pi_apart  # what most files do without

        apart = with_pi_apart(text, self.variables.__contains__ if self.variables else _may_be_a_name)
        try:
            return parse(apart, defined=True)
        except FormulaError:
            return parse(text, defined=True)  # whose fault has its place in the file

    def _known(self, formula: Expr, node: Scalar, what: str, faults: Faults) -> bool:
        if self.variables and any(isinstance(part, Softmax) for part in every_part(formula)):
            faults.add(
                node.place, f"{what}: `softmax` cannot stand in it", self.functions.get("softmax", _WHOLE)
            )
            return False
        names = dict.fromkeys(references(formula)) if self.variables else {}
        unknown = [name for name in names if name not in self.variables]
        listed = " and ".join(f"`{name}`" for name in self.variables)
        for name in unknown:
            place = within(node, *locate(node.text, name))
            hint = self.otherwise if name == unknown[0] else ""
            message = f"{what} is a formula in {listed}; found {cited(name)}"
            faults.add(place, message, _EULER if name == "e" else hint)
        if self.variables and not unknown and self.variables[-1] not in names:
            faults.add(node.place, f"{what} does not depend on `{self.variables[-1]}`", _by_name(formula))
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
        self,
        names: tuple[str, ...],
        variables: tuple[str, ...],
        others: Others = NO_OTHERS,
        functions: Mapping[str, str] = NO_FUNCTIONS,
    ) -> None:
        self.known = names
        self.choice = OneWordOf(names, others)
        in_names = " and ".join(f"`{name}`" for name in variables)
        or_name = f"write it in {in_names}, or one of {', '.join(names)}"
        self.formula = FormulaText(variables, or_name, functions)
        self.or_formula = f"a formula in {in_names} is allowed as well"
        self.expects = f"{self.choice.expects}, or a formula in {in_names}"

    def read(self, node: YamlNode, what: str, faults: Faults) -> str | Expr | None:
        """The name as text, or the formula as a tree."""
        if not isinstance(node, Scalar) or not is_text(node):
            self.refuse(node, what, faults)
            return None
        is_word = node.text.removesuffix("()").replace(".", "").isidentifier()
        if is_word and node.text not in self.formula.variables:
            if (name := self.choice.named(node.text)) is not None:
                return name
            self.choice.refuse(node, what, faults, self.choice.hint(node.text) or self.or_formula)
            return None
        if hint := self.choice.hint_of_others(node.text):
            self.choice.refuse(node, what, faults, hint)
            return None
        return self.formula.read(node, what, faults)

    def schema(self) -> SchemaPart:
        """A known name, or a text that is more than one word."""
        variable = self.formula.variables[-1]
        pattern = rf"^[0-9]|[^A-Za-z0-9_]|^{variable}$"
        formula = {"type": "string", "pattern": pattern, "maxLength": MAX_LENGTH}
        return {"anyOf": [self.choice.schema(), formula]}
