// sklearn.svm: libsvm's machines (sums of kernels) and liblinear's.
#include <limits>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/kernels.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/values.h"
#include "model/stages/class_pairs.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {
namespace {

constexpr int kByRow = 2100;  // before, confidences were divided by the greatest of the batch

// What libsvm is given: the rows are the support vectors, the coefficients have a line for each class
// but one.
struct Machine {
  model::KernelRows rows;
  KernelTerms terms;
  std::uint32_t kernel = 0;
  std::vector<double> coef, intercept;
};

base::Result<double> number_of(Attributes& state, std::string_view name) {
  SLIPWAY_ASSIGN(Ref value, state.need(name));
  auto number = pickle::as_double(value);
  return number.ok() ? number : number.status().at(name);
}

base::Result<Machine> read_machine(Context& context, Attributes& state, std::size_t width,
                                   std::size_t lines) {
  SLIPWAY_ASSIGN(const std::string kernel, read_kernel_name(context, state));
  KernelOptions options;
  SLIPWAY_ASSIGN(options.gamma, number_of(state, "_gamma"));
  SLIPWAY_ASSIGN(options.coef0, number_of(state, "coef0"));
  SLIPWAY_ASSIGN(options.degree, number_of(state, "degree"));
  Machine machine;
  const auto last = libsvm_kernel(kernel, options, machine.terms);
  if (!last) return context.unsupported("kernel=" + kernel);
  machine.kernel = *last;
  SLIPWAY_ASSIGN(machine.rows, read_kernel_rows(state, "support_vectors_", width));
  SLIPWAY_ASSIGN(machine.coef, matrix_values(state, "_dual_coef_"));
  SLIPWAY_ASSIGN(machine.intercept, state.doubles("_intercept_"));
  if (machine.coef.size() != lines * machine.rows.count)
    return base::invalid_argument("WRONG_SHAPE",
                                  fmt::format("_dual_coef_ has {} values for {} support vectors",
                                              machine.coef.size(), machine.rows.count));
  return machine;
}

// Σ coef * kernel + intercept; without support vectors the intercept alone.
base::Result<ValueId> one_score(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Machine machine, read_machine(context, state, in.width(), 1));
  if (machine.rows.count == 0)
    return add_linear_score(context, in,
                            {.inputs = static_cast<std::uint32_t>(in.width()),
                             .coef = std::vector<double>(in.width(), 0),
                             .intercept = std::move(machine.intercept)});
  model::Linear linear{.inputs = static_cast<std::uint32_t>(machine.rows.count),
                       .coef = std::move(machine.coef),
                       .intercept = std::move(machine.intercept)};
  SLIPWAY_ASSIGN(const ValueId values, add_kernel_values(context, in, std::move(machine.rows),
                                                         std::move(machine.terms), machine.kernel));
  return context.add(values, std::move(linear));
}

base::Result<Emitted> regressor(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, one_score(context, state, in));
  return emitted;
}

// Until 0.19 decision_function had two dimensions, and there was no offset_.
base::Result<Emitted> one_class(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  emitted.classes = outlier_labels();
  SLIPWAY_ASSIGN(emitted.decision, one_score(context, state, in));
  emitted.decision_is_vector = context.version() < 2000;
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.decision, model::Decide{.threshold = 0}, "predict"));
  if (is_none(state.get("offset_"))) return emitted;
  SLIPWAY_ASSIGN(std::vector<double> offset, state.doubles("offset_"));
  SLIPWAY_TRY(want_width("offset_", offset.size(), 1));
  SLIPWAY_ASSIGN(
      emitted.samples,
      context.add(*emitted.decision, model::Elementwise{model::Function::kAdd, std::move(offset)},
                  "samples"));
  return emitted;
}

// --- classifiers ---

// By either name: n_support_ and probA_ got a _ before, not behind, in 0.22 and 0.23.
base::Result<Ref> need_either(Attributes& state, std::string_view now, std::string_view once) {
  Ref value = state.get(now);
  return value != nullptr ? base::Result<Ref>(value) : state.need(once);
}

base::Result<std::vector<std::uint32_t>> read_rows_of_classes(Attributes& state) {
  SLIPWAY_ASSIGN(Ref value, need_either(state, "_n_support", "n_support_"));
  auto counts = pickle::as_int64s(value);
  if (!counts.ok()) return counts.status().at("n_support_");
  std::vector<std::uint32_t> rows;
  for (const std::int64_t count : *counts) {
    if (count < 0 || std::cmp_greater(count, std::numeric_limits<std::uint32_t>::max()))
      return base::invalid_argument("WRONG_SHAPE", "n_support_ is below 0");
    rows.push_back(static_cast<std::uint32_t>(count));
  }
  return rows;
}

// A score a pair of classes.
base::Result<ValueId> pair_scores(Context& context, Attributes& state, const Value& in,
                                  std::size_t classes) {
  model::PairScores op;
  SLIPWAY_ASSIGN(op.rows, read_rows_of_classes(state));
  if (classes < 2 || op.rows.size() != classes)
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("n_support_ has {} values for {} classes", op.rows.size(), classes));
  SLIPWAY_ASSIGN(Machine machine, read_machine(context, state, in.width(), classes - 1));
  op.coef = std::move(machine.coef), op.intercept = std::move(machine.intercept);
  SLIPWAY_ASSIGN(const ValueId values, add_kernel_values(context, in, std::move(machine.rows),
                                                         std::move(machine.terms), machine.kernel));
  return context.add(values, std::move(op), "pairs");
}

// decision_function: of two classes the second one's score, of more a column a pair or a class.
base::Status add_decision(Context& context, Attributes& state, ValueId scores, Emitted& emitted) {
  const auto classes = static_cast<std::uint32_t>(emitted.classes->text.size());
  SLIPWAY_ASSIGN(const std::string shape, state.text("decision_function_shape", "ovr"));
  if (classes == 2) {
    SLIPWAY_ASSIGN(
        emitted.decision,
        context.add(scores, model::Elementwise{model::Function::kNegative, {}}, "decision"));
    return {};
  }
  emitted.decision_is_vector = true;
  if (shape == "ovo" || shape.empty()) {  // None, until 0.18
    emitted.decision = scores;
    return {};
  }
  if (shape != "ovr") return context.unsupported("decision_function_shape=" + shape);
  if (context.version() < kByRow) return {};
  SLIPWAY_ASSIGN(
      emitted.decision,
      context.add(scores, model::PairVotes{.classes = classes, .confidence = true}, "decision"));
  return {};
}

base::Status add_predict(Context& context, Attributes& state, ValueId scores, Emitted& emitted) {
  const auto classes = static_cast<std::uint32_t>(emitted.classes->text.size());
  SLIPWAY_ASSIGN(const std::string shape, state.text("decision_function_shape", "ovr"));
  SLIPWAY_ASSIGN(const bool breaks_ties, state.flag("break_ties", false));
  if (breaks_ties && shape == "ovo")
    return context.unsupported("break_ties with decision_function_shape=ovo");
  ValueId votes = scores;
  if (breaks_ties && classes > 2) {
    votes = *emitted.decision;
  } else {
    SLIPWAY_ASSIGN(votes, context.add(scores, model::PairVotes{.classes = classes}, "votes"));
  }
  SLIPWAY_ASSIGN(emitted.predict, context.add(votes, model::Decide{}, "predict"));
  return {};
}

// predict_proba, if it was asked for when the model was fitted. probability is "deprecated" by
// default from 1.9 on.
base::Status add_proba(Context& context, Attributes& state, ValueId scores, Emitted& emitted) {
  Ref asked = state.get("probability");
  if (asked == nullptr || asked->tag == pickle::Tag::kString || is_none(asked)) return {};
  SLIPWAY_ASSIGN(const bool on, state.flag("probability", false));
  if (!on) return {};
  model::PairProbabilities op{.classes = static_cast<std::uint32_t>(emitted.classes->text.size())};
  SLIPWAY_ASSIGN(Ref a, need_either(state, "_probA", "probA_"));
  SLIPWAY_ASSIGN(Ref b, need_either(state, "_probB", "probB_"));
  SLIPWAY_ASSIGN(op.a, pickle::as_doubles(a));
  SLIPWAY_ASSIGN(op.b, pickle::as_doubles(b));
  if (op.a.empty() || op.b.empty()) return {};  // set after fitting: the library refuses too
  SLIPWAY_ASSIGN(emitted.proba, context.add(scores, std::move(op), "proba"));
  return add_log_proba(context, emitted);
}

base::Result<Emitted> classifier(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  SLIPWAY_ASSIGN(emitted.classes, read_labels(classes));
  SLIPWAY_ASSIGN(const ValueId scores,
                 pair_scores(context, state, in, emitted.classes->text.size()));
  SLIPWAY_TRY(add_decision(context, state, scores, emitted));
  SLIPWAY_TRY(add_predict(context, state, scores, emitted));
  SLIPWAY_TRY(add_proba(context, state, scores, emitted));
  return emitted;
}

// Support vectors of a kernel that is computed elsewhere have no columns; what was fitted on has.
base::Result<std::optional<Inputs>> machine_inputs(Ref record) {
  const auto kernel = pickle::as_string(pickle::attribute(record, "kernel"));
  if (!kernel.ok() || *kernel != "precomputed") return std::optional<Inputs>();
  const auto shape = pickle::as_int64s(pickle::attribute(record, "shape_fit_"));
  if (!shape.ok() || shape->empty()) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(Inputs inputs, numbered_inputs(shape->back()));
  return std::optional(std::move(inputs));
}

// --- liblinear ---

const Names kMachine = {"kernel",           "degree",      "coef0",      "_gamma",
                        "support_vectors_", "_dual_coef_", "_intercept_"};
const Names kFit = {"C",
                    "nu",
                    "epsilon",
                    "gamma",
                    "tol",
                    "shrinking",
                    "cache_size",
                    "class_weight",
                    "class_weight_",
                    "verbose",
                    "max_iter",
                    "random_state",
                    "_impl",
                    "_sparse",
                    "shape_fit_",
                    "fit_status_",
                    "support_",
                    "dual_coef_",
                    "intercept_",
                    "_num_iter",
                    "n_iter_",
                    "_effective_probability"};
const Names kScaling = {"_n_support", "n_support_", "probability", "_probA",
                        "_probB",     "probA_",     "probB_"};
const Names kLinear = {"C",
                       "loss",
                       "penalty",
                       "dual",
                       "tol",
                       "epsilon",
                       "max_iter",
                       "random_state",
                       "class_weight",
                       "multi_class",
                       "verbose",
                       "n_iter_",
                       "fit_intercept",
                       "intercept_scaling"};

}  // namespace

std::vector<Adapter> sklearn_svm_adapters() {
  return {
      {.package = "sklearn.svm",
       .classes = {"SVC", "NuSVC"},
       .convert = classifier,
       .reads = kMachine + kScaling + Names{"classes_", "decision_function_shape", "break_ties"},
       .ignores = kFit,
       .inputs = machine_inputs},
      {.package = "sklearn.svm",
       .classes = {"SVR", "NuSVR"},
       .convert = regressor,
       .reads = kMachine,
       .ignores = kFit + kScaling,
       .inputs = machine_inputs},
      {.package = "sklearn.svm",
       .classes = {"OneClassSVM"},
       .convert = one_class,
       .reads = kMachine + Names{"offset_"},
       .ignores = kFit + kScaling,
       .inputs = machine_inputs},
      {.package = "sklearn.svm",
       .classes = {"LinearSVC"},
       .convert = linear_classifier,
       .reads = {"classes_", "coef_", "intercept_"},
       .ignores = kLinear},
      {.package = "sklearn.svm",
       .classes = {"LinearSVR"},
       .convert = linear_regressor,
       .reads = {"coef_", "intercept_"},
       .ignores = kLinear},
  };
}

}  // namespace slipway::format::sklearn
