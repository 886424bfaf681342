"""sklearn.dummy"""
import numpy as np
from sklearn.dummy import DummyClassifier, DummyRegressor

import data
from registry import EXACT, ULP, case, group, mutation, refused, the

CLASSES = {"predict": EXACT, "predict_proba": EXACT, "predict_log_proba": ULP}
NUMBERS = {"predict": EXACT}


@group
def classes():
    x = data.numbers()
    one = x if the.version >= (1, 4) else x[["a"]]
    y = np.arange(len(x)) % 7 % 3
    text = np.array(["churn", "stay", "\u00f8ther"], dtype=object)[y]
    for kind, values, constant in [("int", y, 2), ("text", text, "stay"), ("bool", y == 1, True)]:
        for strategy in ("most_frequent", "prior", "constant"):
            case("dummy_%s_%s" % (strategy, kind), DummyClassifier(strategy=strategy, constant=constant if strategy == "constant" else None), one, values, CLASSES)
    both = np.column_stack([y, y == 1])
    for strategy in ("most_frequent", "prior", "constant"):
        case("dummy_%s_two" % strategy, DummyClassifier(strategy=strategy, constant=[1, 0] if strategy == "constant" else None), one, both,
             {"predict": EXACT, "predict_proba": EXACT})
    case("dummy_weighted", DummyClassifier(strategy="prior"), one, y, CLASSES, fit_params={"sample_weight": data.weights()})
    case("dummy_column", DummyClassifier(strategy="prior"), one, y.reshape(-1, 1), {"predict": EXACT}, since=(0, 22))
    bad = one.iloc[:6].copy()
    bad.iloc[2, 0] = np.nan
    errors = {2: "MISSING_VALUE"} if the.version < (0, 19) else None
    case("dummy_not_finite", DummyClassifier(strategy="prior"), one, y, CLASSES, rows=bad, errors=errors)
    for strategy in ("stratified", "uniform"):
        refused("UNSUPPORTED_OPTION", strategy, "dummy_%s" % strategy, DummyClassifier(strategy=strategy), one, y)
    mutation("dummy_constant_int", "constant", 1)
    mutation("dummy_constant_two", "constant", [0, 1])
    mutation("dummy_prior_int", "class_prior_", lambda old: old[::-1].copy())
    mutation("dummy_prior_int", "strategy" if the.version < (0, 22) else "_strategy", "most_frequent")


@group
def numbers():
    x = data.numbers()
    one = x if the.version >= (1, 4) else x[["a"]]
    y = data.target(x)
    for strategy, options in [("mean", {}), ("median", {}), ("quantile", {"quantile": 0.3}), ("constant", {"constant": 4.25})]:
        case("dummy_regressor_%s" % strategy, DummyRegressor(strategy=strategy, **options), one, y, NUMBERS)
    case("dummy_regressor_two", DummyRegressor(), one, data.targets(x), NUMBERS)
    case("dummy_regressor_constant_two", DummyRegressor(strategy="constant", constant=[1.5, -2]), one, data.targets(x), NUMBERS)
    case("dummy_regressor_column", DummyRegressor(), one, y.reshape(-1, 1), NUMBERS)
    mutation("dummy_regressor_mean", "constant_", lambda old: old + 1)
