// Classes of several targets: in the classifiers of sklearn.neighbors, which hold them so.
#include "format/sklearn/targets.h"

#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class TargetsOf : public Records {};

TEST_F(TargetsOf, SeveralColumns) {
  const std::string name = "sklearn.neighbors._classification.KNeighborsClassifier";
  const std::string fitted =
      is("_fit_X", array({2, 2}, {0, 0, 1, 1})) + is("_fit_method", text_of("brute")) +
      is("effective_metric_", text_of("euclidean")) + is("n_neighbors", whole(1)) +
      is("classes_", list_of({labels({3, 4}), labels({5, 6, 7})}));
  const auto made = emitted(
      name, fitted + is("_y", array_of({2, 2}, bytes_of<std::int64_t>({0, 2, 1, 0}), "i8")));
  ASSERT_TRUE(made.ok()) << made.status().text();
  ASSERT_EQ(made->target_classes.size(), 2u);
  EXPECT_EQ(width(*made->predict), 2u);
  EXPECT_EQ(width(*made->proba), 5u);
  EXPECT_EQ(refusal(name, fitted + is("_y", labels({0, 1, 2}))),
            "WRONG_SHAPE: _y does not fit the classes");
}

}  // namespace
}  // namespace slipway::format::sklearn
