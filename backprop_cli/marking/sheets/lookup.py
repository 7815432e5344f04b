"""Names as students write them -> the quantities of a derivation.

What a name may mean is decided in `problem/meanings.py`, as for `ask` and `--only`.
"""

import re
from functools import cached_property, lru_cache
from typing import NamedTuple

from backprop_cli.derivation.asked import is_again
from backprop_cli.derivation.derivation import Derivation
from backprop_cli.expr.parts import calls
from backprop_cli.expr.tokens import canonical
from backprop_cli.graph.graph import Role
from backprop_cli.marking.sheets.either_loss import EitherLoss, either_loss
from backprop_cli.marking.sheets.exact import exact_numbers
from backprop_cli.marking.sheets.further_spellings import Circumstances, further_spellings, told_by
from backprop_cli.marking.sheets.named_arrays import NamedArray
from backprop_cli.marking.sheets.products import Products
from backprop_cli.marking.sheets.stacks import stack_name
from backprop_cli.marking.sheets.wholes import Wholes
from backprop_cli.problem.known import reading_of
from backprop_cli.problem.known_in_graph import known_in
from backprop_cli.problem.meanings import hidden_meanings, meanings, own_spellings, with_indices
from backprop_cli.problem.objections.typed_names import reason_against
from backprop_cli.problem.quantities import Quantities
from backprop_cli.quantities.exchanged import exchanged, in_words_as_typed
from backprop_cli.quantities.grammar import apart, as_quantity, text, typed_of
from backprop_cli.quantities.other_hands import other_spellings, samples_as_typed, without_star
from backprop_cli.quantities.quantity import AnyQuantity, Gradient, Quantity
from backprop_cli.quantities.spellings import SET, as_new, as_typed
from backprop_cli.quantities.symbols import AS_USUAL, Lettering, Symbols

LONGEST_NAME = 160
MOST_KEPT = 1 << 16
"""Texts of which it is kept what they name: those of a sheet of as many lines as one may have."""
MOST_PRIMES = 4
"""In a name; a text with more is none."""

_PRIME = re.compile(r"[′’']|\^\s*(?:\{\s*\\prime\s*\}|\\prime(?![A-Za-z]))|(?<=[)\]0-9])\s?\\prime(?=\s*\})")


class OneUnit(NamedTuple):
    """A network of one unit, as logistic regression by hand is."""

    samples: int
    inputs: int


class Lookup:
    """The names of one derivation; serves any number of sheets."""

    def __init__(
        self, derivation: Derivation, *, by_input: bool = False, lettering: Lettering = AS_USUAL
    ) -> None:
        self.derivation = derivation
        self.by_input = by_input
        """Whether a list of weights has one row for each input, not for each neuron."""
        self.steps = derivation.order
        graph, values = derivation.graph, derivation.values
        given = [each.name for each in graph.nodes if each.formula is None and each.name not in self.steps]
        given += [each.name for each in graph.nodes if graph.is_held(each)]
        given += [name for each in graph.above.values() if (name := text(each)) not in self.steps]
        given += [name for name in derivation.settled if self._is_of_step(name) and name not in self.steps]
        self.given = {name: values.get(name) for name in given}
        """Given quantities; None where the problem leaves the number open."""
        updated = [step.quantity for step in derivation.updates if isinstance(step.quantity, Quantity)]
        parameters = [each._replace(new=False) for each in updated if each.of is None]
        self.known = known_in(derivation.graph, parameters, derivation.times, lettering)
        named = {name: derivation.quantities[name] for name in (*self.steps, *self.given)}
        self.wholes = Wholes(derivation, named, by_input=by_input)
        self._found = lru_cache(maxsize=MOST_KEPT)(self._found_anew)
        self._meant = lru_cache(maxsize=MOST_KEPT)(self._all_meant)
        """The same names come on every sheet, and several times for every line."""
        self.find = lru_cache(maxsize=MOST_KEPT)(self._found_in_any_spelling)
        """The quantity that a text names: a single one or a whole; empty if there is none, or no one.

        `w₁₁ :=` is the new value where there is one.
        """
        self.why_refused = lru_cache(maxsize=MOST_KEPT)(self._refusal)
        self.is_network = isinstance(self.known, Quantities)
        """Whether names may be spelled as a network's page does."""

    def _is_of_step(self, name: str) -> bool:
        """Whether it is what an optimiser has of a parameter, or the new value of one that stays."""
        quantity = self.derivation.quantities[name]
        return isinstance(quantity, Quantity) and (quantity.of is not None or quantity.new)

    def stays(self, name: str) -> bool:
        """Whether it is the new value of an entry that no step changes."""
        quantity = self.derivation.quantities.get(name)
        return isinstance(quantity, Quantity) and quantity.new and name not in self.steps

    def is_new(self, name: str) -> bool:
        """Whether it is the value of a parameter after an update, or all of a matrix's."""
        block = self.entries(name)
        quantity = self.derivation.quantities.get(block.first if block else name)
        return isinstance(quantity, Quantity) and quantity.new and not is_again(quantity, self.known)

    def _found_in_any_spelling(self, written: str) -> str:
        # In a network of one layer, and of formulas, a star is the best value's.
        plain = without_star(written.rstrip()) if self.layers > 1 else written.rstrip()
        bare = plain.removesuffix(SET).rstrip()
        if len(bare) < len(written.rstrip()):
            new = self._found(as_new(bare))
            return new if self.is_new(new) else self._found(bare)  # z := is no z with the new parameters
        if found := self._found(written):
            return found
        if len(written) > LONGEST_NAME:
            return ""
        ways = (*other_spellings(written), *further_spellings(written, self._told))
        return next(filter(None, map(self._found, ways)), "")

    @cached_property
    def has_other_logarithms(self) -> bool:
        """Whether a formula of the problem has a logarithm that is not the natural one."""
        formulas = self.derivation.graph.formulas.values()
        return any(call.function in {"log2", "log10"} for each in formulas for call in calls(each))

    @property
    def layers(self) -> int:
        """Of a network; 0 where the exercise is none."""
        return len(self.known.sizes) if isinstance(self.known, Quantities) else 0

    @property
    def steps_taken(self) -> int:
        """Of the training; 1 where there is none."""
        return self.derivation.training.count if self.derivation.training else 1

    @cached_property
    def samples_taken(self) -> int:
        """Of the exercise."""
        quantities = map(as_quantity, self.given)
        return max((each.sample or 1 for each in quantities if each is not None), default=1)

    @cached_property
    def letters(self) -> Symbols | None:
        """The notation, where it has letters that the grammar has for something else."""
        symbols = self.known.symbols if isinstance(self.known, Quantities) else None
        return symbols if symbols and symbols.exchanged else None

    def in_usual_letters(self, text: str) -> str:
        """What somebody has typed in them, in those of the grammar."""
        typed = exchanged(text, self.letters.exchanged) if self.letters else text
        return in_words_as_typed(typed)

    @cached_property
    def one_unit(self) -> OneUnit | None:
        """The network, where it is one unit with several samples that its letters may number."""
        known = self.known if isinstance(self.known, Quantities) else None
        if known is None or [each.units for each in known.sizes] != [1] or known.lettering.own:
            return None
        is_numbered = known.samples > 1 and self.derivation.training is None
        return OneUnit(known.samples, known.sizes[0].inputs or 1) if is_numbered else None

    def of_samples(self, text: str) -> str:
        """A text with z_2, a^(2) and so on as those of sample 2 in such a network; elsewhere as it is."""
        return samples_as_typed(text, *self.one_unit) if self.one_unit else text

    @cached_property
    def _told(self) -> Circumstances:
        """What decides how names that are none may be spelled."""
        is_softmax = isinstance(self.known, Quantities) and self.known.besides(self.layers).softmax
        return told_by(self.derivation, self.layers, is_softmax=is_softmax)

    def _found_anew(self, written: str) -> str:
        named = self._in_grammar(written)
        if self.is_known(named):
            return named
        if (plain := canonical(written)) in self.given:
            return plain
        found = self.meant(written)
        if found:
            return found[0] if len(found) == 1 else ""
        alone = (each for each in (named, apart(named).at(1)) if each in self.wholes.alone)
        return next(alone, "") or self._primed(written)

    def _primed(self, written: str) -> str:
        """The new value of one parameter, w₁₁′; a whole W′ may be the transposed, and is not read.

        Of a formula of the author's that is a function of one variable, the derivative: y′, y′(x).
        """
        bare, primes = _PRIME.subn("", written, count=1)
        if not primes or len(_PRIME.findall(bare)) >= MOST_PRIMES:
            return ""
        if not self.is_network and len(self.derivation.graph.wrt) == 1:
            (variable,) = self.derivation.graph.wrt
            slope = self._slope(bare.strip().removesuffix(f"({variable})"), variable)
            if slope in self.steps:
                return slope
        base = self.wholes.single(self._found(bare))
        return "" if self.entries(base) else self.new_of(base)

    def _slope(self, function: str, variable: str) -> str:
        """The derivative of one formula by a variable; empty where there is no such formula."""
        of, by = (self.derivation.graph.by_name.get(each) for each in (function, variable))
        return text(Gradient(of.quantity, by.quantity)) if of and by else ""

    def is_name(self, written: str) -> bool:
        """Whether a text names a quantity, or several."""
        found = self.find(written) or self.meant(written)
        return bool(found or self._meant(self.of_samples(written)) or self.numbered(written))

    @cached_property
    def constants(self) -> dict[str, str]:
        """The optimiser's constants by their names in plain letters: α and β₁, typed alpha and beta1."""
        return {canonical(name): name for name in self.derivation.constants if name not in self.given}

    def _all_meant(self, written: str) -> list[str]:
        """The names of the derivation that a text may mean; `_meant` keeps what was worked out."""
        if len(written) > LONGEST_NAME:
            return []
        meant = meanings(written, self.known) or hidden_meanings(written, self.known)
        called, known = self._called.get, self.known
        found = (called(each) or called(with_indices(each, known)) for each in meant)
        return list(dict.fromkeys(filter(None, found)))

    def meant(self, written: str) -> list[str]:
        """The names that a text may mean, also of matrices with a column for each sample."""
        return self._meant(written) or self._stacks_meant(written)

    def of_either_loss(self, written: str) -> EitherLoss | None:
        """Both readings of a name that may be the samples' own derivatives or the batch's; else None."""
        return either_loss(self.meant(written), self.wholes, self._own_of)

    @cached_property
    def _own_of(self) -> dict[str, str | None]:
        """For each of the batch's derivatives by a sample's quantity, the sample's own."""
        return {step.name: step.links[0].adjoint for step in self.derivation.shares}

    def typed(self, written: str) -> str:
        """A formula or a name of the page, or of its Markdown, as one types it."""
        return as_typed(self._in_grammar(written), of_network=self.is_network)

    def _in_grammar(self, written: str) -> str:
        """A text with the symbols of the notation as the grammar has them."""
        return reading_of(self.known).typed(written) if isinstance(self.known, Quantities) else written

    def step_of(self, name: str) -> int | None:
        """The step of a training that a line belongs to."""
        quantity = self.derivation.quantities.get(name)
        return None if quantity is None else quantity.step

    def is_known(self, name: str) -> bool:
        """Whether a line, or a given quantity, is called exactly so."""
        return name in self.steps or name in self.given

    def new_of(self, given: str) -> str:
        """The line of a given parameter's new value; nothing where there is none."""
        node = self.derivation.graph.by_name.get(given)
        new = text(node.quantity.updated) if node and self.known.is_parameter(node.quantity) else ""
        return new if new in self.steps else ""

    def _refusal(self, written: str) -> tuple[bool, tuple[str, str]]:
        """Whether the problem has the quantity that a text names, and why not; `why_refused` keeps that."""
        if meanings(written, self.known):
            return True, ("", "")
        return False, reason_against(written, self.known) or ("", "")

    def entries(self, name: str) -> NamedArray | None:
        """The vector or matrix called `name`; None if it is a single quantity."""
        return self.wholes.entries(name)

    def numbered(self, written: str) -> str:
        """What the author's own names number, `z` or `dz` of z1, z2 and z3, `z_t` too; else nothing."""
        if isinstance(self.known, Quantities):
            return ""
        ways = own_spellings(written.strip(" $").removesuffix("_t"), self.known)
        return next((each for each in ways if each in self.wholes.numbered), "")

    def made_of(self, name: str) -> str:
        """Which product a vector or matrix is, with its shapes; empty for what is none."""
        block = self.entries(name)
        has_dropout = any(node.role is Role.DROPPED for node in self.derivation.graph.nodes)
        if block is None or has_dropout or not isinstance(self.known, Quantities):
            return ""
        whole = self.derivation.quantities[block.first].whole
        stack = as_quantity(name) if name in self.wholes.stacks else None
        return Products(self.known, by_input=self.by_input).told(stack or whole)

    def _stacks_meant(self, written: str) -> list[str]:
        """The matrices with a column for each sample that a text may mean: `Z1`, `dZ1`, `delta1`."""
        as_they_stand = [written, self.typed(written.strip(" $"))] if self.wholes.stacks else []
        if named := [each for each in as_they_stand if each in self.wholes.stacks]:
            return named[:1]
        meant = self._meant(self._of_a_sample(written)) if self.wholes.stacks else ()
        blocks = map(self.wholes.blocks.get, meant)
        found = dict.fromkeys(stack_name(self.derivation.quantities[each.first]) for each in blocks if each)
        return [name for name in found if name]

    def _of_a_sample(self, written: str) -> str:
        """A name without a sample with the first one that its step takes; empty where it says one itself."""
        step = apart(written).step
        if "@" in written or (step is None and "#" in written):
            return ""
        samples = self.wholes.samples.get(step or 1) or self.wholes.samples.get(None, (1,))
        return typed_of(written if step is None else apart(written).in_any_step, samples[0], step)

    @cached_property
    def names(self) -> list[str]:
        """All that has a name: lines, wholes, given quantities."""
        return [*self.steps, *self.wholes.blocks, *self.given]

    @cached_property
    def _called(self) -> dict[AnyQuantity, str]:
        """The name of every quantity by all it is called: by itself, and as ŷ."""
        also = self.derivation.other_names
        called: dict[AnyQuantity, str] = {}
        for name in self.names:
            block = self.wholes.blocks.get(name)
            quantity = self.derivation.quantities[block.first if block else name]
            for each in (quantity, also.get(quantity, quantity)):
                called.setdefault(each.whole if block else each, name)
        return called

    @cached_property
    def exact(self) -> frozenset[float]:
        """The given numbers, see `exact_numbers`."""
        return exact_numbers(self.derivation)
