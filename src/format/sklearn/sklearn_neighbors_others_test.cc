// Centroids, projections and densities: what they offer and refuse.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class NeighborsOthers : public Records {};

const std::string kOf = " of scikit-learn 1.4.2: ";
const std::string kCentroid = "sklearn.neighbors._nearest_centroid.NearestCentroid";

std::string centroids(const std::string& metric) {
  return is("centroids_", array({2, 2}, {0, 0, 1, 1})) + is("classes_", labels({3, 4})) +
         is("metric", text_of(metric));
}

TEST_F(NeighborsOthers, CentroidsMayHavePriors) {
  EXPECT_FALSE(emitted(kCentroid, centroids("manhattan"))->proba);
  const std::string priors =
      is("class_prior_", reals({0.25, 0.75})) + is("within_class_std_dev_", reals({1, 0}));
  const auto made = emitted(kCentroid, centroids("euclidean") + priors);
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(width(*made->proba), 2u);
  EXPECT_EQ(width(*made->decision), 1u);
  EXPECT_EQ(
      refusal(kCentroid, centroids("manhattan") + priors),
      "UNSUPPORTED_OPTION: " + kCentroid + kOf + "priors with a metric that is not euclidean");
  EXPECT_EQ(refusal(kCentroid, centroids("manhattan"), 3),
            "WRONG_SHAPE: centroids_ has 2 values for 3 columns");
}

TEST_F(NeighborsOthers, ComponentsHaveNames) {
  const auto made = emitted("sklearn.neighbors._nca.NeighborhoodComponentsAnalysis",
                            is("components_", array({1, 2}, {1, 2})));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(made->transform->names, (std::vector<std::string>{"neighborhoodcomponentsanalysis0"}));
}

TEST_F(NeighborsOthers, DensitiesAreExact) {
  const std::string name = "sklearn.neighbors._kde.KernelDensity";
  const std::string tree =
      "csklearn.neighbors._kd_tree\nnewObj\n(csklearn.neighbors._kd_tree\n"
      "KDTree\ntR(" +
      array({3, 2}, {0, 0, 1, 1, 2, 2}) + "NNNNNNNNNNNNtb";
  const std::string fitted = is("tree_", tree) + is("bandwidth", real(1)) +
                             is("kernel", text_of("gaussian")) + is("metric", text_of("euclidean"));
  EXPECT_EQ(refusal(name, fitted), "");
  EXPECT_EQ(refusal(name, fitted + is("rtol", real(0.1))),
            "UNSUPPORTED_OPTION: " + name + kOf + "rtol=0.1");
  EXPECT_EQ(refusal(name, fitted + is("kernel", text_of("box"))),
            "UNSUPPORTED_OPTION: " + name + kOf + "kernel=box");
}

}  // namespace
}  // namespace slipway::format::sklearn
