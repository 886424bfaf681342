// Topics of a document: latent Dirichlet allocation.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/stages/block.h"

namespace slipway::model {

// x holds counts, W = `words`. In double, with d = 1 and e = exp(psi(1) - psi(topics)) at first, at most
// `iterations` times, sums over the columns that are not 0 in order, over topics in order:
//   n_i = Σ_k e_k W[k][i] + 2^-52;  d'_k = e_k Σ_i (x_i / n_i) W[k][i] + prior;
//   e_k = exp(psi(d'_k) - psi(Σ d'));  until Σ_k |d_k - d'_k| / topics < tolerance.
// out = d / Σ d. psi is scikit-learn's series (_online_lda_fast.pyx). Hoffman, Blei and Bach, "Online
// learning for latent Dirichlet allocation", 2010. Dense or sparse in; the library's own sums come
// from BLAS.
struct Topics {
  static constexpr const char* kFamily = "topics";
  std::uint32_t inputs = 0;
  std::vector<double> words;  // topics × inputs, row-major
  double prior = 0;
  std::uint32_t iterations = 100;
  double tolerance = 1e-3;
};

base::Result<Block> check(const Topics& op, const Inputs& in);
std::string contract(const Topics& op);

}  // namespace slipway::model
