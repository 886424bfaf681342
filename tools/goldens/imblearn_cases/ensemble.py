"""imblearn.ensemble, and pipelines with samplers. The version is imbalanced-learn's own."""
import warnings

import numpy as np
from sklearn.ensemble import AdaBoostClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near, the

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from imblearn.combine import SMOTEENN
    from imblearn.ensemble import BalancedBaggingClassifier, BalancedRandomForestClassifier, EasyEnsembleClassifier, RUSBoostClassifier
    from imblearn.over_sampling import SMOTE, RandomOverSampler
    from imblearn.pipeline import Pipeline, make_pipeline
    from imblearn.under_sampling import NearMiss, RandomUnderSampler

LEAVES = {"predict": EXACT, "predict_proba": near(1e-14)}
SUMS = {"predict": EXACT, "predict_proba": LINEAR, "decision_function": LINEAR}
# Through logarithms and powers, summed up: a unit in the last place of each, more where the sum cancels.
LOGS = {"predict": EXACT, "predict_proba": near(1e-13, 8)}
INSIDE = "base_estimator" if the.version < (0, 10) else "estimator"


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def logistic():
    return LogisticRegression(solver="liblinear", random_state=1)


def targets(x):
    return [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]


@group
def pipelines():
    x = data.numbers()
    y = data.text_classes(x)
    two = data.two_classes(x)
    for name, sampler in [("smote", SMOTE(random_state=0)), ("over", RandomOverSampler(random_state=0)), ("under", RandomUnderSampler(random_state=0)),
                          ("near", NearMiss()), ("both", SMOTEENN(random_state=0))]:
        case("pipeline_" + name, Pipeline([("scale", StandardScaler()), ("sample", sampler), ("tree", tree())]), x, y, {"predict": EXACT, "predict_proba": EXACT})
    case("pipeline_sampler_first", make_pipeline(SMOTE(random_state=0), StandardScaler(), logistic()), x, two, SUMS)
    case("pipeline_none", Pipeline([("sample", SMOTE(random_state=0)), ("none", None if the.version < (0, 6) else "passthrough"), ("tree", tree())]), x, y, {"predict": EXACT})
    case("pipeline_searched", GridSearchCV(Pipeline([("sample", SMOTE(random_state=0)), ("tree", tree())]), {"tree__max_depth": [2, 3]}, cv=3), x, y, {"predict": EXACT, "predict_proba": EXACT})
    mutation("pipeline_smote", "steps[0][1].with_mean", False)


@group
def balanced():
    x = data.numbers()
    few = {"n_estimators": 4, "random_state": 1}
    votes = {"algorithm": "SAMME"} if the.version < (0, 14) else {}
    for name, y in targets(x):
        case("balanced_bag_" + name, BalancedBaggingClassifier(**few), x, y, LEAVES)
        case("balanced_forest_" + name, given(BalancedRandomForestClassifier, max_depth=3, sampling_strategy="all", replacement=True, bootstrap=False, **few), x, y, LEAVES)
        case("easy_" + name, EasyEnsembleClassifier(**dict(few, **{INSIDE: AdaBoostClassifier(n_estimators=3, random_state=1)})), x, y, LOGS)
        case("rus_" + name, RUSBoostClassifier(**dict(few, **votes)), x, y, LOGS)
    case("balanced_bag_logistic", BalancedBaggingClassifier(**dict(few, **{INSIDE: logistic()})), x, data.two_classes(x), SUMS)
    case("balanced_bag_columns", BalancedBaggingClassifier(max_features=2, **few), x, data.three_classes(x), LEAVES)
    if the.version >= (0, 8):
        case("balanced_bag_smote", BalancedBaggingClassifier(sampler=SMOTE(random_state=0), **few), x, data.three_classes(x), LEAVES)
    if the.version < (0, 14):
        case("rus_real", RUSBoostClassifier(algorithm="SAMME.R", **few), x, data.three_classes(x), LOGS)
    case("rus_logistic", RUSBoostClassifier(**dict(few, **dict(votes, **{INSIDE: logistic()}))), x, data.two_classes(x), {"predict": EXACT})
    mutation("balanced_bag_columns", "estimators_features_", lambda old: [columns[::-1] for columns in old])
    mutation("rus_three", "estimator_weights_", lambda old: old[::-1] * np.arange(1, len(old) + 1))
