#include "format/sklearn/neighbours.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/sparse_matrix.h"
#include "format/sklearn/solve.h"
#include "format/sklearn/values.h"

namespace slipway::format::sklearn {
namespace {

using model::Metric;
using model::SearchedRows;
using pickle::Tag;

constexpr std::int64_t kValuesMax = 1 << 27;  // of a sparse matrix written out: 1 GiB
constexpr int kHeaps = 10100;                 // from 1.1 on rows are searched for with heaps
constexpr int kInsertionSort = 10900;
constexpr int kMissing = 10600;  // from 1.6 on NaN may be compared
// Of what is nowhere. Both are scipy's: the versions that scikit-learn of that time came with.
constexpr int kJaccardOfNothing = 2000;
constexpr int kYuleOfNothing = 10000;

const std::map<std::string_view, Metric>& metrics() {
  static const std::map<std::string_view, Metric> kMetrics = {
      {"euclidean", Metric::kEuclidean},
      {"l2", Metric::kEuclidean},
      {"sqeuclidean", Metric::kSquaredEuclidean},
      {"manhattan", Metric::kManhattan},
      {"cityblock", Metric::kManhattan},
      {"l1", Metric::kManhattan},
      {"chebyshev", Metric::kChebyshev},
      {"infinity", Metric::kChebyshev},
      {"minkowski", Metric::kMinkowski},
      {"p", Metric::kMinkowski},
      {"wminkowski", Metric::kWeightedMinkowski},
      {"seuclidean", Metric::kStandardised},
      {"mahalanobis", Metric::kMahalanobis},
      {"hamming", Metric::kHamming},
      {"canberra", Metric::kCanberra},
      {"braycurtis", Metric::kBrayCurtis},
      {"haversine", Metric::kHaversine},
      {"cosine", Metric::kCosine},
      {"correlation", Metric::kCorrelation},
      {"nan_euclidean", Metric::kNanEuclidean},
      {"matching", Metric::kMatching},
      {"jaccard", Metric::kJaccard},
      {"dice", Metric::kDice},
      {"kulsinski", Metric::kKulsinski},
      {"rogerstanimoto", Metric::kRogersTanimoto},
      {"sokalmichener", Metric::kRogersTanimoto},
      {"russellrao", Metric::kRussellRao},
      {"sokalsneath", Metric::kSokalSneath},
      {"yule", Metric::kYule},
  };
  return kMetrics;
}

// The metrics that scikit-learn's own search does without a tree; others go through
// numpy.argpartition.
bool in_heaps(Metric metric) {
  switch (metric) {
    case Metric::kEuclidean:
    case Metric::kSquaredEuclidean:
    case Metric::kManhattan:
    case Metric::kChebyshev:
    case Metric::kMinkowski:
    case Metric::kWeightedMinkowski:
    case Metric::kMinkowskiWeighted:
    case Metric::kStandardised:
    case Metric::kCanberra:
    case Metric::kBrayCurtis:
    case Metric::kHaversine:
      return true;
    default:
      return false;
  }
}

base::Result<std::vector<double>> parameter(Ref value, const char* name) {
  auto values = pickle::as_doubles(value);
  if (!values.ok()) return values.status().at(name);
  return values;
}

base::Status read_matrix(Ref inverse, Ref covariance, SearchedRows& learned) {
  if (!is_none(inverse)) {
    SLIPWAY_ASSIGN(learned.matrix, parameter(inverse, "VI"));
    return {};
  }
  if (is_none(covariance)) return {};
  auto matrix = pickle::as_matrix(covariance);
  if (!matrix.ok()) return matrix.status().at("V");
  const auto size = static_cast<std::size_t>(matrix->rows);
  SLIPWAY_TRY(want_width("V", static_cast<std::size_t>(matrix->cols), size));
  learned.matrix.assign(size * size, 0);
  for (std::size_t i = 0; i < size; ++i) learned.matrix[i * size + i] = 1;
  return solve(matrix->values, size, learned.matrix);
}

// Minkowski's of 1, 2 and infinity are others.
void simplify(SearchedRows& learned) {
  if (learned.metric != Metric::kMinkowski) return;
  if (learned.p == 1) learned.metric = Metric::kManhattan;
  if (learned.p == 2) learned.metric = Metric::kEuclidean;
  if (std::isinf(learned.p)) learned.metric = Metric::kChebyshev;
}

base::Result<pickle::Matrix> read_rows(Attributes& state) {
  SLIPWAY_ASSIGN(Ref held, state.need("_fit_X"));
  auto rows =
      pickle::is_sparse_matrix(held) ? pickle::as_dense(held, kValuesMax) : pickle::as_matrix(held);
  if (!rows.ok()) return rows.status().at("_fit_X");
  return rows;
}

// Rows in the order of the tree, of which `order` says which each is. Nothing is done with a file that
// leaves rows out of its tree, or has one twice.
void order_as_tree(SearchedRows& learned, std::vector<std::uint32_t>& order) {
  std::vector<std::uint32_t> sorted = learned.tree.order;
  std::ranges::sort(sorted);
  for (std::size_t i = 0; i < sorted.size(); ++i)
    if (sorted[i] != i) return;
  if (sorted.size() != learned.count()) return;
  order = std::move(learned.tree.order);
  learned.tree = {};
  learned.rows = in_order(learned.rows, learned.inputs, order);
}

}  // namespace

base::Status read_metric(const Context& context, Ref metric, Ref parameters,
                         SearchedRows& learned) {
  if (is_none(metric) || metric->tag != Tag::kString)
    return context.unsupported("metric that is a function");
  const auto known = metrics().find(metric->text);
  if (known == metrics().end()) return context.unsupported(fmt::format("metric={}", metric->text));
  learned.metric = known->second;
  Ref inverse = nullptr, covariance = nullptr;
  const auto pairs =
      is_none(parameters) ? std::vector<std::pair<Ref, Ref>>() : pickle::dict_pairs(parameters);
  for (const auto& [key, value] : pairs) {
    SLIPWAY_ASSIGN(const std::string name, pickle::as_string(key));
    const bool minkowski = learned.metric == Metric::kMinkowski ||
                           learned.metric == Metric::kWeightedMinkowski ||
                           learned.metric == Metric::kMinkowskiWeighted;
    if (is_none(value)) continue;
    if (name == "p" && minkowski) {
      SLIPWAY_ASSIGN(learned.p, pickle::as_double(value));
    } else if (name == "w" && minkowski) {
      SLIPWAY_ASSIGN(learned.weights, parameter(value, "w"));
      if (learned.metric == Metric::kMinkowski) learned.metric = Metric::kMinkowskiWeighted;
    } else if (name == "V" && learned.metric == Metric::kStandardised) {
      SLIPWAY_ASSIGN(learned.weights, parameter(value, "V"));
    } else if (name == "V" && learned.metric == Metric::kMahalanobis) {
      covariance = value;
    } else if (name == "VI" && learned.metric == Metric::kMahalanobis) {
      inverse = value;
    } else {
      return context.unsupported(fmt::format("metric_params with {}", name));
    }
  }
  SLIPWAY_TRY(read_matrix(inverse, covariance, learned));
  const bool lacks = (learned.metric == Metric::kStandardised && learned.weights.empty()) ||
                     (learned.metric == Metric::kMahalanobis && learned.matrix.empty());
  if (lacks)
    return context.unsupported(fmt::format("metric={} without its variances", metric->text));
  simplify(learned);
  return {};
}

void adjust_metric(const Context& context, SearchedRows& learned, bool by_scipy) {
  if (learned.metric == Metric::kBrayCurtis && by_scipy) learned.metric = Metric::kBrayCurtisSums;
  if (learned.metric == Metric::kJaccard && context.version() < kJaccardOfNothing)
    learned.metric = Metric::kJaccardNan;
  if (learned.metric == Metric::kYule && context.version() < kYuleOfNothing)
    learned.metric = Metric::kYuleNan;
}

base::Result<model::SearchTree> read_search_tree(Ref tree) {
  SLIPWAY_ASSIGN(const pickle::State held, pickle::record_state(tree));
  if (held.other == nullptr || held.other->tag != Tag::kTuple || held.other->items().size() < 12)
    return base::invalid_argument("WRONG_TYPE", "is no tree");
  const auto& items = held.other->items();
  model::SearchTree read;
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> sides, pickle::shape_of(items[3]));
  read.ball = !sides.empty() && sides[0] == 1;  // centres, not two ends
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> order, pickle::as_int64s(items[1]));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> begin,
                 pickle::field_int64s(items[2], "idx_start"));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> end, pickle::field_int64s(items[2], "idx_end"));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> leaf, pickle::field_int64s(items[2], "is_leaf"));
  SLIPWAY_ASSIGN(const std::vector<double> radius, pickle::field_doubles(items[2], "radius"));
  SLIPWAY_ASSIGN(read.bounds, pickle::as_doubles(items[3]));
  const auto index = [](std::int64_t value) {
    constexpr std::int64_t kMax = std::numeric_limits<std::uint32_t>::max();
    return static_cast<std::uint32_t>(value < 0 ? kMax : std::min(value, kMax));  // check() refuses
  };
  for (const std::int64_t row : order) read.order.push_back(index(row));
  for (std::size_t i = 0; i < begin.size(); ++i)
    read.nodes.push_back({index(begin[i]), index(end[i]), leaf[i] != 0, radius[i]});
  return read;
}

base::Result<model::Nearest> read_nearest(Context& context, Attributes& state, const Value& in) {
  model::Nearest op;
  op.insertion_sort = context.version() >= kInsertionSort;
  SearchedRows& learned = op.learned;
  SLIPWAY_ASSIGN(Ref metric, state.need("effective_metric_"));
  SLIPWAY_TRY(read_metric(context, metric, state.get("effective_metric_params_"), learned));
  SLIPWAY_ASSIGN(pickle::Matrix rows, read_rows(state));
  SLIPWAY_TRY(want_width("_fit_X", static_cast<std::size_t>(rows.cols), in.width()));
  learned.inputs = static_cast<std::uint32_t>(in.width());
  learned.rows = std::move(rows.values);
  SLIPWAY_ASSIGN(const std::string method, state.text("_fit_method", "brute"));
  if (method == "kd_tree" || method == "ball_tree") {
    SLIPWAY_ASSIGN(Ref tree, state.need("_tree"));
    auto read = read_search_tree(tree);
    if (!read.ok()) return read.status().at("_tree");
    learned.tree = *std::move(read);
    adjust_metric(context, learned, false);
    return op;
  }
  if (method != "brute") return context.unsupported(fmt::format("algorithm={}", method));
  Ref held = state.get("_fit_X");
  const bool doubles = held->tag == Tag::kArray && held->array()->dtype.kind == 'f' &&
                       held->array()->dtype.itemsize == 8;
  op.ties = context.version() >= kHeaps && doubles && in_heaps(learned.metric) && !in.sparse
                ? model::TieOrder::kTwoHeaps
                : model::TieOrder::kPartition;
  adjust_metric(context, learned, op.ties == model::TieOrder::kPartition);
  return op;
}

base::Result<bool> read_weights(Context& context, Attributes& state) {
  Ref weights = state.get("weights");
  if (is_none(weights)) return false;
  if (weights->tag != Tag::kString) return context.unsupported("weights that is a function");
  if (weights->text == "distance") return true;
  if (weights->text == "uniform") return false;
  return context.unsupported(fmt::format("weights={}", weights->text));
}

base::Result<std::uint32_t> read_count(Attributes& state, const char* name, std::uint32_t more) {
  SLIPWAY_ASSIGN(Ref held, state.need(name));
  auto count = pickle::as_int64(held);
  if (!count.ok()) return count.status().at(name);
  if (*count < 1 || *count > std::numeric_limits<std::int32_t>::max())
    return base::invalid_argument("WRONG_SHAPE", fmt::format("{}={}", name, *count));
  return static_cast<std::uint32_t>(*count) + more;
}

base::Result<std::size_t> learned_rows(Attributes& state) {
  SLIPWAY_ASSIGN(Ref held, state.need("_fit_X"));
  auto shape = pickle::matrix_shape(held);
  if (!shape.ok()) return shape.status().at("_fit_X");
  return shape->empty() ? 0 : static_cast<std::size_t>(shape->front());
}

base::Status want_rows(Attributes& state, const char* what, std::size_t size) {
  SLIPWAY_ASSIGN(const std::size_t rows, learned_rows(state));
  if (size == rows) return {};
  return base::invalid_argument("WRONG_SHAPE",
                                fmt::format("{} has {} values for {} rows", what, size, rows));
}

base::Result<ValueId> search_input(Context& context, const Value& in, Metric metric) {
  SLIPWAY_ASSIGN(const Value checked,
                 context.require(in, model::Element::kF64,
                                 metric == Metric::kNanEuclidean && context.version() >= kMissing));
  return context.block(checked);
}

base::Result<ValueId> add_nearest(Context& context, Attributes& state, const Value& in,
                                  std::uint32_t count) {
  SLIPWAY_ASSIGN(model::Nearest op, read_nearest(context, state, in));
  op.count = count;
  SLIPWAY_ASSIGN(const ValueId block, search_input(context, in, op.learned.metric));
  return context.add(block, std::move(op), "nearest");
}

std::vector<double> in_order(const std::vector<double>& rows, std::size_t width,
                             const std::vector<std::uint32_t>& order) {
  std::vector<double> ordered;
  ordered.reserve(rows.size());
  for (const std::uint32_t row : order) {
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(row * width);
    ordered.insert(ordered.end(), begin, begin + static_cast<std::ptrdiff_t>(width));
  }
  return ordered;
}

base::Result<ValueId> add_within(Context& context, Attributes& state, const Value& in,
                                 std::vector<std::uint32_t>* order) {
  SLIPWAY_ASSIGN(model::Nearest read, read_nearest(context, state, in));
  model::Within op{.learned = std::move(read.learned), .radius = 1};
  if (order != nullptr) order_as_tree(op.learned, *order);
  SLIPWAY_ASSIGN(Ref radius, state.need("radius"));
  SLIPWAY_ASSIGN(op.radius, pickle::as_double(radius));
  SLIPWAY_ASSIGN(const ValueId block, search_input(context, in, op.learned.metric));
  return context.add(block, std::move(op), "within");
}

Names neighbours_read() {
  return {"effective_metric_", "effective_metric_params_", "_fit_X", "_fit_method", "_tree"};
}

// The metric's own parameters are those that are in effect.
Names neighbours_ignored() {
  return {"algorithm", "leaf_size", "metric",         "metric_params",
          "p",         "n_jobs",    "n_samples_fit_", "_n_features_out"};
}

}  // namespace slipway::format::sklearn
