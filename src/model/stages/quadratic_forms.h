// Squared distances of a row from centres, each in a metric of its own: what Gaussian densities and
// Mahalanobis distances are made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// One output a form, in double; c_j = x_j - centre[j], or x_j if there is no centre.
struct QuadraticForms {
  static constexpr const char* kFamily = "quadratic_forms";
  enum class Kind : std::uint8_t {
    kVariances,    // Σ_j (c_j * c_j) / matrix[j]
    kProjections,  // Σ_i y_i * y_i, y_i = (Σ_j c_j * matrix[i][j], j ascending) - shift[i]
    kProducts,     // Σ_i (Σ_j c_j * matrix[i][j], j ascending) * c_i, i ascending
  };
  struct Form {
    std::vector<double> centre;  // by input, or none
    std::vector<double> matrix;  // kVariances: by input; else rows × inputs, row-major
    std::vector<double> shift;   // kProjections: by row, or none
  };
  Kind kind =
      Kind::kVariances;  // the sums of the first two are in numpy's order (base/pairwise_sum.h)
  std::uint32_t inputs = 0;
  std::vector<Form> forms;
};

base::Result<Block> check(const QuadraticForms& op, const Inputs& in);
std::string contract(const QuadraticForms& op);

}  // namespace slipway::model
