"""Elementwise arithmetic of several operands, and of one."""

import torch

from .case import away, case, distinct, fixed, normal, uniform, weight

BINARY = {"Add": torch.add, "Sub": torch.sub, "Mul": torch.mul, "Div": torch.div}


def binary(op):
    """The same cases for each of the four. Divisors and constants keep away from 0."""

    def operand(name, *shape, constant=False):
        return uniform(name, *shape, low=0.5, high=2.0, constant=constant)

    def one(name, *inputs, **more):
        return case(name, op, BINARY[op], inputs, **more)

    return [
        one("same shape", normal("a", 2, 3, 2, 2), operand("b", 2, 3, 2, 2)),
        one("same shape, opset 7", normal("a", 2, 3), operand("b", 2, 3), opset=7),
        one("constant of lower rank", normal("a", 2, 3, 4), operand("b", 4, constant=True)),
        one("scalar constant", normal("a", 2, 3), operand("b", constant=True)),
        one("constant first", operand("a", 3, 1, constant=True), operand("b", 2, 3, 2)),
        one("constant larger than the other operand", normal("a", 2, 1, 3), operand("b", 2, 4, 3, constant=True)),
        one("gate [N,C,1,1] by [N,C,H,W]", normal("a", 2, 3, 1, 1), operand("b", 2, 3, 2, 3)),
        one("[N,C,H,W] by gate [N,C,1,1]", normal("a", 2, 3, 2, 3), operand("b", 2, 3, 1, 1)),
        one("both broadcast", normal("a", 2, 1, 3), operand("b", 1, 4, 3)),
        one("both broadcast, differing ranks", normal("a", 2, 3, 1, 2), operand("b", 4, 1)),
        one("lower rank first", normal("a", 3), operand("b", 2, 2, 3)),
        one("scalar by matrix, both depend on the input", normal("a"), operand("b", 2, 3)),
        one("same tensor twice", operand("a", 2, 3), operand("a", 2, 3)),
    ]


def total(*operands):
    return sum(operands[1:], operands[0])


def power(x, exponent):
    return x ** exponent.to(x.dtype)


def largest(*operands):
    result = operands[0]
    for other in operands[1:]:
        result = torch.maximum(result, other)
    return result


def smallest(*operands):
    return -largest(*[-o for o in operands])


def unary(op, definition, values, **more):
    return [case("elementwise", op, definition, [values], **more)]


CASES = [
    *[each for op in BINARY for each in binary(op)],
    case("three operands", "Sum", total, [normal("a", 2, 3), normal("b", 2, 3), normal("c", 2, 3)]),
    case("one operand", "Sum", total, [normal("a", 2, 3)]),
    case("broadcasting", "Sum", total, [normal("a", 2, 1, 3), normal("b", 4, 1), weight("c", 3)]),
    case("same tensor twice", "Sum", total, [normal("a", 2, 3), normal("b", 2, 3), normal("a", 2, 3)]),
    case("square", "Pow", power, [normal("x", 2, 3, 2), fixed("e", 2.0)]),
    case("cube", "Pow", power, [normal("x", 2, 3, 2), fixed("e", 3.0)]),
    case("square, opset 7, exponent [1]", "Pow", power, [normal("x", 2, 3, 2), fixed("e", [2.0])], opset=7),
    case("square root", "Pow", power, [uniform("x", 2, 3, low=0.2, high=3), fixed("e", 0.5)]),
    case("inverse square root", "Pow", power, [uniform("x", 2, 3, low=0.2, high=3), fixed("e", -0.5)]),
    case("int64 exponent", "Pow", power, [normal("x", 2, 3), fixed("e", 3, "int64")]),
    case("an exponent a column, 0 and 1 among them", "Pow", power, [normal("x", 2, 4), fixed("e", [0.0, 1.0, 2.0, 3.0])]),
    case("two operands", "Max", largest, [distinct("a", 2, 3), fixed("b", [[0.03, -0.13, 0.23]], constant=False)]),
    case("constant of lower rank", "Max", largest, [away("x", 2, 3, kinks=[0.25]), fixed("c", 0.25)]),
    case("constant of lower rank, opset 8", "Max", largest, [away("x", 2, 3, kinks=[0.25]), fixed("c", 0.25)], opset=8),
    case("two operands", "Min", smallest, [distinct("a", 2, 3), fixed("b", [[0.03, -0.13, 0.23]], constant=False)]),
    case("constant of lower rank", "Min", smallest, [away("x", 2, 3, kinks=[0.25]), fixed("c", 0.25)]),
    *unary("Neg", torch.neg, normal("x", 2, 3)),
    *unary("Abs", torch.abs, away("x", 2, 6, kinks=[0])),
    case("at the kink: derivative 0", "Abs", torch.abs, [fixed("x", [[-1.0, 0.0, 1.0]], constant=False)], kink=True),
    *unary("Reciprocal", torch.reciprocal, away("x", 2, 6, kinks=[0, 0.1, -0.1])),
    *unary("Sqrt", torch.sqrt, uniform("x", 2, 4, low=0.2, high=4)),
    *unary("Exp", torch.exp, normal("x", 2, 4)),
    *unary("Log", torch.log, uniform("x", 2, 4, low=0.2, high=4)),
    *unary("Sin", torch.sin, normal("x", 2, 4)),
    *unary("Cos", torch.cos, normal("x", 2, 4)),
]
