"""Reductions, and CumSum."""

import torch

from .case import as_list, case, distinct, fixed, ints, normal


def reduction(function):
    """The axes are an input or an attribute by opset; none means all, or no reduction where the node says so."""

    def definition(x, axes=None, *, keepdims=1, noop_with_empty_axes=0):
        axes = as_list(axes)
        if not axes and noop_with_empty_axes:
            return function(x.unsqueeze(-1), (x.ndim,), False)
        return function(x, tuple(axes or range(x.ndim)), bool(keepdims))

    return definition


DEFINITIONS = {
    "ReduceMean": reduction(lambda x, axes, keep: x.mean(axes, keep)),
    "ReduceSum": reduction(lambda x, axes, keep: x.sum(axes, keep)),
    "ReduceMax": reduction(lambda x, axes, keep: x.amax(axes, keep)),
    "ReduceL2": reduction(lambda x, axes, keep: x.square().sum(axes, keep).sqrt()),
}
INPUT_FROM = {"ReduceMean": 18, "ReduceSum": 13, "ReduceMax": 18, "ReduceL2": 18}


def reductions(op):
    make = distinct if op == "ReduceMax" else normal
    new = INPUT_FROM[op]
    old = new - 1  # the last opset with axes as an attribute

    def attribute(name, shape, opset=old, **attributes):
        return case(name, op, DEFINITIONS[op], [make("x", *shape)], opset=opset, **attributes)

    def given(name, shape, axes, opset=new, **attributes):
        return case(name, op, DEFINITIONS[op], [make("x", *shape), *([] if axes is None else [ints("axes", axes)])], opset=opset, **attributes)

    return [
        attribute("axes [2,3], attribute", (2, 3, 2, 4), axes=[2, 3]),
        attribute("axes [2,3], keepdims 0, attribute, opset 11", (2, 3, 2, 2), opset=11, axes=[2, 3], keepdims=0),
        attribute("axis 1, keepdims 0, attribute, opset 7", (2, 3, 4), opset=7, axes=[1], keepdims=0),
        attribute("axis -1, attribute, opset 11", (2, 3, 4), opset=11, axes=[-1]),
        attribute("no axes, attribute", (2, 3, 2)),
        attribute("no axes, keepdims 0, attribute", (2, 3, 2), keepdims=0),
        given("axes [2,3], input", (2, 3, 2, 4), [2, 3]),
        given("axes [-1,-2], keepdims 0, input", (2, 3, 2, 2), [-1, -2], keepdims=0),
        given("axes [1,2] of rank 4, input", (2, 3, 2, 2), [1, 2]),
        given("axes [0,2], keepdims 0, input", (2, 3, 2), [0, 2], keepdims=0),
        given("axis 0, input", (3, 2, 2), [0]),
        given("no axes input", (2, 3, 2), None),
        given("no axes input, keepdims 0", (2, 3, 2), None, keepdims=0),
        given("no axes input, noop_with_empty_axes", (2, 3), None, noop_with_empty_axes=1),
    ]


def cumsum(x, axis, *, exclusive=0, reverse=0):
    axis = int(axis)
    x = x.flip(axis) if reverse else x
    y = x.cumsum(axis) - (x if exclusive else 0)
    return y.flip(axis) if reverse else y


CASES = [
    *[each for op in DEFINITIONS for each in reductions(op) if not (op == "ReduceL2" and "noop" in each.name)],
    case("ties share evenly", "ReduceMax", DEFINITIONS["ReduceMax"], [fixed("x", [[1, 3, 3, 0], [2, 2, 2, 2]], constant=False)], kink=True, axes=[1]),
    case("axis 1", "CumSum", cumsum, [normal("x", 2, 4), ints("axis", 1)]),
    case("axis -2", "CumSum", cumsum, [normal("x", 2, 3, 2), ints("axis", -2)]),
    case("exclusive", "CumSum", cumsum, [normal("x", 2, 4), ints("axis", 1)], exclusive=1),
    case("reverse", "CumSum", cumsum, [normal("x", 2, 4), ints("axis", 0)], reverse=1),
    case("exclusive and reverse", "CumSum", cumsum, [normal("x", 2, 4), ints("axis", -1)], exclusive=1, reverse=1),
]
