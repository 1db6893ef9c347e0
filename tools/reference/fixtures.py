"""python fixtures.py: the references for the bundled network and photo, small enough to be kept with the tests.

Writes packages/backend-ort/test/fixtures/methods/sample-net.json and sample-net.pixels.npy. The pixels [128,128,3] uint8 are the
photo as PIL resizes and crops it; the network's input is (pixels / 255 - 0.5) / 0.25 as [1,3,128,128]. Of the input-sized maps
every STEP-th value is kept, in row-major order, and the norm of all.
"""

import importlib.metadata
import json
import pathlib

import numpy as np
import torch

import cams
import explain
import inputs
import methods

STEP = 83  # prime: walks through all columns
ROOT = pathlib.Path(__file__).resolve().parents[2]
NET = ROOT / "packages/sample-net"
OUT = ROOT / "packages/backend-ort/test/fixtures/methods"


def numbers(values):
    return [float(f"{v:.8g}") for v in values.flatten().tolist()]


def sampled(values, k=None, **more):
    return {"oracle": more.pop("oracle"), **({} if k is None else {"k": k}), **more, "shape": list(values.shape), "norm": float(values.norm()), "step": STEP, "values": numbers(values.flatten()[::STEP])}


def main():
    pixels = inputs.cropped(next(NET.rglob("*chelsea*.png")), "sample-net")
    x = torch.from_numpy(inputs.normalised(pixels, "sample-net"))
    networks = methods.Networks(next(NET.rglob("*.onnx")))
    index = networks.target(x, "top")
    layer = networks.net64.feature_layer()
    with torch.no_grad():
        logits = networks.net64(x.double())[0]
    record = {
        "origin": "tools/reference/fixtures.py, " + ", ".join(f"{p} {importlib.metadata.version(p)}" for p in methods.PACKAGES),
        "target": index,
        "logits": numbers(logits),
    }
    for name in ("saliency", "guided-backprop", "deconvnet"):
        _, double, k = networks.kink(networks.methods[name], x, index)
        record[name] = sampled(double, k, oracle="captum, float64")
    _, cam, k = networks.kink(cams.method("grad-cam"), x, index, layer)
    record["grad-cam"] = {"oracle": "definition, float64", "k": k, "layer": layer, "shape": list(cam.shape), "values": numbers(cam)}
    window, stride = 26, 13
    peer, own = explain.occlusion_by_peer(networks.net32, x, index, window, stride), explain.occlusion(networks.net64, x.double(), index, window, stride)
    record["occlusion"] = sampled(own, oracle=f"definition, float64; captum in float32 is {explain.relative(peer, own):.1e} from it", window=window, stride=stride)
    OUT.mkdir(parents=True, exist_ok=True)
    np.save(OUT / "sample-net.pixels.npy", pixels)
    (OUT / "sample-net.json").write_text(json.dumps(record, separators=(",", ":")).replace(',"', ',\n"') + "\n")


if __name__ == "__main__":
    main()
