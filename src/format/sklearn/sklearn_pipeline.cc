// Pipeline and FeatureUnion.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/inputs.h"
#include "format/sklearn/parts.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

// What chooses rows to be fitted on, in a pipeline of imbalanced-learn.
bool is_sampler(Ref estimator) {
  const std::string name = pickle::record_class(estimator);
  for (const char* package : {"imblearn.over_sampling.", "imblearn.under_sampling.",
                              "imblearn.combine.", "imblearn.base.FunctionSampler"})
    if (name.starts_with(package)) return true;
  return false;
}

bool passes_on(Ref estimator) {
  return is_none(estimator) || is_text(estimator, "passthrough") || is_sampler(estimator);
}

base::Result<Emitted> pipeline(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref steps, state.need("steps"));
  return in_turn(context, steps, in, passes_on);
}

// What it would be exported as is no matter; transformers of its answers would change them.
base::Result<Emitted> pmml_pipeline(Context& context, Attributes& state, const Value& in) {
  for (const char* name : {"predict_transformer", "predict_proba_transformer", "apply_transformer"})
    if (!is_none(state.get(name))) return context.unsupported(name);
  return pipeline(context, state, in);
}

// The columns that fit() was given, unless they had no names; its first step may know how many there are.
base::Result<std::optional<Inputs>> active_fields(Ref record) {
  Ref held = pickle::attribute(record, "active_fields");
  if (is_none(held)) return std::optional<Inputs>();
  const auto names = pickle::as_strings(held);
  if (!names.ok()) return std::optional<Inputs>();  // of a Series without a name: None
  const std::vector<Ref> steps = steps_of(record);
  Ref count = steps.empty() ? nullptr : pickle::attribute(steps[0], "n_features_in_");
  if (!is_none(count)) {
    SLIPWAY_ASSIGN(const std::int64_t wanted, pickle::as_int64(count));
    if (wanted != static_cast<std::int64_t>(names->size()))
      return base::invalid_argument(
          "WRONG_SHAPE",
          fmt::format("active_fields has {} names for {} columns", names->size(), wanted));
  }
  return std::optional(Inputs{*names, true});
}

// Every transformer on all columns, side by side; None and "drop" leave theirs out.
base::Result<Emitted> feature_union(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const PartNames names,
                 PartNames::read(context, state.get("verbose_feature_names_out")));
  Ref weights = state.get("transformer_weights");
  SLIPWAY_ASSIGN(Ref transformers, state.need("transformer_list"));
  std::vector<Value> parts;
  bool sparse = false;
  for (Ref transformer : transformers->items()) {
    if (transformer->items().size() != 2 || transformer->items()[0]->tag != Tag::kString)
      return base::invalid_argument("WRONG_TYPE", "a transformer is not (name, estimator)");
    const std::string_view name = transformer->items()[0]->text;
    Ref estimator = transformer->items()[1];
    if (is_none(estimator) || is_text(estimator, "drop")) continue;
    Value part = in;
    if (!is_text(estimator, "passthrough")) {
      SLIPWAY_ASSIGN(const Emitted emitted, context.convert(estimator, name, in));
      if (!emitted.transform)
        return base::invalid_argument("BAD_MODEL", fmt::format("{} does not transform", name));
      part = *emitted.transform;
    }
    SLIPWAY_ASSIGN(part, weighted(context, weights, name, std::move(part)));
    names.rename(name, part);
    sparse = sparse || part.sparse;
    parts.push_back(std::move(part));
  }
  if (parts.empty()) return base::invalid_argument("BAD_MODEL", "no columns are left");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, context.concat(parts));
  emitted.transform->sparse = sparse;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_pipeline_adapters() {
  return {
      {.package = "sklearn.pipeline",
       .classes = {"Pipeline"},
       .convert = pipeline,
       .reads = {"steps"},
       // transform_input is about metadata that is given beside the rows.
       .ignores = {"memory", "verbose", "transform_input"}},
      {.package = "sklearn2pmml.pipeline",
       .classes = {"PMMLPipeline"},
       .convert = pmml_pipeline,
       .reads = {"steps", "predict_transformer", "predict_proba_transformer", "apply_transformer"},
       .ignores = {"memory", "verbose", "transform_input", "header", "active_fields",
                   "target_fields", "probability_fields", "verification"},
       .inputs = active_fields},
      {.package = "sklearn.pipeline",
       .classes = {"FeatureUnion"},
       .convert = feature_union,
       .reads = {"transformer_list", "transformer_weights", "verbose_feature_names_out"},
       .ignores = {"n_jobs", "verbose", "_transformers_feature_names_out"}},
  };
}

}  // namespace slipway::format::sklearn
