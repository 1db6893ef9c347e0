"""python zoo_methods.py ZOO OUT [NAME ...]: the references of methods.py for the networks of a zoo folder (index.json beside the nets).

Takes the networks whose operators, after onnxruntime's BASIC optimisation, have gradient rules (RULES); says which. Where an
input sits on a kink, up to 20 variants of it are tried until the gradient holds still. The float64 saliency at the zoo's own
input is compared with the zoo's, which comes from the original PyTorch network and not from the ONNX file.
"""

import json
import pathlib
import sys
import tempfile

import numpy as np
import onnx
import onnxruntime
import torch

import explain
import methods

RULES = set(
    "Conv Gemm Add GlobalAveragePool Flatten Relu Concat Split MaxPool AveragePool Mul ReduceMean Sigmoid Slice HardSigmoid Resize "
    "BatchNormalization Clip Reshape MatMul Identity Constant HardSwish Dropout Pad Transpose".split()
)


def basic(path, out):
    """The graph that onnxruntime's BASIC level leaves, saved to `out`."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(out)
    options.log_severity_level = 4
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    return {node.op_type for node in onnx.load(out).graph.node}


def networks_of(path, simplified):
    """The file itself where onnx2torch reads it, else its simplified form."""
    try:
        return methods.Networks(path), path
    except (NotImplementedError, RuntimeError):
        return methods.Networks(simplified), simplified


def variants(x):
    """x itself, then rolled along its axes, every other one mirrored, ever fainter: inputs whose kinks lie elsewhere."""
    axes = tuple(range(2, x.ndim))
    for i in range(methods.MOST_INPUTS):
        rolled = torch.roll(x, [(5 - 2 * a) * i for a in range(len(axes))], axes)
        yield f"variant {i}", (rolled.flip(-1) if i % 2 else rolled) * (1 - 0.03 * i)


def main(zoo, out, only):
    zoo, out = pathlib.Path(zoo), pathlib.Path(out)
    torch.set_num_threads(2)
    for row in json.loads((zoo / "index.json").read_text()):
        name, path = row["name"], zoo / row["file"]
        if only and name not in only:
            continue
        with tempfile.TemporaryDirectory() as folder:
            simplified = pathlib.Path(folder) / path.name
            missing = basic(path, simplified) - RULES
            if missing:
                print(f"{name}: left out, needs {' '.join(sorted(missing))}", flush=True)
                continue
            networks, read = networks_of(path, simplified)
            x = torch.from_numpy(np.load(zoo / row["input"]))
            zoo_gradient = torch.from_numpy(np.load(zoo / row["grad64"]))
            against = explain.relative(explain.saliency(networks.net64, x.double(), row["target"]), zoo_gradient)
            record = methods.make(networks, list(variants(x)), out / name, row["target"])
        record["model"] = row["file"]
        record["read"] = "as it is" if read == path else "after onnxruntime's BASIC optimisation: tensor names may differ"
        record["zoo"] = {"saliency against the zoo's float64": against, "its float32 against float64": row["f32_f64_rel_l2"], "its nudge": row["nudge_1e6_rel_l2"]}
        (out / name / "reference.json").write_text(json.dumps(record, indent=1) + "\n")
        print(f"{methods.summary(record)}; tried {len(record['tried'])}; against zoo {against:.1e}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
