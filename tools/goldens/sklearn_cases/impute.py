"""sklearn.impute, new in 0.20"""
import numpy as np

import data
from registry import EXACT, case, group, mutation

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
