"""ResNet-18, ResNet-50 and MobileNetV2 as ONNX files (random weights: time does not depend on them).

    python export_nets.py OUT_FOLDER
"""
import pathlib
import sys

import torch
import torchvision

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
for name in ("resnet18", "resnet50", "mobilenet_v2"):
    path = out / f"{name}.onnx"
    if path.exists():
        continue
    torch.manual_seed(0)
    model = getattr(torchvision.models, name)(weights=None).eval()
    axes = {"x": {0: "n"}, "y": {0: "n"}}
    torch.onnx.export(
        model,
        torch.zeros(2, 3, 224, 224),
        str(path),
        opset_version=17,
        dynamo=False,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes=axes,
    )
