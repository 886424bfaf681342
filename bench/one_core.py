"""What benchmarks of the server share: a network namespace of their own, a free port, a server on one core, `slipway bench` on the other."""
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

TICK = os.sysconf("SC_CLK_TCK")
SERVER_CORE, LOAD_CORE = "0", "1"


def isolate():
    """Runs this program again in a network namespace of its own, where nothing else is on the loopback; where that is not allowed, here."""
    if os.environ.get("SLIPWAY_BENCH_ISOLATED"):
        return
    os.environ["SLIPWAY_BENCH_ISOLATED"] = "1"
    unshare = ["unshare", "--net"] if os.geteuid() == 0 else ["unshare", "--net", "--map-root-user"]
    up = "ip link set lo up"
    if subprocess.run([*unshare, "sh", "-c", up], stderr=subprocess.DEVNULL).returncode == 0:
        sys.stdout.flush()
        os.execvp(unshare[0], [*unshare, "sh", "-c", up + ' && exec "$@"', "sh", sys.executable, *sys.argv])
    print("no network namespace is to be had here: on the loopback of this machine")


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def stat_of(pid):
    return pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


def family(pid):
    """The process and all that it has started."""
    parents = {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents.setdefault(int(stat_of(entry.name)[1]), []).append(int(entry.name))
            except OSError:
                continue  # it has ended
    found = [pid]
    for one in found:
        found += parents.get(one, [])
    return found


def processor_seconds(pid):
    total = 0
    for one in family(pid):
        try:
            fields = stat_of(one)
        except OSError:
            continue
        total += int(fields[11]) + int(fields[12])
    return total / TICK


def resident_mb(pid):
    pages = 0
    for one in family(pid):
        try:
            pages += int(stat_of(one)[21])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGESIZE") / 1e6


class Server:
    """A program on the server's core, until `with` ends; with all that it has started."""

    def __init__(self, words, log=None, **options):
        self.words, self.options = words, options
        self.log = open(log, "w") if log else subprocess.DEVNULL

    def __enter__(self):
        self.began = time.perf_counter()
        self.process = subprocess.Popen(["taskset", "-c", SERVER_CORE, *self.words], stdout=self.log, stderr=self.log, start_new_session=True, **self.options)
        self.pid = self.process.pid
        return self

    def __exit__(self, *_):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.pid, number)
                self.process.wait(timeout=10)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass

    def answers(self, url, body=None, media="application/json", headers={}, patience=90):
        """The first answer that is well; None if it does not come."""
        end = time.perf_counter() + patience
        while time.perf_counter() < end and self.process.poll() is None:
            try:
                return urllib.request.urlopen(urllib.request.Request(url, body, {"Content-Type": media, **headers}), timeout=10).read()
            except OSError:
                time.sleep(0.02)
        return None


def slipway_bench(slipway, *words):
    """What `slipway bench --json` says."""
    done = subprocess.run(["taskset", "-c", LOAD_CORE, slipway, "bench", "--json", "--quiet", *map(str, words)], capture_output=True, text=True)
    if not done.stdout:
        raise RuntimeError(f"slipway bench {' '.join(map(str, words))}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def measure(slipway, pid, *words):
    """The same, with `cpu_us`: the processor time of `pid` for each answer."""
    before = processor_seconds(pid)
    found = slipway_bench(slipway, "--warm-up", "0s", *words)
    found["cpu_us"] = (processor_seconds(pid) - before) / max(found["latency_us"]["count"], 1) * 1e6
    return found
