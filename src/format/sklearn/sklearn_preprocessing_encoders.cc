// OneHotEncoder, OrdinalEncoder and TargetEncoder.
#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/elementwise.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

constexpr std::int64_t kNone = -1;

// Missing values are values like others from 0.24 on.
bool passes_nan(const Context& context) { return context.version() >= 2400; }

base::Result<std::vector<Categories>> read_all_categories(Context& context, Attributes& state) {
  SLIPWAY_ASSIGN(Ref list, state.need("categories_"));
  SLIPWAY_TRY(refuse_repeats("categories_", list->items()));
  std::vector<Categories> all;
  for (Ref array : list->items()) {
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
  if (mappings->items().size() != columns)
    return base::invalid_argument("WRONG_SHAPE",
                                  "_default_to_infrequent_mappings has another number of columns");
  SLIPWAY_TRY(refuse_repeats("_default_to_infrequent_mappings", mappings->items()));
  for (std::size_t j = 0; j < columns; ++j) {
    if (is_none(mappings->items()[j])) continue;
    SLIPWAY_ASSIGN(grouping[j], pickle::as_int64s(mappings->items()[j]));
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
  if (index->tag == Tag::kArray && index->array()->dtype.kind != 'O') {
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
  for (const std::int64_t index : grouping) {
    if (index < 0 || std::cmp_greater_equal(index, count))
      return base::invalid_argument("WRONG_SHAPE",
                                    fmt::format("a grouping has index {} of {}", index, count));
    indices = std::max(indices, index + 1);
  }
  if (dropped != kNone && (dropped < 0 || dropped >= indices))
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("drop_idx_ has {} of {}", dropped, indices));
  const auto slot = [dropped](std::int64_t index) {
    return static_cast<std::int32_t>(index == dropped                      ? model::OneHot::kNoSlot
                                     : dropped != kNone && index > dropped ? index - 1
                                                                           : index);
  };
  out.column.slots = static_cast<std::int32_t>(indices - (dropped != kNone ? 1 : 0));
  out.names.resize(static_cast<std::size_t>(out.column.slots));
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t index = grouping.empty() ? static_cast<std::int64_t>(i) : grouping[i];
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
  SLIPWAY_ASSIGN(const Value checked, encoder_input(context, in, categories, passes_nan(context)));
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
  SLIPWAY_ASSIGN(const Value checked, encoder_input(context, in, categories, passes_nan(context)));
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

// By column and class: `encodings_` holds, class after class, the number of each category.
base::Result<model::Ordinal> read_encodings(Attributes& state,
                                            const std::vector<Categories>& categories,
                                            std::size_t classes) {
  SLIPWAY_ASSIGN(Ref list, state.need("encodings_"));
  SLIPWAY_ASSIGN(const std::vector<Ref> encodings, pickle::as_refs(list));
  SLIPWAY_TRY(want_width("encodings_", encodings.size(), categories.size() * classes));
  SLIPWAY_TRY(refuse_repeats("encodings_", encodings));
  SLIPWAY_ASSIGN(const std::vector<double> means, state.doubles("target_mean_"));
  SLIPWAY_TRY(want_width("target_mean_", means.size(), classes));
  model::Ordinal op;
  for (std::size_t e = 0; e < encodings.size(); ++e) {
    auto& column = op.columns.emplace_back();
    column.categories = categories[e / classes].values;
    SLIPWAY_ASSIGN(column.code, pickle::as_doubles(encodings[e]));
    SLIPWAY_TRY(want_width("encodings_", column.code.size(), column.categories.size()));
    column.unknown = model::Unknown::kIgnore;
    column.unknown_code = means[e % classes];
  }
  return op;
}

base::Result<Emitted> target_encoder(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool infrequent, state.flag("_infrequent_enabled", false));
  if (infrequent) return context.unsupported("infrequent categories");
  SLIPWAY_ASSIGN(const std::string type, state.text("target_type_", "continuous"));
  SLIPWAY_ASSIGN(const auto categories, read_all_categories(context, state));
  SLIPWAY_ASSIGN(const Value checked, encoder_input(context, in, categories, true));
  std::vector<std::string> names = in.names, classes = {""};
  std::vector<std::uint32_t> columns;
  if (type == "multiclass") {
    SLIPWAY_ASSIGN(Ref labels, state.need("classes_"));
    SLIPWAY_ASSIGN(const model::Labels known, read_labels(labels));
    classes = known.text;
    if (classes.size() * in.width() > base::kColumnsMax)
      return base::invalid_argument("WRONG_SHAPE", "encodings_ has too many columns");
    names.clear();
    for (const std::string& name : in.names)
      for (const std::string& label : classes) names.push_back(name + "_" + label);
  }
  for (std::uint32_t j = 0; j < in.width(); ++j) columns.insert(columns.end(), classes.size(), j);
  SLIPWAY_ASSIGN(model::Ordinal op, read_encodings(state, categories, classes.size()));
  SLIPWAY_ASSIGN(const Value repeated, context.gather(checked, columns));
  SLIPWAY_ASSIGN(const ValueId id, context.add(repeated, std::move(op)));
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->finite = true;
  return emitted;
}

// The encoder of whole numbers there was until 0.19, and in 0.20 and 0.21 where one asked for it:
// by column the values 0 … n_values - 1; those that were never seen have no column of their own,
// and are no error.
struct WholeNumbers {
  std::vector<std::int64_t> counts;  // n_values_
  std::vector<std::int64_t> active;  // of the counts one after another, the columns that are kept
};

base::Result<WholeNumbers> read_whole_numbers(Attributes& state, std::size_t width) {
  WholeNumbers read;
  Ref counts = state.get("_n_values_");
  if (counts == nullptr) {
    SLIPWAY_ASSIGN(counts, state.need("n_values_"));
  }
  SLIPWAY_ASSIGN(read.counts, pickle::as_int64s(counts));
  SLIPWAY_TRY(want_width("n_values_", read.counts.size(), width));
  std::int64_t all = 0;
  for (const std::int64_t count : read.counts) {
    if (count < 0 || count > base::kColumnsMax || (all += count) > base::kColumnsMax)
      return base::invalid_argument("WRONG_SHAPE", "n_values_ has too many values");
  }
  Ref active = state.get("_active_features_");
  if (active == nullptr) active = state.get("active_features_");
  if (active == nullptr) {
    for (std::int64_t i = 0; i < all; ++i) read.active.push_back(i);
    return read;
  }
  SLIPWAY_ASSIGN(read.active, pickle::as_int64s(active));
  for (const std::int64_t i : read.active)
    if (i < 0 || i >= all) return base::invalid_argument("WRONG_SHAPE", "active_features_");
  if (!std::ranges::is_sorted(read.active))
    return base::invalid_argument("WRONG_SHAPE", "active_features_ is not in order");
  return read;
}

model::OneHot one_hot_of(const WholeNumbers& numbers, bool ignore) {
  model::OneHot op;
  std::int64_t begin = 0;
  for (const std::int64_t count : numbers.counts) {
    auto& column = op.columns.emplace_back();
    for (std::int64_t value = 0; value < count; ++value) {
      const bool kept = std::ranges::binary_search(numbers.active, begin + value);
      column.categories.push_back({model::Category::Kind::kNumber, static_cast<double>(value), {}});
      column.slot.push_back(kept ? column.slots++ : model::OneHot::kNoSlot);
    }
    column.unknown = ignore ? model::Unknown::kIgnore : model::Unknown::kReject;
    begin += count;
  }
  return op;
}

// categorical_features: "all", a mask or indices; the others follow as they are.
base::Result<std::vector<bool>> read_selected(Attributes& state, std::size_t width) {
  Ref which = state.get("_categorical_features");
  if (is_none(which)) which = state.get("categorical_features");
  if (is_none(which) || (which->tag == Tag::kString && which->text == "all"))
    return std::vector<bool>(width, true);
  if (const auto mask = pickle::as_bools(which); mask.ok()) {
    SLIPWAY_TRY(want_width("categorical_features", mask->size(), width));
    return *mask;
  }
  std::vector<bool> selected(width, false);
  SLIPWAY_ASSIGN(const auto indices, pickle::as_int64s(which));
  for (std::int64_t index : indices) {
    if (index < 0) index += static_cast<std::int64_t>(width);
    if (index < 0 || std::cmp_greater_equal(index, width))
      return base::invalid_argument("BAD_COLUMN", "categorical_features");
    selected[static_cast<std::size_t>(index)] = true;
  }
  return selected;
}

base::Result<Emitted> one_hot_of_whole_numbers(Context& context, Attributes& state,
                                               const Value& in) {
  SLIPWAY_ASSIGN(const std::string unknown, state.text("handle_unknown", "error"));
  SLIPWAY_ASSIGN(const bool sparse, state.flag("sparse", true));
  SLIPWAY_ASSIGN(const std::vector<bool> selected, read_selected(state, in.width()));
  std::vector<std::uint32_t> columns, others;
  for (std::uint32_t j = 0; j < in.width(); ++j) (selected[j] ? columns : others).push_back(j);
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  std::vector<Value> parts;
  if (!columns.empty()) {
    SLIPWAY_ASSIGN(const Value part, context.gather(checked, columns));
    SLIPWAY_ASSIGN(ValueId id, context.add(part, model::Elementwise{model::Function::kTrunc, {}}));
    SLIPWAY_ASSIGN(id, context.add(id, model::Require{.least = 0}, "whole"));
    SLIPWAY_ASSIGN(const WholeNumbers numbers, read_whole_numbers(state, columns.size()));
    model::OneHot op = one_hot_of(numbers, unknown == "ignore");
    std::vector<std::string> names;
    for (std::size_t j = 0; j < columns.size(); ++j)
      for (std::size_t i = 0; i < op.columns[j].slot.size(); ++i)
        if (op.columns[j].slot[i] >= 0) names.push_back(fmt::format("{}_{}", part.names[j], i));
    SLIPWAY_ASSIGN(id, context.add(id, std::move(op)));
    parts.push_back(computed(id, std::move(names)));
  }
  if (!others.empty()) {
    SLIPWAY_ASSIGN(Value part, context.gather(checked, others));
    parts.push_back(std::move(part));
  }
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, context.concat(parts));
  emitted.transform->finite = true;
  emitted.transform->sparse = sparse && !columns.empty();
  SLIPWAY_TRY(read_output_dtype(context, state, *emitted.transform));
  return emitted;
}

base::Result<Emitted> any_one_hot_encoder(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool legacy, state.flag("_legacy_mode", context.version() < 2000));
  if (legacy) return one_hot_of_whole_numbers(context, state, in);
  return one_hot_encoder(context, state, in);
}

}  // namespace

std::vector<Adapter> sklearn_preprocessing_encoders_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"OneHotEncoder"},
       .convert = any_one_hot_encoder,
       .reads = {"feature_name_combiner", "handle_unknown", "sparse_output", "sparse",
                 "categories_", "_infrequent_enabled", "_default_to_infrequent_mappings",
                 "_drop_idx_after_grouping", "drop_idx_", "dtype", "_legacy_mode", "_n_values_",
                 "n_values_", "_active_features_", "active_features_", "categorical_features",
                 "_categorical_features"},
       .ignores = {"categories", "drop", "min_frequency", "max_categories", "n_values", "_n_values",
                   "_categories", "_feature_indices_", "feature_indices_", "_n_features_outs",
                   "_infrequent_indices"}},
      {.package = "sklearn.preprocessing",
       .classes = {"OrdinalEncoder"},
       .convert = ordinal_encoder,
       .reads = {"handle_unknown", "unknown_value", "encoded_missing_value", "categories_",
                 "_infrequent_enabled", "_default_to_infrequent_mappings", "dtype"},
       .ignores = {"categories", "_categories", "min_frequency", "max_categories",
                   "_missing_indices", "_infrequent_indices"}},
      {.package = "sklearn.preprocessing",
       .classes = {"TargetEncoder"},
       .convert = target_encoder,
       .reads = {"categories_", "encodings_", "target_mean_", "target_type_", "classes_",
                 "_infrequent_enabled"},
       .ignores = {"categories", "target_type", "smooth", "cv", "shuffle", "random_state",
                   "_infrequent_indices"}},
  };
}

}  // namespace slipway::format::sklearn
