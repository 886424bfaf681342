// Rows that were learned, and how far from them a row is: the nearest ones, those within a radius, or
// the distances to all.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// d(x, y), in double, sums over the columns in order from 0; t is a column that is not 0 in both, n
// one that is not 0 in one of them alone, of N. Neighbours are ranked by r, which grows with d.
enum class Metric : std::uint8_t {
  kEuclidean,          // r = Σ (x - y)², d = √r
  kSquaredEuclidean,   // d = r = Σ (x - y)²
  kManhattan,          // d = r = Σ |x - y|
  kChebyshev,          // d = r = max |x - y|
  kMinkowski,          // r = Σ |x - y|^p, d = r^(1 / p)
  kWeightedMinkowski,  // r = Σ (w |x - y|)^p, …
  kMinkowskiWeighted,  // r = Σ w |x - y|^p, …
  kStandardised,       // r = Σ (x - y)² / w, d = √r                              (seuclidean)
  kMahalanobis,        // r = Σ_i (Σ_j M_ij (x_j - y_j)) (x_i - y_i), d = √r
  kHamming,            // (columns that differ) / N
  kCanberra,           // Σ |x - y| / (|x| + |y|), of 0 / 0 nothing
  kBrayCurtis,         // Σ |x - y| / Σ (|x| + |y|), 0 / 0 is 0
  kBrayCurtisSums,     // Σ |x - y| / Σ |x + y|                                   (scipy)
  kHaversine,       // of two angles: r = sin²((x0 - y0) / 2) + cos x0 cos y0 sin²((x1 - y1) / 2),
                    // d = 2 asin √r
  kCosine,          // 1 - Σ x y / (√Σx² √Σy²), a norm of 0 counts as 1; within [0, 2]
  kCorrelation,     // 1 - … of what is beside the row's mean
  kNanEuclidean,    // r = Σ (x - y)² over the columns both have, / their count * N, d = √r; NaN
                    // if there are none
  kMatching,        // n / N
  kJaccard,         // n / (n + t), 0 / 0 is 0
  kJaccardNan,      // … is NaN
  kDice,            // n / (2 t + n)
  kKulsinski,       // (n - t + N) / (n + N)
  kRogersTanimoto,  // 2 n / (N + n)
  kRussellRao,      // (N - t) / N
  kSokalSneath,     // n / (t / 2 + n)
  kYule,            // 2 a b / (t (N - n - t) + a b), of a b = 0 0; a, b: not 0 in x alone, in y
  kYuleNan,         // … 0 / 0 is NaN
};

// A k-d tree or ball tree of the rows, as scikit-learn lays it out: the children of node i are
// 2 i + 1 and 2 i + 2.
struct SearchTree {
  struct Node {
    std::uint32_t begin = 0, end = 0;  // in `order`
    bool leaf = true;
    double radius = 0;
  };
  bool ball = false;
  std::vector<std::uint32_t> order;  // rows
  std::vector<Node> nodes;           // none: there is no tree
  std::vector<double> bounds;  // nodes × inputs: centres; of a k-d tree the least of each, then
                               // the greatest
};

struct SearchedRows {
  Metric metric = Metric::kEuclidean;
  double p = 2;
  std::vector<double> weights;  // w, by column
  std::vector<double> matrix;   // M, inputs × inputs
  std::uint32_t inputs = 0;
  std::vector<double> rows;  // × inputs, row-major
  SearchTree tree;
  std::size_t count() const { return inputs == 0 ? 0 : rows.size() / inputs; }
};

// Which of equally near rows count, and in what order: that of
//   kHeap       a heap of the nearest so far, filled in order of the rows (with a tree in that of a
//               walk through it, nearer child first), then sorted by scikit-learn's quicksort
//   kTwoHeaps   … filled again from the first one: its search without a tree from 1.1 on, by one thread
//   kPartition  numpy.argpartition and a stable sort: its search before, and of metrics that the new
//               one lacks. numpy 2 may partition and sort otherwise, with vector instructions
enum class TieOrder : std::uint8_t { kHeap, kTwoHeaps, kPartition };

// The `count` nearest rows, the nearest first: their distances (kF64), then their numbers (kI64).
struct Nearest {
  static constexpr const char* kFamily = "nearest";
  SearchedRows learned;
  std::uint32_t count = 5;
  TieOrder ties = TieOrder::kHeap;
  bool insertion_sort = false;  // of less than 16, as from scikit-learn 1.9 on
};

// The rows whose r is not above that of `radius`: a sparse block with a column for each row, of
// distances. Those of 0 are values of it.
struct Within {
  static constexpr const char* kFamily = "within";
  SearchedRows learned;
  double radius = 1;
};

// The distances to all rows, kF64.
struct Distances {
  static constexpr const char* kFamily = "distances";
  SearchedRows learned;
};

base::Result<Block> check(const Nearest& op, const Inputs& in);
base::Result<Block> check(const Within& op, const Inputs& in);
base::Result<Block> check(const Distances& op, const Inputs& in);
std::string contract(const Nearest& op);
std::string contract(const Within& op);
std::string contract(const Distances& op);

// What is the same of all three: that tree, weights and rows fit together. For families that hold
// rows too.
base::Status check_learned(const SearchedRows& learned, const Inputs& in);
const char* name(Metric metric);  // "manhattan"

}  // namespace slipway::model
