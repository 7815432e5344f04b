"""Names that authors give: to formulas and to the quantities in them."""

import re
import unicodedata
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from backprop_cli.errors import Faults, cited
from backprop_cli.expr.functions import CONSTANTS, FUNCTIONS
from backprop_cli.expr.tokens import canonical
from backprop_cli.problem.limits import MAX_NAME
from backprop_cli.problem_file.kinds import SchemaPart, ValueKind
from backprop_cli.problem_file.records import refuse_repeated
from backprop_cli.problem_file.yaml_tree import Mapping, Scalar, YamlNode
from backprop_cli.quantities.grammar import is_own, is_reserved
from backprop_cli.quantities.symbols import PRIMED

T_co = TypeVar("T_co", covariant=True)


OWN_NAMES: SchemaPart = {"pattern": r"^[^0-9_\W]\w*$", "maxLength": MAX_NAME}
"""How authors' own names look, in the schema."""


class Named(NamedTuple, Generic[T_co]):
    """An entry under a name: the name as stored, its key in the file, what was read."""

    name: str
    key: Scalar
    node: YamlNode
    value: T_co


NameCheck = Callable[[str], tuple[str, str] | None]
"""Why a name cannot stand here, as message and hint; None if it can."""


def naming_objection(written: str) -> tuple[str, str] | None:
    """Why what an author wrote cannot be a name of theirs, as message and hint; None if it can."""
    name = canonical(written)
    if not name:
        return "a name is missing here", "use letters, digits and `_`: x_1"
    if name in FUNCTIONS or name in CONSTANTS:
        sort = "function" if name in FUNCTIONS else "constant"
        return f"{cited(written)} is a {sort} and cannot be a name", "choose another name"
    if len(name) > MAX_NAME:
        return f"the name {cited(written)} is longer than {MAX_NAME} characters", ""
    if is_reserved(name):
        return f"{cited(written)} cannot be a name", "`_new` marks the value after a descent step"
    if any(map(unicodedata.combining, name)):
        return f"{cited(written)} cannot be a name", "over one letter write `_hat`, `_bar` or `_tilde`: x_bar"
    if told := _instead_of_an_equation(written):
        return f"{cited(written)} cannot be a name", told
    if not is_own(name) or any(map(str.isspace, written)):
        from backprop_cli.expr.other_functions import of_sign  # only an error needs it

        return f"{cited(written)} cannot be a name", of_sign(written) or "use letters, digits and `_`: x_1"
    return None


_EQUATION = r"\s*(?P<name>[^=]*[^=\s:])\s*:?=\s*(?P<formula>[^=\s][^=]*?)\s*"
_ENTRY = r"\g<name>: \g<formula>"


def _instead_of_an_equation(written: str) -> str:
    """How `y = x^2` is written here; empty for any other text."""
    found = re.fullmatch(_EQUATION, written)
    if found is None or not is_own(canonical(found["name"])):
        return ""
    return f"write {cited(found.expand(_ENTRY))}"


def any_name(name: str) -> tuple[str, str] | None:
    """No objection but to none: which quantities there are is known only once the whole file is read."""
    return None if name else ("a name is missing here", "write that of a quantity: W1[1,2]")


_PRIMES = "'’′"


class OwnName(ValueKind[str]):
    """A name that an author gives."""

    expects = "a name"

    def read(self, node: YamlNode, what: str, faults: Faults) -> str | None:
        """The name as it is stored."""
        if not isinstance(node, Scalar) or not node.text:
            self.refuse(node, what, faults)
            return None
        if refused := naming_objection(node.text):
            message, hint = refused
            bare = node.text.rstrip(_PRIMES)
            is_primed = bare != node.text and naming_objection(bare) is None
            faults.add(
                node.place, message, f"write {cited(bare + PRIMED)} for {bare}′" if is_primed else hint
            )
            return None
        return canonical(node.text)

    def schema(self) -> SchemaPart:
        """A string of letters, digits and `_`."""
        return {"type": "string", **OWN_NAMES}


class NamesOf(ValueKind[tuple[Named[T_co], ...]]):
    """A mapping from names: the author's own, or with `any_name` those of quantities."""

    def __init__(
        self, value: ValueKind[T_co], expects: str, most: int, objection: NameCheck = naming_objection
    ) -> None:
        self.value = value
        self.expects = expects
        self.most = most
        self.objection = objection

    def read(self, node: YamlNode, what: str, faults: Faults) -> tuple[Named[T_co], ...] | None:
        """The entries that can be read, in the order of the file."""
        if not isinstance(node, Mapping):
            way_out = _instead_of_an_equation(node.text) if isinstance(node, Scalar) else ""
            self.refuse(node, what, faults, way_out or "write names and values in braces: {name: …}")
            return None
        if not 0 < len(node.entries) <= self.most:
            size = f"at most {self.most:,} are read" if node.entries else f"expected {self.expects}"
            faults.add(node.place, f"{what} has {len(node.entries):,} entries", size)
            return None
        refuse_repeated(node, faults)
        entries: dict[str, Named[T_co]] = {}
        for key, each in node.entries:
            name = canonical(key.text)
            if refused := self.objection(key.text):
                faults.add(key.place, *refused)
                continue
            value = self.value.read(each, cited(key.text), faults)
            if name in entries:
                faults.add(key.place, f"{cited(key.text)} is another spelling of a name above")
            elif value is not None:
                entries[name] = Named(name, key, each, value)
        return tuple(entries.values())

    def schema(self) -> SchemaPart:
        """An object with names for its keys."""
        return {
            "type": "object",
            "propertyNames": OWN_NAMES if self.objection is not any_name else {"minLength": 1},
            "additionalProperties": self.value.schema(),
            "minProperties": 1,
            "maxProperties": self.most,
        }
