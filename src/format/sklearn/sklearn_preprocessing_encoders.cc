// OneHotEncoder and OrdinalEncoder.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

constexpr std::int64_t kNone = -1;

base::Result<std::vector<Categories>> read_all_categories(Context& context, Attributes& state) {
  SLIPWAY_ASSIGN(Ref list, state.need("categories_"));
  std::vector<Categories> all;
  for (Ref array : list->items) {
    SLIPWAY_ASSIGN(Categories categories, read_categories(array, context));
    all.push_back(std::move(categories));
  }
  return all;
}

// By column: the new index of each category once rare ones are one; empty where none is rare.
base::Result<std::vector<std::vector<std::int64_t>>> read_grouping(Attributes& state,
                                                                   std::size_t columns) {
  std::vector<std::vector<std::int64_t>> grouping(columns);
  SLIPWAY_ASSIGN(const bool enabled, state.flag("_infrequent_enabled", false));
  Ref mappings = state.get("_default_to_infrequent_mappings");
  if (!enabled || is_none(mappings)) return grouping;
  if (mappings->items.size() != columns)
    return base::invalid_argument("WRONG_SHAPE",
                                  "_default_to_infrequent_mappings has another number of columns");
  for (std::size_t j = 0; j < columns; ++j) {
    if (is_none(mappings->items[j])) continue;
    SLIPWAY_ASSIGN(grouping[j], pickle::as_int64s(mappings->items[j]));
  }
  return grouping;
}

// By column: the index that is dropped, or kNone.
base::Result<std::vector<std::int64_t>> read_dropped(Attributes& state, std::size_t columns) {
  std::vector<std::int64_t> dropped(columns, kNone);
  Ref after = state.get("_drop_idx_after_grouping");
  Ref plain = state.get("drop_idx_");
  Ref index = after != nullptr ? after : plain;
  if (is_none(index)) return dropped;
  if (index->tag == Tag::kArray && index->array->dtype.kind != 'O') {
    SLIPWAY_ASSIGN(dropped, pickle::as_int64s(index));
  } else {
    SLIPWAY_ASSIGN(const auto values, pickle::as_refs(index));
    if (values.size() != columns)
      return base::invalid_argument("WRONG_SHAPE", "drop_idx_ has another number of columns");
    for (std::size_t j = 0; j < columns; ++j) {
      if (is_none(values[j])) continue;
      SLIPWAY_ASSIGN(dropped[j], pickle::as_int64(values[j]));
    }
  }
  if (dropped.size() != columns)
    return base::invalid_argument("WRONG_SHAPE", "drop_idx_ has another number of columns");
  return dropped;
}

struct OneHotColumn {
  model::OneHot::Column column;
  std::vector<std::string> names;  // of its slots, behind the feature's
};

base::Result<OneHotColumn> one_hot_column(const Categories& categories,
                                          const std::vector<std::int64_t>& grouping,
                                          std::int64_t dropped, const std::string& unknown) {
  OneHotColumn out;
  out.column.categories = categories.values;
  const std::size_t count = categories.values.size();
  if (!grouping.empty() && grouping.size() != count)
    return base::invalid_argument("WRONG_SHAPE", "a grouping has another number of categories");
  std::int64_t indices = grouping.empty() ? static_cast<std::int64_t>(count) : 0;
  for (const std::int64_t index : grouping) indices = std::max(indices, index + 1);
  const auto slot = [dropped](std::int64_t index) {
    return static_cast<std::int32_t>(index == dropped                      ? model::OneHot::kNoSlot
                                     : dropped != kNone && index > dropped ? index - 1
                                                                           : index);
  };
  out.column.slots = static_cast<std::int32_t>(indices - (dropped != kNone ? 1 : 0));
  out.names.resize(static_cast<std::size_t>(std::max(out.column.slots, 0)));
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t index = grouping.empty() ? static_cast<std::int64_t>(i) : grouping[i];
    if (index < 0) return base::invalid_argument("WRONG_SHAPE", "a grouping has a negative index");
    out.column.slot.push_back(slot(index));
    if (out.column.slot[i] >= 0)
      out.names[static_cast<std::size_t>(out.column.slot[i])] =
          !grouping.empty() && index == indices - 1 ? "infrequent_sklearn" : categories.shown[i];
  }
  if (unknown == "error") return out;
  out.column.unknown = model::Unknown::kIgnore;
  if (unknown != "ignore" && !grouping.empty()) out.column.unknown_slot = slot(indices - 1);
  return out;
}

base::Result<Emitted> one_hot_encoder(Context& context, Attributes& state, const Value& in) {
  if (Ref combiner = state.get("feature_name_combiner");
      combiner != nullptr && combiner->tag != Tag::kString)
    return context.unsupported("a feature_name_combiner of one's own");
  SLIPWAY_ASSIGN(const std::string unknown, state.text("handle_unknown", "error"));
  if (unknown != "error" && unknown != "ignore" && unknown != "infrequent_if_exist" &&
      unknown != "warn")
    return context.unsupported(fmt::format("handle_unknown={}", unknown));
  SLIPWAY_ASSIGN(const bool sparse, state.flag("sparse_output", true));
  bool old_sparse = sparse;
  if (Ref flag = state.get("sparse"); flag != nullptr && flag->tag == Tag::kBool)
    old_sparse = flag->boolean;  // "deprecated" in 1.2 and 1.3
  SLIPWAY_ASSIGN(const auto categories, read_all_categories(context, state));
  SLIPWAY_ASSIGN(const auto grouping, read_grouping(state, categories.size()));
  SLIPWAY_ASSIGN(const auto dropped, read_dropped(state, categories.size()));
  SLIPWAY_ASSIGN(const Value checked, encoder_input(context, in, categories, true));
  model::OneHot op;
  std::vector<std::string> names;
  for (std::size_t j = 0; j < categories.size(); ++j) {
    SLIPWAY_ASSIGN(OneHotColumn column,
                   one_hot_column(categories[j], grouping[j], dropped[j], unknown));
    for (const std::string& name : column.names) names.push_back(in.names[j] + "_" + name);
    op.columns.push_back(std::move(column.column));
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(checked, std::move(op)));
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->finite = true;
  emitted.transform->sparse = sparse && old_sparse;
  SLIPWAY_TRY(read_output_dtype(context, state, *emitted.transform));
  return emitted;
}

base::Result<Emitted> ordinal_encoder(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string unknown, state.text("handle_unknown", "error"));
  if (unknown != "error" && unknown != "use_encoded_value")
    return context.unsupported(fmt::format("handle_unknown={}", unknown));
  const double nan = std::numeric_limits<double>::quiet_NaN();
  double unknown_value = nan, missing_value = nan;
  if (Ref value = state.get("unknown_value"); unknown != "error" && !is_none(value)) {
    SLIPWAY_ASSIGN(unknown_value, pickle::as_double(value));
  }
  if (Ref value = state.get("encoded_missing_value"); !is_none(value)) {
    SLIPWAY_ASSIGN(missing_value, pickle::as_double(value));
  }
  SLIPWAY_ASSIGN(const auto categories, read_all_categories(context, state));
  SLIPWAY_ASSIGN(const auto grouping, read_grouping(state, categories.size()));
  SLIPWAY_ASSIGN(const Value checked, encoder_input(context, in, categories, true));
  model::Ordinal op;
  for (std::size_t j = 0; j < categories.size(); ++j) {
    auto& column = op.columns.emplace_back();
    column.categories = categories[j].values;
    if (!grouping[j].empty() && grouping[j].size() > column.categories.size())
      return base::invalid_argument("WRONG_SHAPE", "a grouping has more indices than categories");
    for (std::size_t i = 0; i < column.categories.size(); ++i) {
      const auto& category = column.categories[i];
      const bool missing =
          category.kind == model::Category::Kind::kMissing ||
          (category.kind == model::Category::Kind::kNumber && std::isnan(category.number));
      const double code =
          i < grouping[j].size() ? static_cast<double>(grouping[j][i]) : static_cast<double>(i);
      column.code.push_back(missing ? missing_value : code);
    }
    column.unknown = unknown == "error" ? model::Unknown::kReject : model::Unknown::kIgnore;
    column.unknown_code = unknown_value;
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(checked, std::move(op)));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  SLIPWAY_TRY(read_output_dtype(context, state, *emitted.transform));
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_preprocessing_encoders_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"OneHotEncoder"},
       .convert = one_hot_encoder,
       .reads = {"feature_name_combiner", "handle_unknown", "sparse_output", "sparse",
                 "categories_", "_infrequent_enabled", "_default_to_infrequent_mappings",
                 "_drop_idx_after_grouping", "drop_idx_", "dtype"},
       .ignores = {"categories", "drop", "min_frequency", "max_categories", "n_values",
                   "categorical_features", "_legacy_mode", "_n_features_outs",
                   "_infrequent_indices"}},
      {.package = "sklearn.preprocessing",
       .classes = {"OrdinalEncoder"},
       .convert = ordinal_encoder,
       .reads = {"handle_unknown", "unknown_value", "encoded_missing_value", "categories_",
                 "_infrequent_enabled", "_default_to_infrequent_mappings", "dtype"},
       .ignores = {"categories", "min_frequency", "max_categories", "_missing_indices",
                   "_infrequent_indices"}},
  };
}

}  // namespace slipway::format::sklearn
