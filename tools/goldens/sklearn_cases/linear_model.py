"""sklearn.linear_model"""
import numpy as np
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near

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


@group
def mutations():
    mutation("logistic_ovr_three", "multi_class", "multinomial", until=(1, 8))
    mutation("logistic_multinomial_three", "multi_class", "ovr", until=(1, 8))
    mutation("logistic_multinomial_two", "multi_class", "ovr", until=(1, 8))
    mutation("logistic_liblinear_three", "solver", "lbfgs", since=(0, 22), until=(1, 8))
    mutation("logistic_classes_int", "intercept_", lambda old: old + 1)
    mutation("logistic_classes_int", "classes_", lambda old: old + 1)
    mutation("linear_plain", "coef_", lambda old: old * 2)
    mutation("linear_plain", "intercept_", lambda old: old + 1)
