"""KServe's own clients against a running server: kserve_client.py ADDRESS EXPECTED.json GRPC_ADDRESS

InferenceRESTClient with both protocols, JSON and bytes, and InferenceGRPCClient, typed and raw: health, inference, errors. Missing
numbers come as its JSON has them."""
import asyncio
import json
import logging
import pathlib
import sys

import grpc
import httpx
import pandas
from kserve import InferenceGRPCClient, InferenceRESTClient, InferInput, InferRequest
from kserve.inference_client import RESTConfig
from kserve.protocol.infer_type import RequestedOutput

address, expected_file, grpc_address = sys.argv[1:]
url = "http://%s" % address
examples = pathlib.Path(__file__).resolve().parents[3] / "examples"
frame = pandas.read_csv(examples / "wine.csv").drop(columns="bottle")
expected = json.loads(pathlib.Path(expected_file).read_text())
labels, probabilities = [row["predict"] for row in expected], [row["predict_proba"] for row in expected]
logging.disable(logging.CRITICAL)  # it logs each error that it raises


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


def infer_request(binary, **more):
    matrix = InferInput("input", list(frame.shape), "FP64")
    matrix.set_data_from_numpy(frame.to_numpy(), binary_data=binary)
    return InferRequest(model_name="wine", infer_inputs=[matrix], **more)


def same(answer, what):
    found = {output.name: output.as_numpy() for output in answer.outputs}
    check([v.decode() if isinstance(v, bytes) else v for v in found["predict"].tolist()] == labels, what)
    check(found["predict_proba"].tolist() == probabilities, what)


async def refused(call, status, text, what):
    try:
        await call
    except httpx.HTTPStatusError as problem:
        check(problem.response.status_code == status and text in str(problem), "%s: %s" % (what, problem))
    except grpc.RpcError as problem:
        check(problem.code() == status and text in problem.details(), "%s: %s" % (what, problem))
    else:
        check(False, "%s is refused" % what)


async def rest_2():
    client = InferenceRESTClient(RESTConfig(protocol="v2", retries=0))
    check(await client.is_server_live(url) and await client.is_server_ready(url), "v2: live and ready")
    check(await client.is_model_ready(url, "wine"), "v2: the model is ready")
    check(not await client.is_model_ready(url, "nothing"), "v2: another model is not")
    for binary_in in (False, True):
        for binary_out in (False, True):
            wanted = [RequestedOutput(name, {"binary_data": binary_out}) for name in ("predict", "predict_proba")]
            headers = {}
            answer = await client.infer(url, infer_request(binary_in, request_id="7", request_outputs=wanted), model_name="wine", response_headers=headers)
            same(answer, "v2: binary %s to %s" % (binary_in, binary_out))
            check(answer.id == "7" and ("inference-header-content-length" in headers) == binary_out, "v2: %s %s" % (answer.id, headers))
    same(await client.infer(url, infer_request(True), model_name="wine"), "v2: no outputs named")
    await refused(client.infer(url, infer_request(True), model_name="nothing"), 404, "no model is called", "v2: another model")
    short = InferInput("input", [1, 2], "FP64", data=[1.0, 2.0])
    await refused(client.infer(url, InferRequest(model_name="wine", infer_inputs=[short]), model_name="wine"), 400, "[1, 2]", "v2: too few columns")
    await client.close()


async def rest_1():
    client = InferenceRESTClient(RESTConfig(protocol="v1", retries=0))
    check(await client.is_server_live(url), "v1: live")
    check(await client.is_model_ready(url, "wine"), "v1: the model is ready")
    for instances in (frame.to_numpy().tolist(), frame.to_dict(orient="records")):
        check((await client.infer(url, {"instances": instances}, model_name="wine"))["predictions"] == labels, "v1: predictions")
    await refused(client.infer(url, {"instances": [[1]]}, model_name="wine"), 400, "1 values", "v1: too few values")
    await refused(client.infer(url, {"instances": []}, model_name="nothing"), 404, "no model", "v1: another model")
    await client.close()


async def over_grpc():
    client = InferenceGRPCClient(grpc_address, retries=0)
    check(await client.is_server_live() and await client.is_server_ready() and await client.is_model_ready("wine"), "gRPC: live and ready")
    for binary in (False, True):
        same(await client.infer(infer_request(binary)), "gRPC: binary %s" % binary)
    await refused(client.is_model_ready("nothing"), grpc.StatusCode.NOT_FOUND, "no model is called", "gRPC: another model")
    bad = InferRequest(model_name="wine", infer_inputs=[InferInput("input", [1, 2], "FP64", data=[1.0, 2.0])])
    await refused(client.infer(bad), grpc.StatusCode.INVALID_ARGUMENT, "[1, 2]", "gRPC: too few columns")
    await client.close()


async def everything():
    await rest_2()
    await rest_1()
    await over_grpc()


asyncio.run(everything())
print("kserve: REST of both protocols and gRPC, %d rows, the same bits" % len(frame))
