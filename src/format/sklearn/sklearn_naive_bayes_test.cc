// What the classifiers of naive_bayes offer, and what is refused. Their answers are compared with the
// library's in golden/.
#include "format/sklearn/record_test.h"

namespace slipway::format::sklearn {
namespace {

class NaiveBayes : public Records {};

const std::string kTwo = is("classes_", labels({0, 1}));
const std::string kLogs = is("feature_log_prob_", array({2, 2}, {-1, -2, -3, -0.5})) +
                          is("class_log_prior_", array({2}, {-0.5, -1}));

TEST_F(NaiveBayes, OutputsByVersion) {
  const std::string gaussian = kTwo + is("theta_", array({2, 2}, {1, 2, 3, 4})) +
                               is("class_prior_", array({2}, {0.25, 0.75}));
  const std::string old = gaussian + is("sigma_", array({2, 2}, {1, 1, 1, 1}));
  const std::string now = gaussian + is("var_", array({2, 2}, {1, 1, 1, 1}));
  const auto before = emitted("sklearn.naive_bayes.GaussianNB", old, 2, "0.24.2");
  ASSERT_TRUE(before.ok()) << before.status().text();
  EXPECT_FALSE(before->joint.has_value());
  const auto found = emitted("sklearn.naive_bayes.GaussianNB", now);
  ASSERT_TRUE(found.ok()) << found.status().text();
  EXPECT_EQ(width(*found->joint), 2u);
  EXPECT_EQ(width(*found->proba), 2u);
  EXPECT_EQ(width(*found->log_proba), 2u);
  EXPECT_EQ(refusal("sklearn.naive_bayes.GaussianNB", now, 3),
            "WRONG_SHAPE: theta_ has 4 values for 6 columns");
}

TEST_F(NaiveBayes, ShapesThatDoNotFit) {
  for (const char* name : {"MultinomialNB", "ComplementNB", "BernoulliNB"}) {
    const std::string full = std::string("sklearn.naive_bayes.") + name;
    EXPECT_EQ(refusal(full, kTwo + kLogs), "") << name;
    EXPECT_EQ(refusal(full, kTwo + kLogs, 1),
              "WRONG_SHAPE: feature_log_prob_ has 4 values for 2 columns");
    EXPECT_EQ(refusal(full, is("classes_", labels({})) + kLogs),
              "WRONG_SHAPE: there are no classes");
    EXPECT_EQ(refusal(full, kTwo + kLogs + is("novel", whole(1))).substr(0, 17),
              "UNKNOWN_ATTRIBUTE");
  }
}

TEST_F(NaiveBayes, CategoriesOfEachColumn) {
  const std::string name = "sklearn.naive_bayes.CategoricalNB";
  const std::string prior = kTwo + is("class_log_prior_", array({2}, {-0.5, -1}));
  const std::string three = array({2, 3}, {-1, -2, -3, -1, -1, -1});
  EXPECT_EQ(refusal(name, prior + is("feature_log_prob_", list_of({three, three}))), "");
  EXPECT_EQ(refusal(name, prior + is("feature_log_prob_", list_of({three}))),
            "WRONG_SHAPE: feature_log_prob_ has 1 values for 2 columns");
  EXPECT_EQ(refusal(name, prior + is("feature_log_prob_", list_of({array({1, 2}, {1, 2}), three}))),
            "WRONG_SHAPE: feature_log_prob_ has 1 values for 2 columns");
}

}  // namespace
}  // namespace slipway::format::sklearn
