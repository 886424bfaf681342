#!/usr/bin/env python3
"""readme_test.py README SLIPWAY EXAMPLES: the README's code blocks, run in order as a newcomer would, in a copy of examples/.

What serves until Ctrl-C runs in the background until the next YAML block or the end; a YAML block is slipway.yaml. Ports are
exchanged for free ones. The blocks with ./dev are what has built the program."""
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

README, SLIPWAY, EXAMPLES = (pathlib.Path(word).resolve() for word in sys.argv[1:4])
work = pathlib.Path(tempfile.mkdtemp(prefix="slipway-readme-"))
shutil.copytree(EXAMPLES, work / "examples")
(work / "examples/slipway.yaml").unlink()
env = {**os.environ, "PATH": f"{SLIPWAY.parent}:{os.environ['PATH']}"}
running, ports, ran = [], {}, 0


def free_port(match):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return ports.setdefault(match.group(1), str(s.getsockname()[1]))


def wait_ready(port):
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=1)
            return
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    sys.exit(f"nothing answers at port {port}")


def stop_all():
    for process in running:
        process.send_signal(signal.SIGINT)
        if process.wait(timeout=20) not in (0, 130):
            sys.exit(f"{process.args} ended with {process.returncode}")
    running.clear()


def run_line(line):
    global ran
    line = re.sub(r"\s+# .*$", "", line)
    if not line or line.startswith("cd "):
        return
    ran += 1
    if re.match(r"slipway (serve|up)\b", line):
        port = ports.setdefault("8080", free_port(re.match("(8080)", "8080"))) if "serve" in line else ports["8085"]
        words = line.split() + (["--http", f"127.0.0.1:{port}"] if "serve" in line else [])
        running.append(subprocess.Popen([str(SLIPWAY), *words[1:]], cwd=work / "examples", env=env, stderr=subprocess.DEVNULL))
        wait_ready(port)
        return
    done = subprocess.run(["bash", "-c", "set -e; " + line], cwd=work / "examples", env=env, capture_output=True, text=True)
    print(f"$ {line}\n{done.stdout[:300]}{done.stderr[:300]}", end="")
    if done.returncode != 0:
        sys.exit(f"exit code {done.returncode}")
    if "curl" in line and '"predictions":[' not in done.stdout and '"outputs":[' not in done.stdout:
        sys.exit("no prediction came back")


try:
    for language, block in re.findall(r"```(\w*)\n(.*?)```", README.read_text(), re.S):
        block = re.sub(r"\b(80\d\d)\b", free_port, block)
        if language == "yaml":
            stop_all()
            (work / "examples/slipway.yaml").write_text(block)
        elif "./dev" not in block:
            for line in block.splitlines():
                run_line(line)
    stop_all()
finally:
    for process in running:
        process.kill()
    shutil.rmtree(work, ignore_errors=True)
print(f"{ran} commands of the README")
if ran < 8:
    sys.exit("fewer than the README had when this test was written")
