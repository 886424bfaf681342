"""make_catboost.py FOLDER [CASE …]: writes one case a CatBoost model into FOLDER/<case>-<version>. See HOW beside the cases.

Runs with CatBoost from 0.9 on. Probe rows hold what is at the borders, infinite, missing, and categories never seen."""
import json
import pathlib
import pickle
import sys
import warnings

import catboost
import numpy as np
import pandas as pd
from catboost import CatBoost, CatBoostClassifier, CatBoostRegressor, Pool

from cells import cell, plain

Refused = getattr(catboost, "CatBoostError", None) or getattr(catboost, "CatboostError", ValueError)
warnings.simplefilter("ignore")
VERSION = tuple(int(part) for part in catboost.__version__.split(".")[:2])
OUT = pathlib.Path(sys.argv[1])
ONLY = sys.argv[2:]
N = 300
EXACT, ULP = {"relative": 0, "ulp": 0}, {"relative": 0, "ulp": 4}
FAST_EXP = {"relative": 1e-14, "ulp": 0}  # CatBoost's own exp has a table, and as many bits
rng = np.random.RandomState(3)


x = pd.DataFrame(rng.normal(size=(N, 4)), columns=["a", "b", "c", "d"])
x["d"] = np.round(x["d"] * 2)
full = x.copy()
x = x.mask(rng.uniform(size=x.shape) < 0.08)
a, b = full["a"], full["b"]
color = rng.choice(["red", "green", "blue", "", "schöner Ton", "a long name, of more than sixteen", "and one that is longer than thirty-two bytes",
                    "and a last one, which is longer than sixty-four bytes, as few categories are in practice"], size=N)
city = np.array(["c%d" % i for i in rng.geometric(0.08, size=N)])
flag = rng.choice(["yes", "no"], size=N)
mixed = x.assign(color=color, city=city, flag=flag)
lift = a + 1.5 * (color == "red") - 0.8 * (color == "blue") + 0.3 * np.array([len(c) for c in city]) + 0.6 * (flag == "yes") * b
y = (lift + 0.3 * rng.normal(size=N) > lift.median()).astype(int).values
k = np.digitize(lift, np.percentile(lift, [33, 66]))
positive = np.exp(0.5 * a) + 0.1
rows = x.head(24).copy()
for i, value in enumerate([np.inf, -np.inf, 0.0, -0.0, 1e-46, 1e300, -1e39, 16777217.0, np.nan]):
    rows.iloc[i, i % 4] = value
mixed_rows = mixed.head(40).copy()
for i, value in enumerate(["never seen", "", "red", "c1"]):
    mixed_rows.iloc[i, 4 + i % 3] = value
CATS = ["color", "city", "flag"]


def save(model, file, pool):
    if file.endswith(".json"):
        return lambda path: model.save_model(path, format="json", pool=pool)
    if file.endswith(".pkl"):
        def dump(path):
            with open(path, "wb") as out:
                pickle.dump(model, out, protocol=2)
        return dump
    return model.save_model


def answers_of(model, data, cats, how):
    pool = Pool(data, cat_features=[list(data.columns).index(c) for c in cats])
    answers = {"predict": model.predict(pool, **how)}
    for name in ("predict_proba", "predict_log_proba"):
        if isinstance(model, CatBoostClassifier) and (name == "predict_proba" or VERSION >= (0, 24)):
            answers[name] = getattr(model, name)(pool, **how)
    if isinstance(model, CatBoostClassifier):
        answers["margin"] = model.predict(pool, prediction_type="RawFormulaVal", **how)
    elif VERSION >= (0, 24) or not isinstance(model, CatBoostRegressor):
        answers["margin"] = CatBoost.predict(model, pool, **how)
    if hasattr(model, "calc_leaf_indexes"):
        answers["leaf"] = model.calc_leaf_indexes(pool, **how)
    if isinstance(model, CatBoostClassifier) and np.ndim(answers["predict"]) == 2 and np.shape(answers["predict"])[1] == 1:
        answers["predict"] = np.ravel(answers["predict"])
    return answers


def case(name, model, given, target, probes, cats=(), files=("model.cbm",), iterations=None, tolerance=None, **fit):
    """`files`: the forms that it is saved in."""
    if ONLY and not any(name.startswith(only) for only in ONLY):
        return
    pool = Pool(given, target, cat_features=[list(given.columns).index(c) for c in cats], **fit)
    model.fit(pool)
    how = {}
    if iterations:
        begin, _, end = ("0:" + iterations if ":" not in iterations else iterations).partition(":")
        how = {"ntree_start": int(begin), "ntree_end": int(end)}
    # predict gives the index of the class, or fails
    if VERSION < (0, 12) and name == "multiclass_numbers" or VERSION < (0, 10) and name == "multiclass_untrained":
        return refused(name, model, "UNSUPPORTED_OPTION", "labels")
    written = answers_of(model, probes, cats, how)
    for file in files:
        expected = dict(written)
        form = "" if file.endswith(".cbm") else "_" + file.split(".")[1]

        def leaves(path):  # JSON does not keep their numbers, where trees are not symmetric
            if form == "_json" and "grow_policy" in model.get_params():
                read = CatBoost().load_model(path, format="json")
                expected["leaf"] = read.calc_leaf_indexes(Pool(probes, cat_features=[list(probes.columns).index(c) for c in cats]))

        if name == "multiclass_untrained":  # CatBoost's exp(-inf) is 0 or 1e-308, as the processor has it
            del expected["predict_proba"]
        ten_digits = form == "_json" and VERSION < (0, 13)
        write(name + form, [save(model, file, pool), leaves], file, probes, expected, iterations, {o: {"relative": 1e-7, "ulp": 0} for o in expected} if ten_digits else tolerance)


def refused(name, model, reason, names):
    folder = OUT / "{}-{}".format(name, catboost.__version__)
    folder.mkdir(parents=True, exist_ok=True)
    model.save_model(str(folder / "model.cbm"))
    text = {"library": "CatBoost", "version": catboost.__version__, "model": "model.cbm", "refused": {"reason": reason, "names": names}}
    (folder / "case.json").write_text(json.dumps(text, separators=(",", ":")))


def write(name, saves, file, probes, expected, iterations=None, tolerance=None):
    folder = OUT / "{}-{}".format(name, catboost.__version__)
    folder.mkdir(parents=True, exist_ok=True)
    for save_to in saves:
        save_to(str(folder / file))
    columns = [{"name": str(c), "kind": "string" if c in CATS else "float64"} for c in probes.columns]
    cells = [[str(v) if c in CATS else cell(None if pd.isnull(v) else v) for c, v in zip(probes.columns, row)] for row in probes.astype(object).itertuples(index=False)]
    outputs = {o: (tolerance or {}).get(o, ULP if "proba" in o else EXACT) for o in expected}
    text = {"library": "CatBoost", "version": catboost.__version__, "model": file, "outputs": outputs, "columns": columns, "rows": cells,
            "expected": {o: plain(np.asarray(v).tolist()) for o, v in expected.items()}}
    if iterations:
        text["iterations"] = iterations
    (folder / "case.json").write_text(json.dumps(text, separators=(",", ":")))


BASE = {"iterations": 6, "depth": 3, "random_seed": 5, "verbose": False, "thread_count": 1, "allow_writing_files": False}


def classifier(**more):
    try:
        return CatBoostClassifier(**dict(BASE, **more))
    except Refused:  # 0.9 looks at the loss at once
        return None


def regressor(**more):
    try:
        return CatBoostRegressor(**dict(BASE, **more))
    except Refused:
        return None


def tried(make, *args, **kwargs):
    """Some versions do not have an option."""
    if args[1] is None:
        return
    try:
        make(*args, **kwargs)
    except (Refused, TypeError, ValueError) as error:
        print(args[0], str(error)[:200])


def numbers():
    all_forms = ("model.cbm", "model.json", "model.pkl")
    tried(case, "regressor", regressor(), x, lift, rows, files=all_forms)
    tried(case, "classifier", classifier(), x, y, rows, files=all_forms)
    tried(case, "classifier_texts", classifier(), x, np.where(y == 1, "pos", "neg"), rows)
    tried(case, "classifier_floats", classifier(), x, y * 1.5 - 0.5, rows)
    tried(case, "classifier_truths", classifier(), x, y == 1, rows)
    softmax = {"predict_proba": FAST_EXP, "predict_log_proba": {"relative": 1e-13, "ulp": 0}}
    tried(case, "multiclass", classifier(loss_function="MultiClass"), x, k, rows, files=all_forms, tolerance=softmax)
    tried(case, "multiclass_texts", classifier(loss_function="MultiClass"), x, np.array(["low", "mid", "top"])[k], rows, tolerance=softmax)
    tried(case, "multiclass_numbers", classifier(loss_function="MultiClass"), x, np.array([3, 7, -1])[k], rows, tolerance=softmax)
    tried(case, "multiclass_untrained", classifier(loss_function="MultiClass", classes_count=5), x, np.array([0, 1, 3])[k], rows, tolerance=softmax)
    tried(case, "one_vs_all", classifier(loss_function="MultiClassOneVsAll"), x, k, rows)
    tried(case, "cross_entropy", classifier(loss_function="CrossEntropy"), x, 0.1 + 0.8 * y, rows)
    tried(case, "multilabel", classifier(loss_function="MultiLogloss"), x, np.column_stack([y, k > 0, k > 1]).astype(int), rows)
    tried(case, "focal", classifier(loss_function="Focal:focal_alpha=0.3;focal_gamma=2"), x, y, rows)
    tried(case, "poisson", regressor(loss_function="Poisson"), x, np.round(positive), rows, tolerance={"predict": FAST_EXP})
    tried(case, "tweedie", regressor(loss_function="Tweedie:variance_power=1.5"), x, positive, rows, tolerance={"predict": FAST_EXP})
    tried(case, "uncertainty", regressor(loss_function="RMSEWithUncertainty"), x, lift, rows, tolerance={"predict": FAST_EXP})
    tried(case, "quantile", regressor(loss_function="Quantile:alpha=0.3"), x, lift, rows)
    tried(case, "quantiles", regressor(loss_function="MultiQuantile:alpha=0.1,0.5,0.9"), x, lift, rows)
    tried(case, "multi_rmse", regressor(loss_function="MultiRMSE"), x, np.column_stack([lift, b]), rows, files=("model.cbm", "model.json"))
    tried(case, "mae", regressor(loss_function="MAE"), x, lift, rows)
    tried(case, "log_lin", regressor(loss_function="LogLinQuantile"), x, lift, rows)
    tried(case, "plain", CatBoost(dict(BASE, loss_function="RMSE")), x, lift, rows, files=("model.cbm", "model.pkl"))
    tried(case, "plain_poisson", CatBoost(dict(BASE, loss_function="Poisson")), x, np.round(positive), rows, files=("model.pkl",))
    tried(case, "iterations_2_5", regressor(), x, lift, rows, iterations="2:5")
    tried(case, "iterations_3", classifier(), x, y, rows, iterations="3")
    tried(case, "nan_max", regressor(nan_mode="Max"), x, lift, rows, files=("model.cbm", "model.json"))
    tried(case, "nan_none", regressor(), full, lift, rows)
    tried(case, "deep", regressor(depth=10, iterations=3, l2_leaf_reg=0.1), x, lift, rows)
    tried(case, "borders", regressor(border_count=255, iterations=30, depth=2), x, lift, rows)
    tried(case, "no_names", regressor(), pd.DataFrame(x.values), lift, pd.DataFrame(rows.values))
    for policy, more in () if VERSION < (0, 23) else (("Lossguide", {"max_leaves": 12}), ("Depthwise", {})):
        for loss in ("RMSE", "Logloss") + (("MultiClass",) if VERSION >= (0, 23) else ()):
            model = dict(BASE, grow_policy=policy, loss_function=loss, **more)
            target = lift if loss == "RMSE" else y if loss == "Logloss" else k
            tried(case, "{}_{}".format(policy.lower(), loss.lower()), CatBoost(model) if loss == "RMSE" else CatBoostClassifier(**model), x, target, rows,
                  files=("model.cbm", "model.json"), tolerance=softmax)
    if VERSION >= (0, 23):
        scaled(regressor(), "scaled")
        scaled(classifier(loss_function="MultiClass"), "scaled_multi", k)


def scaled(model, name, target=lift):
    """With another scale and bias."""
    if ONLY and not any(name.startswith(only) for only in ONLY):
        return
    fit = model.fit

    def fit_and_scale(pool):
        fit(pool)
        outputs = 3 if target is k else 1
        try:
            model.set_scale_and_bias(1.7, -0.3 if outputs == 1 else [0.1, -0.2, 0.3])
        except TypeError:
            model.set_scale_and_bias(1.7, [0.1, -0.2, 0.3])
    model.fit = fit_and_scale
    if target is k:  # a scaled model has no probabilities
        return
    tried(case, name, model, x, target, rows, files=("model.cbm",) + (("model.json",) if VERSION >= (0, 24) else ()))


def categories():
    forms = ("model.cbm", "model.json", "model.pkl")
    tried(case, "categories", classifier(iterations=10, depth=4), mixed, y, mixed_rows, CATS, files=forms)
    tried(case, "categories_regressor", regressor(iterations=10, depth=4), mixed, lift, mixed_rows, CATS, files=("model.cbm", "model.json"))
    tried(case, "categories_multiclass", classifier(iterations=8, loss_function="MultiClass"), mixed, k, mixed_rows, CATS, files=("model.cbm", "model.json"),
          tolerance={"predict_proba": FAST_EXP, "predict_log_proba": {"relative": 1e-13, "ulp": 0}})
    tried(case, "one_hot", classifier(one_hot_max_size=10), mixed, y, mixed_rows, CATS, files=("model.cbm", "model.json"))
    tried(case, "one_hot_only", classifier(one_hot_max_size=250), mixed[CATS], y, mixed_rows[CATS], CATS, files=("model.cbm", "model.json"))
    tried(case, "one_hot_combined", classifier(one_hot_max_size=3, iterations=20, depth=5, max_ctr_complexity=3), mixed, y, mixed_rows, CATS, files=("model.cbm", "model.json"))
    for ctr in ("Borders", "Buckets", "BinarizedTargetMeanValue", "Counter"):
        more = ":TargetBorderCount=3" if ctr != "Counter" else ""
        how = {"simple_ctr": [ctr + more + ":Prior=0.3"], "combinations_ctr": [ctr + more], "iterations": 12, "depth": 4, "max_ctr_complexity": 2, "one_hot_max_size": 2}
        tried(case, "ctr_" + ctr.lower(), regressor(**how), mixed, lift, mixed_rows, CATS, files=("model.cbm", "model.json"))
    tried(case, "ctr_buckets_classes", classifier(loss_function="MultiClass", simple_ctr=["Buckets:Prior=0.5"], iterations=6), mixed, k, mixed_rows, CATS, files=("model.cbm",),
          tolerance={"predict_proba": FAST_EXP, "predict_log_proba": {"relative": 1e-13, "ulp": 0}})
    if VERSION >= (0, 23):
        tried(case, "lossguide_categories", classifier(grow_policy="Lossguide", iterations=8), mixed, y, mixed_rows, CATS, files=("model.cbm", "model.json"))
    whole = mixed.assign(city=[int(c[1:]) for c in city])
    probes = whole.head(40)
    if not ONLY or any("categories_whole".startswith(only) for only in ONLY):
        tried(case, "categories_whole", classifier(), whole, y, probes, ("color", "city", "flag"))


def pipelines():
    """Steps of a scikit-learn pipeline, numbers and texts from the step before."""
    from sklearn.compose import make_column_transformer
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    prepared = make_column_transformer((StandardScaler(), ["a", "b"]), (SimpleImputer(strategy="most_frequent"), ["flag"]))
    for name, steps, given, target in (("pipeline", [StandardScaler(), regressor()], full, lift),
                                       ("pipeline_categories", [prepared, classifier(cat_features=[2])], full.assign(flag=flag), np.where(y == 1, "yes", "no"))):
        if ONLY and not any(name.startswith(only) for only in ONLY):
            continue
        try:
            model = make_pipeline(*steps).fit(given, target)
            expected = {o: getattr(model, o)(given.head(24)) for o in ("predict", "predict_proba", "predict_log_proba") if o == "predict" or "categories" in name}
        except AttributeError as error:  # a scikit-learn that is too new for this CatBoost
            print(name, str(error)[:200])
            continue
        write(name, [save(model, "model.pkl", None)], "model.pkl", given.head(24), expected)


numbers()
categories()
if VERSION >= (0, 26):
    pipelines()
