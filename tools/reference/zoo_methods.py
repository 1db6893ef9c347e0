"""python zoo_methods.py ZOO OUT [NAME ...] [--methods ID ...]: the references of methods.py for a zoo folder (index.json beside the nets).

Takes the networks of pictures and signals that onnx2torch reads, as they are or after onnxruntime's BASIC optimisation; says
which it does not. Where an input sits on a kink, up to 20 variants of it are tried until the gradient holds still. The float64
saliency at the zoo's own input is compared with the zoo's, which comes from the original PyTorch network and not from the file.
"""

import argparse
import json
import pathlib
import tempfile

import numpy as np
import onnxruntime
import torch

import explain
import methods


def simplify(path, out):
    """Writes the graph that onnxruntime's BASIC level leaves."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(out)
    options.log_severity_level = 4
    onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def networks_of(path, x, simplified):
    """-> the network, and the file it was read from: the file itself where onnx2torch reads it, else its simplified form."""
    problems = []
    simplify(path, simplified)
    for file in (path, simplified):
        try:
            networks = methods.Networks(file)
            networks.output_shape(x)
            return networks, file
        except (NotImplementedError, RuntimeError, ValueError) as problem:
            problems.append(str(problem).splitlines()[0])
    raise NotImplementedError("; ".join(problems))


def variants(x):
    """x itself, then rolled along its axes, every other one mirrored, ever fainter: inputs whose kinks lie elsewhere."""
    axes = tuple(range(2, x.ndim))
    for i in range(methods.MOST_INPUTS):
        rolled = torch.roll(x, [(5 - 2 * a) * i for a in range(len(axes))], axes)
        yield f"variant {i}", (rolled.flip(-1) if i % 2 else rolled) * (1 - 0.03 * i)


def reference(zoo, row, out, wanted):
    """Writes the reference of one network; returns the line that is printed of it."""
    name, path = row["name"], zoo / row["file"]
    x = torch.from_numpy(np.load(zoo / row["input"]))
    with tempfile.TemporaryDirectory() as folder:
        try:
            networks, read = networks_of(path, x, pathlib.Path(folder) / path.name)
        except NotImplementedError as problem:
            return f"{name}: left out, onnx2torch says: {problem}"
        zoo_gradient = torch.from_numpy(np.load(zoo / row["grad64"]))
        against = explain.relative(explain.saliency(networks.net64, x.double(), row["target"]), zoo_gradient)
        record = methods.make(networks, list(variants(x)), out / name, row["target"], wanted=wanted)
    record["model"] = row["file"]
    record["read"] = "as it is" if read == path else "after onnxruntime's BASIC optimisation: tensor names may differ"
    record["zoo"] = {"saliency against the zoo's float64": against, "its float32 against float64": row["f32_f64_rel_l2"], "its nudge": row["nudge_1e6_rel_l2"]}
    (out / name / "reference.json").write_text(json.dumps(record, indent=1) + "\n")
    return f"{methods.summary(record)}; tried {len(record['tried'])}; against zoo {against:.1e}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("zoo", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--methods", nargs="+", choices=methods.METHODS, default=methods.METHODS, help="only these")
    a = parser.parse_args()
    for row in json.loads((a.zoo / "index.json").read_text()):
        if not a.names or row["name"] in a.names:
            print(reference(a.zoo, row, a.out, a.methods), flush=True)


if __name__ == "__main__":
    main()
