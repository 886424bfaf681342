#include "format/lightgbm/booster.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/limits.h"
#include "format/lightgbm/objective.h"
#include "format/lightgbm/trees.h"
#include "model/stages/columns.h"
#include "model/stages/forest.h"
#include "model/stages/link.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::lightgbm {
namespace {

using base::Result;
using base::Status;
using model::Category;
using model::ValueId;

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> all;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    if (space != 0) all.push_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return all;
}

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// "3,4"; nothing if there is anything else, such as names.
std::vector<std::size_t> numbers_of(std::string_view text) {
  std::vector<std::size_t> numbers;
  while (!text.empty()) {
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (error != std::errc() || (!text.empty() && text.front() != ',')) return {};
    if (!text.empty()) text.remove_prefix(1);
    numbers.push_back(number);
  }
  return numbers;
}

// The categories of each pandas column, in order.
Result<std::vector<std::vector<Category>>> parse_pandas(std::string_view json) {
  std::vector<std::vector<Category>> all;
  if (json.empty() || json == "null" || json == "[]") return all;
  simdjson::dom::parser parser;
  simdjson::dom::array columns;
  if (parser.parse(json.data(), json.size()).get_array().get(columns) != simdjson::SUCCESS)
    return bad("pandas_categorical is not a JSON array");
  for (const simdjson::dom::element column : columns) {
    simdjson::dom::array values;
    if (column.get_array().get(values) != simdjson::SUCCESS)
      return bad("pandas_categorical is not an array of arrays");
    auto& categories = all.emplace_back();
    for (const simdjson::dom::element value : values) {
      std::string_view text;
      double number = 0;
      bool truth = false;
      if (value.get_string().get(text) == simdjson::SUCCESS)
        categories.push_back({Category::Kind::kString, 0, std::string(text)});
      else if (value.get_double().get(number) == simdjson::SUCCESS)
        categories.push_back({Category::Kind::kNumber, number, {}});
      else if (value.get_bool().get(truth) == simdjson::SUCCESS)
        categories.push_back({Category::Kind::kNumber, truth ? 1.0 : 0.0, {}});
      else
        return base::unimplemented("UNSUPPORTED_OPTION",
                                   "a pandas category that is neither text nor number");
    }
    const bool mixed = std::ranges::any_of(
        categories, [&](const Category& c) { return c.kind != categories.front().kind; });
    if (mixed)
      return base::unimplemented("UNSUPPORTED_OPTION",
                                 "a pandas column whose categories are both text and numbers");
  }
  return all;
}

}  // namespace

Result<BoosterFile> BoosterFile::read(const base::Reader& file, Beside beside) {
  BoosterFile booster;
  booster.beside_ = std::move(beside);
  SLIPWAY_ASSIGN(booster.text_, read_text(file));
  SLIPWAY_TRY(booster.read_header());
  return booster;
}

Result<BoosterFile> BoosterFile::parse(std::string_view text, Beside beside) {
  auto own = view_reader(text, "booster");
  SLIPWAY_ASSIGN(BoosterFile booster, read(*own, std::move(beside)));
  booster.own_ = std::move(own);
  return booster;
}

Status BoosterFile::read_header() {
  SLIPWAY_ASSIGN(const std::int64_t last, text_.header.integer("max_feature_idx"));
  if (last < 0 || last >= static_cast<std::int64_t>(base::kColumnsMax))
    return bad(fmt::format("max_feature_idx is {}", last));
  for (const std::string_view name : words(text_.header.text("feature_names")))
    names_.emplace_back(name);
  if (names_.size() != static_cast<std::size_t>(last) + 1)
    return bad(fmt::format("{} feature_names for {} features", names_.size(), last + 1));
  SLIPWAY_TRY(find_pandas());
  info_.version = text_.header.text("version");
  for (std::size_t i = 0; i < names_.size(); ++i) {
    info_.features.push_back({names_[i], data::Kind::kFloat64, {}});
    if (names_[i] != fmt::format("Column_{}", i)) info_.names_known = true;
  }
  for (std::size_t k = 0; k < pandas_.size(); ++k) {
    if (pandas_[k].empty() || pandas_[k].front().kind != Category::Kind::kString) continue;
    model::Feature& feature = info_.features[categorical_[k]];
    feature.kind = data::Kind::kString;
    for (const Category& category : pandas_[k]) feature.categories.push_back(category.text);
  }
  return {};
}

// Which features pandas called categories. The file does not say so; but all of those were
// categorical in training, and there must be as many: the parameters name them (from 2.2 on), else
// feature_infos lists their values, but of one that was constant it says "none".
Status BoosterFile::find_pandas() {
  const bool in_text = !text_.pandas_categorical.empty() && text_.pandas_categorical != "null";
  SLIPWAY_ASSIGN(pandas_,
                 parse_pandas(in_text ? text_.pandas_categorical : beside_.pandas_categorical));
  if (pandas_.empty()) return {};
  const auto infos = words(text_.header.text("feature_infos"));
  std::vector<std::size_t> listed, listed_or_none;
  for (std::size_t i = 0; i < infos.size() && i < names_.size(); ++i) {
    if (infos[i].starts_with('[')) continue;
    listed_or_none.push_back(i);
    if (infos[i] != "none") listed.push_back(i);
  }
  for (const auto& features : {numbers_of(text_.categorical_feature), listed, listed_or_none})
    if (features.size() == pandas_.size() &&
        std::ranges::all_of(features, [&](std::size_t i) { return i < names_.size(); }))
      return categorical_ = features, Status();
  return base::unimplemented("UNSUPPORTED_OPTION",
                             fmt::format("{} pandas categories, but {} features with categories: "
                                         "which is which is not in the file",
                                         pandas_.size(), listed.size()))
      .remedy("train without categorical columns that are constant");
}

// pandas categories to their codes; what is not among them is missing.
Result<ValueId> BoosterFile::add_codes(model::ModelBuilder& builder, ValueId in,
                                       const std::string& name) const {
  if (pandas_.empty()) return in;
  std::vector<std::uint32_t> columns;
  model::Ordinal ordinal;
  for (std::size_t k = 0; k < pandas_.size(); ++k) {
    columns.push_back(static_cast<std::uint32_t>(categorical_[k]));
    auto& column = ordinal.columns.emplace_back();
    column.categories = pandas_[k];
    for (std::size_t code = 0; code < column.categories.size(); ++code)
      column.code.push_back(static_cast<double>(code));
    column.unknown = model::Unknown::kIgnore;
    column.unknown_code = std::numeric_limits<double>::quiet_NaN();
  }
  SLIPWAY_ASSIGN(const ValueId texts, builder.select(name + ".categories", in, columns));
  SLIPWAY_ASSIGN(const ValueId codes,
                 builder.add(name + ".codes", "pandas.Categorical", {texts}, std::move(ordinal)));
  model::Gather gather;
  for (std::uint32_t j = 0; j < names_.size(); ++j) {
    const auto at = std::ranges::find(columns, j);
    gather.columns.push_back(
        at == columns.end()
            ? model::Gather::From{0, j}
            : model::Gather::From{1, static_cast<std::uint32_t>(at - columns.begin())});
  }
  return builder.add(name + ".features", "", {in, codes}, std::move(gather));
}

// A range that ends beyond the last round ends there, as in LightGBM; but an empty one would answer
// with nothing but zeros.
Result<model::Iterations> BoosterFile::chosen(const std::optional<model::Iterations>& asked,
                                              std::size_t rounds) const {
  const auto all = static_cast<std::uint32_t>(rounds);
  // Up to 2.0 the average of training is a round of its own, which counts beside those asked for.
  const std::uint32_t average = text_.header.has("boost_from_average") ? 1 : 0;
  const model::Iterations otherwise{0, static_cast<std::uint32_t>(beside_.iterations)};
  model::Iterations chosen = asked.value_or(otherwise);
  if (asked && asked->begin > 0 && average > 0)
    return base::unimplemented("UNSUPPORTED_OPTION",
                               "iterations that do not begin with the first, which LightGBM 2.0 "
                               "does not know");
  chosen.end = chosen.end == 0 ? all : std::min(chosen.end + average, all);
  if (asked && chosen.begin >= chosen.end)
    return base::invalid_argument(
        "OUT_OF_RANGE", fmt::format("iterations {} of {}", model::text_of(*asked), rounds));
  return chosen;
}

Result<Booster> BoosterFile::add(model::ModelBuilder& builder, ValueId in, const std::string& name,
                                 const std::optional<model::Iterations>& asked) const {
  if (builder.block(in).width() != names_.size())
    return bad(fmt::format("the booster has {} features, but is given {}", names_.size(),
                           builder.block(in).width()));
  SLIPWAY_ASSIGN(const Objective objective, parse_objective(text_.header));
  Booster booster;
  booster.objective = objective.name;
  SLIPWAY_ASSIGN(booster.classes, trees_per_iteration(text_));
  SLIPWAY_ASSIGN(const model::Iterations rounds,
                 chosen(asked, text_.trees.size() / booster.classes));
  SLIPWAY_ASSIGN(model::Forest forest, read_trees(text_, static_cast<std::uint32_t>(names_.size()),
                                                  std::size_t{rounds.begin} * booster.classes,
                                                  std::size_t{rounds.end} * booster.classes));
  model::TreeEnsemble trees;
  trees.outputs = booster.classes;
  if (trees.outputs > 1)
    for (std::size_t t = 0; t < forest.roots.size(); ++t)
      trees.tree_output.push_back(static_cast<std::uint32_t>(t % trees.outputs));
  const auto shared = std::make_shared<const model::Forest>(std::move(forest));
  trees.forest = shared;
  SLIPWAY_ASSIGN(const ValueId features, add_codes(builder, in, name));
  SLIPWAY_ASSIGN(booster.margin,
                 builder.add(name + ".trees", "lightgbm.Booster", {features}, std::move(trees)));
  if (!shared->roots.empty() && shared->roots.size() <= base::kColumnsMax) {
    SLIPWAY_ASSIGN(booster.leaf, builder.add(name + ".leaf", "lightgbm.Booster", {features},
                                             model::TreeLeaves{shared}));
  }
  booster.response = booster.margin;
  // A random forest's raw score is the sum; what it predicts is the mean over iterations.
  if (text_.header.has("average_output") && !shared->roots.empty()) {
    model::Scale mean;
    mean.divisor.assign(booster.classes, static_cast<double>(rounds.end - rounds.begin));
    SLIPWAY_ASSIGN(booster.response, builder.add(name + ".mean", "lightgbm.Booster",
                                                 {booster.margin}, std::move(mean)));
  }
  if (objective.link.kind != model::LinkKind::kIdentity) {
    SLIPWAY_ASSIGN(booster.response, builder.add(name + ".response", "lightgbm." + objective.name,
                                                 {booster.response}, objective.link));
  }
  return booster;
}

}  // namespace slipway::format::lightgbm
