"""make_mlflow.py FOLDER: writes one case a model into FOLDER/<case>-<version of MLflow>. See HOW beside the cases.

Of what mlflow.<flavor>.save_model writes, MLmodel and the model are kept; the environment (conda.yaml, requirements.txt …)
says nothing of predictions."""
import json
import os
import pathlib
import shutil
import sys
import warnings

import catboost
import lightgbm as lgb
import mlflow
import mlflow.catboost
import mlflow.lightgbm
import mlflow.pyfunc
import mlflow.sklearn
import mlflow.xgboost
import numpy as np
import pandas as pd
import xgboost as xgb
from mlflow.models import infer_signature
from mlflow.models.signature import ModelSignature
from mlflow.types.schema import ColSpec, Schema
from sklearn.compose import ColumnTransformer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler
from sklearn.tree import DecisionTreeClassifier

from cells import plain

warnings.simplefilter("ignore")
OUT = pathlib.Path(sys.argv[1])
THREE = mlflow.__version__.startswith("3")
EXACT, ULP, LINEAR = {"relative": 0, "ulp": 0}, {"relative": 0, "ulp": 2}, {"relative": 1e-12, "ulp": 0}
LIBRARIES = {"sklearn": "scikit-learn", "xgboost": "XGBoost", "lightgbm": "LightGBM", "catboost": "CatBoost"}
TRUSTED = ["numpy.dtype", "sklearn.tree._tree.Tree"]
KINDS = {"i": "int64", "b": "bool", "O": "string"}
rng = np.random.RandomState(7)
N = 120


def save(name, flavor, model, **options):
    folder = OUT / ("%s-%s" % (name, mlflow.__version__))
    shutil.rmtree(folder, ignore_errors=True)
    if THREE and flavor == "sklearn" and "serialization_format" not in options:  # then skops is the default
        options["skops_trusted_types"] = TRUSTED
    getattr(mlflow, flavor).save_model(model, str(folder), pip_requirements=[], **options)
    for left in folder.iterdir():
        if left.name != "MLmodel" and not left.name.startswith("model."):
            shutil.rmtree(left) if left.is_dir() else left.unlink()
    return folder


def write(folder, flavor, body):
    case = {"library": LIBRARIES[flavor], "version": {"sklearn": mlflow.sklearn, "xgboost": xgb, "lightgbm": lgb, "catboost": catboost}[flavor].__version__
            if flavor != "sklearn" else __import__("sklearn").__version__, "model": "MLmodel"}
    case.update(body)
    (folder / "case.json").write_text(json.dumps(case, separators=(",", ":")))


def case(name, flavor, model, rows, outputs, ask=None, **options):
    """`outputs`: name -> (tolerance, function of the loaded model and the rows)."""
    folder = save(name, flavor, model, **options)
    loaded = getattr(mlflow, flavor).load_model(str(folder))
    asked = rows if ask is None else ask(rows)
    expected = {output: plain(np.asarray(answer(loaded, asked)).tolist()) for output, (_, answer) in outputs.items()}
    kinds = KINDS if "signature" in options else {"O": "string"}
    columns = [{"name": c, "kind": kinds.get(rows[c].dtype.kind, "float64")} for c in rows.columns]
    write(folder, flavor, {"outputs": {output: tolerance for output, (tolerance, _) in outputs.items()}, "columns": columns,
                           "rows": json.loads(rows.to_json(orient="values", double_precision=15)), "expected": expected, "errors": {}})
    return folder


def refused(name, flavor, model, reason, names, **options):
    write(save(name, flavor, model, **options), flavor, {"refused": {"reason": reason, "names": names}})


PREDICT = (EXACT, lambda model, rows: model.predict(rows))
PROBA = {"predict": PREDICT, "predict_proba": (LINEAR, lambda model, rows: model.predict_proba(rows))}
x = pd.DataFrame({"age": rng.randint(18, 80, N), "income": np.round(rng.lognormal(10, 1, N), 2), "member": rng.uniform(size=N) < 0.4,
                  "city": rng.choice(["Oslo", "Bergen", "Kiel"], N)})
y = np.where(x["age"] + (x["city"] == "Oslo") * 20 + rng.normal(size=N) > 55, "yes", "no")
rows = x.head(12)
numbers = x[["age", "income", "member"]]
few = numbers.head(12)
target = (y == "yes").astype(int)

mixed = make_pipeline(ColumnTransformer([("n", StandardScaler(), ["age", "income"]), ("c", OneHotEncoder(handle_unknown="ignore"), ["city"])]),
                      LogisticRegression()).fit(x, y)
case("sklearn_pipeline", "sklearn", mixed, rows, PROBA, signature=infer_signature(x, y))
case("sklearn_pickle", "sklearn", mixed, rows, PROBA, serialization_format="pickle")
array = numbers.to_numpy(dtype=float)
tree = DecisionTreeClassifier(max_depth=4).fit(array, y)
# The file has no names: those of the signature are taken, by whose order the columns were given.
optional = Schema([ColSpec("long", "age"), ColSpec("double", "income"), ColSpec("boolean", "member", **({"required": False} if hasattr(ColSpec("long", "a"), "required") else {"optional": True}))])
backwards = few[["member", "age", "income"]]
case("sklearn_names", "sklearn", tree, backwards, PROBA, ask=lambda r: r[["age", "income", "member"]].to_numpy(dtype=float),
     signature=ModelSignature(optional))
case("sklearn_tensor", "sklearn", tree, pd.DataFrame(array[:12], columns=["x0", "x1", "x2"]), PROBA, ask=lambda r: r.to_numpy(),
     signature=infer_signature(array, y))
case("sklearn_proba", "sklearn", tree, pd.DataFrame(array[:12], columns=["x0", "x1", "x2"]), PROBA, ask=lambda r: r.to_numpy(),
     pyfunc_predict_fn="predict_proba")
small = {"serialization_format": "cloudpickle"}
named = LinearRegression().fit(numbers, target)
refused("sklearn_too_few", "sklearn", tree, "SIGNATURE_MISMATCH", "city", signature=infer_signature(x, y), **small)
refused("sklearn_other_name", "sklearn", named, "SIGNATURE_MISMATCH", "income",
        signature=infer_signature(numbers.rename(columns={"income": "wage"}), y), **small)
refused("sklearn_text", "sklearn", named, "SIGNATURE_MISMATCH", "age", signature=infer_signature(numbers.assign(age="old"), y), **small)
refused("sklearn_datetime", "sklearn", LinearRegression().fit(array[:, :1], target), "SIGNATURE_MISMATCH", "when",
        signature=ModelSignature(Schema([ColSpec("datetime", "when")])), **small)

floats = numbers.astype(float)
booster = xgb.train({"objective": "binary:logistic", "max_depth": 3, "seed": 1}, xgb.DMatrix(floats, target), 4)
response = {"predict": (ULP, lambda model, r: model.predict(xgb.DMatrix(r)))}
case("xgboost_booster", "xgboost", booster, floats.head(12), response, signature=infer_signature(floats, target.astype(float)), model_format="json")
unnamed = xgb.train({"objective": "binary:logistic", "max_depth": 3, "seed": 1}, xgb.DMatrix(array, target), 4)
case("xgboost_names", "xgboost", unnamed, floats.head(12)[["member", "age", "income"]], response, ask=lambda r: r[["age", "income", "member"]].to_numpy(),
     signature=infer_signature(floats, target.astype(float)), model_format="ubj")
case("xgboost_classifier", "xgboost", xgb.XGBClassifier(n_estimators=4, max_depth=3).fit(floats, target), floats.head(12),
     {"predict": PREDICT, "predict_proba": (ULP, lambda model, r: model.predict_proba(r))})

trained = lgb.train({"objective": "binary", "num_leaves": 5, "verbose": -1, "min_data_in_leaf": 5}, lgb.Dataset(array, target), 4)
case("lightgbm_names", "lightgbm", trained, floats.head(12)[["income", "member", "age"]], {"predict": (ULP, lambda model, r: model.predict(r))},
     ask=lambda r: r[["age", "income", "member"]].to_numpy(), signature=infer_signature(floats, target.astype(float)))
case("lightgbm_classifier", "lightgbm", lgb.LGBMClassifier(n_estimators=4, num_leaves=5, verbose=-1).fit(floats, target), floats.head(12),
     {"predict": PREDICT, "predict_proba": (ULP, lambda model, r: model.predict_proba(r))}, **({"serialization_format": "cloudpickle"} if THREE else {}))

few_trees = {"iterations": 5, "depth": 3, "random_seed": 1, "verbose": False, "thread_count": 1, "allow_writing_files": False}
either = x.assign(income=x["income"].astype(float))
shown = (EXACT, lambda model, r: np.ravel(model.predict(r)))
fitted = catboost.CatBoostClassifier(cat_features=["city"], **few_trees).fit(either.assign(member=x["member"].astype(float)), y)
as_numbers = {"ask": lambda r: r.assign(member=r["member"].astype(float))}
case("catboost_classifier", "catboost", fitted, either.head(12), {"predict": shown, "predict_proba": (ULP, lambda model, r: model.predict_proba(r))},
     signature=infer_signature(either, y), **as_numbers)
case("catboost_json", "catboost", catboost.CatBoostRegressor(**few_trees).fit(floats, x["income"]), floats.head(12), {"predict": PREDICT},
     signature=infer_signature(floats, x["income"]), format="json")
case("catboost_plain", "catboost", catboost.CatBoost({"loss_function": "RMSE", **few_trees}).fit(floats, x["income"]), floats.head(12), {"predict": PREDICT})
case("catboost_names", "catboost", catboost.CatBoostRegressor(**few_trees).fit(array, x["income"]), floats.head(12)[["member", "age", "income"]], {"predict": PREDICT},
     ask=lambda r: r[["age", "income", "member"]].to_numpy(), signature=infer_signature(floats, x["income"]))
ranker = catboost.CatBoostRanker(loss_function="QueryRMSE", **few_trees)
case("catboost_ranker", "catboost", ranker.fit(floats, target, group_id=np.arange(N) // 10), floats.head(12), {"predict": PREDICT}, signature=infer_signature(floats, target.astype(float)))
# its predict gives exponents, and the file says nothing of the class
refused("catboost_exponents", "catboost", catboost.CatBoost({"loss_function": "Poisson", **few_trees}).fit(floats, target), "UNSUPPORTED_OPTION", "CatBoost")


class Own(mlflow.pyfunc.PythonModel):
    def predict(self, context, model_input):
        return model_input


folder = OUT / ("own_function-%s" % mlflow.__version__)
shutil.rmtree(folder, ignore_errors=True)
mlflow.pyfunc.save_model(str(folder), python_model=Own(), pip_requirements=[])
for left in folder.iterdir():
    if left.name != "MLmodel":
        shutil.rmtree(left) if left.is_dir() else left.unlink()
write(folder, "sklearn", {"refused": {"reason": "UNSUPPORTED_FLAVOR", "names": "python_function"}})
