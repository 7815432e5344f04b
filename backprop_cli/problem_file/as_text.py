"""A problem as Python's own dictionaries and lists -> the problem file that it would be.

So there is one reader, and a fault has its place: the messages show the line of that file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from backprop_cli.errors import Place, UsageError, cited
from backprop_cli.problem.limits import MAX_BYTES, MAX_NESTING, MAX_NODES
from backprop_cli.problem_file.yaml_scalars import is_text
from backprop_cli.problem_file.yaml_tree import Scalar

if TYPE_CHECKING:
    import yaml

_TEXT, _MAPPING = "tag:yaml.org,2002:str", "tag:yaml.org,2002:map"
_NOT_FINITE = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}
_WORDS = {True: "true", False: "false", None: "null"}


class _Plain(NamedTuple):
    """A scalar that stands as it is: a number, `true`, nothing."""

    text: str


def as_yaml(problem: Mapping[Any, object]) -> str:
    """The YAML text of a problem, its keys in their order.

    Raises `UsageError` for values that no problem file holds, and for more of them than one may hold.
    """
    import yaml

    copier = _Copier()
    value = _ProblemText({_key(key, ()): copier.copied(each, (str(key),)) for key, each in problem.items()})
    # Not a line is broken: a fault is shown in the line where it stands.
    return yaml.dump(
        value, Dumper=_dumper(), allow_unicode=True, sort_keys=False, width=MAX_BYTES, default_flow_style=None
    )


class _ProblemText(dict[str, object]):
    """The problem itself: a line for each key."""


class _Copier:
    """Copies a value, within the limits of a problem file, as what the writer knows."""

    def __init__(self) -> None:
        self.nodes = 0

    def copied(self, value: object, path: tuple[str, ...]) -> object:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise UsageError(f"the problem holds more than {MAX_NODES:,} values")
        if len(path) > MAX_NESTING + 1:
            raise UsageError(f"the problem is nested more than {MAX_NESTING} deep")
        if isinstance(value, Mapping):
            return {_key(key, path): self.copied(each, (*path, str(key))) for key, each in value.items()}
        if hasattr(value, "tolist"):  # an array of numpy, or one of its numbers
            value = value.tolist()
        if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
            return self._all(value, path)
        return value if isinstance(value, str) else _Plain(_number(value, path))

    def _all(self, values: Iterable[object], path: tuple[str, ...]) -> list[object]:
        return [self.copied(each, (*path, "")) for each in values]


def _key(key: object, path: tuple[str, ...]) -> str:
    if isinstance(key, str):
        return key
    if isinstance(key, int):
        return str(key)
    raise UsageError(f"a key{_within(path)} is {_kind(key)}", "keys are text")


def _number(value: object, path: tuple[str, ...]) -> str:
    """A number with its digits, or the word for `true`, `false` or nothing."""
    if value is None or isinstance(value, bool):
        return _WORDS[value]
    if isinstance(value, float | Decimal):
        text = str(value)
        return _NOT_FINITE.get(text.lower().replace("infinity", "inf"), text)
    try:
        if isinstance(value, int | Fraction):
            return str(value)
    except ValueError:
        raise UsageError(f"a number{_within(path)} is too long") from None
    raise UsageError(
        f"a value{_within(path)} is {_kind(value)}", "a problem holds numbers, texts, lists and dictionaries"
    )


def _kind(value: object) -> str:
    return f"of the type {cited(type(value).__name__)}"


def _within(path: tuple[str, ...]) -> str:
    """The key that a value stands under, for a message."""
    named = [each for each in path if each]
    return f" under {cited(named[-1])}" if named else ""


def _dumper() -> type[yaml.SafeDumper]:
    """A writer that marks nothing but texts that would be read as something else."""
    import yaml

    class Dumper(yaml.SafeDumper):
        """Numbers and texts plain, texts that look like a number in quotes."""

        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012 - PyYAML's own attribute

        def ignore_aliases(self, data: object) -> bool:
            return True

    def plain(dumper: yaml.SafeDumper, value: _Plain) -> yaml.ScalarNode:
        return dumper.represent_scalar(_TEXT, value.text)

    def text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
        stands = bool(value) and value.isprintable() and is_text(Scalar(Place(1, 1), value, plain=True))
        return dumper.represent_scalar(_TEXT, value, None if stands else '"')

    def whole(dumper: yaml.SafeDumper, value: _ProblemText) -> yaml.MappingNode:
        return dumper.represent_mapping(_MAPPING, value, flow_style=False)

    Dumper.add_representer(_ProblemText, whole)
    Dumper.add_representer(_Plain, plain)
    Dumper.add_representer(str, text)
    return Dumper
