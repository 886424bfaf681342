#include "format/lightgbm/booster.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/limits.h"
#include "format/lightgbm/objective.h"
#include "format/lightgbm/text.h"
#include "format/lightgbm/trees.h"

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

struct Header {
  std::vector<std::string> names;
  std::vector<std::size_t> categorical;  // features, by pandas column
  std::vector<std::vector<Category>> pandas;
};

// Which features pandas called categories: those whose feature_infos list values. The file does not
// say more, so a count that differs is refused.
Result<Header> read_header(const TextModel& text) {
  SLIPWAY_ASSIGN(const std::int64_t last, text.header.integer("max_feature_idx"));
  if (last < 0 || last >= static_cast<std::int64_t>(base::kColumnsMax))
    return bad(fmt::format("max_feature_idx is {}", last));
  Header header;
  for (const std::string_view name : words(text.header.text("feature_names")))
    header.names.emplace_back(name);
  if (header.names.size() != static_cast<std::size_t>(last) + 1)
    return bad(fmt::format("{} feature_names for {} features", header.names.size(), last + 1));
  SLIPWAY_ASSIGN(header.pandas, parse_pandas(text.pandas_categorical));
  if (header.pandas.empty()) return header;
  const auto infos = words(text.header.text("feature_infos"));
  for (std::size_t i = 0; i < infos.size(); ++i)
    if (!infos[i].starts_with('[') && infos[i] != "none") header.categorical.push_back(i);
  if (header.categorical.size() != header.pandas.size() || infos.size() != header.names.size())
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("{} pandas categories, but {} features with categories: "
                                           "which is which is not in the file",
                                           header.pandas.size(), header.categorical.size()))
        .remedy("train without categorical columns that are constant");
  return header;
}

// pandas categories to their codes; what is not among them is missing.
Result<ValueId> add_codes(model::ModelBuilder& builder, ValueId in, const Header& header,
                          const std::string& name) {
  std::vector<std::uint32_t> columns;
  model::Ordinal ordinal;
  for (std::size_t k = 0; k < header.pandas.size(); ++k) {
    columns.push_back(static_cast<std::uint32_t>(header.categorical[k]));
    auto& column = ordinal.columns.emplace_back();
    column.categories = header.pandas[k];
    for (std::size_t code = 0; code < column.categories.size(); ++code)
      column.code.push_back(static_cast<double>(code));
    column.unknown = model::Unknown::kIgnore;
    column.unknown_code = std::numeric_limits<double>::quiet_NaN();
  }
  SLIPWAY_ASSIGN(const ValueId texts, builder.select(name + ".categories", in, columns));
  SLIPWAY_ASSIGN(const ValueId codes,
                 builder.add(name + ".codes", "pandas.Categorical", {texts}, std::move(ordinal)));
  model::Gather gather;
  for (std::uint32_t j = 0; j < header.names.size(); ++j) {
    const auto at = std::ranges::find(columns, j);
    gather.columns.push_back(
        at == columns.end()
            ? model::Gather::From{0, j}
            : model::Gather::From{1, static_cast<std::uint32_t>(at - columns.begin())});
  }
  return builder.add(name + ".features", "", {in, codes}, std::move(gather));
}

Result<TextModel> parse_beside(std::string_view bytes, const Beside& beside) {
  SLIPWAY_ASSIGN(TextModel text, parse_text(bytes));
  if (text.pandas_categorical.empty() || text.pandas_categorical == "null")
    text.pandas_categorical = beside.pandas_categorical;
  if (beside.iterations == 0) return text;
  SLIPWAY_ASSIGN(const std::uint32_t per_iteration, trees_per_iteration(text));
  if (beside.iterations < text.trees.size() / per_iteration)
    text.trees.resize(beside.iterations * per_iteration);
  return text;
}

}  // namespace

Result<BoosterInfo> booster_info(std::string_view bytes, const Beside& beside) {
  SLIPWAY_ASSIGN(const TextModel text, parse_beside(bytes, beside));
  SLIPWAY_ASSIGN(const Header header, read_header(text));
  BoosterInfo info;
  info.version = text.header.text("version");
  for (std::size_t i = 0; i < header.names.size(); ++i) {
    info.features.push_back({header.names[i], data::Kind::kFloat64, {}});
    if (header.names[i] != fmt::format("Column_{}", i)) info.names_known = true;
  }
  for (std::size_t k = 0; k < header.pandas.size(); ++k) {
    if (header.pandas[k].empty() || header.pandas[k].front().kind != Category::Kind::kString)
      continue;
    model::Feature& feature = info.features[header.categorical[k]];
    feature.kind = data::Kind::kString;
    for (const Category& category : header.pandas[k]) feature.categories.push_back(category.text);
  }
  return info;
}

Result<Booster> add_booster(model::ModelBuilder& builder, ValueId in, std::string_view bytes,
                            const std::string& name, const Beside& beside) {
  SLIPWAY_ASSIGN(const TextModel text, parse_beside(bytes, beside));
  SLIPWAY_ASSIGN(const Header header, read_header(text));
  if (builder.block(in).width() != header.names.size())
    return bad(fmt::format("the booster has {} features, but is given {}", header.names.size(),
                           builder.block(in).width()));
  SLIPWAY_ASSIGN(const Objective objective, parse_objective(text.header));
  SLIPWAY_ASSIGN(model::Forest forest,
                 read_trees(text, static_cast<std::uint32_t>(header.names.size())));
  model::TreeEnsemble trees;
  SLIPWAY_ASSIGN(trees.outputs, trees_per_iteration(text));
  if (trees.outputs > 1)
    for (std::size_t t = 0; t < text.trees.size(); ++t)
      trees.tree_output.push_back(static_cast<std::uint32_t>(t % trees.outputs));
  trees.forest = std::make_shared<const model::Forest>(std::move(forest));
  Booster booster;
  booster.classes = trees.outputs;
  booster.objective = objective.name;
  ValueId features = in;
  if (!header.pandas.empty()) {
    SLIPWAY_ASSIGN(features, add_codes(builder, in, header, name));
  }
  SLIPWAY_ASSIGN(booster.margin,
                 builder.add(name + ".trees", "lightgbm.Booster", {features}, std::move(trees)));
  booster.response = booster.margin;
  // A random forest's raw score is the sum; what it predicts is the mean over iterations.
  if (text.header.has("average_output") && !text.trees.empty()) {
    const std::size_t iterations = text.trees.size() / booster.classes;
    model::Scale mean;
    mean.divisor.assign(booster.classes, static_cast<double>(iterations));
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
