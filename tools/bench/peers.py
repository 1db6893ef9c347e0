"""Times Captum and pytorch-grad-cam on the nets of the benchmark.

    python peers.py FOLDER [net ...]        (FOLDER as export_nets.py filled it)

Prints one JSON object a line: net, tool, what, ms (median), and forwards: that time divided by one forward of ONNX Runtime
on the same net in the same run. Two threads, float32, CPU. Work that takes longer than five seconds is timed once.
"""
import json
import pathlib
import statistics
import sys
import time
import warnings

import numpy as np
import onnxruntime
import torch
from captum.attr import (
    Deconvolution,
    GuidedBackprop,
    GuidedGradCam,
    InputXGradient,
    IntegratedGradients,
    NoiseTunnel,
    Occlusion,
    Saliency,
)
from nets import SIZE, network, nets
from pytorch_grad_cam import (
    AblationCAM,
    EigenCAM,
    EigenGradCAM,
    GradCAM,
    GradCAMPlusPlus,
    HiResCAM,
    LayerCAM,
    ScoreCAM,
    XGradCAM,
)
from pytorch_grad_cam.ablation_layer import AblationLayerVit
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

warnings.filterwarnings("ignore")
torch.set_num_threads(2)
THREADS = 2
CLASS = 7
SLOW = 5.0
CAMS = {
    "grad-cam": GradCAM,
    "hires-cam": HiResCAM,
    "layer-cam": LayerCAM,
    "grad-cam++": GradCAMPlusPlus,
    "xgrad-cam": XGradCAM,
    "eigen-cam": EigenCAM,
    "eigengrad-cam": EigenGradCAM,
    "score-cam": ScoreCAM,
    "ablation-cam": AblationCAM,
}


def median_ms(call, repeats):
    start = time.perf_counter()
    call()
    first = time.perf_counter() - start
    if first > SLOW:
        return first * 1e3
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def jobs(name, model, x):
    """Name, tool, work and repeats of everything that is timed on a net."""
    leaf = lambda: x.clone().requires_grad_()
    saliency = Saliency(model)
    occlusion = {"sliding_window_shapes": (3, 45, 45), "strides": (3, 22, 22)}
    yield "saliency", "captum", lambda: saliency.attribute(leaf(), target=CLASS, abs=False), 5
    yield "input-x-gradient", "captum", lambda: InputXGradient(model).attribute(leaf(), target=CLASS), 5
    is_transformer = name.startswith("vit")
    layer = model.blocks[-1].norm1 if is_transformer else model.layer4[-1] if hasattr(model, "layer4") else model.features[-1]
    if not is_transformer:
        yield "guided-backprop", "captum", lambda: GuidedBackprop(model).attribute(leaf(), target=CLASS), 5
        yield "deconvnet", "captum", lambda: Deconvolution(model).attribute(leaf(), target=CLASS), 5
        yield "guided-grad-cam", "captum", lambda: GuidedGradCam(model, layer).attribute(leaf(), target=CLASS), 5
    integrate = lambda: IntegratedGradients(model).attribute(x, target=CLASS, n_steps=50, internal_batch_size=10)
    yield "integrated-gradients, 50 steps", "captum", integrate, 2
    smooth = {"nt_samples": 50, "nt_samples_batch_size": 10, "stdevs": 0.15}
    yield "smoothgrad, 50 samples", "captum", lambda: NoiseTunnel(saliency).attribute(x, target=CLASS, abs=False, **smooth), 2

    def occlude():
        with torch.no_grad():
            Occlusion(model).attribute(x, target=CLASS, **occlusion)

    yield "occlusion, window 45, stride 22", "captum", occlude, 1
    target = [ClassifierOutputTarget(CLASS)]
    for what, cam in CAMS.items():
        options = {}
        if is_transformer:
            options["reshape_transform"] = lambda tokens: tokens[:, 1:].reshape(len(tokens), 14, 14, -1).permute(0, 3, 1, 2)
            if cam is AblationCAM:
                options["ablation_layer"] = AblationLayerVit()
        explain = cam(model, [layer], **options)
        explain.batch_size = 32
        yield what, "pytorch-grad-cam", lambda explain=explain: explain(x, targets=target), 5


def main(folder, names):
    for name in names:
        model = network(name)
        x = torch.from_numpy(np.random.default_rng(0).standard_normal((1, 3, SIZE, SIZE), dtype=np.float32))
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = THREADS
        session = onnxruntime.InferenceSession(str(pathlib.Path(folder) / f"{name}.onnx"), options)
        feeds = {session.get_inputs()[0].name: x.numpy()}
        unit = median_ms(lambda: session.run(None, feeds), 20)
        print(json.dumps({"net": name, "tool": "onnxruntime", "what": "forward", "ms": unit, "forwards": 1}), flush=True)
        for what, tool, work, repeats in jobs(name, model, x):
            try:
                ms = median_ms(work, repeats)
            except Exception as error:
                print(f"{tool} fails at {what} on {name}: {error!r}"[:300], file=sys.stderr, flush=True)
                continue
            row = {"net": name, "tool": tool, "what": what, "ms": round(ms, 2), "forwards": round(ms / unit, 2)}
            print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:] or nets)
