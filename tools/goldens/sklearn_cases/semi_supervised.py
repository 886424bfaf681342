"""sklearn.semi_supervised"""
import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import data
from registry import EXACT, LINEAR, ULP, case, given, group, mutation, the


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
