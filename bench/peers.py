"""The peers of serve.py: how each is asked, and where it is installed. The programs are peers/NAME_.py, and say what they require."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

from one_core import Server, free_port

HERE = pathlib.Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parent / "build/peers"


def instances(rows):
    return {"instances": rows}


def tensor(rows):
    return {"inputs": [{"name": "input", "datatype": "FP32", "shape": [len(rows), len(rows[0])], "data": [value for row in rows for value in row]}]}


# name -> path, and rows as a body
PEERS = {
    "fastapi": ("/predict", instances),
    "mlserver": ("/v2/models/m/infer", tensor),
    "mlflow": ("/invocations", lambda rows: {"inputs": rows}),
    "kserve": ("/v1/models/m:predict", instances),
    "bentoml": ("/predict", instances),
    "litserve": ("/predict", instances),
    "triton": ("/v2/models/m/infer", tensor),
}


def requirements(name):
    own = re.search(r"^# requires: (.*)$", (HERE / f"peers/{name}_.py").read_text(), re.M).group(1).split()
    models = [line for line in (HERE / "requirements.txt").read_text().splitlines() if re.match("lightgbm|scikit-learn|xgboost", line)]
    return own + models


def install(name):
    """Its environment is there; or why not."""
    folder, wanted = ENVIRONMENTS / name, "\n".join(requirements(name)) + "\n"
    stamp = folder / "requirements.txt"
    if stamp.exists() and stamp.read_text() == wanted:
        return None
    shutil.rmtree(folder, ignore_errors=True)
    python = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable
    for words in ([python, "-m", "venv", folder], [folder / "bin/pip", "install", "--quiet", "--disable-pip-version-check", *wanted.split()]):
        done = subprocess.run(words, capture_output=True, text=True)
        if done.returncode != 0:
            return (done.stderr.strip().splitlines() or ["pip failed"])[-1]
    stamp.write_text(wanted)
    return None


class Peer(Server):
    def __init__(self, name, model, width, log):
        self.name, self.port, self.log_file = name, free_port(), log
        super().__init__([ENVIRONMENTS / name / "bin/python", HERE / f"peers/{name}_.py", model, str(self.port), str(width)], log=log, cwd=HERE / "peers",
                         env={**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(HERE / "peers")})

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}{PEERS[self.name][0]}"

    def body(self, rows):
        return json.dumps(PEERS[self.name][1](rows)).encode()

    def trouble(self):
        lines = [line for line in pathlib.Path(self.log_file).read_text(errors="replace").splitlines() if line.strip()]
        return lines[-1][:200] if lines else "no answer"
