#include "model/stages/text.h"

#include <string_view>
#include <unordered_set>

#include <fmt/format.h>

#include "base/limits.h"
#include "model/stages/row_norm.h"
#include "model/stages/rules.h"

namespace slipway::model {
namespace {

Block sparse(std::size_t width) {
  Block block = same(Element::kF64, width);
  block.sparse = true;
  return block;
}

base::Status check_analysis(const Analysis& analysis, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  if (in[0]->width() != 1 || in[0]->columns[0] != Element::kString) return bad("takes one text");
  if (analysis.ngram_min < 1 || analysis.ngram_min > analysis.ngram_max ||
      analysis.ngram_max > kNgramMax)
    return bad(fmt::format("takes {} to {} at a time", analysis.ngram_min, analysis.ngram_max));
  if (analysis.unit == Analysis::Unit::kWords && analysis.token_pattern == nullptr)
    return bad("has no token pattern");
  return {};
}

base::Status check_columns(std::size_t columns) {
  if (columns == 0) return bad("leaves no column");
  if (columns > base::kSparseColumnsMax)
    return bad(fmt::format("has {} columns, at most {}", columns, base::kSparseColumnsMax));
  return {};
}

std::string analysis_contract(const Analysis& analysis) {
  static constexpr const char* kAccents[] = {"", ", accents to ASCII", ", accents stripped",
                                             ", accents stripped if composed"};
  static constexpr const char* kUnits[] = {"words", "characters", "characters in words"};
  std::string text =
      fmt::format("{}..{} {}{}{}", analysis.ngram_min, analysis.ngram_max,
                  kUnits[static_cast<int>(analysis.unit)], analysis.lowercase ? ", lower case" : "",
                  kAccents[static_cast<int>(analysis.accents)]);
  if (analysis.unit != Analysis::Unit::kWords) return text;
  text += " of " + analysis.token_pattern->python();
  if (!analysis.stop_words.empty())
    text += fmt::format(" but {} stop words", analysis.stop_words.size());
  return text;
}

}  // namespace

base::Result<Block> check(const TextCount& op, const Inputs& in) {
  SLIPWAY_TRY(check_analysis(op.analysis, in));
  SLIPWAY_TRY(check_columns(op.terms.size()));
  std::unordered_set<std::string_view> known;
  for (const std::string& term : op.terms)
    if (!known.insert(term).second) return bad(fmt::format("counts \"{}\" twice", term));
  return sparse(op.terms.size());
}

base::Result<Block> check(const TextHash& op, const Inputs& in) {
  SLIPWAY_TRY(check_analysis(op.analysis, in));
  SLIPWAY_TRY(check_columns(op.columns));
  return sparse(op.columns);
}

base::Result<Block> check(const FeatureHash& op, const Inputs& in) {
  SLIPWAY_TRY(one_dense(in));
  SLIPWAY_TRY(no_index(*in[0]));
  SLIPWAY_TRY(want_size("names", op.names.size(), in[0]->width()));
  for (std::size_t j = 0; j < op.names.size(); ++j)
    if (op.names[j].empty() && in[0]->columns[j] != Element::kString)
      return bad("a number without a name");
  SLIPWAY_TRY(check_columns(op.columns));
  return sparse(op.columns);
}

base::Result<Block> check(const TfIdf& op, const Inputs& in) {
  SLIPWAY_TRY(numeric(in));
  SLIPWAY_TRY(want_size_or_none("idf", op.idf.size(), in[0]->width()));
  return sparse(in[0]->width());
}

std::string contract(const TextCount& op) {
  return fmt::format(
      "{}{}", op.binary ? "is there or not: " : "how often: ", analysis_contract(op.analysis));
}
std::string contract(const TextHash& op) {
  return fmt::format("MurmurHash3 to {} columns{}{}{}: {}", op.columns, op.signs ? ", signed" : "",
                     op.absolute ? ", absolute" : "", op.binary ? ", is there or not" : "",
                     analysis_contract(op.analysis));
}
std::string contract(const FeatureHash& op) {
  return fmt::format("MurmurHash3 of {} named values to {} columns{}{}{}", op.names.size(),
                     op.columns, op.signs ? ", signed" : "", op.absolute ? ", absolute" : "",
                     op.single ? ", in float32" : "");
}
std::string contract(const TfIdf& op) {
  static constexpr const char* kNorms[] = {"", ", divided by the sum of |x|",
                                           ", divided by the root of the sum of x * x"};
  return fmt::format("{}{}{}{}{}", op.sublinear ? "log(x) + 1" : "x",
                     op.idf.empty() ? "" : " * idf", kNorms[static_cast<int>(op.norm)],
                     op.norm != TfIdf::Norm::kNone && op.descending ? ", columns descending" : "",
                     op.single ? ", in float32" : "");
}

}  // namespace slipway::model
