// sklearn.naive_bayes: log P(class, x) as a linear score, a sum of squares by variance, or a sum of
// what is looked up.
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/densities.h"
#include "format/sklearn/importances.h"
#include "format/sklearn/linear_score.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/elementwise.h"
#include "model/stages/lookup.h"

namespace slipway::format::sklearn {
namespace {

using model::Element;
using model::Elementwise;
using model::Function;

base::Result<model::Labels> read_classes(Attributes& state) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  SLIPWAY_ASSIGN(model::Labels classes, read_labels(held));
  if (classes.text.empty()) return base::invalid_argument("WRONG_SHAPE", "there are no classes");
  return classes;
}

// A matrix of a row a class.
base::Result<std::vector<double>> by_class(Attributes& state, std::string_view name,
                                           std::size_t classes, std::size_t width) {
  SLIPWAY_ASSIGN(std::vector<double> values, state.doubles(name));
  SLIPWAY_TRY(want_width(std::string(name).c_str(), values.size(), classes * width));
  return values;
}

// Σ log(2 pi var)
double log_sum(const std::vector<double>& variance) {
  std::vector<double> logs;
  for (const double value : variance) logs.push_back(precise_log(2 * std::numbers::pi * value));
  return sum_of(logs);
}

// The same in float32: 2 pi, each product, each logarithm and each step of the sum.
double single_log_sum(const std::vector<double>& variance) {
  std::vector<float> logs;
  for (const double value : variance) {
    logs.push_back(numpy_log(2 * std::numbers::pi_v<float> * static_cast<float>(value)));
  }
  return static_cast<double>(numpy_sum(logs.data(), logs.size()));
}

// From 1.8 on what was learned from float32 is float32, and so are the logarithms of it.
// log(prior) + ((-0.5 * Σ log(2 pi var)) - 0.5 * Σ (x - theta)^2 / var)
base::Result<Emitted> gaussian(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(model::Labels classes, read_classes(state));
  const std::size_t count = classes.text.size(), width = in.width();
  SLIPWAY_ASSIGN(const auto means, by_class(state, "theta_", count, width));
  const char* name = state.has("var_") ? "var_" : "sigma_";  // until 1.0
  SLIPWAY_ASSIGN(const auto variances, by_class(state, name, count, width));
  SLIPWAY_ASSIGN(std::vector<double> priors, by_class(state, "class_prior_", count, 1));
  Ref learned = state.get(name);
  const bool single = learned->tag == pickle::Tag::kArray && learned->array()->dtype.itemsize == 4;
  const auto log_of = [single](double x) {
    return single ? static_cast<double>(numpy_log(static_cast<float>(x))) : precise_log(x);
  };
  model::QuadraticForms op;
  std::vector<double> heights;
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<double> variance = row_of(variances, k, width);
    heights.push_back(-0.5 * (single ? single_log_sum(variance) : log_sum(variance)));
    op.forms.push_back({row_of(means, k, width), std::move(variance), {}});
    priors[k] = log_of(priors[k]);
  }
  SLIPWAY_ASSIGN(ValueId joint, add_forms(context, in, std::move(op), "distances"));
  SLIPWAY_ASSIGN(joint, scaled(context, joint, -0.5, std::move(heights), "densities"));
  SLIPWAY_ASSIGN(joint,
                 context.add(joint, Elementwise{Function::kAdd, std::move(priors)}, "joint"));
  return of_joint(context, std::move(classes), joint);
}

// x @ feature_log_prob_.T + class_log_prior_; the complement of a class knows no prior, unless there
// is but one.
base::Result<Emitted> counts(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(model::Labels classes, read_classes(state));
  const std::size_t count = classes.text.size();
  model::Linear linear{.inputs = static_cast<std::uint32_t>(in.width())};
  SLIPWAY_ASSIGN(linear.coef, by_class(state, "feature_log_prob_", count, in.width()));
  SLIPWAY_ASSIGN(linear.intercept, by_class(state, "class_log_prior_", count, 1));
  if (context.origin().ends_with(".ComplementNB") && count > 1) linear.intercept.assign(count, 0);
  SLIPWAY_ASSIGN(const ValueId joint, add_linear_score(context, in, std::move(linear)));
  return of_joint(context, std::move(classes), joint);
}

base::Result<Value> binarized(Context& context, Attributes& state, const Value& in) {
  Ref threshold = state.get("binarize");
  if (is_none(threshold)) return in;
  SLIPWAY_ASSIGN(const double limit, pickle::as_double(threshold));
  if (in.sparse && limit < 0) return context.unsupported("sparse input and binarize below 0");
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  SLIPWAY_ASSIGN(ValueId id,
                 in.sparse && limit >= 0 ? context.block_as_is(checked) : context.block(checked));
  SLIPWAY_ASSIGN(id, context.add(id, Elementwise{Function::kGreater, {limit}}, "binarized"));
  Value out = computed(id, in.names);
  out.sparse = in.sparse, out.finite = true;
  return out;
}

// x @ (log p - log(1 - p)).T + (class_log_prior_ + Σ log(1 - p))
base::Result<Emitted> flags(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(model::Labels classes, read_classes(state));
  const std::size_t count = classes.text.size(), width = in.width();
  model::Linear linear{.inputs = static_cast<std::uint32_t>(width)};
  SLIPWAY_ASSIGN(linear.coef, by_class(state, "feature_log_prob_", count, width));
  SLIPWAY_ASSIGN(linear.intercept, by_class(state, "class_log_prior_", count, 1));
  for (std::size_t k = 0; k < count; ++k) {
    std::vector<double> absent = row_of(linear.coef, k, width);
    for (std::size_t j = 0; j < width; ++j) {
      absent[j] =
          precise_log(1 - static_cast<double>(std::exp(static_cast<long double>(absent[j]))));
      linear.coef[k * width + j] -= absent[j];
    }
    linear.intercept[k] += sum_of(absent);
  }
  SLIPWAY_ASSIGN(const Value input, binarized(context, state, in));
  SLIPWAY_ASSIGN(const ValueId joint, add_linear_score(context, input, std::move(linear)));
  return of_joint(context, std::move(classes), joint);
}

// The log-probabilities of one column's categories, classes × categories, as a table of a row each.
base::Result<model::LookupRows> category_rows(Ref held, std::size_t classes, std::size_t& total) {
  SLIPWAY_ASSIGN(const pickle::Matrix logs, pickle::as_matrix(held));
  SLIPWAY_TRY(count_numbers(total, logs.values.size() + 16 * static_cast<std::size_t>(logs.cols)));
  SLIPWAY_TRY(want_width("feature_log_prob_", static_cast<std::size_t>(logs.rows), classes));
  model::LookupRows op;
  auto& column = op.columns.emplace_back();
  column.width = static_cast<std::uint32_t>(classes);
  column.takes_missing = false;
  const auto categories = static_cast<std::size_t>(logs.cols);
  for (std::size_t c = 0; c < categories; ++c) {
    column.categories.push_back({model::Category::Kind::kNumber, static_cast<double>(c), {}});
    column.row.push_back(static_cast<std::uint32_t>(c));
    for (std::size_t k = 0; k < classes; ++k)
      column.rows.push_back(logs.values[k * categories + c]);
  }
  return op;
}

// Numbers are cut to whole ones; a category that is not there fails the row, as in the library.
base::Result<Emitted> categories(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(model::Labels classes, read_classes(state));
  const std::size_t count = classes.text.size();
  SLIPWAY_ASSIGN(Ref held, state.need("feature_log_prob_"));
  SLIPWAY_ASSIGN(const auto by_column, pickle::as_refs(held));
  SLIPWAY_TRY(want_width("feature_log_prob_", by_column.size(), in.width()));
  SLIPWAY_ASSIGN(std::vector<double> priors, by_class(state, "class_log_prior_", count, 1));
  SLIPWAY_ASSIGN(const Value checked, context.require(in, Element::kF64, false));
  SLIPWAY_ASSIGN(const ValueId whole,
                 context.add(checked, Elementwise{Function::kTrunc, {}}, "whole"));
  Value numbers = computed(whole, in.names);
  std::vector<ValueId> parts;
  std::size_t total = 0;
  for (std::uint32_t j = 0; j < in.width(); ++j) {
    SLIPWAY_ASSIGN(const Value column, context.gather(numbers, {j}));
    SLIPWAY_ASSIGN(model::LookupRows op, category_rows(by_column[j], count, total));
    SLIPWAY_ASSIGN(parts.emplace_back(),
                   context.add(column, std::move(op), fmt::format("column{}", j)));
  }
  SLIPWAY_ASSIGN(ValueId joint, context.add(parts, model::Combine{}, "sum"));
  SLIPWAY_ASSIGN(joint,
                 context.add(joint, Elementwise{Function::kAdd, std::move(priors)}, "joint"));
  return of_joint(context, std::move(classes), joint);
}

const Names kFit = {"alpha",        "force_alpha",    "fit_prior",       "class_prior",
                    "class_count_", "feature_count_", "category_count_", "feature_all_"};

Adapter discrete(std::string_view name,
                 base::Result<Emitted> (*convert)(Context&, Attributes&, const Value&),
                 Names more_reads, Names more_ignores) {
  return {.package = "sklearn.naive_bayes",
          .classes = {name},
          .convert = convert,
          .reads = Names{"classes_", "feature_log_prob_", "class_log_prior_"} + more_reads,
          .ignores = kFit + more_ignores};
}

}  // namespace

std::vector<Adapter> sklearn_naive_bayes_adapters() {
  return {
      {.package = "sklearn.naive_bayes",
       .classes = {"GaussianNB"},
       .convert = gaussian,
       .reads = {"classes_", "theta_", "var_", "sigma_", "class_prior_"},
       .ignores = {"priors", "var_smoothing", "epsilon_", "class_count_"}},
      discrete("MultinomialNB", counts, {}, {"n_features_"}),
      discrete("ComplementNB", counts, {}, {"n_features_", "norm"}),
      discrete("BernoulliNB", flags, {"binarize"}, {"n_features_"}),
      discrete("CategoricalNB", categories, {}, {"n_features_", "n_categories_", "min_categories"}),
  };
}

}  // namespace slipway::format::sklearn
