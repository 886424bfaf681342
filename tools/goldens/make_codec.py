"""make_codec.py FOLDER: one table of every type, written by pyarrow as Parquet and Arrow IPC. See HOW beside the files."""
import datetime
import decimal
import pathlib
import sys

import pyarrow as pa
import pyarrow.parquet as pq

OUT = pathlib.Path(sys.argv[1])
table = pa.table({
    "i8": pa.array([1, None, -3, 4], pa.int8()),
    "u8": pa.array([1, 2, 255, None], pa.uint8()),
    "i16": pa.array([1, None, -300, 4], pa.int16()),
    "u32": pa.array([1, 2, 4294967295, None], pa.uint32()),
    "i64": pa.array([1, None, -(2**62), 4], pa.int64()),
    "f16": pa.array([1.5, None, -2.0, 65504.0], pa.float16()),
    "f32": pa.array([0.1, None, float("inf"), float("nan")], pa.float32()),
    "f64": pa.array([0.1, None, -0.0, float("nan")], pa.float64()),
    "b": pa.array([True, False, None, True]),
    "s": pa.array(["a", "", None, "K\u00f8benhavn"]),
    "large": pa.array(["a", "", None, "\U0001f600"], pa.large_string()),
    "coded": pa.array(["x", None, "y", "x"]).dictionary_encode(),
    "digits": pa.array(["1.5", " 2", None, "x"]),
    "ms": pa.array([datetime.datetime(2026, 11, 24, 1, 2, 3, 4000), None, datetime.datetime(1969, 12, 31, 23, 59, 59), datetime.datetime(1970, 1, 1)], pa.timestamp("ms")),
    "day": pa.array([datetime.date(2026, 11, 24), None, datetime.date(1969, 12, 31), datetime.date(1970, 1, 1)]),
    "money": pa.array([decimal.Decimal("1.50"), None, None, None], pa.decimal128(10, 2)),
    "nested": pa.array([{"a": 1, "b": [1, 2]}, None, None, None], pa.struct([("a", pa.int32()), ("b", pa.list_(pa.int32()))])),
    "after": pa.array([1.0, 2.0, 3.0, 4.0]),
})
pq.write_table(table, OUT / "types.parquet", row_group_size=3)
with pa.ipc.new_file(str(OUT / "types.arrow"), table.schema) as writer:
    writer.write_table(table, max_chunksize=3)
with pa.ipc.new_stream(str(OUT / "types.arrows"), table.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
    writer.write_table(table)
for name in ("snappy", "zstd", "gzip", "lz4", "brotli"):
    pq.write_table(table.select(["f64", "s"]), OUT / f"{name}.parquet", compression=name)
