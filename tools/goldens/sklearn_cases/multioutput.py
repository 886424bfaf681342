"""sklearn.multioutput"""
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near, refused, the


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def logistic():
    return given(LogisticRegression, solver="liblinear", random_state=1)


def numbers():
    return DecisionTreeRegressor(max_depth=3, random_state=1)


def several():
    return given(LogisticRegression, solver="liblinear" if the.version < (1, 0) else "lbfgs", random_state=1)


@group
def side_by_side():
    x = data.numbers()
    y = data.targets(x)
    case("targets_tree", MultiOutputRegressor(numbers()), x, y, {"predict": EXACT})
    case("targets_line", MultiOutputRegressor(LinearRegression()), x, y, {"predict": LINEAR})
    case("targets_pipeline", MultiOutputRegressor(make_pipeline(StandardScaler(), numbers())), x, y, {"predict": EXACT})
    case("targets_one", MultiOutputRegressor(numbers()), x, y[:, :1], {"predict": EXACT})
    z = data.class_targets(x)
    three = np.column_stack([z[:, 0], z[:, 0] * 5 + 1])
    # 0.18 puts the targets of one class together: we name ours by target and class
    leaves = {"predict": EXACT} if the.version < (0, 19) else {"predict": EXACT, "predict_proba": EXACT}
    sums = {"predict": EXACT} if the.version < (0, 19) else {"predict": EXACT, "predict_proba": LINEAR}
    case("class_targets_tree", MultiOutputClassifier(tree()), x, z, leaves)
    case("class_targets_logistic", MultiOutputClassifier(several()), x, three, dict(sums))
    case("class_targets_ridge", MultiOutputClassifier(RidgeClassifier()), x, z, {"predict": EXACT})
    case("class_targets_labels", MultiOutputClassifier(tree()), x, data.labels(x), leaves)
    text = np.column_stack([data.text_classes(x), data.text_classes(x)[::-1]])
    case("class_targets_text", MultiOutputClassifier(tree()), x, text, {"predict_0": EXACT, "predict_1": EXACT})
    mutation("targets_tree", "estimators_", lambda old: old[::-1])
    mutation("class_targets_logistic", "estimators_", lambda old: old[::-1])


@group(since=(0, 19))
def chains():
    from sklearn.multioutput import ClassifierChain
    x = data.numbers()
    y = data.labels(x)
    log = {"predict_log_proba": LINEAR} if the.version >= (1, 4) else {}
    sums = dict({"predict": EXACT, "predict_proba": LINEAR, "decision_function": LINEAR}, **log)
    case("chain_logistic", ClassifierChain(logistic()), x, y, sums)
    case("chain_order", ClassifierChain(logistic(), order=[2, 0, 1]), x, y, sums)
    case("chain_random", ClassifierChain(logistic(), order="random", random_state=4), x, y, sums)
    case("chain_cv", ClassifierChain(logistic(), cv=3), x, y, sums)
    case("chain_tree", ClassifierChain(tree(), order=[1, 2, 0]), x, y, {"predict": EXACT, "predict_proba": EXACT})
    case("chain_ridge", ClassifierChain(RidgeClassifier()), x, y, {"predict": EXACT, "decision_function": LINEAR})
    case("chain_pipeline", make_pipeline(StandardScaler(), ClassifierChain(make_pipeline(StandardScaler(), logistic()))), x, y, sums)
    bad = x.iloc[:6].copy()
    bad.iloc[1, 1] = np.nan
    case("chain_nan", ClassifierChain(tree()), x, y, {"predict": EXACT}, rows=bad, errors={1: "MISSING_VALUE"})
    mutation("chain_order", "order_", lambda old: [0, 1, 2])
    mutation("chain_tree", "estimators_", lambda old: old[:1] + [old[1].fit(np.column_stack([data.array(), np.arange(120) % 2]), np.arange(120) % 2)] + old[2:])


@group(since=(1, 5))
def methods():
    from sklearn.multioutput import ClassifierChain
    x = data.numbers()
    y = data.labels(x)
    for method in ("predict_proba", "predict_log_proba", "decision_function"):
        case("chain_by_" + method, ClassifierChain(logistic(), chain_method=method), x, y, {"predict": EXACT, "predict_proba": near(1e-11), "decision_function": near(1e-11)})
        mutation("chain_by_" + method, "chain_method_", "predict")
    case("chain_by_list", ClassifierChain(RidgeClassifier(), chain_method=["predict_proba", "decision_function"]), x, y, {"predict": EXACT})


@group(since=(0, 20))
def number_chains():
    from sklearn.multioutput import RegressorChain
    x = data.numbers()
    y = np.column_stack([data.targets(x), data.target(x)])
    case("number_chain", RegressorChain(numbers()), x, y, {"predict": EXACT})
    case("number_chain_order", RegressorChain(numbers(), order=[2, 0, 1]), x, y, {"predict": EXACT})
    case("number_chain_cv", RegressorChain(LinearRegression(), cv=3, order=[1, 0, 2]), x, y, {"predict": near(1e-11)})
    mutation("number_chain_order", "order_", lambda old: [0, 1, 2])
