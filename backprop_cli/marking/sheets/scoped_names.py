"""Names that say the step or sample they are of, `z1[1] (sample 2)`, `L(t=2)`: whether a text is one."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from backprop_cli.errors import cited
from backprop_cli.marking.sheets.formats.raw import ZEROTH, LineScope, LinesRead, RawLine
from backprop_cli.marking.sheets.formats.scopes import LONGEST_HEADING, NameInScope, apart_from_scope
from backprop_cli.marking.sheets.formats.table import is_called
from backprop_cli.marking.sheets.lookup import Lookup
from backprop_cli.quantities.grammar import apart, of_first_sample, typed_of
from backprop_cli.words.reading import lines as words

_NUMBERED = re.compile(
    r"[$`]?(?P<base>\\?[^\W\d_](?:\w{0,11}?[^\W\d_])?)"
    r"(?:_?\{?(?P<low>[0-9]{1,4}|[₀-₉]{1,4})\}?|\^?\{?\((?P<up>[0-9]{1,4})\)\}?)[$`]?"
)

_SAMPLE_BEHIND = re.compile(
    r"[$`]?(?P<base>.*?[\w\])}])[ ]?\^\{?(?P<layer>\[[0-9]{1,2}\])"
    r"(?:\((?P<up>[0-9]{1,4})\)|⁽(?P<raised>[⁰¹²³⁴-⁹]{1,4})⁾)\}?[$`]?"
)
"""`z_1^{[1](2)}`, `a^[1]⁽²⁾`: a sample behind its layer."""
_STEP_BEHIND = re.compile(
    r"[$` ]?(?P<base>.{1,20}?)(?:_\{?t?=?(?P<low>[0-9]{1,4})\}?|(?P<sub>[₀-₉]{1,4})"
    r"|\^?\{?\((?P<up>[0-9]{1,4})\)\}?|⁽(?P<raised>[⁰¹²³⁴-⁹]{1,4})⁾|(?<=[^\W\d_])(?P<bare>[0-9]{1,4}))[$` ]?"
)
"""`L_3`, `w_{t=2}`, `z^(2)`, `g₁`, `w2`: a step behind any name."""


def scope_of_name(written: str, lookup: Lookup) -> NameInScope | None:
    """A name without the step or sample that is said behind it, and these; None where none is.

    Where formulas are trained, `w_2`, `x^(2)`, `m_2` and `g_0` have the number of the step.
    """
    if said := apart_from_scope(written) or _of_sample(written, lookup):
        return said
    number = _NUMBERED.fullmatch(written.strip()) if lookup.derivation.training else None
    if number is None or lookup.is_network:
        return None
    base, step = number["base"], normalize("NFKC", number["low"] or number["up"])
    scope, found = LineScope(said=step).at("step", int(step)), lookup.find(base)
    if lookup.is_name(written):
        return (
            NameInScope(base, scope) if found and lookup.find(written) == apart(found).at(int(step)) else None
        )
    is_sure = bool(lookup.new_of(found)) or (found in lookup.steps and scope.step == ZEROTH)
    return NameInScope(base, scope) if is_sure else None


def _of_sample(written: str, lookup: Lookup) -> NameInScope | None:
    """`z_1^{[1](2)}` as z₁ of layer 1 in sample 2, where nothing else is called so."""
    if lookup.samples_taken < 2 or is_called(lookup.is_name, written):
        return None
    number = _SAMPLE_BEHIND.fullmatch(written.strip()) if len(written) <= LONGEST_HEADING else None
    if number is None:
        return None
    said = normalize("NFKC", number["up"] or number["raised"])
    base = f"{number['base']}^{{{number['layer']}}}"
    scope = LineScope(said=f"({said})").at("sample", int(said))
    return NameInScope(base, scope) if lookup.is_name(typed_of(base, scope.sample)) else None


def names_in_scope(written: str, lookup: Lookup) -> bool:
    """Whether a text names a quantity together with its step or sample: `z1[1] (sample 2)`."""
    found = scope_of_name(written, lookup)
    if found is None:
        return False
    sample = found.scope.sample
    return lookup.is_name(found.base) or bool(sample and lookup.is_name(typed_of(found.base, sample)))


def with_numbers_as_steps(entries: Sequence[RawLine], lookup: Lookup) -> LinesRead | None:
    """The lines of a training with the numbers behind their names as those of steps: z^(2), L_3.

    None where each such name is one as it stands. Whether they are meant so the numbers of the sheet tell.
    """
    if lookup.steps_taken < 2:
        return None
    read = [_in_its_step(entry, lookup) for entry in entries]
    unclear = ((old, new) for old, new in zip(entries, read, strict=True) if old is not new)
    old, new = next((each for each in unclear if not lookup.is_name(each[0].name)), (None, None))
    if old is None or new is None:
        return None
    meant = apart(lookup.find(new.name)).at(new.scope.step if new.scope.step != ZEROTH else 1)
    return LinesRead(tuple(read), words.order_read(cited(old.name), cited(meant)))


def _in_its_step(entry: RawLine, lookup: Lookup) -> RawLine:
    """A line of a single quantity so; one under another step stays as it is."""
    number = _STEP_BEHIND.fullmatch(entry.name) if of_first_sample(entry.name) else None
    found = lookup.find(number["base"]) if number else ""
    is_single = bool(found) and len(lookup.wholes.places(found)) <= 1
    if number is None or not is_single or not lookup.find(apart(found).at(1)):
        return entry
    said = next(each for each in number.groups()[1:] if each)
    scope = LineScope(said=said, is_table=True).at("step", int(normalize("NFKC", said)))
    is_of_it = scope.step <= lookup.steps_taken and entry.scope.step in {0, scope.step}
    return entry._replace(name=number["base"], scope=scope.within(entry.scope)) if is_of_it else entry
