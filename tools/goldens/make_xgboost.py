"""make_xgboost.py FOLDER: writes one case a model into FOLDER/<case>-<version>. See HOW beside the cases."""
import json
import pathlib
import sys
import warnings

import numpy as np
import pandas as pd
import xgboost as xgb

from cells import cell, plain

warnings.simplefilter("ignore")
VERSION = tuple(int(part) for part in xgb.__version__.split(".")[:2])
OUT = pathlib.Path(sys.argv[1])
N = 240
EXACT, ULP = {"relative": 0, "ulp": 0}, {"relative": 0, "ulp": 2}
rng = np.random.RandomState(5)


def write(name, rows, expected, errors=None, suffix="json", save=None, tolerance=None):
    """`expected`: output -> list; rows in `errors` carry the reason for which the library refuses them."""
    folder = OUT / f"{name}-{xgb.__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    save(str(folder / f"model.{suffix}"))
    columns = [{"name": c, "kind": "float64" if pd.api.types.is_numeric_dtype(rows[c]) else "string"} for c in rows.columns]
    cells = [[cell(None if not isinstance(v, str) and pd.isna(v) else v) for v in row] for row in rows.astype(object).itertuples(index=False)]
    outputs = {output: (tolerance or {}).get(output, EXACT if output == "margin" else ULP) for output in expected}
    case = {"library": "XGBoost", "version": xgb.__version__, "model": f"model.{suffix}", "outputs": outputs, "columns": columns, "rows": cells,
            "expected": {k: plain(np.asarray(v).tolist()) for k, v in expected.items()}, "errors": errors or {}}
    (folder / "case.json").write_text(json.dumps(case, separators=(",", ":")))


def frame(missing=0.1):
    x = pd.DataFrame(rng.normal(size=(N, 4)), columns=["a", "b", "c", "d"])
    x["d"] = np.round(x["d"])
    return x.mask(rng.uniform(size=x.shape) < missing)


PROBES = [np.inf, -np.inf, 0.0, -0.0, 1e-46, 1e-40, 1e300, -1e39, 16777217.0, np.nan]


def probe(x):
    rows = x.head(36).copy()
    for i, value in enumerate(PROBES):
        rows.iloc[i, i % 4] = value
    return rows


def predict_rows(rows, predict):
    """Row by row where the whole is refused: which rows the library refuses, and the answers of the others."""
    errors, answers = {}, []
    for i in range(len(rows)):
        try:
            answers.append(predict(rows.iloc[i:i + 1])[0])
        except xgb.core.XGBoostError:
            errors[str(i)] = "NOT_FINITE"
            answers.append(None)
    some = next(a for a in answers if a is not None)
    return errors, [some if a is None else a for a in answers]


def matrix(x, y=None, **more):
    if VERSION >= (1, 3) and any(not pd.api.types.is_numeric_dtype(x[c]) for c in x.columns):
        more["enable_categorical"] = True
    return xgb.DMatrix(x, y, **more)


def booster_case(name, params, x, y, rows, rounds=4, suffix=None, tolerance=None, group=None, **more):
    data = matrix(x, y, **more)
    if group is not None:
        data.set_group(group)
    if params.get("objective") == "survival:aft":
        data.set_float_info("label_lower_bound", y), data.set_float_info("label_upper_bound", y)
    booster = xgb.train({"max_depth": 3, "seed": 1, "verbosity": 0, **params}, data, rounds)
    suffix = suffix or ("ubj" if VERSION >= (1, 6) and len(name) % 2 else "json")
    path = OUT / f"saved.{suffix}"
    booster.save_model(str(path))
    loaded = xgb.Booster(model_file=str(path))
    path.unlink()
    expected, errors = {}, {}
    for output, margin in (("predict", False), ("margin", True)):
        errors, expected[output] = predict_rows(rows, lambda part: loaded.predict(matrix(part), output_margin=margin))
    write(name, rows, expected, errors, suffix, booster.save_model, tolerance)


def wrapper_case(name, model, x, y, rows, fit=None, suffix="json", labels=None):
    model.fit(x, y, **(fit or {}))
    path = OUT / f"saved.{suffix}"
    model.save_model(str(path))
    loaded = type(model)()
    loaded.load_model(str(path))
    path.unlink()
    expected = {"predict": loaded.predict(rows)}
    if hasattr(loaded, "predict_proba"):
        expected["predict_proba"] = loaded.predict_proba(rows)
    write(name, rows, expected, {}, suffix, model.save_model)


x = frame()
a, b = x["a"].fillna(0), x["b"].fillna(0)
y = (a + b > 0).astype(int)
positive = np.exp(a) + 0.1
k = np.digitize(a, [-0.5, 0.5])
rows = probe(x)

booster_case("binary", {"objective": "binary:logistic"}, x, y, rows)
booster_case("binary_base_score", {"objective": "binary:logistic", "base_score": 0.1}, x, y, rows)
booster_case("extreme", {"objective": "binary:logistic", "eta": 60, "lambda": 0}, x, y, rows)
booster_case("logitraw", {"objective": "binary:logitraw"}, x, y, rows)
booster_case("hinge", {"objective": "binary:hinge"}, x, y, rows)
for objective in ("reg:squarederror", "reg:squaredlogerror", "reg:logistic", "count:poisson", "reg:gamma", "reg:tweedie", "survival:cox", "survival:aft"):
    if objective == "survival:aft" and VERSION < (1, 2):
        continue
    booster_case(objective.replace(":", "_"), {"objective": objective}, x, y if objective == "reg:logistic" else positive, rows)
if VERSION >= (1, 3):
    booster_case("pseudohuber", {"objective": "reg:pseudohubererror"}, x, positive, rows)
if VERSION >= (1, 7):
    booster_case("absoluteerror", {"objective": "reg:absoluteerror"}, x, positive, rows)
if VERSION >= (2, 0):
    booster_case("quantile", {"objective": "reg:quantileerror", "quantile_alpha": 0.3, "tree_method": "hist"}, x, positive, rows)
    booster_case("quantiles", {"objective": "reg:quantileerror", "quantile_alpha": np.array([0.1, 0.9]), "tree_method": "hist"}, x, positive, rows)
booster_case("softprob", {"objective": "multi:softprob", "num_class": 3}, x, k, rows)
booster_case("softmax", {"objective": "multi:softmax", "num_class": 3}, x, k, rows)
booster_case("multi_base_score", {"objective": "multi:softprob", "num_class": 3, "base_score": 0.25}, x, k, rows)
booster_case("rank", {"objective": "rank:pairwise"}, x, k, rows, group=[N // 4] * 4)
booster_case("dart", {"objective": "reg:squarederror", "booster": "dart", "rate_drop": 0.6}, x, positive, rows, rounds=8)
booster_case("dart_multi", {"objective": "multi:softprob", "num_class": 3, "booster": "dart", "rate_drop": 0.6}, x, k, rows, rounds=6)
booster_case("parallel", {"objective": "binary:logistic", "num_parallel_tree": 3, "subsample": 0.6}, x, y, rows)
if VERSION > (1, 0):  # 1.0 cannot read its own pruned trees
    booster_case("deep", {"objective": "reg:squarederror", "max_depth": 9, "min_child_weight": 0, "gamma": 0.02}, x, positive, rows, rounds=2)
if VERSION > (1, 0):
    booster_case("one_leaf", {"objective": "reg:squarederror", "gamma": 1e9}, x, positive, rows)
if VERSION >= (1, 6):
    # Without "deep" features: positive targets for two columns at once.
    booster_case("targets", {"objective": "reg:squarederror", "tree_method": "hist"}, x, np.column_stack([positive, a]), rows)
    codes = x.assign(d=rng.randint(0, 40, size=N).astype(float))
    probes = pd.concat([codes.head(20), pd.DataFrame({"a": 0.0, "b": 0.0, "c": 0.0, "d": [np.nan, -1, -0.5, 2.7, 39, 40, 1e6, 1.7e7]})], ignore_index=True)
    multiple = (codes["d"] % 3 == 0).astype(int)
    types = ["float", "float", "float", "c"]
    for name, most in (("codes_one_hot", 100), ("codes_sets", 1)):
        data = xgb.DMatrix(codes, multiple, feature_types=types, enable_categorical=True)
        booster = xgb.train({"max_depth": 3, "objective": "binary:logistic", "tree_method": "hist", "max_cat_to_onehot": most, "seed": 1}, data, 4)
        expected, errors = {}, {}
        for output, margin in (("predict", False), ("margin", True)):
            answers = []
            for i in range(len(probes)):
                part = xgb.DMatrix(probes.iloc[i:i + 1], feature_types=types, enable_categorical=True)
                try:
                    answers.append(booster.predict(part, output_margin=margin)[0])
                except xgb.core.XGBoostError as error:
                    print(name, xgb.__version__, i, probes.iloc[i, 3], str(error)[:160].replace("\n", " "))
                    answers.append(float("nan"))
                    errors[str(i)] = "REFUSED"
            expected[output] = answers
        keep = [i for i in range(len(probes)) if str(i) not in errors]
        write(name, probes.iloc[keep], {o: np.asarray(v)[keep] for o, v in expected.items()}, {}, "json", booster.save_model)
if VERSION >= (3, 1):
    cities = x.assign(city=pd.Categorical(rng.choice(["Oslo", "Bergen", "K\u00f8benhavn" if VERSION >= (3, 4) else "Aarhus", "", "x"], size=N)), size=pd.Categorical(rng.choice([10, 20, 35], size=N)))
    test = cities.head(40).copy()
    test.iloc[0, 4] = np.nan
    test.iloc[1, 5] = np.nan
    booster = xgb.train({"max_depth": 4, "objective": "binary:logistic", "tree_method": "hist"}, matrix(cities, (cities["city"] == "Oslo").astype(int) | (cities["size"] == 20).astype(int)), 6)
    shown = test.assign(city=test["city"].astype(object), size=test["size"].astype(float))
    write("named_categories", shown, {"predict": booster.predict(matrix(test)), "margin": booster.predict(matrix(test), output_margin=True)}, {}, "json", booster.save_model)

late = {"n_estimators": 30, "max_depth": 4, "learning_rate": 1.0}
eval_set = [(x.tail(100), rng.randint(0, 2, size=100))]
stop = {"eval_set": eval_set, "verbose": False}
if VERSION >= (1, 6):
    wrapper_case("stopped_classifier", xgb.XGBClassifier(early_stopping_rounds=3, **late), x, y, rows, stop)
    three = [(x.tail(100), rng.randint(0, 3, size=100))]
    wrapper_case("stopped_multi", xgb.XGBClassifier(early_stopping_rounds=3, **late), x, k, rows, {"eval_set": three, "verbose": False}, "ubj")
    wrapper_case("stopped_regressor", xgb.XGBRegressor(early_stopping_rounds=3, **late), x, positive, rows, stop)
    booster = xgb.train({"objective": "binary:logistic", "eta": 1.0}, xgb.DMatrix(x, y), 30, evals=[(xgb.DMatrix(*eval_set[0]), "eval")], early_stopping_rounds=3, verbose_eval=False)
    finite = rows.iloc[10:]
    loaded = xgb.Booster(model_file=(booster.save_model(str(OUT / "saved.json")), str(OUT / "saved.json"))[1])
    (OUT / "saved.json").unlink()
    write("stopped_booster", finite, {"predict": loaded.predict(xgb.DMatrix(finite))}, {}, "json", booster.save_model)
else:
    wrapper_case("classifier", xgb.XGBClassifier(n_estimators=4, max_depth=3), x, y, rows)
    wrapper_case("regressor", xgb.XGBRegressor(n_estimators=4, max_depth=3), x, positive, rows)
