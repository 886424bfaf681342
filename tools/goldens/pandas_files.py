"""pandas_files.py FOLDER NAME [FORM …]: objects of pandas in one file a form (p2 … p5, joblib, z), and what is in them.

Writes FOLDER/NAME.<form> and FOLDER/NAME.json, the same objects as this Python sees them:
  {"cells": […]}                 the elements of an Index, array or Series: a missing one is null, a float ["f", hexadecimal]
  {"series": [index, values]}    cells, numbers
  {"frame": [index, columns, [values of a column, …]]}
  {"refused": what}              no text and no number: it must be refused
Runs with pandas from 0.20 on. See golden/pandas/HOW.
"""
import binascii
import collections
import io
import json
import os
import pickle
import struct
import sys
import warnings

import joblib
import numpy as np
import pandas as pd

warnings.simplefilter("ignore")
VERSION = tuple(int(part) for part in pd.__version__.split(".")[:2])
try:
    import pyarrow
except ImportError:
    pyarrow = None


def number(value):
    return ["f", binascii.hexlify(struct.pack(">d", float(value))).decode("ascii")]


def cell(value):
    if value is None or value is pd.NaT or value is getattr(pd, "NA", None) or value != value:
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return number(value)
    if isinstance(value, str):
        return str(value)
    raise TypeError(type(value).__name__)


def cells(values):
    return [cell(value) for value in values]


def dump(value):
    try:
        if isinstance(value, pd.DataFrame):
            columns = [[number(v) for v in value.iloc[:, j].astype(object).fillna(np.nan)] for j in range(value.shape[1])]
            return {"frame": [cells(value.index), cells(value.columns), columns]}
        if isinstance(value, pd.Series) and value.dtype != object and pd.api.types.is_numeric_dtype(value.dtype):
            return {"series": [cells(value.index), [number(np.nan if cell(v) is None else v) for v in value]]}
        if isinstance(value, (pd.MultiIndex, np.generic)):
            raise TypeError(type(value).__name__)
        return {"cells": cells(value)}
    except (TypeError, ValueError) as error:
        return {"refused": str(error)}


def indexes():
    yield "texts", pd.Index(["b", "a", "\u00e9\u4e2d", ""])
    yield "texts_missing", pd.Index(["b", np.nan, None], dtype=object)
    yield "named", pd.Index(["b", "a"], name="city")
    yield "mixed", pd.Index(["b", 2, 3.5, True], dtype=object)
    yield "ints", pd.Index([3, -1, 2**40])
    yield "bytes", pd.Index(np.array([3, 250], dtype="uint8"))
    yield "unsigned", pd.Index(np.array([1, 2], dtype="uint64"))
    yield "floats", pd.Index([0.1, np.nan, np.inf])
    yield "singles", pd.Index(np.array([0.1, 2], dtype="float32"))
    yield "truths", pd.Index([True, False])
    yield "range", pd.RangeIndex(2, 11, 3)
    yield "range_down", pd.RangeIndex(5, -1, -2)
    yield "empty", pd.Index([])
    yield "of_frame", pd.DataFrame({"x": [1], "y": [2]}).columns
    yield "categories", pd.CategoricalIndex(["b", "a", "b"])
    yield "multi", pd.MultiIndex.from_product([["a", "b"], [1, 2]])
    yield "dates", pd.DatetimeIndex(["2020-01-02", "2021-01-03"])
    yield "zoned", pd.DatetimeIndex(["2020-01-02"]).tz_localize("UTC")
    yield "spans", pd.TimedeltaIndex(["1 days", "2 days"])
    yield "periods", pd.PeriodIndex(["2020-01", "2020-02"], freq="M")
    yield "intervals", pd.IntervalIndex.from_breaks([0, 1, 2])
    yield "timestamps", pd.Index([pd.Timestamp("2020-01-02"), pd.Timestamp("2021-01-03")], dtype=object)


def categoricals():
    yield "categorical", pd.Categorical(["b", "a", None, "b"])
    yield "categorical_ints", pd.Categorical([10, 20, 10])
    yield "categorical_floats", pd.Categorical([0.5, np.nan, 20])
    yield "categorical_truths", pd.Categorical([True, False, True])
    yield "categorical_ordered", pd.Categorical(["low", "high"], categories=["low", "mid", "high"], ordered=True)
    yield "categorical_many", pd.Categorical(["c%d" % (i % 200) for i in range(200)])
    yield "categorical_series", pd.Series(["b", "a", "b"], dtype="category")
    yield "categorical_of", pd.Series(["b", "a", "b"], dtype="category").cat.categories
    yield "categorical_cut", pd.cut(pd.Series([1, 5, 9]), [0, 4, 10])
    yield "categorical_dates", pd.Categorical(pd.DatetimeIndex(["2020-01-02"]))


def series():
    yield "series_floats", pd.Series([1.5, np.nan, -0.0], index=["a", "b", "c"])
    yield "series_ints", pd.Series([1, 2, -3], index=[10, 20, 30], name="n")
    yield "series_truths", pd.Series([True, False])
    yield "series_small", pd.Series(np.array([1, 2], dtype="int8"))
    yield "series_part", pd.Series(np.arange(10.0))[2:8:2]
    yield "series_of_column", pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]})["b"]
    yield "series_of_row", pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}).iloc[1]
    yield "series_texts", pd.Series(["x", "y", None], index=[1, 2, 3])
    yield "series_objects", pd.Series(["x", 1, 2.5], dtype=object)
    yield "series_types", pd.Series([1, 2], index=pd.CategoricalIndex(["p", "q"]))
    yield "series_dates", pd.Series(pd.DatetimeIndex(["2020-01-02"]))
    yield "series_spans", pd.Series(pd.TimedeltaIndex(["1 days"]))
    yield "series_periods", pd.Series(pd.PeriodIndex(["2020-01"], freq="M"))
    yield "series_empty", pd.Series([], dtype=float)
    yield "series_multi", pd.Series([1.0, 2.0], index=pd.MultiIndex.from_tuples([("a", 1), ("a", 2)]))


def frames():
    yield "frame", pd.DataFrame({"a": [1.0, np.nan], "b": [3.0, 4.0]})
    yield "frame_kinds", pd.DataFrame(collections.OrderedDict([("i", [1, 2]), ("f", [0.5, 1]), ("t", [True, False]), ("j", [3, 4])]), index=["p", "q"])
    yield "frame_turned", pd.DataFrame({"a": [1.0, 2.0, 3.0], "b": [3.0, 4.0, 5.0]}).T
    yield "frame_part", pd.DataFrame(np.arange(12.0).reshape(4, 3), columns=list("abc")).iloc[::2, [2, 0]]
    yield "frame_added", pd.DataFrame({"a": [1, 2]}).assign(z=[0.5, 0.25], b=[7, 8])
    yield "frame_texts", pd.DataFrame({"a": ["x", "y"]})
    yield "frame_categories", pd.DataFrame({"a": [1.0, 2.0], "c": pd.Categorical(["x", "y"])})
    yield "frame_empty", pd.DataFrame({"a": []}, dtype=float)


def newer():
    if VERSION >= (0, 24):
        yield "whole", pd.array([1, None, 3], dtype="Int64")
        yield "whole_series", pd.Series([1, None, 3], dtype="Int64")
        yield "whole_small", pd.array([1, 2], dtype="UInt8")
        yield "frame_whole", pd.DataFrame({"a": [0.5, 1.0, 1.5], "n": pd.array([1, None, 3], dtype="Int64")})
    if VERSION >= (1, 0):
        yield "strings", pd.array(["x", None, "\u00e9"], dtype="string")
        yield "strings_series", pd.Series(["x", None, "y"], dtype="string")
        yield "truth_values", pd.array([True, None, False], dtype="boolean")
        yield "truth_series", pd.Series([True, None], dtype="boolean")
        yield "missing", [pd.NA, pd.NaT, None, np.nan]
        yield "categorical_strings", pd.Categorical(pd.array(["x", "y", None], dtype="string"))
    if VERSION >= (1, 2):
        yield "real", pd.array([0.5, None], dtype="Float64")
        yield "real_single", pd.array([0.5, 2], dtype="Float32")
        yield "frame_real", pd.DataFrame({"a": pd.array([0.5, None], dtype="Float64"), "b": [True, False]})
    if VERSION >= (1, 4):
        yield "index_whole", pd.Index(pd.array([1, 2], dtype="Int64"))
        yield "index_strings", pd.Index(pd.array(["x", "y"], dtype="string"))
    if VERSION >= (1, 3):
        yield "strings_python", pd.array(["x", None, "y"], dtype=pd.StringDtype("python"))
    if pyarrow and VERSION >= (1, 3):
        yield "strings_arrow", pd.array(["x", None, "\u00e9"], dtype="string[pyarrow]")
        yield "strings_arrow_series", pd.Series(["x", None, "yy"], dtype="string[pyarrow]")
        yield "strings_arrow_part", pd.array(["a%d" % i for i in range(20)] + [None] * 3, dtype="string[pyarrow]")[3:22]
        yield "categorical_arrow", pd.Categorical(pd.array(["x", "yy", "x"], dtype="string[pyarrow]"))
    if pyarrow and VERSION >= (2, 1):
        dtype = "string[pyarrow_numpy]" if VERSION < (3, 0) else pd.StringDtype("pyarrow", na_value=np.nan)
        yield "strings_arrow_nan", pd.Series(["x", None, "y"], dtype=dtype)
    if pyarrow and VERSION >= (1, 5):
        for name, values in (("int64", [1, None, 3]), ("int8", [1, -2]), ("double", [0.5, None]), ("float", [0.5, 2]), ("bool", [True, None, False]), ("string", ["x", None])):
            yield "arrow_" + name, pd.array(values, dtype="%s[pyarrow]" % name)
        yield "arrow_index", pd.Index(pd.array(["x", "y"], dtype="string[pyarrow]"))
        yield "arrow_series", pd.Series([1, 2, 3], dtype="int64[pyarrow]")
        yield "arrow_frame", pd.DataFrame({"a": pd.array([1, None], dtype="int64[pyarrow]"), "b": [0.5, 1.5]})
    if VERSION >= (3, 0):
        yield "str_python", pd.array(["x", None], dtype=pd.StringDtype("python", na_value=np.nan))


def main(folder, name, *forms):
    values = collections.OrderedDict()
    for group in (indexes, categoricals, series, frames, newer):
        for key, value in group():
            values[key] = value
    base = os.path.join(folder, name + ".")
    for form in forms or ["p%d" % protocol for protocol in range(2, pickle.HIGHEST_PROTOCOL + 1)] + ["joblib", "z"]:
        if form[0] == "p":
            with open(base + form, "wb") as out:
                pickle.dump(values, out, int(form[1]))
        else:
            joblib.dump(values, base + form, compress=3 if form == "z" else 0)
    with io.open(base + "json", "w", encoding="utf-8") as out:
        out.write(json.dumps(collections.OrderedDict((key, dump(value)) for key, value in values.items()), separators=(",", ":")) + "\n")


main(*sys.argv[1:])
