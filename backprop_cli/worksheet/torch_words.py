"""The words of a solution in PyTorch: what it does otherwise than a course, or just so."""

from __future__ import annotations

HEAD = "The worked solution by PyTorch's autograd: the same numbers, and no derivative written by hand."
GIVEN = "Given; a row of a weight matrix belongs to a unit, a row of inputs or targets to a sample"
LEFT = "What the step before has left; each step differentiates anew"
GIVEN_NUMBERS = "Given; autograd differentiates by what requires a gradient"
FORWARD = "Forward pass"
LOSS = "Loss"
FROM_ABOVE = "only its derivatives are given: a sum that has just these stands in its place"
BACKWARD = "Backward pass"
UPDATE = "Update"
RESULTS = "Results, and what the worked solution has for them"
SHARED_BIAS = "one number for the whole layer: its gradient is the sum over the units"
OWN_BIASES = "one for each unit"
BIASED = "divided by n; var() alone divides by n - 1"
DROPOUT = "inverted dropout, with the mask given: nn.Dropout() would draw one"
ONE_MASK = "one mask for all samples"
MASK_OF_EACH = "a mask for each sample"
NOT_COMPARED = "nan: not compared, because floats lose their digits there"
PENALTY = "added to the loss itself; weight_decay of an optimiser leaves the loss as it is"
AT_OLD_VALUES = "every gradient was taken at the old values"

ACTIVATIONS = {
    "relu": "PyTorch's slope at z = 0 is 0, as in the solution",
    "leaky_relu": "at z = 0 its slope is that for z < 0, as in the solution",
    "gelu": "exact, z times Phi(z); approximate='tanh' would be another function",
    "elu": "with alpha = 1",
    "softmax": "over the units of the layer",
}
"""What is worth a word, by activation."""
LOSSES = {
    "mse": "the mean over the outputs without a factor 1/2: nn.MSELoss() where samples are averaged",
    "half_mse": "with a factor 1/2, which nn.MSELoss() has not",
    "sse": "the sum over the outputs, without a factor 1/2: nn.MSELoss(reduction='sum')",
    "half_sse": "the sum over the outputs with a factor 1/2, which nn.MSELoss(reduction='sum') has not",
    "rmse": "the root of each sample's mean",
    "mae": "the mean over the outputs; abs has the slope 0 at 0, in PyTorch too",
    "bce": "the sum over the outputs; nn.BCELoss() takes their mean",
    "cross_entropy": "nn.CrossEntropyLoss() takes z, not softmax(z)",
}
"""What the loss of a sample is, beside PyTorch's own."""
FROM_LOGITS = "worked from z, where no digit is lost"


def same_as(result: str, call: str) -> str:
    """What PyTorch's own function would be called with for the same."""
    return f"{result} is torch.nn.functional.{call}"


def reduction(samples: int, kind: str) -> str:
    """How the samples' losses make the loss."""
    return "one sample" if samples == 1 else f"reduction: the {kind} over {samples} samples"
