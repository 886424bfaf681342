"""sklearn.compose, new in 0.20"""
import warnings

import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer, MaxAbsScaler, MinMaxScaler, RobustScaler, StandardScaler

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near, refused, the

CELLS = {"transform": EXACT}
# a sum of products, then exp or a power of it
TAKEN_BACK = {"predict": near(1e-11)}


@group(since=(0, 20))
def which_columns():
    from sklearn.compose import ColumnTransformer
    x = data.numbers()
    for name, columns in [("slice", slice(1, 3)), ("index", [0, -1]), ("mask", [True, False, True, False]), ("names", ["b", "d"]),
                          ("name_slice", slice("b", "c")), ("array_mask", np.array([True, False, True, False])), ("pandas_index", x.columns[[0, 2]].astype(object)),
                          ("text_array", np.array(["c", "a"])), ("open_slice", slice(-2, None))]:
        for rest, remainder in [("drop", "drop"), ("passthrough", "passthrough"), ("estimator", StandardScaler(with_mean=False))]:
            case("compose_%s_%s" % (name, rest), ColumnTransformer([("scale", StandardScaler(), columns)], remainder=remainder), x, None, CELLS)
    parts = [("no", "drop", ["a"]), ("same", "passthrough", ["c", "b"]), ("scale", StandardScaler(), ["d"])]
    case("compose_in_pipeline", Pipeline([("prep", ColumnTransformer(parts)), ("scale", StandardScaler())]), x, None, CELLS)
    case("compose_weights", ColumnTransformer(parts, transformer_weights={"scale": 0.3, "same": -2.0}), x, None, CELLS)
    case("compose_of_array", ColumnTransformer([("scale", StandardScaler(), [0, 2])], remainder="passthrough"), data.array(), None, CELLS)
    case("compose_called", ColumnTransformer([("scale", StandardScaler(), first_two)], remainder="passthrough"), x, None, CELLS)
    case("compose_nothing_left", ColumnTransformer([("scale", StandardScaler(), ["a", "b", "c", "d"]), ("none", StandardScaler(), [])], remainder="passthrough"),
         x, None, CELLS)
    inner = ColumnTransformer([("scale", StandardScaler(), ["a", "c"])], remainder="passthrough")
    case("compose_nested", ColumnTransformer([("inner", inner, ["a", "b", "c"]), ("same", "passthrough", ["d"])]), x, None, CELLS)
    case("compose_after_array", Pipeline([("scale", MinMaxScaler()), ("parts", ColumnTransformer([("a", StandardScaler(), [0, 1]), ("b", "passthrough", slice(2, 4))]))]),
         x, None, CELLS)
    mutation("compose_weights", "transformer_weights", {"scale": 0.5, "same": -2.0})


def first_two(frame):
    return [0, 1]


@group(since=(0, 20))
def together():
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import OneHotEncoder
    x = data.mixed()
    number = Pipeline([("fill", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    prepare = ColumnTransformer([("number", number, ["a", "b", "c", "d"]), ("text", OneHotEncoder(handle_unknown="ignore"), ["city", "grade"])])
    y = data.text_classes(x)
    model = LogisticRegression(max_iter=500, solver="lbfgs")
    case("compose_logistic", Pipeline([("prepare", prepare), ("model", model)]), x, y, {"predict": EXACT, "predict_proba": LINEAR})
    whole = x.assign(d=x["d"].fillna(0))
    parts = [("hot", OneHotEncoder(), ["city", "grade"]), ("number", StandardScaler(), ["d"])]
    for threshold in (0.0, 1.0):
        case("compose_sparse_%d" % threshold, ColumnTransformer(parts, sparse_threshold=threshold), whole, None, CELLS)
        case("compose_sparse_%d_scaled" % threshold,
             Pipeline([("parts", ColumnTransformer(parts, sparse_threshold=threshold)), ("scale", StandardScaler(with_mean=False))]), whole, None, CELLS)


@group(since=(1, 0))
def newer():
    from sklearn.compose import ColumnTransformer, make_column_selector
    x = data.mixed()
    numbers = make_column_selector(dtype_include=np.number)
    case("compose_selector", ColumnTransformer([("scale", StandardScaler(), numbers)]), x, None, CELLS)
    z = data.numbers()
    named = lambda: ColumnTransformer([("scale", StandardScaler(), ["a", "c"])], remainder="passthrough", verbose_feature_names_out=False)
    case("compose_short_names", named, z, None, CELLS)
    case("compose_pandas", lambda: Pipeline([("prepare", named()), ("model", LinearRegression())]).set_output(transform="pandas"), z, data.target(z),
         {"predict": near(1e-9, 8)}, since=(1, 2))
    case("compose_by_name_after_pandas",
         lambda: Pipeline([("prepare", named()), ("parts", ColumnTransformer([("mm", MinMaxScaler(), ["c", "d"])]))]).set_output(transform="pandas"), z, None, CELLS,
         since=(1, 2))
    pattern = "{feature_name}.{transformer_name}"
    after = [("prepare", lambda: ColumnTransformer([("s", StandardScaler(), ["a", "c"])], remainder="passthrough", verbose_feature_names_out=pattern)),
             ("parts", lambda: ColumnTransformer([("mm", MinMaxScaler(), ["c.s", "d.remainder"])]))]
    case("compose_pattern_of_names", lambda: Pipeline([(name, make()) for name, make in after]).set_output(transform="pandas"), z, None, CELLS, since=(1, 6))


@group(since=(0, 20))
def targets():
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.preprocessing import PowerTransformer, QuantileTransformer
    x = data.numbers()
    y = np.exp(data.target(x) / 4)
    line = LinearRegression
    case("target_log", TransformedTargetRegressor(line(), func=np.log, inverse_func=np.exp), x, y, TAKEN_BACK)
    case("target_log1p", TransformedTargetRegressor(line(), func=np.log1p, inverse_func=np.expm1), x, y, TAKEN_BACK)
    case("target_nothing", TransformedTargetRegressor(line()), x, y, TAKEN_BACK)
    case("target_of_columns", TransformedTargetRegressor(line(), func=np.cbrt, inverse_func=np.exp2), x, data.targets(x), TAKEN_BACK)
    if the.version == (1, 0):
        np.warnings = warnings  # scikit-learn 1.0 uses it, and numpy 1.24 has it no more
    power = [("yeo", PowerTransformer()), ("yeo_plain", PowerTransformer(standardize=False)), ("box", PowerTransformer(method="box-cox"))]
    transformers = power + [("standard", StandardScaler()), ("standard_mean", StandardScaler(with_std=False)), ("minmax", MinMaxScaler((-1, 2))), ("maxabs", MaxAbsScaler()),
                    ("robust", RobustScaler()), ("robust_scale", RobustScaler(with_centering=False)),
                    ("uniform", QuantileTransformer(n_quantiles=50)), ("normal", QuantileTransformer(n_quantiles=50, output_distribution="normal")),
                    ("function", FunctionTransformer(np.sqrt, np.square, validate=True)),
                    ("pipeline", Pipeline([("log", FunctionTransformer(np.log, np.exp, validate=True)), ("scale", StandardScaler())]))]
    for name, transformer in transformers:
        case("target_" + name, TransformedTargetRegressor(line(), transformer=transformer, check_inverse=False), x, y, {"predict": near(1e-9)})
    case("target_two_standard", TransformedTargetRegressor(line(), transformer=StandardScaler()), x, data.targets(x), {"predict": near(1e-9)})
    refused("UNSUPPORTED_OPTION", "inverse_func", "target_own_function", TransformedTargetRegressor(line(), func=np.cumsum, inverse_func=np.diff, check_inverse=False), x, y)
    mutation("target_standard", "transformer_.mean_", lambda old: old + 1)
    mutation("target_log", "transformer_.inverse_func", lambda old: np.exp2)


@group(since=(1, 7))  # some before it can't
def by_index():
    """Columns given as a pandas Index: from pandas 3 on one of its own arrays of texts."""
    from sklearn.compose import ColumnTransformer
    x = data.numbers()
    case("columns_by_index", lambda: ColumnTransformer([("scale", StandardScaler(), x.columns[1:3])], remainder="passthrough"), x, None, {"transform": near(1e-13)})
