"""Class activation maps by their definitions, before any up-sampling, and pytorch-grad-cam's beside them.

A and G are the activation and the gradient of the target's score at the feature layer, [C, h, w] (or [C, t]); y is that score,
the logit. Tokens [1, T, C] are read as the largest square grid that they hold; class and register tokens, which stand before
it, belong to neither A nor G, and keep their values when the network is run from a changed A.
"""

import functools
import math

import pytorch_grad_cam as peers
import torch
import torch.nn.functional as F
from captum.attr import GuidedGradCam
from pytorch_grad_cam.ablation_layer import AblationLayer
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

import explain


def grid(tokens):
    """[1, T, C] -> (class and register tokens before the grid, side of the grid)"""
    side = math.isqrt(tokens.shape[1])
    return tokens.shape[1] - side * side, side


def as_map(value):
    """[1, C, h, w], [1, C, t] as it is without its batch axis; tokens [1, T, C] as [C, h, w]."""
    skip, side = grid(value)
    return value[0, skip:].T.reshape(-1, side, side)


class Features:
    """A, G and the network behind them at one layer."""

    def __init__(self, net, x, target, layer):
        self.net, self.x, self.target = net, x, target
        self.value, self.head = net.head(x, layer)
        self.tokens = self.value.ndim == 3 and x.ndim == 4
        self.value.requires_grad_()
        score = self.head(self.value)[0, target]
        (gradient,) = torch.autograd.grad(score, self.value)
        self.y, self.value = score.detach(), self.value.detach()
        self.A, self.G = self.map(self.value), self.map(gradient)

    def map(self, value):
        return as_map(value) if self.tokens else value[0]

    def score(self, A, probability=False):
        """The target's score where the layer holds A instead of its own."""
        value = A[None]
        if self.tokens:
            skip, _ = grid(self.value)
            value = torch.cat([self.value[:, :skip], A.flatten(1).T[None]], 1)
        with torch.no_grad():
            logits = self.head(value)
            return (self.net.probabilities_of(logits) if probability else logits)[0, self.target]

    def score_of_input(self, x):
        with torch.no_grad():
            return self.net(x)[0, self.target]


def weighted(weights, A):
    return torch.einsum("k,k...->...", weights, A)


def total(values):
    return values.flatten(1).sum(1)


def quotient(a, b):
    """a / b, and 0 where b is 0."""
    return torch.where(b == 0, 0, a / torch.where(b == 0, 1, b))


# ---------------------------------------------------------------- from A and G


def grad_cam(A, G):
    """Selvaraju 2017, eq. 1 and 2: weights mean(G_k)."""
    return weighted(G.flatten(1).mean(1), A)


def hires_cam(A, G):
    """Draelos 2020: sum_k G_k A_k."""
    return (G * A).sum(0)


def layer_cam(A, G):
    """Jiang 2021, eq. 8 and 9: sum_k relu(G_k) A_k."""
    return (G.relu() * A).sum(0)


def xgrad_cam(A, G):
    """Fu 2020, eq. 8: weights sum(A_k G_k) / sum(A_k); 0 for a sum of 0."""
    return weighted(quotient(total(A * G), total(A)), A)


def grad_cam_plus_plus(A, G, epsilon=0.0):
    """Chattopadhyay 2018, eq. 19: weights sum(alpha relu(G)), alpha = G^2 / (2 G^2 + sum(A) G^3); 0 where that is 0 / 0."""
    spread = total(A).reshape(-1, *[1] * (A.ndim - 1))
    alpha = quotient(G**2, 2 * G**2 + spread * G**3 + epsilon)
    return weighted(total(torch.where(G == 0, 0, alpha) * G.relu()), A)


def principal(maps, centred=False):
    """The maps [C, h, w] as positions x channels, projected on the first right singular vector (Muhammad 2020).

    The sign, which the paper leaves open, is that of the correlation with the mean map; where that map is constant up to
    float32 rounding (behind a layer normalization without scale and shift it is 0), that of the projection's sum.
    """
    rows = maps.flatten(1).T
    rows = rows - rows.mean(0) if centred else rows
    projection = rows @ torch.linalg.svd(rows, full_matrices=False).Vh[0]
    mean = rows.mean(1)
    covariance = (projection - projection.mean()) @ (mean - mean.mean())
    rounding = 1e-6 * projection.norm() * rows.norm() / rows.shape[1] ** 0.5
    sign = covariance if covariance.abs() > rounding else projection.sum()
    return (-projection if sign < 0 else projection).reshape(maps.shape[1:])


def eigen_cam(A, G, centred=False):
    return principal(A, centred)


def eigengrad_cam(A, G, centred=False):
    return principal(G * A, centred)


# ---------------------------------------------------------------- from scores of a changed network


def score_cam(features, align_corners=False, constants=False):
    """Wang 2020, algorithm 1: weights softmax_k(y(x M_k)), M_k the up-sampled A_k brought to 0..1; constant channels are left out.

    The score of an empty input, which the paper takes off, cancels in the softmax. The paper's official code up-samples as here
    and skips constant channels; it weighs with probabilities and no softmax over the channels. `align_corners` and `constants`
    (which keeps them, with a mask of 0) are what pytorch-grad-cam does.
    """
    A, x = features.A, features.x
    up = F.interpolate(A[None], x.shape[2:], mode="bilinear", align_corners=align_corners)[0]
    low, high = up.flatten(1).min(1).values, up.flatten(1).max(1).values
    used = [k for k in range(len(A)) if constants or A[k].max() > A[k].min()]
    scores = [features.score_of_input(x * quotient(up[k] - low[k], high[k] - low[k])) for k in used]
    return weighted(torch.stack(scores).softmax(0), A[used])


def ablation_cam(features):
    """Desai and Ramaswamy 2020, eq. 4: weights (y - y_k) / y, y_k the score with channel k set to 0."""
    drops = []
    for k in range(len(features.A)):
        ablated = features.A.clone()
        ablated[k] = 0
        drops.append(features.y - features.score(ablated))
    return weighted(quotient(torch.stack(drops), features.y), features.A)


KERNEL = ((1, 2, 1), (2, 4, 2), (1, 2, 1))


def recipro_cam(features, kernel=True, probability=True):
    """Byun and Lee 2022: the score of every position's own features, A times a 3x3 Gaussian (or a single 1) at that position.

    The kernel is cut off at the border. Probabilities, as in the official code; its map is brought to 0..1 at the end, this one
    is not. (With its kernel on, that code spreads the position's features over the window, where the paper weighs each its own.)
    """
    A = features.A
    _, height, width = A.shape
    spot = torch.tensor(KERNEL, dtype=A.dtype) / 16 if kernel else torch.tensor([[0, 0, 0], [0, 1, 0], [0, 0, 0]], dtype=A.dtype)
    out = A.new_zeros(height, width)
    for row in range(height):
        for column in range(width):
            mask = A.new_zeros(height + 2, width + 2)
            mask[row : row + 3, column : column + 3] = spot
            out[row, column] = features.score(A * mask[1:-1, 1:-1], probability)
    return out


OF_A_AND_G = {
    "grad-cam": grad_cam, "hires-cam": hires_cam, "layer-cam": layer_cam, "xgrad-cam": xgrad_cam, "grad-cam++": grad_cam_plus_plus,
    "eigen-cam": eigen_cam, "eigengrad-cam": eigengrad_cam,
}  # fmt: skip
OF_SCORES = {"ablation-cam": ablation_cam, "recipro-cam": recipro_cam, "score-cam": score_cam}
NO_RELU = {"recipro-cam"}


def cam(name, net, x, target, layer, **differences):
    """The map [h, w] (or [t]) of a method at the ONNX tensor `layer`, with the ReLU at the end."""
    features = Features(net, x, target, layer)
    rule = OF_A_AND_G.get(name)
    signed = rule(features.A, features.G, **differences) if rule else OF_SCORES[name](features, **differences)
    return signed if name in NO_RELU else signed.relu()


def method(name):
    return functools.partial(cam, name)


def guided_grad_cam(net, x, target, layer):
    """Guided backpropagation [1, C, H, W] times the grad-cam, up-sampled (Selvaraju 2017, section 3.2); bicubic, half-pixel."""
    map = cam("grad-cam", net, x, target, layer)
    return explain.guided_backprop(net, x, target) * F.interpolate(map[None, None], x.shape[2:], mode="bicubic", align_corners=False)


def guided_grad_cam_by_peer(net, x, target, layer):
    """Captum's, where explain.captum_applies."""
    return GuidedGradCam(net, net.module_of(layer)).attribute(x.clone().requires_grad_(), target, interpolate_mode="bicubic").detach()


# ---------------------------------------------------------------- pytorch-grad-cam

PEERS = {
    "grad-cam": peers.GradCAM, "hires-cam": peers.HiResCAM, "layer-cam": peers.LayerCAM, "xgrad-cam": peers.XGradCAM, "grad-cam++": peers.GradCAMPlusPlus,
    "eigen-cam": peers.EigenCAM, "eigengrad-cam": peers.EigenGradCAM, "score-cam": peers.ScoreCAM, "ablation-cam": peers.AblationCAM,
}  # fmt: skip

DIFFERENCES = {  # where the peer's definition is another: what it does, and the settings above that do the same
    "grad-cam++": ("adds 1e-6 to the denominator", {"epsilon": 1e-6}),
    "eigen-cam": ("centres the channels first; its sign is arbitrary", {"centred": True}),
    "eigengrad-cam": ("centres the channels first; its sign is arbitrary", {"centred": True}),
    "score-cam": ("up-samples with aligned corners; constant channels keep a weight", {"align_corners": True, "constants": True}),
}


class ZeroAblation(AblationLayer):
    """The peer's layer with the paper's 0, where it puts min(A) - 1e7 unless that minimum is exactly 0."""

    def __call__(self, *inputs):
        output = self.activations
        output[range(len(output)), self.indices[: len(output)]] = 0
        return output


def has_peer(name, features):
    """For tokens, the peer's ablation changes the class token too."""
    return name in PEERS and not (features.tokens and name == "ablation-cam")


def by_peer(name, net, x, target, layer, tokens):
    """pytorch-grad-cam's map before it is scaled and resized: what its get_cam_image returns."""
    settings = {"reshape_transform": lambda value: as_map(value)[None]} if tokens else {}
    settings |= {"ablation_layer": ZeroAblation(), "batch_size": 1} if name == "ablation-cam" else {}
    kept = []
    with PEERS[name](net, [net.module_of(layer)], **settings) as cam:
        cam.batch_size = 1  # files may fix it
        image = cam.get_cam_image
        cam.get_cam_image = lambda *inputs: kept.append(image(*inputs)) or kept[0]
        cam(x.clone().requires_grad_(), [ClassifierOutputTarget(target)])
    return torch.from_numpy(kept[0][0])


def peer_record(name, net32, net64, x, target, layer, definition):
    """-> pytorch-grad-cam's map, and how far it is from the definition; where it differs on purpose, from the definition changed so."""
    features = Features(net64, x.double(), target, layer)
    if not has_peer(name, features):
        return None, None
    raw = by_peer(name, net32, x, target, layer, features.tokens)
    signs = (raw.relu(), (-raw).relu()) if name in ("eigen-cam", "eigengrad-cam") else (raw.relu(),)
    distance = lambda to: min(explain.relative(map, to) for map in signs)
    record = {"against definition": distance(definition)}
    if name in DIFFERENCES:
        difference, settings = DIFFERENCES[name]
        changed = cam(name, net64, x.double(), target, layer, **settings)
        record |= {"difference": difference, "against definition with the difference": distance(changed)}
    if name == "ablation-cam" and features.A.min() != 0:
        record["difference"] = "sets min(A) - 1e7 where min(A) is not exactly 0; here given an ablation layer that sets 0"
    return raw, record
