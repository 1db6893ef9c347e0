"""The nets of the benchmark as ONNX files.

    python export_nets.py OUT_FOLDER
"""
import pathlib
import sys

import torch
from nets import SIZE, nets, network

out = pathlib.Path(sys.argv[1])
out.mkdir(parents=True, exist_ok=True)
for name in nets:
    path = out / f"{name}.onnx"
    if path.exists():
        continue
    axes = {"x": {0: "n"}, "y": {0: "n"}}
    torch.onnx.export(
        network(name),
        torch.zeros(2, 3, SIZE, SIZE),
        str(path),
        opset_version=17,
        dynamo=False,
        input_names=["x"],
        output_names=["y"],
        dynamic_axes=axes,
    )
