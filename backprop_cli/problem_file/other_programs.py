"""What other programs and courses call things, and what to write here: words, functions; keys stand apart."""

from backprop_cli.problem_file.choices import Others
from backprop_cli.quantities.notations import CALLED

OPTIMIZER, TRAINING, PENALTY, MARKING = "optimizer", "training", "penalty", "marking"
LAYER, ACTIVATION, INIT, DROPOUT, NORMALIZE = "a layer", "activation", "init", "dropout", "normalize"
SAMPLE = "a sample"
"""Groups of keys; what stands in none of them is at the top of a file."""


RATES = ("lr", "alpha", "eta", "rate", "step_size", "α", "η")
"""What others call the learning rate."""


def small_key(key: str) -> str:
    """A key as the table has it: `Batch_Norm` is batchnorm."""
    return key.casefold().replace("_", "").replace("-", "").replace(" ", "")


ACTIVATIONS = Others(
    read={"identity": "linear", "logistic": "sigmoid"},
    told={
        **{"none": "linear", "id": "linear", "hyperbolictangent": "tanh", "rectifier": "relu"},
        **{
            "lrelu": "leaky_relu",
            "swish": "silu",
            "expit": "sigmoid",
            **{"sigm": "sigmoid", "sigma": "sigmoid", "σ": "sigmoid"},
            "logsig": "sigmoid",
            "tansig": "tanh",
            "purelin": "linear",
            "poslin": "relu",
        },
    },
    formulas={
        **dict.fromkeys(("bipolar", "bipolarsigmoid", "bipolarlogistic", "bipolarsigmoidal"), "tanh(z/2)"),
        **dict.fromkeys(("lecuntanh", "tanhlecun", "scaledtanh"), "1.7159*tanh(2/3*z)"),
        **dict.fromkeys(("hardtanh", "clip", "satlins"), "max(-1, min(1, z))"),
        "satlin": "max(0, min(1, z))",
        "hardsigmoid": "max(0, min(1, z/6 + 1/2))",
        **dict.fromkeys(("hardswish", "hardsilu"), "z*max(0, min(1, z/6 + 1/2))"),
        "relu6": "min(6, max(0, z))",
        "softsign": "z/(1 + abs(z))",
        "mish": "z*tanh(softplus(z))",
        "selu": "1.0507*where(z, z, 1.67326*(exp(z) - 1))",
        "tanhshrink": "z - tanh(z)",
        "logsigmoid": "-softplus(-z)",
        **dict.fromkeys(("exponential", "exp"), "exp(z)"),
        **dict.fromkeys(("step", "heaviside", "threshold", "hardlim"), "where(z, 1, 0)"),
        **dict.fromkeys(("sign", "signum", "hardlims"), "sign(z)"),
        **{"sin": "sin(z)", "cos": "cos(z)", "square": "z^2", "abs": "abs(z)"},
        **dict.fromkeys(("gaussian", "rbf", "radbas"), "exp(-z^2)"),
    },
    hints={
        "prelu": "write `{name: leaky_relu, slope: …}`, or `formulas` where the slope is trained too",
        **dict.fromkeys(
            ("maxout", "glu", "swiglu", "geglu", "reglu"),
            "it takes several weighted sums for a unit, which no activation does: write it as `formulas`",
        ),
    },
    any_case=True,
)
"""Other names, in small letters without `_`. Those that are read can mean nothing else."""
LOSSES = Others(
    read={},
    told={
        **dict.fromkeys(("binarycrossentropy", "bceloss", "logloss", "logisticloss", "logistic"), "bce"),
        **dict.fromkeys(("meansquarederror", "meansquareerror", "mseloss", "l2loss", "l2"), "mse"),
        **dict.fromkeys(("sumsquarederror", "sumofsquares", "sumofsquarederrors", "squarederror"), "sse"),
        **dict.fromkeys(("leastsquares", "squaredloss", "squared"), "sse"),
        **dict.fromkeys(("halfsquarederror", "halfsumsquarederror"), "half_sse"),
        **dict.fromkeys(("quadratic", "quadraticcost", "quadraticloss"), "half_sse"),
        **dict.fromkeys(("rootmeansquarederror", "rootmeansquareerror"), "rmse"),
        **dict.fromkeys(("meanabsoluteerror", "l1loss", "l1"), "mae"),
        **dict.fromkeys(
            (
                *("categoricalcrossentropy", "sparsecategoricalcrossentropy", "softmaxcrossentropy"),
                *("crossentropyloss", "negativeloglikelihood", "nll", "nllloss"),
            ),
            "cross_entropy",
        ),
    },
    formulas={
        **dict.fromkeys(("hinge", "hingeloss", "marginloss"), "max(0, 1 - y*yhat)"),
        "squaredhinge": "max(0, 1 - y*yhat)^2",
        **dict.fromkeys(
            ("huber", "huberloss", "smoothl1", "smoothl1loss"),
            "where(1 - abs(y - yhat), 1/2*(y - yhat)^2, abs(y - yhat) - 1/2)",
        ),
        **dict.fromkeys(("focal", "focalloss"), "-y*(1 - yhat)^2*ln(yhat) - (1 - y)*yhat^2*ln(1 - yhat)"),
        "logcosh": "ln(1/2*exp(yhat - y) + 1/2*exp(y - yhat))",
        **dict.fromkeys(("kld", "kldivergence", "kldivloss"), "y*ln(y/yhat)"),
        **dict.fromkeys(("poisson", "poissonnllloss"), "yhat - y*ln(yhat)"),
        **dict.fromkeys(("perceptron", "perceptronloss"), "max(0, -y*yhat)"),
    },
    hints={
        **dict.fromkeys(
            ("bcewithlogits", "bcewithlogitsloss", "sigmoidcrossentropy"),
            "give the last layer `activation: sigmoid`, and write `bce`",
        ),
        **dict.fromkeys(
            (
                *("multiclasshinge", "multiclasssvm", "multimarginloss", "svm", "svmloss"),
                *("triplet", "tripletloss", "tripletmarginloss", "contrastive", "contrastiveloss", "infonce"),
            ),
            "it takes several outputs at once, which no loss of a network does: write it as `formulas`",
        ),
    },
)
OF_STEPS = (
    "for a rate of each step write a rule of your own, with `t` for the step's number: "
    "`update: {w: w - alpha/t*g}` instead of `name`"
)
"""Where the learning rate is to change from step to step."""
SINGLE = "formulas are of single numbers: give each of them a name, x1 and x2"
"""Where a list stands for a number of the point."""
_OWN_RULE = "write its formulas: `update: {…}` instead of `name`"
OPTIMIZERS = Others(
    read={},
    told={
        **dict.fromkeys(
            ("gradientdescent", "gd", "bgd", "batchgradientdescent", "vanilla", "steepestdescent"), "sgd"
        ),
        **dict.fromkeys(("stochasticgradientdescent", "plain", "backpropagation", "backprop"), "sgd"),
        **dict.fromkeys(("sgdmomentum", "sgdwithmomentum", "heavyball", "gdm", "polyak"), "momentum"),
        **dict.fromkeys(("nag", "nesterovmomentum", "nesterovacceleratedgradient"), "nesterov"),
        **dict.fromkeys(("rms", "rmspropoptimizer"), "rmsprop"),
    },
    hints=dict.fromkeys(
        ("adadelta", "adamax", "nadam", "amsgrad", "rprop", "lion", "lamb", "ftrl", "newton"), _OWN_RULE
    ),
)
INITIALIZERS = Others(
    read={},
    told={
        **dict.fromkeys(("glorot", "glorotnormal", "xaviernormal"), "xavier"),
        **dict.fromkeys(("kaiming", "kaimingnormal", "henormal", "msra"), "he"),
        **dict.fromkeys(("gaussian", "randn", "random", "randomnormal", "normaldistribution"), "normal"),
        **dict.fromkeys(("rand", "randomuniform", "uniformdistribution"), "uniform"),
        **dict.fromkeys(("lecunnormal",), "lecun"),
        **dict.fromkeys(("zero", "0"), "zeros"),
        **dict.fromkeys(("const", "ones", "one", "constants"), "constant"),
    },
    hints=dict.fromkeys(
        ("glorotuniform", "xavieruniform"), "write `uniform`, with `low: …` and `high: …`: ±√(6/(in + out))"
    )
    | dict.fromkeys(
        ("heuniform", "kaiminguniform"), "write `uniform`, with `low: …` and `high: …`: ±√(6/in)"
    ),
)
OF_WEIGHTS = {
    word: f"they can be drawn: write `units: …` and `init: {{name: {meant}}}` instead of `weights`"
    for word, meant in {
        **INITIALIZERS.told,
        **{each: each for each in ("normal", "uniform", "xavier", "he", "lecun", "zeros")},
        "drawn": "normal",
    }.items()
}
"""Words that stand where weights should."""
PENALTIES = Others(
    read={},
    told={
        **dict.fromkeys(("lasso", "abs"), "l1"),
        **dict.fromkeys(("ridge", "weightdecay", "tikhonov"), "half_l2"),
        "l2squared": "l2",
    },
    hints=dict.fromkeys(
        ("elastic", "elasticnet", "l1l2"), "write both as a formula: `abs(w) + w^2`, with the numbers in it"
    ),
)
PENALISED = Others(
    read={}, told={**dict.fromkeys(("bias", "biases", "both", "parameters"), "all"), "weight": "weights"}
)
REDUCTIONS = Others(read={}, told=dict.fromkeys(("average", "avg", "batchmean"), "mean"))
NOTATIONS = Others(read={}, told=CALLED)
OF_LOSS = {
    **{
        each: f"the loss is summed over the outputs already: leave `{each}` out" for each in ("sum", "Σ", "∑")
    },
    **dict.fromkeys(
        ("mean", "avg", "average"), "the loss is summed over the outputs: divide by their number instead"
    ),
}
"""Functions that others have in a formula of the loss."""
OF_ACTIVATION = {"softmax": "write `softmax` alone: it takes the whole layer"}
"""In one of an activation."""
OF_PENALTY = {
    each: f"the penalty is summed over the weights already: leave `{each}` out" for each in ("sum", "Σ", "∑")
}
"""And in one of a penalty."""

INSTEAD_OF_CONSTANTS = {
    "decay": "for weights that decay write `penalty: {name: half_l2, rate: …}` beside `optimizer`"
}
"""What to write for a constant that an optimiser without any does not have."""
OF_RULES = {
    **dict.fromkeys(
        ("learningrate", *(each for each in map(small_key, RATES) if each not in {"alpha", "α"})),
        "the learning rate is called `alpha` in a rule",
    ),
    **dict.fromkeys(
        ("grad", "gradient", "dw", "gt", "dldw", "delta"), "the gradient is called `g` in a rule"
    ),
    **dict.fromkeys(
        ("theta", "param", "p", "weight", "weights", "wt"), "every parameter is called `w` in a rule"
    ),
    **dict.fromkeys(("step", "iteration", "iter", "epoch"), "the number of the step is called `t` in a rule"),
}
"""Names that others have in a rule of an optimiser, as `small_key` gives them."""
