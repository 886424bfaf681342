// sklearn.neural_network: multi-layer perceptrons, and the hidden units of a Boltzmann machine.
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear_float.h"
#include "model/stages/link.h"

namespace slipway::format::sklearn {
namespace {

using model::Elementwise;
using model::Function;
using model::LinkKind;
using pickle::Tag;

constexpr int kSinglesKept = 2400;  // before, a Boltzmann machine made float64 of all it was given

bool is_single(Ref array) {
  return array->tag == Tag::kArray && array->array()->dtype.kind == 'f' &&
         array->array()->dtype.itemsize == 4;
}

// x @ coef + intercept; `coef` is inputs × outputs.
struct Layer {
  pickle::Matrix coef;
  std::vector<double> intercept;
  std::size_t outputs() const { return intercept.size(); }
};

base::Result<Layer> read_layer(Ref coef, Ref intercept, std::size_t inputs) {
  Layer layer;
  auto matrix = pickle::as_matrix(coef);
  if (!matrix.ok()) return matrix.status().at("coefs_");
  layer.coef = *std::move(matrix);
  auto offsets = pickle::as_doubles(intercept);
  if (!offsets.ok()) return offsets.status().at("intercepts_");
  layer.intercept = *std::move(offsets);
  SLIPWAY_TRY(want_width("coefs_", static_cast<std::size_t>(layer.coef.rows), inputs));
  SLIPWAY_TRY(
      want_width("intercepts_", layer.outputs(), static_cast<std::size_t>(layer.coef.cols)));
  return layer;
}

model::Linear in_double(const Layer& layer) {
  const auto inputs = static_cast<std::size_t>(layer.coef.rows);
  model::Linear linear{.inputs = static_cast<std::uint32_t>(inputs),
                       .coef = std::vector<double>(layer.coef.values.size()),
                       .intercept = layer.intercept};
  for (std::size_t j = 0; j < inputs; ++j)
    for (std::size_t k = 0; k < layer.outputs(); ++k)
      linear.coef[k * inputs + j] = layer.coef.values[j * layer.outputs() + k];
  return linear;
}

model::LinearFloat in_single(const Layer& layer) {
  return {.inputs = static_cast<std::uint32_t>(layer.coef.rows),
          .coef = {layer.coef.values.begin(), layer.coef.values.end()},
          .intercept = {layer.intercept.begin(), layer.intercept.end()}};
}

base::Result<ValueId> activate(Context& context, ValueId id, const std::string& function,
                               std::string_view part) {
  if (function == "identity") return id;
  if (function == "logistic") return context.add(id, model::Link{LinkKind::kSigmoid, 1}, part);
  if (function == "softmax") return context.add(id, model::Link{LinkKind::kSoftmax, 1}, part);
  if (function == "exp") return context.add(id, model::Link{LinkKind::kExp, 1}, part);
  if (function == "tanh") return context.add(id, Elementwise{Function::kTanh, {}}, part);
  if (function == "relu") return context.add(id, Elementwise{Function::kMaximum, {0}}, part);
  return context.unsupported(fmt::format("activation={}", function));
}

// The last layer's activations. In float32 if the rows and all coefficients are float32.
base::Result<ValueId> forward(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::vector<Ref> coefs, estimators_of(state, "coefs_"));
  SLIPWAY_ASSIGN(const std::vector<Ref> intercepts, estimators_of(state, "intercepts_"));
  SLIPWAY_TRY(want_width("intercepts_", intercepts.size(), coefs.size()));
  SLIPWAY_ASSIGN(const std::string hidden, state.text("activation", "relu"));
  SLIPWAY_ASSIGN(const std::string last, state.text("out_activation_", ""));
  bool single = in.single;
  for (Ref coef : coefs) single = single && is_single(coef);
  SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
  SLIPWAY_ASSIGN(ValueId id, single ? context.block(checked) : context.block_as_is(checked));
  std::size_t inputs = in.width();
  for (std::size_t i = 0; i < coefs.size(); ++i) {
    SLIPWAY_ASSIGN(const Layer layer, read_layer(coefs[i], intercepts[i], inputs));
    const std::string part = fmt::format("layer{}", i);
    SLIPWAY_ASSIGN(id, single ? context.add(id, in_single(layer), part)
                              : context.add(id, in_double(layer), part));
    SLIPWAY_ASSIGN(id, activate(context, id, i + 1 < coefs.size() ? hidden : last, part));
    inputs = layer.outputs();
  }
  return id;
}

base::Result<Emitted> regressor(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, forward(context, state, in));
  emitted.predict_is_vector = context.builder().block(*emitted.predict).width() > 1;
  return emitted;
}

// Labels as LabelBinarizer.inverse_transform() has them: the greatest of several classes, or what is
// above 1/2; of labels each by itself.
base::Result<Emitted> classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref binarizer, state.need("_label_binarizer"));
  SLIPWAY_ASSIGN(const std::string type,
                 pickle::as_string(pickle::attribute(binarizer, "y_type_")));
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  SLIPWAY_ASSIGN(model::Labels labels, read_labels(classes));
  SLIPWAY_ASSIGN(const ValueId scores, forward(context, state, in));
  const std::size_t outputs = context.builder().block(scores).width(), count = labels.text.size();
  const bool each = type == "multilabel-indicator";
  if (!each && type != "multiclass" && type != "binary")
    return context.unsupported(fmt::format("a target that is {}", type));
  if (count == 0 || (type == "binary" ? outputs != 1 || count > 2 : outputs != count))
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("{} outputs for {} classes", outputs, count));
  Emitted emitted;
  model::Decide decide{.threshold = 0.5, .each_column = each};
  if (count == 1 && !each) decide.threshold = std::numeric_limits<double>::infinity();
  SLIPWAY_ASSIGN(emitted.predict, context.add(scores, decide, "predict"));
  emitted.predict_is_vector = each;
  emitted.proba = scores;
  if (outputs == 1) {
    SLIPWAY_ASSIGN(emitted.proba,
                   context.add(scores, model::Link{LinkKind::kOneMinus, 1}, "proba"));
  }
  SLIPWAY_TRY(add_log_proba(context, emitted));
  if (!each) emitted.classes = std::move(labels);
  return emitted;
}

base::Result<Emitted> boltzmann_machine(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("components_"));
  SLIPWAY_ASSIGN(pickle::Matrix components, pickle::as_matrix(held));
  SLIPWAY_TRY(want_width("components_", static_cast<std::size_t>(components.cols), in.width()));
  const auto count = static_cast<std::size_t>(components.rows);
  SLIPWAY_ASSIGN(std::vector<double> intercept, state.doubles("intercept_hidden_"));
  SLIPWAY_TRY(want_width("intercept_hidden_", intercept.size(), count));
  const bool single = in.single && is_single(held) && context.version() >= kSinglesKept;
  ValueId id = 0;
  if (single) {
    Layer layer{{components.cols, components.rows, {}}, std::move(intercept)};
    for (std::size_t j = 0; j < in.width(); ++j)
      for (std::size_t k = 0; k < count; ++k)
        layer.coef.values.push_back(components.values[k * in.width() + j]);
    SLIPWAY_ASSIGN(const Value checked, context.require(in, model::Element::kF64, false));
    SLIPWAY_ASSIGN(const ValueId block, context.block(checked));
    SLIPWAY_ASSIGN(id, context.add(block, in_single(layer)));
  } else {
    SLIPWAY_ASSIGN(id, add_linear_score(context, in,
                                        {.inputs = static_cast<std::uint32_t>(in.width()),
                                         .coef = std::move(components.values),
                                         .intercept = std::move(intercept)}));
  }
  SLIPWAY_ASSIGN(id, context.add(id, model::Link{LinkKind::kSigmoid, 1}, "sigmoid"));
  Emitted emitted;
  emitted.transform = computed_components(context, id, count);
  emitted.transform->single = single;
  return emitted;
}

const Names kForward = {"activation", "out_activation_", "coefs_", "intercepts_"};
const Names kFit = {"solver",
                    "alpha",
                    "batch_size",
                    "learning_rate",
                    "learning_rate_init",
                    "power_t",
                    "max_iter",
                    "loss",
                    "hidden_layer_sizes",
                    "shuffle",
                    "random_state",
                    "tol",
                    "verbose",
                    "warm_start",
                    "momentum",
                    "nesterovs_momentum",
                    "early_stopping",
                    "validation_fraction",
                    "beta_1",
                    "beta_2",
                    "epsilon",
                    "n_iter_no_change",
                    "max_fun",
                    "n_layers_",
                    "n_outputs_",
                    "n_iter_",
                    "t_",
                    "loss_",
                    "loss_curve_",
                    "validation_scores_",
                    "best_loss_",
                    "best_validation_score_",
                    "_best_coefs",
                    "_best_intercepts",
                    "_no_improvement_count",
                    "_optimizer",
                    "_random_state",
                    "_coef_indptr",
                    "_intercept_indptr"};

}  // namespace

std::vector<Adapter> sklearn_neural_network_adapters() {
  return {
      {.package = "sklearn.neural_network",
       .classes = {"MLPRegressor"},
       .convert = regressor,
       .reads = kForward,
       .ignores = kFit},
      {.package = "sklearn.neural_network",
       .classes = {"MLPClassifier"},
       .convert = classifier,
       .reads = kForward + Names{"_label_binarizer", "classes_"},
       .ignores = kFit},
      {.package = "sklearn.neural_network",
       .classes = {"BernoulliRBM"},
       .convert = boltzmann_machine,
       .reads = {"components_", "intercept_hidden_"},
       .ignores = {"n_components", "learning_rate", "batch_size", "n_iter", "verbose",
                   "random_state", "random_state_", "intercept_visible_", "h_samples_",
                   "_n_features_out"}},
  };
}

}  // namespace slipway::format::sklearn
