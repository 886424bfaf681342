#!/usr/bin/env python3
"""goldens.py --test DOORS_TEST [options]: `./dev goldens`. Makes the environments of environments.txt that are missing, runs
write.py in each, then our test over what they wrote, and prints by module, estimator and version what came of it. Exit
code 1: something is wrong, could not be made, or is refused and no case says so. README.md says how to write cases."""
import argparse
import collections
import concurrent.futures
import fnmatch
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
BUILD = ROOT / "build/goldens"
RUNS_MAX = 50  # of one folder, after crashes
# One thread, whatever the machine: sums of BLAS are then the same for everybody.
QUIET = {**os.environ, "PYTHONWARNINGS": "ignore", "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}

Environment = collections.namedtuple("Environment", "library version python packages")


def by_number(version):
    return [int(part) for part in re.findall(r"\d+", version)]


def environments(library, versions=None):
    lines = [line.split() for line in (HERE / "environments.txt").read_text().splitlines() if line and line[0] != "#"]
    every = [Environment(words[0], words[1], words[2], words[3:]) for words in lines if words[0] == library]
    if not every:
        sys.exit(f"environments.txt has no {library}")
    if versions and set(versions) - {each.version for each in every}:
        sys.exit(f"environments.txt has no {library} {', '.join(sorted(set(versions) - {each.version for each in every}))}")
    return sorted((each for each in every if not versions or each.version in versions), key=lambda each: by_number(each.version))


def find_python(wanted):
    """A Python of the same minor version, the same patch if there is one: pyenv's, then python3.X of the path."""
    minor = ".".join(wanted.split(".")[:2])
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT") or pathlib.Path.home() / ".pyenv") / "versions"
    found = [pyenv / wanted / "bin/python"] + sorted(pyenv.glob(f"{minor}.*/bin/python")) + [shutil.which(f"python{minor}")]
    for python in filter(None, found):
        if os.path.exists(python) and subprocess.run([python, "-c", ""], capture_output=True).returncode == 0:
            return str(python)
    return None


def environment_python(environment, ready, say):
    """The Python of the environment, made if it is missing; None if it can't be."""
    places = [pathlib.Path(ready) / environment.version, pathlib.Path(ready) / f"{environment.library}-{environment.version}"] if ready else []
    for place in places:
        if (place / "bin/python").exists():
            return place / "bin/python"
    place = BUILD / "venvs" / f"{environment.library}-{environment.version}"
    if (place / "made").exists():
        return place / "bin/python"
    python = find_python(environment.python)
    if python is None:
        say(f"left out: there is no Python {environment.python} (python{'.'.join(environment.python.split('.')[:2])} on the path, or pyenv's)")
        return None
    shutil.rmtree(place, ignore_errors=True)
    say(f"making its environment with {python}")
    pip = [place / "bin/python", "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    steps = [[python, "-m", "venv", place]]
    if environment.python.startswith("3.6."):
        steps.append(pip + ["pip==21.3.1"])  # the one that comes with it knows no newer wheels
    for step in steps + [pip + ["--no-deps", "--only-binary", ":all:"] + environment.packages]:
        done = subprocess.run(list(map(str, step)), capture_output=True, text=True, env=QUIET)
        if done.returncode != 0:
            say(f"left out: {' '.join(map(str, step))}\n{done.stderr.strip()[-800:]}")
            return None
    (place / "made").write_text("")
    return place / "bin/python"


def write(python, environment, out, only, mutate=None):
    """made.json of a run of write.py; None if it broke."""
    (mutate or out).mkdir(parents=True, exist_ok=True)
    command = [python, HERE / "write.py", environment.library, out] + (["--only", ",".join(only)] if only else []) + (["--mutate", mutate] if mutate else [])
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, env=QUIET)
    if done.returncode != 0:
        return {"problems": [["write.py", done.stderr.strip()[-1500:]]], "cases": 0, "classes": []}
    return json.loads(((mutate or out) / "made.json").read_text())


def mangled(folder):
    """The name that gtest has for it."""
    return "".join(c if c.isascii() and c.isalnum() else "_" for c in folder)


class Answer:
    """What our test says of one case."""

    def __init__(self, folder, case):
        self.folder, self.case = folder, case
        self.module, self.name = folder.split("/")[-2], re.sub(rf"-{re.escape(case['version'])}$", "", folder.split("/")[-1])
        self.classes = case["estimators"]
        self.ulp = self.relative = 0
        self.ran, self.wrong, self.refusal = False, "", None  # refusal: (reason, message)

    @property
    def ok(self):
        return self.ran and not self.wrong and (self.refusal is None) == ("refused" not in self.case)


def parse(output, answers):
    """Takes the test's lines into the answers, {folder: Answer}. Returns the folder at which it crashed, or None."""
    names = {mangled(folder): folder for folder in answers}
    running, said = None, []
    for line in output.splitlines():
        parts = line.split("\t")
        if len(parts) >= 7 and parts[2] in answers:
            answer = answers[parts[2]]
            if parts[3] == "refused":
                answer.refusal = parts[4], parts[5]
            else:
                answer.relative = max(answer.relative, float(parts[4].split()[1]))
                answer.ulp = max(answer.ulp, int(parts[5].split()[1]))
                if parts[7] != "wrong 0":
                    answer.wrong = answer.wrong or f"{parts[3]}: {parts[7].split()[1]} of {parts[6].split()[1]} values; {parts[8]}"
            continue
        mark = re.match(r"\[ +(RUN|OK|FAILED) +\] \S+?/GoldenTest\.EqualsTheLibrary/(\w+)", line)
        if not mark:
            said.append(line.strip())
        elif mark.group(1) == "RUN":
            running, said = names.get(mark.group(2)), []
        elif running is not None and names.get(mark.group(2)) == running:
            answer, running = answers[running], None
            answer.ran = True
            if mark.group(1) == "FAILED" and not answer.wrong:
                if "refused" in answer.case and answer.refusal:
                    wanted = answer.case["refused"]
                    answer.wrong = f"{answer.refusal[0]}: {answer.refusal[1]}; it should be {wanted['reason']} and name {wanted['names']}"
                elif answer.refusal is None:
                    answer.wrong = " ".join(said)[:300] or "the test failed"
    return running


def test(program, folder, modules=None):
    """Runs our test over the cases below a folder: {folder of the case: Answer}. A case at which it crashes is wrong; the
    test goes on after it."""
    below = str(folder.relative_to(BUILD))
    found = sorted(str(path.parent.relative_to(BUILD)) for path in folder.rglob("case.json"))
    found = [path for path in found if not modules or path[len(below) + 1:].split("/")[0] in modules]
    answers = {path: Answer(path, json.loads((BUILD / path / "case.json").read_text())) for path in found}
    for _ in range(RUNS_MAX):
        left = [path for path in found if not answers[path].ran]
        if not left:
            break
        for begin in range(0, len(left), 1000):  # what one environment variable holds
            some = {path: answers[path] for path in left[begin:begin + 1000]}
            done = subprocess.run([program, "--gtest_filter=*GoldenTest*"], capture_output=True, text=True, cwd=BUILD, errors="replace",
                                  env={**os.environ, "SLIPWAY_GOLDEN_REPORT": "1", "SLIPWAY_GOLDENS": ":".join(some)})
            crashed = parse(done.stdout, some)
            if crashed is not None:
                answers[crashed].ran, answers[crashed].wrong = True, f"the test ended with {done.returncode}: {done.stderr.strip()[-300:]}"
                break
            if not any(answer.ran for answer in some.values()):
                sys.exit(f"{program} ran none of the cases:\n{done.stdout[-500:]}{done.stderr[-500:]}")
    return answers


def shown(ulp, relative):
    return "0" if ulp == 0 else f"{ulp} ulp" if ulp <= 16 else f"{relative:.0e}"


def in_the_way(answer):
    """What a refusal names, in a word or two."""
    if "refused" in answer.case:
        return answer.case["refused"]["names"]
    reason, message = answer.refusal
    found = re.match(r"(\S+) \(at byte", message) or re.search(r"has the attribute (\w+)", message) or re.search(r'"([^"]+)"$', message) or re.search(r": ([^:]+)$", message)
    return (found.group(1) if found else reason).split(".")[-1][:40]


def spans(versions, order):
    """"0.18.2…1.9.1" of neighbours."""
    out, run = [], []
    for version in order + [None]:
        if version in versions:
            run.append(version)
        elif run:
            out.append(run[0] if len(run) == 1 else f"{run[0]}…{run[-1]}")
            run = []
    return ", ".join(out)


def print_table(results, order):
    """results: {version: {folder: Answer}}. One line an estimator and what came of it; then what is not as it should be."""
    lines = collections.defaultdict(list)
    for version in order:
        cells = collections.defaultdict(list)
        for answer in results[version].values():
            cells[answer.module, answer.classes[0]].append(answer)
        for key, cell in cells.items():
            wrong = sum(bool(answer.wrong) for answer in cell)
            refusals = [answer for answer in cell if answer.refusal]
            worst = max((answer for answer in cell), key=lambda answer: (answer.ulp, answer.relative))
            names = sorted({in_the_way(answer) for answer in refusals})
            lines[key].append((version, (len(cell), wrong, len(refusals), shown(worst.ulp, worst.relative), ", ".join(names))))
    width = max([len(f"{module} {name}") for module, name in lines] or [10])
    print(f"{'':{width}}  cases wrong refused greatest  versions")
    for (module, name), found in sorted(lines.items()):
        for cell in sorted({cell for _, cell in found}, key=str):
            cases, wrong, refusals, greatest, names = cell
            versions = spans({version for version, each in found if each == cell}, order)
            print(f"{module + ' ' + name:{width}}  {cases:5} {wrong:5} {refusals:7} {greatest:8}  {versions}{'  (refused: ' + names + ')' if names else ''}")


def print_problems(results, made, order):
    """One line a kind of problem and the versions in which the same cases have it. Returns how many there are."""
    problems = collections.defaultdict(lambda: collections.defaultdict(set))  # what -> case -> versions
    for version in order:
        for name, what in made[version]["problems"]:
            problems[f"could not be made: {what}" if name else what][name].add(version)
        for answer in results[version].values():
            if answer.ok:
                continue
            if answer.wrong:
                text = f"wrong: {answer.wrong}"
            elif answer.refusal:
                text = f"refused: {answer.refusal[0]}: {re.sub(r' [(]at byte [0-9]+[)]', '', answer.refusal[1])}"
            else:
                text = "did not run"
            problems[text.replace(version, "VERSION")][f"{answer.module}/{answer.name}"].add(version)
    for text, cases in sorted(problems.items()):
        alike = collections.defaultdict(list)
        for name, versions in cases.items():
            alike[spans(versions, order)].append(name)
        for versions, names in alike.items():
            more = f" and {len(names) - 12} more" if len(names) > 12 else ""
            print(f"{text}  [{versions}]  {', '.join(names[:12])}{more}")
    return sum(len(versions) for cases in problems.values() for versions in cases.values())


def by_class(answers):
    """{class: [Answer]}. A class whose own models were asked is judged by these, and not by what stands behind it in a
    pipeline; a refusal is about the class that its message names."""
    own, inside = collections.defaultdict(list), collections.defaultdict(list)
    for answer in answers.values():
        if answer.refusal or answer.wrong:
            named = [name for name in answer.classes if answer.refusal and name in answer.refusal[1]]
            own[answer.case["refused"]["of"] if "refused" in answer.case else (named or answer.classes)[0]].append(answer)
            continue
        own[answer.classes[0]].append(answer)
        for name in answer.classes[1:]:
            inside[name].append(answer)
    both = {name: own[name] if any(answer.ok and not answer.refusal for answer in own[name]) else own[name] + inside[name]
            for name in [*own, *(set(inside) - set(own))]}
    return {name: found for name, found in both.items() if not name.startswith("_")}


def cell_of(answers):
    """[cases answered, ulp, relative, what is refused or "(wrong)"]"""
    right = [answer for answer in answers if not (answer.refusal or answer.wrong)]
    what = {"(wrong)" if answer.wrong else in_the_way(answer) for answer in answers if answer.refusal or answer.wrong}
    relative = max((answer.relative for answer in right), default=0.0)
    return [len(right), max((answer.ulp for answer in right), default=0), float(f"{relative:.1e}"), sorted(what)]


def record(results, made, order, library):
    """golden/matrix.json: {library: {"versions": […], "classes": {class: {version: cell}}}}. A cell is null where the version
    has no such class; else what cell_of() says."""
    path = ROOT / "golden/matrix.json"
    matrix = json.loads(path.read_text()) if path.exists() else {}
    book = matrix.setdefault(library, {"versions": [], "classes": {}})
    for version in order:
        for cells in book["classes"].values():
            cells.pop(version, None)
        for name, answers in by_class(results[version]).items():
            book["classes"].setdefault(name, {})[version] = cell_of(answers)
    for name, cells in book["classes"].items():
        cells.update({version: None for version in order if version not in cells and name not in made[version]["classes"]})
    book["versions"] = sorted({*book["versions"], *order}, key=by_number)
    path.write_text(dump_matrix(matrix))


def dump_matrix(matrix):
    """One line a class, so that a diff says which changed."""
    libraries = []
    for library, book in sorted(matrix.items()):
        classes = [f'   {json.dumps(name)}: {json.dumps(dict(sorted(cells.items(), key=lambda pair: by_number(pair[0]))), separators=(",", ":"))}'
                   for name, cells in sorted(book["classes"].items()) if any(cells.values())]
        libraries.append(f' {json.dumps(library)}: {{\n  "versions": {json.dumps(book["versions"])},\n'
                         '  "classes": {\n' + ",\n".join(classes) + "\n  }}")
    return "{\n" + ",\n".join(libraries) + "\n}\n"


def chosen_patterns():
    return [line for line in (HERE / "chosen.txt").read_text().splitlines() if line and line[0] != "#"]


def of_this_generator(folder):
    """Other cases were written by a script of their own: of another library, or the older ones, which name no estimators."""
    return (HERE / f"{folder.parent.name}_cases").exists() and "estimators" in json.loads((folder / "case.json").read_text())


def commit(library):
    """Copies what chosen.txt names to golden/<library>/, and takes away what it no longer names."""
    target = ROOT / "golden" / library
    patterns = [pattern.split("/", 1)[1] for pattern in chosen_patterns() if pattern.startswith(library + "/")]
    folders = {path.parent.name: path.parent for path in (BUILD / "cases").glob(f"{library}-*/*/*/case.json")}
    chosen = {name for name in folders if any(fnmatch.fnmatchcase(name, pattern) for pattern in patterns)}
    for pattern in patterns:
        if not fnmatch.filter(folders, pattern):
            sys.exit(f"chosen.txt: {pattern} is not in {BUILD / 'cases'}: make it first")
    for folder in [path.parent for path in target.glob("*/case.json")]:
        if of_this_generator(folder):
            shutil.rmtree(folder)
        elif folder.name in chosen:
            sys.exit(f"{folder} is an older case of that name: rename the new one")
    for name in chosen:
        shutil.copytree(folders[name], target / name)
    size = sum(path.stat().st_size for name in chosen for path in (target / name).iterdir())
    total = sum(path.stat().st_size for path in (ROOT / "golden").rglob("*") if path.is_file())
    print(f"{len(chosen)} cases, {size / 1e3:.0f} kB, of chosen.txt; golden/ has {total / 1e6:.1f} MB now, at most 20")


def check_mutations(asked, environment, python, answers, say):
    """Each must make the test differ. Returns those that do not, as made.json has its problems."""
    out = BUILD / "mutations" / f"{environment.library}-{environment.version}"
    shutil.rmtree(out, ignore_errors=True)
    made = write(python, environment, BUILD / "cases" / out.name, asked.cases, out)
    mutated = test(asked.test, out)
    plain = {answer.name: answer for answer in answers.values()}
    bad = [f"{name}: {what}" for name, what in made["problems"]]
    for folder, what in made.get("mutations", []):
        name = what.split(":")[0]
        if name not in plain or not plain[name].ok:
            bad.append(f"can't be judged, as the case itself is not right: {what}")
        elif not mutated[str(pathlib.Path(folder).relative_to(BUILD))].ran:
            bad.append(f"did not run: {what}")
        elif mutated[str(pathlib.Path(folder).relative_to(BUILD))].ok:
            bad.append(f"IGNORED by the reader: {what}")
    say(f"{len(mutated)} mutations, {len(bad)} that prove nothing")
    return [["", f"mutation: {what}"] for what in bad]


def wanted(asked):
    """The modules of cases that this run is about."""
    return asked.cases or sorted(path.stem for path in (HERE / f"{asked.library}_cases").glob("*.py"))


def one_version(asked, environment):
    """(version, made.json, answers), or None if there is no environment."""
    def say(text):
        print(f"{environment.library} {environment.version}: {text}", flush=True)

    out = BUILD / "cases" / f"{environment.library}-{environment.version}"
    python = environment_python(environment, asked.venvs, say)
    if python is None:
        return None
    made = {"problems": [], "classes": []}
    if asked.keep and (out / "made.json").exists():
        made = json.loads((out / "made.json").read_text())
    missing = [name for name in wanted(asked) if not (asked.keep and (out / name).exists())]
    for name in missing:
        shutil.rmtree(out / name, ignore_errors=True)
    if missing:
        made = write(python, environment, out, missing)
    answers = test(asked.test, out, asked.cases)
    if asked.mutations:
        made["problems"] += check_mutations(asked, environment, python, answers, say)
    return environment.version, made, answers


def words(text):
    return [word for word in text.split(",") if word]


def main():
    parser = argparse.ArgumentParser(prog="./dev goldens", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--library", default="sklearn")
    parser.add_argument("--versions", type=words, help="of the library: 0.20.4,1.9.1; all of environments.txt otherwise")
    parser.add_argument("--cases", type=words, help="modules: linear_model,svm; all of <library>_cases/ otherwise")
    parser.add_argument("--venvs", default=os.environ.get("SLIPWAY_VENVS"), help="a folder of ready environments, <version> or <library>-<version>")
    parser.add_argument("--keep", action="store_true", help="do not make again the cases that are there")
    parser.add_argument("--mutations", action="store_true", help="check too that every option of a mutation() is read")
    parser.add_argument("--record", action="store_true", help="write golden/matrix.json, of which docs/estimators.md is made")
    parser.add_argument("--commit", action="store_true", help="copy what chosen.txt names to golden/, and do nothing else")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--test", required=True, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    asked.test = os.path.abspath(asked.test)
    if asked.commit:
        return commit(asked.library)
    if asked.record and asked.cases:
        sys.exit("--record is for all cases")
    with concurrent.futures.ThreadPoolExecutor(asked.jobs) as pool:
        done = [each for each in pool.map(lambda each: one_version(asked, each), environments(asked.library, asked.versions)) if each]
    order = [version for version, _, _ in done]
    results, made = {version: answers for version, _, answers in done}, {version: each for version, each, _ in done}
    print_table(results, order)
    problems = print_problems(results, made, order)
    count = sum(len(answers) for answers in results.values())
    print(f"{count} cases in {len(order)} versions; {problems} things not as they should be")
    if asked.record:
        record(results, made, order, asked.library)
    return bool(problems or not count)


if __name__ == "__main__":
    sys.exit(main())
