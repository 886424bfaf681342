"""sklearn.feature_selection"""
import numpy as np
from sklearn.ensemble import AdaBoostClassifier, ExtraTreesClassifier, GradientBoostingRegressor, RandomForestClassifier
from sklearn.feature_selection import (RFE, RFECV, GenericUnivariateSelect, SelectFdr, SelectFpr, SelectFromModel, SelectFwe, SelectKBest, SelectPercentile,
                                       VarianceThreshold, chi2, f_regression)
from sklearn.linear_model import ElasticNet, Lasso, LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near, refused

CELLS = {"transform": EXACT}


def noisy():
    """Six columns, the first two of which tell something."""
    return data.numbers(6)


def bad_rows(x, where, value=np.nan):
    rows = x.iloc[:8].copy()
    rows.iloc[where] = value
    return rows


@group
def univariate():
    x = noisy()
    y = data.three_classes(x)
    case("select_best", SelectKBest(k=2), x, y, CELLS)
    case("select_best_all", SelectKBest(k="all"), x, y, CELLS)
    case("select_best_counts", SelectKBest(chi2, k=3), data.counts(), y, CELLS)
    ties = x.assign(e=x["a"], f=x["b"])
    case("select_best_ties", SelectKBest(k=3), ties, y, CELLS)
    for percent in (10, 34, 50, 84, 100):
        case("select_percentile_%d" % percent, SelectPercentile(percentile=percent), ties if percent < 60 else x, y, CELLS) if percent > 10 else None
    case("select_fpr", SelectFpr(alpha=0.3), x, y, CELLS)
    case("select_fdr", SelectFdr(alpha=0.3), x, y, CELLS)
    case("select_fwe", SelectFwe(alpha=0.9), x, y, CELLS)
    for mode, param in [("k_best", 3), ("percentile", 34), ("fpr", 0.3), ("fdr", 0.3), ("fwe", 0.9)]:
        case("select_generic_" + mode, GenericUnivariateSelect(mode=mode, param=param), x, y, CELLS)
    case("select_regression", SelectKBest(f_regression, k=2), x, data.target(x), CELLS)
    case("select_constant_column", SelectKBest(k=2), x.assign(a=1.0), y, CELLS)
    case("select_nan_refused", SelectKBest(k=2), x, y, CELLS, rows=bad_rows(x, (3, 4)), errors={3: "MISSING_VALUE"})
    case("select_variance", VarianceThreshold(0.5), x.assign(b=x["b"] / 10), None, CELLS)
    case("select_variance_zero", VarianceThreshold(), x.assign(b=1.0), None, CELLS)
    case("select_variance_missing", lambda: VarianceThreshold(0.9), data.missing(6), None, CELLS, since=(0, 22))
    case("select_in_pipeline", Pipeline([("scale", StandardScaler()), ("best", SelectKBest(k=2)), ("line", LinearRegression())]), x, data.target(x),
         {"predict": near(1e-9)})
    mutation("select_best", "k", 3)
    mutation("select_fpr", "alpha", 1e-9)
    mutation("select_generic_k_best", "mode", "percentile")


@group
def by_model():
    x = noisy()
    y, t = data.three_classes(x), data.target(x)
    logistic = lambda **options: given(LogisticRegression, solver="liblinear", **options)
    binary = data.two_classes(x)
    case("select_model_default", SelectFromModel(logistic()), x, binary, CELLS)
    case("select_model_three", SelectFromModel(LogisticRegression()), x, y, CELLS)
    case("select_model_l1", SelectFromModel(LogisticRegression(penalty="l1", solver="liblinear", C=0.05)), x, binary, CELLS)
    case("select_model_lasso", SelectFromModel(Lasso(alpha=0.2)), x, t, CELLS)
    case("select_model_elastic", SelectFromModel(ElasticNet(alpha=0.2, l1_ratio=1.0)), x, t, CELLS)
    for name, threshold in [("mean", "mean"), ("median", "median"), ("scaled", "0.7 * mean"), ("scaled_median", "1.3*median"), ("number", 0.4)]:
        case("select_model_" + name, SelectFromModel(LinearRegression(), threshold=threshold), x, t, CELLS)
    case("select_model_prefit", SelectFromModel(LinearRegression().fit(x, t), prefit=True), x, t, CELLS, fit=False, since=(1, 2))
    case("select_model_most", lambda: SelectFromModel(LinearRegression(), max_features=2, threshold=-np.inf), x, t, CELLS, since=(0, 20))
    for name, order in (("1", 1), ("2", 2), ("inf", np.inf), ("-inf", -np.inf)):
        case("select_model_order_" + name, lambda order=order: SelectFromModel(LogisticRegression(), norm_order=order), x, y, CELLS, since=(0, 20))
    case("select_model_getter", lambda: SelectFromModel(Pipeline([("scale", StandardScaler()), ("line", LinearRegression())]),
                                                        importance_getter="named_steps.line.coef_"), x, t, CELLS, since=(0, 24))
    rng = {"random_state": 3}
    trees = [("tree", DecisionTreeClassifier(max_depth=4, **rng)), ("forest", RandomForestClassifier(n_estimators=5, max_depth=3, **rng)),
             ("extra", ExtraTreesClassifier(n_estimators=5, max_depth=3, **rng)), ("ada", AdaBoostClassifier(DecisionTreeClassifier(max_depth=2), n_estimators=5, **rng))]
    for name, model in trees:
        case("select_%s_median" % name, SelectFromModel(model, threshold="median"), x, y, CELLS)
        case("select_%s_mean" % name, SelectFromModel(model), x, y, CELLS)
    case("select_boosting", SelectFromModel(GradientBoostingRegressor(n_estimators=5, **rng)), x, t, CELLS, since=(0, 21))
    case("select_tree_missing", lambda: SelectFromModel(DecisionTreeRegressor(max_depth=3)), data.missing(6), data.target(noisy()), CELLS, since=(1, 3))
    from sklearn.svm import SVC
    refused("UNSUPPORTED_OPTION", "importances of a SVC", "select_svc", SelectFromModel(SVC(kernel="linear")), x, y)
    mutation("select_model_number", "threshold", 5.0)
    mutation("select_model_most", "max_features", 4, since=(0, 20), until=(1, 1))
    mutation("select_model_most", "max_features_", 4, since=(1, 1))


@group
def elimination():
    x = noisy()
    y, t = data.three_classes(x), data.target(x)
    case("rfe_line", RFE(LinearRegression(), n_features_to_select=3), x, t, {"predict": near(1e-9), "transform": EXACT})
    case("rfe_logistic", RFE(LogisticRegression(), n_features_to_select=2), x, y, {"predict": EXACT, "predict_proba": LINEAR, "decision_function": near(1e-9), "transform": EXACT})
    case("rfe_tree", RFE(DecisionTreeClassifier(max_depth=3, random_state=3), n_features_to_select=3), x, y, {"predict": EXACT, "predict_proba": EXACT, "transform": EXACT})
    case("rfecv_line", lambda: RFECV(LinearRegression(), cv=3), x, t, {"predict": near(1e-9), "transform": EXACT})
    case("rfe_nan_refused", RFE(LinearRegression(), n_features_to_select=3), x, t, {"predict": near(1e-9)}, rows=bad_rows(x, (3, 5)), errors={3: "MISSING_VALUE"})
    mutation("rfe_line", "support_", lambda old: ~old)


@group(since=(0, 24))
def sequential():
    from sklearn.feature_selection import SequentialFeatureSelector
    x = noisy()
    for direction in ("forward", "backward"):
        case("sequential_" + direction, SequentialFeatureSelector(LinearRegression(), n_features_to_select=2, direction=direction, cv=3), x, data.target(x), CELLS)
