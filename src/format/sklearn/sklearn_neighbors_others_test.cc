// Centroids, projections and densities: what they offer and refuse.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class NeighborsOthers : public Records {
 protected:
  // One of a dtype's fields.
  static std::string field(const std::string& name, const std::string& type, int offset) {
    return text_of(name) + "(cnumpy\ndtype\n(S'" + type +
           "'\nI0\nI1\ntR(I3\nS'<'\nNNNI-1\nI-1\nI0\ntb" + whole(offset) + "t";
  }
};

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

TEST_F(NeighborsOthers, DensitiesWalkTheTree) {
  const std::string name = "sklearn.neighbors._kde.KernelDensity";
  const std::vector<std::int64_t> node = {0, 3, 1, 0};  // begin, end, is_leaf, radius 0.0
  const std::string nodes =
      "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR(I1\n(I1\ntcnumpy\n"
      "dtype\n(S'V32'\nI0\nI1\ntR(I3\nS'|'\nN(S'idx_start'\nS'idx_end'\nS'is_leaf'\nS'radius'\nt(" +
      field("idx_start", "i8", 0) + field("idx_end", "i8", 8) + field("is_leaf", "i8", 16) +
      field("radius", "f8", 24) + "dI32\nI1\nI16\ntbI00\nB" + std::string("\x20\0\0\0", 4) +
      bytes_of(node) + "tb";
  const auto tree = [&](const std::string& bounds) {
    return "csklearn.neighbors._kd_tree\nnewObj\n(csklearn.neighbors._kd_tree\nKDTree\ntR(" +
           array({3, 2}, {0, 0, 1, 1, 2, 2}) + labels({0, 1, 2}) + nodes + bounds + "NNNNNNNNNtb";
  };
  const auto fitted = [&](const std::string& held) {
    return is("tree_", held) + is("bandwidth", real(1)) + is("kernel", text_of("gaussian")) +
           is("metric", text_of("euclidean"));
  };
  const std::string box = tree(array({2, 1, 2}, {0, 0, 2, 2}));
  EXPECT_EQ(refusal(name, fitted(box)), "");
  EXPECT_EQ(refusal(name, fitted(box) + is("rtol", real(0.1)) + is("breadth_first", "I00\n")), "");
  EXPECT_EQ(refusal(name, fitted(box) + is("kernel", text_of("box"))),
            "UNSUPPORTED_OPTION: " + name + kOf + "kernel=box");
  EXPECT_EQ(refusal(name, fitted(box) + is("rtol", real(-1))), "BAD_MODEL: a tolerance is below 0");
  EXPECT_EQ(refusal(name, fitted(tree(array({1, 1, 2}, {1, 1})))), "");  // a ball
  EXPECT_EQ(refusal(name, fitted(tree(array({1, 1, 1}, {1})))),
            "BAD_MODEL: bounds has 1 values, wanted 2");
}

}  // namespace
}  // namespace slipway::format::sklearn
