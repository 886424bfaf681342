// Pipeline, ColumnTransformer, and FunctionTransformer where it does nothing.
#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

bool is_text(Ref value, std::string_view text) {
  return value->tag == Tag::kString && value->text == text;
}

// Steps in turn; "passthrough" and None pass on.
base::Result<Emitted> pipeline(Context& context, Attributes& state, const Value& in) {
  if (!is_none(state.get("transform_input"))) return context.unsupported("transform_input");
  SLIPWAY_ASSIGN(Ref steps, state.need("steps"));
  Emitted last;
  last.transform = in;
  for (std::size_t i = 0; i < steps->items.size(); ++i) {
    Ref step = steps->items[i];
    if (step->items.size() != 2 || step->items[0]->tag != Tag::kString)
      return base::invalid_argument("WRONG_TYPE", "a step is not a pair of name and estimator");
    Ref estimator = step->items[1];
    if (is_none(estimator) || is_text(estimator, "passthrough")) continue;
    if (!last.transform)
      return base::invalid_argument("BAD_MODEL", "a step follows one that does not transform");
    const Value input = *last.transform;
    SLIPWAY_ASSIGN(last, context.convert(estimator, step->items[0]->text, input));
  }
  return last;
}

// The input columns that a specification of `columns` means: names, numbers, a slice, a mask.
base::Result<std::vector<std::uint32_t>> resolve(Context& context, Ref columns, const Value& in) {
  std::vector<std::uint32_t> all;
  const auto add = [&](std::int64_t index) -> base::Status {
    const auto width = static_cast<std::int64_t>(in.width());
    if (index < -width || index >= width)
      return base::invalid_argument("BAD_COLUMN",
                                    fmt::format("takes column {} of {}", index, width));
    all.push_back(static_cast<std::uint32_t>(index < 0 ? index + width : index));
    return {};
  };
  const auto add_name = [&](std::string_view name) -> base::Status {
    const auto it = std::ranges::find(in.names, name);
    if (it == in.names.end())
      return base::invalid_argument("BAD_COLUMN",
                                    fmt::format("takes column \"{}\", which there is not", name));
    return add(it - in.names.begin());
  };
  if (columns->tag == Tag::kString)
    return context.unsupported(
        "one column named by a text, which is given to its transformer as a vector");
  if (pickle::record_class(columns) == "builtins.slice") {
    const auto args = pickle::record_args(columns);
    std::int64_t bounds[3] = {0, static_cast<std::int64_t>(in.width()), 1};
    for (std::size_t i = 0; i < args.size() && i < 3; ++i) {
      if (is_none(args[i])) continue;
      if (args[i]->tag == Tag::kString) return context.unsupported("a slice of names");
      SLIPWAY_ASSIGN(bounds[i], pickle::as_int64(args[i]));
      if (i < 2 && bounds[i] < 0) bounds[i] += static_cast<std::int64_t>(in.width());
    }
    if (bounds[2] <= 0) return context.unsupported("a slice that goes backwards");
    for (std::int64_t i = bounds[0]; i < std::min(bounds[1], static_cast<std::int64_t>(in.width()));
         i += bounds[2])
      SLIPWAY_TRY(add(i));
    return all;
  }
  if (const auto mask = pickle::as_bools(columns); mask.ok() && mask->size() == in.width()) {
    for (std::size_t i = 0; i < mask->size(); ++i)
      if ((*mask)[i]) SLIPWAY_TRY(add(static_cast<std::int64_t>(i)));
    return all;
  }
  if (const auto names = pickle::as_strings(columns); names.ok()) {
    for (const std::string& name : *names) SLIPWAY_TRY(add_name(name));
    return all;
  }
  SLIPWAY_ASSIGN(const auto indices, pickle::as_int64s(columns));
  for (const std::int64_t index : indices) SLIPWAY_TRY(add(index));
  return all;
}

// From 1.0 on the file says which columns a transformer was given, however they were named.
base::Result<std::vector<std::uint32_t>> columns_of(Context& context, Ref indices_by_name,
                                                    Ref transformer, const Value& in) {
  Ref indices = is_none(indices_by_name)
                    ? nullptr
                    : pickle::find(indices_by_name, transformer->items[0]->text);
  return resolve(context, indices != nullptr ? indices : transformer->items[2], in);
}

base::Result<Value> weighted(Context& context, const Value& in, std::string_view name, Ref weight) {
  SLIPWAY_ASSIGN(const double factor, pickle::as_double(weight));
  model::Scale op;
  op.factor.assign(in.width(), factor);
  SLIPWAY_ASSIGN(const ValueId id, context.add(in, std::move(op), fmt::format("{}.weight", name)));
  Value out = computed(id, in.names);
  out.finite = in.finite && std::isfinite(factor);
  out.sparse = in.sparse;
  out.single = in.single;
  return out;
}

base::Result<Emitted> column_transformer(Context& context, Attributes& state, const Value& in) {
  Ref weights = state.get("transformer_weights");
  SLIPWAY_ASSIGN(const bool verbose_names, state.flag("verbose_feature_names_out", true));
  Ref indices = state.get("_transformer_to_input_indices");
  SLIPWAY_ASSIGN(Ref transformers, state.need("transformers_"));
  std::vector<Value> parts;
  for (Ref transformer : transformers->items) {
    if (transformer->items.size() != 3 || transformer->items[0]->tag != Tag::kString)
      return base::invalid_argument("WRONG_TYPE",
                                    "a transformer is not (name, estimator, columns)");
    const std::string_view name = transformer->items[0]->text;
    Ref estimator = transformer->items[1];
    if (is_text(estimator, "drop")) continue;
    SLIPWAY_ASSIGN(const auto columns, columns_of(context, indices, transformer, in));
    if (columns.empty()) continue;
    SLIPWAY_ASSIGN(Value part, context.gather(in, columns));
    if (!is_text(estimator, "passthrough")) {
      SLIPWAY_ASSIGN(const Emitted emitted, context.convert(estimator, name, part));
      if (!emitted.transform)
        return base::invalid_argument("BAD_MODEL", fmt::format("{} does not transform", name));
      part = *emitted.transform;
    }
    if (Ref weight = is_none(weights) ? nullptr : pickle::find(weights, name); !is_none(weight)) {
      SLIPWAY_ASSIGN(part, weighted(context, part, name, weight));
    }
    for (std::string& column : part.names)
      if (verbose_names) column = fmt::format("{}__{}", name, column);
    parts.push_back(std::move(part));
  }
  if (parts.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, context.concat(parts));
  SLIPWAY_ASSIGN(emitted.transform->sparse, state.flag("sparse_output_", false));
  return emitted;
}

// HistGradientBoosting's own preprocessor passes its numbers through functools.partial(check_array,
// …), which allows every value.
bool is_check_of_boosting(const Context& context, Ref function) {
  if (!context.path().ends_with(".preprocessor.numerical") ||
      pickle::record_class(function) != "functools.partial")
    return false;
  const auto args = pickle::record_args(function);
  return args.size() == 1 && pickle::is_symbol(args[0], "sklearn.utils.validation.check_array");
}

base::Result<Emitted> function_transformer(Context& context, Attributes& state, const Value& in) {
  Ref function = state.get("func");
  if (!is_none(function) && !is_check_of_boosting(context, function)) {
    const std::string name =
        function->tag == Tag::kSymbol ? pickle::symbol_name(function) : pickle::describe(function);
    return context.unsupported(fmt::format("func={}", name))
        .remedy("use func=None, or a transformer of scikit-learn's own");
  }
  Emitted emitted;
  emitted.transform = in;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_compose_adapters() {
  return {
      {.package = "sklearn.pipeline",
       .classes = {"Pipeline"},
       .convert = pipeline,
       .reads = {"steps", "transform_input"},
       .ignores = {"memory", "verbose"}},
      {.package = "sklearn.compose",
       .classes = {"ColumnTransformer"},
       .convert = column_transformer,
       .reads = {"transformer_weights", "verbose_feature_names_out",
                 "_transformer_to_input_indices", "transformers_", "sparse_output_"},
       .ignores = {"transformers", "remainder", "sparse_threshold", "n_jobs", "verbose",
                   "force_int_remainder_cols", "_columns", "_remainder", "output_indices_",
                   "_n_features", "_name_to_fitted_passthrough", "_has_str_cols", "_df_columns",
                   "_feature_names_in", "_n_features_in", "_transformers_feature_names_out"}},
      {.package = "sklearn.preprocessing",
       .classes = {"FunctionTransformer"},
       .convert = function_transformer,
       .reads = {"func"},
       .ignores = {"inverse_func", "validate", "accept_sparse", "check_inverse",
                   "feature_names_out", "kw_args", "inv_kw_args", "pass_y"}},
  };
}

}  // namespace slipway::format::sklearn
