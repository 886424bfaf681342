#!/usr/bin/env python3
"""tools/goldens/ without the libraries: the cases of every module can be stated for every version, under names of their own;
mutations name cases; golden/ holds what chosen.txt names; docs/estimators.md is what golden/matrix.json says; a report of
the test is understood."""
import fnmatch
import importlib.abc
import importlib.machinery
import json
import pathlib
import subprocess
import sys
import tempfile
import types
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "tools/goldens"))
import goldens  # noqa: E402
import registry  # noqa: E402
import write  # noqa: E402

STUBS = ("numpy", "pandas", "scipy", "joblib", "sklearn", "xgboost", "lightgbm", "catboost", "category_encoders", "sklearn_pandas", "sklearn2pmml", "imblearn", "mlxtend", "sklego", "skops")


class Anything:
    """What stands for an array, a frame or an estimator: it can be asked for everything, and holds nothing."""

    def __getattr__(self, name):
        if name.startswith("__") and name != "__version__":
            raise AttributeError(name)
        return self

    def _self(self, *_, **__):
        return self

    __call__ = __getitem__ = __neg__ = __invert__ = __abs__ = __enter__ = _self
    for _name in "add sub mul truediv floordiv mod pow and or xor matmul lshift rshift".split():
        locals()[f"__{_name}__"] = locals()[f"__r{_name}__"] = _self
    __lt__ = __le__ = __gt__ = __ge__ = __eq__ = __ne__ = _self
    __hash__ = object.__hash__

    def __setitem__(self, *_):
        pass

    def __exit__(self, *_):
        pass

    def __mro_entries__(self, _):
        return ()

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __bool__(self):
        return True

    def __str__(self):
        return "anything"

    def __int__(self):
        return 1

    __index__ = __int__

    def __float__(self):
        return 1.0


class Stub(types.ModuleType):
    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return Anything()


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path=None, target=None):
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if name.split(".")[0] in STUBS else None

    def create_module(self, spec):
        return Stub(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.insert(0, Finder())
LIBRARIES = sorted(folder.name.replace("_cases", "") for folder in (ROOT / "tools/goldens").glob("*_cases"))


def collected():
    """(library, version, registry) of every environment."""
    for library in LIBRARIES:
        for environment in goldens.environments(library):
            yield library, environment.version, registry.collect(environment.version, write.modules_of(library))


class Cases(unittest.TestCase):
    def test_can_be_stated(self):
        for library, version, the in collected():
            with self.subTest(library=library, version=version):
                self.assertEqual(the.problems, [])
                self.assertTrue(the.cases)

    def test_mutations_name_cases(self):
        for library, version, the in collected():
            for name, attribute, _ in the.mutations:
                self.assertIn(name, the.cases, f"a mutation of {attribute} for {library} {version}")

    def test_twice_is_refused(self):
        def state():
            registry.group(lambda: [registry.case("same", None, None), registry.case("same", None, None)])
        self.assertEqual(registry.collect("1.0.2", {"m": state}).problems, [("same", "stated twice")])

    def test_since_and_until(self):
        def state():
            registry.group(lambda: [registry.case("a", None, None, since=(1, 0)), registry.case("b", None, None, until=(1, 0))])
        self.assertEqual([list(registry.collect(v, {"m": state}).cases) for v in ("0.24.2", "1.0.2")], [["b"], ["a"]])


class Chosen(unittest.TestCase):
    def test_golden_holds_them(self):
        patterns = goldens.chosen_patterns()
        held = {f"{case.parent.parent.name}/{case.parent.name}" for case in (ROOT / "golden").glob("*/*/case.json")
                if goldens.of_this_generator(case.parent)}
        for name in held:
            self.assertTrue(any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns), f"{name} is not in chosen.txt")
        for pattern in patterns:
            self.assertTrue(fnmatch.filter(held, pattern), f"{pattern} is not in golden/: ./dev goldens --commit")

    def test_every_case_exists(self):
        names = {f"{library}/{name}-{version}" for library, version, the in collected() for name in the.cases}
        for pattern in goldens.chosen_patterns():
            self.assertTrue(fnmatch.filter(names, pattern), f"chosen.txt: {pattern} is no case")


class Report(unittest.TestCase):
    def answers(self, output, refused=None):
        case = {"version": "1.0", "estimators": ["A"], **({"refused": refused} if refused else {})}
        answer = goldens.Answer("m/a-1.0", case)
        return answer, goldens.parse(output, {"m/a-1.0": answer})

    RUN, OK, FAILED = ("[ RUN      ] All/GoldenTest.EqualsTheLibrary/m_a_1_0\n", "[       OK ] All/GoldenTest.EqualsTheLibrary/m_a_1_0 (0 ms)\n",
                       "[  FAILED  ] All/GoldenTest.EqualsTheLibrary/m_a_1_0, where GetParam() = (0 ms)\n")

    def test_equal(self):
        answer, crashed = self.answers(self.RUN + "s\t1.0\tm/a-1.0\tpredict\trelative 1e-16\tulp 1\tvalues 8\twrong 0\t\tA\n" + self.OK)
        self.assertEqual((answer.ok, answer.ulp, answer.relative, crashed), (True, 1, 1e-16, None))

    def test_wrong(self):
        answer, _ = self.answers(self.RUN + "s\t1.0\tm/a-1.0\tpredict\trelative 1\tulp 99\tvalues 8\twrong 2\trow 0: 1, expected 2\tA\n" + self.FAILED)
        self.assertEqual((answer.ok, answer.wrong), (False, "predict: 2 of 8 values; row 0: 1, expected 2"))

    def test_refused(self):
        line = "s\t1.0\tm/a-1.0\trefused\tUNSUPPORTED_OPTION\tA of s 1.0: metric=f\tA\n"
        answer, _ = self.answers(self.RUN + line + self.FAILED)
        self.assertEqual((answer.ok, goldens.in_the_way(answer)), (False, "metric=f"))
        answer, _ = self.answers(self.RUN + line + self.OK, {"reason": "UNSUPPORTED_OPTION", "names": "metric"})
        self.assertTrue(answer.ok)
        answer, _ = self.answers(self.RUN + line + self.FAILED, {"reason": "UNSUPPORTED_OPTION", "names": "p"})
        self.assertFalse(answer.ok)

    def test_crash(self):
        answer, crashed = self.answers(self.RUN)
        self.assertEqual((answer.ok, crashed), (False, "m/a-1.0"))


class Matrix(unittest.TestCase):
    def answer(self, classes, ulp, refused=None):
        answer = goldens.Answer("m/a-1.0", {"version": "1.0", "estimators": classes})
        answer.ran, answer.ulp, answer.relative, answer.refusal = True, ulp, ulp * 1e-16, refused
        return answer

    def test_a_class_is_judged_by_its_own_models(self):
        found = goldens.by_class({"1": self.answer(["Pipeline", "Scale", "Line"], 9), "2": self.answer(["Scale"], 0)})
        self.assertEqual({name: goldens.cell_of(answers)[:2] for name, answers in found.items()}, {"Pipeline": [1, 9], "Scale": [1, 0], "Line": [1, 9]})

    def test_a_refusal_is_about_the_class_it_names(self):
        found = goldens.by_class({"1": self.answer(["Pipeline", "Near"], 0, ("UNSUPPORTED_OPTION", "x.Near of s 1.0: metric=f"))})
        self.assertEqual({name: goldens.cell_of(answers) for name, answers in found.items()}, {"Near": [0, 0, 0.0, ["metric=f"]]})


class Docs(unittest.TestCase):
    def test_estimators_are_those_of_the_matrix(self):
        said = subprocess.run([sys.executable, ROOT / "tools/exactness.py", "--estimators", ROOT / "golden/matrix.json"],
                              capture_output=True, encoding="utf-8", check=True, env={"PYTHONIOENCODING": "utf-8"}).stdout
        self.assertEqual(said, (ROOT / "docs/estimators.md").read_text(encoding="utf-8"), "docs/estimators.md is old: ./dev docs")

    def test_a_cell(self):
        matrix = {"sklearn": {"versions": ["1.0"], "classes": {"A": {"1.0": [2, 3, 1e-16, ["metric"]]}, "B": {"1.0": None}, "C": {"1.0": [0, 0, 0, ["C"]]}}}}
        with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
            json.dump(matrix, file)
            file.flush()
            said = subprocess.run([sys.executable, ROOT / "tools/exactness.py", "--estimators", file.name], capture_output=True, encoding="utf-8",
                                  check=True, env={"PYTHONIOENCODING": "utf-8"}).stdout
        for line in ("| `A` | 3 ulp; refused: metric |", "| `B` | – |", "| `C` | refused: C |"):
            self.assertIn(line, said)


if __name__ == "__main__":
    unittest.main()
