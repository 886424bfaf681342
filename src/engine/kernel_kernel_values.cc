// kernel_values: a tile of learned rows against a few rows at a time, each sum with its own
// accumulator, so that every instruction set adds in the same order.
#include <algorithm>
#include <span>

#include "engine/measures.h"
#include "model/stages/kernel_values.h"

namespace slipway::engine {
namespace {

using model::KernelTerm;
using Kind = KernelTerm::Kind;

constexpr std::size_t kTile = 8;                              // learned rows side by side
constexpr std::size_t kRowsMax = 64;                          // rows at a time
constexpr std::size_t kValuesAtATime = std::size_t{1} << 16;  // … so that they stay in the cache

// Σ over the columns, of one row and a tile (column by column).
template <Kind kKind>
void sums(const double* x, const double* tile, std::size_t width, double* to) {
  double sum[kTile] = {};
  for (std::size_t j = 0; j < width; ++j)
    for (std::size_t s = 0; s < kTile; ++s)
      sum[s] += measure_part(kKind, x[j], tile[j * kTile + s]);
  std::copy_n(sum, kTile, to);
}

using Sums = void (*)(const double*, const double*, std::size_t, double*);
Sums sums_of(Kind kind) {
  switch (kind) {
    case Kind::kSquaredDistance:
      return sums<Kind::kSquaredDistance>;
    case Kind::kManhattan:
      return sums<Kind::kManhattan>;
    case Kind::kChi2:
      return sums<Kind::kChi2>;
    default:
      return sums<Kind::kDot>;
  }
}

class KernelValuesStep final : public Step {
 public:
  KernelValuesStep(const model::KernelValues& op, const model::Stage& stage,
                   const model::Model& model)
      : op_(op), block_(model.block(stage.inputs[0])), tiles_((op.rows.count + kTile - 1) / kTile) {
    const std::size_t wide = std::max<std::size_t>(op.rows.columns, 1);
    rows_ = std::clamp<std::size_t>(kValuesAtATime / wide, 1, kRowsMax);
    for (const KernelTerm& term : op.terms) {
      if (!is_measure(term.kind)) continue;
      ++measures_;
      if (!op.rows.sparse) tiled_.push_back(tile(term));
    }
  }

  void run(Run& run) const override {
    const std::size_t width = op_.rows.columns, plain = rows_ * width;
    const std::size_t copies = op_.rows.sparse ? 1 : 1 + measures_;
    run.workspace->resize(copies * plain + op_.terms.size() * rows_ * kTile);
    double* x = run.workspace->data();
    double* values = x + copies * plain;
    const auto all = static_cast<std::size_t>(run.rows);
    There there;
    for (std::size_t first = 0; first < all; first += rows_) {
      const std::size_t count = std::min(rows_, all - first);
      read_rows(run, block_, first, count, x);
      op_.rows.sparse ? find(x, count, there) : prepare_rows(x, count);
      for (std::size_t t = 0; t < tiles_; ++t) {
        evaluate(x, there, count, t, values);
        const double* last = values + (op_.terms.size() - 1) * rows_ * kTile;
        for (std::size_t s = 0; s < kTile && t * kTile + s < op_.rows.count; ++s)
          for (std::size_t r = 0; r < count; ++r)
            run.out[t * kTile + s].f64[first + r] = last[r * kTile + s];
      }
    }
  }
  double ns_per_row() const override {
    return 0.5 * static_cast<double>(op_.rows.values.size() * measures_) +
           10.0 * static_cast<double>(op_.rows.count * op_.terms.size());
  }

 private:
  // The columns of each row that are not 0.
  struct There {
    std::vector<std::size_t> begin;
    std::vector<std::uint32_t> column;
  };

  void find(const double* x, std::size_t count, There& there) const {
    there.begin.assign(1, 0), there.column.clear();
    for (std::size_t r = 0; r < count; ++r, x += op_.rows.columns) {
      for (std::uint32_t j = 0; j < op_.rows.columns; ++j)
        if (x[j] != 0) there.column.push_back(j);
      there.begin.push_back(there.column.size());
    }
  }

  // The learned rows as the measure wants them, tile by tile, column by column; the last tile is
  // filled up with zeros.
  std::vector<double> tile(const KernelTerm& term) const {
    const std::size_t width = op_.rows.columns;
    std::vector<double> tiles(tiles_ * kTile * width, 0), row(width);
    for (std::size_t i = 0; i < op_.rows.count; ++i) {
      prepare_measure(term, op_.rows.values.data() + i * width, width, row.data());
      double* to = tiles.data() + i / kTile * kTile * width + i % kTile;
      for (std::size_t j = 0; j < width; ++j) to[j * kTile] = row[j];
    }
    return tiles;
  }

  // Behind the rows themselves, as each measure wants them.
  void prepare_rows(double* x, std::size_t count) const {
    const std::size_t width = op_.rows.columns;
    double* to = x;
    for (const KernelTerm& term : op_.terms) {
      if (!is_measure(term.kind)) continue;
      to += rows_ * width;
      for (std::size_t r = 0; r < count; ++r)
        prepare_measure(term, x + r * width, width, to + r * width);
    }
  }

  void evaluate(const double* x, const There& there, std::size_t count, std::size_t t,
                double* values) const {
    const std::size_t size = rows_ * kTile, width = op_.rows.columns;
    std::size_t measure = 0;
    for (std::size_t k = 0; k < op_.terms.size(); ++k) {
      const KernelTerm& term = op_.terms[k];
      double* to = values + k * size;
      if (!is_measure(term.kind)) {
        combine_steps(term, values + term.a * size, values + term.b * size, count * kTile, to);
      } else if (op_.rows.sparse) {
        for (std::size_t r = 0; r < count; ++r)
          sparse_sums(
              term.kind, x + r * width,
              {there.column.data() + there.begin[r], there.column.data() + there.begin[r + 1]}, t,
              to + r * kTile);
      } else {
        const Sums sums = sums_of(term.kind);
        const double* rows = x + (1 + measure) * rows_ * width;
        const double* tile = tiled_[measure++].data() + t * kTile * width;
        for (std::size_t r = 0; r < count; ++r) sums(rows + r * width, tile, width, to + r * kTile);
      }
    }
  }

  using Columns = std::span<const std::uint32_t>;

  void sparse_sums(Kind kind, const double* x, Columns there, std::size_t t, double* to) const {
    for (std::size_t s = 0; s < kTile; ++s) {
      const std::size_t i = t * kTile + s;
      if (i >= op_.rows.count)
        to[s] = 0;
      else
        to[s] = kind == Kind::kDot ? sparse_dot(x, i) : sparse_distance(x, there, i);
    }
  }

  double sparse_dot(const double* x, std::size_t i) const {
    double sum = 0;
    for (std::size_t v = op_.rows.begin[i]; v < op_.rows.begin[i + 1]; ++v)
      sum += x[op_.rows.column[v]] * op_.rows.values[v];
    return sum;
  }

  double sparse_distance(const double* x, Columns there, std::size_t i) const {
    double sum = 0;
    auto next = there.begin();
    for (std::size_t v = op_.rows.begin[i]; v < op_.rows.begin[i + 1]; ++v) {
      const std::uint32_t column = op_.rows.column[v];
      for (; next != there.end() && *next < column; ++next) sum += x[*next] * x[*next];
      if (next != there.end() && *next == column) ++next;
      const double d = x[column] - op_.rows.values[v];
      sum += d * d;
    }
    for (; next != there.end(); ++next) sum += x[*next] * x[*next];
    return sum;
  }

  const model::KernelValues& op_;
  const model::Block& block_;
  const std::size_t tiles_;
  std::size_t rows_ = 1, measures_ = 0;
  std::vector<std::vector<double>> tiled_;  // by measure
};

}  // namespace

base::Status register_kernel_kernel_values(base::Kinds<Kernel>& kinds) {
  return kinds.add("kernel_values",
                   std::make_unique<FamilyKernel<model::KernelValues, KernelValuesStep>>());
}

}  // namespace slipway::engine
