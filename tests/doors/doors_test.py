#!/usr/bin/env python3
"""doors_test.py SLIPWAY SOURCE: every tests/scripts/**.score through every foreign protocol: the Open Inference Protocol in
JSON, in bytes and over gRPC (typed and raw), TensorFlow Serving's rows and columns, MLflow's records and split form.

One server holds every script's model. All rows go in one request; where the protocol fails it for one of them, each row goes
alone. A row that a protocol has no form for (a text in a tensor of numbers, a missing text in raw bytes) is not asked, and counted.
src/doors/ does the same through what is Slipway's own."""
import json
import math
import pathlib
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

import grpc
import numpy
import tritonclient.http
from tritonclient.grpc import service_pb2, service_pb2_grpc
from tritonclient.utils import deserialize_bytes_tensor, serialize_byte_tensor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402

slipway, source = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
SPECIAL = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
NUMPY = {"FP64": numpy.float64, "FP32": numpy.float32, "INT64": numpy.int64, "BOOL": numpy.bool_}


class Refused(Exception):
    """The reason of an answer that is none."""


class NoForm(Exception):
    """The protocol can't carry this row."""


# Scripts: the lines of src/testing/score_script.h.

def read_script(path):
    """The model, and [(tolerance, rows, answers)]."""
    model, blocks, answers = None, [], False
    for line in path.read_text().splitlines():
        if line.startswith("model "):
            model = source / line[6:]
        elif line.startswith("score"):
            blocks.append((float(line.partition("tol=")[2] or 0), [], []))
            answers = False
        elif line == "----":
            answers = True
        elif line and not line.startswith("#"):
            blocks[-1][2 if answers else 1].append(line)
    assert model and blocks and all(len(rows) == len(wanted) > 0 for _, rows, wanted in blocks), path
    return model, blocks


# What the doors share.

def post(path, body, **headers):
    request = urllib.request.Request("http://%s%s" % (http_address, path), body, {k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.headers, answer.read()
    except urllib.error.HTTPError as problem:
        problem.read()
        raise Refused(problem.headers["X-Slipway-Reason"]) from None


def fields(rows):
    """Rows of JSON as dicts."""
    try:
        return [json.loads(row) for row in rows]
    except json.JSONDecodeError:
        raise NoForm from None


def datatypes(model, which):
    """Of a model's inputs or outputs, by name; all columns may be one input."""
    with urllib.request.urlopen("http://%s/v2/models/%s" % (http_address, model), timeout=30) as answer:
        return {tensor["name"]: tensor["datatype"] for tensor in json.load(answer)[which]}


def tensors(model, rows, raw):
    """{name: (datatype, values)}: a tensor a column, as the model's metadata says."""
    types = datatypes(model, "inputs")
    rows = fields(rows)
    return {name: (types.get(name, types.get("input")), [element(row[name], types.get(name, types.get("input")), raw) for row in rows]) for name in rows[0]}


def element(value, datatype, raw):
    if datatype == "BYTES":
        if not isinstance(value, str) and (raw or value is not None):
            raise NoForm
        return value
    value = math.nan if value is None else SPECIAL.get(value, value)
    if isinstance(value, str):
        raise NoForm
    return float(value)


def array(datatype, values):
    return numpy.array(values, dtype=numpy.object_ if datatype == "BYTES" else NUMPY[datatype])


def by_row(outputs):
    """[(shape, flat values)] of each output: rows of values."""
    count = outputs[0][0][0]
    width = [len(flat) // count for _, flat in outputs]
    return [[value for (_, flat), w in zip(outputs, width) for value in flat[row * w:(row + 1) * w]] for row in range(count)]


# The doors: (model, rows as JSON texts, names of outputs) to a list of values for each row.

def open_inference_json(model, rows, outputs):
    inputs = [{"name": name, "datatype": datatype, "shape": [len(rows)], "data": values} for name, (datatype, values) in tensors(model, rows, False).items()]
    _, body = post("/v2/models/%s/infer" % model, json.dumps({"inputs": inputs, "outputs": [{"name": name} for name in outputs]}).encode())
    answer = {output["name"]: output for output in json.loads(body)["outputs"]}
    return by_row([(answer[name]["shape"], answer[name]["data"]) for name in outputs])


def open_inference_bytes(model, rows, outputs):
    inputs = []
    for name, (datatype, values) in tensors(model, rows, True).items():
        inputs.append(tritonclient.http.InferInput(name, [len(rows)], datatype))
        inputs[-1].set_data_from_numpy(array(datatype, values))
    wanted = [tritonclient.http.InferRequestedOutput(name) for name in outputs]
    body, length = tritonclient.http.InferenceServerClient.generate_request_body(inputs, wanted)
    headers, body = post("/v2/models/%s/infer" % model, body, Inference_Header_Content_Length=str(length))
    answer = tritonclient.http.InferenceServerClient.parse_response_body(body, header_length=int(headers["Inference-Header-Content-Length"]))
    found = [answer.as_numpy(name) for name in outputs]
    return by_row([(values.shape, [v.decode() if isinstance(v, bytes) else v for v in values.ravel().tolist()]) for values in found])


CONTENTS = {"FP64": "fp64_contents", "FP32": "fp32_contents", "INT64": "int64_contents", "BOOL": "bool_contents", "BYTES": "bytes_contents"}


def grpc_infer(model, rows, outputs, raw):
    request = service_pb2.ModelInferRequest(model_name=model)
    for name, (datatype, values) in tensors(model, rows, True).items():
        tensor = request.inputs.add(name=name, datatype=datatype, shape=[len(rows)])
        values = array(datatype, values)
        if raw:
            request.raw_input_contents.append(serialize_byte_tensor(values).item() if datatype == "BYTES" and len(rows) else values.tobytes())
        else:
            getattr(tensor.contents, CONTENTS[datatype]).extend(v.encode() if datatype == "BYTES" else v for v in values.tolist())
    for name in outputs:
        request.outputs.add(name=name)
    try:
        answer = stub.ModelInfer(request, timeout=30)
    except grpc.RpcError as problem:
        raise Refused(dict(problem.trailing_metadata())["slipway-reason"]) from None
    found = []
    for i, output in enumerate(answer.outputs):
        if not raw:
            values = list(getattr(output.contents, CONTENTS[output.datatype]))
        elif output.datatype == "BYTES":
            values = deserialize_bytes_tensor(answer.raw_output_contents[i]).tolist()
        else:
            values = numpy.frombuffer(answer.raw_output_contents[i], NUMPY[output.datatype]).tolist()
        found.append((output.shape, [v.decode() if isinstance(v, bytes) else v for v in values]))
    return by_row(found)


def grpc_typed(model, rows, outputs):
    return grpc_infer(model, rows, outputs, False)


def grpc_raw(model, rows, outputs):
    return grpc_infer(model, rows, outputs, True)


def flat(value):
    return value if isinstance(value, list) else [value]


def columns_text(rows):
    rows = fields(rows)
    return json.dumps({name: [row[name] for row in rows] for name in rows[0]})


def tensorflow(model, body, key, outputs):
    """One request an output: its name is the signature's."""
    found = [json.loads(post("/v1/models/%s:predict" % model, ('{"signature_name": "%s", %s}' % (name, body)).encode())[1])[key] for name in outputs]
    return [[value for output in row for value in flat(output)] for row in zip(*found)]


def tensorflow_rows(model, rows, outputs):
    return tensorflow(model, '"instances": [%s]' % ",".join(rows), "predictions", outputs)


def tensorflow_columns(model, rows, outputs):
    return tensorflow(model, '"inputs": %s' % columns_text(rows), "outputs", outputs)


def mlflow(model, body):
    _, answer = post("/invocations", body.encode(), Content_Type="application/json", X_Amzn_SageMaker_Target_Model=model)
    return [flat(row) for row in json.loads(answer)["predictions"]]


def mlflow_records(model, rows, _):
    return mlflow(model, '{"dataframe_records": [%s]}' % ",".join(rows))


def mlflow_split(model, rows, _):
    rows = fields(rows)
    return mlflow(model, json.dumps({"dataframe_split": {"columns": list(rows[0]), "data": [list(row.values()) for row in rows]}}))


DOORS = [open_inference_json, open_inference_bytes, grpc_typed, grpc_raw, tensorflow_rows, tensorflow_columns, mlflow_records, mlflow_split]


# The comparison.

def ask(door, model, rows, outputs):
    """Of each row its values, a Refused, or a NoForm."""
    try:
        return door(model, rows, outputs)
    except (Refused, NoForm) as problem:
        if len(rows) == 1:
            return [problem]
    return [ask(door, model, [row], outputs)[0] for row in rows]


def same(got, wanted, tolerance, single):
    """Bits alike, or within the script's tolerance; of FP32 as such: texts of it are shorter."""
    gone = [v is None or isinstance(v, float) and not math.isfinite(v) for v in (got, wanted)]
    if any(gone):
        return all(gone)
    if isinstance(wanted, str) or isinstance(got, str):
        return got == wanted
    return abs(got - wanted) <= tolerance or single and numpy.float32(got) == numpy.float32(wanted)


def check(script, door, model, tolerance, rows, answers):
    """How many rows were asked, and how many had no form."""
    outputs = next(list(json.loads(answer)) for answer in answers if answer.startswith("{"))
    if door in (mlflow_records, mlflow_split):  # what the library's own predict gives
        outputs = outputs[:1]
    types = datatypes(model, "outputs")
    without = 0
    for number, (got, wanted) in enumerate(zip(ask(door, model, rows, outputs), answers), 1):
        where = "%s row %d through %s" % (script, number, door.__name__)
        if isinstance(got, NoForm):
            without += 1
            continue
        if wanted.startswith("error "):
            if not isinstance(got, Refused) or str(got) != wanted[6:]:
                sys.exit("%s: %r, expected %s" % (where, got, wanted))
            continue
        values = [(value, types[name] == "FP32") for name in outputs for value in flat(json.loads(wanted)[name])]
        if isinstance(got, Refused) or len(got) != len(values) or not all(same(a, b, tolerance, single) for a, (b, single) in zip(got, values)):
            sys.exit("%s: %r, expected %s" % (where, got, [value for value, _ in values]))
    return len(rows) - without, without


scripts = sorted((source / "tests/scripts").rglob("*.score"))
loaded = {path: read_script(path) for path in scripts}
work = pathlib.Path(tempfile.mkdtemp())
http_address, grpc_address = serving.free_address(), serving.free_address()
(work / "slipway.yaml").write_text(json.dumps({
    "models": {"m%d" % i: {"from": str(model)} for i, (model, _) in enumerate(loaded.values())},
    "serve": {"http": http_address, "grpc": grpc_address}}))
server = subprocess.Popen([slipway, "up", "--config", work / "slipway.yaml"], stderr=subprocess.DEVNULL)
try:
    serving.wait_until_ready(http_address)
    stub = service_pb2_grpc.GRPCInferenceServiceStub(grpc.insecure_channel(grpc_address))
    for door in DOORS:
        asked, without = 0, 0
        for i, (path, (_, blocks)) in enumerate(loaded.items()):
            for block in blocks:
                counts = check(path.relative_to(source), door, "m%d" % i, *block)
                if counts[0] * 2 < sum(counts):
                    sys.exit("%s through %s: %d of %d rows have no form there" % (path, door.__name__, counts[1], sum(counts)))
                asked, without = asked + counts[0], without + counts[1]
        print("%s: %d scripts, %d rows the same, %d have no form there" % (door.__name__, len(scripts), asked, without))
finally:
    server.terminate()
    if server.wait(timeout=30) != 0:
        sys.exit("the server ended with %d" % server.returncode)
