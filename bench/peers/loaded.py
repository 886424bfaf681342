"""What a peer's handler calls: the model, loaded by the library that made it, asked in the fastest way that the library has."""
import os

os.environ.setdefault("OMP_NUM_THREADS", "1")  # one core
import numpy as np


def load(path):
    """rows (a matrix) -> predictions, one a row"""
    if path.endswith(".ubj"):
        import xgboost
        booster = xgboost.Booster(model_file=path)
        booster.set_param("nthread", 1)
        return lambda rows: booster.inplace_predict(np.asarray(rows, dtype=np.float32))
    if path.endswith(".txt"):
        import lightgbm
        trees = lightgbm.Booster(model_file=path)
        return lambda rows: trees.predict(np.asarray(rows), num_threads=1)
    import joblib
    return joblib.load(path).predict
