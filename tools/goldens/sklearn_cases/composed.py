"""Estimators made of estimators that are made of estimators themselves"""
import numpy as np
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import AdaBoostClassifier, AdaBoostRegressor, BaggingClassifier, BaggingRegressor, GradientBoostingClassifier, RandomForestClassifier, VotingClassifier
from sklearn.linear_model import LinearRegression, LogisticRegression, RidgeClassifier
from sklearn.model_selection import GridSearchCV
from sklearn.multiclass import OneVsOneClassifier, OneVsRestClassifier, OutputCodeClassifier
from sklearn.multioutput import MultiOutputClassifier, MultiOutputRegressor
from sklearn.pipeline import FeatureUnion, Pipeline, make_pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

import data
from registry import EXACT, LINEAR, ULP, case, given, group, mutation, near, the

SUMS = {"predict": EXACT, "predict_proba": LINEAR}
LEAVES = {"predict": EXACT, "predict_proba": near(1e-14)}


def tree(depth=3):
    return DecisionTreeClassifier(max_depth=depth, random_state=1)


def forest():
    return RandomForestClassifier(n_estimators=3, max_depth=3, random_state=1)


def number(depth=3):
    return DecisionTreeRegressor(max_depth=depth, random_state=1)


def logistic():
    return given(LogisticRegression, solver="liblinear", random_state=1)


def scaled(estimator):
    return make_pipeline(StandardScaler(), estimator)


def inside(kind, estimator, **options):
    return kind(**dict(options, **{"base_estimator" if the.version < (1, 2) else "estimator": estimator}))


def every():
    """Classifiers that have probabilities, each made of others."""
    boost = {"algorithm": "SAMME"} if the.version < (1, 6) else {}
    return [("rest", OneVsRestClassifier(scaled(logistic()))), ("search", GridSearchCV(tree(), {"max_depth": [2, 3]}, cv=3)),
            ("calibrated", CalibratedClassifierCV(tree(), cv=3)), ("bag", inside(BaggingClassifier, tree(), n_estimators=3, random_state=1)),
            ("boost", inside(AdaBoostClassifier, tree(2), n_estimators=3, random_state=1, **boost)),
            ("vote", VotingClassifier([("tree", tree()), ("forest", forest())], voting="soft")), ("scaled", scaled(forest()))]


@group
def members():
    x = data.numbers()
    y = data.three_classes(x)
    text = data.text_classes(x)
    for name, member in every():
        few = {"n_estimators": 3, "random_state": 2}
        case("bag_of_" + name, inside(BaggingClassifier, member, **few), x, text, SUMS, since=(0, 19) if name == "search" else None)
        case("rest_of_" + name, OneVsRestClassifier(member), x, text, SUMS)
        case("pairs_of_" + name, OneVsOneClassifier(member), x, text, {"predict": EXACT})
        case("code_of_" + name, OutputCodeClassifier(member, code_size=2, random_state=0), x, text, {"predict": EXACT})
        # neither 0.18 nor 0.24 can calibrate all of them
        case("calibrated_of_" + name, CalibratedClassifierCV(member, cv=3), x, text, SUMS, since={"search": (0, 19), "vote": (1, 0)}.get(name))
        case("targets_of_" + name, MultiOutputClassifier(member), x, data.class_targets(x), {"predict": EXACT})
        case("search_of_" + name, GridSearchCV(member, {}, cv=3), x, text, SUMS)
        case("scaled_" + name, scaled(member), x, text, SUMS)
    case("vote_of_all", VotingClassifier(every(), voting="soft"), x, text, SUMS)
    case("hard_vote_of_all", VotingClassifier(every()), x, text, {"predict": EXACT})
    hard = [("pairs", OneVsOneClassifier(logistic())), ("code", OutputCodeClassifier(tree(), code_size=2, random_state=0)), ("hard", VotingClassifier([("a", tree()), ("b", forest())]))]
    case("hard_vote_without_shares", VotingClassifier(hard), x, text, {"predict": EXACT})
    if the.version >= (0, 21):
        case("rest_of_pairs", OneVsRestClassifier(OneVsOneClassifier(logistic())), x, text, {"predict": EXACT, "decision_function": LINEAR})
        case("calibrated_pairs", CalibratedClassifierCV(OneVsOneClassifier(logistic()), cv=3), x, text, SUMS)
    samme = {"algorithm": "SAMME"} if the.version < (1, 6) else {}
    case("boost_of_forest", inside(AdaBoostClassifier, forest(), n_estimators=3, random_state=1, **samme), x, text, {"predict": EXACT})
    case("bag_without_shares", inside(BaggingClassifier, RidgeClassifier(), n_estimators=3, random_state=1), x, text, {"predict": EXACT, "predict_proba": EXACT})
    mutation("scaled_rest", "steps[1][1].estimators_", lambda old: old[::-1])


@group
def numbers():
    x = data.numbers()
    y = data.target(x)
    few = {"n_estimators": 3, "random_state": 2}
    for name, member in [("scaled", scaled(number())), ("bag", inside(BaggingRegressor, number(), n_estimators=3, random_state=1)),
                         ("search", GridSearchCV(number(), {"max_depth": [2, 3]}, cv=3)), ("boost", inside(AdaBoostRegressor, number(2), n_estimators=3, random_state=1))]:
        case("number_bag_of_" + name, inside(BaggingRegressor, member, **few), x, y, {"predict": near(1e-14)})
        case("number_boost_of_" + name, inside(AdaBoostRegressor, member, **few), x, y, {"predict": near(1e-14)})
        case("number_targets_of_" + name, MultiOutputRegressor(member), x, data.targets(x), {"predict": near(1e-14)})
    union = FeatureUnion([("a", StandardScaler()), ("b", MinMaxScaler())])
    case("number_union", Pipeline([("both", union), ("bag", inside(BaggingRegressor, LinearRegression(), n_estimators=2, max_features=0.8, random_state=1))]), x, y, {"predict": near(1e-10)})


@group(since=(0, 22))
def stacks():
    from sklearn.ensemble import StackingClassifier, StackingRegressor
    x = data.numbers()
    text = data.text_classes(x)
    three = {"cv": 3}
    case("stack_of_all", StackingClassifier(every(), final_estimator=tree(), **three), x, text, {"predict": EXACT, "predict_proba": EXACT})
    # What a searching or calibrating final estimator gives is that of a logistic regression of sums
    case("stack_ends_in_search", StackingClassifier(every()[:2], final_estimator=GridSearchCV(tree(), {"max_depth": [2, 3]}, cv=3), **three), x, text, {"predict": EXACT, "predict_proba": EXACT})
    case("stack_ends_in_calibration", StackingClassifier([("tree", tree()), ("forest", forest())], final_estimator=CalibratedClassifierCV(tree(), cv=3), **three), x, text, LEAVES)
    stack = StackingClassifier([("tree", tree()), ("forest", forest())], final_estimator=tree(), **three)
    case("stack_of_stack", StackingClassifier([("inner", stack), ("line", logistic() if the.version < (1, 0) else forest())], final_estimator=tree(4), **three), x, text,
         {"predict": EXACT, "predict_proba": EXACT})
    case("vote_of_stack", VotingClassifier([("inner", stack), ("tree", tree())], voting="soft"), x, text, LEAVES)
    case("calibrated_stack", CalibratedClassifierCV(stack, cv=3), x, text, LEAVES)
    lines = StackingRegressor([("tree", number()), ("deep", number(None))], final_estimator=LinearRegression(), **three)
    case("number_stack_of_stack", StackingRegressor([("inner", lines), ("tree", number(2))], final_estimator=number(4), **three), x, data.target(x), {"predict": EXACT}, since=(1, 1))


@group(since=(0, 20))
def prepared():
    from sklearn.compose import ColumnTransformer, TransformedTargetRegressor
    from sklearn.impute import SimpleImputer
    from sklearn.preprocessing import OneHotEncoder
    x = data.mixed()
    parts = ColumnTransformer([("number", make_pipeline(SimpleImputer(), StandardScaler()), ["a", "b", "c", "d"]), ("text", OneHotEncoder(handle_unknown="ignore"), ["city", "grade"])])
    y = data.text_classes(x)
    case("prepared_inside_calibration", CalibratedClassifierCV(make_pipeline(parts, tree()), cv=3), x, y, SUMS, since=(1, 0))
    case("prepared_inside_search", GridSearchCV(make_pipeline(parts, tree()), {"decisiontreeclassifier__max_depth": [2, 3]}, cv=3), x, y, {"predict": EXACT, "predict_proba": EXACT})
    case("prepared_rest", make_pipeline(parts, OneVsRestClassifier(logistic())), x, y, SUMS)
    case("prepared_vote", VotingClassifier([("a", make_pipeline(parts, tree())), ("b", make_pipeline(parts, logistic() if the.version < (1, 8) else forest()))], voting="soft"), x,
         y, SUMS, since=(0, 21))
    z = data.numbers()
    target = TransformedTargetRegressor(inside(BaggingRegressor, number(), n_estimators=3, random_state=1), func=np.log, inverse_func=np.exp)
    case("target_of_bag", target, z, np.exp(data.target(z) / 4), {"predict": ULP})
    case("search_of_target", GridSearchCV(target, {}, cv=3), z, np.exp(data.target(z) / 4), {"predict": ULP})


@group(since=(1, 2))
def as_frames():
    x = data.numbers()
    y = data.text_classes(x)
    case("pandas_inside_search", GridSearchCV(scaled(tree()).set_output(transform="pandas"), {"decisiontreeclassifier__max_depth": [2, 3]}, cv=3), x, y,
         {"predict": EXACT, "predict_proba": EXACT})
    case("pandas_inside_bag", inside(BaggingClassifier, scaled(tree()).set_output(transform="pandas"), n_estimators=3, random_state=1), x, y, LEAVES)
    case("pandas_inside_rest", scaled(OneVsRestClassifier(tree())).set_output(transform="pandas"), x, y, {"predict": EXACT})
