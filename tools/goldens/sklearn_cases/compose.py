"""sklearn.compose, new in 0.20, and sklearn.pipeline"""
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import data
from registry import EXACT, LINEAR, case, group, mutation, near

CELLS = {"transform": EXACT}


@group(since=(0, 20))
def which_columns():
    from sklearn.compose import ColumnTransformer
    x = data.numbers()
    for name, columns in [("slice", slice(1, 3)), ("index", [0, -1]), ("mask", [True, False, True, False]), ("names", ["b", "d"])]:
        for rest, remainder in [("drop", "drop"), ("passthrough", "passthrough"), ("estimator", StandardScaler(with_mean=False))]:
            case("compose_%s_%s" % (name, rest), ColumnTransformer([("scale", StandardScaler(), columns)], remainder=remainder), x, None, CELLS)
    parts = [("no", "drop", ["a"]), ("same", "passthrough", ["c", "b"]), ("scale", StandardScaler(), ["d"])]
    case("compose_in_pipeline", Pipeline([("prep", ColumnTransformer(parts)), ("scale", StandardScaler())]), x, None, CELLS)
    case("compose_weights", ColumnTransformer(parts, transformer_weights={"scale": 0.3, "same": -2.0}), x, None, CELLS)
    case("compose_of_array", ColumnTransformer([("scale", StandardScaler(), [0, 2])], remainder="passthrough"), data.array(), None, CELLS)
    mutation("compose_weights", "transformer_weights", {"scale": 0.5, "same": -2.0})


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


@group
def pipelines():
    x = data.numbers()
    case("pipeline_scale_twice", Pipeline([("one", StandardScaler()), ("two", StandardScaler(with_std=False))]), x, None, CELLS)
    case("pipeline_passthrough", lambda: Pipeline([("one", "passthrough"), ("two", StandardScaler())]), x, None, CELLS, since=(0, 21))
    case("pipeline_none", lambda: Pipeline([("one", None), ("two", StandardScaler())]), x, None, CELLS, until=(1, 0))
    case("pipeline_linear", Pipeline([("scale", StandardScaler()), ("model", LinearRegression())]), x, data.target(x), {"predict": near(1e-9, 8)})
