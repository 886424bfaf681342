#include "format/catboost/json.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "format/catboost/json_tables.h"
#include "format/catboost/json_value.h"

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;

// Members of the model as texts: some are objects, written as texts in a .cbm file.
Status read_info(Json model, Saved& saved) {
  simdjson::dom::object info;
  if (!has(model, "model_info") || model["model_info"].get(info) != simdjson::SUCCESS) return {};
  for (const auto [key, value] : info) {
    std::string_view text;
    saved.info.insert_or_assign(std::string(key),
                                value.get(text) == simdjson::SUCCESS
                                    ? std::string(text)
                                    : simdjson::to_string(static_cast<Json>(value)));
  }
  return {};
}

Result<NanIs> read_nan(Json feature) {
  const std::string nan = text_in(feature, "nan_value_treatment");
  if (nan == "AsIs" || nan.empty()) return NanIs::kAsIs;
  if (nan == "AsFalse") return NanIs::kFalse;
  if (nan == "AsTrue") return NanIs::kTrue;
  return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("nan_value_treatment {}", nan));
}

std::string name_of(Json feature) {
  std::string name = text_in(feature, "feature_name");
  return name.empty() ? text_in(feature, "feature_id") : name;
}

Status read_float(Json value, Saved& saved) {
  FloatFeature& feature = saved.floats.emplace_back();
  SLIPWAY_ASSIGN(feature.index, number_in<std::int32_t>(value, "feature_index"));
  SLIPWAY_ASSIGN(feature.flat, number_in<std::int32_t>(value, "flat_feature_index"));
  bool has_nans = false;
  if (has(value, "has_nans") && value["has_nans"].get(has_nans) != simdjson::SUCCESS)
    return wrong_type("has_nans", "true or false");
  feature.has_nans = has_nans;
  SLIPWAY_ASSIGN(feature.nan, read_nan(value));
  feature.name = name_of(value);
  return numbers_in(value, "borders", feature.borders);
}

Status read_category(Json value, Saved& saved) {
  CategoryFeature& feature = saved.categories.emplace_back();
  SLIPWAY_ASSIGN(feature.index, number_in<std::int32_t>(value, "feature_index"));
  SLIPWAY_ASSIGN(feature.flat, number_in<std::int32_t>(value, "flat_feature_index"));
  feature.name = name_of(value);
  if (!has(value, "values")) return {};
  OneHotFeature& one_hot = saved.one_hot.emplace_back();
  one_hot.feature = feature.index;
  return numbers_in(value, "values", one_hot.values);
}

Status read_features(Json model, Saved& saved) {
  SLIPWAY_ASSIGN(const Json info, need(model, "features_info"));
  for (const char* name : {"text_features", "embedding_features", "estimated_features"})
    if (has(info, name))
      return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("a model with {}", name))
          .remedy("train it with numeric and categorical features only");
  SLIPWAY_ASSIGN(const std::vector<Json> floats, items_in(info, "float_features"));
  for (const Json value : floats) SLIPWAY_TRY(read_float(value, saved).at("float_features"));
  SLIPWAY_ASSIGN(const std::vector<Json> categories, items_in(info, "categorical_features"));
  for (const Json value : categories)
    SLIPWAY_TRY(read_category(value, saved).at("categorical_features"));
  SLIPWAY_ASSIGN(const std::vector<Json> ctrs, items_in(info, "ctrs"));
  for (const Json value : ctrs) {
    auto ctr = read_ctr(value);
    if (!ctr.ok()) return ctr.status().at("ctrs");
    saved.ctrs.push_back(std::move(*ctr));
  }
  return {};
}

// Splits that ask for a value, by their number. Those of all trees are all there are.
using Equal = std::map<std::int32_t, ValueTest>;

Status read_symmetric(Json tree, Saved& saved, Equal& equal) {
  const std::size_t before = saved.leaves.size();
  SLIPWAY_TRY(numbers_in(tree, "leaf_values", saved.leaves));
  SLIPWAY_ASSIGN(const std::vector<Json> splits, items_in(tree, "splits"));
  if (splits.size() >= 32) return base::invalid_argument("BAD_FILE", "a tree is too deep");
  for (const Json split : splits) {
    SLIPWAY_ASSIGN(const std::int32_t at, number_in<std::int32_t>(split, "split_index"));
    saved.splits.push_back(at);
    if (text_in(split, "split_type") != "OneHotFeature") continue;
    SLIPWAY_ASSIGN(equal[at].feature, number_in<std::int32_t>(split, "cat_feature_index"));
    SLIPWAY_ASSIGN(equal[at].value, number_in<std::int32_t>(split, "value"));
  }
  saved.sizes.push_back(static_cast<std::int32_t>(splits.size()));
  saved.outputs = static_cast<std::int64_t>((saved.leaves.size() - before) >> splits.size());
  return {};
}

// The nodes of a tree in the order of a walk that goes left first; recursion is bounded by the
// parser's depth.
class Nodes {
 public:
  explicit Nodes(Saved& saved) : saved_(saved) {}

  Status read(Json tree) {
    const std::size_t before = saved_.steps.size();
    SLIPWAY_TRY(node(tree));
    saved_.sizes.push_back(static_cast<std::int32_t>(saved_.steps.size() - before));
    return {};
  }

 private:
  Status node(Json from) {
    const std::size_t at = saved_.steps.size();
    saved_.steps.emplace_back();
    saved_.splits.push_back(0);
    saved_.leaf.push_back(static_cast<std::uint32_t>(saved_.leaves.size()));
    if (has(from, "value")) return leaf(from);
    SLIPWAY_ASSIGN(const Json split, need(from, "split"));
    SLIPWAY_ASSIGN(saved_.splits[at], number_in<std::int32_t>(split, "split_index"));
    SLIPWAY_ASSIGN(const Json left, need(from, "left"));
    SLIPWAY_ASSIGN(const Json right, need(from, "right"));
    saved_.steps[at].left = static_cast<std::uint32_t>(saved_.steps.size() - at);
    SLIPWAY_TRY(node(left));
    saved_.steps[at].right = static_cast<std::uint32_t>(saved_.steps.size() - at);
    return node(right);
  }

  Status leaf(Json from) {
    SLIPWAY_ASSIGN(const Json value, need(from, "value"));
    if (!value.is_array()) {
      SLIPWAY_ASSIGN(const double one, number<double>(value, "value"));
      return saved_.leaves.push_back(one), Status();
    }
    const std::size_t before = saved_.leaves.size();
    SLIPWAY_TRY(numbers_in(from, "value", saved_.leaves));
    saved_.outputs = static_cast<std::int64_t>(saved_.leaves.size() - before);
    return {};
  }

  Saved& saved_;
};

Status read_trees(Json model, Saved& saved) {
  if (has(model, "oblivious_trees")) {
    SLIPWAY_ASSIGN(const std::vector<Json> trees, items_in(model, "oblivious_trees"));
    Equal equal;
    for (std::size_t t = 0; t < trees.size(); ++t)
      SLIPWAY_TRY(read_symmetric(trees[t], saved, equal).at(fmt::format("oblivious_trees[{}]", t)));
    if (saved.one_hot.empty())  // before 0.20 they stand in the splits alone
      for (const auto& [number, test] : equal)
        saved.one_hot.push_back({test.feature, {test.value}});
    return {};
  }
  SLIPWAY_ASSIGN(const std::vector<Json> trees, items_in(model, "trees"));
  Nodes nodes(saved);
  for (std::size_t t = 0; t < trees.size(); ++t)
    SLIPWAY_TRY(nodes.read(trees[t]).at(fmt::format("trees[{}]", t)));
  return {};
}

// [scale, [bias of each output]], or [scale, bias]
Status read_scale(Json model, Saved& saved) {
  SLIPWAY_ASSIGN(const std::vector<Json> both, items_in(model, "scale_and_bias"));
  if (both.empty()) return {};
  if (both.size() != 2) return wrong_type("scale_and_bias", "a scale and a bias");
  SLIPWAY_ASSIGN(saved.scale, number<double>(both[0], "scale_and_bias"));
  if (both[1].is_number()) {
    SLIPWAY_ASSIGN(const double bias, number<double>(both[1], "scale_and_bias"));
    if (bias != 0) saved.bias = {bias};
    return {};
  }
  SLIPWAY_ASSIGN(const auto biases, array(both[1], "scale_and_bias"));
  for (const Json item : biases) {
    SLIPWAY_ASSIGN(const double bias, number<double>(item, "scale_and_bias"));
    saved.bias.push_back(bias);
  }
  return {};
}

}  // namespace

// The first member: CatBoost writes them in any order.
int sniff_json(std::string_view head) {
  const auto next = [&head] {
    const std::size_t at = head.find_first_not_of(" \t\r\n");
    head.remove_prefix(std::min(at, head.size()));
    return head.empty() ? '\0' : head[0];
  };
  if (next() != '{') return 0;
  head.remove_prefix(1);
  if (next() != '"') return 0;
  static constexpr std::array<std::pair<std::string_view, int>, 6> kFirst = {
      {{"\"oblivious_trees\"", 90},
       {"\"features_info\"", 90},
       {"\"ctr_data\"", 80},
       {"\"scale_and_bias\"", 80},
       {"\"model_info\"", 60},
       {"\"trees\"", 30}}};
  for (const auto& [name, sure] : kFirst)
    if (head.starts_with(name)) return sure;
  return 0;
}

Result<Saved> read_json(std::string_view bytes) {
  simdjson::dom::parser parser;
  Json model;
  if (const auto error = parser.parse(bytes.data(), bytes.size()).get(model))
    return base::invalid_argument("BAD_FILE", simdjson::error_message(error));
  if (!model.is_object()) return base::invalid_argument("BAD_FILE", "is no JSON object");
  Saved saved;
  SLIPWAY_TRY(read_info(model, saved));
  SLIPWAY_TRY(read_features(model, saved));
  SLIPWAY_TRY(read_trees(model, saved));
  SLIPWAY_TRY(read_scale(model, saved));
  SLIPWAY_TRY(read_tables(model, saved));
  return saved;
}

}  // namespace slipway::format::catboost
