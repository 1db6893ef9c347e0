"""DATA/net.pt to OUT/sample-net.onnx and OUT/labels.json, and what to_tfjs.mjs needs.

    python export.py DATA OUT

Batch normalisation is folded into the convolutions, so that the file holds nothing but convolutions, ReLUs, additions,
the pool and the linear layer.
"""

import json
import sys
from collections import Counter

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from torch import nn

from network import CLASSES, MEAN, STD, SampleNet

PREPROCESSING = {
    "size": [128, 128],
    "resize": "shortest side to 144, then centre crop 128",
    "mean": [MEAN] * 3,
    "std": [STD] * 3,
    "range": "RGB / 255",
    "interpolation": "bicubic",
}


def folded(block):
    """One convolution that does what a convolution and its batch normalisation do at inference."""
    weight, norm = block.conv.weight, block.norm
    gain = norm.weight / torch.sqrt(norm.running_var + norm.eps)
    conv = nn.Conv2d(weight.shape[1], weight.shape[0], 3, block.conv.stride, 1)
    conv.weight.data = weight * gain[:, None, None, None]
    conv.bias.data = norm.bias - norm.running_mean * gain
    return conv


class FoldedNet(nn.Module):
    def __init__(self, net):
        super().__init__()
        for name in ("stem", "down1", "down2", "wide"):
            setattr(self, name, folded(getattr(net, name)))
        for i in (1, 2, 3):
            block = getattr(net, f"res{i}")
            setattr(self, f"res{i}_a", folded(block.a))
            setattr(self, f"res{i}_b", folded(block.b))
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.fc = net.fc

    def residual(self, i, x):
        a, b = getattr(self, f"res{i}_a"), getattr(self, f"res{i}_b")
        return F.relu(x + b(F.relu(a(x))))

    def forward(self, x):
        x = F.relu(self.stem(x))
        x = self.residual(1, F.relu(self.down1(x)))
        x = self.residual(2, F.relu(self.down2(x)))
        x = self.residual(3, F.relu(self.wide(x)))
        return self.fc(torch.flatten(self.pool(x), 1))


def write_onnx(net, x, file):
    free_batch = {"image": {0: "N"}, "logits": {0: "N"}}
    torch.onnx.export(
        net, x, file, opset_version=17, dynamo=False,
        input_names=["image"], output_names=["logits"], dynamic_axes=free_batch,
    )  # fmt: skip
    model = onnx.load(file)
    metadata = {"labels": json.dumps(CLASSES), "preprocessing": json.dumps(PREPROCESSING), "model_license": "MIT"}
    for key, value in metadata.items():
        entry = model.metadata_props.add()
        entry.key, entry.value = key, value
    onnx.checker.check_model(model)
    onnx.save(model, file)
    print(Counter(node.op_type for node in model.graph.node))


def main(data, out):
    net = SampleNet()
    net.load_state_dict(torch.load(f"{data}/net.pt"))
    net.eval()
    plain = FoldedNet(net).eval()
    x = torch.randn(2, 3, 128, 128)
    with torch.no_grad():
        y = plain(x)
        print("fold diff", (y - net(x)).abs().max().item())
    write_onnx(plain, x, f"{out}/sample-net.onnx")
    weights = {
        name: {"shape": list(value.shape), "data": value.detach().numpy().ravel().tolist()}
        for name, value in plain.state_dict().items()
    }
    for name, value in (("labels", CLASSES), ("weights", weights), ("preprocessing", PREPROCESSING)):
        with open(f"{out}/{name}.json", "w") as file:
            json.dump(value, file)
    np.save(f"{out}/x.npy", x.numpy())
    np.save(f"{out}/y.npy", y.numpy())


if __name__ == "__main__":
    main(*sys.argv[1:])
