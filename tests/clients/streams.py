"""Streams of rows, by http.client, sockets and pyarrow, against a running server: streams.py ADDRESS …

A million rows pass through a server that does not grow, and come back in order with the bits of `slipway score`; first answers come
before last rows are sent; a caller that leaves, a row that is bad and a reader that is slow harm nobody."""
import http.client
import io
import json
import os
import pathlib
import socket
import subprocess
import sys
import threading
import time
import zlib

import pyarrow
import pyarrow.csv
import pyarrow.ipc

address = sys.argv[1]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
slipway = os.environ["SLIPWAY"]
ROWS, PATH, LINES, ARROW = 1_000_000, "/api/v1/models/wine/score?stream=true", "application/x-ndjson", "application/vnd.apache.arrow.stream"


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


def score(form):
    return subprocess.run([slipway, "score", examples / "wine.pkl", examples / "wine.jsonl", "-o", "-", "--to", form], check=True, capture_output=True).stdout


rows = (examples / "wine.jsonl").read_bytes().strip().split(b"\n")
answers = score("jsonl").strip().split(b"\n")
check(len(rows) == len(answers), "an answer for each row")


def of(lines, begin, end):
    """Lines [begin, end) of the file, repeated for ever."""
    return b"".join(lines[i % len(lines)] + b"\n" for i in range(begin, end))


def memory():
    status = pathlib.Path("/proc/%s/status" % os.environ["SERVER"]).read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def in_flight():
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("GET", "/metrics")
    text = connection.getresponse().read().decode()
    return next(float(line.split()[-1]) for line in text.split("\n") if line.startswith("slipway_requests_in_flight"))


class Stream(io.RawIOBase):
    """One request whose body is sent while its answer is read; a file to those who write to one."""

    def __init__(self, media=LINES, encoding="identity"):
        self.connection = http.client.HTTPConnection(address, timeout=20)
        self.connection.putrequest("POST", PATH)
        for name, value in (("Content-Type", media), ("Transfer-Encoding", "chunked"), ("Content-Encoding", encoding)):
            self.connection.putheader(name, value)
        self.connection.endheaders()
        self.sent = 0

    def writable(self):
        return True

    def write(self, piece):
        piece = bytes(piece)
        if piece:
            self.connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.sent += len(piece)
        return len(piece)

    def end(self):
        self.connection.send(b"0\r\n\r\n")

    def answer(self):
        return self.connection.getresponse()

    def close(self):
        self.connection.close()
        super().close()


def sender(stream, pieces):
    def run():
        try:
            for piece in pieces:
                stream.write(piece)
            stream.end()
        except OSError:
            pass  # closed by this test

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


# Answers come while rows are still sent.
stream = Stream()
stream.write(of(rows, 0, 3))
answer = stream.answer()
check((answer.status, answer.headers["Content-Type"], answer.headers["Transfer-Encoding"]) == (200, LINES, "chunked"), answer.headers)
check(b"".join(answer.readline() for _ in range(3)) == of(answers, 0, 3), "answers to the first rows, before the next are sent")
stream.write(of(rows, 3, 5))
check(b"".join(answer.readline() for _ in range(2)) == of(answers, 3, 5), "answers to the next rows")
stream.end()
check(json.loads(answer.read()) == {"end": {"rows": 5, "errors": 0}}, "the end")

# A million rows.
BLOCK = 10 * len(rows)
block, wanted = of(rows, 0, BLOCK), of(answers, 0, BLOCK)
stream = Stream()
began = time.monotonic()
thread = sender(stream, [block] * (ROWS // BLOCK) + [of(rows, 0, ROWS % BLOCK)])
answer = stream.answer()
greatest = early = 0
for n in range(ROWS // BLOCK):
    check(answer.read(len(wanted)) == wanted, "answers in order, block %d" % n)
    if n == 20:
        early = memory()
    greatest = max(greatest, memory()) if n % 20 == 0 else greatest
check(answer.read(len(of(answers, 0, ROWS % BLOCK))) == of(answers, 0, ROWS % BLOCK), "the last answers")
check(json.loads(answer.read()) == {"end": {"rows": ROWS, "errors": 0}}, "the end of a million")
took = time.monotonic() - began
thread.join()
check(greatest < early + 16, "a server that does not grow: %.1f MiB, then %.1f" % (early, greatest))

# A bad row in the middle is answered in its place.
stream = Stream()
stream.write(of(rows, 0, 2) + b'{"alcohol":"much"}\n' + of(rows, 3, 4))
stream.end()
lines = stream.answer().read().split(b"\n")
check(lines[:2] + lines[3:4] == answers[:2] + answers[3:4], "the neighbours of a bad row")
error = json.loads(lines[2])["error"]
check((error["row"], error["reason"]) == (2, "BAD_VALUE"), error)
check(json.loads(lines[4]) == {"end": {"rows": 4, "errors": 1}}, lines[4])

# A reader that is slow stops the sender, not the server.
stream = Stream()
pieces = [block] * 600
before = memory()
thread = sender(stream, pieces)
last = -1
while last != stream.sent:
    last = stream.sent
    time.sleep(0.5)
check(0 < last < len(block) * len(pieces) / 2, "a sender that waits: %d bytes sent" % last)
check(memory() < before + 16, "memory while nobody reads")
answer = stream.answer()
check(answer.read(len(wanted) * len(pieces)) == wanted * len(pieces), "all answers for a slow reader")
check(json.loads(answer.read())["end"]["rows"] == BLOCK * len(pieces), "all rows of a slow reader")

# Callers that leave.
for _ in range(20):
    stream = Stream()
    stream.write(block)
    stream.answer().read(10)
    stream.close()
until = time.monotonic() + 10
while in_flight() != 0 and time.monotonic() < until:
    time.sleep(0.05)
check(in_flight() == 0, "nothing is left of callers that left")

# Arrow, batch by batch.
table = pyarrow.Table.from_pylist([json.loads(row) for row in rows])
whole = pyarrow.csv.read_csv(io.BytesIO(score("csv")))
stream = Stream(ARROW)
batches = table.to_batches(max_chunksize=7)
writer = pyarrow.ipc.new_stream(pyarrow.PythonFile(stream, "w"), table.schema)
writer.write_batch(batches[0])
reader = pyarrow.ipc.open_stream(stream.answer())
found = [reader.read_next_batch()]
check(found[0].num_rows == 7, "a batch for a batch")
for batch in batches[1:]:
    writer.write_batch(batch)
    found.append(reader.read_next_batch())
writer.close()
stream.end()
found += list(reader)
check(pyarrow.Table.from_batches(found).to_pylist() == whole.to_pylist(), "Arrow's answers")

# CSV with a length, longer than a body that is read whole may be; trailers count the rows.
header, table_lines = (examples / "wine.csv").read_bytes().strip().split(b"\n")[0], (examples / "wine.csv").read_bytes().strip().split(b"\n")[1:]
count = (70 << 20) // len(table_lines[0])
text = header + b"\n" + b"bad\n" + of(table_lines, 0, count)
check(len(text) > 64 << 20, "a long body")
with socket.create_connection((address.split(":")[0], int(address.split(":")[1])), timeout=20) as connection:
    def send():
        connection.sendall(b"POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % (PATH.encode(), len(text)))
        connection.sendall(text)

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    received = bytearray()
    while piece := connection.recv(1 << 20):
        received += piece
head, _, rest = bytes(received).partition(b"\r\n\r\n")
check(head.startswith(b"HTTP/1.1 200") and b"Trailer: X-Slipway-Rows, X-Slipway-Errors" in head, head)
check(rest.endswith(b"0\r\nX-Slipway-Rows: %d\r\nX-Slipway-Errors: 1\r\n\r\n" % (count + 1)), rest[-200:])

# Bytes that come packed, each line as soon as it can be unpacked.
packer = zlib.compressobj(wbits=31)
stream = Stream(LINES, "gzip")
stream.write(packer.compress(of(rows, 0, 2)) + packer.flush(zlib.Z_SYNC_FLUSH))
answer = stream.answer()
check(answer.readline() + answer.readline() == of(answers, 0, 2), "answers to rows that came packed")
stream.write(packer.compress(of(rows, 2, 3)) + packer.flush())
stream.end()
check(answer.read().split(b"\n")[0] == answers[2], "the last of them")
stream = Stream(LINES, "gzip")
stream.write(b"no gzip at all")
stream.end()
answer = stream.answer()
check((answer.status, json.loads(answer.read())["error"]["reason"]) == (400, "BAD_ENCODING"), "broken gzip")

# What is wrong before the first answer is an ordinary error.
for media, body, code in (("text/csv", b"a,b\n1,2\n", 400), ("application/json", b"[]", 415), (ARROW, b"nonsense" * 10, 400)):
    connection = http.client.HTTPConnection(address, timeout=10)
    connection.request("POST", PATH, iter([body]), {"Content-Type": media}, encode_chunked=True)
    answer = connection.getresponse()
    check(answer.status == code and "error" in json.loads(answer.read()), (media, answer.status))
print("streams: %d rows in %.1f s, %.0f MiB; the same bits" % (ROWS, took, greatest))
