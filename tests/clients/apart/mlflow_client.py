"""MLflow's ScoringServerClient against a running server: mlflow_client.py ADDRESS EXPECTED.json …

Ready, version, and inference of what its `dump_input_data` makes of a frame and an array; missing numbers, which it
writes as bare NaN; errors."""
import json
import pathlib
import sys

import numpy
import pandas
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

host, _, port = sys.argv[1].partition(":")
examples = pathlib.Path(__file__).resolve().parents[3] / "examples"
frame = pandas.read_csv(examples / "wine.csv").drop(columns="bottle")
labels = [row["predict"] for row in json.loads(pathlib.Path(sys.argv[2]).read_text())]


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


client = ScoringServerClient(host, int(port))
client.wait_server_ready(timeout=10)
check(client.get_version()[0].isdigit(), "version: %s" % client.get_version())
for data, what in ((frame, "a frame"), (frame[frame.columns[::-1]], "a frame of other order"), (frame.to_numpy(), "an array")):
    answer = client.invoke(data)
    check(answer.get_predictions(predictions_format="ndarray").ravel().tolist() == labels, what)
    check(answer.get_predictions()[0].tolist() == labels, "%s, as a frame" % what)
check(client.invoke(frame, params={"own": 1}).get_predictions("ndarray").ravel().tolist() == labels, "params")


def refused(data, text, what):
    try:
        client.invoke(data)
    except Exception as problem:
        check("error code 400" in str(problem) and text in str(problem), "%s: %s" % (what, problem))
        return
    check(False, "%s is refused" % what)


refused(frame.drop(columns="alcohol"), "alcohol", "a frame without a column")
refused(numpy.ones((2, 3)), "3 values", "an array of too few columns")
refused(frame.head(3).mask(frame.head(3).index.to_series() == 1), "row 1", "a missing number, where the model takes none")
print("mlflow: %d rows, the same labels" % len(frame))
