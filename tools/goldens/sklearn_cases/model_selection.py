"""sklearn.model_selection: searches, which the best estimator answers for, and thresholds of two classes"""
import numpy as np
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV, RandomizedSearchCV
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, LINEAR, ULP, case, given, group, mutation, refused, the

DEPTHS = {"max_depth": [2, 4]}


def tree():
    return DecisionTreeClassifier(random_state=1)


def logistic():
    return given(LogisticRegression, solver="liblinear" if the.version < (1, 0) else "lbfgs", random_state=1)


@group
def searches():
    x = data.numbers()
    y = data.three_classes(x)
    two = data.two_classes(x)
    leaves = {"predict": EXACT, "predict_proba": EXACT, "predict_log_proba": ULP}
    case("search_tree", GridSearchCV(tree(), DEPTHS, cv=3), x, y, leaves)
    case("search_text", GridSearchCV(tree(), DEPTHS, cv=3), x, data.text_classes(x), leaves)
    case("search_logistic", GridSearchCV(logistic(), {"C": [0.1, 1.0]}, cv=3), x, two,
         {"predict": EXACT, "predict_proba": LINEAR, "predict_log_proba": LINEAR, "decision_function": LINEAR})
    case("search_number", GridSearchCV(DecisionTreeRegressor(random_state=1), DEPTHS, cv=3), x, data.target(x), {"predict": EXACT})
    scaled = Pipeline([("scale", StandardScaler()), ("tree", tree())])
    case("search_pipeline", GridSearchCV(scaled, {"tree__max_depth": [2, 3], "scale__with_mean": [True, False]}, cv=3), x, y, {"predict": EXACT, "predict_proba": EXACT})
    case("search_in_pipeline", Pipeline([("scale", StandardScaler()), ("search", GridSearchCV(tree(), DEPTHS, cv=3))]), x, y, {"predict": EXACT, "predict_proba": EXACT})
    case("search_of_transformer", GridSearchCV(PCA(svd_solver="full"), {"n_components": [1, 2]}, cv=3), x, None, {"transform": LINEAR})
    case("search_randomly", RandomizedSearchCV(tree(), DEPTHS, cv=3, n_iter=2, random_state=0), x, y, leaves)
    case("search_targets", GridSearchCV(DecisionTreeRegressor(random_state=1), DEPTHS, cv=3), x, data.targets(x), {"predict": EXACT})
    if the.version >= (0, 19):
        case("search_by_two_scores", GridSearchCV(tree(), DEPTHS, cv=3, scoring=["accuracy", "neg_log_loss"], refit="accuracy"), x, y, leaves)
    refused("MISSING_ATTRIBUTE", "GridSearchCV", "search_not_refitted", GridSearchCV(tree(), DEPTHS, cv=3, refit=False), x, y)
    mutation("search_tree", "best_estimator_", lambda old: old.set_params(max_depth=1).fit(data.numbers(), data.three_classes(data.numbers())))


@group(since=(0, 24))
def halving():
    from sklearn.experimental import enable_halving_search_cv  # noqa: F401
    from sklearn.model_selection import HalvingGridSearchCV, HalvingRandomSearchCV
    x = data.numbers()
    y = data.three_classes(x)
    for name, model in [("grid", HalvingGridSearchCV(tree(), {"max_depth": [1, 2, 3, 4]}, cv=3, random_state=0)),
                        ("random", HalvingRandomSearchCV(tree(), {"max_depth": [1, 2, 3, 4]}, cv=3, random_state=0))]:
        case("halving_" + name, model, x, y, {"predict": EXACT, "predict_proba": EXACT})


@group(until=(0, 20))
def old_module():
    from sklearn import grid_search
    x = data.numbers()
    y = data.three_classes(x)
    for name, model in [("grid", grid_search.GridSearchCV(tree(), DEPTHS, cv=3)),
                        ("random", grid_search.RandomizedSearchCV(tree(), DEPTHS, cv=3, n_iter=2, random_state=0))]:
        case("old_search_" + name, model, x, y, {"predict": EXACT, "predict_proba": EXACT})


@group(since=(1, 5))
def thresholds():
    from sklearn.metrics import make_scorer, f1_score, recall_score
    from sklearn.model_selection import FixedThresholdClassifier, TunedThresholdClassifierCV
    x = data.numbers()
    y = data.two_classes(x)
    shares = {"predict": EXACT, "predict_proba": LINEAR, "decision_function": LINEAR}
    leaves = {"predict": EXACT, "predict_proba": EXACT}
    case("threshold", FixedThresholdClassifier(logistic(), threshold=0.3), x, y, shares)
    case("threshold_auto", FixedThresholdClassifier(logistic()), x, y, shares)
    case("threshold_decision", FixedThresholdClassifier(logistic(), threshold=0.8, response_method="decision_function"), x, y, shares)
    case("threshold_of_score", FixedThresholdClassifier(RidgeClassifier(), threshold=-0.2), x, y, {"predict": EXACT, "decision_function": LINEAR})
    case("threshold_auto_of_score", FixedThresholdClassifier(RidgeClassifier()), x, y, {"predict": EXACT, "decision_function": LINEAR})
    case("threshold_first", FixedThresholdClassifier(logistic(), threshold=0.3, pos_label=False), x, y, shares)
    case("threshold_first_decision", FixedThresholdClassifier(RidgeClassifier(), threshold=0.1, pos_label=False), x, y, {"predict": EXACT, "decision_function": LINEAR})
    text = np.array(["no", "yes"], dtype=object)[y.astype(int)]
    case("threshold_text", FixedThresholdClassifier(tree().set_params(max_depth=3), threshold=0.2, pos_label="no"), x, text, leaves)
    # the threshold is a share that leaves have: it counts as above
    case("threshold_equal", lambda: FixedThresholdClassifier(tree().set_params(max_leaf_nodes=2), threshold=1.0), x, data.numbers()["a"] > 0, leaves)
    if the.version >= (1, 6):
        case("threshold_fitted", lambda: FixedThresholdClassifier(logistic().fit(x, y), threshold=0.4), x, y, shares, fit=False)
    tuned = {"thresholds": 30, "random_state": 0}
    three = {"cv": 3}
    for name, model in [("", TunedThresholdClassifierCV(logistic(), **dict(tuned, **three))),
                        ("_f1", TunedThresholdClassifierCV(logistic(), scoring="f1", store_cv_results=True, **dict(tuned, **three))),
                        ("_decision", TunedThresholdClassifierCV(logistic(), response_method="decision_function", **dict(tuned, **three)))]:
        case("tuned" + name, model, x, y, shares)
    ones = np.where(y, 2, 1)
    case("tuned_first_by_default", TunedThresholdClassifierCV(logistic(), scoring="f1", **dict(tuned, **three)), x, ones, shares)
    case("tuned_none_by_default", TunedThresholdClassifierCV(logistic(), scoring="balanced_accuracy", **dict(tuned, **three)), x, ones, shares)
    case("tuned_given", TunedThresholdClassifierCV(logistic(), scoring=make_scorer(f1_score, pos_label="no"), **dict(tuned, **three)), x, text, shares)
    case("tuned_given_second", TunedThresholdClassifierCV(logistic(), scoring=make_scorer(recall_score, pos_label="yes"), **dict(tuned, **three)), x, text, shares)
    mutation("threshold", "threshold", 0.7)
    mutation("threshold", "pos_label", False)
    mutation("threshold_decision", "response_method", "predict_proba")
    mutation("tuned", "best_threshold_", 0.9)
    mutation("tuned_given", "_curve_scorer._kwargs['pos_label']", "yes")
    mutation("tuned_decision", "response_method", "predict_proba")
