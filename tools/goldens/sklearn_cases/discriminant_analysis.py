"""sklearn.discriminant_analysis"""
import numpy as np
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis, QuadraticDiscriminantAnalysis

import data
from registry import EXACT, case, given, group, mutation, near, the

# Sums of products near 0 lose what the products round off; logarithms of what is nearly 1 lose as much.
NEAR = near(1e-9, 4)
CLASSES = {"predict": EXACT, "predict_proba": near(1e-11), "predict_log_proba": NEAR, "decision_function": NEAR}
ALL = dict(CLASSES, transform=NEAR)


def classes_of(x):
    return [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]


def linear(**options):
    return lambda: given(LinearDiscriminantAnalysis, **options)


def quadratic(**options):
    return lambda: given(QuadraticDiscriminantAnalysis, **options)


@group
def lda():
    x = data.numbers()
    y = data.three_classes(x)
    for kind, classes in classes_of(x):
        for solver in ("svd", "lsqr", "eigen"):
            case("lda_%s_%s" % (solver, kind), linear(solver=solver), x, classes, CLASSES if solver == "lsqr" else ALL)
    case("lda_one_component", linear(n_components=1), x, y, ALL)
    case("lda_priors", linear(priors=[0.1, 0.2, 0.7]), x, y, ALL)
    case("lda_shrinkage", linear(solver="lsqr", shrinkage=0.3), x, y, CLASSES)
    case("lda_shrinkage_auto", linear(solver="eigen", shrinkage="auto"), x, y, ALL)
    case("lda_covariance", linear(store_covariance=True), x, y, ALL)
    case("lda_wide", linear(), data.wide(), data.three_classes(data.wide()), ALL)
    case("lda_float32", linear(), x.astype(np.float32), y, dict(ALL, predict_log_proba=near(1e-9), decision_function=near(1e-9)), rows=x.iloc[:6])
    far = x.iloc[:6] * 1000
    # log(0), or of the least number above 0
    case("lda_far", linear(), x, y, {"predict": EXACT, "predict_log_proba": NEAR}, rows=far)
    bad = x.iloc[:6].copy()
    bad.iloc[2, 1] = np.nan
    bad.iloc[4, 0] = np.inf
    case("lda_not_finite", linear(), x, y, ALL, rows=bad, errors={2: "MISSING_VALUE", 4: "NOT_FINITE"})
    mutation("lda_svd_three", "_max_components", 1)
    mutation("lda_svd_three", "xbar_", lambda old: old + 1)
    mutation("lda_svd_three", "scalings_", lambda old: old * 2)
    mutation("lda_svd_three", "solver", "eigen")
    mutation("lda_svd_three", "solver", "lsqr")
    mutation("lda_svd_three", "intercept_", lambda old: old + [1, 2, 3])


@group
def qda():
    x = data.numbers()
    y = data.three_classes(x)
    for kind, classes in classes_of(x):
        case("qda_%s" % kind, quadratic(), x, classes, CLASSES)
    case("qda_priors", quadratic(priors=[0.1, 0.2, 0.7]), x, y, CLASSES)
    case("qda_regularised", quadratic(reg_param=0.3), x, y, CLASSES)
    case("qda_covariance", quadratic(store_covariance=True), x, y, CLASSES)
    wide = data.wide(12)
    case("qda_wide", quadratic(reg_param=0.1), wide, data.three_classes(wide), CLASSES)
    far = x.iloc[:6] * 1000
    case("qda_far", quadratic(), x, y, {"predict": EXACT, "predict_log_proba": NEAR}, rows=far)
    case("qda_eigen", quadratic(solver="eigen", shrinkage=0.2), x, y, CLASSES, since=(1, 8))
    mutation("qda_three", "priors_", lambda old: old[::-1].copy())
    mutation("qda_three", "means_", lambda old: old + 1)
    mutation("qda_three", "scalings_", lambda old: [value * 2 for value in old])
    mutation("qda_three", "rotations_", lambda old: [value[::-1].copy() for value in old])


@group(since=(0, 24))
def estimators():
    from sklearn.covariance import OAS, LedoitWolf
    x = data.numbers()
    y = data.three_classes(x)
    case("lda_estimator", linear(solver="lsqr", covariance_estimator=LedoitWolf()), x, y, CLASSES)
    case("qda_estimator", quadratic(solver="eigen", covariance_estimator=OAS()), x, y, CLASSES, since=(1, 8))
