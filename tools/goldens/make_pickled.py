"""make_pickled.py xgboost|lightgbm FOLDER: estimators and Boosters of the library, pickled, one case a model. See HOW beside the cases."""
import json
import pathlib
import pickle
import sys
import warnings

import joblib
import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from cells import cell, plain

warnings.simplefilter("ignore")
LIBRARY, OUT = sys.argv[1], pathlib.Path(sys.argv[2])
if LIBRARY == "xgboost":
    import xgboost as library
    NAME, PREFIX = "XGBoost", "XGB"
else:
    import lightgbm as library
    NAME, PREFIX = "LightGBM", "LGBM"
VERSION = tuple(int(part) for part in library.__version__.split(".")[:2])
PIPELINES = tuple(int(part) for part in sklearn.__version__.split(".")[:2]) >= (1, 0)
N = 240
rng = np.random.RandomState(9)


def write(name, model, rows, given=None, dump=None):
    """`given`: what is predicted on, if not `rows` themselves."""
    folder = OUT / f"pickled_{name}-{library.__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "model.pkl"
    if dump is None:
        path.write_bytes(pickle.dumps(model, protocol=2 + len(name) % 3))
    else:
        dump(model, path)
    loaded = joblib.load(path)
    given = rows if given is None else given
    if isinstance(loaded, library.Booster):
        given = library.DMatrix(given) if LIBRARY == "xgboost" else given
    expected = {"predict": loaded.predict(given)}
    if hasattr(loaded, "predict_proba"):
        expected["predict_proba"] = loaded.predict_proba(given)
    columns = [{"name": c, "kind": "float64" if pd.api.types.is_numeric_dtype(rows[c]) else "string"} for c in rows.columns]
    cells = [[cell(None if not isinstance(v, str) and pd.isna(v) else v) for v in row] for row in rows.astype(object).itertuples(index=False)]
    case = {"library": NAME, "version": library.__version__, "model": "model.pkl", "outputs": {o: {"relative": 0, "ulp": 2} for o in expected}, "columns": columns,
            "rows": cells, "expected": {k: plain(np.asarray(v).tolist()) for k, v in expected.items()}}
    (folder / "case.json").write_text(json.dumps(case, separators=(",", ":")))


def estimator(kind, **more):
    base = {"n_estimators": 4, "max_depth": 3}
    if LIBRARY == "lightgbm":
        base.update(num_leaves=7, min_child_samples=5)
        if VERSION >= (4, 0):
            base.update(verbosity=-1)
    return getattr(library, PREFIX + kind)(**{**base, **more})


x = pd.DataFrame(rng.normal(size=(N, 4)), columns=["a", "b", "c", "d"])
x = x.mask(rng.uniform(size=x.shape) < 0.1)
a = x["a"].fillna(0)
y = (a + x["b"].fillna(0) > 0).astype(int)
k = np.digitize(a, [-0.5, 0.5])
rows = x.head(40).copy()
rows.iloc[0, 0], rows.iloc[1, 1], rows.iloc[2, 2] = np.inf, -np.inf, -0.0
labels = LIBRARY == "lightgbm" or VERSION < (1, 6)

write("classifier", estimator("Classifier").fit(x, y), rows)
write("multi", estimator("Classifier").fit(x, k), rows)
write("regressor", estimator("Regressor").fit(x, a), rows)
write("joblib", estimator("Regressor").fit(x.values, a), rows, rows.values, lambda model, path: joblib.dump(model, path, compress=3))
write("ranker", estimator("Ranker").fit(x, k, group=[N // 4] * 4), rows)
if labels:
    write("text_classes", estimator("Classifier").fit(x, np.where(y == 1, "yes", "no")), rows)
    write("odd_classes", estimator("Classifier").fit(x, k * 10 + 3), rows)
if LIBRARY == "xgboost":
    coded = x.fillna(-999.0)
    write("missing", estimator("Classifier", missing=-999.0).fit(coded, y), coded.head(40))
    write("booster", library.train({"max_depth": 3, "objective": "binary:logistic"}, library.DMatrix(x, y), 4), x.head(40))
    write("forest", library.XGBRFRegressor(n_estimators=5, max_depth=3).fit(x, a), rows)
    stop = {"early_stopping_rounds": 2}
    late = {"n_estimators": 40, "learning_rate": 1.0}
    eval_set = [(x.tail(80), rng.randint(0, 2, size=80))]
    stopped = estimator("Classifier", **late, **(stop if VERSION >= (1, 6) else {}))
    write("stopped", stopped.fit(x, y, eval_set=eval_set, verbose=False, **({} if VERSION >= (1, 6) else stop)), rows)
else:
    write("booster", library.train({"objective": "binary", "num_leaves": 7, "verbosity": -1}, library.Dataset(x, y), 4), rows)
    valid = [library.Dataset(x.tail(80), rng.randint(0, 2, size=80))]
    params = {"objective": "binary", "num_leaves": 7, "verbosity": -1, "learning_rate": 1.0}
    how = {"callbacks": [library.early_stopping(2, verbose=False)]} if VERSION >= (4, 0) else {"early_stopping_rounds": 2, "verbose_eval": False}
    write("stopped", library.train(params, library.Dataset(x, y), 40, valid_sets=valid, **how), rows)
    cities = x.assign(city=pd.Categorical(rng.choice(["Oslo", "Bergen", "K\u00f8benhavn", "x"], size=N)), size=pd.Categorical(rng.choice([10, 20, 35], size=N)))
    fitted = estimator("Classifier", min_child_samples=2).fit(cities, (cities["city"] == "Oslo").astype(int))
    test = cities.head(40).copy()
    test.iloc[0, 4], test.iloc[1, 5] = np.nan, np.nan
    write("categories", fitted, test.assign(city=test["city"].astype(object), size=test["size"].astype(float)), test)
if PIPELINES:
    finite = x.head(40)
    write("pipeline", Pipeline([("scale", StandardScaler()), ("model", estimator("Classifier"))]).fit(x, y), finite)
    mixed = x.assign(city=rng.choice(["Oslo", "Bergen", "K\u00f8benhavn", "x"], size=N))
    columns = ColumnTransformer([("city", OneHotEncoder(handle_unknown="ignore"), ["city"]), ("number", "passthrough", ["a", "b"])], sparse_threshold=1.0)
    sparse = Pipeline([("columns", columns), ("model", estimator("Regressor"))]).fit(mixed, a + (mixed["city"] == "Oslo"))
    test = mixed.head(40)[["a", "b", "city"]].copy()
    test.iloc[0, 2], test.iloc[1, 0], test.iloc[2, 1] = "Paris", 0.0, -0.0
    write("sparse", sparse, test, test.assign(c=0.0, d=0.0)[["a", "b", "c", "d", "city"]])
