"""python rules.py: writes packages/core/test/fixtures/cam/rules.json.

Small A and G [C, h, w], and in float64 what each rule of cams.py that needs no more makes of them, before the ReLU.
"""

import importlib.metadata
import json
import pathlib

import torch

import cams

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "packages/core/test/fixtures/cam/rules.json"
RULES = {**cams.OF_A_AND_G, "eigen-cam, centred": lambda A, G: cams.eigen_cam(A, G, centred=True), "eigengrad-cam, centred": lambda A, G: cams.eigengrad_cam(A, G, centred=True)}


def cases():
    """-> (name, A, G), float32 values in float64"""
    draw = lambda shape, seed: torch.randn(shape, generator=torch.Generator().manual_seed(seed)).mul(1000).round().div(1000)
    relu = draw((5, 3, 4), 0).relu()
    relu[2] = 0
    gradient = draw((5, 3, 4), 1)
    gradient[4, 1] = 0
    yield "a ReLU's output, one channel off", relu, gradient
    yield "signed values", draw((4, 2, 5), 2), draw((4, 2, 5), 3)
    balanced = torch.tensor([[[1.0, -1], [0.5, -0.5]], [[1, 2], [0, 1]]])
    yield "a channel that sums to 0", balanced, draw((2, 2, 2), 4)
    yield "one denominator of 0 in grad-cam++", torch.tensor([[[-1.0, -1], [0, -2]], [[1, 0], [0, 1]]]), torch.tensor([[[0.5, 0.25], [1, 2]], [[1, 1], [-1, 0.5]]])


def numbers(values):
    return [float(f"{v:.12g}") for v in values.flatten().tolist()]


def main():
    found = []
    for name, A, G in cases():
        A, G = A.float().double(), G.float().double()
        maps = {rule: numbers(definition(A, G)) for rule, definition in RULES.items()}
        found.append({"name": name, "shape": list(A.shape), "A": numbers(A), "G": numbers(G), "maps": maps})
    origin = f"torch {importlib.metadata.version('torch')}, tools/reference/rules.py"
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in found)
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(f'{{"origin":"{origin}","cases":[\n{lines}\n]}}\n')
    print(len(found), "cases,", FIXTURE.stat().st_size, "bytes")


if __name__ == "__main__":
    main()
