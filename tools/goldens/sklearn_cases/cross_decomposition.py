"""sklearn.cross_decomposition"""
import numpy as np
from sklearn import cross_decomposition

import data
from registry import case, given, group, mutation, near, the

# Sums of products near 0 lose what the products round off.
BOTH = {"predict": near(1e-9, 8), "transform": near(1e-9, 8)}


def named(name, **options):
    return lambda: given(getattr(cross_decomposition, name), **options)


@group
def least_squares():
    x = data.numbers()
    two = data.targets(x)
    for name in ("PLSRegression", "PLSCanonical", "CCA"):
        case("%s_two" % name.lower(), named(name, n_components=2), x, two, BOTH)
        case("%s_unscaled" % name.lower(), named(name, n_components=2, scale=False), x * [1, 5, 0.1, 3], two, BOTH)
    case("plsregression_one", named("PLSRegression", n_components=2), x, data.target(x), BOTH)
    case("plsregression_column", named("PLSRegression", n_components=3), x, data.target(x).reshape(-1, 1), BOTH)
    case("plscanonical_one_component", named("PLSCanonical", n_components=1), x, two, BOTH)
    case("plsregression_wide", named("PLSRegression", n_components=5), data.wide(), data.targets(data.wide()), BOTH)
    bad = x.iloc[:6].copy()
    bad.iloc[2, 1] = np.nan
    bad.iloc[4, 0] = np.inf
    case("plsregression_not_finite", named("PLSRegression"), x, two, BOTH, rows=bad, errors={2: "MISSING_VALUE", 4: "NOT_FINITE"})
    before = the.version < (0, 24)
    mean, std = ("x_mean_", "x_std_") if before else ("_x_mean", "_x_std")
    target = "intercept_" if the.version >= (1, 1) else "y_mean_" if before else "_y_mean"
    coef = "_coef_" if (1, 1) <= the.version < (1, 3) else "coef_"
    mutation("plsregression_two", mean, lambda old: old + 1)
    mutation("plsregression_two", std, lambda old: old * 2)
    mutation("plsregression_two", target, lambda old: old + 1)
    mutation("plsregression_two", coef, lambda old: old * 2)
    mutation("plsregression_two", "x_rotations_", lambda old: old * 2)


@group
def singular_vectors():
    x = data.numbers()
    case("plssvd_two", named("PLSSVD", n_components=2), x, data.targets(x), {"transform": near(1e-9, 8)})
    case("plssvd_unscaled", named("PLSSVD", n_components=1, scale=False), x * [1, 5, 0.1, 3], data.targets(x), {"transform": near(1e-9, 8)})
    mutation("plssvd_two", "x_weights_", lambda old: old * 2)
