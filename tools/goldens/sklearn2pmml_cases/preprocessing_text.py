"""sklearn2pmml.preprocessing: transformers that make texts of texts, or measure them."""
import pandas as pd
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OneHotEncoder
from sklearn2pmml.preprocessing import ConcatTransformer, MatchesTransformer, ReplaceTransformer, StringNormalizer, SubstringTransformer

from registry import EXACT, case, group, mutation, refused

CELLS = {"transform": EXACT}
WORDS = ["Oslo", " Bergen\t", "", "na\u00efve caf\u00e9 12", "\u0391\u0394\u039f\u03a3", "\u01c6 \u00df", "a-b_c", "\u00a0x\u2003", "12 and 345", "\u65e5\u672c\u8a9e", "nan"]


def values(frame):
    return frame.values


ARRAY = {"ask": values, "fit": lambda model, x, y: model.fit(x.values)}


def words():
    return pd.DataFrame({"word": pd.Series(WORDS, dtype=object)})


def with_a_missing_one():
    rows = words()
    rows.iloc[3, 0] = None
    return rows


@group
def normalized():
    x = words()
    for function in (None, "lower", "lowercase", "upper", "uppercase"):
        for trim in (True, False):
            if function in ("upper", "uppercase"):
                x = words().replace({"word": {"\u01c6 \u00df": "\u01c6 \u00e6"}})  # numpy cuts off what gets longer
            case("normal_%s_%s" % (function, "trim" if trim else "all"), StringNormalizer(function=function, trim_blanks=trim), x, None, CELLS, **ARRAY)
    encode = OneHotEncoder(handle_unknown="ignore")
    case("normal_then_encoded", lambda: Pipeline([("normal", StringNormalizer("lower")), ("cut", SubstringTransformer(0, 2)), ("encode", encode)]), x, None, CELLS, **ARRAY)
    mutation("normal_upper_trim", "function", "lower")
    mutation("normal_None_trim", "trim_blanks", False)
    mutation("normal_lower_all", "function", None)


@group(since=(0, 100))
def of_series():
    """A Series is not cut off."""
    case("normal_series_upper", StringNormalizer("upper"), words(), None, CELLS, since=(0, 110))
    case("normal_series_lower", StringNormalizer("lower", trim_blanks=False), words(), None, CELLS)
    case("substring_series", SubstringTransformer(1, 4), words(), None, CELLS)


@group
def parts():
    x = words()
    for begin, end in ((0, 3), (1, 1), (2, 100)):
        case("substring_%d_%d" % (begin, end), SubstringTransformer(begin, end), x, None, CELLS, **ARRAY)
    mutation("substring_0_3", "begin", 1)
    mutation("substring_0_3", "end", 2)
    two = pd.concat([words(), words()[::-1].reset_index(drop=True)], axis=1)
    two.columns = ["first", "second"]
    case("concat_dash", ConcatTransformer(" - "), two, None, CELLS, fit=named, ask=values)
    case("concat_plain", ConcatTransformer(), two, None, CELLS, fit=named, ask=values)
    mutation("concat_dash", "steps[0][1].separator", "")


def named(model, x, y):
    """What a file has that knows its columns."""
    from sklearn2pmml.pipeline import PMMLPipeline
    return PMMLPipeline([("concat", model), ("last", "passthrough")]).fit(x)


@group
def expressions():
    x = words()
    for name, pattern in (("class", "[ao]"), ("word", r"\w{4,}"), ("digits", r"(\d+)\s(?:and)"), ("ends", "^$|n$"), ("backwards", "(?<!a)-")):
        case("matches_" + name, MatchesTransformer(pattern), x, None, CELLS, **ARRAY)
    for name, pattern, replacement in (("class", "[ao]", "*"), ("groups", r"(\w)(\w)", r"\2\g<1>."), ("spaces", r"\s+", ""), ("digits", r"\d", "\\\\")):
        case("replace_" + name, ReplaceTransformer(pattern, replacement), x, None, CELLS, **ARRAY)
    case("replace_missing", ReplaceTransformer("a", "b"), x, None, CELLS, rows=with_a_missing_one(), errors={3: "MISSING_VALUE"}, **ARRAY)
    case("matches_missing", MatchesTransformer("a"), x, None, CELLS, rows=with_a_missing_one(), errors={3: "MISSING_VALUE"}, **ARRAY)
    refused("UNSUPPORTED_OPTION", "the flags of a pattern", "matches_flags", MatchesTransformer("(?i)a"), x)
    refused("UNSUPPORTED_OPTION", "matches nothing at all", "replace_nothing", ReplaceTransformer("a*", "b"), x)
    mutation("matches_class", "pattern", "[b]")
    mutation("replace_class", "pattern", "[b]")
    mutation("replace_class", "replacement", "+")


@group(since=(0, 110))
def measured():
    from sklearn2pmml.preprocessing import StringLengthTransformer, WordCountTransformer
    x = words()
    case("length", StringLengthTransformer(), x, None, CELLS, **ARRAY)
    case("word_count", WordCountTransformer(), x, None, CELLS, **ARRAY)
    case("word_count_own", WordCountTransformer(word_pattern="[a-z]+", non_word_pattern="[^a-z1]+"), x, None, CELLS, **ARRAY)
    refused("UNSUPPORTED_OPTION", "re_flavour=pcre2", "matches_pcre2", lambda: MatchesTransformer(r"\w", re_flavour="pcre2"), x, fit=False)
    mutation("word_count_own", "pipeline_.steps[0][1].pattern", "([a-m]+)")
