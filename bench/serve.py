#!/usr/bin/env python3
"""serve.py SLIPWAY BARE BARE_GRPC [--seconds N] [--rounds N] [--models …] [--peers …|none]: the server beside its peers, per core, in one
run: the server on one core, `slipway bench` on the other, in a network namespace of their own. Every request has other rows.

BARE and BARE_GRPC are servers on the same libraries that read the same requests and answer with as many bytes, and do nothing else. They
are measured right after Slipway at each setting. At one connection the round trip over the loopback binds everyone: no bar."""
import argparse
import json
import os
import pathlib
import struct
import tempfile
import urllib.request

import peers
import serve_models
from one_core import Server, free_port, isolate, measure, resident_mb

options = argparse.ArgumentParser()
options.add_argument("slipway", type=os.path.abspath)
options.add_argument("bare", type=os.path.abspath)
options.add_argument("bare_grpc", type=os.path.abspath)
options.add_argument("--seconds", type=float, default=3)
options.add_argument("--rounds", type=int, default=1)
options.add_argument("--models", default="linear,xgboost,lightgbm")
options.add_argument("--peers", default=",".join(peers.PEERS))
options = options.parse_args()
chosen = [name for name in options.peers.split(",") if name != "none"]
for name in list(chosen):
    if not os.environ.get("SLIPWAY_BENCH_ISOLATED") and (trouble := peers.install(name)):
        print(f"{name}: skipped, it can't be installed: {trouble}", flush=True)
isolate()

SETTINGS = [(1, 1), (1, 16), (1, 64), (64, 16)]  # rows of a request, connections
BODIES = 64                                      # different ones
BINARY = "application/octet-stream"
failed = []


def bar(what, value, least=None, most=None):
    holds = value >= least if most is None else value <= most
    failed.extend([] if holds else [what])
    print(f"  {what:66} {value:7.2f}   {'>= %g' % least if most is None else '<= %g' % most}   {'holds' if holds else 'MISSED'}")


def field(number, payload):  # of a protobuf message
    size, out = len(payload), bytes([number << 3 | 2])
    while size > 127:
        out, size = out + bytes([size & 127 | 128]), size >> 7
    return out + bytes([size]) + payload


def whole(number):
    out = b""
    while number > 127:
        out, number = out + bytes([number & 127 | 128]), number >> 7
    return out + bytes([number])


class Bench:
    """One model: bodies, servers, figures."""

    def __init__(self, name, path, folder):
        self.name, self.path, self.folder = name, path, folder
        self.figures = {}  # (server, rows, connections) -> what slipway bench said, of each round

    def rows(self, count):
        all_rows = serve_models.rows(self.name, BODIES * count).tolist()
        return [[[round(value, 5) for value in row] for row in all_rows[i * count:(i + 1) * count]] for i in range(BODIES)]

    def files(self, name, count, make):
        files = []
        for i, rows in enumerate(self.rows(count)):
            files.append(pathlib.Path(self.folder, f"{name}-{count}-{i}"))
            files[-1].write_bytes(make(rows))
        return files

    def load(self, server, pid, rows, url, files, words=(), connections=16):
        bodies = [word for file in files for word in ("--body", file)]
        found = measure(options.slipway, pid, "--url", url, *bodies, "--connections", connections, "--duration", f"{options.seconds}s", *words)
        if found["refused"] + found["broken"] + found["wrong"] + found["late"] > 0:
            print(f"  {server}: not all answers were well: {found['codes']}, {found['broken']} broken, {found['late']} late")
        return found

    def show(self, server, rows, connections, found, rate=""):
        latency = found["latency_us"]
        print(f"  {server:26} {rows:3} rows {connections:3} connections  {found['requests_per_second']:9.0f} requests/s {found['requests_per_second'] * rows:10.0f} rows/s  "
              f"p50 {latency['p50']:7.0f}  p99 {latency['p99']:7.0f}  p99.9 {latency['p99_9']:7.0f} us   {found['cpu_us']:7.1f} us of processor{rate}", flush=True)

    def settle(self, server, pid, rows, connections, url, files, words=()):
        found = self.load(server, pid, rows, url, files, words, connections)
        self.figures.setdefault((server, rows, connections), []).append(found)
        self.show(server, rows, connections, found)

    def rate(self, server, rows, connections):
        found = self.figures.get((server, rows, connections), [])
        return sum(one["requests_per_second"] for one in found) / len(found) if found else 0


def requests_of(bench, described):
    """What Slipway is asked by: protocol -> path, further words, how rows become a body, and where its answer comes from."""
    names = [one["name"] for one in described["inputs"]]
    metadata = json.loads(urllib.request.urlopen(f"{bench.http}/v2/models/m").read())["inputs"][0]
    kind, pack = (metadata["datatype"], "f" if metadata["datatype"] == "FP32" else "d")

    def bytes_of(rows):
        return struct.pack(f"<{len(rows) * len(names)}{pack}", *[value for row in rows for value in row])

    def as_json(rows):
        return json.dumps({"inputs": [{"name": "input", "datatype": kind, "shape": [len(rows), len(names)], "data": rows}]}, separators=(",", ":")).encode()

    def head(rows):
        return json.dumps({"inputs": [{"name": "input", "datatype": kind, "shape": [len(rows), len(names)], "parameters": {"binary_data_size": len(bytes_of(rows))}}], "parameters": {"binary_data_output": True}}).encode()

    def grpc(rows):
        shape = b"\x1a" + whole(len(whole(len(rows)) + whole(len(names)))) + whole(len(rows)) + whole(len(names))
        return field(1, b"m") + field(5, field(1, b"input") + field(2, kind.encode()) + shape) + field(7, bytes_of(rows))

    binary = lambda rows: {"Inference-Header-Content-Length": str(len(head(rows)))}
    none = lambda rows: {}
    return {"slipway": ("/api/v1/models/m/score", lambda rows: json.dumps([dict(zip(names, row)) for row in rows] if len(rows) > 1 else dict(zip(names, rows[0])), separators=(",", ":")).encode(), none),
            "open-inference": ("/v2/models/m/infer", as_json, none),
            "open-inference-binary": ("/v2/models/m/infer", lambda rows: head(rows) + bytes_of(rows), binary),
            "grpc": (None, grpc, none)}


def beside_bare(bench):
    """Slipway by each protocol, and the bare servers."""
    http, grpc = free_port(), free_port()
    bench.http = f"http://127.0.0.1:{http}"
    config = pathlib.Path(bench.folder, "slipway.yaml")
    config.write_text(f"models: {{m: {{from: {bench.path}}}}}\nserve: {{http: '127.0.0.1:{http}', grpc: '127.0.0.1:{grpc}', threads: 1}}\n")
    with Server([options.slipway, "up", "--config", config, "--home", f"{bench.folder}/home"]) as server:
        described = json.loads(server.answers(f"{bench.http}/api/v1/models/m"))
        for protocol, (path, make, headers) in requests_of(bench, described).items():
            for rows, connections in SETTINGS:
                files, some = bench.files(protocol, rows, make), bench.rows(rows)[0]
                words = [word for name, value in headers(some).items() for word in ("--header", f"{name}: {value}")]
                words += ["--type", BINARY] if protocol == "open-inference-binary" else []
                at, bare_at = (f"grpc://127.0.0.1:{grpc}", "grpc://127.0.0.1:%d") if path is None else (bench.http + path, "http://127.0.0.1:%d/")
                for _ in range(options.rounds):
                    bench.settle(f"slipway, {protocol}", server.pid, rows, connections, at, files, words)
                    size = bench.figures[f"slipway, {protocol}", rows, connections][-1]
                    size = (size["bytes_received"] // max(size["answered"], 1)) if path is None else len(server.answers(at, make(some), headers=headers(some), media=BINARY if words else "application/json"))
                    port = free_port()
                    with Server([options.bare_grpc if path is None else options.bare, str(port), str(size)]) as bare:
                        wait_for_port(port)
                        bench.settle(f"bare, {protocol}", bare.pid, rows, connections, bare_at % port, files, words)
        half_load(bench, server, requests_of(bench, described)["open-inference"])
        print(f"  slipway: {resident_mb(server.pid):.0f} MB resident")


def wait_for_port(port):
    import socket
    import time
    for _ in range(500):
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.01)


def half_load(bench, server, request):
    """Slipway at half of what it can do; the bare server at the same rate, and at half of what that can do."""
    path, make, _ = request
    files = bench.files("half", 1, make)
    rates = {name: bench.rate(f"{name}, open-inference", 1, 16) / 2 for name in ("slipway", "bare")}
    port = free_port()
    with Server([options.bare, str(port), str(len(server.answers(bench.http + path, make(bench.rows(1)[0]))))]) as bare:
        wait_for_port(port)
        ours, theirs = (server.pid, bench.http + path), (bare.pid, f"http://127.0.0.1:{port}/")
        for _ in range(max(options.rounds, 9)):  # pauses of the machine are as long as the tail
            for name, (pid, url), rate in (("slipway, half load", ours, "slipway"), ("bare, same rate", theirs, "slipway"), ("bare, half load", theirs, "bare")):
                found = bench.load(name, pid, 1, url, files, ("--rate", f"{rates[rate]:.0f}"), 64)
                bench.figures.setdefault((name, 1, 64), []).append(found)
                bench.show(name, 1, 64, found)


def beside_peers(bench):
    for name in chosen:
        if not (peers.ENVIRONMENTS / name / "requirements.txt").exists():
            continue
        with peers.Peer(name, bench.path, serve_models.WIDTHS[bench.name], f"{bench.folder}/{name}.log") as peer:
            if peer.answers(peer.url, peer.body(bench.rows(1)[0])) is None:
                print(f"  {name}: skipped, it does not answer: {peer.trouble()}", flush=True)
                continue
            for rows, connections in SETTINGS:
                files = bench.files(name, rows, peer.body)
                for _ in range(options.rounds):
                    bench.settle(name, peer.pid, rows, connections, peer.url, files)
            print(f"  {name}: {resident_mb(peer.pid):.0f} MB resident")


def bars(bench):
    ours = lambda connections, protocol="open-inference": bench.rate(f"slipway, {protocol}", 1, connections)
    for connections in (16, 64):
        for name in chosen:
            if theirs := bench.rate(name, 1, connections):
                bar(f"{bench.name}, {connections} connections: of {name}'s requests/s", ours(connections) / theirs, least=6 if name == "triton" else 20)
        least = 0.8 if bench.name == "linear" else 0.6
        for protocol in ("slipway", "open-inference", "open-inference-binary"):
            bar(f"{bench.name}, {connections} connections: of the bare server's, {protocol}", ours(connections, protocol) / bench.rate(f"bare, {protocol}", 1, connections), least=least)
        if bench.name == "linear":
            bar(f"linear, {connections} connections: of bare gRPC++", ours(connections, "grpc") / bench.rate("bare, grpc", 1, connections), least=0.8)
    def p99(name):
        windows = sorted(found["latency_us"]["p99"] for found in bench.figures[name, 1, 64])
        return windows[len(windows) // 2]

    for name, what in (("bare, same rate", "the bare server's at the same rate"), ("bare, half load", "the bare server's at half of its own")):
        bar(f"{bench.name}: p99 at half load, of {what}", p99("slipway, half load") / p99(name), most=1.5)


with tempfile.TemporaryDirectory() as work:
    paths = serve_models.write(work)
    benches = []
    for name in options.models.split(","):
        folder = pathlib.Path(work, name)
        folder.mkdir()
        print(f"{name}, {serve_models.WIDTHS[name]} features", flush=True)
        benches.append(Bench(name, paths[name], folder))
        beside_bare(benches[-1])
        beside_peers(benches[-1])
    print("bars; at one connection the round trip over the loopback binds everyone, and there is none")
    for bench in benches:
        bars(bench)
    print("all bars hold" if not failed else f"{len(failed)} bars are missed")
