"""python -m operators [OP ...]: writes packages/backend-ort/test/fixtures/operators/<OP>.json, after checking every case.

Checks: the forward equals what onnxruntime computes for the ONNX node (onnx.reference where onnxruntime has no kernel);
the gradient agrees with a central difference along a random direction, in float64.
"""

import json
import pathlib
import sys

from . import activation, arithmetic, convolution, linear, normalization, pooling, reduction, resize, shape
from .record import record

FAMILIES = (convolution, pooling, linear, arithmetic, activation, normalization, reduction, resize, shape)
FIXTURES = pathlib.Path(__file__).resolve().parents[3] / "packages/backend-ort/test/fixtures/operators"


def main(only):
    cases = {}
    for family in FAMILIES:
        for case in family.CASES:
            cases.setdefault(case.op, []).append(case)
    FIXTURES.mkdir(parents=True, exist_ok=True)
    total, wrong = 0, []
    for op in only or sorted(cases):
        names = [case.name for case in cases[op]]
        assert len(set(names)) == len(names), f"{op}: two cases of one name"
        lines = []
        for case in cases[op]:
            try:
                lines.append(json.dumps(record(case), separators=(",", ":"), allow_nan=False))
            except Exception as error:
                wrong.append(f"{op}, {case.name}: {error}")
        text = "[\n" + ",\n".join(lines) + "\n]\n"
        (FIXTURES / f"{op}.json").write_text(text)
        total += len(text)
        print(f"{op:24s} {len(lines):3d} cases {len(text) / 1e3:6.1f} kB")
    print(f"{sum(len(cases[op]) for op in only or cases)} cases, {total / 1e3:.0f} kB")
    sys.exit("\n".join(wrong) if wrong else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
