"""python summarize.py TABLE.md ...: one row per network, one column per method, from the tables that compare.py prints.

A cell is the relative L2 error for the best input, the one whose k is smallest among those within the rule, with k behind it,
and how many inputs were within the rule where there were several: near a kink two correct programs can land on different sides
though k is small (docs/architecture.md, section 7).
"""

import sys

METHODS = ("saliency", "guided-backprop", "deconvnet", "grad-cam", "occlusion")


def cases(path):
    for line in open(path):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 7 and cells[2] in METHODS:
            network, _, method, k, _, error, verdict = cells
            yield network, method, (float(k) if k else 0.0, float(error) if error else None, verdict.startswith("ok"), verdict)


def cell(found):
    good = sorted(case for case in found if case[2])
    if not found:
        return "-"
    if not good:
        return "not for one dimension yet"
    k, error, _, _ = good[0]
    several = f", {len(good)} of {len(found)}" if len(found) > 1 else ""
    return f"{error:.1e}" + (f" (k {k:.1e}{several})" if k else f" ({several[2:]})" if several else "")


def main():
    networks = {}
    for path in sys.argv[1:]:
        for network, method, case in cases(path):
            networks.setdefault(network, {}).setdefault(method, []).append(case)
    print(f"| network | {' | '.join(METHODS)} |\n|{' --- |' * (len(METHODS) + 1)}")
    for network, found in networks.items():
        print(f"| {network.removesuffix('.onnx')} | {' | '.join(cell(found.get(method, [])) for method in METHODS)} |")


if __name__ == "__main__":
    main()
