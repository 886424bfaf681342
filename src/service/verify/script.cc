#include "service/verify/script.h"

namespace slipway::service {

const char* const kVerifyScript = R"PYTHON(
import json, os, sys, warnings

answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)  # whatever a model prints is no answer
warnings.simplefilter("ignore")
os.environ["JOBLIB_MULTIPROCESSING"] = "0"  # a model's n_jobs would start Pythons that read this script as their own
asked = json.load(sys.stdin)


def load(path, format):
    if format == "xgboost":
        import xgboost
        model = xgboost.Booster()
        model.load_model(path)
        kind = json.loads(model.attr("scikit_learn") or "{}").get("_estimator_type")
        if kind in ("classifier", "regressor"):  # saved by the estimator, whose predict it means
            model = xgboost.XGBClassifier() if kind == "classifier" else xgboost.XGBRegressor()
            model.load_model(path)
        return model
    if format == "lightgbm":
        import lightgbm
        return lightgbm.Booster(model_file=path)
    if format == "catboost":
        import catboost
        form = {"format": "json" if open(path, "rb").read(1) == b"{" else "cbm"}
        loss = catboost.CatBoost().load_model(path, **form).get_all_params().get("loss_function", "").split(":")[0]
        classifies = loss in ("Logloss", "CrossEntropy", "MultiClass", "MultiClassOneVsAll", "MultiLogloss", "MultiCrossEntropy", "Focal")
        return (catboost.CatBoostClassifier if classifies else catboost.CatBoostRegressor)().load_model(path, **form)
    if format == "skops":
        import skops.io
        return skops.io.load(path, trusted=skops.io.get_untrusted_types(file=path))
    if format == "mlflow":
        import mlflow
        for flavour in ("sklearn", "xgboost", "lightgbm", "catboost"):
            try:
                return getattr(mlflow, flavour).load_model(path)
            except Exception as problem:
                last = problem
        raise last
    if format == "treelite":
        import treelite
        return treelite.Model.deserialize(path)
    try:
        import joblib
        return joblib.load(path)
    except ImportError:
        import pickle
        with open(path, "rb") as file:
            return pickle.load(file)


def inner(model):
    """The estimator at the end of pipelines and searches."""
    for _ in range(16):
        if hasattr(model, "steps"):
            model = model.steps[-1][1]
        elif hasattr(model, "best_estimator_"):
            model = model.best_estimator_
        else:
            break
    return model


def first(model):
    for _ in range(16):
        if hasattr(model, "steps"):
            model = next((step for _, step in model.steps if step not in (None, "passthrough")), None)
        elif hasattr(model, "transformer_list"):
            model = model.transformer_list[0][1]
        elif hasattr(model, "best_estimator_"):
            model = model.best_estimator_
        else:
            break
    return model


def booster_of(model):
    """The booster that is given the columns as they are, or None."""
    start = first(model)
    if type(start).__module__.split(".")[0] not in ("xgboost", "lightgbm"):
        return None
    return start.get_booster() if hasattr(start, "get_booster") else start


def knows_none(model):
    """Whether encoders were fitted on None where a text is missing, not on NaN."""
    waiting, seen = [model], set()
    while waiting and len(seen) < 10000:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        for categories in getattr(one, "categories_", None) or []:
            if any(category is None for category in categories):
                return True
        parts = one if isinstance(one, (list, tuple)) else list(one.values()) if isinstance(one, dict) else list(getattr(one, "__dict__", {}).values())
        waiting += [part for part in parts if isinstance(part, (list, tuple, dict)) or hasattr(part, "__dict__")]
    return False


def column(values, kind, missing):
    import numpy
    if kind == "string":
        return numpy.array([missing if v is None else v for v in values], dtype=object)
    if kind == "bool" and None not in values:
        return numpy.array(values, dtype=bool)
    if kind == "int64" and None not in values:
        return numpy.array(values, dtype="int64")
    dtype = "float32" if kind == "float32" else "float64"
    return numpy.array([numpy.nan if v is None else float(v) for v in values], dtype=dtype)


class Rows:
    """The rows in the shapes that libraries take."""

    def __init__(self, columns, names_known, missing):
        self.names = [c["name"] for c in columns]
        self.kinds = [c["kind"] for c in columns]
        self.values = [column(c["values"], c["kind"], missing) for c in columns]
        self.categories = [c["categories"] for c in columns]
        self.names_known = names_known
        self.count = len(self.values[0])

    def widen(self, model):
        """Libraries want every column that a model was fitted on, also those that it drops: zeros of those."""
        import numpy

        def fitted(*attributes):
            return next((getattr(of, a) for of in (model, first(model)) for a in attributes if hasattr(of, a)), None)

        count = fitted("n_features_in_", "_n_features")
        count = count if isinstance(count, int) else 0
        names = fitted("feature_names_in_", "_feature_names_in", "_df_columns") if self.names_known else ["x%d" % i for i in range(count)]
        if names is None:
            names = self.names + ["not read %d" % i for i in range(count - len(self.names))]
        names = list(names)
        if len(names) <= len(self.names) or not set(self.names) <= set(names):
            return
        have = dict(zip(self.names, zip(self.kinds, self.values, self.categories)))
        columns = [have.get(name, ("float64", numpy.zeros(self.count), [])) for name in names]
        self.names, (self.kinds, self.values, self.categories) = names, zip(*columns)

    def take(self, rows):
        part = Rows.__new__(Rows)
        part.__dict__.update(self.__dict__)
        part.values = [v[rows] for v in self.values]
        part.count = len(rows)
        return part

    def frame(self):
        import pandas
        frame = pandas.DataFrame(dict(enumerate(self.values)))
        frame.columns = self.names
        return frame

    def categories_of(self, model):
        """By column of the booster: what it knows and what else is here, or None of numbers."""
        booster = booster_of(model)
        types = getattr(booster, "feature_types", None) or [None] * len(self.names)  # of XGBoost
        booster = getattr(booster, "booster_", booster)
        options = getattr(booster, "params", {})  # of LightGBM, which has the values of each
        places = options.get("categorical_column") or options.get("categorical_feature") or []
        by_place = dict(zip(sorted(places), getattr(booster, "pandas_categorical", None) or []))
        found = []
        for i, (values, kind, known, type_) in enumerate(zip(self.values, self.kinds, self.categories, types)):
            here = sorted(set(v for v in values.tolist() if v is not None and v == v))
            if kind == "string":
                found.append(known + [v for v in here if v not in known])
            elif i in by_place:
                found.append(by_place[i])
            elif type_ == "c" and all(v == int(v) for v in here):  # codes, or numbers with names
                found.append(list(range(int(max(here, default=0)) + 1)))
            else:
                found.append(None)
        return found

    def categorical(self, model):
        import pandas
        frame = self.frame()
        for name, kind, categories in zip(self.names, self.kinds, self.categories_of(model)):
            if categories is not None:
                whole = all(isinstance(v, int) for v in categories)
                values = frame[name]
                if whole and kind != "string":  # others are no category
                    values = values.where(values % 1 == 0).astype("Int64")
                frame[name] = values.astype(pandas.CategoricalDtype(categories))
        return frame

    def matrix(self):
        import numpy
        if "string" in self.kinds:
            return numpy.column_stack([v.astype(object) for v in self.values])
        return numpy.column_stack(self.values).astype("float64")

    def vector(self):
        return self.values[0]

    def texts(self):
        return [None if v is None or v != v else v for v in self.values[0]]

    def dicts(self):
        missing = lambda v: v is None or v != v
        return [{n: v for n, v in zip(self.names, row) if not missing(v)} for row in zip(*self.values)]

    def pairs(self):
        return [list(row.items()) for row in self.dicts()]

    def terms(self):
        return [list(row.values()) for row in self.dicts()]

    def shapes(self, model):
        start = first(model)
        kind = type(start).__name__
        if kind in ("CountVectorizer", "TfidfVectorizer", "HashingVectorizer"):
            return [self.texts]
        if kind == "FeatureHasher" and start.input_type != "dict":
            return [self.pairs if start.input_type == "pair" else self.terms]
        if kind in ("DictVectorizer", "FeatureHasher"):
            return [self.dicts]
        categorical = lambda: self.categorical(model)
        if booster_of(model) is not None:
            shapes = [self.matrix, categorical]
            if self.names_known or "string" in self.kinds:
                shapes = [categorical, self.frame, self.matrix]
        elif self.names_known:
            shapes = [self.frame, categorical, self.matrix]
        elif "string" in self.kinds:
            shapes = [self.matrix, self.frame, categorical]
        else:
            shapes = [self.matrix, self.frame]
        if kind == "IsotonicRegression":
            shapes.append(self.vector)
        return shapes


def booster_call(model, output, rows, data):
    module = type(model).__module__.split(".")[0]
    if module == "xgboost":
        import xgboost
        names = model.feature_names
        if hasattr(data, "columns") and names is None:
            data = data.to_numpy()
        try:
            matrix = xgboost.DMatrix(data, enable_categorical=True)
        except TypeError:
            matrix = xgboost.DMatrix(data)
        if names is not None and matrix.feature_names != names:
            matrix = xgboost.DMatrix(data, feature_names=names)
        return model.predict(matrix, **{"margin": {"output_margin": True}, "leaf": {"pred_leaf": True}}.get(output, {}))
    if module == "lightgbm":
        return model.predict(data, **{"margin": {"raw_score": True}, "leaf": {"pred_leaf": True}}.get(output, {}))
    if module == "treelite":
        import treelite.gtil
        import numpy
        if output == "leaf":
            return treelite.gtil.predict_leaf(model, data)
        return numpy.squeeze(treelite.gtil.predict(model, data, pred_margin=output == "margin"), axis=1)
    if module == "catboost":
        kind = {"margin": "RawFormulaVal", "predict_proba": "Probability", "predict_log_proba": "LogProbability"}.get(output)
        if output == "leaf":
            return model.calc_leaf_indexes(data)
        return model.predict(data, prediction_type=kind) if kind else model.predict(data)


def call(model, output, rows, data):
    last = inner(model)
    module = type(last).__module__.split(".")[0]
    if last is not model and (output in ("margin", "leaf") or not hasattr(model, output)):  # what pipelines don't pass on
        while model is not last:
            for _, step in getattr(model, "steps", [])[:-1]:
                data = step.transform(data) if hasattr(step, "transform") else data
            model = model.steps[-1][1] if hasattr(model, "steps") else model.best_estimator_
    if type(model).__name__ in ("Booster", "CatBoost") or module == "treelite":
        return booster_call(model, output, rows, data)
    if output == "margin":
        option = {"xgboost": "output_margin", "lightgbm": "raw_score"}.get(module)
        if option is None:
            return booster_call(model, output, rows, data)
        return model.predict(data, **{option: True})
    if output == "leaf":
        if module == "catboost":
            return booster_call(model, output, rows, data)
        return model.predict(data, pred_leaf=True) if module == "lightgbm" else model.apply(data)
    return getattr(model, output)(data)


def plain(result):
    import numpy
    if hasattr(result, "toarray"):
        result = result.toarray()
    if isinstance(result, (list, tuple)) and result and getattr(result[0], "ndim", 0) == 2:
        result = numpy.hstack(result)
    result = numpy.asarray(result)
    if result.ndim > 2:
        result = result.reshape(len(result), -1)
    listed = result.tolist()
    return [row if isinstance(row, list) else [row] for row in listed]


def speak(value):
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return "nan" if value != value else "inf" if value > 0 else "-inf"
    return value if isinstance(value, (int, float, str, bool)) or value is None else str(value)


refused_before = set()  # rows that another output refused: asked one by one


def score(model, output, rows):
    """Of each row its answers, or None; and why the first of those was refused."""
    why = None
    for patience in (32, rows.count):  # the first shape in which any row at all is taken
        for shape in range(len(rows.shapes(model))):
            found, reason = attempt(model, output, rows, shape, patience)
            why = why or reason
            if any(row is not None for row in found):
                refused_before.update(i for i, row in enumerate(found) if row is None)
                return found, reason
    return found, why


def attempt(model, output, rows, shape, patience):
    """All rows at once; if they are refused, halves of them."""
    found = [None] * rows.count
    waiting = [[i] for i in sorted(refused_before)] + [[i for i in range(rows.count) if i not in refused_before]]
    why, taken, alone = None, None, []

    def ask(some):
        part = rows.take(some)
        answers = plain(call(model, output, part, part.shapes(model)[shape]()))
        if len(answers) != len(some):
            raise ValueError("%d answers for %d rows" % (len(answers), len(some)))
        for i, row in zip(some, answers):
            found[i] = [speak(v) for v in row]

    while waiting:
        some = waiting.pop()
        if not some:
            continue
        try:
            ask(some if len(some) > 1 or taken is None else some + [taken])  # sums of one row have another order
            taken = some[0]
        except Exception as problem:
            why = why or "%s: %s" % (type(problem).__name__, str(problem).strip().split("\n")[0][:500])
            if len(some) > 1:
                middle = len(some) // 2
                waiting += [some[middle:], some[:middle]]
            else:
                alone += some
                if taken is None and len(alone) >= patience:  # this shape is not what the model wants
                    return found, why
    for i in alone if taken is not None else []:  # libraries forget a dimension, or fail, of one row alone
        try:
            ask([i, taken])
        except Exception:
            pass
    good = [i for i in range(rows.count) if found[i] is not None]
    if why and len(good) > 1:  # together, as by who has left out the others: of few rows some libraries answer otherwise
        try:
            ask(good)
        except Exception:
            pass
    return found, why


def score_alone(model, output, rows):
    """The same, each row asked by itself."""
    found = [None] * rows.count
    for i in range(rows.count):
        part = rows.take([i])
        for shape in part.shapes(model):
            try:
                answers = plain(call(model, output, part, shape()))
                if len(answers) == 1:
                    found[i] = [speak(v) for v in answers[0]]
                    break
            except Exception:
                pass
    return found, None


def versions():
    found = {}
    for name in ("sklearn", "xgboost", "lightgbm", "catboost", "treelite", "skops", "mlflow", "numpy", "scipy", "pandas", "joblib"):
        if name in sys.modules:
            found[name] = getattr(sys.modules[name], "__version__", "?")
    return found


def stay_here():
    """Processes that a model wants for each call take longer than all else."""
    try:
        import joblib
        joblib.parallel_backend("threading", n_jobs=1)  # of those that don't say how many
    except (ImportError, AttributeError):
        pass


def answer():
    stay_here()
    try:
        model = load(asked["path"], asked["format"])
    except Exception as problem:
        return {"error": "%s: %s" % (type(problem).__name__, problem), "python": sys.version.split()[0], "versions": versions()}
    rows = Rows(asked["columns"], asked["names_known"], None if knows_none(model) else float("nan"))
    rows.widen(model)
    outputs = {}
    for output in asked["outputs"]:
        found, why = (score_alone if asked["alone"] else score)(model, output["method"], rows)
        if output["column"] is not None:
            found = [row and [row[output["column"]]] for row in found]
        outputs[output["name"]] = {"rows": found, "error": why}
    return {"python": sys.version.split()[0], "versions": versions(), "outputs": outputs}


json.dump(answer(), answers)
answers.flush()
)PYTHON";

}  // namespace slipway::service
