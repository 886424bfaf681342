"""sklearn.impute, new in 0.20, and the Imputer before it"""
import numpy as np

import data
from registry import EXACT, case, group, mutation, near, refused

CELLS = {"transform": EXACT}


@group(since=(0, 20))
def simple():
    from sklearn.impute import SimpleImputer
    gaps = data.missing()
    for strategy in ("mean", "median", "most_frequent"):
        case("impute_" + strategy, SimpleImputer(strategy=strategy), gaps, None, CELLS)
    case("impute_constant", SimpleImputer(strategy="constant", fill_value=-7), gaps, None, CELLS)
    case("impute_whole_numbers", SimpleImputer(missing_values=-1, strategy="most_frequent"), data.numbers(), None, CELLS)
    case("impute_indicator", lambda: SimpleImputer(strategy="median", add_indicator=True), gaps, None, CELLS, since=(0, 21))
    empty = gaps.assign(b=np.nan)
    case("impute_empty_dropped", SimpleImputer(), empty, None, CELLS, rows=gaps.iloc[:12])
    case("impute_empty_kept", lambda: SimpleImputer(keep_empty_features=True), empty, None, CELLS, rows=gaps.iloc[:12], since=(1, 2))
    mutation("impute_mean", "statistics_", lambda old: old + 1)
    mutation("impute_indicator", "add_indicator", False, since=(0, 21))
    mutation("impute_whole_numbers", "missing_values", -2)


@group(since=(0, 20))
def texts():
    from sklearn.impute import SimpleImputer
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder
    x = data.texts_and_grades()
    text = x[["city"]].where(x[["city"]] != "rare", np.nan)
    encode = OneHotEncoder(handle_unknown="ignore")
    case("impute_text_most", Pipeline([("fill", SimpleImputer(strategy="most_frequent")), ("encode", encode)]), text, None, CELLS)
    case("impute_text_constant", Pipeline([("fill", SimpleImputer(strategy="constant", fill_value="none")), ("encode", encode)]), text, None, CELLS)
    case("impute_text_empty", Pipeline([("fill", SimpleImputer(missing_values="", strategy="most_frequent")), ("encode", OrdinalEncoder())]),
         x[["city"]], None, CELLS)


@group(until=(0, 22))
def old():
    from sklearn.preprocessing import Imputer
    gaps = data.missing()
    for strategy in ("mean", "median", "most_frequent"):
        case("imputer_" + strategy, Imputer(strategy=strategy), gaps, None, CELLS)
    case("imputer_number", Imputer(missing_values=-1), data.numbers(), None, CELLS)
    case("imputer_empty", Imputer(), gaps.assign(b=np.nan), None, CELLS, rows=gaps.iloc[:12].assign(b=np.nan))
    refused("MISSING_ATTRIBUTE", "Imputer", "imputer_rows", Imputer(axis=1), gaps)
    mutation("imputer_mean", "statistics_", lambda old: old + 1)
    mutation("imputer_number", "missing_values", -2)


@group(since=(0, 20))
def indicator():
    from sklearn.impute import MissingIndicator
    gaps = data.missing()
    some = gaps.assign(b=data.numbers()["b"], d=data.numbers()["d"])
    case("indicator_some", MissingIndicator(error_on_new=False), some, None, CELLS, rows=gaps.iloc[:20])
    case("indicator_all", MissingIndicator(features="all"), some, None, CELLS, rows=gaps.iloc[:20])
    new = some.iloc[:12].copy()
    new.iloc[5, 3] = np.nan
    case("indicator_new", MissingIndicator(), some, None, CELLS, rows=new, errors={5: "MISSING_VALUE"})
    case("indicator_number", MissingIndicator(missing_values=-1, error_on_new=False), data.numbers(), None, CELLS)
    mutation("indicator_some", "features_", lambda old: old[::-1])
    mutation("indicator_new", "error_on_new", False)
    mutation("indicator_number", "missing_values", -2)


# the least squares of BLAS, then sums
NEAR = {"transform": near(1e-9)}


@group(since=(0, 22))
def nearest():
    from sklearn.impute import KNNImputer
    gaps = data.missing()
    for count in (1, 3, 5, 12):
        for weights in ("uniform", "distance"):
            case("knn_%d_%s" % (count, weights), KNNImputer(n_neighbors=count, weights=weights), gaps, None,
                 {"transform": near(1e-9 if weights == "distance" else 1e-12)})
    nothing = gaps.iloc[:12].copy()
    nothing.iloc[3] = np.nan
    case("knn_nothing_there", KNNImputer(), gaps, None, {"transform": near(1e-12)}, rows=nothing)
    few = gaps.iloc[:6].copy()
    few.iloc[:, 1] = [np.nan, np.nan, 1.0, 2.0, np.nan, np.nan]
    case("knn_few_donors", KNNImputer(n_neighbors=5), few, None, {"transform": near(1e-12)}, rows=gaps.iloc[:12])
    apart = few.assign(a=[1.0, 2.0, np.nan, np.nan, 3.0, 4.0], b=[np.nan, np.nan, 1.0, 2.0, np.nan, 3.0], c=np.nan, d=np.nan)
    apart = apart.assign(c=[1.0, np.nan, np.nan, 2.0, np.nan, np.nan], d=[np.nan, 1.0, 2.0, np.nan, np.nan, np.nan])
    case("knn_lost_donors", KNNImputer(n_neighbors=5), apart, None, {"transform": near(1e-12)}, rows=apart)
    case("knn_indicator", KNNImputer(add_indicator=True), gaps, None, {"transform": near(1e-12)})
    case("knn_empty_dropped", KNNImputer(), gaps.assign(b=np.nan), None, {"transform": near(1e-12)}, rows=gaps.iloc[:12])
    case("knn_empty_kept", lambda: KNNImputer(keep_empty_features=True), gaps.assign(b=np.nan), None, {"transform": near(1e-12)}, rows=gaps.iloc[:12], since=(1, 2))
    whole = data.numbers().fillna(0)
    case("knn_number", KNNImputer(missing_values=-1), whole, None, {"transform": near(1e-12)})
    refused("UNSUPPORTED_OPTION", "weights", "knn_own_weights", KNNImputer(weights=np.abs), gaps)
    mutation("knn_5_uniform", "weights", "distance")
    mutation("knn_5_uniform", "n_neighbors", 4)


@group(since=(0, 21))
def iterative():
    from sklearn.experimental import enable_iterative_imputer  # noqa: F401
    from sklearn.impute import IterativeImputer
    from sklearn.linear_model import LinearRegression, Ridge
    from sklearn.tree import DecisionTreeRegressor
    gaps = data.missing()
    imputer = lambda **options: IterativeImputer(max_iter=3, random_state=0, **options)
    case("iterative_plain", imputer(), gaps, None, NEAR)
    case("iterative_line", imputer(estimator=LinearRegression()), gaps, None, NEAR)
    case("iterative_tree", imputer(estimator=DecisionTreeRegressor(max_depth=3, random_state=0)), gaps, None, CELLS)
    case("iterative_limits", imputer(min_value=-0.2, max_value=0.3), gaps, None, NEAR)
    case("iterative_each_limit", lambda: imputer(min_value=[-0.2, -1, -0.1, 0], max_value=[0.1, 0.2, 0.3, 1]), gaps, None, NEAR, since=(0, 23))
    case("iterative_median", imputer(initial_strategy="median", imputation_order="descending"), gaps, None, NEAR)
    case("iterative_few", imputer(n_nearest_features=2), gaps, None, NEAR)
    case("iterative_indicator", imputer(add_indicator=True), gaps, None, NEAR)
    complete = gaps.assign(b=data.numbers()["b"])
    case("iterative_skip", lambda: imputer(skip_complete=True), complete, None, NEAR, rows=gaps.iloc[:12].fillna({"b": 0.0}), since=(0, 22))
    case("iterative_complete", imputer(), complete, None, NEAR, rows=gaps.iloc[:12])
    case("iterative_empty", imputer(), gaps.assign(b=np.nan), None, NEAR, rows=gaps.iloc[:12])
    case("iterative_empty_kept", lambda: imputer(keep_empty_features=True), gaps.assign(b=np.nan), None, NEAR, rows=gaps.iloc[:12], since=(1, 6))
    case("iterative_zero", imputer(), data.numbers(), None, NEAR, rows=gaps.iloc[:12])
    case("iterative_number", imputer(missing_values=-1, estimator=Ridge()), data.numbers(), None, NEAR)
    refused("UNSUPPORTED_OPTION", "sample_posterior", "iterative_posterior", imputer(sample_posterior=True), gaps)
    mutation("iterative_limits", "_max_value", lambda old: old - 0.35)
    mutation("iterative_plain", "initial_imputer_.statistics_", lambda old: old + 1)
