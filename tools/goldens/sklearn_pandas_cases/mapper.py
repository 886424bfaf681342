"""sklearn_pandas: columns by name to transformers."""
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelBinarizer, LabelEncoder, MinMaxScaler, OneHotEncoder, StandardScaler
from sklearn_pandas import DataFrameMapper

import data
from registry import EXACT, ULP, case, given, group, mutation, near, refused, the


def frame():
    x = data.texts_and_grades()
    for name in ("a", "b", "c"):
        x[name] = data.numbers()[name]
    return x


def mapper(features, **options):
    return lambda: given(DataFrameMapper, features=features, **options)


def fitted(model, x, y):
    """fit_transform notes the names of the result."""
    model.fit_transform(x, y)


@group
def mappers():
    x = frame()
    y = data.two_classes(data.numbers())
    three = [("city", LabelBinarizer()), (["a", "b"], StandardScaler()), ("c", None)]
    case("mapper_three", mapper(three), x, None, {"transform": EXACT})
    case("mapper_names", mapper(three), x, None, {"transform": EXACT}, fit=fitted)
    case("mapper_chain", mapper([(["a", "b"], [StandardScaler(), MinMaxScaler()]), ("city", LabelEncoder())]), x, None, {"transform": ULP})
    case("mapper_alias", mapper([(["a"], StandardScaler(), {"alias": "z"}), (["b", "c"], None, {"prefix": "p_", "suffix": "_s"})]), x, None, {"transform": EXACT}, fit=fitted)
    case("mapper_rest", mapper([("city", LabelBinarizer()), (["a"], StandardScaler())], default=None), x, None, {"transform": EXACT}, fit=fitted)
    case("mapper_input_df", mapper(three, input_df=True), x, None, {"transform": EXACT})
    case("mapper_df_out", mapper([(["a", "b"], StandardScaler()), (["c"], None)], df_out=True), x, None, {"transform": EXACT})
    case("mapper_twice", mapper([(["a"], StandardScaler()), (["a", "b"], MinMaxScaler()), ("a", None)]), x, None, {"transform": EXACT})
    case("mapper_then_model", lambda: Pipeline([("map", mapper(three)()), ("model", LogisticRegression(solver="lbfgs"))]), x, y,
         {"predict": EXACT, "predict_proba": near(1e-11)})
    for sparse in (True, False):
        case("mapper_sparse_%s" % sparse, lambda sparse=sparse: mapper([(["grade"], OneHotEncoder(categories="auto")), (["a"], StandardScaler())], sparse=sparse)(),
             x, None, {"transform": EXACT}, since=(1, 8))
    refused("UNSUPPORTED_OPTION", "default", "mapper_default", mapper([(["a"], StandardScaler())], default=StandardScaler()), x[["a", "b"]])
    refused("UNSUPPORTED_OPTION", "default", "mapper_rest_unknown", mapper([(["a"], StandardScaler())], default=None), x[["a", "b"]])
    mutation("mapper_rest", "default", False)


@group(since=(2, 0))
def newer():
    from sklearn_pandas import NumericalTransformer
    x = frame()
    x["c"] = np.abs(x["c"]) + 1
    for function in ("log", "log1p"):
        case("mapper_" + function, mapper([(["c"], NumericalTransformer(function))]), x, None, {"transform": ULP})
    case("mapper_drop", mapper([(["a"], StandardScaler())], default=None, drop_cols=["city", "b"]), x, None, {"transform": EXACT}, fit=fitted)


@group(until=(2, 0))
def older():
    from sklearn_pandas import CategoricalImputer, GridSearchCV
    from sklearn.tree import DecisionTreeClassifier
    x = frame()
    x.loc[::5, "city"] = None
    x.loc[1::7, "grade"] = np.nan
    given_values = [("city", {}), ("city", {"missing_values": ""}), ("city", {"missing_values": None}), ("grade", {"missing_values": np.nan}), ("grade", {"missing_values": 2.0})]
    if the.version >= (1, 7):
        given_values += [("city", {"strategy": "constant", "fill_value": "rare"}), ("grade", {"strategy": "constant", "fill_value": 3.0}), ("city", {"strategy": "constant"})]
    for number, (column, options) in enumerate(given_values):
        whole = x if options.get("missing_values", "NaN") not in ("", 2.0) else frame()
        after = LabelBinarizer() if column == "city" else StandardScaler()
        names = column if column == "city" else [column]
        case("imputer_%d_%s" % (number, column), mapper([(names, [CategoricalImputer(**options), after]), (["a"], None)]), whole, None, {"transform": ULP})
    mutation("imputer_0_city", "built_features[0][1].steps[0][1].fill_", "Bergen")
    mutation("imputer_1_city", "built_features[0][1].steps[0][1].missing_values", "Oslo")
    mutation("imputer_3_grade", "built_features[0][1].steps[0][1].fill_", 3.0)
    mutation("imputer_4_grade", "built_features[0][1].steps[0][1].missing_values", 1.0)
    search = lambda: GridSearchCV(Pipeline([("map", mapper([("city", [CategoricalImputer(), LabelBinarizer()]), (["a", "b"], None)])()),
                                            ("model", DecisionTreeClassifier(random_state=0))]), {"model__max_depth": [2, 3]}, cv=3)
    case("mapper_search", search, x, data.two_classes(data.numbers()), {"predict": EXACT})


@group(since=(1, 8), until=(2, 0))
def functions():
    from sklearn_pandas import FunctionTransformer
    x = frame().assign(a=lambda f: np.abs(f["a"]) + 1, b=lambda f: np.abs(f["b"]))
    for name, function in [("log1p", np.log1p), ("sqrt", np.sqrt), ("abs", np.abs)]:
        case("mapper_function_" + name, mapper([(["a", "b"], FunctionTransformer(function)), (["c"], None)]), x, None, {"transform": ULP})
    mutation("mapper_function_sqrt", "built_features[0][1]._FunctionTransformer__func", lambda old: np.exp)
    refused("UNSUPPORTED_OPTION", "func", "mapper_function_own", mapper([(["a"], FunctionTransformer(doubled))]), x)


def doubled(value):
    return value * 2
