"""sklearn2pmml.decoration: what values a column may have, and what becomes of others."""
import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

try:
    from sklearn2pmml.decoration import Alias, CategoricalDomain, ContinuousDomain, ContinuousDomainEraser, MultiDomain, OrdinalDomain
    from sklearn2pmml.pipeline import PMMLPipeline
except ImportError:  # of older releases, which releases.py is about
    pass

import data
from registry import EXACT, case, group, mutation, near, refused

CELLS = {"transform": EXACT}


@group(since=(0, 110))
def continuous():
    gaps = data.missing()
    rows = gaps.iloc[:24].copy()
    rows.iloc[3, 0] = 50.0
    rows.iloc[5, 2] = -50.0
    for treatment, more in (("as_is", {}), ("as_missing", {}), ("as_value", {"invalid_value_replacement": 0.25})):
        case("domain_invalid_" + treatment, ContinuousDomain(invalid_value_treatment=treatment, **more), gaps, None, CELLS, rows=rows)
        case("domain_invalid_%s_filled" % treatment, ContinuousDomain(invalid_value_treatment=treatment, missing_value_replacement=-1.5, **more), gaps, None, CELLS, rows=rows)
    case("domain_refuses_invalid", ContinuousDomain(), gaps, None, CELLS, rows=rows, errors={3: "OUT_OF_RANGE", 5: "OUT_OF_RANGE"})
    full = rows.fillna(0.0)
    full.iloc[7, 1] = np.nan
    case("domain_refuses_missing", ContinuousDomain(missing_value_treatment="return_invalid", invalid_value_treatment="as_is"), gaps, None, CELLS,
         rows=full, errors={7: "MISSING_VALUE"})
    for outliers in ("as_missing_values", "as_extreme_values"):
        case("domain_outliers_" + outliers, ContinuousDomain(outlier_treatment=outliers, low_value=-0.5, high_value=1, invalid_value_treatment="as_is"), gaps, None, CELLS, rows=rows)
        case("domain_outliers_%s_filled" % outliers, ContinuousDomain(outlier_treatment=outliers, low_value=-0.5, high_value=1, missing_value_replacement=9.0,
                                                                      invalid_value_treatment="as_missing", with_statistics=True), gaps, None, CELLS, rows=rows)
    case("domain_outliers_swapped", ContinuousDomain(outlier_treatment="as_extreme_values", low_value=1, high_value=-1, with_data=False), gaps, None, CELLS, rows=rows)
    case("domain_no_data", ContinuousDomain(with_data=False, missing_value_replacement=3.0), gaps, None, CELLS, rows=rows)
    case("domain_own_range", ContinuousDomain(data_min=[-1, -1, -1, -1], data_max=[1.5, 1.5, 1.5, 1.5], invalid_value_treatment="as_value", invalid_value_replacement=7.0), gaps, None, CELLS, rows=rows)
    case("domain_float", ContinuousDomain(dtype=float, missing_value_replacement=0.0), gaps, None, CELLS)
    whole = data.integers()
    case("domain_missing_number", ContinuousDomain(missing_values=-1, missing_value_replacement=4), whole, None, CELLS)
    case("domain_missing_numbers", ContinuousDomain(missing_values=[-1.0, 2.0], missing_value_replacement=0.5, invalid_value_treatment="as_missing"), data.numbers(), None, CELLS)
    case("domain_nan_is_invalid", ContinuousDomain(missing_values=-1.0, invalid_value_treatment="as_value", invalid_value_replacement=5.0), gaps, None, CELLS)
    case("domain_array", ContinuousDomain(missing_value_replacement=1.0), gaps.values, None, CELLS)
    refused("UNSUPPORTED_OPTION", "dtype", "domain_int", ContinuousDomain(dtype=int), whole)
    mutation("domain_invalid_as_is_filled", "missing_value_replacement", -2.5)
    mutation("domain_invalid_as_value", "invalid_value_replacement", 0.75)
    mutation("domain_invalid_as_missing", "invalid_value_treatment", "as_is")
    mutation("domain_invalid_as_value", "data_max_", lambda old: old + 100)
    mutation("domain_invalid_as_value", "data_min_", lambda old: old - 100)
    mutation("domain_outliers_as_extreme_values", "low_value", -0.25)
    mutation("domain_outliers_as_extreme_values", "high_value", 1.25)
    mutation("domain_outliers_as_extreme_values", "outlier_treatment", "as_is")
    mutation("domain_missing_number", "missing_values", -2)
    mutation("domain_refuses_missing", "missing_value_treatment", "as_is")


@group(since=(0, 110))
def discrete():
    x = data.texts_and_grades()
    text = x[["city"]]
    encode = OneHotEncoder(handle_unknown="ignore")

    def encoded(domain):
        return lambda: Pipeline([("domain", domain), ("encode", encode)])

    rows = text.iloc[:24].copy()
    rows.iloc[2, 0] = "elsewhere"
    rows.iloc[6, 0] = None
    for treatment, more in (("as_is", {}), ("as_missing", {}), ("as_value", {"invalid_value_replacement": "Oslo"})):
        case("categories_" + treatment, encoded(CategoricalDomain(invalid_value_treatment=treatment, missing_value_replacement="Bergen", **more)), text, None, CELLS, rows=rows)
    case("categories_refuse", encoded(CategoricalDomain(missing_value_replacement="rare")), text, None, CELLS, rows=rows, errors={2: "UNKNOWN_CATEGORY"})
    case("categories_refuse_missing", encoded(CategoricalDomain(missing_value_treatment="return_invalid", invalid_value_treatment="as_is")), text, None, CELLS, rows=rows,
         errors={6: "MISSING_VALUE"})
    case("categories_missing_text", encoded(CategoricalDomain(missing_values=["", "rare"], missing_value_replacement="Oslo", with_statistics=True)), text, None, CELLS)
    case("categories_become_none", encoded(CategoricalDomain(missing_values="rare")), text, None, CELLS)
    case("categories_no_data", encoded(CategoricalDomain(with_data=False, missing_value_replacement="rare")), text, None, CELLS, rows=rows)
    case("categories_given", encoded(OrdinalDomain(data_values=[["Oslo", "Bergen"]], invalid_value_treatment="as_value", invalid_value_replacement="Oslo")), text, None, CELLS)
    grade = x[["grade"]]
    new = grade.iloc[:24].copy()
    new.iloc[4, 0] = 8.0
    new.iloc[5, 0] = np.nan
    case("grades_as_value", OrdinalDomain(invalid_value_treatment="as_value", invalid_value_replacement=2.0), grade, None, CELLS, rows=new)
    case("grades_as_missing", OrdinalDomain(invalid_value_treatment="as_missing", missing_value_replacement=1.0), grade, None, CELLS, rows=new)
    case("grades_two", CategoricalDomain(), data.integers(2), None, CELLS)
    mutation("grades_as_value", "data_values_", lambda old: old[1:])
    mutation("categories_as_value", "steps[0][1].missing_value_replacement", "rare")
    mutation("categories_as_value", "steps[0][1].invalid_value_replacement", "rare")
    mutation("categories_missing_text", "steps[0][1].missing_values", "rare")


@group(since=(0, 132), until=(0, 133))  # whose environment has pandas 3
def discrete_of_pandas():
    text = data.texts_and_grades()[["city"]].astype("str")  # pandas' own texts
    rows = text.iloc[:24].copy()
    rows.iloc[2, 0] = "elsewhere"
    rows.iloc[6, 0] = None
    encode = OneHotEncoder(handle_unknown="ignore")
    for treatment, more in (("as_is", {}), ("as_value", {"invalid_value_replacement": "Oslo"})):
        case("texts_" + treatment, lambda treatment=treatment, more=more: Pipeline([("domain", CategoricalDomain(invalid_value_treatment=treatment, **more)), ("encode", encode)]),
             text, None, CELLS, rows=rows)
    case("texts_filled", lambda: Pipeline([("domain", CategoricalDomain(invalid_value_treatment="as_missing", missing_value_replacement="Bergen")), ("encode", encode)]), text, None, CELLS, rows=rows)
    case("texts_refuse", lambda: Pipeline([("domain", CategoricalDomain()), ("encode", encode)]), text, None, CELLS, rows=rows, errors={2: "UNKNOWN_CATEGORY"})


@group(since=(0, 110))
def others():
    gaps = data.missing(3)
    y = data.target(gaps.fillna(0.0))
    domains = [ContinuousDomain(missing_value_replacement=1.0), None, ContinuousDomain(missing_value_replacement=2.0, invalid_value_treatment="as_value", invalid_value_replacement=0.0)]
    case("domains_three", lambda: MultiDomain(domains), gaps, None, CELLS)
    case("domains_array", lambda: MultiDomain(domains), gaps.values, None, CELLS)
    case("domain_then_model", lambda: PMMLPipeline([("domain", ContinuousDomain(missing_value_replacement=0.0)), ("erase", ContinuousDomainEraser()), ("model", LinearRegression())]), gaps, y,
         {"predict": near(1e-9)})
    x = data.numbers(1)
    case("alias", Alias(StandardScaler(), name="z"), x, None, CELLS)
    case("alias_prefit", lambda: Alias(StandardScaler().fit(x), name="z", prefit=True), x, None, CELLS, fit=False)
    mutation("domains_three", "domains[0].missing_value_replacement", 3.0)
    mutation("alias", "transformer_.mean_", lambda old: old + 1)
