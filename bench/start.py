#!/usr/bin/env python3
"""start.py SLIPWAY EXAMPLES: from nothing to the first prediction of a small pickle model, 10 rows, 100 times."""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

SLIPWAY, EXAMPLES = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]).resolve()
ROUNDS = 100


def measure(name, words):
    """Wall time, and the greatest resident set of the whole process (by GNU time: a process that Python starts counts the
    memory of Python, of which it is a fork at first)."""
    walls = []
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        status = subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode
        walls.append((time.perf_counter() - begin) * 1e3)
        if status != 0:
            sys.exit(f"{words}: {status}")
    peaks = [int(subprocess.run(["/usr/bin/time", "-f", "%M", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                 .stderr.splitlines()[-1]) / 1024 for _ in range(5)]
    print(f"{name:28} median {statistics.median(walls):6.1f} ms   p95 {sorted(walls)[int(ROUNDS * .95)]:6.1f} ms   {max(peaks):5.1f} MB")


with tempfile.TemporaryDirectory() as folder:
    csv, jsonl = f"{folder}/ten.csv", f"{folder}/ten.jsonl"
    pathlib.Path(csv).write_text("".join(open(EXAMPLES / "wine.csv").readlines()[:11]))
    pathlib.Path(jsonl).write_text("".join(open(EXAMPLES / "wine.jsonl").readlines()[:10]))
    model = str(EXAMPLES / "wine.pkl")
    measure("an empty program (true)", ["/bin/true"])
    measure("slipway --version", [SLIPWAY, "--version"])
    measure("slipway inspect, pickle", [SLIPWAY, "inspect", model])
    measure("slipway score, 10 CSV rows", [SLIPWAY, "score", model, csv, "-o", f"{folder}/out.csv"])
    measure("slipway score, 10 JSON lines", [SLIPWAY, "score", model, jsonl, "-o", f"{folder}/out.jsonl"])
    trace = subprocess.run(["strace", "-f", "-e", "trace=openat", SLIPWAY, "inspect", model], capture_output=True, text=True)
    arrow = [line for line in trace.stderr.splitlines() if "arrow" in line or "parquet" in line]
    print(f"files of Arrow that inspect opens: {len(arrow)}")
