"""Conv and ConvTranspose."""

import torch.nn.functional as F

from .case import case, normal, pad, weight, window_pads

CONV = {1: F.conv1d, 2: F.conv2d, 3: F.conv3d}
CONV_TRANSPOSE = {1: F.conv_transpose1d, 2: F.conv_transpose2d, 3: F.conv_transpose3d}


def conv(x, w, b=None, *, strides=None, pads=None, dilations=None, group=1, auto_pad="NOTSET", kernel_shape=None):
    n = x.ndim - 2
    strides, dilations = strides or [1] * n, dilations or [1] * n
    begins, ends = window_pads(x.shape[2:], w.shape[2:], strides, dilations, pads, auto_pad)
    return CONV[n](pad(x, begins, ends), w, b, strides, 0, dilations, group)


def conv_transpose(x, w, b=None, *, strides=None, pads=None, output_padding=None, output_shape=None, dilations=None, group=1, kernel_shape=None):
    """The whole scattered picture, with output_padding more at the end, cropped by pads."""
    n = x.ndim - 2
    strides, dilations, more = strides or [1] * n, dilations or [1] * n, output_padding or [0] * n
    whole = pad(CONV_TRANSPOSE[n](x, w, None, strides, 0, 0, group, dilations), [0] * n, more)
    if b is not None:  # after the padding, so that it reaches the rows that output_padding adds
        whole = whole + b.view(1, -1, *[1] * n)
    if output_shape is not None:
        total = [s - o for s, o in zip(whole.shape[2:], output_shape)]
        pads = [t - t // 2 for t in total] + [t // 2 for t in total]
    pads = pads or [0] * (2 * n)
    return pad(whole, [-p for p in pads[:n]], [-p for p in pads[n:]])


def conv_case(name, x, w, bias=True, **attributes):
    b = [weight("b", w[0])] if bias else []
    return case(name, "Conv", conv, [normal("x", *x), weight("w", *w), *b], kernel_shape=list(w[2:]), **attributes)


def transpose_case(name, x, w, bias=True, group=1, **attributes):
    b = [weight("b", w[1] * group)] if bias else []
    return case(name, "ConvTranspose", conv_transpose, [normal("x", *x), weight("w", *w), *b], group=group, kernel_shape=list(w[2:]), **attributes)


CASES = [
    conv_case("3x3", (2, 2, 5, 6), (3, 2, 3, 3), pads=[1, 1, 1, 1]),
    conv_case("3x3, opset 7", (2, 2, 5, 6), (3, 2, 3, 3), opset=7, pads=[1, 1, 1, 1]),
    conv_case("3x3, opset 22", (2, 2, 5, 6), (3, 2, 3, 3), opset=22, pads=[1, 1, 1, 1]),
    case("kernel_shape not given", "Conv", conv, [normal("x", 2, 2, 4, 5), weight("w", 3, 2, 2, 3)]),
    conv_case("no bias", (2, 2, 5, 6), (3, 2, 3, 3), bias=False),
    case("bias omitted by an empty name", "Conv", conv, [normal("x", 2, 2, 4, 4), weight("w", 2, 2, 3, 3), None]),
    conv_case("1x1", (2, 3, 3, 4), (2, 3, 1, 1)),
    conv_case("one output row", (2, 2, 3, 4), (3, 2, 3, 4)),
    conv_case("groups 2", (2, 4, 5, 4), (6, 2, 3, 3), group=2, pads=[1, 1, 1, 1]),
    conv_case("grouped 1x1", (2, 4, 3, 3), (6, 2, 1, 1), group=2),
    conv_case("depthwise", (2, 3, 5, 4), (3, 1, 3, 3), group=3, pads=[1, 1, 1, 1]),
    conv_case("depthwise, stride 2", (2, 3, 6, 5), (3, 1, 3, 3), group=3, pads=[1, 1, 1, 1], strides=[2, 2]),
    conv_case("depthwise, channel multiplier 2", (2, 3, 5, 4), (6, 1, 3, 3), group=3, pads=[1, 1, 1, 1]),
    conv_case("depthwise, channel multiplier 2, stride 2", (2, 2, 6, 6), (4, 1, 3, 3), group=2, pads=[1, 1, 1, 1], strides=[2, 2]),
    conv_case("stride 2, all rows covered", (2, 2, 5, 7), (3, 2, 3, 3), strides=[2, 2]),
    conv_case("3x3, stride 2, pad 1, even size: trailing row not covered", (2, 2, 6, 8), (3, 2, 3, 3), strides=[2, 2], pads=[1, 1, 1, 1]),
    conv_case("1x1, stride 2: every other pixel not covered", (2, 3, 5, 6), (2, 3, 1, 1), strides=[2, 2]),
    conv_case("patchify 4x4, stride 4", (2, 2, 8, 8), (3, 2, 4, 4), strides=[4, 4]),
    conv_case("patchify 4x4, stride 4, two trailing rows", (2, 2, 10, 9), (2, 2, 4, 4), strides=[4, 4]),
    conv_case("stride 3", (2, 2, 9, 8), (2, 2, 3, 3), strides=[3, 3], pads=[1, 1, 1, 1]),
    conv_case("stride 3, kernel 2: gaps between windows", (2, 2, 8, 9), (2, 2, 2, 2), strides=[3, 3]),
    conv_case("strides 2 and 1", (2, 2, 6, 5), (2, 2, 3, 3), strides=[2, 1], pads=[1, 1, 1, 1]),
    conv_case("grouped, stride 2, asymmetric pads", (2, 4, 7, 6), (4, 2, 3, 3), group=2, strides=[2, 2], pads=[0, 0, 1, 1]),
    conv_case("asymmetric pads as TensorFlow's SAME, stride 2", (2, 2, 6, 6), (3, 2, 3, 3), strides=[2, 2], pads=[0, 0, 1, 1]),
    conv_case("asymmetric pads, stride 1", (2, 2, 4, 5), (2, 2, 3, 3), pads=[2, 0, 1, 3]),
    conv_case("pads on one side only", (2, 2, 4, 5), (2, 2, 3, 2), pads=[2, 1, 0, 0]),
    conv_case("dilation 2", (2, 2, 7, 6), (2, 2, 3, 3), dilations=[2, 2], pads=[2, 2, 2, 2]),
    conv_case("dilation 2, stride 2", (2, 2, 8, 7), (2, 2, 3, 3), dilations=[2, 2], strides=[2, 2], pads=[2, 2, 2, 2]),
    conv_case("dilations 3 and 1", (2, 2, 7, 5), (2, 2, 2, 3), dilations=[3, 1]),
    conv_case("depthwise, dilation 2", (2, 3, 6, 6), (3, 1, 3, 3), group=3, dilations=[2, 2], pads=[2, 2, 2, 2]),
    conv_case("kernel 1x7", (2, 2, 3, 8), (2, 2, 1, 7), pads=[0, 3, 0, 3]),
    conv_case("kernel 9x1", (2, 2, 9, 3), (2, 2, 9, 1), pads=[4, 0, 4, 0]),
    conv_case("pads larger than the kernel's reach", (2, 2, 3, 4), (2, 2, 2, 2), pads=[3, 2, 2, 3]),
    conv_case("1x1 with pads", (2, 2, 3, 3), (2, 2, 1, 1), pads=[1, 1, 1, 1]),
    conv_case("pads larger than the kernel's reach, stride 2", (2, 2, 4, 5), (2, 2, 2, 2), pads=[2, 3, 3, 2], strides=[2, 2]),
    conv_case("auto_pad SAME_UPPER", (2, 2, 5, 6), (2, 2, 3, 2), auto_pad="SAME_UPPER"),
    conv_case("auto_pad SAME_UPPER, stride 2", (2, 2, 6, 5), (2, 2, 3, 4), auto_pad="SAME_UPPER", strides=[2, 2]),
    conv_case("auto_pad SAME_LOWER", (2, 2, 5, 6), (2, 2, 4, 2), auto_pad="SAME_LOWER"),
    conv_case("auto_pad SAME_LOWER, stride 2", (2, 2, 6, 5), (2, 2, 3, 4), auto_pad="SAME_LOWER", strides=[2, 2]),
    conv_case("auto_pad VALID, stride 2", (2, 2, 6, 5), (2, 2, 3, 3), auto_pad="VALID", strides=[2, 2]),
    conv_case("1-d", (2, 3, 8), (4, 3, 3), pads=[1, 1]),
    conv_case("1-d, kernel 8, stride 4", (2, 1, 21), (3, 1, 8), strides=[4], pads=[3, 3]),
    conv_case("1-d, depthwise, stride 2, dilation 2", (2, 3, 10), (3, 1, 3), group=3, strides=[2], dilations=[2], pads=[1, 2]),
    conv_case("3-d, stride 2", (2, 2, 4, 3, 4), (2, 2, 2, 3, 2), strides=[2, 1, 2], pads=[0, 1, 0, 0, 1, 1]),
    transpose_case("3x3, stride 2, pad 1, output_padding 1", (2, 3, 3, 4), (3, 2, 3, 3), strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1]),
    transpose_case("2x2, stride 2", (2, 3, 3, 3), (3, 2, 2, 2), strides=[2, 2]),
    transpose_case("stride 1, no bias", (2, 2, 4, 3), (2, 3, 3, 3), bias=False, pads=[1, 1, 1, 1]),
    transpose_case("groups 2", (2, 4, 3, 3), (4, 2, 3, 3), group=2, strides=[2, 2], pads=[1, 1, 1, 1]),
    transpose_case("depthwise", (2, 3, 3, 4), (3, 1, 3, 3), group=3, strides=[2, 2], pads=[1, 1, 1, 1], output_padding=[1, 1]),
    transpose_case("dilation 2", (2, 2, 3, 4), (2, 2, 3, 3), dilations=[2, 2], pads=[2, 1, 1, 2]),
    transpose_case("dilation 2, stride 2, asymmetric pads", (2, 2, 3, 3), (2, 2, 3, 2), dilations=[2, 2], strides=[2, 2], pads=[0, 1, 2, 0]),
    transpose_case("output_shape", (2, 2, 3, 3), (2, 2, 3, 3), strides=[2, 2], output_shape=[5, 5]),
    transpose_case("1-d, stride 3", (2, 2, 5), (2, 3, 4), strides=[3], pads=[1, 0]),
]
