"""A Python that has imported its libraries already, for those who start it thousands of times (verify.py).

    with warm.interpreter(python, environment) as warmed:
        subprocess.run([warmed, "-c", script], ...)

A server of the environment's own Python imports them once and forks for every script, which gets the caller's standard streams.
Only -c is known. As a program: warm.py serve SOCKET; warm.py run SOCKET -c SCRIPT."""
import array
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import time
import traceback

LIBRARIES = ["numpy", "scipy.stats", "pandas", "joblib", "sklearn.utils", "sklearn.ensemble", "sklearn.pipeline", "sklearn.compose",
             "sklearn.linear_model", "sklearn.svm", "sklearn.neighbors", "sklearn.feature_extraction.text", "sklearn.feature_selection"]


def serve(path):
    os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # as verify's script asks before joblib is imported
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            __import__(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    while True:
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            answer(connection)
        connection.close()


def answer(connection):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    streams = array.array("i")
    first, ancillary, _, _ = connection.recvmsg(1 << 20, socket.CMSG_SPACE(3 * streams.itemsize))
    streams.frombytes(ancillary[0][2])
    script = first
    while not script.endswith(b"\0"):
        script += connection.recv(1 << 20)
    for stream, number in zip(streams, (0, 1, 2)):
        os.dup2(stream, number)
        os.close(stream)
    code = 0
    try:
        exec(compile(script[:-1].decode(), "<string>", "exec"), {"__name__": "__main__", "__builtins__": __builtins__})
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else int(asked.code is not None)
    except BaseException:  # as Python does at its end
        traceback.print_exc()
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    connection.sendall(bytes([code]))
    os._exit(code)


def run(path, option, script):
    if option != "-c":
        raise SystemExit("only -c SCRIPT is known")
    connection = socket.socket(socket.AF_UNIX)
    connection.connect(path)
    connection.sendmsg([script.encode()], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [0, 1, 2]))])
    connection.sendall(b"\0")
    code = connection.recv(1)
    os._exit(code[0] if code else 139)  # it is gone: a crash


@contextlib.contextmanager
def interpreter(python, environment):
    with tempfile.TemporaryDirectory() as folder:
        path, wrapper = os.path.join(folder, "socket"), os.path.join(folder, "python")
        pathlib.Path(wrapper).write_text('#!/bin/sh\nexec "%s" -ISE "%s" run "%s" "$@"\n' % (sys.executable, os.path.abspath(__file__), path))
        os.chmod(wrapper, 0o755)
        server = subprocess.Popen([str(python), os.path.abspath(__file__), "serve", path], env={**os.environ, **environment}, stdin=subprocess.DEVNULL)
        try:
            while not os.path.exists(path):
                if server.poll() is not None:
                    raise SystemExit("%s: the warm interpreter ended with %d" % (python, server.returncode))
                time.sleep(0.05)
            yield wrapper
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    {"serve": serve, "run": run}[sys.argv[1]](*sys.argv[2:])
