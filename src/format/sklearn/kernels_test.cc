// Formulas of kernels, step by step.
#include "format/sklearn/kernels.h"

#include <gtest/gtest.h>

namespace slipway::format::sklearn {
namespace {

using Kind = KernelTerms::Kind;

std::vector<Kind> kinds(std::optional<std::uint32_t> last, KernelTerms terms) {
  if (!last) return {};
  std::vector<Kind> all;
  for (const auto& term : std::move(terms).take(*last)) all.push_back(term.kind);
  return all;
}

std::vector<Kind> of_libsvm(std::string_view name, const KernelOptions& options = {}) {
  KernelTerms terms;
  const auto last = libsvm_kernel(name, options, terms);
  return kinds(last, std::move(terms));
}

std::vector<Kind> of_pairs(std::string_view name) {
  KernelTerms terms;
  const auto last = pairwise_kernel(name, {}, 10900, terms);
  return kinds(last, std::move(terms));
}

TEST(Kernels, AMeasureIsTakenOnce) {
  KernelTerms terms;
  EXPECT_EQ(terms.measure(Kind::kDot), 0u);
  EXPECT_EQ(terms.measure(Kind::kDot, {2}), 1u);
  EXPECT_EQ(terms.measure(Kind::kDot), 0u);
  EXPECT_EQ(terms.constant(3), terms.constant(3));
}

TEST(Kernels, TheLastStepIsTheKernel) {
  KernelTerms terms;
  const std::uint32_t dot = terms.measure(Kind::kDot);
  terms.constant(1);
  const auto all = std::move(terms).take(dot);
  EXPECT_EQ(all.back().kind, Kind::kFunction);
  EXPECT_EQ(all.back().a, dot);
}

TEST(Kernels, WholePowersAreMultipliedOut) {
  const auto of_degree = [](double degree) {
    return of_libsvm("poly", {.gamma = 1, .coef0 = 0, .degree = degree}).size();
  };
  EXPECT_EQ(of_degree(1), 3u);  // dot, * gamma, + coef0
  EXPECT_EQ(of_degree(2), 4u);
  EXPECT_EQ(of_degree(3), 5u);
  EXPECT_EQ(of_degree(8), 6u);
  EXPECT_EQ(of_libsvm("poly", {.degree = 0}).back(), Kind::kConstant);
  EXPECT_EQ(of_libsvm("poly", {.degree = -2}).back(), Kind::kConstant);
  EXPECT_LT(of_degree(1e300), 100u);
}

TEST(Kernels, Names) {
  for (const char* name : {"linear", "poly", "rbf", "sigmoid"})
    EXPECT_FALSE(of_libsvm(name).empty()) << name;
  EXPECT_TRUE(of_libsvm("cosine").empty());
  for (const char* name : {"linear", "poly", "polynomial", "rbf", "laplacian", "sigmoid", "cosine",
                           "chi2", "additive_chi2"})
    EXPECT_FALSE(of_pairs(name).empty()) << name;
  EXPECT_TRUE(of_pairs("precomputed").empty());
}

TEST(Kernels, Chi2HadNoGammaOnce) {
  for (const auto& [version, factor] : {std::pair(1802, -1.0), std::pair(1900, -0.5)}) {
    KernelTerms terms;
    const auto last = pairwise_kernel("chi2", {.gamma = 0.5}, version, terms);
    EXPECT_EQ(std::move(terms).take(*last)[1].constant, factor);
  }
}

}  // namespace
}  // namespace slipway::format::sklearn
