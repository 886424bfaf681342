// What the estimators of sklearn.neighbors offer and refuse.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Neighbors : public Records {};

const std::string kOf = " of scikit-learn 1.4.2: ";

std::string rows() {
  return is("_fit_X", array({3, 2}, {0, 0, 1, 1, 2, 2})) + is("_fit_method", text_of("brute")) +
         is("effective_metric_", text_of("euclidean")) + is("n_neighbors", whole(2)) +
         is("radius", real(1));
}

TEST_F(Neighbors, OutliersHaveALabel) {
  const std::string name = "sklearn.neighbors._classification.RadiusNeighborsClassifier";
  const std::string fitted = rows() + is("classes_", labels({3, 4})) + is("_y", labels({0, 1, 1}));
  const auto known = emitted(name, fitted + is("outlier_label_", list_of({whole(4)})));
  ASSERT_TRUE(known.ok()) << known.status().text();
  EXPECT_EQ(known->classes->number, (std::vector<double>{3, 4}));
  EXPECT_EQ(known->proba_columns, (std::vector<std::string>{"3", "4"}));
  const auto other = emitted(name, fitted + is("outlier_label_", list_of({whole(9)})));
  ASSERT_TRUE(other.ok()) << other.status().text();
  EXPECT_EQ(other->classes->number, (std::vector<double>{3, 4, 9}));
  EXPECT_EQ(width(*other->proba), 2u);
  EXPECT_EQ(refusal(name, fitted + is("outlier_label_", list_of({text_of("x")}))),
            "BAD_MODEL: outlier_label is of another kind than the classes");
  EXPECT_EQ(refusal(name, fitted + is("outlier_label_", list_of({whole(1), whole(2)}))),
            "UNSUPPORTED_OPTION: " + name + kOf + "outlier_label that is not one a target");
  EXPECT_FALSE(emitted(name, fitted, 2, "0.21.3")->proba);
}

TEST_F(Neighbors, RowsAndGraphs) {
  const auto found = emitted("sklearn.neighbors._unsupervised.NearestNeighbors", rows());
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->neighbours), 4u);
  const std::string name = "sklearn.neighbors._graph.KNeighborsTransformer";
  const auto graph = emitted(name, rows() + is("mode", text_of("connectivity")));
  ASSERT_TRUE(graph.ok()) << graph.status().text();
  EXPECT_EQ(graph->transform->names[2], "kneighborstransformer2");
  EXPECT_EQ(refusal(name, rows() + is("mode", text_of("other"))),
            "UNSUPPORTED_OPTION: " + name + kOf + "mode=other");
}

TEST_F(Neighbors, OfOutliersOnlyNewOnesAreScored) {
  const std::string name = "sklearn.neighbors._lof.LocalOutlierFactor";
  const std::string fitted = rows() + is("n_neighbors_", whole(2)) + is("offset_", real(-1.5)) +
                             is("_distances_fit_X_", array({3, 2}, {1, 2, 1, 2, 1, 2})) +
                             is("_lrd", reals({1, 2, 3}));
  EXPECT_EQ(refusal(name, fitted + is("novelty", "I01\n")), "");
  EXPECT_EQ(refusal(name, fitted),
            "UNSUPPORTED_OPTION: " + name + kOf +
                "novelty=False, which scores no row but those it was fitted on");
}

TEST_F(Neighbors, ARegressorOfAColumnGivesVectors) {
  const std::string name = "sklearn.neighbors._regression.KNeighborsRegressor";
  EXPECT_FALSE(emitted(name, rows() + is("_y", array({3}, {1, 2, 3})))->predict_is_vector);
  EXPECT_TRUE(emitted(name, rows() + is("_y", array({3, 1}, {1, 2, 3})))->predict_is_vector);
}

}  // namespace
}  // namespace slipway::format::sklearn
