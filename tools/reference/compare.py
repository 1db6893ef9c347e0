"""python compare.py [--xai COMMAND] [--models FOLDER ...] REFERENCE ...: runs `xai explain` on the exact inputs of the references.

A REFERENCE is a folder that methods.py or zoo_methods.py wrote (or one above such folders). Prints a Markdown table: relative L2
error of each map against the float64 reference, and what the rule of docs/architecture.md, section 7, allows: max(1e-4, 3 k) for
gradients, 1e-4 for grad-cam and occlusion. Exits with 1 where a method is within it on no input of a network.
"""

import argparse
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
WELL_DETERMINED = 1e-3  # a larger k is no evidence by itself


def ours(xai, model, folder, record, method):
    settings = record["methods"][method]
    with tempfile.TemporaryDirectory() as out:
        command = [*xai, "explain", "--model", str(model), "--input", str(folder / "input.npy"), "--method", method, "--target", record["target"],
                   "--out", out, "--format", "npy"]
        if method == "grad-cam":
            command += ["--layer", settings["layer"], "--upsampling", "none"]
        if method == "occlusion":
            command += ["--window", str(settings["window"]), "--stride", str(settings["stride"])]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            return None, (done.stderr.strip().splitlines() or ["no message"])[-1]
        return np.load(pathlib.Path(out) / f"input.{method}.npy").astype(np.float64), None


def row(xai, model, folder, record, method):
    """-> (Markdown row, whether the error is within the rule)"""
    settings = record["methods"][method]
    reference = np.load(folder / settings["files"]["float64"])
    k = settings.get("k")
    limit = max(1e-4, 3 * k) if method in ("saliency", "guided-backprop", "deconvnet") else 1e-4
    values, problem = ours(xai, model, folder, record, method)
    if problem is None and values.size != reference.size:
        problem = f"shape {values.shape}, reference {reference.shape}"
    error = None if problem else np.linalg.norm(values.ravel() - reference.ravel()) / np.linalg.norm(reference)
    verdict = problem or ("over" if error > limit else "ok" if (k or 0) <= WELL_DETERMINED else "ok, but k is too large to be evidence")
    numbers = " | ".join("" if n is None else f"{n:.1e}" for n in (k, limit, error))
    return f"| {record['model']} | {record['input']['from']} | {method} | {numbers} | {verdict} |", verdict == "ok"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("references", nargs="+", type=pathlib.Path)
    parser.add_argument("--xai", default=f"node {ROOT / 'packages/cli/bin/xai.js'}", help="the command to run")
    parser.add_argument("--models", nargs="+", type=pathlib.Path, required=True, help="folders that hold the network files")
    parser.add_argument("--methods", nargs="+", help="only these")
    a = parser.parse_args()
    print("| network | input | method | k | allowed | error | |\n|---|---|---|---|---|---|---|")
    fine = {}
    for folder in sorted({f.parent for reference in a.references for f in reference.rglob("reference.json")}):
        record = json.loads((folder / "reference.json").read_text())
        model = next((m / record["model"] for m in a.models if (m / record["model"]).exists()), None)
        if model is None:
            sys.exit(f"{record['model']} is in none of the folders given with --models")
        for method in a.methods or record["methods"]:
            if method in record["methods"]:
                line, ok = row(shlex.split(a.xai), model, folder, record, method)
                fine[record["model"], method] = ok or fine.get((record["model"], method), False)
                print(line, flush=True)
    sys.exit(0 if all(fine.values()) else 1)


if __name__ == "__main__":
    main()
