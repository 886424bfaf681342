#!/usr/bin/env python3
"""overload.py SLIPWAY [--seconds N] [--rows N]: a server that is asked three times as much as it can do, for N (60) seconds in parts of ten,
between control windows at half load. It is told to refuse what would wait for more than 1 ms (wait_max). What it accepts stays fast, what it does not is refused at once, memory stays flat, and a second
after the overload all is as before. One server thread on one core, `slipway bench` in open loop on the other.

The server's own histogram is that of /metrics; the callers' view is beside it."""
import argparse
import os
import pathlib
import re
import tempfile
import threading
import time
import urllib.request

import xgboost

import serve_models
from one_core import Server, free_port, isolate, resident_mb, slipway_bench

options = argparse.ArgumentParser()
options.add_argument("slipway", type=os.path.abspath)
options.add_argument("--seconds", type=int, default=60)
options.add_argument("--rows", type=int, default=32)
options.add_argument("--part", type=int, default=10)
options.add_argument("--connections", type=int, default=1000)
options = options.parse_args()
isolate()
PART, CONTROL, RECOVERY = min(options.part, options.seconds), 5, 3
failed = []


def bar(what, value, most, unit=""):
    holds = value <= most
    failed.extend([] if holds else [what])
    print(f"  {what:70} {value:10.2f}{unit}   <= {most:g}{unit}   {'holds' if holds else 'MISSED'}")


def histogram(port):
    """Bound in seconds -> requests that took no longer, of those that were scored."""
    text = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30).read().decode()
    found = re.findall(r'^slipway_request_seconds_bucket\{[^}]*outcome="success"[^}]*le="([^"]+)"\} (\S+)', text, re.M)
    return {float(bound): float(count) for bound, count in found}


def percentile(before, after, share):
    """In seconds, between the bounds as if evenly spread."""
    counts = [(bound, after[bound] - before.get(bound, 0)) for bound in sorted(after)]
    wanted, lower, below = counts[-1][1] * share, 0.0, 0.0
    for bound, count in counts:
        if count >= wanted and count > 0:
            return lower + (min(bound, 1e3) - lower) * (wanted - below) / max(count - below, 1)
        lower, below = bound, count
    return 0.0


class Watch:
    """The greatest resident memory of a process while it is watched."""

    def __init__(self, pid):
        self.pid, self.greatest, self.over = pid, 0.0, threading.Event()
        self.thread = threading.Thread(target=self.run)

    def run(self):
        while not self.over.wait(0.1):
            self.greatest = max(self.greatest, resident_mb(self.pid))

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()


with tempfile.TemporaryDirectory() as folder:
    # Much work for a small body: what is refused is read first.
    model, port = f"{folder}/m.ubj", free_port()
    x = serve_models.rows("xgboost", 3_000, 7)
    xgboost.train({"max_depth": 6, "objective": "binary:logistic", "nthread": 2}, xgboost.DMatrix(x, x[:, 0] * x[:, 1] + x[:, 2] > 0), 600).save_model(model)
    pathlib.Path(f"{folder}/slipway.yaml").write_text(f"models: {{m: {{from: {model}}}}}\nserve: {{http: '127.0.0.1:{port}', threads: 1, wait_max: 1ms}}\n")
    with Server([options.slipway, "up", "--config", f"{folder}/slipway.yaml", "--home", f"{folder}/home"]) as server:
        server.answers(f"http://127.0.0.1:{port}/health/ready")

        def load(rate, seconds, warm_up, connections=options.connections):
            before = histogram(port)
            found = slipway_bench(options.slipway, "--url", f"http://127.0.0.1:{port}", "--protocol", "open-inference-binary", "--rows", options.rows, "--rate", f"{rate:.0f}",
                                  "--connections", connections, "--duration", f"{seconds}s", "--warm-up", warm_up, "--timeout", "10s")
            found["server_p99"] = percentile(before, histogram(port), 0.99) * 1e6
            return found

        def show(name, found):
            latency, refused = found["latency_us"], found["refused_us"]
            print(f"  {name:10} {found['requests'] / found['seconds']:7.0f}/s due {found['requests_per_second']:7.0f}/s answered   server's p99 {found['server_p99']:7.0f} us   callers' p99 {latency['p99']:9.0f} us"
                  f"   refused {found['refused']} in p99 {refused['p99']:.0f}, max {refused['max']:.0f} us   lost {found['broken'] + found['late']}   never sent {found['unsent']}   {resident_mb(server.pid):.0f} MB", flush=True)

        capacity = slipway_bench(options.slipway, "--url", f"http://127.0.0.1:{port}", "--protocol", "open-inference-binary", "--rows", options.rows, "--connections", 16, "--duration", "3s")["requests_per_second"]
        print(f"XGBoost, 600 trees of depth 6, {options.rows} rows a request: {capacity:.0f} requests/s at most")
        memory, controls, overloads, recoveries = [], [], [], []
        for _ in range(max(options.seconds // PART, 1)):
            controls.append(load(capacity / 2, CONTROL, "1s"))
            show("half load", controls[-1])
            with Watch(server.pid) as watch:
                overloads.append(load(capacity * 3, PART, "0s"))
            memory.append(watch.greatest)
            show("3 x", overloads[-1])
            recoveries.append(load(capacity / 2, RECOVERY, "1s"))  # what is counted begins a second after the overload
            show("after it", recoveries[-1])

        def middle(of, value):
            return sorted(value(one) for one in of)[len(of) // 2]

        control = middle(controls, lambda one: one["server_p99"])
        bar("server's p99 of what it accepts at 3 x, of that at half load", middle(overloads, lambda one: one["server_p99"]) / control, 2)
        bar("callers' p99 of what is accepted at 3 x, of that at half load", middle(overloads, lambda one: one["latency_us"]["p99"]) / middle(controls, lambda one: one["latency_us"]["p99"]), 2)
        bar("a refusal, p99", max(one["refused_us"]["p99"] for one in overloads) / 1e3, 5, " ms")
        bar("requests that are neither answered nor refused", max(100 * (one["broken"] + one["late"] + one["unsent"]) / max(one["requests"], 1) for one in overloads), 0.1, " %")
        bar("resident memory in the last overload, of that in the first", memory[-1] / memory[0], 1.1)
        bar("callers' p99 from a second after the overload on, of that before", middle(recoveries, lambda one: one["latency_us"]["p99"]) / middle(controls, lambda one: one["latency_us"]["p99"]), 1.5)
        bar("requests that are not answered well then", max(100 * (one["requests"] - one["codes"].get("200", 0)) / one["requests"] for one in recoveries), 0.1, " %")
        print("all bars hold" if not failed else f"{len(failed)} bars are missed")
