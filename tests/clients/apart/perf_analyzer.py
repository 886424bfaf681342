"""NVIDIA's load generator against a running server, over HTTP and gRPC: perf_analyzer.py ADDRESS EXPECTED.json GRPC_ADDRESS

It asks for metadata, config and statistics before it measures, and fails when it does not find in them what it needs: that it
measures at all is the test. Numbers are not looked at."""
import os
import pathlib
import re
import subprocess
import sys

import nvidia.cuda_runtime

program = pathlib.Path(sys.executable).with_name("perf_analyzer")
environment = {**os.environ, "LD_LIBRARY_PATH": str(pathlib.Path(nvidia.cuda_runtime.__path__[0]) / "lib")}
started = subprocess.run([program, "--version"], capture_output=True, text=True, env=environment)
if started.returncode != 0:
    print("perf_analyzer: SKIPPED, it does not start here: %s" % (started.stderr or started.stdout).strip()[:200])
    sys.exit(0)
address, _, grpc_address = sys.argv[1:]
JSON = ["--input-tensor-format", "json", "--output-tensor-format", "json"]
for protocol, where, rows, more in (("http", address, 8, []), ("http", address, 1, JSON),  # its JSON has the values of one row alone
                                    ("grpc", grpc_address, 8, []), ("grpc", grpc_address, 8, ["--streaming", "--async"])):
    done = subprocess.run([program, "-m", "wine", "-i", protocol, "-u", where, "--shape", "input:%d,13" % rows, "--concurrency-range", "2",
                           "--measurement-interval", "300", "--stability-percentage", "999", "--max-trials", "3", *more],
                          capture_output=True, text=True, env=environment, timeout=100)
    what = " ".join(["perf_analyzer over", protocol, *more])
    counted = re.search(r"Request count: (\d+)", done.stdout)
    inside = re.search(r"Server:\s+Inference count: (\d+)\s+Execution count: (\d+)\s+Successful request count: (\d+)", done.stdout)
    if done.returncode != 0 or counted is None or int(counted.group(1)) == 0:
        sys.exit("%s: %s %s" % (what, done.stdout[-1500:], done.stderr[-1500:]))
    # The two counts are read one after the other, while requests go on.
    if inside is None or int(inside.group(3)) == 0 or abs(int(inside.group(1)) - rows * int(inside.group(2))) > 4 * rows:
        sys.exit("%s does not see the server's statistics: %s" % (what, done.stdout[-1500:]))
    print("%s: %s requests, %s in the server's statistics" % (what, counted.group(1), inside.group(3)))
