"""What benchmarks of the server share: a free port, a process' processor time, and wrk on the other core."""
import os
import pathlib
import re
import socket
import subprocess
import sys

TICK = os.sysconf("SC_CLK_TCK")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def processor_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def wrk(pid, url, script, seconds, connections):
    """requests/s, microseconds of processor time of `pid` each, and the 99th percentile as wrk writes it"""
    before = processor_seconds(pid)
    out = subprocess.run(["taskset", "-c", "1", "wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency", "-s", script, url], capture_output=True, text=True).stdout
    spent = processor_seconds(pid) - before
    requests = int(re.search(r"(\d+) requests in", out).group(1))
    if "Non-2xx" in out or requests == 0:
        sys.exit(f"not all answers were OK:\n{out}")
    return requests / seconds, spent / requests * 1e6, re.search(r"99%\s+(\S+)", out).group(1)
