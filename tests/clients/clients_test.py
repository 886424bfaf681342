#!/usr/bin/env python3
"""clients_test.py SLIPWAY EXAMPLES PYTHON: a running server, and every client that should find what it knows: each file beside this
one, as its own process, given the server's address and what `slipway score` says of the same rows. Those in apart/ are run by PYTHON,
which has the wheels of apart/requirements.txt."""
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
import serving  # noqa: E402

slipway, examples, python_apart = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
if not os.path.exists(python_apart):
    sys.exit("there is no %s: ./dev test makes it" % python_apart)
here = pathlib.Path(__file__).resolve().parent
work = pathlib.Path(tempfile.mkdtemp())
expected = work / "expected.json"
subprocess.run([slipway, "score", examples / "wine.pkl", examples / "wine.csv", "-o", expected], check=True)


clients = [(sys.executable, path) for path in here.glob("*.py") if path.name != pathlib.Path(__file__).name]
clients += [(python_apart, path) for path in here.glob("apart/*.py")]
for python, client in sorted(clients, key=lambda one: one[1]):
    address, grpc_address = serving.free_address(), serving.free_address()
    server = subprocess.Popen([slipway, "serve", examples / "wine.pkl", "--http", address, "--grpc", grpc_address], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        serving.wait_until_ready(address)
        done = subprocess.run([python, client, address, expected, grpc_address], capture_output=True, text=True, timeout=300,
                              env={**os.environ, "SERVER": str(server.pid), "SLIPWAY": slipway})
        print(done.stdout, end="")
        if done.returncode != 0:
            sys.exit("%s: %s" % (client.name, done.stderr))
    finally:
        server.terminate()
        if server.wait(timeout=30) != 0:
            sys.exit("the server ended with %d" % server.returncode)
