// sklearn.dummy: the same answer for every row. The strategies that draw lots are refused.
#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/densities.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/vote.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

constexpr int kUnchecked = 1900;  // from this version on rows may hold anything

// The constants, for each row of the first column. Nothing else is read.
base::Result<ValueId> constants(Context& context, const Value& in, std::vector<double> values) {
  Value asked = in;
  if (context.version() >= kUnchecked) {
    SLIPWAY_ASSIGN(asked, context.gather(in, {0}));
  } else {
    SLIPWAY_ASSIGN(asked, context.require(in, model::Element::kF64, false));
  }
  return context.add(asked, model::Place{{}, std::move(values)}, "constant");
}

// By target: a list of them, or of one target the thing itself.
base::Result<std::vector<Ref>> by_target(Attributes& state, std::string_view name) {
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  if (held->tag != Tag::kList) return std::vector<Ref>{held};
  return pickle::as_refs(held);
}

// Which class of a target `constant` is: its index.
base::Result<std::size_t> index_of(Ref constant, const model::Labels& labels) {
  if (labels.kind == data::Kind::kString) {
    SLIPWAY_ASSIGN(const std::string text, pickle::as_string(constant));
    const auto found = std::ranges::find(labels.text, text);
    if (found != labels.text.end()) return static_cast<std::size_t>(found - labels.text.begin());
  } else {
    SLIPWAY_ASSIGN(const double number, pickle::as_double(constant));
    const auto found = std::ranges::find(labels.number, number);
    if (found != labels.number.end())
      return static_cast<std::size_t>(found - labels.number.begin());
  }
  return base::invalid_argument("BAD_MODEL", "the constant is no class");
}

// The constant of each target: of one it may be a scalar, or an array of one element.
base::Result<std::vector<Ref>> read_constants(Attributes& state, std::size_t targets) {
  SLIPWAY_ASSIGN(Ref constant, state.need("constant"));
  if (targets == 1) return std::vector<Ref>{constant};
  return pickle::as_refs(constant);
}

// Numbers of several targets are an array, which holds no records of its own.
base::Result<std::vector<double>> one_hot(Attributes& state,
                                          const std::vector<model::Labels>& labels) {
  std::vector<double> shares;
  Ref constant = state.get("constant");
  const bool numbers = labels.size() > 1 && constant != nullptr && constant->tag == Tag::kArray &&
                       constant->array()->dtype.kind != 'O';
  std::vector<double> values;
  std::vector<Ref> records;
  if (numbers) {
    SLIPWAY_ASSIGN(values, pickle::as_doubles(constant));
  } else {
    SLIPWAY_ASSIGN(records, read_constants(state, labels.size()));
  }
  SLIPWAY_TRY(want_width("constant", numbers ? values.size() : records.size(), labels.size()));
  for (std::size_t target = 0; target < labels.size(); ++target) {
    const auto& known = labels[target].number;
    std::size_t index = 0;
    if (numbers) {
      const auto found = std::ranges::find(known, values[target]);
      if (found == known.end())
        return base::invalid_argument("BAD_MODEL", "the constant is no class");
      index = static_cast<std::size_t>(found - known.begin());
    } else {
      SLIPWAY_ASSIGN(index, index_of(records[target], labels[target]));
    }
    const std::size_t first = shares.size();
    shares.resize(first + labels[target].text.size(), 0);
    shares[first + index] = 1;
  }
  return shares;
}

// predict_proba of every row: the classes of each target, side by side.
base::Result<std::vector<double>> read_shares(Context& context, Attributes& state,
                                              const std::vector<model::Labels>& labels) {
  SLIPWAY_ASSIGN(std::string strategy, state.text("strategy", "prior"));
  SLIPWAY_ASSIGN(strategy, state.text("_strategy", strategy));
  if (strategy == "stratified" || strategy == "uniform")
    return context.unsupported(
        fmt::format("strategy={}, whose answers are drawn by lot", strategy));
  if (strategy == "constant") return one_hot(state, labels);
  if (strategy != "prior" && strategy != "most_frequent")
    return context.unsupported(fmt::format("strategy={}", strategy));
  SLIPWAY_ASSIGN(const auto priors, by_target(state, "class_prior_"));
  SLIPWAY_TRY(want_width("class_prior_", priors.size(), labels.size()));
  std::vector<double> shares;
  for (std::size_t target = 0; target < labels.size(); ++target) {
    SLIPWAY_ASSIGN(std::vector<double> prior, pickle::as_doubles(priors[target]));
    SLIPWAY_TRY(want_width("class_prior_", prior.size(), labels[target].text.size()));
    const auto greatest = std::ranges::max_element(prior) - prior.begin();
    if (strategy == "most_frequent")
      std::ranges::fill(prior, 0), prior[static_cast<std::size_t>(greatest)] = 1;
    shares.insert(shares.end(), prior.begin(), prior.end());
  }
  return shares;
}

base::Result<Emitted> classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool sparse, state.flag("sparse_output_", false));
  if (sparse) return context.unsupported("targets that are a sparse matrix");
  SLIPWAY_ASSIGN(const auto held, by_target(state, "classes_"));
  std::vector<model::Labels> labels;
  std::vector<std::size_t> widths;
  for (Ref classes : held) {
    SLIPWAY_ASSIGN(labels.emplace_back(), read_labels(classes));
    widths.push_back(labels.back().text.size());
  }
  if (widths.empty() || std::ranges::find(widths, std::size_t{0}) != widths.end())
    return base::invalid_argument("WRONG_SHAPE", "there are no classes");
  SLIPWAY_ASSIGN(std::vector<double> shares, read_shares(context, state, labels));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.proba, constants(context, in, std::move(shares)));
  SLIPWAY_ASSIGN(emitted.log_proba, logarithm(context, *emitted.proba));
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, *emitted.proba, widths));
  SLIPWAY_ASSIGN(emitted.predict_is_vector, state.flag("output_2d_", false));
  if (labels.size() == 1)
    emitted.classes = std::move(labels[0]);
  else
    emitted.target_classes = std::move(labels);
  return emitted;
}

base::Result<Emitted> regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(std::vector<double> values, state.doubles("constant_"));
  if (values.empty()) return base::invalid_argument("WRONG_SHAPE", "constant_ is empty");
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict_is_vector, state.flag("output_2d_", values.size() > 1));
  SLIPWAY_ASSIGN(emitted.predict, constants(context, in, std::move(values)));
  return emitted;
}

// What does not say how many columns there were reads one, whatever it is called.
base::Result<std::optional<Inputs>> any_inputs(Ref record) {
  for (const char* name : {"n_features_in_", "feature_names_in_"})
    if (!is_none(pickle::attribute(record, name))) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(Inputs inputs, numbered_inputs(1));
  return std::optional(std::move(inputs));
}

}  // namespace

std::vector<Adapter> sklearn_dummy_adapters() {
  return {
      {.package = "sklearn.dummy",
       .classes = {"DummyClassifier"},
       .convert = classifier,
       .reads = {"strategy", "_strategy", "constant", "classes_", "class_prior_", "output_2d_",
                 "sparse_output_"},
       .ignores = {"random_state", "n_classes_", "n_outputs_", "outputs_2d_"},
       .inputs = any_inputs},
      {.package = "sklearn.dummy",
       .classes = {"DummyRegressor"},
       .convert = regressor,
       .reads = {"constant_", "output_2d_"},
       .ignores = {"strategy", "constant", "quantile", "n_outputs_", "outputs_2d_"},
       .inputs = any_inputs},
  };
}

}  // namespace slipway::format::sklearn
