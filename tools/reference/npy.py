"""python npy.py OUT.json: .npy files by NumPy, as base64 with their values, and files that core's reader must refuse."""

import base64
import io
import json
import sys

import numpy as np
from numpy.lib import format as npy


def save(array, version=None):
    file = io.BytesIO()
    npy.write_array(file, array, version=version)
    return base64.b64encode(file.getvalue()).decode()


def case(name, array, version=None):
    # Values as text: JSON has neither NaN nor 64-bit integers. repr gives back the same number when read.
    values = [repr(value) for value in array.ravel(order="C").tolist()]
    entry = {"name": name, "dtype": array.dtype.name, "shape": list(array.shape), "values": values}
    return {**entry, "file": save(array, version)}


rng = np.random.default_rng(7)
grid = rng.standard_normal((2, 3, 4))
special = [0.0, -0.0, np.inf, -np.inf, np.nan, 65504, 65519.99, 65520, 2**-14, 2**-24, 2**-25, 3 * 2**-25, 1 + 2**-11, 1 + 3 * 2**-11]

read = [case(f"{code} {name}", array) for code in ("f4", "f8", "f2", "i8", "i4", "u1", "b1") for name, array in {
    "C order": (grid * 50).astype(code),
    "Fortran order": np.asfortranarray((grid * 50).astype(code)),
    "big endian": (grid * 50).astype(f">{code}"),
    "big endian, Fortran order": np.asfortranarray((grid * 50).astype(f">{code}")),
    "scalar": np.array(3).astype(code),
    "one axis": np.arange(5).astype(code),
    "no values": np.zeros((0, 3)).astype(code),
}.items()]
read += [
    case("i8 extremes", np.array([-(2**63), 2**63 - 1, -1])),
    case("f4 special", np.array(special, np.float32)),
    case("f2 special", np.array(special, np.float32).astype(np.float16)),
    case("f8 special", np.array(special)),
    case("version 2", grid.astype(np.float32), (2, 0)),
    case("five axes", np.asfortranarray(rng.standard_normal((2, 1, 3, 2, 2)).astype(np.float32))),
]
refuse = {
    "objects": np.array([1, "a", None], dtype=object),
    "records": np.zeros(3, dtype=[("x", "<f4"), ("y", "<i4")]),
    "text": np.array(["a", "bc"]),
    "complex numbers": np.zeros(3, np.complex64),
    "16-bit integers": np.zeros(3, np.int16),
}
halves = np.concatenate([np.array(special), rng.standard_normal(200) * 10.0 ** rng.integers(-8, 6, 200)]).astype(np.float32)

with np.errstate(over="ignore"):
    result = {
        "numpy": np.__version__,
        "read": read,
        "refuse": [{"name": name, "file": save(array)} for name, array in refuse.items()],
        "version3": save(np.zeros(3, np.float32), (3, 0)),
        "halves": {"values": [repr(float(v)) for v in halves], "bits": halves.astype(np.float16).view(np.uint16).tolist()},
    }
with open(sys.argv[1], "w") as file:
    json.dump(result, file)
    file.write("\n")
