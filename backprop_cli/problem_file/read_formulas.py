"""The values of a formula problem's file -> `Formulas`."""

from __future__ import annotations

from math import log10

from backprop_cli.errors import MAX_CITED, Faults, FormulaError, Place, Sentence, cited, nearest
from backprop_cli.expr.functions import FUNCTIONS
from backprop_cli.expr.parts import calls, every_part
from backprop_cli.expr.pull_back import pull_back
from backprop_cli.expr.tokens import canonical, locate
from backprop_cli.expr.tree import Expr, Num, Pow, Ref, Softmax, is_constant, node_count, references
from backprop_cli.problem.formula_quantities import FormulaQuantities
from backprop_cli.problem.limits import MAX_FACTORS
from backprop_cli.problem.meanings import as_stored
from backprop_cli.problem.model import Formula, Formulas, Header
from backprop_cli.problem.objections.typed_names import objection_to
from backprop_cli.problem.times import Times, times_of
from backprop_cli.problem_file import format as form
from backprop_cli.problem_file import training_format
from backprop_cli.problem_file.fields import FieldValues
from backprop_cli.problem_file.kinds import flow
from backprop_cli.problem_file.lists import part
from backprop_cli.problem_file.marking_format import marking, points_named
from backprop_cli.problem_file.names import Named, naming_objection
from backprop_cli.problem_file.pi_apart import with_pi_in_all
from backprop_cli.problem_file.read_asked import refuse_other_spellings
from backprop_cli.problem_file.read_training import descent, schedule
from backprop_cli.problem_file.yaml_scalars import within
from backprop_cli.problem_file.yaml_tree import Mapping, Scalar
from backprop_cli.quantities.grammar import look_of
from backprop_cli.quantities.look_alikes import looks_of
from backprop_cli.quantities.quantity import Quantity


def formulas_from(values: FieldValues, header: Header, faults: Faults) -> Formulas | None:
    """The formulas, or None where `faults` says why not."""
    reading = _NamesSoFar(values, faults)
    order = reading.sorted_names()
    reading.check_names()
    reading.check_looks()
    reading.check_euler()
    reading.check_point()
    reading.check_work()
    reading.check_coefficients()
    wrt = reading.wrt()
    reading.check_optimizer()
    step = descent(values, faults)
    trained = schedule(values, 1, len(wrt), faults)
    reading.times = times_of(step, trained)
    reading.kept = reading.fixed(wrt)
    ask = reading.ask(wrt)
    reading.check_points(wrt)
    marked = marking(values, faults)
    if faults.errors():
        return None
    return Formulas(
        header=header,
        formulas=tuple(Formula(name, reading.formulas[name].value) for name in order),
        at=tuple((each.name, each.value) for each in reading.at.values()),
        wrt=wrt,
        optimizer=step,
        schedule=trained,
        fixed=tuple(map(Quantity, reading.kept)),
        ask=ask,
        marking=marked,
    )


class _NamesSoFar:
    """What is known of the names while the file is checked."""

    def __init__(self, values: FieldValues, faults: Faults) -> None:
        self.values = values
        self.faults = faults
        self.at = {each.name: each for each in values.get(form.AT) or ()}
        self.formulas = with_pi_in_all(values.get(form.FORMULAS) or (), self.at, faults)
        self.uses = {name: _names_in(each.value) for name, each in self.formulas.items()}
        node = values.nodes[form.FORMULAS.name] if values.has(form.FORMULAS) else None
        entries = node.entries if isinstance(node, Mapping) else ()
        # A formula that could not be read is still the formula of its name.
        self.defined = {canonical(key.text) for key, _ in entries}
        self.complete = len(self.formulas) == len(entries) > 0
        used = dict.fromkeys(name for names in self.uses.values() for name in names)
        self.free = [name for name in used if name not in self.defined]
        self.meant = set[str]()
        """Names that a fault has told, as what another one is meant for: they are not unused as well."""
        self.times = Times()
        self.kept: tuple[str, ...] = ()
        """The names that no step changes."""

    def check_names(self) -> None:
        """Every name in a formula can be one, and has a formula or a number."""
        for each in self.formulas.values():
            for name in self.uses[each.name]:
                if name not in self.defined:
                    refused = naming_objection(name) or self._without_value(name)
                    if refused:
                        self._refuse_in(each, name, *refused)

    def _without_value(self, name: str) -> tuple[str, str] | None:
        if name in self.at or not self.values.has(form.AT) or self._unread_number(name):
            return None
        from backprop_cli.problem_file.meant_names import meant_by  # only an error needs it

        hint, meant = meant_by(name, [*self.defined, *self.at])
        self.meant |= {name, *meant}
        return f"{cited(name)} has no value", hint or f"give it a number in `at`, or a formula: `{name}: …`"

    def _unread_number(self, name: str) -> bool:
        node = self.values.nodes[form.AT.name]
        keys = [canonical(key.text) for key, _ in node.entries] if isinstance(node, Mapping) else []
        return name in keys or not keys

    def _refuse_in(self, formula: Named[Expr], name: str, message: str, hint: str) -> None:
        if name in FUNCTIONS:
            message, hint = f"the function {cited(name)} needs brackets", f"write {name}(…)"
        node = formula.node
        if isinstance(node, Scalar):
            place = within(node, *locate(node.text, name))
            self.faults.add(place, f"{cited(formula.key.text)}: {message}", hint)

    def check_looks(self) -> None:
        """No two names that the page writes the same, as `x1` and `x_1`."""
        first: dict[object, str] = {}
        for name in dict.fromkeys([*self.formulas, *self.at, *self.free]):
            if name in self.meant:
                continue
            other = next(filter(None, map(first.get, looks_of(name))), "")
            first |= dict.fromkeys(looks_of(name), other or name)
            if other:
                message = f"{cited(name)} and {cited(other)} are written the same on the page"
                is_spelling = look_of(name) == look_of(other)
                hint = "rename one of them" if is_spelling else _ALPHABETS
                self.faults.add(self._place_of(name), message, hint)

    def _place_of(self, name: str) -> Place | None:
        """Where a name first stands: as a key, or in a formula; None where its formula could not be read."""
        if named := self.formulas.get(name) or self.at.get(name):
            return named.key.place
        node = next((each.node for each in self.formulas.values() if name in self.uses[each.name]), None)
        return within(node, *locate(node.text, name)) if isinstance(node, Scalar) else None

    def check_euler(self) -> None:
        """A name `e` of the author's own is not read as Euler's number, and does not stand beside it."""
        own = {*self.defined, *self.at}
        if EULER not in (own if self.values.has(form.AT) else {*own, *self.free}):
            return
        for each in self.formulas.values():
            if _is_euler(each.value):
                message, hint = (
                    "`e` is a name like any other here",
                    "Euler's e is exp(1): write exp(…) for e^…",
                )
                if EULER in own:
                    message = "`e` is a name of the file's own here, and is raised to a power as Euler's e is"
                    hint = "write exp(…), or rename your own `e`"
                self._refuse_in(each, EULER, message, hint)
        place = self._place_of(EULER)
        if place and any(_has_exponential(each.value) for each in self.formulas.values()):
            message = Sentence("`e` is a name of the file's own here; the page has Euler's e as well")
            self.faults.warn(place, message)

    def check_point(self) -> None:
        """Every number of `at` is needed."""
        for each in self.at.values():
            if each.name in self.defined:
                message = f"{cited(each.name)} has a formula, so it cannot have a number as well"
                self.faults.add(each.key.place, message)
            elif self.complete and each.name not in {*self.free, *self.meant}:
                hint = nearest(each.name, self.free)
                self.faults.add(each.key.place, f"no formula uses {cited(each.name)}", hint)

    def check_work(self) -> None:
        """The derivatives of a long product are as long, and there is one by every factor."""
        work = 0
        for each in self.formulas.values():
            work += node_count(each.value) * len(self.uses[each.name])
            if work > MAX_FACTORS:
                message = f"parts of formulas times the names in them are more than {MAX_FACTORS:,}"
                self.faults.add(each.key.place, message, "write shorter formulas, or fewer of them")
                return

    def check_coefficients(self) -> None:
        """No number in a derivative is beyond a float: 10³⁰⁸·x¹⁰⁰ has 10³¹⁰·x⁹⁹."""
        for each in self.formulas.values():
            if _powers_of_ten(each.value) < MODERATE:
                continue
            try:
                pull_back(each.value)
            except FormulaError as error:
                message = f"the derivative of {cited(each.key.text)} cannot be written: {error.message}"
                self.faults.add(each.node.place, message, "use numbers of a moderate size")

    def sorted_names(self) -> list[str]:
        """The formulas so that each uses only earlier ones, otherwise in the author's order."""
        waiting, order = list(self.formulas), list[str]()
        while waiting:
            ready = next((name for name in waiting if not self.uses[name].keys() & waiting), None)
            if ready is None:
                self._refuse_cycle(waiting)
                self.complete &= bool(self.free)  # what lacks a free name lacks it because of the circle
                break
            waiting.remove(ready)
            order.append(ready)
        return order

    def _refuse_cycle(self, waiting: list[str]) -> None:
        path = [waiting[0]]
        while path[-1] not in path[:-1]:
            path.append(next(name for name in self.uses[path[-1]] if name in waiting))
        cycle = path[path.index(path[-1]) :]
        shown = " → ".join(cycle[:10]) + (" → …" if len(cycle) > 10 else "")
        first = self.formulas[cycle[0]]
        what = "itself" if len(cycle) == 2 else f"itself in a circle: {shown}"
        self.faults.add(first.key.place, f"{cited(cycle[0])} is defined by {what}")

    def wrt(self) -> tuple[str, ...]:
        """The names to differentiate by."""
        if not self.free and self.complete:
            place = self.values.place_of(form.FORMULAS)
            self.faults.add(place, "no formula has a free name to differentiate by")
        if self.values.has(form.WRT) and self.values.get(form.WRT) is None:
            return ()  # its fault has been told
        # The author's order is that of the numbers, where there are any.
        free = dict.fromkeys((*(name for name in self.at if name in self.free), *self.free))
        names = tuple(map(canonical, self.values.get(form.WRT) or free))
        for position, name in enumerate(names if self.values.has(form.WRT) else ()):
            place = part(self.values.nodes[form.WRT.name], position)
            if name in self.defined:
                message = f"{cited(name)} is a formula; `wrt` takes free names"
                self.faults.add(place, message, f"derivatives by {cited(name)} come on the way")
            elif self.complete and name not in {*self.free, *self.meant}:
                self.faults.add(place, f"no formula uses {cited(name)}", nearest(name, self.free))
        return tuple(dict.fromkeys(names))

    def check_optimizer(self) -> None:
        """A descent step has numbers to start from and one formula to descend."""
        if not self.values.has(training_format.OPTIMIZER):
            return
        place = self.values.place_of(training_format.OPTIMIZER)
        if self.values.lacks(form.AT):
            point = flow(dict.fromkeys(self.free, 1))
            add = f"add `at: {point}`" if len(point) < MAX_CITED else "add `at`"
            hint = add if self.complete else ""
            self.faults.add(place, "a descent step needs numbers: one for every free name", hint)
        used = {name for names in self.uses.values() for name in names}
        final = [name for name in self.formulas if name not in used]
        if self.complete and len(final) > 1:
            listed = ", ".join(map(cited, final[:5]))
            message = f"a descent step needs one final formula; {listed} are used by no other"
            self.faults.add(place, message, "leave the others out, or `optimizer`")

    def fixed(self, wrt: tuple[str, ...]) -> tuple[str, ...]:
        """The names that a gradient is worked for, and no step changes."""
        names = tuple(map(canonical, self.values.get(form.KEPT) or ()))
        if names and not self.values.has(training_format.OPTIMIZER):
            self.faults.warn(self.values.place_of(form.KEPT), training_format.NOTHING_MOVES)
        for position, name in enumerate(names):
            if self.complete and name not in wrt:
                place = part(self.values.nodes[form.KEPT.name], position)
                message = f"{cited(name)} is none of the names to differentiate by"
                self.faults.add(
                    place, message, nearest(name, wrt) or "no step changes it anyway: leave it out"
                )
        if names and self.complete and set(wrt) <= set(names):
            self.faults.add(self.values.place_of(form.KEPT), "nothing is left for the step to change")
        return tuple(name for name in wrt if name in names)

    def ask(self, wrt: tuple[str, ...]) -> tuple[str, ...]:
        """The names that the exercise asks for."""
        names = tuple(self.values.get(form.ASK) or ())
        for position, name in enumerate(names):
            self._check_quantity(name, wrt, part(self.values.nodes[form.ASK.name], position))
        return tuple(dict.fromkeys(as_stored(name, self._known(wrt)) for name in names))

    def check_points(self, wrt: tuple[str, ...]) -> None:
        """Points are for quantities of the problem."""
        for each in points_named(self.values):
            self._check_quantity(each.key.text, wrt, each.key.place)
        refuse_other_spellings(points_named(self.values), self._known(wrt), self.faults)

    def _check_quantity(self, name: str, wrt: tuple[str, ...], place: Place) -> None:
        is_told = not self.complete or self.values.meant  # a key that is no field may be what makes the name
        refused = None if is_told else objection_to(name, self._known(wrt))
        if refused:
            self.faults.add(place, *refused)

    def _known(self, wrt: tuple[str, ...]) -> FormulaQuantities:
        updated = self.values.has(training_format.OPTIMIZER)
        names = (tuple(self.formulas), tuple(self.free), wrt)
        return FormulaQuantities(*names, updated, self.times, self.uses, self.kept)


MODERATE = 250.0
"""Powers of ten that numbers of one formula can make together without a look at its derivative."""


def _powers_of_ten(formula: Expr) -> float:
    """How large a number the numbers of a formula can make, multiplied and as exponents that come down."""
    numbers = (part.value for part in every_part(formula) if isinstance(part, Num))
    return sum(abs(log10(abs(number))) for number in numbers if number)


EULER = "e"
_ALPHABETS = "their letters are of two alphabets: type them anew, or rename one"


def _is_euler(formula: Expr) -> bool:
    """Whether `e` has an exponent that is no number somewhere."""
    powers = (part for part in every_part(formula) if isinstance(part, Pow))
    return any(power.base == Ref(EULER) and not is_constant(power.exponent) for power in powers)


def _has_exponential(formula: Expr) -> bool:
    """Whether a function is in it that the page writes with Euler's e."""
    rows = (FUNCTIONS[call.function] for call in calls(formula) if call.function in FUNCTIONS)
    is_of_softmax = any(isinstance(part, Softmax) for part in every_part(formula))
    return is_of_softmax or any(row.name == "exp" or "exp(" in row.definition for row in rows)


def _names_in(formula: Expr) -> dict[str, None]:
    return dict.fromkeys(references(formula))
