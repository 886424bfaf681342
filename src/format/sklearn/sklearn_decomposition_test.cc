// What decompositions refuse. Their answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Decomposition : public Records {};

const std::string kComponents = is("components_", array({1, 2}, {1, 2}));

TEST_F(Decomposition, ComponentsFitTheColumns) {
  const std::string pca = "sklearn.decomposition._pca.PCA";
  const auto made = emitted(pca, kComponents + is("mean_", array({2}, {1, 1})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, std::vector<std::string>{"pca0"});
  EXPECT_EQ(refusal(pca, kComponents, 3), "WRONG_SHAPE: components_ does not fit 3 columns");
  EXPECT_EQ(refusal(pca, kComponents + is("mean_", array({1}, {1}))),
            "WRONG_SHAPE: mean_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(pca, kComponents + is("whiten", "I01\n")),
            "MISSING_ATTRIBUTE: there is no attribute explained_variance_");
}

// A pipeline calls fit_transform(), which up to 0.24 leaves its answer behind.
TEST_F(Decomposition, TheSourcesOfFastICAArePassedOver) {
  const auto made = emitted("sklearn.decomposition._fastica.FastICA",
                            kComponents + is("mean_", array({2}, {1, 1})) + is("whiten", "I01\n") +
                                is("_FastICA__sources", array({3, 1}, {1, 2, 3})));
  EXPECT_TRUE(made.ok()) << made.status().text();
}

TEST_F(Decomposition, WhatDependsOnTheBatchIsRefused) {
  EXPECT_NE(refusal("sklearn.decomposition._nmf.NMF", kComponents).find("depends on the others"),
            std::string::npos);
  EXPECT_NE(refusal("sklearn.decomposition.sparse_pca.SparsePCA", kComponents, 2, "0.20.4")
                .find("normalize_components=False"),
            std::string::npos);
}

}  // namespace
}  // namespace slipway::format::sklearn
