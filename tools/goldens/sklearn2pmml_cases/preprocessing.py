"""sklearn2pmml.preprocessing: transformers that hold data, and the refusal of those that hold Python code."""
import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder

try:
    from sklearn2pmml.preprocessing import (CastTransformer, CutTransformer, DataFrameConstructor, ExpressionTransformer, FilterLookupTransformer, IdentityTransformer,
                                            LookupTransformer, MultiCastTransformer, MultiLookupTransformer, PMMLLabelBinarizer, PMMLLabelEncoder, PowerFunctionTransformer, SeriesConstructor)
except ImportError:  # of older releases, which releases.py is about
    pass

import data
from registry import EXACT, ULP, case, group, mutation, refused

CELLS = {"transform": EXACT}


def values(frame):
    return frame.values


# Of a DataFrame these make a Series, which no other step takes.
ARRAY = {"ask": values, "fit": lambda model, x, y: model.fit(x.values)}


@group(since=(0, 110))
def casts():
    x, gaps = data.numbers(), data.missing()
    case("cast_int", CastTransformer(int), x, None, CELLS)
    case("cast_float", CastTransformer("float64"), gaps, None, CELLS)
    case("cast_bool", CastTransformer(bool), gaps.round(), None, CELLS)
    case("cast_each", lambda: MultiCastTransformer([int, float, "float64", "int64"]), x, None, CELLS)
    for dtype in ("float32", "int32", "int8", "object"):
        case("cast_" + dtype, CastTransformer(dtype), x, None, CELLS)
    case("cast_uint8", CastTransformer("uint8"), x.abs(), None, CELLS)
    case("cast_str", CastTransformer(str), data.texts_and_grades()[["city"]], None, CELLS)
    case("cast_again", lambda: Pipeline([("single", CastTransformer("float32")), ("double", CastTransformer(float))]), x, None, CELLS)
    refused("UNSUPPORTED_OPTION", "dtype", "cast_half", CastTransformer("float16"), x)
    case("series", lambda: SeriesConstructor("z", float), data.numbers(1), None, CELLS, ask=values, fit=lambda model, x, y: model.fit(x.values))
    case("frame", lambda: DataFrameConstructor(["p", "q", "r", "s"], "int64"), x.round(), None, CELLS, ask=values)
    mutation("cast_int", "dtype_", "float64")
    mutation("cast_each", "dtypes_[0]", "float64")


@group(since=(0, 110))
def lookups():
    whole = data.integers(1).astype(float)
    rows = whole.iloc[:24].copy()
    rows.iloc[3, 0] = np.nan
    half = {-2: 0.5, -1: None, 0: 1.5, 3: float("nan"), 4: 8.0}
    case("lookup_numbers", LookupTransformer(half, default_value=None), whole, None, CELLS, rows=rows)
    case("lookup_numbers_default", LookupTransformer(half, default_value=-7.0), whole, None, CELLS, rows=rows)
    case("lookup_filter", FilterLookupTransformer({1.0: 10.0, 2.0: 1.0, -3.0: 0.25}), whole, None, CELLS, rows=rows)
    text = data.texts_and_grades()[["city"]].astype(object)  # in pandas' own texts a missing one is NaN, not the None of the mapping
    some = text.iloc[:24].copy()
    some.iloc[2, 0] = None
    some.iloc[4, 0] = "elsewhere"
    case("lookup_text_numbers", LookupTransformer({"Oslo": 1, "Bergen": 2, "": 3}, default_value=0), text, None, CELLS, rows=some)
    encode = OneHotEncoder(handle_unknown="ignore")
    case("lookup_text", lambda: Pipeline([("map", LookupTransformer({"Oslo": "east", "Bergen": "west", "rare": None}, default_value="other")), ("encode", encode)]), text, None, CELLS, rows=some, **ARRAY)
    case("lookup_text_filter", lambda: Pipeline([("map", FilterLookupTransformer({"Oslo": "Bergen", "rare": ""})), ("encode", encode)]), text, None, CELLS, rows=some, **ARRAY)
    numbers_text = {1.0: "a", 2.0: None, -3.0: ""}
    case("lookup_numbers_text", LookupTransformer(numbers_text, default_value="b"), whole, None, CELLS)
    case("lookup_numbers_text_none", LookupTransformer(numbers_text, default_value=None), whole, None, CELLS, rows=rows)
    case("lookup_missing_stays", LookupTransformer(numbers_text, default_value="b"), whole, None, CELLS, rows=rows, since=(0, 130))
    case("labels_encoded", PMMLLabelEncoder(missing_values=-1), text, None, CELLS, rows=some)
    case("labels_binarized", PMMLLabelBinarizer(), text, None, CELLS, rows=some)
    case("labels_numbers", PMMLLabelEncoder(), whole, None, CELLS, rows=rows)
    case("labels_sparse", PMMLLabelBinarizer(sparse_output=True), whole, None, CELLS, rows=rows)
    mutation("lookup_numbers_default", "default_value", -8.0)
    mutation("lookup_numbers", "mapping", {0: 2.5})
    mutation("lookup_filter", "mapping", {1.0: 11.0})
    mutation("labels_encoded", "missing_values", -2)
    mutation("labels_encoded", "classes_", lambda old: old[1:])


@group(since=(0, 110))
def several():
    x = data.texts_and_grades()
    keys = {("Oslo", 1.0): 10, ("Oslo", 2.0): 20, ("Bergen", 3.0): 30, ("", 1.0): None}
    texts = {("Oslo", 1.0): "east", ("Bergen", 2.0): "west", ("rare", 3.0): ""}
    case("multi_numbers", MultiLookupTransformer(keys, default_value=-1), x, None, CELLS)
    case("multi_numbers_none", MultiLookupTransformer(keys, default_value=None), x, None, CELLS)
    case("multi_texts", MultiLookupTransformer(texts, default_value="other"), x, None, CELLS)
    whole = data.integers().astype(float)
    case("multi_three", MultiLookupTransformer({(0.0, 1.0, 2.0): 1.5, (3.0, -1.0, 2.0): 2.5, (2.0, 1.0, 0.0): 3.5}, default_value=0.25), whole, None, CELLS)
    gaps = x.iloc[:24].copy()
    gaps.iloc[3, 0] = None
    gaps.iloc[5, 1] = np.nan
    holes = whole.iloc[:24].copy()
    holes.iloc[2, 0] = np.nan
    case("multi_missing", MultiLookupTransformer({(0.0, 1.0, 2.0): 1.5}, default_value=0.25), whole, None, CELLS, rows=holes, since=(0, 130))
    case("multi_missing_none", MultiLookupTransformer(texts, default_value=None), x, None, CELLS, rows=gaps)
    mutation("multi_numbers", "default_value", -2)
    mutation("multi_texts", "mapping", {("Oslo", 1.0): "east", ("Bergen", 2.0): "south"})


@group(since=(0, 110))
def cuts():
    x = data.missing(1)
    rows = x.iloc[:24].copy()
    for i, value in enumerate([-1.0, 0.0, 0.5, 2.0, np.inf, -np.inf, np.nan, 9.0]):
        rows.iloc[i, 0] = value
    bins = [-1.0, 0.0, 0.5, 2.0]
    for right in (True, False):
        for lowest in (True, False):
            case("cut_%s_%s" % ("right" if right else "left", "lowest" if lowest else "open"), CutTransformer(bins, right=right, labels=False, include_lowest=lowest), x, None, CELLS, rows=rows, **ARRAY)
        case("cut_infinite_%s" % right, CutTransformer([-np.inf, 0.0, np.inf], right=right, labels=False), x, None, CELLS, rows=rows, **ARRAY)
        case("cut_infinite_open_%s" % right, CutTransformer([-np.inf, 0.0, np.inf], right=right, labels=False, include_lowest=False), x, None, CELLS, rows=rows, **ARRAY)
    case("cut_labels", CutTransformer(bins, labels=[10, 30, 20]), x, None, CELLS, rows=rows, **ARRAY)
    case("cut_texts", CutTransformer(bins, labels=["low", "middle", ""]), x, None, CELLS, rows=rows, **ARRAY)
    case("cut_texts_encoded", lambda: Pipeline([("cut", CutTransformer(bins, labels=["low", "middle", "high"])), ("encode", OneHotEncoder(handle_unknown="ignore"))]), data.numbers(1), None, CELLS, **ARRAY)
    mutation("cut_texts", "labels", ["low", "middle", "high"])
    refused("UNSUPPORTED_OPTION", "labels", "cut_intervals", CutTransformer(bins), x)
    refused("UNSUPPORTED_OPTION", "bins", "cut_count", CutTransformer(4, labels=False), x)
    mutation("cut_right_lowest", "bins", [-1.0, -0.5, 0.5, 2.0])
    mutation("cut_right_lowest", "right", False)
    mutation("cut_right_lowest", "include_lowest", False)
    mutation("cut_labels", "labels", [10, 30, 40])


@group(since=(0, 110))
def others():
    x = data.numbers(1)
    for power in (0, 2, 3, -1, -2):
        case("power_%d" % power, lambda power=power: Pipeline([("cast", CastTransformer(float)), ("power", PowerFunctionTransformer(power))]), x, None, {"transform": ULP})
    from scipy.interpolate import BSpline, splrep
    from sklearn2pmml.preprocessing import BSplineTransformer
    at = np.linspace(-2.0, 2.0, 9)
    gaps = data.missing(1)
    for degree in (1, 3):
        spline = BSpline(*splrep(at, np.round(np.sin(2 * at), 2), k=degree))
        case("spline_%d" % degree, BSplineTransformer(spline), gaps, None, CELLS, **ARRAY)
    own = BSpline(np.array([-3.0, -3.0, -3.0, -1.0, 0.5, 3.0, 3.0, 3.0]), np.array([1.0, -2.0, 0.5, 3.0, 1.0]), 2, extrapolate="periodic")
    case("spline_periodic", BSplineTransformer(own), gaps, None, CELLS, **ARRAY)
    refused("UNSUPPORTED_OPTION", "extrapolate", "spline_inside", lambda: BSplineTransformer(BSpline(own.t, own.c, 2, extrapolate=False)), gaps, fit=False)
    mutation("spline_3", "bspline.c", lambda old: old + 1)
    mutation("spline_3", "bspline.t", lambda old: old * 1.5)
    mutation("spline_periodic", "bspline.extrapolate", True)
    case("identity", lambda: Pipeline([("cast", CastTransformer(float)), ("same", IdentityTransformer())]), x, None, CELLS)
    refused("UNKNOWN_SYMBOL", "ExpressionTransformer", "expression", ExpressionTransformer("X[0] + 1"), x.values)
    mutation("power_3", "steps[1][1].power", 2)
