"""A case: one ONNX node with its inputs, and the float64 definition that says what it computes."""

import zlib
from dataclasses import dataclass, field
from typing import Callable

import numpy as np
import torch

# Inputs keep this far from every kink, so that a float32 runtime is on the same side of it.
KINK_MARGIN = 0.05


@dataclass(frozen=True)
class Input:
    """One input of a node. `make(rng)` gives its array; a constant becomes an initializer and has no gradient."""

    name: str
    make: Callable
    constant: bool = False


@dataclass(frozen=True)
class Case:
    name: str
    op: str
    definition: Callable
    inputs: list
    opset: int = 17
    outputs: int = 1
    missing: tuple = ()  # the outputs that get no cotangent
    kink: bool = False  # values sit on a kink or tie on purpose: no finite differences
    attributes: dict = field(default_factory=dict)

    def rng(self, what):
        """A generator of its own for every array: adding a case changes no other."""
        return np.random.default_rng(zlib.crc32(f"{self.op}/{self.name}/{what}".encode()))

    def arrays(self):
        """The inputs as arrays; inputs with one name are one array; None where omitted."""
        return [None if i is None else i.make(self.rng(i.name)) for i in self.inputs]

    def run(self, tensors):
        outputs = self.definition(*tensors, **self.attributes)
        return list(outputs) if isinstance(outputs, (tuple, list)) else [outputs]


def case(name, op, definition, inputs, *, opset=17, outputs=1, missing=(), kink=False, **attributes):
    """The keyword arguments that are left are the ONNX attributes, given to the node and to the definition alike."""
    return Case(name, op, definition, inputs, opset, outputs, missing, kink, attributes)


# ---------------------------------------------------------------- inputs


def _short(values):
    """Two decimals (short files), as float32 holds them: the definition sees what a float32 runtime sees."""
    return np.array(np.round(values, 2), np.float32)


def normal(name, *shape, constant=False):
    return Input(name, lambda rng: _short(rng.normal(size=shape)), constant)


def uniform(name, *shape, low, high, constant=False):
    return Input(name, lambda rng: _short(rng.uniform(low, high, shape)), constant)


def weight(name, *shape):
    return normal(name, *shape, constant=True)


def away(name, *shape, kinks, low=-2.0, high=2.0):
    """Uniform values that keep away from the kinks."""

    def make(rng):
        values = _short(rng.uniform(low, high, shape))
        near = lambda: np.any([np.abs(values - kink) <= KINK_MARGIN for kink in kinks], axis=0)
        while near().any():
            values = np.where(near(), _short(rng.uniform(low, high, shape)), values)
        return values

    return Input(name, make)


def distinct(name, *shape):
    """No two values nearer than twice the margin: no ties for a maximum."""
    size = int(np.prod(shape))
    return Input(name, lambda rng: _short((rng.permutation(size) - size / 2).reshape(shape) * 2.02 * KINK_MARGIN))


def fixed(name, values, dtype="float32", constant=True):
    return Input(name, lambda rng: np.array(values, dtype), constant)


def ints(name, values):
    """A constant int64 input: axes, a shape, sizes, indices."""
    return fixed(name, values, "int64")


# ---------------------------------------------------------------- what definitions share


def as_list(values):
    """Axes, sizes and the like, whether they came as an attribute or as an input."""
    return None if values is None else values.tolist() if isinstance(values, torch.Tensor) else list(values)


def pad(x, begins, ends, value=0.0):
    """Pads (or, where negative, crops) the last axes of x."""
    flat = [p for pair in reversed(list(zip(begins, ends))) for p in pair]
    return torch.nn.functional.pad(x, flat, value=value)


def window_pads(size, kernel, strides, dilations, pads, auto_pad):
    """The begins and ends that auto_pad stands for."""
    n = len(kernel)
    if auto_pad == "NOTSET":
        pads = pads or [0] * (2 * n)
        return pads[:n], pads[n:]
    if auto_pad == "VALID":
        return [0] * n, [0] * n
    reach = [(k - 1) * d + 1 for k, d in zip(kernel, dilations)]
    total = [max(0, (-(-i // s) - 1) * s + r - i) for i, s, r in zip(size, strides, reach)]
    small, large = [t // 2 for t in total], [t - t // 2 for t in total]
    return (small, large) if auto_pad == "SAME_UPPER" else (large, small)
