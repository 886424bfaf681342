#!/usr/bin/env python3
"""attack_test.py SLIPWAY: pickles that would run something if they were loaded, given to the whole program under strace.

Each must be refused with exit code 4 and by the name of what it would have called; and the program must start no process,
open no socket, and write no file, whatever it is given."""
import bz2
import gzip
import os
import pathlib
import pickle
import re
import subprocess
import sys
import tempfile
import zlib

SLIPWAY = os.path.abspath(sys.argv[1])
MARK = "slipway-attack-ran"  # what the payloads would leave behind


class Call:
    def __init__(self, target, *arguments):
        self.target, self.arguments = target, arguments

    def __reduce__(self):
        return self.target, self.arguments


def text(module, name, argument):
    """Protocol 0, written by hand: also names that this Python does not have."""
    return f"c{module}\n{name}\n(V{argument}\ntR.".encode()


def stack_global(module, name, argument):
    def short(word):
        return b"\x8c" + bytes([len(word)]) + word.encode() + b"\x94"
    body = short(module) + short(name) + b"\x93\x94" + short(argument) + b"\x85\x94R\x94."
    return b"\x80\x04\x95" + len(body).to_bytes(8, "little") + body


TARGETS = ["os.system", "posix.system", "builtins.eval", "builtins.exec", "subprocess.Popen", "subprocess.check_output", "pip.main", "runpy.run_path",
           "cProfile.run", "doctest.debug_script", "idlelib.pyshell.main", "lib2to3.pgen2.grammar.Grammar.loads", "ctypes.CDLL", "pty.spawn", "venv.create",
           "ensurepip._run_pip", "numpy.f2py.crackfortran.myeval", "numpy.testing._private.utils.runstring", "torch.load", "torch.utils.collect_env.run",
           "pkgutil.resolve_name", "operator.attrgetter", "operator.methodcaller", "functools.partial", "importlib.import_module", "webbrowser.open",
           "shutil.rmtree", "socket.create_connection", "urllib.request.urlopen", "asyncio.create_subprocess_shell", "code.InteractiveInterpreter",
           "sklearn.externals.joblib.os.system", "timeit.timeit", "_posixsubprocess.fork_exec"]
command = f"touch {MARK}"
cases = {}
for target in TARGETS:
    module, _, name = target.rpartition(".")
    cases[f"{target}, STACK_GLOBAL"] = (stack_global(module, name, command), target)
    cases[f"{target}, GLOBAL"] = (b"\x80\x02" + text(module, name, command), target)
system = pickle.dumps(Call(os.system, command), 4)
cases["compressed with zlib"] = (zlib.compress(system), "system")
cases["compressed with gzip"] = (gzip.compress(system), "system")
cases["compressed with bz2"] = (bz2.compress(system), "system")
cases["in a list"] = (pickle.dumps([1, Call(os.system, command)], 4), None)
cases["broken behind the payload"] = (system[:-1] + b"\xff\xff", None)
cases["two streams"] = (pickle.dumps({}, 4) + system, None)
cases["protocol 0 without a magic number"] = (text("os", "system", command), None)
# What a process may do: nothing of this.
FORBIDDEN = re.compile(r"\b(execve|fork|vfork|clone|clone3|socket|connect|bind|unlink|rename|mkdir|chmod|symlink|link)(at|at2)?\(")
WRITES = re.compile(r"\bopen(at2?)?\(.*O_(WRONLY|RDWR|CREAT|TRUNC)")

problems = []
with tempfile.TemporaryDirectory() as folder:
    for name, (payload, said) in cases.items():
        model = pathlib.Path(folder, "model.pkl")
        model.write_bytes(payload)
        for command_line in (["inspect", str(model)], ["score", str(model), os.devnull, "--from", "csv", "-o", "-", "--to", "csv"]):
            trace = pathlib.Path(folder, "trace")
            ran = subprocess.run(["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=process,network,file", SLIPWAY, *command_line],
                                 cwd=folder, capture_output=True, text=True)
            if ran.returncode != 4:
                problems.append(f"{name}: {command_line[0]} ended with {ran.returncode}: {ran.stderr}")
            if said and said not in ran.stderr:
                problems.append(f"{name}: {command_line[0]} does not name {said}: {ran.stderr}")
            calls = trace.read_text().splitlines()[1:]  # the first is the start of the program itself
            problems += [f"{name}: {call}" for call in calls if FORBIDDEN.search(call) or (WRITES.search(call) and "/dev/" not in call)]
        left = set(os.listdir(folder)) - {"model.pkl", "trace"}
        if left:
            problems.append(f"{name}: leaves {left}")
            for path in left:
                os.unlink(os.path.join(folder, path))
print(f"{len(cases)} attacks, each by inspect and score: {len(problems)} problems")
print(*problems[:20], sep="\n")
sys.exit(bool(problems))
