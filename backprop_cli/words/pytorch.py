"""The comments of a solution in PyTorch: what it does otherwise than a course, or just so."""

from __future__ import annotations

from backprop_cli.words.header import REDUCTIONS
from backprop_cli.words.say import Message, mark, phrase

HEAD = mark("The worked solution by PyTorch's autograd: the same numbers, and no derivative written by hand.")
GIVEN = mark("Given; a row of a weight matrix belongs to a unit, a row of inputs or targets to a sample")
LEFT = mark("What the step before has left; each step differentiates anew")
GIVEN_NUMBERS = mark("Given; autograd differentiates by what requires a gradient")
LOSS = mark("Loss")
FROM_ABOVE = mark("only its derivatives are given: a sum that has just these stands in its place")
HELD = mark("given, not worked: the values are those, and autograd gets the slopes at them")
NOT_HELD = mark("what is not given")
NO_CHANGE = mark("0, whose derivative by z is 1")
SHARED_BIAS = mark("one number for the whole layer: its gradient is the sum over the units")
OWN_BIASES = mark("one for each unit")
BIASED = mark("divided by n; var() alone divides by n - 1")
DROPOUT = mark("inverted dropout, with the mask given: nn.Dropout() would draw one")
ONE_MASK = mark("one mask for all samples")
MASK_OF_EACH = mark("a mask for each sample")
NOT_COMPARED = mark("nan: not compared, because floats lose their digits there")
PENALTY = mark("added to the loss itself; weight_decay of an optimiser leaves the loss as it is")
KEPT = mark("False where an entry is fixed: it stays as it is")
AT_OLD_VALUES = mark("every gradient was taken at the old values")

ACTIVATIONS: dict[str, Message] = {
    "relu": mark("PyTorch's slope at z = 0 is 0, as in the solution"),
    "leaky_relu": mark("at z = 0 its slope is that for z < 0, as in the solution"),
    "gelu": mark("exact, z times Phi(z); approximate='tanh' would be another function"),
    "elu": mark("with alpha = 1"),
    "softmax": mark("over the units of the layer"),
}
"""What is worth a word, by activation."""
LOSSES: dict[str, Message] = {
    "mse": mark("the mean over the outputs without a factor 1/2: nn.MSELoss() where samples are averaged"),
    "half_mse": mark("with a factor 1/2, which nn.MSELoss() has not"),
    "sse": mark("the sum over the outputs, without a factor 1/2: nn.MSELoss(reduction='sum')"),
    "half_sse": mark("the sum over the outputs with a factor 1/2, which nn.MSELoss(reduction='sum') has not"),
    "rmse": mark("the root of each sample's mean"),
    "mae": mark("the mean over the outputs; abs has the slope 0 at 0, in PyTorch too"),
    "bce": mark("the sum over the outputs; nn.BCELoss() takes their mean"),
    "cross_entropy": mark("nn.CrossEntropyLoss() takes z, not softmax(z)"),
}
"""What the loss of a sample is, beside PyTorch's own."""
FROM_LOGITS = mark("worked from z, where no digit is lost")
CASES = mark("at u = v the slope of v, as in the solution")


def same_as(result: str, call: str) -> str:
    """What PyTorch's own function would be called with for the same."""
    return phrase("{result} is {function}", result=result, function=f"torch.nn.functional.{call}")


def reduction(samples: int, kind: str) -> str:
    """How the samples' losses make the loss."""
    if samples == 1:
        return phrase("one sample")
    return phrase(
        "reduction: the {mean} over {samples} samples", mean=phrase(REDUCTIONS[kind]), samples=samples
    )
