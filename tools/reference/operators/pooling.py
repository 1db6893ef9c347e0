"""Average and maximum pooling, from explicit windows."""

import torch

from .case import case, distinct, fixed, normal, window_pads


def windows(x, kernel_shape, strides, dilations, pads, auto_pad, ceil_mode):
    """-> the values in each window [N, C, ...out, window]; which of them lie in x, and which in x with its pads, both [...out, window].

    ceil_mode adds a last window where it starts in x or in the pads before it. Values outside x are nothing to rely on.
    """
    n = len(kernel_shape)
    begins, ends = window_pads(x.shape[2:], kernel_shape, strides, dilations, pads, auto_pad)
    inside, padded = torch.ones(()), torch.ones(())
    for i, (kernel, stride, dilation, begin, end) in enumerate(zip(kernel_shape, strides, dilations, begins, ends)):
        size = x.shape[2 + 2 * i]
        left = size + begin + end - (kernel - 1) * dilation - 1
        count = left // stride + 1
        if ceil_mode and left % stride and count * stride < size + begin:
            count += 1
        index = torch.arange(count)[:, None] * stride + torch.arange(kernel) * dilation - begin
        x = x.index_select(2 + 2 * i, index.clamp(0, size - 1).flatten()).unflatten(2 + 2 * i, index.shape)
        inside = inside[..., None, None] * ((index >= 0) & (index < size))
        padded = padded[..., None, None] * (index < size + end)
    windows_last = [*range(0, 2 * n, 2), *range(1, 2 * n, 2)]
    values = x.permute(0, 1, *[2 + axis for axis in windows_last]).flatten(2 + n)
    return values, *(mask.permute(windows_last).flatten(n).bool() for mask in (inside, padded))


def average_pool(x, *, kernel_shape, strides=None, dilations=None, pads=None, auto_pad="NOTSET", ceil_mode=0, count_include_pad=0):
    """What lies past the pads never counts; the pads count where count_include_pad says so."""
    n = len(kernel_shape)
    values, inside, padded = windows(x, kernel_shape, strides or [1] * n, dilations or [1] * n, pads, auto_pad, ceil_mode)
    return (values * inside).sum(-1) / (padded if count_include_pad else inside).sum(-1)


def max_pool(x, *, kernel_shape, strides=None, dilations=None, pads=None, auto_pad="NOTSET", ceil_mode=0):
    n = len(kernel_shape)
    values, inside, _ = windows(x, kernel_shape, strides or [1] * n, dilations or [1] * n, pads, auto_pad, ceil_mode)
    return first_maximum(torch.where(inside, values, -torch.inf))


def first_maximum(values):
    """The maximum over the last axis; of equal values the first takes the whole gradient."""
    largest = values == values.amax(-1, keepdim=True)
    return torch.where(largest & (largest.cumsum(-1) == 1), values, 0.0).sum(-1)


def global_average_pool(x):
    return x.mean(tuple(range(2, x.ndim)), keepdim=True)


def global_max_pool(x):
    return first_maximum(x.flatten(2)).reshape(*x.shape[:2], *[1] * (x.ndim - 2))


def average(name, shape, kernel, **attributes):
    return case(name, "AveragePool", average_pool, [normal("x", *shape)], kernel_shape=list(kernel), **attributes)


def maximum(name, shape, kernel, **attributes):
    return case(name, "MaxPool", max_pool, [distinct("x", *shape)], kernel_shape=list(kernel), **attributes)


TIES = [[[[1, 1, 0, 2], [1, 1, 2, 2], [0, 2, 2, 0], [3, 0, 0, 3]]], [[[0, 0, 0, 0], [0, 0, 0, 0], [0, 5, 5, 0], [0, 5, 5, 0]]]]

CASES = [
    average("2x2, stride 2", (2, 2, 4, 6), (2, 2), strides=[2, 2]),
    average("2x2, stride 2, opset 7, trailing row not covered", (2, 2, 5, 4), (2, 2), opset=7, strides=[2, 2]),
    average("3x3, stride 1: overlapping", (2, 2, 5, 4), (3, 3)),
    average("strides 2 and 1, kernel 3x2", (2, 2, 6, 4), (3, 2), strides=[2, 1]),
    average("pads, count_include_pad 0", (2, 2, 5, 4), (3, 3), pads=[1, 1, 1, 1], count_include_pad=0),
    average("pads, count_include_pad 1", (2, 2, 5, 4), (3, 3), pads=[1, 1, 1, 1], count_include_pad=1),
    average("stride 2, pads, count_include_pad 0", (2, 2, 6, 5), (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=0),
    average("stride 2, pads, count_include_pad 1", (2, 2, 6, 5), (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], count_include_pad=1),
    average("asymmetric pads, count_include_pad 0", (2, 2, 5, 4), (3, 2), strides=[2, 2], pads=[0, 1, 2, 0]),
    average("asymmetric pads, count_include_pad 1", (2, 2, 5, 4), (3, 2), strides=[2, 2], pads=[0, 1, 2, 0], count_include_pad=1),
    average("ceil_mode 1", (2, 2, 5, 6), (2, 2), strides=[2, 2], ceil_mode=1),
    average("ceil_mode 1, 3x3, stride 2, no pads", (2, 2, 6, 6), (3, 3), strides=[2, 2], ceil_mode=1),
    average("ceil_mode 1, pads, count_include_pad 0", (2, 2, 6, 5), (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1),
    average("ceil_mode 1, pads, count_include_pad 1, opset 19", (2, 2, 6, 5), (3, 3), opset=19, strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1, count_include_pad=1),
    average("ceil_mode 1, 2x2, stride 1: nothing to round", (2, 2, 4, 4), (2, 2), strides=[1, 1], ceil_mode=1),
    average("ceil_mode 1, last window would start in the pads", (2, 2, 3, 5), (2, 2), strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1),
    average("1x1, stride 1", (2, 2, 3, 3), (1, 1)),
    average("1x1, stride 2", (2, 2, 4, 5), (1, 1), strides=[2, 2]),
    average("1-d, kernel 3, stride 2, pads", (2, 2, 9), (3,), strides=[2], pads=[1, 1]),
    average("kernel as large as the picture", (2, 3, 3, 4), (3, 4)),
    average("auto_pad SAME_UPPER", (2, 2, 5, 6), (3, 2), strides=[2, 2], auto_pad="SAME_UPPER"),
    average("auto_pad SAME_LOWER", (2, 2, 6, 5), (3, 2), strides=[2, 1], auto_pad="SAME_LOWER"),
    average("auto_pad SAME_UPPER, count_include_pad 1", (2, 2, 5, 4), (3, 3), strides=[2, 2], auto_pad="SAME_UPPER", count_include_pad=1),
    average("auto_pad VALID", (2, 2, 5, 4), (2, 3), strides=[2, 1], auto_pad="VALID"),
    average("dilation 2, opset 19", (2, 2, 6, 5), (2, 2), opset=19, dilations=[2, 2]),
    maximum("2x2, stride 2", (2, 2, 4, 6), (2, 2), strides=[2, 2]),
    maximum("2x2, stride 2, opset 7, trailing row not covered", (2, 2, 5, 4), (2, 2), opset=7, strides=[2, 2]),
    maximum("overlapping 3x3, stride 2, pad 1", (2, 2, 6, 7), (3, 3), strides=[2, 2], pads=[1, 1, 1, 1]),
    maximum("3x3, stride 1, pad 1", (2, 2, 5, 4), (3, 3), pads=[1, 1, 1, 1]),
    maximum("3x3, stride 1, pad 1, opset 11", (2, 2, 4, 4), (3, 3), opset=11, pads=[1, 1, 1, 1]),
    maximum("asymmetric pads", (2, 2, 5, 6), (3, 3), strides=[2, 2], pads=[0, 0, 1, 1]),
    maximum("strides 2 and 1, kernel 2x3, pads on one axis", (2, 2, 6, 4), (2, 3), strides=[2, 1], pads=[0, 1, 0, 1]),
    maximum("ceil_mode 1, 2x2, stride 2, odd size", (2, 2, 5, 6), (2, 2), strides=[2, 2], ceil_mode=1),
    maximum("ceil_mode 1, 3x3, stride 2, no pads", (2, 2, 6, 8), (3, 3), strides=[2, 2], ceil_mode=1),
    maximum("ceil_mode 1, 3x3, stride 2, pad 1", (2, 2, 6, 5), (3, 3), strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1),
    maximum("ceil_mode 1, 2x2, stride 1: nothing to round", (2, 2, 4, 4), (2, 2), strides=[1, 1], ceil_mode=1),
    maximum("ceil_mode 1, last window would start in the pads", (2, 2, 3, 5), (2, 2), strides=[2, 2], pads=[1, 1, 1, 1], ceil_mode=1),
    maximum("1-d, kernel 4, stride 4", (2, 2, 13), (4,), strides=[4]),
    maximum("1-d, kernel 3, stride 1, pads", (2, 2, 7), (3,), pads=[1, 1]),
    maximum("1x1, stride 2", (2, 2, 5, 4), (1, 1), strides=[2, 2]),
    maximum("kernel as large as the picture", (2, 3, 3, 4), (3, 4)),
    maximum("auto_pad SAME_UPPER", (2, 2, 5, 6), (3, 2), strides=[2, 2], auto_pad="SAME_UPPER"),
    maximum("auto_pad SAME_LOWER", (2, 2, 6, 5), (3, 2), strides=[2, 1], auto_pad="SAME_LOWER"),
    maximum("auto_pad VALID", (2, 2, 5, 4), (2, 3), strides=[2, 1], auto_pad="VALID"),
    maximum("dilation 2", (2, 2, 6, 5), (2, 2), dilations=[2, 2]),
    maximum("dilation 2, stride 2, pads", (2, 2, 6, 6), (3, 3), dilations=[2, 2], strides=[2, 2], pads=[2, 2, 2, 2]),
    maximum("3-d", (2, 1, 4, 3, 4), (2, 2, 2), strides=[2, 1, 2]),
    case("all values negative, pads", "MaxPool", max_pool, [fixed("x", [[[[-1.5, -2.5], [-0.5, -3.5]]]] * 2, constant=False)], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]),
    case("ties: the first takes it all", "MaxPool", max_pool, [fixed("x", TIES, constant=False)], kink=True, kernel_shape=[2, 2], strides=[2, 2]),
    case("ties, overlapping 3x3, stride 1, pad 1", "MaxPool", max_pool, [fixed("x", TIES, constant=False)], kink=True, kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
    case("4-d", "GlobalAveragePool", global_average_pool, [normal("x", 2, 3, 3, 4)]),
    case("3-d", "GlobalAveragePool", global_average_pool, [normal("x", 2, 3, 5)], opset=7),
    case("1x1 picture", "GlobalAveragePool", global_average_pool, [normal("x", 2, 3, 1, 1)]),
    case("4-d", "GlobalMaxPool", global_max_pool, [distinct("x", 2, 3, 3, 4)]),
    case("3-d", "GlobalMaxPool", global_max_pool, [distinct("x", 2, 3, 5)]),
    case("ties: the first takes it all", "GlobalMaxPool", global_max_pool, [fixed("x", TIES, constant=False)], kink=True),
]
