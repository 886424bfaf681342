"""Objects of pandas that estimators keep: names of columns as an Index or a Series, weights, categories, labels."""
import numpy as np
import pandas as pd
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import LabelBinarizer, LabelEncoder, OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

import data
from registry import EXACT, LINEAR, case, given, group, mutation, the

CELLS = {"transform": EXACT}
PANDAS = tuple(int(part) for part in getattr(pd, "__version__", "2.0").split(".")[:2])
STRINGS = the.version >= (1, 7)  # older ones do not know an Index whose dtype is pandas' own


@group(since=(0, 20))
def names_of_columns():
    from sklearn.compose import ColumnTransformer
    if PANDAS >= (3, 0) and not STRINGS:
        return
    x = data.numbers()
    which = [("index", x.columns[[0, 2]]), ("chosen", x.select_dtypes("number").columns[1:3]), ("series", pd.Series(["d", "b"])), ("numbers", pd.Index([3, 1])),
             ("series_numbers", pd.Series([2, 0])), ("mask", pd.Series([True, False, True, False], index=x.columns)), ("by_value", x.columns[x.max() > 2.6]),
             ("mask_by_name", x.max() > 2.6), ("range", pd.RangeIndex(1, 3)), ("categories", pd.Categorical(["d", "a"]).categories)]
    if STRINGS:
        which += [("string_index", pd.Index(pd.array(["a", "c"], dtype="string")))]
    for name, columns in which:
        case("pandas_columns_" + name, ColumnTransformer([("scale", StandardScaler(), columns)], remainder="passthrough"), x, None, CELLS)
    mutation("pandas_columns_series", "transformers_[0]", lambda old: old[:2] + (pd.Series(["d", "a"]),), until=(1, 0))
    mutation("pandas_columns_mask", "transformers_[0]", lambda old: old[:2] + (pd.Series([True, True, False, False]),), until=(1, 0))
    mutation("pandas_columns_series_numbers", "transformers_[0]", lambda old: old[:2] + (pd.Series([2, 1]),), until=(1, 0))
    if STRINGS:
        strings = x.set_axis(pd.Index(pd.array(list(x.columns), dtype="string")), axis=1)
        case("pandas_named_by_strings", ColumnTransformer([("scale", StandardScaler(), ["b", "d"])], remainder="passthrough"), strings, None, CELLS)


@group
def weights_and_priors():
    x = data.numbers()
    y = data.two_classes(x)
    parts = [("tree", DecisionTreeClassifier(max_depth=3, random_state=1)), ("bayes", GaussianNB())]
    case("pandas_voting_weights", VotingClassifier(parts, voting="soft", weights=pd.Series([0.3, 1.7])), x, y, {"predict": EXACT, "predict_proba": LINEAR}, since=(0, 20))
    mutation("pandas_voting_weights", "weights", lambda old: pd.Series([1.7, 0.3]), since=(0, 20))
    case("pandas_voting_hard", VotingClassifier(parts, weights=pd.Series([2, 1])), x, y, {"predict": EXACT}, since=(0, 20))
    case("pandas_priors", lambda: GaussianNB(priors=pd.Series([0.25, 0.75])), x, y, {"predict": EXACT, "predict_proba": LINEAR}, since=(0, 20))
    case("pandas_dummy", DummyRegressor(strategy="constant", constant=pd.Series([1.5])), x, data.target(x), {"predict": EXACT}, since=(0, 20))


@group(since=(0, 20))
def categories():
    from sklearn.preprocessing import OrdinalEncoder
    x = data.texts_and_grades()[["city"]]
    values = sorted(x["city"].unique())
    for name, given_values in [("index", pd.Index(values)), ("series", pd.Series(values)), ("categories", pd.Categorical(values).categories)]:
        case("pandas_one_hot_" + name, OneHotEncoder(categories=[given_values]), x, None, CELLS)
        case("pandas_ordinal_" + name, OrdinalEncoder(categories=[given_values]), x, None, CELLS)
    for dtype in ["category"] + (["string"] if PANDAS >= (1, 0) else []) + (["str"] if PANDAS >= (3, 0) else []):
        typed = x.assign(city=x["city"].astype(dtype))
        case("pandas_one_hot_" + dtype, OneHotEncoder(handle_unknown="ignore"), typed, None, CELLS, ask=lambda frame, dtype=dtype: frame.assign(city=frame["city"].astype(object)))
        case("pandas_ordinal_" + dtype, OrdinalEncoder(), typed, None, CELLS, ask=lambda frame: frame.assign(city=frame["city"].astype(object)))


@group
def labels():
    x = data.numbers()
    y = data.text_classes(x)
    tree = {"predict": EXACT, "predict_proba": EXACT}
    kinds = [("object", pd.Series(y).astype(object)), ("categorical", pd.Series(pd.Categorical(y)))]
    if PANDAS >= (1, 0) and the.version >= (1, 0):
        kinds += [("string", pd.Series(y).astype("string"))]
    if PANDAS >= (1, 0) and the.version >= (1, 2):
        kinds += [("whole", pd.Series(data.two_classes(x)).astype("Int64")), ("truth", pd.Series(data.two_classes(x)).astype(bool).astype("boolean"))]
    if PANDAS >= (3, 0):
        kinds += [("str", pd.Series(y).astype("str"))]
    for name, labelled in kinds:
        case("pandas_labels_" + name, lambda: DecisionTreeClassifier(max_depth=3, random_state=2), x, labelled, tree)
        case("pandas_logistic_" + name, lambda: LogisticRegression(solver="lbfgs"), x, labelled, {"predict": EXACT, "predict_proba": LINEAR}, since=(0, 20))
    for name, encoder in [("encoder", LabelEncoder), ("binarizer", LabelBinarizer)]:
        for kind, labelled in kinds[:2]:
            case("pandas_label_%s_%s" % (name, kind), lambda encoder=encoder: encoder(), labelled.values.astype(object), None, {"transform": EXACT},
                 fit=lambda model, x, y, labelled=labelled: model.fit(labelled))


@group(since=(1, 0))
def categorical_features():
    from sklearn.ensemble import HistGradientBoostingClassifier
    x = data.integers().assign(a=data.numbers()["a"]) + 3
    x["a"] = data.numbers()["a"]
    y = data.two_classes(data.numbers())
    for name, columns in [("index", x.columns[[0, 2]]), ("series", pd.Series(["i", "k"])), ("mask", pd.Series([True, False, True, False]))]:
        case("pandas_categorical_" + name, lambda columns=columns: HistGradientBoostingClassifier(max_iter=4, max_depth=3, categorical_features=columns), x, y,
             {"predict": EXACT, "predict_proba": LINEAR}, since=(1, 2))


def with_na(frame):
    return frame.astype(object).where(frame.notna(), pd.NA)


@group(since=(1, 2))
def tables_between():
    """set_output: steps give each other DataFrames."""
    from sklearn.compose import ColumnTransformer
    from sklearn.impute import SimpleImputer
    if PANDAS >= (3, 0) and not STRINGS:
        return
    x = data.mixed()
    prepare = ColumnTransformer([("number", Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())]), x.select_dtypes("number").columns),
                                 ("text", given(OneHotEncoder, handle_unknown="ignore", sparse_output=False), x.columns[[4]])], verbose_feature_names_out=False)
    case("pandas_output", lambda: Pipeline([("prepare", prepare), ("model", LogisticRegression())]).set_output(transform="pandas"), x, data.text_classes(x),
         {"predict": EXACT, "predict_proba": LINEAR})
    rows = data.texts_and_grades()[["city"]].astype(object).where(lambda frame: frame["city"] != "Bergen", None)
    case("pandas_missing", Pipeline([("fill", SimpleImputer(strategy="most_frequent", missing_values=pd.NA)), ("hot", OneHotEncoder())]), with_na(rows), None, CELLS,
         rows=rows.iloc[:24], ask=with_na)
    mutation("pandas_missing", "steps[0][1].statistics_", np.array(["rare"], dtype=object))
