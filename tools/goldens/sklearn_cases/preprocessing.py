"""sklearn.preprocessing"""
import numpy as np
from sklearn.preprocessing import StandardScaler

import data
from registry import EXACT, case, given, group, mutation

CELLS = {"transform": EXACT}


def dense(encoder, **options):
    """An encoder whose output is dense: the option has two names."""
    return given(encoder, sparse_output=False, **options) if "sparse_output" in given(encoder).get_params() else given(encoder, sparse=False, **options)


@group
def standard_scaler():
    x = data.numbers()
    for mean in (True, False):
        for std in (True, False):
            case("scale_mean%d_std%d" % (mean, std), StandardScaler(with_mean=mean, with_std=std), x, None, CELLS)
    gaps = data.missing()
    case("scale_missing", StandardScaler(), gaps, None, CELLS, since=(0, 20))
    case("scale_constant_column", StandardScaler(), x.assign(b=3.0), None, CELLS)
    case("scale_wide", StandardScaler(), data.wide(), None, CELLS)
    case("scale_array", StandardScaler(), data.array(), None, CELLS)
    mutation("scale_mean1_std1", "with_mean", False)
    mutation("scale_mean1_std1", "with_std", False)


@group(since=(0, 20))
def one_hot():
    from sklearn.preprocessing import OneHotEncoder
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
    case("one_hot_integers", OneHotEncoder(**{"categories": "auto"}), data.integers(), None, CELLS)
    mutation("one_hot_unknown_ignored", "handle_unknown", "error")
    mutation("one_hot_unknown_refused", "handle_unknown", "ignore")


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
