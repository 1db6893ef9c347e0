"""Loads an ONNX network into PyTorch (onnx2torch), so that PyTorch, Captum and pytorch-grad-cam can explain it."""

import warnings

import onnx
import torch
from onnx import numpy_helper
from onnx2torch import convert
from onnx2torch.node_converters.registry import add_converter, get_converter
from onnx2torch.utils.common import OnnxMapping, OperationConverterResult, get_const_value

warnings.filterwarnings("ignore")

LINKS = {"Softmax", "Sigmoid"}


class Mean(torch.nn.Module):
    def __init__(self, axes, keepdims):
        super().__init__()
        self.axes, self.keepdims = axes, keepdims

    def forward(self, x):
        return x.mean(self.axes, self.keepdims)


@add_converter(operation_type="ReduceMean", version=18)  # onnx2torch 1.5.15 knows the form before, with axes as an attribute
def _(node, graph):
    axes = [int(axis) for axis in get_const_value(node.input_values[1], graph)]
    module = Mean(axes, bool(node.attributes.get("keepdims", 1)))
    return OperationConverterResult(module, OnnxMapping(inputs=(node.input_values[0],), outputs=node.output_values))


# forms of opset 7, which read as the ones that onnx2torch knows
for operator, version, known in (("MaxPool", 1, 8), ("Dropout", 7, 10)):
    add_converter(operation_type=operator, version=version)(get_converter(operator, known))


class Contiguous(torch.autograd.Function):
    """The identity; its gradient is made contiguous: torch 2.14 on CPU gives a wrong batch-norm gradient for a channels-last cotangent."""

    @staticmethod
    def forward(context, x):
        return x.clone()

    @staticmethod
    def backward(context, cotangent):
        return cotangent.contiguous()


def readable(model):
    """The same network without three details that onnx2torch 1.5.15 stumbles over."""
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    shared = {node.output[0]: node.input[0] for node in model.graph.node if node.op_type == "Identity" and node.input[0] in constants}
    for node in model.graph.node:
        for i, name in enumerate(node.input):  # weights behind an Identity, as the TorchScript exporter shares equal ones
            node.input[i] = shared.get(name, name)
        if node.op_type == "Dropout":
            del node.output[1:]  # the mask; with it declared, onnx2torch takes an item of the first output
        if node.op_type == "Reshape" and 0 not in constants.get(node.input[1], [0]):
            kept = [a for a in node.attribute if a.name != "allowzero"]  # says nothing where no size is 0
            del node.attribute[:]
            node.attribute.extend(kept)
    return model


class Network(torch.nn.Module):
    """Gives the logits [N, classes]: the tensor before a final softmax or sigmoid, flattened.

    `net` is the converted network; `link` the name of the final operator that was left out ("Softmax", "Sigmoid" or None).
    """

    def __init__(self, path, dtype=torch.float32):
        super().__init__()
        self.model = readable(onnx.load(path))
        last = next(node for node in self.model.graph.node if self.model.graph.output[0].name in node.output)
        self.link = last.op_type if last.op_type in LINKS else None
        self.net = convert(self.model, attach_onnx_mapping=True)
        for module in list(self.net.modules()):
            if isinstance(module, torch.nn.modules.batchnorm._NormBase):
                module.register_forward_hook(lambda module, inputs, output: Contiguous.apply(output))
        if self.link:
            name, module = self._producer(last.output[0])
            identity = torch.nn.Identity()
            identity.onnx_mapping = module.onnx_mapping
            setattr(self.net, name, identity)
        self.to(dtype).eval()

    def forward(self, x):
        return self._logits(self.net(x))

    @staticmethod
    def _logits(y):
        return (y[0] if isinstance(y, (list, tuple)) else y).flatten(1)

    def probabilities(self, x):
        return self.probabilities_of(self(x))

    def probabilities_of(self, logits):
        return logits.sigmoid() if self.link == "Sigmoid" else logits.softmax(1)

    def head(self, x, tensor):
        """-> the value of the ONNX tensor for x, and the function that gives the logits for any value in its place."""
        whole = torch.fx.Interpreter(self.net, garbage_collect_values=False)
        with torch.no_grad():
            whole.run(x)
        name, _ = self._producer(tensor)
        node = next(n for n in self.net.graph.nodes if n.target == name)
        behind, queue = set(), [node]
        while queue:
            for user in queue.pop().users:
                if user not in behind:
                    behind.add(user)
                    queue.append(user)
        kept = {n: value for n, value in whole.env.items() if n not in behind}

        def run(value):
            return self._logits(torch.fx.Interpreter(self.net).run(x, initial_env={**kept, node: value}))

        return whole.env[node], run

    def module_of(self, tensor):
        """The module whose output is the ONNX tensor of that name."""
        return self._producer(tensor)[1]

    def _producer(self, tensor):
        for name, module in self.net.named_children():
            if tensor in getattr(getattr(module, "onnx_mapping", None), "outputs", ()):
                return name, module
        raise SystemExit(f"no tensor named {tensor!r} in the network")

    def feature_layer(self):
        """The input of the last pooling over the whole picture; else, for class tokens, the norm before the last attention; or None.

        Behind the last attention only the class token reaches the result.
        """
        nodes = list(self.model.graph.node)
        for node in reversed(nodes):
            if node.op_type in ("GlobalAveragePool", "ReduceMean"):
                return node.input[0]
        attention = next((i for i, node in reversed(list(enumerate(nodes))) if node.op_type == "Softmax" and i < len(nodes) - 1), 0)
        return next((node.output[0] for node in reversed(nodes[:attention]) if node.op_type == "LayerNormalization"), None)
