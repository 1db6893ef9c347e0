"""Reference maps of one network.

    python methods.py --model FILE.onnx --input FILE_OR_FOLDER --out DIR [--target top|INDEX] [--layer TENSOR] [--methods NAME ...]

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

import averaged
import cams
import explain
from network import Network

GRADIENT_METHODS = {
    "saliency": explain.saliency, "input-x-gradient": explain.input_x_gradient,
    "guided-backprop": explain.guided_backprop, "deconvnet": explain.deconvnet,
}  # fmt: skip
AVERAGED_METHODS = ("integrated-gradients", "smoothgrad")
CAM_METHODS = (*cams.OF_A_AND_G, *cams.OF_SCORES)
METHODS = (*GRADIENT_METHODS, "guided-grad-cam", *AVERAGED_METHODS, *CAM_METHODS, "occlusion")
STEPS, SAMPLES, SEED, SIGMA = 50, 50, 0, 0.15  # of the two averages: the defaults of the methods
PACKAGES = ("torch", "onnx", "onnx2torch", "onnxruntime", "captum", "grad-cam", "numpy")
MOST_INPUTS = 20
STABLE = 3e-5  # the kink rule allows 1e-4 = 3.3 times this anyway: no need to look further


class Networks:
    """One network in both precisions."""

    def __init__(self, model):
        self.path = pathlib.Path(model)
        self.net32, self.net64 = Network(model), Network(model, torch.float64)
        has_relu = any(True for _ in explain.relus(self.net64))
        self.methods = {name: method for name, method in GRADIENT_METHODS.items() if name in ("saliency", "input-x-gradient") or has_relu}

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


def gradients(networks, writer, x, index, wanted):
    net64, captum = networks.net64, explain.captum_applies(networks.net64)
    for method in [name for name in networks.methods if name in wanted]:
        definition = networks.methods[method]
        single, double, k = networks.kink(definition, x, index)
        more = {"k": k, "noise": explain.under_noise(definition, net64, x, double, index)}
        if method == "saliency":
            more["finite difference error"] = explain.finite_difference_error(net64, x.double(), index, double)
        elif captum and method != "input-x-gradient":
            own = explain.modified_by_definition(net64, x.double(), index, guided=method == "guided-backprop")
            more["definition against captum"] = explain.relative(own, double)
        oracle = "captum" if captum or method in ("saliency", "input-x-gradient") else "definition: not every ReLU is an nn.ReLU"
        writer.method(method, oracle, single, double, **more)


def averages(networks, writer, x, index, wanted):
    net64, double_x = networks.net64, x.double()
    if "integrated-gradients" in wanted:
        single, double, k = networks.kink(averaged.integrated_gradients, x, index)
        peer = averaged.integrated_gradients_by_peer(net64, double_x, index)
        writer.method("integrated-gradients", "definition", single, double, k=k, baseline="zero", steps=STEPS,
                      gap=averaged.completeness_gap(net64, double_x, index, double), **{"captum against definition": explain.relative(peer, double)})
    if "smoothgrad" in wanted:
        noise = averaged.given_noise(x.shape[1:], SAMPLES, SEED, averaged.spread(x, SIGMA))
        single, double, k = networks.kink(averaged.smoothgrad, x, index, noise)
        peer = averaged.smoothgrad_by_peer(net64, double_x, index, noise)
        writer.method("smoothgrad", "definition", single, double, k=k, samples=SAMPLES, sigma=SIGMA, seed=SEED,
                      **{"captum against definition": explain.relative(peer, double)})


def class_activation_maps(networks, writer, x, index, layer, wanted):
    net32, net64 = networks.net32, networks.net64
    for name in [name for name in CAM_METHODS if name in wanted and (x.ndim == 4 or name == "grad-cam")]:
        if name == "score-cam":  # a run of the whole network per channel: no nudges
            single, double, more = cams.cam(name, net32, x, index, layer), cams.cam(name, net64, x.double(), index, layer), {}
        else:
            single, double, k = networks.kink(cams.method(name), x, index, layer)
            more = {"k": k}
        if x.ndim == 4:
            peer, about = cams.peer_record(name, net32, net64, x, index, layer, double)
            if about:
                more["pytorch-grad-cam"] = {"file": writer.save(f"{name}.pytorch-grad-cam", peer), **about}
        writer.method(name, "definition", single, double, layer=layer, **more)
    if "guided-grad-cam" in wanted and "guided-backprop" in networks.methods and x.ndim == 4:
        single, double, k = networks.kink(cams.guided_grad_cam, x, index, layer)
        more = {"k": k}
        if explain.captum_applies(net64):
            more["captum against definition"] = explain.relative(cams.guided_grad_cam_by_peer(net64, x.double(), index, layer), double)
        writer.method("guided-grad-cam", "definition", single, double, layer=layer, **more)


def occlusion(networks, writer, x, index, window, stride):
    side = min(x.shape[2:])
    window, stride = window or round(0.2 * side), stride or round(0.1 * side)
    single = explain.occlusion_by_peer(networks.net32, x, index, window, stride)
    double = explain.occlusion(networks.net64, x.double(), index, window, stride)
    writer.method("occlusion", "float64: definition, float32: captum", single, double, window=window, stride=stride, fill="channel mean",
                  of="probability", **{"captum against definition": explain.relative(single, double)})


def make(networks, candidates, out, target="top", layer=None, window=None, stride=None, wanted=METHODS):
    """Writes all references of one network to `out`; candidates is a list of (name, float32 tensor [1, ...])."""
    net64 = networks.net64
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
    gradients(networks, writer, x, index, wanted)
    averages(networks, writer, x, index, wanted)
    if layer:
        class_activation_maps(networks, writer, x, index, layer, wanted)
    if classifies and x.ndim > 2 and "occlusion" in wanted:
        occlusion(networks, writer, x, index, window, stride)
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
    parser.add_argument("--layer", help="ONNX tensor for the class activation maps; else the input of the last global pooling")
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=METHODS, help="only these")
    parser.add_argument("--window", type=int, help="occlusion, pixels; else 20 %% of the side")
    parser.add_argument("--stride", type=int, help="occlusion, pixels; else 10 %% of the side")
    a = parser.parse_args()
    networks, candidates = Networks(a.model), load(a.input)
    for out, some in [(a.out / name, [(name, x)]) for name, x in candidates] if a.all else [(a.out, candidates)]:
        print(summary(make(networks, some, out, a.target, a.layer, a.window, a.stride, a.methods)), flush=True)


if __name__ == "__main__":
    main()
