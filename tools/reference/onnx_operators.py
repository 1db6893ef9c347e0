"""python tools/reference/onnx_operators.py: writes packages/backend-ort/test/fixtures/onnx-operators.json.

The names of all operators that the standard ONNX domain has had in any version, deprecated ones included, as the Python
package onnx knows them.
"""

import json
import pathlib

import onnx

FIXTURE = pathlib.Path(__file__).resolve().parents[2] / "packages/backend-ort/test/fixtures/onnx-operators.json"


def main():
    schemas = onnx.defs.get_all_schemas_with_history()
    operators = sorted({schema.name for schema in schemas if schema.domain == ""})
    origin = f"onnx.defs.get_all_schemas_with_history() of the Python package onnx {onnx.__version__}, standard domain"
    FIXTURE.write_text(json.dumps({"origin": origin, "operators": operators}, indent=2) + "\n")
    print(len(operators), "operators")


if __name__ == "__main__":
    main()
