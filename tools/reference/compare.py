"""python compare.py [--xai COMMAND] [--models FOLDER ...] REFERENCE ...: runs `xai explain` on the exact inputs of the references.

A REFERENCE is a folder that methods.py or zoo_methods.py wrote (or one above such folders). Prints a Markdown table: relative L2
error of each map against the float64 reference, and what the rule of docs/architecture.md, section 7, allows: max(1e-4, 3 k) for
gradients, 1e-4 for class activation maps and occlusion; with --smooth, 1e-5 for gradients of networks that have no kinks. Exits
with 1 where a method is within it on no input of a network.
"""

import argparse
import collections
import json
import pathlib
import shlex
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
WELL_DETERMINED = 1e-3  # a larger k is no evidence by itself
GRADIENTS = {"saliency", "input-x-gradient", "guided-backprop", "deconvnet", "guided-grad-cam", "integrated-gradients", "smoothgrad"}
OPTIONS = ("layer", "window", "stride", "baseline", "steps", "samples", "sigma", "seed")


def arguments(method, settings):
    """The flags that repeat the settings of a reference."""
    flags = [text for option in OPTIONS if option in settings for text in (f"--{option}", str(settings[option]))]
    return (*flags, "--upsampling", "none") if "layer" in settings and method not in GRADIENTS else tuple(flags)


def run(xai, model, folder, record, methods, flags):
    """-> for each method its map [...], or what went wrong."""
    with tempfile.TemporaryDirectory() as out:
        command = [*xai, "explain", "--model", str(model), "--input", str(folder / "input.npy"), "--method", ",".join(methods),
                   "--target", record["target"], "--out", out, "--format", "npy", *flags]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode == 0:
            return {method: np.load(pathlib.Path(out) / f"input.{method}.npy").astype(np.float64) for method in methods}
    if len(methods) > 1:
        return {method: run(xai, model, folder, record, [method], flags)[method] for method in methods}
    return {methods[0]: (done.stderr.strip().splitlines() or ["no message"])[-1]}


def ours(xai, model, folder, record, methods):
    """As `run`; methods that take the same flags share one call."""
    together = collections.defaultdict(list)
    for method in methods:
        together[arguments(method, record["methods"][method])].append(method)
    return {method: found for flags, some in together.items() for method, found in run(xai, model, folder, record, some, flags).items()}


def row(folder, record, method, values, smooth):
    """-> (Markdown row, whether the error is within the rule)"""
    settings = record["methods"][method]
    reference = np.load(folder / settings["files"]["float64"])
    k = settings.get("k")
    limit = (1e-5 if smooth else max(1e-4, 3 * k)) if method in GRADIENTS else 1e-4
    problem = values if isinstance(values, str) else None
    if problem is None and values.size != reference.size:
        problem = f"shape {values.shape}, reference {reference.shape}"
    error = None if problem else np.linalg.norm(values.ravel() - reference.ravel()) / np.linalg.norm(reference)
    verdict = problem or ("over" if not error <= limit else "ok" if (k or 0) <= WELL_DETERMINED else "ok, but k is too large to be evidence")
    numbers = " | ".join("" if n is None else f"{n:.1e}" for n in (k, limit, error))
    return f"| {record['model']} | {record['input']['from']} | {method} | {numbers} | {verdict} |", verdict == "ok"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("references", nargs="+", type=pathlib.Path)
    parser.add_argument("--xai", default=f"node {ROOT / 'packages/cli/bin/xai.js'}", help="the command to run")
    parser.add_argument("--models", nargs="+", type=pathlib.Path, required=True, help="folders that hold the network files")
    parser.add_argument("--methods", nargs="+", help="only these")
    parser.add_argument("--smooth", action="store_true", help="the networks have no kinks")
    a = parser.parse_args()
    print("| network | input | method | k | allowed | error | |\n|---|---|---|---|---|---|---|")
    fine = {}
    for folder in sorted({f.parent for reference in a.references for f in reference.rglob("reference.json")}):
        record = json.loads((folder / "reference.json").read_text())
        model = next((m / record["model"] for m in a.models if (m / record["model"]).exists()), None)
        if model is None:
            sys.exit(f"{record['model']} is in none of the folders given with --models")
        methods = [method for method in record["methods"] if method in (a.methods or record["methods"])]
        for method, values in ours(shlex.split(a.xai), model, folder, record, methods).items():
            line, ok = row(folder, record, method, values, a.smooth)
            fine[record["model"], method] = ok or fine.get((record["model"], method), False)
            print(line, flush=True)
    sys.exit(0 if all(fine.values()) else 1)


if __name__ == "__main__":
    main()
