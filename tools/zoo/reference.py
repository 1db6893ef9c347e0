"""What kinks.py and cams.py share: the networks that zoo.py exported, rebuilt in PyTorch."""

import importlib.metadata
import importlib.util
import json
import pathlib

import numpy as np
import torch

FIXTURES = pathlib.Path(__file__).resolve().parent / "fixtures"
PACKAGES = ("torch", "torchvision", "timm")


class Folder:
    """A folder that `zoo.py public` made, and zoo.py itself."""

    def __init__(self, zoo_py, folder):
        spec = importlib.util.spec_from_file_location("zoo", zoo_py)
        self.zoo = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.zoo)
        self.folder = pathlib.Path(folder)
        self.entries = {entry["name"]: entry for entry in self.zoo.PUBLIC}
        self.rows = json.loads((self.folder / "index.json").read_text())

    def build(self, row):
        """-> network in float32, its own input, its other inputs"""
        net, (_, *others) = self.zoo.build(self.entries[row["name"]])
        return net, self.array(row["input"]), others

    def array(self, name):
        return torch.from_numpy(np.load(self.folder / name))


def rounded(values):
    return [float(f"{v:.8g}") for v in values.flatten().tolist()]


def write(name, script, nets, **more):
    """fixtures/NAME: one line a net."""
    origin = f"tools/zoo/{script}, " + ", ".join(f"{p} {importlib.metadata.version(p)}" for p in PACKAGES)
    lines = ",\n".join(f"{json.dumps(net)}: {json.dumps(record, separators=(',', ':'))}" for net, record in nets.items())
    head = ", ".join(f"{json.dumps(key)}: {json.dumps(value)}" for key, value in {"origin": origin, **more}.items())
    FIXTURES.mkdir(exist_ok=True)
    (FIXTURES / name).write_text(f'{{{head}, "nets": {{\n{lines}\n}}}}\n')
