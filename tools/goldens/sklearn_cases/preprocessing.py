"""sklearn.preprocessing"""
import warnings

import numpy as np
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import (Binarizer, FunctionTransformer, KernelCenterer, MaxAbsScaler, MinMaxScaler, Normalizer, OneHotEncoder,
                                   PolynomialFeatures, RobustScaler, StandardScaler)

import data
from registry import EXACT, ULP, case, given, group, mutation, near, refused, the

CELLS = {"transform": EXACT}
CURVED = {"transform": ULP}
# sums of numpy's own order
SUMS = {"transform": near(0, 8)}


def dense(encoder, **options):
    """An encoder whose output is dense: the option has two names."""
    return given(encoder, sparse_output=False, **options) if "sparse_output" in given(encoder).get_params() else given(encoder, sparse=False, **options)


def bad_rows(x, where, value=np.nan):
    rows = x.iloc[:8].copy()
    rows.iloc[where] = value
    return rows


def sparse_first(*steps):
    """A pipeline whose first step makes a sparse matrix of whole numbers 0 to 3."""
    return Pipeline([("hot", given(OneHotEncoder, handle_unknown="ignore", categories="auto"))] + [(str(i), step) for i, step in enumerate(steps)])


@group
def standard_scaler():
    x = data.numbers()
    for mean in (True, False):
        for std in (True, False):
            case("scale_mean%d_std%d" % (mean, std), StandardScaler(with_mean=mean, with_std=std), x, None, CELLS, since=None if mean or std else (0, 24))
    gaps = data.missing()
    case("scale_missing", StandardScaler(), gaps, None, CELLS, since=(0, 20))
    case("scale_nan_refused", StandardScaler(), x, None, CELLS, rows=bad_rows(x, (3, 1)), errors={3: "MISSING_VALUE"}, until=(0, 20))
    case("scale_infinite_refused", StandardScaler(), x, None, CELLS, rows=bad_rows(x, (3, 1), np.inf), errors={3: "NOT_FINITE"})
    case("scale_constant_column", StandardScaler(), x.assign(b=3.0), None, CELLS)
    case("scale_wide", StandardScaler(), data.wide(), None, CELLS)
    case("scale_array", StandardScaler(), data.array(), None, CELLS)
    case("scale_sparse", lambda: sparse_first(StandardScaler(with_mean=False)), data.integers(), None, CELLS, since=(0, 20))
    case("scale_float32", lambda: Pipeline([("hot", dense(OneHotEncoder, dtype=np.float32, categories="auto")), ("scale", StandardScaler())]), data.integers(), None, CELLS,
         since=(0, 20))
    mutation("scale_mean1_std1", "with_mean", False)
    mutation("scale_mean1_std1", "with_std", False)
    mutation("scale_mean1_std1", "mean_", lambda old: old + 1)
    mutation("scale_mean1_std1", "scale_", lambda old: old * 2)


@group
def other_scalers():
    x = data.numbers()
    case("minmax_plain", MinMaxScaler(), x, None, CELLS)
    case("minmax_range", MinMaxScaler(feature_range=(-2, 3)), x, None, CELLS)
    beyond = x.iloc[:12] * 3
    case("minmax_clip", lambda: MinMaxScaler(feature_range=(-1, 1), clip=True), x, None, CELLS, rows=beyond, since=(0, 24))
    case("minmax_no_clip", MinMaxScaler(feature_range=(-1, 1)), x, None, CELLS, rows=beyond)
    case("minmax_missing", MinMaxScaler(), data.missing(), None, CELLS, since=(0, 20))
    mutation("minmax_clip", "clip", False, since=(0, 24))
    mutation("minmax_clip", "feature_range", (-1, 0.5), since=(0, 24))
    mutation("minmax_range", "min_", lambda old: old + 1)
    case("maxabs_plain", MaxAbsScaler(), x, None, CELLS)
    case("maxabs_missing", MaxAbsScaler(), data.missing(), None, CELLS, since=(0, 20))
    case("maxabs_clip", lambda: MaxAbsScaler(clip=True), x, None, CELLS, rows=beyond, since=(1, 8))
    if the.version != (1, 2):
        case("maxabs_sparse", lambda: sparse_first(StandardScaler(with_mean=False), MaxAbsScaler()), data.integers(), None, CELLS, since=(0, 20))
    mutation("maxabs_clip", "clip", False, since=(1, 8))
    for name, options in [("plain", {}), ("no_centre", {"with_centering": False}), ("no_scale", {"with_scaling": False}),
                          ("quantiles", {"quantile_range": (10.0, 60.0)})]:
        case("robust_" + name, RobustScaler(**options), x, None, CELLS)
    case("robust_unit_variance", lambda: RobustScaler(unit_variance=True), x, None, CELLS, since=(0, 24))
    case("robust_missing", RobustScaler(), data.missing(), None, CELLS, since=(0, 20))
    mutation("robust_plain", "with_centering", False)
    mutation("robust_plain", "with_scaling", False)
    mutation("robust_plain", "center_", lambda old: old + 1)
    # single numbers that were float32 all the way
    single = lambda *steps: Pipeline([("hot", dense(OneHotEncoder, dtype=np.float32, categories="auto"))] + [(str(i), step) for i, step in enumerate(steps)])
    case("scalers_float32", lambda: single(MinMaxScaler(feature_range=(-1, 2)), RobustScaler(with_scaling=False), MaxAbsScaler()), data.integers(), None, CELLS,
         since=(0, 20))


@group
def rows_and_thresholds():
    x = data.numbers()
    x = x.assign(d=x["d"] * 0)
    x.iloc[2] = 0
    x.iloc[3] = [3e-17, -4e-17, 0, 0]
    x.iloc[4] = [-1.0, -2.0, -3.0, -0.5]
    for norm in ("l1", "l2", "max"):
        case("norm_" + norm, Normalizer(norm), x, None, SUMS, since=(0, 24))
        case("norm_old_" + norm, Pipeline([("same", StandardScaler(with_mean=False)), ("norm", Normalizer(norm))]), x, None, SUMS)
        if the.version == (1, 2):  # its environment's scipy does not go with sparse maxima
            continue
        case("norm_sparse_" + norm, lambda norm=norm: sparse_first(StandardScaler(with_mean=False), Normalizer(norm)), data.integers(), None, CELLS,
             since=(0, 20))
    case("norm_wide", Pipeline([("same", StandardScaler()), ("norm", Normalizer())]), data.wide(), None, SUMS)
    case("norm_nan_refused", Normalizer(), x, None, SUMS, rows=bad_rows(x, (5, 1)), errors={5: "MISSING_VALUE"}, since=(0, 24))
    mutation("norm_old_l2", "steps[1][1].norm", "l1")
    for threshold in (0.0, 0.4):
        case("binarize_%g" % threshold, Pipeline([("same", StandardScaler()), ("cut", Binarizer(threshold=threshold))]), x, None, CELLS)
    mutation("binarize_0.4", "steps[1][1].threshold", -0.4)
    kernel = data.array(5, 12).dot(data.array(5, 12).T)
    case("kernel_centerer", KernelCenterer(), kernel, None, {"transform": near(1e-12)})
    mutation("kernel_centerer", "K_fit_all_", lambda old: old + 1)
    mutation("kernel_centerer", "K_fit_rows_", lambda old: old[::-1].copy())


@group
def polynomials():
    x = data.numbers(3)
    for degree in (1, 2, 3, 4):
        case("poly_%d" % degree, PolynomialFeatures(degree), x, None, CELLS)
    case("poly_interactions", PolynomialFeatures(3, interaction_only=True), data.numbers(4), None, CELLS)
    case("poly_no_bias", PolynomialFeatures(3, include_bias=False), x, None, CELLS)
    case("poly_order_f", lambda: PolynomialFeatures(2, order="F"), x, None, CELLS, since=(0, 21))
    for least in (0, 1, 2):
        case("poly_from_%d" % least, lambda least=least: PolynomialFeatures(degree=(least, 3), include_bias=least != 1), x, None, CELLS, since=(1, 0))
    case("poly_interactions_from_2", lambda: PolynomialFeatures(degree=(2, 3), interaction_only=True), data.numbers(4), None, CELLS, since=(1, 0))
    case("poly_sparse", lambda: sparse_first(StandardScaler(with_mean=False), PolynomialFeatures(3, interaction_only=True)), data.integers(2), None, CELLS,
         since=(0, 22))
    case("poly_sparse_4", lambda: sparse_first(StandardScaler(with_mean=False), PolynomialFeatures(4, interaction_only=True)),
         data.integers(1).assign(j=lambda f: f["i"] % 2), None, CELLS, since=(0, 22))
    case("poly_nan_refused", PolynomialFeatures(), x, None, CELLS, rows=bad_rows(x, (3, 1)), errors={3: "MISSING_VALUE"})
    mutation("poly_3", "interaction_only", True)
    mutation("poly_no_bias", "include_bias", True)


@group(since=(1, 0))
def splines():
    from sklearn.preprocessing import SplineTransformer
    x = data.numbers(3)
    beyond = x.iloc[:16] * 2
    outputs = {"transform": near(0, 1)}
    for extrapolation in ("constant", "linear", "continue", "periodic"):
        for degree in (0, 1, 2, 3):
            if extrapolation in ("periodic", "linear") and degree == 0:
                continue
            case("spline_%s_%d" % (extrapolation, degree), SplineTransformer(n_knots=4, degree=degree, extrapolation=extrapolation), x, None, outputs,
                 rows=None if degree == 0 else beyond)
    refused("UNSUPPORTED_OPTION", "extrapolation=linear", "spline_linear_0", SplineTransformer(n_knots=4, degree=0, extrapolation="linear"), x)
    case("spline_error", SplineTransformer(extrapolation="error"), x, None, outputs)
    row = bad_rows(x, (2, 1), 50.0)
    case("spline_error_beyond", SplineTransformer(extrapolation="error"), x, None, outputs, rows=row, errors={2: "OUT_OF_RANGE"})
    case("spline_no_bias", SplineTransformer(include_bias=False), x, None, outputs)
    case("spline_quantiles", SplineTransformer(knots="quantile", degree=2), x, None, outputs)
    case("spline_own_knots", SplineTransformer(knots=np.array([[-1, -1, -1], [0, 0.5, 0], [2, 2, 2.0]])), x, None, outputs)
    case("spline_sparse", lambda: SplineTransformer(sparse_output=True), x, None, outputs, rows=beyond, since=(1, 3))
    case("spline_sparse_linear", lambda: SplineTransformer(sparse_output=True, extrapolation="linear"), x, None, outputs, rows=beyond, since=(1, 3))
    case("spline_sparse_periodic", lambda: SplineTransformer(sparse_output=True, extrapolation="periodic"), x, None, outputs, rows=beyond, since=(1, 3))
    case("spline_nan_refused", SplineTransformer(), x, None, outputs, rows=bad_rows(x, (3, 1)), errors={3: "MISSING_VALUE"})
    for extrapolation in ("constant", "continue"):
        case("spline_missing_%s" % extrapolation, lambda extrapolation=extrapolation: SplineTransformer(handle_missing="zeros", extrapolation=extrapolation),
             data.missing(3), None, outputs, since=(1, 9))
    mutation("spline_constant_3", "extrapolation", "linear")
    mutation("spline_no_bias", "include_bias", True)


@group(since=(0, 19))
def quantiles():
    from sklearn.preprocessing import QuantileTransformer
    x = data.numbers()
    beyond = x.iloc[:20] * 1.5
    beyond.iloc[0] = x.min()
    beyond.iloc[1] = x.max()
    for shape in ("uniform", "normal"):
        near_normal = {"transform": near(1e-11) if shape == "normal" else EXACT}
        case("quantile_" + shape, lambda shape=shape: QuantileTransformer(n_quantiles=20, output_distribution=shape), x, None, near_normal, rows=beyond)
        case("quantile_all_" + shape, lambda shape=shape: QuantileTransformer(n_quantiles=120, output_distribution=shape), x, None, near_normal)
        case("quantile_missing_" + shape, lambda shape=shape: QuantileTransformer(n_quantiles=20, output_distribution=shape), data.missing(), None, near_normal,
             since=(0, 20))
    case("quantile_one", lambda: QuantileTransformer(n_quantiles=1), x, None, CELLS, rows=beyond)
    case("quantile_counts", lambda: QuantileTransformer(n_quantiles=10), data.counts(), None, CELLS)
    mutation("quantile_uniform", "output_distribution", "normal")
    mutation("quantile_uniform", "references_", lambda old: old / 2)


@group(since=(0, 20))
def powers():
    from sklearn.preprocessing import PowerTransformer
    if the.version == (1, 0):
        np.warnings = warnings  # scikit-learn 1.0 uses it, and numpy 1.24 has it no more
    x = data.numbers()
    plus = data.positive()
    # x^c - 1 cancels where x is near 1: the relative error is that of the power, the ulps many
    outputs = {"transform": near(1e-12)}
    for standardize in (True, False):
        case("power_yeo_%d" % standardize, PowerTransformer(standardize=standardize), x, None, outputs)
        case("power_box_%d" % standardize, PowerTransformer(method="box-cox", standardize=standardize), plus, None, outputs)
    case("power_missing", PowerTransformer(), data.missing(), None, outputs)
    case("power_box_missing", PowerTransformer(method="box-cox"), data.missing().abs() + 0.1, None, outputs)
    case("power_not_positive", PowerTransformer(method="box-cox"), plus, None, outputs, rows=bad_rows(plus, (2, 1), 0.0), errors={2: "OUT_OF_RANGE"})
    skewed = x.assign(a=np.exp(x["a"]), b=-np.exp(x["b"]))
    case("power_skewed", PowerTransformer(), skewed, None, outputs)
    mutation("power_yeo_0", "lambdas_", lambda old: old + 0.1)
    mutation("power_box_0", "method", "yeo-johnson")
    mutation("power_yeo_1", "standardize", False)


@group(since=(0, 20))
def bins():
    from sklearn.preprocessing import KBinsDiscretizer
    x = data.numbers()
    for encode in ("onehot", "onehot-dense", "ordinal"):
        case("bins_" + encode, KBinsDiscretizer(4, encode=encode), x, None, CELLS)
    case("bins_uniform", KBinsDiscretizer([2, 3, 4, 5], encode="ordinal", strategy="uniform"), x, None, CELLS, rows=x.iloc[:20] * 2)
    whole = data.integers(2)
    edges = whole.iloc[:20].astype(float)
    edges.iloc[5:10] -= 1e-6
    edges.iloc[10:15] += 1e-6
    case("bins_at_the_edges", KBinsDiscretizer(4, encode="ordinal", strategy="uniform"), whole.assign(i=whole["i"] * 2), None, CELLS, rows=edges)
    case("bins_float32", lambda: KBinsDiscretizer(4, dtype=np.float32), x, None, CELLS, since=(0, 24))
    case("bins_float32_ordinal", lambda: KBinsDiscretizer(4, encode="ordinal", dtype=np.float32), x, None, CELLS, since=(0, 24))
    case("bins_nan_refused", KBinsDiscretizer(4), x, None, CELLS, rows=bad_rows(x, (3, 1)), errors={3: "MISSING_VALUE"})
    mutation("bins_ordinal", "bin_edges_[0]", lambda old: old + 0.3)


@group
def functions():
    x = data.numbers().iloc[:40] / 3
    plus = data.positive().iloc[:40]
    same = ("same", StandardScaler(with_mean=False, with_std=False))
    of = lambda function, **options: Pipeline([("one", StandardScaler(with_std=False)), ("function", given(FunctionTransformer, func=function, **options))])
    scaled = lambda function: Pipeline([("one", MaxAbsScaler()), ("function", FunctionTransformer(function))])
    for name in ("exp", "expm1", "exp2", "square", "abs", "sign", "sin", "cos", "arctan", "sinh", "tanh", "arcsinh", "floor", "ceil", "rint", "trunc", "negative",
                 "reciprocal", "degrees", "radians", "cbrt"):
        case("function_" + name, of(getattr(np, name)), x, None, CURVED)
    for name in ("log", "log2", "log10", "log1p", "sqrt"):
        case("function_" + name, scaled(getattr(np, name)), plus, None, CURVED)
    for name in ("arcsin", "arccos", "arctanh"):
        case("function_" + name, scaled(getattr(np, name)), plus, None, CURVED, rows=plus.iloc[:12].clip(upper=1.0))
    case("function_none", of(None), x, None, CELLS)
    case("function_checked", lambda: of(np.log1p, validate=True), x, None, CURVED, rows=bad_rows(x, (3, 1)), errors={3: "MISSING_VALUE"})
    from scipy.special import expit
    case("function_expit", of(expit), x, None, CURVED)
    case("function_alone", FunctionTransformer(np.exp), x, None, CURVED, since=(1, 2))
    case("function_names", lambda: FunctionTransformer(np.log1p, feature_names_out="one-to-one"), plus, None, CURVED, since=(1, 2))
    refused("UNSUPPORTED_OPTION", "cumsum", "function_of_rows", lambda: of(np.cumsum), x, of="FunctionTransformer")
    for name, function, arguments in (("clip", np.clip, {"a_min": -1, "a_max": 0.5}), ("clip_low", np.clip, {"a_min": np.float64(-0.25), "a_max": None}),
                                      ("round", np.round, {"decimals": 1}), ("round_tens", np.around, {"decimals": -1})):
        case("function_" + name, lambda function=function, arguments=arguments: of(function, kw_args=arguments), x * 7, None, CELLS, since=(0, 19))
        mutation("function_" + name, "steps[1][1].kw_args", lambda old: dict(old, **({"a_min": 0.1} if "a_min" in old else {"decimals": 0})), since=(0, 19))
    refused("UNSUPPORTED_OPTION", "kw_args", "function_with_options", lambda: of(np.nan_to_num, kw_args={"nan": 1.0}), x, of="FunctionTransformer", since=(0, 19))
    mutation("function_exp", "steps[1][1].func", lambda old: np.expm1)


@group(until=(0, 22))
def one_hot_of_whole_numbers():
    x = data.counts(3)
    gone = x.assign(n0=x["n0"] * 2)  # odd ones never seen
    old = lambda **options: given(OneHotEncoder, **options)
    case("one_hot_old", lambda: old(), gone, None, CELLS)
    odd = gone.iloc[:12].copy()
    odd.iloc[0, 0] = 1
    case("one_hot_old_never_seen", lambda: old(), gone, None, CELLS, rows=odd)
    new = x.iloc[:12].copy()
    new.iloc[2, 1] = 40
    case("one_hot_old_unknown", lambda: old(), x, None, CELLS, rows=new, errors={2: "UNKNOWN_CATEGORY"})
    below = x.iloc[:12].copy()
    below.iloc[3, 1] = -1
    case("one_hot_old_negative", lambda: old(), x, None, CELLS, rows=below, errors={3: "OUT_OF_RANGE"})
    case("one_hot_old_ignored", lambda: old(handle_unknown="ignore", n_values=[9, 9, 9]), x, None, CELLS, rows=new)
    case("one_hot_old_values", lambda: old(n_values=9, sparse=False), x, None, CELLS)
    case("one_hot_old_some", lambda: Pipeline([("scale", StandardScaler(with_mean=False, with_std=True)), ("hot", old(categorical_features=[0, 2]))]), x, None, CELLS)
    case("one_hot_old_mask", lambda: old(categorical_features=np.array([False, True, False]), sparse=False), x, None, CELLS)
    private = "" if the.version < (0, 20) else "_"
    mutation("one_hot_old", private + "active_features_", lambda old: old[:-1])
    mutation("one_hot_old_values", private + "n_values_", lambda old: old - 1)
    mutation("one_hot_old_ignored", "handle_unknown", "error")


@group(since=(0, 20))
def one_hot():
    x = data.texts_and_grades()
    new = x.iloc[:12].copy()
    new.iloc[0, 0] = "Paris"
    new.iloc[1, 1] = 9.0
    unknown = {0: "UNKNOWN_CATEGORY", 1: "UNKNOWN_CATEGORY"}
    case("one_hot_plain", OneHotEncoder(), x, None, CELLS)
    case("one_hot_unknown_refused", lambda: dense(OneHotEncoder), x, None, CELLS, rows=new, errors=unknown)
    case("one_hot_unknown_ignored", OneHotEncoder(handle_unknown="ignore"), x, None, CELLS, rows=new)
    order = [["rare", "", "Oslo", "Bergen", "K\u00f8benhavn"], [1.0, 2.0, 3.0]]
    case("one_hot_order_given", OneHotEncoder(categories=order), x, None, CELLS)
    case("one_hot_float32", OneHotEncoder(dtype=np.float32), x, None, CELLS)
    case("one_hot_first_dropped", lambda: OneHotEncoder(drop="first"), x, None, CELLS, since=(0, 21))
    case("one_hot_some_dropped", lambda: OneHotEncoder(drop=["Oslo", 2.0]), x, None, CELLS, since=(0, 21))
    two = x[x["grade"] > 1].reset_index(drop=True)
    case("one_hot_binary_dropped", lambda: OneHotEncoder(drop="if_binary"), two, None, CELLS, since=(0, 23))
    case("one_hot_dropped_and_unknown", lambda: OneHotEncoder(drop="first", handle_unknown="ignore"), x, None, CELLS, rows=new, since=(1, 0))
    case("one_hot_few_together", lambda: OneHotEncoder(min_frequency=12, handle_unknown="infrequent_if_exist"), x, None, CELLS, rows=new, since=(1, 1))
    case("one_hot_most", lambda: OneHotEncoder(max_categories=3, drop="first"), x, None, CELLS, since=(1, 1))
    gaps = x.assign(city=x["city"].where(x["city"] != "rare", None), grade=x["grade"].where(x["grade"] < 3))
    case("one_hot_missing_grade", OneHotEncoder(handle_unknown="ignore"), gaps[["grade"]], None, CELLS, since=(0, 24))
    case("one_hot_missing_text", OneHotEncoder(handle_unknown="ignore"), gaps[["city"]], None, CELLS, since=(0, 24))
    case("one_hot_nan_refused", OneHotEncoder(handle_unknown="ignore"), x[["grade"]], None, CELLS, rows=bad_rows(x[["grade"]], (3, 0)),
         errors={3: "MISSING_VALUE"}, until=(0, 24))
    case("one_hot_integers", OneHotEncoder(**{"categories": "auto"}), data.integers(), None, CELLS)
    mutation("one_hot_unknown_ignored", "handle_unknown", "error")
    mutation("one_hot_unknown_refused", "handle_unknown", "ignore")
    mutation("one_hot_plain", "categories_", lambda old: [each[::-1].copy() for each in old])
    mutation("one_hot_first_dropped", "_drop_idx_after_grouping" if the.version >= (1, 2) else "drop_idx_", lambda old: old + 1, since=(0, 21))
    mutation("one_hot_few_together", "_infrequent_enabled", False, since=(1, 1))
    mutation("one_hot_few_together", "_default_to_infrequent_mappings", lambda old: [None if each is None else each[::-1].copy() for each in old], since=(1, 1))


@group(since=(0, 20))
def ordinal():
    from sklearn.preprocessing import OrdinalEncoder
    x = data.texts_and_grades()
    new = x.iloc[:12].copy()
    new.iloc[0, 0] = "Paris"
    new.iloc[1, 1] = 9.0
    case("ordinal_plain", OrdinalEncoder(), x, None, CELLS)
    case("ordinal_unknown_refused", OrdinalEncoder(), x, None, CELLS, rows=new, errors={0: "UNKNOWN_CATEGORY", 1: "UNKNOWN_CATEGORY"})
    case("ordinal_unknown_given", lambda: OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-5), x, None, CELLS, rows=new, since=(0, 24))
    case("ordinal_unknown_nan", lambda: OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=np.nan), x, None, CELLS, rows=new, since=(0, 24))
    case("ordinal_order_given", OrdinalEncoder(categories=[["rare", "", "Oslo", "Bergen", "K\u00f8benhavn"]], dtype=np.int32), x[["city"]], None, CELLS)
    gaps = x.assign(grade=x["grade"].where(x["grade"] < 3))
    case("ordinal_missing_nan", OrdinalEncoder(), gaps[["grade"]], None, CELLS, since=(1, 0))
    case("ordinal_missing_given", lambda: OrdinalEncoder(encoded_missing_value=-1), gaps, None, CELLS, since=(1, 1))
    case("ordinal_few_together", lambda: OrdinalEncoder(min_frequency=12), x, None, CELLS, since=(1, 3))
    mutation("ordinal_unknown_given", "unknown_value", -6, since=(0, 24))
    mutation("ordinal_missing_given", "encoded_missing_value", -2, since=(1, 1))
    mutation("ordinal_few_together", "_infrequent_enabled", False, since=(1, 3))
    mutation("ordinal_plain", "categories_", lambda old: [each[::-1].copy() for each in old])


@group(since=(1, 3))
def target_encoder():
    from sklearn.preprocessing import TargetEncoder
    x = data.texts_and_grades()
    number, two, three = np.arange(data.N) % 7 / 3.0, np.arange(data.N) % 3 > 1, np.array(["a", "b", "c"])[np.arange(data.N) % 3]
    new = x.iloc[:12].copy()
    new.iloc[0, 0] = "Paris"
    new.iloc[1, 1] = 9.0
    case("target_number", TargetEncoder(random_state=0), x, number, CELLS, rows=new)
    case("target_two_classes", TargetEncoder(random_state=0, smooth=5), x, two, CELLS, rows=new)
    case("target_three_classes", TargetEncoder(random_state=0), x, three, CELLS, rows=new, since=(1, 4))
    gaps = x.assign(grade=x["grade"].where(x["grade"] < 3))
    case("target_missing", TargetEncoder(random_state=0), gaps, number, CELLS)
    case("target_missing_unseen", TargetEncoder(random_state=0), x, number, CELLS, rows=gaps.iloc[:12])
    mutation("target_number", "target_mean_", lambda old: old + 1)
    mutation("target_number", "encodings_", lambda old: [each + 1 for each in old])
    mutation("target_three_classes", "target_type_", "binary", since=(1, 4))


@group
def labels():
    from sklearn.preprocessing import LabelBinarizer, LabelEncoder
    text = data.texts_and_grades()["city"].values
    number = data.texts_and_grades()["grade"].values
    for name, y in (("text", text), ("number", number)):
        case("label_encoder_" + name, LabelEncoder(), y, None, CELLS, rows=y[:24])
        case("label_binarizer_" + name, LabelBinarizer(), y, None, CELLS, rows=y[:24])
    two = number[number > 1]
    case("label_binarizer_two", LabelBinarizer(neg_label=-1, pos_label=2), two, None, CELLS, rows=two[:24])
