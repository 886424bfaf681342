// sklearn.feature_selection: which columns are kept is worked out here, as get_support() does it
// whenever it is asked.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/importances.h"
#include "format/sklearn/trees.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;
using Mask = std::vector<bool>;
using Numbers = std::vector<double>;

// The columns of `mask`, after the check of all of them.
base::Result<Value> kept(Context& context, const Mask& mask, const Value& in, bool allow_nan) {
  SLIPWAY_TRY(want_width("the selection", mask.size(), in.width()));
  Value checked = in;
  if (!allow_nan) {
    SLIPWAY_ASSIGN(checked, context.require(in, model::Element::kF64, false));
  }
  std::vector<std::uint32_t> columns;
  for (std::uint32_t j = 0; j < mask.size(); ++j)
    if (mask[j]) columns.push_back(j);
  if (columns.empty()) return context.unsupported("a selection of no columns");
  return context.gather(checked, columns);
}

base::Result<Emitted> transforming(Context& context, const Mask& mask, const Value& in,
                                   bool allow_nan) {
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, kept(context, mask, in, allow_nan));
  return emitted;
}

// --- by scores ---

struct Univariate {
  Numbers scores, pvalues;
};

base::Result<Numbers> read_optional(Attributes& state, const char* name) {
  if (is_none(state.get(name))) return Numbers();
  return state.doubles(name);
}

base::Result<Univariate> read_univariate(Attributes& state) {
  Univariate read;
  SLIPWAY_ASSIGN(read.scores, read_optional(state, "scores_"));
  SLIPWAY_ASSIGN(read.pvalues, read_optional(state, "pvalues_"));
  for (double& score : read.scores)
    if (std::isnan(score)) score = std::numeric_limits<double>::lowest();
  return read;
}

// The last k of a stable sort.
Mask k_best(const Univariate& of, std::int64_t k) {
  std::vector<std::size_t> order(of.scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t j) { return of.scores[j]; });
  Mask mask(of.scores.size(), false);
  const auto count = std::min(order.size(), static_cast<std::size_t>(std::max<std::int64_t>(k, 0)));
  for (std::size_t i = order.size() - count; i < order.size(); ++i) mask[order[i]] = true;
  return mask;
}

// numpy.percentile, linear; before 0.20 scipy.stats.scoreatpercentile.
double percentile_of(Numbers sorted, double percent, bool old) {
  std::ranges::sort(sorted);
  const double at = percent / 100 * static_cast<double>(sorted.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(std::max(at, 0.0)), sorted.size() - 1);
  const double rest = at - static_cast<double>(below);
  if (below + 1 >= sorted.size() || rest == 0) return sorted[below];
  const double a = sorted[below], b = sorted[below + 1];
  if (old) {
    const double left = static_cast<double>(below + 1) - at;
    return (a * left + b * rest) / (left + rest);
  }
  return rest < 0.5 ? a + (b - a) * rest : b - (b - a) * (1 - rest);
}

Mask percentile(const Univariate& of, double percent, bool old) {
  Mask mask(of.scores.size(), percent == 100);
  if (percent == 100 || percent == 0 || mask.empty()) return mask;
  const double threshold = percentile_of(of.scores, 100 - percent, old);
  std::vector<std::size_t> ties;
  std::int64_t above = 0;
  for (std::size_t j = 0; j < mask.size(); ++j) {
    mask[j] = of.scores[j] > threshold;
    above += mask[j] ? 1 : 0;
    if (of.scores[j] == threshold) ties.push_back(j);
  }
  const auto most = static_cast<std::int64_t>(static_cast<double>(mask.size()) * percent / 100);
  // ties[:most - above] of Python: a negative end counts from the back.
  std::int64_t end = most - above;
  if (end < 0) end += static_cast<std::int64_t>(ties.size());
  for (std::int64_t i = 0; i < std::min(end, static_cast<std::int64_t>(ties.size())); ++i)
    mask[ties[static_cast<std::size_t>(i)]] = true;
  return mask;
}

Mask below(const Univariate& of, double alpha) {
  Mask mask;
  for (const double p : of.pvalues) mask.push_back(p < alpha);
  return mask;
}

// Benjamini and Hochberg's false discovery rate.
Mask discovered(const Univariate& of, double alpha) {
  Numbers sorted = of.pvalues;
  std::ranges::sort(sorted,
                    [](double a, double b) { return a < b || (std::isnan(b) && !std::isnan(a)); });
  const double each = alpha / static_cast<double>(sorted.size());
  double greatest = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (sorted[i] <= each * static_cast<double>(i + 1)) greatest = sorted[i];
  Mask mask;
  for (const double p : of.pvalues) mask.push_back(p <= greatest);
  return mask;
}

// What "mode" of GenericUnivariateSelect calls it.
base::Result<Mask> selected(const Context& context, const Univariate& of, std::string_view mode,
                            Ref param) {
  if (mode == "k_best" && param->tag == Tag::kString && param->text == "all")
    return Mask(of.scores.size(), true);
  SLIPWAY_ASSIGN(const double number, pickle::as_double(param));
  if (mode == "k_best") return k_best(of, static_cast<std::int64_t>(number));
  if (mode == "percentile") return percentile(of, number, context.version() < 2000);
  if (of.pvalues.empty())
    return base::invalid_argument("MISSING_ATTRIBUTE", "there are no pvalues_");
  if (mode == "fpr") return below(of, number);
  if (mode == "fwe") return below(of, number / static_cast<double>(of.pvalues.size()));
  if (mode == "fdr") return discovered(of, number);
  return context.unsupported(fmt::format("mode={}", mode));
}

base::Result<Emitted> by_scores(Context& context, Attributes& state, const Value& in,
                                std::string_view mode, const char* param) {
  SLIPWAY_ASSIGN(const Univariate univariate, read_univariate(state));
  SLIPWAY_ASSIGN(Ref value, state.need(param));
  SLIPWAY_ASSIGN(const Mask mask, selected(context, univariate, mode, value));
  return transforming(context, mask, in, false);
}

base::Result<Emitted> select_k_best(Context& context, Attributes& state, const Value& in) {
  return by_scores(context, state, in, "k_best", "k");
}
base::Result<Emitted> select_percentile(Context& context, Attributes& state, const Value& in) {
  return by_scores(context, state, in, "percentile", "percentile");
}
base::Result<Emitted> select_fpr(Context& context, Attributes& state, const Value& in) {
  return by_scores(context, state, in, "fpr", "alpha");
}
base::Result<Emitted> select_fdr(Context& context, Attributes& state, const Value& in) {
  return by_scores(context, state, in, "fdr", "alpha");
}
base::Result<Emitted> select_fwe(Context& context, Attributes& state, const Value& in) {
  return by_scores(context, state, in, "fwe", "alpha");
}
base::Result<Emitted> generic_select(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string mode, state.text("mode", "percentile"));
  return by_scores(context, state, in, mode, "param");
}

base::Result<Emitted> variance_threshold(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref threshold, state.need("threshold"));
  SLIPWAY_ASSIGN(const double least, pickle::as_double(threshold));
  SLIPWAY_ASSIGN(const Numbers variances, state.doubles("variances_"));
  Mask mask;
  for (const double variance : variances) mask.push_back(variance > least);
  return transforming(context, mask, in, context.version() >= 2200);
}

// --- by an estimator ---

// Whether the estimator says that it takes missing values: then the selector looks at none.
bool says_nan(const Context& context, Ref estimator) {
  if (context.version() < 2200) return false;
  const std::string full = pickle::record_class(estimator);
  const std::string name = full.substr(full.rfind('.') + 1);
  if (name.starts_with("HistGradientBoosting") || name.starts_with("XGB") ||
      name.starts_with("LGBM"))
    return true;
  const bool trees = name.starts_with("DecisionTree") || name.starts_with("RandomForest") ||
                     name.starts_with("ExtraTree");
  return trees && allows_nan(context, estimator);
}

// Whether scikit-learn takes the estimator for one that leaves columns out by itself.
bool leaves_out(const Context& context, Ref estimator) {
  const std::string full = pickle::record_class(estimator);
  const std::string name = full.substr(full.rfind('.') + 1);
  Ref penalty = pickle::attribute(estimator, "penalty");
  if (!is_none(penalty) && penalty->tag == Tag::kString && penalty->text == "l1") return true;
  if (name.find("Lasso") != std::string::npos) return true;
  const auto only_l1 = [&](const char* attribute) {
    const auto ratios = pickle::as_doubles(pickle::attribute(estimator, attribute));
    return ratios.ok() && !ratios->empty() && std::ranges::all_of(*ratios, [](double ratio) {
             return std::abs(ratio - 1) <= 1e-8 + 1e-5;
           });
  };
  const int version = context.version();
  if (version >= 10700 && name == "ElasticNetCV") return only_l1("l1_ratio_");
  if (version >= 10700 ? name == "ElasticNet"
                       : version >= 10100 && name.find("ElasticNet") != std::string::npos)
    return only_l1("l1_ratio");
  if (version >= 10800 && name == "LogisticRegression") return only_l1("l1_ratio");
  return version >= 10800 && name == "LogisticRegressionCV" && only_l1("l1_ratio_");
}

// "mean", "median", "1.25*mean", a number, or None.
base::Result<double> read_threshold(const Context& context, Ref threshold, Ref estimator,
                                    const Numbers& importances) {
  std::string text;
  if (is_none(threshold)) {
    if (leaves_out(context, estimator)) return 1e-5;
    text = "mean";
  } else if (threshold->tag == Tag::kString) {
    text = std::string(threshold->text);
  } else {
    return pickle::as_double(threshold);
  }
  double scale = 1;
  const std::size_t star = text.find('*');
  std::string reference = text;
  if (star != std::string::npos) {
    const std::string number = text.substr(0, star);
    const std::size_t begin = std::min(number.find_first_not_of(' '), number.size());
    const auto end = number.data() + number.size();
    if (std::from_chars(number.data() + begin, end, scale).ec != std::errc())
      return context.unsupported(fmt::format("threshold={}", text));
    reference = text.substr(star + 1);
    std::erase(reference, ' ');
  }
  if (importances.empty()) return base::invalid_argument("WRONG_SHAPE", "no importances");
  const auto count = static_cast<double>(importances.size());
  double value = 0;
  if (reference == "mean") {
    value = numpy_sum(importances.data(), importances.size()) / count;
  } else if (reference == "median") {
    Numbers sorted = importances;
    std::ranges::sort(sorted);
    const std::size_t half = sorted.size() / 2;
    value = sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  } else {
    return context.unsupported(fmt::format("threshold={}", text));
  }
  return star == std::string::npos ? value : scale * value;
}

base::Result<Mask> important(Context& context, Attributes& state, Ref estimator) {
  SLIPWAY_ASSIGN(const std::string getter, [&]() -> base::Result<std::string> {
    Ref value = state.get("importance_getter");
    if (value != nullptr && value->tag != Tag::kString)
      return context.unsupported("importance_getter that is a function");
    return state.text("importance_getter", "auto");
  }());
  double order = 1;
  if (Ref norm = state.get("norm_order"); !is_none(norm)) {
    SLIPWAY_ASSIGN(order, pickle::as_double(norm));
  }
  SLIPWAY_ASSIGN(const Numbers importances, read_importances(context, estimator, getter, order));
  SLIPWAY_ASSIGN(const double threshold,
                 read_threshold(context, state.get("threshold"), estimator, importances));
  Ref most = state.get("max_features_");
  if (is_none(most)) most = state.get("max_features");
  Mask mask(importances.size(), is_none(most));
  if (!is_none(most)) {
    const auto count = pickle::as_int64(most);
    if (!count.ok()) return context.unsupported("max_features that is a function");
    // The first of a stable sort of -importances.
    std::vector<std::size_t> order_of(importances.size());
    std::iota(order_of.begin(), order_of.end(), std::size_t{0});
    std::ranges::stable_sort(order_of, {}, [&](std::size_t j) { return -importances[j]; });
    for (std::size_t i = 0; i < order_of.size() && std::cmp_less(i, *count); ++i)
      mask[order_of[i]] = true;
  }
  for (std::size_t j = 0; j < mask.size(); ++j)
    if (importances[j] < threshold) mask[j] = false;
  return mask;
}

base::Result<Emitted> select_from_model(Context& context, Attributes& state, const Value& in) {
  Ref estimator = state.get("estimator_");
  if (is_none(estimator)) {
    SLIPWAY_ASSIGN(estimator, state.need("estimator"));
  }
  SLIPWAY_ASSIGN(const Mask mask, important(context, state, estimator));
  return transforming(context, mask, in, says_nan(context, estimator));
}

base::Result<Mask> read_support(Attributes& state) {
  SLIPWAY_ASSIGN(Ref support, state.need("support_"));
  auto mask = pickle::as_bools(support);
  if (!mask.ok()) return mask.status().at("support_");
  return *std::move(mask);
}

// Recursive elimination: also what the estimator makes of the columns that are left.
base::Result<Emitted> elimination(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Mask mask, read_support(state));
  SLIPWAY_ASSIGN(Ref estimator, state.need("estimator_"));
  SLIPWAY_ASSIGN(const Value left, kept(context, mask, in, says_nan(context, estimator)));
  SLIPWAY_ASSIGN(Emitted emitted, context.convert(estimator, "estimator", left));
  emitted.transform = left;
  emitted.samples.reset();
  emitted.leaves.reset();
  emitted.margin.reset();
  return emitted;
}

base::Result<Emitted> sequential(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Mask mask, read_support(state));
  Ref estimator = state.get("estimator");
  return transforming(context, mask, in, !is_none(estimator) && says_nan(context, estimator));
}

Adapter univariate_adapter(std::string_view name,
                           base::Result<Emitted> (*convert)(Context&, Attributes&, const Value&),
                           Names parameters) {
  return {.package = "sklearn.feature_selection",
          .classes = {name},
          .convert = convert,
          .reads = std::move(parameters) + Names{"scores_", "pvalues_"},
          .ignores = {"score_func"}};
}

}  // namespace

std::vector<Adapter> sklearn_feature_selection_adapters() {
  return {
      univariate_adapter("SelectKBest", select_k_best, {"k"}),
      univariate_adapter("SelectPercentile", select_percentile, {"percentile"}),
      univariate_adapter("SelectFpr", select_fpr, {"alpha"}),
      univariate_adapter("SelectFdr", select_fdr, {"alpha"}),
      univariate_adapter("SelectFwe", select_fwe, {"alpha"}),
      univariate_adapter("GenericUnivariateSelect", generic_select, {"mode", "param"}),
      {.package = "sklearn.feature_selection",
       .classes = {"VarianceThreshold"},
       .convert = variance_threshold,
       .reads = {"threshold", "variances_"},
       .ignores = {}},
      {.package = "sklearn.feature_selection",
       .classes = {"SelectFromModel"},
       .convert = select_from_model,
       .reads = {"estimator", "estimator_", "threshold", "norm_order", "importance_getter",
                 "max_features", "max_features_"},
       .ignores = {"prefit", "threshold_"}},
      {.package = "sklearn.feature_selection",
       .classes = {"RFE", "RFECV"},
       .convert = elimination,
       .reads = {"support_", "estimator_"},
       .ignores = {"estimator", "n_features_to_select", "min_features_to_select", "step", "verbose",
                   "cv", "scoring", "n_jobs", "importance_getter", "n_features_", "ranking_",
                   "grid_scores_", "cv_results_", "scores_", "estimator_params"}},
      {.package = "sklearn.feature_selection",
       .classes = {"SequentialFeatureSelector"},
       .convert = sequential,
       .reads = {"support_", "estimator"},
       .ignores = {"n_features_to_select", "n_features_to_select_", "tol", "direction", "scoring",
                   "cv", "n_jobs"}},
  };
}

}  // namespace slipway::format::sklearn
