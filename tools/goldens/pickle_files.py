"""pickle_files.py FOLDER TAG: small pickle and joblib files of every form, and what is in them.

Writes FOLDER/TAG_<case>.<extension> and for each case TAG_<case>.json: the value as the producing Python
saw it, written by dump() below. Runs on CPython 2.7 to 3.13. See golden/pickle/HOW.
"""
from __future__ import print_function, unicode_literals
import binascii
import collections
import io
import json
import os
import pickle
import struct
import sys

import numpy
import joblib

PY2 = sys.version_info[0] == 2
Text = type("")


def hexed(data):
    return binascii.hexlify(bytes(data)).decode("ascii")


def dump_array(a):
    kind = a.dtype.kind
    if a.dtype.names:
        values = [[n, dump_array(numpy.ascontiguousarray(a[n]))] for n in a.dtype.names]
        return ["array", "V", list(a.shape), values]
    flat = [x for x in a.flatten(order="C")] if kind == "O" else a.flatten(order="C").tolist()
    if kind == "f":
        values = [hexed(struct.pack(b">d" if PY2 else ">d", float(x))) for x in flat]
    elif kind == "O":
        values = [dump(x) for x in flat]
    elif kind == "S":
        values = [x.decode("ascii") for x in flat]
    elif kind in "biuU":
        values = flat
    else:
        values = None
    return ["array", kind + str(a.dtype.itemsize), list(a.shape), values]


def dump(v):
    if v is None or isinstance(v, bool):
        return v
    if isinstance(v, (numpy.ndarray, numpy.generic)):
        return dump_array(numpy.asarray(v))
    if isinstance(v, float):
        return ["float", hexed(struct.pack(b">d" if PY2 else ">d", v))]
    if isinstance(v, int if not PY2 else (int, long)):  # noqa: F821
        return v if -2**63 <= v < 2**63 else ["big", str(v)]
    if PY2 and isinstance(v, str):  # noqa: F821
        try:
            return v.decode("ascii")
        except UnicodeDecodeError:
            return ["bytes", hexed(v)]
    if isinstance(v, Text):
        return v
    if isinstance(v, (bytes, bytearray)):
        return ["bytes", hexed(v)]
    if isinstance(v, collections.OrderedDict):
        return ["pairs", [[dump(k), dump(x)] for k, x in v.items()]]
    if isinstance(v, dict):
        return ["dict", [[dump(k), dump(x)] for k, x in v.items()]]
    for name, kind in (("tuple", tuple), ("list", list), ("set", (set, frozenset))):
        if isinstance(v, kind):
            return [name, [dump(x) for x in v]]
    if isinstance(v, type):
        return ["symbol", "%s.%s" % (v.__module__, v.__name__)]
    state = dict(v.__dict__)
    for slot in getattr(type(v), "__slots__", ()):
        state[slot] = getattr(v, slot)
    return ["object", "%s.%s" % (type(v).__module__, type(v).__name__), [[k, dump(x)] for k, x in state.items()]]


class Plain(object):
    def __init__(self, **values):
        self.__dict__.update(values)


class Slotted(Plain):
    __slots__ = ("slot",)

    def __init__(self, slot, **values):
        Plain.__init__(self, **values)
        self.slot = slot


def values():
    rng = numpy.random.RandomState(7)
    m = rng.standard_normal((3, 4))
    nodes = numpy.zeros(3, dtype=[(str("left"), str("<i8")), (str("threshold"), str("<f8")), (str("go"), str("u1"))])
    nodes["left"] = [1, -1, -1]
    nodes["threshold"] = [0.5, -2, -2]
    nodes["go"] = [0, 1, 0]
    objects = numpy.empty((2, 2), dtype=object)
    objects[:] = [["a", None], [1.5, m[0]]]
    shared = ["x", "y"]
    return collections.OrderedDict([
        ("scalars", [None, True, False, 0, 255, 256, 65536, -1, 2**31, -2**31, 2**63 - 1, -2**63, 2**63, -2**70,
                     0.1, -0.0, float("inf"), 1e308]),
        ("texts", ["", "plain", "\u00e9\u4e2d\U0001f600", "back\\slash\nline", "x" * 300, b"\x00\xff\\'\n", b"",
                   b"b" * 300]),
        ("containers", [[], (), {}, (1,), (1, 2), (1, 2, 3), (1, 2, 3, 4), [1], {"k": "v"}, {"a": 1, "b": [2]},
                        set([3]), frozenset([4]), collections.OrderedDict([("z", 1), ("y", 2)]), list(range(1100)),
                        shared, shared]),
        ("objects", [Plain(), Plain(a=1, b=[m]), Plain, bytearray(b"ab\xff")]),
        ("slots", [Slotted(7, c="d"), Slotted(None)]),
        ("arrays", [m, numpy.asfortranarray(m), m.astype(">f8"), m.astype("f4"), m.astype("f2"),
                    numpy.arange(24).reshape(2, 3, 4), numpy.asfortranarray(numpy.arange(24).reshape(2, 3, 4)),
                    numpy.arange(5, dtype=">i2"), numpy.arange(5, dtype="u1"), numpy.array([2**64 - 1], dtype="u8"),
                    numpy.array([True, False]), numpy.zeros((0, 3)), numpy.zeros((3, 0), dtype="i4"), numpy.array(2.5),
                    numpy.array(["a", "bcd", "\u00e9"]), numpy.array([b"a", b"bc"]), m[::2, ::2]]),
        ("numpy_scalars", [numpy.float64(1.5), numpy.float32(0.1), numpy.int64(-5), numpy.uint8(7), numpy.bool_(True),
                           numpy.int32(2)]),
        ("structured", [nodes, nodes.astype([(str("left"), str(">i8")), (str("threshold"), str("<f8")), (str("go"), str("u1"))])]),
        ("object_arrays", [objects, numpy.asfortranarray(objects), numpy.array([], dtype=object),
                           numpy.array(["p", "q", "r"], dtype=object)]),
    ])


def plain(value, protocol):
    def to(path):
        with open(path, "wb") as out:
            pickle.dump(value, out, protocol)
    return to


def main(folder, tag):
    every = values()
    old = tuple(map(int, joblib.__version__.split(".")[:2])) < (0, 10)
    for case, value in every.items():
        base = os.path.join(folder, "%s_%s." % (tag, case))
        with io.open(base + "json", "w", encoding="utf-8") as out:
            out.write(Text(json.dumps(dump(value))) + "\n")
        for protocol in range(2 if case == "slots" else 0, pickle.HIGHEST_PROTOCOL + 1):
            plain(value, protocol)(base + "p%d" % protocol)
        if case in ("arrays", "structured", "object_arrays"):
            # Structured .npy side files are not read, so none is made.
            if not (old and case == "structured"):
                joblib.dump(value, base + "joblib")
            joblib.dump(value, base + "z", compress=3)
            if old and case == "arrays":  # joblib cannot read its own of objects
                joblib.dump(value, base + "zn", compress=3, cache_size=0)  # arrays in side files, zipped
        for method in ("zlib", "gzip", "bz2", "lzma", "xz", "lz4") if case == "arrays" and not old else ():
            try:
                joblib.dump(value, base + method, compress=(method, 3))
            except ValueError as error:
                print(method, error)  # lz4 needs its package and joblib 0.13


main(*sys.argv[1:3])
