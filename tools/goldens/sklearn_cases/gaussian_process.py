"""sklearn.gaussian_process"""
import numpy as np
from sklearn.gaussian_process import GaussianProcessClassifier, GaussianProcessRegressor
from sklearn.gaussian_process.kernels import (RBF, ConstantKernel, DotProduct, Exponentiation, ExpSineSquared, Matern, PairwiseKernel,
                                              Product, RationalQuadratic, Sum, WhiteKernel)
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import data
from registry import EXACT, case, given, group, mutation, near, refused, the

# Weights of either sign, much greater than their sum.
NUMBERS = {"predict": near(1e-9)}
# Five error functions times some thousands that cancel; a variance that is a difference.
CHANCES = {"predict": EXACT, "predict_proba": near(1e-9)}


def regressor(kernel, **options):
    """Kernels as they are given: what an optimizer makes of them differs from version to version."""
    return lambda: given(GaussianProcessRegressor, **dict({"kernel": kernel, "optimizer": None, "alpha": 0.1}, **options))


def classifier(kernel, **options):
    return lambda: given(GaussianProcessClassifier, **dict({"kernel": kernel, "optimizer": None}, **options))


def kernels(columns):
    few = {"length_scale": [0.7 + 0.4 * i for i in range(columns)]}
    named = [("default", None), ("rbf", RBF(1.7)), ("rbf_each", RBF(**few)), ("matern_half", Matern(1.3, nu=0.5)), ("matern_1", Matern(1.3, nu=1.5)), ("matern_2", Matern(1.3, nu=2.5)),
             ("matern_each", Matern(nu=1.5, **few)), ("rational", RationalQuadratic(1.2, alpha=0.8)), ("rational_one", RationalQuadratic(1.5, alpha=1.0)),
             ("dot", DotProduct(0.7)), ("constant", ConstantKernel(2.0)), ("white", RBF(1.5) + WhiteKernel(0.3)),
             ("sum", Sum(RBF(2.0), DotProduct(0.3))), ("product", Product(ConstantKernel(3.0), RBF(2.0))), ("power", Exponentiation(DotProduct(1.0), 2)),
             ("power_half", Exponentiation(RBF(2.0), 1.5)), ("mixed", ConstantKernel(2.0) * Matern(2.0, nu=2.5) * RBF(3.0) + DotProduct(0.1) ** 2 + WhiteKernel(0.2))]
    for metric, options in [("linear", {}), ("poly", {"degree": 2, "coef0": 0.5}), ("polynomial", {}), ("rbf", {}), ("laplacian", {}), ("sigmoid", {"coef0": 0.1}), ("cosine", {})]:
        gamma = 0.002 if metric == "sigmoid" else 0.15  # for kernel matrices that are positive definite
        named.append(("pair_" + metric, PairwiseKernel(metric=metric, gamma=gamma, pairwise_kernels_kwargs=options or None)))
    if the.version >= (0, 23):
        named.append(("matern_smooth", Matern(2.0, nu=np.inf)))
    return named


def with_function(model, x, y):
    model.fit(x, y).kernel_.metric = np.dot


@group
def regression():
    x = data.numbers(3, 40)  # few rows: each file holds a square of them
    y = data.target(x)
    for name, kernel in kernels(3):
        case("gpr_" + name, regressor(kernel), x, y, NUMBERS)
    case("gpr_periodic", regressor(ExpSineSquared(2.0, 3.0)), x[["a"]], y, NUMBERS)
    counts = data.counts(4, 40)
    case("gpr_pair_chi2", regressor(PairwiseKernel(metric="chi2", gamma=0.5)), counts, data.target(counts), NUMBERS)
    case("gpr_pair_additive_chi2", regressor(ConstantKernel(20.0) + PairwiseKernel(metric="additive_chi2")), counts, data.target(counts), NUMBERS)
    best = ConstantKernel(1.0, (0.1, 10.0)) * RBF(1.0) + WhiteKernel(0.1, "fixed")
    case("gpr_optimized", lambda: GaussianProcessRegressor(kernel=best, random_state=0), x, y, NUMBERS)
    case("gpr_normalized", regressor(RBF(1.5), normalize_y=True), x, y + 30, NUMBERS)
    case("gpr_two", regressor(RBF(1.5)), x, data.targets(x), NUMBERS)
    case("gpr_two_normalized", regressor(RBF(1.5), normalize_y=True), x, data.targets(x) * 7 + 3, NUMBERS)
    case("gpr_column", regressor(RBF(1.5)), x, y.reshape(-1, 1), NUMBERS)
    case("gpr_column_normalized", regressor(RBF(1.5), normalize_y=True), x, y.reshape(-1, 1), NUMBERS)
    case("gpr_noise_each", regressor(RBF(1.5), alpha=data.weights(40)), x, y, NUMBERS)
    case("gpr_scaled", lambda: Pipeline([("scale", StandardScaler()), ("model", GaussianProcessRegressor(RBF(1.0), alpha=0.1, optimizer=None))]), x, y, NUMBERS)
    asked = x.iloc[:8].copy()
    asked.iloc[3, 1] = np.nan
    asked.iloc[5, 0] = np.inf
    case("gpr_not_finite", regressor(RBF(1.5)), x, y, NUMBERS, rows=asked, errors={3: "MISSING_VALUE", 5: "NOT_FINITE"})
    mutation("gpr_rbf", "kernel_.length_scale", 2.0)
    mutation("gpr_matern_1", "kernel_.nu", 2.5)
    mutation("gpr_rational", "kernel_.alpha", 1.1)
    mutation("gpr_rational", "kernel_.length_scale", 2.1)
    mutation("gpr_periodic", "kernel_.periodicity", 2.0)
    mutation("gpr_periodic", "kernel_.length_scale", 1.0)
    mutation("gpr_dot", "kernel_.sigma_0", 2.0)
    mutation("gpr_product", "kernel_.k1.constant_value", 2.0)
    mutation("gpr_power", "kernel_.exponent", 3)
    mutation("gpr_pair_poly", "kernel_.gamma", 0.5)
    mutation("gpr_pair_rbf", "kernel_.metric", "laplacian")
    mutation("gpr_pair_poly", "kernel_.pairwise_kernels_kwargs", None)
    mutation("gpr_normalized", "y_train_mean" if the.version < (0, 19) else "_y_train_mean", 1.0)
    mutation("gpr_normalized", "_y_train_std", 7.0, since=(0, 23))
    refused("UNSUPPORTED_OPTION", "nu=0.7", "gpr_matern_general", regressor(Matern(1.0, nu=0.7)), x, y)
    refused("UNSUPPORTED_OPTION", "metric", "gpr_pair_function", regressor(PairwiseKernel(metric="linear")), x, y, fit=with_function)


@group
def classification():
    x = data.numbers(3, 40)  # few rows: each file holds a square of them
    y = data.two_classes(x)
    for name, kernel in kernels(3):
        case("gpc_" + name, classifier(kernel), x, y, CHANCES)
    case("gpc_periodic", classifier(ExpSineSquared(2.0, 3.0)), x[["a"]], y, CHANCES)
    case("gpc_optimized", lambda: GaussianProcessClassifier(random_state=0), x, y, CHANCES)
    case("gpc_text_two", classifier(RBF(1.5)), x, np.where(y, "yes", "no").astype(object), CHANCES)
    for name, y in [("three", data.three_classes(x)), ("text", data.text_classes(x))]:
        case("gpc_rest_" + name, classifier(RBF(1.5), multi_class="one_vs_rest"), x, y, CHANCES)
        case("gpc_pairs_" + name, classifier(RBF(1.5), multi_class="one_vs_one"), x, y, {"predict": EXACT})
    case("gpc_pairs_two", classifier(RBF(1.5), multi_class="one_vs_one"), x, data.two_classes(x), CHANCES)
    mutation("gpc_rbf", "base_estimator_.kernel_.length_scale", 1.1)
    mutation("gpc_white", "base_estimator_.kernel_.k2.noise_level", 2.0)
    mutation("gpc_rbf", "base_estimator_.pi_", lambda old: old * 0.9)
    mutation("gpc_rbf", "base_estimator_.W_sr_", lambda old: old * 0.9)
    mutation("gpc_rbf", "base_estimator_.L_", lambda old: old * 1.1)


@group(until=(0, 20))
def legacy():
    from sklearn.gaussian_process import GaussianProcess
    x = data.numbers(3, 40)  # few rows: each file holds a square of them
    refused("UNKNOWN_SYMBOL", "GaussianProcess", "gaussian_process_legacy", lambda: GaussianProcess(theta0=0.1), x, data.target(x))
