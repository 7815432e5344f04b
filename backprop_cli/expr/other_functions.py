"""Functions that other programs and courses have in formulas, and what to write here."""

from __future__ import annotations

_TERMS = "write the terms out: a + b"
_SOFTMAX = "it takes a whole layer: name it as the layer's activation, or write exp(a)/(exp(a) + exp(b))"
OTHER_FUNCTIONS = {
    "log": "write `ln` for the natural logarithm, `log10` or `log2` for the others",
    **dict.fromkeys(("loge", "log_e"), "write ln(x)"),
    **dict.fromkeys(("softmax", "logsumexp"), _SOFTMAX),
    **dict.fromkeys(("sum", "Σ", "∑"), _TERMS),
    **dict.fromkeys(("mean", "avg", "average"), "write it out: (a + b)/2"),
    **dict.fromkeys(("pow", "power", "square"), "write the power: x^2"),
    **dict.fromkeys(("logistic", "expit"), "write sigmoid(x)"),
    **dict.fromkeys(("swish",), "write silu(x)"),
    **dict.fromkeys(("lrelu",), "write leaky_relu(x)"),
    **dict.fromkeys(("hard_tanh", "hardtanh", "clip"), "write max(-1, min(1, x))"),
    **dict.fromkeys(("step", "heaviside", "H"), "write where(x, 1, 0): 1 for x > 0, else 0"),
    **dict.fromkeys(("if", "piecewise", "cases"), "write where(x, a, b): a for x > 0, else b"),
    **{
        "tan": "write sin(x)/cos(x)",
        "sinh": "write (exp(x) - exp(-x))/2",
        "cosh": "write (exp(x) + exp(-x))/2",
    },
    "sgn": "write sign(x)",
}
"""Hints, by the name as it is typed."""
