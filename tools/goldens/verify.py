#!/usr/bin/env python3
"""verify.py SLIPWAY [--versions …] [--cases …]: `slipway verify` over the models that `./dev goldens` made, each in the
environment of the library that wrote it, with rows that verify makes at the model's own thresholds. Prints what differs by
case, and how many models were the same, differ ("refused there": the library fails for rows that Slipway answers; "contradicts itself": it answers otherwise for
each of those rows alone), or are refused. Exit code 1: something differs."""
import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import goldens  # noqa: E402
import warm  # noqa: E402


HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENT = {**goldens.QUIET, "PYTHONPATH": str(HERE)}  # functions of our own that models name


def verify(slipway, python, folder, rows):
    """(verdict, what to say of it)"""
    case = json.loads((folder / "case.json").read_text())
    command = [slipway, "verify", folder / case["model"], "--python", python, "--yes", "--json", "--rows", rows]
    if "named" in case:
        command += ["--columns", ",".join(case["named"])]
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=ENVIRONMENT)
    if done.returncode in (0, 4) and done.stdout.startswith("{"):
        found = json.loads(done.stdout)
        if found["same"]:
            return "same", ""
        verdict = "contradicts itself" if len(found["contradicted"]) == found["rows_different"] else "different"
        columns = [f"{c['name']}: {c['different']} of {c['compared']}, row {c['row']}: {c['ours']} here, {c['theirs']} there"
                   for c in found["columns"] if c["different"]]
        refusals = [f"{o['name']}: {o['refused_by_us']} refused only here ({o['our_reason']}), {o['refused_by_them']} only there ({o['their_reason']})"
                    for o in found["outputs"] if o["refused_by_us"] or o["refused_by_them"]]
        answered = not columns and not any(o["refused_by_us"] for o in found["outputs"])
        return "refused there" if answered else verdict, "; ".join((columns + refusals)[:2])
    said = done.stderr.strip().splitlines()
    return ("refused" if done.returncode == 4 else "failed"), said[-1][:300] if said else f"exit code {done.returncode}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("slipway")
    parser.add_argument("--library", default="sklearn")
    parser.add_argument("--versions", type=goldens.words)
    parser.add_argument("--cases", type=goldens.words)
    parser.add_argument("--venvs", default=os.environ.get("SLIPWAY_VENVS"))
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--every", type=int, default=1, help="one model of so many, counted over all cases")
    parser.add_argument("--jobs", type=int, default=2)
    asked = parser.parse_args()
    slipway = os.path.abspath(asked.slipway)
    total = collections.Counter()
    for environment in goldens.environments(asked.library, asked.versions):
        python = goldens.environment_python(environment, asked.venvs, print)
        base = goldens.BUILD / "cases" / f"{environment.library}-{environment.version}"
        folders = sorted(path.parent for path in base.rglob("case.json") if not asked.cases or path.relative_to(base).parts[0] in asked.cases)
        folders = [folder for folder in folders if "refused" not in json.loads((folder / "case.json").read_text())][::asked.every]
        if python is None or not folders:
            continue
        count = collections.Counter()
        with warm.interpreter(python, ENVIRONMENT) as warmed, concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
            for folder, (verdict, what) in zip(folders, pool.map(lambda each: verify(slipway, warmed, each, asked.rows), folders)):
                count[verdict] += 1
                if verdict != "same":
                    print(f"{verdict}: {folder.relative_to(goldens.BUILD / 'cases')}: {what}", flush=True)
        print(f"{environment.library} {environment.version}: {len(folders)} models: " + ", ".join(f"{n} {verdict}" for verdict, n in sorted(count.items())), flush=True)
        total += count
    print("all: " + ", ".join(f"{n} {verdict}" for verdict, n in sorted(total.items())))
    return 1 if total["different"] or total["failed"] else 0


if __name__ == "__main__":
    sys.exit(main())
