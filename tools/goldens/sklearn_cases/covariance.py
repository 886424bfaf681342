"""sklearn.covariance"""
import numpy as np
from sklearn.covariance import OAS, EllipticEnvelope, LedoitWolf

import data
from registry import EXACT, case, group, mutation, near, refused, the

# Sums of products near 0 lose what the products round off.
ANSWERS = {"predict": EXACT, "decision_function": near(1e-9)}
if the.version >= (0, 20):
    ANSWERS["score_samples"] = near(1e-10)


@group
def envelope():
    x = data.numbers()
    case("envelope", EllipticEnvelope(random_state=1), x, None, ANSWERS)
    case("envelope_many", EllipticEnvelope(random_state=1, contamination=0.4), x, None, ANSWERS)
    case("envelope_centred", EllipticEnvelope(random_state=1, assume_centered=True), x, None, ANSWERS)
    case("envelope_support", EllipticEnvelope(random_state=1, support_fraction=0.9), x, None, ANSWERS)
    case("envelope_without_precision", EllipticEnvelope(random_state=1, store_precision=False), x, None, ANSWERS)
    wide = data.wide(9)
    case("envelope_wide", EllipticEnvelope(random_state=1), wide, None, ANSWERS)
    bad = x.iloc[:6].copy()
    bad.iloc[2, 1] = np.nan
    bad.iloc[4, 0] = np.inf
    case("envelope_not_finite", EllipticEnvelope(random_state=1), x, None, ANSWERS, rows=bad, errors={2: "MISSING_VALUE", 4: "NOT_FINITE"}, since=(0, 20))
    mutation("envelope", "location_", lambda old: old + 1)
    mutation("envelope", "precision_", lambda old: old * 2)
    mutation("envelope_without_precision", "covariance_", lambda old: old * 2)
    mutation("envelope", "offset_" if the.version >= (0, 20) else "threshold_", lambda old: old * 0.5)


@group
def estimates():
    # Without an answer of their own: they are read where a discriminant analysis keeps one.
    for name, kind in (("LedoitWolf", LedoitWolf), ("OAS", OAS)):
        refused("UNKNOWN_SYMBOL", name, "alone_" + name, kind(), data.numbers())


@group(until=(0, 20))
def without_a_share():
    x = data.numbers()
    refused("UNSUPPORTED_OPTION", "contamination", "envelope_no_share", EllipticEnvelope(random_state=1), x, fit=no_share)


def no_share(model, x, y):
    model.fit(x)
    model.contamination = None
