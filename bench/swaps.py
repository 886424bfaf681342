#!/usr/bin/env python3
"""swaps.py SLIPWAY [--swaps N] [--cycles N]: what the callers of a server notice when its model is replaced. Windows with swaps between
windows without, under the same load (half of what the server can do, open loop); then a model that is loaded and unloaded N times.

The server has one thread on one core, where it also loads; `slipway bench` is on the other."""
import argparse
import os
import pathlib
import tempfile
import threading
import time
import urllib.request

import xgboost

import serve_models
from one_core import Server, free_port, isolate, resident_mb, slipway_bench

options = argparse.ArgumentParser()
options.add_argument("slipway", type=os.path.abspath)
options.add_argument("--swaps", type=int, default=200)
options.add_argument("--windows", type=int, default=10)
options.add_argument("--cycles", type=int, default=1000)
options = options.parse_args()
isolate()
PAUSE = 0.2  # between swaps, in seconds
failed = []


def bar(what, value, most):
    holds = value <= most
    failed.extend([] if holds else [what])
    print(f"  {what:70} {value:10.3f}   <= {most:g}   {'holds' if holds else 'MISSED'}")


def middle(values):
    return sorted(values)[len(values) // 2]


with tempfile.TemporaryDirectory() as folder:
    x = serve_models.rows("xgboost", 20_000, 7)
    kinds = []
    for kind in range(2):
        booster = xgboost.train({"max_depth": 6, "objective": "binary:logistic", "nthread": 2, "seed": kind}, xgboost.DMatrix(x, x[:, kind] * x[:, 1] + x[:, 2] > 0), 100)
        booster.save_model(f"{folder}/kind{kind}.ubj")
        kinds.append(pathlib.Path(f"{folder}/kind{kind}.ubj").read_bytes())
    model, port = pathlib.Path(folder, "m.ubj"), free_port()
    model.write_bytes(kinds[0])
    url = f"http://127.0.0.1:{port}"
    pathlib.Path(f"{folder}/slipway.yaml").write_text(f"models: {{m: {{from: {model}}}}}\nserve: {{http: '127.0.0.1:{port}', threads: 1, reload: 20ms, control: true}}\n")
    with Server([options.slipway, "up", "--config", f"{folder}/slipway.yaml", "--home", f"{folder}/home"]) as server:
        server.answers(f"{url}/health/ready")
        words = ("--url", url, "--protocol", "open-inference-binary", "--rows", 1)
        capacity = slipway_bench(options.slipway, *words, "--connections", 16, "--duration", "3s")["requests_per_second"]
        print(f"XGBoost, 100 trees of depth 6, one row a request: {capacity:.0f} requests/s at most; half of that is asked, of 16 connections")
        each, swapped, stop = options.swaps // options.windows, 0, threading.Event()

        def swap():
            global swapped
            while not stop.wait(PAUSE):
                swapped += 1
                pathlib.Path(folder, "next").write_bytes(kinds[swapped % 2])
                os.rename(f"{folder}/next", model)

        windows = {False: [], True: []}
        seconds = each * PAUSE
        for window in range(2 * options.windows):
            with_swaps = window % 2 == 1
            stop.clear()
            swapper = threading.Thread(target=swap)
            if with_swaps:
                swapper.start()
            found = slipway_bench(options.slipway, *words, "--rate", f"{capacity / 2:.0f}", "--connections", 16, "--duration", f"{seconds}s", "--warm-up", "200ms", "--check")
            stop.set()
            if with_swaps:
                swapper.join()
            windows[with_swaps].append(found)
            latency = found["latency_us"]
            print(f"  {'swaps' if with_swaps else 'none ':6} {found['requests_per_second']:8.0f}/s   p50 {latency['p50']:6.0f}   p99 {latency['p99']:6.0f}   p99.9 {latency['p99_9']:6.0f} us   "
                  f"failed {found['refused'] + found['broken'] + found['wrong'] + found['late']}   {resident_mb(server.pid):.0f} MB", flush=True)
        print(f"  {swapped} swaps")
        for name in ("p50", "p99", "p99_9"):
            ratio = middle([one["latency_us"][name] for one in windows[True]]) / middle([one["latency_us"][name] for one in windows[False]])
            if name == "p50":
                bar("median of windows, p50: with swaps, of that without", ratio, 1.25)
            else:
                print(f"  median of windows, {name.replace('_', '.')}: with swaps, of that without {ratio:33.3f}")
        bar("requests that failed", sum(one["refused"] + one["broken"] + one["wrong"] + one["late"] for one in windows[True] + windows[False]), 0)

        def ask(verb):
            urllib.request.urlopen(urllib.request.Request(f"{url}/v2/repository/models/m/{verb}", b"{}"), timeout=30).read()

        began = time.perf_counter()
        for cycle in range(options.cycles):
            ask("unload")
            ask("load")
            if cycle == min(50, options.cycles // 10):
                before = resident_mb(server.pid)
        took = (time.perf_counter() - began) / options.cycles
        after = resident_mb(server.pid)
        print(f"  unloaded and loaded {options.cycles} times, {took * 1e3:.1f} ms each: {before:.1f} MB after the first, {after:.1f} MB after the last")
        bar("resident memory after them, of that after the first", after / before, 1.05)
raise SystemExit(f"missed: {', '.join(failed)}" if failed else 0)
