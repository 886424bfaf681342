// Answers of several estimators to one: votes counted, a weighted median, columns among those of
// classes that an estimator does not know.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// Votes (kI64, a column a voter; several blocks are read one after the other) counted by class:
// out[k] = Σ_v (vote_v == k ? yes[v] : no[v]), v ascending from the first, kF64. A vote for what is no
// class counts as no.
struct Votes {
  static constexpr const char* kFamily = "votes";
  std::uint32_t classes = 0;
  std::vector<double> yes;  // by voter
  std::vector<double> no;
};

// The value of the voter at which the weights, added up from the least value on in order of
// `cumsum`, reach half of their total: numpy.cumsum(weights[order]) >= 0.5 * total, the first one.
// NaN is the greatest; equal values count in the order of their columns. One column of kF64 out.
struct WeightedMedian {
  static constexpr const char* kFamily = "weighted_median";
  std::vector<double> weights;  // by column
};

// out[at[j]] = column j, and fill[k] where no column goes. Passes kF64 through, as many columns as
// `fill`. Without any `at` the input says only how many rows there are.
struct Place {
  static constexpr const char* kFamily = "place";
  std::vector<std::uint32_t> at;
  std::vector<double> fill;
};

base::Result<Block> check(const Votes& op, const Inputs& in);
base::Result<Block> check(const WeightedMedian& op, const Inputs& in);
base::Result<Block> check(const Place& op, const Inputs& in);
std::string contract(const Votes& op);
std::string contract(const WeightedMedian& op);
std::string contract(const Place& op);

}  // namespace slipway::model
