"""sklearn2pmml before 0.110: no columns counted, data_ of discrete domains, other rules for what is missing."""
import numpy as np
import pandas as pd
from sklearn.preprocessing import OneHotEncoder
from sklearn2pmml.decoration import Alias, CategoricalDomain, ContinuousDomain, MultiDomain
from sklearn2pmml.pipeline import PMMLPipeline
from sklearn2pmml.preprocessing import CastTransformer, CutTransformer, LookupTransformer, MultiLookupTransformer, PMMLLabelEncoder, PowerFunctionTransformer

import data
from registry import EXACT, ULP, case, group, mutation, refused

CELLS = {"transform": EXACT}


def pipe(*all):
    """A pipeline, which knows its columns. Its transform() leaves the last step out where scikit-learn is 0.24."""
    return lambda: PMMLPipeline([("step%d" % i, step) for i, step in enumerate(all)] + [("last", "passthrough")])


def copied(frame):
    return frame.copy()  # these change what they are given


def values(frame):
    return frame.values


ARRAY = {"ask": values, "fit": lambda model, x, y: model.fit(x)}


@group(until=(0, 110))
def domains():
    gaps = data.missing()
    rows = gaps.iloc[:24].copy()
    rows.iloc[3, 0] = 50.0
    fit = {"ask": copied, "fit": lambda model, x, y: model.fit(x.copy())}
    plain = {"with_statistics": False}
    case("old_as_missing", ContinuousDomain(invalid_value_treatment="as_missing", **plain), gaps, None, CELLS, rows=rows, **fit)
    case("old_as_missing_filled", ContinuousDomain(invalid_value_treatment="as_missing", missing_value_replacement=-1.5, **plain), gaps, None, CELLS, rows=rows, **fit)
    case("old_as_is", ContinuousDomain(invalid_value_treatment="as_is", **plain), gaps, None, CELLS, rows=rows, **fit)
    case("old_as_is_replaced", lambda: ContinuousDomain(invalid_value_treatment="as_is", invalid_value_replacement=7.0, **plain), gaps, None, CELLS, rows=rows, until=(0, 60), **fit)
    case("old_refuses", ContinuousDomain(**plain), gaps, None, CELLS, rows=rows, errors={3: "OUT_OF_RANGE"}, **fit)
    for outliers in ("as_missing_values", "as_extreme_values"):
        case("old_outliers_" + outliers, ContinuousDomain(outlier_treatment=outliers, low_value=-0.5, high_value=1.0, invalid_value_treatment="as_is", **plain), gaps, None, CELLS, rows=rows, **fit)
    case("old_multi", MultiDomain([ContinuousDomain(missing_value_replacement=1.0, **plain), None]), data.missing(2), None, CELLS, **fit)
    mutation("old_as_missing_filled", "missing_value_replacement", -2.5)
    mutation("old_as_is_replaced", "invalid_value_replacement", 8.0, until=(0, 60))
    mutation("old_multi", "domains[0].missing_value_replacement", 3.0)


@group(until=(0, 110))
def categories():
    text = data.texts_and_grades()[["city"]]
    rows = text.iloc[:24].copy()
    rows.iloc[2, 0] = "elsewhere"

    def steps(domain):
        return lambda: PMMLPipeline([("domain", domain), ("encode", OneHotEncoder(handle_unknown="ignore", sparse=False)), ("last", "passthrough")])

    def fit(model, x, y):
        model.active_fields = np.array(["city"])
        domain, encoder = (step for _, step in model.steps[:2])
        encoder.fit(domain.fit(x["city"].values).transform(x["city"].values.copy()).reshape(-1, 1))
        return model

    how = {"fit": fit, "ask": lambda frame: frame.values.copy()}
    for treatment in ("as_is", "as_missing"):
        case("old_categories_" + treatment, steps(CategoricalDomain(invalid_value_treatment=treatment, missing_value_replacement="Bergen", with_statistics=False)), text, None, CELLS, rows=rows, **how)
        case("old_categories_%s_kept" % treatment, steps(CategoricalDomain(invalid_value_treatment=treatment, with_statistics=False)), text, None, CELLS, rows=rows, **how)
    case("old_categories_refuse", steps(CategoricalDomain(with_statistics=False)), text, None, CELLS, rows=rows, errors={2: "UNKNOWN_CATEGORY"}, **how)
    mutation("old_categories_as_missing", "steps[0][1].data_", lambda old: old[1:])


@group(until=(0, 110))
def preprocessing():
    x = data.numbers()
    case("old_cast_int", pipe(CastTransformer(int)), x, None, CELLS)
    case("old_cast_bool", pipe(CastTransformer(bool)), x.round(), None, CELLS)
    case("old_power", pipe(PowerFunctionTransformer(3)), data.numbers(1), None, {"transform": ULP})
    for name, since, until in (("old_cut", None, (0, 60)), ("old_cut_later", (0, 90), None)):  # between them it needs labels
        case(name, pipe(CutTransformer([-1.0, 0.0, 0.5, 2.0], labels=False)), data.numbers(1), None, CELLS, since=since, until=until, **ARRAY)
    whole = data.integers(1).astype(float)
    case("old_lookup", pipe(LookupTransformer({-2.0: 0.5, 0.0: 1.5}, default_value=-7.0)), whole, None, CELLS, **ARRAY)
    case("old_lookup_text", pipe(LookupTransformer({-2.0: "a", 0.0: "b"}, default_value="c")), whole, None, CELLS, **ARRAY)
    mixed = data.texts_and_grades()
    case("old_multi_lookup", pipe(MultiLookupTransformer({("Oslo", 1.0): 10, ("Bergen", 3.0): 30}, default_value=-1)), mixed, None, CELLS, ask=values)
    text = mixed[["city"]]
    case("old_labels", pipe(PMMLLabelEncoder(missing_values=-1)), text, None, CELLS, **ARRAY)
    case("old_alias", pipe(Alias(CastTransformer(int), name="z")), data.numbers(1), None, CELLS)
    mutation("old_cast_int", "steps[0][1].dtype", "float64")
    mutation("old_lookup_text", "steps[0][1].default_value", "d")


def fit_values(model, x, y):
    model.fit(x.values)
    model.active_fields = np.array(list(x.columns))
    return model


@group(until=(0, 110))
def dates():
    from sklearn2pmml.decoration import DateDomain, DateTimeDomain
    from sklearn2pmml.preprocessing import DaysSinceYearTransformer, SecondsSinceMidnightTransformer, SecondsSinceYearTransformer
    days = pd.DataFrame({"at": pd.Series(["2000-01-01", "1999-12-31", "2020-02-29", "1970-01-01", "2100-12-31"], dtype=object)})
    times = pd.DataFrame({"at": pd.Series(["2000-01-01T00:00:00", "1999-12-31T23:59:58", "2020-02-29T12:34:56", "1968-11-05T23:00:00"], dtype=object)})
    for since, until, name, how in ((None, (0, 60), "_at_first", {"fit": fit_values, "ask": values}), ((0, 60), None, "", {})):
        how.update(since=since, until=until)
        case("old_days" + name, pipe(DateDomain(), DaysSinceYearTransformer(2000)), days, None, CELLS, **how)
        case("old_seconds" + name, pipe(DateTimeDomain(), SecondsSinceYearTransformer(1970)), times, None, CELLS, **how)
        case("old_seconds_of_day" + name, pipe(DateTimeDomain(), SecondsSinceMidnightTransformer()), times, None, CELLS, **how)
        mutation("old_days" + name, "steps[1][1].year", 2001, since=since, until=until)
        mutation("old_seconds" + name, "steps[1][1].year", 1971, since=since, until=until)


@group(until=(0, 110))
def labels():
    from sklearn2pmml.decoration import OrdinalDomain
    from sklearn2pmml.preprocessing import ExpressionTransformer, PMMLLabelBinarizer
    text = data.texts_and_grades()[["city"]]
    grade = data.texts_and_grades()[["grade"]]
    case("old_labels_binarized", pipe(PMMLLabelBinarizer()), text, None, CELLS, **ARRAY)
    case("old_grades", pipe(OrdinalDomain(with_statistics=False)), grade, None, CELLS, fit=lambda model, x, y: model.fit(x.copy()), ask=copied)
    refused("UNKNOWN_SYMBOL", "ExpressionTransformer", "old_expression", ExpressionTransformer("X[0] + 1"), data.numbers(1).values)


@group(since=(0, 80), until=(0, 110))
def newer():
    from scipy.interpolate import BSpline, splrep
    from sklearn2pmml.decoration import ContinuousDomainEraser
    from sklearn2pmml.preprocessing import BSplineTransformer, DataFrameConstructor, FilterLookupTransformer, WordCountTransformer
    x = data.numbers(1)
    at = np.linspace(-2.0, 2.0, 9)
    case("old_spline", pipe(BSplineTransformer(BSpline(*splrep(at, np.round(np.sin(2 * at), 2), k=3)))), x, None, CELLS, **ARRAY)
    case("old_erased", pipe(ContinuousDomain(with_statistics=False), ContinuousDomainEraser()), x, None, CELLS)
    case("old_frame", pipe(DataFrameConstructor(["a"], "int64")), x.round(), None, CELLS, **ARRAY)
    whole = data.integers(1).astype(float)
    case("old_filter", pipe(FilterLookupTransformer({1.0: 10.0, 2.0: 1.0, -3.0: 0.25})), whole, None, CELLS, **ARRAY)
    words = pd.DataFrame({"word": pd.Series(["Oslo", " Bergen", "", "a-b_c", "12 and 345"], dtype=object)})
    refused("UNKNOWN_SYMBOL", "ExpressionTransformer", "old_words", pipe(WordCountTransformer()), words, of="WordCountTransformer", fit=ARRAY["fit"])  # it was one
    case("old_cut_texts", pipe(CutTransformer([-1.0, 0.0, 0.5, 2.0], labels=["low", "middle", "high"])), x.clip(-0.9, 1.9), None, CELLS, **ARRAY)
    mutation("old_spline", "steps[0][1].bspline.c", lambda old: old + 1)
    mutation("old_filter", "steps[0][1].mapping", {1.0: 11.0})
    mutation("old_cut_texts", "steps[0][1].labels", ["low", "middle", "top"])


@group(until=(0, 110))
def identity():
    try:
        from sklearn2pmml.preprocessing import IdentityTransformer
    except ImportError:  # some releases between have none
        return
    case("old_identity", pipe(CastTransformer(float), IdentityTransformer()), data.numbers(1), None, CELLS)
