"""Writes packages/backend-ort/test/fixtures/onnx: small models by the reference library (onnx 1.23.2, ml_dtypes).

    python tools/reference/onnx/files.py packages/backend-ort/test/fixtures/onnx

typed-data.onnx    every element type twice, as raw bytes (raw_T) and in the typed fields (typed_T)
external.onnx      weights in external.bin beside it, one of them at an offset
"""

import sys
from pathlib import Path

import ml_dtypes
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

out = Path(sys.argv[1])

VALUES = {
    "float32": np.array([[0, -1.5], [3e38, 1e-40]], np.float32),
    "float64": np.array([0.1, -1e300]),
    "float16": np.array([0, -1.5, 65504, 6e-8, np.inf], np.float16),
    "bfloat16": np.array([0, -1.5, 3e38], ml_dtypes.bfloat16),
    "int64": np.array([0, -1, 2**62, -(2**63)], np.int64),
    "int32": np.array([0, -1, 2**31 - 1], np.int32),
    "int16": np.array([0, -1, 32767], np.int16),
    "int8": np.array([0, -1, 127], np.int8),
    "uint64": np.array([0, 1, 2**64 - 1], np.uint64),
    "uint32": np.array([0, 1, 2**32 - 1], np.uint32),
    "uint16": np.array([0, 1, 65535], np.uint16),
    "uint8": np.array([0, 1, 255], np.uint8),
    "bool": np.array([True, False]),
    "complex64": np.array([1 + 2j, -3j], np.complex64),
    "complex128": np.array([1 + 2j, -3j], np.complex128),
    "float8e5m2": np.array([0, -1.5, 4], ml_dtypes.float8_e5m2),
    "int4": np.array([1, -2, 7], ml_dtypes.int4),
}

initializers = []
for name, values in VALUES.items():
    raw = numpy_helper.from_array(values, f"raw_{name}")
    flat = values.astype(np.float32) if raw.data_type in (TensorProto.BFLOAT16, TensorProto.FLOAT8E5M2) else values
    typed = helper.make_tensor(f"typed_{name}", raw.data_type, values.shape, flat.flatten())
    assert raw.raw_data and not typed.raw_data
    initializers += [raw, typed]
initializers.append(helper.make_tensor("scalar", TensorProto.FLOAT, [], [2.5]))
initializers.append(helper.make_tensor("empty", TensorProto.FLOAT, [0, 3], []))
initializers.append(helper.make_tensor("typed_string", TensorProto.STRING, [2], [b"one", "zw\u00f6lf".encode()]))


def model(initializers, nodes, opset=17):
    graph = helper.make_graph(
        nodes,
        "fixture",
        [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["batch", 2])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["batch", 2])],
        initializers,
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8, producer_name="reference")


onnx.save(model(initializers, [helper.make_node("Identity", ["x"], ["y"])]), out / "typed-data.onnx")

weights = [
    numpy_helper.from_array(np.arange(4, dtype=np.float32).reshape(2, 2), "w"),
    numpy_helper.from_array(np.array([10, 20], np.float32), "b"),
]
external = model(weights, [helper.make_node("Gemm", ["x", "w", "b"], ["y"])])
onnx.save_model(
    external, out / "external.onnx", save_as_external_data=True, location="external.bin", size_threshold=0
)
