"""Computes a case, checks it, and gives its record for the fixture file."""

import numpy as np
import onnx
import onnx.reference
import onnxruntime
import torch
from onnx import helper, numpy_helper

FORWARD_TOLERANCE = 2e-6  # of the largest value: float32 in the runtime against float64
DIFFERENCE_TOLERANCE = 1e-6  # of the norm of the gradient


def record(case):
    arrays = case.arrays()
    tensors = [_tensor(a) for a in arrays]
    wanted = [i is not None and not i.constant and a.dtype == np.float32 for i, a in zip(case.inputs, arrays)]
    leaves = {}  # by name: one tensor that enters twice is one leaf
    for i, (given, want) in enumerate(zip(case.inputs, wanted)):
        if want:
            tensors[i] = leaves.setdefault(given.name, tensors[i].requires_grad_())
    outputs = case.run(tensors)
    assert len(outputs) == case.outputs, case
    cotangents = [
        None if i in case.missing else torch.tensor(np.round(case.rng(f"cotangent {i}").normal(size=tuple(y.shape)), 2))
        for i, y in enumerate(outputs)
    ]
    _check_forward(case, arrays, [y.detach().numpy() for y in outputs])
    gradients = torch.autograd.grad(
        [y for y, c in zip(outputs, cotangents) if c is not None], list(leaves.values()), [c for c in cotangents if c is not None]
    )
    by_name = dict(zip(leaves, gradients))
    if not case.kink:
        _check_gradient(case, tensors, leaves, cotangents, by_name)
    floats = [k for k, v in case.attributes.items() if isinstance(v, float) or (isinstance(v, list) and v and isinstance(v[0], float))]
    return {
        "name": case.name,
        "op": case.op,
        "opset": case.opset,
        "attributes": case.attributes,
        **({"floatAttributes": floats} if floats else {}),
        **({"kink": True} if case.kink else {}),
        "inputs": [None if a is None else _input(i, a) for i, a in zip(case.inputs, arrays)],
        "outputs": [{"shape": list(y.shape), "data": _data(y.detach().numpy())} for y in outputs],
        "cotangents": [None if c is None else _data(c.numpy()) for c in cotangents],
        "gradients": [_data(by_name[i.name].numpy()) if want else None for i, want in zip(case.inputs, wanted)],
    }


def _tensor(array):
    if array is None:
        return None
    return torch.from_numpy(array.astype(np.float64) if array.dtype == np.float32 else array)


def _input(given, array):
    dtype = {} if array.dtype == np.float32 else {"dtype": str(array.dtype)}
    constant = {"constant": True} if given.constant else {}
    return {"name": given.name, **dtype, "shape": list(array.shape), "data": _data(array), **constant}


def _data(array):
    """Flat numbers of 7 digits (float32 has no more); strings where a JSON number cannot hold the value (infinities, large int64)."""

    def number(v):
        if isinstance(v, (bool, int)):
            return int(v) if abs(int(v)) < 2**53 else str(v)
        if not np.isfinite(v):
            return "Infinity" if v > 0 else "-Infinity"
        v = float(f"{v:.7g}")
        return int(v) if v.is_integer() else v

    if array.dtype == np.float32:  # its shortest decimal form, which reads back as the same float32
        return [number(float(str(v))) for v in array.ravel()]
    return [number(v) for v in array.ravel().tolist()]


def _model(case, arrays, shapes):
    names = ["" if i is None else i.name for i in case.inputs]
    present = {i.name: (i, a) for i, a in zip(case.inputs, arrays) if i is not None}
    outputs = [f"y{i}" for i in range(case.outputs)]
    node = helper.make_node(case.op, names, outputs, **case.attributes)
    graph = helper.make_graph(
        [node],
        "case",
        [helper.make_tensor_value_info(n, helper.np_dtype_to_tensor_dtype(a.dtype), a.shape) for n, (i, a) in present.items() if not i.constant],
        [helper.make_tensor_value_info(y, onnx.TensorProto.FLOAT, shape) for y, shape in zip(outputs, shapes)],
        [numpy_helper.from_array(a, n) for n, (i, a) in present.items() if i.constant],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", case.opset)], ir_version=8)
    onnx.checker.check_model(model)
    return model, {n: a for n, (i, a) in present.items() if not i.constant}


def _check_forward(case, arrays, outputs):
    model, feeds = _model(case, arrays, [y.shape for y in outputs])
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    try:
        results = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"]).run(None, feeds)
    except onnxruntime.capi.onnxruntime_pybind11_state.NotImplemented:
        print(f"  {case.op}, {case.name}: onnxruntime has no kernel, checked against onnx.reference")
        results = onnx.reference.ReferenceEvaluator(model).run(None, feeds)
    for output, result in zip(outputs, results):
        assert output.shape == result.shape, f"{case.op}, {case.name}: shape {output.shape}, onnxruntime {result.shape}"
        same = (output == result) | np.isclose(output, result, rtol=0, atol=FORWARD_TOLERANCE * max(1, np.abs(output[np.isfinite(output)]).max(initial=0)))
        assert same.all(), f"{case.op}, {case.name}: onnxruntime differs by up to {np.abs(output - result).max()}"


def _check_gradient(case, tensors, leaves, cotangents, gradients, step=1e-6):
    def objective(shift):
        moved = {id(leaf): leaf.detach() + shift * directions[name] for name, leaf in leaves.items()}
        outputs = case.run([moved.get(id(t), t) for t in tensors])
        return sum(torch.where(y.isinf(), 0, y * c).sum() for y, c in zip(outputs, cotangents) if c is not None)

    directions = {name: torch.tensor(case.rng(f"direction {name}").normal(size=tuple(leaf.shape))) for name, leaf in leaves.items()}
    difference = (objective(step) - objective(-step)) / (2 * step)
    product = sum((gradients[name] * directions[name]).sum() for name in leaves)
    scale = sum(g.square().sum() for g in gradients.values()).sqrt()
    assert abs(difference - product) <= DIFFERENCE_TOLERANCE * max(scale, 1), f"{case.op}, {case.name}: gradient {product}, finite difference {difference}"
