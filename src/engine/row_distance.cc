#include "engine/row_distance.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "engine/functions.h"

namespace slipway::engine {
namespace {

using model::Function;
using model::Metric;
using model::SearchedRows;

constexpr std::size_t kSide = 64;  // rows side by side

double sine(double x) { return function_of(Function::kSin)(x, 0); }
double cosine(double x) { return function_of(Function::kCos)(x, 0); }
double square(double x) { return x * x; }

double minkowski(const SearchedRows& learned, const double* x, const double* y) {
  double sum = 0;
  for (std::size_t j = 0; j < learned.inputs; ++j) {
    const double apart = std::abs(x[j] - y[j]);
    if (learned.metric == Metric::kMinkowski) {
      sum += exact_pow(apart, learned.p);
    } else if (learned.metric == Metric::kWeightedMinkowski) {
      sum += exact_pow(learned.weights[j] * apart, learned.p);
    } else {
      sum += learned.weights[j] * exact_pow(apart, learned.p);
    }
  }
  return sum;
}

double mahalanobis(const SearchedRows& learned, const double* x, const double* y) {
  const std::size_t width = learned.inputs;
  double sum = 0;
  for (std::size_t i = 0; i < width; ++i) {
    double inner = 0;
    for (std::size_t j = 0; j < width; ++j) inner += learned.matrix[i * width + j] * (x[j] - y[j]);
    sum += inner * (x[i] - y[i]);
  }
  return sum;
}

double by_column(const SearchedRows& learned, const double* x, const double* y) {
  double sum = 0, all = 0;
  for (std::size_t j = 0; j < learned.inputs; ++j) {
    const double apart = std::abs(x[j] - y[j]);
    switch (learned.metric) {
      case Metric::kManhattan:
        sum += apart;
        break;
      case Metric::kChebyshev:
        sum = std::max(sum, apart);
        break;
      case Metric::kStandardised:
        sum += apart * apart / learned.weights[j];
        break;
      case Metric::kHamming:
        sum += x[j] != y[j] ? 1 : 0;
        break;
      case Metric::kCanberra:
        if (const double both = std::abs(x[j]) + std::abs(y[j]); both > 0) sum += apart / both;
        break;
      case Metric::kBrayCurtis:
        sum += apart;
        all += std::abs(x[j]) + std::abs(y[j]);
        break;
      case Metric::kBrayCurtisSums:
        sum += apart;
        all += std::abs(x[j] + y[j]);
        break;
      default:
        sum += apart * apart;
    }
  }
  if (learned.metric == Metric::kHamming) return sum / learned.inputs;
  if (learned.metric == Metric::kBrayCurtis) return all > 0 ? sum / all : 0;
  if (learned.metric == Metric::kBrayCurtisSums) return sum / all;
  return sum;
}

double haversine(const double* x, const double* y) {
  const double first = sine(0.5 * (x[0] - y[0])), second = sine(0.5 * (x[1] - y[1]));
  return first * first + cosine(x[0]) * cosine(y[0]) * second * second;
}

double mean(const double* x, std::size_t width) {
  double sum = 0;
  for (std::size_t j = 0; j < width; ++j) sum += x[j];
  return sum / static_cast<double>(width);
}

double cosine_distance(const double* x, const double* y, std::size_t width, bool centred) {
  const double of_x = centred ? mean(x, width) : 0, of_y = centred ? mean(y, width) : 0;
  double dot = 0, xx = 0, yy = 0;
  for (std::size_t j = 0; j < width; ++j) {
    dot += (x[j] - of_x) * (y[j] - of_y);
    xx += square(x[j] - of_x);
    yy += square(y[j] - of_y);
  }
  if (centred) return 1 - dot / (std::sqrt(xx) * std::sqrt(yy));
  const double norms = (xx == 0 ? 1 : std::sqrt(xx)) * (yy == 0 ? 1 : std::sqrt(yy));
  return std::clamp(1 - dot / norms, 0.0, 2.0);
}

double nan_euclidean(const double* x, const double* y, std::size_t width) {
  double sum = 0, both = 0;
  for (std::size_t j = 0; j < width; ++j) {
    if (std::isnan(x[j]) || std::isnan(y[j])) continue;
    sum += square(x[j] - y[j]);
    both += 1;
  }
  if (both == 0) return std::numeric_limits<double>::quiet_NaN();
  return sum / both * static_cast<double>(width);
}

// Of what is 0 and what is not.
double of_truths(Metric metric, const double* x, const double* y, std::size_t width) {
  double in_both = 0, in_x = 0, in_y = 0;
  for (std::size_t j = 0; j < width; ++j) {
    in_both += x[j] != 0 && y[j] != 0 ? 1 : 0;
    in_x += x[j] != 0 && y[j] == 0 ? 1 : 0;
    in_y += x[j] == 0 && y[j] != 0 ? 1 : 0;
  }
  const double apart = in_x + in_y, all = static_cast<double>(width);
  switch (metric) {
    case Metric::kMatching:
      return apart / all;
    case Metric::kJaccard:
      return apart + in_both == 0 ? 0 : apart / (apart + in_both);
    case Metric::kJaccardNan:
      return apart / (apart + in_both);
    case Metric::kDice:
      return apart / (2 * in_both + apart);
    case Metric::kKulsinski:
      return (apart - in_both + all) / (apart + all);
    case Metric::kRogersTanimoto:
      return 2 * apart / (all + apart);
    case Metric::kRussellRao:
      return (all - in_both) / all;
    case Metric::kSokalSneath:
      return apart / (0.5 * in_both + apart);
    default:
      if (metric == Metric::kYule && in_x * in_y == 0) return 0;
      return 2 * in_x * in_y / (in_both * (all - apart - in_both) + in_x * in_y);
  }
}

bool side_by_side(Metric metric) {
  return metric == Metric::kEuclidean || metric == Metric::kSquaredEuclidean ||
         metric == Metric::kManhattan || metric == Metric::kChebyshev;
}

}  // namespace

RowDistance::RowDistance(const SearchedRows& learned)
    : learned_(learned), rows_(learned.count()), width_(learned.inputs) {
  if (!side_by_side(learned.metric)) return;
  columns_.resize(rows_ * width_);
  for (std::size_t first = 0; first < rows_; first += kSide) {
    const std::size_t count = std::min(kSide, rows_ - first);
    for (std::size_t j = 0; j < width_; ++j)
      for (std::size_t r = 0; r < count; ++r)
        columns_[first * width_ + j * count + r] = row(first + r)[j];
  }
}

double RowDistance::rank(const double* x, const double* y) const {
  switch (learned_.metric) {
    case Metric::kMinkowski:
    case Metric::kWeightedMinkowski:
    case Metric::kMinkowskiWeighted:
      return minkowski(learned_, x, y);
    case Metric::kMahalanobis:
      return mahalanobis(learned_, x, y);
    case Metric::kHaversine:
      return haversine(x, y);
    case Metric::kCosine:
    case Metric::kCorrelation:
      return cosine_distance(x, y, width_, learned_.metric == Metric::kCorrelation);
    case Metric::kNanEuclidean:
      return nan_euclidean(x, y, width_);
    default:
      break;
  }
  if (learned_.metric >= Metric::kMatching) return of_truths(learned_.metric, x, y, width_);
  return by_column(learned_, x, y);
}

// The sums of several rows at once, each in column order.
template <class Add>
void RowDistance::ranks_side_by_side(const double* x, double* out, Add add) const {
  for (std::size_t first = 0; first < rows_; first += kSide) {
    const std::size_t count = std::min(kSide, rows_ - first);
    double* sums = out + first;
    std::fill_n(sums, count, 0.0);
    for (std::size_t j = 0; j < width_; ++j) {
      const double* column = columns_.data() + first * width_ + j * count;
      const double value = x[j];
      for (std::size_t r = 0; r < count; ++r) sums[r] = add(sums[r], value - column[r]);
    }
  }
}

void RowDistance::ranks(const double* x, double* out) const {
  if (!side_by_side(learned_.metric)) {
    for (std::size_t r = 0; r < rows_; ++r) out[r] = rank(x, row(r));
  } else if (learned_.metric == Metric::kManhattan) {
    ranks_side_by_side(x, out, [](double sum, double apart) { return sum + std::abs(apart); });
  } else if (learned_.metric == Metric::kChebyshev) {
    ranks_side_by_side(x, out,
                       [](double sum, double apart) { return std::max(sum, std::abs(apart)); });
  } else {
    ranks_side_by_side(x, out, [](double sum, double apart) { return sum + apart * apart; });
  }
}

double RowDistance::distance(double rank) const {
  switch (learned_.metric) {
    case Metric::kEuclidean:
    case Metric::kStandardised:
    case Metric::kMahalanobis:
    case Metric::kNanEuclidean:
      return std::sqrt(rank);
    case Metric::kMinkowski:
    case Metric::kWeightedMinkowski:
    case Metric::kMinkowskiWeighted:
      return exact_pow(rank, 1 / learned_.p);
    case Metric::kHaversine:
      return 2 * function_of(Function::kArcsin)(std::sqrt(rank), 0);
    default:
      return rank;
  }
}

double RowDistance::rank_of(double distance) const {
  switch (learned_.metric) {
    case Metric::kEuclidean:
    case Metric::kStandardised:
    case Metric::kMahalanobis:
    case Metric::kNanEuclidean:
      return distance * distance;
    case Metric::kMinkowski:
    case Metric::kWeightedMinkowski:
    case Metric::kMinkowskiWeighted:
      return exact_pow(distance, learned_.p);
    case Metric::kHaversine:
      return square(sine(0.5 * distance));
    default:
      return distance;
  }
}

double RowDistance::ns_per_row() const {
  const double each = side_by_side(learned_.metric) ? 0.4 : 3;
  return each * static_cast<double>(rows_ * width_);
}

}  // namespace slipway::engine
