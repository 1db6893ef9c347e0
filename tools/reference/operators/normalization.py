"""Normalisations, by formula (torch's own batch norm is wrong for one memory layout)."""

import torch

from .case import case, normal, uniform, weight


def per_channel(v, x):
    return v.view(-1, *[1] * (x.ndim - 2))


def batch_normalization(x, scale, bias, mean, variance, *, epsilon=1e-5, momentum=0.9, training_mode=0, spatial=1):
    scale, bias, mean, variance = (per_channel(v, x) for v in (scale, bias, mean, variance))
    return (x - mean) / (variance + epsilon).sqrt() * scale + bias


def standardize(x, axes, epsilon):
    centred = x - x.mean(axes, keepdim=True)
    return centred / (centred.square().mean(axes, keepdim=True) + epsilon).sqrt()


def layer_normalization(x, scale, bias=None, *, axis=-1, epsilon=1e-5, stash_type=1):
    y = standardize(x, list(range(axis % x.ndim, x.ndim)), epsilon) * scale
    return y if bias is None else y + bias


def instance_normalization(x, scale, bias, *, epsilon=1e-5):
    return standardize(x, list(range(2, x.ndim)), epsilon) * per_channel(scale, x) + per_channel(bias, x)


def group_normalization(x, scale, bias, *, num_groups, epsilon=1e-5, stash_type=1):
    y = standardize(x.unflatten(1, (num_groups, -1)).flatten(2), [2], epsilon).reshape(x.shape)
    return y * per_channel(scale, x) + per_channel(bias, x)


def local_response_normalization(x, *, size, alpha=1e-4, beta=0.75, bias=1.0):
    """For odd sizes; onnxruntime takes no others."""
    square = torch.stack([
        x[:, max(0, c - size // 2) : c + size // 2 + 1].square().sum(1) for c in range(x.shape[1])
    ], 1)
    return x / (bias + alpha / size * square) ** beta


def batch_case(name, *shape, **more):
    c = shape[1]
    inputs = [normal("x", *shape), weight("scale", c), weight("bias", c), weight("mean", c), uniform("variance", c, low=0.5, high=2, constant=True)]
    return case(name, "BatchNormalization", batch_normalization, inputs, **more)


CASES = [
    batch_case("4-d", 2, 3, 2, 3, epsilon=1e-5),
    batch_case("4-d, opset 7", 2, 3, 2, 3, opset=7),
    batch_case("4-d, opset 9", 2, 3, 2, 2, opset=9, momentum=0.5),
    batch_case("4-d, opset 14, large epsilon", 2, 3, 2, 2, opset=14, epsilon=0.125),
    batch_case("2-d", 4, 3),
    batch_case("3-d", 2, 3, 4),
    case("axis -1", "LayerNormalization", layer_normalization, [normal("x", 2, 3, 5), weight("scale", 5), weight("bias", 5)], axis=-1, epsilon=1e-6),
    case("rank 2, defaults", "LayerNormalization", layer_normalization, [normal("x", 3, 5), weight("scale", 5), weight("bias", 5)]),
    case("rank 4", "LayerNormalization", layer_normalization, [normal("x", 2, 2, 2, 5), weight("scale", 5), weight("bias", 5)], axis=3),
    case("axis 1: two axes", "LayerNormalization", layer_normalization, [normal("x", 2, 3, 4), weight("scale", 3, 4), weight("bias", 3, 4)], axis=1),
    case("axis -2", "LayerNormalization", layer_normalization, [normal("x", 2, 2, 3, 4), weight("scale", 3, 4), weight("bias", 3, 4)], axis=-2),
    case("no bias", "LayerNormalization", layer_normalization, [normal("x", 2, 3, 5), weight("scale", 5)]),
    case("4-d", "InstanceNormalization", instance_normalization, [normal("x", 2, 3, 3, 4), weight("scale", 3), weight("bias", 3)]),
    case("4-d, opset 7, epsilon", "InstanceNormalization", instance_normalization, [normal("x", 2, 2, 3, 3), weight("scale", 2), weight("bias", 2)], opset=7, epsilon=0.125),
    case("3-d, as a group norm is exported", "InstanceNormalization", instance_normalization, [normal("x", 2, 2, 12), weight("scale", 2), weight("bias", 2)]),
    case("opset 21", "GroupNormalization", group_normalization, [normal("x", 2, 4, 2, 3), weight("scale", 4), weight("bias", 4)], opset=21, num_groups=2),
    case("size 5", "LRN", local_response_normalization, [normal("x", 2, 7, 2, 2)], size=5, alpha=0.5, beta=0.75, bias=1.5),
    case("size 3, defaults", "LRN", local_response_normalization, [normal("x", 2, 5, 2, 2)], size=3),
]
