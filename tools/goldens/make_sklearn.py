"""make_sklearn.py FOLDER: writes one case a model into FOLDER/<case>-<version>. See HOW beside the cases.

Each case exercises an option of an estimator: the test fails if the reader ignores it."""
import json
import pathlib
import pickle
import sys
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

warnings.filterwarnings("ignore")
VERSION = tuple(int(p) for p in sklearn.__version__.split(".")[:2])
if VERSION < (1, 0):
    from sklearn.experimental import enable_hist_gradient_boosting  # noqa: F401
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor  # noqa: E402

from cells import cell, plain  # noqa: E402

rng = np.random.RandomState(7)
N = 120
OUT = pathlib.Path(sys.argv[1])
SPARSE = "sparse_output" if VERSION >= (1, 2) else "sparse"


def numbers(missing=False):
    frame = pd.DataFrame(rng.normal(size=(N, 4)), columns=["a", "b", "c", "d"])
    frame["d"] = np.round(frame["d"] * 3)
    if missing:
        frame = frame.mask(rng.uniform(size=frame.shape) < 0.15)
    return frame


def mixed():
    frame = numbers(missing=True)
    frame["city"] = rng.choice(["Oslo", "Bergen", "K\u00f8benhavn", "", "rare"], p=[0.4, 0.3, 0.2, 0.07, 0.03], size=N)
    frame["grade"] = rng.choice([1.0, 2.0, 3.0], size=N)
    return frame


def label(frame):
    return (frame["a"].fillna(0) + frame["b"].fillna(0) ** 2 > 0.7).to_numpy()


def write(name, model, rows, outputs, errors=None, kinds=None):
    """outputs: method -> tolerance. errors: row -> reason; those rows are left out when the library is asked."""
    errors = errors or {}
    good = rows[[i not in errors for i in range(len(rows))]]
    expected = {}
    for method in outputs:
        result = getattr(model, method)(good)
        result = result.toarray() if hasattr(result, "toarray") else np.asarray(result)
        values = iter(result.tolist())
        expected[method] = [plain([0.0] if i in errors else next(values)) for i in range(len(rows))]
        expected[method] = [v if not isinstance(v, list) or result.ndim == 2 else v[0] for v in expected[method]]
        if result.ndim == 2:
            width = result.shape[1]
            expected[method] = [[0.0] * width if i in errors else v for i, v in enumerate(expected[method])]
    kinds = kinds or {}
    columns = [{"name": c, "kind": kinds.get(c, "float64" if pd.api.types.is_numeric_dtype(rows[c]) else "string")} for c in rows.columns]
    folder = OUT / f"{name}-{sklearn.__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=4))
    case = {"library": "scikit-learn", "version": sklearn.__version__, "model": "model.pkl", "outputs": outputs, "columns": columns,
            "rows": [[cell(v) for v in row] for row in rows.itertuples(index=False)], "expected": expected,
            "errors": {str(k): v for k, v in errors.items()}}
    (folder / "case.json").write_text(json.dumps(case, separators=(",", ":")))


EXACT = {"relative": 0, "ulp": 0}
ULP = {"relative": 0, "ulp": 2}
LINEAR = {"relative": 1e-11, "ulp": 4}


def linear():
    x = numbers()
    for name, target in [("binary", label(x)), ("text", np.where(label(x), "yes", "no")), ("multi", np.digitize(x["a"], [-0.5, 0.5]))]:
        model = Pipeline([("scale", StandardScaler()), ("model", LogisticRegression(C=0.5))]).fit(x, target)
        write(f"logistic_{name}", model, x, {"predict": EXACT, "predict_proba": LINEAR, "decision_function": {"relative": 1e-9, "ulp": 4}})
    write("logistic_liblinear", LogisticRegression(solver="liblinear").fit(x, label(x)), x, {"predict": EXACT, "predict_proba": LINEAR})
    if VERSION < (1, 7):
        y = np.digitize(x["a"], [-0.5, 0.5])
        write("logistic_ovr", LogisticRegression(multi_class="ovr").fit(x, y), x, {"predict": EXACT, "predict_proba": LINEAR})
        write("logistic_binary_multinomial", LogisticRegression(multi_class="multinomial").fit(x, label(x)), x, {"predict": EXACT, "predict_proba": LINEAR})
    write("logistic_no_intercept", LogisticRegression(fit_intercept=False).fit(x, label(x)), x, {"predict": EXACT, "predict_proba": LINEAR})
    bad = x.copy()
    bad.iloc[3, 1] = np.nan
    bad.iloc[5, 0] = np.inf
    write("linear_regression", LinearRegression().fit(x, x["a"] * 2 + 1), bad, {"predict": {"relative": 1e-9, "ulp": 8}}, {3: "MISSING_VALUE", 5: "NOT_FINITE"})
    write("linear_regression_two", LinearRegression(fit_intercept=False).fit(x, x[["a", "b"]]), x, {"predict": {"relative": 1e-7, "ulp": 64}})


def scaling():
    x = numbers(missing=True)
    for mean in (True, False):
        for std in (True, False):
            write(f"scaler_{int(mean)}{int(std)}", StandardScaler(with_mean=mean, with_std=std).fit(x), x, {"transform": EXACT})
    for strategy in ("mean", "median", "most_frequent", "constant"):
        model = SimpleImputer(strategy=strategy, add_indicator=strategy != "mean", **({"fill_value": -7} if strategy == "constant" else {}))
        write(f"imputer_{strategy}", model.fit(x), x, {"transform": EXACT})
    whole = numbers()
    write("imputer_minus_one", SimpleImputer(missing_values=-1).fit(whole), whole, {"transform": EXACT})
    empty = x.assign(b=np.nan)
    write("imputer_drops_empty", SimpleImputer().fit(empty), x, {"transform": EXACT})
    if VERSION >= (1, 2):
        write("imputer_keeps_empty", SimpleImputer(keep_empty_features=True).fit(empty), x, {"transform": EXACT})


def encoders():
    x = mixed()[["city", "grade"]]
    new = x.copy()
    new.iloc[0, 0] = "Paris"
    new.iloc[1, 1] = 9.0
    error = {0: "UNKNOWN_CATEGORY", 1: "UNKNOWN_CATEGORY"}
    write("onehot_error", OneHotEncoder(**{SPARSE: False}).fit(x), new, {"transform": EXACT}, error)
    write("onehot_ignore", OneHotEncoder(handle_unknown="ignore").fit(x), new, {"transform": EXACT})
    write("onehot_drop_first", OneHotEncoder(drop="first").fit(x), x, {"transform": EXACT})
    write("onehot_if_binary", OneHotEncoder(drop="if_binary").fit(x[x["grade"] > 1]), x[x["grade"] > 1], {"transform": EXACT})
    write("onehot_drop_given", OneHotEncoder(drop=["Oslo", 2.0]).fit(x), x, {"transform": EXACT})
    if VERSION >= (1, 1):
        write("onehot_rare", OneHotEncoder(min_frequency=12, handle_unknown="infrequent_if_exist").fit(x), new, {"transform": EXACT})
        write("onehot_most", OneHotEncoder(max_categories=3, drop="first").fit(x), x, {"transform": EXACT})
    write("ordinal_error", OrdinalEncoder().fit(x), new, {"transform": EXACT}, error)
    write("ordinal_unknown", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-5).fit(x), new, {"transform": EXACT})
    if VERSION >= (1, 1):
        gaps = x.assign(grade=x["grade"].where(x["grade"] < 3))
        write("ordinal_missing", OrdinalEncoder(encoded_missing_value=-1).fit(gaps), gaps, {"transform": EXACT})
    if VERSION >= (1, 3):
        write("ordinal_rare", OrdinalEncoder(min_frequency=12).fit(x), x, {"transform": EXACT})


def columns():
    x = mixed()
    y = np.where(label(x), "churn", "stay")
    numeric = Pipeline([("impute", SimpleImputer(strategy="median")), ("scale", StandardScaler())])
    prepare = ColumnTransformer([("num", numeric, ["a", "b", "c", "d"]), ("cat", OneHotEncoder(handle_unknown="ignore"), ["city", "grade"])])
    write("pipeline", Pipeline([("prep", prepare), ("model", LogisticRegression(max_iter=500))]).fit(x, y), x, {"predict": EXACT, "predict_proba": LINEAR})
    z = numbers()
    for name, spec in [("slice", slice(1, 3)), ("index", [0, -1]), ("mask", [True, False, True, False])]:
        for rest in ("drop", "passthrough", StandardScaler()):
            model = ColumnTransformer([("scale", StandardScaler(), spec)], remainder=rest)
            tag = rest if isinstance(rest, str) else "estimator"
            write(f"columns_{name}_{tag}", model.fit(z), z, {"transform": EXACT})
    model = ColumnTransformer([("no", "drop", ["a"]), ("same", "passthrough", ["c", "b"]), ("scale", StandardScaler(), ["d"])])
    write("columns_drop_passthrough", Pipeline([("skip", "passthrough"), ("prep", model)]).fit(z), z, {"transform": EXACT})


def trees():
    x = numbers()
    y = np.digitize(x["a"] + x["b"], [-0.7, 0.7])
    rows = x.copy()
    rows.iloc[:4] = rows.iloc[:4].astype(np.float32)
    rows.iloc[0, 0] = 1e-310
    rows.iloc[5, 1] = 1e300
    error = {5: "NOT_FINITE"}
    for name, model in [("tree", DecisionTreeClassifier(max_depth=6, random_state=1)), ("forest", RandomForestClassifier(n_estimators=9, max_depth=6, random_state=1)),
                        ("forest_entropy", RandomForestClassifier(n_estimators=5, criterion="entropy", class_weight="balanced", random_state=1))]:
        write(name, model.fit(x, y), rows, {"predict": EXACT, "predict_proba": EXACT}, error)
    for name, model in [("tree_regressor", DecisionTreeRegressor(max_depth=6, random_state=1)), ("forest_regressor", RandomForestRegressor(n_estimators=9, random_state=1, max_depth=7)),
                        ("extra_trees_regressor", ExtraTreesRegressor(n_estimators=7, random_state=1, max_depth=7))]:
        write(name, model.fit(x, x["a"] * x["b"]), rows, {"predict": EXACT}, error)
    gaps = numbers(missing=True)
    target = label(gaps)
    if VERSION >= (1, 4):
        write("forest_missing", RandomForestClassifier(n_estimators=7, random_state=1).fit(gaps, target), gaps, {"predict": EXACT, "predict_proba": EXACT})
    if VERSION >= (1, 3):
        write("tree_missing", DecisionTreeClassifier(random_state=1).fit(gaps, target), gaps, {"predict": EXACT, "predict_proba": EXACT})
    nan = x.copy()
    nan.iloc[2, 2] = np.nan
    if VERSION < (1, 3):
        write("tree_refuses_missing", DecisionTreeClassifier(random_state=1).fit(x, y), nan, {"predict": EXACT}, {2: "MISSING_VALUE"})


def boosting():
    x = numbers(missing=True)
    fixed = {"max_iter": 12, "min_samples_leaf": 5, "random_state": 1}
    write("hist_binary", HistGradientBoostingClassifier(**fixed).fit(x, label(x)), x, {"predict": EXACT, "predict_proba": ULP, "decision_function": EXACT})
    y = np.digitize(x["a"].fillna(0), [-0.5, 0.5])
    softmax = ULP if VERSION >= (1, 1) else {"relative": 1e-14, "ulp": 0}  # before 1.1 it goes through logsumexp
    write("hist_multi", HistGradientBoostingClassifier(**fixed).fit(x, y), x, {"predict": EXACT, "predict_proba": softmax, "decision_function": EXACT})
    target = np.abs(x["a"].fillna(1)) + 0.1
    losses = ["squared_error", "absolute_error", "poisson", "gamma", "quantile"] if VERSION >= (1, 3) else ["squared_error", "absolute_error", "poisson"] if VERSION >= (1, 0) else ["least_squares"]
    for loss in losses:
        more = {"quantile": 0.3} if loss == "quantile" else {}
        write(f"hist_{loss}", HistGradientBoostingRegressor(loss=loss, **fixed, **more).fit(x, target), x, {"predict": ULP if loss in ("poisson", "gamma") else EXACT})
    if VERSION >= (1, 0):
        c = mixed()[["a", "b", "grade"]]
        rows = c.copy()
        rows.iloc[0, 2] = 17.0
        rows.iloc[1, 2] = np.nan
        model = HistGradientBoostingClassifier(categorical_features=[2], **fixed).fit(c, c["grade"] == 2)
        write("hist_categorical", model, rows, {"predict": EXACT, "predict_proba": ULP})


def options():
    """What an option changes beside the plain cases above."""
    x = mixed()
    gaps = x.assign(city=x["city"].where(x["city"] != "rare", None), grade=x["grade"].where(x["grade"] < 3))
    text = gaps[["city"]].fillna(np.nan)
    for strategy in ("most_frequent", "constant"):
        model = SimpleImputer(strategy=strategy, add_indicator=True, **({"fill_value": "unknown"} if strategy == "constant" else {}))
        encode = OneHotEncoder(handle_unknown="ignore")
        write(f"imputer_text_{strategy}", Pipeline([("impute", model), ("encode", encode)]).fit(text), text, {"transform": EXACT})
    write("imputer_text_missing_empty", Pipeline([("impute", SimpleImputer(missing_values="", strategy="most_frequent")),
                                                  ("encode", OrdinalEncoder())]).fit(x[["city"]]), x[["city"]], {"transform": EXACT})
    grade = gaps[["grade"]]
    new = grade.copy()
    new.iloc[0, 0] = 7.0
    write("onehot_nan", OneHotEncoder(handle_unknown="ignore").fit(grade), new, {"transform": EXACT})
    write("ordinal_nan", OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan).fit(grade), new, {"transform": EXACT})
    write("onehot_given_order", OneHotEncoder(categories=[["rare", "", "Oslo", "Bergen", "K\u00f8benhavn"], [1.0, 2.0, 3.0]]).fit(x[["city", "grade"]]),
          x[["city", "grade"]], {"transform": EXACT})
    write("ordinal_given_order", OrdinalEncoder(categories=[["rare", "", "Oslo", "Bergen", "K\u00f8benhavn"]], dtype=np.int32).fit(x[["city"]]),
          x[["city"]], {"transform": EXACT})
    write("onehot_single", OneHotEncoder(dtype=np.float32, **{SPARSE: False}).fit(x[["city", "grade"]]), x[["city", "grade"]], {"transform": EXACT})
    z = numbers()
    parts = [("scale", StandardScaler(), ["a", "b"]), ("same", "passthrough", ["c"]), ("fill", SimpleImputer(), ["d"])]
    write("columns_weights", ColumnTransformer(parts, transformer_weights={"scale": 0.3, "same": -2.0}).fit(z), z, {"transform": EXACT})
    by_type = ColumnTransformer([("scale", StandardScaler(), make_column_selector(dtype_include=np.number))], remainder="drop")
    write("columns_by_type", by_type.fit(x), x, {"transform": EXACT})
    sparse = ColumnTransformer([("hot", OneHotEncoder(), ["city", "grade"]), ("num", StandardScaler(), ["d"])], sparse_threshold=1.0)
    whole = x.assign(d=x["d"].fillna(0))
    write("columns_sparse", sparse.fit(whole), whole, {"transform": EXACT})
    plain_names = ColumnTransformer(parts, verbose_feature_names_out=False)
    if VERSION >= (1, 2):
        plain_names.set_output(transform="pandas")
        write("columns_pandas", Pipeline([("prep", plain_names), ("model", LinearRegression())]).fit(z, z["a"]), z, {"predict": {"relative": 1e-9, "ulp": 8}})
        write("scaler_pandas", StandardScaler().set_output(transform="pandas").fit(z), z, {"transform": EXACT})
    y = np.digitize(z["a"] + z["b"], [-0.7, 0.7])
    both = np.column_stack([z["a"] * z["b"], z["c"]])
    write("tree_two_targets", DecisionTreeRegressor(max_depth=5, random_state=1).fit(z, both), z, {"predict": EXACT})
    write("forest_two_targets", RandomForestRegressor(n_estimators=5, max_depth=5, random_state=1).fit(z, both), z, {"predict": EXACT})
    write("tree_text", DecisionTreeClassifier(max_depth=4, random_state=1, class_weight={"a": 3, "b": 1, "c": 1}).fit(z, np.array(["a", "b", "c"])[y]), z,
          {"predict": EXACT, "predict_proba": EXACT})
    forest = RandomForestClassifier(n_estimators=7, max_depth=5, oob_score=True, max_samples=0.7, ccp_alpha=0.01, random_state=1, class_weight="balanced_subsample")
    write("forest_options", forest.fit(z, y), z, {"predict": EXACT, "predict_proba": EXACT})
    write("linear_positive", LinearRegression(positive=True).fit(z, z["a"] - z["b"]), z, {"predict": {"relative": 1e-9, "ulp": 8}})
    for name, more in [("l1", {"penalty": "l1", "solver": "saga"}), ("elastic", {"penalty": "elasticnet", "solver": "saga", "l1_ratio": 0.5}), ("newton", {"solver": "newton-cg"})]:
        if VERSION >= (1, 8):
            more = {"l1": {"solver": "saga", "l1_ratio": 1.0}, "elastic": {"solver": "saga", "l1_ratio": 0.5}}.get(name, more)
        model = LogisticRegression(max_iter=200, class_weight="balanced", random_state=1, **more)
        write(f"logistic_{name}", model.fit(z, y), z, {"predict": EXACT, "predict_proba": LINEAR})
    fixed = {"max_iter": 12, "min_samples_leaf": 5, "random_state": 1}
    stopped = HistGradientBoostingClassifier(early_stopping=True, n_iter_no_change=2, l2_regularization=0.5, max_bins=16, max_leaf_nodes=5, learning_rate=0.3,
                                             monotonic_cst=[1, 0, 0, -1], **fixed)
    write("hist_options", stopped.fit(z, np.where(label(z), "yes", "no")), z, {"predict": EXACT, "predict_proba": ULP})
    if VERSION >= (1, 4):
        c = x[["a", "city"]].assign(city=x["city"].astype("category"))
        model = HistGradientBoostingClassifier(categorical_features="from_dtype", **fixed).fit(c, x["grade"] == 2)
        write("hist_from_dtype", model, c.assign(city=c["city"].astype(object)).astype({"city": c["city"].dtype}), {"predict": EXACT, "predict_proba": ULP})


for group in (linear, scaling, encoders, columns, trees, boosting, options):
    group()
