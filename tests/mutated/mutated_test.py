#!/usr/bin/env python3
"""mutated_test.py SLIPWAY EXAMPLES [--requests N] [--seed S]: requests of every protocol, over HTTP and gRPC, with something changed in them:
bytes, numbers, lengths, whole pieces. Each is answered, or its connection is closed, in time and without a failure of the server; afterwards
the server answers as before, takes no more memory, and ends well. A run is repeated by its seed, which is printed."""
import argparse
import gzip
import http.client
import json
import pathlib
import random
import re
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import zlib

import grpc

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402

options = argparse.ArgumentParser()
options.add_argument("slipway")
options.add_argument("examples", type=pathlib.Path)
options.add_argument("--requests", type=int, default=20_000)
options.add_argument("--seed", type=int, default=random.randrange(1 << 32))
options = options.parse_args()
options.examples = options.examples.resolve()
THREADS, PATIENCE, FAILURES_SHOWN = 2, 20, 5
print("mutated: seed %d" % options.seed, flush=True)

ROW = {"alcohol": 13.2, "malic_acid": 1.78, "ash": 2.14, "alcalinity_of_ash": 11.2, "magnesium": 100.0, "total_phenols": 2.65, "flavanoids": 2.76,
       "nonflavanoid_phenols": 0.26, "proanthocyanins": 1.28, "color_intensity": 4.38, "hue": 1.05, "od280/od315_of_diluted_wines": 3.4, "proline": 1050.0}
WIDTH = len(ROW)


def bytes_of(value):
    return json.dumps(value).encode()


def open_inference(data):
    return bytes_of({"id": "1", "inputs": [{"name": "x", "datatype": "FP64", "shape": [1, WIDTH], "data": data}], "outputs": [{"name": "predict"}]})


def binary_head():
    return bytes_of({"inputs": [{"name": "x", "datatype": "FP64", "shape": [1, WIDTH], "parameters": {"binary_data_size": 8 * WIDTH}}],
                     "outputs": [{"name": "predict", "parameters": {"binary_data": True}}]})


values = list(ROW.values())
packed = struct.pack("<%dd" % WIDTH, *values)
csv = (",".join(ROW) + "\n" + ",".join(map(str, values)) + "\n").encode()
JSON, CSV = "application/json", "text/csv"
INFER, SCORE = "/v2/models/m/infer", "/api/v1/models/m/score"
SOUND = [  # method, path, headers, body
    ("POST", SCORE, {"Content-Type": JSON}, bytes_of([ROW, ROW])),
    ("POST", SCORE + "?outputs=predict", {"Content-Type": JSON, "X-Request-Timeout": "2s", "X-Request-Priority": "high"}, bytes_of({"rows": [ROW]})),
    ("POST", SCORE, {"Content-Type": CSV, "Accept": JSON}, csv),
    ("POST", SCORE, {"Content-Type": "application/x-ndjson", "Accept": "application/vnd.apache.arrow.stream"}, bytes_of(ROW) + b"\n"),
    ("POST", SCORE, {"Content-Type": JSON, "Content-Encoding": "gzip"}, gzip.compress(bytes_of([ROW]))),
    ("POST", SCORE, {"Content-Type": JSON, "Content-Encoding": "deflate"}, zlib.compress(bytes_of([ROW]))),
    ("POST", SCORE + "?stream=true", {"Content-Type": "application/x-ndjson"}, bytes_of(ROW) + b"\n" + bytes_of(ROW) + b"\n"),
    ("POST", SCORE + "?stream=true", {"Content-Type": CSV, "Accept": CSV}, csv),
    ("POST", "/api/v1/models/m/versions/1/score", {"Content-Type": JSON}, bytes_of(ROW)),
    ("GET", "/api/v1/models/m/openapi.json", {}, b""),
    ("GET", "/api/v1/models", {}, b""),
    ("POST", INFER, {"Content-Type": JSON}, open_inference(values)),
    ("POST", INFER, {"Content-Type": JSON}, open_inference([values])),
    ("POST", INFER, {"Inference-Header-Content-Length": str(len(binary_head()))}, binary_head() + packed),
    ("POST", INFER, {"Content-Type": "application/octet-stream"}, packed),
    ("GET", "/v2/models/m", {}, b""),
    ("GET", "/v2/models/m/versions/1/stats", {}, b""),
    ("POST", "/v2/repository/index", {}, b"{}"),
    ("POST", "/v2/repository/models/none/load", {}, b"{}"),
    ("POST", "/v1/models/m:predict", {}, bytes_of({"instances": [ROW]})),
    ("POST", "/v1/models/m:predict", {}, bytes_of({"inputs": {name: [value] for name, value in ROW.items()}})),
    ("POST", "/v1/models/m:classify", {}, bytes_of({"examples": [ROW]})),
    ("POST", "/invocations", {"Content-Type": JSON}, bytes_of({"dataframe_split": {"columns": list(ROW), "data": [values]}})),
    ("POST", "/invocations", {"Content-Type": JSON}, bytes_of({"dataframe_records": [ROW]})),
    ("POST", "/invocations", {"Content-Type": CSV, "Accept": CSV}, csv),
    ("POST", "/models/m/invoke", {"Content-Type": CSV}, csv),
    ("GET", "/metrics", {}, b""),
    ("GET", "/health/ready", {}, b""),
]
NUMBERS = [b"-1", b"0", b"1e309", b"-0.0", b"NaN", b"Infinity", b"9223372036854775808", b"18446744073709551616", b"1" * 400, b"1e-400", b"null", b"true",
           b'"x"', b"[]", b"{}", b"4294967296", b"0x10", b"1.", b"--1", b"2147483648"]
PIECES = [b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b'"', b"\\u0000", b"\\ud800", b"[" * 200, b"{\"a\":" * 100, b"\r\n\r\n", b"\r\n ", b"\n", b"%00", b"..%2f", b",", b"}", b"chunked"]


def mutated(random_, data):
    """With one to four changes."""
    data = bytearray(data)
    for _ in range(random_.choice((1, 1, 1, 2, 4))):
        at = random_.randrange(len(data) + 1)
        end = min(len(data), at + random_.choice((1, 1, 2, 8, 64, 1000)))
        kind = random_.randrange(8)
        if kind == 0 and at < len(data):
            data[at] ^= 1 << random_.randrange(8)
        elif kind == 1 and at < len(data):
            data[at] = random_.randrange(256)
        elif kind == 2:
            del data[at:end]
        elif kind == 3:
            data[at:at] = data[at:end] * random_.choice((1, 2, 50))
        elif kind == 4:
            data[at:at] = random_.choice(PIECES)
        elif kind == 5:
            other = random_.choice(SOUND)[3]
            cut = random_.randrange(len(other) + 1)
            data[at:end] = other[cut:cut + random_.choice((4, 40, 400))]
        elif kind == 6:
            numbers = list(re.finditer(rb"-?\d[\d.]*", data))
            if numbers:
                found = random_.choice(numbers)
                data[found.start():found.end()] = random_.choice(NUMBERS)
        else:
            del data[at:]
    return bytes(data)


def text_of(method, path, headers, body):
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: x"] + ["%s: %s" % one for one in headers.items()]
    if method == "POST":
        lines.append("Content-Length: %d" % len(body))
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


class Caller:
    """One connection, opened anew when the server has closed it."""

    def __init__(self, port):
        self.port, self.socket, self.reader = port, None, None

    def close(self):
        if self.socket:
            self.reader.close()
            self.socket.close()
        self.socket = None

    def ask(self, request, last, method):
        """The status, or None if the connection is closed; `last`: no more is sent, and all that comes is read."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.reader = self.socket.makefile("rb")
        try:
            self.socket.sendall(request)
            if last:
                self.socket.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # closed while we send; what it said may still be read
        try:
            status = self.answer(method)
            while last and status is not None and self.answer(method) is not None:
                pass
        except (ConnectionError, http.client.HTTPException, ValueError):
            status = None
        if last or status is None:
            self.close()
        return status

    def answer(self, method):
        line = self.reader.readline(1 << 16)
        if not line:
            return None
        found = re.fullmatch(rb"HTTP/1\.1 (\d{3}) [^\r\n]*\r\n", line)
        if not found:
            raise AssertionError("no answer of HTTP: %r" % line[:200])
        headers = {}
        while (line := self.reader.readline(1 << 16)) not in (b"\r\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.lower()] = value.strip()
        status = int(found[1])
        if status == 100:
            return self.answer(method)
        if headers.get("transfer-encoding") == "chunked":
            while (size := int(self.reader.readline().strip() or b"-1", 16)) > 0:
                self.reader.read(size + 2)
            if size < 0:
                return None  # cut off
            while self.reader.readline() not in (b"\r\n", b""):
                pass
        elif method != "HEAD":
            wanted = int(headers["content-length"])
            if len(self.reader.read(wanted)) < wanted:
                raise AssertionError("an answer that is shorter than it says")
        if headers.get("connection") == "close":
            self.close()
        return status


class Trouble:
    def __init__(self):
        self.lock, self.found, self.statuses = threading.Lock(), [], {}

    def count(self, status, request):
        with self.lock:
            self.statuses[status] = self.statuses.get(status, 0) + 1
        if status in (500, "INTERNAL", "UNKNOWN", "DATA_LOSS"):
            self.add("a failure of the server", request)

    def add(self, what, request):
        with self.lock:
            self.found.append((what, request))


def over_http(port, seed, count, trouble):
    random_, caller = random.Random(seed), Caller(port)
    for _ in range(count):
        method, path, headers, body = random_.choice(SOUND)
        whole = method == "GET" or random_.random() < 0.15  # any byte of it, also lengths and methods
        sound = text_of(method, path, headers, body)
        request = mutated(random_, sound) if whole else text_of(method, path, headers, mutated(random_, body))
        try:
            status = caller.ask(request, whole, "GET" if not request.startswith(b"HEAD") else "HEAD")
            trouble.count(status, request)
        except TimeoutError:
            trouble.add("no answer within %d s" % PATIENCE, request)
            caller.close()
        except AssertionError as problem:
            trouble.add(str(problem), request)
            caller.close()
        except ConnectionRefusedError:
            trouble.add("the server is gone", request)
            return


def field(number, payload):
    size, out = len(payload), bytes([number << 3 | 2])
    while size > 127:
        out, size = out + bytes([size & 127 | 128]), size >> 7
    return out + bytes([size]) + payload


def over_grpc(address, seed, count, trouble):
    random_ = random.Random(seed)
    tensor = field(1, b"x") + field(2, b"FP64") + field(3, bytes([1, WIDTH]))
    sound = [field(1, b"m") + field(2, b"1") + field(3, b"id") + field(5, tensor) + field(6, field(1, b"predict")) + field(7, packed),
             field(1, b"m") + field(5, tensor + field(5, field(7, packed)))]
    with grpc.insecure_channel(address) as channel:
        same = lambda data: data
        infer = channel.unary_unary("/inference.GRPCInferenceService/ModelInfer", request_serializer=same, response_deserializer=same)
        stream = channel.stream_stream("/inference.GRPCInferenceService/ModelStreamInfer", request_serializer=same, response_deserializer=same)
        for i in range(count):
            request = mutated(random_, random_.choice(sound))
            try:
                if i % 50 == 0:
                    list(stream(iter([request, sound[0]]), timeout=PATIENCE))
                else:
                    infer(request, timeout=PATIENCE)
                trouble.count("OK", request)
            except grpc.RpcError as problem:
                trouble.count(problem.code().name, request)
                if problem.code() in (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE):
                    trouble.add(problem.details(), request)


with tempfile.TemporaryDirectory() as work:
    http_address, grpc_address = serving.free_address(), serving.free_address()
    port = int(http_address.rpartition(":")[2])
    config = pathlib.Path(work, "slipway.yaml")
    config.write_text("models: {m: {from: %s}}\nserve: {http: '%s', grpc: '%s', control: true, models_folder: %s, request_time_max: 10s, body_bytes_max: 4MiB}\n"
                      % (options.examples / "wine.pkl", http_address, grpc_address, work))
    log = open(pathlib.Path(work, "log"), "w+")
    server = subprocess.Popen([options.slipway, "up", "--config", config, "--home", work + "/home"], stderr=log)
    serving.wait_until_ready(http_address)

    def sound_answer():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("POST", SCORE, bytes_of([ROW]), {"Content-Type": JSON})
        return connection.getresponse().read()

    def round_of(count, seed):
        trouble = Trouble()
        part = count * 95 // 100 // THREADS
        workers = [threading.Thread(target=over_http, args=(port, seed + i, part, trouble)) for i in range(THREADS)]
        workers.append(threading.Thread(target=over_grpc, args=(grpc_address, seed + THREADS, count - part * THREADS, trouble)))
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        return trouble

    expected, began = sound_answer(), time.perf_counter()
    assert b"predictions" in expected, expected
    warm = min(options.requests // 4, 50_000)
    first = round_of(warm, options.seed)
    before = serving.resident_kib(server.pid)
    second = round_of(options.requests - warm, options.seed + 1000)
    found = first.found + second.found
    for what, request in found[:FAILURES_SHOWN]:
        print("  %s: %r" % (what, request[:1000]))
    if server.poll() is None:
        after = serving.resident_kib(server.pid)
        if sound_answer() != expected:
            found.append(("another answer than before", b""))
        if after > before * 1.25 + 20_000:
            found.append(("memory grows: %d KiB, then %d" % (before, after), b""))
        server.terminate()
    if server.wait(timeout=60) != 0:
        log.seek(0)
        found.append(("the server ended with %d: %s" % (server.returncode, log.read()[-3000:]), b""))
    seconds = time.perf_counter() - began
    statuses = {str(status): first.statuses.get(status, 0) + second.statuses.get(status, 0) for status in {*first.statuses, *second.statuses}}
    if found:
        sys.exit("mutated: %d troubles, the first: %s (--seed %d)" % (len(found), found[0][0], options.seed))
    print("mutated: %d requests in %.0f s: %s; %d KiB after %d, %d at the end" % (
        options.requests, seconds, ", ".join("%s %d" % one for one in sorted(statuses.items())), before, warm, after))
