"""Gemm, MatMul, Einsum."""

import torch

from .case import case, normal, weight


def gemm(a, b, c=None, *, alpha=1.0, beta=1.0, transA=0, transB=0):
    y = alpha * (a.T if transA else a) @ (b.T if transB else b)
    return y if c is None else y + beta * c


def einsum(*operands, equation):
    return torch.einsum(equation, *operands)


CASES = [
    case("transB: a linear layer", "Gemm", gemm, [normal("a", 2, 4), weight("b", 3, 4), weight("c", 3)], transB=1),
    case("neither transposed", "Gemm", gemm, [normal("a", 2, 4), weight("b", 4, 3), weight("c", 3)]),
    case("opset 7", "Gemm", gemm, [normal("a", 2, 4), weight("b", 4, 3), weight("c", 3)], opset=7),
    case("transA", "Gemm", gemm, [normal("a", 4, 2), weight("b", 4, 3), weight("c", 3)], transA=1),
    case("transA and transB", "Gemm", gemm, [normal("a", 4, 2), weight("b", 3, 4), weight("c", 3)], transA=1, transB=1),
    case("alpha and beta", "Gemm", gemm, [normal("a", 2, 4), weight("b", 3, 4), weight("c", 3)], transB=1, alpha=0.5, beta=2.5),
    case("no C", "Gemm", gemm, [normal("a", 2, 4), weight("b", 4, 3)]),
    case("no C, alpha, transA", "Gemm", gemm, [normal("a", 4, 2), weight("b", 4, 3)], alpha=1.5, transA=1),
    case("C a scalar", "Gemm", gemm, [normal("a", 2, 4), weight("b", 4, 3), weight("c")]),
    case("C a column", "Gemm", gemm, [normal("a", 2, 4), weight("b", 4, 3), weight("c", 2, 1)], beta=0.5),
    case("C of full shape", "Gemm", gemm, [normal("a", 2, 4), weight("b", 4, 3), weight("c", 2, 3)]),
    case("A constant, B and C not", "Gemm", gemm, [weight("a", 2, 4), normal("b", 3, 4), normal("c", 1, 3)], transB=1, alpha=0.5, beta=1.5),
    case("all three depend on the input", "Gemm", gemm, [normal("a", 2, 4), normal("b", 4, 3), normal("c", 3)], alpha=0.5, beta=1.5),
    case("all three depend on the input, transA and transB", "Gemm", gemm, [normal("a", 4, 2), normal("b", 3, 4), normal("c", 2, 1)], alpha=0.5, beta=1.5, transA=1, transB=1),
    case("2-d by constant", "MatMul", torch.matmul, [normal("a", 2, 4), weight("b", 4, 3)]),
    case("constant by 2-d", "MatMul", torch.matmul, [weight("a", 2, 4), normal("b", 4, 3)]),
    case("2-d, both depend on the input", "MatMul", torch.matmul, [normal("a", 2, 4), normal("b", 4, 3)]),
    case("batched 3-d", "MatMul", torch.matmul, [normal("a", 2, 3, 4), normal("b", 2, 4, 2)]),
    case("batched 4-d", "MatMul", torch.matmul, [normal("a", 2, 2, 3, 4), normal("b", 2, 2, 4, 2)]),
    case("batch broadcast from 1", "MatMul", torch.matmul, [normal("a", 2, 3, 2, 4), normal("b", 2, 1, 4, 3)]),
    case("batch broadcast on both sides", "MatMul", torch.matmul, [normal("a", 1, 3, 2, 4), normal("b", 2, 1, 4, 3)]),
    case("rank 4 by rank 2 constant", "MatMul", torch.matmul, [normal("a", 2, 2, 3, 4), weight("b", 4, 2)]),
    case("rank 4 by rank 2, both depend on the input", "MatMul", torch.matmul, [normal("a", 2, 2, 3, 4), normal("b", 4, 2)]),
    case("rank 2 by rank 4", "MatMul", torch.matmul, [normal("a", 3, 4), normal("b", 2, 2, 4, 3)]),
    case("rank 3 by rank 4", "MatMul", torch.matmul, [normal("a", 2, 3, 4), normal("b", 2, 2, 4, 3)]),
    case("1-d by 1-d", "MatMul", torch.matmul, [normal("a", 4), normal("b", 4)]),
    case("1-d by 2-d", "MatMul", torch.matmul, [normal("a", 4), normal("b", 4, 3)]),
    case("2-d by 1-d", "MatMul", torch.matmul, [normal("a", 2, 4), normal("b", 4)]),
    case("3-d by 1-d", "MatMul", torch.matmul, [normal("a", 2, 3, 4), normal("b", 4)]),
    case("1-d by 3-d", "MatMul", torch.matmul, [normal("a", 4), normal("b", 2, 4, 3)]),
    case("same tensor twice", "MatMul", torch.matmul, [normal("a", 2, 3, 3), normal("a", 2, 3, 3)]),
    case("attention scores", "Einsum", einsum, [normal("q", 2, 3, 2, 4), normal("k", 2, 5, 2, 4)], equation="bihd,bjhd->bhij"),
    case("matrix by constant, transposed", "Einsum", einsum, [normal("a", 2, 3, 4), weight("b", 5, 4)], equation="bij,kj->bki"),
    case("summed indices", "Einsum", einsum, [normal("a", 2, 3, 4), normal("b", 2, 3)], equation="bij,bi->b"),
]
