"""Each model's own OpenAPI document, by openapi-spec-validator and schemathesis, against a running server of several models: openapi.py …

The documents are valid, no request that they allow or forbid makes a 500, and every answer is as they say. The page to try a model keeps
to its Content-Security-Policy."""
import base64
import hashlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

import joblib
import openapi_spec_validator
import pandas
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402

slipway = os.environ["SLIPWAY"]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
work = pathlib.Path(tempfile.mkdtemp())


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


# Beside the examples: categories that are closed, and labels that are texts.
frame = pandas.DataFrame({"city": ["Oslo", "Bergen", "Bodø", "Oslo"] * 5, "size": [1, 2, 3, 4] * 5, "cost": [0.5, 1.5, 2.5, 9.0] * 5})
closed = make_pipeline(make_column_transformer((OneHotEncoder(), ["city"]), remainder="passthrough"), LogisticRegression())
joblib.dump(closed.fit(frame, ["low", "low", "high", "high"] * 5), work / "closed.joblib")
joblib.dump(RandomForestRegressor(5, random_state=0).fit(frame[["size", "cost"]], frame["cost"]), work / "forest.joblib")
models = {"wine": examples / "wine.pkl", "penguins": examples / "penguins.ubj", "cancer": examples / "cancer.txt", "closed": work / "closed.joblib", "forest": work / "forest.joblib"}

address = serving.free_address()
(work / "slipway.yaml").write_text("models:\n%sserve: {http: \"%s\"}\n" % ("".join("  %s: {from: %s}\n" % one for one in models.items()), address))
server = subprocess.Popen([slipway, "up", "--config", work / "slipway.yaml"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def get(path):
    with urllib.request.urlopen("http://%s%s" % (address, path), timeout=10) as answer:
        return answer.headers, answer.read()


try:
    serving.wait_until_ready(address)
    documents = {}
    for name in models:
        documents[name] = json.loads(get("/api/v1/models/%s/openapi.json" % name)[1])
        openapi_spec_validator.validate(documents[name])
        version = json.loads(get("/api/v1/models/%s/versions/1/openapi.json" % name)[1])
        check(version["servers"][0]["url"] == "/api/v1/models/%s/versions/1" % name, version["servers"])
    columns = documents["closed"]["components"]["schemas"]["Row"]["properties"]
    check(sorted(columns["city"]["enum"]) == ["Bergen", "Bodø", "Oslo"] and columns["city"]["type"] == "string", columns)
    check(columns["size"] == {"$ref": "#/components/schemas/Number"}, columns["size"])
    check(documents["closed"]["components"]["schemas"]["Prediction"]["properties"]["predict"]["enum"] == ["high", "low", None], "labels")
    check(documents["penguins"]["components"]["schemas"]["Row"]["properties"]["bill_length_mm"]["$ref"].endswith("/NumberOrMissing"), "trees take missing values")

    # The examples are rows that can be scored.
    for name, document in documents.items():
        body = json.dumps(document["paths"]["/score"]["post"]["requestBody"]["content"]["application/json"]["example"]).encode()
        request = urllib.request.Request("http://%s/api/v1/models/%s/score" % (address, name), body, {"Content-Type": "application/json"})
        check("errors" not in json.load(urllib.request.urlopen(request, timeout=10)), "the example of %s" % name)

    headers, page = get("/api/v1/models/wine/docs")
    for tag in ("script", "style"):
        content = re.search(b"<%s>(.*?)</%s>" % (tag.encode(), tag.encode()), page, re.S).group(1)
        wanted = "%s-src 'sha256-%s'" % (tag, base64.b64encode(hashlib.sha256(content).digest()).decode())
        check(wanted in headers["Content-Security-Policy"], wanted)

    # How bodies that are no JSON are sent: as they are.
    (work / "bodies.py").write_text("""import schemathesis
@schemathesis.serializer(*%r)
def as_it_is(context, value):
    return value if isinstance(value, bytes) else str(value).encode()
""" % [media for media in documents["wine"]["paths"]["/score"]["post"]["requestBody"]["content"] if media != "application/json"])
    # A deadline that passed, on a busy machine, is an answer; 500 never is.
    (work / "schemathesis.toml").write_text('[checks]\nnot_a_server_error.expected-statuses = ["2xx", "4xx", "503", "504"]\n')
    checks = "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,response_schema_conformance,unsupported_method,allow_header_conformance"
    runs = [subprocess.Popen([sys.executable, "-m", "schemathesis.cli", "run", "http://%s/api/v1/models/%s/openapi.json" % (address, name), "--checks", checks,
                              "--phases", "examples,coverage,fuzzing" if name == "closed" else "examples,fuzzing", "--max-examples", "10", "--seed", "1",
                              "--generation-database", "none", "--suppress-health-check", "all", "--warnings", "off", "--request-timeout", "20", "--no-color"],
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=work, env={**os.environ, "SCHEMATHESIS_HOOKS": "bodies"})
            for name in ("closed", "wine", "penguins")]
    said = [run.communicate(timeout=110)[0] for run in runs]
    for run, text in zip(runs, said):
        check(run.returncode == 0, text[-4000:])
    found = [int(re.search(r"(\d+) generated", text).group(1)) for text in said]
    check(server.poll() is None, "the server still runs")
    print("openapi: %d valid documents; schemathesis: %d requests, every answer as they say" % (len(models), sum(found)))
finally:
    server.terminate()
    server.wait(timeout=30)
