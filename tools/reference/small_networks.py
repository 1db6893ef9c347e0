"""python small_networks.py: two small random networks and what every method makes of them, for the tests.

Writes packages/backend-ort/test/fixtures/methods/<name>.onnx and <name>.json: `tokens`, a vision transformer with a class token,
and `gated`, convolutions with a ReLU6, a swish and squeeze-excitation, and channels that are off or constant.
"""

import functools
import importlib.metadata
import io
import json
import pathlib

import onnx
import torch
from torch import nn

import averaged
import cams
import explain
import methods

OUT = pathlib.Path(__file__).resolve().parents[2] / "packages/backend-ort/test/fixtures/methods"
STEPS, SAMPLES, SEED, SIGMA = 12, 6, 7, 0.15
STEP = 11  # walks through all columns


WIDTH, TOKENS = 8, 17


@torch.no_grad()
def enlarge(net):
    """As they are initialised, small networks hardly depend on their input."""
    for parameter in net.parameters():
        parameter.mul_(2).add_(torch.randn_like(parameter), alpha=0.1)


class Block(nn.Module):
    def __init__(self, width=WIDTH, heads=2):
        super().__init__()
        self.heads, self.norm1, self.norm2 = heads, nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 2 * width), nn.GELU(), nn.Linear(2 * width, width))

    def forward(self, x):
        q, k, v = self.qkv(self.norm1(x)).reshape(-1, TOKENS, 3, self.heads, WIDTH // self.heads).permute(2, 0, 3, 1, 4)
        attention = (q @ k.transpose(-2, -1) / (WIDTH // self.heads) ** 0.5).softmax(-1)
        x = x + self.out((attention @ v).transpose(1, 2).reshape(-1, TOKENS, WIDTH))
        return x + self.mlp(self.norm2(x))


class Tokens(nn.Module):
    """[N, 3, 16, 16] -> [N, 5]: patches of 4, a class token, one block."""

    def __init__(self, width=WIDTH):
        super().__init__()
        self.patches = nn.Conv2d(3, width, 4, 4)
        self.token, self.positions = nn.Parameter(torch.randn(1, 1, width)), nn.Parameter(torch.randn(1, TOKENS, width))
        self.block, self.norm, self.head = Block(), nn.LayerNorm(width), nn.Linear(width, 5)
        enlarge(self)

    def forward(self, x):
        patches = self.patches(x).flatten(2).transpose(1, 2)
        tokens = torch.cat([self.token.expand(x.shape[0], -1, -1), patches], 1) + self.positions
        return self.head(self.norm(self.block(tokens))[:, 0])


class Gated(nn.Module):
    """[N, 3, 14, 14] -> [N, 5]: two convolutions; ReLU6, with channel 1 off; swish, gate, average. Of the features, channel 2 is off, 3 constant."""

    def __init__(self):
        super().__init__()
        self.first, self.second = nn.Conv2d(3, 6, 3, 2, 1), nn.Conv2d(6, 8, 3, 1, 1)
        self.gate, self.head = nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Conv2d(8, 2, 1), nn.ReLU(), nn.Conv2d(2, 8, 1), nn.Sigmoid()), nn.Linear(8, 5)
        enlarge(self)
        self.first.bias.data[1] = -100.0
        self.second.weight.data[2:4] = 0.0
        self.second.bias.data[2] = 0.0

    def forward(self, x):
        x = nn.functional.silu(self.second(nn.functional.relu6(self.first(x))))
        return self.head((x * self.gate(x)).mean((2, 3)))


NETWORKS = {"tokens": (Tokens, (3, 16, 16), 0), "gated": (Gated, (3, 14, 14), 1)}


def export(build, shape, seed, path):
    torch.manual_seed(seed)
    net, file = build().eval(), io.BytesIO()
    names = {"input_names": ["input"], "output_names": ["logits"], "dynamic_axes": {"input": {0: "N"}, "logits": {0: "N"}}}
    torch.onnx.export(net, torch.zeros(2, *shape), file, opset_version=17, dynamo=False, **names)
    model = onnx.load_from_string(file.getvalue())
    for node in model.graph.node:
        node.doc_string = ""
    onnx.save(model, path)
    return torch.randn(1, *shape).mul(100).round().div(100)


def numbers(values):
    return [float(f"{v:.9g}") for v in values.flatten().tolist()]


def maps(networks, x, index, layer):
    """-> for each method its settings, k and float64 map; of input-sized ones every STEP-th value, and the norm of all."""
    noise = averaged.given_noise(x.shape[1:], SAMPLES, SEED, averaged.spread(x, SIGMA))
    definitions = {name: ({}, method, ()) for name, method in networks.methods.items()}
    definitions |= {name: ({"layer": layer}, cams.method(name), (layer,)) for name in methods.CAM_METHODS}
    if "guided-backprop" in networks.methods:
        definitions["guided-grad-cam"] = ({"layer": layer}, cams.guided_grad_cam, (layer,))
    settings = {"steps": STEPS, "baseline": "zero"}
    definitions["integrated-gradients"] = (settings, lambda net, x, index: averaged.integrated_gradients(net, x, index, steps=STEPS), ())
    from_mean = lambda net, x, index: averaged.integrated_gradients(net, x, index, explain.channel_mean(x), STEPS)
    definitions["integrated-gradients, from the mean"] = ({**settings, "baseline": "mean"}, from_mean, ())
    for name, settings, changed in (
        ("recipro-cam, one position, logits", {"mask": "point", "of": "logits"}, {"kernel": False, "probability": False}),
        ("recipro-cam, logits", {"of": "logits"}, {"probability": False}),
        ("eigen-cam, centred", {"centre": True}, {"centred": True}),
        ("eigengrad-cam, centred", {"centre": True}, {"centred": True}),
    ):
        id = name.split(", ")[0]
        definitions[name] = ({"layer": layer, **settings}, functools.partial(cams.cam, id, **changed), (layer,))
    definitions["smoothgrad"] = ({"samples": SAMPLES, "seed": SEED, "sigma": SIGMA}, averaged.smoothgrad, (noise,))
    for name, (settings, definition, more) in definitions.items():
        _, double, k = networks.kink(definition, x, index, *more)
        step = STEP if double.ndim == 4 else 1
        kept = {"shape": list(double.shape), "norm": float(double.norm()), "step": step, "values": numbers(double.flatten()[::step])}
        yield name, {"options": settings, "k": float(f"{k:.1e}"), **kept}


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for name, (build, shape, seed) in NETWORKS.items():
        path = OUT / f"{name}.onnx"
        x = export(build, shape, seed, path)
        networks = methods.Networks(path)
        index, layer = networks.target(x, "top"), networks.net64.feature_layer()
        origin = "tools/reference/small_networks.py, " + ", ".join(f"{p} {importlib.metadata.version(p)}" for p in methods.PACKAGES)
        with torch.no_grad():
            record = {"origin": origin, "shape": list(x.shape), "input": numbers(x), "target": index, "logits": numbers(networks.net64(x.double())[0])}
        record["methods"] = dict(maps(networks, x, index, layer))
        lines = ",\n".join(f'"{key}":{json.dumps(value, separators=(",", ":"))}' for key, value in record.items())
        (OUT / f"{name}.json").write_text(f"{{{lines}}}\n".replace('},"', '},\n"'))
        ks = {method: found["k"] for method, found in record["methods"].items()}
        print(name, layer, record["logits"], ks, path.stat().st_size, (OUT / f"{name}.json").stat().st_size)


if __name__ == "__main__":
    main()
