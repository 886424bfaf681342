"""sklearn.neural_network"""
import numpy as np
from sklearn.neural_network import BernoulliRBM, MLPClassifier, MLPRegressor
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import MinMaxScaler, StandardScaler

import data
from registry import EXACT, LINEAR, case, given, group, mutation, near

# Sums of products that cancel out, through several layers.
CLASSES = {"predict": EXACT, "predict_proba": near(1e-11), "predict_log_proba": near(1e-9)}
NUMBERS = {"predict": near(1e-9, 8)}
COMMON = {"random_state": 1, "max_iter": 30, "hidden_layer_sizes": (7, 5), "solver": "lbfgs"}


def classifier(**options):
    return lambda: given(MLPClassifier, **dict(COMMON, **options))


def regressor(**options):
    return lambda: given(MLPRegressor, **dict(COMMON, **options))


def log_zero(model, x, y):
    model.fit(x, y)
    model.intercepts_[-1] = model.intercepts_[-1] - np.array([0, 800, 0])


@group
def classifiers():
    x = data.numbers()
    kinds = [("two", data.two_classes(x)), ("three", data.three_classes(x)), ("text", data.text_classes(x)), ("labels", data.labels(x)),
             ("floats", data.three_classes(x) * 2.0 - 1), ("two_texts", np.where(data.two_classes(x), "yes", "no").astype(object))]
    for kind, y in kinds:
        case("mlp_" + kind, classifier(), x, y, CLASSES)
    for activation in ("identity", "logistic", "tanh", "relu"):
        case("mlp_three_" + activation, classifier(activation=activation), x, data.three_classes(x), CLASSES)
    case("mlp_one_class", classifier(), x, np.array([7] * len(x)), CLASSES)
    case("mlp_no_hidden", classifier(hidden_layer_sizes=()), x, data.three_classes(x), CLASSES)
    case("mlp_int_hidden", classifier(hidden_layer_sizes=6), x, data.three_classes(x), CLASSES)
    for solver in ("sgd", "adam"):
        case("mlp_" + solver, classifier(solver=solver), x, data.three_classes(x), CLASSES)
    case("mlp_early", classifier(solver="adam", early_stopping=True), x, data.three_classes(x), CLASSES)
    case("mlp_partial", classifier(solver="adam"), x, data.three_classes(x), CLASSES, fit=lambda model, a, b: model.partial_fit(a, b, classes=[0, 1, 2]))
    case("mlp_partial_two", classifier(solver="adam"), x, data.two_classes(x), CLASSES, fit=lambda model, a, b: model.partial_fit(a, b, classes=[False, True]))
    case("mlp_warm", classifier(warm_start=True, max_iter=10), x, data.three_classes(x), CLASSES, fit=lambda model, a, b: model.fit(a, b).fit(a, b))
    case("mlp_log_zero", classifier(), x, data.three_classes(x), {"predict": EXACT, "predict_proba": near(1e-11)}, fit=log_zero)
    case("mlp_wide", classifier(hidden_layer_sizes=(40, 9), max_iter=5), data.wide(), data.three_classes(data.wide()), CLASSES)
    case("mlp_scaled", Pipeline([("scale", StandardScaler()), ("model", classifier()())]), x, data.three_classes(x), CLASSES)
    case("mlp_weighted", classifier(), x, data.three_classes(x), CLASSES, fit_params={"sample_weight": data.weights()}, since=(1, 7))
    bad = x.iloc[:8].copy()
    bad.iloc[3, 1] = np.nan
    bad.iloc[5, 0] = np.inf
    case("mlp_not_finite", classifier(), x, data.two_classes(x), CLASSES, rows=bad, errors={3: "MISSING_VALUE", 5: "NOT_FINITE"})
    mutation("mlp_three_tanh", "activation", "relu")
    mutation("mlp_three", "out_activation_", "logistic")
    mutation("mlp_three", "coefs_[1]", lambda old: old * 2)
    mutation("mlp_two", "intercepts_[2]", lambda old: old + 1)
    mutation("mlp_labels", "_label_binarizer.y_type_", "multiclass")


def single(array):
    return np.asarray(array, dtype=np.float32)


@group
def singles():
    x = data.numbers()
    # fitted on float32, asked with float64: computed in float64
    case("mlp_float32", classifier(), x.astype(np.float32), data.three_classes(x), CLASSES, rows=x.iloc[:8])
    case("mlp_reg_float32", regressor(), x.astype(np.float32), single(data.target(x)), NUMBERS, rows=x.iloc[:8])


@group(since=(0, 20))
def singles_inside():
    from sklearn.preprocessing import OneHotEncoder
    x = data.integers()
    encoder = OneHotEncoder(dtype=np.float32, categories="auto", handle_unknown="ignore")
    # float32 all the way, or float64 of versions whose coefficients are
    loose = {"predict": EXACT, "predict_proba": near(1e-4), "predict_log_proba": near(1e-4)}
    y = data.three_classes(x.astype(float))
    case("mlp_float32_inside", Pipeline([("encode", encoder), ("model", classifier(max_iter=5)())]), x, y, loose)
    case("mlp_reg_float32_inside", Pipeline([("encode", encoder), ("model", regressor(max_iter=5)())]), x, data.target(x.astype(float)), {"predict": near(1e-4)})
    case("rbm_float32_inside", Pipeline([("encode", encoder), ("model", BernoulliRBM(n_components=3, n_iter=3, random_state=1))]), x, None, {"transform": near(1e-5)})


@group
def regressors():
    x = data.numbers()
    case("mlp_reg_one", regressor(), x, data.target(x), NUMBERS)
    case("mlp_reg_column", regressor(), x, data.target(x).reshape(-1, 1), NUMBERS)
    case("mlp_reg_two", regressor(), x, data.targets(x), NUMBERS)
    for activation in ("identity", "logistic", "tanh", "relu"):
        case("mlp_reg_" + activation, regressor(activation=activation), x, data.target(x), NUMBERS)
    for solver in ("sgd", "adam"):
        case("mlp_reg_" + solver, regressor(solver=solver, learning_rate_init=0.01), x, data.target(x), NUMBERS)
    case("mlp_reg_wide", regressor(hidden_layer_sizes=(20,), max_iter=5), data.wide(), data.target(data.wide()), NUMBERS)
    case("mlp_reg_poisson", regressor(loss="poisson"), x, np.abs(data.target(x)), NUMBERS, since=(1, 7))
    mutation("mlp_reg_tanh", "activation", "identity")
    mutation("mlp_reg_poisson", "out_activation_", "identity", since=(1, 7))
    mutation("mlp_reg_one", "intercepts_[0]", lambda old: old + 1)


@group
def boltzmann():
    x = data.numbers()
    pipeline = Pipeline([("scale", MinMaxScaler()), ("model", BernoulliRBM(n_components=5, n_iter=4, random_state=1))])
    case("rbm", pipeline, x, None, {"transform": LINEAR})
    case("rbm_then_mlp", Pipeline([("scale", MinMaxScaler()), ("rbm", BernoulliRBM(n_components=5, n_iter=4, random_state=1)), ("model", classifier()())]),
         x, data.three_classes(x), CLASSES)
    case("rbm_single", lambda: BernoulliRBM(n_components=5, n_iter=4, random_state=1), (x > 0).astype(np.float32), None, {"transform": LINEAR},
         rows=(x > 0).astype(float).iloc[:8])
    mutation("rbm", "steps[1][1].components_", lambda old: old * 2)
    mutation("rbm", "steps[1][1].intercept_hidden_", lambda old: old + 1)
