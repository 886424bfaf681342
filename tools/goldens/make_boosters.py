"""make_boosters.py FOLDER: what make_xgboost.py and make_lightgbm.py do not have: old forms, gblinear, leaf vectors, leaves, iterations.

Runs with XGBoost from 0.72 on or LightGBM from 2.0 on, whichever is installed. One case a model in FOLDER/<case>-<version>."""
import json
import pathlib
import pickle
import sys
import warnings

import numpy as np
import pandas as pd

from cells import cell, plain

warnings.simplefilter("ignore")
try:
    import xgboost as library
    NAME = "XGBoost"
except ImportError:
    import lightgbm as library
    NAME = "LightGBM"
VERSION = tuple(int(part) for part in library.__version__.split(".")[:2])
OUT = pathlib.Path(sys.argv[1])
N = 160
EXACT, ULP = {"relative": 0, "ulp": 0}, {"relative": 0, "ulp": 2}
rng = np.random.RandomState(11)


def write(name, model, rows, expected, iterations=None, tolerance=None):
    """`model`: (file name, what writes it to a path)."""
    folder = OUT / "{}-{}".format(name, library.__version__)
    folder.mkdir(parents=True, exist_ok=True)
    file, save = model
    save(str(folder / file))
    columns = [{"name": c, "kind": "float64" if pd.api.types.is_numeric_dtype(rows[c]) else "string"} for c in rows.columns]
    cells = [[cell(None if not isinstance(v, str) and pd.isnull(v) else v) for v in row] for row in rows.astype(object).itertuples(index=False)]
    outputs = {o: (tolerance or {}).get(o, ULP if o.startswith("predict") else EXACT) for o in expected}
    case = {"library": NAME, "version": library.__version__, "model": file, "outputs": outputs, "columns": columns, "rows": cells,
            "expected": {k: plain(np.asarray(v).tolist()) for k, v in expected.items()}}
    if iterations:
        case["iterations"] = iterations
    (folder / "case.json").write_text(json.dumps(case, separators=(",", ":")))


def pickled(model):
    def save(path):
        with open(path, "wb") as file:
            pickle.dump(model, file, protocol=2)
    return "model.pkl", save


x = pd.DataFrame(rng.normal(size=(N, 4)), columns=["a", "b", "c", "d"])
x = x.mask(rng.uniform(size=x.shape) < 0.1)
a, b = x["a"].fillna(0), x["b"].fillna(0)
y = (a + b > 0).astype(int)
positive = np.exp(a) + 0.1
k = np.digitize(a, [-0.5, 0.5])
rows = x.head(12).copy()


def xgboost_answers(booster, part, **how):
    data = library.DMatrix(part)
    answers = {"predict": booster.predict(data, **how), "margin": booster.predict(data, output_margin=True, **how)}
    if how.get("iteration_range", (0, 0))[0] == 0:  # pred_leaf takes no other
        answers["leaf"] = np.asarray(booster.predict(data, pred_leaf=True, **how)).reshape(len(part), -1)
    return answers


def xgboost_case(name, params, label, rounds=3, file="model.bin", linear=False, **how):
    booster = library.train(dict({"max_depth": 2, "seed": 1, "silent" if VERSION < (1, 0) else "verbosity": 1 if VERSION < (1, 0) else 0}, **params),
                            library.DMatrix(x, label), rounds)
    answers = xgboost_answers_linear(booster, rows) if linear else xgboost_answers(booster, rows, **how)
    write(name, (file, booster.save_model), rows, answers)
    return booster


def xgboost_answers_linear(booster, part):
    data = library.DMatrix(part)
    return {"predict": booster.predict(data), "margin": booster.predict(data, output_margin=True)}


def xgboost_cases():
    forms = [("binary", "model.bin")] if VERSION < (1, 0) else [("binary", "model.deprecated" if VERSION >= (1, 6) else "model.bin"), ("json", "model.json")] if VERSION < (3, 1) else [("json", "model.json")]
    if VERSION >= (1, 6):
        forms.append(("ubj", "model.ubj"))
    for form, file in forms:
        xgboost_case(form + "_logistic", {"objective": "binary:logistic", "base_score": 0.3}, y, file=file)
        xgboost_case(form + "_poisson", {"objective": "count:poisson", "eval_metric": ["rmse", "mae"] if VERSION < (1, 0) else "rmse"}, positive, file=file)
        xgboost_case(form + "_softprob", {"objective": "multi:softprob", "num_class": 3}, k, file=file)
        xgboost_case(form + "_softmax", {"objective": "multi:softmax", "num_class": 3}, k, file=file)
        how = {"ntree_limit": 6} if VERSION < (1, 0) else {}  # before 1.0 predict drops trees anew
        xgboost_case(form + "_dart", {"objective": "binary:logistic", "booster": "dart", "rate_drop": 0.6}, y, rounds=6, file=file, **how)
        xgboost_case(form + "_linear", {"objective": "binary:logistic", "booster": "gblinear", "updater": "coord_descent", "base_score": 0.4}, y, file=file, linear=True)
        xgboost_case(form + "_linear_multi", {"objective": "multi:softprob", "booster": "gblinear", "num_class": 3, "updater": "coord_descent"}, k, file=file, linear=True)
        xgboost_case(form + "_parallel", {"objective": "reg:linear" if VERSION < (0, 83) else "reg:squarederror", "num_parallel_tree": 2, "subsample": 0.6}, positive, file=file)
        stop = {"objective": "binary:logistic", "max_depth": 3, "eta": 1.0}
        booster = library.train(stop, library.DMatrix(x, y), 20, evals=[(library.DMatrix(x.tail(60), rng.randint(0, 2, size=60)), "e")], early_stopping_rounds=2, verbose_eval=False)
        write(form + "_stopped", (file, booster.save_model), rows, xgboost_answers(booster, rows, **({"iteration_range": (0, 0)} if VERSION >= (1, 4) else {})))
    forest = library.train({"objective": "multi:softprob", "num_class": 3, "num_parallel_tree": 2, "subsample": 0.7, "max_depth": 2}, library.DMatrix(x, k), 4)
    if VERSION >= (1, 4):
        for spec, begin, end in (("1:3", 1, 3), ("2", 0, 2)):
            file = "model.json" if VERSION >= (1, 6) else "model.pkl"
            write("iterations_" + spec.replace(":", "_"), (file, forest.save_model) if file != "model.pkl" else pickled(forest), rows,
                  xgboost_answers(forest, rows, iteration_range=(begin, end)), spec)
    if VERSION >= (2, 0):
        both = np.column_stack([positive, a])
        for name, params in (("vectors", {}), ("vectors_quantile", {"objective": "reg:quantileerror", "quantile_alpha": np.array([0.1, 0.5, 0.9])})):
            if name == "vectors_quantile" and VERSION < (3, 2):
                continue
            label = positive if "objective" in params else both
            for file in ("model.json", "model.ubj"):
                booster = library.train(dict({"max_depth": 3, "multi_strategy": "multi_output_tree", "tree_method": "hist"}, **params), library.DMatrix(x, label), 3)
                write(name + "_" + file[-4:].strip("."), (file, booster.save_model), rows, xgboost_answers(booster, rows))
    if VERSION >= (3, 3):  # close together, so that the margins of some rows are not in order
        close = np.array([0.4, 0.5, 0.6])
        for name, params in (("crossing_quantiles", {"objective": "reg:quantileerror", "quantile_alpha": close}), ("expectiles", {"objective": "reg:expectileerror", "expectile_alpha": close})):
            booster = library.train(dict({"max_depth": 4, "eta": 1.0}, **params), library.DMatrix(x, positive + rng.normal(size=N)), 3)
            write(name, ("model.json", booster.save_model), rows, xgboost_answers(booster, rows))
    xgboost_pickles()


def xgboost_pickles():
    base = {"n_estimators": 3, "max_depth": 2}
    wrapped = {"classifier": library.XGBClassifier(**base), "regressor": library.XGBRegressor(**base), "missing": library.XGBClassifier(missing=-1.0, **base)}
    if hasattr(library, "XGBRFClassifier"):
        wrapped.update(rf_classifier=library.XGBRFClassifier(n_estimators=4, max_depth=2), rf_regressor=library.XGBRFRegressor(n_estimators=4, max_depth=2))
    if hasattr(library, "XGBRanker") and VERSION >= (0, 82):
        wrapped["ranker"] = library.XGBRanker(**base)
    wrapped["linear"] = library.XGBRegressor(booster="gblinear", n_estimators=3)
    for name, model in wrapped.items():
        given = x.fillna(-1.0) if name == "missing" else x
        label = y if "class" in name or name == "missing" else positive if name != "ranker" else k
        more = {"group": [N // 4] * 4} if name == "ranker" else {}
        model.fit(given, label, **more)
        part = given.head(12)
        expected = {"predict": model.predict(part)}
        if hasattr(model, "predict_proba"):
            expected["predict_proba"] = model.predict_proba(part)
        if name != "linear":
            expected["leaf"] = np.asarray(model.apply(part)).reshape(len(part), -1)
        write("wrapped_" + name, pickled(model), part, expected)
    text = library.XGBClassifier(**base)
    if VERSION < (1, 6):
        text.fit(x, np.where(k == 0, "low", np.where(k == 1, "mid", "high")))
        write("wrapped_text", pickled(text), rows, {"predict": text.predict(rows), "predict_proba": text.predict_proba(rows)})
    many = (rng.uniform(size=(N, 3)) + a.values[:, None] > 0.6).astype(int)
    if VERSION >= (1, 6):
        for file, save in (("model.pkl", pickled), ("model.json", None)):
            model = library.XGBClassifier(tree_method="hist", **base).fit(x, many)
            write("labels_" + file[-4:].strip("."), save(model) if save else (file, model.save_model), rows, {"predict": model.predict(rows), "predict_proba": model.predict_proba(rows)})
    booster = library.train({"objective": "binary:logistic", "max_depth": 2}, library.DMatrix(x, y), 3)
    write("pickled_raw", pickled(booster), rows, xgboost_answers(booster, rows))
    if VERSION < (0, 82):
        return
    stop = {"early_stopping_rounds": 2}
    late = library.XGBClassifier(n_estimators=30, learning_rate=1.0, max_depth=3, **(stop if VERSION >= (1, 6) else {}))
    late.fit(x, y, eval_set=[(x.tail(60), rng.randint(0, 2, size=60))], verbose=False, **({} if VERSION >= (1, 6) else stop))
    write("wrapped_stopped", pickled(late), rows, {"predict": late.predict(rows), "predict_proba": late.predict_proba(rows)})


def lightgbm_answers(booster, part, **how):
    answers = {"predict": booster.predict(part, **how), "margin": booster.predict(part, raw_score=True, **how)}
    if not how or VERSION >= (2, 1):  # before, leaves of some iterations are written over each other
        answers["leaf"] = np.asarray(booster.predict(part, pred_leaf=True, **how)).reshape(len(part), -1)
    return answers


def lightgbm_case(name, params, label, given=None, part=None, shown=None, data=None, rounds=4, tolerance=None, **how):
    given, part = x if given is None else given, rows if part is None else part
    quiet = {"verbosity": -1} if VERSION >= (2, 1) else {"verbose": -1}
    booster = library.train(dict({"num_leaves": 5, "min_data_in_leaf": 5, "seed": 1}, **dict(quiet, **params)), library.Dataset(given, label, **(data or {})), rounds)
    write(name, ("model.txt", booster.save_model), part if shown is None else shown, lightgbm_answers(booster, part, **how), tolerance=tolerance)
    return booster


def lightgbm_cases():
    lightgbm_case("leaf_binary", {"objective": "binary"}, y)
    lightgbm_case("leaf_multiclass", {"objective": "multiclass", "num_class": 3}, k)
    lightgbm_case("regression", {"objective": "regression"}, positive)
    lightgbm_case("goss", {"objective": "binary", "boosting": "goss", "top_rate": 0.3, "other_rate": 0.2}, y)
    lightgbm_case("unbalance", {"objective": "binary", "is_unbalance": True}, y)
    if VERSION >= (3, 0):
        lightgbm_case("extra_trees", {"objective": "regression", "extra_trees": True}, positive)
        lightgbm_case("rank_xendcg", {"objective": "rank_xendcg"}, k, data={"group": [N // 4] * 4})
        lightgbm_case("monotone", {"objective": "regression", "monotone_constraints": [1, -1, 0, 0]}, positive)
        forced = OUT / "forced.json"
        OUT.mkdir(parents=True, exist_ok=True)
        forced.write_text('{"feature": 2, "threshold": 0.1, "left": {"feature": 3, "threshold": -0.2}}')
        lightgbm_case("forced_splits", {"objective": "regression", "forcedsplits_filename": str(forced)}, positive)
        forced.unlink()
    city = pd.Categorical(rng.choice(["Oslo", "Bergen", "x"], size=N))
    cities = x.assign(city=city, one=pd.Categorical(["k"] * N))
    shown = cities.head(12).assign(city=cities["city"].astype(object), one=cities["one"].astype(object))
    lightgbm_case("constant_category", {"objective": "binary"}, (cities["city"] == "Oslo").astype(int), given=cities, part=cities.head(12), shown=shown)
    loose = {o: {"relative": 1e-14, "ulp": 4} for o in ("predict", "margin")}
    bagged = {"objective": "multiclass", "num_class": 3, "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "feature_fraction": 0.9}
    if VERSION < (2, 2):
        bagged = dict(bagged, objective="regression")
        bagged.pop("num_class")
    booster = library.train(dict(bagged, num_leaves=5, min_data_in_leaf=5, verbose=-1), library.Dataset(x, k if "num_class" in bagged else positive), 5)
    for spec, start, count in (("1:4", 1, 3), ("2", 0, 2)):
        if VERSION < (3, 0) and start > 0:
            continue
        how = dict({"start_iteration": start} if VERSION >= (3, 0) else {}, num_iteration=count)
        write("iterations_rf_" + spec.replace(":", "_"), ("model.txt", booster.save_model), rows, lightgbm_answers(booster, rows, **how), spec, loose)
    booster = library.train({"objective": "regression", "num_leaves": 5, "min_data_in_leaf": 5, "verbose": -1}, library.Dataset(x, positive), 6)
    for spec, start, count in (("2:4", 2, 2), ("3", 0, 3)):
        if VERSION < (3, 0) and start > 0:
            continue
        how = dict({"start_iteration": start} if VERSION >= (3, 0) else {}, num_iteration=count)
        write("iterations_" + spec.replace(":", "_"), ("model.txt", booster.save_model), rows, lightgbm_answers(booster, rows, **how), spec)
    lightgbm_pickles()


def lightgbm_pickles():
    base = {"n_estimators": 3, "num_leaves": 5, "min_child_samples": 5}
    kinds = {"bool": y.values == 1, "float": np.where(y == 1, 2.0, -1.0), "text": np.where(y == 1, "yes", "no"), "three": np.where(k == 0, "low", np.where(k == 1, "mid", "high"))}
    for name, label in kinds.items():
        model = library.LGBMClassifier(**base).fit(x, label)
        write("wrapped_" + name, pickled(model), rows, {"predict": model.predict(rows), "predict_proba": model.predict_proba(rows)})
    model = library.LGBMRegressor(boosting_type="dart", **base).fit(x, positive)
    write("wrapped_dart", pickled(model), rows, {"predict": model.predict(rows), "leaf": np.asarray(model.apply(rows) if hasattr(model, "apply") else model.booster_.predict(rows, pred_leaf=True))})


xgboost_cases() if NAME == "XGBoost" else lightgbm_cases()
