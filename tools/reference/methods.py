"""Reference maps of one network.

    python methods.py --model FILE.onnx --input FILE_OR_FOLDER --out DIR [--target top|INDEX] [--layer TENSOR] [--window W --stride S]

Given a folder of .npy files it keeps the input on which the gradient methods are best determined (the kink rule); with --all,
every one, each in a folder of its own. Writes input.npy, <method>.<dtype>.npy and reference.json: what each file is, and its k.
"""

import argparse
import importlib.metadata
import json
import pathlib

import numpy as np
import onnxruntime
import torch

import explain
from network import Network

GRADIENT_METHODS = {"saliency": explain.saliency, "guided-backprop": explain.guided_backprop, "deconvnet": explain.deconvnet}
PACKAGES = ("torch", "onnx", "onnx2torch", "onnxruntime", "captum", "grad-cam", "numpy")
MOST_INPUTS = 20
STABLE = 3e-5  # the kink rule allows 1e-4 = 3.3 times this anyway: no need to look further


class Networks:
    """One network in both precisions."""

    def __init__(self, model):
        self.path = pathlib.Path(model)
        self.net32, self.net64 = Network(model), Network(model, torch.float64)
        has_relu = any(True for _ in explain.relus(self.net64))
        self.methods = {name: method for name, method in GRADIENT_METHODS.items() if name == "saliency" or has_relu}

    def target(self, x, target):
        with torch.no_grad():
            return int(self.net64(x.double())[0].argmax()) if target == "top" else int(target)

    def output_shape(self, x):
        with torch.no_grad():
            return self.net64.net(x.double()).shape

    def against_onnxruntime(self, x):
        """Relative difference of the output that PyTorch computes in float64 from onnxruntime's."""
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 4
        session = onnxruntime.InferenceSession(str(self.path), options, providers=["CPUExecutionProvider"])
        output = torch.from_numpy(session.run(None, {session.get_inputs()[0].name: x.numpy()})[0])
        with torch.no_grad():
            own = self.net64.probabilities(x.double()) if self.net64.link else self.net64(x.double())
        return explain.relative(own, output.flatten(1))

    def kink(self, method, x, *settings):
        return explain.kink(method, self.net32, self.net64, x, *settings)


class Writer:
    """Writes maps to a folder and keeps the record of them."""

    def __init__(self, out):
        self.out, self.record = pathlib.Path(out), {"methods": {}}
        self.out.mkdir(parents=True, exist_ok=True)

    def save(self, name, values):
        np.save(self.out / f"{name}.npy", values.numpy())
        return f"{name}.npy"

    def method(self, name, oracle, single, double, **more):
        files = {"float32": self.save(f"{name}.float32", single), "float64": self.save(f"{name}.float64", double)}
        self.record["methods"][name] = {"oracle": oracle, **more, "shape": list(double.shape), "files": files}

    def close(self):
        self.record["versions"] = {name: importlib.metadata.version(name) for name in PACKAGES}
        (self.out / "reference.json").write_text(json.dumps(self.record, indent=1) + "\n")
        return self.record


def choose(networks, candidates, target):
    """-> name, input, index of the candidate whose saliency has the smallest k; and the k of all that were tried."""
    best, tried = None, {}
    for name, x in candidates[:MOST_INPUTS]:
        index = networks.target(x, target)
        _, _, tried[name] = networks.kink(explain.saliency, x, index)
        if best is None or tried[name] < tried[best[0]]:
            best = name, x, index
        if tried[name] < STABLE:
            break
    return *best, tried


def make(networks, candidates, out, target="top", layer=None, window=None, stride=None):
    """Writes all references of one network to `out`; candidates is a list of (name, float32 tensor [1, ...])."""
    net32, net64 = networks.net32, networks.net64
    name, x, index, tried = choose(networks, candidates, target)
    shape = networks.output_shape(x)
    classifies = shape[2:].numel() == 1  # a map of classes has no one probability, and no one layer before it
    place = [int(i) for i in np.unravel_index(index, shape[1:])]
    layer = layer or (net64.feature_layer() if classifies else None)
    writer = Writer(out)
    with torch.no_grad():
        logit, probability = float(net64(x.double())[0, index]), float(net64.probabilities(x.double())[0, index])
    writer.record |= {
        "model": networks.path.name,
        "explained": f"the input of the final {net64.link}" if net64.link else "the output",
        "input": {"from": name, "file": writer.save("input", x), "shape": list(x.shape)},
        "target": str(index) if classifies else f"output:{net64.model.graph.output[0].name}{place}".replace(" ", ""),
        "index": index, "logit": logit, "probability": probability, "layer": layer,
        "output against onnxruntime": networks.against_onnxruntime(x), "tried": tried,
    }

    captum = explain.captum_applies(net64)
    for method, definition in networks.methods.items():
        single, double, k = networks.kink(definition, x, index)
        more = {"k": k, "noise": explain.under_noise(definition, net64, x, double, index)}
        if method == "saliency":
            more["finite difference error"] = explain.finite_difference_error(net64, x.double(), index, double)
        elif captum:
            own = explain.modified_by_definition(net64, x.double(), index, guided=method == "guided-backprop")
            more["definition against captum"] = explain.relative(own, double)
        oracle = "captum" if captum or method == "saliency" else "definition: not every ReLU is an nn.ReLU"
        writer.method(method, oracle, single, double, **more)

    if layer:
        single, double, k = networks.kink(explain.grad_cam, x, index, layer)
        more = {"k": k}
        if x.ndim == 4:
            by_peer = explain.grad_cam_by_peer(net32, x, index, layer)
            more["pytorch-grad-cam"] = {"file": writer.save("grad-cam.pytorch-grad-cam", by_peer), "against definition": explain.relative(by_peer, double)}
        writer.method("grad-cam", "definition", single, double, layer=layer, **more)

    if classifies:
        side = min(x.shape[2:])
        window, stride = window or round(0.2 * side), stride or round(0.1 * side)
        single = explain.occlusion_by_peer(net32, x, index, window, stride)
        double = explain.occlusion(net64, x.double(), index, window, stride)
        writer.method("occlusion", "float64: definition, float32: captum", single, double, window=window, stride=stride, fill="channel mean",
                      of="probability", **{"captum against definition": explain.relative(single, double)})
    return writer.close()


def load(path):
    path = pathlib.Path(path)
    return [(f.stem, torch.from_numpy(np.load(f))) for f in (sorted(path.glob("*.npy")) if path.is_dir() else [path])]


def summary(record):
    ks = ", ".join(f"{name} {m['k']:.1e}" for name, m in record["methods"].items() if "k" in m)
    return f"{record['model']}: {record['input']['from']}, target {record['target']} (p {record['probability']:.3f}), layer {record['layer']}; k: {ks}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", required=True)
    parser.add_argument("--input", required=True, help=f"a .npy file, or a folder of them (at most {MOST_INPUTS} are tried)")
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--all", action="store_true", help="references for every input of the folder")
    parser.add_argument("--target", default="top", help="index of the logit, or top")
    parser.add_argument("--layer", help="ONNX tensor for grad-cam; else the input of the last global pooling")
    parser.add_argument("--window", type=int, help="occlusion, pixels; else 20 %% of the side")
    parser.add_argument("--stride", type=int, help="occlusion, pixels; else 10 %% of the side")
    a = parser.parse_args()
    torch.set_num_threads(2)
    networks, candidates = Networks(a.model), load(a.input)
    for out, some in [(a.out / name, [(name, x)]) for name, x in candidates] if a.all else [(a.out, candidates)]:
        print(summary(make(networks, some, out, a.target, a.layer, a.window, a.stride)), flush=True)


if __name__ == "__main__":
    main()
