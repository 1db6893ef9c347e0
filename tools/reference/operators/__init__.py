"""Reference values for single ONNX operators: forward and gradient, from plain float64 definitions in PyTorch.

One file per family holds the definitions and the cases; `case.py` holds the machinery; `python -m operators` writes the fixtures.
"""
