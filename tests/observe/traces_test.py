#!/usr/bin/env python3
"""traces_test.py SLIPWAY EXAMPLES: the spans of a running server, as a collector takes them that knows the schema of OTLP: parents, phases
inside their request, sampling; and that a collector that is down, slow or too busy neither slows nor fails a request."""
import base64
import http.server
import json
import pathlib
import sys
import threading
import time

import numpy
import tritonclient.grpc
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from running import Server, check, rows_of, serving, wait_until

slipway, examples = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
rows = rows_of(examples, 3)
SCORE, PHASES = "/api/v1/models/wine/score", ["parse", "queue", "score", "encode"]


class Collector:
    """Answers with what is in `answers`, one after the other, then with 200."""

    def __init__(self, address=None, delay=0.0):
        self.spans, self.answers, self.batches, self.delay, self.resource = [], [], [], delay, None
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(collector.delay)
                status = collector.answers.pop(0) if collector.answers else 200
                if status == 200:
                    collector.take(self.path, self.headers["Content-Type"], json.loads(body))
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.address = address or serving.free_address()
        host, _, port = self.address.rpartition(":")
        self.server = http.server.ThreadingHTTPServer((host, int(port)), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def take(self, path, media, body):
        check((path, media) == ("/v1/traces", "application/json"), (path, media))
        for span in (s for r in body["resourceSpans"] for c in r["scopeSpans"] for s in c["spans"]):
            for key in ("traceId", "spanId", "parentSpanId"):  # hex in OTLP's JSON, unlike proto3's
                if key in span:
                    check(span[key] == span[key].lower(), span)
                    span[key] = base64.b64encode(bytes.fromhex(span[key])).decode()
        request = json_format.Parse(json.dumps(body), ExportTraceServiceRequest())  # refuses what it does not know
        found = [s for r in request.resource_spans for c in r.scope_spans for s in c.spans]
        self.resource = attributes(request.resource_spans[0].resource)
        self.batches.append(len(found))
        self.spans += found

    def servers(self):
        return [span for span in list(self.spans) if span.kind == Span.SPAN_KIND_SERVER]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


def attributes(of):
    return {a.key: a.value.int_value if a.value.HasField("int_value") else a.value.string_value for a in of.attributes}


def traceparent(number, flags="01"):
    trace, span = "%032x" % (0x4bf92f3577b34da6a3ce929d0e0e0000 + number), "%016x" % (0xf067aa0ba9020000 + number)
    return "00-%s-%s-%s" % (trace, span, flags), bytes.fromhex(trace), bytes.fromhex(span)


def settings(collector, sample):
    return "  traces: {url: \"http://%s\", sample: %s, service: cellar}\n" % (collector.address, sample)


def infer(server, model="wine", headers=None, bad=False):
    client = tritonclient.grpc.InferenceServerClient(server.grpc)
    names = [i.name for i in client.get_model_metadata("wine").inputs]
    inputs = []
    for name in names:
        values = numpy.array([list(rows[0].values())] if name == "input" else [[float(rows[0][name])]], numpy.float64)
        values = values[:, :1] if bad else values  # one column of thirteen
        inputs.append(tritonclient.grpc.InferInput(name, list(values.shape), "FP64"))
        inputs[-1].set_data_from_numpy(values)
    try:
        client.infer(model, inputs, headers=headers)
        return "ok"
    except tritonclient.utils.InferenceServerException as refused:
        return str(refused.status())


# ---- parents, phases, attributes
collector = Collector()
server = Server(slipway, examples, settings(collector, 1))
version = server.ask("/api/v1/models")[1]["models"][0]["version"]
asked = [
    (SCORE, rows, 200, "", 3),
    (SCORE, rows[0], 200, "", 1),
    ("/v1/models/wine:predict", {"instances": rows}, 200, "", 3),
    ("/v1/models/wine/versions/1:predict", {"instances": rows}, 200, "", 3),
    ("/invocations", {"dataframe_records": rows}, 404, "UNKNOWN_MODEL", None),  # there are two models
    (SCORE, [{**rows[0], "alcohol": "much"}], 400, "BAD_VALUE", 1),
    (SCORE, {"nothing": 1}, 400, "MISSING_COLUMN", 1),
    (SCORE, "nonsense", 400, "BAD_JSON", None),
    ("/api/v1/models/none/score", rows, 404, "UNKNOWN_MODEL", None),
]
for number, (path, body, status, _, _) in enumerate(asked):
    answer = server.ask(path, body, traceparent=traceparent(number)[0], tracestate="shop=%d" % number)
    check(answer[0] == status, (path, answer))
check(infer(server, headers={"traceparent": traceparent(100)[0]}) == "ok", "over gRPC")
check(infer(server, headers={"traceparent": traceparent(101)[0]}, bad=True) == "StatusCode.INVALID_ARGUMENT", "refused over gRPC")
check(server.ask(SCORE, rows)[0] == 200, "a root")
check(server.ask(SCORE, rows, traceparent="00-nonsense")[0] == 200, "a root too")
for _ in range(20):
    check(server.ask(SCORE, rows, traceparent=traceparent(7000, "00")[0])[0] == 200, "a parent that is not sampled")
server.ask("/v2/models/wine")
wanted = len(asked) + 4
wait_until(lambda: len(collector.servers()) >= wanted, lambda: "%d spans of requests, not %d" % (len(collector.servers()), wanted))
check(server.stop() < 10, "stopped")
check(len(collector.servers()) == wanted, "no more than these")
check(collector.resource["service.name"] == "cellar" and len(collector.resource["service.instance.id"]) == 32, collector.resource)
by_trace = {}
for span in collector.spans:
    by_trace.setdefault(span.trace_id, []).append(span)
check(len({span.span_id for span in collector.spans}) == len(collector.spans), "each span has its own id")


def look(trace, phases):
    """The span of the request, after a look at its phases."""
    (root,) = [span for span in by_trace[trace] if span.kind == Span.SPAN_KIND_SERVER]
    children = sorted((span for span in by_trace[trace] if span is not root), key=lambda span: span.start_time_unix_nano)
    check([span.name for span in children] == phases, (root, [span.name for span in children]))
    check(abs(root.start_time_unix_nano / 1e9 - time.time()) < 120 and root.start_time_unix_nano < root.end_time_unix_nano, root)
    before = root.start_time_unix_nano
    for span in children:
        check(span.kind == Span.SPAN_KIND_INTERNAL and span.parent_span_id == root.span_id, span)
        check(before <= span.start_time_unix_nano <= span.end_time_unix_nano <= root.end_time_unix_nano, (root, span))
        check(attributes(span)["slipway.model"] == "wine", span)
        before = span.end_time_unix_nano
    check(root.flags & 1, root)
    return root


for number, (path, _, status, reason, count) in enumerate(asked):
    _, trace, parent = traceparent(number)
    root = look(trace, PHASES if count else [])
    found = attributes(root)
    check((root.parent_span_id, root.trace_state, root.flags >> 8) == (parent, "shop=%d" % number, 3), root)
    check((found["http.request.method"], found["url.path"], found["url.scheme"], found["http.response.status_code"], found["client.address"]) == ("POST", path, "http", status, "127.0.0.1"), root)
    if count:
        check((found["slipway.model"], found["slipway.version"], found["slipway.rows"]) == ("wine", version, count) and root.name == "POST " + path, root)
    check(found.get("error.type", "") == reason, root)
    check(root.status.code == 0, "what is the caller's fault is no error of the server's")
call = look(traceparent(100)[1], PHASES)
found = attributes(call)
check((found["rpc.system"], found["rpc.service"], found["rpc.method"], found["rpc.grpc.status_code"]) == ("grpc", "inference.GRPCInferenceService", "ModelInfer", 0), call)
check((call.name, call.parent_span_id) == ("inference.GRPCInferenceService/ModelInfer", traceparent(100)[2]), call)
check(attributes(look(traceparent(101)[1], []))["rpc.grpc.status_code"] == 3, "a call that is refused")
check(sum(1 for span in collector.servers() if not span.parent_span_id) == 2, "two roots")
check(max(collector.batches) <= 512, collector.batches)
collector.close()
kinds = len(collector.spans)

# ---- a share of those who say nothing; all whose caller says so
collector = Collector()
server = Server(slipway, examples, settings(collector, 0.2))
for number in range(600):
    server.ask(SCORE, rows[0])
for number in range(50):
    server.ask(SCORE, rows[0], traceparent=traceparent(number)[0])
server.stop()
remote = [span for span in collector.servers() if span.parent_span_id]
share = (len(collector.servers()) - len(remote)) / 600
check(len(remote) == 50 and 0.12 < share < 0.28, "%d of 50 parents, %.2f of the others" % (len(remote), share))
collector.close()

# ---- nothing is lost at shutdown, nor by a collector that is busy for a while
collector = Collector()
collector.answers = [503, 429, 502, 504]
server = Server(slipway, examples, settings(collector, 1))
for _ in range(300):
    check(server.ask(SCORE, rows[0])[0] == 200, "scored")
stopped = server.stop()
check(len(collector.servers()) == 300 and len(collector.spans) == 1500, "all %d of 300 are there after %.1f s" % (len(collector.servers()), stopped))
collector.close()


# ---- a collector that is not there, or does not answer, slows nobody
def latencies(server, count=300):
    times = []
    for _ in range(count):
        began = time.perf_counter()
        check(server.ask(SCORE, rows[0])[0] == 200, "scored")
        times.append(time.perf_counter() - began)
    return sorted(times)


spans = ("slipway_trace_spans_total", ("outcome", "exported")), ("slipway_trace_spans_total", ("outcome", "dropped"))
server = Server(slipway, examples, "")
plain = latencies(server)
check(spans[0] not in server.metrics(), "no figures of traces without traces")
server.stop()
address = serving.free_address()
down = type("Down", (), {"address": address})
server = Server(slipway, examples, settings(down, 1))
without = latencies(server)
check(without[150] < 10 * plain[150] + 0.005, "nobody waits for a collector that is down: %.4f s, %.4f s without" % (without[150], plain[150]))
check(server.metrics()[spans[0]] == 0, "nothing is exported")
collector = Collector(address)  # now it is there
wait_until(lambda: server.metrics()[spans[0]] >= 1500, lambda: server.metrics()[spans[0]])
check(len(collector.servers()) == 300 and server.metrics()[spans[1]] == 0, "what waited is sent")
server.stop()
collector.close()

collector = Collector(delay=60)
server = Server(slipway, examples, settings(collector, 1))
slow = latencies(server, 2500)  # more than may wait
check(slow[150] < 10 * plain[150] + 0.005, "nobody waits for a collector that is slow: %.4f s" % slow[150])
check(server.metrics()[spans[1]] > 0, "what does not fit is dropped, and counted")
stopped = server.stop()
check(stopped < 10, "a collector that is slow does not keep the server: %.1f s" % stopped)
print("traces: %d spans of requests of all kinds; p50 %.2f ms without traces, %.2f ms with all and the collector down, %.2f ms while it is slow; stopped in %.1f s" % (
    kinds, plain[150] * 1e3, without[150] * 1e3, slow[len(slow) // 2] * 1e3, stopped))
