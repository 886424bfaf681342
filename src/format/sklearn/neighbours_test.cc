// What neighbours and those around them offer and refuse. Their answers are compared with the
// library's in golden/.
#include "format/sklearn/neighbours.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Neighbours : public Records {};

const std::string kClassifier = "sklearn.neighbors._classification.KNeighborsClassifier";
const std::string kOf = " of scikit-learn 1.4.2: ";

std::string dict_of(const std::string& pairs) { return "(" + pairs + "d"; }

// Three rows of two columns, by a metric.
std::string rows(const std::string& metric = text_of("euclidean"),
                 const std::string& parameters = "") {
  return is("_fit_X", array({3, 2}, {0, 0, 1, 1, 2, 2})) + is("_fit_method", text_of("brute")) +
         is("effective_metric_", metric) + is("effective_metric_params_", dict_of(parameters)) +
         is("n_neighbors", whole(2)) + is("weights", text_of("uniform"));
}
std::string targets(const std::vector<std::int64_t>& of_row) {
  return is("classes_", labels({3, 4})) + is("_y", labels(of_row));
}

TEST_F(Neighbours, PredictAndProbabilities) {
  const auto made = emitted(kClassifier, rows() + targets({0, 1, 1}));
  ASSERT_TRUE(made.ok()) << made.status().text();
  EXPECT_EQ(width(*made->proba), 2u);
  EXPECT_EQ(made->classes->number, (std::vector<double>{3, 4}));
  EXPECT_EQ(refusal(kClassifier, rows() + targets({0, 1, 1}), 3),
            "WRONG_SHAPE: _fit_X has 2 values for 3 columns");
  EXPECT_EQ(refusal(kClassifier, rows() + targets({0, 1, 2})),
            "WRONG_SHAPE: _y has a class that is not there");
  EXPECT_EQ(refusal(kClassifier, rows() + targets({0, 1})),
            "WRONG_SHAPE: _y has 2 values for 3 rows");
}

TEST_F(Neighbours, MetricsHaveParameters) {
  const auto with = [&](const std::string& metric, const std::string& parameters) {
    return refusal(kClassifier, rows(metric, parameters) + targets({0, 1, 1}));
  };
  const std::string unsupported = "UNSUPPORTED_OPTION: " + kClassifier + kOf;
  EXPECT_EQ(with(text_of("minkowski"), is("p", whole(3))), "");
  EXPECT_EQ(with(text_of("minkowski"), is("p", whole(3)) + is("w", reals({1, 2}))), "");
  EXPECT_EQ(with(text_of("seuclidean"), is("V", reals({1, 2}))), "");
  EXPECT_EQ(with(text_of("mahalanobis"), is("V", array({2, 2}, {2, 0, 0, 1}))), "");
  EXPECT_EQ(with(text_of("seuclidean"), ""),
            unsupported + "metric=seuclidean without its variances");
  EXPECT_EQ(with(text_of("precomputed"), ""), unsupported + "metric=precomputed");
  EXPECT_EQ(with("cmine\ndistance\n", ""), unsupported + "metric that is a function");
  EXPECT_EQ(with(text_of("euclidean"), is("squared", whole(1))),
            unsupported + "metric_params with squared");
}

TEST_F(Neighbours, WeightsAndCounts) {
  const std::string fitted = rows() + targets({0, 1, 1});
  EXPECT_EQ(refusal(kClassifier, fitted + is("weights", "cmine\nweigh\n")),
            "UNSUPPORTED_OPTION: " + kClassifier + kOf + "weights that is a function");
  EXPECT_EQ(refusal(kClassifier, fitted + is("n_neighbors", whole(0))),
            "WRONG_SHAPE: n_neighbors=0");
  EXPECT_EQ(refusal(kClassifier, fitted + is("n_neighbors", whole(4))),
            "BAD_MODEL: asks more rows than there are");
}

TEST_F(Neighbours, ATreeIsRead) {
  const std::string by_tree = rows() + targets({0, 1, 1}) + is("_fit_method", text_of("kd_tree"));
  EXPECT_EQ(refusal(kClassifier, by_tree), "MISSING_ATTRIBUTE: there is no attribute _tree");
  EXPECT_EQ(refusal(kClassifier, by_tree + is("_tree", whole(3))),
            "BAD_STATE: the int 3 has no state");
}

}  // namespace
}  // namespace slipway::format::sklearn
