"""python smooth.py IN.onnx OUT.onnx: the same network with every ReLU (Relu, Clip with minimum 0) made a Softplus.

It has no kinks there, so its gradient must agree to 1e-5 where that of the original is only known to within k.
"""

import sys

import onnx
from onnx import helper, numpy_helper


def smooth(model):
    constants = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
    for node in model.graph.node:
        if node.op_type == "Constant":
            constants[node.output[0]] = next((numpy_helper.to_array(a.t) for a in node.attribute if a.name == "value"), None)
    for i, node in enumerate(model.graph.node):
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        minimum = attributes.get("min", constants.get(node.input[1]) if len(node.input) > 1 else None)
        if node.op_type == "Relu" or node.op_type == "Clip" and minimum == 0:
            model.graph.node[i].CopyFrom(helper.make_node("Softplus", node.input[:1], node.output, name=node.name))
    return model


if __name__ == "__main__":
    onnx.save(smooth(onnx.load(sys.argv[1])), sys.argv[2])
