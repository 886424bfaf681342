"""sklearn.kernel_ridge"""
import numpy as np
from scipy import sparse
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct, ExpSineSquared, WhiteKernel
from sklearn.kernel_ridge import KernelRidge

import data
from registry import case, group, mutation, near, refused, the

# Weights of either sign, much greater than their sum; kernels of products that are BLAS's, or of distances that are the difference
# of such products.
NUMBERS = {"predict": near(1e-9)}


@group
def kernels():
    x = data.numbers()
    y = data.target(x)
    for kernel, options in [("linear", {}), ("poly", {"degree": 3, "coef0": 0.5}), ("polynomial", {"degree": 2, "gamma": 0.1}),
                            ("poly_half", {"kernel": "poly", "degree": 2.5, "coef0": 20.0, "gamma": 0.1}), ("rbf", {"gamma": 0.3}), ("rbf_auto", {"kernel": "rbf"}),
                            ("sigmoid", {"gamma": 0.1, "coef0": 0.2}), ("laplacian", {}), ("laplacian_gamma", {"kernel": "laplacian", "gamma": 0.7}), ("cosine", {})]:
        options = dict({"kernel": kernel}, **options)
        if kernel == "poly_half" and (1, 2) <= the.version < (1, 4):
            continue  # wanted a whole degree
        case("ridge_" + kernel, KernelRidge(**options), x, y, NUMBERS)
        case("ridge_%s_two" % kernel, KernelRidge(**options), x, data.targets(x), NUMBERS)
    counts = data.counts()
    for kernel, options in [("chi2", {"gamma": 0.5}), ("additive_chi2", {})]:
        case("ridge_" + kernel, KernelRidge(kernel=kernel, **options), counts, data.target(counts), NUMBERS)
    asked = data.counts().iloc[:6].astype(float)
    asked.iloc[2, 1] = -1
    asked.iloc[4, 0] = np.nan
    case("ridge_chi2_below", KernelRidge(kernel="chi2", gamma=0.5), counts, data.target(counts), NUMBERS, rows=asked, errors={2: "OUT_OF_RANGE", 4: "MISSING_VALUE"},
         ask=lambda frame: frame.values.copy())  # the library writes into what it is given
    mutation("ridge_rbf", "gamma", 0.4)
    mutation("ridge_rbf", "kernel", "laplacian")
    mutation("ridge_poly", "degree", 2)
    mutation("ridge_poly", "coef0", 1.0)
    mutation("ridge_rbf_two", "dual_coef_", lambda old: old * 2)


@group
def more():
    x = data.numbers()
    y = data.target(x)
    case("ridge_column", KernelRidge(kernel="rbf"), x, y.reshape(-1, 1), NUMBERS)
    case("ridge_weighted", KernelRidge(kernel="rbf", alpha=0.3), x, y, NUMBERS, fit_params={"sample_weight": data.weights()})
    case("ridge_float32", KernelRidge(kernel="rbf"), x.astype(np.float32), y, {"predict": near(1e-6)}, rows=x.iloc[:6])
    rows = sparse.csr_matrix(data.counts(8).values.astype(float))
    for kernel in ("linear", "rbf", "poly", "sigmoid", "cosine", "laplacian"):
        case("ridge_sparse_" + kernel, KernelRidge(kernel=kernel), rows, data.target(data.counts(8)), NUMBERS)
    # kernels of gaussian_process
    case("ridge_gaussian", lambda: KernelRidge(kernel=ConstantKernel(2.0) * RBF(1.3) + WhiteKernel(0.1) + DotProduct(0.5)), x, y, NUMBERS)
    case("ridge_periodic", lambda: KernelRidge(kernel=ExpSineSquared(2.0, 3.0)), x, y, NUMBERS)
    gap = x.iloc[:6].copy()
    gap.iloc[3, 0] = np.nan
    case("ridge_periodic_missing", lambda: KernelRidge(kernel=ExpSineSquared(2.0, 3.0)), x, y, NUMBERS, rows=gap,
         errors={3: "MISSING_VALUE"} if the.version >= (0, 24) else None)
    refused("UNSUPPORTED_OPTION", "kernel", "ridge_precomputed", KernelRidge(kernel="precomputed"), lambda: np.dot(x.values, x.values.T), y)
    refused("UNSUPPORTED_OPTION", "kernel", "ridge_function", KernelRidge(kernel=np.dot), x, y)
