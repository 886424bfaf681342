"""sklearn.ensemble: GradientBoosting"""
import numpy as np
from sklearn.ensemble import GradientBoostingClassifier, GradientBoostingRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, ULP, case, group, mutation, near, refused, the

SMALL = {"n_estimators": 6, "max_depth": 3, "random_state": 1}
# The scores start from logarithms of the priors, a unit in whose last place is more of a sum that cancels; before 1.4 the
# probabilities of several classes go through logsumexp.
SCORES = near(1e-13)
SHARES = near(1e-14, 16)
CLASSES = {"predict": EXACT, "predict_proba": SHARES, "predict_log_proba": near(1e-13, 16), "decision_function": SCORES, "apply": EXACT}
NUMBERS = {"predict": EXACT, "apply": EXACT}


@group
def classifiers():
    x = data.numbers()
    case("gb_two", GradientBoostingClassifier(**SMALL), x, data.two_classes(x), CLASSES)
    case("gb_three", GradientBoostingClassifier(**SMALL), x, data.three_classes(x), CLASSES)
    case("gb_text", GradientBoostingClassifier(subsample=0.7, **SMALL), x, data.text_classes(x), CLASSES)
    case("gb_exponential", GradientBoostingClassifier(loss="exponential", learning_rate=0.3, **SMALL), x, data.two_classes(x), CLASSES)
    case("gb_weighted", GradientBoostingClassifier(max_features=2, **SMALL), x, data.three_classes(x), CLASSES, fit_params={"sample_weight": data.weights()})
    case("gb_stopped", lambda: GradientBoostingClassifier(n_estimators=60, n_iter_no_change=2, validation_fraction=0.3, learning_rate=0.5, random_state=1), x,
         data.two_classes(x), CLASSES, since=(0, 20))
    case("gb_one_tree", GradientBoostingClassifier(n_estimators=1, max_depth=2, random_state=1), x, data.three_classes(x), CLASSES)
    few = np.zeros(len(x), dtype=int)
    few[:3] = 1
    case("gb_rare", GradientBoostingClassifier(n_estimators=2, max_depth=1, random_state=1), x, few, CLASSES)


@group
def regressors():
    x = data.numbers()
    y = data.target(x)
    old = the.version < (1, 0)
    case("gb_regressor", GradientBoostingRegressor(**SMALL), x, y, NUMBERS)
    case("gb_regressor_absolute", GradientBoostingRegressor(loss="lad" if old else "absolute_error", **SMALL), x, y, NUMBERS)
    case("gb_regressor_huber", GradientBoostingRegressor(loss="huber", alpha=0.8, **SMALL), x, y, NUMBERS)
    case("gb_regressor_quantile", GradientBoostingRegressor(loss="quantile", alpha=0.3, **SMALL), x, y, NUMBERS)
    case("gb_regressor_rate", GradientBoostingRegressor(learning_rate=0.7, criterion="friedman_mse" if the.version < (1, 8) else "squared_error", **SMALL), x, y, NUMBERS)
    mutation("gb_regressor_rate", "learning_rate", 0.1)


@group
def starts():
    x = data.numbers()
    y = data.target(x)
    case("gb_regressor_zero", GradientBoostingRegressor(init="zero", **SMALL), x, y, NUMBERS)
    case("gb_zero", GradientBoostingClassifier(init="zero", **SMALL), x, data.three_classes(x), CLASSES)
    case("gb_zero_two", GradientBoostingClassifier(init="zero", **SMALL), x, data.two_classes(x), CLASSES)
    case("gb_regressor_init", GradientBoostingRegressor(init=DecisionTreeRegressor(max_depth=2), **SMALL), x, y, NUMBERS, since=(0, 21))
    case("gb_regressor_init_forest", GradientBoostingRegressor(init=RandomForestRegressor(n_estimators=3, max_depth=3, random_state=1), **SMALL), x, y, NUMBERS,
         since=(0, 21))
    tree = DecisionTreeClassifier(max_depth=2, random_state=1)
    case("gb_init", GradientBoostingClassifier(init=tree, **SMALL), x, data.two_classes(x), CLASSES, since=(0, 21))
    case("gb_init_exponential", GradientBoostingClassifier(loss="exponential", init=tree, **SMALL), x, data.two_classes(x), CLASSES, since=(0, 21))
    forest = RandomForestClassifier(n_estimators=3, max_depth=3, random_state=1)
    case("gb_init_three", GradientBoostingClassifier(init=forest, **SMALL), x, data.three_classes(x), CLASSES, since=(0, 21), until=(1, 4))
    refused("UNSUPPORTED_OPTION", "LinearRegression", "gb_regressor_init_linear", GradientBoostingRegressor(init=LinearRegression(), **SMALL), x, y,
            since=(0, 21))
    refused("UNSUPPORTED_OPTION", "init", "gb_init_of_several", GradientBoostingClassifier(init=forest, **SMALL), x, data.three_classes(x), since=(1, 4))
    mutation("gb_regressor_zero", "init_", lambda old: GradientBoostingRegressor(**SMALL).fit(x, y).init_)
    mutation("gb_exponential", "loss", "log_loss" if the.version >= (1, 1) else "deviance")


@group
def rows():
    x = data.numbers()
    bad = x.iloc[:8].copy()
    bad.iloc[2, 1] = np.nan
    bad.iloc[5, 0] = 1e300
    case("gb_not_finite", GradientBoostingRegressor(**SMALL), x, data.target(x), {"predict": EXACT}, rows=bad, errors={2: "MISSING_VALUE", 5: "NOT_FINITE"})
