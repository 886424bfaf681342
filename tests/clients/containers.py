"""Containers as Vertex AI and SageMaker run them: containers.py ADDRESS EXPECTED.json …, with the program in $SLIPWAY.

Their variables, routes and bodies: numpy's arrays as the sagemaker SDK's NumpySerializer and SparseMatrixSerializer write them, and
models that come and go by request. Each container is a server of its own, started here."""
import contextlib
import http.client
import io
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

import numpy
import pandas
import scipy.sparse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402

slipway = os.environ["SLIPWAY"]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
frame = pandas.read_csv(examples / "wine.csv").drop(columns="bottle")
labels = [row["predict"] for row in json.loads(pathlib.Path(sys.argv[2]).read_text())]
work = pathlib.Path(tempfile.mkdtemp())


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


@contextlib.contextmanager
def container(*words, **environment):
    """A running server: its port, which is PORT in the variables' values. It ends well when it is told to."""
    address = serving.free_address()
    port = int(address.rpartition(":")[2])
    environment = {name: value.replace("PORT", str(port)) for name, value in environment.items()}
    (work / "slipway.yaml").write_text('serve: {http: "127.0.0.1:%d", models_folder: models}\n' % port)
    server = subprocess.Popen([slipway, *words], env={**os.environ, **environment}, cwd=work, stderr=subprocess.DEVNULL)
    try:
        serving.wait_until_ready(address)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        check(server.wait(timeout=30) == 0, "the server ended with %s" % server.returncode)


def ask(port, method, path, body=None, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    if isinstance(body, (dict, list)):
        body, headers = json.dumps(body), {"Content_Type": "application/json", **headers}
    connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer.status, answer.read(), answer.headers["Content-Type"]


def npy(array):
    file = io.BytesIO()
    numpy.save(file, array)
    return file.getvalue()


with container("serve", AIP_HTTP_PORT="PORT", AIP_STORAGE_URI=str(examples / "wine.pkl"), AIP_HEALTH_ROUTE="/health-vertex",
               AIP_PREDICT_ROUTE="/v1/endpoints/7/deployedModels/8:predict") as port:
    check(ask(port, "GET", "/health-vertex")[0] == 200, "Vertex AI: health")
    for instances in (frame.to_numpy().tolist(), frame.to_dict(orient="records")):
        status, body, _ = ask(port, "POST", "/v1/endpoints/7/deployedModels/8:predict", {"instances": instances, "parameters": {"a": 1}})
        check((status, json.loads(body)) == (200, {"predictions": labels}), "Vertex AI: %s %s" % (status, body[:200]))

with container("serve", str(examples / "wine.pkl"), SAGEMAKER_BIND_TO_PORT="PORT", SAGEMAKER_DEFAULT_INVOCATIONS_ACCEPT="text/csv") as port:
    check(ask(port, "GET", "/ping")[0] == 200, "SageMaker: ping")
    matrix = frame.to_numpy()
    for array, what in ((matrix, "rows"), (numpy.asfortranarray(matrix), "columns"), (matrix.astype(">f8"), "the greater bytes first"), (matrix.astype(str), "texts")):
        status, body, kind = ask(port, "POST", "/invocations", npy(array), Content_Type="application/x-npy", Accept="application/x-npy")
        check((status, kind) == (200, "application/x-npy"), "NPY of %s: %s %s" % (what, status, body[:200]))
        check(numpy.load(io.BytesIO(body)).tolist() == labels, "NPY of %s" % what)
    for form in ("csr", "csc", "coo"):
        for compressed in (False, True):
            file = io.BytesIO()
            scipy.sparse.save_npz(file, scipy.sparse.coo_matrix(matrix).asformat(form), compressed=compressed)
            status, body, kind = ask(port, "POST", "/invocations", file.getvalue(), Content_Type="application/x-npz")
            check((status, kind, body.decode().split()) == (200, "text/csv", labels), "NPZ of %s: %s %s" % (form, status, body[:200]))
    for body, kind, code in ((npy(matrix[:, :3]), "x-npy", 400), (npy(matrix)[:-1], "x-npy", 400), (npy(matrix.astype(object)), "x-npy", 501), (b"PK", "x-npz", 400), (b"", "x-image", 415)):
        status, answer, _ = ask(port, "POST", "/invocations", body, Content_Type="application/" + kind)
        check(status == code, "%s: %s %s" % (kind, status, answer))

(work / "models/a/model").mkdir(parents=True)
shutil.copy(examples / "wine.pkl", work / "models/a/model")
with container("up") as port:
    url = str(work / "models/a/model")
    check(ask(port, "GET", "/ping")[0] == 200, "several models: ping before there is one")
    check(ask(port, "POST", "/models/a/invoke", {"instances": []})[0] == 404, "several models: none yet")
    for status in (200, 409):
        answer = ask(port, "POST", "/models", {"model_name": "a", "url": url})
        check(answer[0] == status, "several models: load: %s" % (answer,))
    check(json.loads(ask(port, "GET", "/models")[1]) == {"models": [{"modelName": "a", "modelUrl": url}]}, "several models: list")
    check(json.loads(ask(port, "GET", "/models/a")[1])["modelUrl"] == url, "several models: one")
    status, body, _ = ask(port, "POST", "/models/a/invoke", npy(matrix), Content_Type="application/x-npy", Accept="application/json")
    check((status, json.loads(body)) == (200, {"predictions": labels}), "several models: %s %s" % (status, body[:200]))
    check(ask(port, "POST", "/models", {"model_name": "b", "url": str(examples / "wine.pkl")})[0] == 400, "several models: another folder")
    for status in (200, 404):
        check(ask(port, "DELETE", "/models/a")[0] == status, "several models: unload")
    check(ask(port, "POST", "/models/a/invoke", npy(matrix), Content_Type="application/x-npy")[0] == 404, "several models: it is gone")
print("containers: Vertex AI, SageMaker with one model and with several, %d rows, the same labels" % len(frame))
