"""The function table: everything the program knows about a function is its row here.

A row gives the name; the argument names; the definition and the derivative by each argument as
formulas (in the arguments, and in `a` for the function's own value); the float value and, for
functions of one variable, the float slope, both without overflow or cancellation for large |z|; and
the symbol. Parser, page, SymPy proof and checker read the same row.

Derivatives: any calculus book, e.g. I. Goodfellow et al., Deep Learning (2016), section 6.3. At a kink
the value is this program's convention, which the sheet prints: ReLU′(0) = 0.
"""

from collections.abc import Callable
from math import copysign, cos, erfc, exp, expm1, log, log1p, log2, log10, pi, sin, sqrt, tanh
from typing import NamedTuple


class Function(NamedTuple):
    """One row of the table."""

    name: str
    """As written in problem files."""
    arguments: str
    """One letter each; `s` is a parameter with the default `default`."""
    definition: str
    """What it means, in simpler functions; empty where there is nothing simpler."""
    derivatives: tuple[str, ...]
    """By each argument, in the arguments and `a`, the function's own value."""
    value: Callable[..., float]
    slope: Callable[..., float] | None
    """The first derivative as a float; `None`: evaluate the formula."""
    symbol: str
    """On the page, in Unicode."""
    kink: float | None = None
    """Where the derivative jumps."""
    activation: bool = False
    """Whether a layer may name it."""
    slope_cancels: bool = False
    """Whether its float slope is a sum with a root, near which digits are lost."""
    by_value: str = ""
    """The derivative with the value `a` in it, where the page writes it in `z` and courses do so too."""


def _sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z)) if z >= 0 else exp(z) / (1 + exp(z))


def _sigmoid_slope(z: float) -> float:
    tail = exp(-abs(z))
    return tail / (1 + tail) ** 2


def _tanh_slope(z: float) -> float:
    return 4 * _sigmoid_slope(2 * z)


def _softplus(z: float) -> float:
    return max(z, 0.0) + log1p(exp(-abs(z)))


def _silu_slope(z: float) -> float:
    return _sigmoid(z) + z * _sigmoid_slope(z)


def _leaky_relu(z: float, slope: float) -> float:
    return z if z > 0 else slope * z


def _leaky_relu_slope(z: float, slope: float) -> float:
    return 1.0 if z > 0 else slope


def _elu(z: float) -> float:
    return z if z > 0 else expm1(z)


def _elu_slope(z: float) -> float:
    return 1.0 if z > 0 else exp(z)


def _gelu_slope(z: float) -> float:
    return _Phi(z) + z * _phi(z)


def _Phi(z: float) -> float:
    return erfc(-z / sqrt(2)) / 2


def _phi(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)


def _sign(z: float) -> float:
    return copysign(1.0, z) if z else 0.0


def _where(test: float, positive: float, otherwise: float) -> float:
    return positive if test > 0 else otherwise


# ruff: noqa: E501 - a table is read column by column
# fmt: off
_ROWS = (
    #        name          args   definition                                derivative by each argument
    Function("linear",     "z",   "z",                                      ("1",),
             lambda z: z,                   lambda z: 1.0,                  "id",       activation=True),
    Function("sigmoid",    "z",   "1/(1 + exp(-z))",                        ("a*(1 - a)",),
             _sigmoid,                      _sigmoid_slope,                 "σ",        activation=True),
    Function("tanh",       "z",   "",                                       ("1 - a^2",),
             tanh,                          _tanh_slope,                    "tanh",     activation=True),
    Function("relu",       "z",   "max(0, z)",                              ("where(z, 1, 0)",),
             lambda z: max(z, 0.0),         lambda z: float(z > 0),         "ReLU",     activation=True, kink=0),
    Function("leaky_relu", "zs",  "where(z, z, s*z)",                       ("where(z, 1, s)", "where(z, 0, z)"),
             _leaky_relu,                   _leaky_relu_slope,              "LReLU",    activation=True, kink=0),
    Function("elu",        "z",   "where(z, z, exp(z) - 1)",                ("where(z, 1, exp(z))",),
             _elu,                          _elu_slope,                     "ELU",      activation=True,
             by_value="where(z, 1, a + 1)"),
    Function("softplus",   "z",   "ln(1 + exp(z))",                         ("sigmoid(z)",),
             _softplus,                     _sigmoid,                       "softplus", activation=True),
    Function("silu",       "z",   "z*sigmoid(z)",                           ("sigmoid(z) + a*(1 - sigmoid(z))",),
             lambda z: z * _sigmoid(z),     _silu_slope,                    "SiLU",     activation=True, slope_cancels=True),
    Function("gelu",       "z",   "z*Phi(z)",                               ("Phi(z) + z*phi(z)",),
             lambda z: z * _Phi(z),         _gelu_slope,                    "GELU",     activation=True, slope_cancels=True),
    Function("Phi",        "z",   "",                                       ("phi(z)",),
             _Phi,                          _phi,                           "Φ"),
    Function("phi",        "z",   "exp(-z^2/2)/sqrt(2*pi)",                 ("-z*a",),
             _phi,                          None,                           "φ"),
    Function("exp",        "z",   "",                                       ("a",),
             exp,                           exp,                            "exp"),
    Function("ln",         "z",   "",                                       ("1/z",),
             log,                           None,                           "ln"),
    Function("log10",      "z",   "ln(z)/ln(10)",                           ("1/(z*ln(10))",),
             log10,                         None,                           "log₁₀"),
    Function("log2",       "z",   "ln(z)/ln(2)",                            ("1/(z*ln(2))",),
             log2,                          None,                           "log₂"),
    Function("sqrt",       "z",   "",                                       ("1/(2*a)",),
             sqrt,                          None,                           "√"),
    Function("sin",        "z",   "",                                       ("cos(z)",),
             sin,                           cos,                            "sin"),
    Function("cos",        "z",   "",                                       ("-sin(z)",),
             cos,                           lambda z: -sin(z),              "cos"),
    Function("abs",        "z",   "",                                       ("sign(z)",),
             abs,                           _sign,                          "abs",      kink=0),
    Function("sign",       "z",   "",                                       ("0",),
             _sign,                         lambda z: 0.0,                  "sign",     kink=0),
    Function("max",        "uv",  "",                         ("where(u - v, 1, 0)", "where(u - v, 0, 1)"),
             max,                           None,                           "max"),
    Function("min",        "uv",  "",                         ("where(v - u, 1, 0)", "where(v - u, 0, 1)"),
             min,                           None,                           "min"),
    # where(t, p, o): p if t > 0, else o. Its test has no slope.
    Function("where",      "tpo", "",                         ("0", "where(t, 1, 0)", "where(t, 0, 1)"),
             _where,                        None,                           "where"),
)
# fmt: on

FUNCTIONS = {row.name: row for row in _ROWS}

SPELLINGS = {"σ": "sigmoid", "√": "sqrt"}
"""Functions that may be typed as the page writes them."""


def is_function(word: str) -> bool:
    """Whether a word means a function, in any case: ReLU is relu, and log one of the logarithms."""
    return word == "log" or SPELLINGS.get(word, word.casefold()) in FUNCTIONS


CONSTANTS = {"pi": pi}
"""Names in formulas that are numbers, and no quantities."""

LEAKY_SLOPE = "0.01"
"""The slope of `leaky_relu` where the author gives none, as text."""
