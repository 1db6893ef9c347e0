"""Each method by its definition, and by the peer where the two agree. Maps are raw; `net` is a `network.Network`, x is [1, ...]."""

import contextlib
import itertools

import torch
from captum.attr import Deconvolution, GuidedBackprop, InputXGradient, Occlusion, Saliency
from onnx2torch.node_converters.clip import OnnxClip


def saliency(net, x, target):
    """df/dx of the logit [1, ...] (Captum, signed)."""
    return Saliency(net).attribute(x.clone().requires_grad_(), target=target, abs=False).detach()


def input_x_gradient(net, x, target):
    return InputXGradient(net).attribute(x.clone().requires_grad_(), target=target).detach()


# ---------------------------------------------------------------- guided backpropagation and deconvnet


def relus(net):
    """The modules that act as a ReLU: nn.ReLU, nn.ReLU6, and a clip with minimum 0; each with its maximum."""
    for name, module in net.net.named_children():
        if isinstance(module, torch.nn.ReLU):
            yield name, module, torch.inf
        elif isinstance(module, torch.nn.ReLU6):
            yield name, module, 6.0
        elif isinstance(module, OnnxClip) and module.min_val == 0:
            yield name, module, torch.inf if module.max_val is None else module.max_val


class ModifiedRelu(torch.autograd.Function):
    """min(max(x, 0), high) with the cotangent g replaced: guided (g > 0) g a'(x), else (g > 0) g (deconvnet)."""

    @staticmethod
    def forward(context, x, high, guided):
        context.derivative = (x > 0) & (x < high)
        context.guided = guided
        return x.clamp(0, high)

    @staticmethod
    def backward(context, g):
        positive = torch.where(g > 0, g, 0)
        return (positive * context.derivative if context.guided else positive), None, None


@contextlib.contextmanager
def modified_relus(net, guided):
    handles = [
        module.register_forward_hook(lambda module, inputs, output, high=high: ModifiedRelu.apply(inputs[0], high, guided))
        for _, module, high in relus(net)
    ]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


def modified_by_definition(net, x, target, guided):
    with modified_relus(net, guided):
        x = x.clone().requires_grad_()
        return torch.autograd.grad(net(x)[0, target], x)[0]


def captum_applies(net):
    """Captum changes nn.ReLU modules only."""
    return all(isinstance(module, torch.nn.ReLU) for _, module, _ in relus(net))


def guided_backprop(net, x, target):
    if captum_applies(net):
        return GuidedBackprop(net).attribute(x.clone().requires_grad_(), target=target).detach()
    return modified_by_definition(net, x, target, guided=True)


def deconvnet(net, x, target):
    if captum_applies(net):
        return Deconvolution(net).attribute(x.clone().requires_grad_(), target=target).detach()
    return modified_by_definition(net, x, target, guided=False)


# ---------------------------------------------------------------- occlusion


def channel_mean(x):
    return x.mean(tuple(range(2, x.ndim)), keepdim=True).expand_as(x)


def windows(side, window, stride):
    """Slices from 0 in steps of the stride, until one reaches the border; that one is clipped there."""
    count = max(0, -(-(side - window) // stride)) + 1
    return [slice(i * stride, min(i * stride + window, side)) for i in range(count)]


def occlusion(net, x, target, window, stride):
    """p(x) - p(x with the window filled by each channel's mean), averaged over the windows that cover a pixel [...x.shape[2:]]."""
    fill, sums, covers = channel_mean(x), torch.zeros(x.shape[2:], dtype=x.dtype), torch.zeros(x.shape[2:], dtype=x.dtype)
    with torch.no_grad():
        whole = net.probabilities(x)[0, target]
        for place in itertools.product(*(windows(side, window, stride) for side in x.shape[2:])):
            occluded = x.clone()
            occluded[:, :, *place] = fill[:, :, *place]
            sums[place] += whole - net.probabilities(occluded)[0, target]
            covers[place] += 1
    return sums / covers


def occlusion_by_peer(net, x, target, window, stride):
    """Captum's; one window covers all channels, so they share one value."""
    channels, axes = x.shape[1], x.ndim - 2
    with torch.no_grad():
        values = Occlusion(net.probabilities).attribute(
            x, (channels, *[window] * axes), strides=(channels, *[stride] * axes), baselines=channel_mean(x), target=target
        )
    assert (values == values[:, :1]).all()
    return values[0, 0]


# ---------------------------------------------------------------- how far a reference can be trusted


def relative(a, b):
    """Relative L2 distance of a from b."""
    a, b = a.double(), b.double()
    return float((a - b).norm() / b.norm()) if float(b.norm()) > 0 else float((a - b).norm())


NUDGES = (1 + 1e-6, 1 - 1e-6, 1 + 5e-7, 1 - 5e-7)


def kink(method, net32, net64, x, *settings):
    """-> float32 map, float64 map, k: the largest relative change of the float64 map under float32 and under the nudges.

    A gradient of a network with kinks is known no better than k (the kink rule, docs/architecture.md, section 7).
    """
    single, double = method(net32, x, *settings), method(net64, x.double(), *settings)
    changes = (relative(method(net64, x.double() * factor, *settings), double) for factor in NUDGES)
    return single, double, max(relative(single, double), *changes)


def under_noise(method, net64, x, double, *settings):
    """The change under relative noise of 1e-6 in every value. It breaks flat regions apart and moves more than rounding does."""
    noise = torch.randn(x.shape, generator=torch.Generator().manual_seed(0), dtype=torch.float64)
    return relative(method(net64, x.double() * (1 + 1e-6 * noise), *settings), double)


def finite_difference_error(net64, x, target, gradient):
    """|central difference along a random direction - product with the gradient|, in units of the product's expected size.

    The best of three steps: a large one crosses kinks, a small one loses digits.
    """
    direction = torch.randn(x.shape, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    product, errors = (gradient * direction).sum(), []
    for step in (1e-6, 1e-7, 1e-8):
        with torch.no_grad():
            ahead, behind = (net64(x + sign * step * direction)[0, target] for sign in (1, -1))
        errors.append(float(((ahead - behind) / (2 * step) - product).abs() / gradient.norm()))
    return min(errors)
