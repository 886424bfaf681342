"""write.py LIBRARY OUT [--only MODULE,...] [--mutate OUT2]: runs in one environment of the library, Python 3.6 to 3.13.
Writes OUT/<module>/<case>-<version>/ and OUT/made.json: what could not be made, which classes the library has. With --mutate
reads the cases of OUT and writes to OUT2 the models with one attribute changed (registry.mutation). Called by goldens.py."""
import argparse
import importlib
import json
import os
import pickle
import pkgutil
import re
import sys
import traceback
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
sys.dont_write_bytecode = True
from cells import plain  # noqa: E402
import registry  # noqa: E402

TITLES = {"sklearn": "scikit-learn", "xgboost": "XGBoost", "lightgbm": "LightGBM", "catboost": "CatBoost", "imblearn": "imbalanced-learn", "sklego": "scikit-lego"}
ROWS_MAX = 24


def modules_of(library, only=None):
    """{module: function that imports its cases}"""
    folder = os.path.join(HERE, library + "_cases")
    found = sorted(name[:-3] for name in os.listdir(folder) if name.endswith(".py") and name != "__init__.py")
    if only and set(only) - set(found):
        raise SystemExit("there are no cases of %s; there are %s" % (", ".join(sorted(set(only) - set(found))), ", ".join(found)))

    def load(name):
        sys.modules.pop(library + "_cases." + name, None)  # it may have been read for another version
        return importlib.import_module(library + "_cases." + name)

    return {name: (lambda name=name: load(name)) for name in found if not only or name in only}


def is_missing(value):
    return value is None or value != value


def as_frame(x, pd):
    """The rows as columns, and what turns such a DataFrame back into what the library is given."""
    import numpy as np
    if isinstance(x, pd.DataFrame):
        return x, lambda frame: frame
    if hasattr(x, "toarray"):
        from scipy import sparse
        names = ["x%d" % i for i in range(x.shape[1])]
        return pd.DataFrame(x.toarray(), columns=names), lambda frame: sparse.csr_matrix(frame.values)
    if isinstance(x, list) and x and isinstance(x[0], list) and all(isinstance(v, str) for v in x[0]):
        names = ["t%d" % i for i in range(max(map(len, x)))]
        padded = [row + [None] * (len(names) - len(row)) for row in x]
        return (pd.DataFrame(padded, columns=names, dtype=object),
                lambda rows: [[v for v in row if not is_missing(v)] for row in rows.itertuples(index=False, name=None)])
    if isinstance(x, list) and x and isinstance(x[0], dict):
        names = sorted({key for row in x for key in row})
        frame = pd.DataFrame({key: pd.Series([row.get(key) for row in x], dtype=object) for key in names}, columns=names)
        return frame, lambda rows: [{k: v for k, v in zip(names, row) if not is_missing(v)} for row in rows.itertuples(index=False, name=None)]
    if isinstance(x, list) and x and isinstance(x[0], str):
        return pd.DataFrame({"text": pd.Series(x, dtype=object)}), lambda frame: list(frame["text"])
    x = np.asarray(x)
    if x.ndim == 1:
        return pd.DataFrame({"x0": pd.Series(x)}), lambda frame: frame["x0"].values.astype(x.dtype)
    return pd.DataFrame(x, columns=["x%d" % i for i in range(x.shape[1])]), lambda frame: frame.values.astype(x.dtype)


def kind_of(series, pd):
    dtype = series.dtype
    if str(dtype) == "category":
        dtype = series.cat.categories.dtype
    types = pd.api.types
    if types.is_numeric_dtype(dtype):  # of bool and int64 too: float64 is what a model wants of a number
        return "float64"
    if types.is_datetime64_any_dtype(dtype):
        return "timestamp"
    values = [value for value in series if not is_missing(value)]
    if all(isinstance(value, str) for value in values):
        return "string"
    if all(isinstance(value, (int, float)) for value in values):
        return "float64"
    raise ValueError("column %s holds values of several kinds" % series.name)


def cell(value, kind):
    if is_missing(value):
        return None
    if kind == "timestamp":
        return value.value // 1000  # pandas counts nanoseconds
    if kind in ("string", "bool", "int64"):
        return {"string": str, "bool": bool, "int64": int}[kind](value)
    return plain(float(value))


def answer(model, method, asked):
    """What the library says, as an array of one or two dimensions."""
    import numpy as np
    of, _, column = method.rpartition("_")
    if column.isdigit():  # "predict_1": of several targets one
        return np.asarray(getattr(model, of)(asked))[:, int(column)]
    result = getattr(model, method)(asked)
    if hasattr(result, "toarray"):
        result = result.toarray()
    if isinstance(result, (list, tuple)) and result and getattr(result[0], "ndim", 0) == 2:  # of several targets: side by side
        result = np.hstack(result)
    result = np.asarray(result)
    if result.dtype.kind == "M":
        result = result.astype("datetime64[us]").astype("int64")  # as case.json has timestamps
    return result.reshape(len(result), -1) if result.ndim > 2 else result


def expect(stated, model, rows, ask):
    """method -> one answer a row; of a row with an error a place holder."""
    good = rows[[i not in stated.errors for i in range(len(rows))]]
    expected = {}
    for method in stated.outputs:
        result = answer(model, method, ask(good))
        if len(result) != len(good):
            raise ValueError("%s gives %d answers for %d rows" % (method, len(result), len(good)))
        nothing = [0.0] * result.shape[1] if result.ndim == 2 else 0.0
        values = iter(result.tolist())
        expected[method] = [nothing if i in stated.errors else plain(next(values)) for i in range(len(rows))]
    for row in stated.errors:
        for method in stated.outputs:
            try:
                answer(model, method, ask(rows.iloc[[row]]))
            except Exception:  # as it should; a library may raise anything
                continue
            raise ValueError("%s: the library answers row %d, which the case says is an error" % (method, row))
    return expected


def classes_in(model, library):
    """The classes of estimators that the file holds, the outermost first."""
    found, seen, waiting = [], set(), [(model, 0)]
    while waiting:
        value, depth = waiting.pop(0)
        if id(value) in seen or depth > 12:
            continue
        seen.add(id(value))
        if isinstance(value, (list, tuple)):
            inside = list(value)[:2000]
        elif isinstance(value, dict):
            inside = list(value.values())
        elif getattr(getattr(value, "dtype", None), "kind", "") == "O" and hasattr(value, "ravel"):
            inside = list(value.ravel())[:2000]
        elif hasattr(value, "get_params") and not isinstance(value, type):
            if type(value).__name__ not in found:
                found.append(type(value).__name__)
            inside = list(vars(value).values())
        elif type(value).__module__.split(".")[0] == library and hasattr(value, "__dict__"):
            inside = list(vars(value).values())
        else:
            continue
        waiting.extend((each, depth + 1) for each in inside)
    return found or [type(model).__name__]


def write_folder(folder, model, body, how):
    """A case: all of it or nothing."""
    body["model"] = "model.pkl" if how == "pickle" else "model.joblib"
    text = json.dumps(body, separators=(",", ":"))
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, body["model"])
    if how == "pickle":
        data = pickle.dumps(model, 4)
        with open(path, "wb") as file:
            file.write(data)
    else:
        import joblib
        joblib.dump(model, path, compress=3 if how == "joblib-zlib" else 0)
    with open(os.path.join(folder, "case.json"), "w", encoding="utf-8") as file:
        file.write(text)


def load(path):
    if path.endswith(".pkl"):
        with open(path, "rb") as file:
            return pickle.load(file)
    import joblib
    return joblib.load(path)


def fitted(stated):
    """(model, x) of a case."""
    values = [value() if callable(value) and not hasattr(value, "fit") else value for value in (stated.model, stated.x, stated.y)]
    model, x, y = values
    if stated.fit is False:
        return model, x
    if stated.fit is not None:
        return stated.fit(model, x, y) or model, x
    return (model.fit(x, **stated.fit_params) if y is None else model.fit(x, y, **stated.fit_params)), x


def write_case(stated, library, version, out):
    import pandas as pd
    model, x = fitted(stated)
    body = {"library": TITLES.get(library, library), "version": version, "model": "", "estimators": classes_in(model, library)}
    if stated.refused:
        names = [name for name in body["estimators"] if name != "Pipeline"]
        body["refused"] = dict(stated.refused, of=stated.refused["of"] or names[0])
    else:
        frame, ask = as_frame(stated.rows if stated.rows is not None else x, pd)
        rows = frame if stated.rows is not None else frame.iloc[:ROWS_MAX]
        rows = rows.reset_index(drop=True)
        if not stated.outputs:
            raise ValueError("the case has no outputs")
        kinds = [stated.kinds.get(name) or kind_of(rows[name], pd) for name in rows.columns]
        names = stated.columns or [str(name) for name in rows.columns]
        body.update(outputs=stated.outputs, columns=[{"name": n, "kind": k} for n, k in zip(names, kinds)],
                    rows=[[cell(v, k) for v, k in zip(row, kinds)] for row in rows.itertuples(index=False, name=None)],
                    expected=expect(stated, model, rows, stated.ask or ask), errors={str(k): v for k, v in stated.errors.items()})
    if stated.named:
        body["named"] = stated.named
    write_folder(os.path.join(out, stated.module, "%s-%s" % (stated.name, version)), model, body, stated.save)


def public_classes(library):
    """The names of all classes that the library's public modules hold."""
    package, found = importlib.import_module(library), set()
    for switch in ("hist_gradient_boosting", "iterative_imputer", "halving_search_cv", "successive_halving"):
        try:
            importlib.import_module(library + ".experimental.enable_" + switch)  # else its classes are not there
        except ImportError:
            pass
    for module in pkgutil.iter_modules(package.__path__):
        if module.name.startswith("_") or module.name in ("conftest", "tests", "testing", "setup"):
            continue
        try:
            inside = importlib.import_module(library + "." + module.name)
        except Exception:  # an optional module whose dependency is not here
            continue
        found.update(name for name, value in vars(inside).items() if isinstance(value, type) and name[:1].isupper())
    found.update(name for name, value in vars(package).items() if isinstance(value, type))
    return sorted(found)


def reach(model, path):
    """The object that holds the last part of a path as "steps[0][1].with_mean", and that part."""
    parts = re.findall(r"\[([^\]]+)\]|([^.\[\]]+)", path)
    steps = [("item", int(item) if re.match(r"-?\d+$", item) else item.strip("'\"")) if item else ("attribute", name) for item, name in parts]
    for kind, key in steps[:-1]:
        model = model[key] if kind == "item" else getattr(model, key)
    return model, steps[-1]


def change(model, path, value):
    holder, (kind, key) = reach(model, path)
    if kind == "item":
        holder[key] = value(holder[key]) if callable(value) else value
        return
    old = vars(holder)[key] if key in vars(holder) else getattr(holder, key)
    if value is registry.Removed:
        delattr(holder, key)
    else:
        setattr(holder, key, value(old) if callable(value) else value)


def write_mutations(the, version, cases, out):
    """Returns [folder, what was changed]."""
    made = []
    for number, (name, path, value) in enumerate(the.mutations):
        what = "%s: %s = %s" % (name, path, "changed" if callable(value) and value is not registry.Removed else getattr(value, "__name__", None) or repr(value))
        if name not in the.cases:
            the.problems.append((name, "a mutation names it, and it is no case of this version"))
            continue
        source = os.path.join(cases, the.cases[name].module, "%s-%s" % (name, version))
        folder = os.path.join(out, "%03d_%s-%s" % (number, name, version))
        try:
            with open(os.path.join(source, "case.json"), encoding="utf-8") as file:
                body = json.load(file)
            model = load(os.path.join(source, body["model"]))
            change(model, path, value)
            write_folder(folder, model, body, the.cases[name].save)
            made.append([folder, what])
        except Exception as error:
            the.problems.append((name, "mutation of %s: %s: %s" % (path, type(error).__name__, error)))
    return made


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("library")
    parser.add_argument("out")
    parser.add_argument("--only", type=lambda text: text.split(","))
    parser.add_argument("--mutate")
    asked = parser.parse_args()
    warnings.filterwarnings("ignore")
    library = importlib.import_module(asked.library)
    version = library.__version__
    the = registry.collect(version, modules_of(asked.library, asked.only))
    made = {"version": version}
    if asked.mutate:
        made["mutations"] = write_mutations(the, version, asked.out, asked.mutate)
    else:
        for stated in the.cases.values():
            try:
                write_case(stated, asked.library, version, asked.out)
            except Exception as error:
                where = traceback.extract_tb(error.__traceback__)[-1]
                the.problems.append((stated.name, "%s: %s (%s:%d)" % (type(error).__name__, error, os.path.basename(where[0]), where[1])))
        made["cases"] = len(the.cases)
        made["classes"] = public_classes(asked.library)
    made["problems"] = the.problems
    with open(os.path.join(asked.mutate or asked.out, "made.json"), "w", encoding="utf-8") as file:
        json.dump(made, file)


if __name__ == "__main__":
    main()
