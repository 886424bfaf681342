"""The bodies that clients of TensorFlow Serving, KServe 1, MLflow and SageMaker send, against a running server:
rest.py ADDRESS EXPECTED.json. pandas makes MLflow's forms, as its own client does."""
import gzip
import json
import pathlib
import sys
import urllib.error
import urllib.request

import pandas

address, expected_file = sys.argv[1:3]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
frame = pandas.read_csv(examples / "wine.csv").drop(columns="bottle")
expected = json.loads(pathlib.Path(expected_file).read_text())
labels = [row["predict"] for row in expected]


def ask(path, body=None, **headers):
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request("http://%s%s" % (address, path), data, {"Content-Type": "application/json", **{k.replace("_", "-"): v for k, v in headers.items()}})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.read()


def check(got, wanted, what):
    if got != wanted:
        sys.exit("%s: %s, not %s" % (what, str(got)[:300], str(wanted)[:300]))


def predictions(path, body, key="predictions", **headers):
    status, answer = ask(path, body, **headers)
    check(status, 200, "%s: %s" % (path, answer[:300]))
    return json.loads(answer)[key]


rows = frame.to_numpy().tolist()
records = frame.to_dict(orient="records")
columns = frame.to_dict(orient="list")

# TensorFlow Serving and KServe 1
check(json.loads(ask("/v1/models/wine")[1])["model_version_status"][0]["state"], "AVAILABLE", "status")
check(json.loads(ask("/v1/models/wine")[1])["ready"], True, "KServe's ready")
predict = "/v1/models/wine:predict"
check(predictions(predict, {"instances": rows}), labels, "rows")
check(predictions(predict, {"instances": records}), labels, "objects")
check(predictions(predict, {"inputs": columns}, "outputs"), labels, "columns")
check(predictions("/v1/models/wine/versions/1:predict", {"signature_name": "predict_proba", "instances": rows}), [row["predict_proba"] for row in expected], "probabilities")
check(predictions("/v1/models/wine:classify", {"examples": records[:1]}, "result"),
      [[["class_%d" % k, p] for k, p in enumerate(expected[0]["predict_proba"])]], "classify")
check(ask(predict, {"instances": [[1, 2]]})[0], 400, "too few values")

# MLflow, and SageMaker's routes
check(ask("/ping"), (200, b"\n"), "ping")
split = frame.to_dict(orient="split")
check(predictions("/invocations", {"dataframe_split": split}), labels, "dataframe_split")
check(predictions("/invocations", {"dataframe_records": records}), labels, "dataframe_records")
check(predictions("/invocations", {"instances": rows}), labels, "instances")
check(predictions("/invocations", {"inputs": columns}), labels, "inputs")
text = frame.to_csv(index=False).encode()
check(predictions("/invocations", text, Content_Type="text/csv"), labels, "CSV")
check(predictions("/invocations", gzip.compress(text), Content_Type="text/csv; charset=utf-8", Content_Encoding="gzip"), labels, "CSV, packed")
check(ask("/invocations", text, Content_Type="text/tab-separated-values")[0], 415, "another type")
# As SageMaker's clients send it: no header, and the answer as CSV if that is asked for.
bare = frame.to_csv(index=False, header=False).encode()
check(predictions("/invocations", bare, Content_Type="text/csv"), labels, "CSV without a header")
check(predictions("/invocations", bare, Content_Type="text/csv; header=absent"), labels, "CSV that says that it has no header")
check(ask("/invocations", bare, Content_Type="text/csv", Accept="text/csv")[1].decode(), "".join(label + "\n" for label in labels), "CSV out")
status, answer = ask("/invocations", {"dataframe_records": [{"alcohol": 1}]})
check((status, json.loads(answer)["error_code"]), (400, "BAD_REQUEST"), "a column that is not there")
print("TensorFlow, KServe 1, MLflow: %d rows, the same answers" % len(rows))
