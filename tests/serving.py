"""What tests of a running server share: where it may listen, and when it answers."""
import pathlib
import socket
import time
import urllib.request


def free_address():
    """HOST:PORT that nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return "127.0.0.1:%d" % free.getsockname()[1]


def wait_until_ready(address):
    """For 20 s; whoever asks next finds out if that was not enough."""
    for _ in range(400):
        try:
            urllib.request.urlopen("http://%s/health/ready" % address, timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)


def resident_kib(pid):
    """Resident memory of a process."""
    status = pathlib.Path("/proc/%d/status" % pid).read_text()
    return int(next(line for line in status.split("\n") if line.startswith("VmRSS")).split()[1])
