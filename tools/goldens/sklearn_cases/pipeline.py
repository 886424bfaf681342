"""sklearn.pipeline"""
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import FeatureUnion, Pipeline
from sklearn.preprocessing import MaxAbsScaler, MinMaxScaler, OneHotEncoder, StandardScaler

import data
from registry import EXACT, case, given, group, mutation, near

CELLS = {"transform": EXACT}


@group
def pipelines():
    x = data.numbers()
    case("pipeline_scale_twice", Pipeline([("one", StandardScaler()), ("two", StandardScaler(with_std=False))]), x, None, CELLS)
    case("pipeline_passthrough", lambda: Pipeline([("one", "passthrough"), ("two", StandardScaler())]), x, None, CELLS, since=(0, 21))
    case("pipeline_passthrough_last", lambda: Pipeline([("one", StandardScaler()), ("two", "passthrough")]), x, None, CELLS, since=(0, 21))
    case("pipeline_none", lambda: Pipeline([("one", None), ("two", StandardScaler())]), x, None, CELLS, until=(1, 0))
    case("pipeline_nested", Pipeline([("one", Pipeline([("a", MinMaxScaler()), ("b", StandardScaler())])), ("two", MaxAbsScaler())]), x, None, CELLS)
    case("pipeline_linear", Pipeline([("scale", StandardScaler()), ("model", LinearRegression())]), x, data.target(x), {"predict": near(1e-9, 8)})


@group
def unions():
    x = data.numbers()
    two = [("mm", MinMaxScaler()), ("std", StandardScaler())]
    case("union_two", FeatureUnion(two), x, None, CELLS)
    case("union_weights", FeatureUnion(two, transformer_weights={"std": 0.3}), x, None, CELLS)
    case("union_dropped", lambda: FeatureUnion(two + [("no", "drop")]), x, None, CELLS, since=(0, 20))
    case("union_none", lambda: FeatureUnion(two + [("no", None)]), x, None, CELLS, until=(0, 24))
    case("union_passthrough", lambda: FeatureUnion(two + [("same", "passthrough")]), x, None, CELLS, since=(1, 1))
    case("union_sparse", Pipeline([("both", FeatureUnion([("hot", given(OneHotEncoder, handle_unknown="ignore", categories="auto")), ("scale", MaxAbsScaler())])),
                                   ("again", StandardScaler(with_mean=False))]), data.integers(), None, CELLS, since=(0, 20))
    case("union_names", lambda: Pipeline([("both", FeatureUnion([("mm", MinMaxScaler())], verbose_feature_names_out=False)), ("last", pick())]).set_output(
        transform="pandas"), x, None, CELLS, since=(1, 5))
    mutation("union_weights", "transformer_weights", {"std": 0.4})


def pick():
    from sklearn.compose import ColumnTransformer
    return ColumnTransformer([("same", "passthrough", ["c", "a"])])
