"""make_treelite.py FOLDER [NAME,NAME]: writes one case a model into FOLDER/<case>-<version of Treelite>. See HOW beside the cases."""
import json
import pathlib
import sys
import warnings

import lightgbm as lgb
import numpy as np
import pandas as pd
import treelite
import xgboost as xgb
from sklearn.ensemble import (ExtraTreesClassifier, GradientBoostingClassifier, GradientBoostingRegressor, IsolationForest,
                              RandomForestClassifier, RandomForestRegressor)

from cells import plain

warnings.simplefilter("ignore")
OUT = pathlib.Path(sys.argv[1])
ONLY = sys.argv[2].split(",") if len(sys.argv) > 2 else None
FOUR = treelite.__version__.startswith("4")
EXACT, ULP = {"relative": 0, "ulp": 0}, {"relative": 0, "ulp": 4}
ROWS = 24
rng = np.random.RandomState(3)
N = 200


def flat(answers, num_class):
    """One column a class of each target, as Slipway has them; GTIL 4 pads every target to the most classes."""
    answers = np.asarray(answers)
    if answers.ndim == 3:
        answers = np.concatenate([answers[:, target, :classes] for target, classes in enumerate(num_class)], axis=1)
    answers = answers.reshape(len(answers), -1)
    return answers[:, 0] if answers.shape[1] == 1 else answers


def case(name, model, rows, num_class=(1,), task=None):
    if ONLY and name not in ONLY:
        return
    folder = OUT / ("%s-%s" % (name, treelite.__version__))
    folder.mkdir(parents=True, exist_ok=True)
    model.serialize(str(folder / "model.tl"))
    rows = np.asarray(rows, dtype=float)
    asked = rows if FOUR else np.asarray(rows, dtype=np.float32)
    expected = {"predict": flat(treelite.gtil.predict(model, asked, nthread=1), num_class),
                "margin": flat(treelite.gtil.predict(model, asked, nthread=1, pred_margin=True), num_class)}
    if hasattr(treelite.gtil, "predict_leaf"):
        expected["leaf"] = np.asarray(treelite.gtil.predict_leaf(model, asked, nthread=1)).astype(int)
    body = {"library": "Treelite", "version": treelite.__version__, "model": "model.tl",
            "outputs": {output: ULP if output == "predict" else EXACT for output in expected},
            "columns": [{"name": "x%d" % j, "kind": "float64"} for j in range(rows.shape[1])],
            "rows": plain([[v for v in row] for row in rows[:ROWS].tolist()]),
            "expected": {k: plain(v[:ROWS].tolist()) for k, v in expected.items()}, "errors": {}}
    (folder / "case.json").write_text(json.dumps(body, separators=(",", ":")))


front = treelite.frontend if FOUR else None
from_xgboost = front.from_xgboost if FOUR else treelite.Model.from_xgboost
from_lightgbm = front.from_lightgbm if FOUR else treelite.Model.from_lightgbm
x = rng.normal(size=(N, 4))
x[:, 3] = np.round(x[:, 3] * 2)
y = (x[:, 0] + x[:, 1] > 0).astype(int)
positive = np.exp(x[:, 0]) + 0.1
k = np.digitize(x[:, 0], [-0.5, 0.5])
# GTIL of 3.9 sums by blocks of 64 rows, fewer it sums by threads: then nothing is defined.
rows = x[:80].copy()
for i, value in enumerate([np.inf, -np.inf, 0.0, -0.0, 1e-46, 1e300, 16777217.0, np.nan, np.nan]):
    rows[i, i % 4] = value
finite = np.where(np.isfinite(rows), rows, 0)


def boosted(params, target, rounds=4, **more):
    data = xgb.DMatrix(x, target, **more)
    if params["objective"].startswith("rank"):
        data.set_group([N // 4] * 4)
    return from_xgboost(xgb.train({"max_depth": 3, "seed": 1, **params}, data, rounds))


def light(params, target, rounds=4, **more):
    return from_lightgbm(lgb.train({"num_leaves": 6, "min_data_in_leaf": 5, "verbose": -1, "num_threads": 1, **params},
                                   lgb.Dataset(x, target, **more), rounds))


case("xgb_binary", boosted({"objective": "binary:logistic", "base_score": 0.3}, y), rows)
case("xgb_regression", boosted({"objective": "reg:squarederror"}, positive), rows)
case("xgb_poisson", boosted({"objective": "count:poisson"}, positive), rows)
case("xgb_hinge", boosted({"objective": "binary:hinge"}, y), rows)
case("xgb_softprob", boosted({"objective": "multi:softprob", "num_class": 3}, k), rows, (3,))
case("xgb_softmax", boosted({"objective": "multi:softmax", "num_class": 3}, k), rows, (3,) if FOUR else (1,))
case("xgb_rank", boosted({"objective": "rank:pairwise"}, k), rows)
codes = x.copy()
codes[:, 3] = rng.randint(0, 40, N)
data = xgb.DMatrix(codes, (codes[:, 3] % 3 == 0).astype(int), feature_types=["float"] * 3 + ["c"], enable_categorical=True)
some = codes[:80].copy()
some[:9, 3] = [np.nan, -1, -0.5, 2.7, 39, 40, 1e6, 16777216.0, 1.7e7]
case("xgb_categories", from_xgboost(xgb.train({"max_depth": 3, "objective": "binary:logistic", "tree_method": "hist", "max_cat_to_onehot": 1}, data, 3)), some)

case("lgb_binary", light({"objective": "binary", "sigmoid": 0.7}, y), rows)
case("lgb_multiclass", light({"objective": "multiclass", "num_class": 3}, k), rows, (3,))
case("lgb_ova", light({"objective": "multiclassova", "num_class": 3, "sigmoid": 1.3}, k), rows, (3,))
case("lgb_sqrt", light({"objective": "regression", "reg_sqrt": True}, positive), rows)
case("lgb_lambda", light({"objective": "cross_entropy_lambda"}, y), rows)
case("lgb_poisson", light({"objective": "poisson"}, positive), rows)
case("lgb_rf", light({"objective": "regression", "boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5}, positive), rows)
lit = lgb.train({"num_leaves": 6, "min_data_in_leaf": 5, "verbose": -1, "objective": "regression", "min_data_per_group": 2, "cat_smooth": 1},
                lgb.Dataset(codes, positive * (codes[:, 3] % 3), categorical_feature=[3]), 3)
case("lgb_categories", from_lightgbm(lit), some)

forest = {"n_estimators": 3, "max_depth": 4, "random_state": 1}
imported = treelite.sklearn.import_model
case("forest_regressor", imported(RandomForestRegressor(**forest).fit(x, positive)), finite)
case("forest_binary", imported(RandomForestClassifier(**forest).fit(x, y)), finite, (2,) if FOUR else (1,))
case("forest_classes", imported(ExtraTreesClassifier(**forest).fit(x, k)), finite, (3,))
case("boosting_binary", imported(GradientBoostingClassifier(n_estimators=3, random_state=1, init="zero").fit(x, y)), finite)
case("boosting_classes", imported(GradientBoostingClassifier(n_estimators=3, random_state=1, init="zero").fit(x, k)), finite, (3,))
case("boosting_regressor", imported(GradientBoostingRegressor(n_estimators=3, random_state=1, init="zero").fit(x, positive)), finite)
case("isolation", imported(IsolationForest(n_estimators=4, random_state=1, max_samples=50).fit(x)), finite)

if FOUR:
    if not treelite.__version__.startswith("4.0"):  # which can't import it, or gives the shape of another
        several = RandomForestClassifier(**forest).fit(x, np.column_stack([k, y, x[:, 1] > 1]))
        case("several_targets", imported(several), finite, (3, 2, 2))
        case("several_regressions", imported(RandomForestRegressor(**forest).fit(x, np.column_stack([positive, x[:, 1]]))), finite, (1, 1))
    from treelite.model_builder import Metadata, ModelBuilder, PostProcessorFunc, TreeAnnotation

    def built(kind, operators, postprocessor, thresholds, base):
        builder = ModelBuilder(threshold_type=kind, leaf_output_type=kind,
                               metadata=Metadata(num_feature=4, task_type="kRegressor", average_tree_output=False, num_target=1, num_class=[1],
                                                 leaf_vector_shape=(1, 1)),
                               tree_annotation=TreeAnnotation(num_tree=len(operators), target_id=[0] * len(operators), class_id=[0] * len(operators)),
                               postprocessor=PostProcessorFunc(name=postprocessor), base_scores=[base])
        for tree, (first, second) in enumerate(operators):
            builder.start_tree()
            for node, (operator, feature, threshold, left, right) in enumerate([(first, 3, thresholds[0], 5, 9), (second, 0, thresholds[1], 7, 8)]):
                builder.start_node(5 * node)
                builder.numerical_test(feature_id=feature, threshold=threshold, default_left=tree % 2 == 0, opname=operator, left_child_key=left,
                                       right_child_key=right)
                builder.end_node()
            for key, value in ((9, 0.1 * tree + 1), (7, 0.2 * tree + 2), (8, -0.3 * tree)):
                builder.start_node(key)
                builder.leaf(value)
                builder.end_node()
            builder.end_tree()
        return builder.commit()

    every = [(a, b) for a in ("<", "<=", "==", ">", ">=") for b in ("<=", "==", ">")]
    edges = rows.copy()
    edges[:, 3] = np.resize([1.0, 1.0, 1.5, 0.5, np.nextafter(1, 2), np.nextafter(1, 0), np.nan, np.inf, -np.inf], 80)
    edges[:, 0] = np.resize([0.25, np.nan, 0.25, 0.3, 0.2, np.nextafter(0.25, 1)], 80)
    case("operators", built("float64", every, "identity", [1.0, 0.25], 0.5), edges)
    case("operators_less_first", built("float64", every[::-1], "exponential", [1.0, 0.25], 0.1), edges)
    case("operators_float", built("float32", every, "signed_square", [1.0, 0.3], 0.1), edges)
