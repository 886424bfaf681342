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
for protocol, where, more in (("http", address, []), ("http", address, ["--input-tensor-format", "json", "--output-tensor-format", "json"]),
                              ("grpc", grpc_address, []), ("grpc", grpc_address, ["--streaming"])):
    done = subprocess.run([program, "-m", "wine", "-i", protocol, "-u", where, "--shape", "input:8,13", "--concurrency-range", "2",
                           "--measurement-interval", "300", "--stability-percentage", "999", "--max-trials", "3", *more],
                          capture_output=True, text=True, env=environment, timeout=100)
    counted = re.search(r"Request count: (\d+)", done.stdout)
    inside = re.search(r"Server:\s+Inference count: (\d+)\s+Execution count: (\d+)\s+Successful request count: (\d+)", done.stdout)
    if done.returncode != 0 or counted is None or int(counted.group(1)) == 0:
        sys.exit("perf_analyzer over %s %s: %s %s" % (protocol, more, done.stdout[-1500:], done.stderr[-1500:]))
    if inside is None or int(inside.group(3)) == 0 or int(inside.group(1)) != 8 * int(inside.group(2)):
        sys.exit("perf_analyzer over %s %s does not see the server's statistics: %s" % (protocol, more, done.stdout[-1500:]))
    print("perf_analyzer over %s %s: %s requests, %s in the server's statistics" % (protocol, " ".join(more), counted.group(1), inside.group(3)))
