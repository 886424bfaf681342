"""sklearn.multiclass"""
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, LINEAR, ULP, case, given, group, mutation, the

SUMS = {"predict": EXACT, "predict_proba": LINEAR, "decision_function": LINEAR}
SCORES = {"predict": EXACT, "decision_function": LINEAR}
LEAVES = {"predict": EXACT, "predict_proba": ULP}


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def logistic():
    return given(LogisticRegression, solver="liblinear", random_state=1)


def targets(x):
    return [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]


@group
def one_versus_rest():
    x = data.numbers()
    for name, y in targets(x):
        case("rest_logistic_" + name, OneVsRestClassifier(logistic()), x, y, SUMS)
        case("rest_ridge_" + name, OneVsRestClassifier(RidgeClassifier()), x, y, SCORES)
        case("rest_tree_" + name, OneVsRestClassifier(tree()), x, y, LEAVES if name == "two" else {"predict": EXACT})
        case("rest_deep_" + name, OneVsRestClassifier(tree(None)), x, y, {"predict": EXACT})  # ties of 0 and of 1
        case("rest_line_" + name, OneVsRestClassifier(LinearRegression()), x, y, {"predict": EXACT})
        case("rest_number_" + name, OneVsRestClassifier(DecisionTreeRegressor(max_depth=3, random_state=1)), x, y, {"predict": EXACT})
    case("rest_pipeline", OneVsRestClassifier(make_pipeline(StandardScaler(), logistic())), x, data.three_classes(x), SUMS)
    for name, estimator, outputs in [("logistic", logistic(), SUMS), ("ridge", RidgeClassifier(), SCORES), ("tree", tree(), LEAVES), ("line", LinearRegression(), {"predict": EXACT})]:
        case("rest_labels_" + name, OneVsRestClassifier(estimator), x, data.labels(x), outputs)
    always = np.column_stack([data.labels(x), np.ones(len(x), dtype=int), np.zeros(len(x), dtype=int)])
    case("rest_labels_constant", OneVsRestClassifier(logistic()), x, always, SUMS)
    case("rest_labels_constant_tree", OneVsRestClassifier(tree()), x, always, LEAVES)
    case("rest_labels_constant_first", OneVsRestClassifier(logistic()), x, always[:, ::-1], SUMS)
    mutation("rest_labels_tree", "label_binarizer_.y_type_", "multiclass")
    mutation("rest_logistic_three", "estimators_", lambda old: old[::-1])


@group
def shares():
    """Trees whose shares are 0 for every class: NaN before 1.7, 0 since. Their sums are never that of a row that has some."""
    x = data.numbers()
    some = data.three_classes(x)
    case("rest_shares", OneVsRestClassifier(tree(2)), x, some, LEAVES)
    case("rest_shares_none", OneVsRestClassifier(tree(None)), x, some, LEAVES, rows=x * 1.7)


@group
def one_versus_one():
    x = data.numbers()
    # Up to 0.20 the decision function depends on the rows that are asked together.
    scores = SCORES if the.version >= (0, 21) else {"predict": EXACT}
    four = np.digitize(data.numbers()["a"], [-0.7, 0.0, 0.7])
    for name, y in targets(x) + [("four", four)]:
        case("one_logistic_" + name, OneVsOneClassifier(logistic()), x, y, scores)
        case("one_ridge_" + name, OneVsOneClassifier(RidgeClassifier()), x, y, scores)
        case("one_tree_" + name, OneVsOneClassifier(tree()), x, y, dict(scores, **({"decision_function": ULP} if len(scores) > 1 else {})))
    mutation("one_logistic_three", "estimators_", lambda old: old[::-1])


@group
def output_code():
    x = data.numbers()
    y = data.three_classes(x)
    for name, y in targets(x)[1:]:
        for size in (0.7, 1.5, 4):
            options = {"code_size": size, "random_state": 3}
            case("code_logistic_%s_%g" % (name, size), OutputCodeClassifier(logistic(), **options), x, y, {"predict": EXACT})
            case("code_tree_%s_%g" % (name, size), OutputCodeClassifier(tree(), **options), x, y, {"predict": EXACT})
    case("code_deep", OutputCodeClassifier(tree(None), code_size=5, random_state=1), x, y, {"predict": EXACT})
    mutation("code_logistic_three_4", "code_book_", lambda old: old[::-1])
