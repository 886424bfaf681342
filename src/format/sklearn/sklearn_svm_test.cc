// What the machines refuse, and which answers they have. Their answers are compared with the
// library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Machines : public Records {
 protected:
  // Of two support vectors of two columns.
  std::string machine(const std::string& kernel = "rbf", const std::string& coef = "") const {
    return is("kernel", text_of(kernel)) + is("_gamma", real(0.5)) + is("coef0", real(0)) +
           is("degree", whole(3)) + is("support_vectors_", array({2, 2}, {1, 2, 3, 4})) +
           is("_dual_coef_", coef.empty() ? array({1, 2}, {1, -1}) : coef) +
           is("_intercept_", array({1}, {0.5}));
  }
  std::string classes(const std::vector<std::int64_t>& rows) const {
    return is("classes_", labels({0, 1})) + is("_n_support", labels(rows));
  }
};

const char* const kSvc = "sklearn.svm._classes.SVC";
const char* const kSvr = "sklearn.svm._classes.SVR";
const char* const kOneClass = "sklearn.svm.classes.OneClassSVM";

TEST_F(Machines, OfTwoClasses) {
  const auto made = emitted(kSvc, machine() + classes({1, 1}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_FALSE(made->decision_is_vector);
  EXPECT_FALSE(made->proba);
  EXPECT_EQ(width(*made->decision), 1u);
}

TEST_F(Machines, ProbabilitiesOnlyIfTheyWereFitted) {
  const std::string all = machine() + classes({1, 1});
  const std::string both = is("_probA", array({1}, {-1})) + is("_probB", array({1}, {0}));
  EXPECT_TRUE(emitted(kSvc, all + both + is("probability", "I01\n"))->proba);
  EXPECT_FALSE(emitted(kSvc, all + both + is("probability", "I00\n"))->proba);
  EXPECT_FALSE(emitted(kSvc, all + both + is("probability", text_of("deprecated")))->proba);
  const std::string none = is("_probA", array({0}, {})) + is("_probB", array({0}, {}));
  EXPECT_FALSE(emitted(kSvc, all + none + is("probability", "I01\n"))->proba);
}

TEST_F(Machines, ConfidencesOfABatchAreLeftOut) {
  const std::string all = is("classes_", labels({0, 1, 2})) + is("n_support_", labels({1, 1, 1})) +
                          is("kernel", text_of("linear")) + is("_gamma", real(0)) +
                          is("coef0", real(0)) + is("degree", whole(3)) +
                          is("support_vectors_", array({3, 1}, {1, 2, 3})) +
                          is("_dual_coef_", array({2, 3}, {1, 2, 3, 4, 5, 6})) +
                          is("_intercept_", array({3}, {1, 2, 3}));
  EXPECT_FALSE(emitted(kSvc, all, 1, "0.20.4")->decision);
  EXPECT_TRUE(emitted(kSvc, all, 1, "0.21.3")->decision);
  const std::string pairs = is("decision_function_shape", text_of("ovo"));
  EXPECT_TRUE(emitted(kSvc, all + pairs, 1, "0.20.4")->decision);
  EXPECT_NE(refusal(kSvc, all + pairs + is("break_ties", "I01\n"), 1).find("break_ties"),
            std::string::npos);
}

TEST_F(Machines, WhatDoesNotFitIsRefused) {
  EXPECT_EQ(refusal(kSvc, machine() + classes({2})),
            "WRONG_SHAPE: n_support_ has 1 values for 2 classes");
  EXPECT_EQ(refusal(kSvc, machine() + classes({1, -1})), "WRONG_SHAPE: n_support_ is below 0");
  EXPECT_NE(refusal(kSvc, machine() + classes({1, 2})).find("BAD_MODEL"), std::string::npos);
  EXPECT_EQ(refusal(kSvr, machine("rbf", array({1, 3}, {1, 2, 3}))),
            "WRONG_SHAPE: _dual_coef_ has 3 values for 2 support vectors");
  EXPECT_EQ(refusal(kSvr, machine(), 3), "WRONG_SHAPE: support_vectors_ has 2 columns, wanted 3");
}

TEST_F(Machines, KernelsThatReadNoRowsAreRefused) {
  for (const char* kernel : {"precomputed", "cosine"})
    EXPECT_NE(refusal(kSvr, machine(kernel)).find(std::string("kernel=") + kernel),
              std::string::npos);
}

TEST_F(Machines, OutliersHaveSamplesFromOffset) {
  EXPECT_FALSE(emitted(kOneClass, machine(), 2, "0.19.2")->samples);
  EXPECT_TRUE(emitted(kOneClass, machine() + is("offset_", array({1}, {0.5})))->samples);
}

TEST_F(Machines, WithoutSupportVectorsTheInterceptIsLeft) {
  const std::string all =
      is("kernel", text_of("rbf")) + is("_gamma", real(0.5)) + is("coef0", real(0)) +
      is("degree", whole(3)) + is("support_vectors_", array({0, 2}, {})) +
      is("_dual_coef_", array({1, 0}, {})) + is("_intercept_", array({1}, {0.5}));
  EXPECT_EQ(refusal(kSvr, all), "");
}

}  // namespace
}  // namespace slipway::format::sklearn
