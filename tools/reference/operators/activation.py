"""Activations: elementwise functions of one tensor, and the two softmaxes."""

import torch
import torch.nn.functional as F

from .case import away, case, fixed, normal, weight


def clip(x, low=None, high=None, *, min=None, max=None):
    """Derivative 1 on the closed interval, as torch's clamp; on the open one for minimum 0 and a finite maximum, as torch's ReLU6.

    The bounds are inputs from opset 11, attributes before.
    """
    low = next((float(v) for v in (low, min) if v is not None), -torch.inf)
    high = next((float(v) for v in (high, max) if v is not None), torch.inf)
    inside = (x > low) & (x < high) if low == 0 and high < torch.inf else (x >= low) & (x <= high)
    return torch.where(inside, x, x.detach().clamp(low, high))


def leaky_relu(x, *, alpha=0.01):
    return F.leaky_relu(x, alpha)


def prelu(x, slope):
    return torch.where(x > 0, x, slope * x)


def elu(x, *, alpha=1.0):
    return torch.where(x > 0, x, alpha * torch.expm1(x.clamp(max=0)))


def selu(x, *, alpha=1.67326319217681884765625, gamma=1.05070102214813232421875):
    return gamma * elu(x, alpha=alpha)


def hard_sigmoid(x, *, alpha=0.2, beta=0.5):
    return (alpha * x + beta).clamp(0, 1)


def gelu(x, *, approximate="none"):
    return F.gelu(x, approximate=approximate)


def softmax(x, *, axis=-1):
    return torch.softmax(x, axis)


def log_softmax(x, *, axis=-1):
    return torch.log_softmax(x, axis)


def flattened(function):
    """The meaning before opset 13: the axes from `axis` on are one."""

    def definition(x, *, axis=1):
        return function(x.reshape(x.shape[:axis].numel(), -1), axis=-1).reshape(x.shape)

    return definition


def softmax_cases(op, function):
    before = flattened(function)
    return [
        case("axis -1", op, function, [normal("x", 2, 3, 4)], axis=-1),
        case("default axis", op, function, [normal("x", 2, 3, 4)]),
        case("axis 1", op, function, [normal("x", 2, 3, 2, 2)], axis=1),
        case("axis 1, rank 5", op, function, [normal("x", 2, 2, 3, 1, 2)], axis=1),
        case("axis 2", op, function, [normal("x", 2, 3, 4)], axis=2),
        case("2-d, opset 11", op, before, [normal("x", 2, 5)], opset=11),
        case("opset 11, axis 1: flattened", op, before, [normal("x", 2, 3, 2)], opset=11, axis=1),
        case("opset 11, axis 2", op, before, [normal("x", 2, 3, 4)], opset=11, axis=2),
        case("opset 7, [N,C,1,1]", op, before, [normal("x", 2, 5, 1, 1)], opset=7),
    ]


KINK = [[-1.0, 0.0, 0.5, 6.0, 7.0, 2.0]]

CASES = [
    case("elementwise", "Relu", torch.relu, [away("x", 2, 3, 2, 2, kinks=[0])]),
    case("elementwise, opset 7", "Relu", torch.relu, [away("x", 2, 5, kinks=[0])], opset=7),
    case("at 0 the derivative is 0", "Relu", torch.relu, [fixed("x", KINK, constant=False)], kink=True),
    case("0..6", "Clip", clip, [away("x", 2, 3, 2, 2, kinks=[0, 6], low=-3, high=9), fixed("min", 0.0), fixed("max", 6.0)]),
    case("0..6: open interval", "Clip", clip, [fixed("x", KINK, constant=False), fixed("min", 0.0), fixed("max", 6.0)], kink=True),
    case("0..6 as attributes, opset 10", "Clip", clip, [away("x", 2, 6, kinks=[0, 6], low=-3, high=9)], opset=10, min=0.0, max=6.0),
    case("0..6 as attributes, opset 7: open interval", "Clip", clip, [fixed("x", KINK, constant=False)], opset=7, kink=True, min=0.0, max=6.0),
    case("0..6, opset 11", "Clip", clip, [away("x", 2, 6, kinks=[0, 6], low=-3, high=9), fixed("min", 0.0), fixed("max", 6.0)], opset=11),
    case("minimum only", "Clip", clip, [away("x", 2, 6, kinks=[0.5]), fixed("min", 0.5)]),
    case("minimum 0 only: closed, at 0 the derivative is 1", "Clip", clip, [fixed("x", KINK, constant=False), fixed("min", 0.0)], kink=True),
    case("minimum as attribute, opset 10", "Clip", clip, [away("x", 2, 6, kinks=[0.5])], opset=10, min=0.5),
    case("maximum only", "Clip", clip, [away("x", 2, 6, kinks=[0.5]), None, fixed("max", 0.5)]),
    case("maximum as attribute, opset 10", "Clip", clip, [away("x", 2, 6, kinks=[0.5])], opset=10, max=0.5),
    case("-1..1", "Clip", clip, [away("x", 2, 6, kinks=[-1, 1]), fixed("min", -1.0), fixed("max", 1.0)]),
    case("-1..6: closed interval", "Clip", clip, [fixed("x", KINK, constant=False), fixed("min", -1.0), fixed("max", 6.0)], kink=True),
    case("no bounds", "Clip", clip, [normal("x", 2, 3)]),
    case("default alpha", "LeakyRelu", leaky_relu, [away("x", 2, 6, kinks=[0])]),
    case("alpha 0.1", "LeakyRelu", leaky_relu, [away("x", 2, 3, 2, 2, kinks=[0])], alpha=0.1),
    case("at 0 the derivative is alpha", "LeakyRelu", leaky_relu, [fixed("x", KINK, constant=False)], kink=True, alpha=0.1),
    case("slope [C,1,1]", "PRelu", prelu, [away("x", 2, 3, 2, 2, kinks=[0]), weight("slope", 3, 1, 1)]),
    case("slope [C,1], rank 3", "PRelu", prelu, [away("x", 2, 3, 4, kinks=[0]), weight("slope", 3, 1)]),
    case("one slope", "PRelu", prelu, [away("x", 2, 3, 2, kinks=[0]), weight("slope", 1)], opset=9),
    case("at 0 the derivative is the slope", "PRelu", prelu, [fixed("x", KINK, constant=False), fixed("slope", 0.25)], kink=True),
    case("default alpha", "Elu", elu, [away("x", 2, 6, kinks=[0])]),
    case("alpha 0.5", "Elu", elu, [away("x", 2, 6, kinks=[0])], alpha=0.5),
    case("defaults", "Selu", selu, [away("x", 2, 6, kinks=[0])]),
    case("alpha and gamma", "Selu", selu, [away("x", 2, 6, kinks=[0])], alpha=1.5, gamma=1.25),
    case("elementwise", "Softplus", F.softplus, [normal("x", 2, 6)]),
    case("large values", "Softplus", lambda x: torch.logaddexp(x, torch.zeros_like(x)), [fixed("x", [[-30.0, -12.5, 12.5, 30.0]], constant=False)]),
    case("elementwise", "Softsign", F.softsign, [away("x", 2, 6, kinks=[0])]),
    case("defaults", "HardSigmoid", hard_sigmoid, [away("x", 2, 3, 4, kinks=[-2.5, 2.5], low=-4, high=4)]),
    case("alpha 1/6", "HardSigmoid", hard_sigmoid, [away("x", 2, 3, 4, kinks=[-3, 3], low=-5, high=5)], alpha=1 / 6, beta=0.5),
    case("opset 7", "HardSigmoid", hard_sigmoid, [away("x", 2, 6, kinks=[-0.5, 1.5], low=-2, high=3)], opset=7, alpha=0.5, beta=0.25),
    case("opset 14", "HardSwish", F.hardswish, [away("x", 2, 3, 4, kinks=[-3, 3], low=-5, high=5)], opset=14),
    case("opset 22", "HardSwish", F.hardswish, [away("x", 2, 6, kinks=[-3, 3], low=-5, high=5)], opset=22),
    case("elementwise", "Sigmoid", torch.sigmoid, [normal("x", 2, 3, 4)]),
    case("opset 7, large values", "Sigmoid", torch.sigmoid, [fixed("x", [[-20.0, -8.0, 0.0, 8.0, 15.0]], constant=False)], opset=7),
    case("elementwise", "Tanh", torch.tanh, [normal("x", 2, 6)]),
    case("elementwise", "Erf", torch.erf, [normal("x", 2, 6)]),
    case("exact", "Gelu", gelu, [normal("x", 2, 6)], opset=20),
    case("exact, named", "Gelu", gelu, [normal("x", 2, 6)], opset=20, approximate="none"),
    case("tanh", "Gelu", gelu, [normal("x", 2, 6)], opset=20, approximate="tanh"),
    *softmax_cases("Softmax", softmax),
    *softmax_cases("LogSoftmax", log_softmax),
]
