#include "flow/sieve.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace slipway::flow {
namespace {

const base::Status kHeldBack(base::Code::kCancelled, "HELD_BACK");

class Sieve {
 public:
  Sieve(SinkPartition& sink, Delivery& d) : sink_(sink), d_(d), settled_(d.answer.errors) {
    auto error = settled_.begin();
    for (std::int64_t row = 0; row < d.rows.rows(); ++row) {
      if (error != settled_.end() && error->row == row) {
        ++error;
      } else {
        rows_.push_back(row);
      }
    }
    taken_.resize(rows_.size());
  }
  ~Sieve() { d_.answer.errors = std::move(settled_); }

  base::Result<data::RowErrors> run() {
    if (!rows_.empty()) SLIPWAY_TRY(add(0, rows_.size()));
    return std::move(refused_);
  }

 private:
  // Adds what can be taken of rows_[begin, end) to what is taken already.
  base::Status add(std::size_t begin, std::size_t end) {
    mark(begin, end, true);
    const base::Status status = probe();
    if (status.ok()) return {};
    if (status.transient() || status.code() == base::Code::kAborted) return status;
    mark(begin, end, false);
    if (end - begin == 1) {
      refused_.push_back({rows_[begin], status, {}, {}});
      return {};
    }
    const std::size_t middle = begin + (end - begin) / 2;
    SLIPWAY_TRY(add(begin, middle));
    return add(middle, end);
  }

  void mark(std::size_t begin, std::size_t end, bool taken) {
    std::fill(taken_.begin() + static_cast<std::ptrdiff_t>(begin),
              taken_.begin() + static_cast<std::ptrdiff_t>(end), taken);
  }

  base::Status probe() {
    data::RowErrors held;
    for (std::size_t i = 0; i < rows_.size(); ++i)
      if (!taken_[i]) held.push_back({rows_[i], kHeldBack, {}, {}});
    d_.answer.errors = merged(settled_, held);
    return sink_.probe(d_);
  }

  SinkPartition& sink_;
  Delivery& d_;
  data::RowErrors settled_;  // what the answer says
  std::vector<std::int64_t> rows_;
  std::vector<bool> taken_;
  data::RowErrors refused_;
};

}  // namespace

base::Result<data::RowErrors> sieve(SinkPartition& sink, Delivery& d) {
  return Sieve(sink, d).run();
}

data::RowErrors merged(const data::RowErrors& a, const data::RowErrors& b) {
  data::RowErrors all;
  all.reserve(a.size() + b.size());
  std::ranges::merge(a, b, std::back_inserter(all), {}, &data::RowError::row, &data::RowError::row);
  return all;
}

}  // namespace slipway::flow
