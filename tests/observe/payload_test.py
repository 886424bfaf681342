#!/usr/bin/env python3
"""payload_test.py SLIPWAY EXAMPLES: the payload log of a running server: what was asked and answered, over HTTP and gRPC, in a file and in the
built-in queue; its share, its limits, what is wrong with its place. And what else a server says of itself: its configuration, its figures."""
import hashlib
import json
import pathlib
import socket
import subprocess
import sys
import time

import jsonschema
import numpy
import tritonclient.grpc
from running import Server, check, rows_of, wait_until

slipway, examples = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
rows = rows_of(examples, 5)
SCORE = "/api/v1/models/wine/score"
TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


def lines_of(*paths):
    return [json.loads(line) for path in paths for line in path.read_text().splitlines()]


def numbers(row):
    return {key: float(value) for key, value in row.items()}


# ---- every request, over every protocol
server = Server(slipway, examples, "  payload_log: {file: payload.jsonl, sample: 1}\n")
file = server.work / "payload.jsonl"
answer = server.ask(SCORE, rows, traceparent="00-%s-00f067aa0ba902b7-00" % TRACE)[1]
bad = server.ask(SCORE, [rows[0], {**rows[1], "alcohol": "much"}])[1]
server.ask("/v1/models/wine:predict", {"instances": rows[:2]})
server.ask("/api/v1/models/quiet/score", rows)
check(server.ask(SCORE, "nonsense")[0] == 400, "what is refused has no answers to write down")
client = tritonclient.grpc.InferenceServerClient(server.grpc)
inputs = []
for name in [i.name for i in client.get_model_metadata("wine").inputs]:
    values = numpy.array([list(rows[2].values())] if name == "input" else [[float(rows[2][name])]], numpy.float64)
    inputs.append(tritonclient.grpc.InferInput(name, list(values.shape), "FP64"))
    inputs[-1].set_data_from_numpy(values)
scored = client.infer("wine", inputs).as_numpy("predict")
scored = [value.decode() for value in scored.ravel()]
written = ("slipway_payload_rows_total", ("outcome", "written"))
wait_until(lambda: server.metrics()[written] == 10, lambda: server.metrics()[written])
first, second, third, fourth = lines_of(file)
check(sorted(first) == ["model", "number", "predictions", "rows", "time", "trace", "version"], first)
check((first["model"], first["number"], first["version"], first["trace"]) == ("wine", "1", answer["version"], TRACE), first)
check([numbers(row) for row in first["rows"]] == [numbers(row) for row in rows] and first["predictions"] == answer["predictions"], first)
check(second["predictions"][0] == bad["predictions"][0] and second["predictions"][1] is None, second)
check([(e["row"], e["reason"]) for e in second["errors"]] == [(1, "BAD_VALUE")] and "trace" not in second, second)
check(len(third["rows"]) == 2, third)
check([numbers(row) for row in fourth["rows"]] == [numbers(rows[2])] and [p["predict"] for p in fourth["predictions"]] == scored, fourth)
server.stop()

# ---- a share; a file that becomes too large
server = Server(slipway, examples, "  payload_log: {file: payload.jsonl, sample: 0.3, bytes_max: 16KiB}\n")
file, older = server.work / "payload.jsonl", server.work / "payload.jsonl.1"
for _ in range(400):
    server.ask(SCORE, rows[0])
server.stop()
kept = lines_of(older, file)
check(file.stat().st_size <= 16 << 10 and older.stat().st_size <= 16 << 10 and len(kept) < 110, (file.stat(), older.stat()))
check(sorted(path.name for path in server.work.glob("payload*")) == ["payload.jsonl", "payload.jsonl.1"], "two files at most")
server = Server(slipway, examples, "  payload_log: {file: payload.jsonl, sample: 0.3}\n")
for _ in range(400):
    server.ask(SCORE, rows[0])
server.stop()
share = len(lines_of(server.work / "payload.jsonl")) / 400
check(0.2 < share < 0.4, "a share of %.2f" % share)

# ---- into the queue
server = Server(slipway, examples, "  payload_log: {queue: payloads, sample: 1}\n", ready=False)
check(server.process.wait(timeout=20) != 0 and "NO_QUEUE" in server.errors.read_text(), server.errors.read_text())


def queue(server, *arguments):
    done = subprocess.run([slipway, "queue", *arguments, "--home", server.home], capture_output=True, text=True)
    check(done.returncode == 0, done.stderr)
    return done.stdout


home = server.home
queue(server, "create", "payloads")
again = subprocess.Popen([slipway, "up", "--config", server.config, "--home", home], stderr=subprocess.DEVNULL)
server.process = again
wait_until(lambda: socket.socket().connect_ex((server.address.split(":")[0], int(server.address.split(":")[1]))) == 0, "it listens")
wait_until(lambda: server.ask(SCORE, rows)[0] == 200, "it answers")
wait_until(lambda: server.metrics()[written] == 5, lambda: server.metrics()[written])
check(json.loads(queue(server, "peek", "payloads"))["predictions"] == answer["predictions"], queue(server, "peek", "payloads"))
server.stop()

# ---- a place where nothing can be written is named at the start
for place in ("none/payload.jsonl", "/dev/full"):
    server = Server(slipway, examples, "  payload_log: {file: %s}\n" % place, ready=False)
    check(server.process.wait(timeout=20) != 0, place)
    text = server.errors.read_text()
    check("CANNOT_LOG" in text and place in text and "slipway.yaml:" in text, text)

# ---- the configuration, and figures of ports and pipelines
server = Server(slipway, examples, "  payload_log: {file: payload.jsonl}\n  client_rate_max: 1000\n  body_bytes_max: 10kB\n",
                pipelines="pipelines:\n  cellar: {source: {file: %s}, model: wine, sink: {file: out.csv}}\n" % json.dumps(str(examples / "wine.csv")))
status, view = server.ask("/api/v1/config")
check(status == 200 and view["file"] == str(server.config) and view["sha256"] == hashlib.sha256(server.config.read_bytes()).hexdigest(), view)
check(abs(time.mktime(time.strptime(view["since"][:19], "%Y-%m-%dT%H:%M:%S")) - time.timezone - time.time()) < 120, view["since"])
check(view["config"]["serve"]["body_bytes_max"] == 10_000 and view["config"]["serve"]["request_time_max"] == "30s", view["config"]["serve"])
check(view["config"]["models"]["quiet"]["payload_log"] is False, view["config"]["models"])
schema = json.loads(subprocess.run([slipway, "config", "schema"], capture_output=True, check=True).stdout)
jsonschema.validate(view["config"], schema)
(server.work / "again.yaml").write_text(json.dumps(view["config"]))
check(subprocess.run([slipway, "config", "check", server.work / "again.yaml"], capture_output=True).returncode == 0, "what is shown is a configuration")

server.ask(SCORE, "x" * 20_000)
server.ask("/nowhere", {})
with socket.create_connection((server.address.split(":")[0], int(server.address.split(":")[1]))) as noise:
    noise.sendall(b"nonsense\r\n\r\n")
    noise.recv(1000)
    wait_until(lambda: server.metrics()[("slipway_pipeline_rows_total", ("outcome", "committed"), ("pipeline", "cellar"))] == 178, "rows of the pipeline")
    found = server.metrics()
    check(found[("slipway_connections", ("protocol", "http"))] >= 1, "connections")
refused = {key[1][1]: value for key, value in found.items() if key[0] == "slipway_refused_total"}
check((refused["BODY_TOO_LARGE"], refused["UNKNOWN_PATH"], refused["BAD_HTTP"], refused["OVERLOADED"]) == (1, 1, 1, 0), refused)
check(found[("slipway_pipeline_rows_total", ("outcome", "dead"), ("pipeline", "cellar"))] == 0, "dead rows")
states = {dict(key[1:])["state"]: value for key, value in found.items() if key[0] == "slipway_pipeline_state"}
check(states == {"running": 0, "waiting": 0, "done": 1, "failed": 0, "stopped": 0}, states)
check(found[("slipway_calls_in_flight", ("protocol", "grpc"))] == 0 and found[("slipway_streams", ("protocol", "http"))] == 0, found)
server.stop()
print("payload: lines of every protocol, a share of %.2f for 0.3, two files of 16 KiB, a queue; the configuration in %d bytes" % (share, len(json.dumps(view))))
