"""sklearn.calibration"""
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import GradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

import data
from registry import EXACT, LINEAR, ULP, case, group, mutation, near, the

SUMS = {"predict": EXACT, "predict_proba": LINEAR}
LEAVES = {"predict": EXACT, "predict_proba": ULP}
# The isotonic slope between two thresholds may be steep: only scores that are exact are calibrated so.
STEPS = {"predict": EXACT, "predict_proba": near(1e-14)}


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def forest():
    return RandomForestClassifier(n_estimators=3, max_depth=3, random_state=1)


def line():
    return RidgeClassifier()


def boosted():
    """Its decision function has no logarithm in it, where the version can do without."""
    return GradientBoostingClassifier(n_estimators=3, max_depth=2, random_state=1, init="zero" if the.version >= (0, 21) else None)


def of(estimator, **options):
    return CalibratedClassifierCV(estimator, **dict({"cv": 3}, **options))


@group
def methods():
    x = data.numbers()
    targets = [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]
    for name, y in targets:
        case("calibrated_sigmoid_scores_" + name, of(line()), x, y, SUMS)
        case("calibrated_sigmoid_shares_" + name, of(tree()), x, y, LEAVES)
        case("calibrated_isotonic_scores_" + name, of(boosted(), method="isotonic"), x, y, STEPS)
        case("calibrated_isotonic_shares_" + name, of(forest(), method="isotonic"), x, y, dict(LEAVES, predict_proba=near(1e-14)))
    case("calibrated_unnamed", CalibratedClassifierCV(cv=3), x, targets[1][1], SUMS)  # of a LinearSVC
    case("calibrated_weights", of(tree()), x, targets[1][1], LEAVES, fit_params={"sample_weight": data.weights()})
    case("calibrated_pipeline", make_pipeline(StandardScaler(), of(make_pipeline(StandardScaler(), line()))), x, targets[0][1], SUMS)
    mutation("calibrated_sigmoid_shares_two", "calibrated_classifiers_[0].%s[0].a_" % ("calibrators" if the.version >= (0, 24) else "calibrators_"), lambda old: old * 2)
    mutation("calibrated_sigmoid_shares_three", "calibrated_classifiers_[0].%s[0].b_" % ("calibrators" if the.version >= (0, 24) else "calibrators_"), lambda old: old + 1)


@group
def prefit():
    """Up to 1.7 an option, since 1.6 a FrozenEstimator."""
    x = data.numbers()
    y = data.three_classes(x)
    for name, estimator in [("tree", tree()), ("boosted", boosted())]:
        for method in ("sigmoid", "isotonic"):
            options = {"method": method}
            if the.version < (1, 6):
                model = CalibratedClassifierCV(estimator.fit(x.iloc[:60], y[:60]), cv="prefit", **options)
            else:
                from sklearn.frozen import FrozenEstimator
                model = CalibratedClassifierCV(FrozenEstimator(estimator.fit(x.iloc[:60], y[:60])), **options)
            case("calibrated_prefit_%s_%s" % (name, method), model, x, y, SUMS)


@group(since=(0, 24))
def alone():
    x = data.numbers()
    for name, y in [("two", data.two_classes(x)), ("three", data.three_classes(x))]:
        case("calibrated_alone_" + name, of(tree(), ensemble=False), x, y, LEAVES)
        case("calibrated_alone_scores_" + name, of(boosted(), ensemble=False, method="isotonic"), x, y, STEPS)


@group
def no_share():
    """Rows to which every calibrator gives 0."""
    x = data.numbers()
    y = data.three_classes(x)
    deep = [of(DecisionTreeClassifier(max_depth=2, random_state=3), method="isotonic", cv=5), of(boosted(), method="isotonic", cv=8)]
    for name, model in zip(["tree", "boosted"], deep):
        case("calibrated_uniform_" + name, model, x, y, STEPS, rows=x * 3)


@group(since=(1, 8))
def temperatures():
    x = data.numbers()
    for name, y in [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x))]:
        case("calibrated_temperature_scores_" + name, of(line(), method="temperature"), x, y, SUMS)
        case("calibrated_temperature_shares_" + name, of(forest(), method="temperature"), x, y, {"predict": EXACT, "predict_proba": near(1e-14, 8)})
        case("calibrated_temperature_logistic_" + name, of(LogisticRegression(), method="temperature", ensemble=False), x, y, SUMS)
    mutation("calibrated_temperature_shares_three", "calibrated_classifiers_[0].calibrators[0].beta_", lambda old: old * 2)
    mutation("calibrated_temperature_shares_three", "calibrated_classifiers_[0].method", "sigmoid")
