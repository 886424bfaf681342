#include "format/sklearn/read.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapter.h"
#include "format/sklearn/boosters.h"

namespace slipway::format::sklearn {
namespace {

constexpr int kReadingsMax = 64;

std::string short_name(Ref estimator) {
  const std::string name = pickle::record_class(estimator);
  return name.substr(name.rfind('.') + 1);
}

bool is_pipeline(Ref estimator) {
  return pickle::record_class(estimator) == "sklearn.pipeline.Pipeline";
}

// The estimators of a pipeline, in order.
std::vector<Ref> steps_of(Ref pipeline) {
  std::vector<Ref> steps;
  Ref list = pickle::attribute(pipeline, "steps");
  if (list == nullptr) return steps;
  for (Ref step : list->items)
    if (step->tag == pickle::Tag::kTuple && step->items.size() == 2)
      steps.push_back(step->items[1]);
  return steps;
}

struct Inputs {
  std::vector<std::string> names;
  bool names_known = false;
};

base::Result<Inputs> numbered(std::int64_t count) {
  if (count <= 0 || count > base::kColumnsMax)
    return base::invalid_argument("WRONG_SHAPE", fmt::format("the model wants {} columns", count));
  Inputs inputs;
  for (std::int64_t i = 0; i < count; ++i) inputs.names.push_back(fmt::format("x{}", i));
  return inputs;
}

// What the outermost estimator was fitted on; a pipeline leaves that to its first step.
base::Result<Inputs> inputs_of(Ref estimator, std::uint32_t depth) {
  if (holds_booster(estimator)) {
    SLIPWAY_ASSIGN(BoosterSays says, booster_says(estimator));
    return Inputs{std::move(says.names), says.names_known};
  }
  for (const char* name : {"feature_names_in_", "_feature_names_in"}) {
    Ref names = pickle::attribute(estimator, name);
    if (is_none(names)) continue;
    SLIPWAY_ASSIGN(std::vector<std::string> known, pickle::as_strings(names));
    return Inputs{std::move(known), true};
  }
  if (is_pipeline(estimator) && depth < base::kNestingMax) {
    for (Ref step : steps_of(estimator))
      if (step->tag == pickle::Tag::kRecord) {
        auto inputs = inputs_of(step, depth + 1);
        if (inputs.ok()) return inputs;
      }
  }
  for (const char* name : {"n_features_in_", "_n_features"}) {
    Ref count = pickle::attribute(estimator, name);
    if (is_none(count)) continue;
    SLIPWAY_ASSIGN(const std::int64_t columns, pickle::as_int64(count));
    return numbered(columns);
  }
  Ref categories = pickle::attribute(estimator, "categories_");  // encoders up to 0.24
  if (categories != nullptr) return numbered(static_cast<std::int64_t>(categories->items.size()));
  return base::invalid_argument(
             "MISSING_ATTRIBUTE",
             fmt::format("{} does not say how many columns it wants", short_name(estimator)))
      .remedy("fit the estimator before it is saved");
}

struct Reading {
  Inputs inputs;
  Findings findings;
  std::set<std::size_t> left_out;
};

Value declare(Reading& reading, model::ModelBuilder& builder) {
  std::vector<model::Feature> features;
  reading.findings.declared.clear();
  Value root;
  root.names = reading.inputs.names;
  for (std::size_t i = 0; i < root.names.size(); ++i) {
    root.source.push_back(static_cast<std::int32_t>(i));
    root.at.push_back(static_cast<std::uint32_t>(features.size()));
    reading.findings.declared.push_back(features.size());
    if (reading.left_out.contains(i)) continue;
    model::Feature feature{.name = root.names[i], .kind = data::Kind::kFloat64, .categories = {}};
    if (const auto kind = reading.findings.kinds.find(i); kind != reading.findings.kinds.end())
      feature.kind = kind->second;
    if (const auto known = reading.findings.categories.find(i);
        known != reading.findings.categories.end())
      feature.categories = known->second;
    features.push_back(std::move(feature));
  }
  builder.inputs(std::move(features), reading.inputs.names_known);
  return root;
}

base::Status declare_outputs(const Emitted& emitted, model::ModelBuilder& builder) {
  std::vector<std::string> classes;
  if (emitted.classes) classes = emitted.classes->text;
  if (emitted.predict)
    SLIPWAY_TRY(builder.output({.name = "predict",
                                .value = *emitted.predict,
                                .scalar = !emitted.predict_is_vector,
                                .labels = emitted.classes,
                                .columns = {}}));
  if (emitted.proba)
    SLIPWAY_TRY(builder.output({.name = "predict_proba",
                                .value = *emitted.proba,
                                .scalar = false,
                                .labels = {},
                                .columns = classes}));
  if (emitted.decision)
    SLIPWAY_TRY(builder.output(
        {.name = "decision_function",
         .value = *emitted.decision,
         .scalar = !emitted.decision_is_vector,
         .labels = {},
         .columns = emitted.decision_is_vector ? classes : std::vector<std::string>()}));
  if (emitted.margin)
    SLIPWAY_TRY(builder.output({.name = "margin",
                                .value = *emitted.margin,
                                .scalar = !emitted.margin_is_vector,
                                .labels = {},
                                .columns = {}}));
  return {};
}

base::Status declare_transform(const Value& value, Context& context) {
  Value whole = value;
  model::ModelBuilder& builder = context.builder();
  if (value.id == 0 || value.width() != builder.block(value.id).width()) {
    SLIPWAY_ASSIGN(whole, context.concat({value}));
  }
  return builder.output({.name = "transform",
                         .value = whole.id,
                         .scalar = false,
                         .labels = {},
                         .columns = whole.names});
}

base::Status read_once(Ref root, Reading& reading, model::ModelBuilder& builder) {
  builder = model::ModelBuilder();
  const Value in = declare(reading, builder);
  reading.findings.used.clear();
  Context context(builder, reading.findings);
  std::string name = short_name(root);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  SLIPWAY_ASSIGN(const Emitted emitted, context.convert(root, name, in));
  if (emitted.transform && !emitted.predict) return declare_transform(*emitted.transform, context);
  return declare_outputs(emitted, builder);
}

void describe(Ref root, const Reading& reading, model::About& about) {
  about.library = "scikit-learn";
  Ref version = pickle::attribute(root, "_sklearn_version");
  if (version != nullptr && version->tag == pickle::Tag::kString)
    about.library_version = std::string(version->text);
  if (holds_booster(root)) {
    if (auto says = booster_says(root); says.ok())
      about.library = says->library, about.library_version = says->version;
  }
  about.title = title_of(root);
  if (!reading.inputs.names_known)
    about.notes.push_back("feature names are not in the file: columns are taken by position");
}

}  // namespace

bool is_estimator(Ref root) { return find_adapter(pickle::record_class(root)) != nullptr; }

std::string title_of(Ref estimator) {
  std::string title = short_name(estimator);
  if (!is_pipeline(estimator)) return title;
  std::string steps;
  for (Ref step : steps_of(estimator)) {
    if (step->tag != pickle::Tag::kRecord) continue;
    steps += (steps.empty() ? "" : ", ") + short_name(step);
  }
  return fmt::format("{}({})", title, steps);
}

base::Status read_estimator(Ref root, model::ModelBuilder& builder) {
  Reading reading;
  SLIPWAY_ASSIGN(reading.inputs, inputs_of(root, 0));
  for (int i = 0; i < kReadingsMax; ++i) {
    base::Status status = read_once(root, reading, builder);
    if (status.reason() == std::string_view(kReadAgain)) continue;
    SLIPWAY_TRY(status);
    const std::size_t width = reading.inputs.names.size();
    if (reading.inputs.names_known && reading.left_out.empty() && !reading.findings.used.empty() &&
        reading.findings.used.size() < width) {
      for (std::size_t j = 0; j < width; ++j)
        if (!reading.findings.used.contains(j)) reading.left_out.insert(j);
      continue;
    }
    if (builder.features().empty())
      return base::invalid_argument("BAD_MODEL", "the model reads no column");
    describe(root, reading, builder.about());
    return {};
  }
  return base::invalid_argument("BAD_MODEL",
                                "the kinds of the model's columns contradict each other");
}

}  // namespace slipway::format::sklearn
