"""data.py: what the cases are fitted on. Every function gives the same values on every version, whatever was called before.
Frames have 120 rows; a case asks the first 24 unless it says otherwise."""
import numpy as np
import pandas as pd

N = 120
CITIES = ["Oslo", "Bergen", "K\u00f8benhavn", "", "rare"]


def _random(seed):
    return np.random.RandomState(seed)


def numbers(columns=4, rows=N, seed=7):
    """a, b, c, d: normal, the last rounded to whole numbers so that values repeat."""
    values = _random(seed).normal(size=(rows, columns))
    values[:, -1] = np.round(values[:, -1] * 3)
    return pd.DataFrame(values, columns=list("abcdefghijklmnopqrstuvwxyz"[:columns]))


def array(columns=4, rows=N, seed=7):
    """numbers() as an array without names."""
    return numbers(columns, rows, seed).values


def missing(columns=4, rows=N, seed=7):
    """numbers() with 15 % NaN."""
    frame = numbers(columns, rows, seed)
    return frame.mask(_random(seed + 1).uniform(size=frame.shape) < 0.15)


def positive(columns=4, rows=N, seed=7):
    return numbers(columns, rows, seed).abs() + 0.1


def wide(columns=37, rows=N, seed=7):
    """More columns than sums are unrolled for; three decimals, so that the files are small."""
    return pd.DataFrame(np.round(_random(seed).normal(size=(rows, columns)), 3), columns=["w%d" % i for i in range(columns)])


def integers(columns=3, rows=N, seed=7):
    """int64, -3 to 5."""
    values = _random(seed).randint(-3, 6, size=(rows, columns))
    return pd.DataFrame(values.astype(np.int64), columns=list("ijklmnop"[:columns]))


def counts(columns=6, rows=N, seed=7):
    """int64, 0 and up, half of them 0."""
    values = np.maximum(_random(seed).poisson(1.2, size=(rows, columns)) - 1, 0)
    return pd.DataFrame(values.astype(np.int64), columns=["n%d" % i for i in range(columns)])


def flags(columns=4, rows=N, seed=7):
    """bool."""
    return pd.DataFrame(_random(seed).uniform(size=(rows, columns)) < 0.4, columns=["f%d" % i for i in range(columns)])


def texts_and_grades(rows=N, seed=11):
    """city (text, with letters beyond ASCII, an empty one and a rare one) and grade (1.0, 2.0, 3.0)."""
    rng = _random(seed)
    city = rng.choice(CITIES, p=[0.4, 0.3, 0.2, 0.07, 0.03], size=rows)
    return pd.DataFrame({"city": city.astype(object), "grade": rng.choice([1.0, 2.0, 3.0], size=rows)}, columns=["city", "grade"])


def mixed(rows=N, seed=7):
    """Numbers with missing values, then city and grade."""
    return pd.concat([missing(4, rows, seed), texts_and_grades(rows)], axis=1)


def dates(rows=N, seed=7):
    """Timestamps of some years, whole seconds."""
    seconds = _random(seed).randint(0, 10 ** 9, size=rows)
    return pd.DataFrame({"at": pd.to_datetime(seconds, unit="s")})


def documents():
    """Texts as a list: Unicode, digits, punctuation, capitals, repeated words, an empty one."""
    return ["The quick brown fox jumps over the lazy dog.", "Na\u00efve caf\u00e9 r\u00e9sum\u00e9, \u00dcber-Stra\u00dfe!",
            "the THE The the", "", "don't stop; e-mail me at a_b@c.org", "42 is 6*7, and 3.14 is not pi",
            "\u65e5\u672c\u8a9e \u306e \u6587\u7ae0", "\u041f\u0440\u0438\u0432\u0435\u0442, \u043c\u0438\u0440! \u043f\u0440\u0438\u0432\u0435\u0442",
            "tabs\tand\nnew lines  and   spaces", "fox dog fox dog fox", "I a an of to", "\u01c5 \ufb01ne \u0130stanbul \u03a3\u03af\u03c3\u03c5\u03c6\u03bf\u03c2",
            "emoji \U0001f600 between words", "<b>bold</b> &amp; more", "word" * 8, "quick quick slow"]


def dicts():
    """For DictVectorizer: keys that are absent, texts, numbers."""
    return [{"city": "Oslo", "age": 3.5}, {"city": "Bergen", "age": 1.0, "new": 2.0}, {"age": -4.0}, {"city": "K\u00f8benhavn"},
            {"city": "Oslo", "new": 0.0}, {}]


def two_classes(x):
    """bool, of the first two columns."""
    a, b = _first_two(x)
    return a + b ** 2 > 0.7


def three_classes(x):
    """0, 1, 2."""
    a, b = _first_two(x)
    return np.digitize(a + 0.5 * b, [-0.5, 0.5])


def text_classes(x):
    return np.array(["churn", "stay", "\u00f8ther"], dtype=object)[three_classes(x)]


def target(x):
    """A number, not linear in x."""
    a, b = _first_two(x)
    return np.round(2 * a - b + a * b, 3) + 1


def targets(x):
    """Two numbers."""
    a, b = _first_two(x)
    return np.column_stack([a * b, a - 2 * b])


def class_targets(x):
    """Two columns of classes: three and two of them."""
    return np.column_stack([three_classes(x), two_classes(x).astype(int)])


def labels(x):
    """Multi-label: an indicator matrix of three."""
    a, b = _first_two(x)
    return np.column_stack([a > 0, b > 0.3, a + b > 0.5]).astype(int)


def weights(rows=N, seed=5):
    """For sample_weight."""
    return np.round(_random(seed).uniform(0.2, 2, size=rows), 2)


def _first_two(x):
    values = np.asarray(x.iloc[:, :2] if hasattr(x, "iloc") else x[:, :2], dtype=float)
    values = np.where(np.isnan(values), 0, values)
    return values[:, 0], values[:, 1]
