"""sklearn.ensemble: forests and HistGradientBoosting"""
import numpy as np
import pandas as pd
from sklearn.ensemble import ExtraTreesClassifier, ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor

import data
from registry import EXACT, ULP, case, given, group, mutation, near, the

CLASSES = {"predict": EXACT, "predict_proba": EXACT}
SMALL = {"n_estimators": 5, "max_depth": 5, "random_state": 1}


@group
def forests():
    x = data.numbers()
    y = data.three_classes(x)
    for name, kind in [("forest", RandomForestClassifier), ("extra_forest", ExtraTreesClassifier)]:
        case(name + "_plain", kind(**SMALL), x, y, CLASSES)
        case(name + "_text", kind(class_weight="balanced", **SMALL), x, data.text_classes(x), CLASSES)
    case("forest_by_entropy", RandomForestClassifier(criterion="entropy", **SMALL), x, y, CLASSES)
    case("forest_by_sample", RandomForestClassifier(class_weight="balanced_subsample", **SMALL), x, y, CLASSES)
    case("forest_out_of_bag", RandomForestClassifier(n_estimators=15, oob_score=True, max_depth=3, random_state=1), x, y, CLASSES)
    case("forest_max_samples", lambda: RandomForestClassifier(max_samples=0.7, ccp_alpha=0.01, **SMALL), x, y, CLASSES, since=(0, 22))
    case("forest_multi_output", RandomForestClassifier(**SMALL), x, data.class_targets(x), CLASSES)
    texts = lambda: np.column_stack([data.text_classes(x), np.array(["no", "yes"], dtype=object)[data.two_classes(x).astype(int)]])
    case("forest_multi_text", lambda: RandomForestClassifier(**SMALL), x, texts, {"predict_0": EXACT, "predict_1": EXACT, "predict_proba": EXACT}, since=(0, 21))
    case("forest_multi_label", RandomForestClassifier(**SMALL), x, data.labels(x), CLASSES)
    gaps = data.missing()
    case("forest_learned_nan", lambda: RandomForestClassifier(**SMALL), gaps, data.three_classes(gaps), CLASSES, since=(1, 4))
    for name, kind in [("forest_regressor", RandomForestRegressor), ("extra_forest_regressor", ExtraTreesRegressor)]:
        case(name + "_plain", kind(**SMALL), x, data.target(x), {"predict": EXACT})
        case(name + "_two", kind(**SMALL), x, data.targets(x), {"predict": EXACT})
    mutation("forest_plain", "classes_", lambda old: old + 1)
    mutation("forest_regressor_plain", "estimators_", lambda old: old[:-1])


def hist(kind, **options):
    """Looks the class up when it is made: before 1.0 it has to be switched on."""
    def make():
        if the.version < (1, 0):
            from sklearn.experimental import enable_hist_gradient_boosting  # noqa: F401
        from sklearn import ensemble
        return given(getattr(ensemble, "HistGradientBoosting" + kind), **dict({"max_iter": 8, "min_samples_leaf": 5, "random_state": 1}, **options))
    return make


@group(since=(0, 21))
def hist_classifiers():
    x = data.missing() if the.version >= (0, 22) else data.numbers()
    # Before 1.1 the softmax goes through logsumexp.
    softmax = ULP if the.version >= (1, 1) else near(1e-14, 0)
    case("hist_two", hist("Classifier"), x, data.two_classes(x), {"predict": EXACT, "predict_proba": ULP, "decision_function": EXACT})
    case("hist_three", hist("Classifier"), x, data.text_classes(x), {"predict": EXACT, "predict_proba": softmax, "decision_function": EXACT})
    z = data.numbers()
    case("hist_stopped", hist("Classifier", early_stopping=True, n_iter_no_change=2, l2_regularization=0.5, max_leaf_nodes=5, learning_rate=0.3), z,
         data.two_classes(z), {"predict": EXACT, "predict_proba": ULP})
    case("hist_few_bins", hist("Classifier", max_bins=16), z, data.two_classes(z), {"predict": EXACT, "predict_proba": ULP})
    case("hist_monotone", hist("Classifier", monotonic_cst=[1, 0, 0, -1]), z, data.two_classes(z), {"predict": EXACT, "predict_proba": ULP}, since=(0, 23))
    mutation("hist_two", "_baseline_prediction", lambda old: old + 1)
    mutation("hist_two", "_predictors", lambda old: old[:-1])
    mutation("hist_three", "classes_", lambda old: old[::-1].copy())


@group(since=(0, 21))
def hist_regressors():
    x = data.missing() if the.version >= (0, 22) else data.numbers()
    y = np.abs(data.target(x)) + 0.1
    case("hist_regressor_squared", hist("Regressor"), x, y, {"predict": EXACT})
    absolute = "least_absolute_deviation" if the.version < (1, 0) else "absolute_error"
    case("hist_regressor_absolute", hist("Regressor", loss=absolute), x, y, {"predict": EXACT}, since=(0, 22))
    case("hist_regressor_poisson", hist("Regressor", loss="poisson"), x, y, {"predict": ULP}, since=(0, 23))
    case("hist_regressor_gamma", hist("Regressor", loss="gamma"), x, y, {"predict": ULP}, since=(1, 3))
    case("hist_regressor_quantile", hist("Regressor", loss="quantile", quantile=0.3), x, y, {"predict": EXACT}, since=(1, 1))
    mutation("hist_regressor_poisson", "loss", "quantile", since=(0, 23))


@group(since=(0, 24))
def hist_categories():
    x = data.mixed()[["a", "b", "grade"]]
    new = x.iloc[:12].copy()
    new.iloc[0, 2] = 17.0
    new.iloc[1, 2] = np.nan
    y = x["grade"] == 2
    outputs = {"predict": EXACT, "predict_proba": ULP}
    case("hist_category_index", hist("Classifier", categorical_features=[2]), x, y, outputs, rows=new)
    case("hist_category_mask", hist("Classifier", categorical_features=[False, False, True]), x, y, outputs, rows=new)
    case("hist_category_name", hist("Classifier", categorical_features=["grade"]), x, y, outputs, rows=new, since=(1, 2))
    if the.version < (1, 4):  # a category is one byte
        odd = pd.concat([x.iloc[:1]] * 20)
        odd["grade"] = [1, 1.5, 2.99, 3, -0.0, -0.5, -1, -253, -254.5, 256, 257, 258.5, 511, 2.0 ** 31 - 254, 2.0 ** 31 + 2, -2.0 ** 31, 2.0 ** 32 + 2, 1e300,
                        np.inf, -np.inf]
        case("hist_category_byte", hist("Classifier", categorical_features=[2]), x, y, outputs, rows=odd)
    unbounded = x.iloc[:6].copy()
    unbounded.iloc[0, 0] = np.inf
    unbounded.iloc[1, 1] = -np.inf
    case("hist_not_finite", hist("Classifier"), x, y, outputs, rows=unbounded)
    c = data.mixed()[["a", "city"]]
    c = c.assign(city=c["city"].astype("category"))
    case("hist_category_dtype", hist("Classifier", categorical_features="from_dtype"), c, data.mixed()["grade"] == 2, outputs, since=(1, 4))
    mutation("hist_category_byte", "is_categorical_", None, until=(1, 4))
    mutation("hist_category_index", "_preprocessor", None, since=(1, 4))
