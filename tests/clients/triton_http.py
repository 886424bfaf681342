"""tritonclient over HTTP against a running server: triton_http.py ADDRESS EXPECTED.json

Health, metadata, config, index, statistics, inference in JSON and in bytes, named columns, errors, compression, and its asyncio
form. EXPECTED.json is what `slipway score --to json` says of examples/wine.csv: the client must get the same numbers."""
import asyncio
import csv
import json
import pathlib
import sys

import numpy
import tritonclient.http as http
import tritonclient.http.aio as aio
from tritonclient.utils import InferenceServerException

url, expected_file = sys.argv[1:3]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
rows = list(csv.DictReader((examples / "wine.csv").open()))
expected = json.loads(pathlib.Path(expected_file).read_text())


def check(condition, what):
    if not condition:
        sys.exit("not so: " + what)


client = http.InferenceServerClient(url=url)
check(client.is_server_live() and client.is_server_ready() and client.is_model_ready("wine"), "live and ready")
check(client.get_server_metadata()["name"] == "slipway", "server metadata")
metadata = client.get_model_metadata("wine", model_version="1")
check(metadata["versions"] == ["1"] and "predict_proba" in [o["name"] for o in metadata["outputs"]], "metadata: %s" % metadata)
check(client.get_model_config("wine")["max_batch_size"] == 0, "config")
check({m["name"]: m["state"] for m in client.get_model_repository_index()} == {"wine": "READY"}, "index")

# What the model wants, as its metadata says: one matrix, or a tensor a column.
names = [i["name"] for i in metadata["inputs"]]
matrix = numpy.array([[float(value) for name, value in row.items() if name != "bottle"] for row in rows])


def inputs(module, binary):
    if names == ["input"]:
        tensors = [("input", matrix)]
    else:
        tensors = [(name, numpy.array([[float(row[name])] for row in rows])) for name in names]
    made = []
    for name, values in tensors:
        made.append(module.InferInput(name, list(values.shape), "FP64"))
        made[-1].set_data_from_numpy(values, binary_data=binary)
    return made


def same(result, what):
    answer = result.get_response()
    check(answer["model_name"] == "wine", what)
    proba, label = result.as_numpy("predict_proba"), result.as_numpy("predict")
    for i, row in enumerate(expected):
        text = label[i].decode() if isinstance(label[i], bytes) else label[i]
        check(str(text) == str(row["predict"]), "%s: label of row %d: %s" % (what, i, text))
        check(proba[i].tolist() == row["predict_proba"], "%s: row %d: %s" % (what, i, proba[i]))


for binary in (False, True):
    same(client.infer("wine", inputs(http, binary)), "inputs binary=%s" % binary)
    wanted = [http.InferRequestedOutput(name, binary_data=binary) for name in ("predict", "predict_proba")]
    same(client.infer("wine", inputs(http, not binary), outputs=wanted, request_id="7"), "outputs binary=%s" % binary)
for algorithm in ("gzip", "deflate"):
    same(client.infer("wine", inputs(http, True), request_compression_algorithm=algorithm, response_compression_algorithm=algorithm), algorithm)

statistics = client.get_inference_statistics("wine")["model_stats"][0]
check(statistics["inference_stats"]["success"]["count"] == 6 and statistics["inference_count"] == 6 * len(rows), "statistics: %s" % statistics)


def refused(call, text):
    try:
        call()
    except InferenceServerException as problem:
        check(text in str(problem), "%s in %s" % (text, problem))
        return
    check(False, "refused: " + text)


refused(lambda: client.infer("nothing", inputs(http, True)), "no model is called")
refused(lambda: client.infer("wine", inputs(http, True), model_version="9"), "no version")
refused(lambda: client.infer("wine", inputs(http, True), outputs=[http.InferRequestedOutput("margin")]), "no output")
refused(lambda: client.get_model_metadata("nothing"), "no model is called")


async def asynchronously():
    async with aio.InferenceServerClient(url=url) as other:
        check(await other.is_server_live(), "aio live")
        same(await other.infer("wine", inputs(aio, True)), "aio")


asyncio.run(asynchronously())
print("tritonclient over HTTP: %d rows, the same bits" % len(rows))
