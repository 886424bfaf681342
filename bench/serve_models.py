"""The models of bench/serve.py: a linear pipeline on 4 features; XGBoost, 100 trees of depth 6 on 28 floats; LightGBM, 100 trees of 31
leaves on 28. And rows for them, all different."""
import joblib
import lightgbm
import numpy as np
import xgboost
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

WIDTHS = {"linear": 4, "xgboost": 28, "lightgbm": 28}


def rows(name, count, seed=1):
    return np.random.RandomState(seed).normal(size=(count, WIDTHS[name])).astype("float32")


def write(folder):
    """name -> path"""
    paths = {"linear": f"{folder}/linear.pkl", "xgboost": f"{folder}/xgboost.ubj", "lightgbm": f"{folder}/lightgbm.txt"}
    for name, path in paths.items():
        x = rows(name, 20_000, 7)
        y = (x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + x[:, 3] > 0).astype(int)
        if name == "linear":
            joblib.dump(make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y), path)
        elif name == "xgboost":
            xgboost.train({"max_depth": 6, "objective": "binary:logistic", "nthread": 2}, xgboost.DMatrix(x, y), 100).save_model(path)
        else:
            lightgbm.train({"num_leaves": 31, "objective": "binary", "verbosity": -1}, lightgbm.Dataset(x, y), 100).save_model(path)
    return paths
