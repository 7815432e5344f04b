"""What a name stands for, as data: a quantity, or the derivative of one quantity by another.

Text is made of these, and read back, in `grammar.py` and nowhere else.
"""

from typing import NamedTuple, Self


class Quantity(NamedTuple):
    """A quantity: `z1[2]@3` is symbol `z`, layer 1, indices (2,), sample 3.

    Only a network's quantities have a layer: `W1` is the weights of layer 1 there, and where an author
    calls a formula `W1` it is that symbol without a layer.
    """

    symbol: str
    """`W`, `z`, `yhat`; of an author's own name all of it: `x_1`."""
    layer: int | None = None
    indices: tuple[int, ...] = ()
    """Counted from 1; none: a single quantity, or the whole vector or matrix."""
    sample: int | None = None
    """Counted from 1; none: there is one sample only, or all share it."""
    step: int | None = None
    """Of a training, counted from 1; none: there is one step only, or it is the one at hand."""
    new: bool = False
    """Whether it is the value after the update."""
    of: "Quantity | None" = None
    """The parameter that an optimiser's state belongs to: v(W1[1,1])."""

    def at(self, *indices: int) -> Self:
        """An entry of a vector or matrix."""
        return self._replace(indices=indices)

    @property
    def whole(self) -> Self:
        """The vector or matrix that an entry belongs to, or a state of an entry; a number is its own."""
        if self.of is not None:
            return self._replace(of=self.of.whole)
        return self._replace(indices=()) if self.indices else self

    @property
    def place(self) -> tuple[int, ...]:
        """The indices, of a state those of its parameter."""
        return self.indices if self.of is None else self.of.indices

    @property
    def kind(self) -> Self:
        """What all units and samples of its layer have in common with it: z1[2]@3 is a z1."""
        return self._replace(indices=(), sample=None)

    @property
    def in_any_step(self) -> Self:
        """The same whichever step of a training is at hand."""
        return self if self.step is None else self._replace(step=None)

    @property
    def updated(self) -> Self:
        """A parameter after its update."""
        return self._replace(new=True)


class Gradient(NamedTuple):
    """The derivative of `of` by `by`.

    ∂L@2/∂z1[1]@2 is of sample 2's own loss, ∂L/∂z1[1]@2 of the batch's.
    """

    of: Quantity
    by: Quantity
    direct: bool = False
    """Whether it is along the one edge only, where ∂of/∂by along all ways is another number."""

    @property
    def sample(self) -> int | None:
        """The sample that it belongs to; none: all of them, or there is one only."""
        return self.by.sample if self.of.sample is None else self.of.sample

    @property
    def step(self) -> int | None:
        """The step of a training that it belongs to, as both its quantities do."""
        return self.of.step

    @property
    def whole(self) -> Self:
        """The vector or matrix of derivatives that it belongs to; L[1] is a part of L, no entry of it."""
        of = self.of if self._is_of_share else self.of.whole
        return self._replace(of=of, by=self.by.whole)

    @property
    def kind(self) -> Self:
        """What all units and samples of its layer have in common with it: a ∂L/∂z1."""
        return self._replace(of=self.of.kind, by=self.by.kind)

    @property
    def indices(self) -> tuple[int, ...]:
        """The place in that vector or matrix: ∂z2[3]/∂a1[2] stands at (3, 2)."""
        return self.by.indices if self._is_of_share else (*self.of.indices, *self.by.indices)

    @property
    def _is_of_share(self) -> bool:
        return self.of.symbol == _LOSS and bool(self.of.indices)

    @property
    def place(self) -> tuple[int, ...]:
        """The same."""
        return self.indices

    @property
    def is_error_signal(self) -> bool:
        """Whether it is a δ: of a network's loss, or a sample's own, by a pre-activation; or a stack of δ.

        What one output has in it, ∂L[1]/∂z2[1], is none.
        """
        is_signal = (self.of.symbol, self.by.symbol) in _SIGNALS and self.by.layer is not None
        return is_signal and self.of.sample == self.by.sample and not self.of.indices


_LOSS = "L"
_SIGNALS = {(_LOSS, "z"), ("ell", "Z")}


AnyQuantity = Quantity | Gradient
"""A derivative is a quantity as well."""
