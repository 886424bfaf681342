"""registry.py: how a case is stated. The files of <library>_cases/ use it; write.py runs them in one environment of the
library. Runs on Python 3.6 to 3.13, and without any library where only the names are wanted (tests/goldens/).

    @group(since=(0, 20))
    def logistic():
        x = data.numbers()
        case("logistic_ovr", lambda: LogisticRegression(multi_class="ovr"), x, data.three_classes(x),
             {"predict": EXACT, "predict_proba": LINEAR}, until=(1, 7))
        refused("UNSUPPORTED_OPTION", "metric", "knn_by_function", lambda: KNeighborsClassifier(metric=distance), x, y)
        mutation("logistic_ovr", "multi_class", "multinomial")
"""
import inspect

EXACT = {"relative": 0, "ulp": 0}  # trees, encoders, look-ups, counts, decisions
ULP = {"relative": 0, "ulp": 2}  # what goes through a function of libm
LINEAR = {"relative": 1e-12, "ulp": 4}  # what goes through BLAS


def near(relative, ulp=4):
    """For sums that cancel out: say beside the case why it needs more than LINEAR."""
    return {"relative": relative, "ulp": ulp}


class Registry:
    """What one run collects, for one version of the library."""

    def __init__(self):
        self.version = (0, 0)
        self.module = ""
        self.groups = []  # (module, function, since, until)
        self.cases = {}  # name -> Case
        self.mutations = []
        self.problems = []  # (case or group, what)


class Case:
    def __init__(self, **values):
        self.__dict__.update(values)


class Removed:
    """The value of a mutation that takes the attribute away, as an older version has none."""


the = Registry()


def parse_version(text):
    """(1, 4) of "1.4.2"."""
    return tuple(int(part) for part in text.split(".")[:2])


def applies(since, until):
    """since <= version < until; both (major, minor)."""
    return (since is None or the.version >= since) and (until is None or the.version < until)


def group(function=None, since=None, until=None):
    """A function that states cases. Those of a group that breaks are all lost, and that is an error of the run."""

    def add(body):
        the.groups.append((the.module, body, since, until))
        return body

    return add(function) if function else add


def case(name, model, x, y=None, outputs=None, since=None, until=None, rows=None, errors=None, ask=None, fit=None,
         fit_params=None, kinds=None, columns=None, save="pickle", named=None):
    """One model, rows and what the library answers.

    name     unique over all modules of the library, as a folder's name
    model    an estimator, or a function that makes it: of options that not every version knows
    x, y     what it is fitted on (or functions that give it): a DataFrame, a 2-D array, a sparse matrix, a list of texts,
             a list of dicts, a 1-D array
    outputs  method -> tolerance: predict, predict_proba, predict_log_proba, decision_function, score_samples, transform, apply
    rows     what is asked, of x's type; the first 24 of x otherwise
    errors   row -> reason; the library must refuse that row when it is asked alone
    ask      function of the DataFrame of rows -> what the methods get; otherwise the rows as x's type has them
    fit      function of (model, x, y) instead of model.fit; False: it is fitted already
    kinds    column -> kind in case.json, where it is not that of the DataFrame
    columns  names in case.json, where they are not the DataFrame's
    save     pickle, joblib, or joblib-zlib
    named    columns that the reader is told of, as "city:string", since the file does not name them
    """
    if applies(since, until):
        _add(Case(name=name, model=model, x=x, y=y, outputs=outputs, rows=rows, errors=errors or {}, ask=ask, fit=fit,
                  fit_params=fit_params or {}, kinds=kinds or {}, columns=columns, save=save, named=named, refused=None,
                  module=the.module))


def refused(reason, names, name, model, x, y=None, since=None, until=None, fit=None, fit_params=None, save="pickle", of=None):
    """A model that Slipway must refuse with that reason, and `names` in its message. of: the class in the way, where it is
    not the model's own (or a Pipeline's last)."""
    if applies(since, until):
        _add(Case(name=name, model=model, x=x, y=y, outputs={}, rows=None, errors={}, ask=None, fit=fit, fit_params=fit_params or {},
                  kinds={}, columns=None, save=save, named=None, refused={"reason": reason, "names": names, "of": of}, module=the.module))


def _add(stated):
    if stated.name in the.cases:
        the.problems.append((stated.name, "stated twice"))
    the.cases[stated.name] = stated


def mutation(name, attribute, value, since=None, until=None):
    """Of the case `name`: with `attribute` (a path: "steps[0][1].with_mean") set to `value` (or to value(old); or Removed)
    Slipway's answers must no longer be those expected. It proves that the reader reads the attribute."""
    if applies(since, until):
        the.mutations.append((name, attribute, value))


def given(estimator, **options):
    """The estimator with those of the options that this version knows."""
    known = inspect.signature(estimator.__init__).parameters
    return estimator(**{key: value for key, value in options.items() if key in known})


def collect(version, names):
    """Runs the groups of `names`, modules of cases as {name: import function}, for a version of the library. Returns the
    registry; what failed is in its problems."""
    the.__init__()
    the.version = parse_version(version)
    for module, load in sorted(names.items()):
        the.module = module
        try:
            load()
        except Exception as error:  # a module that this version can't even import
            the.problems.append((module, "%s: %s" % (type(error).__name__, error)))
    for module, body, since, until in the.groups:
        if not applies(since, until):
            continue
        the.module = module
        try:
            body()
        except Exception as error:
            the.problems.append(("%s.%s" % (module, body.__name__), "%s: %s" % (type(error).__name__, error)))
    return the
