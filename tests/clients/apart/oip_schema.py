"""A running server's answers against the Open Inference Protocol's schemas: oip_schema.py ADDRESS …

The schemas say what specification/protocol/open_inference_rest.yaml (kserve/open-inference-protocol) says of each answer, and more
strictly: that shapes fit their data, and which datatypes there are."""
import json
import math
import pathlib
import sys
import urllib.error
import urllib.request

import jsonschema

address = sys.argv[1]
examples = pathlib.Path(__file__).resolve().parents[3] / "examples"
rows = [list(row.values())[1:] for row in map(json.loads, (examples / "wine.jsonl").read_text().split("\n")[:5])]

TEXT, WHOLE = {"type": "string"}, {"type": "integer"}


def object_of(required, **optional):
    return {"type": "object", "properties": {**required, **optional}, "required": list(required)}


def list_of(item):
    return {"type": "array", "items": item}


DATATYPE = {"enum": ["BOOL", "UINT8", "UINT16", "UINT32", "UINT64", "INT8", "INT16", "INT32", "INT64", "FP16", "BF16", "FP32", "FP64", "BYTES"]}
PARAMETERS = {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}}
TENSOR = {"name": TEXT, "datatype": DATATYPE, "shape": list_of(WHOLE)}
OUTPUT = object_of({**TENSOR, "data": {"type": "array", "items": {"type": ["number", "string", "boolean"]}}}, parameters=PARAMETERS)
SERVER = object_of({"name": TEXT, "version": TEXT, "extensions": list_of(TEXT)})
MODEL = object_of({"name": TEXT, "platform": TEXT, "versions": list_of(TEXT), "inputs": list_of(object_of(TENSOR)), "outputs": list_of(object_of(TENSOR))})
INFERENCE = object_of({"model_name": TEXT, "outputs": list_of(OUTPUT)}, model_version=TEXT, id=TEXT, parameters=PARAMETERS)
ERROR = object_of({"error": TEXT})
SPENT = object_of({"count": WHOLE, "ns": WHOLE})
PHASES = {"compute_input": SPENT, "compute_infer": SPENT, "compute_output": SPENT}
STATISTICS = object_of({"model_stats": list_of(object_of({
    "name": TEXT, "version": TEXT, "last_inference": WHOLE, "inference_count": WHOLE, "execution_count": WHOLE,
    "inference_stats": object_of({**PHASES, "success": SPENT, "fail": SPENT, "queue": SPENT, "cache_hit": SPENT, "cache_miss": SPENT}),
    "batch_stats": list_of(object_of({"batch_size": WHOLE, **PHASES})), "memory_usage": list_of(object_of({})), "response_stats": object_of({})}))})
checked = 0


def ask(path, schema, status=200, body=None):
    global checked
    request = urllib.request.Request("http://%s%s" % (address, path), None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            found, text, kind = answer.status, answer.read(), answer.headers["Content-Type"]
    except urllib.error.HTTPError as problem:
        found, text, kind = problem.code, problem.read(), problem.headers["Content-Type"]
    if found != status or kind != "application/json":
        sys.exit("%s: %s %s, not %s: %s" % (path, found, kind, status, text[:300]))
    answer = json.loads(text)
    try:
        jsonschema.validate(answer, {**schema, "additionalProperties": False})
    except jsonschema.ValidationError as problem:
        sys.exit("%s: %s" % (path, problem))
    checked += 1
    return answer


for path in ("/v2", "/v2/"):
    server = ask(path, SERVER)
if "statistics" not in server["extensions"]:
    sys.exit("extensions: %s" % server["extensions"])
for path in ("/v2/models/wine", "/v2/models/wine/versions/1"):
    model = ask(path, MODEL)
request = {"id": "42", "parameters": {"sequence_id": 1, "sequence_start": True, "sequence_end": False, "priority": 0, "timeout": 20_000_000},
           "inputs": [{"name": "input", "datatype": "FP64", "shape": [5, len(rows[0])], "data": rows}], "outputs": [{"name": output["name"]} for output in model["outputs"]]}
for path in ("/v2/models/wine/infer", "/v2/models/wine/versions/1/infer"):
    answer = ask(path, INFERENCE, body=request)
    if [output["name"] for output in answer["outputs"]] != [output["name"] for output in model["outputs"]] or answer["id"] != "42":
        sys.exit("not what was asked for: %s" % answer)
    for output, told in zip(answer["outputs"], model["outputs"]):
        if output["datatype"] != told["datatype"] or output["shape"] != [5] + told["shape"][1:] or math.prod(output["shape"]) != len(output["data"]):
            sys.exit("%s is not as the metadata says: %s" % (output, told))
ask("/v2/models/wine/stats", STATISTICS)
ask("/v2/models/none", ERROR, 404)
ask("/v2/models/none/infer", ERROR, 404, request)
ask("/v2/models/wine/versions/9", ERROR, 404)
ask("/v2/models/wine/infer", ERROR, 405)
for body in (b"", b"[]", b"{", {}, {"inputs": []}, {**request, "outputs": [{"name": "none"}]}, {**request, "parameters": {"sequence_start": 1}},
             {"inputs": [{**request["inputs"][0], "datatype": "FP65"}]}, {"inputs": [{**request["inputs"][0], "shape": [5, 2]}]}):
    ask("/v2/models/wine/infer", ERROR, 400, body)
print("Open Inference Protocol's schemas: %d answers" % checked)
