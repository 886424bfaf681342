#!/usr/bin/env python3
"""http_route.py SLIPWAY BARE EXAMPLES: the score route beside a bare server on the same library that answers with a constant of the
same length. One server thread on one core, `slipway bench` with 32 connections on another, in turn, three times."""
import os
import pathlib
import sys
import tempfile

from one_core import Server, free_port, isolate, measure

SLIPWAY, BARE, EXAMPLES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve()
SECONDS, CONNECTIONS, ROUNDS = 6, 32, 3
isolate()
row = (EXAMPLES / "wine.jsonl").read_text().splitlines()[0]

with tempfile.TemporaryDirectory() as folder:
    body = pathlib.Path(folder, "body")
    body.write_text(row)
    ours, bare = free_port(), free_port()
    pathlib.Path(f"{folder}/slipway.yaml").write_text(f"models: {{wine: {{from: {EXAMPLES}/wine.pkl}}}}\nserve: {{http: '127.0.0.1:{ours}', threads: 1}}\n")
    url = f"http://127.0.0.1:{ours}/api/v1/models/wine/score"
    with Server([SLIPWAY, "up", "--config", f"{folder}/slipway.yaml", "--home", f"{folder}/home"]) as server:
        answer = server.answers(url, row.encode())
        with Server([BARE, str(bare), str(len(answer))]) as plain:
            print(f"{len(row)} bytes of JSON in, {len(answer)} out, a pipeline of a scaler and a logistic regression with 13 features")
            figures = {}
            for _ in range(ROUNDS):
                for name, pid, at in (("bare", plain.pid, f"http://127.0.0.1:{bare}/"), ("slipway", server.pid, url)):
                    found = measure(SLIPWAY, pid, "--url", at, "--body", body, "--connections", CONNECTIONS, "--duration", f"{SECONDS}s")
                    rate, cpu, latency = found["requests_per_second"], found["cpu_us"], found["latency_us"]
                    print(f"  {name:8} {rate:8.0f} requests/s   {cpu:6.1f} us of processor time each   p50 {latency['p50']:.0f}  p99 {latency['p99']:.0f}  p99.9 {latency['p99_9']:.0f} us")
                    figures.setdefault(name, []).append((rate, cpu))
    mean = {name: [sum(v) / len(v) for v in zip(*all)] for name, all in figures.items()}
    print(f"slipway: {mean['slipway'][0] / mean['bare'][0]:.2f} of the bare server's requests/s, {mean['slipway'][1] / mean['bare'][1]:.2f} x its processor time per request")
