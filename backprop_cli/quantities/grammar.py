"""The names of quantities as text: one grammar for answers, options, JSON and messages.

x[2]  W1[1,2]  b1  z1[1]@2  L@2  W1_new[1,2]#3  dL/dW1[1,2]  dL@2/dz1[1]@2#3  v(W1[1,1])  step(b1)

This is the only file that puts names together and takes them apart. Everything else has them as data.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from backprop_cli.expr.tokens import MARKS, canonical
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity

UPDATED = "_new"
"""Marks the value after an update; no name of an author's ends so."""
DIRECT = " (direct)"


@lru_cache(maxsize=1 << 17)  # a large network asks for each of its names several times
def text(quantity: AnyQuantity) -> str:
    """The name of a quantity."""
    step = quantity.step
    return _without_step(quantity) if step is None else f"{_without_step(quantity)}#{step}"


def _without_step(quantity: AnyQuantity) -> str:
    if isinstance(quantity, Gradient):
        whole = f"d{_without_step(quantity.of)}/d{_without_step(quantity.by)}"
        return whole + DIRECT if quantity.direct else whole
    symbol, layer, indices, sample, _, new, of = quantity
    if of is not None:
        return f"{symbol}({_without_step(of)})"
    head = symbol if layer is None else f"{symbol}{layer}"
    if new:
        head += UPDATED
    if indices:
        head = f"{head}[{','.join(map(str, indices))}]"
    return head if sample is None else f"{head}@{sample}"


def updated(name: str) -> str:
    """The name of a parameter as that of its value after the update: `W1_new[1,2]` of `W1[1,2]`."""
    return re.sub(r"(?=[\[@]|$)", UPDATED, name, count=1)


def derivative_name(of: str, by: str) -> str:
    """The name of a derivative: `dy/dx` of y and x."""
    return f"d{of}/d{by}"


def result_slope(of: str, slope: str) -> str:
    """The name of a derivative that is called by its denominator alone: `dL/dw` of L and `dw`."""
    return f"d{of}/{slope}"


# --- reading --------------------------------------------------------------------------------------

_OF_NETWORK = re.compile(
    r"(?P<symbol>[^\W\d_](?:\w*?[^\W\d_])??)_?(?P<layer>\d{0,6})(?P<new>_new)?"
    r"(?:\[(?P<indices>\d{1,6}(?:,\d{1,6})?)\])?(?:@(?P<sample>\d{1,6}))?"
)
_OWN = r"(?P<symbol>[^\W\d_]\w*?)(?P<new>_new)?"
"""A text, as others below, which `re` compiles when a name is typed: a page needs none of them."""
_STEP = re.compile(r"(?P<name>.*)#(?P<step>\d{1,6})", re.DOTALL)
_GRADIENT = re.compile(r"d(?P<of>[^/]+)/d(?P<by>[^/]+)")


def as_quantity(name: str) -> AnyQuantity | None:
    """What a name means in a network, or None where it is not of the grammar."""
    return _read(name, _OF_NETWORK)


def read_own(name: str) -> AnyQuantity | None:
    """What a name means where authors name their own formulas, or None where it is not of the grammar."""
    return _read(name, _OWN)


def _read(name: str, pattern: re.Pattern[str] | str) -> AnyQuantity | None:
    stepped = _STEP.fullmatch(name)
    if stepped:
        inner = _read(stepped["name"], pattern)
        return inner and in_step(inner, int(stepped["step"]))
    gradient = _GRADIENT.fullmatch(name)
    if gradient:
        of, by = _single(gradient["of"], pattern), _single(gradient["by"], pattern)
        return Gradient(of, by) if of and by else None
    return _single(name, pattern)


def _single(name: str, pattern: re.Pattern[str] | str) -> Quantity | None:
    found = re.fullmatch(pattern, name)
    if found is None:
        return None
    part = found.groupdict()
    return Quantity(
        part["symbol"],
        int(part["layer"]) if part.get("layer") else None,
        tuple(map(int, part["indices"].split(","))) if part.get("indices") else (),
        int(part["sample"]) if part.get("sample") else None,
        new=bool(part["new"]),
    )


def in_step(quantity: AnyQuantity, step: int | None) -> AnyQuantity:
    """The quantity in a step of a training; with None in any."""
    if isinstance(quantity, Quantity):
        return quantity._replace(step=step)
    return quantity._replace(of=quantity.of._replace(step=step), by=quantity.by._replace(step=step))


_STATE = r"(?s)(?P<symbol>[^\W\d_]\w*)\((?P<of>.+)\)"


class Apart(NamedTuple):
    """A name without the step of a training, and without the optimiser's state that it speaks of."""

    name: str
    """`W1[1,1]` of v(W1[1,1])#3."""
    state: str = ""
    step: int | None = None

    @property
    def in_any_step(self) -> str:
        """The name without its step."""
        return f"{self.state}({self.name})" if self.state else self.name

    def at(self, step: int) -> str:
        """The name in a step."""
        return f"{self.in_any_step}#{step}"


_STEPS_BEHIND = (
    (rf"(?s)^{_STEP.pattern}$", r"\g<name>"),
    (r"(?:,\s*)?t\s*=\s*(?P<step>\d{1,6})(?=\s*[⟩}])", ""),
    (r"^(?P<state>[^\W\d_]{1,20}\N{COMBINING CIRCUMFLEX ACCENT}?)(?P<step>[₀-₉]{1,6})(?=\()", r"\g<state>"),
    (r"^(?P<state>[^\W\d_]{1,20}|\\hat [a-z])_\{(?P<step>\d{1,6})\}(?=\()", r"\g<state>"),
    (r"^\\mathrm\{(?P<state>[^\W\d_]{1,20})\}?_\{(?P<step>\d{1,6})\}\}?(?=\()", r"\g<state>"),
)
"""How the number of a step stands: typed, on the page, behind a state, behind one in Markdown."""
_CHANGE = r"(?s)^(?:Δ|\\Delta\s*)(?P<of>.+)$"
_HATTED_STATE = r"^(?:([a-z])\N{COMBINING CIRCUMFLEX ACCENT}|\\hat\s*\{?([a-z])\}?)(?=\()"
_EMPTY = r"⟨\s*⟩|\^\s*\{\s*\}"


def apart(name: str) -> Apart:
    """A typed name taken apart: its step of a training, the state, and what the state is of.

    The page writes z¹₁⟨2, t=3⟩ and m₃(w¹₁₁), its Markdown z_{1}^{(1), t=3} and m_{3}(w_{11}^{(1)}).
    """
    whole = apart_from_step(name)
    if change := re.fullmatch(_CHANGE, whole.name):
        return Apart(change["of"], "step", whole.step)
    hat_spelled = re.sub(_HATTED_STATE, lambda letter: f"{letter[1] or letter[2]}hat", whole.name)
    state = re.fullmatch(_STATE, hat_spelled)
    return Apart(state["of"], state["symbol"], whole.step) if state else whole


def apart_from_step(name: str) -> Apart:
    """A typed name without the number of its step."""
    whole = name.strip().strip("$")  # of a formula in Markdown
    for pattern, rest in _STEPS_BEHIND:
        if found := re.search(pattern, whole):
            step = int(unicodedata.normalize("NFKC", found["step"]))
            return Apart(re.sub(_EMPTY, "", re.sub(pattern, rest, whole, count=1)), "", step)
    return Apart(whole)


def of_first_sample(name: str) -> str:
    """A name as typed, of sample 1; empty where it says a sample, or a step, itself."""
    return "" if "@" in name or "#" in name else f"{name}@1"


def typed_of(name: str, sample: int | None = None, step: int | None = None) -> str:
    """A name as typed, of a sample, and in a step of a training: `z1[1]@2#3`."""
    of_sample = name if sample is None else f"{name}@{sample}"
    return of_sample if step is None else f"{of_sample}#{step}"


def head(name: str) -> str:
    """What a text calls its quantity, or what it is by, without indices: `dL/dZ1[1]` speaks of `Z1`."""
    return name.rpartition("/d")[2].partition("[")[0]


def leading_letters(name: str) -> str:
    """The letters that a text begins with: `delta` of `delta2[1]`."""
    found = re.match(r"[^\W\d_]+", name)
    return found[0] if found else ""


_BRACKETS = (("[", "]"), ("(", ")"))
_ENDS = r"(?=/d|[@#_]|$)"
"""Where a bracket may have been meant to end."""
LONGEST_UNCLOSED = 100
"""A longer name is left as it is."""


def closed(name: str) -> Iterator[tuple[str, str]]:
    """A typed name with the one bracket closed that it leaves open, and which; in each place where it may be.

    W1[1,1 is meant to be W1[1,1].
    """
    for opening, closing in _BRACKETS:
        if name.count(opening) != name.count(closing) + 1 or len(name) > LONGEST_UNCLOSED:
            continue
        for end in re.finditer(_ENDS, name):
            if end.start() > name.find(opening):
                yield name[: end.start()] + closing + name[end.start() :], closing


def is_quotient(name: str) -> bool:
    """Whether a text has the form of a derivative: `dL/da2`, however its parts are spelled."""
    return "/" in name


_DOTS = frozenset("\N{MIDDLE DOT}\N{GREEK ANO TELEIA}")
"""Signs that Python has in its names, and formulas for a product."""


def is_own(name: str) -> bool:
    """Whether an author may call a formula so: letters, digits and `_`, with a letter first."""
    is_read = re.fullmatch(r"[^\W\d]\w*", name)  # Python has marks in its names that no formula has
    return bool(is_read) and name.isidentifier() and not name.startswith("_") and _DOTS.isdisjoint(name)


def is_reserved(name: str) -> bool:
    """Whether a name of an author's would be taken for the value after an update."""
    return name.endswith(UPDATED)


_STEM = r"(?P<stem>[^\W\d_](?:\w*?[^\W\d_])??)_?(?P<number>\d*)"


@lru_cache(maxsize=1_024)
def stem(symbol: str) -> tuple[str, str] | None:
    """An author's own name as letters and the number behind them: `x_1` and `x1` are (`x`, `1`).

    None where it has no such form, as `In1_1`.
    """
    found = re.fullmatch(_STEM, symbol)
    return (found["stem"], found["number"]) if found else None


def entry_stem(symbol: str) -> tuple[str, str] | None:
    """An author's own name of an entry of a vector that is numbered itself: `h1_2` is (`h1`, `2`)."""
    found = re.fullmatch(r"(?P<stem>[^\W\d]\w*[0-9])_(?P<number>[1-9][0-9]?)", symbol)
    return (found["stem"], found["number"]) if found else None


class Look(NamedTuple):
    """An author's own name as it is written on paper: `y_hat1` is y with a hat and the index 1."""

    letters: str
    mark: str
    """What is over them, by its word: hat, bar or tilde; or nothing."""
    parts: tuple[str, ...]
    """The parts of its index: `W_hy` has hy, `In1_1` has 1 and 1."""


def marked_letters(symbol: str) -> tuple[str, str]:
    """Of a name that has a mark and no index its letters and the mark: theta and hat; of others nothing."""
    look = look_of(symbol)
    return (look.letters, look.mark) if look.mark and not look.parts else ("", "")


_FIRST = re.compile(r"(?P<letters>[^\W\d_]+)(?P<rest>\w*)")
_MARK = rf"(?P<word>{'|'.join(MARKS)})(?P<number>\d*)"


@lru_cache(maxsize=1_024)
def look_of(symbol: str) -> Look:
    """The look of an author's own name; two names with the same look cannot be told apart on a page."""
    head, *others = spelled_out(symbol).split("_")
    first = _FIRST.fullmatch(head)
    if first is None:
        return Look(symbol, "", ())
    letters, parts = first["letters"], [part for part in (first["rest"], *others) if part]
    marked = re.fullmatch(_MARK, parts[0]) if parts else None
    if marked:
        parts = [part for part in (marked["number"], *parts[1:]) if part]
    mark = MARKED.get(letters, "")
    return Look(letters.removesuffix(mark), marked["word"] if marked else mark, tuple(parts))


MARKED = {
    **dict.fromkeys(("yhat", "xhat", "mhat", "vhat", "zhat", "Yhat", "Zhat"), "hat"),
    **dict.fromkeys(("htilde", "ctilde", "xtilde"), "tilde"),
    "xbar": "bar",
}
"""Names that have their mark without a `_`."""
_INDEX = "₀₁₂₃₄₅₆₇₈₉ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ"


def spelled_out(symbol: str) -> str:
    """A name with what stands over and under its letter in letters: ŷ as y_hat, xₜ as x_t, ū as u_bar."""
    if symbol.isascii():
        return symbol
    whole = canonical(symbol).replace("ℓ", "ell")
    first, rest = unicodedata.normalize("NFD", whole[:1]), whole[1:]
    word = next((word for word, sign in MARKS.items() if first[1:] == sign), "")
    if word and not rest[:1].isalpha():
        whole = f"{first[0]}_{word}{rest}"
    if not any(each in _INDEX for each in whole):  # nearly always, and the expression is dear to compile
        return whole
    return re.sub(rf"(?<=.)[{_INDEX}]+", lambda index: f"_{unicodedata.normalize('NFKC', index[0])}", whole)
