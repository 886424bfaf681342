// What dummy estimators offer, and what is refused. Their answers are compared with the library's in
// golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class Dummy : public Records {};

const std::string kClassifier = "sklearn.dummy.DummyClassifier";
const std::string kTwo =
    is("classes_", labels({3, 5})) + is("class_prior_", array({2}, {0.25, 0.75}));

TEST_F(Dummy, Strategies) {
  for (const char* strategy : {"prior", "most_frequent"}) {
    const auto found = emitted(kClassifier, kTwo + is("_strategy", text_of(strategy)));
    ASSERT_TRUE(found.ok()) << found.status().text();
    EXPECT_EQ(width(*found->proba), 2u);
    EXPECT_FALSE(found->predict_is_vector);
  }
  for (const char* strategy : {"stratified", "uniform"})
    EXPECT_EQ(
        refusal(kClassifier, kTwo + is("strategy", text_of(strategy))),
        fmt::format("UNSUPPORTED_OPTION: sklearn.dummy.DummyClassifier of scikit-learn 1.4.2: "
                    "strategy={}, whose answers are drawn by lot",
                    strategy));
  EXPECT_EQ(refusal(kClassifier, kTwo + is("strategy", text_of("novel"))),
            "UNSUPPORTED_OPTION: sklearn.dummy.DummyClassifier of scikit-learn 1.4.2: "
            "strategy=novel");
}

TEST_F(Dummy, AConstantIsAClass) {
  const std::string constant = kTwo + is("strategy", text_of("constant"));
  EXPECT_EQ(refusal(kClassifier, constant + is("constant", whole(5))), "");
  EXPECT_EQ(refusal(kClassifier, constant + is("constant", array({1}, {3}))), "");
  EXPECT_EQ(refusal(kClassifier, constant + is("constant", whole(4))),
            "BAD_MODEL: the constant is no class");
}

TEST_F(Dummy, SeveralTargets) {
  const std::string two = is("classes_", list_of({labels({0, 1, 2}), labels({0, 1})}));
  const std::string priors =
      is("class_prior_", list_of({array({3}, {0.5, 0.25, 0.25}), array({2}, {0.5, 0.5})}));
  const auto found = emitted(kClassifier, two + priors);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->proba), 5u);
  EXPECT_EQ(found->target_classes.size(), 2u);
  const std::string constant = two + is("strategy", text_of("constant"));
  EXPECT_EQ(refusal(kClassifier, constant + is("constant", list_of({whole(2), whole(0)}))), "");
  EXPECT_EQ(refusal(kClassifier, constant + is("constant", array({2}, {2, 1}))), "");
  EXPECT_EQ(refusal(kClassifier, constant + is("constant", array({2}, {2, 2}))),
            "BAD_MODEL: the constant is no class");
  EXPECT_EQ(refusal(kClassifier, constant + is("constant", list_of({whole(2)}))),
            "WRONG_SHAPE: constant has 1 values for 2 columns");
}

TEST_F(Dummy, Numbers) {
  const std::string regressor = "sklearn.dummy.DummyRegressor";
  const auto one = emitted(regressor, is("constant_", array({1, 1}, {4})));
  ASSERT_TRUE(one.ok()) << one.status().text();
  EXPECT_FALSE(one->predict_is_vector);
  const auto two = emitted(regressor, is("constant_", array({1, 2}, {4, 5})));
  ASSERT_TRUE(two.ok()) << two.status().text();
  EXPECT_TRUE(two->predict_is_vector);
  EXPECT_EQ(refusal(regressor, is("constant_", array({1, 0}, {}))),
            "WRONG_SHAPE: constant_ is empty");
}

}  // namespace
}  // namespace slipway::format::sklearn
