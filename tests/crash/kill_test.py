#!/usr/bin/env python3
"""kill_test.py SLIPWAY EXAMPLES KILLS: a queue, a model and an SQLite table, killed KILLS times.

Each round starts `slipway up`, publishes some records (a few of them poison), and kills one of the two processes with
SIGKILL: at a named crash point, or at a random moment. At the end the pipeline is left to finish, and then
  every record that was acknowledged to its publisher is in the queue,
  every sound record of the queue is one row of the table, and its prediction is what an offline score says,
  every poison record is one dead letter.
Prints how often it was killed, by point. Fails with what is lost, repeated or different."""
import collections
import json
import os
import pathlib
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time

SLIPWAY, EXAMPLES, KILLS = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3])
SERVER_POINTS = ["queue: after lease", "queue: after commit", "queue: after write", "queue: after sync", "pump: buried", "pump: before commit",
                 "pump: committed", "pump: acknowledged", "sqlite: row written", "sqlite: position moved", "sqlite: committed", "dead letters: written"]
# Of the publisher when no server runs: it writes the queue itself then.
PUBLISHER_POINTS = ["queue: after write", "queue: after sync"]
PARTITIONS = 3
CONFIG = """
models:
  wine: {from: wine.pkl}
pipelines:
  cellar:
    source: {queue: {name: bottles}}
    model: wine
    keep: [bottle]
    sink: {sqlite: {path: scores.db, table: scores}}
"""

random.seed(1)
work = pathlib.Path(tempfile.mkdtemp(prefix="slipway-kill-"))
wine = [json.loads(line) for line in (EXAMPLES / "wine.jsonl").read_text().splitlines()]
(work / "wine.pkl").write_bytes((EXAMPLES / "wine.pkl").read_bytes())


def run(*words, env=None, text=None):
    return subprocess.run([SLIPWAY, *words], cwd=work, env={**os.environ, **(env or {})}, input=text, capture_output=True, text=True)


def start_server(crash_at):
    env = dict(os.environ, **({"SLIPWAY_CRASH_AT": crash_at} if crash_at else {}))
    return subprocess.Popen([SLIPWAY, "up"], cwd=work, env=env, stdout=subprocess.DEVNULL, stderr=open(work / "up.log", "a"))


serial = 0


def some_records():
    """Lines that differ from all others, and which of them can't be scored."""
    global serial
    lines = []
    for _ in range(random.randint(1, 8)):
        serial += 1
        row = dict(random.choice(wine), bottle=f"b{serial}")
        kind = random.random()
        if kind < 0.05:
            lines.append(json.dumps(row)[:-1])  # no JSON
        elif kind < 0.12:
            lines.append(json.dumps(dict(row, alcohol="much")))
        else:
            lines.append(json.dumps(row))
    return lines


def queue_content():
    """All records, partition by partition."""
    content = []
    for partition in range(PARTITIONS):
        position = 0
        while True:
            out = run("queue", "peek", "bottles", "--partition", str(partition), "--from", str(position), "-n", "5000")
            lines = out.stdout.splitlines()
            if out.returncode != 0:
                sys.exit(f"peek: {out.stderr}")
            if not lines:
                break
            content += lines
            position += len(lines)
    return content


def finished(total):
    try:
        with sqlite3.connect(f"file:{work}/scores.db?mode=ro", uri=True, timeout=5) as db:
            positions = db.execute("select sum(position) from _slipway_positions").fetchone()[0]
    except sqlite3.Error:
        return False
    return positions == total


(work / "slipway.yaml").write_text(CONFIG)
kills, acknowledged = collections.Counter(), []
for words in (["create", "bottles", "--partitions", str(PARTITIONS)], ["list"]):  # a queue that is half there is made whole by whoever opens it
    made = run("queue", *words, env={"SLIPWAY_CRASH_AT": "queue: segment begun:1"})
    if made.returncode != -signal.SIGKILL:
        sys.exit(f"queue {words[0]} was not killed: {made.returncode} {made.stderr}")
    kills["creator, queue: segment begun"] += 1

started = time.monotonic()
while sum(kills.values()) < KILLS:
    aim = random.random()
    server_point = random.choice(SERVER_POINTS) if aim < 0.6 else None
    if aim >= 0.9:  # the publisher alone, killed
        point = random.choice(PUBLISHER_POINTS)
        lines = some_records()
        out = run("queue", "publish", "bottles", env={"SLIPWAY_CRASH_AT": f"{point}:{random.randint(1, 3)}"}, text="\n".join(lines) + "\n")
        if out.returncode == -signal.SIGKILL:
            kills["publisher, " + point] += 1
        elif out.returncode == 0:
            acknowledged += lines
        continue
    server = start_server(f"{server_point}:{random.choice([1, 1, 2, 3, 5])}" if server_point else None)
    deadline = time.monotonic() + (3 if server_point else random.uniform(0.0, 0.25))
    while server.poll() is None and time.monotonic() < deadline:
        if not (work / ".slipway/admin.sock").exists():
            time.sleep(0.002)
            continue
        lines = some_records()
        if run("queue", "publish", "bottles", text="\n".join(lines) + "\n").returncode == 0:
            acknowledged += lines
    if server.poll() is None:
        server.kill()
        kills["server, any moment"] += 1
    elif server.returncode == -signal.SIGKILL:
        kills["server, " + server_point] += 1
    else:
        sys.exit(f"the server ended by itself: {server.returncode}\n{(work / 'up.log').read_text()[-2000:]}")
    server.wait()
    if sys.stderr.isatty() and sum(kills.values()) % 20 == 0:
        print(f"\r{sum(kills.values())} kills, {serial} records", end="", file=sys.stderr, flush=True)

# Left alone it finishes.
content = queue_content()
server = start_server(None)
deadline = time.monotonic() + 60
while not finished(len(content)) and time.monotonic() < deadline and server.poll() is None:
    time.sleep(0.05)
server.terminate()
server.wait()
if not finished(len(content)):
    sys.exit(f"it does not finish: {(work / 'up.log').read_text()[-2000:]}")

# What an offline score of the queue says.
(work / "all.jsonl").write_text("".join(line + "\n" for line in content))
offline = run("score", "wine.pkl", "all.jsonl", "--keep", "bottle", "-o", "offline.jsonl")
if offline.returncode not in (0, 3):
    sys.exit(f"offline score: {offline.returncode} {offline.stderr}")


def bottle_of(line):
    return line.split('"bottle": "')[1].split('"')[0]


expected = {row["bottle"]: row for row in map(json.loads, (work / "offline.jsonl").read_text().splitlines())}

with sqlite3.connect(work / "scores.db") as db:
    db.row_factory = sqlite3.Row
    rows = [dict(row) for row in db.execute("select * from scores")]
with sqlite3.connect(work / ".slipway/ledger.db") as db:
    letters = [row[0] for row in db.execute("select payload from dead_letters")]

problems = []
in_queue = collections.Counter(content)
problems += [f"acknowledged but not in the queue: {line}" for line in acknowledged if in_queue[line] == 0]
by_bottle = collections.Counter(row["bottle"] for row in rows)
problems += [f"lost: {bottle}" for bottle in expected if by_bottle[bottle] == 0]
problems += [f"repeated {n} times: {bottle}" for bottle, n in by_bottle.items() if n != 1]
for row in rows:
    want = expected.get(row["bottle"], {"predict_proba": [None] * 3})
    for k, value in enumerate(want["predict_proba"]):
        if row[f"predict_proba_class_{k}"] != value:
            problems.append(f"different: {row['bottle']} class {k}: {row[f'predict_proba_class_{k}']}, offline {value}")
poison = [line for line in content if bottle_of(line) not in expected]
dead = collections.Counter(letters)
problems += [f"lost: poison without a dead letter: {line}" for line in poison if dead[line] == 0]
problems += [f"repeated: {n} dead letters of {line}" for line, n in dead.items() if n != 1]
problems += [f"different: a dead letter of a sound record: {line}" for line in set(letters) - set(poison)]

if KILLS >= 500:
    aimed_at = [f"server, {point}" for point in SERVER_POINTS] + [f"publisher, {point}" for point in PUBLISHER_POINTS]
    problems += [f"never hit: {point}" for point in aimed_at if kills[point] == 0]
for point, n in sorted(kills.items()):
    print(f"{n:6} {point}")
print(f"{sum(kills.values())} kills in {time.monotonic() - started:.0f} s; {len(content)} records in the queue, {len(acknowledged)} of them acknowledged; "
      f"{len(rows)} rows, {len(letters)} dead letters; lost {sum(p.startswith('lost') or p.startswith('ack') for p in problems)}, "
      f"repeated {sum('repeated' in p for p in problems)}, different {sum('different' in p for p in problems)}")
if problems:
    print(*problems[:20], f"{len(problems)} problems; everything is in {work}", sep="\n")
    sys.exit(1)
subprocess.run(["rm", "-rf", str(work)], check=False)
