// sklearn-pandas: DataFrameMapper, which gives columns by name to transformers, and what it puts
// around them.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/functions.h"
#include "format/sklearn/missing.h"
#include "format/sklearn/parts.h"
#include "format/sklearn/values.h"
#include "model/stages/elementwise.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

// One of built_features: columns, a transformer or None, options.
struct Feature {
  std::vector<std::string> columns;
  Ref transformer = nullptr;
  std::string base, prefix, suffix;  // of the names of what it makes
};

base::Result<std::string> option(Ref options, std::string_view name) {
  Ref value = options == nullptr ? nullptr : pickle::find(options, name);
  if (is_none(value)) return std::string();
  return pickle::as_string(value);
}

base::Result<Feature> read_feature(Ref held) {
  if (held->tag != Tag::kTuple || held->items().size() < 2)
    return base::invalid_argument("WRONG_TYPE", "a feature is not (columns, transformer, options)");
  Feature feature;
  Ref columns = held->items()[0];
  if (columns->tag == Tag::kString) {
    feature.columns = {std::string(columns->text)};
  } else {
    auto names = pickle::as_strings(columns);
    if (!names.ok())
      return base::unimplemented("UNSUPPORTED_OPTION", "columns that are chosen by a function");
    feature.columns = *std::move(names);
  }
  feature.transformer = held->items()[1];
  Ref options = held->items().size() > 2 ? held->items()[2] : nullptr;
  SLIPWAY_ASSIGN(feature.base, option(options, "alias"));
  SLIPWAY_ASSIGN(feature.prefix, option(options, "prefix"));
  SLIPWAY_ASSIGN(feature.suffix, option(options, "suffix"));
  if (feature.base.empty())
    for (const std::string& column : feature.columns)
      feature.base += (feature.base.empty() ? "" : "_") + column;
  return feature;
}

// Unfitted ones are in `features` only.
base::Result<std::vector<Feature>> read_features(Ref mapper) {
  Ref held = pickle::attribute(mapper, "built_features");
  if (is_none(held)) held = pickle::attribute(mapper, "build_features");
  if (is_none(held) || held->tag != Tag::kList)
    return base::invalid_argument("MISSING_ATTRIBUTE", "there is no attribute built_features")
        .remedy("fit the mapper before it is saved");
  std::vector<Feature> features;
  for (Ref one : held->items()) {
    SLIPWAY_ASSIGN(features.emplace_back(), read_feature(one));
  }
  return features;
}

std::vector<std::string> selected(const std::vector<Feature>& features) {
  std::vector<std::string> names;
  std::set<std::string_view> seen;
  for (const Feature& feature : features)
    for (const std::string& column : feature.columns)
      if (seen.insert(column).second) names.push_back(column);
  return names;
}

// default=None: the columns that nothing selects pass, under their own names at the end of those of
// the result. Those of the features come first: "base", or "base_" and something.
base::Result<std::vector<std::string>> passing(Ref mapper, const std::vector<Feature>& features) {
  Ref otherwise = pickle::attribute(mapper, "default");
  std::vector<std::string> rest;
  if (otherwise == nullptr || otherwise->tag != Tag::kNone) return rest;
  Ref held = pickle::attribute(mapper, "transformed_names_");
  if (held == nullptr) return rest;
  SLIPWAY_ASSIGN(const std::vector<std::string> names, pickle::as_strings(held));
  std::size_t next = 0;
  for (const Feature& feature : features) {
    const std::string one = feature.prefix + feature.base;
    if (next < names.size() && names[next] == one + feature.suffix) {
      ++next;
      continue;
    }
    while (next < names.size() && names[next].starts_with(one + "_") &&
           names[next].ends_with(feature.suffix))
      ++next;
  }
  rest.assign(names.begin() + static_cast<std::ptrdiff_t>(next), names.end());
  return rest;
}

base::Result<std::optional<Inputs>> inputs_of_mapper(Ref record) {
  SLIPWAY_ASSIGN(const std::vector<Feature> features, read_features(record));
  Inputs inputs{selected(features), true};
  SLIPWAY_ASSIGN(const std::vector<std::string> rest, passing(record, features));
  inputs.names.insert(inputs.names.end(), rest.begin(), rest.end());
  if (inputs.names.empty()) return std::optional<Inputs>();
  return std::optional(std::move(inputs));
}

base::Result<Value> columns_called(Context& context, const Value& in,
                                   const std::vector<std::string>& names) {
  std::vector<std::uint32_t> columns;
  for (const std::string& name : names) {
    const auto at = std::ranges::find(in.names, name);
    if (at == in.names.end())
      return base::invalid_argument("BAD_COLUMN",
                                    fmt::format("takes column \"{}\", which there is not", name));
    columns.push_back(static_cast<std::uint32_t>(at - in.names.begin()));
  }
  return context.gather(in, columns);
}

// As get_names() has them, but for those that a transformer has itself.
void name_part(const Feature& feature, Value& part) {
  for (std::size_t k = 0; k < part.names.size(); ++k)
    part.names[k] = feature.prefix + feature.base +
                    (part.names.size() > 1 ? fmt::format("_{}", k) : std::string()) +
                    feature.suffix;
}

base::Result<Emitted> mapper(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::vector<Feature> features, read_features(state.record()));
  Ref otherwise = state.get("default");
  const bool drops = otherwise == nullptr || otherwise->tag == Tag::kBool;
  if (!drops && otherwise->tag != Tag::kNone)
    return context.unsupported("default that is a transformer: its columns are not in the file")
        .remedy("select them by name");
  std::vector<Value> parts;
  bool sparse = false;
  std::size_t number = 0;
  for (const Feature& feature : features) {
    SLIPWAY_ASSIGN(Value part, columns_called(context, in, feature.columns));
    const std::string name = fmt::format("feature{}", number++);
    if (!is_none(feature.transformer)) {
      SLIPWAY_ASSIGN(const Emitted emitted, context.convert(feature.transformer, name, part));
      if (!emitted.transform)
        return base::invalid_argument("BAD_MODEL", fmt::format("{} does not transform", name));
      part = *emitted.transform;
    }
    sparse = sparse || part.sparse;
    name_part(feature, part);
    parts.push_back(std::move(part));
  }
  std::size_t width = 0;
  for (const Value& part : parts) width += part.width();
  SLIPWAY_ASSIGN(const std::vector<std::string> rest, passing(state.record(), features));
  std::vector<std::string> names;
  if (Ref held = state.get("transformed_names_"); !is_none(held)) {
    SLIPWAY_ASSIGN(names, pickle::as_strings(held));
  }
  if (!drops) {
    if (names.size() != width + rest.size() || names.empty())
      return context.unsupported("default=None: which columns pass is not in the file")
          .remedy("fit it with fit_transform, or select them by name");
    SLIPWAY_ASSIGN(Value part, columns_called(context, in, rest));
    parts.push_back(std::move(part));
  }
  if (width + rest.size() == 0) return base::invalid_argument("BAD_MODEL", "no columns are left");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, context.concat(parts));
  if (names.size() == emitted.transform->names.size()) emitted.transform->names = names;
  SLIPWAY_ASSIGN(const bool stays_sparse, state.flag("sparse", false));
  emitted.transform->sparse = sparse && stays_sparse;
  return emitted;
}

// Several transformers in turn.
base::Result<Emitted> transformers(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref steps, state.need("steps"));
  return in_turn(context, steps, in, [](Ref) { return false; });
}

// log or log1p; the name is that of a private attribute.
base::Result<Emitted> numerical(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string function, state.text("_NumericalTransformer__func", ""));
  if (function != "log" && function != "log1p")
    return context.unsupported(fmt::format("func={}", function));
  SLIPWAY_ASSIGN(const ValueId id,
                 context.add(in, model::Elementwise{*model::find_function(function), {}}));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  return emitted;
}

// A function of one number.
base::Result<Emitted> function_transformer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("_FunctionTransformer__func"));
  SLIPWAY_ASSIGN(const model::Function function, read_function(context, "func", held));
  Emitted emitted;
  if (is_none(held) || function == model::Function::kPositive)
    return context.unsupported(fmt::format("func={}", pickle::describe(held)));
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, model::Elementwise{function, {}}));
  emitted.transform = computed(id, in.names);
  return emitted;
}

// One value for what is missing in any column. Nothing is refused.
base::Result<Emitted> categorical_imputer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("fill_"));
  model::Impute impute;
  SLIPWAY_ASSIGN(impute.missing, read_missing(state));
  SLIPWAY_ASSIGN(const model::Category fill, read_category(held));
  impute.fill.assign(in.width(), fill);
  if (fill.kind == model::Category::Kind::kString) SLIPWAY_TRY(expect_all_texts(context, in));
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, std::move(impute)));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_pandas_adapters() {
  std::vector<Adapter> all = {
      {.package = "sklearn_pandas.dataframe_mapper",
       .classes = {"DataFrameMapper"},
       .convert = mapper,
       .reads = {"default", "sparse", "transformed_names_"},
       // What is not built has not been fitted; values are the same whether in a frame or not.
       .ignores = {"features", "built_features", "build_features", "built_default", "df_out",
                   "input_df", "drop_cols"},
       .inputs = inputs_of_mapper},
      {.package = "sklearn_pandas.pipeline",
       .classes = {"TransformerPipeline"},
       .convert = transformers,
       .reads = {"steps"},
       .ignores = {}},
      {.package = "sklearn_pandas.transformers",
       .classes = {"NumericalTransformer"},
       .convert = numerical,
       .reads = {"_NumericalTransformer__func"},
       .ignores = {}},
      {.package = "sklearn_pandas.transformers",
       .classes = {"FunctionTransformer"},
       .convert = function_transformer,
       .reads = {"_FunctionTransformer__func"},
       .ignores = {}},
  };
  for (const char* package : {"sklearn_pandas.transformers", "sklearn_pandas.categorical_imputer"})
    all.push_back({.package = package,
                   .classes = {"CategoricalImputer"},
                   .convert = categorical_imputer,
                   .reads = {"fill_", "missing_values"},
                   .ignores = {"strategy", "fill_value", "copy"}});
  return all;
}

}  // namespace slipway::format::sklearn
