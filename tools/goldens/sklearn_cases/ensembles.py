"""sklearn.ensemble: what is made of estimators of any kind: bagging, boosting of weights, voting, stacking, isolation"""
import numpy as np
from sklearn.ensemble import (AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, IsolationForest, RandomForestClassifier,
                              RandomTreesEmbedding, VotingClassifier)
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, LINEAR, ULP, case, given, group, mutation, near, the

CLASSES = {"predict": EXACT, "predict_proba": EXACT}
# Through logarithms and powers, summed up: a unit in the last place of each, more where the sum cancels.
LOGS = near(1e-13, 8)


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def logistic(**options):
    return given(LogisticRegression, solver="liblinear" if the.version < (1, 0) else "lbfgs", random_state=1, **options)


def inside(kind, estimator, **options):
    """estimator= of newer versions, base_estimator= of older ones."""
    return kind(**dict(options, **{"base_estimator" if the.version < (1, 2) else "estimator": estimator}))


@group
def bagging():
    x = data.numbers()
    y = data.three_classes(x)
    few = {"n_estimators": 5, "random_state": 1}
    logs = {"predict": EXACT, "predict_proba": EXACT, "predict_log_proba": LOGS}
    case("bagging_trees", inside(BaggingClassifier, tree(), **few), x, y, logs)
    case("bagging_text", inside(BaggingClassifier, tree(), **few), x, data.text_classes(x), CLASSES)
    case("bagging_columns", inside(BaggingClassifier, tree(), max_features=0.5, bootstrap_features=True, **few), x, y, CLASSES)
    # of fewer trees or jobs the sums may be the same whatever their order
    case("bagging_jobs", inside(BaggingClassifier, tree(), n_jobs=3, n_estimators=20, random_state=1), x, y, CLASSES)
    case("bagging_out_of_bag", inside(BaggingClassifier, tree(), oob_score=True, n_estimators=15, random_state=1), x, y, CLASSES)
    case("bagging_votes", inside(BaggingClassifier, LinearSVC(random_state=1, tol=1e-2), **few), x, y, {"predict": EXACT, "predict_proba": EXACT, "decision_function": LINEAR})
    case("bagging_decisions", inside(BaggingClassifier, logistic(), **few), x, data.two_classes(x), {"predict": EXACT, "predict_proba": LINEAR, "decision_function": LINEAR})
    rare = np.where(np.arange(len(x)) < 4, 7, np.where(y == 0, 3, 5))
    case("bagging_misses_classes", inside(BaggingClassifier, tree(), max_samples=12, **few), x, rare, logs)
    case("bagging_regressor", inside(BaggingRegressor, DecisionTreeRegressor(max_depth=4), **few), x, data.target(x), {"predict": EXACT})
    case("bagging_regressor_jobs", inside(BaggingRegressor, DecisionTreeRegressor(), n_jobs=3, n_estimators=10, random_state=1), x, data.target(x), {"predict": EXACT})
    case("bagging_regressor_columns", inside(BaggingRegressor, DecisionTreeRegressor(), max_features=2, **few), x, data.target(x), {"predict": EXACT})
    case("bagging_regressor_two", inside(BaggingRegressor, DecisionTreeRegressor(max_depth=3), **few), x, data.targets(x), {"predict": EXACT}, since=(0, 23))
    gaps = data.missing()
    case("bagging_nan", lambda: inside(BaggingClassifier, tree(), **few), gaps, data.three_classes(gaps), CLASSES, since=(1, 3))
    bad = x.iloc[:6].copy()
    bad.iloc[1, 1] = np.nan
    case("bagging_refuses_nan", inside(BaggingClassifier, tree(), **few), x, y, CLASSES, rows=bad, errors={1: "MISSING_VALUE"}, until=(1, 3))
    mutation("bagging_columns", "estimators_features_", lambda old: [columns[::-1] for columns in old])
    mutation("bagging_jobs", "n_jobs", None)
    mutation("bagging_regressor_jobs", "n_jobs", None)


@group
def weights():
    x = data.numbers()
    y = data.three_classes(x)
    few = {"n_estimators": 6, "random_state": 1}
    outputs = {"predict": EXACT, "predict_proba": ULP, "predict_log_proba": LOGS, "decision_function": EXACT}
    only = {"algorithm": "SAMME"} if the.version < (1, 6) else {}

    def votes(**options):
        return AdaBoostClassifier(**dict(few, **dict(only, **options)))

    name = "base_estimator" if the.version < (1, 2) else "estimator"
    case("boost_votes", votes(), x, y, outputs)
    case("boost_votes_two", votes(), x, data.two_classes(x), outputs)
    case("boost_votes_text", votes(learning_rate=0.5, **{name: tree(2)}), x, data.text_classes(x), outputs)
    case("boost_votes_logistic", votes(**{name: logistic()}), x, data.two_classes(x), {"predict": EXACT, "decision_function": EXACT})
    real = {"predict": EXACT, "predict_proba": LOGS, "predict_log_proba": LOGS, "decision_function": near(1e-12, 8)}
    case("boost_real", lambda: AdaBoostClassifier(algorithm="SAMME.R", **few), x, y, real, until=(1, 6))
    case("boost_real_two", lambda: AdaBoostClassifier(algorithm="SAMME.R", **few), x, data.two_classes(x), real, until=(1, 6))
    case("boost_real_forest", lambda: AdaBoostClassifier(**dict(few, algorithm="SAMME.R", **{name: RandomForestClassifier(n_estimators=3, max_depth=2, random_state=1)})), x, y,
         real, until=(1, 6))
    case("boost_perfect", votes(**{name: tree(12)}), x, y, outputs)
    number = {"predict": EXACT}
    case("boost_regressor", AdaBoostRegressor(**few), x, data.target(x), number)
    case("boost_regressor_many", AdaBoostRegressor(n_estimators=25, loss="square", random_state=1, **{name: DecisionTreeRegressor(max_depth=2)}), x, data.target(x), number)
    case("boost_regressor_linear", AdaBoostRegressor(loss="exponential", **dict(few, **{name: LinearRegression()})), x, data.target(x), {"predict": LINEAR})
    bad = x.iloc[:6].copy()
    bad.iloc[1, 1] = np.nan
    case("boost_refuses_nan", votes(), x, y, {"predict": EXACT}, rows=bad, errors={1: "MISSING_VALUE"})
    mutation("boost_votes", "estimator_weights_", lambda old: old[::-1] * np.arange(1, len(old) + 1))
    mutation("boost_regressor", "estimator_weights_", lambda old: old[::-1] ** 4)
    mutation("boost_real", "algorithm", "SAMME", until=(1, 6))


@group
def isolation():
    x = data.numbers()
    few = {"n_estimators": 10, "random_state": 1}
    outputs = {"predict": EXACT, "decision_function": near(1e-11, 8)}
    if the.version >= (0, 20):
        outputs["score_samples"] = ULP
    new = {"behaviour": "new"} if (0, 20) <= the.version < (0, 22) else {}
    case("isolation", given(IsolationForest, contamination=0.123, **dict(few, **new)), x, None, outputs)
    case("isolation_old", lambda: IsolationForest(behaviour="old", contamination=0.123, **few), x, None, outputs, since=(0, 20), until=(0, 22))
    case("isolation_auto", lambda: given(IsolationForest, contamination="auto", **dict(few, **new)), x, None, outputs, since=(0, 20))
    case("isolation_columns", given(IsolationForest, max_features=2, max_samples=40, contamination=0.123, **dict(few, **new)), x, None, outputs, since=(0, 19))
    case("isolation_bootstrap", given(IsolationForest, bootstrap=True, max_samples=0.3, contamination=0.123, **dict(few, **new)), x, None, outputs)
    gaps = data.missing()
    case("isolation_nan", lambda: IsolationForest(contamination=0.123, **few), gaps, None, outputs, since=(1, 6))
    bad = x.iloc[:6].copy()
    bad.iloc[1, 1] = np.nan
    case("isolation_refuses_nan", given(IsolationForest, **dict(few, **new)), x, None, {"predict": EXACT}, rows=bad, errors={1: "MISSING_VALUE"}, until=(1, 6))
    mutation("isolation", "threshold_" if the.version < (0, 20) else "offset_", lambda old: old + 0.1)
    mutation("isolation_columns", "estimators_features_", lambda old: [columns[::-1] for columns in old], since=(0, 19))
    mutation("isolation_old", "behaviour", "new", since=(0, 20), until=(0, 22))
    mutation("isolation_old", "_threshold_", lambda old: old + 0.1, since=(0, 20), until=(0, 22))
    mutation("isolation", "_max_samples", lambda old: old * 2)
    for lengths in ("_average_path_length_per_tree", "_decision_path_lengths"):
        mutation("isolation", lengths, lambda old: [each + 1 for each in old], since=(1, 3))


@group
def embedding():
    x = data.numbers()
    case("embedding", RandomTreesEmbedding(n_estimators=3, max_depth=2, random_state=1), x, None, {"transform": EXACT, "apply": EXACT})
    case("embedding_dense", RandomTreesEmbedding(n_estimators=3, max_depth=3, sparse_output=False, random_state=1), x, None, {"transform": EXACT})


def some():
    return [("tree", tree()), ("line", logistic()), ("deep", tree(6))]


@group
def voting():
    x = data.numbers()
    y = data.three_classes(x)
    shares = {"predict": EXACT, "predict_proba": LINEAR}
    flat = {"flatten_transform": True} if the.version >= (0, 19) else {}
    case("vote_hard", VotingClassifier(some()), x, y, {"predict": EXACT, "transform": EXACT})
    case("vote_hard_weights", VotingClassifier(some(), weights=[1, 3, 1.5]), x, data.text_classes(x), {"predict": EXACT, "transform": EXACT})
    case("vote_hard_ties", VotingClassifier(some()[:2]), x, y, {"predict": EXACT})
    case("vote_soft", VotingClassifier(some(), voting="soft", **flat), x, y, dict(shares, **({"transform": LINEAR} if flat else {})))
    case("vote_soft_weights", VotingClassifier(some(), voting="soft", weights=[1, 3, 1.5]), x, y, shares)
    case("vote_soft_trees", VotingClassifier([some()[0], some()[2]], voting="soft"), x, data.two_classes(x), {"predict": EXACT, "predict_proba": EXACT})
    case("vote_soft_cube", lambda: VotingClassifier(some(), voting="soft", flatten_transform=False), x, y, shares, since=(0, 19))
    nothing = None if the.version < (0, 22) else "drop"
    dropped = [some()[0], ("none", nothing), some()[2], some()[1]]
    case("vote_dropped", lambda: VotingClassifier(dropped, weights=[1, 9, 2, 1.5]), x, y, {"predict": EXACT, "transform": EXACT}, since=(0, 20))
    gaps = data.missing()
    case("vote_nan", lambda: VotingClassifier([some()[0], some()[2]], voting="soft"), gaps, data.two_classes(gaps), {"predict": EXACT, "predict_proba": EXACT}, since=(1, 3))
    mutation("vote_hard_weights", "weights", [3, 1, 1])
    mutation("vote_soft_weights", "weights", None)
    mutation("vote_soft", "flatten_transform", False, since=(0, 19))
    mutation("vote_hard_ties", "voting", "soft")


@group(since=(0, 21))
def voting_regressors():
    from sklearn.ensemble import VotingRegressor
    x = data.numbers()
    y = data.target(x)
    members = [("tree", DecisionTreeRegressor(max_depth=3, random_state=1)), ("deep", DecisionTreeRegressor(random_state=1)), ("wide", DecisionTreeRegressor(max_leaf_nodes=6, random_state=1))]
    case("vote_numbers", VotingRegressor(members), x, y, {"predict": EXACT, "transform": EXACT})
    case("vote_numbers_weights", VotingRegressor(members, weights=[1, 3, 1.5]), x, y, {"predict": EXACT})
    case("vote_numbers_line", VotingRegressor(members[:1] + [("line", make_pipeline(StandardScaler(), LinearRegression()))]), x, y, {"predict": LINEAR, "transform": LINEAR})
    mutation("vote_numbers_weights", "weights", None)


@group(since=(0, 22))
def stacking():
    from sklearn.ensemble import StackingClassifier, StackingRegressor
    x = data.numbers()
    y = data.three_classes(x)
    trees = [("tree", tree()), ("deep", tree(6))]
    three = {"cv": 3}
    outputs = {"predict": EXACT, "predict_proba": LINEAR, "transform": EXACT}
    case("stack", StackingClassifier(trees, **three), x, y, dict(outputs, decision_function=near(1e-11)))
    case("stack_two", StackingClassifier(trees, final_estimator=tree(4), **three), x, data.two_classes(x), outputs)
    case("stack_text", StackingClassifier(trees, final_estimator=logistic(), **three), x, data.text_classes(x), outputs)
    case("stack_predict", StackingClassifier(trees, stack_method="predict", **three), x, y, outputs)
    case("stack_decisions", StackingClassifier([("line", logistic()), ("tree", tree())], final_estimator=tree(5), stack_method="auto", **three), x, y,
         {"predict": EXACT, "predict_proba": EXACT, "transform": LINEAR})
    case("stack_of_decisions", StackingClassifier([("line", logistic())], final_estimator=tree(5), stack_method="decision_function", **three), x, data.two_classes(x),
         {"predict": EXACT, "transform": LINEAR})
    case("stack_passthrough", StackingClassifier(trees, final_estimator=tree(8), passthrough=True, **three), x, y, outputs)
    case("stack_dropped", StackingClassifier([trees[0], ("none", "drop"), trees[1]], **three), x, y, outputs)
    prefit = [("tree", tree().fit(x, y)), ("deep", tree(6).fit(x, y))]
    case("stack_prefit", lambda: StackingClassifier(prefit, cv="prefit"), x, y, outputs, since=(1, 1))
    labelled = dict(outputs, predict_proba=EXACT)
    case("stack_labels", lambda: StackingClassifier(trees, final_estimator=tree(4), **three), x, data.labels(x), labelled, since=(1, 2))
    case("stack_two_labels", lambda: StackingClassifier(trees, final_estimator=tree(4), passthrough=True, **three), x, data.labels(x)[:, :2], labelled, since=(1, 2))
    case("stack_labels_scores", lambda: StackingClassifier([trees[0], ("ridge", RidgeClassifier())], final_estimator=RidgeClassifier(), **three), x, data.labels(x),
         {"predict": EXACT, "transform": LINEAR}, since=(1, 2))
    case("stack_labels_rest", lambda: StackingClassifier([trees[0], ("rest", OneVsRestClassifier(tree()))], final_estimator=tree(4), **three), x, data.labels(x), labelled,
         since=(1, 2))
    case("stack_labels_predict", lambda: StackingClassifier(trees, final_estimator=tree(4), stack_method="predict", **three), x, data.labels(x), labelled, since=(1, 2))
    members = [("tree", DecisionTreeRegressor(max_depth=3, random_state=1)), ("deep", DecisionTreeRegressor(random_state=1))]
    t = data.target(x)
    case("stack_numbers", StackingRegressor(members, final_estimator=LinearRegression(), **three), x, t, {"predict": LINEAR, "transform": EXACT})
    case("stack_numbers_tree", StackingRegressor(members, final_estimator=DecisionTreeRegressor(random_state=1), passthrough=True, **three), x, t,
         {"predict": EXACT, "transform": EXACT})
    mutation("stack_passthrough", "passthrough", False)
    mutation("stack_decisions", "stack_method_", lambda old: ["decision_function", "predict_proba"])
