#!/usr/bin/env python3
"""exactness.py DOORS_TEST: docs/exactness.md, from what the goldens' test measures: by case and version of the library the
greatest difference of any output, in units of the last place, or relative where that says more.
exactness.py --estimators MATRIX.JSON: docs/estimators.md, the same by class, from what ./dev goldens --record measured.
exactness.py --classes SLIPWAY: docs/classes.md, what is read of each class, and what is passed over."""
import collections
import json
import os
import re
import subprocess
import sys

TITLES = {"sklearn": "scikit-learn", "xgboost": "XGBoost", "lightgbm": "LightGBM", "catboost": "CatBoost"}


def shown(ulp, relative):
    return "0" if ulp == 0 else f"{ulp} ulp" if ulp <= 16 else f"{relative:.0e}"


def by_number(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def print_row(cells):
    print("| " + " | ".join(cells) + " |")


def measure(program):
    """{(library, case): {version: (ulp, relative) or what is refused}}, values by library"""
    output = subprocess.run([program, "--gtest_filter=*GoldenTest*"], env={**os.environ, "SLIPWAY_GOLDEN_REPORT": "1"},
                            capture_output=True, text=True, check=True).stdout
    worst = collections.defaultdict(dict)
    values = collections.Counter()
    for line in output.splitlines():
        parts = line.split("\t")
        if len(parts) < 7:
            continue
        library, version, folder, name = parts[:4]
        found = worst[library, re.sub(rf"-{re.escape(version)}$", "", os.path.basename(folder))]
        if name == "refused":
            found[version] = "refused"
            continue
        relative, ulp, count = (part.split()[1] for part in parts[4:7])
        before = found.get(version, (0, 0.0))
        found[version] = max(before[0], int(ulp)), max(before[1], float(relative))
        values[library] += int(count)
    return worst, values


def print_cases(program):
    worst, values = measure(program)
    print("# Exactness\n\nMade by `./dev docs`: the greatest difference between what the library answered and what Slipway does, over all rows")
    print("and outputs of a case. `0`: the same bits. `ulp`: units of the last place. Else relative, of sums that cancel out.")
    print("How the cases were made: `golden/*/HOW`. By estimator: [estimators.md](estimators.md).")
    for library in sorted({key[0] for key in worst}):
        cases = sorted(case for name, case in worst if name == library)
        versions = sorted({v for case in cases for v in worst[library, case]}, key=by_number)
        measured = [found for case in cases for found in worst[library, case].values() if found != "refused"]
        exact = sum(ulp == 0 for ulp, _ in measured)
        print(f"\n## {library}\n\n{len(measured)} models, {exact} of them equal to the last bit; {values[library]} values.\n")
        print("| case | " + " | ".join(versions) + " |\n|---|" + "---|" * len(versions))
        for case in cases:
            found = {version: each if each == "refused" else shown(*each) for version, each in worst[library, case].items()}
            print_row([case] + [found.get(version, "") for version in versions])


def cell_of(cells, version):
    if version not in cells:
        return ""
    if cells[version] is None:
        return "–"
    cases, ulp, relative, refused = cells[version]
    names = ", ".join(name for name in refused if name != "(wrong)")
    parts = ["wrong"] if "(wrong)" in refused else [shown(ulp, relative)] if cases > 0 else []
    return "; ".join(parts + ([f"refused: {names}"] if names else []))


def print_estimators(path):
    with open(path, encoding="utf-8") as file:
        matrix = json.load(file)
    print("# Estimators\n\nMade by `./dev docs` from what `./dev goldens --record` measured: by class and version of the library the greatest")
    print("difference between its answers and Slipway's, over all its cases (of a class that was only asked as a part of others: over")
    print("theirs). `0`: the same bits. `ulp`: units of the last place. Else relative, of sums that cancel out. `refused`: Slipway does not load a model with that, and says so.")
    print("`–`: that version has no such class. An empty cell: it has, and no case holds it. What was asked: `tools/goldens/`.")
    for library, book in sorted(matrix.items()):
        versions = book["versions"]
        print(f"\n## {TITLES.get(library, library)}\n")
        print("| class | " + " | ".join(versions) + " |\n|---|" + "---|" * len(versions))
        for name, cells in sorted(book["classes"].items()):
            print_row([f"`{name}`"] + [cell_of(cells, version) for version in versions])


def print_classes(program):
    listed = subprocess.run([program, "formats", "--classes", "--json"], capture_output=True, text=True, check=True).stdout
    known = [json.loads(line) for line in listed.splitlines()]
    print(f"# Classes\n\nMade by `./dev docs` from the readers themselves: the {len(known)} classes whose objects are read from pickles, which of their")
    print("attributes count, and which are knowingly passed over: parameters of fitting, by-products of it. An object with any")
    print("other attribute is refused by that attribute's name. How exact each is, by version: `estimators.md`.\n")
    wanted = {line.strip() for line in open(os.path.join(os.path.dirname(__file__), "goldens", "names.txt")) if not line.startswith("#")}
    there = {one["class"].rsplit(".", 1)[1] for one in known if one["class"].startswith("sklearn.")}
    print(f"Of the {len(wanted)} names in `tools/goldens/names.txt` {len(wanted & there)} are read" + (f"; not: {', '.join(sorted(wanted - there))}." if wanted - there else "."))
    print()
    print_row(["class", "read", "passed over"])
    print("|---|---|---|")
    for one in known:
        print_row([f"`{one['class']}`", *(" ".join(f"`{name}`" for name in sorted(one[key])) for key in ("reads", "ignores"))])


if __name__ == "__main__":
    if sys.argv[1] == "--estimators":
        print_estimators(sys.argv[2])
    elif sys.argv[1] == "--classes":
        print_classes(sys.argv[2])
    else:
        print_cases(sys.argv[1])
