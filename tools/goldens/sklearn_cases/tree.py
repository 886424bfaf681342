"""sklearn.tree"""
import numpy as np
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeClassifier, ExtraTreeRegressor

import data
from registry import EXACT, ULP, case, group, mutation, the

CLASSES = {"predict": EXACT, "predict_proba": EXACT}
NUMBERS = {"predict": EXACT}


@group
def classifiers():
    x = data.numbers()
    for name, y in [("bool", data.two_classes(x)), ("int", data.three_classes(x)), ("text", data.text_classes(x))]:
        case("tree_classes_" + name, DecisionTreeClassifier(max_depth=6, random_state=1), x, y, CLASSES)
    y = data.three_classes(x)
    case("tree_entropy", DecisionTreeClassifier(criterion="entropy", max_depth=4, random_state=1), x, y, CLASSES)
    case("tree_balanced", DecisionTreeClassifier(class_weight="balanced", max_depth=4, random_state=1), x, y, CLASSES)
    case("tree_weighted", DecisionTreeClassifier(max_depth=4, random_state=1), x, y, CLASSES, fit_params={"sample_weight": data.weights()})
    case("tree_leaves_first", DecisionTreeClassifier(max_leaf_nodes=7, random_state=1), x, y, CLASSES)
    case("tree_log_proba", DecisionTreeClassifier(max_depth=3, min_samples_leaf=9, random_state=1), x, y, {"predict_log_proba": ULP})
    case("tree_apply", DecisionTreeClassifier(max_depth=5, random_state=1), x, y, {"apply": EXACT})
    case("tree_extra", ExtraTreeClassifier(max_depth=5, random_state=1), x, y, CLASSES)
    case("tree_multi_output", DecisionTreeClassifier(max_depth=4, random_state=1), x, data.class_targets(x), CLASSES)
    case("tree_of_array", DecisionTreeClassifier(max_depth=5, random_state=1), data.array(), y, CLASSES)
    case("tree_one_class", DecisionTreeClassifier(), x, np.zeros(len(x), dtype=int), CLASSES)
    case("tree_joblib", DecisionTreeClassifier(max_depth=5, random_state=1), x, y, CLASSES, save="joblib")
    case("tree_joblib_zlib", DecisionTreeClassifier(max_depth=5, random_state=1), x, y, CLASSES, save="joblib-zlib")
    counts = data.counts()
    case("tree_counts", DecisionTreeClassifier(max_depth=5, random_state=1), counts, counts["n0"] > counts["n1"], CLASSES)


@group
def regressors():
    x = data.numbers()
    y = data.target(x)
    case("tree_regressor_plain", DecisionTreeRegressor(max_depth=6, random_state=1), x, y, NUMBERS)
    absolute = "mae" if the.version < (1, 0) else "absolute_error"
    case("tree_regressor_absolute", lambda: DecisionTreeRegressor(criterion=absolute, max_depth=4, random_state=1), x, y, NUMBERS)
    case("tree_regressor_friedman", DecisionTreeRegressor(criterion="friedman_mse", max_depth=4, random_state=1), x, y, NUMBERS)
    case("tree_regressor_two", DecisionTreeRegressor(max_depth=5, random_state=1), x, data.targets(x), NUMBERS)
    case("tree_regressor_extra", ExtraTreeRegressor(max_depth=5, random_state=1), x, y, NUMBERS)
    case("tree_regressor_pruned", lambda: DecisionTreeRegressor(ccp_alpha=0.05, random_state=1), x, y, NUMBERS, since=(0, 22))
    case("tree_regressor_poisson", lambda: DecisionTreeRegressor(criterion="poisson", max_depth=4, random_state=1), x, np.abs(y) + 0.1, NUMBERS,
         since=(0, 24))
    monotone = [1, 0, -1, 0]
    case("tree_regressor_monotone", lambda: DecisionTreeRegressor(monotonic_cst=monotone, max_depth=4, random_state=1), x, y, NUMBERS, since=(1, 4))


@group
def rows():
    x = data.numbers()
    asked = x.iloc[:12].copy()
    asked.iloc[0, 0] = 1e-310
    asked.iloc[3, 1] = 1e300
    asked.iloc[5, 2] = -np.inf
    errors = {3: "NOT_FINITE", 5: "NOT_FINITE"}
    case("tree_not_finite", DecisionTreeClassifier(max_depth=6, random_state=1), x, data.three_classes(x), CLASSES, rows=asked, errors=errors)
    nothing = x.iloc[:12].copy()
    nothing.iloc[2, 2] = np.nan
    case("tree_refuses_nan", DecisionTreeClassifier(max_depth=6, random_state=1), x, data.three_classes(x), CLASSES, rows=nothing,
         errors={2: "MISSING_VALUE"}, until=(1, 3))
    case("tree_unseen_nan", DecisionTreeClassifier(max_depth=6, random_state=1), x, data.three_classes(x), CLASSES, rows=nothing, since=(1, 3))
    gaps = data.missing()
    case("tree_learned_nan", lambda: DecisionTreeClassifier(max_depth=6, random_state=1), gaps, data.three_classes(gaps), CLASSES, since=(1, 3))
    case("tree_regressor_learned_nan", lambda: DecisionTreeRegressor(max_depth=6, random_state=1), gaps, data.target(gaps), NUMBERS, since=(1, 3))
    # what takes NaN besides: by splitter, criterion and constraints, in some versions
    three, y = data.three_classes(x), data.target(x)
    absolute = "mae" if the.version < (1, 0) else "absolute_error"
    monotone = [1, 0, -1, 0]
    some = {2: "MISSING_VALUE"}
    for name, make, t, outputs, since, until in [
            ("random", lambda: DecisionTreeClassifier(splitter="random", max_depth=6, random_state=1), three, CLASSES, (1, 6), None),
            ("extra", lambda: ExtraTreeClassifier(max_depth=6, random_state=1), three, CLASSES, (1, 6), None),
            ("extra_best", lambda: ExtraTreeClassifier(splitter="best", max_depth=6, random_state=1), three, CLASSES, (1, 3), (1, 6)),
            ("absolute", lambda: DecisionTreeRegressor(criterion=absolute, max_depth=6, random_state=1), y, NUMBERS, (1, 9), None),
            ("extra_absolute", lambda: ExtraTreeRegressor(criterion=absolute, max_depth=6, random_state=1), y, NUMBERS, (1, 9), None),
            ("monotone", lambda: DecisionTreeRegressor(monotonic_cst=monotone, max_depth=6, random_state=1), y, NUMBERS, (1, 9), None)]:
        case("tree_nan_" + name, make, x, t, outputs, rows=nothing, since=since, until=until)
        if name != "monotone":
            case("tree_no_nan_" + name, make, x, t, outputs, rows=nothing, errors=some, until=since)
            if until:
                case("tree_nan_%s_late" % name, make, x, t, outputs, rows=nothing, errors=some, since=until)
    case("tree_no_nan_monotone", lambda: DecisionTreeRegressor(monotonic_cst=monotone, max_depth=6, random_state=1), x, y, NUMBERS,
         rows=nothing, errors=some, since=(1, 4), until=(1, 9))
    # float32(x) <= threshold: rows that lie on the threshold, and beside it
    steps = np.repeat([[0.1], [0.2], [0.3]], 8, axis=0)
    edges = np.nextafter(np.array([[0.15], [0.15], [0.15], [0.25], [0.25]]), [[0.0], [0.15], [1.0], [0.0], [1.0]])
    case("tree_threshold", DecisionTreeRegressor(), steps, steps[:, 0], NUMBERS, rows=edges)


@group
def mutations():
    mutation("tree_classes_int", "classes_", lambda old: old + 1)
    mutation("tree_classes_text", "classes_", lambda old: old[::-1].copy())
