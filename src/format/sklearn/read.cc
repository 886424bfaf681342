#include "format/sklearn/read.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "format/pickle/record.h"
#include "format/sklearn/adapter.h"
#include "format/sklearn/boosters.h"
#include "format/sklearn/inputs.h"
#include "model/stages/decide.h"

namespace slipway::format::sklearn {
namespace {

constexpr int kReadingsMax = 64;

std::string short_name(Ref estimator) {
  const std::string name = pickle::record_class(estimator);
  return name.substr(name.rfind('.') + 1);
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

// The columns of a classifier's probabilities: its classes; of several targets "<target>_<class>".
std::vector<std::string> class_columns(const Emitted& emitted) {
  if (emitted.classes) return emitted.classes->text;
  std::vector<std::string> columns;
  for (std::size_t target = 0; target < emitted.target_classes.size(); ++target)
    for (const std::string& label : emitted.target_classes[target].text)
      columns.push_back(fmt::format("{}_{}", target, label));
  return columns;
}

// The columns of kneighbors: distance_0, distance_1, …, index_0, index_1, …
std::vector<std::string> neighbour_columns(std::size_t count) {
  std::vector<std::string> columns;
  for (const char* what : {"distance", "index"})
    for (std::size_t k = 0; k < count; ++k) columns.push_back(fmt::format("{}_{}", what, k));
  return columns;
}

// Vectors hold no texts: one output a target, "predict_0", "predict_1", …
base::Status declare_text_targets(const Emitted& emitted, Context& context) {
  model::ModelBuilder& builder = context.builder();
  for (std::uint32_t target = 0; target < emitted.target_classes.size(); ++target) {
    const std::string name = fmt::format("predict_{}", target);
    const model::Labels& labels = emitted.target_classes[target];
    std::vector<double> itself(labels.text.size());
    std::iota(itself.begin(), itself.end(), 0.0);
    SLIPWAY_ASSIGN(const ValueId one, builder.select(name, *emitted.predict, {target}));
    SLIPWAY_ASSIGN(const ValueId index,
                   context.add(one, model::NumberOf{{itself}, model::Element::kI64}, name));
    SLIPWAY_TRY(builder.output({.name = name,
                                .value = index,
                                .scalar = true,
                                .labels = labels,
                                .columns = {},
                                .of = "predict"}));
  }
  return {};
}

// Of several targets: labels that are numbers stand side by side.
base::Status declare_targets(const Emitted& emitted, Context& context) {
  model::NumberOf numbers{.numbers = {}, .to = model::Element::kI64};
  for (const model::Labels& labels : emitted.target_classes) {
    if (labels.kind == data::Kind::kString) return declare_text_targets(emitted, context);
    if (labels.kind == data::Kind::kFloat64) numbers.to = model::Element::kF64;
    numbers.numbers.push_back(labels.number);
  }
  SLIPWAY_ASSIGN(const ValueId id, context.add(*emitted.predict, std::move(numbers), "labels"));
  return context.builder().output(
      {.name = "predict", .value = id, .scalar = false, .labels = {}, .columns = {}});
}

base::Status declare_predict(const Emitted& emitted, Context& context) {
  if (!emitted.target_classes.empty()) return declare_targets(emitted, context);
  return context.builder().output({.name = "predict",
                                   .value = *emitted.predict,
                                   .scalar = !emitted.predict_is_vector,
                                   .labels = emitted.classes,
                                   .columns = {}});
}

base::Status declare_outputs(const Emitted& emitted, Context& context) {
  model::ModelBuilder& builder = context.builder();
  const std::vector<std::string> classes = class_columns(emitted);
  const std::vector<std::string>& of_proba =
      emitted.proba_columns.empty() ? classes : emitted.proba_columns;
  if (emitted.predict) SLIPWAY_TRY(declare_predict(emitted, context));
  const auto declare = [&](const char* name, std::optional<ValueId> value, bool vector,
                           const std::vector<std::string>& columns) -> base::Status {
    if (!value) return {};
    const bool named = vector && columns.size() == builder.block(*value).width();
    return builder.output({.name = name,
                           .value = *value,
                           .scalar = !vector,
                           .labels = {},
                           .columns = named ? columns : std::vector<std::string>()});
  };
  SLIPWAY_TRY(declare("predict_proba", emitted.proba, true, of_proba));
  SLIPWAY_TRY(declare("predict_log_proba", emitted.log_proba, true, classes));
  SLIPWAY_TRY(declare("predict_joint_log_proba", emitted.joint, true, classes));
  SLIPWAY_TRY(declare("decision_function", emitted.decision, emitted.decision_is_vector, classes));
  SLIPWAY_TRY(declare("score_samples", emitted.samples, false, {}));
  if (emitted.neighbours)
    SLIPWAY_TRY(declare("kneighbors", emitted.neighbours, true,
                        neighbour_columns(builder.block(*emitted.neighbours).width() / 2)));
  SLIPWAY_TRY(
      declare(emitted.margin ? "leaf" : "apply", emitted.leaves, emitted.leaves_is_vector, {}));
  return declare("margin", emitted.margin, emitted.margin_is_vector, {});
}

// An output of one column, or one a column called "transform_<name>".
base::Status declare_texts(const Value& value, Context& context) {
  for (std::uint32_t j = 0; j < value.width(); ++j) {
    SLIPWAY_ASSIGN(const Value part, context.gather(value, {j}));
    SLIPWAY_ASSIGN(const Value column, context.concat({part}));
    SLIPWAY_TRY(context.builder().output(
        {.name = value.width() == 1 ? "transform" : "transform_" + value.names[j],
         .value = column.id,
         .scalar = true,
         .labels = {},
         .columns = {},
         .of = value.width() == 1 ? "" : "transform"}));
  }
  return {};
}

base::Status declare_transform(const Value& value, Context& context) {
  Value whole = value;
  model::ModelBuilder& builder = context.builder();
  if (std::ranges::any_of(value.at, [&](std::uint32_t column) {
        return builder.block(value.id).columns[column] == model::Element::kString;
      }))
    return declare_texts(value, context);
  std::vector<std::uint32_t> in_order(builder.block(value.id).width());
  std::iota(in_order.begin(), in_order.end(), 0u);
  if (value.id == 0 || value.at != in_order) {
    SLIPWAY_ASSIGN(whole, context.concat({value}));
  }
  // Of hashed features nothing is known but their number.
  const bool named = std::ranges::find(whole.names, std::string()) == whole.names.end();
  return builder.output({.name = "transform",
                         .value = whole.id,
                         .scalar = false,
                         .labels = {},
                         .columns = named ? whole.names : std::vector<std::string>()});
}

base::Status read_once(Ref root, Reading& reading, model::ModelBuilder& builder) {
  model::Asked asked = builder.asked();
  builder = model::ModelBuilder();
  builder.ask_for(std::move(asked));
  const Value in = declare(reading, builder);
  reading.findings.used.clear();
  reading.findings.entered.clear();
  Context context(builder, reading.findings);
  std::string name = short_name(root);
  std::ranges::transform(name, name.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  SLIPWAY_ASSIGN(const Emitted emitted, context.convert(root, name, in));
  SLIPWAY_TRY(declare_outputs(emitted, context));
  if (emitted.transform) SLIPWAY_TRY(declare_transform(*emitted.transform, context));
  return {};
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
  if (pickle::record_class(root).starts_with("imblearn.")) about.library = "imbalanced-learn";
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
  SLIPWAY_ASSIGN(reading.inputs, inputs_of(root, builder.asked().columns));
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
