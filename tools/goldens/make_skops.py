"""make_skops.py: the committed cases of scikit-learn, saved with skops: the same rows and the same answers.

    python make_skops.py golden/sklearn OUT [--only NAME,NAME] [--rows N] [--deflate]

Runs in an environment that has skops and scikit-learn; takes the cases whose version is that scikit-learn's, writes
OUT/<case>-skops<version of skops>, and names what skops itself can't save or load."""
import argparse
import json
import os
import pickle
import sys
import zipfile

import sklearn
import skops
from skops import io


def dump(model, path, deflate):
    if deflate:
        io.dump(model, path, compression=zipfile.ZIP_DEFLATED)
    else:
        io.dump(model, path)
    unknown = io.get_untrusted_types(file=path) if int(skops.__version__.split(".")[1]) >= 4 else True
    io.load(path, trusted=unknown)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cases")
    parser.add_argument("out")
    parser.add_argument("--only", default="")
    parser.add_argument("--rows", type=int, default=0, help="so many only")
    parser.add_argument("--deflate", action="store_true")
    asked = parser.parse_args()
    for name in sorted(os.listdir(asked.cases)):
        folder = os.path.join(asked.cases, name)
        if not name.endswith("-" + sklearn.__version__) or (asked.only and name not in asked.only.split(",")):
            continue
        with open(os.path.join(folder, "case.json"), encoding="utf-8") as file:
            case = json.load(file)
        if not case["model"].endswith(".pkl"):
            continue
        target = os.path.join(asked.out, "%s-skops%s" % (name, skops.__version__))
        os.makedirs(target, exist_ok=True)
        try:
            with open(os.path.join(folder, case["model"]), "rb") as file:
                dump(pickle.load(file), os.path.join(target, "model.skops"), asked.deflate)
        except Exception as error:  # skops can't: that is its own business
            print("%s: %s: %s" % (name, type(error).__name__, str(error)[:100]))
            for left in os.listdir(target):
                os.remove(os.path.join(target, left))
            os.rmdir(target)
            continue
        case["model"] = "model.skops"
        if asked.rows and "rows" in case:
            case["rows"] = case["rows"][:asked.rows]
            case["expected"] = {name: values[:asked.rows] for name, values in case["expected"].items()}
            case["errors"] = {row: reason for row, reason in case.get("errors", {}).items() if int(row) < asked.rows}
        with open(os.path.join(target, "case.json"), "w", encoding="utf-8") as file:
            json.dump(case, file, separators=(",", ":"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
