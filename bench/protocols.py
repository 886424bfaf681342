#!/usr/bin/env python3
"""serve.py SLIPWAY GRPC_LOAD EXAMPLES: one row over each protocol of the server. One server thread (and what gRPC needs) on one core, the
load on another: wrk with 32 keep-alive connections, grpc_load with 32 calls under way. Each protocol in turn, three times."""
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

from one_core import free_port, processor_seconds, wrk

SLIPWAY, GRPC_LOAD, EXAMPLES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2]), pathlib.Path(sys.argv[3]).resolve()
SECONDS, CALLS, ROUNDS = 4, 32, 3
row = json.loads((EXAMPLES / "wine.jsonl").read_text().splitlines()[0])
row.pop("bottle", None)
values = list(map(float, row.values()))


def lua(text):
    return '"' + "".join("\\%03d" % byte for byte in (text if isinstance(text, bytes) else text.encode())) + '"'


def field(number, payload):
    size, out = len(payload), bytes([number << 3 | 2])
    while size > 127:
        out, size = out + bytes([size & 127 | 128]), size >> 7
    return out + bytes([size]) + payload


tensors = [{"name": name, "datatype": "FP64", "shape": [1]} for name in row]
binary_head = json.dumps({"inputs": [dict(t, parameters={"binary_data_size": 8}) for t in tensors], "parameters": {"binary_data_output": True}}).encode()
matrix = field(1, b"input") + field(2, b"FP64") + b"\x18\x01\x18" + bytes([len(values)])  # one tensor [1, columns]
BINARY = "application/octet-stream"
REQUESTS = {
    "Slipway, JSON": ("/api/v1/models/wine/score", "application/json", json.dumps(row), {}),
    "Open Inference, JSON": ("/v2/models/wine/infer", "application/json", json.dumps({"inputs": [dict(t, data=[v]) for t, v in zip(tensors, values)]}), {}),
    "Open Inference, one tensor": ("/v2/models/wine/infer", "application/json", json.dumps({"inputs": [{"name": "input", "datatype": "FP64", "shape": [1, len(values)], "data": values}]}), {}),
    "Open Inference, bytes": ("/v2/models/wine/infer", BINARY, binary_head + struct.pack("<%dd" % len(values), *values), {"Inference-Header-Content-Length": str(len(binary_head))}),
    "TensorFlow Serving": ("/v1/models/wine:predict", "application/json", json.dumps({"instances": [values]}), {}),
    "MLflow": ("/invocations", "application/json", json.dumps({"dataframe_split": {"columns": list(row), "data": [values]}}), {}),
    "gRPC, one raw tensor": (None, None, field(1, b"wine") + field(5, matrix) + field(7, struct.pack("<%dd" % len(values), *values)), {}),
}

with tempfile.TemporaryDirectory() as folder:
    http, grpc = free_port(), free_port()
    pathlib.Path(f"{folder}/slipway.yaml").write_text(f"models: {{wine: {{from: {EXAMPLES}/wine.pkl}}}}\nserve: {{http: '127.0.0.1:{http}', grpc: '127.0.0.1:{grpc}', threads: 1}}\n")
    server = subprocess.Popen(["taskset", "-c", "0", SLIPWAY, "up", "--config", f"{folder}/slipway.yaml", "--home", f"{folder}/home"], stderr=subprocess.DEVNULL)
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{http}/health/ready").read()
            break
        except OSError:
            time.sleep(0.05)

    def load(path, media, body, headers):
        file = pathlib.Path(folder, "body")
        if path is None:
            file.write_bytes(body)
            before = processor_seconds(server.pid)
            done = subprocess.run(["taskset", "-c", "1", GRPC_LOAD, f"127.0.0.1:{grpc}", "/inference.GRPCInferenceService/ModelInfer", file, str(CALLS), str(SECONDS)], capture_output=True, text=True)
            if done.returncode != 0:
                sys.exit(done.stderr)
            requests, p50, p99 = done.stdout.split()
            return int(requests) / SECONDS, (processor_seconds(server.pid) - before) / int(requests) * 1e6, p99 + "us"
        lines = ["wrk.method = 'POST'", f"wrk.headers['Content-Type'] = '{media}'", f"wrk.body = {lua(body)}"]
        file.write_text("\n".join(lines + [f"wrk.headers['{name}'] = '{value}'" for name, value in headers.items()]))
        return wrk(server.pid, f"http://127.0.0.1:{http}{path}", file, SECONDS, CALLS)

    print(f"one row of {len(values)} features, a pipeline of a scaler and a logistic regression")
    for _ in range(ROUNDS):
        for name, request in REQUESTS.items():
            rate, cpu, p99 = load(*request)
            print(f"  {name:28} {rate:8.0f} requests/s   {cpu:6.1f} us of processor time each   p99 {p99}")
    server.terminate()
