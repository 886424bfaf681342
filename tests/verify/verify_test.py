#!/usr/bin/env python3
"""verify_test.py SLIPWAY EXAMPLES: `slipway verify` against the real libraries, which are in the environment that runs this:
the examples, models made on the spot, a model that lies, and what a person must agree to first."""
import json
import pathlib
import subprocess
import sys
import tempfile

import joblib
import numpy
import pandas
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

slipway, examples = sys.argv[1], pathlib.Path(sys.argv[2])
work = pathlib.Path(tempfile.mkdtemp())


def run(*words, code=0, text=""):
    done = subprocess.run([slipway, "verify", *map(str, words)], input=text, capture_output=True, text=True)
    assert done.returncode == code, (words, done.returncode, done.stdout, done.stderr)
    return done


def same(*words):
    found = json.loads(run(*words, "--python", sys.executable, "--yes", "--json").stdout)
    assert found["same"] and found["rows"] > 0, found
    return found


for model, data in (("wine.pkl", "wine.csv"), ("penguins.ubj", "penguins.csv"), ("cancer.txt", "cancer.csv")):
    same(examples / model)
    same(examples / model, examples / data)

random = numpy.random.RandomState(1)
x = pandas.DataFrame(random.normal(size=(200, 3)), columns=["a", "b", "c"])
y = numpy.where(x["a"] + x["b"] > 0, "yes", "no")
joblib.dump(make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y), work / "pipeline.joblib", compress=3)
found = same(work / "pipeline.joblib", "--rows", 300)
assert {c["name"] for c in found["columns"]} >= {"predict", "predict_proba_no", "predict_proba_yes", "decision_function"}, found
assert found["outputs"][0]["refused_by_both"] > 0, "missing values are refused on both sides"
joblib.dump(RandomForestClassifier(5, random_state=1).fit(x.to_numpy(), y), work / "forest.joblib")
found = same(work / "forest.joblib")
assert all(c["same_bits"] == c["compared"] for c in found["columns"]), "trees are equal to the last bit"

# An environment in which the library gives other answers is found out.
liar = work / "liar"
liar.mkdir()
(liar / "sitecustomize.py").write_text(
    "import sklearn.linear_model as m\np = m.LogisticRegression.predict\n"
    "def lie(self, X):\n    r = p(self, X).copy()\n    if len(r) > 1: r[0] = 'no' if r[0] == 'yes' else 'yes'\n    return r\n"
    "m.LogisticRegression.predict = lie\n")
python = work / "python"
python.write_text(f"#!/bin/sh\nPYTHONPATH={liar} exec {sys.executable} \"$@\"\n")
python.chmod(0o755)
x.to_csv(work / "rows.csv", index=False)
done = run(work / "pipeline.joblib", work / "rows.csv", "--python", python, "--yes", code=4)
assert "DIFFERENT in 1 of 200; row 1" in done.stdout and "verdict: 1 of 200 rows differ: 1" in done.stdout, done.stdout
assert "In all of them the library contradicts itself" in done.stdout, "asked for that row alone it does not lie"

# Where some rows are refused, the others are asked together: a library may answer otherwise for a few.
(liar / "sitecustomize.py").write_text(
    "import sklearn.linear_model as m\np = m.LogisticRegression.predict\n"
    "def lie(self, X):\n    r = p(self, X)\n    return r if len(r) > 150 else r[::-1] if len(r) > 1 else r\n"
    "m.LogisticRegression.predict = lie\n")
x.mask(x.index.to_series() % 50 == 7).to_csv(work / "gaps.csv", index=False)
done = run(work / "pipeline.joblib", work / "gaps.csv", "--python", python, "--yes")
assert "4 rows refused by both" in done.stdout and "verdict: the same" in done.stdout, done.stdout

# Nothing is loaded unless a person agreed.
witness = work / "witness"
python.write_text(f"#!/bin/sh\ntouch {witness}\n")
done = run(work / "pipeline.joblib", "--python", python, code=2)
assert "runs whatever code is in the file" in done.stderr and "--yes" in done.stderr, done.stderr
assert not witness.exists(), "nothing ran"
run(work / "pipeline.joblib", "--python", "no-such-python", "--yes", code=2)
run(work / "absent.pkl", "--yes", code=4)
print("verify: ok")
