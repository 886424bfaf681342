#!/usr/bin/env python3
"""batch.py SLIPWAY [--rows N] [--pipe GB]: N CSV rows of 28 columns through a LightGBM model of 100 trees x 31 leaves, beside
pandas + lightgbm reading and writing the same files, in turn. With --pipe, how much memory so much CSV through a pipe takes."""
import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

import lightgbm as lgb
import numpy as np
import pandas as pd

options = argparse.ArgumentParser()
options.add_argument("slipway")
options.add_argument("--rows", type=int, default=1_000_000)
options.add_argument("--pipe", type=float, default=0, help="gigabytes")
options = options.parse_args()
SLIPWAY = os.path.abspath(options.slipway)
COLUMNS = [f"f{i}" for i in range(28)]
rng = np.random.RandomState(1)
PANDAS = """
import sys, pandas as pd, lightgbm as lgb
booster = lgb.Booster(model_file=sys.argv[1])
frame = pd.read_csv(sys.argv[2])
pd.DataFrame({"predict": booster.predict(frame)}).to_csv(sys.argv[3], index=False)
"""


def timed(words, **more):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    subprocess.run(words, check=True, stderr=subprocess.DEVNULL, **more)
    wall = time.perf_counter() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def peak_of(words, source):
    """Peak memory in MB of a process that is fed `source`, blocks of bytes: of its own, not of the fork it began as."""
    process = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    begin, total = time.perf_counter(), 0
    for block in source:
        process.stdin.write(block)
        total += len(block)
    peak = int(next(line for line in open(f"/proc/{process.pid}/status") if line.startswith("VmHWM")).split()[1])
    process.stdin.close()
    return peak / 1024, total, time.perf_counter() - begin, process.wait()


with tempfile.TemporaryDirectory() as folder:
    x = rng.normal(size=(20_000, 28))
    y = (x[:, 0] + x[:, 1] * x[:, 2] > 0).astype(int)
    booster = lgb.train({"objective": "binary", "num_leaves": 31, "verbosity": -1}, lgb.Dataset(pd.DataFrame(x, columns=COLUMNS), y), 100)
    model, rows, ours, theirs = (f"{folder}/{name}" for name in ("model.txt", "rows.csv", "ours.csv", "theirs.csv"))
    booster.save_model(model)
    frame = pd.DataFrame(rng.normal(size=(options.rows, 28)), columns=COLUMNS)
    frame.to_csv(rows, index=False)
    print(f"{options.rows} rows x 28, {os.path.getsize(rows) / 1e6:.0f} MB of CSV; {os.cpu_count()} cores")
    best = {}
    for _ in range(3):
        for name, words in (("slipway", [SLIPWAY, "score", model, rows, "-o", ours]), ("pandas + lightgbm", [sys.executable, "-c", PANDAS, model, rows, theirs])):
            wall, cpu = timed(words)
            print(f"  {name:20} {wall:6.2f} s wall, {cpu:6.2f} s processor, {options.rows / wall:10.0f} rows/s")
            best[name] = min(best.get(name, (1e9, 0)), (wall, cpu))
    (w, c), (pw, pc) = best["slipway"], best["pandas + lightgbm"]
    print(f"best of 3: {pw / w:.2f} x in wall time, {pc / c:.2f} x in processor time")
    difference = np.abs(pd.read_csv(ours)["predict"] - pd.read_csv(theirs)["predict"]).max()
    print(f"greatest difference of a prediction: {difference:g}")
    if options.pipe > 0:
        lines = pathlib.Path(rows).read_bytes()
        header, _, body = lines.partition(b"\n")
        body = body[:body.rindex(b"\n", 0, 64 << 20) + 1]

        def source():
            yield header + b"\n"
            sent = 0
            while sent < options.pipe * 1e9:
                yield body
                sent += len(body)

        peak, total, wall, status = peak_of([SLIPWAY, "score", model, "-", "-o", "/dev/null", "--from", "csv", "--to", "csv"], source())
        print(f"{total / 1e9:.2f} GB through a pipe: {peak:.0f} MB at most, {total / wall / 1e6:.0f} MB/s, exit code {status}")
