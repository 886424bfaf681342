#!/usr/bin/env python3
"""start.py SLIPWAY EXAMPLES: from nothing to the first prediction of a small pickle model, 10 rows, 100 times; from nothing to a server
that is ready, 20 times, and what it holds in memory when nobody asks."""
import http.client
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

from one_core import free_port, resident_mb

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


def measure_server(model):
    """From the start of the process to the first 200 of /health/ready. Bars: 100 ms, 60 MB."""
    times, residents = [], []
    for _ in range(20):
        port = free_port()
        begin = time.perf_counter()
        server = subprocess.Popen([SLIPWAY, "serve", model, "--http", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
        while True:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
                connection.request("GET", "/health/ready")
                if connection.getresponse().status == 200:
                    break
            except OSError:
                time.sleep(0.001)
        times.append((time.perf_counter() - begin) * 1e3)
        time.sleep(0.5)
        residents.append(resident_mb(server.pid))
        server.terminate()
        server.wait()
    for what, value, most, unit in (("start to ready, median", statistics.median(times), 100, "ms"), ("resident, idle", max(residents), 60, "MB")):
        print(f"server of one model: {what:24} {value:6.1f} {unit}   <= {most} {unit}   {'holds' if value <= most else 'MISSED'}")


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
    measure_server(model)
    trace = subprocess.run(["strace", "-f", "-e", "trace=openat", SLIPWAY, "inspect", model], capture_output=True, text=True)
    arrow = [line for line in trace.stderr.splitlines() if "arrow" in line or "parquet" in line]
    print(f"files of Arrow that inspect opens: {len(arrow)}")
