"""mlxtend.classifier and mlxtend.feature_selection.ColumnSelector. The version is mlxtend's own."""
from mlxtend.classifier import EnsembleVoteClassifier, StackingClassifier, StackingCVClassifier
from mlxtend.feature_selection import ColumnSelector
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import data
from registry import EXACT, LINEAR, case, group, mutation, near

LEAVES = {"predict": EXACT, "predict_proba": near(1e-14)}
SUMS = {"predict": EXACT, "predict_proba": LINEAR}


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def line():
    return LogisticRegression(solver="lbfgs", max_iter=500)


def some():
    return [tree(), line(), tree(6)]


@group
def votes():
    x = data.numbers()
    text = data.text_classes(x)
    case("mlx_vote", EnsembleVoteClassifier(some()), x, text, {"predict": EXACT})
    case("mlx_vote_weights", EnsembleVoteClassifier(some(), weights=[1, 3, 1.5]), x, text, {"predict": EXACT, "predict_proba": LINEAR})
    case("mlx_vote_soft", EnsembleVoteClassifier(some(), voting="soft"), x, text, SUMS)
    case("mlx_vote_soft_weights", EnsembleVoteClassifier(some(), voting="soft", weights=[1, 3, 1.5]), x, text, SUMS)
    case("mlx_vote_soft_sure", EnsembleVoteClassifier([tree(1), tree(2), tree(12)], voting="soft"), x, text, LEAVES)
    case("mlx_vote_scaled", make_pipeline(StandardScaler(), EnsembleVoteClassifier(some(), voting="soft")), x, data.two_classes(x), SUMS)
    whole = data.three_classes(x) + 4
    ready = [each.fit(x, whole) for each in some()]
    case("mlx_vote_fitted", EnsembleVoteClassifier(ready, fit_base_estimators=False, use_clones=False), x, whole, {"predict": EXACT})
    mutation("mlx_vote_weights", "weights", [3, 1, 1])
    mutation("mlx_vote_soft_sure", "voting", "hard")
    mutation("mlx_vote_fitted", "fit_base_estimators", True)


@group
def stacks():
    x = data.numbers()
    y = data.three_classes(x)
    shares = {"use_probas": True}
    case("mlx_stack", StackingClassifier(some(), meta_classifier=tree(4)), x, y, LEAVES)
    case("mlx_stack_shares", StackingClassifier([tree(), tree(6)], meta_classifier=line(), **shares), x, y, dict(SUMS, decision_function=near(1e-11)))
    case("mlx_stack_average", StackingClassifier([tree(), tree(6)], meta_classifier=tree(5), average_probas=True, **shares), x, data.text_classes(x), LEAVES)
    for which in ("first", "last"):
        case("mlx_stack_" + which, StackingClassifier([tree(), tree(6)], meta_classifier=tree(5), drop_proba_col=which, **shares), x, y, LEAVES)
    case("mlx_stack_columns", StackingClassifier([tree(), tree(6)], meta_classifier=line(), use_features_in_secondary=True), x, data.two_classes(x), SUMS)
    case("mlx_stack_cv", StackingCVClassifier([tree(), tree(6)], meta_classifier=tree(5), cv=3, random_state=1, **shares), x, data.text_classes(x), LEAVES)
    case("mlx_stack_cv_labels", StackingCVClassifier([tree(), RidgeClassifier()], meta_classifier=tree(5), cv=3, random_state=1, use_features_in_secondary=True), x, y, LEAVES)
    mutation("mlx_stack_first", "drop_proba_col", "last")
    mutation("mlx_stack_average", "average_probas", False)


@group
def columns():
    x = data.numbers()
    y = data.three_classes(x)
    case("mlx_columns", make_pipeline(ColumnSelector(cols=["b", "d"]), tree()), x[["b", "d"]], y, {"predict": EXACT})
    case("mlx_columns_numbers", make_pipeline(ColumnSelector(cols=(3, 1)), StandardScaler(), tree()), data.array(), y, {"predict": EXACT})
    case("mlx_vote_of_columns", EnsembleVoteClassifier([make_pipeline(ColumnSelector(cols=[0, 3]), tree()), make_pipeline(ColumnSelector(cols=[1, 2]), tree())]), data.array(), y,
         {"predict": EXACT})
    mutation("mlx_columns_numbers", "steps[0][1].cols", (1, 3))
