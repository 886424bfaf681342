"""sklearn.isotonic"""
import numpy as np
from sklearn.isotonic import IsotonicRegression

import data
from registry import EXACT, case, group, mutation, near, the

BOTH = {"predict": EXACT, "transform": EXACT}


def column():
    return np.round(data.array()[:, 0], 2)


def answers(x):
    return np.round(x + data.array()[:, 1], 3)


def asked():
    """Thresholds, what lies between them, at both ends and beyond."""
    x = np.sort(column())
    return np.concatenate([x[[0, 1, 5, 60, -2, -1]], [x[0] - 1, x[-1] + 1, x[0] - 1e-9, x[-1] + 1e-9], np.linspace(x[0], x[-1], 14)])


@group
def isotonic():
    x = column()
    y = answers(x)
    for bounds in ("nan", "clip"):
        case("isotonic_" + bounds, IsotonicRegression(out_of_bounds=bounds), x, y, BOTH, rows=asked())
    beyond = {6: "OUT_OF_RANGE", 7: "OUT_OF_RANGE", 8: "OUT_OF_RANGE", 9: "OUT_OF_RANGE"}
    case("isotonic_raise", IsotonicRegression(out_of_bounds="raise"), x, y, BOTH, rows=asked(), errors=beyond)
    case("isotonic_falls", IsotonicRegression(increasing=False), x, -y, BOTH, rows=asked())
    case("isotonic_auto", IsotonicRegression(increasing="auto", out_of_bounds="clip"), x, -y, BOTH, rows=asked())
    case("isotonic_limits", IsotonicRegression(y_min=-0.5, y_max=0.75, out_of_bounds="clip"), x, y, BOTH, rows=asked())
    case("isotonic_weights", IsotonicRegression(out_of_bounds="clip"), x, y, BOTH, rows=asked(), fit_params={"sample_weight": data.weights()})
    case("isotonic_one_value", IsotonicRegression(), np.ones(5), np.arange(5.0), BOTH, rows=asked()[:4])
    if the.version < (0, 21):  # an array was not checked
        case("isotonic_one_value_missing", IsotonicRegression(), np.ones(5), np.arange(5.0), BOTH, rows=np.array([0.5, np.nan]))
        case("isotonic_missing", IsotonicRegression(out_of_bounds="clip"), x, y, BOTH, rows=np.array([0.5, np.nan]))
    case("isotonic_two_values", IsotonicRegression(), np.array([0.0, 1.0]), np.array([0.0, 1.0]), BOTH, rows=np.array([0.0, 0.3, 1.0, -1.0, 2.0]))
    if the.version >= (0, 24):
        case("isotonic_matrix", IsotonicRegression(out_of_bounds="clip"), x.reshape(-1, 1), y, BOTH, rows=asked().reshape(-1, 1))
    mutation("isotonic_clip", "out_of_bounds", "nan")
    mutation("isotonic_nan", "out_of_bounds", "clip")
    mutation("isotonic_clip", "y_thresholds_" if the.version >= (0, 24) else "_necessary_y_", lambda old: old + 1)


@group(since=(0, 21))
def float32():
    x = column().astype(np.float32)
    y = answers(x).astype(np.float32)
    case("isotonic_float32", IsotonicRegression(out_of_bounds="clip"), x, y, {"predict": near(1e-6)}, rows=asked().astype(np.float32))
