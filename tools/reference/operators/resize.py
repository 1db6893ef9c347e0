"""Resize and Upsample: separable, so one matrix an axis, from the definition of each output coordinate."""

import math

import torch

from .case import as_list, case, fixed, ints, normal

COORDINATE = {  # output index, scale, input size, output size -> input coordinate
    "asymmetric": lambda i, s, a, b: i / s,
    "half_pixel": lambda i, s, a, b: (i + 0.5) / s - 0.5,
    "pytorch_half_pixel": lambda i, s, a, b: (i + 0.5) / s - 0.5 if b > 1 else 0.0,
    "align_corners": lambda i, s, a, b: i * (a - 1) / (b - 1) if b > 1 else 0.0,
}
NEAREST = {
    "floor": math.floor,
    "ceil": math.ceil,
    "round_prefer_floor": lambda v: math.ceil(v - 0.5),
    "round_prefer_ceil": lambda v: math.floor(v + 0.5),
}


def matrix(size, out, scale, mode, coordinate, nearest, a):
    """[out, size]: how much each input counts in each output; coordinates past the border take the border's value."""
    m = torch.zeros(out, size, dtype=torch.float64)
    for i in range(out):
        x = COORDINATE[coordinate](i, scale, size, out)
        if mode == "nearest":
            taps = {NEAREST[nearest](x): 1.0}
        elif mode == "linear":
            f = x - math.floor(x)
            taps = {math.floor(x): 1 - f, math.floor(x) + 1: f}
        else:
            taps = {math.floor(x) + k: cubic(abs(x - math.floor(x) - k), a) for k in (-1, 0, 1, 2)}
        for j, w in taps.items():
            m[i, min(max(j, 0), size - 1)] += w
    return m


def cubic(d, a):
    """Keys 1981, eq. 4 with free a."""
    return ((a + 2) * d - (a + 3)) * d * d + 1 if d <= 1 else ((d - 5) * d + 8) * d * a - 4 * a


def separable(x, out, scales, mode, coordinate, nearest="floor", a=-0.75):
    for axis, (o, s) in enumerate(zip(out, scales)):
        if s != 1 or o != x.shape[axis]:
            x = torch.movedim(torch.movedim(x, axis, -1) @ matrix(x.shape[axis], o, s, mode, coordinate, nearest, a).T, -1, axis)
    return x


def resize(x, roi=None, scales=None, sizes=None, *, mode="nearest", coordinate_transformation_mode="half_pixel", nearest_mode="round_prefer_floor", cubic_coeff_a=-0.75, axes=None):
    axes = list(range(x.ndim)) if axes is None else axes
    every, out = [1.0] * x.ndim, list(x.shape)
    for i, axis in enumerate(axes):
        if sizes is not None:
            out[axis] = as_list(sizes)[i]
            every[axis] = out[axis] / x.shape[axis]
        else:
            every[axis] = as_list(scales)[i]
            out[axis] = math.floor(x.shape[axis] * every[axis])
    return separable(x, out, every, mode, coordinate_transformation_mode, nearest_mode, cubic_coeff_a)


def resize10(x, scales, *, mode="nearest"):
    """Opset 10, and Upsample before it: i / scale, and the floor of it."""
    scales = as_list(scales)
    return separable(x, [math.floor(n * s) for n, s in zip(x.shape, scales)], scales, mode, "asymmetric")


def upsample7(x, *, scales, mode="nearest"):
    return resize10(x, torch.tensor(scales), mode=mode)


def by_scales(name, shape, scales, opset=17, **attributes):
    return case(name, "Resize", resize, [normal("x", *shape), None if opset > 11 else fixed("roi", []), fixed("scales", scales)], opset=opset, **attributes)


def by_sizes(name, shape, sizes, opset=17, **attributes):
    none = [None, None] if opset > 11 else [fixed("roi", []), fixed("scales", [])]
    return case(name, "Resize", resize, [normal("x", *shape), *none, ints("sizes", sizes)], opset=opset, **attributes)


FLOOR = dict(coordinate_transformation_mode="asymmetric", nearest_mode="floor")

CASES = [
    by_scales("nearest, asymmetric, floor, x2", (2, 2, 2, 3), [1, 1, 2, 2], mode="nearest", **FLOOR),
    by_scales("nearest, asymmetric, floor, x2, opset 11", (2, 2, 2, 3), [1, 1, 2, 2], opset=11, mode="nearest", **FLOOR),
    by_scales("nearest, asymmetric, floor, x2, opset 13", (2, 2, 3, 2), [1, 1, 2, 2], opset=13, mode="nearest", **FLOOR),
    by_scales("nearest, asymmetric, floor, x2, opset 18", (2, 2, 3, 2), [1, 1, 2, 2], opset=18, mode="nearest", **FLOOR),
    by_scales("nearest, asymmetric, floor, x3 and x2", (2, 1, 2, 3), [1, 1, 3, 2], mode="nearest", **FLOOR),
    by_scales("nearest, asymmetric, floor, scale 1.5", (2, 2, 4, 3), [1, 1, 1.5, 1.5], mode="nearest", **FLOOR),
    by_scales("nearest, asymmetric, floor, down by 2", (2, 2, 5, 4), [1, 1, 0.5, 0.5], mode="nearest", **FLOOR),
    by_sizes("nearest, asymmetric, floor, by sizes", (2, 2, 2, 3), [2, 2, 4, 6], mode="nearest", **FLOOR),
    by_sizes("nearest, asymmetric, floor, by sizes, opset 11", (2, 2, 2, 3), [2, 2, 4, 9], opset=11, mode="nearest", **FLOOR),
    by_sizes("nearest, asymmetric, floor, sizes that are no multiple", (2, 2, 3, 4), [2, 2, 5, 7], mode="nearest", **FLOOR),
    by_sizes("nearest, equal sizes: nothing to do", (2, 2, 3, 3), [2, 2, 3, 3], mode="nearest", **FLOOR),
    by_scales("nearest, defaults (half_pixel, round_prefer_floor), x2", (2, 2, 2, 3), [1, 1, 2, 2]),
    by_scales("nearest, half_pixel, round_prefer_floor, scale 1.5", (2, 2, 4, 3), [1, 1, 1.5, 1.5], mode="nearest", nearest_mode="round_prefer_floor"),
    by_scales("nearest, half_pixel, round_prefer_floor, down", (2, 2, 5, 6), [1, 1, 0.6, 0.5], mode="nearest"),
    by_scales("nearest, half_pixel, round_prefer_ceil, x2", (2, 2, 2, 3), [1, 1, 2, 2], mode="nearest", nearest_mode="round_prefer_ceil"),
    by_sizes("linear, half_pixel, x2 by sizes", (2, 2, 3, 2), [2, 2, 6, 4], mode="linear"),
    by_scales("linear, half_pixel, x2 by scales", (2, 2, 3, 2), [1, 1, 2, 2], mode="linear"),
    by_scales("linear, half_pixel, x2, opset 11", (2, 2, 3, 2), [1, 1, 2, 2], opset=11, mode="linear", coordinate_transformation_mode="half_pixel"),
    by_scales("linear, half_pixel, x2, opset 18", (2, 2, 3, 2), [1, 1, 2, 2], opset=18, mode="linear", coordinate_transformation_mode="half_pixel"),
    by_sizes("linear, half_pixel, up by no multiple", (2, 2, 3, 4), [2, 2, 5, 7], mode="linear"),
    by_sizes("linear, half_pixel, down", (2, 2, 6, 7), [2, 2, 3, 4], mode="linear"),
    by_sizes("linear, half_pixel, from 1x1", (2, 3, 1, 1), [2, 3, 4, 4], mode="linear"),
    by_sizes("linear, align_corners", (2, 2, 3, 4), [2, 2, 5, 7], mode="linear", coordinate_transformation_mode="align_corners"),
    by_scales("linear, align_corners, x2", (2, 2, 3, 2), [1, 1, 2, 2], mode="linear", coordinate_transformation_mode="align_corners"),
    by_scales("linear, asymmetric, x2", (2, 2, 3, 2), [1, 1, 2, 2], mode="linear", coordinate_transformation_mode="asymmetric"),
    by_sizes("linear, pytorch_half_pixel", (2, 2, 3, 4), [2, 2, 6, 5], mode="linear", coordinate_transformation_mode="pytorch_half_pixel"),
    by_sizes("linear, pytorch_half_pixel, to one column", (2, 2, 4, 4), [2, 2, 4, 1], mode="linear", coordinate_transformation_mode="pytorch_half_pixel"),
    by_scales("linear, 3-d input", (2, 3, 4), [1, 1, 2], mode="linear"),
    by_scales("cubic, half_pixel, x2", (2, 2, 4, 3), [1, 1, 2, 2], mode="cubic", cubic_coeff_a=-0.75),
    by_sizes("cubic, half_pixel, down", (2, 1, 6, 7), [2, 1, 5, 4], mode="cubic", cubic_coeff_a=-0.75),
    by_sizes("cubic, align_corners, a = -0.5", (2, 1, 4, 4), [2, 1, 6, 7], mode="cubic", coordinate_transformation_mode="align_corners", cubic_coeff_a=-0.5),
    case("axes, opset 18", "Resize", resize, [normal("x", 2, 2, 3, 2), None, None, ints("sizes", [6, 4])], opset=18, mode="linear", axes=[2, 3]),
    case("nearest, opset 10", "Resize", resize10, [normal("x", 2, 2, 2, 3), fixed("scales", [1, 1, 2, 3])], opset=10, mode="nearest"),
    case("linear, opset 10", "Resize", resize10, [normal("x", 2, 2, 2, 3), fixed("scales", [1, 1, 2, 2])], opset=10, mode="linear"),
    case("nearest, opset 9", "Upsample", resize10, [normal("x", 2, 2, 2, 3), fixed("scales", [1, 1, 2, 2])], opset=9, mode="nearest"),
    case("linear, opset 9", "Upsample", resize10, [normal("x", 2, 2, 2, 3), fixed("scales", [1, 1, 2, 2])], opset=9, mode="linear"),
    case("nearest, opset 7: scales an attribute", "Upsample", upsample7, [normal("x", 2, 2, 2, 3)], opset=7, mode="nearest", scales=[1.0, 1.0, 2.0, 3.0]),
]
