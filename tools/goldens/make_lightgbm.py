"""make_lightgbm.py FOLDER: writes one case a model into FOLDER/<case>-<version>. See HOW beside the cases."""
import json
import pathlib
import sys

import lightgbm as lgb
import numpy as np
import pandas as pd

from cells import cell, plain

rng = np.random.RandomState(3)
OUT = pathlib.Path(sys.argv[1])
N = 400
EXACT, ULP = {"relative": 0, "ulp": 0}, {"relative": 0, "ulp": 2}


def write(name, booster, rows, response=ULP, margin=EXACT):
    folder = OUT / f"{name}-{lgb.__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    booster.save_model(str(folder / "model.txt"))
    loaded = lgb.Booster(model_file=str(folder / "model.txt"))
    expected = {"predict": plain(loaded.predict(rows).tolist()), "margin": plain(loaded.predict(rows, raw_score=True).tolist())}
    columns = [{"name": c, "kind": "float64" if pd.api.types.is_numeric_dtype(rows[c]) else "string"} for c in rows.columns]
    cells = [[cell(None if not isinstance(v, str) and pd.isna(v) else v) for v in row] for row in rows.astype(object).itertuples(index=False)]
    case = {"library": "LightGBM", "version": lgb.__version__, "model": "model.txt", "outputs": {"predict": response, "margin": margin},
            "columns": columns, "rows": cells, "expected": expected}
    (folder / "case.json").write_text(json.dumps(case, separators=(",", ":")))


def frame(missing=0.1):
    x = pd.DataFrame(rng.normal(size=(N, 4)), columns=["a", "b", "c", "d"])
    x["d"] = np.round(x["d"])
    return x.mask(rng.uniform(size=x.shape) < missing)


def probe(x):
    rows = x.head(60).copy()
    for i, value in enumerate([np.inf, -np.inf, 0.0, -0.0, 1e-36, -1e-36, 1e-310, 1e300, np.nan]):
        rows.iloc[i, i % 4] = value
    return rows


def train(params, x, y, **more):
    return lgb.train({"verbosity": -1, "num_leaves": 7, "min_data_in_leaf": 5, "seed": 1, **params}, lgb.Dataset(x, y, **more), 8)


x = frame()
y = (x["a"].fillna(0) + x["b"].fillna(0) > 0).astype(int)
positive = np.exp(x["a"].fillna(0)) + 0.1
rows = probe(x)
write("binary", train({"objective": "binary"}, x, y), rows)
write("binary_sigmoid", train({"objective": "binary", "sigmoid": 2.5}, x, y), rows)
k = np.digitize(x["a"].fillna(0), [-0.5, 0.5])
write("multiclass", train({"objective": "multiclass", "num_class": 3}, x, k), rows)
write("multiclassova", train({"objective": "multiclassova", "num_class": 3}, x, k), rows)
for objective in ("regression", "regression_l1", "huber", "fair", "quantile", "mape", "poisson", "gamma", "tweedie"):
    write(objective, train({"objective": objective}, x, positive), rows)
write("regression_sqrt", train({"objective": "regression", "reg_sqrt": True}, x, positive), rows)
write("cross_entropy", train({"objective": "cross_entropy"}, x, y * 0.8 + 0.1), rows)
write("cross_entropy_lambda", train({"objective": "cross_entropy_lambda"}, x, y * 0.8 + 0.1), rows)
write("zero_as_missing", train({"objective": "regression", "zero_as_missing": True}, x, positive), rows)
write("no_missing", train({"objective": "regression", "use_missing": False}, x, positive), rows)
write("dart", train({"objective": "binary", "boosting": "dart", "drop_rate": 0.5}, x, y), rows)
write("rf", train({"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "feature_fraction": 0.9}, x, positive), rows, margin={"relative": 1e-14, "ulp": 4}, response={"relative": 1e-14, "ulp": 4})
if int(lgb.__version__.split(".")[0]) >= 3:
    write("linear_tree", train({"objective": "regression", "linear_tree": True}, x, positive), rows, margin={"relative": 1e-12, "ulp": 8}, response={"relative": 1e-12, "ulp": 8})
write("lambdarank", train({"objective": "lambdarank"}, x, k, group=[N // 4] * 4), rows)
numbers = x.assign(d=rng.randint(0, 40, size=N).astype(float))
write("categorical", train({"objective": "binary", "min_data_per_group": 3, "cat_smooth": 1, "max_cat_to_onehot": 2}, numbers, (numbers["d"] % 3 == 0).astype(int), categorical_feature=[3]),
      pd.concat([numbers.head(50), pd.DataFrame({"a": 0.0, "b": 0.0, "c": 0.0, "d": [np.nan, -1, -0.5, 2.7, 39, 40, 1e6]})], ignore_index=True))
cities = x.assign(city=pd.Categorical(rng.choice(["Oslo", "Bergen", "K\u00f8benhavn", "", "x"], size=N)))
test = cities.head(50).copy()
test["city"] = test["city"].astype(object)
test.iloc[0, 4], test.iloc[1, 4] = None, "Paris"
booster = train({"objective": "binary", "min_data_per_group": 3, "cat_smooth": 1}, cities, (cities["city"] == "Oslo").astype(int))
known_cities = set(cities["city"].cat.categories)
known = test.assign(city=pd.Categorical([c if c in known_cities else None for c in test["city"]], categories=cities["city"].cat.categories))
write("pandas_categories", booster, known)
