#!/usr/bin/env python3
"""live_test.py SLIPWAY EXAMPLES: a server under constant load while its model's file is replaced two hundred times: every request is
answered, by one version whole. Then a file that is no model, and tritonclient's load and unload."""
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading
import time

import joblib
import pandas
import tritonclient.http
from sklearn.tree import DecisionTreeClassifier
from tritonclient.utils import InferenceServerException

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402

slipway, examples = sys.argv[1], pathlib.Path(sys.argv[2])
work = pathlib.Path(tempfile.mkdtemp())
frame = pandas.read_csv(examples / "wine.csv").drop(columns="bottle")
SWAPS, ROWS = 200, 20


def check(condition, what):
    if not condition:
        server.kill()
        sys.exit("not so: %s" % what)


# Two models, and what each answers: their versions are told by `slipway inspect`.
kinds, answers = [], {}
for kind in range(2):
    path = work / ("kind%d.joblib" % kind)
    joblib.dump(DecisionTreeClassifier(max_depth=kind + 1, random_state=0).fit(frame, (frame.index + kind) % 5), path)
    digest = json.loads(subprocess.run([slipway, "inspect", path, "--json"], capture_output=True, check=True).stdout)["digest"]
    rows = json.loads(subprocess.run([slipway, "score", path, examples / "wine.csv", "-o", "-", "--to", "json"], capture_output=True, check=True).stdout)
    kinds.append(path.read_bytes())
    answers[digest[:12]] = rows[:ROWS]
check(len(answers) == 2 and len({json.dumps(a) for a in answers.values()}) == 2, "two versions that answer differently")

target = work / "model.joblib"
target.write_bytes(kinds[0])
address = serving.free_address()
port = int(address.rpartition(":")[2])
(work / "slipway.yaml").write_text('models: {m: {from: model.joblib}}\nserve: {http: "127.0.0.1:%d", reload: 20ms, control: true, access_log: access.jsonl}\n' % port)
server = subprocess.Popen([slipway, "up", "--config", work / "slipway.yaml"], stderr=subprocess.DEVNULL)
serving.wait_until_ready(address)

body = json.dumps(frame.head(ROWS).to_dict(orient="records"))
stop, seen, asked, trouble, times = threading.Event(), set(), [0, 0], [], []


def load(index):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    while not stop.is_set():
        begin = time.perf_counter()
        connection.request("POST", "/api/v1/models/m/score", body)
        answer = connection.getresponse()
        text = answer.read()
        times.append(time.perf_counter() - begin)
        asked[index] += 1
        found = json.loads(text)
        if answer.status != 200 or found["predictions"] != answers.get(found["version"]):
            trouble.append(text[:300])
        seen.add(found.get("version"))


def replace(content):
    beside = work / "next"
    beside.write_bytes(content)
    os.rename(beside, target)


def served():
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", "/api/v1/models")
    return [(m["name"], m["version"]) for m in json.loads(connection.getresponse().read())["models"]]


def wait_until(done, what):
    for _ in range(2000):
        if done():
            return
        time.sleep(0.005)
    check(False, what)


workers = [threading.Thread(target=load, args=(i,)) for i in range(2)]
for worker in workers:
    worker.start()
versions = list(answers)
before = None
for swap in range(1, SWAPS + 1):
    replace(kinds[swap % 2])
    wait_until(lambda: served() == [("m", versions[swap % 2])], "swap %d: %s" % (swap, served()))
    if swap == 10:
        before = serving.resident_kib(server.pid)
after = serving.resident_kib(server.pid)
stop.set()
for worker in workers:
    worker.join()
check(not trouble, trouble[:1])
check(seen == set(answers), "both versions answered: %s" % seen)
check(after < before + 10_000, "memory is given back: %d KiB after 10 swaps, %d after %d" % (before, after, SWAPS))

# Every request has its line.
lines = [json.loads(line) for line in (work / "access.jsonl").read_text().splitlines()]
scored = [line for line in lines if line["path"] == "/api/v1/models/m/score"]
check(len(scored) == sum(asked) and {line["status"] for line in scored} == {200}, "%d lines of %d requests" % (len(scored), sum(asked)))
check(scored[0]["bytes_in"] == len(body) and scored[0]["peer"].startswith("127.0.0.1:"), scored[0])

# A file that is no model: what was served is served on, and the index says why.
replace(b"nonsense")
client = tritonclient.http.InferenceServerClient("127.0.0.1:%d" % port)
wait_until(lambda: client.get_model_repository_index()[0]["reason"] != "", "the reason")
check(client.get_model_repository_index()[0]["state"] == "READY" and served() == [("m", versions[SWAPS % 2])], "served on")


def refused(call, text):
    try:
        call()
    except InferenceServerException as problem:
        check(text in str(problem), "%s in %s" % (text, problem))
        return
    check(False, "refused: " + text)


refused(lambda: client.load_model("m"), "model.joblib")
replace(kinds[1])
client.load_model("m")
check(served() == [("m", versions[1])], "loaded")
client.unload_model("m")
check(served() == [] and not client.is_model_ready("m"), "unloaded")
check(client.get_model_repository_index()[0]["state"] == "UNAVAILABLE", "index of an unloaded model")
client.load_model("m")
check(client.is_model_ready("m"), "loaded again")
refused(lambda: client.load_model("n"), "no model is called")
server.terminate()
check(server.wait(timeout=30) == 0, "exit code")
times.sort()
print("live: %d swaps under %d requests, none failed; p50 %.2f ms, p99 %.2f ms; %d KiB after 10 swaps, %d after %d" % (
    SWAPS, sum(asked), times[len(times) // 2] * 1e3, times[len(times) * 99 // 100] * 1e3, before, after, SWAPS))
