"""Tables as bodies, by pandas and pyarrow, against a running server: tables.py ADDRESS EXPECTED.json …

Every type of body and of answer gives the numbers that `slipway score` gives."""
import gzip
import io
import json
import pathlib
import sys
import urllib.error
import urllib.request

import pandas
import pyarrow
import pyarrow.ipc
import pyarrow.parquet

address, expected_file = sys.argv[1:3]
examples = pathlib.Path(__file__).resolve().parents[2] / "examples"
frame = pandas.read_csv(examples / "wine.csv").drop(columns="bottle")
expected = json.loads(pathlib.Path(expected_file).read_text())
wanted = [[row["predict"], *row["predict_proba"]] for row in expected]


def check(condition, what):
    if not condition:
        sys.exit("not so: %s" % (what,))


def arrow(table, new):
    sink = io.BytesIO()
    with new(sink, table.schema) as writer:
        writer.write_table(table)
    return sink.getvalue()


def parquet(table):
    sink = io.BytesIO()
    pyarrow.parquet.write_table(table, sink)
    return sink.getvalue()


STREAM, FILE, PARQUET = ("application/vnd.apache." + name for name in ("arrow.stream", "arrow.file", "parquet"))
table = pyarrow.Table.from_pandas(frame, preserve_index=False)
bodies = {
    "application/json": frame.to_json(orient="records", double_precision=15).encode(),
    "text/csv": frame.to_csv(index=False).encode(),
    "text/csv; header=absent": frame.to_csv(index=False, header=False).encode(),
    "text/tab-separated-values": frame.to_csv(index=False, sep="\t").encode(),
    "application/x-ndjson": frame.to_json(orient="records", lines=True, double_precision=15).encode(),
    STREAM: arrow(table, pyarrow.ipc.new_stream),
    FILE: arrow(table, pyarrow.ipc.new_file),
    PARQUET: parquet(table),
}


def flat(found):
    """[label, probabilities …] of each row of a table."""
    rows = []
    for row in found.to_pylist():
        values = []
        for value in row.values():
            values += value if isinstance(value, list) else [value]
        rows.append(values)
    return rows


def numbers(text, separator):
    return [[line.split(separator)[0], *map(float, line.split(separator)[1:])] for line in text.decode().strip().split("\n")]


def lines(text):
    return [[row["predict"], *row["predict_proba"]] for row in map(json.loads, text.decode().strip().split("\n"))]


readers = {
    "application/json": lambda body: [[row["predict"], *row["predict_proba"]] for row in json.loads(body)["predictions"]],
    "text/csv": lambda body: numbers(body, ",") if not body.startswith(b"predict") else numbers(body.split(b"\n", 1)[1], ","),
    "text/csv; header=absent": lambda body: numbers(body, ","),
    "text/tab-separated-values": lambda body: numbers(body.split(b"\n", 1)[1], "\t"),
    "application/x-ndjson": lines,
    STREAM: lambda body: flat(pyarrow.ipc.open_stream(body).read_all()),
    FILE: lambda body: flat(pyarrow.ipc.open_file(io.BytesIO(body)).read_all()),
    PARQUET: lambda body: flat(pyarrow.parquet.read_table(io.BytesIO(body))),
}


def ask(body, **headers):
    request = urllib.request.Request("http://%s/api/v1/models/wine/score" % address, body, {k.replace("_", "-"): v for k, v in headers.items()})
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as problem:
        return problem.code, problem.headers, problem.read()


asked = 0
for sent, body in bodies.items():
    status, headers, answer = ask(body, Content_Type=sent)
    check((status, headers["Content-Type"]) == (200, sent), (sent, status, headers["Content-Type"], answer[:300]))
    check(readers[sent](answer) == wanted, "%s as it was asked: %s" % (sent, readers[sent](answer)[:1]))
    for accepted in bodies:
        status, headers, answer = ask(body, Content_Type=sent, Accept=accepted)
        check((status, headers["Content-Type"]) == (200, accepted), (sent, accepted, status, answer[:300]))
        check(readers[accepted](answer) == wanted, "%s to %s" % (sent, accepted))
        asked += 1
status, headers, answer = ask(gzip.compress(bodies[STREAM]), Content_Type=STREAM, Content_Encoding="gzip", Accept="text/html, text/csv;q=0.9, */*")
check(readers["text/csv"](answer) == wanted, "packed Arrow to CSV")

# A row that can't be scored is a row of nulls; if none can, the request fails.
bad = frame.head(3).astype(object)
bad.iloc[1, 0] = None
some = bad.to_csv(index=False).encode()
status, headers, answer = ask(some, Content_Type="text/csv", Accept=STREAM)
rows = pyarrow.ipc.open_stream(answer).read_all().to_pylist()
check((status, headers["X-Slipway-Errors"]) == (200, "1"), (status, headers))
check(rows[1]["predict"] is None and rows[2]["predict"] == expected[2]["predict"], rows)
status, headers, answer = ask(b"\n".join(some.split(b"\n")[::2][:2]), Content_Type="text/csv")
check(status == 400 and b"alcohol" in answer, (status, answer))

for body, sent, code in ((b"x", "text/html", 415), (b"a,b\n1,2\n", "text/csv", 400), (b"nonsense", PARQUET, 400), (b"", PARQUET, 400),
                         (bodies[PARQUET][:-40], PARQUET, 400), (bodies[STREAM][:100], STREAM, 400), (b"", STREAM, 400), (b"{}{", "application/x-ndjson", 400)):
    status, headers, answer = ask(body, Content_Type=sent)
    check(status == code and "error" in json.loads(answer), (sent, status, answer[:200]))
print("tables: %d pairs of types, %d rows, the same numbers" % (asked, len(frame)))
