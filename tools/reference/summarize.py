"""python summarize.py TABLE.md ... [--methods ID ...]: one row per network, one column per method, from what compare.py prints.

A cell is the relative L2 error for the best input, the one whose k is smallest among those within the rule, with k behind it,
and how many inputs were within the rule where there were several: near a kink two correct programs can land on different sides
though k is small (docs/architecture.md, section 7).

    python summarize.py --peers REFERENCE ...

The peers beside the definitions instead, one row per method: the smallest and largest relative L2 distance over all references,
and, where the peer's definition is another, the same once the definition is changed as the peer's is.
"""

import argparse
import collections
import json
import pathlib

METHODS = ("saliency", "guided-backprop", "deconvnet", "grad-cam", "occlusion")


def cases(path, methods):
    for line in open(path):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if len(cells) == 7 and cells[2] in methods:
            network, _, method, k, _, error, verdict = cells
            yield network, method, (float(k) if k else 0.0, float(error) if error else None, verdict.startswith("ok"), verdict)


def cell(found):
    good = sorted(case for case in found if case[2])
    if not found:
        return "-"
    if not good:
        over = [error for _, error, _, _ in found if error is not None]
        return f"**{min(over):.1e}**" if over else "not yet"
    k, error, _, _ = good[0]
    several = f", {len(good)} of {len(found)}" if len(found) > 1 else ""
    return f"{error:.1e}" + (f" (k {k:.1e}{several})" if k else f" ({several[2:]})" if several else "")


def errors(tables, methods):
    networks = {}
    for path in tables:
        for network, method, case in cases(path, methods):
            networks.setdefault(network, {}).setdefault(method, []).append(case)
    print(f"| network | {' | '.join(methods)} |\n|{' --- |' * (len(methods) + 1)}")
    for network, found in networks.items():
        print(f"| {network.removesuffix('.onnx')} | {' | '.join(cell(found.get(method, [])) for method in methods)} |")


def span(values):
    return f"{min(values):.1e} to {max(values):.1e}" if len(values) > 1 else f"{values[0]:.1e}" if values else ""


def peers(references):
    found = collections.defaultdict(lambda: ([], [], set()))
    for file in sorted(file for reference in references for file in pathlib.Path(reference).rglob("reference.json")):
        for method, about in json.loads(file.read_text())["methods"].items():
            for peer, against in (("pytorch-grad-cam", about.get("pytorch-grad-cam")), ("Captum", {"against definition": about.get("captum against definition")})):
                if against and against["against definition"] is not None:
                    plain, changed, differences = found[method, peer]
                    plain.append(against["against definition"])
                    changed += [against[key] for key in ("against definition with the difference",) if key in against]
                    differences |= {against[key] for key in ("difference",) if key in against}
    print("| method | peer | against the definition | where it differs | against the definition with that |\n| --- | --- | --- | --- | --- |")
    for (method, peer), (plain, changed, differences) in found.items():
        print(f"| {method} | {peer} | {span(plain)} | {'; '.join(sorted(differences))} | {span(changed)} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", help="tables, or with --peers folders of references")
    parser.add_argument("--methods", nargs="+", default=METHODS, help="the columns")
    parser.add_argument("--peers", action="store_true")
    a = parser.parse_args()
    peers(a.files) if a.peers else errors(a.files, a.methods)


if __name__ == "__main__":
    main()
