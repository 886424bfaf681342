// Kernels: how alike a row is to each of the rows that a model was learned from.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"
#include "model/stages/elementwise.h"

namespace slipway::model {

// Rows that were learned from, row-major; or, if `sparse`, of row i the values [begin[i],
// begin[i + 1]) that are there, columns ascending. They are finite.
struct KernelRows {
  std::uint32_t columns = 0;
  std::size_t count = 0;
  std::vector<double> values;
  bool sparse = false;
  std::vector<std::size_t> begin;
  std::vector<std::uint32_t> column;
};

// A step of a kernel's formula: a measure of the row x and a learned row r, or what is made of
// earlier steps.
struct KernelTerm {
  enum class Kind : std::uint8_t {
    kDot,              // Σ x r
    kSquaredDistance,  // Σ (x - r)²
    kManhattan,        // Σ |x - r|
    kCosine,    // Σ (x / |x|) (r / |r|), |x| = sqrt(Σ x²); a row of length 0 is not divided
    kChi2,      // Σ (x - r)² / (x + r), without the columns whose x + r is 0
    kConstant,  // constant
    kFunction,  // function(step a, constant)
    kSum,       // step a + step b
    kProduct,   // step a * step b
  };
  Kind kind = Kind::kConstant;
  std::vector<double>
      scale;  // of a measure: what x and r are divided by; one each, for all, or none
  Function function = Function::kPositive;
  double constant = 0;
  std::uint32_t a = 0, b = 0;  // steps before this one
  bool operator==(const KernelTerm&) const = default;
};
bool is_measure(KernelTerm::Kind kind);

// out[i] = the last step's value for x and row i. In double, each step rounded, sums over the columns
// in order: as libsvm's own loops and scipy's distances; where the library asks BLAS, its order is
// undefined. Dense or sparse in. Sparse rows are for dot and squared distance, not scaled.
//
//   exp(-0.5 * |x - r|²):
//   {kSquaredDistance}, {kFunction, kMultiply, -0.5, a = 0}, {kFunction, kExp, a = 1}
struct KernelValues {
  static constexpr const char* kFamily = "kernel_values";
  KernelRows rows;
  std::vector<KernelTerm> terms;
};

// One column: the last step's value for x and x itself. Steps as above.
struct KernelDiagonal {
  static constexpr const char* kFamily = "kernel_diagonal";
  std::vector<KernelTerm> terms;
};

base::Result<Block> check(const KernelValues& op, const Inputs& in);
base::Result<Block> check(const KernelDiagonal& op, const Inputs& in);
std::string contract(const KernelValues& op);
std::string contract(const KernelDiagonal& op);

}  // namespace slipway::model
