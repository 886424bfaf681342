"""sklearn2pmml before 0.110: no columns counted, data_ of discrete domains, other rules for what is missing."""
import numpy as np
from sklearn.preprocessing import OneHotEncoder
from sklearn2pmml.decoration import Alias, CategoricalDomain, ContinuousDomain, MultiDomain
from sklearn2pmml.pipeline import PMMLPipeline
from sklearn2pmml.preprocessing import CastTransformer, CutTransformer, LookupTransformer, MultiLookupTransformer, PMMLLabelEncoder, PowerFunctionTransformer

import data
from registry import EXACT, ULP, case, group, mutation

CELLS = {"transform": EXACT}


def alone(model):
    """In a pipeline, which knows its columns. Its transform() leaves the last step out where scikit-learn is 0.24."""
    return lambda: PMMLPipeline([("only", model), ("last", "passthrough")])


def copied(frame):
    return frame.copy()  # these change what they are given


def values(frame):
    return frame.values


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
    case("old_cast_int", alone(CastTransformer(int)), x, None, CELLS)
    case("old_cast_bool", alone(CastTransformer(bool)), x.round(), None, CELLS)
    one = {"fit": lambda model, x, y: model.fit(x), "ask": values}
    case("old_power", alone(PowerFunctionTransformer(3)), data.numbers(1), None, {"transform": ULP})
    for name, since, until in (("old_cut", None, (0, 60)), ("old_cut_later", (0, 90), None)):  # between them it needs labels
        case(name, alone(CutTransformer([-1.0, 0.0, 0.5, 2.0], labels=False)), data.numbers(1), None, CELLS, since=since, until=until, **one)
    whole = data.integers(1).astype(float)
    case("old_lookup", alone(LookupTransformer({-2.0: 0.5, 0.0: 1.5}, default_value=-7.0)), whole, None, CELLS, **one)
    case("old_lookup_text", alone(LookupTransformer({-2.0: "a", 0.0: "b"}, default_value="c")), whole, None, CELLS, **one)
    mixed = data.texts_and_grades()
    case("old_multi_lookup", alone(MultiLookupTransformer({("Oslo", 1.0): 10, ("Bergen", 3.0): 30}, default_value=-1)), mixed, None, CELLS, ask=values)
    text = mixed[["city"]]
    case("old_labels", alone(PMMLLabelEncoder(missing_values=-1)), text, None, CELLS, **one)
    case("old_alias", alone(Alias(CastTransformer(int), name="z")), data.numbers(1), None, CELLS)
    mutation("old_cast_int", "steps[0][1].dtype", "float64")
    mutation("old_lookup_text", "steps[0][1].default_value", "d")
