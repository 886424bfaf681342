// ColumnTransformer and TransformedTargetRegressor.
#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/inputs.h"
#include "format/sklearn/inverse.h"
#include "format/sklearn/parts.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

// The input columns that a specification means.
class Selection {
 public:
  explicit Selection(const Value& in) : in_(in) {}

  // Names, numbers, a slice, a mask; one name or number stands for one column.
  base::Status add_all(Context& context, Ref columns) {
    columns = index_labels(columns);
    if (columns->tag == Tag::kString) return add_name(columns->text);
    if (columns->tag == Tag::kInt) return add(columns->integer);
    if (pickle::record_class(columns) == "builtins.slice") return add_slice(context, columns);
    if (const auto mask = pickle::as_bools(columns); mask.ok() && !mask->empty()) {
      if (mask->size() != in_.width())
        return base::invalid_argument(
            "WRONG_SHAPE", fmt::format("a mask of {} for {} columns", mask->size(), in_.width()));
      for (std::size_t i = 0; i < mask->size(); ++i)
        if ((*mask)[i]) SLIPWAY_TRY(add(static_cast<std::int64_t>(i)));
      return {};
    }
    if (const auto names = pickle::as_strings(columns); names.ok()) {
      for (const std::string& name : *names) SLIPWAY_TRY(add_name(name));
      return {};
    }
    if (const auto indices = pickle::as_int64s(columns); indices.ok()) {
      for (const std::int64_t index : *indices) SLIPWAY_TRY(add(index));
      return {};
    }
    return context.unsupported(fmt::format("columns given as {}", pickle::describe(columns)));
  }

  const std::vector<std::uint32_t>& columns() const { return columns_; }

 private:
  base::Status add(std::int64_t index) {
    const auto width = static_cast<std::int64_t>(in_.width());
    if (index < -width || index >= width)
      return base::invalid_argument("BAD_COLUMN",
                                    fmt::format("takes column {} of {}", index, width));
    columns_.push_back(static_cast<std::uint32_t>(index < 0 ? index + width : index));
    return {};
  }
  base::Result<std::int64_t> find(std::string_view name) const {
    const auto it = std::ranges::find(in_.names, name);
    if (it == in_.names.end())
      return base::invalid_argument("BAD_COLUMN",
                                    fmt::format("takes column \"{}\", which there is not", name));
    return it - in_.names.begin();
  }
  base::Status add_name(std::string_view name) {
    SLIPWAY_ASSIGN(const std::int64_t index, find(name));
    return add(index);
  }
  // Numbers as Python has them, without the end; names with it.
  base::Status add_slice(Context& context, Ref slice) {
    const auto args = pickle::record_args(slice);
    const auto width = static_cast<std::int64_t>(in_.width());
    std::int64_t bounds[3] = {0, width, 1};
    for (std::size_t i = 0; i < args.size() && i < 3; ++i) {
      if (is_none(args[i])) continue;
      if (args[i]->tag == Tag::kString && i < 2) {
        SLIPWAY_ASSIGN(bounds[i], find(args[i]->text));
        bounds[i] += i == 1 ? 1 : 0;
        continue;
      }
      SLIPWAY_ASSIGN(bounds[i], pickle::as_int64(args[i]));
      if (i < 2 && bounds[i] < 0) bounds[i] = std::max<std::int64_t>(bounds[i] + width, 0);
    }
    if (bounds[2] <= 0) return context.unsupported("a slice that goes backwards");
    const std::int64_t step = std::min(bounds[2], width);
    for (std::int64_t i = bounds[0]; i < std::min(bounds[1], width); i += step) SLIPWAY_TRY(add(i));
    return {};
  }

  const Value& in_;
  std::vector<std::uint32_t> columns_;
};

// From 1.0 on the file says which columns a transformer was given, however they were named.
base::Result<std::vector<std::uint32_t>> columns_of(Context& context, Ref indices_by_name,
                                                    Ref transformer, const Value& in) {
  Ref indices = is_none(indices_by_name)
                    ? nullptr
                    : pickle::find(indices_by_name, transformer->items()[0]->text);
  if (indices == nullptr) indices = transformer->items()[2];
  if (is_none(indices)) return std::vector<std::uint32_t>();  // remainder of nothing, until 0.24
  Selection selection(in);
  SLIPWAY_TRY(selection.add_all(context, indices));
  return selection.columns();
}

base::Result<Emitted> column_transformer(Context& context, Attributes& state, const Value& in) {
  Ref weights = state.get("transformer_weights");
  SLIPWAY_ASSIGN(const PartNames names,
                 PartNames::read(context, state.get("verbose_feature_names_out")));
  Ref indices = state.get("_transformer_to_input_indices");
  SLIPWAY_ASSIGN(Ref transformers, state.need("transformers_"));
  std::vector<Value> parts;
  for (Ref transformer : transformers->items()) {
    if (transformer->items().size() != 3 || transformer->items()[0]->tag != Tag::kString)
      return base::invalid_argument("WRONG_TYPE",
                                    "a transformer is not (name, estimator, columns)");
    const std::string_view name = transformer->items()[0]->text;
    Ref estimator = transformer->items()[1];
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
    SLIPWAY_ASSIGN(part, weighted(context, weights, name, std::move(part)));
    names.rename(name, part);
    parts.push_back(std::move(part));
  }
  if (parts.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, context.concat(parts));
  SLIPWAY_ASSIGN(emitted.transform->sparse, state.flag("sparse_output_", false));
  return emitted;
}

// The regressor's answer, taken back by what its target was transformed with.
base::Result<Emitted> transformed_target(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref regressor, state.need("regressor_"));
  SLIPWAY_ASSIGN(Ref transformer, state.need("transformer_"));
  SLIPWAY_ASSIGN(Ref dimensions, state.need("_training_dim"));
  SLIPWAY_ASSIGN(const std::int64_t training_dim, pickle::as_int64(dimensions));
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(regressor, "regressor", in));
  if (!inner.predict || inner.classes || !inner.target_classes.empty())
    return context.unsupported("a regressor that does not predict numbers");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict,
                 inverse_transform(context, transformer, "target", *inner.predict));
  emitted.predict_is_vector =
      training_dim != 1 || context.builder().block(*emitted.predict).width() > 1;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_compose_adapters() {
  return {
      {.package = "sklearn.compose",
       .classes = {"ColumnTransformer"},
       .convert = column_transformer,
       .reads = {"transformer_weights", "verbose_feature_names_out",
                 "_transformer_to_input_indices", "transformers_", "sparse_output_"},
       .ignores = {"transformers", "remainder", "sparse_threshold", "n_jobs", "verbose",
                   "force_int_remainder_cols", "_columns", "_remainder", "output_indices_",
                   "_n_features", "_name_to_fitted_passthrough", "_has_str_cols", "_df_columns",
                   "_feature_names_in", "_n_features_in", "_transformers_feature_names_out"}},
      {.package = "sklearn.compose",
       .classes = {"TransformedTargetRegressor"},
       .convert = transformed_target,
       .reads = {"regressor_", "transformer_", "_training_dim"},
       .ignores = {"regressor", "transformer", "func", "inverse_func", "check_inverse"}},
  };
}

}  // namespace slipway::format::sklearn
