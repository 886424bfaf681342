#!/usr/bin/env python3
"""tools/tidy.py on small trees: each rule refuses what it should, by name, and leaves right code alone."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))
import tidy  # noqa: E402

HEADER = "// What it is.\n#pragma once\n"


class Tree(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        self.write("src/flow/README.md", "# flow\n")

    def tearDown(self):
        self.folder.cleanup()

    def write(self, path, text):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def add_code(self, path, text):
        self.write(path, text)
        self.write(path.replace(".cc", "_test.cc"), "int t();\n")

    def found(self):
        return [f"{p.relative_to(self.root) if isinstance(p, pathlib.Path) else p}:{n}: {t}"
                for p, n, t in tidy.complaints(self.root)]

    def refused(self, words):
        found = self.found()
        self.assertEqual(len(found), 1, found)
        self.assertIn(words, found[0])

    def test_right_tree(self):
        self.write("src/flow/a.h", HEADER + "inline constexpr int kA = 1;\nstatic int f();\ninline int g() { return 1; }\n")
        self.add_code("src/flow/a.cc", "int a() { return 1; }  // throw is only a word here\n")
        self.assertEqual(self.found(), [])

    def test_types_of_one_name(self):
        self.write("src/flow/a.h", HEADER + "namespace flow {\nstruct Row {\n  int a;\n};\n}\n")
        self.write("src/flow/b.h", HEADER + "namespace flow {\nstruct Row {\n  char b;\n};\nstruct Other;\n}\n")
        self.refused("flow::Row is defined in")

    def test_types_of_one_name_in_their_own_files(self):
        for name in "ab":
            self.add_code(f"src/flow/{name}.cc", "namespace flow {\nnamespace {\nstruct Row {\n  int a;\n};\n}\n}\n")
        self.assertEqual(self.found(), [])

    def test_long_file(self):
        self.add_code("src/flow/a.cc", "int a;\n" * 601)
        self.refused("601 lines, at most 600")

    def test_long_function(self):
        self.add_code("src/flow/a.cc", "int a() {\n" + "  a();\n" * 70 + "  return 1;\n}\n")
        self.refused("a has 73 lines, at most 70")

    def test_header_without_comment(self):
        self.write("src/flow/a.h", "#pragma once\n")
        self.refused("a header starts with a comment")

    def test_header_state(self):
        for line in ("inline int count = 0;", "static std::string name;", "inline std::map<int, int> all{};"):
            self.write("src/flow/a.h", HEADER + line + "\n")
            self.refused("no changeable state in a header")

    def test_banned(self):
        for line, words in (('getenv("X");', "base::Env"), ("std::this_thread::sleep_for(d);", "base::Clock"),
                            ("dlopen(p, 0);", "open_module"), ("system(c);", "no shell"), ("popen(c, r);", "no shell"),
                            ("std::regex r;", "string_view"), ("rand();", "base::Env::random"),
                            ('printf("x");', "only cli/"), ("std::cout << 1;", "only cli/"),
                            ("throw 1;", "no exception")):
            self.add_code("src/flow/a.cc", f"void a() {{ {line} }}\n")
            self.refused(words)

    def test_excused(self):
        self.write("src/base/README.md", "# base\n")
        self.write("src/cli/README.md", "# cli\n")
        self.add_code("src/base/a.cc", 'void a() { getenv("X"); dlopen(p, 0); }\n')
        self.add_code("src/cli/a.cc", 'void a() { std::printf("x"); }\n')
        self.write("src/flow/b_test.cc", 'void b() { throw getenv("X"); }\n')
        self.assertEqual(self.found(), [])

    def test_members_are_not_banned_functions(self):
        self.add_code("src/flow/a.cc", "void a() { clock.system(1); random_system(2); fmt::snprintf(3); operand(); x.rand(); }\n")
        self.assertEqual(self.found(), [])

    def test_readme(self):
        self.write("src/data/a.h", HEADER)
        self.refused("README.md of at most 40 lines")
        self.write("src/data/README.md", "line\n" * 41)
        self.refused("README.md of at most 40 lines")

    def test_builtin(self):
        self.write("src/format/README.md", "# format\n")
        self.add_code("src/format/format_a.cc", "int a;\n")
        self.refused("FORMAT(a) is missing")
        self.write("src/format/builtin.cc", "#define ALL FORMAT(a)\n#define FORMAT(name) f(name)\n")
        self.assertEqual(self.found(), [])
        self.write("src/format/builtin.cc", "#define ALL FORMAT(a) FORMAT(b)\n")
        self.refused("FORMAT(b) has no format_b.cc")

    def test_builtin_leaves_modules_alone(self):
        self.write("src/codec/README.md", "# codec\n")
        self.write("src/codec/arrow/CMakeLists.txt", "room_module(codec)\n")
        self.add_code("src/codec/arrow/codec_parquet.cc", "int a;\n")
        self.assertEqual(self.found(), [])

    def test_unfinished(self):
        for word in ("TO" + "DO", "FIX" + "ME"):
            self.write("notes.md", f"one\ntwo {word} three\n")
            self.refused("notes.md:2: nothing unfinished")

    def test_machine_path(self):
        for path in ("/wo" + "rk/x", "/tmp/ve" + "nv/bin/python", "/ro" + "ot/x", "/ho" + "me/ann"):
            self.write("notes.md", f"see {path}\n")
            self.refused("a path of one machine")
        self.write("notes.md", "src/flow/x, {base}/home/x and models/work/x are fine\n")
        self.assertEqual(self.found(), [])

    def test_ratchet(self):
        self.write("src/flow/a.cc", "int a;\n")
        self.refused("1 code files have no test beside them, 0 before: a.cc")
        (self.root / "tools").mkdir()
        tidy.write_ratchet(self.root)
        self.assertEqual((self.root / "tools/untested.txt").read_text(), "flow 1\n")
        self.assertEqual(self.found(), [])
        self.write("src/flow/a_test.cc", "int t;\n")
        self.refused("only 0 code files without a test now")


if __name__ == "__main__":
    unittest.main()
