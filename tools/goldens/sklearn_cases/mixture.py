"""sklearn.mixture"""
import numpy as np
from sklearn import mixture
from sklearn.mixture import BayesianGaussianMixture, GaussianMixture

import data
from registry import EXACT, case, group, mutation, near, refused

# Sums of products near 0 lose what the products round off.
ANSWERS = {"predict": EXACT, "predict_proba": near(1e-9), "score_samples": near(1e-11)}
FEW = {"n_components": 3, "random_state": 1, "max_iter": 20, "reg_covar": 0.01}


@group
def gaussian():
    x = data.numbers()
    for kind in ("full", "tied", "diag", "spherical"):
        case("mixture_%s" % kind, GaussianMixture(covariance_type=kind, **FEW), x, None, ANSWERS)
        wide = data.wide(12)
        case("mixture_%s_wide" % kind, GaussianMixture(covariance_type=kind, **FEW), wide, None, ANSWERS)
    case("mixture_one", GaussianMixture(random_state=1), x, None, ANSWERS)
    case("mixture_far", GaussianMixture(**FEW), x, None, ANSWERS, rows=x.iloc[:6] * 100)
    bad = x.iloc[:6].copy()
    bad.iloc[2, 1] = np.nan
    bad.iloc[4, 0] = np.inf
    case("mixture_not_finite", GaussianMixture(**FEW), x, None, ANSWERS, rows=bad, errors={2: "MISSING_VALUE", 4: "NOT_FINITE"})
    mutation("mixture_full", "weights_", lambda old: old[::-1].copy())
    mutation("mixture_full", "means_", lambda old: old + 1)
    mutation("mixture_full", "precisions_cholesky_", lambda old: old * 2)
    mutation("mixture_diag", "precisions_cholesky_", lambda old: old * 2)


@group
def bayesian():
    x = data.numbers()
    for kind in ("full", "tied", "diag", "spherical"):
        case("bayesian_mixture_%s" % kind, BayesianGaussianMixture(covariance_type=kind, **FEW), x, None, ANSWERS)
        case("bayesian_mixture_distribution_%s" % kind,
             BayesianGaussianMixture(covariance_type=kind, weight_concentration_prior_type="dirichlet_distribution", **FEW), x, None, ANSWERS)
    case("bayesian_mixture_priors", BayesianGaussianMixture(weight_concentration_prior=0.01, mean_precision_prior=0.5, degrees_of_freedom_prior=9, **FEW), x,
         None, ANSWERS)
    case("bayesian_mixture_one", BayesianGaussianMixture(random_state=1), x, None, ANSWERS)
    mutation("bayesian_mixture_full", "mean_precision_", lambda old: old / 7)
    mutation("bayesian_mixture_full", "degrees_of_freedom_", lambda old: old * [1, 2, 3])
    mutation("bayesian_mixture_full", "weight_concentration_", lambda old: (old[0][::-1].copy(), old[1]))
    mutation("bayesian_mixture_distribution_full", "weight_concentration_", lambda old: old[::-1].copy())


@group(until=(0, 20))
def gone():
    x = data.numbers()
    for name in ("GMM", "VBGMM", "DPGMM"):
        refused("UNSUPPORTED_OPTION", name, "old_%s" % name.lower(), lambda name=name: getattr(mixture, name)(n_components=2, random_state=1), x)
