"""category_encoders: every encoder with every way to treat what is unknown or missing."""
import category_encoders
import numpy as np
from category_encoders import TargetEncoder
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

import data
from registry import EXACT, case, given, group, mutation, near, refused

SUMS = {"transform": near(1e-12)}
CODES = {"transform": EXACT}


def frame():
    """Two texts, a number that is none of them."""
    x = data.texts_and_grades()
    x["size"] = np.where(np.arange(len(x)) % 3 == 0, "big", "small").astype(object)
    x["a"] = data.numbers()["a"]
    return x[["city", "a", "size"]]


def asked(x, unknown=True, missing=True):
    rows = x.iloc[:10].copy()
    if unknown:
        rows.iloc[2, 0] = "nowhere"
        rows.iloc[3, 2] = "other"
    if missing:
        rows.iloc[5, 0] = np.nan
        rows.iloc[6, 2] = np.nan
    return rows


def with_missing(x):
    x = x.copy()
    x.iloc[::7, 0] = np.nan
    return x


CONTRASTS = ("HelmertEncoder", "SumEncoder", "PolynomialEncoder", "BackwardDifferenceEncoder")


@group(until=(2, 0))
def oldest():
    """Version 1 notes no names of columns, so that what it was fitted on had none, or all of them are encoded."""
    x = frame()
    y = binary()
    rows = asked(x, missing=False)
    for name in ("OrdinalEncoder", "OneHotEncoder", "BinaryEncoder", "TargetEncoder", "LeaveOneOutEncoder", "WOEEncoder") + CONTRASTS:
        sums = name in CONTRASTS or name in ("TargetEncoder", "LeaveOneOutEncoder", "WOEEncoder")
        for way in ("impute", "error", "ignore"):
            if name in CONTRASTS and way == "ignore":
                continue
            known = rows.iloc[[0, 1, 4, 5, 6, 7, 8, 9]] if way == "error" else rows
            case("first_%s_%s" % (name.lower(), way), named(name, handle_unknown=way), x.values, y, SUMS if sums else CODES, rows=known.values)
    for name in ("OrdinalEncoder", "BinaryEncoder", "TargetEncoder", "WOEEncoder"):
        case("first_%s_as_is" % name.lower(), named(name, impute_missing=False), x.values, y, SUMS, rows=rows.values)
    case("first_onehot_names", named("OneHotEncoder", use_cat_names=True), x.values, y, CODES, rows=rows.values)
    case("first_named_onehot", named("OneHotEncoder"), x[["size", "city"]], y, CODES, rows=rows[["size", "city"]])
    case("first_named_binary", named("BinaryEncoder"), x[["city", "size"]], y, CODES, rows=rows[["city", "size"]])
    case("first_named_target", named("TargetEncoder", smoothing=5.0, min_samples_leaf=3), x[["city"]], y, SUMS, rows=rows[["city"]])
    case("first_invariant", named("BinaryEncoder", drop_invariant=True), x.values, y, CODES, rows=rows.values)
    case("first_supplied", named("OrdinalEncoder", cols=[1], mapping=[{"col": 1, "mapping": [(None, 0), ("small", 3), ("big", 1)]}]), x[["a", "size"]].values, y, CODES,
         rows=rows[["a", "size"]].values)
    case("first_woe_regularization", named("WOEEncoder", regularization=3.0), x.values, y, SUMS, rows=rows.values)
    case("first_in_pipeline", lambda: Pipeline([("encode", named("WOEEncoder")()), ("model", LogisticRegression(solver="lbfgs"))]), x.values, y,
         {"predict": EXACT, "predict_proba": near(1e-11)}, rows=rows.values)
    refused("UNSUPPORTED_OPTION", "other rows", "first_basen", named("BaseNEncoder", base=3), x.values, y)
    refused("UNSUPPORTED_OPTION", "other rows", "first_helmert_ignore", named("HelmertEncoder", handle_unknown="ignore"), x.values, y)
    refused("UNSUPPORTED_OPTION", "hashed", "first_hashing", named("HashingEncoder"), x.values, y)
    refused("UNSUPPORTED_OPTION", "begin with 0", "first_from_0", named("OrdinalEncoder", cols=[2], mapping=[{"col": 2, "mapping": [("small", 0), ("big", 1)]}]), x.values, y)
    refused("MISSING_ATTRIBUTE", "fitted on", "first_named", named("TargetEncoder"), x, y)
    mutation("first_binaryencoder_impute", "digits_per_col[0]", 7)
    mutation("first_targetencoder_impute", "_mean", 0.0)
    mutation("first_woeencoder_impute", "mapping[0]['woe']", lambda old: dict(old, Oslo=9.0))
    mutation("first_helmertencoder_impute", "mapping[0]['mapping']", lambda old: old * 2)
    mutation("first_ordinalencoder_impute", "impute_missing", False)
    mutation("first_ordinalencoder_impute", "handle_unknown", "ignore")


def named(name, **options):
    """An encoder by name, with the options that this version knows."""
    return lambda: given(getattr(category_encoders, name), **options)


def binary():
    return data.two_classes(data.numbers()).astype(int)


@group(since=(2, 0))
def plain():
    x = frame()
    y = binary()
    for name in ("OrdinalEncoder", "OneHotEncoder", "BinaryEncoder", "BaseNEncoder"):
        case("plain_" + name.lower(), named(name), x, y, CODES, rows=asked(x, missing=False))
    for name in CONTRASTS:
        case("plain_" + name.lower(), named(name), x, y, SUMS, rows=asked(x, missing=False))
    for name in ("TargetEncoder", "LeaveOneOutEncoder"):
        case("plain_" + name.lower(), named(name), x, y, SUMS, rows=asked(x, missing=False))
    case("basen_3", named("BaseNEncoder", base=3), x, y, CODES, rows=asked(x, missing=False))
    refused("UNSUPPORTED_OPTION", "hashed", "hashing", named("HashingEncoder"), x, y)
    case("ordinal_cols", named("OrdinalEncoder", cols=["size"]), x.drop(columns=["city"]), y, CODES, rows=asked(x, missing=False).drop(columns=["city"]))
    case("onehot_names", named("OneHotEncoder", use_cat_names=True), x, y, CODES, rows=asked(x, missing=False))
    case("ordinal_invariant", named("OrdinalEncoder", drop_invariant=True), x.assign(same=1.0), y, CODES, rows=asked(x.assign(same=1.0), missing=False))
    case("target_smooth", named("TargetEncoder", smoothing=5.0, min_samples_leaf=3), x, y, SUMS, rows=asked(x, missing=False))
    case("leave_one_out_sigma", named("LeaveOneOutEncoder", sigma=None), x, y, SUMS, rows=asked(x, missing=False))
    case("ordinal_array", named("OrdinalEncoder", return_df=False), x, y, CODES, rows=asked(x, missing=False))
    case("target_in_pipeline", lambda: Pipeline([("encode", TargetEncoder()), ("model", LogisticRegression(solver="lbfgs"))]), x, y,
         {"predict": EXACT, "predict_proba": near(1e-11)}, rows=asked(x, missing=False))


@group(since=(2, 0))
def newer():
    x = frame()
    y = binary()
    for name in ("CatBoostEncoder", "JamesSteinEncoder", "MEstimateEncoder", "WOEEncoder"):
        case("plain_" + name.lower(), named(name), x, y, SUMS, rows=asked(x, missing=False))
    case("catboost_a", named("CatBoostEncoder", a=3.0), x, y, SUMS, rows=asked(x, missing=False), since=(2, 5))
    case("m_estimate_5", named("MEstimateEncoder", m=5.0), x, y, SUMS, rows=asked(x, missing=False))
    for model in ("pooled", "independent", "beta", "binary"):
        case("james_stein_" + model, named("JamesSteinEncoder", model=model), x, y, SUMS, rows=asked(x, missing=False))
    case("woe_regularization", named("WOEEncoder", regularization=3.0), x, y, SUMS, rows=asked(x, missing=False))
    for unknown in ("value", "return_nan"):
        for missing in ("value", "return_nan"):
            ways = {"handle_unknown": unknown, "handle_missing": missing}
            for name in ("OrdinalEncoder", "OneHotEncoder", "BinaryEncoder", "BaseNEncoder"):
                case("ways_%s_%s_%s" % (name.lower(), unknown, missing), named(name, **ways), x, y, CODES, rows=asked(x))
            for name in ("TargetEncoder", "LeaveOneOutEncoder", "CatBoostEncoder", "JamesSteinEncoder", "MEstimateEncoder", "WOEEncoder", "HelmertEncoder",
                         "SumEncoder", "PolynomialEncoder", "BackwardDifferenceEncoder"):
                case("ways_%s_%s_%s" % (name.lower(), unknown, missing), named(name, **ways), x, y, SUMS, rows=asked(x))
    holes = with_missing(x)
    for name in ("OrdinalEncoder", "OneHotEncoder", "BinaryEncoder"):
        case("missing_" + name.lower(), named(name), holes, y, CODES, rows=asked(x))
    for name in ("TargetEncoder", "LeaveOneOutEncoder", "CatBoostEncoder", "JamesSteinEncoder", "MEstimateEncoder", "WOEEncoder", "HelmertEncoder"):
        case("missing_" + name.lower(), named(name), holes, y, SUMS, rows=asked(x))
    for name in ("OneHotEncoder", "BinaryEncoder"):
        case("indicator_" + name.lower(), named(name, handle_unknown="indicator", handle_missing="indicator"), holes, y, CODES, rows=asked(x))
    case("indicator_helmertencoder", named("HelmertEncoder", handle_unknown="indicator", handle_missing="indicator"), holes, y, SUMS, rows=asked(x))


@group(since=(2, 6))  # before, nothing says which columns a CountEncoder was fitted on
def counted():
    x = frame()
    y = binary()
    case("plain_countencoder", named("CountEncoder"), x, y, CODES, rows=asked(x, missing=False))
    case("count_normalized", named("CountEncoder", normalize=True), x, y, SUMS, rows=asked(x, missing=False))
    case("count_groups", named("CountEncoder", min_group_size=15), x, y, CODES, rows=asked(x, missing=False))
    case("missing_countencoder", named("CountEncoder"), with_missing(x), y, CODES, rows=asked(x))
    case("plain_glmmencoder", named("GLMMEncoder", binomial_target=True), x, y, SUMS, rows=asked(x, missing=False), since=(2, 4))
    case("plain_quantileencoder", named("QuantileEncoder", quantile=0.25), x, data.target(data.numbers()), SUMS, rows=asked(x, missing=False), since=(2, 4))
    case("plain_rankhotencoder", named("RankHotEncoder"), x, y, CODES, rows=asked(x, unknown=False, missing=False), since=(2, 6))
    case("plain_grayencoder", named("GrayEncoder"), x, y, CODES, rows=asked(x, missing=False), since=(2, 6))


@group(since=(2, 0))
def mutations():
    mutation("plain_leaveoneoutencoder", "_mean", 0.0)
    mutation("plain_ordinalencoder", "handle_unknown", "return_nan")
    mutation("catboost_a", "a", 1.0, since=(2, 5))
