#!/usr/bin/env python3
"""protocols.py SLIPWAY EXAMPLES [--seconds N] [--rows N]: the same rows over each protocol of the server: one server thread (and what
gRPC needs) on one core, the load on another, 32 requests on their way. Each protocol in turn, three times."""
import argparse
import os
import pathlib
import tempfile

from one_core import Server, free_port, isolate, measure

options = argparse.ArgumentParser()
options.add_argument("slipway", type=os.path.abspath)
options.add_argument("examples", type=os.path.abspath)
options.add_argument("--seconds", type=float, default=4)
options.add_argument("--rows", type=int, default=1)
options = options.parse_args()
isolate()
ROUNDS = 3

with tempfile.TemporaryDirectory() as folder:
    http, grpc = free_port(), free_port()
    pathlib.Path(f"{folder}/slipway.yaml").write_text(f"models: {{wine: {{from: {options.examples}/wine.pkl}}}}\nserve: {{http: '127.0.0.1:{http}', grpc: '127.0.0.1:{grpc}', threads: 1}}\n")
    with Server([options.slipway, "up", "--config", f"{folder}/slipway.yaml", "--home", f"{folder}/home"]) as server:
        server.answers(f"http://127.0.0.1:{http}/health/ready")
        print(f"{options.rows} rows of 13 features, a pipeline of a scaler and a logistic regression")
        for _ in range(ROUNDS):
            for protocol in ("slipway", "open-inference", "open-inference-binary", "tensorflow", "mlflow", "grpc"):
                url = f"grpc://127.0.0.1:{grpc}" if protocol == "grpc" else f"http://127.0.0.1:{http}"
                found = measure(options.slipway, server.pid, "--url", url, "--protocol", protocol, "--connections", 32, "--rows", options.rows, "--duration", f"{options.seconds}s")
                phases = found["phases_us"]
                print(f"  {protocol:24} {found['requests_per_second']:8.0f} requests/s   {found['cpu_us']:6.1f} us of processor time each"
                      f" (parse {phases['parse']:.1f}, score {phases['score']:.1f}, encode {phases['encode']:.1f})   p99 {found['latency_us']['p99']:.0f} us")
