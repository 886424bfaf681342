"""sklearn2pmml.preprocessing: days and seconds since a year, or midnight; of dates that are texts."""
import pandas as pd
from sklearn2pmml.decoration import DateDomain, DateTimeDomain
from sklearn2pmml.pipeline import PMMLPipeline
from sklearn2pmml.preprocessing import CastTransformer, DaysSinceYearTransformer, SecondsSinceYearTransformer

from registry import EXACT, case, group, mutation, refused

CELLS = {"transform": EXACT}
DATES = ["2000-01-01", "1999-12-31", "2020-02-29", "1970-01-01", "1900-03-01", "2100-12-31", "1968-11-05"]
TIMES = ["2000-01-01T00:00:00", "1999-12-31T23:59:58", "2020-02-29T12:34:56", "1970-01-01T00:00:01", "1899-06-05T04:03:02", "2024-03-10T02:30:00", "1968-11-05T23:00:00"]


def texts(values):
    return pd.DataFrame({"at": pd.Series(values, dtype=object)})


def steps(*all):
    """A pipeline that knows its columns; its transform() leaves the last step out where scikit-learn is 0.24."""
    return lambda: PMMLPipeline([("step%d" % i, step) for i, step in enumerate(all)] + [("last", "passthrough")])


@group(since=(0, 110))
def since():
    from sklearn2pmml.preprocessing import SecondsSinceMidnightTransformer
    dates, times = texts(DATES), texts(TIMES)
    broken = texts(DATES[:3] + ["yesterday", "2021-02-30"] + DATES[3:])
    for year in (1900, 1970, 2000):
        case("days_%d" % year, steps(CastTransformer("datetime64[D]"), DaysSinceYearTransformer(year)), dates, None, CELLS)
        case("days_of_times_%d" % year, steps(CastTransformer("datetime64[s]"), DaysSinceYearTransformer(year)), times, None, CELLS)
        case("seconds_%d" % year, steps(DateTimeDomain(), SecondsSinceYearTransformer(year)), times, None, CELLS)
    case("seconds_of_dates", steps(DateDomain(), SecondsSinceYearTransformer(1960)), times, None, CELLS)
    case("seconds_of_day", steps(CastTransformer("datetime64[s]"), SecondsSinceMidnightTransformer()), times, None, CELLS)
    case("days_broken", steps(CastTransformer("datetime64[D]"), DaysSinceYearTransformer(2000)), dates, None, CELLS, rows=broken, errors={3: "BAD_DATE", 4: "BAD_DATE"})
    refused("UNSUPPORTED_OPTION", "missing_value_replacement", "dates_replaced", steps(DateDomain(missing_value_replacement="2000-01-01"), DaysSinceYearTransformer(2000)), dates, of="DateDomain")
    mutation("days_2000", "steps[1][1].year", 2001)
    mutation("seconds_of_dates", "steps[0][1].dtype", "datetime64[s]")
    mutation("days_of_times_1970", "steps[1][1].year", 1971)
