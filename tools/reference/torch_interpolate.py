"""python torch_interpolate.py: writes packages/core/test/fixtures/image/interpolate.json.

torch.nn.functional.interpolate(align_corners=False, antialias=False) of small maps, computed in float64.
"""

import json
import pathlib

import torch
import torch.nn.functional as F

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "packages/core/test/fixtures/image/interpolate.json"
# (maps, h, w) -> (height, width): up, whole factors and not, one axis only, down, a single cell.
CASES = [
    ((2, 3, 4), (7, 9)),
    ((1, 7, 7), (28, 28)),
    ((1, 5, 6), (5, 13)),
    ((2, 9, 8), (4, 3)),
    ((1, 1, 1), (3, 2)),
    ((1, 2, 5), (11, 4)),
]


def main():
    torch.manual_seed(0)
    cases = []
    for shape, size in CASES:
        map = torch.randn(shape, dtype=torch.float32).mul(100).round().div(100)
        for mode in ("bicubic", "bilinear", "nearest"):
            corners = {} if mode == "nearest" else {"align_corners": False}
            out = F.interpolate(map.double()[:, None], size=size, mode=mode, **corners)[:, 0]
            cases.append(
                {
                    "shape": list(shape),
                    "map": [round(v, 2) for v in map.flatten().tolist()],
                    "size": list(size),
                    "mode": mode,
                    "out": [float(f"{v:.8g}") for v in out.flatten().tolist()],
                }
            )
    lines = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    FIXTURE.parent.mkdir(parents=True, exist_ok=True)
    FIXTURE.write_text(f'{{"origin":"torch {torch.__version__}, tools/reference/torch_interpolate.py","cases":[\n{lines}\n]}}\n')
    print(len(cases), "cases,", FIXTURE.stat().st_size, "bytes")


main()
