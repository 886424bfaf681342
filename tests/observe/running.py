"""What the tests beside this share: a server of two models with these settings below `serve:`, and how to ask it."""
import atexit
import json
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

from prometheus_client.parser import text_string_to_metric_families

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


def wait_until(done, what, seconds=20):
    until = time.monotonic() + seconds
    while not done():
        check(time.monotonic() < until, what() if callable(what) else what)
        time.sleep(0.02)


class Server:
    def __init__(self, slipway, examples, serve, model="", pipelines="", ready=True):
        self.work = pathlib.Path(tempfile.mkdtemp())
        self.address, self.grpc, self.slipway = serving.free_address(), serving.free_address(), slipway
        self.home = self.work / "home"
        self.config = self.work / "slipway.yaml"
        self.config.write_text(
            "models:\n  wine: {from: %s%s}\n  quiet: {from: %s, payload_log: false}\n" % (json.dumps(str(examples / "wine.pkl")), model, json.dumps(str(examples / "wine.pkl")))
            + pipelines + 'serve:\n  http: "%s"\n  grpc: "%s"\n%s' % (self.address, self.grpc, serve))
        self.errors = self.work / "errors"
        self.process = subprocess.Popen([slipway, "up", "--config", self.config, "--home", self.home], stdout=subprocess.DEVNULL, stderr=self.errors.open("w"))
        atexit.register(self.process.kill)
        if ready:
            serving.wait_until_ready(self.address)
            check(self.process.poll() is None, self.errors.read_text())

    def ask(self, path, body=None, **headers):
        """(status, what it says)."""
        request = urllib.request.Request("http://%s%s" % (self.address, path), None if body is None else json.dumps(body).encode(),
                                         {name.replace("_", "-"): value for name, value in headers.items()})
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, json.load(answer)
        except urllib.error.HTTPError as refused:
            return refused.code, json.load(refused)

    def metrics(self):
        with urllib.request.urlopen("http://%s/metrics" % self.address, timeout=20) as answer:
            text = answer.read().decode()
        return {(sample.name, *sorted(sample.labels.items())): sample.value for family in text_string_to_metric_families(text) for sample in family.samples}

    def stop(self, seconds=20):
        """How long that took."""
        began = time.monotonic()
        self.process.terminate()
        check(self.process.wait(timeout=seconds) == 0, "exit code: " + self.errors.read_text())
        return time.monotonic() - began


def rows_of(examples, count):
    rows = [json.loads(line) for line in (examples / "wine.jsonl").read_text().split("\n")[:count]]
    for row in rows:
        row.pop("bottle", None)
    return rows
