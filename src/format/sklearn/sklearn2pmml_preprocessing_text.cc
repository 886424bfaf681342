// sklearn2pmml.preprocessing: transformers that make texts of texts, or measure them. Columns that they
// read are texts: how a number would be written is not in the file.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/pmml_steps.h"
#include "model/stages/texts.h"

namespace slipway::format::sklearn {
namespace {

using model::EditTexts;
using model::MeasureTexts;
using model::Pattern;

// One column of texts.
base::Status want_text(Context& context, const Value& in) {
  SLIPWAY_TRY(want_one(context, in));
  return want_texts(context, in);
}

base::Result<Emitted> normalizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_texts(context, in));
  SLIPWAY_ASSIGN(const std::string function, state.text("function", ""));
  SLIPWAY_ASSIGN(const bool trims, state.flag("trim_blanks", true));
  SLIPWAY_ASSIGN(ValueId id, context.block(in));
  if (function == "lower" || function == "lowercase") {
    SLIPWAY_ASSIGN(id, context.add(id, EditTexts{.what = EditTexts::What::kLower}, "lower"));
  } else if (function == "upper" || function == "uppercase") {
    SLIPWAY_ASSIGN(id, context.add(id, EditTexts{.what = EditTexts::What::kUpper}, "upper"));
  } else if (!function.empty()) {
    return context.unsupported(fmt::format("function={}", function));
  }
  if (trims) {
    SLIPWAY_ASSIGN(id, context.add(id, EditTexts{.what = EditTexts::What::kStrip}, "trim"));
  } else if (function.empty()) {  // a missing one would have become "None" or "nan"
    SLIPWAY_ASSIGN(id, present(context, id));
  }
  return transformed(id, in.names);
}

base::Result<std::uint32_t> position(Attributes& state, const char* name) {
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  SLIPWAY_ASSIGN(const std::int64_t at, pickle::as_int64(held));
  if (at < 0) return base::invalid_argument("BAD_MODEL", fmt::format("{} is {}", name, at));
  return static_cast<std::uint32_t>(std::min<std::int64_t>(at, UINT32_MAX));
}

base::Result<Emitted> substring(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_text(context, in));
  EditTexts slice{.what = EditTexts::What::kSlice};
  SLIPWAY_ASSIGN(slice.begin, position(state, "begin"));
  SLIPWAY_ASSIGN(slice.end, position(state, "end"));
  return one_column(context, in, std::move(slice));
}

base::Result<Emitted> concatenated(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_texts(context, in));
  SLIPWAY_ASSIGN(std::string separator, state.text("separator", ""));
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, model::JoinTexts{std::move(separator)}));
  Emitted emitted;
  emitted.transform = computed_components(context, id, 1);
  return emitted;
}

base::Result<Emitted> length(Context& context, Attributes&, const Value& in) {
  SLIPWAY_TRY(want_text(context, in));
  return one_column(context, in, MeasureTexts{.what = MeasureTexts::What::kLength, .pattern = {}});
}

// What Perl's expressions and Python's read alike: no classes, no escapes but of signs.
bool is_plain(std::string_view pattern) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '(' && pattern.substr(i + 1).starts_with('?')) return false;
    if (pattern[i] == '[' && pattern.substr(i + 1).starts_with('[')) return false;
    if (pattern[i] != '\\') continue;
    const char c = ++i < pattern.size() ? pattern[i] : 'x';
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) return false;
  }
  return true;
}

// Which library runs the expression: before 0.113 whichever there was.
base::Status read_flavour(Context& context, Attributes& state, std::string_view pattern,
                          std::string_view replacement) {
  if (!state.has("re_flavour")) {
    context.builder().about().notes.push_back(
        "regular expressions are read as Python's: the file does not say whose they are");
    return {};
  }
  SLIPWAY_ASSIGN(const std::string flavour, state.text("re_flavour", "re"));
  if (flavour == "re") return {};
  const bool known = flavour == "pcre" || flavour == "pcre2";
  if (known && is_plain(pattern) && replacement.find_first_of("\\$") == replacement.npos) return {};
  return context.unsupported(fmt::format("re_flavour={} of the pattern {}", flavour, pattern))
      .remedy("fit with re_flavour=\"re\"");
}

base::Result<Emitted> matches(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_text(context, in));
  SLIPWAY_ASSIGN(const std::string pattern, state.text("pattern", ""));
  SLIPWAY_TRY(read_flavour(context, state, pattern, ""));
  MeasureTexts op{.what = MeasureTexts::What::kContains, .pattern = {}};
  SLIPWAY_ASSIGN(op.pattern,
                 Pattern::compile(pattern, {Pattern::Use::For::kContains, "pattern", 0}));
  return one_column(context, in, std::move(op));
}

base::Result<Emitted> replaced(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_text(context, in));
  SLIPWAY_ASSIGN(const std::string pattern, state.text("pattern", ""));
  SLIPWAY_ASSIGN(const std::string replacement, state.text("replacement", ""));
  SLIPWAY_TRY(read_flavour(context, state, pattern, replacement));
  EditTexts op{.what = EditTexts::What::kReplace};
  SLIPWAY_ASSIGN(op.by, model::parse_replacement(replacement));
  SLIPWAY_ASSIGN(op.pattern,
                 Pattern::compile(pattern, {Pattern::Use::For::kReplace, "pattern", op.by.groups}));
  return one_column(context, in, std::move(op));
}

// A pipeline of replacements and a length.
base::Result<Emitted> word_count(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_text(context, in));
  SLIPWAY_ASSIGN(Ref pipeline, state.need("pipeline_"));
  return context.convert(pipeline, "pipeline_", in);
}

}  // namespace

std::vector<Adapter> sklearn2pmml_preprocessing_text_adapters() {
  return {
      pmml_adapter({"StringNormalizer"}, normalizer, {"function", "trim_blanks"}, {}, one_input),
      pmml_adapter({"SubstringTransformer"}, substring, {"begin", "end"}, {}, one_input),
      pmml_adapter({"ConcatTransformer"}, concatenated, {"separator"}),
      pmml_adapter({"StringLengthTransformer"}, length, {}, {}, one_input),
      pmml_adapter({"MatchesTransformer"}, matches, {"pattern", "re_flavour"}, {}, one_input),
      pmml_adapter({"ReplaceTransformer"}, replaced, {"pattern", "replacement", "re_flavour"}, {},
                   one_input),
      pmml_adapter({"WordCountTransformer"}, word_count, {"pipeline_"},
                   {"word_pattern", "non_word_pattern"}, one_input),
  };
}

}  // namespace slipway::format::sklearn
