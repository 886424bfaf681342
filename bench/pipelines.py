#!/usr/bin/env python3
"""pipelines.py SLIPWAY [--rows N]: ten common scikit-learn pipelines. Batch: N rows from a Parquet file to a Parquet file, beside
pandas + scikit-learn doing the same in a process of their own, in turn. One row: a request to `slipway serve` over HTTP, beside
predict_proba (predict) of one row inside a running Python."""
import argparse
import http.client
import json
import os
import pathlib
import resource
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import warnings

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import GradientBoostingRegressor, HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, PolynomialFeatures, StandardScaler
from sklearn.svm import SVC

options = argparse.ArgumentParser()
options.add_argument("slipway")
options.add_argument("--rows", type=int, default=200_000)
options.add_argument("--only", default="")
options = options.parse_args()
SLIPWAY = os.path.abspath(options.slipway)
ROUNDS, REQUESTS = 3, 400
warnings.simplefilter("ignore")  # whether training converged is no matter here
rng = np.random.RandomState(1)
PEER = """
import sys, joblib, pandas as pd
model, frame = joblib.load(sys.argv[1]), pd.read_parquet(sys.argv[2])
x = frame["text"] if list(frame) == ["text"] else frame
out = {"predict": model.predict(x)}
if hasattr(model, "predict_proba"):
    p = model.predict_proba(x)
    out.update({f"predict_proba_{c}": p[:, i] for i, c in enumerate(model.classes_)})
pd.DataFrame(out).to_parquet(sys.argv[3])
"""
WORDS = [f"{a}{b}{c}" for a in ("pa", "li", "mo", "re", "tu", "so") for b in ("ra", "ne", "ki", "lo", "mu") for c in ("t", "n", "rs", "ly", "m", "x", "d")]


def numbers(count, width=20):
    return pd.DataFrame(rng.normal(size=(count, width)), columns=[f"f{i}" for i in range(width)])


def mixed(count):
    frame = numbers(count, 8)
    frame = frame.mask(rng.uniform(size=frame.shape) < 0.05)
    frame["city"] = rng.choice(["Oslo", "Bergen", "Rome", "Turin", "Lyon", "Nice"], size=count)
    frame["plan"] = rng.choice(["free", "basic", "pro"], size=count)
    return frame


def texts(count):
    words = rng.choice(WORDS, size=(count, 30))
    return pd.DataFrame({"text": [" ".join(row) for row in words]})


def prepared(model):
    numeric = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    columns = [("number", numeric, [f"f{i}" for i in range(8)]), ("text", OneHotEncoder(handle_unknown="ignore", sparse_output=False), ["city", "plan"])]
    return make_pipeline(ColumnTransformer(columns), model)


def above(frame):
    return (frame["f0"].fillna(0) + frame["f1"].fillna(0) * frame["f2"].fillna(0) > 0).astype(int)


def sums(frame):
    return frame["f0"] + frame["f1"] * frame["f2"]


def has_word(frame):
    return frame["text"].str.contains("parat|linen").astype(int)


PIPELINES = {  # name: model, rows, what is learned, rows to learn from, rows of the batch: of the slow ones fewer
    "scale + logistic": (make_pipeline(StandardScaler(), LogisticRegression()), numbers, above, 5000, 1),
    "columns + logistic": (prepared(LogisticRegression(max_iter=500)), mixed, above, 5000, 1),
    "columns + forest 100": (prepared(RandomForestClassifier(100, max_depth=10, random_state=1)), mixed, above, 5000, 1),
    "columns + hist boosting": (prepared(HistGradientBoostingClassifier(random_state=1)), mixed, above, 5000, 1),
    "gradient boosting 100": (GradientBoostingRegressor(random_state=1), numbers, sums, 5000, 1),
    "polynomial + ridge": (make_pipeline(PolynomialFeatures(2), Ridge()), numbers, sums, 5000, 1),
    "tf-idf + logistic": (make_pipeline(TfidfVectorizer(), LogisticRegression(max_iter=500)), texts, has_word, 5000, 0.2),
    "scale + SVC": (make_pipeline(StandardScaler(), SVC()), numbers, above, 2000, 0.05),
    "scale + neighbours": (make_pipeline(StandardScaler(), KNeighborsClassifier()), numbers, above, 2000, 0.05),
    "scale + MLP 100": (make_pipeline(StandardScaler(), MLPClassifier(max_iter=100, random_state=1)), numbers, above, 5000, 1),
}


def timed(words):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.perf_counter()
    done = subprocess.run(words, capture_output=True, text=True)
    wall = time.perf_counter() - begin
    if done.returncode != 0:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def batch(folder, model, rows):
    """Best wall and processor seconds of both sides, and the greatest difference of a number."""
    best = {}
    for _ in range(ROUNDS):
        for name, words in (("ours", [SLIPWAY, "score", model, rows, "-o", f"{folder}/ours.parquet"]), ("theirs", [sys.executable, "-c", PEER, model, rows, f"{folder}/theirs.parquet"])):
            best[name] = min(best.get(name, (1e9, 0)), timed(words))
    ours, theirs = (pd.read_parquet(f"{folder}/{name}.parquet") for name in ("ours", "theirs"))
    difference = max(float(np.abs(ours[c].to_numpy(dtype=float) - theirs[c].to_numpy(dtype=float)).max()) for c in theirs)
    return best["ours"], best["theirs"], difference


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def one_row(folder, name, fitted, model, frame):
    """Median microseconds: of an HTTP request to ours, of a call inside Python to theirs; fresh rows."""
    port = free_port()
    pathlib.Path(f"{folder}/slipway.yaml").write_text(f"models: {{m: {{from: {model}}}}}\nserve: {{http: '127.0.0.1:{port}', threads: 1}}\n")
    server = subprocess.Popen([SLIPWAY, "up", "--config", f"{folder}/slipway.yaml", "--home", f"{folder}/home"], stderr=subprocess.DEVNULL)
    rows = [json.dumps({k: v if v == v else None for k, v in row.items()}) for row in frame.head(REQUESTS).to_dict("records")]
    call = getattr(fitted, "predict_proba", None) or fitted.predict
    ours, theirs = [], []
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(200):
            try:
                connection.connect()
                break
            except OSError:
                time.sleep(0.05)
        for i, row in enumerate(rows):
            begin = time.perf_counter()
            connection.request("POST", "/api/v1/models/m/score", row, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            ours.append(time.perf_counter() - begin)
            if answer.status != 200:
                raise RuntimeError(f"{name}: {answer.status}")
            one = frame.iloc[i:i + 1]
            one = one["text"] if list(one) == ["text"] else one
            begin = time.perf_counter()
            call(one)
            theirs.append(time.perf_counter() - begin)
    finally:
        server.terminate()
        server.wait()
    return statistics.median(ours) * 1e6, statistics.median(theirs) * 1e6


print(f"{os.cpu_count()} cores; batch: seconds wall/processor from Parquet to Parquet, best of {ROUNDS}; one row: median microseconds")
print(f"{'pipeline':25}{'rows':>9}{'slipway':>15}{'scikit-learn':>15}{'ratio':>7}{'cpu':>7}{'difference':>12}{'HTTP':>9}{'in Python':>11}{'ratio':>7}")
for name, (pipeline, make, learn, count, share) in PIPELINES.items():
    if options.only and options.only not in name:
        continue
    with tempfile.TemporaryDirectory() as folder:
        train = make(count)
        x = train["text"] if list(train) == ["text"] else train
        fitted = pipeline.fit(x, learn(train))
        model, rows = f"{folder}/model.joblib", f"{folder}/rows.parquet"
        joblib.dump(fitted, model)
        frame = make(int(options.rows * share))
        frame.to_parquet(rows)
        try:
            (wall, cpu), (their_wall, their_cpu), difference = batch(folder, model, rows)
            http_us, python_us = one_row(folder, name, fitted, model, frame)
        except RuntimeError as problem:
            print(f"{name:25}{problem}")
            continue
        print(f"{name:25}{len(frame):9}{wall:8.2f}/{cpu:5.2f}s{their_wall:8.2f}/{their_cpu:5.2f}s{their_wall / wall:7.1f}{their_cpu / cpu:7.1f}{difference:12.1e}"
              f"{http_us:9.0f}{python_us:11.0f}{python_us / http_us:7.1f}", flush=True)
