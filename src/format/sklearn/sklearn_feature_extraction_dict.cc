// DictVectorizer: rows of named values to columns.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/dict_features.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

// Where each feature is: in the block of texts or that of numbers.
struct Blocks {
  std::vector<std::uint32_t> texts, numbers;  // columns of the input
  model::OneHot one_hot;                      // of the texts
  std::vector<model::Gather::From> features;
};

Blocks arrange(const DictFeatures& all) {
  Blocks blocks;
  std::vector<std::uint32_t> place;  // by column: in its block
  for (std::uint32_t j = 0; j < all.columns.size(); ++j) {
    auto& block = all.text[j] ? blocks.texts : blocks.numbers;
    place.push_back(static_cast<std::uint32_t>(block.size()));
    block.push_back(j);
  }
  blocks.one_hot.columns.resize(blocks.texts.size());
  std::vector<std::int32_t> slot;  // by feature, of a text
  for (const auto& feature : all.features) {
    if (!feature.value) continue;
    auto& column = blocks.one_hot.columns[place[feature.column]];
    column.categories.push_back({model::Category::Kind::kString, 0, *feature.value});
    column.slot.push_back(column.slots++);
    column.unknown = model::Unknown::kIgnore;
    slot.push_back(column.slot.back());
  }
  std::vector<std::uint32_t> first;  // by text column: its first slot
  std::uint32_t slots = 0;
  for (const auto& column : blocks.one_hot.columns) {
    first.push_back(slots);
    slots += static_cast<std::uint32_t>(column.slots);
  }
  const std::uint32_t numbers = blocks.texts.empty() ? 0 : 1;  // which input they are
  std::size_t text = 0;
  for (const auto& feature : all.features) {
    const std::uint32_t at = place[feature.column];
    blocks.features.push_back(
        feature.value ? model::Gather::From{0, first[at] + static_cast<std::uint32_t>(slot[text++])}
                      : model::Gather::From{numbers, at});
  }
  return blocks;
}

// An absent number is 0.
base::Result<ValueId> numbers_of(Context& context, const Value& in, bool single) {
  model::Impute absent;
  absent.missing.number = std::numeric_limits<double>::quiet_NaN();
  absent.fill.assign(in.width(), model::Category{});
  SLIPWAY_ASSIGN(ValueId id, context.add(in, std::move(absent), "absent"));
  if (!single) return id;
  SLIPWAY_ASSIGN(id, context.add(id, model::Cast{model::Element::kF32}, "float32"));
  return context.add(id, model::Cast{model::Element::kF64}, "float64");
}

base::Status expect_texts(Context& context, const Value& in, const DictFeatures& all) {
  base::Status again;
  for (std::size_t j = 0; j < all.columns.size(); ++j) {
    if (!all.text[j]) continue;
    std::vector<std::string> values;
    for (const auto& feature : all.features)
      if (feature.column == j) values.push_back(*feature.value);
    base::Status status = context.expect_kind(in, j, data::Kind::kString, std::move(values));
    if (!status.ok() && status.reason() != std::string_view(kReadAgain)) return status;
    if (!status.ok()) again = status;
  }
  return again;
}

base::Result<Emitted> dict_vectorizer(Context& context, Attributes& state, const Value& in) {
  state.get("separator"), state.get("vocabulary_");
  SLIPWAY_ASSIGN(const DictFeatures all, dict_features(state.record()));
  if (in.names != all.columns)
    return context.unsupported("reads dicts, but is given columns")
        .remedy("make it the first step");
  SLIPWAY_TRY(expect_texts(context, in, all));
  Value out;
  SLIPWAY_TRY(read_output_dtype(context, state, out));
  const Blocks blocks = arrange(all);
  std::vector<ValueId> ids;
  if (!blocks.texts.empty()) {
    SLIPWAY_ASSIGN(const Value texts, context.gather(in, blocks.texts));
    SLIPWAY_ASSIGN(ids.emplace_back(), context.add(texts, blocks.one_hot, "values"));
  }
  if (!blocks.numbers.empty()) {
    SLIPWAY_ASSIGN(const Value numbers, context.gather(in, blocks.numbers));
    SLIPWAY_ASSIGN(ids.emplace_back(), numbers_of(context, numbers, out.single));
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(ids, model::Gather{blocks.features}));
  Emitted emitted;
  emitted.transform = computed(id, all.names);
  emitted.transform->single = out.single;
  SLIPWAY_ASSIGN(emitted.transform->sparse, state.flag("sparse", true));
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_feature_extraction_dict_adapters() {
  return {
      {.package = "sklearn.feature_extraction",
       .classes = {"DictVectorizer"},
       .convert = dict_vectorizer,
       .reads = {"separator", "vocabulary_", "dtype", "sparse"},
       .ignores = {"feature_names_", "sort"}},
  };
}

}  // namespace slipway::format::sklearn
