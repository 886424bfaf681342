"""tritonclient over gRPC against a running server: triton_grpc.py ADDRESS EXPECTED.json GRPC_ADDRESS

What triton_http.py does, over gRPC; then typed contents (as KServe's client sends them), a stream, deadlines, health, and
reflection: every field of our messages is, by number and type, the one that this client was made from."""
import asyncio
import csv
import json
import os
import pathlib
import signal
import sys
import threading

import grpc
import numpy
import tritonclient.grpc as triton
import tritonclient.grpc.aio as aio
from google.protobuf import descriptor_pool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase
from tritonclient.grpc import model_config_pb2, service_pb2, service_pb2_grpc
from tritonclient.utils import InferenceServerException

_, expected_file, address = sys.argv[1:]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
expected = json.loads(pathlib.Path(expected_file).read_text())
rows = list(csv.DictReader((examples / "wine.csv").open()))


def check(condition, what):
    if not condition:
        sys.exit("not so: " + what)


client = triton.InferenceServerClient(url=address)
check(client.is_server_live() and client.is_server_ready() and client.is_model_ready("wine"), "live and ready")
check(client.get_server_metadata().name == "slipway" and "statistics" in client.get_server_metadata().extensions, "server metadata")
metadata = client.get_model_metadata("wine", model_version="1")
check(list(metadata.versions) == ["1"] and "predict_proba" in [o.name for o in metadata.outputs], "metadata: %s" % metadata)
config = client.get_model_config("wine").config
check(config.max_batch_size == 0 and config.backend == "slipway" and config.output[0].data_type != 0, "config: %s" % config)
check([(m.name, m.state) for m in client.get_model_repository_index().models] == [("wine", "READY")], "index")

names = [i.name for i in metadata.inputs]
matrix = numpy.array([[float(value) for name, value in row.items() if name != "bottle"] for row in rows])
if names == ["input"]:
    tensors = [("input", matrix)]
else:
    tensors = [(name, numpy.array([[float(row[name])] for row in rows])) for name in names]


def inputs(module, some=slice(None)):
    made = []
    for name, values in tensors:
        made.append(module.InferInput(name, list(values[some].shape), "FP64"))
        made[-1].set_data_from_numpy(values[some])
    return made


def same(result, what, some=slice(None)):
    proba, label = result.as_numpy("predict_proba"), result.as_numpy("predict")
    wanted = expected[some]
    check(len(proba) == len(wanted), what)
    for i, row in enumerate(wanted):
        text = label[i].decode() if isinstance(label[i], bytes) else label[i]
        check(str(text) == str(row["predict"]), "%s: label of row %d: %s" % (what, i, text))
        check(proba[i].tolist() == row["predict_proba"], "%s: row %d: %s" % (what, i, proba[i]))


same(client.infer("wine", inputs(triton)), "infer")
wanted = [triton.InferRequestedOutput(name) for name in ("predict", "predict_proba")]
answer = client.infer("wine", inputs(triton), outputs=wanted, request_id="7", client_timeout=20, timeout=20_000_000)
same(answer, "outputs")
check(answer.get_response().id == "7", "id")
same(client.infer("wine", inputs(triton), compression_algorithm="gzip"), "gzip")
statistics = client.get_inference_statistics("wine").model_stats[0]
check(statistics.inference_stats.success.count == 3 and statistics.inference_count == 3 * len(rows), "statistics: %s" % statistics)

# Typed contents, and the answer in the same form.
request = service_pb2.ModelInferRequest(model_name="wine")
for name, values in tensors:
    tensor = request.inputs.add(name=name, datatype="FP64", shape=values.shape)
    tensor.contents.fp64_contents.extend(values.ravel().tolist())
channel = grpc.insecure_channel(address)
stub = service_pb2_grpc.GRPCInferenceServiceStub(channel)
response = stub.ModelInfer(request)
outputs = {o.name: o.contents for o in response.outputs}
check([b.decode() for b in outputs["predict"].bytes_contents] == [row["predict"] for row in expected], "typed labels")
check(list(outputs["predict_proba"].fp64_contents) == [p for row in expected for p in row["predict_proba"]], "typed probabilities")


def refused(call, text, code):
    try:
        call()
    except InferenceServerException as problem:
        check(text in str(problem) and problem.status() == "StatusCode." + code, "%s, %s in %s %s" % (text, code, problem, problem.status()))
        return
    check(False, "refused: %s %s" % (text, code))


refused(lambda: client.infer("nothing", inputs(triton)), "no model is called", "NOT_FOUND")
refused(lambda: client.infer("wine", inputs(triton), model_version="9"), "no version", "NOT_FOUND")
refused(lambda: client.infer("wine", inputs(triton), outputs=[triton.InferRequestedOutput("margin")]), "no output", "INVALID_ARGUMENT")
refused(lambda: client.get_model_metadata("nothing"), "no model is called", "NOT_FOUND")
refused(lambda: client.infer("wine", inputs(triton)[:1] if len(tensors) > 1 else [triton.InferInput("input", [1, 2], "FP64").set_data_from_numpy(numpy.ones((1, 2)))]), "", "INVALID_ARGUMENT")
refused(lambda: client.load_model("wine"), "control: true", "PERMISSION_DENIED")


def broken(body, code):
    """Bytes that are no message, sent as they are."""
    call = channel.unary_unary("/inference.GRPCInferenceService/ModelInfer", request_serializer=lambda b: b, response_deserializer=lambda b: b)
    try:
        call(body)
    except grpc.RpcError as problem:
        check(problem.code() == code, "%r: %s" % (body, problem))
        return
    check(False, "refused: %r" % body)


for body in (b"\xff", b"\x0a\x7fwine", b"\x0a\x04wine\x2a\x7f", b"\x0a\x04wine", b"\x0a\x04wine\x2a\x02\x0a\x00", b"\x0a\x04wine" + b"\x2a\x00" * 1000):
    broken(body, grpc.StatusCode.INVALID_ARGUMENT)
broken(b"\x0a\x04wi\xff\xfe", grpc.StatusCode.NOT_FOUND)
broken(b"", grpc.StatusCode.NOT_FOUND)
broken(b"\x0a\x04wine" + b"\x3a" + b"\x80\x80\x80\x28" + bytes(80 << 20), grpc.StatusCode.RESOURCE_EXHAUSTED)  # 80 MiB

# A stream: answers in order; one that fails, and the next one.
got, more = [], threading.Condition()


def arrived(result, error):
    with more:
        got.append((result, error))
        more.notify()


streaming = triton.InferenceServerClient(url=address)
streaming.start_stream(arrived)
for i in range(20):
    streaming.async_stream_infer("wine" if i != 7 else "nothing", inputs(triton, slice(i, i + 1)), request_id=str(i))
with more:
    check(more.wait_for(lambda: len(got) == 20, timeout=20), "20 answers: %d" % len(got))
for i, (result, error) in enumerate(got):
    if i == 7:
        check("no model is called" in str(error), "the error of a stream: %s" % error)
    else:
        check(error is None and result.get_response().id == str(i), "answer %d: %s" % (i, error))
        same(result, "stream", slice(i, i + 1))
streaming.stop_stream()

# Health, and a deadline of a microsecond.
health = health_pb2_grpc.HealthStub(channel)
for service in ("", "inference.GRPCInferenceService"):
    check(health.Check(health_pb2.HealthCheckRequest(service=service)).status == health_pb2.HealthCheckResponse.SERVING, "health of %r" % service)
refused(lambda: client.infer("wine", inputs(triton), timeout=1), "", "DEADLINE_EXCEEDED")

# Reflection.
database = ProtoReflectionDescriptorDatabase(channel)
check("inference.GRPCInferenceService" in database.get_services(), "reflection: %s" % database.get_services())
pool = descriptor_pool.DescriptorPool(database)
service = pool.FindServiceByName("inference.GRPCInferenceService")
theirs = service_pb2.DESCRIPTOR.services_by_name["GRPCInferenceService"]
compared = 0


def compare(ours, other):
    global compared
    for field in ours.fields:
        twin = other.fields_by_name[field.name]
        check((field.number, field.type) == (twin.number, twin.type), "%s.%s" % (ours.full_name, field.name))
        compared += 1
    for nested in ours.nested_types:
        compare(nested, other.nested_types_by_name[nested.name])


for method in service.methods:
    twin = theirs.methods_by_name[method.name]
    check((method.input_type.full_name, method.output_type.full_name) == (twin.input_type.full_name, twin.output_type.full_name), method.name)
for name, message in service.file.message_types_by_name.items():
    compare(message, (service_pb2.DESCRIPTOR.message_types_by_name.get(name) or model_config_pb2.DESCRIPTOR.message_types_by_name.get(name)))
check(compared > 100, "%d fields compared" % compared)


async def asynchronously():
    async with aio.InferenceServerClient(url=address) as other:
        check(await other.is_server_live(), "aio live")
        same(await other.infer("wine", inputs(aio)), "aio")


asyncio.run(asynchronously())
print("tritonclient over gRPC: %d rows, the same bits; %d fields of messages" % (len(rows), compared))

# A stream that waits for its next request doesn't keep a server from stopping: it is told.
sent = threading.Event()


def requests():
    yield request
    sent.wait()


stream = stub.ModelStreamInfer(requests())
check(next(stream).error_message == "", "an answer")
os.kill(int(os.environ["SERVER"]), signal.SIGTERM)
try:
    next(stream)
    check(False, "the stream ends")
except grpc.RpcError as problem:
    check(problem.code() == grpc.StatusCode.UNAVAILABLE, "the end of a stream: %s" % problem)
sent.set()
