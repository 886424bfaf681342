#!/usr/bin/env python3
"""exactness.py DOORS_TEST: docs/exactness.md, from what the goldens' test measures: by case and version of the library the
greatest difference of any output, in units of the last place, or relative where that says more."""
import collections
import os
import re
import subprocess
import sys

output = subprocess.run([sys.argv[1], "--gtest_filter=*GoldenTest*"], env={**os.environ, "SLIPWAY_GOLDEN_REPORT": "1"},
                        capture_output=True, text=True, check=True).stdout
worst = collections.defaultdict(lambda: collections.defaultdict(lambda: (0, 0.0)))
values = collections.Counter()
for line in output.splitlines():
    parts = line.split("\t")
    if len(parts) != 7:
        continue
    library, version, folder, _, relative, ulp, count = parts
    case = re.sub(rf"-{re.escape(version)}$", "", os.path.basename(folder))
    relative, ulp, count = float(relative.split()[1]), int(ulp.split()[1]), int(count.split()[1])
    before = worst[library, case][version]
    worst[library, case][version] = max(before[0], ulp), max(before[1], relative)
    values[library] += count


def shown(difference):
    ulp, relative = difference
    return "0" if ulp == 0 else f"{ulp} ulp" if ulp <= 16 else f"{relative:.0e}"


def by_number(version):
    return [int(part) for part in re.findall(r"\d+", version)]


print("# Exactness\n\nMade by `./dev docs`: the greatest difference between what the library answered and what Slipway does, over all rows")
print("and outputs of a case. `0`: the same bits. `ulp`: units of the last place. Else relative, of sums that cancel out.")
print("How the cases were made: `golden/*/HOW`.")
for library in sorted({key[0] for key in worst}):
    cases = sorted(case for name, case in worst if name == library)
    versions = sorted({v for case in cases for v in worst[library, case]}, key=by_number)
    exact = sum(ulp == 0 for case in cases for ulp, _ in worst[library, case].values())
    total = sum(len(worst[library, case]) for case in cases)
    print(f"\n## {library}\n\n{total} models, {exact} of them equal to the last bit; {values[library]} values.\n")
    print("| case | " + " | ".join(versions) + " |\n|---|" + "---|" * len(versions))
    for case in cases:
        found = worst[library, case]
        print(f"| {case} | " + " | ".join(shown(found[v]) if v in found else "" for v in versions) + " |")
