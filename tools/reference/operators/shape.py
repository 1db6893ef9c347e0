"""Operators that move, cut, join or repeat values, and those that pass them on."""

import math

import torch

from .case import as_list, case, fixed, ints, normal, weight

INT64_MAX = 2**63 - 1


def flatten(x, *, axis=1):
    rows = math.prod(x.shape[: axis if axis >= 0 else x.ndim + axis])
    return x.reshape(rows, -1)


def reshape(x, shape, *, allowzero=0):
    return x.reshape([x.shape[i] if n == 0 else n for i, n in enumerate(as_list(shape))])


def transpose(x, *, perm=None):
    return x.permute(perm or list(range(x.ndim))[::-1])


def squeeze(x, axes=None):
    axes = as_list(axes)
    return x.squeeze() if axes is None else x.squeeze([a % x.ndim for a in axes])


def unsqueeze(x, axes):
    axes = as_list(axes)
    rank = x.ndim + len(axes)
    for axis in sorted(a % rank for a in axes):
        x = x.unsqueeze(axis)
    return x


def concat(*parts, axis):
    return torch.cat(parts, axis)


def split(x, split=None, *, axis=0, num_outputs=None):
    size = x.shape[axis]
    return x.split(as_list(split) if split is not None else -(-size // num_outputs), axis)


def split_evenly(parts):
    def definition(x, *, axis=0):
        return x.split(x.shape[axis] // parts, axis)

    return definition


def slice_(x, starts, ends, axes=None, steps=None):
    """As numpy: negative positions count from the end, positions past the ends are clamped."""
    starts, ends = as_list(starts), as_list(ends)
    axes = as_list(axes) or list(range(len(starts)))
    for axis, start, end, step in zip(axes, starts, ends, as_list(steps) or [1] * len(starts)):
        x = x.index_select(axis, torch.tensor(range(x.shape[axis])[start:end:step], dtype=torch.long))
    return x


def pad(x, pads, value=None, axes=None, *, mode="constant"):
    pads = as_list(pads)
    axes = as_list(axes) or list(range(x.ndim))
    for i, axis in enumerate(axes):
        size, begin, end = x.shape[axis], pads[i], pads[len(axes) + i]
        index = torch.arange(-begin, size + end)
        inside = (index >= 0) & (index < size)
        if mode == "reflect":
            period = 2 * (size - 1)
            index = (size - 1) - (index % period - (size - 1)).abs()
        y = x.index_select(axis, index.clamp(0, size - 1))
        fill = 0.0 if value is None else float(value)
        x = torch.where(inside.view(-1, *[1] * (x.ndim - 1 - axis % x.ndim)), y, fill) if mode == "constant" else y
    return x


def pad10(x, *, pads, mode="constant", value=0.0):
    return pad(x, pads, value, mode=mode)


def expand(x, shape):
    return x + torch.zeros(as_list(shape), dtype=x.dtype)


def gather(x, indices, *, axis=0):
    size = x.shape[axis]
    y = x.index_select(axis, (indices % size).flatten())
    axis %= x.ndim
    return y.reshape(*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])


def tile(x, repeats):
    return x.repeat(as_list(repeats))


def depth_to_space(x, *, blocksize, mode="DCR"):
    n, c, h, w = x.shape
    b = blocksize
    if mode == "DCR":
        return x.reshape(n, b, b, c // b**2, h, w).permute(0, 3, 4, 1, 5, 2).reshape(n, c // b**2, h * b, w * b)
    return x.reshape(n, c // b**2, b, b, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, c // b**2, h * b, w * b)


def space_to_depth(x, *, blocksize):
    n, c, h, w = x.shape
    b = blocksize
    return x.reshape(n, c, h // b, b, w // b, b).permute(0, 3, 5, 1, 2, 4).reshape(n, c * b**2, h // b, w // b)


def same(x, *unused, **attributes):
    return x


def flattening(name, axis, *shape, **more):
    return case(name, "Flatten", flatten, [normal("x", *shape)], axis=axis, **more)


def reshaping(name, shape, to, **more):
    return case(name, "Reshape", reshape, [normal("x", *shape), ints("shape", to)], **more)


def slicing(name, shape, starts, ends, axes=None, steps=None, **more):
    rest = [None if axes is None else ints("axes", axes), *([] if steps is None else [ints("steps", steps)])]
    rest = rest if steps is not None or axes is not None else []
    return case(name, "Slice", slice_, [normal("x", *shape), ints("starts", starts), ints("ends", ends), *rest], **more)


def padding(name, shape, pads, *rest, **more):
    return case(name, "Pad", pad, [normal("x", *shape), ints("pads", pads), *rest], **more)


MASK = fixed("condition", [[True, False, False], [True, True, False], [True, True, True]], "bool")

CASES = [
    flattening("axis 1", 1, 2, 3, 2, 2),
    flattening("axis 1, opset 7", 1, 2, 3, 2, opset=7),
    flattening("axis 0", 0, 2, 3, 2),
    flattening("axis 2", 2, 2, 3, 2, 2),
    flattening("axis -1", -1, 2, 3, 2),
    flattening("axis of the rank", 3, 2, 3, 2),
    flattening("2-d: nothing to do", 1, 2, 3),
    reshaping("to given sizes", (2, 3, 4), [2, 12]),
    reshaping("-1", (2, 3, 2, 2), [2, -1]),
    reshaping("0 keeps a size", (2, 3, 4), [0, -1]),
    reshaping("0 and -1, more axes", (2, 6, 4), [0, 2, 3, -1]),
    reshaping("opset 7", (2, 3, 4), [-1, 4], opset=7),
    reshaping("opset 13", (2, 3, 4), [0, 4, 3], opset=13),
    case("perm", "Transpose", transpose, [normal("x", 2, 3, 4)], perm=[1, 2, 0]),
    case("default: reversed", "Transpose", transpose, [normal("x", 2, 3, 4)]),
    case("NHWC to NCHW", "Transpose", transpose, [normal("x", 2, 2, 3, 4)], perm=[0, 3, 1, 2], opset=7),
    case("rank 6", "Transpose", transpose, [normal("x", 1, 2, 3, 2, 2, 2)], perm=[0, 1, 3, 2, 4, 5]),
    case("axes as input", "Squeeze", squeeze, [normal("x", 2, 3, 1, 1), ints("axes", [2, 3])]),
    case("negative axis", "Squeeze", squeeze, [normal("x", 2, 1, 3, 1), ints("axes", [-1])], opset=13),
    case("no axes", "Squeeze", squeeze, [normal("x", 2, 1, 3, 1)]),
    case("axes as attribute, opset 11", "Squeeze", squeeze, [normal("x", 2, 3, 1, 1)], opset=11, axes=[2, 3]),
    case("axes as attribute, opset 7", "Squeeze", squeeze, [normal("x", 1, 2, 3)], opset=7, axes=[0]),
    case("axes as input", "Unsqueeze", unsqueeze, [normal("x", 2, 3), ints("axes", [2, 3])]),
    case("negative and leading axes", "Unsqueeze", unsqueeze, [normal("x", 2, 3), ints("axes", [-1, 0])]),
    case("axes as attribute, opset 11", "Unsqueeze", unsqueeze, [normal("x", 2, 3)], opset=11, axes=[1]),
    case("axes as attribute, opset 7", "Unsqueeze", unsqueeze, [normal("x", 2, 3)], opset=7, axes=[0, 3]),
    case("two inputs, axis 1", "Concat", concat, [normal("a", 2, 3, 2), normal("b", 2, 1, 2)], axis=1),
    case("two inputs, axis 1, opset 7", "Concat", concat, [normal("a", 2, 1, 2), normal("b", 2, 2, 2)], axis=1, opset=7),
    case("five inputs", "Concat", concat, [normal(n, 2, c, 2) for n, c in zip("abcde", (1, 3, 2, 1, 2))], axis=1),
    case("one input", "Concat", concat, [normal("a", 2, 3)], axis=1),
    case("axis -1", "Concat", concat, [normal("a", 2, 3, 2), normal("b", 2, 3, 4)], axis=-1),
    case("axis 0", "Concat", concat, [normal("a", 1, 3), normal("b", 2, 3)], axis=0),
    case("a constant among them: a class token", "Concat", concat, [weight("token", 2, 1, 3), normal("x", 2, 4, 3)], axis=1),
    case("same tensor twice", "Concat", concat, [normal("a", 2, 3), normal("b", 2, 2), normal("a", 2, 3)], axis=1),
    case("uneven", "Split", split, [normal("x", 2, 6, 2), ints("split", [1, 3, 2])], axis=1, outputs=3),
    case("uneven, some outputs without cotangent", "Split", split, [normal("x", 2, 6, 2), ints("split", [1, 3, 2])], axis=1, outputs=3, missing=(0, 2)),
    case("two equal, sizes given, opset 13", "Split", split, [normal("x", 2, 4, 2), ints("split", [2, 2])], axis=1, outputs=2, opset=13),
    case("equal, sizes not given, opset 13", "Split", split_evenly(3), [normal("x", 2, 6)], axis=1, outputs=3, opset=13, missing=(1,)),
    case("sizes as attribute, opset 11", "Split", split, [normal("x", 2, 5)], axis=1, split=[2, 3], outputs=2, opset=11),
    case("equal, sizes not given, opset 7", "Split", split_evenly(2), [normal("x", 2, 4)], axis=1, outputs=2, opset=7),
    case("axis -1", "Split", split, [normal("x", 2, 2, 5), ints("split", [4, 1])], axis=-1, outputs=2),
    case("default axis", "Split", split, [normal("x", 4, 3), ints("split", [1, 3])], outputs=2),
    case("num_outputs, opset 18", "Split", split, [normal("x", 2, 6)], axis=1, num_outputs=3, outputs=3, opset=18),
    case("num_outputs, uneven, opset 18", "Split", split, [normal("x", 2, 7)], axis=1, num_outputs=3, outputs=3, opset=18, missing=(1,)),
    case("one output", "Split", split, [normal("x", 2, 3), ints("split", [3])], axis=1, outputs=1),
    slicing("one axis", (2, 5, 2), [1], [4], [1]),
    slicing("two axes", (2, 5, 4), [1, 0], [4, 3], [1, 2]),
    slicing("no axes input", (3, 4), [1, 0], [3, 3]),
    slicing("negative start, end INT64_MAX", (2, 5), [-3], [INT64_MAX], [1]),
    slicing("negative end", (2, 5), [0], [-1], [1]),
    slicing("negative axis", (2, 3, 4), [2], [INT64_MAX], [-1]),
    slicing("step 2", (2, 6, 2), [0], [INT64_MAX], [1], [2]),
    slicing("step 2 from 1, odd size", (2, 5, 2), [1], [INT64_MAX], [1], [2]),
    slicing("step 3, end inside", (2, 9), [1], [6], [1], [3]),
    slicing("steps 2 and 2 on two axes", (2, 5, 6), [1, 0], [INT64_MAX, INT64_MAX], [1, 2], [2, 2]),
    slicing("negative step: reversed", (2, 5), [-1], [-INT64_MAX], [1], [-1]),
    slicing("negative step -2", (2, 6), [4], [0], [1], [-2]),
    slicing("end past the size", (2, 5), [2], [100], [1]),
    slicing("all of it: nothing to do", (2, 5), [0], [INT64_MAX], [1]),
    slicing("empty-named axes with steps", (4, 6), [0, 1], [4, 6], None, [2, 3]),
    slicing("opset 10", (2, 5, 2), [1], [4], [1], [2], opset=10),
    case("attributes, opset 9", "Slice", slice_, [normal("x", 2, 5)], opset=9, starts=[1], ends=[-1], axes=[1]),
    case("attributes, opset 7, no axes", "Slice", slice_, [normal("x", 3, 4)], opset=7, starts=[0, 1], ends=[2, 100]),
    padding("constant", (2, 2, 3), [0, 0, 1, 0, 0, 2]),
    padding("constant, value 1.5", (2, 3), [0, 1, 1, 2], fixed("value", 1.5)),
    padding("constant, opset 11", (2, 2, 2, 2), [0, 0, 0, 1, 0, 0, 1, 1], opset=11, mode="constant"),
    padding("all zero: nothing to do", (2, 3), [0, 0, 0, 0]),
    padding("negative pads", (2, 4, 5), [0, 1, -1, 0, -1, -2]),
    padding("reflect", (2, 2, 4, 3), [0, 0, 1, 2, 0, 0, 3, 1], mode="reflect"),
    padding("edge", (2, 2, 3, 2), [0, 0, 2, 1, 0, 0, 1, 3], mode="edge"),
    padding("axes, opset 18", (2, 2, 3), [1, 2], None, ints("axes", [-1]), opset=18),
    case("attributes, opset 10", "Pad", pad10, [normal("x", 2, 2, 3)], opset=10, pads=[0, 0, 1, 0, 0, 2], mode="constant", value=0.5),
    case("reflect, attributes, opset 7", "Pad", pad10, [normal("x", 2, 2, 3, 3)], opset=7, pads=[0, 0, 1, 1, 0, 0, 1, 2], mode="reflect"),
    case("trailing axis", "Expand", expand, [normal("x", 2, 3, 1), ints("shape", [2, 3, 4])]),
    case("middle axis", "Expand", expand, [normal("x", 2, 1, 3), ints("shape", [2, 4, 3])]),
    case("rank change", "Expand", expand, [normal("x", 3, 1), ints("shape", [2, 3, 2])]),
    case("nothing to do", "Expand", expand, [normal("x", 2, 3), ints("shape", [2, 3])]),
    case("target smaller: 1 keeps the size", "Expand", expand, [normal("x", 2, 3), ints("shape", [1, 1])]),
    case("scalar index, axis 1", "Gather", gather, [normal("x", 2, 4, 3), ints("indices", 2)], axis=1),
    case("scalar index, axis 0", "Gather", gather, [normal("x", 3, 2, 2), ints("indices", 1)], axis=0),
    case("negative scalar index, axis 1", "Gather", gather, [normal("x", 2, 4, 3), ints("indices", -1)], axis=1),
    case("axis -1", "Gather", gather, [normal("x", 2, 3, 4), ints("indices", [3, 0])], axis=-1),
    case("repeated indices", "Gather", gather, [normal("x", 4, 2), ints("indices", [0, 2, 2, 0, 2])]),
    case("repeated and negative indices, 2-d, axis 1", "Gather", gather, [normal("x", 2, 4, 2), ints("indices", [[0, -1], [3, 3]])], axis=1),
    case("opset 7", "Gather", gather, [normal("x", 2, 3), ints("indices", [1])], axis=1, opset=7),
    case("repeats on two axes", "Tile", tile, [normal("x", 2, 3), ints("repeats", [2, 3])]),
    case("repeats by 1", "Tile", tile, [normal("x", 2, 3), ints("repeats", [1, 1])]),
    case("repeats on the middle axis", "Tile", tile, [normal("x", 2, 2, 3), ints("repeats", [1, 3, 1])], opset=7),
    case("DCR", "DepthToSpace", depth_to_space, [normal("x", 2, 8, 2, 3)], blocksize=2),
    case("DCR, named", "DepthToSpace", depth_to_space, [normal("x", 2, 4, 2, 2)], blocksize=2, mode="DCR"),
    case("CRD", "DepthToSpace", depth_to_space, [normal("x", 2, 8, 2, 3)], blocksize=2, mode="CRD"),
    case("opset 7", "DepthToSpace", depth_to_space, [normal("x", 2, 8, 2, 1)], blocksize=2, opset=7),
    case("block 2", "SpaceToDepth", space_to_depth, [normal("x", 2, 2, 4, 6)], blocksize=2),
    case("block 3", "SpaceToDepth", space_to_depth, [normal("x", 2, 1, 3, 6)], blocksize=3, opset=7),
    case("-inf constant branch: a causal mask", "Where", torch.where, [MASK, normal("x", 2, 3, 3), fixed("y", -torch.inf)]),
    case("constant branch first", "Where", torch.where, [MASK, fixed("x", 0.0), normal("y", 2, 3, 3)]),
    case("both branches depend on the input and broadcast", "Where", torch.where, [MASK, normal("x", 2, 1, 3), normal("y", 3, 1)]),
    case("condition larger than both", "Where", torch.where, [MASK, normal("x", 1, 3), normal("y")], opset=9),
    case("inference", "Dropout", same, [normal("x", 2, 3)]),
    case("inference, ratio given", "Dropout", same, [normal("x", 2, 3), fixed("ratio", 0.5)], opset=13),
    case("ratio as attribute, opset 7", "Dropout", same, [normal("x", 2, 3)], opset=7, ratio=0.5),
    case("elementwise", "Identity", same, [normal("x", 2, 3)]),
    case("float to float", "Cast", same, [normal("x", 2, 3)], to=1),
]
