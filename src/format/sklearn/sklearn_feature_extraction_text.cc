// CountVectorizer, TfidfVectorizer, TfidfTransformer, HashingVectorizer; FeatureHasher, which keeps no names of
// what it reads: the caller gives them, or an MLflow signature does.
#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/dict_features.h"
#include "format/sklearn/stop_words.h"
#include "format/sklearn/values.h"
#include "model/stages/text.h"

namespace slipway::format::sklearn {
namespace {

using model::Analysis;
using pickle::Tag;

std::string shown(Ref value) {
  return value->tag == Tag::kSymbol ? pickle::symbol_name(value) : pickle::describe(value);
}

// Code of the user's own: refused by name.
base::Status no_function(Context& context, Attributes& state, std::string_view name) {
  Ref value = state.get(name);
  if (is_none(value) || value->tag == Tag::kString) return {};
  return context.unsupported(fmt::format("{}={}", name, shown(value)))
      .remedy(fmt::format("use {} of scikit-learn's own, or score it in a Python worker",
                          name == "analyzer" ? "an analyzer" : "the options"));
}

base::Result<std::vector<std::string>> stop_words(Context& context, Attributes& state) {
  Ref value = state.get("stop_words");
  if (is_none(value)) return std::vector<std::string>();
  if (value->tag == Tag::kString) {
    if (value->text == "english") return english_stop_words();
    return context.unsupported(fmt::format("stop_words={}", value->text));
  }
  if (value->tag != Tag::kSet) return pickle::as_strings(value);
  std::vector<std::string> words;
  for (Ref item : value->items()) {
    SLIPWAY_ASSIGN(std::string word, pickle::as_string(item));
    words.push_back(std::move(word));
  }
  return words;
}

base::Result<Analysis::Accents> accents(Context& context, Attributes& state) {
  SLIPWAY_TRY(no_function(context, state, "strip_accents"));
  SLIPWAY_ASSIGN(const std::string name, state.text("strip_accents", ""));
  if (name.empty()) return Analysis::Accents::kKeep;
  if (name == "ascii") return Analysis::Accents::kAscii;
  if (name != "unicode") return context.unsupported(fmt::format("strip_accents={}", name));
  return context.version() < 2200 ? Analysis::Accents::kStripIfComposed : Analysis::Accents::kStrip;
}

base::Status read_ngrams(Context& context, Attributes& state, Analysis& analysis) {
  SLIPWAY_ASSIGN(Ref range, state.need("ngram_range"));
  const auto sizes = pickle::as_int64s(range);
  if (!sizes.ok() || sizes->size() != 2)
    return base::invalid_argument("WRONG_TYPE", "ngram_range is no pair of numbers");
  const std::int64_t least = sizes->front(), most = sizes->back();
  if (least < 1 || least > most || most > model::kNgramMax)
    return context.unsupported(fmt::format("ngram_range=({}, {})", least, most))
        .remedy(fmt::format("use sizes from 1 to {}", model::kNgramMax));
  analysis.ngram_min = static_cast<std::uint32_t>(least);
  analysis.ngram_max = static_cast<std::uint32_t>(most);
  return {};
}

base::Result<Analysis> read_analysis(Context& context, Attributes& state) {
  for (const char* name : {"analyzer", "preprocessor", "tokenizer"})
    SLIPWAY_TRY(no_function(context, state, name));
  SLIPWAY_ASSIGN(const std::string input, state.text("input", "content"));
  if (input != "content") return context.unsupported(fmt::format("input={}", input));
  Analysis analysis;
  SLIPWAY_ASSIGN(analysis.lowercase, state.flag("lowercase", true));
  SLIPWAY_ASSIGN(analysis.accents, accents(context, state));
  SLIPWAY_TRY(read_ngrams(context, state, analysis));
  SLIPWAY_ASSIGN(const std::string analyzer, state.text("analyzer", "word"));
  if (analyzer == "char") analysis.unit = Analysis::Unit::kChars;
  if (analyzer == "char_wb") analysis.unit = Analysis::Unit::kCharsInWords;
  if (analyzer != "word" && analysis.unit == Analysis::Unit::kWords)
    return context.unsupported(fmt::format("analyzer={}", analyzer));
  if (analysis.unit != Analysis::Unit::kWords) return analysis;
  SLIPWAY_ASSIGN(analysis.stop_words, stop_words(context, state));
  SLIPWAY_ASSIGN(const std::string pattern, state.text("token_pattern", R"((?u)\b\w\w+\b)"));
  auto compiled = model::Pattern::compile(pattern);
  if (!compiled.ok())
    return context.unsupported(compiled.status().message()).remedy(compiled.status().remedy());
  analysis.token_pattern = *std::move(compiled);
  return analysis;
}

// vocabulary_, or that which was given: a dict, a list, or a set, which is sorted.
base::Result<std::vector<std::string>> vocabulary(Attributes& state) {
  Ref given = state.get("vocabulary");
  Ref fitted = state.get("vocabulary_");
  Ref value = is_none(fitted) ? given : fitted;
  if (is_none(value))
    return base::invalid_argument("MISSING_ATTRIBUTE", "there is no attribute vocabulary_")
        .remedy("fit the estimator before it is saved");
  if (value->tag == Tag::kDict || value->tag == Tag::kRecord) {
    auto terms = numbered_terms(value);
    return terms.ok() ? std::move(terms) : terms.status().at("vocabulary_");
  }
  if (value->tag != Tag::kSet) return pickle::as_strings(value);
  std::vector<std::string> terms;
  for (Ref item : value->items()) {
    SLIPWAY_ASSIGN(std::string term, pickle::as_string(item));
    terms.push_back(std::move(term));
  }
  std::ranges::sort(terms);  // UTF-8 sorts as its code points do
  return terms;
}

// dtype: counts fit these exactly. True of float32.
base::Result<bool> read_single(Context& context, Attributes& state) {
  SLIPWAY_ASSIGN(Ref dtype, state.need("dtype"));
  std::string name = dtype->tag == Tag::kSymbol ? pickle::symbol_name(dtype) : std::string();
  if (const std::size_t dot = name.rfind('.'); dot != name.npos) name.erase(0, dot + 1);
  if (dtype->tag == Tag::kString) name = std::string(dtype->text);
  if (dtype->tag == Tag::kRecord) {
    SLIPWAY_ASSIGN(const pickle::DType type, pickle::as_dtype(dtype));
    name = fmt::format("{}{}", type.kind, type.itemsize);
  }
  if (name == "float32" || name == "f4") return true;
  for (const char* wide : {"float64", "f8", "float", "int64", "i8", "int", "int32", "i4", "uint64",
                           "u8", "uint32", "u4", "longlong", "intc"})
    if (name == wide) return false;
  return context.unsupported(fmt::format("dtype={}", name.empty() ? pickle::describe(dtype) : name))
      .remedy("use float64, float32 or int64");
}

base::Result<Value> one_text(Context& context, const Value& in) {
  if (in.width() != 1)
    return base::invalid_argument(
        "BAD_MODEL", fmt::format("takes one text column, but is given {}", in.width()));
  SLIPWAY_TRY(context.expect_kind(in, 0, data::Kind::kString));
  return in;
}

Value sparse_value(ValueId id, std::vector<std::string> names, bool single) {
  Value value = computed(id, std::move(names));
  value.sparse = value.finite = true;
  value.single = single;
  return value;
}

base::Result<Value> counts(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Value text, one_text(context, in));
  model::TextCount op;
  SLIPWAY_ASSIGN(op.analysis, read_analysis(context, state));
  SLIPWAY_ASSIGN(op.terms, vocabulary(state));
  SLIPWAY_ASSIGN(op.binary, state.flag("binary", false));
  SLIPWAY_ASSIGN(const bool single, read_single(context, state));
  std::vector<std::string> names = op.terms;
  SLIPWAY_ASSIGN(const ValueId id, context.add(text, std::move(op)));
  return sparse_value(id, std::move(names), single);
}

base::Result<Emitted> count_vectorizer(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, counts(context, state, in));
  return emitted;
}

base::Result<Emitted> tfidf_vectorizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Value counted, counts(context, state, in));
  SLIPWAY_ASSIGN(Ref weights, state.need("_tfidf"));
  return context.convert(weights, "tfidf", counted);
}

base::Result<model::TfIdf::Norm> read_norm(Context& context, Attributes& state) {
  SLIPWAY_ASSIGN(const std::string norm, state.text("norm", "l2"));
  if (norm.empty()) return model::TfIdf::Norm::kNone;
  if (norm == "l1") return model::TfIdf::Norm::kL1;
  if (norm == "l2") return model::TfIdf::Norm::kL2;
  return context.unsupported(fmt::format("norm={}", norm)).remedy("use l1, l2 or None");
}

// The diagonal of a scipy matrix, csr or dia.
base::Result<Ref> diagonal(Ref matrix, std::size_t width) {
  Ref data = pickle::attribute(matrix, "data");
  const auto wrong = [] {
    return base::invalid_argument("WRONG_SHAPE", "_idf_diag is not a diagonal matrix");
  };
  if (is_none(data)) return wrong();
  if (pickle::record_class(matrix).ends_with("dia_matrix")) {
    const auto offsets = pickle::as_int64s(pickle::attribute(matrix, "offsets"));
    if (!offsets.ok() || *offsets != std::vector<std::int64_t>{0}) return wrong();
    return data;
  }
  const auto columns = pickle::as_int64s(pickle::attribute(matrix, "indices"));
  const auto begin = pickle::as_int64s(pickle::attribute(matrix, "indptr"));
  if (!columns.ok() || !begin.ok() || columns->size() != width || begin->size() != width + 1)
    return wrong();
  for (std::size_t j = 0; j < width; ++j)
    if ((*columns)[j] != static_cast<std::int64_t>(j) ||
        (*begin)[j] != static_cast<std::int64_t>(j))
      return wrong();
  return data;
}

base::Result<Emitted> tfidf_transformer(Context& context, Attributes& state, const Value& in) {
  model::TfIdf op;
  SLIPWAY_ASSIGN(op.norm, read_norm(context, state));
  SLIPWAY_ASSIGN(op.sublinear, state.flag("sublinear_tf", false));
  SLIPWAY_ASSIGN(const bool use_idf, state.flag("use_idf", true));
  state.get("_idf_diag");
  op.single = in.single;
  // From 1.5 on, an idf_ that is there is used, whatever use_idf says now.
  if (context.version() >= 10500) {
    if (state.has("idf_")) {
      SLIPWAY_ASSIGN(op.idf, state.doubles("idf_"));
    }
  } else if (use_idf) {
    SLIPWAY_ASSIGN(Ref matrix, state.need("_idf_diag"));
    SLIPWAY_ASSIGN(Ref idf, diagonal(matrix, in.width()));
    SLIPWAY_ASSIGN(op.idf, pickle::as_doubles(idf));
    op.descending = true;
    const bool single_idf = idf->tag == Tag::kArray && idf->array()->dtype.itemsize == 4;
    if (op.single && !single_idf && op.sublinear)
      return context.unsupported("sublinear_tf of float32 counts, and weights in float64");
    op.single = op.single && single_idf;
  }
  const bool single = op.single;
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId block, context.block_as_is(checked));
  SLIPWAY_ASSIGN(const ValueId id, context.add(block, std::move(op)));
  Emitted emitted;
  emitted.transform = sparse_value(id, in.names, single);
  return emitted;
}

// Which columns terms are hashed to, and their signs: of a TextHash or a FeatureHash.
template <class Op>
base::Status read_hashing(Context& context, Attributes& state, Op& op) {
  SLIPWAY_ASSIGN(Ref columns, state.need("n_features"));
  SLIPWAY_ASSIGN(const std::int64_t width, pickle::as_int64(columns));
  if (width < 1 || width > base::kSparseColumnsMax)
    return context.unsupported(fmt::format("n_features={}", width))
        .remedy(fmt::format("use at most {}", base::kSparseColumnsMax));
  op.columns = static_cast<std::uint32_t>(width);
  SLIPWAY_ASSIGN(op.signs, state.flag("alternate_sign", true));
  SLIPWAY_ASSIGN(op.absolute, state.flag("non_negative", false));
  return {};
}

base::Result<Emitted> hashing_vectorizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Value text, one_text(context, in));
  model::TextHash op;
  SLIPWAY_ASSIGN(op.analysis, read_analysis(context, state));
  SLIPWAY_TRY(read_hashing(context, state, op));
  SLIPWAY_ASSIGN(op.binary, state.flag("binary", false));
  SLIPWAY_ASSIGN(const bool single, read_single(context, state));
  model::TfIdf weigh{.norm = model::TfIdf::Norm::kNone, .single = single};
  SLIPWAY_ASSIGN(weigh.norm, read_norm(context, state));
  std::vector<std::string> no_names(op.columns);
  SLIPWAY_ASSIGN(ValueId id, context.add(text, std::move(op)));
  if (weigh.norm != model::TfIdf::Norm::kNone) {
    SLIPWAY_ASSIGN(id, context.add(id, std::move(weigh), "norm"));
  }
  Emitted emitted;
  emitted.transform = sparse_value(id, std::move(no_names), single);
  return emitted;
}

// Which columns are texts; of input_type="string" all, and each counts under no name but its own.
base::Status name_terms(Context& context, const Value& in, bool alone, model::FeatureHash& op) {
  const auto& columns = context.builder().asked().columns;
  for (std::size_t j = 0; j < columns.size(); ++j) {
    const bool text = alone || columns[j].kind == data::Kind::kString;
    if (text) SLIPWAY_TRY(context.expect_kind(in, j, data::Kind::kString));
    op.names.push_back(alone ? std::string() : columns[j].name);
  }
  return {};
}

bool is_whole(Ref dtype) {
  const std::string name = pickle::describe(dtype);
  return name.find("int") != name.npos || name.find("bool") != name.npos;
}

base::Result<Emitted> feature_hasher(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string kind, state.text("input_type", "dict"));
  std::vector<std::string> named;
  for (const auto& column : context.builder().asked().columns) named.push_back(column.name);
  if (named.empty())
    return context.unsupported(fmt::format("input_type={}, whose names are not in the file", kind))
        .remedy(
            "name the columns, as --columns age,city:string; or log the model with a signature of "
            "them to MLflow; or use DictVectorizer");
  if (in.names != named)
    return context.unsupported(fmt::format("input_type={}, but is given columns", kind))
        .remedy("make it the first step");
  if (kind != "dict" && kind != "pair" && kind != "string")
    return context.unsupported(fmt::format("input_type={}", kind));
  model::FeatureHash op;
  SLIPWAY_TRY(name_terms(context, in, kind == "string", op));
  SLIPWAY_TRY(read_hashing(context, state, op));
  Value out;
  SLIPWAY_TRY(read_output_dtype(context, state, out));
  if (kind != "string" && is_whole(state.get("dtype")))
    return context.unsupported("dtype of whole numbers").remedy("use dtype=numpy.float64");
  op.single = out.single;
  std::vector<std::string> no_names(op.columns);
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, std::move(op)));
  Emitted emitted;
  emitted.transform = sparse_value(id, std::move(no_names), out.single);
  return emitted;
}

const Names kAnalysisReads = {"analyzer",      "preprocessor", "tokenizer",  "input",
                              "lowercase",     "ngram_range",  "stop_words", "strip_accents",
                              "token_pattern", "binary",       "dtype"};
const Names kAnalysisIgnores = {"encoding", "decode_error", "charset", "charset_error",
                                "_stop_words_id"};
const Names kCountReads = kAnalysisReads + Names{"vocabulary", "vocabulary_"};
const Names kCountIgnores =
    kAnalysisIgnores + Names{"max_df",      "min_df",           "max_features",
                             "stop_words_", "fixed_vocabulary", "fixed_vocabulary_",
                             "max_df_",     "min_df_"};

}  // namespace

std::vector<Adapter> sklearn_feature_extraction_text_adapters() {
  return {
      {.package = "sklearn.feature_extraction",
       .classes = {"CountVectorizer"},
       .convert = count_vectorizer,
       .reads = kCountReads,
       .ignores = kCountIgnores},
      {.package = "sklearn.feature_extraction",
       .classes = {"TfidfVectorizer"},
       .convert = tfidf_vectorizer,
       .reads = kCountReads + Names{"_tfidf"},
       .ignores = kCountIgnores + Names{"norm", "use_idf", "smooth_idf", "sublinear_tf"}},
      {.package = "sklearn.feature_extraction",
       .classes = {"TfidfTransformer"},
       .convert = tfidf_transformer,
       .reads = {"norm", "use_idf", "sublinear_tf", "_idf_diag", "idf_"},
       .ignores = {"smooth_idf"}},
      {.package = "sklearn.feature_extraction",
       .classes = {"HashingVectorizer"},
       .convert = hashing_vectorizer,
       .reads = kAnalysisReads + Names{"n_features", "alternate_sign", "non_negative", "norm"},
       .ignores = kAnalysisIgnores},
      {.package = "sklearn.feature_extraction",
       .classes = {"FeatureHasher"},
       .convert = feature_hasher,
       .reads = {"input_type", "n_features", "dtype", "alternate_sign", "non_negative"},
       .ignores = {}},
  };
}

}  // namespace slipway::format::sklearn
