// sklearn2pmml.preprocessing: values that a mapping gives for others, of one column or of several.
#include <algorithm>
#include <limits>
#include <map>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/pmml_steps.h"
#include "format/sklearn/values.h"
#include "model/stages/domain.h"
#include "model/stages/linear.h"
#include "model/stages/lookup.h"
#include "model/stages/texts.h"

namespace slipway::format::sklearn {
namespace {

using model::Category;
using model::Domain;
using Kind = Category::Kind;

const double kNan = std::numeric_limits<double>::quiet_NaN();

// Values, all texts or all numbers; those that are missing become NaN or kMissing.
struct Column {
  std::vector<Category> values;
  bool text = false, number = false;
  base::Status add(Context& context, Ref value) {
    auto read = read_category(value);
    if (!read.ok()) return context.unsupported("mapping of what is neither text nor a number");
    text = text || read->kind == Kind::kString;
    number = number || (read->kind != Kind::kString && !is_null(*read));
    values.push_back(*std::move(read));
    if (text && number) return context.unsupported("mapping of text and numbers together");
    return {};
  }
};

struct Mapping {
  std::vector<Column> keys;  // one, or of tuples one for each of their places
  Column values;             // by key
  Category otherwise;        // of other keys; missing unless the mapping says
};

base::Status read_key(Context& context, Ref key, bool several, Mapping& mapping) {
  std::vector<Ref> parts = {key};
  if (several) {
    if (key->tag != pickle::Tag::kTuple) return context.unsupported("mapping of no tuples");
    parts.assign(key->items().begin(), key->items().end());
  }
  if (mapping.keys.empty()) mapping.keys.resize(parts.size());
  SLIPWAY_TRY(want_width("a key of mapping", parts.size(), mapping.keys.size()));
  for (std::size_t j = 0; j < parts.size(); ++j) {
    SLIPWAY_TRY(mapping.keys[j].add(context, parts[j]));
    if (is_null(mapping.keys[j].values.back()))
      return context.unsupported("mapping of what is neither text nor a number");
  }
  return {};
}

base::Result<Mapping> read_mapping(Context& context, Attributes& state, bool several) {
  if (!is_none(state.get("dtype"))) return context.unsupported("dtype");
  SLIPWAY_ASSIGN(Ref held, state.need("mapping"));
  Mapping mapping;
  for (const auto& [key, value] : pickle::dict_pairs(held)) {
    SLIPWAY_TRY(read_key(context, key, several, mapping));
    SLIPWAY_TRY(mapping.values.add(context, value));
  }
  if (mapping.keys.empty()) return context.unsupported("mapping without keys");
  Column all = mapping.values;
  Ref otherwise = state.get("default_value");
  if (!is_none(otherwise)) SLIPWAY_TRY(all.add(context, otherwise));
  mapping.otherwise = is_none(otherwise) ? missing_of(all.text) : all.values.back();
  mapping.values.text = all.text;
  for (Category& value : mapping.values.values)
    if (is_null(value)) value = missing_of(all.text);
  if (is_null(mapping.otherwise)) mapping.otherwise = missing_of(all.text);
  return mapping;
}

// Before 0.100 a missing value was one that the mapping does not know, after that it stays missing;
// those that have the attribute dtype are certainly newer. NaN beside a text may be either still.
base::Result<ValueId> settled(Context& context, Attributes& state, const Value& in,
                              const Mapping& mapping) {
  SLIPWAY_ASSIGN(const ValueId id, context.block(in));
  const bool beside = mapping.keys.size() > 1 &&
                      std::ranges::any_of(mapping.keys, [](const Column& key) { return key.text; });
  if ((state.has("dtype") && !beside) || is_null(mapping.otherwise)) return id;
  return present(context, id);
}

// The number of each of `keys`, looked up in one column; of what is missing NaN.
base::Result<ValueId> to_numbers(Context& context, ValueId in, const Mapping& mapping,
                                 std::vector<Category> keys, bool text) {
  model::Ordinal::Column column{.categories = std::move(keys),
                                .unknown = model::Unknown::kIgnore,
                                .unknown_code = mapping.otherwise.number};
  for (const Category& value : mapping.values.values) column.code.push_back(value.number);
  column.categories.push_back(missing_of(text));
  column.code.push_back(kNan);
  return context.add(in, model::Ordinal{{std::move(column)}});
}

// The value of each of `keys`, numbers that are looked up in one column.
base::Result<ValueId> of_numbers(Context& context, ValueId in, Mapping mapping,
                                 std::vector<Category> keys) {
  if (!mapping.values.text) return to_numbers(context, in, mapping, std::move(keys), false);
  return context.add(in, model::LookupTexts{{{.numbers = std::move(keys),
                                              .texts = std::move(mapping.values.values),
                                              .otherwise = std::move(mapping.otherwise)}}});
}

base::Result<Emitted> lookup(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_one(context, in));
  SLIPWAY_ASSIGN(Mapping mapping, read_mapping(context, state, false));
  Column& keys = mapping.keys[0];
  if (keys.text) SLIPWAY_TRY(want_texts(context, in, keys.values));
  SLIPWAY_ASSIGN(ValueId id, settled(context, state, in, mapping));
  if (!keys.text) {
    SLIPWAY_ASSIGN(id, of_numbers(context, id, std::move(mapping), std::move(keys.values)));
    return transformed(id, in.names);
  }
  if (mapping.values.text) {
    Domain::Column column{.missing = {missing_of(true)},
                          .valid = Domain::Valid::kKnown,
                          .known = std::move(keys.values),
                          .becomes = std::move(mapping.values.values)};
    column.on_invalid = {Domain::Do::kReplace, std::move(mapping.otherwise)};
    SLIPWAY_ASSIGN(id, context.add(id, Domain{{std::move(column)}}));
    return transformed(id, in.names);
  }
  SLIPWAY_ASSIGN(id, to_numbers(context, id, mapping, std::move(keys.values), true));
  return transformed(id, in.names);
}

// What the mapping does not know stays.
base::Result<Emitted> filter_lookup(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_one(context, in));
  SLIPWAY_ASSIGN(Mapping mapping, read_mapping(context, state, false));
  Column& keys = mapping.keys[0];
  if (keys.text != mapping.values.text) return context.unsupported("mapping of text to numbers");
  if (keys.text) SLIPWAY_TRY(want_texts(context, in, keys.values));
  return one_column(context, in,
                    Domain{{{.missing = {missing_of(keys.text)},
                             .valid = Domain::Valid::kKnown,
                             .known = std::move(keys.values),
                             .becomes = std::move(mapping.values.values)}}});
}

// The values of a column, each once, and of each key which of them it has.
struct Numbered {
  explicit Numbered(const Column& column) {
    std::map<std::pair<double, std::string_view>, std::size_t> numbers;  // no value is NaN
    for (const Category& value : column.values) {
      const auto [found, is_new] =
          numbers.emplace(std::pair(value.number, std::string_view(value.text)), values.size());
      of_key.push_back(found->second);
      if (is_new) values.push_back(value);
    }
  }
  std::vector<Category> values;
  std::vector<std::size_t> of_key;
};

// Each column's value becomes its number, the numbers one (as digits do), and that is looked up. What
// is not known is the number after the last.
base::Result<Emitted> multi_lookup(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Mapping mapping, read_mapping(context, state, true));
  SLIPWAY_TRY(want_width("a key of mapping", mapping.keys.size(), in.width()));
  constexpr double kExactMax = 9007199254740992;  // 2^53
  std::vector<Categories> texts;
  for (const Column& column : mapping.keys) {
    texts.emplace_back().text = column.text;
    texts.back().values = column.values;
  }
  SLIPWAY_TRY(expect_texts(context, in, texts));
  model::Ordinal numbers;
  model::Linear joined{.inputs = static_cast<std::uint32_t>(in.width()), .intercept = {0}};
  std::vector<double> of_key(mapping.values.values.size(), 0);
  double stride = 1;
  for (const Column& column : mapping.keys) {
    Numbered numbered(column);
    joined.coef.push_back(stride);
    for (std::size_t k = 0; k < of_key.size(); ++k)
      of_key[k] += stride * static_cast<double>(numbered.of_key[k]);
    const std::size_t count = numbered.values.size();
    model::Ordinal::Column& to = numbers.columns.emplace_back();
    to.categories = std::move(numbered.values);
    for (std::size_t i = 0; i < count; ++i) to.code.push_back(static_cast<double>(i));
    to.unknown = model::Unknown::kIgnore;
    to.unknown_code = static_cast<double>(count);
    to.categories.push_back(missing_of(column.text));
    to.code.push_back(kNan);
    stride *= static_cast<double>(count + 1);
    if (stride > kExactMax) return context.unsupported("mapping of so many");
  }
  SLIPWAY_ASSIGN(ValueId id, settled(context, state, in, mapping));
  SLIPWAY_ASSIGN(id, context.add(id, std::move(numbers), "numbers"));
  SLIPWAY_ASSIGN(id, context.add(id, std::move(joined), "key"));
  std::vector<Category> keys;
  for (const double key : of_key) keys.push_back({Kind::kNumber, key, {}});
  SLIPWAY_ASSIGN(id, of_numbers(context, id, std::move(mapping), std::move(keys)));
  Emitted emitted;
  emitted.transform = computed_components(context, id, 1);
  return emitted;
}

// As many columns as a key has places.
base::Result<std::optional<Inputs>> inputs_of_keys(Ref record) {
  Ref held = pickle::attribute(record, "mapping");
  if (is_none(held)) return std::optional<Inputs>();
  const auto pairs = pickle::dict_pairs(held);
  if (pairs.empty() || pairs[0].first->tag != pickle::Tag::kTuple) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(Inputs all,
                 numbered_inputs(static_cast<std::int64_t>(pairs[0].first->items().size())));
  return std::optional(std::move(all));
}

}  // namespace

std::vector<Adapter> sklearn2pmml_preprocessing_lookup_adapters() {
  const Names reads = {"mapping", "default_value", "dtype"};
  return {
      pmml_adapter({"LookupTransformer"}, lookup, reads, {}, one_input),
      pmml_adapter({"FilterLookupTransformer"}, filter_lookup, reads, {}, one_input),
      pmml_adapter({"MultiLookupTransformer"}, multi_lookup, reads, {}, inputs_of_keys),
  };
}

}  // namespace slipway::format::sklearn
