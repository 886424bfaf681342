"""sklearn.semi_supervised"""
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import data
from registry import EXACT, LINEAR, ULP, case, given, group, mutation, near, the


def some_known(y):
    """Every third row has no label."""
    return np.where(np.arange(len(y)) % 3 == 0, -1, y)


@group(since=(0, 24))
def self_training():
    from sklearn.semi_supervised import SelfTrainingClassifier
    x = data.numbers()
    name = "base_estimator_" if the.version < (1, 6) else "estimator_"
    tree = DecisionTreeClassifier(max_depth=3, random_state=1)
    line = given(LogisticRegression, solver="lbfgs")
    for number, y in [("two", data.two_classes(x).astype(int)), ("three", data.three_classes(x))]:
        case("self_tree_" + number, SelfTrainingClassifier(tree), x, some_known(y), {"predict": EXACT, "predict_proba": EXACT, "predict_log_proba": ULP})
        case("self_line_" + number, SelfTrainingClassifier(line), x, some_known(y), {"predict": EXACT, "predict_proba": LINEAR, "decision_function": LINEAR})
    case("self_pipeline", SelfTrainingClassifier(make_pipeline(StandardScaler(), tree), criterion="k_best", k_best=5), x, some_known(data.three_classes(x)),
         {"predict": EXACT, "predict_proba": EXACT})
    mutation("self_tree_three", name, lambda old: old.set_params(max_depth=1).fit(data.numbers(), data.three_classes(data.numbers())))


@group
def propagation():
    from sklearn.semi_supervised import LabelPropagation, LabelSpreading
    x = data.numbers()
    # sums of exp(-gamma d²), where d² is a difference of dot products in BLAS
    shares = {"predict": EXACT, "predict_proba": near(1e-10)}
    for name, kind in [("propagate", LabelPropagation), ("spread", LabelSpreading)]:
        case(name + "_three", kind(gamma=0.5), x, some_known(data.three_classes(x)), shares)
        case(name + "_two", kind(gamma=2, max_iter=200), x, some_known(data.two_classes(x).astype(int)), shares)
        case(name + "_default", kind(max_iter=5), x, some_known(data.three_classes(x)), {"predict": EXACT}, rows=x.iloc[:24])
        case(name + "_knn", kind(kernel="knn", n_neighbors=5), x, some_known(data.three_classes(x)), {"predict": EXACT, "predict_proba": near(1e-14)})
    bad = x.iloc[:6].copy()
    bad.iloc[1, 1] = np.nan
    case("spread_nan", LabelSpreading(gamma=0.5), x, some_known(data.three_classes(x)), {"predict": EXACT}, rows=bad, errors={1: "MISSING_VALUE"})
    mutation("spread_three", "gamma", 5)
    mutation("spread_knn", "nn_fit.n_neighbors", 2)
    mutation("propagate_two", "label_distributions_", lambda old: old[:, ::-1])
