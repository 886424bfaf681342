"""sklearn.linear_model"""
import numpy as np
from sklearn import linear_model
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near, the

# The sum of products near 0 loses what the products round off.
CLASSES = {"predict": EXACT, "predict_proba": LINEAR, "decision_function": near(1e-9)}
NUMBERS = {"predict": near(1e-9, 8)}


def logistic(**options):
    """Options that every version knows; the solver that all have had for every penalty."""
    return lambda: given(LogisticRegression, **dict({"random_state": 1, "max_iter": 300, "solver": "lbfgs"}, **options))


@group
def classes():
    x = data.numbers()
    for name, y in [("bool", data.two_classes(x)), ("int", data.three_classes(x)), ("text", data.text_classes(x)),
                    ("floats", data.three_classes(x) * 2.0 - 1)]:
        case("logistic_classes_" + name, logistic(), x, y, CLASSES)
    case("logistic_scaled", Pipeline([("scale", StandardScaler()), ("model", LogisticRegression(C=0.5))]), x, data.two_classes(x), CLASSES)
    case("logistic_log_proba", logistic(), x, data.three_classes(x), {"predict_log_proba": near(1e-11)})
    case("logistic_wide", logistic(), data.wide(), data.two_classes(data.wide()), CLASSES)
    case("logistic_counts", logistic(), data.counts(), data.three_classes(data.counts()), CLASSES)


@group
def options():
    x = data.numbers()
    two, three = data.two_classes(x), data.three_classes(x)
    case("logistic_no_intercept_three", logistic(fit_intercept=False), x, three, CLASSES)
    case("logistic_balanced", logistic(class_weight="balanced"), x, three, CLASSES)
    for solver in ("liblinear", "newton-cg", "sag"):
        case("logistic_%s_two" % solver.replace("-", "_"), logistic(solver=solver), x, two, CLASSES)
    case("logistic_liblinear_three", logistic(solver="liblinear"), x, three, CLASSES, until=(1, 8))
    case("logistic_ovr_three", logistic(multi_class="ovr"), x, three, CLASSES, until=(1, 8))
    case("logistic_multinomial_three", logistic(multi_class="multinomial"), x, three, CLASSES, until=(1, 8))
    case("logistic_multinomial_two", logistic(multi_class="multinomial"), x, two, CLASSES, until=(1, 8))
    case("logistic_saga_l1", logistic(solver="saga", penalty="l1"), x, three, CLASSES, since=(0, 19), until=(1, 8))
    case("logistic_saga_elastic", logistic(solver="saga", l1_ratio=0.5), x, three, CLASSES, since=(1, 8))


@group
def linear():
    x = data.numbers()
    y = data.target(x)
    case("linear_plain", LinearRegression(), x, y, NUMBERS)
    case("linear_two", LinearRegression(), x, data.targets(x), NUMBERS)
    case("linear_two_no_intercept", LinearRegression(fit_intercept=False), x, data.targets(x), NUMBERS)
    case("linear_column", LinearRegression(), x, y.reshape(-1, 1), NUMBERS)
    case("linear_normalize", lambda: LinearRegression(normalize=True), x, y, NUMBERS, until=(1, 2))
    case("linear_positive_only", lambda: LinearRegression(positive=True), x, y, NUMBERS, since=(0, 24))
    case("linear_weighted", LinearRegression(), x, y, NUMBERS, fit_params={"sample_weight": data.weights()})
    case("linear_wide", LinearRegression(), data.wide(), data.target(data.wide()), NUMBERS)
    asked = x.iloc[:8].copy()
    asked.iloc[3, 1] = np.nan
    asked.iloc[5, 0] = np.inf
    case("linear_not_finite", LinearRegression(), x, y, NUMBERS, rows=asked, errors={3: "MISSING_VALUE", 5: "NOT_FINITE"})


def named(name, **options):
    """An estimator of this module by name, with the options that this version knows."""
    return lambda: given(getattr(linear_model, name), **options)


@group
def regressors():
    x = data.numbers()
    y = data.target(x)
    for name, options in [
            ("Ridge", {}), ("RidgeCV", {}), ("Lasso", {"alpha": 0.1}), ("LassoCV", {"cv": 3}), ("ElasticNet", {"alpha": 0.1}),
            ("ElasticNetCV", {"cv": 3}), ("Lars", {"n_nonzero_coefs": 2}), ("LarsCV", {"cv": 3}), ("LassoLars", {"alpha": 0.01}),
            ("LassoLarsCV", {"cv": 3}), ("LassoLarsIC", {}), ("OrthogonalMatchingPursuit", {"n_nonzero_coefs": 2}),
            ("OrthogonalMatchingPursuitCV", {"cv": 3}), ("BayesianRidge", {"compute_score": True}), ("ARDRegression", {"compute_score": True}),
            ("HuberRegressor", {}), ("TheilSenRegressor", {"random_state": 1, "max_subpopulation": 100}),
            ("SGDRegressor", {"random_state": 1, "max_iter": 20, "n_iter": 20, "tol": None}),
            ("PassiveAggressiveRegressor", {"random_state": 1, "max_iter": 20, "n_iter": 20, "tol": None})]:
        case("reg_" + name.lower(), named(name, **options), x, y, NUMBERS)
    case("reg_quantileregressor", named("QuantileRegressor", quantile=0.7, alpha=0.01, solver="highs"), x, y, NUMBERS, since=(1, 0))
    case("reg_ridge_no_intercept", named("Ridge", fit_intercept=False), x, y, NUMBERS)
    case("reg_sgd_average", named("SGDRegressor", average=True, random_state=1, max_iter=20, n_iter=20, tol=None), x, y, NUMBERS)
    case("reg_sgd_huber", named("SGDRegressor", loss="huber", random_state=1, max_iter=20, n_iter=20, tol=None), x, y, NUMBERS)
    case("reg_sgd_sparsified", named("SGDRegressor", penalty="l1", random_state=1, max_iter=20, n_iter=20, tol=None), x, y, NUMBERS,
         fit=lambda model, a, b: model.fit(a, b).sparsify())
    case("reg_float32", named("Ridge"), x.astype(np.float32), y.astype(np.float32), NUMBERS, rows=x.iloc[:4])


@group
def several_targets():
    x = data.numbers()
    y = data.targets(x)
    for name, options in [
            ("Ridge", {}), ("RidgeCV", {}), ("Lasso", {"alpha": 0.1}), ("ElasticNet", {"alpha": 0.1}), ("MultiTaskLasso", {"alpha": 0.1}),
            ("MultiTaskLassoCV", {"cv": 3}), ("MultiTaskElasticNet", {"alpha": 0.1}), ("MultiTaskElasticNetCV", {"cv": 3}), ("Lars", {}),
            ("LassoLars", {"alpha": 0.01}), ("OrthogonalMatchingPursuit", {"n_nonzero_coefs": 2})]:
        case("reg_two_" + name.lower(), named(name, **options), x, y, NUMBERS)
    case("reg_column_ridge", named("Ridge"), x, y[:, :1], NUMBERS)
    case("reg_column_lars", named("Lars"), x, y[:, :1], NUMBERS)
    case("reg_two_ridge_no_intercept", named("Ridge", fit_intercept=False), x, y, NUMBERS)


@group(since=(0, 23))
def generalized():
    x = data.numbers()
    y = np.abs(data.target(x)) + 0.1
    case("glm_poisson", named("PoissonRegressor"), x, y, NUMBERS)
    case("glm_gamma", named("GammaRegressor"), x, y, NUMBERS)
    case("glm_no_intercept", named("GammaRegressor", fit_intercept=False), x, y, NUMBERS)
    for power in (0, 1.5, 2, 3):
        case("glm_tweedie_%s" % str(power).replace(".", "_"), named("TweedieRegressor", power=power), x, y, NUMBERS)
    case("glm_tweedie_log", named("TweedieRegressor", power=0, link="log"), x, y, NUMBERS)
    case("glm_tweedie_identity", named("TweedieRegressor", power=1.5, link="identity", alpha=10, max_iter=3), x, y + 20, NUMBERS)
    mutation("glm_tweedie_log", "link", "identity")
    mutation("glm_tweedie_0", "power", 1.5)
    mutation("glm_poisson", "coef_", lambda old: old + 1)


@group
def ransac():
    x = data.numbers()
    y = data.target(x)
    case("ransac", named("RANSACRegressor", random_state=1), x, y, NUMBERS)
    case("ransac_two", named("RANSACRegressor", random_state=1), x, data.targets(x), NUMBERS)
    inner = Pipeline([("scale", StandardScaler()), ("model", linear_model.Ridge())])
    case("ransac_pipeline", lambda: linear_model.RANSACRegressor(inner, random_state=1, min_samples=20), x, y, NUMBERS)


@group
def ridge_classifiers():
    x = data.numbers()
    scores = {"predict": EXACT, "decision_function": near(1e-9)}
    for name in ("RidgeClassifier", "RidgeClassifierCV"):
        for kind, y in [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x)), ("labels", data.labels(x))]:
            # RidgeClassifier itself takes labels from 1.0 on
            case("%s_%s" % (name.lower(), kind), named(name), x, y, scores, since=(1, 0) if (name, kind) == ("RidgeClassifier", "labels") else None)
    case("ridgeclassifier_no_intercept", named("RidgeClassifier", fit_intercept=False), x, data.three_classes(x), scores)


def far_below(model, x, y):
    model.fit(x, y)
    model.intercept_ -= 5000


@group
def descent():
    x = data.numbers()
    scores = {"predict": EXACT, "decision_function": near(1e-9)}
    both = dict(scores, predict_proba=near(1e-11), predict_log_proba=near(1e-9))
    common = {"random_state": 1, "max_iter": 10, "n_iter": 10, "tol": None}
    log = "log_loss" if the.version >= (1, 1) else "log"
    kinds = [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]
    for kind, y in kinds:
        for loss in ("hinge", "squared_hinge", "perceptron", "huber", "epsilon_insensitive"):
            case("sgd_%s_%s" % (loss, kind), named("SGDClassifier", loss=loss, **common), x, y, scores)
        case("sgd_log_%s" % kind, named("SGDClassifier", loss=log, **common), x, y, both)
        case("sgd_modified_huber_%s" % kind, named("SGDClassifier", loss="modified_huber", **common), x, y, dict(both, predict_proba=near(1e-9)))
        case("perceptron_%s" % kind, named("Perceptron", **common), x, y, scores)
        case("passive_aggressive_%s" % kind, named("PassiveAggressiveClassifier", **common), x, y, scores)
    # far away every share is 0, and the rule for that counts
    far = x.iloc[:8] * 200
    case("sgd_modified_huber_far", named("SGDClassifier", loss="modified_huber", **common), x, data.three_classes(x), both, rows=far)
    case("sgd_average", named("SGDClassifier", average=True, **common), x, data.three_classes(x), scores)
    case("sgd_average_late", named("SGDClassifier", average=100000, **common), x, data.two_classes(x), scores)
    case("sgd_no_intercept", named("SGDClassifier", fit_intercept=False, **common), x, data.three_classes(x), scores)
    case("sgd_early", named("SGDClassifier", early_stopping=True, random_state=1, max_iter=10, tol=1e-3), x, data.three_classes(x), scores, since=(0, 20))
    case("sgd_partial", named("SGDClassifier", random_state=1), x, data.three_classes(x), scores, fit=lambda model, a, b: model.partial_fit(a, b, classes=[0, 1, 2]))
    for kind, y in kinds[:2]:
        case("sgd_sparsified_%s" % kind, named("SGDClassifier", penalty="l1", alpha=0.01, **common), x, y, scores, fit=lambda model, a, b: model.fit(a, b).sparsify())
    case("sgd_log_nothing", named("SGDClassifier", loss=log, **common), x, data.three_classes(x), {"predict": EXACT, "predict_proba": EXACT},
         rows=x.iloc[:4], fit=far_below)  # every sigmoid is 0
    mutation("sgd_log_three", "loss", "modified_huber")
    mutation("sgd_modified_huber_two", "loss", log)


@group(since=(1, 0))
def one_class():
    x = data.numbers()
    answers = {"predict": EXACT, "decision_function": near(1e-9), "score_samples": near(1e-9)}
    case("sgd_one_class", named("SGDOneClassSVM", random_state=1, nu=0.2), x, None, answers)
    case("sgd_one_class_average", named("SGDOneClassSVM", random_state=1, nu=0.2, average=True), x, None, answers)
    mutation("sgd_one_class", "offset_", lambda old: old + 1)


@group
def more_logistic():
    x = data.numbers()
    all_of_it = dict(CLASSES, predict_log_proba=near(1e-9))
    for kind, y in [("two", data.two_classes(x)), ("three", data.three_classes(x))]:
        case("logistic_cv_%s" % kind, lambda: given(linear_model.LogisticRegressionCV, Cs=3, cv=3, solver="lbfgs", use_legacy_attributes=False), x, y, all_of_it)
        case("logistic_sparsified_%s" % kind, logistic(), x, y, all_of_it, fit=lambda model, a, b: model.fit(a, b).sparsify())
        case("logistic_default_%s" % kind, lambda: LogisticRegression(), x, y, all_of_it)
    case("logistic_cv_ovr", lambda: given(linear_model.LogisticRegressionCV, Cs=3, cv=3, solver="lbfgs", multi_class="ovr"), x, data.three_classes(x), all_of_it, until=(1, 8))
    case("logistic_cv_elastic", lambda: given(linear_model.LogisticRegressionCV, Cs=2, cv=3, solver="saga", penalty="elasticnet", l1_ratios=[0.2, 0.8], max_iter=20, random_state=1, use_legacy_attributes=True), x, data.three_classes(x), all_of_it, since=(0, 21))
    case("logistic_auto_liblinear", logistic(multi_class="auto", solver="liblinear"), x, data.three_classes(x), all_of_it, since=(0, 20), until=(1, 8))
    # all sigmoids are 0: what is shared out then
    far = data.numbers() * 1e5
    case("logistic_ovr_far", logistic(solver="liblinear", multi_class="ovr"), x.iloc[:, :2], data.three_classes(x), dict(CLASSES), rows=far.iloc[:12, :2], until=(1, 8))
    bad = x.iloc[:6].copy()
    bad.iloc[1, 2] = np.nan
    bad.iloc[2, 0] = -np.inf
    case("logistic_not_finite", logistic(), x, data.three_classes(x), CLASSES, rows=bad, errors={1: "MISSING_VALUE", 2: "NOT_FINITE"})


@group
def mutations():
    mutation("logistic_ovr_three", "multi_class", "multinomial", until=(1, 8))
    mutation("logistic_multinomial_three", "multi_class", "ovr", until=(1, 8))
    mutation("logistic_multinomial_two", "multi_class", "ovr", since=(0, 20), until=(1, 8))
    mutation("logistic_liblinear_three", "solver", "lbfgs", since=(0, 22), until=(1, 8))
    mutation("logistic_classes_int", "intercept_", lambda old: old + 1)
    mutation("logistic_classes_int", "classes_", lambda old: old + 1)
    mutation("linear_plain", "coef_", lambda old: old * 2)
    mutation("linear_plain", "intercept_", lambda old: old + 1)
