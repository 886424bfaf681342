"""make_penguins.py FOLDER PENGUINS.CSV: pipelines on the Palmer penguins, with their missing values and categories: one
case a model into FOLDER/<case>-<version>. The file is the one that the package palmerpenguins ships."""
import json
import math
import pathlib
import pickle
import sys
import warnings

import numpy as np
import pandas as pd
import sklearn
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder, OrdinalEncoder, StandardScaler

warnings.filterwarnings("ignore")
OUT = pathlib.Path(sys.argv[1])
VERSION = tuple(int(part) for part in sklearn.__version__.split(".")[:2])
NUMBERS, TEXTS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"], ["island", "sex"]
# object, not the newer text type: what every version of scikit-learn takes.
penguins = pd.read_csv(sys.argv[2], dtype={"island": object, "sex": object, "species": object})
for name in TEXTS + ["species"]:
    penguins[name] = penguins[name].astype(object).where(penguins[name].notna(), np.nan)
rows = penguins[["year"] + NUMBERS + TEXTS]
EXACT, NEAR = {"relative": 0, "ulp": 0}, {"relative": 1e-9, "ulp": 4}


def cell(value):
    if isinstance(value, str):
        return value
    return None if math.isnan(float(value)) else float(value)


def write(name, model, outputs):
    asked = rows.iloc[::4].reset_index(drop=True)
    columns = [c for c in asked.columns if c in model.feature_names_in_]
    folder = OUT / f"penguins_{name}-{sklearn.__version__}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.pkl").write_bytes(pickle.dumps(model, protocol=4))
    case = {"library": "scikit-learn", "version": sklearn.__version__, "model": "model.pkl", "outputs": outputs,
            "columns": [{"name": c, "kind": "string" if c in TEXTS else "float64"} for c in columns],
            "rows": [[cell(v) for v in row] for row in asked[columns].itertuples(index=False)],
            "expected": {method: getattr(model, method)(asked[list(model.feature_names_in_)]).tolist() for method in outputs}, "errors": {}}
    (folder / "case.json").write_text(json.dumps(case, separators=(",", ":")))


def columns(numbers, texts):
    return ColumnTransformer([("number", numbers, NUMBERS), ("text", texts, TEXTS)])


most, median = SimpleImputer(strategy="most_frequent"), SimpleImputer(strategy="median", add_indicator=True)
one_hot, species = OneHotEncoder(handle_unknown="ignore"), penguins["species"]
forest = Pipeline([("columns", columns(median, Pipeline([("fill", most), ("encode", one_hot)]))), ("model", RandomForestClassifier(8, max_depth=5, random_state=0))])
write("forest", forest.fit(rows, species), {"predict": EXACT, "predict_proba": EXACT})
constant = SimpleImputer(strategy="constant", fill_value="not seen")
logistic = Pipeline([("columns", columns(Pipeline([("fill", SimpleImputer()), ("scale", StandardScaler())]), Pipeline([("fill", constant), ("encode", OneHotEncoder(drop="first"))]))),
                     ("model", LogisticRegression(max_iter=500))])
write("logistic", logistic.fit(rows, species), {"predict": EXACT, "predict_proba": NEAR})
codes = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1)
hist = Pipeline([("columns", columns("passthrough", Pipeline([("fill", constant), ("encode", codes)]))), ("model", HistGradientBoostingClassifier(max_iter=6, max_leaf_nodes=7, random_state=0))])
write("hist", hist.fit(rows, species), {"predict": EXACT, "predict_proba": {"relative": 0, "ulp": 2 if VERSION >= (1, 1) else 8}})  # before 1.1: exp(x - logsumexp(x))
nan_category = Pipeline([("columns", columns(SimpleImputer(), OneHotEncoder(handle_unknown="ignore"))), ("model", LinearRegression())])
write("nan_category", nan_category.fit(rows, penguins["bill_length_mm"].fillna(40)), {"predict": NEAR})
