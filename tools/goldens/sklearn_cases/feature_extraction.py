"""sklearn.feature_extraction: texts and dicts to columns"""
import numpy as np
from sklearn.feature_extraction import DictVectorizer, FeatureHasher
from sklearn.feature_extraction.text import CountVectorizer, HashingVectorizer, TfidfTransformer, TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline

import data
from registry import EXACT, LINEAR, ULP, Removed, case, given, group, mutation, near, refused

CELLS = {"transform": EXACT}
# What case, accents, letters and spaces are, one rule a text.
UNICODE = [
    u"\u0399\u03a3 \u03a3\u0399\u03a3\u03a5\u03a6\u039f\u03a3, \u039f\u0394\u039f\u03a3. \u03a3\u03a3", u"\u0130stanbul I\u0307 \u0131 \u1e9e\u00df",
    u"\u01c4 \u01c5 \u01c6 \ufb01ne \ufb03 \u2460\u00bd\u2167", u"e\u0301 \u00e9 a\u0328\u0301 \u0105\u0301 \u1e69 s\u0323\u0307", u"\ud55c\uad6d\uc5b4 \u1112\u1161\u11ab",
    u"\u0939\u093f\u0928\u094d\u0926\u0940 \u0e20\u0e32\u0e29\u0e32\u0e44\u0e17\u0e22", u"caf\u00e9\u00a0cr\u00e8me\u2003br\u00fbl\u00e9e\u3000na\u00efve\u200bzero\u1680x\u0085y\x1cz",
    u"\U0001d400\U0001d401 \U0001f600\U0001f601 \U00010400\U00010428", u"\u00aa\u00ba\u00b2\u00b3\u00b9 \u2080\u2081 x\u00b2", u"a_b __ _1 1_000 \u0661\u0662\u0663 \u096a\u096b",
    u"\u00c5\u212b \u2126 \u1f88\u1fb3 \u0390\u1fd3", u"\ufdfa \u3392 \u33a5 \u0133", u"don\u2019t O'Neil rock\u2010n\u2011roll", u"", u"  ", u"x", u"\t\t a  b \n\n c",
]
WORDS = ["the quick brown fox", "jumps over the lazy dog", "The fox is quick and the dog is lazy", "a the of", "brown brown dog", ""]


def vectorized(name, make, x=None, tolerance=EXACT, **more):
    case(name, make, x if x is not None else data.documents(), None, {"transform": tolerance}, **more)


@group
def counts():
    vectorized("count", CountVectorizer())
    vectorized("count_binary", CountVectorizer(binary=True))
    vectorized("count_case", CountVectorizer(lowercase=False))
    vectorized("count_english", CountVectorizer(stop_words="english", ngram_range=(1, 2)))
    vectorized("count_stop_list", CountVectorizer(stop_words=["fox", "the", "a b"], ngram_range=(1, 3)), WORDS)
    vectorized("count_bigrams", CountVectorizer(ngram_range=(2, 3)), WORDS)
    vectorized("count_given", CountVectorizer(vocabulary=["fox", "dog", "zebra", "lazy"]), WORDS)
    vectorized("count_given_dict", CountVectorizer(vocabulary={"fox": 2, "dog": 0, "zebra": 1}), WORDS)
    vectorized("count_given_set", CountVectorizer(vocabulary={"fox", "dog", u"\u00e9t\u00e9", "zebra"}), WORDS)
    vectorized("count_few", CountVectorizer(max_features=5, min_df=2, max_df=0.9), WORDS)
    vectorized("count_float32", CountVectorizer(dtype=np.float32), WORDS)
    vectorized("count_new_words", CountVectorizer(), WORDS, rows=data.documents())
    mutation("count", "lowercase", False)
    mutation("count_binary", "binary", False)
    mutation("count_english", "stop_words", None)
    mutation("count_stop_list", "stop_words", ["fox", "the"] + ["quick"])
    mutation("count_bigrams", "ngram_range", (2, 2))


@group
def characters():
    for analyzer in ("char", "char_wb"):
        vectorized("count_" + analyzer, CountVectorizer(analyzer=analyzer, ngram_range=(1, 3)), UNICODE)
        vectorized("count_%s_long" % analyzer, CountVectorizer(analyzer=analyzer, ngram_range=(4, 6), stop_words="english"), WORDS)
        vectorized("count_%s_two" % analyzer, CountVectorizer(analyzer=analyzer, ngram_range=(2, 2)), data.documents())
    mutation("count_char", "analyzer", "char_wb")
    mutation("count_char_wb", "analyzer", "char")


@group
def accents():
    for strip in (None, "ascii", "unicode"):
        for lower in (True, False):
            vectorized("count_accents_%s%s" % (strip, "" if lower else "_case"), CountVectorizer(strip_accents=strip, lowercase=lower), UNICODE)
        vectorized("count_accents_chars_%s" % strip, CountVectorizer(strip_accents=strip, analyzer="char"), UNICODE)
    vectorized("count_decomposed", CountVectorizer(strip_accents="unicode", analyzer="char"), [u"e\u0301a", u"\u00e9a", u"a\u0323\u0307", u"a\u0307\u0323", u"\uac00", u"o\u0308 \u00f6"])
    mutation("count_accents_unicode", "strip_accents", "ascii")
    mutation("count_accents_ascii", "strip_accents", None)


PATTERNS = {
    "one": r"(?u)\b\w+\b", "three": r"\b\w\w\w+\b", "letters": r"[a-zA-Z]+", "no_digits": r"(?u)\b[^\W\d_]+\b", "not_space": r"\S+", "between": r"[^\s,.;!?]+",
    "group": r"(?u)(\w+)ing\b|never", "dashes": r"\w+(?:[-'@.]\w+)*", "ranges": r"[\u00e0-\u00ff\u0400-\u04ff]{2,}", "lazy": r"[a-z]{,3}?[aeiou]", "look": r"(?<=\s)\w+(?=\s|$)",
    "ends": r"^\w+|\w+$", "lines": r"(?m)^\w+", "digits": r"\d+", "set": r"[]\[^\-{}#\\.]|\x41|\101|[\b\t]", "braces": r"a{2}|b{1,}|z{,1}y|{x}", "dot": r".", "any": r"(?s)...",
    "not_word": r"\W", "not_digit": r"\D+\b", "inner": r"\B\w\B",
}


@group
def patterns():
    texts = data.documents() + UNICODE + [u"aaa bbb {x} []^-{}#\\. sing{,}ing never A\x08b\nline two\nend", u"x-y e-mail o'clock a@b.c 3.14 \u0661\u0662"]
    for name, pattern in sorted(PATTERNS.items()):
        vectorized("count_pattern_" + name, CountVectorizer(token_pattern=pattern), texts, rows=texts[-24:])
    mutation("count_pattern_digits", "token_pattern", r"\w+")
    for name, pattern in (("flags", r"(?i)[a-z]+"), ("back", r"(\w)\1"), ("named", r"(?P<x>\w+)(?P=x)"), ("empty", r"\w*"), ("repeated", r"(?:(a)|b)+")):
        refused("UNSUPPORTED_OPTION", "token_pattern", "count_refuses_" + name, CountVectorizer(token_pattern=pattern, vocabulary=["a"]), data.documents())


def split(text):
    return text.split()


def shout(text):
    return text.upper()


@group
def functions():
    refused("UNSUPPORTED_OPTION", "tokenizer", "count_refuses_tokenizer", CountVectorizer(tokenizer=str.split), WORDS)
    refused("UNSUPPORTED_OPTION", "preprocessor", "count_refuses_preprocessor", CountVectorizer(preprocessor=str.upper), WORDS)
    refused("UNSUPPORTED_OPTION", "analyzer", "count_refuses_analyzer", CountVectorizer(analyzer=str.split), WORDS)
    refused("UNSUPPORTED_OPTION", "strip_accents", "count_refuses_accents", CountVectorizer(strip_accents=str.upper), WORDS)
    refused("UNSUPPORTED_OPTION", "dtype", "count_refuses_dtype", CountVectorizer(dtype=np.uint8), WORDS)


@group
def tfidf():
    log = near(0, 4)  # log() of numpy's own, then a sum and a root
    vectorized("tfidf", TfidfVectorizer())
    vectorized("tfidf_l1", TfidfVectorizer(norm="l1"))
    vectorized("tfidf_no_norm", TfidfVectorizer(norm=None))
    vectorized("tfidf_no_idf", TfidfVectorizer(use_idf=False))
    vectorized("tfidf_not_smooth", TfidfVectorizer(smooth_idf=False))
    vectorized("tfidf_sublinear", TfidfVectorizer(sublinear_tf=True), tolerance=log)
    vectorized("tfidf_many", TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4)), WORDS)
    vectorized("tfidf_binary", TfidfVectorizer(binary=True, ngram_range=(1, 2)), WORDS)
    vectorized("tfidf_float32", TfidfVectorizer(dtype=np.float32, analyzer="char", ngram_range=(1, 2)), WORDS)
    vectorized("tfidf_float32_l1", TfidfVectorizer(dtype=np.float32, norm="l1", use_idf=False), WORDS)
    vectorized("tfidf_steps", Pipeline([("count", CountVectorizer()), ("tfidf", TfidfTransformer(sublinear_tf=True))]), tolerance=log)
    case("tfidf_of_counts", TfidfTransformer(), data.counts(), None, CELLS)
    mutation("tfidf", "_tfidf.norm", "l1")
    mutation("tfidf_no_norm", "_tfidf.norm", "l2")
    mutation("tfidf_sublinear", "_tfidf.sublinear_tf", False)
    mutation("tfidf", "_tfidf.use_idf", False, until=(1, 5))
    mutation("tfidf", "_tfidf.idf_", lambda old: old * np.arange(1, 1 + len(old)), since=(1, 5))
    mutation("tfidf_binary", "binary", False)


@group
def hashing():
    for size in (1, 7, 64):
        vectorized("hash_%d" % size, HashingVectorizer(n_features=size), data.documents() + UNICODE, rows=(data.documents() + UNICODE)[:24])
    vectorized("hash_l1", HashingVectorizer(n_features=32, norm="l1", ngram_range=(1, 2)))
    vectorized("hash_no_norm", HashingVectorizer(n_features=32, norm=None, analyzer="char", ngram_range=(1, 2)))
    vectorized("hash_binary", HashingVectorizer(n_features=16, binary=True, norm="l1"))
    vectorized("hash_float32", HashingVectorizer(n_features=16, dtype=np.float32))
    vectorized("hash_unsigned", lambda: HashingVectorizer(n_features=16, alternate_sign=False), since=(0, 19))
    vectorized("hash_non_negative", lambda: HashingVectorizer(n_features=16, non_negative=True), until=(0, 21))
    mutation("hash_unsigned", "alternate_sign", True, since=(0, 19))
    mutation("hash_non_negative", "non_negative", False, until=(0, 21))
    mutation("hash_no_norm", "n_features", 31)
    mutation("hash_binary", "binary", False)
    mutation("hash_l1", "norm", "l2")


@group
def models():
    texts = [" ".join(pair) for pair in zip(WORDS * 4, data.documents() + data.documents()[:8])]
    y = np.arange(len(texts)) % 2
    answers = {"predict": EXACT, "predict_proba": LINEAR}
    case("text_logistic", Pipeline([("tfidf", TfidfVectorizer()), ("model", LogisticRegression())]), texts, y, answers)
    case("text_hash_logistic", Pipeline([("hash", HashingVectorizer(n_features=2 ** 10)), ("model", LogisticRegression())]), texts, y, answers)
    case("text_missing", Pipeline([("count", CountVectorizer()), ("model", LogisticRegression())]), texts, y, {"predict": EXACT},
         rows=texts[:3] + [None] + texts[3:6], errors={3: "MISSING_VALUE"})


@group
def hashed():
    named = ["age", "city:string", "new"]
    rows = data.dicts() + [{"age": 1e300, "city": u"\u00e9t\u00e9", "new": -2.5}, {"city": ""}]
    for size in (1, 3, 64):
        case("hasher_%d" % size, FeatureHasher(n_features=size), rows, None, CELLS, named=named, fit=False)
    thirds = [{"age": 1.0 / 3, "city": "Oslo", "new": 0.1 * k} for k in range(6)]
    case("hasher_float32", FeatureHasher(n_features=2, dtype=np.float32), thirds, None, CELLS, named=named, fit=False)
    case("hasher_unsigned", lambda: FeatureHasher(n_features=4, alternate_sign=False), rows, None, CELLS, named=named, fit=False, since=(0, 19))
    case("hasher_non_negative", lambda: FeatureHasher(n_features=2, non_negative=True), rows, None, CELLS, named=named, fit=False, until=(0, 21))
    case("hasher_pair", FeatureHasher(n_features=5, input_type="pair"), rows, None, CELLS, named=named, fit=False,
         ask=lambda frame: [[(k, v) for k, v in zip(frame.columns, row) if v is not None and v == v] for row in frame.itertuples(index=False, name=None)])
    terms = [["a", "b", "c"], ["b", u"\u00e9", ""], [u"Oslo", "a", "a"], ["c"], []]
    case("hasher_string", FeatureHasher(n_features=3, input_type="string"), terms, None, CELLS, named=["t0:string", "t1:string", "t2:string"], fit=False)
    # So many terms of so few columns that scipy's sort moves them, and sums round otherwise.
    many = [dict(("f%d" % i, 1.0 / (1 + (i * 7 + k * 13) % 41)) for i in range(60)) for k in range(8)]
    names = sorted(many[0])
    case("hasher_many", FeatureHasher(n_features=4), [dict((name, row[name]) for name in names) for row in many], None, CELLS, named=names, fit=False)
    case("hasher_logistic", Pipeline([("hash", FeatureHasher(n_features=16)), ("model", LogisticRegression())]), data.dicts() * 4, np.arange(24) % 2,
         {"predict": EXACT, "predict_proba": LINEAR}, named=named)
    refused("UNSUPPORTED_OPTION", "input_type", "hasher", FeatureHasher(n_features=8), rows, fit=False)
    mutation("hasher_3", "n_features", 5)
    mutation("hasher_float32", "dtype", lambda old: np.float64)
    mutation("hasher_unsigned", "alternate_sign", True, since=(0, 19))
    mutation("hasher_non_negative", "non_negative", False, until=(0, 21))
    mutation("hasher_string", "input_type", "dict")


@group
def dicts():
    rows = data.dicts()
    more = [{"a:b": 1.0, "tag": "x:y:z"}, {"a:b": 0.25, "tag": "x"}, {"tag": ""}]
    case("dict", DictVectorizer(), rows, None, CELLS)
    case("dict_dense", DictVectorizer(sparse=False), rows, None, CELLS)
    case("dict_unsorted", DictVectorizer(sort=False), rows, None, CELLS)
    case("dict_separator", DictVectorizer(separator="|"), [dict(row, tag="a=b|c") for row in rows], None, CELLS)
    case("dict_float32", DictVectorizer(dtype=np.float32), [{"x": 0.1, "k": "a"}, {"x": 1e-50}, {"k": "b"}], None, CELLS)
    case("dict_unknown", DictVectorizer(), rows[:2], None, CELLS, rows=[{"city": "Rome", "age": 1.0}, {"city": "Oslo", "new": 7.0}, {"age": 2.0}])
    case("dict_logistic", Pipeline([("dict", DictVectorizer()), ("model", LogisticRegression())]), rows * 4, np.arange(24) % 2,
         {"predict": EXACT, "predict_proba": LINEAR})
    refused("UNSUPPORTED_OPTION", "tag", "dict_both", DictVectorizer(), [{"tag": 1.0}, {"tag": "x"}])
    mutation("dict_separator", "separator", "=")
    mutation("dict", "vocabulary_", lambda old: {key: len(old) - 1 - number for key, number in old.items()})
