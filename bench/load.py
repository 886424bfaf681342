#!/usr/bin/env python3
"""load.py SLIPWAY [MB]: large forests (500 MB a file) of XGBoost, LightGBM and scikit-learn: how fast they are loaded, and in how much memory.

The forests are trained small, and their trees repeated. Memory is the greatest resident set of the whole process (VmHWM)."""
import copy
import json
import os
import pathlib
import pickle
import re
import struct
import subprocess
import sys
import tempfile
import time

import lightgbm
import numpy as np
import xgboost
from sklearn.ensemble import RandomForestRegressor

SLIPWAY = os.path.abspath(sys.argv[1])
BYTES = int(sys.argv[2] if len(sys.argv) > 2 else 500) << 20
COLUMNS, DEPTH, TREES = 20, 12, 20
rng = np.random.RandomState(7)
x = rng.normal(size=(40_000, COLUMNS)).astype("float32")
y = x[:, 0] * x[:, 1] + np.sin(3 * x[:, 2]) + rng.normal(size=len(x))


def xgboost_json(path, booster):
    small = path.with_suffix(".small")
    booster.save_model(str(small) + ".json")
    text = pathlib.Path(str(small) + ".json").read_text()
    os.remove(str(small) + ".json")
    begin = text.index('"trees":[') + 9
    end = text.index(']},"name":"gbtree"')
    trees = text[begin:end]
    times = max(1, BYTES // len(trees))
    count = times * TREES
    head = re.sub(r'"iteration_indptr":\[[^]]*\]', '"iteration_indptr":[%s]' % ",".join(map(str, range(count + 1))), text[:begin])
    head = re.sub(r'"tree_info":\[[^]]*\]', '"tree_info":[%s]' % ",".join(["0"] * count), head)
    head = re.sub(r'"num_trees":"\d+"', '"num_trees":"%d"' % count, head)
    with open(path, "w") as file:
        file.write(head)
        for i in range(times):
            file.write(("," if i else "") + trees)
        file.write(text[end:])


class Ubjson:
    """Where things stand in the UBJSON of XGBoost."""
    SIZES = {"i": 1, "U": 1, "I": 2, "l": 4, "L": 8, "d": 4, "D": 8}
    WHOLE = {"i": ">b", "U": ">B", "I": ">h", "l": ">i", "L": ">q"}

    def __init__(self, data):
        self.data, self.found = data, {}

    def count(self, at):
        kind = chr(self.data[at])
        size = self.SIZES[kind]
        return struct.unpack(self.WHOLE[kind], self.data[at + 1:at + 1 + size])[0], at + 1 + size

    def value(self, at, name=""):
        begin, kind = at, chr(self.data[at])
        at += 1
        if kind == "{":
            while self.data[at] != ord("}"):
                length, at = self.count(at)
                key = self.data[at:at + length].decode()
                at = self.value(at + length, key)
            at += 1
        elif kind == "[" and self.data[at] == ord("$"):
            size = self.SIZES[chr(self.data[at + 1])]
            count, at = self.count(at + 3)
            at += count * size
        elif kind == "[":
            counts = self.data[at] == ord("#")
            count, at = self.count(at + 1) if counts else (-1, at)
            first = at
            while count if counts else self.data[at] != ord("]"):
                at = self.value(at)
                count -= 1
            self.found[name + " items"] = (first, at)
            at += 0 if counts else 1
        elif kind == "S":
            length, at = self.count(at)
            at += length
        elif kind not in "ZTF":
            at += self.SIZES[kind]
        self.found[name] = (begin, at)
        return at


def xgboost_ubj(path, booster):
    data = bytes(booster.save_raw("ubj"))
    where = Ubjson(data)
    where.value(0)
    first, last = where.found["trees items"]
    trees = data[first:last]
    times = max(1, BYTES // len(trees))
    count = times * TREES
    whole = lambda values: b"[$l#L" + struct.pack(">q", len(values)) + np.asarray(values, ">i4").tobytes()
    texts = {"iteration_indptr": whole(range(count + 1)), "tree_info": whole([0] * count), "num_trees": b"SL" + struct.pack(">q", len(str(count))) + str(count).encode()}
    edits = sorted([(*where.found[name], text) for name, text in texts.items()] + [(*where.found["trees"], None)])
    with open(path, "wb") as file:
        at = 0
        for begin, end, text in edits:
            file.write(data[at:begin])
            if text is not None:
                file.write(text)
            else:
                file.write(b"[#L" + struct.pack(">q", count))
                for _ in range(times):
                    file.write(trees)
            at = end
        file.write(data[at:])


def lightgbm_text(path, booster):
    text = booster.model_to_string()
    begin, end = text.index("Tree=0"), text.index("end of trees")
    trees = re.split(r"^Tree=\d+\n", text[begin:end], flags=re.M)[1:]
    times = max(1, BYTES // (end - begin))
    with open(path, "w") as file:
        file.write(re.sub(r"^tree_sizes=.*$", "tree_sizes=" + " ".join(str(len(tree) + 7) for tree in trees * times), text[:begin], flags=re.M))
        for i in range(times * len(trees)):
            file.write("Tree=%d\n%s" % (i, trees[i % len(trees)]))
        file.write(text[end:])


def sklearn_pickle(path, forest):
    size = len(pickle.dumps(forest.estimators_))
    forest.estimators_ = [tree for _ in range(max(1, BYTES // size)) for tree in copy.deepcopy(forest.estimators_)]
    forest.n_estimators = len(forest.estimators_)
    with open(path, "wb") as file:
        pickle.dump(forest, file, protocol=5)


def measure(name, words, size):
    begin = time.perf_counter()
    done = subprocess.run(["/usr/bin/time", "-f", "%U %S %M", *words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    seconds = time.perf_counter() - begin
    if done.returncode != 0:
        sys.exit(f"{words}: {done.stderr}")
    user, system, peak = done.stderr.splitlines()[-1].split()
    busy, peak = float(user) + float(system), int(peak) * 1024
    print(f"{name:36} {size / 1e6:6.0f} MB   {seconds:6.2f} s, {busy:5.2f} s of processor   {size / 1e6 / seconds:6.0f} MB/s, {size / 1e6 / busy:6.0f} a second of processor   {peak / 1e6:6.0f} MB, {peak / size:4.2f} of the file")


with tempfile.TemporaryDirectory(dir=os.environ.get("SLIPWAY_BENCH_FOLDER")) as folder:
    folder = pathlib.Path(folder)
    row = folder / "row.csv"
    row.write_text(",".join(f"x{j}" for j in range(COLUMNS)) + "\n" + ",".join(["0.5"] * COLUMNS) + "\n")
    booster = xgboost.train({"max_depth": DEPTH, "min_child_weight": 0, "tree_method": "hist", "eta": 0.3}, xgboost.DMatrix(x, y), TREES)
    trees = lightgbm.train({"num_leaves": 2000, "min_data_in_leaf": 5, "verbosity": -1}, lightgbm.Dataset(x, y), TREES)
    forest = RandomForestRegressor(n_estimators=TREES, max_depth=DEPTH, n_jobs=2).fit(x, y)
    for name, file, make, model in (("XGBoost UBJSON", "forest.ubj", xgboost_ubj, booster), ("XGBoost JSON", "forest.json", xgboost_json, booster),
                                    ("LightGBM text", "forest.txt", lightgbm_text, trees), ("scikit-learn pickle", "forest.pkl", sklearn_pickle, forest)):
        path = folder / file
        make(path, model)
        path.read_bytes()  # into the cache of files
        measure(name + ", inspect", [SLIPWAY, "inspect", str(path)], path.stat().st_size)
        measure(name + ", score a row", [SLIPWAY, "score", str(path), str(row), "-o", str(folder / "out.csv")], path.stat().st_size)
        path.unlink()
    for name, bytes_ in {"cut.ubj": b"{L" + b"\0" * 7 + b"\7learner{" + b"i\1a[$d#L\x7f" + b"\xff" * 7, "deep.json": b'{"learner":' + b"[" * 50_000_000,
                         "empties.json": b'{"learner":{"a":[' + b"{}," * 20_000_000, "short.ubj": b"{L" + b"\0" * 7 + b"\7learner{i\5trees[" + b"{}" * 30_000_000,
                         "lines.txt": b"tree\nversion=v4\n" + b"Tree=0\nnum_leaves=9999999\n" * 10, "long.txt": b"tree\nfeature_names=" + b"a " * 50_000_000,
                         "lists.pkl": b"\x80\x04(" + b"]" * 60_000_000 + b"t.", "memo.pkl": b"\x80\x04(" + b"}\x94" * 30_000_000 + b"t.",
                         "append.pkl": b"\x80\x04]" + b"]a" * 25_000_000 + b".", "tuples.pkl": b"\x80\x04]" + b"N\x85a" * 17_000_000 + b".",
                         "ints.pkl": b"\x80\x04]" + b"K\1a" * 17_000_000 + b".", "marks.pkl": b"\x80\x04" + b"(" * 60_000_000 + b"."}.items():
        path = folder / name
        path.write_bytes(bytes_)
        begin = time.perf_counter()
        done = subprocess.run(["/usr/bin/time", "-f", "%M", SLIPWAY, "inspect", str(path)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        lines = done.stderr.splitlines()
        print(f"hostile {name:28} {path.stat().st_size / 1e6:6.0f} MB   {time.perf_counter() - begin:6.2f} s   {int(lines[-1]) / 1024:6.0f} MB   {lines[0][:70]}")
        path.unlink()
