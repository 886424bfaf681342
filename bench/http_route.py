#!/usr/bin/env python3
"""http_route.py SLIPWAY BARE EXAMPLES: the score route beside a bare server on the same library that answers with a constant of the
same length. One server thread on one core, wrk with 32 keep-alive connections on another, in turn, three times."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.request

from one_core import free_port, wrk

SLIPWAY, BARE, EXAMPLES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve()
SECONDS, CONNECTIONS, ROUNDS = 6, 32, 3
row = (EXAMPLES / "wine.jsonl").read_text().splitlines()[0]

with tempfile.TemporaryDirectory() as folder:
    script = f"{folder}/post.lua"
    pathlib.Path(script).write_text(f"wrk.method = 'POST'\nwrk.headers['Content-Type'] = 'application/json'\nwrk.body = {json.dumps(row)}\n")
    ours, bare = free_port(), free_port()
    pathlib.Path(f"{folder}/slipway.yaml").write_text(f"models: {{wine: {{from: {EXAMPLES}/wine.pkl}}}}\nserve: {{http: '127.0.0.1:{ours}', threads: 1}}\n")
    server = subprocess.Popen(["taskset", "-c", "0", SLIPWAY, "up", "--config", f"{folder}/slipway.yaml", "--home", f"{folder}/home"], stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{ours}/api/v1/models/wine/score"
    for _ in range(100):
        try:
            answer = urllib.request.urlopen(urllib.request.Request(url, row.encode())).read()
            break
        except OSError:
            time.sleep(0.05)
    plain = subprocess.Popen(["taskset", "-c", "0", BARE, str(bare), str(len(answer))])
    time.sleep(0.2)
    print(f"{len(row)} bytes of JSON in, {len(answer)} out, a pipeline of a scaler and a logistic regression with 13 features")
    figures = {}
    for _ in range(ROUNDS):
        for name, pid, at in (("bare", plain.pid, f"http://127.0.0.1:{bare}/"), ("slipway", server.pid, url)):
            rate, cpu, p99 = wrk(pid, at, script, SECONDS, CONNECTIONS)
            print(f"  {name:8} {rate:8.0f} requests/s   {cpu:6.1f} us of processor time each   p99 {p99}")
            figures.setdefault(name, []).append((rate, cpu))
    plain.kill(), server.terminate()
    mean = {name: [sum(v) / len(v) for v in zip(*all)] for name, all in figures.items()}
    print(f"slipway: {mean['slipway'][0] / mean['bare'][0]:.2f} of the bare server's requests/s, {mean['slipway'][1] / mean['bare'][1]:.2f} x its processor time per request")
