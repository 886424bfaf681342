// What clusterings offer and refuse. Their answers are compared with the library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Clusters : public Records {};

const std::string kCenters = is("cluster_centers_", array({3, 2}, {0, 0, 1, 1, 2, 2}));

TEST_F(Clusters, PredictAndTransform) {
  const auto made = emitted("sklearn.cluster._kmeans.KMeans", kCenters);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(width(*made->predict), 1u);
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"kmeans0", "kmeans1", "kmeans2"}));
  EXPECT_EQ(refusal("sklearn.cluster._kmeans.KMeans", kCenters, 3),
            "WRONG_SHAPE: cluster_centers_ has 2 values for 3 columns");
}

std::string node(const std::string& rest) {
  return object("sklearn.cluster._bisect_k_means._BisectingTree",
                is("center", array({2}, {1, 2})) + rest);
}

TEST_F(Clusters, BisectionsAreATree) {
  const std::string name = "sklearn.cluster._bisect_k_means.BisectingKMeans";
  const auto leaf = [](int label) { return node(is("label", whole(label))); };
  const auto with = [&](const std::string& tree) {
    return refusal(name, kCenters + is("_bisecting_tree", tree));
  };
  EXPECT_EQ(with(node(is("left", leaf(0)) + is("right", leaf(1)))), "");
  EXPECT_EQ(with(leaf(0)), "");
  EXPECT_EQ(with(node(is("left", none()))), "MISSING_ATTRIBUTE: there is no attribute label");
  EXPECT_EQ(with(node(is("left", leaf(0)) +
                      is("right", object("sklearn.cluster._bisect_k_means._BisectingTree",
                                         is("label", whole(1)))))),
            "WRONG_TYPE: nothing where a double is needed");
}

TEST_F(Clusters, ColumnsArePooledByTheirMean) {
  const std::string name = "sklearn.cluster._agglomerative.FeatureAgglomeration";
  const auto with = [&](const std::string& function, const std::vector<std::int64_t>& of) {
    return refusal(name, is("pooling_func", function) + is("labels_", labels(of)));
  };
  EXPECT_EQ(with("cnumpy\nmean\n", {0, 0}), "");
  EXPECT_EQ(with("cnumpy\nmean\n", {0, 2}), "WRONG_SHAPE: labels_ has a label out of range");
  EXPECT_EQ(with("cnumpy\nmedian\n", {0, 0}), "UNSUPPORTED_OPTION: " + name +
                                                  " of scikit-learn 1.4.2: "
                                                  "pooling_func=numpy.median");
}

}  // namespace
}  // namespace slipway::format::sklearn
