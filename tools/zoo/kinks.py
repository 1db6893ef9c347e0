"""python kinks.py ZOO_PY DIR: an input for each net of a zoo folder at which its gradient is well known, and how well.

Rebuilds the networks that ZOO_PY (zoo.py) exported to DIR, and tries up to 20 inputs: the net's own, then ever fainter ones,
whose kinks lie elsewhere. Writes fixtures/kinks.json, per net:

- k of the kink rule (docs/architecture.md, section 7) at the best of them, the first with 3 k below the rule's floor;
- factor, by which the net's own input was multiplied, and tried, how many inputs were;
- rebuilt, the relative L2 distance of the rebuilt network's float64 gradient at its own input from the one that zoo.py stored:
  it says that this is the same network;
- for a factor other than 1 the float64 gradient: every STEP-th value, row-major. For 1, zoo.py has stored it all.
"""

import copy
import pathlib
import sys

import torch

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "reference"))
import explain  # noqa: E402
import reference  # noqa: E402

STEP = 331  # prime: walks through all columns
MOST_INPUTS = 20
FLOOR = 1e-4


def measure(folder, row):
    net, own, others = folder.build(row)
    net64 = copy.deepcopy(net).double()

    def gradient(model, x):
        return torch.from_numpy(folder.zoo.grad(model, (x, *others), row["target"])[2])

    rebuilt = explain.relative(gradient(net64, own.double()), folder.array(row["grad64"]))
    best = None
    for tried in range(1, MOST_INPUTS + 1):
        factor = (100 - 3 * (tried - 1)) / 100
        _, double, k = explain.kink(gradient, net, net64, own * factor)
        if best is None or k < best[0]:
            best = k, factor, double
        if 3 * k < FLOOR:
            break
    k, factor, double = best
    record = {"k": float(f"{k:.3g}"), "factor": factor, "tried": tried, "rebuilt": float(f"{rebuilt:.2g}")}
    return record if factor == 1 else {**record, "gradient": reference.rounded(double.flatten()[::STEP])}


def main(zoo_py, directory):
    torch.set_num_threads(1)
    folder = reference.Folder(zoo_py, directory)
    nets = {}
    for row in folder.rows:
        nets[row["name"]] = measure(folder, row)
        print(row["name"], {key: value for key, value in nets[row["name"]].items() if key != "gradient"}, flush=True)
    reference.write("kinks.json", "kinks.py", nets, step=STEP)


if __name__ == "__main__":
    main(*sys.argv[1:])
