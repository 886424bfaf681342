"""sklearn.kernel_approximation"""
import numpy as np
from sklearn.kernel_approximation import AdditiveChi2Sampler, RBFSampler, SkewedChi2Sampler

import data
from registry import case, group, mutation, near, refused

# the cosine of a sum
WAVES = {"transform": near(1e-10)}


@group
def samplers():
    x = data.numbers()
    plus = data.counts(4) / 3.0
    case("rbf_sampler", RBFSampler(gamma=0.3, n_components=5, random_state=0), x, None, WAVES)
    case("rbf_sampler_scale", lambda: RBFSampler(gamma="scale", n_components=5, random_state=0), x, None, WAVES, since=(1, 2))
    case("skewed_chi2", SkewedChi2Sampler(skewedness=0.7, n_components=5, random_state=0), plus, None, WAVES)
    low = plus.iloc[:8].copy()
    low.iloc[2, 1] = -0.71
    case("skewed_chi2_below", SkewedChi2Sampler(skewedness=0.7, n_components=5, random_state=0), plus, None, WAVES, rows=low, errors={2: "OUT_OF_RANGE"})
    within = plus.iloc[:8].copy()
    within.iloc[2, 1] = -0.5
    case("skewed_chi2_negative", SkewedChi2Sampler(skewedness=0.7, n_components=5, random_state=0), plus, None, WAVES, rows=within, since=(0, 19))
    for steps in (1, 2, 3):
        case("additive_chi2_%d" % steps, AdditiveChi2Sampler(sample_steps=steps), plus, None, WAVES, since=(0, 23))
    refused("MISSING_ATTRIBUTE", "how many columns", "additive_chi2_alone", AdditiveChi2Sampler(), plus, until=(0, 23))
    case("additive_chi2_named", AdditiveChi2Sampler(), plus, None, WAVES, named=list(plus.columns), until=(0, 23))
    case("additive_chi2_interval", AdditiveChi2Sampler(sample_steps=4, sample_interval=0.3), plus, None, WAVES, since=(0, 24))
    case("additive_chi2_below", AdditiveChi2Sampler(), plus, None, WAVES, rows=low, errors={2: "OUT_OF_RANGE"}, since=(0, 24))
    mutation("skewed_chi2", "skewedness", 0.9)
    mutation("rbf_sampler", "n_components", 6)
