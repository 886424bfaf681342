// Formulas of kernels, step by step.
#include "format/sklearn/kernels.h"

#include <gtest/gtest.h>

namespace slipway::format::sklearn {
namespace {

using Kind = KernelTerms::Kind;

std::vector<Kind> kinds(std::optional<std::uint32_t> (*make)(std::string_view, const KernelOptions&,
                                                             KernelTerms&),
                        std::string_view name, const KernelOptions& options) {
  KernelTerms terms;
  const auto last = make(name, options, terms);
  if (!last) return {};
  std::vector<Kind> all;
  for (const auto& term : std::move(terms).take(*last)) all.push_back(term.kind);
  return all;
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
    return kinds(libsvm_kernel, "poly", {.gamma = 1, .coef0 = 0, .degree = degree}).size();
  };
  EXPECT_EQ(of_degree(1), 3u);  // dot, * gamma, + coef0
  EXPECT_EQ(of_degree(2), 4u);
  EXPECT_EQ(of_degree(3), 5u);
  EXPECT_EQ(of_degree(8), 6u);
  EXPECT_EQ(kinds(libsvm_kernel, "poly", {.degree = 0}).back(), Kind::kConstant);
  EXPECT_EQ(kinds(libsvm_kernel, "poly", {.degree = -2}).back(), Kind::kConstant);
  EXPECT_LT(of_degree(1e300), 100u);
}

TEST(Kernels, Names) {
  for (const char* name : {"linear", "poly", "rbf", "sigmoid"})
    EXPECT_FALSE(kinds(libsvm_kernel, name, {}).empty()) << name;
  EXPECT_TRUE(kinds(libsvm_kernel, "cosine", {}).empty());
  for (const char* name : {"linear", "poly", "polynomial", "rbf", "laplacian", "sigmoid", "cosine",
                           "chi2", "additive_chi2"})
    EXPECT_FALSE(kinds(pairwise_kernel, name, {}).empty()) << name;
  EXPECT_TRUE(kinds(pairwise_kernel, "precomputed", {}).empty());
}

}  // namespace
}  // namespace slipway::format::sklearn
